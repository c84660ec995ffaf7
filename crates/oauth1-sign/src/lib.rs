//! OAuth 1.0 ([RFC 5849](https://www.rfc-editor.org/rfc/rfc5849)) for both sides: signing, verifying and
//! the three-legged flow.
//!
//! **The promise:** bytes in, bytes out. Nothing here opens a socket, reads a clock, draws random bytes
//! behind your back or spawns anything. Signing, verifying and parsing allocate nothing; the crate is
//! `no_std`, and needs an allocator only for the flow and for [`explain`] (feature `alloc`).
//!
//! # What a signature is
//!
//! An OAuth 1 client does not send its secrets. With each request it sends its name (the *client
//! identifier*, `oauth_consumer_key`), perhaps the name of a *token* that a user granted (`oauth_token`),
//! and a signature: a MAC over the request, keyed with the secrets that belong to those two names. The
//! server knows both secrets, computes the same MAC, and compares. So both sides must reduce the request
//! to the same bytes, and every "invalid signature" is a place where they did not.
//!
//! Those bytes are the *signature base string* (§3.4.1): three parts, each percent-encoded, joined by `&`.
//!
//! 1. The method in upper case.
//! 2. The URL without its query: scheme and host in lower case, the scheme's own port left out, the path
//!    byte for byte as it is sent.
//! 3. Every parameter: those of the query, those of a form body, and the protocol's own (below). Each name and
//!    value is decoded and encoded anew (only `A-Z a-z 0-9 - . _ ~` stay), then they are sorted by
//!    encoded name and, for equal names, by encoded value, and joined by `=` and `&`. The part is encoded
//!    once more as a whole, so a space in a value ends up as `%2520`.
//!
//! The key (§3.4.2) is the encoded client secret, a `&`, and the encoded token secret; without a token
//! the `&` stays. The MAC in base64 is the value of `oauth_signature`.
//!
//! | the protocol's own parameters (§3.1) | |
//! |---|---|
//! | `oauth_consumer_key` | the client identifier |
//! | `oauth_token` | the token identifier, where there is a token |
//! | `oauth_signature_method` | how it is signed: `HMAC-SHA1` mostly |
//! | `oauth_timestamp` | when, in seconds since 1970: yours to give, from a clock that is right; servers allow some minutes |
//! | `oauth_nonce` | a random text, another one for each request |
//! | `oauth_version` | `1.0`, or left out |
//! | `oauth_signature` | the signature: sent with the others, but not signed itself |
//!
//! While a user signs in, `oauth_callback` and `oauth_verifier` come on top ([`flow`]).
//!
//! Times, seeds and messages are types of `oauth-wire`, which is added beside this crate:
//! `cargo add oauth1-sign oauth-wire`. In a program the time comes from its clock, with `std`:
//!
//! ```
//! use oauth_wire::time::UnixTime;
//! use std::time::{SystemTime, UNIX_EPOCH};
//!
//! let now = UnixTime::from_secs(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
//! # assert!(now.as_secs() > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The whole of it, with the RFC's own time and nonce:
//!
//! ```
//! use oauth1_sign::*;
//! use oauth_wire::time::UnixTime;
//!
//! // RFC 5849 §1.2: the printing service asks for a photo.
//! let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
//! let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
//! let request = SignableRequest::new("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original")?;
//! let protocol = || ProtocolParameters::new(UnixTime::from_secs(137131202), "chapoH").without_version();
//! let signer = Signer::hmac_sha1(&client, Some(&token));
//!
//! let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 1024]); // no allocator: you lend the memory
//! assert_eq!(
//!     signer.base_string(&request, &protocol(), &mut scratch, &mut buffer)?,
//!     "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03\
//!      %26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202\
//!      %26oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal",
//! );
//! assert_eq!(
//!     signer.sign(&request, protocol(), Placement::Header, &mut scratch, &mut buffer)?,
//!     "OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"chapoH\", oauth_signature_method=\"HMAC-SHA1\", \
//!      oauth_timestamp=\"137131202\", oauth_token=\"nnch734d00sl2jdk\", \
//!      oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Send that as the `Authorization` header, and the URL byte for byte as you gave it. Sign each request
//! anew, a repeated one too: a server takes each *nonce* once ([`NonceSource`] makes them).
//!
//! # Where things are
//!
//! | to … | take |
//! |---|---|
//! | sign a request | [`SignableRequest`], [`ProtocolParameters`], [`Signer`], [`Placement`] |
//! | choose how | [`HmacSha1`], [`HmacSha256`], [`HmacSha512`], [`Plaintext`], RSA behind the feature `rsa` |
//! | sign with a key that is elsewhere | [`Signer::base_string`] or its [digest](Signer::base_string_digest) and [`Detached`], or a [`SignatureMethod`] of your own |
//! | cover a body that is no form | [`BodyHash`] |
//! | let a user sign in | [`flow`]: temporary credentials, approval, token credentials |
//! | let another machine go on while the user approves | `flow::seal`, behind the feature `seal` |
//! | read what a server answers | [`TokenReply`], [`Problem`] |
//! | verify requests, as a server | [`verify`] |
//! | find out why a signature is refused | [`explain`] |
//! | meet a certain server's demands | [`profile`]: Twitter/X, Upwork, NetSuite, Mastercard, LTI |
//!
//! | feature | what it brings |
//! |---|---|
//! | `alloc` (default) | [`flow`], [`explain`], [`sign_base_string`] |
//! | `zeroize` (default) | keys, their pads and `PLAINTEXT` signatures are overwritten when they are dropped; copies that the compiler makes when a value moves are out of its reach |
//! | `rsa` | RSA-SHA1, RSA-SHA256, RSA-SHA512; [not by default](https://rustsec.org/advisories/RUSTSEC-2023-0071.html), see the module |
//! | `seal` | a flow that waits for the user as encrypted bytes |
//! | `getrandom` | seeds from the operating system |
//! | `http` | `oauth-wire`'s conversions to and from the `http` crate's types |
//!
//! The community's words and the RFC's: *consumer key* and *secret* are the [`ClientCredentials`], the
//! *request token* is the temporary credentials', the *access token* the [`TokenCredentials`]'.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod authorization;
mod base_string;
mod body_hash;
mod credentials;
mod digest;
mod encode;
#[cfg(feature = "alloc")]
pub mod explain;
#[cfg(feature = "alloc")]
pub mod flow;
mod hmac;
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
pub use digest::DigestAlgorithm;
pub use encode::Sink;
pub use hmac::{HmacSha1, HmacSha1Running, HmacSha256, HmacSha256Running, HmacSha512, HmacSha512Running};
pub use nonce::NonceSource;
pub use parameters::Slot;
pub use problem::{Problem, ProblemKind};
pub use protocol::ProtocolParameters;
pub use reply::{TokenReply, TokenReplyError};
pub use request::{RequestError, SignableRequest};
pub use sign::{Placement, SignError, Signer};
#[cfg(feature = "alloc")]
pub use signature::sign_base_string;
pub use signature::{Detached, NoBaseString, Plaintext, SignatureMethod, SignatureWriter};
pub use verify::{
    Authenticated, KnownClient, KnownToken, NonceUse, PublicKey, ReceivedRequest, Verified, VerifyError,
};
