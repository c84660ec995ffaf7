//! placeholder
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod authorization;
mod base_string;
mod body_hash;
mod credentials;
mod encode;
#[cfg(feature = "alloc")]
pub mod explain;
#[cfg(feature = "alloc")]
pub mod flow;
mod nonce;
mod parameters;
mod problem;
pub mod profile;
mod protocol;
mod reply;
mod request;
#[cfg(feature = "rsa")]
pub mod rsa;
mod sign;
mod signature;
pub mod verify;

pub use authorization::{Authorization, AuthorizationError, AuthorizationErrorKind, AuthorizationHeader};
pub use base_string::{BaseStringError, base_string_uri, normalized_parameters, signature_base_string};
pub use body_hash::{BodyHash, BodyHashAlgorithm, BodyHashText};
pub use credentials::{ClientCredentials, TokenCredentials};
pub use encode::Sink;
pub use nonce::NonceSource;
pub use parameters::Slot;
pub use problem::{Problem, ProblemKind};
pub use protocol::ProtocolParameters;
pub use reply::{TokenReply, TokenReplyError};
pub use request::{RequestError, SignableRequest};
pub use sign::{Placement, SignError, Signer};
#[cfg(feature = "alloc")]
pub use signature::sign_base_string;
pub use signature::{
    Detached, HmacSha1, HmacSha1Running, HmacSha256, HmacSha256Running, HmacSha512, HmacSha512Running,
    NoBaseString, Plaintext, SignatureMethod, SignatureWriter,
};
pub use verify::{
    Authenticated, KnownClient, KnownToken, NonceUse, PublicKey, ReceivedRequest, Verified, VerifyError,
};
