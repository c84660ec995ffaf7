//! Why a request is not accepted.

use crate::authorization::AuthorizationError;
use core::fmt;
use oauth_wire::time::UnixTime;

/// Why a request is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The `Authorization` header is malformed.
    Authorization(AuthorizationError),
    /// A protocol parameter is missing.
    MissingParameter(&'static str),
    /// A protocol parameter stands there more than once, perhaps in two places.
    DuplicateParameter(&'static str),
    /// A protocol parameter stands among the decoded parameters, where it is not read: give the query and
    /// the form body as they came.
    DecodedParameter(&'static str),
    /// A protocol parameter is malformed.
    Malformed(&'static str),
    /// `oauth_version` is not `1.0`.
    Version,
    /// The signature method is none that can be verified here, for whichever client: no dummy key was
    /// given to [`verify_with_dummy_key`](super::ReceivedRequest::verify_with_dummy_key).
    UnsupportedMethod,
    /// The client did not register for this signature method, or has no key for it.
    MethodNotAllowed,
    /// `PLAINTEXT` came over a connection that is neither TLS nor loopback.
    PlaintextNeedsTls,
    /// The client is unknown.
    UnknownClient,
    /// The token is unknown (expired, revoked).
    UnknownToken,
    /// The token was issued to another client.
    TokenOfAnotherClient,
    /// The signature is wrong.
    WrongSignature,
    /// The timestamp is too far from the server's time.
    TimestampRefused {
        /// The request's.
        timestamp: UnixTime,
        /// The server's.
        now: UnixTime,
    },
    /// The nonce was used before.
    NonceUsed,
    /// `oauth_body_hash` came with a form body.
    BodyHashOnForm,
    /// `oauth_body_hash` came, and the body was not given to compare: see [`ReceivedRequest::with_body`](super::ReceivedRequest::with_body).
    BodyNotGiven,
    /// The body is not the one that `oauth_body_hash` covers.
    WrongBodyHash,
    /// The scratch slice is too small.
    ScratchTooSmall {
        /// The number of slots that is enough.
        required: usize,
    },
}

impl From<AuthorizationError> for VerifyError {
    fn from(error: AuthorizationError) -> Self {
        Self::Authorization(error)
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authorization(error) => error.fmt(f),
            Self::MissingParameter(name) => write!(f, "{name} is missing"),
            Self::DuplicateParameter(name) => {
                write!(f, "{name} stands there more than once; header, form body and query count together")
            }
            Self::DecodedParameter(name) => {
                write!(
                    f,
                    "{name} stands among the decoded parameters; give the query or the form body as it came"
                )
            }
            Self::Malformed(what) => write!(f, "{what} of a protocol parameter is malformed"),
            Self::Version => f.write_str("oauth_version must be 1.0"),
            Self::UnsupportedMethod => f.write_str("the signature method is not supported"),
            Self::MethodNotAllowed => f.write_str("the client is not registered for this signature method"),
            Self::PlaintextNeedsTls => f.write_str("PLAINTEXT is accepted over TLS only"),
            Self::UnknownClient => f.write_str("the client is unknown"),
            Self::UnknownToken => f.write_str("the token is unknown"),
            Self::TokenOfAnotherClient => f.write_str("the token was issued to another client"),
            Self::WrongSignature => f.write_str("the signature is wrong"),
            Self::TimestampRefused { timestamp, now } => {
                write!(f, "the timestamp {timestamp} is too far from the server's time {now}")
            }
            Self::NonceUsed => f.write_str("the nonce was used before: sign each request anew, retries too"),
            Self::BodyHashOnForm => f.write_str("oauth_body_hash must not come with a form body"),
            Self::BodyNotGiven => f.write_str("oauth_body_hash can't be checked without the body"),
            Self::WrongBodyHash => f.write_str("the body is not the one that oauth_body_hash covers"),
            Self::ScratchTooSmall { required } => {
                write!(f, "the scratch slice is too small: {required} slots are needed")
            }
        }
    }
}

impl core::error::Error for VerifyError {}
