//! The flow of the grants whose user approves elsewhere while the client asks again and again:
//! [`device_code`](crate::device_code) and [`ciba`](crate::ciba).
//!
//! The pause between two requests is the server's interval. `slow_down` adds 5 seconds to it for good
//! ([RFC 8628 §3.5](https://www.rfc-editor.org/rfc/rfc8628#section-3.5)); a lost answer, 429 and 5xx
//! double it until an answer comes, or make it as long as `Retry-After` says. The codes expire at a
//! time that is fixed when they come.

use crate::ciba::CibaToken;
use crate::client::{Client, Endpoint};
use crate::device_code::DeviceAccessToken;
use crate::exchange::{Exchange, Step, Told};
use crate::failure::{self, Stake};
use crate::leniency::Leniencies;
use crate::parameters::Parameters;
use crate::retry_after::retry_after;
use crate::token::Token;
use crate::token_response::{TokenAnswer, TokenTypes};
use alloc::string::String;
use core::fmt;
use oauth_wire::flow::{Action, Event, Failure, Flow, Prompt, Rejected};
use oauth_wire::message::Response;
use oauth_wire::secret::Secret;
use oauth_wire::time::UnixTime;

/// A grant under way whose user approves elsewhere. [`DeviceCode`](crate::device_code::DeviceCode) and
/// [`Ciba`](crate::ciba::Ciba) start it.
///
/// What no line shows is refused and changes nothing.
///
/// ```text
/// requesting, ready --sent--> requesting, sent
/// requesting, ready --token | error | garbage | pending | slow_down | busy--> failed
/// requesting, ready --not sent | lost--> requesting, backing off
/// requesting, ready --codes--> waiting
/// requesting, sent --token | error | garbage | pending | slow_down | busy--> failed
/// requesting, sent --not sent | lost--> requesting, backing off
/// requesting, sent --codes--> waiting
/// requesting, backing off --interval | expiry--> requesting, ready
/// waiting --interval--> asking, ready
/// waiting --expiry--> failed
/// asking, ready --sent--> asking, sent
/// asking, ready --token--> done
/// asking, ready --error | garbage | codes | expiry--> failed
/// asking, ready --not sent | lost | pending | slow_down | busy--> waiting
/// asking, sent --token--> done
/// asking, sent --error | garbage | codes--> failed
/// asking, sent --not sent | lost | pending | slow_down | busy--> waiting
/// ```
pub struct PollingFlow {
    client: Client,
    state: State,
}

enum State {
    Requesting(Step<Approval>),
    Waiting(Approval),
    Asking(Approval, Exchange),
    Done(Result<Token, Failure>),
}

impl PollingFlow {
    /// The next state, where the event makes one.
    fn next(&mut self, event: Event<'_>, now: UnixTime) -> Result<Option<State>, Rejected> {
        match &mut self.state {
            State::Requesting(step) => Ok(step.handle(event, now)?.map(|end| match end {
                Ok(approval) => State::Waiting(approval),
                Err(failure) => State::Done(Err(failure)),
            })),
            State::Waiting(_) => Err(Rejected::Unexpected),
            State::Asking(approval, exchange) => {
                if let Event::TransportFailed(_) = event {
                    approval.back_off(now, None);
                    return Ok(Some(State::Waiting(approval.clone())));
                }
                Ok(match exchange.handle(event, now)? {
                    Told::Answer(response) => Some(match approval.hear(&response, now) {
                        Some(Ok(token)) => State::Done(Ok(token)),
                        Some(Err(failure)) => {
                            let failure = approval.leniencies.noted_in(failure);
                            let mut sent = exchange.sent();
                            sent.text(approval.user_code.as_deref().unwrap_or_default());
                            State::Done(Err(sent.hide_in(failure)))
                        }
                        None => State::Waiting(approval.clone()),
                    }),
                    Told::Open | Told::Lost => None,
                })
            }
            State::Done(_) => Err(Rejected::Unexpected),
        }
    }

    /// What time alone changes: the next request is due, or the codes have expired.
    fn look_at_the_clock(&mut self, now: UnixTime) {
        let next = match &mut self.state {
            State::Waiting(approval) if now >= approval.expires_at => State::Done(Err(approval.expired())),
            State::Waiting(approval) if now >= approval.until => match approval.ask(&self.client) {
                Ok(exchange) => State::Asking(approval.clone(), exchange),
                Err(_) => State::Done(Err(failure::misconfigured())),
            },
            _ => return,
        };
        self.state = next;
    }
}

impl Flow for PollingFlow {
    type Output = Token;

    fn poll(&mut self, now: UnixTime) -> Action<'_> {
        self.look_at_the_clock(now);
        let settled = match &mut self.state {
            State::Requesting(step) => step.settle(now),
            // What is on its way may still bring the token; what is not is too late.
            State::Asking(approval, exchange) if now >= approval.expires_at && !exchange.is_sent() => {
                Err(approval.expired())
            }
            State::Asking(_, exchange) => exchange.settle(now),
            State::Waiting(_) | State::Done(_) => Ok(()),
        };
        if let Err(failure) = settled {
            self.state = State::Done(Err(failure));
        }
        match &self.state {
            State::Requesting(step) => step.poll(),
            State::Waiting(approval) => Action::Prompt(approval.prompt()),
            State::Asking(_, exchange) => exchange.poll(),
            State::Done(_) => Action::Finished,
        }
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        // Not the next request, even where it is due: until `poll` hands it out, nothing answers it.
        if matches!(&self.state, State::Waiting(approval) if now >= approval.expires_at) {
            self.look_at_the_clock(now);
        }
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

impl PollingFlow {
    pub(crate) fn new(client: &Client, step: Step<Approval>) -> Self {
        Self { client: client.clone(), state: State::Requesting(step) }
    }
}

impl fmt::Debug for PollingFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Requesting(step) => write!(f, "PollingFlow(requesting, {step})"),
            State::Waiting(_) => f.write_str("PollingFlow(waiting)"),
            State::Asking(_, exchange) => write!(f, "PollingFlow(asking, {exchange})"),
            State::Done(Ok(_)) => f.write_str("PollingFlow(done)"),
            State::Done(Err(_)) => f.write_str("PollingFlow(failed)"),
        }
    }
}

/// Whose approval it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApprovalKind {
    DeviceCode,
    Ciba,
}

/// An approval that the user has been asked for.
#[derive(Clone)]
pub(crate) struct Approval {
    pub(crate) kind: ApprovalKind,
    pub(crate) code: Secret,
    pub(crate) user_code: Option<String>,
    pub(crate) verification_uri: Option<String>,
    pub(crate) verification_uri_complete: Option<String>,
    pub(crate) expires_at: UnixTime,
    pub(crate) interval: u64,
    pub(crate) until: UnixTime,
    pub(crate) losses: u32,
    pub(crate) leniencies: Leniencies,
}

/// How much longer the pauses get by `slow_down`, in seconds.
const SLOW_DOWN: u64 = 5;

impl Approval {
    /// One that lives `expires_in` seconds from now, without codes yet.
    pub(crate) fn new(expires_in: u64, interval: u64, now: UnixTime) -> Self {
        let expires_at = now.plus(expires_in);
        Self {
            kind: ApprovalKind::Ciba,
            code: "".into(),
            user_code: None,
            verification_uri: None,
            verification_uri_complete: None,
            expires_at,
            interval,
            until: now.plus(interval).min(expires_at),
            losses: 0,
            leniencies: Leniencies::NONE,
        }
    }

    fn prompt(&self) -> Prompt<'_> {
        Prompt {
            user_code: self.user_code.as_deref(),
            verification_uri: self.verification_uri.as_deref(),
            verification_uri_complete: self.verification_uri_complete.as_deref(),
            expires_at: self.expires_at,
            until: self.until,
        }
    }

    fn ask(&self, client: &Client) -> Result<Exchange, crate::config::ConfigError> {
        let (device, ciba);
        let grant: &dyn Parameters = match self.kind {
            ApprovalKind::DeviceCode => {
                device = DeviceAccessToken { device_code: self.code.expose() };
                &device
            }
            ApprovalKind::Ciba => {
                ciba = CibaToken { auth_req_id: self.code.expose() };
                &ciba
            }
        };
        Exchange::form(client, Endpoint::Token, grant, Stake::Approval.resend())
    }

    /// What the server says to the request for the token; `None` means: not yet.
    fn hear(&mut self, response: &Response<'_>, now: UnixTime) -> Option<Result<Token, Failure>> {
        let malformed = |error| {
            let used = TokenAnswer::rules(response, TokenTypes::Bearer);
            Some(Err(failure::of_answer(response, error, used, Stake::Approval, now)))
        };
        match TokenAnswer::parse(response) {
            Ok(TokenAnswer::Token(token)) => match Token::from_response(&token, now) {
                Ok(token) => Some(Ok(token.with_leniencies(self.leniencies))),
                Err(error) => malformed(error),
            },
            Ok(TokenAnswer::Error(error)) if error.error.is("authorization_pending") => {
                self.leniencies = self.leniencies.union(error.leniencies);
                self.wait(now, retry_after(response, now));
                None
            }
            Ok(TokenAnswer::Error(error)) if error.error.is("slow_down") => {
                self.leniencies = self.leniencies.union(error.leniencies);
                self.interval = self.interval.saturating_add(SLOW_DOWN);
                self.wait(now, retry_after(response, now));
                None
            }
            _ if failure::may_pass(response.status()) => {
                let used = TokenAnswer::rules(response, TokenTypes::Bearer);
                self.leniencies = self.leniencies.union(used);
                self.back_off(now, retry_after(response, now));
                None
            }
            Ok(TokenAnswer::Error(error)) => {
                Some(Err(failure::of_error(response, &error, Stake::Approval, now)))
            }
            Err(error) => malformed(error),
        }
    }

    /// Waits for the interval, and at least until `earliest`.
    fn wait(&mut self, now: UnixTime, earliest: Option<UnixTime>) {
        self.losses = 0;
        self.until = now.plus(self.interval).max(earliest.unwrap_or(now)).min(self.expires_at);
    }

    /// Waits twice as long as the time before, a minute at most: the user may approve any moment.
    fn back_off(&mut self, now: UnixTime, earliest: Option<UnixTime>) {
        self.losses = self.losses.saturating_add(1).min(16);
        let pause = self.interval.saturating_mul(1 << self.losses).min(self.interval.max(60));
        self.until = now.plus(pause).max(earliest.unwrap_or(now)).min(self.expires_at);
    }

    fn expired(&self) -> Failure {
        self.leniencies.noted_in(failure::expired("the user did not approve in time"))
    }
}

#[cfg(feature = "seal")]
mod sealing {
    use super::{Approval, ApprovalKind, PollingFlow, State};
    use crate::client::Client;
    use crate::seal::{self, SealError, SealKey, UnsealError};
    use alloc::vec::Vec;
    use oauth_wire::seed::Seed;
    use oauth_wire::time::UnixTime;

    impl ApprovalKind {
        const fn as_str(self) -> &'static str {
            match self {
                Self::DeviceCode => "device_code",
                Self::Ciba => "ciba",
            }
        }
    }

    impl PollingFlow {
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
            let State::Waiting(approval) = &self.state else {
                return Err(SealError::NotWaiting);
            };
            let binding = seal::binding(approval.kind.as_str(), &self.client, "");
            Ok(seal::seal(key, &entropy, binding, now.plus(lifetime), |payload| {
                payload.text(approval.code.expose());
                payload.optional(approval.user_code.as_deref());
                payload.optional(approval.verification_uri.as_deref());
                payload.optional(approval.verification_uri_complete.as_deref());
                payload.time(approval.expires_at);
                payload.number(approval.interval);
                payload.time(approval.until);
                payload.number(u64::from(approval.losses));
                payload.number(approval.leniencies.to_bits());
            }))
        }

        /// The device flow that was sealed for this client, with one of these keys.
        ///
        /// # Errors
        /// [`UnsealError`], where the bytes give none.
        pub fn unseal_device_code(
            client: &Client,
            keys: &[SealKey],
            sealed: &[u8],
            now: UnixTime,
        ) -> Result<Self, UnsealError> {
            Self::unseal(ApprovalKind::DeviceCode, client, keys, sealed, now)
        }

        /// The CIBA flow that was sealed for this client, with one of these keys.
        ///
        /// # Errors
        /// [`UnsealError`], where the bytes give none.
        pub fn unseal_ciba(
            client: &Client,
            keys: &[SealKey],
            sealed: &[u8],
            now: UnixTime,
        ) -> Result<Self, UnsealError> {
            Self::unseal(ApprovalKind::Ciba, client, keys, sealed, now)
        }

        fn unseal(
            kind: ApprovalKind,
            client: &Client,
            keys: &[SealKey],
            sealed: &[u8],
            now: UnixTime,
        ) -> Result<Self, UnsealError> {
            let mut opened = seal::open(keys, seal::binding(kind.as_str(), client, ""), sealed, now)?;
            let approval = Approval {
                kind,
                code: opened.text()?.into(),
                user_code: opened.optional()?,
                verification_uri: opened.optional()?,
                verification_uri_complete: opened.optional()?,
                expires_at: opened.time()?,
                interval: opened.number()?,
                until: opened.time()?,
                losses: u32::try_from(opened.number()?).map_err(|_| UnsealError::Malformed)?,
                leniencies: crate::leniency::Leniencies::from_bits(opened.number()?)
                    .ok_or(UnsealError::Malformed)?,
            };
            Ok(Self { client: client.clone(), state: State::Waiting(approval) })
        }
    }
}

#[cfg(test)]
mod tests;
