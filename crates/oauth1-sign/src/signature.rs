//! Signature methods ([RFC 5849 §3.4](https://www.rfc-editor.org/rfc/rfc5849#section-3.4)).
//!
//! A method is a prepared key: [`HmacSha1`] and its kin hash the two secrets into the MAC's inner
//! and outer states once, own them, and sign any number of requests from there.
//! [`Plaintext`] sends the secrets themselves. [`Detached`] carries a signature that was made
//! elsewhere. [`SignatureMethod`] is open: implement it for a key of your own kind.

use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::encode::{Emitter, Sink, Text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::convert::Infallible;
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use oauth_wire::secret::wipe;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

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
///     fn finish(&self, running: Running, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error> {
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

    /// The value of `oauth_signature_method`.
    fn name(&self) -> &str;

    /// The most bytes that the signature's text takes, not percent-encoded.
    fn max_signature_len(&self) -> usize;

    /// Starts a signature.
    fn start(&self) -> Self::Running;

    /// Ends it: writes the value of `oauth_signature`, not percent-encoded.
    ///
    /// # Errors
    /// When the key can't sign.
    fn finish(&self, running: Self::Running, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error>;
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

    fn finish(&self, running: Self::Running, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error> {
        (**self).finish(running, out)
    }
}

/// Takes the value of `oauth_signature` from a [`SignatureMethod`].
pub struct SignatureWriter<'w> {
    sink: &'w mut dyn Sink,
}

impl<'w> SignatureWriter<'w> {
    pub(crate) fn new(sink: &'w mut dyn Sink) -> Self {
        Self { sink }
    }

    /// Appends `text` as it is.
    pub fn text(&mut self, text: &str) {
        self.sink.update(text.as_bytes());
    }

    /// Appends raw signature bytes in base64 (RFC 2045 §6.8, padded).
    pub fn base64(&mut self, bytes: &[u8]) {
        let mut text = [0; 128];
        for piece in bytes.chunks(96) {
            let len = STANDARD.encode_slice(piece, &mut text).unwrap_or_default();
            self.sink.update(&text[..len]);
        }
    }
}

impl fmt::Debug for SignatureWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureWriter")
    }
}

macro_rules! hmac_method {
    ($(#[$doc:meta])* $name:ident, $running:ident, $digest:ty, $method:literal, $block:literal, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Hmac<$digest>);

        impl $name {
            /// Prepares the key: the two secrets, encoded and joined by `&` (§3.4.2).
            #[must_use]
            pub fn new(client: &ClientCredentials<'_>, token: Option<&TokenCredentials<'_>>) -> Self {
                let mut key = HmacKey::<$digest, $block>::new();
                write_key(client, token, &mut key);
                Self(key.prepare())
            }
        }

        impl SignatureMethod for $name {
            type Running = $running;
            type Error = Infallible;

            fn name(&self) -> &str {
                $method
            }

            fn max_signature_len(&self) -> usize {
                usize::div_ceil($len, 3) * 4
            }

            #[inline]
            fn start(&self) -> $running {
                $running(self.0.clone())
            }

            #[inline]
            fn finish(&self, running: $running, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
                // Not wiped: a MAC is as public as the request that carries it.
                out.base64(&running.0.finalize().into_bytes());
                Ok(())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), oauth_wire::redact::MASK)
            }
        }

        #[doc = concat!("A running [`", stringify!($name), "`] signature.")]
        pub struct $running(Hmac<$digest>);

        impl Sink for $running {
            #[inline]
            fn update(&mut self, piece: &[u8]) {
                Mac::update(&mut self.0, piece);
            }
        }

        impl fmt::Debug for $running {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($running))
            }
        }
    };
}

hmac_method!(
    /// `HMAC-SHA1` ([§3.4.2](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.2)), what most servers speak.
    HmacSha1, HmacSha1Running, Sha1, "HMAC-SHA1", 64, 20
);
hmac_method!(
    /// `HMAC-SHA256`: not in the RFC, formed like `HMAC-SHA1`; NetSuite and Magento 2 demand it.
    HmacSha256, HmacSha256Running, Sha256, "HMAC-SHA256", 64, 32
);
hmac_method!(
    /// `HMAC-SHA512`: not in the RFC, formed like `HMAC-SHA1`.
    HmacSha512, HmacSha512Running, Sha512, "HMAC-SHA512", 128, 64
);

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
        NoBaseString(())
    }

    fn finish(&self, _: NoBaseString, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
        write_key(&self.client, self.token.as_ref(), out.sink);
        Ok(())
    }
}

impl fmt::Debug for Plaintext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plaintext({})", oauth_wire::redact::MASK)
    }
}

/// A signature that was made elsewhere: the second half of signing with a key in an HSM, a KMS or
/// behind an `async` call. The first half is [`Signer::base_string`](crate::Signer::base_string).
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
        NoBaseString(())
    }

    fn finish(&self, _: NoBaseString, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
        out.base64(self.signature);
        Ok(())
    }
}

impl fmt::Debug for Detached<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Detached({})", self.name)
    }
}

/// What methods run that sign no base string.
#[derive(Debug)]
pub struct NoBaseString(());

impl Sink for NoBaseString {
    fn update(&mut self, _: &[u8]) {}
}

/// Writes `encoded(client secret) & encoded(token secret)` (§3.4.2, §3.4.4); the `&` stands there
/// even when a secret is empty.
fn write_key(client: &ClientCredentials<'_>, token: Option<&TokenCredentials<'_>>, sink: &mut dyn Sink) {
    let mut emitter = Emitter::new(sink);
    emitter.encoded::<1>(Text::Plain(client.secret.as_bytes()));
    emitter.raw(b"&");
    emitter.encoded::<1>(Text::Plain(token.map_or("", |token| token.secret).as_bytes()));
    emitter.finish_secret();
}

/// Collects an HMAC key of any length without an allocator: the key itself up to a block, its hash
/// beyond (RFC 2104 §2).
struct HmacKey<D: Digest, const BLOCK: usize> {
    block: [u8; BLOCK],
    len: usize,
    hash: D,
}

impl<D: Digest + hmac::EagerHash, const BLOCK: usize> HmacKey<D, BLOCK> {
    fn new() -> Self {
        Self { block: [0; BLOCK], len: 0, hash: <D as Digest>::new() }
    }

    fn prepare(mut self) -> Hmac<D> {
        let mut hashed = self.hash.finalize();
        let key = self.block.get(..self.len).unwrap_or(&hashed);
        let prepared = Hmac::new_from_slice(key).expect("HMAC takes a key of any length");
        wipe(&mut self.block);
        wipe(&mut hashed);
        prepared
    }
}

impl<D: Digest, const BLOCK: usize> Sink for HmacKey<D, BLOCK> {
    fn update(&mut self, piece: &[u8]) {
        Digest::update(&mut self.hash, piece);
        let end = self.len + piece.len();
        if let Some(place) = self.block.get_mut(self.len..end) {
            place.copy_from_slice(piece);
        }
        self.len = end;
    }
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
    key.finish(running, &mut SignatureWriter::new(&mut signature))?;
    Ok(alloc::string::String::from_utf8(signature.0).unwrap_or_default())
}
