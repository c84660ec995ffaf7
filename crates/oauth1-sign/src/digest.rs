//! The base string's digest, for keys that live elsewhere and sign one.

use crate::encode::Sink;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

/// The hash functions of the signature methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-1, for `RSA-SHA1` ([RFC 5849 §3.4.3](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.3)).
    Sha1,
    /// SHA-256, for `RSA-SHA256`.
    Sha256,
    /// SHA-512, for `RSA-SHA512`.
    Sha512,
}

impl DigestAlgorithm {
    /// The digest's length in bytes, at most 64.
    ///
    /// ```
    /// assert_eq!(oauth1_sign::DigestAlgorithm::Sha256.len(), 32);
    /// ```
    #[allow(clippy::len_without_is_empty, reason = "no digest is empty")]
    #[must_use]
    pub const fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    /// Writes the digest of what `text` streams to `out`, which has its length.
    pub(crate) fn digest_to(self, out: &mut [u8], text: impl FnOnce(&mut dyn Sink)) {
        fn digest<D: Digest>(out: &mut [u8], text: impl FnOnce(&mut dyn Sink)) {
            let mut running = Running(D::new());
            text(&mut running);
            out.copy_from_slice(&running.0.finalize());
        }
        match self {
            Self::Sha1 => digest::<Sha1>(out, text),
            Self::Sha256 => digest::<Sha256>(out, text),
            Self::Sha512 => digest::<Sha512>(out, text),
        }
    }
}

struct Running<D>(D);

impl<D: Digest> Sink for Running<D> {
    fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }
}
