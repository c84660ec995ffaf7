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
use crate::base_string::base_string;
use crate::body_hash::{BodyHash, BodyHashAlgorithm};
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::encode::{Sink, Text};
use crate::hmac::{HmacSha1, HmacSha256, HmacSha512};
use crate::parameters::{Slot, SortError, Sorted, Sources};
use crate::protocol::{Fields, Value};
use crate::request::SignableRequest;
use crate::signature::{Plaintext, SignatureMethod, SignatureWriter};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::convert::Infallible;
use core::fmt;
use core::hint::black_box;
use oauth_wire::form;
use oauth_wire::percent::Encoded;
use oauth_wire::secret::constant_time_eq;
use oauth_wire::time::UnixTime;
use sha2::{Digest, Sha256};

mod error;
mod known;

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
        for pair in form::pairs(body).chain(form::pairs(query)) {
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

    /// Verifies the signature and everything around it.
    ///
    /// `client` and `token` are what the server knows under [`client`](Self::client) and
    /// [`token`](Self::token); `None` where it knows nothing. Call this in that case too: it takes as
    /// long as for a wrong signature, so that an answer's time tells no one which clients exist.
    /// `max_age` is how many seconds the timestamp may lie before or after `now`.
    /// `scratch` needs a [`Slot`] for each parameter of the request.
    ///
    /// For clients without a [`PublicKey`] the feature `rsa` has a key of 2048 bits that does the work in
    /// its place; it is made anew for each request, for known clients too, so that none is told apart.
    /// Without that feature, methods that sign with a private key are unsupported here for all clients.
    /// Where your clients' keys are others, or to prepare such a key once, call
    /// [`verify_with_dummy_key`](Self::verify_with_dummy_key).
    ///
    /// # Errors
    /// [`VerifyError`]: answer with status 401, and 400 for an unsupported method (§3.2).
    pub fn verify(
        &self,
        client: Option<&KnownClient<'_>>,
        token: Option<&KnownToken<'_>>,
        now: UnixTime,
        max_age: u64,
        scratch: &mut [Slot],
    ) -> Result<Verified<'a>, VerifyError> {
        self.verify_or_pretend(None, client, token, now, max_age, scratch)
    }

    /// Like [`verify`](Self::verify), for servers whose clients sign with private keys of any kind:
    /// `dummy` does the work in place of a client that is unknown or has no public key, and nothing that
    /// it verifies is accepted.
    ///
    /// Give a key of the kind and length that your clients have, prepared once. What is still told apart
    /// is a client whose key takes another time than this one.
    ///
    /// ```
    /// # use oauth_wire::time::UnixTime;
    /// use oauth1_sign::*;
    ///
    /// # struct Text(Vec<u8>);
    /// # impl Sink for Text {
    /// #     fn update(&mut self, piece: &[u8]) { self.0.extend_from_slice(piece) }
    /// # }
    /// # fn ed25519_verify(_: &[u8; 32], _: &[u8], _: &[u8]) -> bool { false }
    /// struct Ed25519([u8; 32]);
    /// impl PublicKey for Ed25519 {
    ///     fn verify(&self, method: &str, base_string: &dyn Fn(&mut dyn Sink), signature: &[u8]) -> bool {
    ///         let mut text = Text(Vec::new());
    ///         base_string(&mut text);
    ///         method == "Ed25519" && ed25519_verify(&self.0, &text.0, signature) // of a library
    ///     }
    /// }
    ///
    /// # let header = "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"Ed25519\", \
    /// #     oauth_signature=\"AAAA\", oauth_timestamp=\"137131202\", oauth_nonce=\"n\"";
    /// let dummy = Ed25519([9; 32]); // once; nobody signs with its private half
    /// let request = SignableRequest::new("GET", "https://h/")?;
    /// let received = ReceivedRequest::parse(&request, Some(header))?;
    /// let now = UnixTime::from_secs(137131205);
    /// let refused = received.verify_with_dummy_key(&dummy, None, None, now, 300, &mut [Slot::EMPTY; 16]);
    /// assert_eq!(refused.unwrap_err(), VerifyError::UnknownClient);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify_with_dummy_key(
        &self,
        dummy: &dyn PublicKey,
        client: Option<&KnownClient<'_>>,
        token: Option<&KnownToken<'_>>,
        now: UnixTime,
        max_age: u64,
        scratch: &mut [Slot],
    ) -> Result<Verified<'a>, VerifyError> {
        self.verify_or_pretend(Some(dummy), client, token, now, max_age, scratch)
    }

    fn verify_or_pretend(
        &self,
        dummy: Option<&dyn PublicKey>,
        client: Option<&KnownClient<'_>>,
        token: Option<&KnownToken<'_>>,
        now: UnixTime,
        max_age: u64,
        scratch: &mut [Slot],
    ) -> Result<Verified<'a>, VerifyError> {
        let credentials =
            ClientCredentials::new("", client.and_then(|client| client.secret).unwrap_or(DUMMY_SECRET));
        let token_credentials = match (self.token(), token) {
            (None, _) => None,
            (Some(_), known) => {
                Some(TokenCredentials::new("", known.map_or(DUMMY_SECRET, |known| known.secret)))
            }
        };
        let (client_secret, token_secret) = (&credentials, token_credentials.as_ref());
        let method = self.signature_method();
        let mut with_secret = true;
        let right = if method.is(b"HMAC-SHA1") {
            self.is_signed_by(&HmacSha1::new(client_secret, token_secret), scratch)?
        } else if method.is(b"HMAC-SHA256") {
            self.is_signed_by(&HmacSha256::new(client_secret, token_secret), scratch)?
        } else if method.is(b"HMAC-SHA512") {
            self.is_signed_by(&HmacSha512::new(client_secret, token_secret), scratch)?
        } else if method.is(b"PLAINTEXT") {
            self.is_signed_by(&Plaintext::new(client_secret, token_secret), scratch)?
        } else {
            with_secret = false;
            #[cfg(feature = "rsa")]
            let made = if dummy.is_none() { crate::rsa::dummy_key() } else { None };
            #[cfg(feature = "rsa")]
            let dummy = dummy.or(made.as_ref().map(|key| key as &dyn PublicKey));
            // Demanded of every client: whoever forgets it learns of that from the first one.
            let dummy = dummy.ok_or(VerifyError::UnsupportedMethod)?;
            let key = client.and_then(|client| client.public_key).unwrap_or(dummy);
            black_box(self.is_signed_by_public_key(key, scratch)?)
        };
        // Only now, the work being done, does it matter what the client has.
        match client {
            Some(client) if with_secret && client.secret.is_none() => {
                return Err(VerifyError::MethodNotAllowed);
            }
            Some(client) if !with_secret && client.public_key.is_none() => {
                return Err(VerifyError::UnsupportedMethod);
            }
            _ => {}
        }
        self.judge(right, client, token, now, max_age)
    }

    /// Like [`verify`](Self::verify) with a key that is kept prepared for this client and token: it
    /// saves four runs of the hash's compression function. A client that is unknown goes to `verify`,
    /// which takes longer by those four: where that tells too much, verify all with it.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify_prepared<M: SignatureMethod<Error = Infallible>>(
        &self,
        key: &M,
        client: &KnownClient<'_>,
        token: Option<&KnownToken<'_>>,
        now: UnixTime,
        max_age: u64,
        scratch: &mut [Slot],
    ) -> Result<Verified<'a>, VerifyError> {
        if !self.signature_method().is(key.name().as_bytes()) {
            return Err(VerifyError::MethodNotAllowed);
        }
        let right = self.is_signed_by(key, scratch)?;
        self.judge(right, Some(client), token, now, max_age)
    }

    /// Says what the signature's being right, and the rest of the request, amount to.
    fn judge(
        &self,
        right: bool,
        client: Option<&KnownClient<'_>>,
        token: Option<&KnownToken<'_>>,
        now: UnixTime,
        max_age: u64,
    ) -> Result<Verified<'a>, VerifyError> {
        let client = client.ok_or(VerifyError::UnknownClient)?;
        let method = self.signature_method();
        if !client.signature_methods.iter().any(|allowed| method.is(allowed.as_bytes())) {
            return Err(VerifyError::MethodNotAllowed);
        }
        if method.is(b"PLAINTEXT") && !self.request.url.is_confidential() {
            return Err(VerifyError::PlaintextNeedsTls);
        }
        if self.token().is_some() {
            let token = token.ok_or(VerifyError::UnknownToken)?;
            if !self.client().is(token.client.as_bytes()) {
                return Err(VerifyError::TokenOfAnotherClient);
            }
        }
        if !right {
            return Err(VerifyError::WrongSignature);
        }
        if let Some(timestamp) = self.timestamp
            && timestamp.since(now).max(now.since(timestamp)) > max_age
        {
            return Err(VerifyError::TimestampRefused { timestamp, now });
        }
        self.check_body()?;
        Ok(Verified { request: *self })
    }

    /// Whether the signature is the one that `key` gives.
    fn is_signed_by<M: SignatureMethod<Error = Infallible>>(
        &self,
        key: &M,
        scratch: &mut [Slot],
    ) -> Result<bool, VerifyError> {
        let mut running = key.start();
        if M::SIGNS_BASE_STRING {
            let sorted = self.sorted(scratch)?;
            base_string(&self.request, &sorted, self.fields().as_ref(), &mut running);
        }
        let signature = self.parameters[SIGNATURE].unwrap_or(Encoded::percent(&[]));
        let mut comparison = Comparison { received: signature.bytes(), differs: 0 };
        let Ok(()) = key.finish(running, &mut SignatureWriter::new(&mut comparison));
        Ok(comparison.finish())
    }

    /// Whether the signature is one that `key` verifies.
    fn is_signed_by_public_key(
        &self,
        key: &dyn PublicKey,
        scratch: &mut [Slot],
    ) -> Result<bool, VerifyError> {
        // What is longer, or no text, is no method that anybody registered for.
        let mut method = [0; 64];
        let method = self.signature_method().decode_slice(&mut method).ok();
        let method = method.and_then(|method| core::str::from_utf8(method).ok());
        let method = method.ok_or(VerifyError::UnsupportedMethod)?;
        // Room for 8192 bits; what is longer, or no base64, is no signature.
        let (mut text, mut signature) = ([0; 1368], [0; 1026]);
        let text = self.parameters[SIGNATURE].and_then(|value| value.decode_slice(&mut text).ok());
        let len = text.and_then(|text| STANDARD.decode_slice(text, &mut signature).ok());
        let sorted = self.sorted(scratch)?;
        let base_string = |mut sink: &mut dyn Sink| {
            base_string(&self.request, &sorted, self.fields().as_ref(), &mut sink);
        };
        Ok(len.is_some_and(|len| key.verify(method, &base_string, &signature[..len])))
    }

    /// The protocol's parameters as the header has them, where they are all that it has: they need no sorting.
    fn fields(&self) -> Option<Fields<'a>> {
        let field = |index: usize| {
            let value = self.parameters[index].filter(|_| self.in_header & 1 << index != 0)?;
            Some(Value { text: Text::Wire(value), plain: self.plain & 1 << index != 0 })
        };
        (!self.others_in_header).then(|| Fields {
            body_hash: field(BODY_HASH),
            callback: field(CALLBACK),
            client: field(CONSUMER_KEY),
            nonce: field(NONCE),
            method: field(SIGNATURE_METHOD),
            timestamp: field(TIMESTAMP),
            token: field(TOKEN),
            verifier: field(VERIFIER),
            version: field(VERSION),
        })
    }

    fn sorted<'s>(&self, scratch: &'s mut [Slot]) -> Result<Sorted<'a, 's>, VerifyError> {
        Sources::received(&self.request, self.header.filter(|_| self.others_in_header)).sort(scratch).map_err(
            |error| match error {
                SortError::ScratchTooSmall { required } => VerifyError::ScratchTooSmall { required },
                SortError::TooLong => VerifyError::Malformed("the length"),
            },
        )
    }

    fn check_body(&self) -> Result<(), VerifyError> {
        let Some(claimed) = self.parameters[BODY_HASH] else { return Ok(()) };
        if self.request.form_body.is_some() {
            return Err(VerifyError::BodyHashOnForm);
        }
        let body = self.body.ok_or(VerifyError::BodyNotGiven)?;
        let algorithm =
            if claimed.decoded_len() == 44 { BodyHashAlgorithm::Sha256 } else { BodyHashAlgorithm::Sha1 };
        if claimed.is(BodyHash::of(algorithm, body).as_str().as_bytes()) {
            Ok(())
        } else {
            Err(VerifyError::WrongBodyHash)
        }
    }
}

impl fmt::Debug for ReceivedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedRequest").field("request", &self.request).finish_non_exhaustive()
    }
}

/// A request whose signature is right, and which may still be a replay.
#[must_use = "a request is accepted only when its nonce is new: call accept"]
pub struct Verified<'a> {
    request: ReceivedRequest<'a>,
}

impl<'a> Verified<'a> {
    /// The nonce to remember; `None` for `PLAINTEXT` without timestamp or nonce, which is not
    /// protected against replay (§3.1).
    #[must_use]
    pub fn nonce(&self) -> Option<NonceUse<'a>> {
        Some(NonceUse {
            client: self.request.client(),
            token: self.request.token(),
            timestamp: self.request.timestamp?,
            nonce: self.request.parameters[NONCE]?,
        })
    }

    /// Accepts the request if its nonce `is_new`: not stored yet before it was stored just now, in
    /// one step. Where there is no nonce, it does not matter what is said.
    ///
    /// # Errors
    /// [`VerifyError::NonceUsed`]: a replay.
    pub fn accept(self, is_new: bool) -> Result<Authenticated<'a>, VerifyError> {
        if is_new || self.nonce().is_none() {
            Ok(Authenticated { request: self.request })
        } else {
            Err(VerifyError::NonceUsed)
        }
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verified").field(&self.request).finish()
    }
}

/// What makes a nonce unique: a server remembers it for `max_age` seconds around its timestamp.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NonceUse<'a> {
    /// The client.
    pub client: Encoded<'a>,
    /// The token, where there was one.
    pub token: Option<Encoded<'a>>,
    /// The timestamp.
    pub timestamp: UnixTime,
    /// The nonce. `%61bc` and `abc` are the same one: decode before you compare.
    pub nonce: Encoded<'a>,
}

impl NonceUse<'_> {
    /// The four as one key of a fixed length: a SHA-256 hash over their decoded bytes, each with its
    /// length. Equal for the same nonce however it was encoded.
    #[must_use]
    pub fn key(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |text: Encoded<'_>| {
            hash.update((text.decoded_len() as u64).to_be_bytes());
            text.bytes().for_each(|byte| hash.update([byte]));
        };
        part(self.client);
        part(self.nonce);
        part(self.token.unwrap_or(Encoded::percent(&[])));
        hash.update(self.timestamp.as_secs().to_be_bytes());
        hash.finalize().into()
    }
}

/// A request that is signed by who it says, fresh, and no replay.
pub struct Authenticated<'a> {
    request: ReceivedRequest<'a>,
}

impl<'a> Authenticated<'a> {
    /// The client that signed.
    #[must_use]
    pub fn client(&self) -> Encoded<'a> {
        self.request.client()
    }

    /// The token it signed with.
    #[must_use]
    pub fn token(&self) -> Option<Encoded<'a>> {
        self.request.token()
    }

    /// When it says it was signed; `None` where `PLAINTEXT` came without.
    #[must_use]
    pub fn timestamp(&self) -> Option<UnixTime> {
        self.request.timestamp
    }

    /// The nonce it was signed with; `None` where `PLAINTEXT` came without.
    #[must_use]
    pub fn nonce(&self) -> Option<Encoded<'a>> {
        self.request.parameters[NONCE]
    }

    /// `oauth_callback`, in a request for temporary credentials.
    #[must_use]
    pub fn callback(&self) -> Option<Encoded<'a>> {
        self.request.callback()
    }

    /// `oauth_verifier`, in a request for token credentials. Comparing it with the one that was
    /// handed out is the server's part.
    #[must_use]
    pub fn verifier(&self) -> Option<Encoded<'a>> {
        self.request.verifier()
    }
}

impl fmt::Debug for Authenticated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authenticated").field(&self.request).finish()
    }
}

/// Stands in for secrets that are not known, so that the same work is done.
const DUMMY_SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Compares the signature that is due with the one received, in a time that depends on neither's
/// bytes.
struct Comparison<'a> {
    received: oauth_wire::percent::DecodedBytes<'a>,
    differs: u8,
}

impl Comparison<'_> {
    fn finish(mut self) -> bool {
        let all_used = self.received.next().is_none();
        constant_time_eq(&[self.differs], &[0]) && all_used
    }
}

impl Sink for Comparison<'_> {
    fn update(&mut self, due: &[u8]) {
        for byte in due {
            self.differs |= match self.received.next() {
                Some(received) => received ^ byte,
                None => 0xff,
            };
        }
    }
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
    let malformed = VerifyError::Malformed("the timestamp");
    let mut number = None;
    for byte in text.bytes() {
        let digit = (byte as char).to_digit(10).ok_or(malformed)?;
        let next =
            number.unwrap_or(0_u64).checked_mul(10).and_then(|number| number.checked_add(digit.into()));
        number = Some(next.ok_or(malformed)?);
    }
    number.map(UnixTime::from_secs).ok_or(malformed)
}
