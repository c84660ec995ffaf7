//! What a request is answered with: the reply's fields, or why there are none.

use oauth_wire::flow::Rejected;
use oauth_wire::seal::{SealError, UnsealError};
use oauth_wire::url::UrlError;
use oauth1_sign::rsa::RsaKeyError;
use oauth1_sign::{AuthorizationError, BaseStringError, RequestError, SignError};
use oauth2_flow::challenge::ChallengeError;
use serde::Serialize;
use serde_json::Value;
use std::fmt::{Debug, Display};
use upwork_graphql::ids::IdError;

/// The fields beside `ok`, or an error.
pub(crate) type Reply = Result<Value, Refusal>;

/// An error as it is told: a variant's name, and its `Display`.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    pub(crate) error: String,
    pub(crate) message: String,
}

impl Refusal {
    /// The line is no valid request.
    pub(crate) fn bad_request(message: impl Display) -> Self {
        Self { error: "BadRequest".into(), message: message.to_string() }
    }

    /// A flow asked for what none of the contract's configurations lets it ask for: a defect of the flow's.
    pub(crate) fn unexpected_action(what: &str) -> Self {
        Self {
            error: "UnexpectedAction".into(),
            message: format!("the flow's action can't happen here: {what}"),
        }
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

plain!(
    BaseStringError,
    ChallengeError,
    IdError,
    Rejected,
    RsaKeyError,
    SealError,
    UnsealError,
    UrlError,
    std::str::Utf8Error
);

/// Of a reply: a crate handed on what is no JSON.
impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self { error: "Json".into(), message: error.to_string() }
    }
}

/// An error that may be another one's: the name is the inner one's, the message the outer one's.
macro_rules! nested {
    ($($error:ty { $($outer:pat => $inner:expr),* $(,)? })*) => {
        $(impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                let name = match &error {
                    $($outer => variant($inner),)*
                    other => variant(other),
                };
                Self { error: name, message: error.to_string() }
            }
        })*
    };
}

nested! {
    RequestError { RequestError::Url(error) => error }
    oauth1_sign::flow::ConfigError { oauth1_sign::flow::ConfigError::Url { error, .. } => error }
    oauth2_flow::config::ConfigError { oauth2_flow::config::ConfigError::InvalidUrl { error, .. } => error }
    upwork_graphql::api::RequestError {
        upwork_graphql::api::RequestError::Endpoint(error) => error,
        upwork_graphql::api::RequestError::Document(error) => &error.kind,
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
