//! One seed from the caller, any number of unrelated values from it.
//!
//! `state`, PKCE verifiers, nonces and their kin must be unguessable (RFC 6749 §10.10, RFC 7636
//! §7.1). The crates draw no random bytes of their own: the caller hands 32 of them over once, and
//! each value is `HMAC-SHA256(seed, label ‖ 0x00 ‖ counter)`, so that one of them tells nothing
//! of another and the same seed gives the same bytes again (for tests and for recorded runs).

use crate::secret::wipe;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use core::fmt;
use hmac::{HmacReset, KeyInit, Mac};
use sha2::Sha256;

/// 32 random bytes, the root of every value that a flow must make up. Use one for one flow.
///
/// ```
/// use oauth_wire::seed::Seed;
/// # #[cfg(feature = "getrandom")] let seed = Seed::generate().unwrap(); // where there is an OS
/// let seed = Seed::from_bytes([7; 32]); // elsewhere: from your random number generator
/// assert_ne!(seed.text("state", 0), seed.text("code_verifier", 0));
/// assert_eq!(seed.text("state", 0).as_str().len(), 43); // the length PKCE asks for
/// ```
#[derive(Clone)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed from 32 bytes of a cryptographically secure random number generator.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A seed from the operating system's random bytes.
    ///
    /// # Errors
    /// When the system has none to give.
    #[cfg(feature = "getrandom")]
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The 32 bytes that belong to `label` and `counter`.
    #[must_use]
    pub fn bytes(&self, label: &str, counter: u64) -> [u8; 32] {
        value(&mut self.keyed(), label, counter)
    }

    /// The texts that belong to several labels and one counter: each as [`text`](Self::text) gives
    /// it, for less work.
    #[must_use]
    pub fn texts<const N: usize>(&self, labels: [&str; N], counter: u64) -> [SeedText; N] {
        let mut keyed = self.keyed();
        let mut texts = [const { SeedText([0; 43]) }; N];
        for (text, label) in texts.iter_mut().zip(labels) {
            text.set(value(&mut keyed, label, counter));
        }
        texts
    }

    /// The same 32 bytes as 43 characters of base64url (RFC 4648 §5, unpadded): only unreserved
    /// characters, so no encoder changes them.
    #[must_use]
    pub fn text(&self, label: &str, counter: u64) -> SeedText {
        let mut text = SeedText([0; 43]);
        text.set(self.bytes(label, counter));
        text
    }

    fn keyed(&self) -> HmacReset<Sha256> {
        HmacReset::new_from_slice(&self.0).expect("HMAC takes a key of any length")
    }
}

fn value(mac: &mut HmacReset<Sha256>, label: &str, counter: u64) -> [u8; 32] {
    mac.update(label.as_bytes());
    mac.update(&[0]);
    mac.update(&counter.to_be_bytes());
    mac.finalize_reset().into_bytes().into()
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed({})", crate::redact::MASK)
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// 43 characters of base64url that [`Seed::text`] made.
#[derive(Clone)]
pub struct SeedText([u8; 43]);

impl SeedText {
    // In its place: what is moved leaves copies behind.
    fn set(&mut self, mut bytes: [u8; 32]) {
        URL_SAFE_NO_PAD.encode_slice(bytes, &mut self.0).expect("32 bytes make 43 characters");
        wipe(&mut bytes);
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl PartialEq for SeedText {
    fn eq(&self, other: &Self) -> bool {
        crate::secret::constant_time_eq(&self.0, &other.0)
    }
}

impl Eq for SeedText {}

impl fmt::Debug for SeedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeedText({})", crate::redact::MASK)
    }
}

impl Drop for SeedText {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_differ_by_label_and_counter_and_repeat_by_seed() {
        let seed = Seed::from_bytes([1; 32]);
        assert_eq!(seed.bytes("a", 0), Seed::from_bytes([1; 32]).bytes("a", 0));
        assert_ne!(seed.bytes("a", 0), seed.bytes("a", 1));
        assert_ne!(seed.bytes("a", 0), seed.bytes("b", 0));
        assert_ne!(seed.bytes("a", 0), Seed::from_bytes([2; 32]).bytes("a", 0));
        assert!(seed.texts(["a", "b"], 3) == [seed.text("a", 3), seed.text("b", 3)]);
    }

    #[test]
    fn debug_shows_nothing() {
        let seed = Seed::from_bytes([1; 32]);
        assert_eq!(std::format!("{seed:?} {:?}", seed.text("a", 0)), "Seed(••••) SeedText(••••)");
    }
}
