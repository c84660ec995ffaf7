//! Times as Upwork writes them: ISO 8601, milliseconds since 1970, days as `yyyyMMdd`.

use serde_json::{Value, json};

const DAY: u64 = 24 * 60 * 60;

/// When the made-up world was made: 2026-03-02T09:00:00Z.
pub(crate) const BEGINNING: u64 = 1_772_442_000;

/// Seconds since 1970 as `2026-03-02T09:00:00.000Z`.
pub(crate) fn iso(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / DAY);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z")
}

/// The same as the type `DateTime`.
pub(crate) fn date_time(iso_text: &str) -> Value {
    let milliseconds = seconds(iso_text).unwrap_or_default() * 1000;
    json!({ "rawValue": milliseconds.to_string(), "displayValue": iso_text })
}

/// The day of an ISO time as `20260302`.
pub(crate) fn compact_day(iso_text: &str) -> String {
    iso_text.chars().take(10).filter(char::is_ascii_digit).collect()
}

/// Seconds since 1970 of a text in any of the three forms; a day is its first second.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let digits = |range: std::ops::Range<usize>| -> Option<u64> {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
    };
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.len() {
            8 => from_civil(digits(0..4)?, digits(4..6)?, digits(6..8)?),
            13 => Some(digits(0..13)? / 1000),
            _ => None,
        };
    }
    let bytes = text.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let day = from_civil(digits(0..4)?, digits(5..7)?, digits(8..10)?)?;
    match bytes.get(10) {
        None => Some(day),
        Some(b'T' | b' ') => Some(day + digits(11..13)? * 3600 + digits(14..16)? * 60 + digits(17..19)?),
        Some(_) => None,
    }
}

/// Year, month and day of a day since 1970, by the Gregorian calendar.
fn civil(day: u64) -> (u64, u64, u64) {
    // Years start in March here, so that the leap day is their last.
    let day = day + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let in_month = of_year - (153 * month + 2) / 5 + 1;
    let (month, more) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year + era * 400 + more, month, in_month)
}

fn from_civil(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_era = year % 400;
    let days =
        year / 400 * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1;
    Some((days - 719_468) * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(BEGINNING), "2026-03-02T09:00:00.000Z");
        assert_eq!(iso(1_709_164_800), "2024-02-29T00:00:00.000Z");
        for time in (0..5_000_000_000).step_by(86_399 * 37) {
            assert_eq!(seconds(&iso(time)), Some(time));
        }
        assert_eq!(seconds("20260302"), Some(BEGINNING - 9 * 3600));
        assert_eq!(seconds("2026-03-02"), seconds("20260302"));
        assert_eq!(seconds("1772442000000"), Some(BEGINNING));
        assert_eq!(compact_day(&iso(BEGINNING)), "20260302");
        for wrong in ["", "x", "2026", "2026-13-01", "99999999999999999999", "2026-03-02Tx", "2026-03-é1"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
