//! The three-legged flow ([RFC 5849 §2](https://www.rfc-editor.org/rfc/rfc5849#section-2)): temporary
//! credentials, the user's approval, token credentials. On the shared [`Flow`] vocabulary.
//!
//! 1. The client asks the server for *temporary credentials* and says where the user is to come back to. The
//!    server confirms that; one that does not speaks OAuth 1.0, in which an attacker can have a victim
//!    approve the attacker's own request, and is refused unless
//!    [asked for by name](Config::accepting_oauth_1_0).
//! 2. The client sends the user's browser to the server with the temporary token. The user approves, and comes
//!    back with the same token and a *verifier*, or types the verifier in. Keep the flow in this user's
//!    session: a callback that brings another token is somebody else's, and changes nothing.
//! 3. The client changes the temporary credentials and the verifier into *token credentials*, which it keeps
//!    and signs its requests with.
//!
//! [`ThreeLegged`] makes and signs both requests, each try with a nonce of its own. What it does with each
//! event, drawn by a test from the code (a request that was not signed yet waits for its time):
//!
//! ```text
//! TemporaryOpen --sent--> TemporarySent
//! TemporaryOpen --confirmed credentials--> AwaitingApproval
//! TemporaryOpen --credentials | garbage | refused--> Failed
//! TemporaryOpen --not sent | lost--> TemporaryUnsigned
//! TemporarySent --confirmed credentials--> AwaitingApproval
//! TemporarySent --credentials | garbage | refused--> Failed
//! TemporarySent --not sent | lost--> TemporaryUnsigned
//! TemporaryUnsigned --time--> TemporaryOpen
//! AwaitingApproval --callback | verifier--> TokenOpen
//! AwaitingApproval --denied--> Failed
//! TokenOpen --sent--> TokenSent
//! TokenOpen --confirmed credentials | credentials--> Done
//! TokenOpen --garbage | refused | lost--> Failed
//! TokenOpen --not sent--> TokenUnsigned
//! TokenSent --confirmed credentials | credentials--> Done
//! TokenSent --garbage | refused | lost--> Failed
//! TokenSent --not sent--> TokenUnsigned
//! TokenUnsigned --time--> TokenOpen
//! ```
//!
//! Every other event is refused and changes nothing. A callback comes where there is a URL for it or it
//! was left out, a verifier that the user types in where there is none. With a key that only the embedder
//! holds a step comes before each request:
//!
//! ```text
//! TemporarySigning --signature--> TemporaryOpen
//! TemporaryUnsigned --time--> TemporarySigning
//! AwaitingApproval --callback | verifier--> TokenSigning
//! TokenSigning --signature--> TokenOpen
//! TokenUnsigned --time--> TokenSigning
//! ```

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::flow::{
    Action, Event, Failure, FailureKind, Flow, Recovery, Rejected, SigningInput, TransportFailure,
};
use oauth_wire::message::Response;
use oauth_wire::secret::Secret;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;

mod callback;
mod config;
mod granted;
mod request;
#[cfg(feature = "seal")]
pub mod seal;

use callback::read_callback;
pub use config::{Callback, Config, ConfigError, Endpoints, FlowMethod};
pub use granted::GrantedToken;
use granted::granted;
use request::{SignedRequest, Step};

/// The flow. See the [module's docs](self) for its states.
///
/// ```
/// use oauth1_sign::ClientCredentials;
/// use oauth1_sign::flow::*;
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::seed::Seed;
/// use oauth_wire::time::UnixTime;
///
/// let endpoints = Endpoints {
///     temporary_credentials: "https://photos.example.net/initiate".into(),
///     authorization: "https://photos.example.net/authorize".into(),
///     token: "https://photos.example.net/token".into(),
/// };
/// let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
/// let config = Config::new(endpoints, &client, Callback::Url("https://printer.example.com/ready".into()))?;
/// let mut flow = ThreeLegged::new(config, Seed::from_bytes([7; 32])); // 32 random bytes
/// let now = UnixTime::from_secs(137131200);
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(request.url, "https://photos.example.net/initiate");
/// assert!(request.headers.get("authorization").unwrap().contains("oauth_callback=\"https%3A%2F%2Fprinter.example.com%2Fready\""));
/// let reply = b"oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true";
/// flow.handle(Event::Response(Response::new(200, &[], reply)), now)?;
///
/// let Action::Redirect(url) = flow.poll(now) else { panic!() };
/// assert_eq!(url, "https://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola");
/// flow.handle(Event::Redirect("https://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884"), now)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert!(request.headers.get("authorization").unwrap().contains("oauth_verifier=\"hfdp7dh39dks9884\""));
/// flow.handle(Event::Response(Response::new(200, &[], b"oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00")), now)?;
///
/// assert_eq!(flow.into_output()?.credentials().token, "nnch734d00sl2jdk");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ThreeLegged {
    config: Config,
    seed: Seed,
    /// Signatures made so far: the next nonce's number.
    signatures: u64,
    /// Tries of the open request that failed before they were answered.
    failures: u32,
    state: State,
}

enum State {
    /// A request of this step is to be signed at the next poll, not before that time.
    Unsigned { step: Step, not_before: UnixTime },
    /// The embedder is asked to sign this.
    Signing { step: Step, now: UnixTime, base_string: Vec<u8> },
    /// The request stands open, perhaps on its way.
    Open { step: Step, request: SignedRequest, sent: bool },
    /// The user is asked.
    AwaitingApproval { temporary: GrantedToken, url: String, confirmed: bool },
    /// The flow has ended.
    Ended(Result<GrantedToken, Failure>),
}

impl State {
    /// For `Debug` and the diagrams.
    fn name(&self) -> &'static str {
        let of = |step: &Step, names: [&'static str; 2]| match step {
            Step::TemporaryCredentials => names[0],
            Step::TokenCredentials { .. } => names[1],
        };
        match self {
            Self::Unsigned { step, .. } => of(step, ["TemporaryUnsigned", "TokenUnsigned"]),
            Self::Signing { step, .. } => of(step, ["TemporarySigning", "TokenSigning"]),
            Self::Open { step, sent: false, .. } => of(step, ["TemporaryOpen", "TokenOpen"]),
            Self::Open { step, sent: true, .. } => of(step, ["TemporarySent", "TokenSent"]),
            Self::AwaitingApproval { .. } => "AwaitingApproval",
            Self::Ended(Ok(_)) => "Done",
            Self::Ended(Err(_)) => "Failed",
        }
    }

    fn awaiting_approval(config: &Config, temporary: GrantedToken, confirmed: bool) -> Self {
        let endpoint = &config.endpoints.authorization;
        let separator = if endpoint.contains('?') { '&' } else { '?' };
        let token = oauth_wire::percent::encode(temporary.token.expose().as_bytes());
        let url = alloc::format!("{endpoint}{separator}oauth_token={token}");
        Self::AwaitingApproval { temporary, url, confirmed }
    }
}

impl ThreeLegged {
    /// A login that starts with the request for temporary credentials.
    #[must_use]
    pub fn new(config: Config, seed: Seed) -> Self {
        let state = State::Unsigned { step: Step::TemporaryCredentials, not_before: UnixTime::from_secs(0) };
        Self { config, seed, signatures: 0, failures: 0, state }
    }

    /// The transition function: every (state, event) pair that is legal, and nothing else.
    fn transition(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        let next = match (&mut self.state, event) {
            (State::Open { sent: sent @ false, .. }, Event::Sent) => {
                *sent = true;
                return Ok(());
            }
            (State::Signing { step, now: signed_at, .. }, Event::Signature(signature)) => {
                if signature.is_empty() || signature.len() > 2048 {
                    return Err(Rejected::UnusableSignature);
                }
                let (step, signed_at) = (step.clone(), *signed_at);
                match self.sign(&step, signed_at, Some(signature)) {
                    Ok(request) => State::Open { step, request, sent: false },
                    Err(failure) => State::Ended(Err(failure)),
                }
            }
            (State::Open { step, .. }, Event::TransportFailed(failure)) => {
                let lost =
                    failure == TransportFailure::Unknown && matches!(step, Step::TokenCredentials { .. });
                if lost {
                    State::Ended(Err(Failure::new(
                        FailureKind::AnswerLost,
                        Recovery::StartAgain,
                        "the answer to the token request was lost, and the verifier is good once",
                    )))
                } else {
                    self.failures = self.failures.saturating_add(1);
                    let back_off = 1_u64 << (self.failures - 1).min(6);
                    State::Unsigned { step: step.clone(), not_before: now.plus(back_off) }
                }
            }
            (State::Open { step: Step::TemporaryCredentials, .. }, Event::Response(response)) => {
                self.on_temporary_credentials(&response, now)
            }
            (State::Open { step: Step::TokenCredentials { .. }, .. }, Event::Response(response)) => {
                State::Ended(match granted(&response, now) {
                    Ok((granted, _)) => Ok(granted),
                    Err(failure) => Err(failure),
                })
            }
            (State::AwaitingApproval { temporary, confirmed, .. }, Event::Redirect(url)) => {
                match read_callback(&self.config.callback, temporary.token.expose(), *confirmed, url)? {
                    Ok(verifier) => Self::approved(temporary, verifier),
                    Err(failure) => State::Ended(Err(failure)),
                }
            }
            (State::AwaitingApproval { temporary, .. }, Event::Verifier(text))
                if !matches!(self.config.callback, Callback::Url(_)) =>
            {
                if text.trim().is_empty() {
                    return Err(Rejected::MissingParameter("oauth_verifier"));
                }
                Self::approved(temporary, Some(text.trim().into()))
            }
            _ => return Err(Rejected::Unexpected),
        };
        if !matches!(next, State::Unsigned { .. }) {
            self.failures = 0;
        }
        self.state = next;
        Ok(())
    }

    fn approved(temporary: &GrantedToken, verifier: Option<Secret>) -> State {
        let step = Step::TokenCredentials { temporary: temporary.clone(), verifier };
        State::Unsigned { step, not_before: UnixTime::from_secs(0) }
    }

    fn on_temporary_credentials(&self, response: &Response<'_>, now: UnixTime) -> State {
        let (temporary, confirmed) = match granted(response, now) {
            Ok(granted) => granted,
            Err(failure) => return State::Ended(Err(failure)),
        };
        if !confirmed && !self.config.accept_unconfirmed {
            return State::Ended(Err(Failure::new(
                FailureKind::CallbackNotConfirmed,
                Recovery::GiveUp,
                "the server did not confirm the callback, so it speaks OAuth 1.0 with its session fixation; \
                 Config::accepting_oauth_1_0 accepts that",
            )
            .with_response(response)));
        }
        State::awaiting_approval(&self.config, temporary, confirmed)
    }
}

impl Flow for ThreeLegged {
    type Output = GrantedToken;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        if let State::Unsigned { step, not_before } = &self.state {
            if now < *not_before {
                return Action::Wait { until: *not_before };
            }
            let step = step.clone();
            self.signatures += 1;
            self.state = if let FlowMethod::External(name) = &self.config.method {
                match self.base_string(name, &step, now) {
                    Ok(base_string) => State::Signing { step, now, base_string },
                    Err(failure) => State::Ended(Err(failure)),
                }
            } else {
                match self.sign(&step, now, None) {
                    Ok(request) => State::Open { step, request, sent: false },
                    Err(failure) => State::Ended(Err(failure)),
                }
            };
        }
        match &self.state {
            State::Unsigned { not_before, .. } => Action::Wait { until: *not_before },
            State::Signing { base_string, .. } => match &self.config.method {
                FlowMethod::External(method) => Action::Sign(SigningInput { method, message: base_string }),
                _ => Action::Finished,
            },
            State::Open { sent: true, .. } => Action::AwaitResponse,
            State::Open { request, .. } => Action::Send(request.view()),
            State::AwaitingApproval { url, .. } => Action::Redirect(url),
            State::Ended(_) => Action::Finished,
        }
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        self.transition(event, now)
    }

    fn output(&self) -> Option<Result<&GrantedToken, &Failure>> {
        match &self.state {
            State::Ended(result) => Some(result.as_ref()),
            _ => None,
        }
    }

    fn into_output(self) -> Result<GrantedToken, Failure> {
        match self.state {
            State::Ended(result) => result,
            _ => Err(Failure::unfinished()),
        }
    }
}

impl fmt::Debug for ThreeLegged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreeLegged").field("state", &self.state.name()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
