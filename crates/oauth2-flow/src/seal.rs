//! A half-done flow as a value: sealed on one machine while it waits for the user, opened on another
//! (feature `seal`).
//!
//! The seal is XChaCha20-Poly1305. It hides and protects all that the flow holds, names its key by an
//! id (so that keys can be rotated), expires, and is bound to the kind of flow, the issuer, the
//! endpoints, the client and the redirect URI: opened for anything else it is an error. It fits in a
//! cookie of the user's session, in base64.
//!
//! **Sealed bytes can be copied.** Whoever has them twice can go on twice, until the code that one of
//! them exchanges is used up. Where "once" must hold across machines, keep the sealed flow in a store
//! with an atomic take, and put only its name in the cookie. Find it by the user's session, never by
//! the `state` in the callback.
//!
//! ```
//! use oauth_wire::flow::{Action, Event, Flow};
//! use oauth_wire::seed::Seed;
//! use oauth_wire::time::UnixTime;
//! use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
//! use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
//! use oauth2_flow::seal::{SealKey, UnsealError};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new("my-key", ClientAuthentication::Post("my-secret".into()))?
//!     .with_endpoint(Endpoint::Authorization, "https://as.example/authorize")?
//!     .with_endpoint(Endpoint::Token, "https://as.example/token")?;
//! let redirect_uri = "https://app.example/cb";
//! let now = UnixTime::from_secs(1_000_000);
//! let mut flow = AuthorizationCode::new(redirect_uri).start(&client, Seed::from_bytes([7; 32]), now)?;
//! let Action::Redirect(url) = flow.poll(now) else { panic!() };
//! let callback = format!("{redirect_uri}?code=c&{}", url.split('&').find(|p| p.starts_with("state=")).unwrap());
//!
//! let key = SealKey::from_bytes([1; 32]); // 32 secret bytes that all your machines know
//! let fresh = Seed::from_bytes([8; 32]); // from your random number generator, new each time
//! let sealed = flow.seal(&key, fresh, now, 600)?;
//!
//! // Elsewhere, when the browser has come back:
//! let mut flow = AuthorizationCodeFlow::unseal(&client, redirect_uri, &[key], &sealed, now.plus(60))?;
//! flow.handle(Event::Redirect(&callback), now.plus(60))?;
//! assert!(matches!(flow.poll(now.plus(60)), Action::Send(_)));
//!
//! let key = SealKey::from_bytes([1; 32]);
//! let late = AuthorizationCodeFlow::unseal(&client, redirect_uri, &[key], &sealed, now.plus(600));
//! assert_eq!(late.unwrap_err(), UnsealError::Expired);
//! # Ok(()) }
//! ```

use crate::client::{Client, Endpoint};
use alloc::string::String;
use alloc::vec::Vec;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use core::fmt;
use oauth_wire::secret::{SecretBytes, wipe};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use sha2::{Digest, Sha256};

/// The layout of sealed flows that this version of the crate writes and reads.
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
        let hash = Sha256::new().chain_update(b"oauth2-flow seal key id\0").chain_update(key).finalize();
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&hash[..KEY_ID]);
        Self { id, key }
    }

    /// What sealed flows name the key by; made from the key, and tells nothing of it.
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
    /// Another version of this crate sealed them.
    UnknownVersion(u8),
    /// They were sealed with a key that is not among these.
    UnknownKey,
    /// They were changed since, or were never sealed.
    Forged,
    /// They were sealed for another kind of flow, issuer, endpoint, client or redirect URI.
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
                "the flow was sealed for another kind of flow, issuer, endpoint, client or redirect URI",
            ),
            Self::Expired => f.write_str("the sealed flow's lifetime is over; start it again"),
        }
    }
}

impl core::error::Error for UnsealError {}

/// What a sealed flow belongs to.
pub(crate) fn binding(kind: &str, client: &Client, redirect_uri: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    part(kind);
    part(client.issuer().unwrap_or_default());
    for endpoint in Endpoint::ALL {
        part(client.endpoint(endpoint).unwrap_or_default());
    }
    part(client.client_id());
    part(redirect_uri);
    hash.finalize().into()
}

/// Seals the payload.
pub(crate) fn seal(
    key: &SealKey,
    entropy: &Seed,
    binding: [u8; 32],
    expires_at: UnixTime,
    write: impl FnOnce(&mut Payload),
) -> Vec<u8> {
    let mut payload = Payload(Vec::new());
    payload.bytes(&binding);
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

/// Opens the payload.
pub(crate) fn open(
    keys: &[SealKey],
    binding: [u8; 32],
    sealed: &[u8],
    now: UnixTime,
) -> Result<Opened, UnsealError> {
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
    if opened.bytes()? != binding {
        return Err(UnsealError::OtherBinding);
    }
    if now >= opened.time()? {
        return Err(UnsealError::Expired);
    }
    Ok(opened)
}

/// What is to be sealed, each part with its length before it.
pub(crate) struct Payload(Vec<u8>);

impl Payload {
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend((bytes.len() as u64).to_be_bytes());
        self.0.extend(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.bytes(&number.to_be_bytes());
    }

    pub(crate) fn time(&mut self, time: UnixTime) {
        self.number(time.as_secs());
    }

    pub(crate) fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// What was sealed, read part by part.
pub(crate) struct Opened {
    payload: SecretBytes,
    at: usize,
}

impl Opened {
    pub(crate) fn bytes(&mut self) -> Result<&[u8], UnsealError> {
        let rest = self.payload.expose().get(self.at..).ok_or(UnsealError::Malformed)?;
        let (len, rest) = rest.split_first_chunk().ok_or(UnsealError::Malformed)?;
        let len = usize::try_from(u64::from_be_bytes(*len)).map_err(|_| UnsealError::Malformed)?;
        let part = rest.get(..len).ok_or(UnsealError::Malformed)?;
        self.at += 8 + len;
        Ok(part)
    }

    pub(crate) fn text(&mut self) -> Result<String, UnsealError> {
        core::str::from_utf8(self.bytes()?).map(String::from).map_err(|_| UnsealError::Malformed)
    }

    pub(crate) fn number(&mut self) -> Result<u64, UnsealError> {
        let bytes = self.bytes()?.try_into().map_err(|_| UnsealError::Malformed)?;
        Ok(u64::from_be_bytes(bytes))
    }

    pub(crate) fn time(&mut self) -> Result<UnixTime, UnsealError> {
        self.number().map(UnixTime::from_secs)
    }

    pub(crate) fn optional(&mut self) -> Result<Option<String>, UnsealError> {
        let there = self.number()? == 1;
        let text = self.text()?;
        Ok(there.then_some(text))
    }
}

#[cfg(test)]
mod tests;
