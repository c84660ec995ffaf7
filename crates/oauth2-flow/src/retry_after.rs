//! `Retry-After` ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).

use crate::answer::LATEST;
use oauth_wire::message::Response;
use oauth_wire::retry_after::RetryAfter;
use oauth_wire::time::UnixTime;

/// When the server will have the next request, where it says so in a form that is understood:
/// seconds, or a date in any of HTTP's forms (`Sun, 06 Nov 1994 08:49:37 GMT`). At most the end of the year
/// 9999, whatever the server said.
///
/// ```
/// use oauth_wire::{message::Response, time::UnixTime};
/// use oauth2_flow::retry_after::retry_after;
///
/// let response = Response::new(429, &[("Retry-After", b"120")], b"");
/// assert_eq!(retry_after(&response, UnixTime::from_secs(1_000)), Some(UnixTime::from_secs(1_120)));
/// ```
#[must_use]
pub fn retry_after(response: &Response<'_>, now: UnixTime) -> Option<UnixTime> {
    Some(RetryAfter::parse(response.header("retry-after")?, now)?.time(now).min(LATEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for (value, time) in [
            ("30", Some(130)),
            ("253402300699", Some(253_402_300_799)),
            ("253402300700", Some(253_402_300_799)),
            ("99999999999999999999999", Some(253_402_300_799)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(253_402_300_799)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            // Of a hundred years, the one that is next to now, which is 1970.
            ("Saturday, 06-Nov-99 08:49:37 GMT", Some(941_878_177)),
            ("soon", None),
        ] {
            let headers = [("retry-after", value.as_bytes())];
            let response = Response::new(503, &headers, b"");
            let after = retry_after(&response, UnixTime::from_secs(100));
            assert_eq!(after.map(UnixTime::as_secs), time, "{value}");
        }
        assert_eq!(retry_after(&Response::new(503, &[], b""), UnixTime::from_secs(100)), None);
    }
}
