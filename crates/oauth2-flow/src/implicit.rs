//! Implicit ([RFC 6749 §4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2)): the token itself
//! comes in the fragment of the redirect. **Legacy:** it passes through the browser's address bar and
//! history, nothing binds it to the client, and no refresh token comes with it.
//! [RFC 9700 §2.1.2](https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2) says not to use it; use
//! [`authorization_code`](crate::authorization_code) with PKCE and a client without a secret instead.
//!
//! The fragment never reaches a server: a page at the redirect URI has to read `location.href` and
//! hand it over.
//!
//! # States
//!
//! What no line shows is refused and changes nothing.
//!
//! ```text
//! pushing, ready --sent--> pushing, sent
//! pushing, ready --token | error | garbage | deadline--> failed
//! pushing, ready --not sent | lost--> pushing, backing off
//! pushing, ready --request_uri--> authorizing
//! pushing, sent --token | error | garbage | deadline--> failed
//! pushing, sent --not sent | lost--> pushing, backing off
//! pushing, sent --request_uri--> authorizing
//! pushing, backing off --time--> pushing, ready
//! pushing, backing off --deadline--> failed
//! authorizing --access_token--> done
//! authorizing --unknown token_type | error callback | other iss | deadline--> failed
//! ```

use crate::authorization_request::{AuthorizationParameters, ResponseMode};
use crate::client::{Client, Endpoint};
use crate::config::ConfigError;
use crate::exchange::Step;
use crate::redirect::{self, DEFAULT_PATIENCE, Expected, Pushed, Waiting};
use crate::settings::settings;
use crate::token::Token;
use crate::token_response::TokenResponse;
use alloc::string::ToString;
use core::fmt;
use oauth_wire::flow::{Action, Event, Failure, FailureKind, Flow, Recovery, Rejected};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;

/// An implicit grant under way.
pub struct ImplicitFlow {
    client: Client,
    state: State,
}

enum State {
    Pushing(Step<Pushed>, Waiting),
    Authorizing(Waiting),
    Done(Result<Token, Failure>),
}

impl ImplicitFlow {
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
            State::Pushing(step, waiting) => Ok(step.handle(event, now)?.map(|end| match end {
                Ok(pushed) => State::Authorizing(waiting.pushed(pushed)),
                Err(failure) => State::Done(Err(failure)),
            })),
            State::Authorizing(waiting) => {
                let response = match waiting.take(event, &self.client, Expected::AccessToken, now)? {
                    Ok(response) => response,
                    Err(failure) => return Ok(Some(State::Done(Err(failure)))),
                };
                let mut used = waiting.leniencies(&response, &self.client);
                let token = TokenResponse::of_callback(response.raw(), &mut used)
                    .and_then(|token| Token::from_response(&token, now));
                Ok(Some(State::Done(token.map_err(|error| {
                    let (kind, recovery) = (FailureKind::MalformedAnswer, Recovery::GiveUp);
                    used.noted_in(Failure::new(kind, recovery, error.to_string()))
                }))))
            }
            State::Done(_) => Err(Rejected::Unexpected),
        }
    }

    /// Ends the wait for the user at its deadline.
    fn look_at_the_clock(&mut self, now: UnixTime) {
        if let State::Pushing(_, waiting) | State::Authorizing(waiting) = &self.state
            && let Some(failure) = waiting.overdue(now)
        {
            self.state = State::Done(Err(failure));
        }
    }
}

impl Flow for ImplicitFlow {
    type Output = Token;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        self.look_at_the_clock(now);
        if let State::Pushing(step, _) = &mut self.state
            && let Err(failure) = step.settle(now)
        {
            self.state = State::Done(Err(failure));
        }
        match &self.state {
            State::Pushing(step, _) => step.poll(),
            State::Authorizing(waiting) => Action::Redirect(waiting.url.expose()),
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
            State::Pushing(..) | State::Authorizing(_) => None,
        }
    }

    fn into_output(self) -> Result<Token, Failure> {
        match self.state {
            State::Done(end) => end,
            State::Pushing(..) | State::Authorizing(_) => Err(Failure::unfinished()),
        }
    }
}

impl fmt::Debug for ImplicitFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Pushing(step, _) => write!(f, "ImplicitFlow(pushing, {step})"),
            State::Authorizing(_) => f.write_str("ImplicitFlow(authorizing)"),
            State::Done(Ok(_)) => f.write_str("ImplicitFlow(done)"),
            State::Done(Err(_)) => f.write_str("ImplicitFlow(failed)"),
        }
    }
}

/// An implicit grant, set up and not started yet.
///
/// ```
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::seed::Seed;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::implicit::Implicit;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::new("key", ClientAuthentication::None)?.with_endpoint(
///     Endpoint::Authorization,
///     "https://www.upwork.com/ab/account-security/oauth2/authorize",
/// )?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = Implicit::new("https://app.example/cb").start(&client, Seed::from_bytes([7; 32]), now)?;
///
/// let Action::Redirect(url) = flow.poll(now) else { panic!() };
/// let state = url.split_once("state=").unwrap().1;
/// // As Upwork documents its answer: without a token_type.
/// let callback = format!("https://app.example/cb#access_token=abcdef&expires_in=86399&state={state}");
/// flow.handle(Event::Redirect(&callback), now)?;
/// assert_eq!(flow.into_output()?.access_token().expose(), "abcdef");
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Implicit<'a> {
    redirect_uri: &'a str,
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    response_mode: Option<ResponseMode>,
    extra: &'a [(&'a str, &'a str)],
    patience: u64,
}

impl<'a> Implicit<'a> {
    /// With the redirect URI that is registered for the client.
    #[must_use]
    pub const fn new(redirect_uri: &'a str) -> Self {
        let patience = DEFAULT_PATIENCE;
        Self { redirect_uri, scope: None, resource: &[], response_mode: None, extra: &[], patience }
    }

    settings!(scope, resource, response_mode, extra, wait_at_most);

    /// Starts the flow. Use a seed for one flow only.
    ///
    /// # Errors
    /// [`ConfigError`], where the client or the grant is set up in a way that can't work or must not.
    pub fn start(self, client: &Client, seed: Seed, now: UnixTime) -> Result<ImplicitFlow, ConfigError> {
        let expected = Expected::AccessToken;
        let mode = redirect::check(client, self.redirect_uri, self.extra, self.response_mode, expected)?;
        let state = seed.text("state", 0);
        let parameters = AuthorizationParameters {
            response_type: "token",
            client_id: client.client_id(),
            redirect_uri: self.redirect_uri,
            scope: self.scope,
            state: state.as_str(),
            response_mode: self.response_mode,
            pkce: None,
            resource: self.resource,
            extra: self.extra,
        };
        let deadline = now.plus(self.patience);
        let mut waiting = Waiting::new(self.redirect_uri, state.as_str(), None, mode, deadline);
        let state = if client.has_endpoint(Endpoint::PushedAuthorizationRequest) {
            State::Pushing(redirect::push(client, parameters)?, waiting.pushing(self.extra))
        } else {
            waiting.url = redirect::url(client, &parameters)?;
            State::Authorizing(waiting)
        };
        Ok(ImplicitFlow { client: client.clone(), state })
    }
}

impl fmt::Debug for Implicit<'_> {
    // A parameter of the server's own may be a secret, such as a token that names the user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Implicit")
            .field("redirect_uri", &self.redirect_uri)
            .field("scope", &self.scope)
            .field("resource", &self.resource)
            .field("response_mode", &self.response_mode)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "seal")]
mod sealing {
    use super::{ImplicitFlow, State};
    use crate::client::Client;
    use crate::redirect::Waiting;
    use crate::seal::{self, SealError, SealKey, UnsealError};
    use alloc::vec::Vec;
    use oauth_wire::seed::Seed;
    use oauth_wire::time::UnixTime;

    const KIND: &str = "implicit";

    impl ImplicitFlow {
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
            Ok(seal::seal(key, &entropy, binding, now.plus(lifetime), |payload| waiting.write(payload)))
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
            Ok(Self { client: client.clone(), state: State::Authorizing(waiting) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        NOW, Probe, REDIRECT_URI, assert_documented, client, common_probes, diagram, leak, pushing_client,
    };
    use oauth_wire::flow::TransportFailure;
    use oauth_wire::message::Response;
    use std::format;

    fn start() -> ImplicitFlow {
        Implicit::new(REDIRECT_URI).start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap()
    }

    const PUSHED: &[u8] = br#"{"request_uri":"urn:x:1","expires_in":60}"#;

    fn pushing(event: Option<Event<'_>>) -> (ImplicitFlow, UnixTime) {
        let mut flow =
            Implicit::new(REDIRECT_URI).start(&pushing_client(), Seed::from_bytes([7; 32]), NOW).unwrap();
        if let Some(event) = event {
            flow.handle(event, NOW).unwrap();
        }
        (flow, NOW)
    }

    fn callback(rest: &str) -> &'static str {
        let state = Seed::from_bytes([7; 32]).text("state", 0);
        leak(format!("{REDIRECT_URI}#state={}&{rest}", state.as_str()))
    }

    fn after(rest: &str) -> (ImplicitFlow, UnixTime) {
        let mut flow = start();
        flow.handle(Event::Redirect(callback(rest)), NOW).unwrap();
        (flow, NOW)
    }

    #[test]
    fn every_event_in_every_state() {
        let event = |rest| Probe::Event(Event::Redirect(callback(rest)));
        let mut probes = common_probes();
        probes.extend([
            ("request_uri", Probe::Event(Event::Response(Response::new(201, &[], PUSHED)))),
            ("access_token", event("access_token=a&token_type=Bearer")),
            ("unknown token_type", event("access_token=a&token_type=mac")),
            ("error callback", event("error=access_denied")),
            ("token and error", event("access_token=a&error=access_denied")),
            ("token and code", event("access_token=a&code=c")),
            ("two tokens", event("access_token=a&access_token=b")),
            ("other iss", event("access_token=a&iss=https%3A%2F%2Fevil.example")),
            ("time", Probe::Clock(60)),
            ("deadline", Probe::Clock(3600)),
        ]);
        let drawn = diagram(
            &[
                &|| pushing(None),
                &|| pushing(Some(Event::Sent)),
                &|| pushing(Some(Event::TransportFailed(TransportFailure::NotSent))),
                &|| (start(), NOW),
                &|| after("access_token=a"),
                &|| after("error=access_denied"),
            ],
            &probes,
        );
        assert_documented(include_str!("implicit.rs"), &drawn);
    }

    #[test]
    fn a_request_that_is_pushed() {
        let (mut flow, _) = pushing(None);
        let Action::Send(request) = flow.poll(NOW) else { panic!() };
        let has = |pair: &[u8]| request.body.split(|&byte| byte == b'&').any(|own| own == pair);
        assert!(has(b"response_type=token") && has(b"client_id=id"));
        assert_eq!(request.url, "https://as.example/par");
        flow.handle(Event::Response(Response::new(201, &[], PUSHED)), NOW).unwrap();
        let Action::Redirect(url) = flow.poll(NOW) else { panic!() };
        assert_eq!(url, "https://as.example/authorization?client_id=id&request_uri=urn%3Ax%3A1");
        assert_eq!(flow.authorization_url_expires_at(), Some(NOW.plus(60)));
        flow.handle(Event::Redirect(callback("access_token=a")), NOW.plus(60)).unwrap();
        assert_eq!(flow.into_output().unwrap().access_token().expose(), "a");
    }

    #[test]
    fn leniency_issuer_in_query() {
        let state = Seed::from_bytes([7; 32]).text("state", 0);
        let iss = "iss=https%3A%2F%2Fas.example";
        for (query, fragment, lenient) in [(iss, "", true), ("", iss, false), ("iss=", "", false)] {
            let state = state.as_str();
            let callback =
                format!("{REDIRECT_URI}?{query}#state={state}&access_token=a&token_type=Bearer&{fragment}");
            let mut flow = start();
            flow.handle(Event::Redirect(&callback), NOW).unwrap();
            let used = flow.into_output().unwrap().leniencies();
            assert!(
                used.iter().eq(lenient.then_some(crate::leniency::Leniency::IssuerInQuery)),
                "{callback}"
            );
        }
    }

    /// What a callback carries for the flow itself is no part of the token.
    #[test]
    fn extra_members_are_the_servers_own() {
        for (rest, extra) in [
            ("access_token=a&expires_in=9", "{}"),
            ("access_token=a&iss=https%3A%2F%2Fas.example", "{}"),
            ("access_token=a&id_token=h.p.s&x", r#"{"id_token":"h.p.s","x":""}"#),
        ] {
            let (flow, _) = after(rest);
            assert_eq!(flow.into_output().unwrap().extra_json(), extra, "{rest}");
        }
    }
}
