//! Nonces from one seed ([RFC 5849 §3.3](https://www.rfc-editor.org/rfc/rfc5849#section-3.3)).

use core::fmt;
use oauth_wire::seed::{Seed, SeedText};

/// Makes nonces that never repeat, without a system call for each: every one is derived from the
/// seed and a counter, and tells nothing of the next.
///
/// ```
/// use oauth1_sign::NonceSource;
/// use oauth_wire::seed::Seed;
///
/// let mut nonces = NonceSource::new(Seed::from_bytes([7; 32])); // 32 random bytes, once
/// assert_ne!(nonces.next().as_str(), nonces.next().as_str());
/// ```
///
/// Each process and each thread needs a seed of its own. After a restart take a new one: the same
/// seed makes the same nonces again.
pub struct NonceSource {
    seed: Seed,
    counter: u64,
}

impl NonceSource {
    /// Nonces from this seed.
    #[must_use]
    pub const fn new(seed: Seed) -> Self {
        Self { seed, counter: 0 }
    }

    /// The next nonce: 43 unreserved characters, 256 bits.
    #[allow(clippy::should_implement_trait, reason = "endless: as an iterator it would be collected")]
    pub fn next(&mut self) -> SeedText {
        let nonce = self.seed.text("oauth_nonce", self.counter);
        self.counter += 1;
        nonce
    }
}

impl fmt::Debug for NonceSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NonceSource").field("counter", &self.counter).finish_non_exhaustive()
    }
}
