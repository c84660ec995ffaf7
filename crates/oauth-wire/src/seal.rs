//! Sealed bytes: a half-done flow as a value that leaves the machine and comes back (feature `seal`).
//!
//! The seal is XChaCha20-Poly1305. It hides and protects what is in it, names its key by an id (so that
//! keys can be rotated), expires, and is bound to what it belongs to: opened for anything else it is an
//! error. The flows say what they put in and what they bind it to; here is only the seal.
//!
//! ```
//! use oauth_wire::seal::{self, Binding, SealKey, UnsealError};
//! use oauth_wire::seed::Seed;
//! use oauth_wire::time::UnixTime;
//!
//! let keys = [SealKey::from_bytes([1; 32])]; // 32 secret bytes that all your machines know
//! let fresh = Seed::from_bytes([8; 32]); // from your random number generator, new each time
//! let now = UnixTime::from_secs(1_000_000);
//! let binding = || Binding::new("some_flow").part("https://as.example/token").part("my-client");
//! let sealed = seal::seal(&keys[0], &fresh, binding(), now.plus(600), |payload| {
//!     payload.text("secret");
//!     payload.number(7);
//! });
//!
//! let mut opened = seal::open(&keys, binding(), &sealed, now.plus(599))?;
//! assert_eq!(opened.text()?, "secret");
//! assert_eq!(opened.number()?, 7);
//!
//! let other = Binding::new("some_flow").part("https://evil.example/token").part("my-client");
//! assert_eq!(seal::open(&keys, other, &sealed, now).unwrap_err(), UnsealError::OtherBinding);
//! assert_eq!(seal::open(&keys, binding(), &sealed, now.plus(600)).unwrap_err(), UnsealError::Expired);
//! # Ok::<(), UnsealError>(())
//! ```

use crate::secret::{SecretBytes, wipe};
use crate::seed::Seed;
use crate::time::UnixTime;
use alloc::string::String;
use alloc::vec::Vec;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use core::fmt;
use sha2::{Digest, Sha256};

/// The layout of sealed bytes that this version of the crates writes and reads.
const VERSION: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 24;
const TAG: usize = 16;
const HEADER: usize = 1 + KEY_ID + NONCE;

/// 32 secret bytes to seal with.
#[derive(Clone)]
pub struct SealKey {
    id: [u8; KEY_ID],
    key: [u8; 32],
}

impl SealKey {
    /// A key from 32 bytes of a cryptographically secure random number generator, used for nothing
    /// else.
    #[must_use]
    pub fn from_bytes(key: [u8; 32]) -> Self {
        let hash = Sha256::new().chain_update(b"oauth-wire seal key id\0").chain_update(key).finalize();
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&hash[..KEY_ID]);
        Self { id, key }
    }

    /// What sealed bytes name the key by; made from the key, and tells nothing of it.
    #[must_use]
    pub fn id(&self) -> [u8; 8] {
        self.id
    }
}

impl Drop for SealKey {
    fn drop(&mut self) {
        wipe(&mut self.key);
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a flow can't be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// The flow does not wait for the user now. A request that is under way belongs to one machine.
    NotWaiting,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("only a flow that waits for the user can be sealed; poll it to see what it waits for")
    }
}

impl core::error::Error for SealError {}

/// Why sealed bytes give no flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnsealError {
    /// They are too short, or do not hold what they must.
    Malformed,
    /// Another version of these crates sealed them.
    UnknownVersion(u8),
    /// They were sealed with a key that is not among these.
    UnknownKey,
    /// They were changed since, or were never sealed.
    Forged,
    /// They were sealed for another kind of flow, issuer, endpoint, client or redirect URI (callback).
    OtherBinding,
    /// Their lifetime is over.
    Expired,
}

impl fmt::Display for UnsealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the bytes are no sealed flow"),
            Self::UnknownVersion(version) => {
                write!(f, "the flow was sealed in layout {version}, which is unknown here; start it again")
            }
            Self::UnknownKey => f.write_str(
                "the flow was sealed with another key; keep old keys as long as what they sealed lives",
            ),
            Self::Forged => f.write_str("the sealed flow was changed, or never sealed; do not trust it"),
            Self::OtherBinding => f.write_str(
                "the flow was sealed for another kind of flow, issuer, endpoint, client or redirect URI (callback)",
            ),
            Self::Expired => f.write_str("the sealed flow's lifetime is over; start it again"),
        }
    }
}

impl core::error::Error for UnsealError {}

/// What sealed bytes belong to: the kind of flow, then part by part whatever must be the same when they
/// are opened. Parts can't run into each other.
#[derive(Clone)]
pub struct Binding(Sha256);

impl Binding {
    /// To a kind of flow.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        Self(Sha256::new()).part(kind)
    }

    /// And to this.
    #[must_use]
    pub fn part(self, text: &str) -> Self {
        Self(self.0.chain_update((text.len() as u64).to_be_bytes()).chain_update(text))
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding").finish_non_exhaustive()
    }
}

/// Seals what `write` puts into the payload until `expires_at`. `entropy` is fresh each time.
///
/// # Panics
/// When `write` puts in 256 GiB.
#[must_use]
pub fn seal(
    key: &SealKey,
    entropy: &Seed,
    binding: Binding,
    expires_at: UnixTime,
    write: impl FnOnce(&mut Payload),
) -> Vec<u8> {
    let mut payload = Payload(Vec::new());
    payload.bytes(&binding.finish());
    payload.time(expires_at);
    write(&mut payload);

    // From the entropy and the payload: even entropy that is used twice makes two nonces.
    let mut root = entropy.bytes("seal", 0);
    let hash = Sha256::new().chain_update(root).chain_update(&payload.0).finalize();
    wipe(&mut root);
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&hash[..NONCE]);

    let mut sealed = Vec::with_capacity(HEADER + payload.0.len() + TAG);
    sealed.push(VERSION);
    sealed.extend(key.id);
    sealed.extend(nonce);
    sealed.extend(&payload.0);
    let (header, text) = sealed.split_at_mut(HEADER);
    let cipher = XChaCha20Poly1305::new(&key.key.into());
    let tag = cipher
        .encrypt_inout_detached(&XNonce::from(nonce), header, text.into())
        .expect("a flow is far shorter than the 256 GiB that the cipher takes");
    sealed.extend(tag);
    sealed
}

/// Opens what was sealed with one of these keys.
///
/// # Errors
/// [`UnsealError`], where the bytes are not sealed with such a key, not for this binding, or too old.
pub fn open(keys: &[SealKey], binding: Binding, sealed: &[u8], now: UnixTime) -> Result<Opened, UnsealError> {
    match sealed.first() {
        None => return Err(UnsealError::Malformed),
        Some(&VERSION) => {}
        Some(&version) => return Err(UnsealError::UnknownVersion(version)),
    }
    let (header, rest) = sealed.split_at_checked(HEADER).ok_or(UnsealError::Malformed)?;
    let (text, tag) = rest.split_last_chunk::<TAG>().ok_or(UnsealError::Malformed)?;
    let (id, nonce) = header[1..].split_at(KEY_ID);
    let key = keys.iter().find(|key| key.id == id).ok_or(UnsealError::UnknownKey)?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| UnsealError::Malformed)?;
    let mut text = text.to_vec();
    XChaCha20Poly1305::new(&key.key.into())
        .decrypt_inout_detached(&XNonce::from(nonce), header, text.as_mut_slice().into(), &Tag::from(*tag))
        .map_err(|_| UnsealError::Forged)?;

    let mut opened = Opened { payload: text.into(), at: 0 };
    if opened.bytes()? != binding.finish() {
        return Err(UnsealError::OtherBinding);
    }
    if now >= opened.time()? {
        return Err(UnsealError::Expired);
    }
    Ok(opened)
}

/// What is to be sealed, part by part. [`Opened`] gives the parts back in the same order.
pub struct Payload(Vec<u8>);

impl Payload {
    /// Appends bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.append(&(bytes.len() as u64).to_be_bytes());
        self.append(bytes);
    }

    /// Appends text.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Appends a number.
    pub fn number(&mut self, number: u64) {
        self.bytes(&number.to_be_bytes());
    }

    /// Appends a time.
    pub fn time(&mut self, time: UnixTime) {
        self.number(time.as_secs());
    }

    /// Appends text that may be missing.
    pub fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    /// A vector that grows by itself leaves a copy of the secrets where it was.
    fn append(&mut self, bytes: &[u8]) {
        let len = self.0.len() + bytes.len();
        if self.0.capacity() < len {
            let mut grown = Vec::with_capacity(2 * len);
            grown.extend(&self.0);
            wipe(&mut self.0);
            self.0 = grown;
        }
        self.0.extend(bytes);
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.0.len())
    }
}

/// What was sealed, read part by part.
pub struct Opened {
    payload: SecretBytes,
    at: usize,
}

impl Opened {
    /// The next part.
    ///
    /// # Errors
    /// [`UnsealError::Malformed`] where there is none.
    pub fn bytes(&mut self) -> Result<&[u8], UnsealError> {
        let rest = self.payload.expose().get(self.at..).ok_or(UnsealError::Malformed)?;
        let (len, rest) = rest.split_first_chunk().ok_or(UnsealError::Malformed)?;
        let len = usize::try_from(u64::from_be_bytes(*len)).map_err(|_| UnsealError::Malformed)?;
        let part = rest.get(..len).ok_or(UnsealError::Malformed)?;
        self.at += 8 + len;
        Ok(part)
    }

    /// The next part, as text.
    ///
    /// # Errors
    /// [`UnsealError::Malformed`] where it is none.
    pub fn text(&mut self) -> Result<String, UnsealError> {
        core::str::from_utf8(self.bytes()?).map(String::from).map_err(|_| UnsealError::Malformed)
    }

    /// The next part, as a number.
    ///
    /// # Errors
    /// [`UnsealError::Malformed`] where it is none.
    pub fn number(&mut self) -> Result<u64, UnsealError> {
        let bytes = self.bytes()?.try_into().map_err(|_| UnsealError::Malformed)?;
        Ok(u64::from_be_bytes(bytes))
    }

    /// The next part, as a time.
    ///
    /// # Errors
    /// [`UnsealError::Malformed`] where it is none.
    pub fn time(&mut self) -> Result<UnixTime, UnsealError> {
        self.number().map(UnixTime::from_secs)
    }

    /// The next part, as text that may be missing.
    ///
    /// # Errors
    /// [`UnsealError::Malformed`] where it is none.
    pub fn optional(&mut self) -> Result<Option<String>, UnsealError> {
        let there = self.number()? == 1;
        let text = self.text()?;
        Ok(there.then_some(text))
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({} bytes)", self.payload.expose().len())
    }
}

#[cfg(test)]
mod tests;
