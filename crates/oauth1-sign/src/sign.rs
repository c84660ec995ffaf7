//! Signing a request and writing it out as it is to be sent
//! ([RFC 5849 §3.4, §3.5](https://www.rfc-editor.org/rfc/rfc5849#section-3.5)).

use crate::base_string::{BaseStringError, base_string};
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::digest::DigestAlgorithm;
use crate::encode::{Cursor, Text};
use crate::hmac::HmacSha1;
use crate::parameters::{Slot, Sorted, Sources, Unsorted};
use crate::protocol::{Fields, ProtocolParameters, each_field};
use crate::request::SignableRequest;
use crate::signature::{SignatureMethod, SignatureWriter};
use core::fmt;
use oauth_wire::buf::{BufferTooSmall, Writer};
use oauth_wire::percent::is_plain;

/// Where the protocol parameters travel ([§3.5](https://www.rfc-editor.org/rfc/rfc5849#section-3.5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placement {
    /// In the `Authorization` header (§3.5.1): what the RFC prefers and most servers expect.
    Header,
    /// In the form body (§3.5.2).
    FormBody,
    /// In the URL's query (§3.5.3), where logs and histories keep it.
    Query,
}

/// Credentials with a prepared key, ready to sign.
///
/// It borrows; making one is a look at three short texts. What is worth keeping is the key ([`HmacSha1`] and its
/// kin): it owns its state and can be shared.
///
/// ```
/// use oauth1_sign::*;
/// use oauth_wire::time::UnixTime;
///
/// let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
/// let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
/// let key = HmacSha1::new(&client, Some(&token)); // once
///
/// let request = SignableRequest::new("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original")?;
/// let protocol = ProtocolParameters::new(UnixTime::from_secs(137131202), "chapoH").with_realm("Photos").without_version();
/// let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 512]);
/// let header = Signer::new(client.identifier, Some(token.token), &key)
///     .sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer)?;
/// assert_eq!(header, "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"chapoH\", \
///     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_token=\"nnch734d00sl2jdk\", \
///     oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Signer<'a, M> {
    client: Text<'a>,
    token: Option<Text<'a>>,
    method: M,
    /// Whether the method's name is unreserved, as those of all known ones are.
    plain_method: bool,
}

impl<'a> Signer<'a, HmacSha1> {
    /// Signs with `HMAC-SHA1` under these credentials. The key is prepared here: keep the signer, or
    /// use [`new`](Self::new) with a kept [`HmacSha1`], where many requests are signed.
    #[must_use]
    pub fn hmac_sha1(client: &ClientCredentials<'a>, token: Option<&TokenCredentials<'a>>) -> Self {
        Self::new(client.identifier, token.map(|token| token.token), HmacSha1::new(client, token))
    }
}

impl<'a, M: SignatureMethod> Signer<'a, M> {
    /// Signs with `method` (or a reference to one), which must be keyed with the secrets of this
    /// client and this token.
    #[must_use]
    pub fn new(client: &'a str, token: Option<&'a str>, method: M) -> Self {
        let plain_method = is_plain(method.name().as_bytes());
        Self { client: Text::new(client), token: token.map(Text::new), method, plain_method }
    }

    /// Everything that is sent but the extra parameters and the signature.
    #[inline(always)]
    fn fields<'p>(&'p self, protocol: &'p ProtocolParameters<'_>) -> Fields<'p> {
        let method = self.method.name().as_bytes();
        let method = if self.plain_method { Text::Unreserved(method) } else { Text::Decoded(method) };
        protocol.fields(self.client, self.token, method)
    }

    /// Signs `request` and writes what is to be sent to `out`: the value of the `Authorization`
    /// header, the whole form body, or the whole URL, by `placement`. Send it byte for byte.
    ///
    /// `scratch` needs a [`Slot`] for each parameter of the request and each extra one. `out` needs
    /// [`max_encoded_len`](Self::max_encoded_len) bytes.
    ///
    /// # Errors
    /// [`SignError`]. `out` is untouched unless the method itself failed.
    pub fn sign<'b>(
        &self,
        request: &SignableRequest<'_>,
        protocol: ProtocolParameters<'_>,
        placement: Placement,
        scratch: &mut [Slot],
        out: &'b mut [u8],
    ) -> Result<&'b str, SignError<M::Error>> {
        let fields = self.fields(&protocol);
        let sources = Sources::new(request, protocol.extra);
        let mut unsorted = Unsorted::new(&sources);
        let sorted = self.check(request, &protocol, &fields, Some(placement), &mut unsorted, scratch)?;
        // A bound that needs no look at the text does for nearly all; the exact one for the rest.
        if out.len() < self.longest(request, &protocol, &fields, placement, |value| 3 * value.raw().len()) {
            let required = self.longest(request, &protocol, &fields, placement, |value| value.encoded_len());
            if out.len() < required {
                return Err(SignError::BufferTooSmall { required });
            }
        }
        let mut running = self.method.start();
        if M::SIGNS_BASE_STRING {
            base_string(request, sorted, Some(&fields), &mut running);
        }
        let mut cursor = Cursor::new(&mut *out);
        match placement {
            Placement::Header => emit_header(&protocol, &fields, &mut cursor),
            Placement::FormBody => {
                let body = request.form_body.unwrap_or_default();
                cursor.raw(body);
                emit_form(&protocol, &fields, body.is_empty(), &mut cursor);
            }
            Placement::Query => {
                cursor.raw(request.url.without_fragment().as_bytes());
                if request.url.query().is_none() {
                    cursor.literal("?");
                }
                emit_form(&protocol, &fields, request.url.query().is_none_or(str::is_empty), &mut cursor);
            }
        }
        let mut writer = SignatureWriter::percent_encoding(cursor);
        self.method.finish(&mut running, &mut writer).map_err(SignError::Method)?;
        let Some(mut cursor) = writer.into_cursor() else { return Ok("") };
        if placement == Placement::Header {
            cursor.literal("\"");
        }
        let len = cursor.len();
        match out.get(..len) {
            Some(written) => Ok(core::str::from_utf8(written).unwrap_or_default()),
            // A method whose signature is longer than it said.
            None => Err(SignError::BufferTooSmall { required: len }),
        }
    }

    /// Signs `request` and writes the value of `oauth_signature` alone, not percent-encoded. For
    /// comparing with what others computed; to send a request, use [`sign`](Self::sign).
    ///
    /// # Errors
    /// [`SignError`].
    pub fn signature<'b>(
        &self,
        request: &SignableRequest<'_>,
        protocol: &ProtocolParameters<'_>,
        scratch: &mut [Slot],
        out: &'b mut [u8],
    ) -> Result<&'b str, SignError<M::Error>> {
        let fields = self.fields(protocol);
        let sources = Sources::new(request, protocol.extra);
        let mut unsorted = Unsorted::new(&sources);
        let sorted = self.check(request, protocol, &fields, None, &mut unsorted, scratch)?;
        let mut running = self.method.start();
        if M::SIGNS_BASE_STRING {
            base_string(request, sorted, Some(&fields), &mut running);
        }
        let mut writer = Writer::new(out);
        self.method
            .finish(&mut running, &mut SignatureWriter::new(&mut writer))
            .map_err(SignError::Method)?;
        match writer.finish() {
            Ok(len) => Ok(core::str::from_utf8(&out[..len]).unwrap_or_default()),
            Err(BufferTooSmall { required }) => Err(SignError::BufferTooSmall { required }),
        }
    }

    /// Writes the base string that [`sign`](Self::sign) signs: the first half of signing with a key
    /// that is elsewhere, and the thing to compare with a server's. Sign it there, then call `sign`
    /// with [`Detached`](crate::Detached) and the same parameters.
    ///
    /// ```
    /// use oauth1_sign::*;
    /// use oauth_wire::time::UnixTime;
    ///
    /// # fn key_server(base_string: &str) -> Vec<u8> { vec![0; 256] }
    /// let request = SignableRequest::new("GET", "https://api.example.com/")?;
    /// let protocol = ProtocolParameters::new(UnixTime::from_secs(1), "n");
    /// let (mut scratch, mut buffer) = ([Slot::EMPTY; 8], [0; 2048]);
    ///
    /// let unsigned = Signer::new("client", None, Detached::new("RSA-SHA256", &[]));
    /// let signature = key_server(unsigned.base_string(&request, &protocol, &mut scratch, &mut buffer)?);
    ///
    /// let header = Signer::new("client", None, Detached::new("RSA-SHA256", &signature))
    ///     .sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SignError`].
    pub fn base_string<'b>(
        &self,
        request: &SignableRequest<'_>,
        protocol: &ProtocolParameters<'_>,
        scratch: &mut [Slot],
        out: &'b mut [u8],
    ) -> Result<&'b str, SignError<M::Error>> {
        let fields = self.fields(protocol);
        let sources = Sources::new(request, protocol.extra);
        let mut unsorted = Unsorted::new(&sources);
        let sorted = self.check(request, protocol, &fields, None, &mut unsorted, scratch)?;
        let mut writer = Writer::new(out);
        base_string(request, sorted, Some(&fields), &mut writer);
        match writer.finish() {
            Ok(len) => Ok(core::str::from_utf8(&out[..len]).unwrap_or_default()),
            Err(BufferTooSmall { required }) => Err(SignError::BufferTooSmall { required }),
        }
    }

    /// Writes the digest of the base string that [`sign`](Self::sign) signs, for a key that is elsewhere
    /// and takes a digest, as those of most HSMs and KMSs do. The base string streams into the hash. Sign
    /// the digest there, then call `sign` with [`Detached`](crate::Detached) and the same parameters.
    ///
    /// Take the hash of the method that [`Detached`](crate::Detached) names. `RSA-SHA256` is
    /// RSASSA-PKCS1-v1_5: the digest is not what RSA is computed on, so look whether the key adds the
    /// `DigestInfo` and the padding itself (RFC 8017 §9.2), as this one does:
    ///
    /// ```
    /// # #[cfg(feature = "rsa")] {
    /// use oauth1_sign::*;
    /// use oauth_wire::time::UnixTime;
    /// use ::rsa::{Pkcs1v15Sign, pkcs8::DecodePrivateKey};
    ///
    /// # const PEM: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/pem/1024.pkcs8.pem"));
    /// let module = ::rsa::RsaPrivateKey::from_pkcs8_pem(PEM)?; // in its place: your security module
    /// let request = SignableRequest::new("GET", "https://api.example.com/")?;
    /// let protocol = ProtocolParameters::new(UnixTime::from_secs(1), "n");
    /// let (mut scratch, mut buffer, mut digest) = ([Slot::EMPTY; 8], [0; 2048], [0; 64]);
    ///
    /// let unsigned = Signer::new("client", None, Detached::new("RSA-SHA256", &[]));
    /// let digest =
    ///     unsigned.base_string_digest(&request, &protocol, DigestAlgorithm::Sha256, &mut scratch, &mut digest)?;
    /// let signature = module.sign(Pkcs1v15Sign::new::<sha2::Sha256>(), digest)?;
    ///
    /// let header = Signer::new("client", None, Detached::new("RSA-SHA256", &signature))
    ///     .sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer)?;
    /// # let key = oauth1_sign::rsa::RsaPrivateKey::from_pem(PEM, oauth_wire::seed::Seed::from_bytes([0; 32]))?;
    /// # let (protocol, mut buffer) = (ProtocolParameters::new(UnixTime::from_secs(1), "n"), [0; 4096]);
    /// # let here = Signer::new("client", None, oauth1_sign::rsa::RsaSha256::new(&key));
    /// # assert_eq!(header, here.sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer)?);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SignError`]; `out` is untouched then. Its required length is [`DigestAlgorithm::len`].
    pub fn base_string_digest<'b>(
        &self,
        request: &SignableRequest<'_>,
        protocol: &ProtocolParameters<'_>,
        algorithm: DigestAlgorithm,
        scratch: &mut [Slot],
        out: &'b mut [u8],
    ) -> Result<&'b [u8], SignError<M::Error>> {
        let fields = self.fields(protocol);
        let sources = Sources::new(request, protocol.extra);
        let mut unsorted = Unsorted::new(&sources);
        let sorted = self.check(request, protocol, &fields, None, &mut unsorted, scratch)?;
        let required = algorithm.len();
        let out = out.get_mut(..required).ok_or(SignError::BufferTooSmall { required })?;
        algorithm.digest_to(out, |sink| base_string(request, sorted, Some(&fields), sink));
        Ok(out)
    }

    /// The most bytes that [`sign`](Self::sign) writes for these: exact but for two that separate, and for
    /// the signature, of which it is not known yet how many characters must be encoded.
    #[must_use]
    pub fn max_encoded_len(
        &self,
        request: &SignableRequest<'_>,
        protocol: &ProtocolParameters<'_>,
        placement: Placement,
    ) -> usize {
        let fields = self.fields(protocol);
        self.longest(request, protocol, &fields, placement, |value| value.encoded_len())
    }

    #[inline]
    fn longest(
        &self,
        request: &SignableRequest<'_>,
        protocol: &ProtocolParameters<'_>,
        fields: &Fields<'_>,
        placement: Placement,
        encoded_len: impl Fn(Text<'_>) -> usize,
    ) -> usize {
        // What stands around a parameter: `, name="value"` or `&name=value`.
        let (mut len, around) = match placement {
            Placement::Header => (
                "OAuth ".len() + protocol.realm.map_or(0, |realm| "realm=\"\", ".len() + realm.len()),
                ", =\"\"".len(),
            ),
            Placement::FormBody => (request.form_body.unwrap_or_default().len(), "&=".len()),
            Placement::Query => (request.url.without_fragment().len(), "&=".len()),
        };
        macro_rules! add {
            ($name:literal, $value:expr) => {
                len += around + $name.len() + encoded_len($value);
            };
        }
        each_field!(fields, add);
        for (name, value) in protocol.extra {
            len += around + encoded_len(Text::new(name)) + encoded_len(Text::new(value));
        }
        len + around + "oauth_signature".len() + 3 * self.method.max_signature_len()
    }

    /// Sorts the parameters and refuses what a server would have to refuse.
    #[inline(always)]
    fn check<'r, 's, 'u>(
        &self,
        request: &SignableRequest<'r>,
        protocol: &ProtocolParameters<'r>,
        fields: &Fields<'_>,
        placement: Option<Placement>,
        unsorted: &'u mut Unsorted<'r, 's>,
        scratch: &'s mut [Slot],
    ) -> Result<&'u Sorted<'r, 's>, SignError<M::Error>> {
        let is_plaintext = !M::SIGNS_BASE_STRING && self.method.name() == "PLAINTEXT";
        if protocol.nonce.is_none() && !is_plaintext {
            return Err(SignError::NonceRequired);
        }
        if is_plaintext && !request.url.is_confidential() {
            return Err(SignError::PlaintextNeedsTls);
        }
        if protocol.body_hash.is_some()
            && (request.form_body.is_some() || placement == Some(Placement::FormBody))
        {
            return Err(SignError::BodyHashOnForm);
        }
        if placement == Some(Placement::FormBody)
            && core::str::from_utf8(request.form_body.unwrap_or_default()).is_err()
        {
            return Err(SignError::FormBody);
        }
        if protocol.realm.is_some_and(|realm| !is_quotable(realm)) {
            return Err(SignError::Realm);
        }
        let unnameable = |name: &str| name.is_empty() || name.eq_ignore_ascii_case("realm");
        if placement == Some(Placement::Header) && protocol.extra.iter().any(|(name, _)| unnameable(name)) {
            return Err(SignError::ExtraParameter);
        }
        let sorted = unsorted.sort(scratch)?;
        let (_, among, _) = sorted.around_protocol();
        // Where only the signature or the base string is asked for, the request may have been signed before.
        let is_signed_twice = placement.is_some() && sorted.signatures > 0;
        if is_signed_twice
            || among.iter().any(|slot| fields.contain(sorted.pair(slot).0))
            || sorted.has_doubled_protocol_parameter()
        {
            return Err(SignError::DuplicateParameter);
        }
        Ok(sorted)
    }
}

impl<M> fmt::Debug for Signer<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

/// Why a request was not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError<E = core::convert::Infallible> {
    /// The output buffer is too small.
    BufferTooSmall {
        /// The length in bytes that is enough.
        required: usize,
    },
    /// The scratch slice is too small.
    ScratchTooSmall {
        /// The number of slots that is enough.
        required: usize,
    },
    /// The query or the form body is longer than 4 GiB.
    TooLong,
    /// Only `PLAINTEXT` may leave timestamp and nonce out (§3.1).
    NonceRequired,
    /// `PLAINTEXT` sends the secrets, and the URL is neither `https` nor on loopback (§3.4.4).
    PlaintextNeedsTls,
    /// The request itself carries a parameter that signing adds, or one whose name starts with `oauth_`
    /// stands there twice (§3.1).
    DuplicateParameter,
    /// An extra parameter without a name, or named `realm`, can't travel in the header: it would be
    /// read as something else there.
    ExtraParameter,
    /// `oauth_body_hash` is not for form bodies: those are signed themselves.
    BodyHashOnForm,
    /// The form body to which the protocol parameters are to be added is no text: something in it
    /// must be percent-encoded.
    FormBody,
    /// The realm has a character that can't stand between quotes as it is.
    Realm,
    /// The key could not sign.
    Method(E),
}

impl<E> From<crate::parameters::SortError> for SignError<E> {
    fn from(error: crate::parameters::SortError) -> Self {
        match BaseStringError::from(error) {
            BaseStringError::ScratchTooSmall { required } => Self::ScratchTooSmall { required },
            BaseStringError::BufferTooSmall { required } => Self::BufferTooSmall { required },
            BaseStringError::TooLong => Self::TooLong,
        }
    }
}

impl<E: fmt::Display> fmt::Display for SignError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { required } => BufferTooSmall { required: *required }.fmt(f),
            Self::ScratchTooSmall { required } => BaseStringError::ScratchTooSmall { required: *required }.fmt(f),
            Self::TooLong => BaseStringError::TooLong.fmt(f),
            Self::NonceRequired => f.write_str("only PLAINTEXT may leave timestamp and nonce out; give both"),
            Self::PlaintextNeedsTls => f.write_str("PLAINTEXT sends the secrets themselves: the URL must be https, or http on loopback"),
            Self::DuplicateParameter => f.write_str("a protocol parameter (oauth_…) would stand there twice, of which signing may add one; take the other out of the query, body or extra parameters"),
            Self::ExtraParameter => f.write_str(
                "an extra parameter without a name, or named realm, can't travel in the Authorization header; put it into the query or the body",
            ),
            Self::BodyHashOnForm => f.write_str("oauth_body_hash is not for form bodies, which are signed themselves; leave one of them out"),
            Self::FormBody => f.write_str("the form body has bytes that are no UTF-8; percent-encode them before the protocol parameters are added"),
            Self::Realm => f.write_str("the realm has a quote, a backslash or a character that is no visible ASCII"),
            Self::Method(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for SignError<E> {}

/// Whether a realm can stand between quotes as it is.
pub(crate) fn is_quotable(realm: &str) -> bool {
    realm.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\')
}

/// Writes the header as far as the signature, its opening quote included.
#[inline]
fn emit_header(protocol: &ProtocolParameters<'_>, fields: &Fields<'_>, cursor: &mut Cursor<'_>) {
    cursor.literal("OAuth ");
    let mut first = true;
    if let Some(realm) = protocol.realm {
        cursor.literal("realm=\"");
        cursor.raw(realm.as_bytes());
        first = false;
    }
    // Closes what stands before it, so that one copy does for both.
    macro_rules! emit {
        ($name:literal, $value:expr) => {
            if core::mem::take(&mut first) {
                cursor.field(concat!($name, "=\""), $value);
            } else {
                cursor.field(concat!("\", ", $name, "=\""), $value);
            }
        };
    }
    each_field!(fields, emit);
    cursor.literal("\", ");
    for (name, value) in protocol.extra {
        cursor.encoded_once(name.as_bytes());
        cursor.literal("=\"");
        cursor.encoded_once(value.as_bytes());
        cursor.literal("\", ");
    }
    cursor.literal("oauth_signature=\"");
}

/// Writes a query or a form body behind what stands there already, as far as the signature.
fn emit_form(
    protocol: &ProtocolParameters<'_>,
    fields: &Fields<'_>,
    mut first: bool,
    cursor: &mut Cursor<'_>,
) {
    let mut separate = |cursor: &mut Cursor<'_>| {
        if !core::mem::take(&mut first) {
            cursor.literal("&");
        }
    };
    macro_rules! emit {
        ($name:literal, $value:expr) => {
            separate(cursor);
            cursor.literal(concat!($name, "="));
            cursor.text($value);
        };
    }
    each_field!(fields, emit);
    for (name, value) in protocol.extra {
        separate(cursor);
        cursor.encoded_once(name.as_bytes());
        cursor.literal("=");
        cursor.encoded_once(value.as_bytes());
    }
    separate(cursor);
    cursor.literal("oauth_signature=");
}

#[cfg(test)]
mod tests {
    use super::*;
    use oauth_wire::time::UnixTime;

    /// It was answered with an empty text, which is what would have been sent.
    #[test]
    fn a_form_body_that_is_no_text_is_refused_where_it_would_be_sent_on() {
        let client = ClientCredentials::new("c", "s");
        let request = SignableRequest::new("POST", "https://h/").unwrap().with_form_body(b"a=\xff");
        let (mut scratch, mut out) = ([Slot::EMPTY; 4], [0; 512]);
        let mut sign = |placement| {
            let protocol = ProtocolParameters::new(UnixTime::from_secs(1), "n");
            let signed = Signer::hmac_sha1(&client, None);
            signed.sign(&request, protocol, placement, &mut scratch, &mut out).map(|text| text.is_empty())
        };
        assert_eq!(sign(Placement::FormBody), Err(SignError::FormBody));
        assert_eq!(sign(Placement::Header), Ok(false));
    }
}
