//! The sandbox's time: the system's, and an offset that tests move.

use oauth_wire::time::UnixTime;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The sandbox's clock. Clones show the same time; [`advance`](Self::advance) moves it for all of
/// them and for the server, so that a test need not sleep 24 hours to see a token expire.
///
/// ```
/// use std::time::Duration;
///
/// let sandbox = upwork_sandbox::Sandbox::start(upwork_sandbox::Config::new()).unwrap();
/// let clock = sandbox.clock();
/// let before = clock.now();
/// sandbox.advance(Duration::from_secs(24 * 60 * 60));
/// assert!(clock.now() >= before.plus(24 * 60 * 60));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset: Arc<AtomicU64>,
}

impl Clock {
    /// The sandbox's time.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixTime::from_secs(system.as_secs()).plus(self.offset.load(Ordering::SeqCst))
    }

    /// Moves the clock forward by the whole seconds of `by`. It can't be moved back.
    pub fn advance(&self, by: Duration) {
        let _ = self.offset.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |offset| {
            Some(offset.saturating_add(by.as_secs()))
        });
    }
}
