//! Protocol parameters ([RFC 5849 §3.1](https://www.rfc-editor.org/rfc/rfc5849#section-3.1)).

use crate::encode::Text;
use core::fmt;
use oauth_wire::time::UnixTime;

/// What one signed request says beside its credentials.
///
/// It can be neither copied nor used twice: one signature is one consumed nonce, and a request that
/// is sent again is signed again, with another.
///
/// ```
/// use oauth1_sign::ProtocolParameters;
/// use oauth_wire::time::UnixTime;
///
/// let protocol = ProtocolParameters::new(UnixTime::from_secs(137131200), "wIjqoS")
///     .with_callback("http://printer.example.com/ready")
///     .with_realm("Photos")
///     .without_version();
/// ```
///
/// ```compile_fail
/// # use oauth1_sign::ProtocolParameters;
/// # use oauth_wire::time::UnixTime;
/// let once = ProtocolParameters::new(UnixTime::from_secs(0), "n");
/// let twice = once.clone(); // no
/// ```
pub struct ProtocolParameters<'a> {
    pub(crate) timestamp: Option<Decimal>,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) version: bool,
    pub(crate) callback: Option<&'a str>,
    pub(crate) verifier: Option<&'a str>,
    pub(crate) body_hash: Option<&'a str>,
    pub(crate) realm: Option<&'a str>,
    pub(crate) extra: &'a [(&'a str, &'a str)],
}

impl<'a> ProtocolParameters<'a> {
    /// With the time of signing and a nonce that was never used with it (§3.3);
    /// [`NonceSource`](crate::NonceSource) makes such nonces.
    #[must_use]
    pub fn new(timestamp: UnixTime, nonce: &'a str) -> Self {
        Self {
            timestamp: Some(Decimal::new(timestamp.as_secs())),
            nonce: Some(nonce),
            ..Self::plaintext_only()
        }
    }

    /// Without timestamp and nonce, which only `PLAINTEXT` allows (§3.1); every other method
    /// refuses to sign this. Many servers demand both from `PLAINTEXT` too.
    #[must_use]
    pub fn plaintext_only() -> Self {
        Self {
            timestamp: None,
            nonce: None,
            version: true,
            callback: None,
            verifier: None,
            body_hash: None,
            realm: None,
            extra: &[],
        }
    }

    /// Without `oauth_version=1.0`, which is sent otherwise and optional (§3.1).
    #[must_use]
    pub fn without_version(self) -> Self {
        Self { version: false, ..self }
    }

    /// With `oauth_callback` (§2.1): the URL to send the user back to, or `oob`.
    #[must_use]
    pub fn with_callback(self, callback: &'a str) -> Self {
        Self { callback: Some(callback), ..self }
    }

    /// With `oauth_verifier` (§2.3).
    #[must_use]
    pub fn with_verifier(self, verifier: &'a str) -> Self {
        Self { verifier: Some(verifier), ..self }
    }

    /// With `oauth_body_hash`: see [`BodyHash`](crate::BodyHash).
    #[must_use]
    pub fn with_body_hash(self, hash: &'a str) -> Self {
        Self { body_hash: Some(hash), ..self }
    }

    /// With a realm, which stands in the header only and is not signed (§3.5.1). It is sent as it
    /// is: a quote or a backslash in it is an error when signing.
    #[must_use]
    pub fn with_realm(self, realm: &'a str) -> Self {
        Self { realm: Some(realm), ..self }
    }

    /// With further parameters (decoded) that travel with the protocol's own:
    /// `oauth_session_handle`, `x_auth_username`.
    #[must_use]
    pub fn with_extra(self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        Self { extra: pairs, ..self }
    }

    /// The parameters with their values, sorted by name, extra ones and signature not among them.
    #[inline]
    pub(crate) fn sorted<'p>(
        &'p self,
        client: &'p str,
        token: Option<&'p str>,
        method: &'p str,
    ) -> [(&'static str, Option<&'p str>); 9] {
        [
            ("oauth_body_hash", self.body_hash),
            ("oauth_callback", self.callback),
            ("oauth_consumer_key", Some(client)),
            ("oauth_nonce", self.nonce),
            ("oauth_signature_method", Some(method)),
            ("oauth_timestamp", self.timestamp.as_ref().map(Decimal::as_str)),
            ("oauth_token", token),
            ("oauth_verifier", self.verifier),
            ("oauth_version", self.version.then_some("1.0")),
        ]
    }
}

impl fmt::Debug for ProtocolParameters<'_> {
    // The verifier is as good as a secret while it lasts, and extra parameters hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtocolParameters").field("version", &self.version).finish_non_exhaustive()
    }
}

/// A number's decimal digits.
#[derive(Clone, Copy)]
pub(crate) struct Decimal {
    digits: [u8; 20],
    start: u8,
}

impl Decimal {
    pub(crate) fn new(mut number: u64) -> Self {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        loop {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return Self { digits, start: start as u8 };
            }
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.digits[self.start as usize..]).unwrap_or_default()
    }
}

/// The pairs that are there, as texts.
pub(crate) fn texts<'p>(
    sorted: &'p [(&'static str, Option<&'p str>)],
) -> impl Iterator<Item = (Text<'p>, Text<'p>)> {
    sorted.iter().filter_map(|(name, value)| {
        Some((Text::Plain(name.as_bytes()), Text::Plain(value.as_ref()?.as_bytes())))
    })
}
