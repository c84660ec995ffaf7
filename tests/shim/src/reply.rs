//! What a request is answered with: the reply's fields, or why there are none.

use oauth_wire::flow::Rejected;
use oauth_wire::url::UrlError;
use oauth1_sign::rsa::RsaKeyError;
use oauth1_sign::{AuthorizationError, BaseStringError, RequestError, SignError};
use serde_json::{Map, Value};
use std::fmt::{Debug, Display};

/// The fields beside `ok`, or an error.
pub(crate) type Reply = Result<Map<String, Value>, Refusal>;

/// The fields of a reply, from a `json!` object.
pub(crate) fn fields(value: Value) -> Reply {
    match value {
        Value::Object(fields) => Ok(fields),
        other => Ok(Map::from_iter([("value".to_owned(), other)])),
    }
}

/// An error as it is told: a variant's name, and its `Display`.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) error: String,
    pub(crate) message: String,
}

impl Refusal {
    /// The line is no valid request.
    pub(crate) fn bad_request(message: impl Display) -> Self {
        Self { error: "BadRequest".into(), message: message.to_string() }
    }

    /// The contract names it, the crates do not offer it yet.
    pub(crate) fn not_implemented(what: &str) -> Self {
        Self { error: "NotImplemented".into(), message: format!("{what} is not implemented yet") }
    }

    /// A crate's error whose variant says it all.
    fn of<E: Debug + Display>(error: &E) -> Self {
        Self { error: variant(error), message: error.to_string() }
    }
}

/// The name of an enum's variant: its `Debug` up to the fields.
pub(crate) fn variant(value: &impl Debug) -> String {
    let shown = format!("{value:?}");
    let end = shown.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(shown.len());
    shown[..end].to_owned()
}

macro_rules! plain {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::of(&error)
            }
        })*
    };
}

plain!(BaseStringError, Rejected, RsaKeyError, UrlError, std::str::Utf8Error);

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Url(error) => error.into(),
            error => Self::of(&error),
        }
    }
}

impl From<AuthorizationError> for Refusal {
    fn from(error: AuthorizationError) -> Self {
        Self { error: variant(&error.kind), message: error.to_string() }
    }
}

impl<E: Debug + Display> From<SignError<E>> for Refusal {
    fn from(error: SignError<E>) -> Self {
        match error {
            SignError::Method(error) => Self::of(&error),
            error => Self::of(&error),
        }
    }
}

impl From<oauth1_sign::flow::ConfigError> for Refusal {
    fn from(error: oauth1_sign::flow::ConfigError) -> Self {
        let message = error.to_string();
        match error {
            oauth1_sign::flow::ConfigError::Url { error, .. } => Self { error: variant(&error), message },
            error => Self::of(&error),
        }
    }
}
