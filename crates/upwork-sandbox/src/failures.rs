//! Failures on request: what a client must live with, and what the sandbox by itself never does.

use crate::graphql;
use crate::message::{Parameters, Reply, Request};
use crate::pages;
use crate::routes::GRAPHQL;
use crate::state::Shared;
use http::{StatusCode, header};
use serde_json::json;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use upwork_graphql::answer::FieldCoordinate;

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
    /// GraphQL: the operation is carried out, but one field is null, and an error says so. It waits for
    /// an operation that is carried out: one that is refused does not use it up.
    PartialData,
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
    /// Has the next request to `path` fail that none fails yet.
    pub(crate) fn push(&self, path: &str, failure: Failure) -> Result<(), &'static str> {
        if !path.starts_with('/') || path.contains(['?', '#']) {
            return Err("path must start with / and have no query: no request has another");
        }
        if path != GRAPHQL && failure == Failure::PartialData {
            return Err("only GraphQL has partial data");
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= CAPACITY {
            return Err("too many failures wait already");
        }
        waiting.push_back((path.to_owned(), failure));
        Ok(())
    }

    /// The failure of a request to `path` that comes whatever the request is, where one is next.
    pub(crate) fn take(&self, path: &str) -> Option<Failure> {
        self.take_if(path, |failure| *failure != Failure::PartialData)
    }

    /// Whether the next failure at `path` is that data is partial.
    pub(crate) fn partial_data_waits(&self, path: &str) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let next = waiting.iter().find(|(own, _)| own == path);
        next.is_some_and(|(_, failure)| *failure == Failure::PartialData)
    }

    /// It was.
    pub(crate) fn partial_data_came(&self, path: &str) {
        self.take_if(path, |failure| *failure == Failure::PartialData);
    }

    /// The next failure at `path`, where it is such a one.
    fn take_if(&self, path: &str, is_such: impl FnOnce(&Failure) -> bool) -> Option<Failure> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|(own, _)| own == path)?;
        if is_such(&waiting[at].1) { waiting.remove(at).map(|(_, failure)| failure) } else { None }
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
pub(crate) fn missing_scopes(fields: &[FieldCoordinate]) -> String {
    let fields = fields.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
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
            match (0..times).try_for_each(|_| shared.failures.push(&path, failure.clone())) {
                Ok(()) => {
                    Reply::new(StatusCode::NO_CONTENT).note(format!("{times} times at {path}: {failure:?}"))
                }
                Err(what) => refuse(what),
            }
        }
        Err(what) => refuse(what),
    }
}

/// `POST /sandbox/scopes`: a form of `without`, the fields that are out of the keys' reach from now on.
pub(crate) fn limit_scopes(shared: &Shared, request: &Request<'_>) -> Reply {
    let parameters = match pages::own_form(request) {
        Ok(parameters) => parameters,
        Err(reply) => return reply,
    };
    let Ok(fields) = parameters.get("without") else {
        return refuse("without stands there twice, or is no text");
    };
    let fields = fields.unwrap_or_default();
    let fields = fields.split(',').map(str::trim).filter(|field| !field.is_empty());
    match graphql::parse_scopes(&shared.schema, fields) {
        Ok(fields) => {
            let note = format!("without {} fields", fields.len());
            shared.scopes.set(fields);
            Reply::new(StatusCode::NO_CONTENT).note(note)
        }
        Err(what) => refuse(what),
    }
}

fn refuse(what: impl Into<Cow<'static, str>>) -> Reply {
    let what = what.into();
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
            return Err(
                "scopes are missing for longer than one request: post without=Type.field,... to /sandbox/scopes",
            );
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
                "failure must be one of rate_limited, challenge, partial_data, server_error, slow, cut",
            );
        }
    };
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
        for wrong in [
            "",
            "failure=",
            "failure=other",
            "failure=cut&failure=cut",
            "failure=slow&seconds=601",
            "failure=rate_limited&retry_after=x",
            "failure=missing_scopes&fields=A.b",
            "failure=cut&times=0",
            "failure=cut&times=101",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn they_wait_in_order_and_not_without_end() {
        let failures = Failures::default();
        failures.push("/a", Failure::Challenge).unwrap();
        failures.push("/b", Failure::Cut).unwrap();
        failures.push("/a", Failure::ServerError).unwrap();
        assert_eq!(failures.take("/c"), None);
        assert_eq!(failures.take("/a"), Some(Failure::Challenge));
        assert_eq!(failures.take("/a"), Some(Failure::ServerError));
        assert_eq!(failures.take("/a"), None);
        assert!((1..CAPACITY).all(|_| failures.push("/a", Failure::Cut).is_ok()));
        assert!(failures.push("/a", Failure::Cut).is_err());
    }

    #[test]
    fn what_would_never_come_is_refused() {
        let failures = Failures::default();
        for path in ["graphql", "", "/graphql?x", "http://127.0.0.1/graphql", "/#"] {
            assert!(failures.push(path, Failure::Cut).is_err(), "{path}");
        }
        assert!(failures.push("/x", Failure::PartialData).is_err());
        assert!(failures.push("/x", Failure::Cut).is_ok());
    }
}
