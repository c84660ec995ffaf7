//! The kinds of value that fields have: pairs, base64, numbers in hexadecimal.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oauth_wire::message::{Request, ResponseBuf};
use oauth_wire::percent::hex_value;
use oauth_wire::seed::Seed;
use oauth1_sign::rsa::{RsaKeyError, RsaPrivateKey, RsaPublicKey};
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

/// A name and its value, decoded.
pub(crate) type Pair = (String, String);

/// Pairs as the crates take them.
pub(crate) fn borrowed(pairs: &[Pair]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Bytes in base64.
pub(crate) struct Base64(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(D::Error::custom)
    }
}

/// 32 bytes in base64.
pub(crate) struct Base64Of32(pub(crate) [u8; 32]);

impl<'de> Deserialize<'de> for Base64Of32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Base64(bytes) = Base64::deserialize(deserializer)?;
        bytes.try_into().map(Self).map_err(|_| D::Error::custom("these must be 32 bytes"))
    }
}

/// A response as the embedder's HTTP stack received it.
#[derive(Deserialize)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<Pair>,
    body_b64: Base64,
}

impl Answer {
    pub(crate) fn into_response(self) -> ResponseBuf {
        ResponseBuf {
            status: self.status,
            headers: self.headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect(),
            body: self.body_b64.0,
        }
    }
}

/// A request as the embedder is to send it.
#[derive(Serialize)]
pub(crate) struct RequestReply {
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, String)>,
    body_b64: String,
}

impl RequestReply {
    pub(crate) fn new(request: &Request<'_>) -> Self {
        let fields = request.headers.as_slice().iter();
        Self {
            method: request.method.as_str(),
            url: request.url.into(),
            headers: fields.map(|field| (field.name, field.value.into())).collect(),
            body_b64: STANDARD.encode(request.body),
        }
    }
}

/// A number in hexadecimal, as big-endian bytes.
pub(crate) struct Hexadecimal(Vec<u8>);

impl<'de> Deserialize<'de> for Hexadecimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits: Option<Vec<u8>> = text.bytes().map(hex_value).collect();
        let Some(mut digits) = digits.filter(|digits| !digits.is_empty()) else {
            return Err(D::Error::custom("this is no number in hexadecimal"));
        };
        if digits.len() % 2 == 1 {
            digits.insert(0, 0);
        }
        Ok(Self(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()))
    }
}

/// An RSA private key.
#[derive(Deserialize)]
pub(crate) struct PrivateNumbers {
    n: Hexadecimal,
    e: Hexadecimal,
    d: Hexadecimal,
    p: Hexadecimal,
    q: Hexadecimal,
}

impl PrivateNumbers {
    pub(crate) fn key(&self) -> Result<RsaPrivateKey, RsaKeyError> {
        // The seed blinds the computation and does not change its result. Nobody times this program.
        let seed = Seed::from_bytes([0; 32]);
        RsaPrivateKey::from_components(&self.n.0, &self.e.0, &self.d.0, &self.p.0, &self.q.0, seed)
    }
}

/// An RSA public key.
#[derive(Deserialize)]
pub(crate) struct PublicNumbers {
    n: Hexadecimal,
    e: Hexadecimal,
}

impl PublicNumbers {
    pub(crate) fn key(&self) -> Result<RsaPublicKey, RsaKeyError> {
        RsaPublicKey::from_components(&self.n.0, &self.e.0)
    }
}
