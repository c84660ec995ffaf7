//! What a server holds once the signature is right, and once the nonce is new.

use super::{NONCE, ReceivedRequest, VerifyError};
use core::fmt;
use oauth_wire::percent::Encoded;
use oauth_wire::time::UnixTime;
use sha2::{Digest, Sha256};

/// A request whose signature is right, and which may still be a replay.
#[must_use = "a request is accepted only when its nonce is new: call accept"]
pub struct Verified<'a> {
    pub(super) request: ReceivedRequest<'a>,
}

impl<'a> Verified<'a> {
    /// The nonce to remember; `None` for `PLAINTEXT` without timestamp or nonce, which is not
    /// protected against replay (§3.1).
    #[must_use]
    pub fn nonce(&self) -> Option<NonceUse<'a>> {
        Some(NonceUse {
            client: self.request.client(),
            token: self.request.token(),
            timestamp: self.request.timestamp?,
            nonce: self.request.parameters[NONCE]?,
        })
    }

    /// Accepts the request if its nonce `is_new`: not stored yet before it was stored just now, in
    /// one step. Where there is no nonce, it does not matter what is said.
    ///
    /// # Errors
    /// [`VerifyError::NonceUsed`]: a replay.
    pub fn accept(self, is_new: bool) -> Result<Authenticated<'a>, VerifyError> {
        if is_new || self.nonce().is_none() {
            Ok(Authenticated { request: self.request })
        } else {
            Err(VerifyError::NonceUsed)
        }
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verified").field(&self.request).finish()
    }
}

/// What makes a nonce unique: a server remembers it for `max_age` seconds around its timestamp.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NonceUse<'a> {
    /// The client.
    pub client: Encoded<'a>,
    /// The token, where there was one.
    pub token: Option<Encoded<'a>>,
    /// The timestamp.
    pub timestamp: UnixTime,
    /// The nonce. `%61bc` and `abc` are the same one: decode before you compare.
    pub nonce: Encoded<'a>,
}

impl NonceUse<'_> {
    /// The four as one key of a fixed length: a SHA-256 hash over their decoded bytes, each with its
    /// length. Equal for the same nonce however it was encoded.
    #[must_use]
    pub fn key(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |text: Encoded<'_>| {
            hash.update((text.decoded_len() as u64).to_be_bytes());
            text.bytes().for_each(|byte| hash.update([byte]));
        };
        part(self.client);
        part(self.nonce);
        part(self.token.unwrap_or(Encoded::percent(&[])));
        hash.update(self.timestamp.as_secs().to_be_bytes());
        hash.finalize().into()
    }
}

/// A request that is signed by who it says, fresh, and no replay.
pub struct Authenticated<'a> {
    request: ReceivedRequest<'a>,
}

impl<'a> Authenticated<'a> {
    /// The client that signed.
    #[must_use]
    pub fn client(&self) -> Encoded<'a> {
        self.request.client()
    }

    /// The token it signed with.
    #[must_use]
    pub fn token(&self) -> Option<Encoded<'a>> {
        self.request.token()
    }

    /// When it says it was signed; `None` where `PLAINTEXT` came without.
    #[must_use]
    pub fn timestamp(&self) -> Option<UnixTime> {
        self.request.timestamp
    }

    /// The nonce it was signed with; `None` where `PLAINTEXT` came without.
    #[must_use]
    pub fn nonce(&self) -> Option<Encoded<'a>> {
        self.request.parameters[NONCE]
    }

    /// `oauth_callback`, in a request for temporary credentials.
    #[must_use]
    pub fn callback(&self) -> Option<Encoded<'a>> {
        self.request.callback()
    }

    /// `oauth_verifier`, in a request for token credentials. Comparing it with the one that was
    /// handed out is the server's part.
    #[must_use]
    pub fn verifier(&self) -> Option<Encoded<'a>> {
        self.request.verifier()
    }
}

impl fmt::Debug for Authenticated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authenticated").field(&self.request).finish()
    }
}
