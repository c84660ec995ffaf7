//! One request and its answer: sent, sent again where that is safe, and lost where it is not. Every
//! flow's every request goes through here.

use crate::answer::{Answer, AnswerError};
use crate::client::{Client, ClientAuthentication, Endpoint, request_url};
use crate::config::ConfigError;
use crate::failure::{self, Stake};
use crate::leniency::Leniencies;
use crate::parameters::{Parameters, written};
use crate::sent::Sent;
use crate::token::Token;
use crate::token_request::{ACCEPT, MAX_RESPONSE_LEN, TokenRequest};
use crate::token_response::{TokenAnswer, TokenTypes};
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Failure, FailureKind, Recovery, Rejected, TransportFailure};
use oauth_wire::form;
use oauth_wire::message::{Headers, Method, Request, Resend, Response};
use oauth_wire::secret::{Secret, SecretBytes};
use oauth_wire::time::UnixTime;

/// The longest pause between two tries, in seconds.
const LONGEST_BACK_OFF: u64 = 60;

/// A request that stands open.
///
/// ```text
/// ready --sent--> sent
/// ready, sent --not sent, or lost where it is safe to send again--> backing off --time--> ready
/// ```
pub(crate) struct Exchange {
    target: Target,
    body: SecretBytes,
    signing: Option<Signing>,
    resend: Resend,
    stage: Stage,
    losses: u32,
}

/// Where a request goes.
enum Target {
    /// To an endpoint of the client's, as a form, with the client's authentication. The URL is there
    /// where it is not sent as it was configured.
    Endpoint { client: Client, endpoint: Endpoint, url: Option<String> },
    /// Elsewhere.
    Url { method: Method, url: String, content_type: Option<&'static str>, authorization: Option<Secret> },
}

/// What a body is made of that carries a client assertion, which is good once.
struct Signing {
    form: SecretBytes,
    made: bool,
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
    pub(crate) fn form(
        client: &Client,
        endpoint: Endpoint,
        parameters: &dyn Parameters,
        resend: Resend,
    ) -> Result<Self, ConfigError> {
        let configured = client.required_endpoint(endpoint)?;
        let own = client.parameters();
        let request = TokenRequest { grant: parameters, client: own };
        let form = SecretBytes::from(written(|out| request.emit(out)));
        let url = request_url(configured, &(parameters, own));
        // A body with an assertion in it is made anew each time, so it never goes out twice.
        let (body, signing, resend) = match client.assertion() {
            None => (form, None, resend),
            Some(_) => {
                let resend = if resend == Resend::Safe { Resend::Never } else { resend };
                (SecretBytes::default(), Some(Signing { form, made: false }), resend)
            }
        };
        let target = Target::Endpoint { client: client.clone(), endpoint, url };
        Ok(Self { target, body, signing, resend, stage: Stage::Ready, losses: 0 })
    }

    /// A JSON document, with a bearer token where the server wants one.
    pub(crate) fn json(
        url: String,
        body: SecretBytes,
        authorization: Option<Secret>,
        resend: Resend,
    ) -> Self {
        let content_type = Some("application/json");
        let target = Target::Url { method: Method::Post, url, content_type, authorization };
        Self { target, body, ..Self::get(String::new(), resend) }
    }

    /// A document that is fetched.
    pub(crate) fn get(url: String, resend: Resend) -> Self {
        Self {
            target: Target::Url { method: Method::Get, url, content_type: None, authorization: None },
            body: SecretBytes::default(),
            signing: None,
            resend,
            stage: Stage::Ready,
            losses: 0,
        }
    }

    /// The value of a parameter of the form that is sent.
    pub(crate) fn parameter(&self, name: &str) -> Option<Secret> {
        let form = self.signing.as_ref().map_or(&self.body, |signing| &signing.form);
        form::single(form.expose(), name).ok()??.to_str().ok().map(Secret::from)
    }

    /// What must be so before the request is shown: the pause is over, and there is a client
    /// assertion where one belongs in it.
    pub(crate) fn settle(&mut self, now: UnixTime) -> Result<(), Failure> {
        self.wake(now);
        if let Some(signing) = &mut self.signing
            && let Target::Endpoint { client, endpoint, .. } = &self.target
            && !signing.made
            && self.stage == Stage::Ready
        {
            let form = client.sign(*endpoint, signing.form.expose(), now);
            let unsigned =
                |detail| Failure::new(FailureKind::Misconfigured, Recovery::FixConfiguration, detail);
            self.body = form.map_err(unsigned)?;
            signing.made = true;
        }
        Ok(())
    }

    /// Ends a pause that is over.
    fn wake(&mut self, now: UnixTime) {
        if matches!(self.stage, Stage::BackingOff { until } if now >= until) {
            self.stage = Stage::Ready;
        }
    }

    /// Whether it is known to be on its way.
    pub(crate) fn is_sent(&self) -> bool {
        self.stage == Stage::Sent
    }

    pub(crate) fn poll(&self) -> Action<'_> {
        match self.stage {
            Stage::BackingOff { until } => Action::Wait { until },
            Stage::Sent => Action::AwaitResponse,
            Stage::Ready => Action::Send(self.request()),
        }
    }

    #[inline]
    fn request(&self) -> Request<'_> {
        let (method, url, content_type, authorization) = match &self.target {
            Target::Endpoint { client, endpoint, url } => {
                let url = url.as_deref().or_else(|| client.endpoint(*endpoint)).unwrap_or_default();
                (Method::Post, url, Some(form::CONTENT_TYPE), client.authorization())
            }
            Target::Url { method, url, content_type, authorization } => {
                (*method, url.as_str(), *content_type, authorization.as_ref().map(Secret::expose))
            }
        };
        let mut headers = Headers::new();
        if let Some(content_type) = content_type {
            headers.push("content-type", content_type);
        }
        headers.push("accept", ACCEPT);
        if let Some(authorization) = authorization {
            headers.push("authorization", authorization);
        }
        Request {
            method,
            url,
            headers,
            body: self.body.expose(),
            resend: self.resend,
            max_response_len: MAX_RESPONSE_LEN,
        }
    }

    pub(crate) fn handle<'a>(&mut self, event: Event<'a>, now: UnixTime) -> Result<Told<'a>, Rejected> {
        // Also where the pause is over: until `poll` hands the request out again, nothing answers it.
        if let Stage::BackingOff { .. } = self.stage {
            return Err(Rejected::Unexpected);
        }
        match event {
            Event::Sent if self.stage == Stage::Ready => {
                self.stage = Stage::Sent;
                Ok(Told::Open)
            }
            Event::Response(response) => Ok(Told::Answer(response)),
            Event::TransportFailed(TransportFailure::Unknown) if self.resend == Resend::IfNotSent => {
                Ok(Told::Lost)
            }
            Event::TransportFailed(_) => {
                self.back_off(now);
                Ok(Told::Open)
            }
            _ => Err(Rejected::Unexpected),
        }
    }

    /// What was sent that a server must not repeat to people: some do, in their description.
    pub(crate) fn sent(&self) -> Sent {
        let mut sent = Sent::default();
        let header = match &self.target {
            Target::Endpoint { client, .. } => {
                if let ClientAuthentication::Basic(secret) | ClientAuthentication::BasicRaw(secret) =
                    client.authentication()
                {
                    sent.text(secret.expose());
                }
                sent.form(self.body.expose());
                client.authorization()
            }
            Target::Url { authorization, .. } => {
                sent.json(self.body.expose());
                authorization.as_ref().map(Secret::expose)
            }
        };
        // Behind the scheme's name.
        if let Some((_, credentials)) = header.and_then(|field| field.split_once(' ')) {
            sent.text(credentials);
        }
        sent.query(self.request().url);
        sent
    }

    /// Pauses twice as long as before, 1 to 60 seconds.
    fn back_off(&mut self, now: UnixTime) {
        let pause = 1_u64.checked_shl(self.losses).unwrap_or(u64::MAX).min(LONGEST_BACK_OFF);
        self.losses = self.losses.saturating_add(1);
        self.stage = Stage::BackingOff { until: now.plus(pause) };
        if let Some(signing) = &mut self.signing {
            signing.made = false;
        }
    }
}

/// Shows the stage.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.stage {
            Stage::Ready => "ready",
            Stage::Sent => "sent",
            Stage::BackingOff { .. } => "backing off",
        })
    }
}

/// A request, and what its answer means.
pub(crate) struct Step<T> {
    exchange: Exchange,
    stake: Stake,
    read: Box<Read<T>>,
}

/// Reads an answer. What captures nothing needs no allocation.
pub(crate) type Read<T> = dyn Fn(&Step<T>, &Response<'_>, UnixTime) -> Result<T, Failure> + Send + Sync;

impl<T> Step<T> {
    #[inline]
    pub(crate) fn new(exchange: Exchange, stake: Stake, read: Box<Read<T>>) -> Self {
        Self { exchange, stake, read }
    }

    /// What the request carries.
    pub(crate) fn stake(&self) -> Stake {
        self.stake
    }

    /// The value of a parameter of the form that is sent.
    pub(crate) fn parameter(&self, name: &str) -> Option<Secret> {
        self.exchange.parameter(name)
    }

    pub(crate) fn settle(&mut self, now: UnixTime) -> Result<(), Failure> {
        self.exchange.settle(now)
    }

    pub(crate) fn poll(&self) -> Action<'_> {
        self.exchange.poll()
    }

    /// How the step ended, where it did.
    pub(crate) fn handle(
        &mut self,
        event: Event<'_>,
        now: UnixTime,
    ) -> Result<Option<Result<T, Failure>>, Rejected> {
        Ok(match self.exchange.handle(event, now)? {
            Told::Open => None,
            Told::Lost => Some(Err(self.stake.lost())),
            Told::Answer(response) => {
                let end = (self.read)(self, &response, now);
                Some(end.map_err(|failure| self.exchange.sent().hide_in(failure)))
            }
        })
    }
}

impl Step<Token> {
    /// A request to the token endpoint.
    pub(crate) fn token(client: &Client, grant: &dyn Parameters, stake: Stake) -> Result<Self, ConfigError> {
        let exchange = Exchange::form(client, Endpoint::Token, grant, stake.resend())?;
        let read = |step: &Self, response: &Response<'_>, now| {
            read_token(response, TokenTypes::Bearer, step.stake, now)
        };
        Ok(Self::new(exchange, stake, Box::new(read)))
    }
}

impl<T> fmt::Display for Step<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.exchange.fmt(f)
    }
}

/// What was asked for in an answer, or the failure that it means instead. `read` notes the rules that it takes.
pub(crate) fn success<'a, T>(
    response: &Response<'a>,
    read: impl FnOnce(&Response<'a>, &mut Leniencies) -> Result<Answer<'a, T>, AnswerError>,
    stake: Stake,
    now: UnixTime,
) -> Result<T, Failure> {
    let mut used = Leniencies::NONE;
    match read(response, &mut used) {
        Ok(Answer::Success(success)) => Ok(success),
        Ok(Answer::Error(error)) => Err(failure::of_error(response, &error, stake, now)),
        Err(error) => Err(failure::of_answer(response, error, used, stake, now)),
    }
}

/// The token in an answer of the token endpoint.
pub(crate) fn read_token(
    response: &Response<'_>,
    types: TokenTypes,
    stake: Stake,
    now: UnixTime,
) -> Result<Token, Failure> {
    let malformed =
        |error| failure::of_answer(response, error, TokenAnswer::rules(response, types), stake, now);
    match TokenAnswer::parse_types(response, types).map_err(malformed)? {
        TokenAnswer::Token(token) => Token::from_response(&token, now).map_err(malformed),
        TokenAnswer::Error(error) => Err(failure::of_error(response, &error, stake, now)),
    }
}
