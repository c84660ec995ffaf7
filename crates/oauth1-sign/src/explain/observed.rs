//! What the other side says it computed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::percent::Encoded;
use oauth_wire::url::Url;

/// What is known of the other side's computation.
///
/// From a client's side that is what the server says it expected; from a server's side, what a client
/// sent or says it signed.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Observed<'a> {
    /// Its signature base string, as some servers print it. White space around it is taken off, and
    /// `&amp;` and `\u0026` are read as `&`: such texts come out of XML and JSON error messages.
    BaseString(&'a str),
    /// Its signature, or for `PLAINTEXT` the text that stands in its place: the value of
    /// `oauth_signature` as it was compared.
    Signature(&'a str),
}

impl fmt::Debug for Observed<'_> {
    // A base string holds tokens, and a PLAINTEXT signature is the secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseString(text) => write!(f, "BaseString({} bytes)", text.len()),
            Self::Signature(text) => write!(f, "Signature({} bytes)", text.len()),
        }
    }
}

/// A base string that was observed, taken apart as far as it can be.
pub(super) struct Theirs {
    pub(super) text: String,
    pub(super) method: String,
    uri: String,
    pub(super) pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Theirs {
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim().replace("&amp;", "&").replace("\\u0026", "&");
        // What was encoded once too often is read behind that: it says what else is different.
        let whole = if text.contains('&') { text.clone() } else { lossy(decoded(text.as_bytes())) };
        let mut parts = whole.splitn(3, '&').map(|part| decoded(part.as_bytes()));
        let mut next = || parts.next().unwrap_or_default();
        let (method, mut uri, mut normalized) = (lossy(next()), lossy(next()), next());
        if Url::parse(&uri).is_err() {
            uri = lossy(decoded(uri.as_bytes()));
        }
        if !normalized.contains(&b'=') {
            normalized = decoded(&normalized);
        }
        let pairs = split(&normalized).map(|(name, value)| (decoded(name), decoded(value))).collect();
        Self { text, method, uri, pairs }
    }

    /// The base string URI, where it is a URL.
    pub(super) fn url(&self) -> Option<Url<'_>> {
        Url::parse(&self.uri).ok()
    }
}

/// The names and values of normalized parameters, still encoded.
pub(super) fn split(normalized: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let pairs = normalized.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let end = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
        (&pair[..end], pair.get(end + 1..).unwrap_or_default())
    })
}

pub(super) fn decoded(text: &[u8]) -> Vec<u8> {
    Encoded::percent(text).to_vec()
}

pub(super) fn lossy(text: Vec<u8>) -> String {
    String::from_utf8_lossy(&text).to_string()
}
