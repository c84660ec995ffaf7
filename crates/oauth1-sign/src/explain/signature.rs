//! Signatures for comparison: computed from a base string and a key, and read from the text that was
//! observed.

use super::mistake::Mistake;
use super::model::Model;
use crate::encode::Sink;
use crate::verify::PublicKey;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use oauth_wire::percent::{Encoded, hex_value};
use oauth_wire::secret::{SecretBytes, constant_time_eq};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// What makes a signature of a base string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha512,
    /// None: the key itself is sent.
    Plaintext,
    /// A private key that is not here.
    Other,
}

/// The names of the HMAC methods.
pub(super) const HMACS: [(&str, Hash); 3] =
    [("HMAC-SHA1", Hash::Sha1), ("HMAC-SHA256", Hash::Sha256), ("HMAC-SHA512", Hash::Sha512)];

impl Hash {
    /// The one that `oauth_signature_method` names.
    pub(super) fn named(method: &[u8]) -> Self {
        let known = HMACS.iter().find(|(name, _)| name.as_bytes() == method).map(|(_, hash)| *hash);
        known.unwrap_or(if method == b"PLAINTEXT" { Self::Plaintext } else { Self::Other })
    }

    /// The raw signature, which for `PLAINTEXT` is the key; `None` where it takes a key that is not here.
    fn sign(self, key: SecretBytes, base_string: &[u8]) -> Option<SecretBytes> {
        fn hmac<M: KeyInit + Mac>(key: &[u8], text: &[u8]) -> Option<SecretBytes> {
            let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
            mac.update(text);
            Some(mac.finalize().into_bytes().to_vec().into())
        }
        match self {
            Self::Sha1 => hmac::<Hmac<Sha1>>(key.expose(), base_string),
            Self::Sha256 => hmac::<Hmac<Sha256>>(key.expose(), base_string),
            Self::Sha512 => hmac::<Hmac<Sha512>>(key.expose(), base_string),
            Self::Plaintext => Some(key),
            Self::Other => None,
        }
    }
}

/// The text of `oauth_signature` for this request, where it can be computed and is no secret.
pub(super) fn text_of(model: &Model<'_>) -> Option<String> {
    if model.hash == Hash::Plaintext {
        return None;
    }
    let raw = model.hash.sign(model.key.bytes(), &model.base_string())?;
    Some(STANDARD.encode(raw.expose()))
}

/// The signature that was observed, in each way it can be read.
pub(super) struct Target<'f> {
    readings: Vec<Reading>,
    method: String,
    public_key: Option<&'f dyn PublicKey>,
}

struct Reading {
    /// What went wrong if this is how it must be read.
    mistake: Option<Mistake>,
    /// Of a `PLAINTEXT` signature the secrets.
    raw: SecretBytes,
}

impl<'f> Target<'f> {
    pub(super) fn new(signature: &str, method: &[u8], public_key: Option<&'f dyn PublicKey>) -> Self {
        let readings =
            if Hash::named(method) == Hash::Plaintext { plaintext(signature) } else { base64(signature) };
        Self { readings, method: String::from_utf8_lossy(method).into_owned(), public_key }
    }

    /// Whether `model` gives the signature; if so, the mistake that lies in its text alone.
    pub(super) fn is_given_by(&self, model: &Model<'_>, base_string: &[u8]) -> Option<Option<&Mistake>> {
        let signed = model.hash.sign(model.key.bytes(), base_string);
        let stream = |sink: &mut dyn Sink| sink.update(base_string);
        let fits = |reading: &&Reading| match (&signed, self.public_key) {
            (Some(signed), _) => constant_time_eq(signed.expose(), reading.raw.expose()),
            (None, Some(key)) => key.verify(&self.method, &stream, reading.raw.expose()),
            (None, None) => false,
        };
        self.readings.iter().find(fits).map(|reading| reading.mistake.as_ref())
    }
}

fn plaintext(signature: &str) -> Vec<Reading> {
    let decoded = Encoded::percent(signature.as_bytes()).to_vec();
    let trimmed = signature.trim().as_bytes().to_vec();
    alloc::vec![
        Reading { mistake: None, raw: signature.as_bytes().to_vec().into() },
        Reading { mistake: Some(Mistake::SignaturePercentEncoded), raw: decoded.into() },
        Reading { mistake: Some(Mistake::SignatureWhiteSpace), raw: trimmed.into() },
    ]
}

fn base64(signature: &str) -> Vec<Reading> {
    let mut readings = Vec::new();
    let mut add = |mistake: Option<Mistake>, raw: Option<Vec<u8>>| {
        readings.extend(raw.filter(|raw| !raw.is_empty()).map(|raw| Reading { mistake, raw: raw.into() }));
    };
    let standard = |text: &str| STANDARD.decode(text).ok();
    let unpadded = |text: &str| STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok();
    add(None, standard(signature));

    // From here on the text itself is wrong, and each reading undoes one mistake.
    let decode = |text: &str| Encoded::percent(text.as_bytes()).to_str().unwrap_or_else(|_| text.to_owned());
    let (once, twice) = (decode(signature), decode(&decode(signature)));
    for text in [&once, &twice] {
        if text != signature {
            add(Some(Mistake::SignaturePercentEncoded), standard(text));
        }
    }
    let without_white_space: String = signature.split_ascii_whitespace().collect();
    if without_white_space != signature {
        add(Some(Mistake::SignatureWhiteSpace), standard(&without_white_space));
    }
    if signature.contains(' ') {
        add(Some(Mistake::SignaturePlusReadAsSpace), standard(&signature.replace(' ', "+")));
    }
    if signature.contains(['-', '_']) {
        add(Some(Mistake::SignatureUrlSafe), unpadded(&signature.replace('-', "+").replace('_', "/")));
    }
    add(Some(Mistake::SignatureUnpadded), unpadded(signature));
    add(Some(Mistake::SignatureHex), hex(signature.as_bytes()));
    add(Some(Mistake::SignatureHexInBase64), standard(signature).and_then(|text| hex(&text)));
    readings
}

fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.iter().map(|&digit| hex_value(digit)).collect::<Option<_>>()?;
    digits
        .len()
        .is_multiple_of(2)
        .then(|| digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
