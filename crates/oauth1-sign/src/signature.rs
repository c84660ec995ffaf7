//! Signature methods ([RFC 5849 §3.4](https://www.rfc-editor.org/rfc/rfc5849#section-3.4)).
//!
//! A method is a prepared key: [`HmacSha1`](crate::HmacSha1) and its kin hash the two secrets into the MAC's inner
//! and outer states once, own them, and sign any number of requests from there.
//! [`Plaintext`] sends the secrets themselves. [`Detached`] carries a signature that was made
//! elsewhere. [`SignatureMethod`] is open: implement it for a key of your own kind.

use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::encode::{Buffer, Cursor, Emitter, Sink, Text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::convert::Infallible;
use core::fmt;

/// A way to sign a base string, with its key.
///
/// ```
/// use oauth1_sign::{SignatureMethod, SignatureWriter, Sink};
///
/// /// A key in a security module that signs a SHA-256 hash and may be out of reach.
/// struct Module;
/// struct Running(Vec<u8>);
/// impl Sink for Running {
///     fn update(&mut self, piece: &[u8]) { self.0.extend_from_slice(piece) }
/// }
/// impl SignatureMethod for Module {
///     type Running = Running;
///     type Error = std::io::Error;
///     fn name(&self) -> &str { "RSA-SHA256" }
///     fn max_signature_len(&self) -> usize { 344 }
///     fn start(&self) -> Running { Running(Vec::new()) }
///     fn finish(&self, running: &mut Running, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error> {
///         # fn module_sign(_: &[u8]) -> std::io::Result<[u8; 256]> { Ok([0; 256]) }
///         out.base64(&module_sign(&running.0)?);
///         Ok(())
///     }
/// }
/// ```
pub trait SignatureMethod {
    /// What takes in the base string.
    type Running: Sink;
    /// Why signing can fail; [`Infallible`] where it can't.
    type Error;
    /// Whether the signature depends on the base string. Where it does not, none is built.
    const SIGNS_BASE_STRING: bool = true;

    /// The value of `oauth_signature_method`, the same each time.
    fn name(&self) -> &str;

    /// The most bytes that the signature's text takes, not percent-encoded. A longer one may be refused when signing.
    fn max_signature_len(&self) -> usize;

    /// Starts a signature.
    fn start(&self) -> Self::Running;

    /// Ends it: writes the value of `oauth_signature`, not percent-encoded. To be called once:
    /// what `running` holds afterwards is of no use, and a second signature from it would be another.
    ///
    /// # Errors
    /// When the key can't sign.
    fn finish(&self, running: &mut Self::Running, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error>;
}

impl<M: SignatureMethod> SignatureMethod for &M {
    type Running = M::Running;
    type Error = M::Error;
    const SIGNS_BASE_STRING: bool = M::SIGNS_BASE_STRING;

    fn name(&self) -> &str {
        (**self).name()
    }

    fn max_signature_len(&self) -> usize {
        (**self).max_signature_len()
    }

    fn start(&self) -> Self::Running {
        (**self).start()
    }

    fn finish(&self, running: &mut Self::Running, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error> {
        (**self).finish(running, out)
    }
}

/// Takes the value of `oauth_signature` from a [`SignatureMethod`].
pub struct SignatureWriter<'w>(Target<'w>);

enum Target<'w> {
    Value(&'w mut dyn Sink),
    /// Percent-encoded, to where the request is written.
    Request(Cursor<'w>),
}

impl<'w> SignatureWriter<'w> {
    pub(crate) fn new(sink: &'w mut dyn Sink) -> Self {
        Self(Target::Value(sink))
    }

    pub(crate) fn percent_encoding(cursor: Cursor<'w>) -> Self {
        Self(Target::Request(cursor))
    }

    /// The cursor of [`percent_encoding`](Self::percent_encoding).
    pub(crate) fn into_cursor(self) -> Option<Cursor<'w>> {
        match self.0 {
            Target::Value(_) => None,
            Target::Request(cursor) => Some(cursor),
        }
    }

    /// Appends `text` as it is.
    pub fn text(&mut self, text: &str) {
        self.update(text.as_bytes());
    }

    /// Appends raw signature bytes in base64 (RFC 2045 §6.8, padded).
    #[inline(always)]
    pub fn base64(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Target::Value(sink) => {
                let mut text = [0; 128];
                for piece in bytes.chunks(96) {
                    let len = STANDARD.encode_slice(piece, &mut text).unwrap_or_default();
                    sink.update(&text[..len]);
                }
            }
            Target::Request(cursor) => cursor.base64(bytes),
        }
    }

    /// The same for a digest of at most 64 bytes that is still in big-endian words.
    #[inline(always)]
    pub(crate) fn base64_words(&mut self, words: &[u32]) {
        if let Target::Request(cursor) = &mut self.0 {
            return cursor.base64_words(words);
        }
        let mut bytes = [0; 64];
        for (place, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
            *place = word.to_be_bytes();
        }
        self.base64(&bytes[..4 * words.len()]);
    }
}

impl Sink for SignatureWriter<'_> {
    fn update(&mut self, piece: &[u8]) {
        match &mut self.0 {
            Target::Value(sink) => sink.update(piece),
            Target::Request(cursor) => cursor.encoded_once(piece),
        }
    }
}

impl fmt::Debug for SignatureWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureWriter")
    }
}

/// `PLAINTEXT` ([§3.4.4](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.4)): the two secrets
/// themselves. It protects nothing by itself, so signing refuses every URL that is neither `https`
/// nor on loopback.
#[derive(Clone, Copy)]
pub struct Plaintext<'a> {
    client: ClientCredentials<'a>,
    token: Option<TokenCredentials<'a>>,
}

impl<'a> Plaintext<'a> {
    /// Sends these secrets.
    #[must_use]
    pub fn new(client: &ClientCredentials<'a>, token: Option<&TokenCredentials<'a>>) -> Self {
        Self { client: *client, token: token.copied() }
    }
}

impl SignatureMethod for Plaintext<'_> {
    type Running = NoBaseString;
    type Error = Infallible;
    const SIGNS_BASE_STRING: bool = false;

    fn name(&self) -> &str {
        "PLAINTEXT"
    }

    fn max_signature_len(&self) -> usize {
        3 * self.client.secret.len() + 1 + 3 * self.token.map_or(0, |token| token.secret.len())
    }

    fn start(&self) -> NoBaseString {
        NoBaseString
    }

    fn finish(&self, _: &mut NoBaseString, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
        write_key(&self.client, self.token.as_ref(), out);
        Ok(())
    }
}

impl fmt::Debug for Plaintext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plaintext({})", oauth_wire::redact::MASK)
    }
}

/// A signature that was made elsewhere: the second half of signing with a key in an HSM, a KMS or
/// behind an `async` call. The first half is [`Signer::base_string`](crate::Signer::base_string), or
/// [`Signer::base_string_digest`](crate::Signer::base_string_digest) for a key that takes a digest.
#[derive(Clone, Copy)]
pub struct Detached<'a> {
    name: &'a str,
    signature: &'a [u8],
}

impl<'a> Detached<'a> {
    /// The raw signature bytes that the method `name` gave for the base string. To get the base
    /// string first, leave `signature` empty.
    #[must_use]
    pub const fn new(name: &'a str, signature: &'a [u8]) -> Self {
        Self { name, signature }
    }
}

impl SignatureMethod for Detached<'_> {
    type Running = NoBaseString;
    type Error = Infallible;
    const SIGNS_BASE_STRING: bool = false;

    fn name(&self) -> &str {
        self.name
    }

    fn max_signature_len(&self) -> usize {
        self.signature.len().div_ceil(3) * 4
    }

    fn start(&self) -> NoBaseString {
        NoBaseString
    }

    fn finish(&self, _: &mut NoBaseString, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
        out.base64(self.signature);
        Ok(())
    }
}

impl fmt::Debug for Detached<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Detached({})", self.name)
    }
}

/// What methods run that sign no base string: the [`Running`](SignatureMethod::Running) of those whose
/// [`SIGNS_BASE_STRING`](SignatureMethod::SIGNS_BASE_STRING) is false.
///
/// ```
/// use oauth1_sign::{NoBaseString, SignatureMethod, SignatureWriter};
/// use std::convert::Infallible;
///
/// /// A gateway puts the signature in.
/// struct ByGateway;
/// impl SignatureMethod for ByGateway {
///     type Running = NoBaseString;
///     type Error = Infallible;
///     const SIGNS_BASE_STRING: bool = false;
///     fn name(&self) -> &str { "X-GATEWAY" }
///     fn max_signature_len(&self) -> usize { 1 }
///     fn start(&self) -> NoBaseString { NoBaseString }
///     fn finish(&self, _: &mut NoBaseString, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
///         out.text("-");
///         Ok(())
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBaseString;

impl Sink for NoBaseString {
    fn update(&mut self, _: &[u8]) {}
}

/// Writes `encoded(client secret) & encoded(token secret)` (§3.4.2, §3.4.4); the `&` stands there
/// even when a secret is empty.
pub(crate) fn write_key(
    client: &ClientCredentials<'_>,
    token: Option<&TokenCredentials<'_>>,
    sink: &mut dyn Sink,
) {
    let mut buffer = Buffer::new();
    let mut emitter = Emitter::new(&mut buffer, sink);
    emitter.text::<1>(Text::Decoded(client.secret.as_bytes()));
    emitter.raw(b"&");
    emitter.text::<1>(Text::Decoded(token.map_or("", |token| token.secret).as_bytes()));
    emitter.finish();
    buffer.wipe();
}

/// Signs a finished base string and returns the value of `oauth_signature`: for comparing with what
/// others computed.
///
/// ```
/// use oauth1_sign::*;
/// let key = HmacSha1::new(&ClientCredentials::new("", "kd94hf93k423kf44"), Some(&TokenCredentials::new("", "pfkkdhi9sl3r4s00")));
/// assert_eq!(sign_base_string(&key, "").unwrap().len(), 28);
/// ```
///
/// # Errors
/// When the key can't sign.
#[cfg(feature = "alloc")]
pub fn sign_base_string<M: SignatureMethod>(
    key: &M,
    base_string: &str,
) -> Result<alloc::string::String, M::Error> {
    struct Collect(alloc::vec::Vec<u8>);
    impl Sink for Collect {
        fn update(&mut self, piece: &[u8]) {
            self.0.extend_from_slice(piece);
        }
    }
    let mut running = key.start();
    running.update(base_string.as_bytes());
    let mut signature = Collect(alloc::vec::Vec::with_capacity(key.max_signature_len()));
    key.finish(&mut running, &mut SignatureWriter::new(&mut signature))?;
    Ok(alloc::string::String::from_utf8(signature.0).unwrap_or_default())
}
