//! Implicit ([RFC 6749 §4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2)): the token itself
//! comes in the fragment of the redirect. **Legacy:** it passes through the browser's address bar and
//! history, nothing binds it to the client, and no refresh token comes with it.
//! [RFC 9700 §2.1.2](https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2) says not to use it; use
//! [`authorization_code`](crate::authorization_code) with PKCE and a client without a secret instead.
//!
//! The fragment never reaches a server: a page at the redirect URI has to read `location.href` and
//! hand it over.
//!
//! ```text
//! authorizing --callback, foreign `iss`, deadline--> done
//! ```

use crate::authorization_request::{AuthorizationParameters, ResponseMode};
use crate::client::Client;
use crate::config::ConfigError;
use crate::failure;
use crate::leniency::Leniency;
use crate::redirect::{self, DEFAULT_PATIENCE, Expected, Waiting};
use crate::token::Token;
use crate::token_response::TokenResponse;
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
    Authorizing(Waiting),
    Done(Result<Token, Failure>),
}

impl ImplicitFlow {
    /// The next state.
    fn next(&self, event: Event<'_>, now: UnixTime) -> Result<State, Rejected> {
        match &self.state {
            State::Authorizing(waiting) => {
                let response = match waiting.take(event, &self.client, Expected::AccessToken, now)? {
                    Ok(response) => response,
                    Err(failure) => return Ok(State::Done(Err(failure))),
                };
                let token = TokenResponse::of_callback(response.raw())
                    .and_then(|token| Token::from_response(&token, now));
                Ok(State::Done(match token {
                    Ok(mut token) => {
                        if response.iss_in_query {
                            token.note(Leniency::IssuerInQuery);
                        }
                        Ok(token)
                    }
                    Err(error) => {
                        Err(Failure::new(FailureKind::MalformedAnswer, Recovery::GiveUp, error.detail()))
                    }
                }))
            }
            State::Done(_) => Err(Rejected::Unexpected),
        }
    }

    /// Ends the wait for the user at its deadline.
    fn look_at_the_clock(&mut self, now: UnixTime) {
        if let State::Authorizing(waiting) = &self.state
            && now >= waiting.deadline
        {
            self.state = State::Done(Err(failure::expired("the user did not come back in time")));
        }
    }
}

impl Flow for ImplicitFlow {
    type Output = Token;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        self.look_at_the_clock(now);
        match &self.state {
            State::Authorizing(waiting) => Action::Redirect(waiting.url.expose()),
            State::Done(_) => Action::Finished,
        }
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        self.look_at_the_clock(now);
        self.state = self.next(event, now)?;
        Ok(())
    }

    fn output(&self) -> Option<Result<&Token, &Failure>> {
        match &self.state {
            State::Done(end) => Some(end.as_ref()),
            State::Authorizing(_) => None,
        }
    }

    fn into_output(self) -> Result<Token, Failure> {
        match self.state {
            State::Done(end) => end,
            State::Authorizing(_) => Err(Failure::unfinished()),
        }
    }
}

impl fmt::Debug for ImplicitFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.state {
            State::Authorizing(_) => "ImplicitFlow(authorizing)",
            State::Done(Ok(_)) => "ImplicitFlow(done)",
            State::Done(Err(_)) => "ImplicitFlow(failed)",
        })
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
#[derive(Clone, Copy, Debug)]
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

    /// Asks for this scope: its parts with a space between them.
    #[must_use]
    pub const fn scope(self, scope: &'a str) -> Self {
        Self { scope: Some(scope), ..self }
    }

    /// What the token is for ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
    #[must_use]
    pub const fn resource(self, resource: &'a [&'a str]) -> Self {
        Self { resource, ..self }
    }

    /// Another way than the fragment for the token to come back: a form post.
    #[must_use]
    pub const fn response_mode(self, mode: ResponseMode) -> Self {
        Self { response_mode: Some(mode), ..self }
    }

    /// Further parameters of the authorization request.
    #[must_use]
    pub const fn extra(self, extra: &'a [(&'a str, &'a str)]) -> Self {
        Self { extra, ..self }
    }

    /// How many seconds the flow waits for the user; an hour unless set.
    #[must_use]
    pub const fn wait_at_most(self, seconds: u64) -> Self {
        Self { patience: seconds, ..self }
    }

    /// Starts the flow. Use a seed for one flow only.
    ///
    /// # Errors
    /// [`ConfigError`], where the client or the grant is set up in a way that can't work or must not.
    pub fn start(self, client: &Client, seed: Seed, now: UnixTime) -> Result<ImplicitFlow, ConfigError> {
        redirect::check_client(client)?;
        let mode = redirect::check(self.redirect_uri, self.extra, self.response_mode, Expected::AccessToken)?;
        let state = seed.text("state", 0);
        let url = redirect::url(
            client,
            AuthorizationParameters {
                response_type: "token",
                client_id: client.client_id(),
                redirect_uri: self.redirect_uri,
                scope: self.scope,
                state: state.as_str(),
                response_mode: self.response_mode,
                pkce: None,
                resource: self.resource,
                extra: self.extra,
            },
        )?;
        let deadline = now.plus(self.patience);
        let waiting = Waiting { url, state, redirect_uri: self.redirect_uri.into(), mode, deadline };
        Ok(ImplicitFlow { client: client.clone(), state: State::Authorizing(waiting) })
    }
}
