//! Whether to send a request again, and when. A mutation is never repeated: nobody knows whether the
//! first one happened.
//!
//! ```
//! use oauth_wire::flow::TransportFailure;
//! use oauth_wire::time::UnixTime;
//! use upwork_graphql::document::OperationKind;
//! use upwork_graphql::retry::{Advice, Outcome, Retry};
//!
//! let now = UnixTime::from_secs(1_780_000_000);
//! let lost = Outcome::Transport(TransportFailure::Unknown);
//! assert_eq!(Retry::new(OperationKind::Query).handle(lost, now), Advice::SendAgain { after: 1 });
//! assert_eq!(Retry::new(OperationKind::Mutation).handle(lost, now), Advice::Stop);
//! ```

use crate::answer::{Failure, MalformedReason, RetryAfter};
use crate::document::OperationKind;
use oauth_wire::flow::TransportFailure;
use oauth_wire::time::UnixTime;

/// What became of a request.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// It was answered, without data.
    Failure(&'a Failure),
    /// It was not answered.
    Transport(TransportFailure),
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// Send the same request again.
    SendAgain {
        /// After so many seconds at least. Where many programs run, add some of your own to each so that
        /// they do not come back all at once.
        after: u64,
    },
    /// Refresh the access token.
    RefreshToken {
        /// Whether to make the request again with the new one. Not so for a mutation: it was most likely
        /// not carried out, but whether to send it is for whoever asked for it.
        then_send_again: bool,
    },
    /// Ask again without the fields that the API key's scopes do not reach
    /// ([`Document::without`](crate::document::Document::without)).
    AskForLess,
    /// Leave it.
    Stop,
}

/// The attempts at one request.
#[derive(Clone, Debug)]
pub struct Retry {
    kind: OperationKind,
    attempts: u32,
    refreshed: bool,
}

/// How often a request goes out at most.
const MAX_ATTEMPTS: u32 = 5;

/// How many seconds are worth waiting for, a day: a server that names more wants no request from this
/// program, or is wrong.
const MAX_WAIT: u64 = 86_400;

/// Whether a status tells of trouble that may be over soon.
const fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 500..=599)
}

impl Retry {
    /// A request that goes out for the first time.
    #[must_use]
    pub const fn new(kind: OperationKind) -> Self {
        Self { kind, attempts: 0, refreshed: false }
    }

    /// Tells what became of the request, and what to do now. After five attempts that is to stop.
    ///
    /// Where the server says when to come back that counts, but no less than the attempts' own back-off (1,
    /// 2, 4, 8 seconds): `Retry-After: 0` is no reason to send five requests at once. It is to stop where
    /// the server names more than a day.
    pub fn handle(&mut self, outcome: Outcome<'_>, now: UnixTime) -> Advice {
        self.attempts = self.attempts.saturating_add(1);
        if self.attempts >= MAX_ATTEMPTS {
            return Advice::Stop;
        }
        let backoff = 1 << (self.attempts - 1);
        let is_query = self.kind == OperationKind::Query;
        let later = |retry_after: Option<RetryAfter>| match retry_after
            .map_or(backoff, |after| after.seconds_from(now))
        {
            after if after > MAX_WAIT => Advice::Stop,
            after => Advice::SendAgain { after: after.max(backoff) },
        };
        match outcome {
            // It never left, so sending it is no repetition.
            Outcome::Transport(TransportFailure::NotSent) => Advice::SendAgain { after: backoff },
            Outcome::Failure(Failure::Unauthenticated(_)) if !self.refreshed => {
                self.refreshed = true;
                Advice::RefreshToken { then_send_again: is_query }
            }
            _ if !is_query => Advice::Stop,
            Outcome::Transport(TransportFailure::Unknown) => Advice::SendAgain { after: backoff },
            Outcome::Failure(failure) => match failure {
                Failure::RateLimited { retry_after, .. } => later(*retry_after),
                Failure::Http { retry_after, answer } if is_passing(answer.status) => later(*retry_after),
                // A body that broke off.
                Failure::Malformed { reason: MalformedReason::NotJson(_), .. } => {
                    Advice::SendAgain { after: backoff }
                }
                Failure::Errors(errors) | Failure::Partial { errors, .. } => {
                    if !errors.missing_scopes().is_empty() {
                        Advice::AskForLess
                    } else if is_passing(errors.status()) {
                        later(errors.retry_after())
                    } else {
                        Advice::Stop
                    }
                }
                _ => Advice::Stop,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Answer;
    use crate::json::Json;
    use alloc::vec::Vec;
    use oauth_wire::message::Response;
    use proptest::prelude::*;

    const NOW: UnixTime = UnixTime::from_secs(784_111_700);

    fn failure(status: u16, headers: &[(&str, &[u8])], body: &str) -> Failure {
        match Answer::<Json>::read(&Response::new(status, headers, body.as_bytes())) {
            Answer::Failure(failure) => failure,
            other => panic!("{other:?}"),
        }
    }

    fn failures() -> [(Failure, Advice); 20] {
        let refused = r#"{"errors":[{"message":"no"}]}"#;
        let scopes = r#"{"errors":[{"message":"permissions/scopes to access: [A.b]"}]}"#;
        [
            (failure(429, &[("retry-after", b"30")], ""), Advice::SendAgain { after: 30 }),
            (
                failure(429, &[("retry-after", b"Sun, 06 Nov 1994 08:49:37 GMT")], ""),
                Advice::SendAgain { after: 77 },
            ),
            (failure(429, &[], ""), Advice::SendAgain { after: 1 }),
            (failure(503, &[("retry-after", b"9")], ""), Advice::SendAgain { after: 9 }),
            (failure(500, &[], ""), Advice::SendAgain { after: 1 }),
            (failure(408, &[], ""), Advice::SendAgain { after: 1 }),
            (failure(408, &[], refused), Advice::SendAgain { after: 1 }),
            (failure(503, &[("retry-after", b"30")], refused), Advice::SendAgain { after: 30 }),
            (failure(503, &[("retry-after", b"30")], scopes), Advice::AskForLess),
            (failure(400, &[("retry-after", b"30")], refused), Advice::Stop),
            (failure(429, &[("retry-after", b"0")], ""), Advice::SendAgain { after: 1 }),
            (failure(429, &[("retry-after", b"86400")], ""), Advice::SendAgain { after: 86_400 }),
            (failure(429, &[("retry-after", b"86401")], ""), Advice::Stop),
            (failure(503, &[("retry-after", b"99999999999999999999")], ""), Advice::Stop),
            (failure(200, &[], "{\"data\""), Advice::SendAgain { after: 1 }),
            (failure(200, &[], scopes), Advice::AskForLess),
            (failure(200, &[], r#"{"errors":[{"message":"no"}]}"#), Advice::Stop),
            (failure(403, &[], "<html>"), Advice::Stop),
            (failure(404, &[], ""), Advice::Stop),
            (failure(200, &[], "{}"), Advice::Stop),
        ]
    }

    #[test]
    fn queries() {
        for (failure, advice) in failures() {
            assert_eq!(
                Retry::new(OperationKind::Query).handle(Outcome::Failure(&failure), NOW),
                advice,
                "{failure}"
            );
        }
    }

    #[test]
    fn a_mutation_is_never_repeated() {
        for (failure, _) in failures() {
            let advice = Retry::new(OperationKind::Mutation).handle(Outcome::Failure(&failure), NOW);
            assert_eq!(advice, Advice::Stop, "{failure}");
        }
        let mut retry = Retry::new(OperationKind::Mutation);
        assert_eq!(
            retry.handle(Outcome::Transport(TransportFailure::NotSent), NOW),
            Advice::SendAgain { after: 1 }
        );
        assert_eq!(
            retry.handle(Outcome::Failure(&failure(401, &[], "")), NOW),
            Advice::RefreshToken { then_send_again: false }
        );
        assert_eq!(retry.handle(Outcome::Transport(TransportFailure::Unknown), NOW), Advice::Stop);
    }

    #[test]
    fn no_server_makes_the_requests_come_at_once() {
        let at_once = failure(429, &[("retry-after", b"0")], "");
        let mut retry = Retry::new(OperationKind::Query);
        for after in [1, 2, 4, 8] {
            assert_eq!(retry.handle(Outcome::Failure(&at_once), NOW), Advice::SendAgain { after });
        }
    }

    proptest! {
        /// Whatever happens in whichever order.
        #[test]
        fn no_history_makes_it_repeat_a_mutation(history in proptest::collection::vec(0..failures().len() + 3, 1..8)) {
            let failures: Vec<Failure> = failures().into_iter().map(|(failure, _)| failure).collect();
            let expired = failure(401, &[], "");
            let mut retry = Retry::new(OperationKind::Mutation);
            for what in history {
                let outcome = match what {
                    0 => Outcome::Failure(&expired),
                    1 => Outcome::Transport(TransportFailure::Unknown),
                    2 => Outcome::Transport(TransportFailure::NotSent),
                    other => Outcome::Failure(&failures[other - 3]),
                };
                let never_left = matches!(outcome, Outcome::Transport(TransportFailure::NotSent));
                let repeats = match retry.handle(outcome, NOW) {
                    Advice::SendAgain { .. } => !never_left,
                    Advice::RefreshToken { then_send_again } => then_send_again,
                    Advice::AskForLess => true,
                    Advice::Stop => false,
                };
                prop_assert!(!repeats);
            }
        }
    }

    #[test]
    fn it_ends() {
        let mut retry = Retry::new(OperationKind::Query);
        let lost = Outcome::Transport(TransportFailure::Unknown);
        for after in [1, 2, 4, 8] {
            assert_eq!(retry.handle(lost, NOW), Advice::SendAgain { after });
        }
        assert_eq!(retry.handle(lost, NOW), Advice::Stop);
        let mut retry = Retry::new(OperationKind::Query);
        let refused = failure(401, &[], "");
        assert_eq!(
            retry.handle(Outcome::Failure(&refused), NOW),
            Advice::RefreshToken { then_send_again: true }
        );
        assert_eq!(retry.handle(Outcome::Failure(&refused), NOW), Advice::Stop);
    }
}
