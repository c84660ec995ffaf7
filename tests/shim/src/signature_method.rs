//! `signature_method` with the keys that belong to it.

use crate::fields::PrivateNumbers;
use crate::reply::{Refusal, Reply};
use oauth1_sign::rsa::{RsaPrivateKey, RsaSha1, RsaSha256, RsaSha512};
use oauth1_sign::{
    ClientCredentials, HmacSha1, HmacSha256, HmacSha512, Plaintext, SignatureMethod, TokenCredentials,
};
use serde::Deserialize;
use std::fmt::{Debug, Display};

/// The methods by their names.
#[derive(Clone, Copy, Deserialize)]
pub(crate) enum Method {
    #[serde(rename = "HMAC-SHA1")]
    HmacSha1,
    #[serde(rename = "HMAC-SHA256")]
    HmacSha256,
    #[serde(rename = "HMAC-SHA512")]
    HmacSha512,
    #[serde(rename = "RSA-SHA1")]
    RsaSha1,
    #[serde(rename = "RSA-SHA256")]
    RsaSha256,
    #[serde(rename = "RSA-SHA512")]
    RsaSha512,
    #[serde(rename = "PLAINTEXT")]
    Plaintext,
}

/// What is done with a keyed method, whichever it is.
pub(crate) trait WithMethod {
    fn run<M: SignatureMethod>(self, method: M) -> Reply
    where
        M::Error: Debug + Display;
}

impl Method {
    /// Keys the method and hands it on.
    pub(crate) fn keyed(
        self,
        client: &ClientCredentials<'_>,
        token: Option<&TokenCredentials<'_>>,
        rsa_key: Option<&PrivateNumbers>,
        then: impl WithMethod,
    ) -> Reply {
        match self {
            Self::HmacSha1 => then.run(HmacSha1::new(client, token)),
            Self::HmacSha256 => then.run(HmacSha256::new(client, token)),
            Self::HmacSha512 => then.run(HmacSha512::new(client, token)),
            Self::RsaSha1 => then.run(RsaSha1::new(&private_key(rsa_key)?)),
            Self::RsaSha256 => then.run(RsaSha256::new(&private_key(rsa_key)?)),
            Self::RsaSha512 => then.run(RsaSha512::new(&private_key(rsa_key)?)),
            Self::Plaintext => then.run(Plaintext::new(client, token)),
        }
    }
}

/// The key that every RSA method needs.
pub(crate) fn private_key(numbers: Option<&PrivateNumbers>) -> Result<RsaPrivateKey, Refusal> {
    let numbers = numbers.ok_or_else(|| Refusal::bad_request("this signature_method needs an rsa_key"))?;
    Ok(numbers.key()?)
}
