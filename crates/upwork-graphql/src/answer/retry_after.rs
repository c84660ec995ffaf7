//! `Retry-After` ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).

use oauth_wire::time::UnixTime;

/// When the server says to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// This many seconds after the answer came.
    Seconds(u64),
    /// At this time of the server's clock.
    At(UnixTime),
}

impl RetryAfter {
    /// Reads the header's value: seconds, or a date as HTTP writes them now (`Sun, 06 Nov 1994 08:49:37
    /// GMT`). The two forms of date that went out of use in 1999 are read as nothing.
    #[must_use]
    pub fn parse(value: &[u8]) -> Option<Self> {
        let text = core::str::from_utf8(value).ok()?.trim_matches([' ', '\t']);
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Seconds(text.parse().unwrap_or(u64::MAX)));
        }
        imf_fixdate(text).map(Self::At)
    }

    /// Seconds from `now` until then.
    #[must_use]
    pub fn seconds_from(self, now: UnixTime) -> u64 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::At(time) => time.since(now),
        }
    }
}

/// `IMF-fixdate` ([RFC 9110 §5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)).
fn imf_fixdate(text: &str) -> Option<UnixTime> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let bytes = text.as_bytes();
    let fixed = bytes.len() == 29
        && bytes[3..5] == *b", "
        && [7, 11, 16].iter().all(|&at| bytes[at] == b' ')
        && [19, 22].iter().all(|&at| bytes[at] == b':')
        && bytes[25..] == *b" GMT";
    if !fixed {
        return None;
    }
    let number = |start: usize, end: usize| {
        bytes[start..end]
            .iter()
            .try_fold(0_u64, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0')))
    };
    let month = MONTHS.iter().position(|month| month.as_bytes() == &bytes[8..11])? as u64 + 1;
    let (day, year) = (number(5, 7)?, number(12, 16)?);
    let (hour, minute, second) = (number(17, 19)?, number(20, 22)?, number(23, 25)?);
    if year < 1970 || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1970-01-01, counting years from March so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468;
    Some(UnixTime::from_secs(((days * 24 + hour) * 60 + minute) * 60 + second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_forms() {
        let at = |secs| Some(RetryAfter::At(UnixTime::from_secs(secs)));
        for (value, expected) in [
            ("120", Some(RetryAfter::Seconds(120))),
            (" 0\t", Some(RetryAfter::Seconds(0))),
            ("99999999999999999999999", Some(RetryAfter::Seconds(u64::MAX))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", at(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", at(0)),
            ("Thu, 29 Feb 2024 23:59:60 GMT", at(1_709_251_200)),
            ("Sat, 01 Mar 2025 00:00:00 GMT", at(1_740_787_200)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 EST", None),
            ("Sun, 00 Nov 1994 08:49:37 GMT", None),
            ("-1", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(RetryAfter::parse(value.as_bytes()), expected, "{value}");
        }
        assert_eq!(RetryAfter::At(UnixTime::from_secs(5)).seconds_from(UnixTime::from_secs(9)), 0);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: alloc::vec::Vec<u8>, date in "[A-Z][a-z]{2}, [0-9]{2} (Jan|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT") {
            let _ = (RetryAfter::parse(&bytes), RetryAfter::parse(date.as_bytes()));
        }
    }
}
