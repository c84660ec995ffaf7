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
/// ```compile_fail,E0599
/// # use oauth1_sign::ProtocolParameters;
/// # use oauth_wire::time::UnixTime;
/// let once = ProtocolParameters::new(UnixTime::from_secs(0), "n");
/// let twice = once.clone(); // no
/// ```
///
/// ```
/// # use oauth1_sign::ProtocolParameters;
/// # use oauth_wire::time::UnixTime;
/// let once = ProtocolParameters::new(UnixTime::from_secs(0), "n");
/// let moved = once; // yes
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
    #[inline]
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

    /// Everything that is sent but the extra parameters and the signature.
    #[inline]
    pub(crate) fn fields<'p>(
        &'p self,
        client: Text<'p>,
        token: Option<Text<'p>>,
        method: Text<'p>,
    ) -> Fields<'p> {
        Fields {
            body_hash: self.body_hash.map(Text::new),
            callback: self.callback.map(Text::new),
            client: Some(client),
            nonce: self.nonce.map(Text::new),
            method: Some(method),
            timestamp: self.timestamp.as_ref().map(Decimal::text),
            token,
            verifier: self.verifier.map(Text::new),
            version: self.version.then_some(Text::Unreserved(b"1.0")),
        }
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
        // Two at a time: each division waits for the one before.
        while number >= 100 {
            let pair = number % 100;
            start -= 2;
            (digits[start], digits[start + 1]) = (b'0' + (pair / 10) as u8, b'0' + (pair % 10) as u8);
            number /= 100;
        }
        loop {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return Self { digits, start: start as u8 };
            }
        }
    }

    fn text(&self) -> Text<'_> {
        Text::Unreserved(&self.digits[self.start as usize..])
    }
}

/// The protocol parameters of one request, but for the signature; [`each_field!`] goes through them in the order of their names.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fields<'a> {
    pub(crate) body_hash: Option<Text<'a>>,
    pub(crate) callback: Option<Text<'a>>,
    pub(crate) client: Option<Text<'a>>,
    pub(crate) nonce: Option<Text<'a>>,
    pub(crate) method: Option<Text<'a>>,
    pub(crate) timestamp: Option<Text<'a>>,
    pub(crate) token: Option<Text<'a>>,
    pub(crate) verifier: Option<Text<'a>>,
    pub(crate) version: Option<Text<'a>>,
}

/// Calls the macro `$each` with the name (a literal, so that it can be copied in a few moves) and the
/// value of every field that is there, sorted by name.
macro_rules! each_field {
    ($fields:expr, $each:ident) => {
        let fields = $fields;
        if let Some(value) = fields.body_hash {
            $each!("oauth_body_hash", value);
        }
        if let Some(value) = fields.callback {
            $each!("oauth_callback", value);
        }
        if let Some(value) = fields.client {
            $each!("oauth_consumer_key", value);
        }
        if let Some(value) = fields.nonce {
            $each!("oauth_nonce", value);
        }
        if let Some(value) = fields.method {
            $each!("oauth_signature_method", value);
        }
        if let Some(value) = fields.timestamp {
            $each!("oauth_timestamp", value);
        }
        if let Some(value) = fields.token {
            $each!("oauth_token", value);
        }
        if let Some(value) = fields.verifier {
            $each!("oauth_verifier", value);
        }
        if let Some(value) = fields.version {
            $each!("oauth_version", value);
        }
    };
}
pub(crate) use each_field;

impl Fields<'_> {
    /// Whether one of them is called `name`.
    pub(crate) fn contain(&self, name: Text<'_>) -> bool {
        let mut found = false;
        macro_rules! compare {
            ($name:literal, $value:expr) => {
                let _ = $value;
                found |= name.is($name.as_bytes());
            };
        }
        each_field!(self, compare);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn digits_of_numbers_of_every_length() {
        let edges = (0..20)
            .flat_map(|digits| [10_u64.pow(digits) - 1, 10_u64.pow(digits), 7 * 10_u64.pow(digits / 2)]);
        for number in edges.chain([u64::MAX, 12_345_678_901_234_567_890]) {
            assert_eq!(Decimal::new(number).text().raw(), number.to_string().as_bytes());
        }
    }
}
