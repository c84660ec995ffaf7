//! Secrets that are owned: redacted in `Debug`, overwritten when dropped (feature `zeroize`),
//! compared in constant time.

use core::fmt;
use core::hint::black_box;
use subtle::ConstantTimeEq;

/// Whether two byte strings are equal, in a time that depends on their lengths alone.
#[must_use]
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut difference = 0_u64;
    // Hidden each time, so that no compiler finds a reason to stop early.
    let mut differ = |a: u64, b: u64| difference = black_box(difference | (a ^ b));
    if let (Some(a_last), Some(b_last)) = (a.last_chunk(), b.last_chunk()) {
        for (a, b) in a.as_chunks().0.iter().zip(b.as_chunks().0) {
            differ(u64::from_ne_bytes(*a), u64::from_ne_bytes(*b));
        }
        // It overlaps with those before.
        differ(u64::from_ne_bytes(*a_last), u64::from_ne_bytes(*b_last));
    } else {
        a.iter().zip(b).for_each(|(a, b)| differ((*a).into(), (*b).into()));
    }
    difference.ct_eq(&0).into()
}

/// Overwrites `bytes` with zeros in a way that the optimizer keeps; does nothing without the
/// feature `zeroize`.
#[inline]
pub fn wipe(bytes: &mut [u8]) {
    #[cfg(feature = "zeroize")]
    {
        // Many bytes with one store, unlike `Zeroize`'s volatile byte after byte; the barrier makes
        // the compiler believe that somebody reads the zeros.
        bytes.fill(0);
        zeroize::optimization_barrier(bytes);
    }
    #[cfg(not(feature = "zeroize"))]
    let _ = bytes;
}

/// A secret string: a client secret, a token, a password.
///
/// ```
/// use oauth_wire::secret::Secret;
/// let token = Secret::from("oauth2v2_f5…");
/// assert_eq!(format!("{token:?}"), "Secret(••••)");
/// assert_eq!(token.expose(), "oauth2v2_f5…");
/// ```
#[cfg(feature = "alloc")]
#[derive(Clone)]
pub struct Secret(alloc::string::String);

#[cfg(feature = "alloc")]
impl Secret {
    /// The text itself. Each call of this is a place where it can leak.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(feature = "alloc")]
impl From<alloc::string::String> for Secret {
    fn from(text: alloc::string::String) -> Self {
        Self(text)
    }
}

#[cfg(feature = "alloc")]
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

#[cfg(feature = "alloc")]
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.0.as_bytes(), other.0.as_bytes())
    }
}

#[cfg(feature = "alloc")]
impl Eq for Secret {}

#[cfg(feature = "alloc")]
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", crate::redact::MASK)
    }
}

#[cfg(feature = "alloc")]
impl Drop for Secret {
    fn drop(&mut self) {
        let mut bytes = core::mem::take(&mut self.0).into_bytes();
        wipe(&mut bytes);
    }
}

/// A secret string where it lies: what owns a [`Secret`] lends parts of it so.
///
/// ```
/// use oauth_wire::secret::SecretStr;
/// let token = SecretStr::new("oauth2v2_f5…");
/// assert_eq!(format!("{token:?} {}", token.expose().len()), "SecretStr(••••) 14");
/// ```
#[derive(Clone, Copy)]
pub struct SecretStr<'a>(&'a str);

impl<'a> SecretStr<'a> {
    /// Masks `text`.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text itself. Each call of this is a place where it can leak.
    #[must_use]
    pub const fn expose(self) -> &'a str {
        self.0
    }
}

impl PartialEq for SecretStr<'_> {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.0.as_bytes(), other.0.as_bytes())
    }
}

impl Eq for SecretStr<'_> {}

impl fmt::Debug for SecretStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretStr({})", crate::redact::MASK)
    }
}

#[cfg(feature = "alloc")]
impl From<SecretStr<'_>> for Secret {
    fn from(secret: SecretStr<'_>) -> Self {
        secret.0.into()
    }
}

/// Secret bytes on their way out: a request body, a header's value. Like [`Secret`], for bytes.
#[cfg(feature = "alloc")]
#[derive(Clone, Default)]
pub struct SecretBytes(alloc::vec::Vec<u8>);

#[cfg(feature = "alloc")]
impl SecretBytes {
    /// The bytes themselves. Each call of this is a place where they can leak.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(feature = "alloc")]
impl From<alloc::vec::Vec<u8>> for SecretBytes {
    fn from(bytes: alloc::vec::Vec<u8>) -> Self {
        Self(bytes)
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes({})", crate::redact::MASK)
    }
}

#[cfg(feature = "alloc")]
impl Drop for SecretBytes {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality() {
        assert!(constant_time_eq(b"abc", b"abc"));
        assert!(!constant_time_eq(b"abc", b"abd"));
        assert!(!constant_time_eq(b"abc", b"ab"));
        for len in 0..43 {
            let text = [b'a'; 43];
            assert!(constant_time_eq(&text[..len], &"a".repeat(len).into_bytes()));
            for (at, bit) in (0..len).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
                let mut other = text;
                other[at] ^= 1 << bit;
                assert!(!constant_time_eq(&text[..len], &other[..len]), "{len} {at} {bit}");
            }
        }
    }

    #[cfg(feature = "zeroize")]
    #[test]
    fn wiping() {
        let mut bytes = *b"secret";
        wipe(&mut bytes);
        assert_eq!(bytes, [0; 6]);
    }
}
