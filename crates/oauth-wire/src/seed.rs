//! One seed from the caller, any number of unrelated values from it.
//!
//! `state`, PKCE verifiers, nonces and their kin must be unguessable (RFC 6749 §10.10, RFC 7636
//! §7.1). The crates draw no random bytes of their own: the caller hands 32 of them over once, and
//! each value is `SHA-256(counter ‖ seed ‖ label)`, the one-step key derivation of NIST SP 800-56C
//! §4.1 with a counter of eight bytes. So one of them tells nothing of another, and the same seed gives
//! the same bytes again (for tests and for recorded runs).
//!
//! A hash with a secret in it is no MAC where somebody may append to what is hashed. Here nobody can:
//! the hash's own padding, which would have to stand before what is appended, starts with the byte
//! 0x80, and no text goes on with that.

use crate::base64url;
use crate::secret::wipe;
use crate::sha256;
use core::fmt;

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
    #[inline]
    #[must_use]
    pub fn bytes(&self, label: &str, counter: u64) -> [u8; 32] {
        sha256::digest(&[&counter.to_be_bytes(), &self.0, label.as_bytes()])
    }

    /// The same 32 bytes as 43 characters of base64url (RFC 4648 §5, unpadded): only unreserved
    /// characters, so no encoder changes them.
    #[must_use]
    pub fn text(&self, label: &str, counter: u64) -> SeedText {
        let mut bytes = self.bytes(label, counter);
        let text = SeedText(base64url::encode(&bytes));
        wipe(&mut bytes);
        text
    }
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
pub struct SeedText(base64url::Text);

impl SeedText {
    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl PartialEq for SeedText {
    fn eq(&self, other: &Self) -> bool {
        crate::secret::constant_time_eq(&self.0.0, &other.0.0)
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
        wipe(&mut self.0.0);
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
        // By another program: printf '0000000000000003%s61' $(printf '01%.0s' $(seq 32)) | xxd -r -p | sha256sum
        assert_eq!(seed.bytes("a", 3)[..8], [0xff, 0x10, 0x6f, 0x07, 0x69, 0xa9, 0xcc, 0xfa]);
    }

    #[test]
    fn debug_shows_nothing() {
        let seed = Seed::from_bytes([1; 32]);
        assert_eq!(std::format!("{seed:?} {:?}", seed.text("a", 0)), "Seed(••••) SeedText(••••)");
    }
}
