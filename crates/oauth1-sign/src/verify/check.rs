//! Whether a request is signed by who it says: the same work for everybody, and then what it amounts to.

use super::{
    BODY_HASH, CALLBACK, CONSUMER_KEY, KnownClient, KnownToken, NONCE, PublicKey, ReceivedRequest, SIGNATURE,
    SIGNATURE_METHOD, TIMESTAMP, TOKEN, VERIFIER, VERSION, Verified, VerifyError,
};
use crate::base_string::base_string;
use crate::body_hash::{BodyHash, BodyHashAlgorithm};
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::encode::{Cursor, Sink, Text};
use crate::hmac::{HmacSha1, HmacSha256, HmacSha512};
use crate::parameters::{Slot, SortError, Sorted, Sources, Unsorted};
use crate::protocol::Fields;
use crate::signature::{Plaintext, SignatureMethod, SignatureWriter};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::convert::Infallible;
use core::hint::black_box;
use oauth_wire::percent::{DecodedBytes, Encoded};
use oauth_wire::scan::plain_len;
use oauth_wire::secret::{constant_time_eq, wipe};
use oauth_wire::time::UnixTime;

impl<'a> ReceivedRequest<'a> {
    /// Verifies the signature and everything around it.
    ///
    /// `client` and `token` are what the server knows under [`client`](Self::client) and
    /// [`token`](Self::token); `None` where it knows nothing. Call this in that case too: it takes as
    /// long as for a wrong signature by secrets of up to 31 characters once encoded (longer ones take two runs
    /// of the hash's compression function more), so that an answer's time tells no one which clients exist.
    /// `PLAINTEXT` signatures take a nanosecond or so for each character of the secrets that are due.
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
        // Whether the client has what this method verifies with.
        let mut equipped = client.is_none_or(|client| client.secret.is_some());
        let right = if self.has(SIGNATURE_METHOD, "HMAC-SHA1") {
            self.is_signed_by(&HmacSha1::new(client_secret, token_secret), scratch)?
        } else if self.has(SIGNATURE_METHOD, "HMAC-SHA256") {
            self.is_signed_by(&HmacSha256::new(client_secret, token_secret), scratch)?
        } else if self.has(SIGNATURE_METHOD, "HMAC-SHA512") {
            self.is_signed_by(&HmacSha512::new(client_secret, token_secret), scratch)?
        } else if self.has(SIGNATURE_METHOD, "PLAINTEXT") {
            self.is_signed_by(&Plaintext::new(client_secret, token_secret), scratch)?
        } else {
            equipped = client.is_none_or(|client| client.public_key.is_some());
            #[cfg(feature = "rsa")]
            let made = if dummy.is_none() { crate::rsa::dummy_key() } else { None };
            #[cfg(feature = "rsa")]
            let dummy = dummy.or(made.as_ref().map(|key| key as &dyn PublicKey));
            // Demanded of every client: whoever forgets it learns of that from the first one.
            let dummy = dummy.ok_or(VerifyError::UnsupportedMethod)?;
            let key = client.and_then(|client| client.public_key).unwrap_or(dummy);
            self.is_signed_by_public_key(key, scratch)?
        };
        self.judge(right, client, equipped, token, now, max_age)
    }

    /// Like [`verify`](Self::verify) with a key that is kept prepared for this client and token: it
    /// saves the runs of the hash's compression function that prepare the key: two, or more where its
    /// secrets are longer than a block. A client that is unknown goes to `verify`, which takes longer by
    /// those: where that tells too much, verify all with it.
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
        if !self.has(SIGNATURE_METHOD, key.name()) {
            return Err(VerifyError::MethodNotAllowed);
        }
        let right = self.is_signed_by(key, scratch)?;
        self.weigh(right, Some(client), token, now, max_age)?;
        Ok(Verified { request: *self })
    }

    /// Says what the signature's being right, and the rest of the request, amount to.
    fn judge(
        &self,
        right: bool,
        client: Option<&KnownClient<'_>>,
        equipped: bool,
        token: Option<&KnownToken<'_>>,
        now: UnixTime,
        max_age: u64,
    ) -> Result<Verified<'a>, VerifyError> {
        // The same is looked at for everybody; for a client that is unknown, or signs with what it has not, as if the
        // signature were wrong.
        let right = black_box(right) & client.is_some() & equipped;
        let weighed = black_box(self.weigh(right, client, token, now, max_age));
        client.ok_or(VerifyError::UnknownClient)?;
        if !equipped {
            return Err(VerifyError::MethodNotAllowed);
        }
        weighed?;
        Ok(Verified { request: *self })
    }

    fn weigh(
        &self,
        right: bool,
        client: Option<&KnownClient<'_>>,
        token: Option<&KnownToken<'_>>,
        now: UnixTime,
        max_age: u64,
    ) -> Result<(), VerifyError> {
        // An unknown client's list is as long as most are: of one method, and any will do.
        let methods = client.map_or(&["HMAC-SHA1"][..], |client| client.signature_methods);
        let is_listed = methods.iter().any(|allowed| self.has(SIGNATURE_METHOD, allowed));
        if !is_listed & client.is_some() {
            return Err(VerifyError::MethodNotAllowed);
        }
        if self.has(SIGNATURE_METHOD, "PLAINTEXT") && !self.request.url.is_confidential() {
            return Err(VerifyError::PlaintextNeedsTls);
        }
        if self.token().is_some() {
            let token = token.ok_or(VerifyError::UnknownToken)?;
            if !self.has(CONSUMER_KEY, token.client) {
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
        self.check_body()
    }

    /// Whether the signature is the one that `key` gives.
    fn is_signed_by<M: SignatureMethod<Error = Infallible>>(
        &self,
        key: &M,
        scratch: &mut [Slot],
    ) -> Result<bool, VerifyError> {
        let mut running = key.start();
        let sources = self.sources();
        let mut unsorted = Unsorted::new(&sources);
        let sorted = sort(&mut unsorted, scratch)?;
        if M::SIGNS_BASE_STRING {
            base_string(&self.request, sorted, self.fields().as_ref(), &mut running);
        }
        let received = self.parameters[SIGNATURE].unwrap_or(Encoded::percent(&[]));
        let sent = received.raw();
        // Chosen by what was received, which is no secret. Chosen by whether the two are equal, the time would tell
        // which clients are unknown: those are verified under a secret that anybody can sign with.
        if sent.len() <= DUE && is_usual_base64(sent) {
            let mut due = [0; DUE + 64];
            let mut writer = SignatureWriter::percent_encoding(Cursor::new(&mut due));
            let Ok(()) = key.finish(&mut running, &mut writer);
            let len = writer.into_cursor().map_or(0, |cursor| cursor.len());
            // As much is compared as was sent, however much is due.
            let right = constant_time_eq(&due[..sent.len()], sent) & (len == sent.len());
            wipe(&mut due);
            return Ok(right);
        }
        let mut comparison = Comparison { received: received.bytes(), differs: 0 };
        let Ok(()) = key.finish(&mut running, &mut SignatureWriter::new(&mut comparison));
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
        let sources = self.sources();
        let mut unsorted = Unsorted::new(&sources);
        let sorted = sort(&mut unsorted, scratch)?;
        let base_string = |mut sink: &mut dyn Sink| {
            base_string(&self.request, sorted, self.fields().as_ref(), &mut sink);
        };
        Ok(len.is_some_and(|len| key.verify(method, &base_string, &signature[..len])))
    }

    /// The protocol's parameters as the header has them, where they are all that it has: they need no sorting.
    fn fields(&self) -> Option<Fields<'a>> {
        let field = |index: usize| {
            let value = self.parameters[index].filter(|_| self.in_header & 1 << index != 0)?;
            let plain = self.plain & 1 << index != 0;
            Some(if plain { Text::Unreserved(value.raw()) } else { Text::Wire(value) })
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

    fn sources(&self) -> Sources<'a> {
        Sources::received(&self.request, self.header.filter(|_| self.others_in_header))
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

/// Sorts the parameters that are not in [`Fields`], and finds one of an extension that is doubled: those
/// that [`ReceivedRequest::parse`] knows by name it has refused already.
fn sort<'u, 'a, 's>(
    unsorted: &'u mut Unsorted<'a, 's>,
    scratch: &'s mut [Slot],
) -> Result<&'u Sorted<'a, 's>, VerifyError> {
    let sorted = unsorted.sort(scratch)?;
    if sorted.has_doubled_protocol_parameter() {
        return Err(VerifyError::DuplicateParameter("an oauth_… parameter"));
    }
    Ok(sorted)
}

impl From<SortError> for VerifyError {
    fn from(error: SortError) -> Self {
        match error {
            SortError::ScratchTooSmall { required } => Self::ScratchTooSmall { required },
            SortError::TooLong => Self::Malformed("the length"),
        }
    }
}

/// Stands in for secrets that are not known, so that the same work is done. Two of them, and the `&`
/// between them, fill no more than one block of the hash, as most do.
const DUMMY_SECRET: &str = "0123456789abcdef0123456789abcde";

/// The longest signature that is compared as it is sent: an HMAC-SHA512's 88 characters, of which 20 are escaped.
/// Room for a store more is behind it, so that all of them are written in one way.
const DUE: usize = 128;

/// Whether a signature in base64 is percent-encoded as [`Cursor`] does it, as nearly all are: then it is right where
/// it is what is to be sent, byte for byte.
fn is_usual_base64(mut sent: &[u8]) -> bool {
    loop {
        sent = match &sent[plain_len(sent)..] {
            [] => return true,
            [b'%', b'2', b'B' | b'F', rest @ ..] | [b'%', b'3', b'D', rest @ ..] => rest,
            _ => return false,
        };
    }
}

/// Compares the signature that is due with the one received, in a time that depends on neither's
/// bytes.
struct Comparison<'a> {
    received: DecodedBytes<'a>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::SignableRequest;

    /// What is looked at last tells that nothing before it was left out.
    #[test]
    fn an_unknown_client_s_request_is_looked_at_as_a_known_one_s() {
        const NOW: UnixTime = UnixTime::from_secs(1);
        let request = SignableRequest::new("GET", "https://h/").unwrap();
        for method in ["HMAC-SHA1", "HMAC-SHA512", "PLAINTEXT", "RSA-SHA1", "Ed25519"] {
            let header = std::format!(
                "OAuth oauth_consumer_key=\"c\", oauth_token=\"t\", oauth_signature_method=\"{method}\", \
                 oauth_signature=\"AAAA\", oauth_timestamp=\"1\", oauth_nonce=\"n\""
            );
            let received = ReceivedRequest::parse(&request, Some(&header)).unwrap();
            let weigh = |right, client, token| received.weigh(right, client, Some(&token), NOW, 0);
            let known =
                KnownClient::new("s", &["HMAC-SHA1", "HMAC-SHA512", "PLAINTEXT", "RSA-SHA1", "Ed25519"]);
            for client in [Some(&known), None] {
                let of_another = weigh(false, client, KnownToken::new("s", "d"));
                assert_eq!(of_another, Err(VerifyError::TokenOfAnotherClient), "{method}");
                let wrong = weigh(false, client, KnownToken::new("s", "c"));
                assert_eq!(wrong, Err(VerifyError::WrongSignature), "{method}");
                assert_eq!(weigh(true, client, KnownToken::new("s", "c")), Ok(()), "{method}");
            }
            let judged = received.judge(true, None, true, Some(&KnownToken::new("s", "c")), NOW, 0);
            assert_eq!(judged.err(), Some(VerifyError::UnknownClient), "{method}");
            let judged = received.judge(true, Some(&known), false, Some(&KnownToken::new("s", "c")), NOW, 0);
            assert_eq!(judged.err(), Some(VerifyError::MethodNotAllowed), "{method}");
        }
    }
}
