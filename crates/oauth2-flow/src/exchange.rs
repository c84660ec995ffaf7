//! One request and its answer: sent, sent again where that is safe, and lost where it is not. Every
//! flow's every request goes through here.

use crate::client::{Client, Endpoint, request_url};
use crate::config::ConfigError;
use crate::failure::{self, Stake};
use crate::parameters::Parameters;
use crate::token::Token;
use crate::token_request::{ACCEPT, MAX_RESPONSE_LEN, TokenRequest};
use crate::token_response::{TokenAnswer, TokenTypes};
use alloc::string::String;
use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Failure, Rejected, TransportFailure};
use oauth_wire::form;
use oauth_wire::message::{Headers, Method, Request, Resend, Response};
use oauth_wire::secret::SecretBytes;
use oauth_wire::time::UnixTime;

/// The longest pause between two tries, in seconds.
const LONGEST_BACK_OFF: u64 = 60;

/// A request that stands open.
pub(crate) struct Exchange {
    client: Client,
    url: String,
    body: SecretBytes,
    resend: Resend,
    stage: Stage,
    losses: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Ready,
    Sent,
    BackingOff { until: UnixTime },
}

/// What an event meant for the request.
pub(crate) enum Told<'a> {
    /// It still stands open.
    Open,
    /// Its answer.
    Answer(Response<'a>),
    /// Its answer is lost, and it must not be sent again.
    Lost,
}

impl Exchange {
    /// A form for an endpoint at which the client authenticates.
    pub(crate) fn new(
        client: &Client,
        endpoint: Endpoint,
        parameters: &dyn Parameters,
        resend: Resend,
    ) -> Result<Self, ConfigError> {
        let url = client.required_endpoint(endpoint)?;
        let request = TokenRequest { grant: parameters, client: client.parameters() };
        Ok(Self {
            url: request_url(&url, &(request.grant, request.client)),
            body: request.encode_vec().into(),
            client: client.clone(),
            resend,
            stage: Stage::Ready,
            losses: 0,
        })
    }

    pub(crate) fn poll(&self, now: UnixTime) -> Action<'_> {
        match self.stage {
            Stage::BackingOff { until } if now < until => Action::Wait { until },
            Stage::Sent => Action::AwaitResponse,
            Stage::Ready | Stage::BackingOff { .. } => Action::Send(Request {
                method: Method::Post,
                url: &self.url,
                headers: Headers::new()
                    .with("content-type", form::CONTENT_TYPE)
                    .with("accept", ACCEPT)
                    .with_optional("authorization", self.client.authorization()),
                body: self.body.expose(),
                resend: self.resend,
                max_response_len: MAX_RESPONSE_LEN,
            }),
        }
    }

    pub(crate) fn handle<'a>(&mut self, event: Event<'a>, now: UnixTime) -> Result<Told<'a>, Rejected> {
        if matches!(self.stage, Stage::BackingOff { until } if now < until) {
            return Err(Rejected::Unexpected);
        }
        match event {
            Event::Sent if self.stage != Stage::Sent => {
                self.stage = Stage::Sent;
                Ok(Told::Open)
            }
            Event::Response(response) => Ok(Told::Answer(response)),
            Event::TransportFailed(failure)
                if failure == TransportFailure::NotSent || self.resend == Resend::Safe =>
            {
                let pause = 1_u64.checked_shl(self.losses).unwrap_or(u64::MAX).min(LONGEST_BACK_OFF);
                self.losses = self.losses.saturating_add(1);
                self.stage = Stage::BackingOff { until: now.plus(pause) };
                Ok(Told::Open)
            }
            Event::TransportFailed(_) => Ok(Told::Lost),
            _ => Err(Rejected::Unexpected),
        }
    }
}

/// A request to the token endpoint, and what its answer means.
pub(crate) struct TokenExchange {
    exchange: Exchange,
    stake: Stake,
    types: TokenTypes,
}

impl TokenExchange {
    pub(crate) fn new(
        client: &Client,
        grant: &dyn Parameters,
        stake: Stake,
        types: TokenTypes,
    ) -> Result<Self, ConfigError> {
        let exchange = Exchange::new(client, Endpoint::Token, grant, stake.resend())?;
        Ok(Self { exchange, stake, types })
    }

    pub(crate) fn poll(&self, now: UnixTime) -> Action<'_> {
        self.exchange.poll(now)
    }

    /// How the exchange ended, where it did.
    pub(crate) fn handle(
        &mut self,
        event: Event<'_>,
        now: UnixTime,
    ) -> Result<Option<Result<Token, Failure>>, Rejected> {
        Ok(match self.exchange.handle(event, now)? {
            Told::Open => None,
            Told::Lost => Some(Err(self.stake.lost())),
            Told::Answer(response) => Some(self.token(&response, now)),
        })
    }

    fn token(&self, response: &Response<'_>, now: UnixTime) -> Result<Token, Failure> {
        let malformed = |error| failure::of_answer(response, error, self.stake, now);
        match TokenAnswer::parse_types(response, self.types).map_err(malformed)? {
            TokenAnswer::Token(token) => Token::from_response(&token, now).map_err(malformed),
            TokenAnswer::Error(error) => Err(failure::of_error(response, &error, self.stake, now)),
        }
    }
}
