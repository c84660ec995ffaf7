//! When the next request may go: a budget of requests over limits and time that the caller gives.
//!
//! What Upwork's limits are is not certain: 10 a second or 300 a minute for an address, 40,000 a day, say
//! its sources. So they are yours to set.
//!
//! ```
//! use core::num::NonZeroU32;
//! use core::time::Duration;
//! use upwork_graphql::rate::{Limit, Next, RateBudget};
//!
//! let two_a_second = Limit { requests: NonZeroU32::new(2).unwrap(), window: Duration::from_secs(1) };
//! let mut budget = RateBudget::new([two_a_second]);
//! let start = Duration::from_secs(100); // of any clock that only goes forward
//! for _ in 0..2 {
//!     assert_eq!(budget.poll(start), Next::Now);
//!     budget.handle_sent(start);
//! }
//! let Next::At(later) = budget.poll(start) else { panic!() };
//! assert!(later > start + Duration::from_millis(999) && later < start + Duration::from_millis(1050));
//! assert_eq!(budget.poll(later), Next::Now);
//! ```

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::num::NonZeroU32;
use core::time::Duration;

/// So many requests in any stretch of time of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub requests: NonZeroU32,
    /// In which time.
    pub window: Duration,
}

/// When the next request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Now.
    Now,
    /// Not before this time.
    At(Duration),
}

/// A count of what was sent, held against limits.
///
/// Times are counted from any fixed point by a clock that only goes forward, such as the start of the
/// program. Of each limit it keeps some 64 numbers, whatever the limit is, and counts a request for up to
/// a 64th of the window longer than it must: it never lets too many go.
#[derive(Clone, Debug)]
pub struct RateBudget {
    windows: Vec<Window>,
    paused_until: Duration,
}

impl RateBudget {
    /// A budget within all of these limits.
    #[must_use]
    pub fn new(limits: impl IntoIterator<Item = Limit>) -> Self {
        Self { windows: limits.into_iter().map(Window::new).collect(), paused_until: Duration::ZERO }
    }

    /// When the next request may go. Asking changes nothing.
    #[must_use]
    pub fn poll(&self, now: Duration) -> Next {
        let at = self.windows.iter().map(|window| window.free_at(now)).fold(self.paused_until, Duration::max);
        if at <= now { Next::Now } else { Next::At(at) }
    }

    /// Tells that a request went.
    pub fn handle_sent(&mut self, now: Duration) {
        for window in &mut self.windows {
            window.sent(now);
        }
    }

    /// Tells that the server wants no request before this time (status 429). A shorter pause does not
    /// end a longer one.
    pub fn handle_rate_limited(&mut self, until: Duration) {
        self.paused_until = self.paused_until.max(until);
    }

    /// The same, for so many seconds from now: those of
    /// [`Advice::SendAgain`](crate::retry::Advice::SendAgain), or the server's own. A number that no clock
    /// gets to is a pause without an end, not a panic.
    pub fn pause_for(&mut self, now: Duration, seconds: u64) {
        self.handle_rate_limited(now.saturating_add(Duration::from_secs(seconds)));
    }
}

/// What was sent, by slots of time.
#[derive(Clone, Debug)]
struct Window {
    limit: u32,
    /// Nanoseconds a slot.
    slot: u64,
    /// The slots in which something was sent and how much, oldest first.
    sent: VecDeque<(u64, u32)>,
}

/// A window is this many slots.
const SLOTS: u64 = 64;

impl Window {
    fn new(limit: Limit) -> Self {
        let window = u64::try_from(limit.window.as_nanos()).unwrap_or(u64::MAX);
        Self { limit: limit.requests.get(), slot: window.div_ceil(SLOTS).max(1), sent: VecDeque::new() }
    }

    fn slot_of(&self, now: Duration) -> u64 {
        u64::try_from(now.as_nanos()).unwrap_or(u64::MAX) / self.slot
    }

    /// The slot in which nothing sent in this one counts any more: all of it is a window ago.
    fn expiry(slot: u64) -> u64 {
        slot.saturating_add(SLOTS + 1)
    }

    fn free_at(&self, now: Duration) -> Duration {
        let current = self.slot_of(now);
        let counted = self.sent.iter().filter(|(slot, _)| Self::expiry(*slot) > current);
        let mut count: u64 = counted.clone().map(|(_, sent)| u64::from(*sent)).sum();
        let mut free_at = now;
        for (slot, sent) in counted {
            if count < u64::from(self.limit) {
                break;
            }
            count -= u64::from(*sent);
            free_at = Duration::from_nanos(Self::expiry(*slot).saturating_mul(self.slot));
        }
        free_at
    }

    fn sent(&mut self, now: Duration) {
        let newest = self.sent.back().map_or(0, |(slot, _)| *slot);
        // Should the clock go back, the count does not.
        let current = self.slot_of(now).max(newest);
        while self.sent.front().is_some_and(|(slot, _)| Self::expiry(*slot) <= current) {
            self.sent.pop_front();
        }
        match self.sent.back_mut() {
            Some((slot, sent)) if *slot == current => *sent = sent.saturating_add(1),
            _ => self.sent.push_back((current, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn limit(requests: u32, window: Duration) -> Limit {
        Limit { requests: NonZeroU32::new(requests).unwrap(), window }
    }

    #[test]
    fn the_tightest_limit_counts() {
        let mut budget =
            RateBudget::new([limit(2, Duration::from_secs(1)), limit(3, Duration::from_secs(60))]);
        let mut now = Duration::ZERO;
        for _ in 0..3 {
            while let Next::At(at) = budget.poll(now) {
                now = at;
            }
            budget.handle_sent(now);
        }
        assert!(now < Duration::from_secs(2));
        let Next::At(at) = budget.poll(now) else { panic!() };
        assert!(at >= Duration::from_secs(60) && at < Duration::from_secs(62), "{at:?}");
    }

    #[test]
    fn a_pause_lasts() {
        let mut budget = RateBudget::new([]);
        assert_eq!(budget.poll(Duration::ZERO), Next::Now);
        budget.handle_rate_limited(Duration::from_secs(9));
        budget.handle_rate_limited(Duration::from_secs(3));
        assert_eq!(budget.poll(Duration::from_secs(8)), Next::At(Duration::from_secs(9)));
        assert_eq!(budget.poll(Duration::from_secs(9)), Next::Now);
    }

    #[test]
    fn a_pause_from_now_on() {
        let mut budget = RateBudget::new([]);
        budget.pause_for(Duration::from_secs(100), 9);
        assert_eq!(budget.poll(Duration::from_secs(101)), Next::At(Duration::from_secs(109)));
        budget.pause_for(Duration::from_secs(100), u64::MAX);
        assert_eq!(budget.poll(Duration::from_secs(u64::MAX - 1)), Next::At(Duration::MAX));
    }

    #[test]
    fn a_clock_that_goes_back_frees_nothing() {
        let mut budget = RateBudget::new([limit(2, Duration::from_secs(1))]);
        budget.handle_sent(Duration::from_secs(100));
        budget.handle_sent(Duration::from_secs(50));
        let Next::At(at) = budget.poll(Duration::from_secs(100)) else { panic!() };
        assert!(at >= Duration::from_secs(101), "{at:?}");
    }

    #[test]
    fn memory_is_bounded_and_extremes_do_no_harm() {
        let mut budget =
            RateBudget::new([limit(40_000, Duration::from_secs(86_400)), limit(1, Duration::MAX)]);
        for at in 0..10_000_u64 {
            budget.handle_sent(Duration::from_secs(at * 60));
        }
        assert!(budget.windows[0].sent.len() <= SLOTS as usize + 1);
        budget.handle_sent(Duration::MAX);
        let _ = (budget.poll(Duration::MAX), budget.poll(Duration::ZERO));
        let mut none = RateBudget::new([limit(1, Duration::ZERO)]);
        none.handle_sent(Duration::ZERO);
        assert_eq!(none.poll(Duration::from_nanos(SLOTS + 1)), Next::Now);
    }

    proptest! {
        #[test]
        fn never_too_many_and_never_stuck(
            requests in 1..20_u32,
            window in 1..5_000_u64,
            pauses in proptest::collection::vec(0..400_u64, 1..200),
        ) {
            let window = Duration::from_millis(window);
            let mut budget = RateBudget::new([limit(requests, window)]);
            let mut now = Duration::from_secs(7);
            let mut sent: Vec<Duration> = Vec::new();
            for pause in pauses {
                now += Duration::from_millis(pause);
                if let Next::At(at) = budget.poll(now) {
                    prop_assert!(at > now && at <= now + window + window / 32 + Duration::from_nanos(200));
                    now = at;
                    prop_assert_eq!(budget.poll(now), Next::Now);
                }
                budget.handle_sent(now);
                sent.push(now);
                let in_window = sent.iter().filter(|at| now - **at < window).count();
                prop_assert!(in_window <= requests as usize, "{} in {:?}", in_window, window);
            }
        }
    }
}
