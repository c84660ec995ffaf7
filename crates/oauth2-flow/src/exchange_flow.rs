//! The flow of everything that is one request and its answer.

use crate::exchange::Step;
use core::fmt;
use oauth_wire::flow::{Action, Event, Failure, Flow, Rejected};
use oauth_wire::time::UnixTime;

/// One request under way, whose answer gives a `T`. The modules of the requests start it.
///
/// What no line shows is refused and changes nothing.
///
/// A request that may be sent again at any time:
/// ```text
/// ready --sent--> sent
/// ready --token--> done
/// ready --error | garbage--> failed
/// ready --not sent | lost--> backing off
/// sent --token--> done
/// sent --error | garbage--> failed
/// sent --not sent | lost--> backing off
/// backing off --time--> ready
/// ```
///
/// A request that carries something that is good once:
/// ```text
/// ready --sent--> sent
/// ready --token--> done
/// ready --error | garbage | lost--> failed
/// ready --not sent--> backing off
/// sent --token--> done
/// sent --error | garbage | lost--> failed
/// sent --not sent--> backing off
/// backing off --time--> ready
/// ```
pub struct ExchangeFlow<T> {
    state: State<T>,
}

enum State<T> {
    Exchanging(Step<T>),
    Done(Result<T, Failure>),
}

impl<T> ExchangeFlow<T> {
    #[inline]
    pub(crate) fn new(step: Step<T>) -> Self {
        Self { state: State::Exchanging(step) }
    }

    /// The next state, where the event makes one.
    fn next(&mut self, event: Event<'_>, now: UnixTime) -> Result<Option<State<T>>, Rejected> {
        match &mut self.state {
            State::Exchanging(step) => Ok(step.handle(event, now)?.map(State::Done)),
            State::Done(_) => Err(Rejected::Unexpected),
        }
    }
}

impl<T> Flow for ExchangeFlow<T> {
    type Output = T;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        if let State::Exchanging(step) = &mut self.state
            && let Err(failure) = step.settle(now)
        {
            self.state = State::Done(Err(failure));
        }
        match &self.state {
            State::Exchanging(step) => step.poll(),
            State::Done(_) => Action::Finished,
        }
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        if let Some(state) = self.next(event, now)? {
            self.state = state;
        }
        Ok(())
    }

    fn output(&self) -> Option<Result<&T, &Failure>> {
        match &self.state {
            State::Done(end) => Some(end.as_ref()),
            State::Exchanging(_) => None,
        }
    }

    fn into_output(self) -> Result<T, Failure> {
        match self.state {
            State::Done(end) => end,
            State::Exchanging(_) => Err(Failure::unfinished()),
        }
    }
}

impl<T> fmt::Debug for ExchangeFlow<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Exchanging(step) => write!(f, "ExchangeFlow({step})"),
            State::Done(Ok(_)) => f.write_str("ExchangeFlow(done)"),
            State::Done(Err(_)) => f.write_str("ExchangeFlow(failed)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::client_credentials::ClientCredentials;
    use crate::config::ConfigError;
    use crate::extension::ExtensionGrant;
    use crate::jwt_bearer::jwt_bearer;
    use crate::password::Password;
    use crate::refresh_token::RefreshToken;
    use crate::saml2_bearer::saml2_bearer;
    use crate::testing::{NOW, Probe, assert_documented, client, common_probes, diagram};
    use crate::token_exchange::TokenExchange;
    use crate::token_flow::TokenFlow;
    use oauth_wire::flow::{Event, Flow, TransportFailure};
    use oauth_wire::message::Response;

    /// Every state of a flow that is one request, every event in it.
    fn draw(start: impl Fn() -> TokenFlow) -> std::string::String {
        let told = |event: Event<'_>| {
            let mut flow = start();
            flow.handle(event, NOW).unwrap();
            (flow, NOW)
        };
        let answer = |status, body| told(Event::Response(Response::new(status, &[], body)));
        let mut probes = common_probes();
        probes.push(("time", Probe::Clock(60)));
        diagram(
            &[
                &|| (start(), NOW),
                &|| told(Event::Sent),
                &|| told(Event::TransportFailed(TransportFailure::NotSent)),
                &|| answer(200, crate::testing::TOKEN),
                &|| answer(400, b"{}"),
            ],
            &probes,
        )
    }

    #[test]
    fn every_event_in_every_state_of_every_grant() {
        let client = client();
        let draws = |source, start: &dyn Fn() -> Result<TokenFlow, ConfigError>| {
            let drawn = draw(|| start().unwrap());
            assert_documented(source, &drawn);
            assert_documented(include_str!("exchange_flow.rs"), &drawn);
        };
        draws(include_str!("client_credentials.rs"), &|| ClientCredentials::new().start(&client));
        draws(include_str!("password.rs"), &|| Password::new("u", "p").start(&client));
        draws(include_str!("refresh_token.rs"), &|| RefreshToken::new("r").start(&client));
        draws(include_str!("jwt_bearer.rs"), &|| jwt_bearer("j").start(&client));
        draws(include_str!("saml2_bearer.rs"), &|| saml2_bearer("s").start(&client));
        draws(include_str!("token_exchange.rs"), &|| TokenExchange::new("s", "t").start(&client));
        draws(include_str!("extension.rs"), &|| ExtensionGrant::new("urn:x", &[]).start(&client));
    }
}
