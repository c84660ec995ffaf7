//! Answers without data.

use super::AnswerKind;
use super::RetryAfter;
use super::errors::GraphqlErrors;
use crate::json::{Json, JsonError};
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::message::Response;
use oauth_wire::text::Untrusted;
use oauth_wire::time::UnixTime;

/// How much of a body is kept.
const KEPT: usize = 64 << 10;

/// Why there is no data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// The server says what is wrong, and gave no data. Where it
    /// [began with the operation](GraphqlErrors::may_have_happened) a mutation may have been carried out.
    Errors(GraphqlErrors),
    /// The operation was answered in part: a mutation may have been carried out.
    Partial {
        /// The whole object under `data` as it came; null stands where an error is.
        data: Json,
        /// What is missing in it, and why.
        errors: GraphqlErrors,
    },
    /// The access token is missing, expired or revoked.
    Unauthenticated(HttpAnswer),
    /// There were too many requests.
    RateLimited {
        /// When to come back, where the server says so.
        retry_after: Option<RetryAfter>,
        /// The answer.
        answer: HttpAnswer,
    },
    /// A page for people stands in front of the API.
    Challenge(HttpAnswer),
    /// Another HTTP status that is no success.
    Http {
        /// When to come back, where the server says so.
        retry_after: Option<RetryAfter>,
        /// The answer.
        answer: HttpAnswer,
    },
    /// The status says success, the body is no answer that can be read.
    Malformed {
        /// What is wrong with it.
        reason: MalformedReason,
        /// The answer.
        answer: HttpAnswer,
    },
}

/// What is left of an answer that held no GraphQL.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpAnswer {
    /// The status code.
    pub status: u16,
    /// The body, at most 64 KiB of it, untouched. Show it through [`Untrusted`].
    pub body: Vec<u8>,
}

/// Why a body is no answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MalformedReason {
    /// It is not JSON.
    NotJson(JsonError),
    /// It is JSON, but no GraphQL answer.
    NotAnAnswer,
    /// It is an answer with neither data nor errors.
    NoData,
    /// The data does not have the type that was asked for. A prepared operation that no longer fits is
    /// a case for the schema drift report.
    OtherData {
        /// What was expected, and where.
        error: JsonError,
        /// What stands under `data`, as it came and whole.
        data: Json,
    },
}

impl Failure {
    /// Which kind of answer it is.
    #[must_use]
    pub const fn kind(&self) -> AnswerKind {
        match self {
            Self::Errors(_) => AnswerKind::Errors,
            Self::Partial { .. } => AnswerKind::Partial,
            Self::Unauthenticated(_) => AnswerKind::Unauthenticated,
            Self::RateLimited { .. } => AnswerKind::RateLimited,
            Self::Challenge(_) => AnswerKind::Challenge,
            Self::Http { .. } => AnswerKind::HttpError,
            Self::Malformed { .. } => AnswerKind::Malformed,
        }
    }

    /// When the server says to come back.
    #[must_use]
    pub const fn retry_after(&self) -> Option<RetryAfter> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Http { retry_after, .. } => *retry_after,
            Self::Errors(errors) | Self::Partial { errors, .. } => errors.retry_after(),
            Self::Unauthenticated(_) | Self::Challenge(_) | Self::Malformed { .. } => None,
        }
    }

    /// The GraphQL errors, beside data or alone.
    #[must_use]
    pub const fn errors(&self) -> Option<&GraphqlErrors> {
        match self {
            Self::Errors(errors) | Self::Partial { errors, .. } => Some(errors),
            _ => None,
        }
    }

    /// What the status code and the headers tell before anyone reads the body.
    pub(super) fn of_status(response: &Response<'_>) -> Option<Self> {
        let mitigated = response.header("cf-mitigated").is_some_and(|value| value == b"challenge");
        match response.status() {
            401 => Some(Self::Unauthenticated(HttpAnswer::new(response))),
            _ if mitigated => Some(Self::Challenge(HttpAnswer::new(response))),
            429 => Some(Self::RateLimited {
                retry_after: retry_after(response),
                answer: HttpAnswer::new(response),
            }),
            403 if is_html(response) => Some(Self::Challenge(HttpAnswer::new(response))),
            _ => None,
        }
    }

    /// What an answer without GraphQL errors and without data is.
    pub(super) fn without_errors(response: &Response<'_>, reason: MalformedReason) -> Self {
        let answer = HttpAnswer::new(response);
        if response.is_success() {
            Self::Malformed { reason, answer }
        } else {
            Self::Http { retry_after: retry_after(response), answer }
        }
    }
}

impl HttpAnswer {
    fn new(response: &Response<'_>) -> Self {
        let body = response.body();
        Self { status: response.status(), body: body[..body.len().min(KEPT)].into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errors(errors) => {
                if errors.may_have_happened() {
                    f.write_str("the operation ended in errors and gave nothing; a mutation may have happened, so look before you send it again")?;
                } else {
                    f.write_str("the server refused the operation")?;
                }
                write!(f, ": {errors}")?;
                if !errors.missing_scopes().is_empty() {
                    f.write_str("; add the scopes to the API key, or ask without these fields")?;
                }
                Ok(())
            }
            Self::Partial { errors, .. } => write!(
                f,
                "the operation was answered in part; a mutation may have happened, so look at the data before you send it again: {errors}"
            ),
            Self::Unauthenticated(answer) => {
                write!(f, "the access token is not (or no longer) good; refresh it: {answer}")
            }
            Self::RateLimited { retry_after, answer } => {
                f.write_str("too many requests; come back ")?;
                match retry_after {
                    Some(RetryAfter::Seconds(seconds)) => write!(f, "in {seconds} seconds")?,
                    Some(RetryAfter::At(time)) => write!(f, "at {time} (seconds since 1970)")?,
                    None => f.write_str("later (the server does not say when)")?,
                }
                write!(f, ": {answer}")
            }
            Self::Challenge(answer) => write!(
                f,
                "a page for people came instead of an answer (HTTP status {}); send a User-Agent of your own, and no other",
                answer.status
            ),
            Self::Http { answer, .. } => write!(f, "the server did not answer the operation: {answer}"),
            Self::Malformed { reason, answer } => {
                write!(f, "the answer can't be read (HTTP status {}): {reason}", answer.status)
            }
        }
    }
}

impl core::error::Error for Failure {}

impl fmt::Display for MalformedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "it is not JSON: {error}"),
            Self::NotAnAnswer => f.write_str("it is JSON, but no GraphQL answer"),
            Self::NoData => f.write_str("it has neither data nor errors"),
            Self::OtherData { error, .. } => write!(f, "its data is not what was asked for: {error}"),
        }
    }
}

impl fmt::Display for HttpAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP status {}", self.status)?;
        match self.body.as_slice() {
            [] => Ok(()),
            body => write!(f, ", {}", Untrusted::new(body).at_most(200)),
        }
    }
}

impl fmt::Debug for HttpAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpAnswer")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

pub(super) fn retry_after(response: &Response<'_>) -> Option<RetryAfter> {
    // Answers are read without a clock. Only a year of two digits needs one, to mean this century or
    // the last; from this day on it is read right until 2076.
    const NOT_BEFORE: UnixTime = UnixTime::from_secs(1_767_225_600); // 2026-01-01
    RetryAfter::parse(response.header("retry-after")?, NOT_BEFORE)
}

fn is_html(response: &Response<'_>) -> bool {
    let declared = response
        .header("content-type")
        .is_some_and(|value| value.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"text/html")));
    declared || response.body().trim_ascii_start().first() == Some(&b'<')
}
