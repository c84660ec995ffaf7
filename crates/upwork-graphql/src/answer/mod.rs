//! Answers, by kind.
//!
//! Upwork answers most of what goes wrong with HTTP status 200 and an `errors` list; what stands in
//! front of it answers in its own ways. [`Answer::read`] tells them apart:
//!
//! | what came | what it is |
//! |---|---|
//! | `data` without `errors` | [`Answer::Data`] |
//! | `data` beside `errors` | [`Answer::Partial`] |
//! | `data` beside `errors` that is not what was asked for | [`Failure::Partial`] |
//! | `errors` alone, or with `data: null`, whatever the status code | [`Failure::Errors`] |
//! | status 401 | [`Failure::Unauthenticated`] |
//! | status 429, with or without `Retry-After` | [`Failure::RateLimited`] |
//! | an HTML page with status 403, or the header `cf-mitigated: challenge` | [`Failure::Challenge`] |
//! | another status that is no 2xx | [`Failure::Http`] |
//! | anything else | [`Failure::Malformed`] |

mod errors;
mod failure;
mod scopes;

pub use errors::{GraphqlError, GraphqlErrors, Location, PathSegment};
pub use failure::{Failure, HttpAnswer, MalformedReason};
pub use oauth_wire::retry_after::RetryAfter;
pub use scopes::{FieldCoordinate, NotACoordinate, missing_scopes};

use crate::json::{Json, JsonError};
use oauth_wire::message::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What the server answered.
///
/// ```
/// use oauth_wire::message::Response;
/// use upwork_graphql::answer::{Answer, Failure};
/// use upwork_graphql::operation::Operation;
/// use upwork_graphql::operations::CurrentUser;
///
/// let refused = br#"{"data":null,"errors":[{"message":"The client or authentication token doesn't have
///     enough oauth2 permissions/scopes to access: [Money.currency, PageInfo.endCursor]."}]}"#
///     .map(|byte| if byte == b'\n' { b' ' } else { byte });
/// let response = Response::new(200, &[("content-type", b"application/json")], &refused);
/// match CurrentUser::answer(&response) {
///     Answer::Data { data, .. } => println!("all of it: {data:?}"),
///     Answer::Partial { data, errors, .. } => println!("some of it: {data:?}, but {errors}"),
///     Answer::Failure(Failure::Errors(errors)) => {
///         let missing = errors.missing_scopes();
///         assert_eq!(missing[0].to_string(), "Money.currency");
///         assert_eq!(missing[1].to_string(), "PageInfo.endCursor");
///     }
///     Answer::Failure(failure) => println!("{failure}"),
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// All of the data.
    Data {
        /// The data.
        data: T,
        /// The answer's `extensions`, whole.
        extensions: Option<Json>,
    },
    /// Some of the data: null stands where an error is.
    Partial {
        /// The data that came.
        data: T,
        /// The same as it came: the whole object under `data`.
        json: Json,
        /// What is missing in it, and why.
        errors: GraphqlErrors,
        /// The answer's `extensions`, whole.
        extensions: Option<Json>,
    },
    /// No data.
    Failure(Failure),
}

/// The kinds of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnswerKind {
    /// [`Answer::Data`]
    Data,
    /// [`Answer::Partial`] and [`Failure::Partial`]
    Partial,
    /// [`Failure::Errors`]
    Errors,
    /// [`Failure::Unauthenticated`]
    Unauthenticated,
    /// [`Failure::RateLimited`]
    RateLimited,
    /// [`Failure::Challenge`]
    Challenge,
    /// [`Failure::Http`]
    HttpError,
    /// [`Failure::Malformed`]
    Malformed,
}

impl AnswerKind {
    /// The kind as a word, for logs and counters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Partial => "partial",
            Self::Errors => "errors",
            Self::Unauthenticated => "unauthenticated",
            Self::RateLimited => "rate_limited",
            Self::Challenge => "challenge",
            Self::HttpError => "http_error",
            Self::Malformed => "malformed",
        }
    }
}

impl core::fmt::Display for AnswerKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<T> Answer<T> {
    /// All of the data, or why it is not there.
    ///
    /// # Errors
    /// The [`Failure`]; for [`Answer::Partial`] it is [`Failure::Partial`], which keeps the data as it
    /// came: a mutation that was answered in part may have been carried out, and the id of what it made
    /// stands there. Whoever wants the data decoded matches on [`Answer::Partial`] itself.
    pub fn into_result(self) -> Result<T, Failure> {
        match self {
            Self::Data { data, .. } => Ok(data),
            Self::Partial { json, errors, .. } => Err(Failure::Partial { data: json, errors }),
            Self::Failure(failure) => Err(failure),
        }
    }

    /// The data, all or some of it.
    #[must_use]
    pub fn data(&self) -> Option<&T> {
        match self {
            Self::Data { data, .. } | Self::Partial { data, .. } => Some(data),
            Self::Failure(_) => None,
        }
    }

    /// The GraphQL errors, beside data or alone.
    #[must_use]
    pub fn errors(&self) -> Option<&GraphqlErrors> {
        match self {
            Self::Partial { errors, .. } => Some(errors),
            Self::Failure(failure) => failure.errors(),
            Self::Data { .. } => None,
        }
    }

    /// The same answer with other data.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Data { data, extensions } => Answer::Data { data: f(data), extensions },
            Self::Partial { data, json, errors, extensions } => {
                Answer::Partial { data: f(data), json, errors, extensions }
            }
            Self::Failure(failure) => Answer::Failure(failure),
        }
    }

    /// Which kind of answer it is.
    #[must_use]
    pub const fn kind(&self) -> AnswerKind {
        match self {
            Self::Data { .. } => AnswerKind::Data,
            Self::Partial { .. } => AnswerKind::Partial,
            Self::Failure(failure) => failure.kind(),
        }
    }
}

impl<T: DeserializeOwned> Answer<T> {
    /// Reads the answer to any request; `T` is what stands under `data`. For a prepared operation see
    /// [`Operation::answer`](crate::operation::Operation::answer).
    ///
    /// Whatever the bytes are, they are one of the kinds. Data beside errors that is no `T` is kept as it
    /// came, in [`Failure::Partial`].
    #[must_use]
    pub fn read(response: &Response<'_>) -> Self {
        if let Some(failure) = Failure::of_status(response) {
            return Self::Failure(failure);
        }
        // Checked as a whole, which is faster than text by text.
        let Ok(body) = core::str::from_utf8(response.body()) else {
            return Self::Failure(Failure::without_errors(response, not_utf8(response.body())));
        };
        match serde_json::from_str(body) {
            Ok(envelope) if is_object(body) => Self::from_envelope(envelope, body, response),
            Ok(_) => Self::Failure(Failure::without_errors(response, MalformedReason::NotAnAnswer)),
            Err(error) => Self::from_unread(error, body, response),
        }
    }

    fn from_envelope(envelope: Envelope<T>, body: &str, response: &Response<'_>) -> Self {
        let Envelope { data, errors, extensions } = envelope;
        if errors.is_some_and(|errors| !errors.is_empty()) {
            // Read once more, which errors alone cost: for the data as it came.
            return match serde_json::from_str(body) {
                Ok(whole) => Self::with_errors(whole, data, response),
                Err(error) => Self::from_unread(error, body, response),
            };
        }
        match data {
            Some(data) if response.is_success() => Self::Data { data, extensions },
            _ => Self::Failure(Failure::without_errors(response, MalformedReason::NoData)),
        }
    }

    /// There are errors; `read` is the data, where it is a `T`.
    fn with_errors(whole: Whole, read: Option<T>, response: &Response<'_>) -> Self {
        let Whole { data, errors, extensions } = whole;
        let errors = GraphqlErrors::new(errors.unwrap_or_default(), &extensions, data.is_some(), response);
        match (data.filter(|data| data.as_str() != "null"), read) {
            (Some(json), Some(data)) => Self::Partial { data, json, errors, extensions },
            (Some(data), None) => Self::Failure(Failure::Partial { data, errors }),
            (None, _) => Self::Failure(Failure::Errors(errors)),
        }
    }

    /// The body is no JSON, or no GraphQL answer, or its data is no `T`: say which.
    fn from_unread(error: serde_json::Error, body: &str, response: &Response<'_>) -> Self {
        let reason = match serde_json::from_str::<Whole>(body) {
            // serde reads an array as a struct's members in order; GraphQL does not.
            Ok(_) if !is_object(body) => MalformedReason::NotAnAnswer,
            Ok(whole) if whole.errors.as_ref().is_some_and(|errors| !errors.is_empty()) => {
                return Self::with_errors(whole, None, response);
            }
            Ok(Whole { data: Some(data), .. }) => {
                MalformedReason::OtherData { error: JsonError::new(error), data }
            }
            Ok(_) => MalformedReason::NoData,
            Err(error) if error.is_data() => MalformedReason::NotAnAnswer,
            Err(error) => MalformedReason::NotJson(JsonError::new(error)),
        };
        Self::Failure(Failure::without_errors(response, reason))
    }
}

/// An answer's body ([§7.1](https://spec.graphql.org/October2021/#sec-Response-Format)).
#[derive(Deserialize)]
struct Envelope<T> {
    #[serde(default = "none")]
    data: Option<T>,
    #[serde(default)]
    errors: Option<alloc::vec::Vec<GraphqlError>>,
    #[serde(default)]
    extensions: Option<Json>,
}

/// The same with the data as it came: whether it is null or not there at all makes a difference.
#[derive(Deserialize)]
struct Whole {
    #[serde(default, deserialize_with = "some")]
    data: Option<Json>,
    #[serde(default)]
    errors: Option<alloc::vec::Vec<GraphqlError>>,
    #[serde(default)]
    extensions: Option<Json>,
}

fn some<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

fn is_object(body: &str) -> bool {
    body.trim_ascii_start().starts_with('{')
}

/// Where a body is no text; JSON is UTF-8 ([RFC 8259 §8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1)).
fn not_utf8(body: &[u8]) -> MalformedReason {
    match serde_json::from_slice::<Json>(body) {
        Ok(_) => MalformedReason::NotAnAnswer,
        Err(error) => MalformedReason::NotJson(JsonError::new(error)),
    }
}

fn none<T>() -> Option<T> {
    None
}

#[cfg(test)]
mod tests;
