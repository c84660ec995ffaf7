//! Time as the caller tells it.

use core::fmt;

/// Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted: what `oauth_timestamp`
/// (RFC 5849 §3.3) carries and what every expiry in these crates is kept as.
///
/// The crates never read a clock; each call that depends on time takes one of these.
///
/// ```
/// use oauth_wire::time::UnixTime;
/// use std::time::{SystemTime, UNIX_EPOCH};
///
/// let now = UnixTime::from_secs(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs());
/// assert!(now < now.plus(60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The time `seconds` after the epoch.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// `seconds` later; stays at the largest time instead of wrapping.
    #[must_use]
    pub const fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// `seconds` earlier; stays at the epoch instead of wrapping.
    #[must_use]
    pub const fn minus(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` until this time, 0 where it lies before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
