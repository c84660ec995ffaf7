//! Verifying requests: the server's side ([RFC 5849 §3.2](https://www.rfc-editor.org/rfc/rfc5849#section-3.2)).
//!
//! Each step gives the value that the next one needs, so none can be left out:
//!
//! 1. [`ReceivedRequest::parse`] reads the protocol parameters from wherever they stand and says who
//!    claims to sign. Nothing of it is true yet.
//! 2. The server looks up that client and that token, in its own time and way ([`KnownClient`],
//!    [`KnownToken`]), and calls [`ReceivedRequest::verify`]: method allowed to this client, token
//!    issued to this client, timestamp near, signature right (compared in constant time, with the
//!    same work for clients that are unknown).
//! 3. Only then is the nonce handed out ([`Verified::nonce`]). The server stores it in one step that
//!    also tells whether it was new, and [`Verified::accept`] gives the [`Authenticated`] request.
//!
//! ```
//! use oauth1_sign::*;
//! use oauth_wire::time::UnixTime;
//! use std::collections::HashSet;
//!
//! # let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 512]);
//! # let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
//! # let request = SignableRequest::new("GET", "https://photos.example.net/photos?size=original")?;
//! # let protocol = ProtocolParameters::new(UnixTime::from_secs(137131202), "chapoH");
//! # let authorization = Signer::hmac_sha1(&client, None).sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer)?;
//! // The URL as the client sees it: behind a TLS proxy, not what the server's socket says.
//! let request = SignableRequest::new("GET", "https://photos.example.net/photos?size=original")?;
//! let received = ReceivedRequest::parse(&request, Some(authorization))?;
//! assert!(received.client().is(b"dpf43f3p2l4k3l03")); // look it up
//!
//! let client = KnownClient::new("kd94hf93k423kf44", &["HMAC-SHA1"]);
//! let now = UnixTime::from_secs(137131205);
//! let verified = received.verify(Some(&client), None, now, 300, &mut [Slot::EMPTY; 16])?;
//!
//! let mut store = HashSet::new(); // an atomic insert in a store that all nodes share
//! let is_new = store.insert(verified.nonce().map(|nonce| nonce.key()));
//! let authenticated = verified.accept(is_new)?;
//! assert!(authenticated.client().is(b"dpf43f3p2l4k3l03"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::authorization::{Authorization, AuthorizationError, AuthorizationErrorKind};
use crate::request::SignableRequest;
use core::fmt;
use oauth_wire::form;
use oauth_wire::percent::Encoded;
use oauth_wire::scan::{matches, padded};
use oauth_wire::time::UnixTime;

mod accepted;
mod check;
mod error;
mod known;

pub use accepted::{Authenticated, NonceUse, Verified};
pub use error::VerifyError;
pub use known::{KnownClient, KnownToken, PublicKey};

/// A request that claims to be signed. Nothing of it is verified.
#[derive(Clone, Copy)]
pub struct ReceivedRequest<'a> {
    request: SignableRequest<'a>,
    header: Option<Authorization<'a>>,
    parameters: [Option<Encoded<'a>>; NAMES.len()],
    /// Which of them stood in the header, and which of those are plain: a bit for each.
    in_header: u16,
    plain: u16,
    /// Whether the header has more than those.
    others_in_header: bool,
    timestamp: Option<UnixTime>,
    body: Option<&'a [u8]>,
}

/// The protocol's own parameters. Each may stand in a request once, wherever it stands.
const NAMES: [&str; 10] = [
    "oauth_body_hash",
    "oauth_callback",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_verifier",
    "oauth_version",
];
const BODY_HASH: usize = 0;
const CALLBACK: usize = 1;
const CONSUMER_KEY: usize = 2;
const NONCE: usize = 3;
const SIGNATURE: usize = 4;
const SIGNATURE_METHOD: usize = 5;
const TIMESTAMP: usize = 6;
const TOKEN: usize = 7;
const VERIFIER: usize = 8;
const VERSION: usize = 9;

impl<'a> ReceivedRequest<'a> {
    /// Finds the protocol parameters of `request` in its `Authorization` header (where there is one
    /// of scheme `OAuth`), form body and query.
    ///
    /// `request`'s URL is the one the client used. Behind a proxy the server must know it from its
    /// own configuration; a `Forwarded` header that a client can set proves nothing.
    ///
    /// A client has to send its protocol parameters in one of these places (§3.5). That is not demanded here: each
    /// may stand in any of them, once. Clients written after Twitter's examples send `oauth_verifier` in the body
    /// and all others in the header; wherever they stand, the signature covers them.
    ///
    /// # Errors
    /// [`VerifyError`] of what is missing, malformed or doubled: answer with status 400.
    pub fn parse(request: &SignableRequest<'a>, authorization: Option<&'a str>) -> Result<Self, VerifyError> {
        let mut parameters = [None; NAMES.len()];
        let (mut in_header, mut plain, mut others_in_header) = (0, 0, false);
        let header = authorization.map(|value| {
            Authorization::parse_each(value, |parameter| {
                let Some(index) = index_of(parameter.name) else {
                    others_in_header = true;
                    return Ok(());
                };
                in_header |= 1 << index;
                plain |= u16::from(parameter.plain_value) << index;
                match parameters[index].replace(parameter.value) {
                    None => Ok(()),
                    Some(_) => Err(VerifyError::DuplicateParameter(NAMES[index])),
                }
            })
        });
        let header = match header.transpose() {
            Ok(header) => header,
            // Another scheme's, for somebody else: a proxy's password, say.
            Err(VerifyError::Authorization(AuthorizationError {
                kind: AuthorizationErrorKind::Scheme,
                ..
            })) => None,
            Err(error) => return Err(error),
        };
        let body = request.form_body.unwrap_or_default();
        let query = request.url.query().unwrap_or_default().as_bytes();
        for pair in [body, query].into_iter().filter(|raw| may_name_one(raw)).flat_map(form::pairs) {
            if let Some(index) = index_of(pair.name) {
                if parameters[index].replace(pair.value).is_some() {
                    return Err(VerifyError::DuplicateParameter(NAMES[index]));
                }
                if pair.value.check().is_err() {
                    return Err(VerifyError::Malformed("a percent escape"));
                }
            }
        }
        // Decoded already, they can't be read like the others; and one that nobody reads would be signed
        // beside the one that somebody does.
        for (name, _) in request.parameters {
            if let Some(index) = NAMES.iter().position(|known| known == name) {
                return Err(VerifyError::DecodedParameter(NAMES[index]));
            }
        }
        for required in [CONSUMER_KEY, SIGNATURE_METHOD, SIGNATURE] {
            if parameters[required].is_none() {
                return Err(VerifyError::MissingParameter(NAMES[required]));
            }
        }
        if parameters[VERSION].is_some_and(|version| !version.is(b"1.0")) {
            return Err(VerifyError::Version);
        }
        let timestamp = parameters[TIMESTAMP].map(decimal).transpose()?;
        let plaintext = parameters[SIGNATURE_METHOD].is_some_and(|method| method.is(b"PLAINTEXT"));
        for required in [TIMESTAMP, NONCE] {
            if parameters[required].is_none() && !plaintext {
                return Err(VerifyError::MissingParameter(NAMES[required]));
            }
        }
        Ok(Self {
            request: *request,
            header,
            parameters,
            in_header,
            plain,
            others_in_header,
            timestamp,
            body: None,
        })
    }

    /// With the body's bytes, which are then compared with `oauth_body_hash`. A request that carries
    /// that parameter is not accepted without them.
    #[must_use]
    pub fn with_body(self, body: &'a [u8]) -> Self {
        Self { body: Some(body), ..self }
    }

    /// The client that is said to sign: `oauth_consumer_key`.
    #[must_use]
    pub fn client(&self) -> Encoded<'a> {
        self.parameters[CONSUMER_KEY].unwrap_or(Encoded::percent(&[]))
    }

    /// Whether a parameter is there, and is `text` once decoded.
    fn has(&self, parameter: usize, text: &str) -> bool {
        self.parameters[parameter].is_some_and(|value| {
            if self.plain & 1 << parameter != 0 {
                value.raw() == text.as_bytes()
            } else {
                value.is(text.as_bytes())
            }
        })
    }

    /// The token, temporary or not: `oauth_token`; `None` also where it is empty, as some clients
    /// send it with the first request.
    #[must_use]
    pub fn token(&self) -> Option<Encoded<'a>> {
        self.parameters[TOKEN].filter(|token| !token.raw().is_empty())
    }

    /// The method that the client signed with.
    #[must_use]
    pub fn signature_method(&self) -> Encoded<'a> {
        self.parameters[SIGNATURE_METHOD].unwrap_or(Encoded::percent(&[]))
    }

    /// `oauth_callback`, in a request for temporary credentials.
    #[must_use]
    pub fn callback(&self) -> Option<Encoded<'a>> {
        self.parameters[CALLBACK]
    }

    /// `oauth_verifier`, in a request for token credentials.
    #[must_use]
    pub fn verifier(&self) -> Option<Encoded<'a>> {
        self.parameters[VERIFIER]
    }
}

impl fmt::Debug for ReceivedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedRequest").field("request", &self.request).finish_non_exhaustive()
    }
}

/// Whether the name of some pair may be one of [`NAMES`]: those start with an `o`, which only an escape stands for
/// otherwise. Most requests have none, and this takes less than half the time of going through the pairs.
fn may_name_one(raw: &[u8]) -> bool {
    // The first byte starts a name, and each behind an ampersand.
    let mut starts = 1;
    let mut look = |chunk: &[u8; 16]| {
        starts |= matches(chunk, [b'&']) << 1;
        let found = starts & matches(chunk, [b'o', b'%']) != 0;
        starts >>= 16;
        found
    };
    let (chunks, rest) = raw.as_chunks();
    chunks.iter().any(&mut look) || look(&padded(rest))
}

/// Which of [`NAMES`] it is. Compared decoded: what is no `oauth_` on the wire may be one behind an escape.
fn index_of(name: Encoded<'_>) -> Option<usize> {
    match name.raw() {
        b"oauth_body_hash" => Some(BODY_HASH),
        b"oauth_callback" => Some(CALLBACK),
        b"oauth_consumer_key" => Some(CONSUMER_KEY),
        b"oauth_nonce" => Some(NONCE),
        b"oauth_signature" => Some(SIGNATURE),
        b"oauth_signature_method" => Some(SIGNATURE_METHOD),
        b"oauth_timestamp" => Some(TIMESTAMP),
        b"oauth_token" => Some(TOKEN),
        b"oauth_verifier" => Some(VERIFIER),
        b"oauth_version" => Some(VERSION),
        _ if name.as_plain_bytes().is_some() => None,
        _ => NAMES.iter().position(|known| name.is(known.as_bytes())),
    }
}

/// A timestamp's digits as a number (§3.3: a positive integer).
fn decimal(text: Encoded<'_>) -> Result<UnixTime, VerifyError> {
    fn number(mut digits: impl Iterator<Item = u8>) -> Option<u64> {
        let digit = |byte: u8| (byte as char).to_digit(10).map(u64::from);
        let first = digit(digits.next()?)?;
        digits.try_fold(first, |number, byte| number.checked_mul(10)?.checked_add(digit(byte)?))
    }
    let number = match text.as_plain_bytes() {
        Some(plain) => number(plain.iter().copied()),
        None => number(text.bytes()),
    };
    number
        .filter(|number| *number > 0)
        .map(UnixTime::from_secs)
        .ok_or(VerifyError::Malformed("the timestamp"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn first_look_at_names(raw in "[ao=&%+\x00]{0,40}|([ao]{0,20}[=&]?){0,3}", long in 0..40_usize) {
            let raw = ["a".repeat(long), raw].concat();
            let mut names = form::pairs(raw.as_bytes()).map(|pair| pair.name.raw());
            let found = names.any(|name| matches!(name.first(), Some(b'o' | b'%')));
            prop_assert_eq!(may_name_one(raw.as_bytes()), found);
        }
    }
}
