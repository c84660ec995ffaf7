//! `Retry-After` ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)), and the
//! dates that HTTP writes ([§5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)).

use crate::time::UnixTime;

/// When a server says to come back.
///
/// ```
/// use oauth_wire::{retry_after::RetryAfter, time::UnixTime};
///
/// let now = UnixTime::from_secs(784_111_700);
/// let at = UnixTime::from_secs(784_111_777);
/// assert_eq!(RetryAfter::parse(b"120", now), Some(RetryAfter::Seconds(120)));
/// // The three forms of RFC 9110 §5.6.7
/// for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
///     assert_eq!(RetryAfter::parse(date.as_bytes(), now), Some(RetryAfter::At(at)));
/// }
/// assert_eq!(RetryAfter::parse(b"soon", now), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// This many seconds after the answer came.
    Seconds(u64),
    /// At this time of the server's clock.
    At(UnixTime),
}

impl RetryAfter {
    /// Reads the field's value; what is neither seconds nor a date is read as nothing.
    ///
    /// `now` tells which century a year of two digits means: the latest that lies no more than 50
    /// years ahead. For all else it does not matter.
    #[must_use]
    pub fn parse(value: &[u8], now: UnixTime) -> Option<Self> {
        let value = value.trim_ascii();
        if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
            // More digits than fit mean: not in our time.
            let seconds = core::str::from_utf8(value).ok()?.parse().unwrap_or(u64::MAX);
            return Some(Self::Seconds(seconds));
        }
        http_date(value, now).map(Self::At)
    }

    /// The time to come back, for an answer that came at `now`.
    #[must_use]
    pub const fn time(self, now: UnixTime) -> UnixTime {
        match self {
            Self::Seconds(seconds) => now.plus(seconds),
            Self::At(time) => time,
        }
    }

    /// Seconds from `now` until then; 0 where that is past.
    #[must_use]
    pub const fn seconds_from(self, now: UnixTime) -> u64 {
        self.time(now).since(now)
    }
}

/// ```text
/// HTTP-date    = IMF-fixdate / obs-date
/// IMF-fixdate  = day-name "," SP date1 SP time-of-day SP GMT
/// rfc850-date  = day-name-l "," SP date2 SP time-of-day SP GMT
/// asctime-date = day-name SP date3 SP time-of-day SP year
/// date1        = day SP month SP year
/// date2        = day "-" month "-" 2DIGIT
/// date3        = month SP ( 2DIGIT / ( SP 1DIGIT ))
/// ```
/// Case matters. The name of the day is not held against the date.
fn http_date(value: &[u8], now: UnixTime) -> Option<UnixTime> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let mut rest = Fields(value);
    let name = rest.until(|byte| !byte.is_ascii_alphabetic());
    let long = DAYS.iter().any(|day| name == day.as_bytes());
    let short = DAYS.iter().any(|day| name == &day.as_bytes()[..3]);
    let (date, year) = match () {
        () if long => {
            rest.literal(b", ")?;
            let day = rest.number(2)?;
            rest.literal(b"-")?;
            let month = rest.month()?;
            rest.literal(b"-")?;
            let year = rest.number(2)?;
            rest.literal(b" ")?;
            let time = rest.time_of_day()?;
            rest.literal(b" GMT")?;
            (Date { month, day, time }, Year::OfCentury(year))
        }
        () if short && rest.literal(b", ").is_some() => {
            let day = rest.number(2)?;
            rest.literal(b" ")?;
            let month = rest.month()?;
            rest.literal(b" ")?;
            let year = rest.number(4)?;
            rest.literal(b" ")?;
            let time = rest.time_of_day()?;
            rest.literal(b" GMT")?;
            (Date { month, day, time }, Year::Whole(year))
        }
        () if short => {
            rest.literal(b" ")?;
            let month = rest.month()?;
            rest.literal(b" ")?;
            let day = if rest.literal(b" ").is_some() { rest.number(1)? } else { rest.number(2)? };
            rest.literal(b" ")?;
            let time = rest.time_of_day()?;
            rest.literal(b" ")?;
            (Date { month, day, time }, Year::Whole(rest.number(4)?))
        }
        () => return None,
    };
    if !rest.0.is_empty() {
        return None;
    }
    match year {
        Year::Whole(year) => date.in_year(year),
        Year::OfCentury(year) => date.in_latest_year(year, now),
    }
}

enum Year {
    Whole(u64),
    OfCentury(u64),
}

/// A date without its year.
struct Date {
    /// From 1.
    month: u64,
    day: u64,
    /// Seconds since midnight.
    time: u64,
}

impl Date {
    /// The time that this is in the year; `None` where the month has no such day, and before 1970.
    fn in_year(&self, year: u64) -> Option<UnixTime> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days_of_month = match self.month {
            2 => 28 + u64::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if year < 1970 || !(1..=days_of_month).contains(&self.day) {
            return None;
        }
        // Days since 1970, the year starting in March so that the leap day comes last.
        let (year, month) = if self.month > 2 { (year, self.month - 3) } else { (year - 1, self.month + 9) };
        let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + self.day - 1;
        Some(UnixTime::from_secs((days - 719_468) * 86_400 + self.time))
    }

    /// The latest time with these two digits that is not more than 50 years ahead: RFC 9110 has what
    /// seems to lie further ahead mean the past.
    fn in_latest_year(&self, digits: u64, now: UnixTime) -> Option<UnixTime> {
        const YEAR: u64 = 31_556_952;
        // No further than the years of four digits go.
        let now = UnixTime::from_secs(now.as_secs().min(253_402_300_799));
        let century = (1970 + now.as_secs() / YEAR) / 100 * 100;
        [century + 100, century, century - 100]
            .into_iter()
            .filter_map(|century| self.in_year(century + digits))
            .find(|time| *time <= now.plus(50 * YEAR))
    }
}

/// What is left to read.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn until(&mut self, ends: impl Fn(&u8) -> bool) -> &'a [u8] {
        let (field, rest) = self.0.split_at(self.0.iter().position(ends).unwrap_or(self.0.len()));
        self.0 = rest;
        field
    }

    fn literal(&mut self, text: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    /// A number of exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<u64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number
            .iter()
            .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| 10 * sum + u64::from(digit - b'0')))
    }

    /// A month, counted from 1.
    fn month(&mut self) -> Option<u64> {
        const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
        let (name, rest) = self.0.split_at_checked(3)?;
        self.0 = rest;
        (1..).zip(MONTHS.chunks(3)).find_map(|(number, month)| (month == name).then_some(number))
    }

    /// `hour ":" minute ":" second`, as seconds since midnight; the 60th second is a leap second.
    fn time_of_day(&mut self) -> Option<u64> {
        let hour = self.number(2)?;
        self.literal(b":")?;
        let minute = self.number(2)?;
        self.literal(b":")?;
        let second = self.number(2)?;
        (hour < 24 && minute < 60 && second <= 60).then_some((hour * 60 + minute) * 60 + second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::format;
    use std::string::String;
    use std::vec::Vec;

    /// 2026-01-01T00:00:00Z
    const NOW: UnixTime = UnixTime::from_secs(1_767_225_600);

    fn at(value: &str) -> Option<u64> {
        match RetryAfter::parse(value.as_bytes(), NOW)? {
            RetryAfter::At(time) => Some(time.as_secs()),
            RetryAfter::Seconds(_) => panic!("{value}"),
        }
    }

    #[test]
    fn seconds() {
        for (value, seconds) in [
            ("0", 0),
            ("120", 120),
            (" 30\t", 30),
            ("007", 7),
            ("18446744073709551615", u64::MAX),
            ("99999999999999999999999", u64::MAX),
        ] {
            assert_eq!(
                RetryAfter::parse(value.as_bytes(), NOW),
                Some(RetryAfter::Seconds(seconds)),
                "{value}"
            );
        }
        assert_eq!(RetryAfter::Seconds(5).time(NOW), NOW.plus(5));
        assert_eq!(RetryAfter::Seconds(u64::MAX).time(NOW).as_secs(), u64::MAX);
        assert_eq!(RetryAfter::At(NOW.plus(5)).seconds_from(NOW), 5);
        assert_eq!(RetryAfter::At(NOW.minus(5)).seconds_from(NOW), 0);
    }

    #[test]
    fn dates() {
        for (value, time) in [
            // RFC 9110 §5.6.7 and §10.2.3
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Fri, 31 Dec 1999 23:59:59 GMT", 946_684_799),
            ("Fri Dec 31 23:59:59 1999", 946_684_799),
            // The bounds
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            // Leap years
            ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799),
            ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200),
            ("Sat, 01 Mar 2025 00:00:00 GMT", 1_740_787_200),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Fri, 31 Dec 2100 00:00:00 GMT", 4_133_894_400),
            // A wrong name of a day is of no account.
            ("Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("\tSun, 06 Nov 1994 08:49:37 GMT ", 784_111_777),
        ] {
            assert_eq!(at(value), Some(time), "{value}");
        }
    }

    #[test]
    fn no_dates() {
        for value in [
            "",
            " ",
            "-1",
            "1.5",
            "soon",
            "Sun",
            "Sun,",
            "Sun, ",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 GMT+1",
            "sun, 06 Nov 1994 08:49:37 GMT",
            "Xyz, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Xxx 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 32 Dec 1994 08:49:37 GMT",
            "Sun, 29 Feb 2023 08:49:37 GMT",
            "Sun, 29 Feb 2100 08:49:37 GMT",
            "Sun, 30 Feb 2000 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT",
            "Sunday, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sunday Nov  6 08:49:37 1994",
            "Sun Nov 6 08:49:37 1994",
            "Sun Nov   6 08:49:37 1994",
            "Sun Nov  6 08:49:37 1994 GMT",
            "Sun Nov  6 08:49:37 19944",
        ] {
            assert_eq!(RetryAfter::parse(value.as_bytes(), NOW), None, "{value}");
        }
    }

    /// RFC 9110 §5.6.7: what appears to be more than 50 years in the future is in the past.
    #[test]
    fn a_year_of_two_digits_is_at_most_fifty_years_ahead() {
        let year = |digits: &str, now: UnixTime| {
            let value = format!("Monday, 01-Jan-{digits} 00:00:00 GMT");
            match RetryAfter::parse(value.as_bytes(), now) {
                Some(RetryAfter::At(time)) => Some(1970 + (time.as_secs() + 86_400) / 31_556_952),
                _ => None,
            }
        };
        for (digits, expected) in
            [("26", 2026), ("00", 2000), ("27", 2027), ("75", 2075), ("77", 1977), ("99", 1999)]
        {
            assert_eq!(year(digits, NOW), Some(expected), "{digits}");
        }
        // 2060: the next century is within reach; 1994: the next one is, and the last one not yet.
        let (late, early) = (NOW.plus(34 * 31_556_952), UnixTime::from_secs(784_111_777));
        for (digits, now, expected) in [
            ("09", late, Some(2109)),
            ("11", late, Some(2011)),
            ("94", early, Some(1994)),
            ("43", early, Some(2043)),
            ("46", early, None), // 1946
            ("70", UnixTime::from_secs(0), Some(1970)),
            ("19", UnixTime::from_secs(0), Some(2019)),
            ("99", UnixTime::from_secs(u64::MAX), Some(9999)),
        ] {
            assert_eq!(year(digits, now), expected, "{digits}");
        }
        // A leap day lies in a year that has one.
        let leap_day = RetryAfter::parse(b"Tuesday, 29-Feb-00 00:00:00 GMT", late);
        assert_eq!(leap_day, Some(RetryAfter::At(UnixTime::from_secs(951_782_400))));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, near in "(Sun|Sunday|Fri)[, A-Za-z0-9:-]{0,40}", now: u64) {
            let now = UnixTime::from_secs(now);
            for value in [bytes.as_slice(), near.as_bytes()] {
                if let Some(after) = RetryAfter::parse(value, now) {
                    prop_assert_eq!(now.plus(after.seconds_from(now)), after.time(now).max(now));
                }
            }
        }

        /// Days counted one by one, and the three ways to write each.
        #[test]
        fn dates_are_what_a_calendar_says(days in 0..60_000_u64, time in 0..86_400_u64) {
            const LENGTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            const MONTHS: [&str; 12] =
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let (mut year, mut month, mut day) = (1970, 0, days);
            loop {
                let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                let length = LENGTHS[month] + u64::from(month == 1 && leap);
                if day < length {
                    break;
                }
                day -= length;
                month += 1;
                if month == 12 {
                    (year, month) = (year + 1, 0);
                }
            }
            let (name, day) = (MONTHS[month], day + 1);
            let clock = format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
            let expected = UnixTime::from_secs(days * 86_400 + time);
            let forms: [String; 3] = [
                format!("Thu, {day:02} {name} {year} {clock} GMT"),
                format!("Thu {name} {day:>2} {clock} {year}"),
                format!("Thursday, {day:02}-{name}-{:02} {clock} GMT", year % 100),
            ];
            for value in forms {
                let read = RetryAfter::parse(value.as_bytes(), expected);
                prop_assert_eq!(read, Some(RetryAfter::At(expected)), "{}", value);
            }
        }
    }
}
