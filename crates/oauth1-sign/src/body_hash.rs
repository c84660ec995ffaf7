//! `oauth_body_hash`: what covers bodies that are no forms
//! ([OAuth Request Body Hash, draft 4](https://datatracker.ietf.org/doc/html/draft-eaton-oauth-bodyhash-00)).
//!
//! A plain hash of the body's bytes in base64, with the hash function of the signature method: SHA-1
//! in the draft, SHA-256 where servers demand `…-SHA256` (Mastercard).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// The hash functions in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BodyHashAlgorithm {
    /// SHA-1, the draft's: 28 characters.
    Sha1,
    /// SHA-256: 44 characters.
    Sha256,
}

/// A running body hash: the body may come in pieces and is never held whole.
///
/// ```
/// use oauth1_sign::{BodyHash, BodyHashAlgorithm};
///
/// let mut hash = BodyHash::new(BodyHashAlgorithm::Sha1);
/// hash.update(b"Hello ");
/// hash.update(b"World!");
/// assert_eq!(hash.finish().as_str(), "Lve95gjOVATpfV8EL5X4nxwjKHE="); // the draft's example
/// ```
#[derive(Clone)]
pub struct BodyHash(Running);

#[derive(Clone)]
enum Running {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl BodyHash {
    /// The hash of an empty body; servers that demand the parameter want it for `GET` too.
    #[must_use]
    pub fn new(algorithm: BodyHashAlgorithm) -> Self {
        Self(match algorithm {
            BodyHashAlgorithm::Sha1 => Running::Sha1(Sha1::new()),
            BodyHashAlgorithm::Sha256 => Running::Sha256(Sha256::new()),
        })
    }

    /// Takes in the body's next bytes.
    pub fn update(&mut self, piece: &[u8]) {
        match &mut self.0 {
            Running::Sha1(hash) => hash.update(piece),
            Running::Sha256(hash) => hash.update(piece),
        }
    }

    /// The parameter's value.
    #[must_use]
    pub fn finish(self) -> BodyHashText {
        let mut text = [0; 44];
        let len = match self.0 {
            Running::Sha1(hash) => STANDARD.encode_slice(hash.finalize(), &mut text),
            Running::Sha256(hash) => STANDARD.encode_slice(hash.finalize(), &mut text),
        };
        BodyHashText { text, len: len.unwrap_or_default() }
    }

    /// The hash of a body that is at hand whole.
    #[must_use]
    pub fn of(algorithm: BodyHashAlgorithm, body: &[u8]) -> BodyHashText {
        let mut hash = Self::new(algorithm);
        hash.update(body);
        hash.finish()
    }
}

impl fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyHash")
    }
}

/// The value of `oauth_body_hash`: 28 or 44 characters of base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BodyHashText {
    text: [u8; 44],
    len: usize,
}

impl BodyHashText {
    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.text[..self.len]).unwrap_or_default()
    }
}

impl fmt::Debug for BodyHashText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}
