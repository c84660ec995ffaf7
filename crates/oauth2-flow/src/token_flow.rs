//! The flow of every grant that is one request to the token endpoint: client credentials, refresh
//! token and their kin.
//!
//! ```text
//! exchanging --answer, or its loss--> done
//! ```

use crate::client::Client;
use crate::config::ConfigError;
use crate::exchange::TokenExchange;
use crate::failure::Stake;
use crate::parameters::Parameters;
use crate::token::Token;
use crate::token_response::TokenTypes;
use core::fmt;
use oauth_wire::flow::{Action, Event, Failure, Flow, Rejected};
use oauth_wire::secret::Secret;
use oauth_wire::time::UnixTime;

/// A grant under way that is one request to the token endpoint. The grants' own modules start it.
pub struct TokenFlow {
    state: State,
    used: Option<Secret>,
}

enum State {
    Exchanging(TokenExchange),
    Done(Result<Token, Failure>),
}

impl Flow for TokenFlow {
    type Output = Token;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        match &self.state {
            State::Exchanging(exchange) => exchange.poll(now),
            State::Done(_) => Action::Finished,
        }
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        match &mut self.state {
            State::Exchanging(exchange) => {
                if let Some(mut end) = exchange.handle(event, now)? {
                    if let (Ok(token), Some(used)) = (&mut end, &self.used) {
                        token.keep_refresh_token(used);
                    }
                    self.state = State::Done(end);
                }
                Ok(())
            }
            State::Done(_) => Err(Rejected::Unexpected),
        }
    }

    fn output(&self) -> Option<Result<&Token, &Failure>> {
        match &self.state {
            State::Done(end) => Some(end.as_ref()),
            State::Exchanging(_) => None,
        }
    }

    fn into_output(self) -> Result<Token, Failure> {
        match self.state {
            State::Done(end) => end,
            State::Exchanging(_) => Err(Failure::unfinished()),
        }
    }
}

impl TokenFlow {
    pub(crate) fn new(client: &Client, grant: &dyn Parameters, stake: Stake) -> Result<Self, ConfigError> {
        let exchange = TokenExchange::new(client, grant, stake, TokenTypes::Bearer)?;
        Ok(Self { state: State::Exchanging(exchange), used: None })
    }

    /// The refresh token that the request carries, for an answer without a new one.
    pub(crate) fn keeping(self, used: &str) -> Self {
        Self { used: Some(used.into()), ..self }
    }
}

impl fmt::Debug for TokenFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.state {
            State::Exchanging(_) => "TokenFlow(exchanging)",
            State::Done(Ok(_)) => "TokenFlow(done)",
            State::Done(Err(_)) => "TokenFlow(failed)",
        })
    }
}
