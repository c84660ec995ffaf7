//! The flow: its states, what moves it from one to the next, and its start.

use super::CodeExchange;
use crate::authorization_request::{AuthorizationParameters, ResponseMode};
use crate::client::{Client, Endpoint};
use crate::config::ConfigError;
use crate::exchange::Step;
use crate::failure::{self, Stake};
use crate::leniency::Leniencies;
use crate::pkce::{CodeChallenge, Pkce};
use crate::redirect::{self, DEFAULT_PATIENCE, Expected, Pushed, Waiting};
use crate::settings::settings;
use crate::token::Token;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::flow::{Action, Event, Failure, Flow, Rejected};
use oauth_wire::secret::Secret;
use oauth_wire::seed::{Seed, SeedText};
use oauth_wire::time::UnixTime;

/// An authorization code grant under way.
///
/// What no line shows is refused and changes nothing.
///
/// ```text
/// pushing, ready --sent--> pushing, sent
/// pushing, ready --token | error | garbage | deadline--> failed
/// pushing, ready --not sent | lost--> pushing, backing off
/// pushing, ready --request_uri--> authorizing
/// pushing, sent --token | error | garbage | deadline--> failed
/// pushing, sent --not sent | lost--> pushing, backing off
/// pushing, sent --request_uri--> authorizing
/// pushing, backing off --time--> pushing, ready
/// pushing, backing off --deadline--> failed
/// authorizing --code--> exchanging, ready
/// authorizing --error callback | other iss | deadline--> failed
/// exchanging, ready --sent--> exchanging, sent
/// exchanging, ready --token--> done
/// exchanging, ready --error | garbage | lost | request_uri--> failed
/// exchanging, ready --not sent--> exchanging, backing off
/// exchanging, sent --token--> done
/// exchanging, sent --error | garbage | lost | request_uri--> failed
/// exchanging, sent --not sent--> exchanging, backing off
/// exchanging, backing off --time | deadline--> exchanging, ready
/// ```
pub struct AuthorizationCodeFlow {
    client: Client,
    resource: Vec<String>,
    state: State,
}

enum State {
    // Boxed, because few flows push, and the others need not be as large.
    Pushing(Box<(Step<Pushed>, Waiting)>),
    Authorizing(Waiting),
    Exchanging(Step<Token>, Leniencies),
    Done(Result<Token, Failure>),
}

impl AuthorizationCodeFlow {
    /// Until when the URL of [`Action::Redirect`] is good, where the request was pushed: the browser must
    /// get there before. Afterwards start a new flow instead of showing it again; a browser that was sent in
    /// time may still come back. `None` for a URL that does not expire, and where there is none.
    #[must_use]
    pub fn authorization_url_expires_at(&self) -> Option<UnixTime> {
        match &self.state {
            State::Authorizing(waiting) => waiting.url_expires_at(),
            _ => None,
        }
    }

    /// The next state, where the event makes one.
    fn next(&mut self, event: Event<'_>, now: UnixTime) -> Result<Option<State>, Rejected> {
        match &mut self.state {
            State::Pushing(pushing) => {
                let (step, waiting) = &mut **pushing;
                Ok(step.handle(event, now)?.map(|end| match end {
                    Ok(pushed) => State::Authorizing(waiting.pushed(pushed)),
                    Err(failure) => State::Done(Err(failure)),
                }))
            }
            State::Authorizing(waiting) => {
                let response = match waiting.take(event, &self.client, Expected::Code, now)? {
                    Ok(response) => response,
                    Err(failure) => return Ok(Some(State::Done(Err(failure)))),
                };
                let encoded = response.code.ok_or(Rejected::MissingParameter("code"))?;
                let decoded;
                let code = match encoded.as_plain() {
                    Some(plain) => plain.map_err(|_| Rejected::Malformed)?,
                    None => {
                        decoded = Secret::from(encoded.to_str().map_err(|_| Rejected::Malformed)?);
                        decoded.expose()
                    }
                };
                let resource: Vec<&str> = self.resource.iter().map(String::as_str).collect();
                let grant = CodeExchange {
                    code,
                    redirect_uri: waiting.redirect_uri(),
                    code_verifier: waiting.code_verifier(),
                    resource: &resource,
                };
                Ok(Some(match Step::token(&self.client, &grant, Stake::Code) {
                    Ok(step) => State::Exchanging(step, waiting.leniencies(&response, &self.client)),
                    Err(_) => State::Done(Err(failure::misconfigured())),
                }))
            }
            State::Exchanging(step, used) => {
                let end = step.handle(event, now)?;
                Ok(end.map(|end| {
                    State::Done(match end {
                        Ok(token) => Ok(token.with_leniencies(*used)),
                        Err(failure) => Err(used.noted_in(failure)),
                    })
                }))
            }
            State::Done(_) => Err(Rejected::Unexpected),
        }
    }

    /// Ends the wait for the user at its deadline.
    fn look_at_the_clock(&mut self, now: UnixTime) {
        let waiting = match &self.state {
            State::Pushing(pushing) => &pushing.1,
            State::Authorizing(waiting) => waiting,
            State::Exchanging(..) | State::Done(_) => return,
        };
        if let Some(failure) = waiting.overdue(now) {
            self.state = State::Done(Err(failure));
        }
    }
}

impl Flow for AuthorizationCodeFlow {
    type Output = Token;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        self.look_at_the_clock(now);
        let settled = match &mut self.state {
            State::Pushing(pushing) => pushing.0.settle(now),
            State::Exchanging(step, _) => step.settle(now),
            State::Authorizing(..) | State::Done(_) => Ok(()),
        };
        if let Err(failure) = settled {
            self.state = State::Done(Err(failure));
        }
        match &self.state {
            State::Pushing(pushing) => pushing.0.poll(),
            State::Authorizing(waiting) => Action::Redirect(waiting.url.expose()),
            State::Exchanging(step, _) => step.poll(),
            State::Done(_) => Action::Finished,
        }
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        self.look_at_the_clock(now);
        if let Some(state) = self.next(event, now)? {
            self.state = state;
        }
        Ok(())
    }

    fn output(&self) -> Option<Result<&Token, &Failure>> {
        match &self.state {
            State::Done(end) => Some(end.as_ref()),
            _ => None,
        }
    }

    fn into_output(self) -> Result<Token, Failure> {
        match self.state {
            State::Done(end) => end,
            _ => Err(Failure::unfinished()),
        }
    }
}

impl fmt::Debug for AuthorizationCodeFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Pushing(pushing) => write!(f, "AuthorizationCodeFlow(pushing, {})", pushing.0),
            State::Authorizing(..) => f.write_str("AuthorizationCodeFlow(authorizing)"),
            State::Exchanging(step, _) => write!(f, "AuthorizationCodeFlow(exchanging, {step})"),
            State::Done(Ok(_)) => f.write_str("AuthorizationCodeFlow(done)"),
            State::Done(Err(_)) => f.write_str("AuthorizationCodeFlow(failed)"),
        }
    }
}

/// An authorization code grant, set up and not started yet. See the crate's first page for a whole
/// run.
#[derive(Clone, Copy)]
pub struct AuthorizationCode<'a> {
    redirect_uri: &'a str,
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    pkce: Pkce,
    response_mode: Option<ResponseMode>,
    extra: &'a [(&'a str, &'a str)],
    patience: u64,
}

impl fmt::Debug for AuthorizationCode<'_> {
    // A parameter of the server's own may be a secret, such as a token that names the user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode")
            .field("redirect_uri", &self.redirect_uri)
            .field("scope", &self.scope)
            .field("resource", &self.resource)
            .field("pkce", &self.pkce)
            .field("response_mode", &self.response_mode)
            .finish_non_exhaustive()
    }
}

impl<'a> AuthorizationCode<'a> {
    /// With the redirect URI that is registered for the client: `https`, `http` to this machine
    /// itself, or a scheme of the app's own.
    #[must_use]
    pub const fn new(redirect_uri: &'a str) -> Self {
        Self {
            redirect_uri,
            scope: None,
            resource: &[],
            pkce: Pkce::S256,
            response_mode: None,
            extra: &[],
            patience: DEFAULT_PATIENCE,
        }
    }

    settings!(scope, resource, response_mode, extra, wait_at_most);

    /// Another way than `S256` to bind the code to this flow.
    #[must_use]
    pub const fn pkce(self, pkce: Pkce) -> Self {
        Self { pkce, ..self }
    }

    /// Starts the flow. Use a seed for one flow only.
    ///
    /// # Errors
    /// [`ConfigError`], where the client or the grant is set up in a way that can't work or must not.
    pub fn start(
        self,
        client: &Client,
        seed: Seed,
        now: UnixTime,
    ) -> Result<AuthorizationCodeFlow, ConfigError> {
        let mode =
            redirect::check(client, self.redirect_uri, self.extra, self.response_mode, Expected::Code)?;
        client.required_endpoint(Endpoint::Token)?;
        if self.pkce == Pkce::LegacyNone && client.is_public() {
            return Err(ConfigError::PkceRequired);
        }
        let (state, verifier) = match self.pkce.method() {
            Some(_) => {
                let (state, verifier) = (seed.text("state", 0), seed.text("code_verifier", 0));
                (state, Some(verifier))
            }
            None => (seed.text("state", 0), None),
        };
        let (state, verifier) = (state.as_str(), verifier.as_ref().map(SeedText::as_str));
        let hashed = verifier.filter(|_| self.pkce == Pkce::S256).map(CodeChallenge::s256);
        let challenge = hashed.as_ref().map(CodeChallenge::as_str).or(verifier);
        let parameters = AuthorizationParameters {
            response_type: "code",
            client_id: client.client_id(),
            redirect_uri: self.redirect_uri,
            scope: self.scope,
            state,
            response_mode: self.response_mode,
            pkce: challenge.zip(self.pkce.method()),
            resource: self.resource,
            extra: self.extra,
        };
        let mut waiting = Waiting::new(self.redirect_uri, state, verifier, mode, now.plus(self.patience));
        let state = if client.has_endpoint(Endpoint::PushedAuthorizationRequest) {
            State::Pushing(Box::new((redirect::push(client, parameters)?, waiting.pushing(self.extra))))
        } else {
            waiting.url = redirect::url(client, &parameters)?;
            State::Authorizing(waiting)
        };
        Ok(AuthorizationCodeFlow {
            client: client.clone(),
            resource: self.resource.iter().map(|&resource| resource.into()).collect(),
            state,
        })
    }
}

#[cfg(feature = "seal")]
mod sealing {
    use super::{AuthorizationCodeFlow, State};
    use crate::client::Client;
    use crate::redirect::Waiting;
    use crate::seal::{self, SealError, SealKey, UnsealError};
    use alloc::vec::Vec;
    use oauth_wire::seed::Seed;
    use oauth_wire::time::UnixTime;

    const KIND: &str = "authorization_code";

    impl AuthorizationCodeFlow {
        /// The flow as bytes that any machine with the key can open, `lifetime` seconds long; see
        /// [`crate::seal`]. `entropy` is fresh each time.
        ///
        /// # Errors
        /// [`SealError::NotWaiting`], unless the flow waits for the user.
        pub fn seal(
            &self,
            key: &SealKey,
            entropy: Seed,
            now: UnixTime,
            lifetime: u64,
        ) -> Result<Vec<u8>, SealError> {
            let State::Authorizing(waiting) = &self.state else {
                return Err(SealError::NotWaiting);
            };
            let binding = seal::binding(KIND, &self.client, waiting.redirect_uri());
            Ok(seal::seal(key, &entropy, binding, now.plus(lifetime), |payload| {
                waiting.write(payload);
                payload.number(self.resource.len() as u64);
                self.resource.iter().for_each(|resource| payload.text(resource));
            }))
        }

        /// The flow that was sealed for this client and redirect URI, with one of these keys.
        ///
        /// # Errors
        /// [`UnsealError`], where the bytes give none.
        pub fn unseal(
            client: &Client,
            redirect_uri: &str,
            keys: &[SealKey],
            sealed: &[u8],
            now: UnixTime,
        ) -> Result<Self, UnsealError> {
            let binding = seal::binding(KIND, client, redirect_uri);
            let mut opened = seal::open(keys, binding, sealed, now)?;
            let waiting = Waiting::read(&mut opened, redirect_uri)?;
            let count = opened.number()?;
            let resource = (0..count).map(|_| opened.text()).collect::<Result<_, _>>()?;
            Ok(Self { client: client.clone(), resource, state: State::Authorizing(waiting) })
        }
    }
}
