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

use crate::credentials::TokenCredentials;
use crate::hmac::{HmacSha1, HmacSha256, HmacSha512};
use crate::parameters::Slot;
use crate::problem::{Problem, ProblemKind};
use crate::protocol::ProtocolParameters;
use crate::reply::TokenReply;
use crate::request::SignableRequest;
use crate::sign::{Placement, SignError, Signer};
use crate::signature::{Detached, Plaintext, SignatureMethod};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::flow::{
    Action, Event, Failure, FailureKind, Flow, Recovery, Rejected, SigningInput, TransportFailure,
};
use oauth_wire::form;
use oauth_wire::message::{Headers, Method, Request, Resend, Response};
use oauth_wire::percent::Encoded;
use oauth_wire::secret::{Secret, SecretBytes, wipe};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;

mod callback;
mod config;
#[cfg(feature = "seal")]
pub mod seal;

use callback::read_callback;
pub use config::{Callback, Config, ConfigError, Endpoints, FlowMethod};

/// Token credentials as the server granted them, with everything else it said.
#[derive(Clone, PartialEq, Eq)]
pub struct GrantedToken {
    token: Secret,
    secret: Secret,
    extra: Vec<(String, String)>,
}

impl GrantedToken {
    /// The credentials to sign with.
    #[must_use]
    pub fn credentials(&self) -> TokenCredentials<'_> {
        TokenCredentials::new(self.token.expose(), self.secret.expose())
    }

    /// The reply's other members, in order: `user_id`, `screen_name`.
    #[must_use]
    pub fn extra(&self) -> &[(String, String)] {
        &self.extra
    }

    fn from_reply(reply: &TokenReply<'_>) -> Self {
        Self {
            token: text(reply.token()).into(),
            secret: text(reply.token_secret()).into(),
            extra: reply.extra().map(|(name, value)| (text(name), text(value))).collect(),
        }
    }
}

impl Drop for GrantedToken {
    fn drop(&mut self) {
        // A session handle among them is as good as a secret.
        for (_, value) in &mut self.extra {
            wipe(&mut core::mem::take(value).into_bytes());
        }
    }
}

impl fmt::Debug for GrantedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An extra member may be a secret too (a session handle).
        let names: Vec<_> = self.extra.iter().map(|(name, _)| name).collect();
        f.debug_struct("GrantedToken").field("extra", &names).finish_non_exhaustive()
    }
}

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

/// The two requests.
#[derive(Clone)]
enum Step {
    TemporaryCredentials,
    TokenCredentials { temporary: GrantedToken, verifier: Option<Secret> },
}

/// A request as it goes out, once.
struct SignedRequest {
    url: Secret,
    authorization: Option<Secret>,
    body: SecretBytes,
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

    /// Signs the request of `step`, with the outside key's signature where there is one.
    fn sign(&self, step: &Step, now: UnixTime, external: Option<&[u8]>) -> Result<SignedRequest, Failure> {
        let client = self.config.client();
        let token = match step {
            Step::TemporaryCredentials => None,
            Step::TokenCredentials { temporary, .. } => Some(temporary.credentials()),
        };
        let token = token.as_ref();
        match &self.config.method {
            FlowMethod::HmacSha1 => self.sign_by(HmacSha1::new(&client, token), step, now),
            FlowMethod::HmacSha256 => self.sign_by(HmacSha256::new(&client, token), step, now),
            FlowMethod::HmacSha512 => self.sign_by(HmacSha512::new(&client, token), step, now),
            FlowMethod::Plaintext => self.sign_by(Plaintext::new(&client, token), step, now),
            #[cfg(feature = "rsa")]
            FlowMethod::RsaSha1(key) => self.sign_by(crate::rsa::RsaSha1::new(key), step, now),
            #[cfg(feature = "rsa")]
            FlowMethod::RsaSha256(key) => self.sign_by(crate::rsa::RsaSha256::new(key), step, now),
            #[cfg(feature = "rsa")]
            FlowMethod::RsaSha512(key) => self.sign_by(crate::rsa::RsaSha512::new(key), step, now),
            FlowMethod::External(name) => {
                self.sign_by(Detached::new(name, external.unwrap_or_default()), step, now)
            }
        }
    }

    fn sign_by<M: SignatureMethod>(
        &self,
        method: M,
        step: &Step,
        now: UnixTime,
    ) -> Result<SignedRequest, Failure> {
        self.with_request(step, now, |request, protocol, scratch| {
            let signer = Signer::new(&self.config.client, step.token(), method);
            let mut out = vec![0; signer.max_encoded_len(request, &protocol, self.config.placement)];
            let len = match signer.sign(request, protocol, self.config.placement, scratch, &mut out) {
                Ok(written) => written.len(),
                Err(_) => return Err(cannot_sign()),
            };
            out.truncate(len);
            let url = request.url().as_str();
            let body = request.form_body.unwrap_or_default().to_vec();
            let text = |bytes| Secret::from(String::from_utf8(bytes).unwrap_or_default());
            Ok(match self.config.placement {
                Placement::Header => {
                    SignedRequest { url: url.into(), authorization: Some(text(out)), body: body.into() }
                }
                Placement::FormBody => {
                    SignedRequest { url: url.into(), authorization: None, body: out.into() }
                }
                Placement::Query => SignedRequest { url: text(out), authorization: None, body: body.into() },
            })
        })
    }

    fn base_string(&self, name: &str, step: &Step, now: UnixTime) -> Result<Vec<u8>, Failure> {
        self.with_request(step, now, |request, protocol, scratch| {
            let signer = Signer::new(&self.config.client, step.token(), Detached::new(name, &[]));
            let mut out = Vec::new();
            loop {
                match signer.base_string(request, &protocol, scratch, &mut out) {
                    Ok(written) => return Ok(written.as_bytes().to_vec()),
                    Err(SignError::BufferTooSmall { required }) => out.resize(required, 0),
                    Err(_) => return Err(cannot_sign()),
                }
            }
        })
    }

    /// Hands the parts of the request of `step`, unsigned, to `each`.
    fn with_request<T>(
        &self,
        step: &Step,
        now: UnixTime,
        each: impl FnOnce(&SignableRequest<'_>, ProtocolParameters<'_>, &mut [Slot]) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let nonce = self.seed.text("oauth_nonce", self.signatures);
        let mut protocol = ProtocolParameters::new(now, nonce.as_str());
        if !self.config.version {
            protocol = protocol.without_version();
        }
        if let Some(realm) = &self.config.realm {
            protocol = protocol.with_realm(realm);
        }
        let mut extra = Vec::new();
        let url = match step {
            Step::TemporaryCredentials => {
                match &self.config.callback {
                    Callback::Url(url) => protocol = protocol.with_callback(url),
                    Callback::OutOfBand => protocol = protocol.with_callback("oob"),
                    Callback::LeftOut => {}
                }
                extra = encode_pairs(&self.config.extra);
                &self.config.endpoints.temporary_credentials
            }
            Step::TokenCredentials { verifier, .. } => {
                if let Some(verifier) = verifier {
                    protocol = protocol.with_verifier(verifier.expose());
                }
                &self.config.endpoints.token
            }
        };
        let with_query;
        let url = if self.config.placement == Placement::Query && !extra.is_empty() {
            let separator = if url.contains('?') { '&' } else { '?' };
            with_query =
                alloc::format!("{url}{separator}{}", core::str::from_utf8(&extra).unwrap_or_default());
            extra.clear();
            &with_query
        } else {
            url
        };
        let mut request = SignableRequest::new("POST", url).map_err(|_| cannot_sign())?;
        if !extra.is_empty() {
            request = request.with_form_body(&extra);
        }
        let count = form::pairs(request.url().query().unwrap_or_default().as_bytes()).count()
            + form::pairs(&extra).count();
        each(&request, protocol, &mut vec![Slot::EMPTY; count])
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

impl Step {
    fn token(&self) -> Option<&str> {
        match self {
            Self::TemporaryCredentials => None,
            Self::TokenCredentials { temporary, .. } => Some(temporary.token.expose()),
        }
    }
}

impl SignedRequest {
    fn view(&self) -> Request<'_> {
        let content_type = (!self.body.expose().is_empty()).then_some(form::CONTENT_TYPE);
        Request {
            method: Method::Post,
            url: self.url.expose(),
            headers: Headers::new()
                .with_optional("authorization", self.authorization.as_ref().map(Secret::expose))
                .with_optional("content-type", content_type),
            body: self.body.expose(),
            resend: Resend::Never,
            max_response_len: 64 * 1024,
        }
    }
}

/// The credentials in an answer, and whether the callback is confirmed; or why there are none.
fn granted(response: &Response<'_>, now: UnixTime) -> Result<(GrantedToken, bool), Failure> {
    if !response.is_success() {
        return Err(refusal(response, now));
    }
    match TokenReply::parse(response.body()) {
        Ok(reply) => Ok((GrantedToken::from_reply(&reply), reply.callback_confirmed())),
        // Some servers refuse with status 200.
        Err(_) if Problem::find(response).is_some() => Err(refusal(response, now)),
        Err(_) => Err(Failure::new(
            FailureKind::MalformedAnswer,
            Recovery::FixConfiguration,
            "the server's answer carries no credentials (oauth_token and oauth_token_secret); is the endpoint right?",
        )
        .with_response(response)),
    }
}

fn refusal(response: &Response<'_>, now: UnixTime) -> Failure {
    if let Some(problem) = Problem::find(response) {
        let denied = matches!(problem.kind(), ProblemKind::UserRefused | ProblemKind::PermissionDenied);
        let kind = if denied { FailureKind::Denied } else { FailureKind::Refused };
        let advice = problem.advice().or(problem.parameters_absent()).map(text);
        return Failure::new(kind, problem.kind().recovery(), problem.kind().advice())
            .with_response(response)
            .with_error(Some(&text(problem.code())), advice.as_deref(), None);
    }
    let recovery = match response.status() {
        429 | 503 => {
            let seconds = response
                .header("retry-after")
                .and_then(|value| core::str::from_utf8(value).ok()?.trim().parse().ok());
            Recovery::RetryAfter(now.plus(seconds.unwrap_or(60)))
        }
        500..=599 => Recovery::StartAgain,
        _ => Recovery::FixConfiguration,
    };
    Failure::new(FailureKind::HttpStatus, recovery, "the server refused the request without saying why")
        .with_response(response)
}

/// A value as text. It may be a secret: no vector that was outgrown keeps the half of it.
fn text(value: Encoded<'_>) -> String {
    let mut bytes = Vec::with_capacity(value.decoded_len());
    bytes.extend(value.bytes());
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// What is left to go wrong after the configuration was checked: the key.
fn cannot_sign() -> Failure {
    Failure::new(FailureKind::Misconfigured, Recovery::FixConfiguration, "the key could not sign the request")
}

fn encode_pairs(pairs: &[(String, String)]) -> Vec<u8> {
    let mut text = Vec::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push(b'&');
        }
        text.extend_from_slice(oauth_wire::percent::encode(name.as_bytes()).to_string().as_bytes());
        text.push(b'=');
        text.extend_from_slice(oauth_wire::percent::encode(value.as_bytes()).to_string().as_bytes());
    }
    text
}

#[cfg(test)]
mod tests;
