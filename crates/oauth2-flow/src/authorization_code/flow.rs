//! ```text
//! authorizing --callback with a code--> exchanging --answer, or its loss--> done
//! authorizing --callback with an error, foreign `iss`, deadline--> done
//! ```

use super::CodeExchange;
use crate::authorization_request::{AuthorizationParameters, ResponseMode};
use crate::client::Client;
use crate::config::ConfigError;
use crate::exchange::TokenExchange;
use crate::failure::{self, Stake};
use crate::pkce::{CodeChallenge, Pkce};
use crate::redirect::{self, DEFAULT_PATIENCE, Expected, Waiting};
use crate::token::Token;
use crate::token_response::TokenTypes;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::flow::{Action, Event, Failure, Flow, Rejected};
use oauth_wire::seed::{Seed, SeedText};
use oauth_wire::time::UnixTime;

/// An authorization code grant under way.
pub struct AuthorizationCodeFlow {
    client: Client,
    resource: Vec<String>,
    state: State,
}

enum State {
    Authorizing { waiting: Waiting, code_verifier: Option<SeedText> },
    Exchanging(TokenExchange),
    Done(Result<Token, Failure>),
}

impl AuthorizationCodeFlow {
    /// The next state, where the event makes one.
    fn next(&mut self, event: Event<'_>, now: UnixTime) -> Result<Option<State>, Rejected> {
        match &mut self.state {
            State::Authorizing { waiting, code_verifier } => {
                let response = match waiting.take(event, &self.client, Expected::Code, now)? {
                    Ok(response) => response,
                    Err(failure) => return Ok(Some(State::Done(Err(failure)))),
                };
                let code = response.code.map(oauth_wire::percent::Encoded::to_str);
                let Some(Ok(code)) = code else {
                    return Err(Rejected::Malformed);
                };
                let resource: Vec<&str> = self.resource.iter().map(String::as_str).collect();
                let grant = CodeExchange {
                    code: &code,
                    redirect_uri: &waiting.redirect_uri,
                    code_verifier: code_verifier.as_ref().map(SeedText::as_str),
                    resource: &resource,
                };
                let exchange = TokenExchange::new(&self.client, &grant, Stake::Code, TokenTypes::Bearer);
                // The client was checked at the start.
                Ok(Some(match exchange {
                    Ok(exchange) => State::Exchanging(exchange),
                    Err(_) => State::Done(Err(Failure::unfinished())),
                }))
            }
            State::Exchanging(exchange) => Ok(exchange.handle(event, now)?.map(State::Done)),
            State::Done(_) => Err(Rejected::Unexpected),
        }
    }

    /// Ends the wait for the user at its deadline.
    fn look_at_the_clock(&mut self, now: UnixTime) {
        if let State::Authorizing { waiting, .. } = &self.state
            && now >= waiting.deadline
        {
            self.state = State::Done(Err(failure::expired("the user did not come back in time")));
        }
    }
}

impl Flow for AuthorizationCodeFlow {
    type Output = Token;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        self.look_at_the_clock(now);
        match &self.state {
            State::Authorizing { waiting, .. } => Action::Redirect(waiting.url.expose()),
            State::Exchanging(exchange) => exchange.poll(now),
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
        f.write_str(match &self.state {
            State::Authorizing { .. } => "AuthorizationCodeFlow(authorizing)",
            State::Exchanging(_) => "AuthorizationCodeFlow(exchanging)",
            State::Done(Ok(_)) => "AuthorizationCodeFlow(done)",
            State::Done(Err(_)) => "AuthorizationCodeFlow(failed)",
        })
    }
}

/// An authorization code grant, set up and not started yet. See the crate's first page for a whole
/// run.
#[derive(Clone, Copy, Debug)]
pub struct AuthorizationCode<'a> {
    redirect_uri: &'a str,
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    pkce: Pkce,
    response_mode: Option<ResponseMode>,
    extra: &'a [(&'a str, &'a str)],
    patience: u64,
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

    /// Asks for this scope: its parts with a space between them. Upwork wants none (scopes belong to
    /// the key).
    #[must_use]
    pub const fn scope(self, scope: &'a str) -> Self {
        Self { scope: Some(scope), ..self }
    }

    /// What the token is for ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)); sent with both
    /// requests.
    #[must_use]
    pub const fn resource(self, resource: &'a [&'a str]) -> Self {
        Self { resource, ..self }
    }

    /// Another way than `S256` to bind the code to this flow.
    #[must_use]
    pub const fn pkce(self, pkce: Pkce) -> Self {
        Self { pkce, ..self }
    }

    /// Another way than the query for the code to come back.
    #[must_use]
    pub const fn response_mode(self, mode: ResponseMode) -> Self {
        Self { response_mode: Some(mode), ..self }
    }

    /// Further parameters of the authorization request, such as `prompt` or `nonce`.
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
    pub fn start(
        self,
        client: &Client,
        seed: Seed,
        now: UnixTime,
    ) -> Result<AuthorizationCodeFlow, ConfigError> {
        redirect::check_client(client)?;
        let mode = redirect::check(self.redirect_uri, self.extra, self.response_mode, Expected::Code)?;
        client.required_endpoint(crate::client::Endpoint::Token)?;
        if self.pkce == Pkce::LegacyNone && client.is_public() {
            return Err(ConfigError::PkceRequired);
        }
        let state = seed.text("state", 0);
        let code_verifier = self.pkce.method().map(|_| seed.text("code_verifier", 0));
        let hashed = match (&code_verifier, self.pkce) {
            (Some(verifier), Pkce::S256) => Some(CodeChallenge::s256(verifier.as_str())),
            _ => None,
        };
        let challenge = match (&hashed, &code_verifier) {
            (Some(hashed), _) => Some(hashed.as_str()),
            (None, verifier) => verifier.as_ref().map(SeedText::as_str),
        };
        let url = redirect::url(
            client,
            AuthorizationParameters {
                response_type: "code",
                client_id: client.client_id(),
                redirect_uri: self.redirect_uri,
                scope: self.scope,
                state: state.as_str(),
                response_mode: self.response_mode,
                pkce: challenge.zip(self.pkce.method()),
                resource: self.resource,
                extra: self.extra,
            },
        )?;
        let waiting = Waiting {
            url,
            state,
            redirect_uri: self.redirect_uri.into(),
            mode,
            deadline: now.plus(self.patience),
        };
        Ok(AuthorizationCodeFlow {
            client: client.clone(),
            resource: self.resource.iter().map(|&resource| resource.into()).collect(),
            state: State::Authorizing { waiting, code_verifier },
        })
    }
}
