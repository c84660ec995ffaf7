//! `Retry-After` ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).

use oauth_wire::message::Response;
use oauth_wire::time::UnixTime;

/// When the server will have the next request, where it says so in a form that is understood:
/// seconds, or a date as RFC 9110 has them sent (`Sun, 06 Nov 1994 08:49:37 GMT`).
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
    let value = response.header("retry-after")?.trim_ascii();
    if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
        // More digits than fit mean: not in our time.
        let seconds = core::str::from_utf8(value).ok()?.parse().unwrap_or(u64::MAX);
        return Some(now.plus(seconds));
    }
    http_date(value)
}

/// An IMF-fixdate ([RFC 9110 §5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)).
fn http_date(value: &[u8]) -> Option<UnixTime> {
    const MONTHS: &[&[u8; 3]; 12] =
        &[b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    let value: &[u8; 29] = value.try_into().ok()?;
    let number = |from: usize, len: usize| -> Option<u64> {
        value[from..from + len]
            .iter()
            .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u64::from(digit - b'0')))
    };
    let fixed = [(3, ", "), (7, " "), (11, " "), (16, " "), (19, ":"), (22, ":"), (25, " GMT")];
    if !fixed.iter().all(|(at, text)| value[*at..].starts_with(text.as_bytes())) {
        return None;
    }
    let month = MONTHS.iter().position(|month| value[8..11] == **month)? as u64 + 1;
    let (day, year) = (number(5, 2)?, number(12, 4)?);
    let (hour, minute, second) = (number(17, 2)?, number(20, 2)?, number(23, 2)?);
    if !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 || year < 1970 {
        return None;
    }
    // Days since 1970 in the Gregorian calendar, the year starting in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    let seconds = days.checked_sub(719_468)? * 86_400 + hour * 3600 + minute * 60 + second;
    Some(UnixTime::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(value: &str) -> Option<u64> {
        let headers = [("retry-after", value.as_bytes())];
        let response = Response::new(503, &headers, b"");
        retry_after(&response, UnixTime::from_secs(100)).map(UnixTime::as_secs)
    }

    #[test]
    fn values() {
        for (value, time) in [
            ("0", Some(100)),
            (" 30 ", Some(130)),
            ("99999999999999999999999", Some(u64::MAX)),
            // RFC 9110 §5.6.7's example
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Tue, 29 Feb 2000 23:59:59 GMT", Some(951_868_799)),
            ("Fri, 31 Dec 2100 00:00:00 GMT", Some(4_133_894_400)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 00 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1969 08:49:37 GMT", None),
            ("Sun, 06 Xxx 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("", None),
            ("-1", None),
            ("soon", None),
        ] {
            assert_eq!(at(value), time, "{value}");
        }
    }
}
