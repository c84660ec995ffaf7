//! Failures on request: what a client must live with, and what the sandbox by itself never does.

use crate::message::{Parameters, Reply, Request};
use crate::pages;
use crate::routes::GRAPHQL;
use crate::state::Shared;
use http::{StatusCode, header};
use serde_json::json;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many failures may wait for their requests.
const CAPACITY: usize = 1_000;

/// The longest wait that is taken over HTTP, in seconds.
const MAX_SECONDS: u64 = 600;

/// A failure for [`Sandbox::fail_next`](crate::Sandbox::fail_next).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// HTTP 429, with `Retry-After` in seconds where there is a number. Nothing is carried out.
    RateLimited {
        /// The value of `Retry-After`.
        retry_after: Option<u32>,
    },
    /// HTTP 403 with the HTML page that bot protection shows. Nothing is carried out.
    Challenge,
    /// GraphQL: the operation is carried out, but one field is null, and an error says so.
    PartialData,
    /// GraphQL: the whole operation is refused, since the key's scopes do not reach these fields, each
    /// as `Type.field`.
    MissingScopes(Vec<String>),
    /// HTTP 500. Nothing is carried out.
    ServerError,
    /// The answer comes, but only after this time.
    Slow(Duration),
    /// The operation is carried out, and the connection is closed before the answer.
    Cut,
}

/// Failures that wait, each for a request to a path.
#[derive(Default)]
pub(crate) struct Failures {
    waiting: Mutex<VecDeque<(String, Failure)>>,
}

impl Failures {
    /// Has the next request to `path` fail that none fails yet; `false` where too many wait.
    pub(crate) fn push(&self, path: &str, failure: Failure) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let room = waiting.len() < CAPACITY;
        if room {
            waiting.push_back((path.to_owned(), failure));
        }
        room
    }

    /// The failure of a request to `path`, where one waits for it.
    pub(crate) fn take(&self, path: &str) -> Option<Failure> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|(own, _)| own == path)?;
        waiting.remove(at).map(|(_, failure)| failure)
    }
}

/// The answer of failures that have one of their own: nothing is carried out.
pub(crate) fn answer(failure: &Failure, path: &str) -> Option<Reply> {
    match failure {
        Failure::RateLimited { retry_after } => {
            let reply = Reply::text(StatusCode::TOO_MANY_REQUESTS, "Too many requests.\n")
                .note("failure: rate limited");
            Some(match retry_after {
                Some(seconds) => reply.header(header::RETRY_AFTER, seconds.to_string()),
                None => reply,
            })
        }
        Failure::Challenge => Some(pages::challenge().note("failure: challenge page")),
        Failure::ServerError => Some(server_error(path).note("failure: server error")),
        _ => None,
    }
}

/// HTTP 500.
pub(crate) fn server_error(path: &str) -> Reply {
    let body = json!({ "status": 500, "error": "Internal Server Error", "path": path });
    Reply::json(StatusCode::INTERNAL_SERVER_ERROR, &body)
}

/// What GraphQL says of scopes that do not reach these fields.
pub(crate) fn missing_scopes(fields: &[String]) -> String {
    let fields = fields.join(", ");
    format!(
        "The client or authentication token doesn't have enough oauth2 permissions/scopes to access: [{fields}]."
    )
}

/// `POST /sandbox/failures`: a form of `failure`, what belongs to it, and where wanted `path` and `times`.
pub(crate) fn inject(shared: &Shared, request: &Request<'_>) -> Reply {
    let parameters = match pages::own_form(request) {
        Ok(parameters) => parameters,
        Err(reply) => return reply,
    };
    match parse(parameters) {
        Ok((path, failure, times)) => {
            if (0..times).all(|_| shared.failures.push(&path, failure.clone())) {
                Reply::new(StatusCode::NO_CONTENT).note(format!("{times} times at {path}: {failure:?}"))
            } else {
                refuse("too many failures wait already")
            }
        }
        Err(what) => refuse(what),
    }
}

fn refuse(what: &'static str) -> Reply {
    Reply::text(StatusCode::BAD_REQUEST, format!("{what}.\n")).note(what)
}

fn parse(parameters: Parameters<'_>) -> Result<(String, Failure, u32), &'static str> {
    let get = |name| parameters.get(name).map_err(|_| "a parameter stands there twice, or is no text");
    let number = |name, wrong| match get(name)? {
        None => Ok(None),
        Some(text) => text.parse::<u32>().map(Some).map_err(|_| wrong),
    };
    let path = get("path")?.unwrap_or_else(|| GRAPHQL.to_owned());
    let failure = match get("failure")?.as_deref() {
        Some("rate_limited") => Failure::RateLimited {
            retry_after: number("retry_after", "retry_after is no number of seconds")?,
        },
        Some("challenge") => Failure::Challenge,
        Some("partial_data") => Failure::PartialData,
        Some("missing_scopes") => {
            let fields = get("fields")?.unwrap_or_else(|| "Money.currency,PageInfo.endCursor".to_owned());
            Failure::MissingScopes(fields.split(',').map(|field| field.trim().to_owned()).collect())
        }
        Some("server_error") => Failure::ServerError,
        Some("slow") => {
            let seconds = number("seconds", "seconds is no number")?.map_or(5, u64::from);
            if seconds > MAX_SECONDS {
                return Err("seconds must not be more than 600");
            }
            Failure::Slow(Duration::from_secs(seconds))
        }
        Some("cut") => Failure::Cut,
        _ => {
            return Err(
                "failure must be one of rate_limited, challenge, partial_data, missing_scopes, server_error, slow, cut",
            );
        }
    };
    if path != GRAPHQL && matches!(failure, Failure::PartialData | Failure::MissingScopes(_)) {
        return Err("only GraphQL has partial data and missing scopes");
    }
    let times = number("times", "times is no number")?.unwrap_or(1);
    if !(1..=100).contains(&times) {
        return Err("times must be from 1 to 100");
    }
    Ok((path, failure, times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let parsed = |form: &str| parse(Parameters(form.as_bytes()));
        assert_eq!(
            parsed("failure=rate_limited&retry_after=7&times=2"),
            Ok(("/graphql".into(), Failure::RateLimited { retry_after: Some(7) }, 2))
        );
        assert_eq!(parsed("failure=cut&path=/x"), Ok(("/x".into(), Failure::Cut, 1)));
        assert_eq!(
            parsed("failure=missing_scopes&fields=A.b,%20C.d").unwrap().1,
            Failure::MissingScopes(vec!["A.b".into(), "C.d".into()])
        );
        for wrong in [
            "",
            "failure=",
            "failure=other",
            "failure=cut&failure=cut",
            "failure=slow&seconds=601",
            "failure=rate_limited&retry_after=x",
            "failure=partial_data&path=/x",
            "failure=cut&times=0",
            "failure=cut&times=101",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn they_wait_in_order_and_not_without_end() {
        let failures = Failures::default();
        failures.push("/a", Failure::Challenge);
        failures.push("/b", Failure::Cut);
        failures.push("/a", Failure::ServerError);
        assert_eq!(failures.take("/c"), None);
        assert_eq!(failures.take("/a"), Some(Failure::Challenge));
        assert_eq!(failures.take("/a"), Some(Failure::ServerError));
        assert_eq!(failures.take("/a"), None);
        assert!((1..CAPACITY).all(|_| failures.push("/a", Failure::Cut)));
        assert!(!failures.push("/a", Failure::Cut));
    }
}
