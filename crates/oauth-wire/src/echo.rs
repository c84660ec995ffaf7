//! Secrets that a server repeats in its own words: found as they are and percent-encoded, and masked.

use crate::percent::escape;
use crate::redact::MASK;
use crate::secret::Secret;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// What is shorter stays: whoever wants it has guessed it sooner than read it here, and a text without its
/// `a`s tells that it was an `a`.
const SHORTEST: usize = 4;

/// What is shorter stands in longer words by chance, so it is masked only where it stands by itself.
const SHORT: usize = 6;

/// Masks the `secrets` wherever they stand in `text`; in one that is a `name`, only where they stand by
/// themselves.
pub(crate) fn hide(text: &mut String, secrets: &[&str], is_name: bool) {
    let mut places = Vec::new();
    // All are looked for before any is masked: one may be a part of another.
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        let before = places.len();
        let bytes = secret.as_bytes();
        find(bytes, text.bytes().enumerate().map(|(at, byte)| (byte, at..at + 1)), &mut places);
        if text.contains('%') {
            find(bytes, decoded(text.as_bytes(), bytes, false), &mut places);
        }
        if text.contains('+') && secret.contains(' ') {
            find(bytes, decoded(text.as_bytes(), bytes, true), &mut places);
        }
        if is_name || secret.len() < SHORT {
            let found = places.split_off(before);
            places.extend(found.into_iter().filter(|place| is_alone(text.as_bytes(), place)));
        }
    }
    if !places.is_empty() {
        places.sort_unstable_by_key(|place| place.start);
        mask(text, &places);
    }
}

/// Puts the mask in place of each of these, which are sorted; what overlaps is one.
fn mask(text: &mut String, places: &[Range<usize>]) {
    let mut masked = String::with_capacity(text.len() + places.len() * MASK.len());
    let mut end = 0;
    for place in places {
        if place.start >= end {
            masked.push_str(text.get(end..place.start).unwrap_or_default());
            masked.push_str(MASK);
        }
        end = end.max(place.end);
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    // What is replaced holds the secret.
    drop(Secret::from(core::mem::replace(text, masked)));
}

/// Whether neither a letter, a digit nor an underscore of ASCII stands right before or behind it.
fn is_alone(text: &[u8], place: &Range<usize>) -> bool {
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let (before, behind) = (&text[..place.start], &text[place.end..]);
    let before = before.last_chunk::<3>().and_then(|bytes| escape(bytes)).or(before.last().copied());
    let behind = escape(behind).or(behind.first().copied());
    !before.is_some_and(in_word) && !behind.is_some_and(in_word)
}

/// The bytes of a text and where each stands, escapes read as what they stand for, where the `secret` has
/// such a byte: others are none of it, and may be no escapes.
fn decoded(text: &[u8], secret: &[u8], plus_is_space: bool) -> impl Iterator<Item = (u8, Range<usize>)> {
    let mut in_secret = [false; 256];
    secret.iter().for_each(|&byte| in_secret[usize::from(byte)] = true);
    let mut at = 0;
    core::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let (byte, len) = match (*rest.first()?, escape(rest)) {
            (_, Some(byte)) if in_secret[usize::from(byte)] => (byte, 3),
            (b'+', _) if plus_is_space => (b' ', 1),
            (byte, _) => (byte, 1),
        };
        at += len;
        Some((byte, at - len..at))
    })
}

/// For each start of `wanted` how long the longest start is that it ends with, itself aside (Knuth, Morris and
/// Pratt's table): with it a text is searched in linear time, overlaps included.
fn borders(wanted: &[u8]) -> Vec<usize> {
    let mut borders = Vec::with_capacity(wanted.len());
    let mut border = 0;
    for (at, byte) in wanted.iter().enumerate() {
        while border > 0 && wanted[border] != *byte {
            border = borders[border - 1];
        }
        border += usize::from(at > 0 && wanted[border] == *byte);
        borders.push(border);
    }
    borders
}

/// Adds each place where `wanted` stands in a text that is given by bytes.
fn find(wanted: &[u8], text: impl Iterator<Item = (u8, Range<usize>)>, places: &mut Vec<Range<usize>>) {
    let borders = borders(wanted);
    // Where the last bytes began, as many as `wanted` has.
    let mut starts = alloc::vec![0; wanted.len()];
    let mut matched = 0;
    for (count, (byte, place)) in text.enumerate() {
        starts[count % wanted.len()] = place.start;
        while matched > 0 && (matched == wanted.len() || wanted[matched] != byte) {
            matched = borders[matched - 1];
        }
        matched += usize::from(wanted[matched] == byte);
        if matched == wanted.len() {
            places.push(starts[(count + 1) % wanted.len()]..place.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::format;

    fn hidden(text: &str, secret: &str) -> String {
        let mut text = String::from(text);
        hide(&mut text, &[secret], false);
        text
    }

    #[test]
    fn as_it_is_and_encoded() {
        for (text, secret, expected) in [
            ("token=abcdef.", "abcdef", "token=••••."),
            ("abcdefabcdef", "abcdef", "••••••••"),
            ("xabcdefy", "abcdef", "x••••y"),
            ("abcde", "abcdef", "abcde"),
            // Percent-encoded, in either case and by any rule, in part or all of it.
            ("a%2Fb%2bc%3D?", "a/b+c=", "••••?"),
            ("a/b%2Bc=?", "a/b+c=", "••••?"),
            ("%61%62%63%64%65%66 %2", "abcdef", "•••• %2"),
            ("x%C3%A9%c3%a9%20%C3%A9%C3%A9 %C3", "éé éé", "x•••• %C3"),
            ("éé%20éé", "éé éé", "••••"),
            ("%FF%abcdef%FF", "abcdef", "%FF%••••%FF"),
            ("%FFabcdef%FF", "abcdef", "%FF••••%FF"),
            // A form's space, and a plus that is one.
            ("pass+word+1", "pass word 1", "••••"),
            ("pass+word%201", "pass word 1", "••••"),
            ("a+b c%2Bd+e", "b c+d e", "a+••••"),
            ("a+b c%2Bd+e", "+b c+d+e", "a••••"),
            // A secret with escapes of its own, and encoded.
            ("100%25 100%2525", "100%25", "•••• ••••"),
            // What only looks like an escape.
            ("50%ab%2Fcdef", "ab/cdef", "50%••••"),
            // Overlapping, all of them go.
            ("abcXYZabcXYZabc", "abcXYZabc", "••••"),
            ("-aaaaaaaaa-", "aaaaaa", "-••••-"),
        ] {
            assert_eq!(hidden(text, secret), expected, "{text} {secret}");
        }
    }

    #[test]
    fn short_ones() {
        for (text, secret, expected) in [
            ("the PIN 1234 is wrong", "1234", "the PIN •••• is wrong"),
            ("1234", "1234", "••••"),
            ("(1234): 1234.", "1234", "(••••): ••••."),
            ("PIN%201234%20x", "1234", "PIN%20••••%20x"),
            ("PIN%31%32%33%34, x%31%32%33%34", "1234", "PIN%31%32%33%34, x%31%32%33%34"),
            ("PIN+1234+x", "1234", "PIN+••••+x"),
            ("%E2%80%9C4711%E2%80%9D %2F4711%C2%BB", "4711", "%E2%80%9C••••%E2%80%9D %2F••••%C2%BB"),
            ("pin=\u{a0}4711–x 100%", "4711", "pin=\u{a0}••••–x 100%"),
            ("café4711 100%", "4711", "café•••• 100%"),
            ("until 12345", "1234", "until 12345"),
            ("_user username", "user", "_user username"),
            ("an invalid token", "token", "an invalid ••••"),
            ("tokens", "token", "tokens"),
            ("tokenss", "tokens", "••••s"),
            // Nothing that could be kept.
            ("a 123 of it", "123", "a 123 of it"),
            ("a", "a", "a"),
            ("a", "", "a"),
        ] {
            assert_eq!(hidden(text, secret), expected, "{text} {secret}");
        }
    }

    #[test]
    fn one_may_be_a_part_of_another() {
        for secrets in [["acme-corp", "acme-corp-8f7d9e2b"], ["acme-corp-8f7d9e2b", "acme-corp"]] {
            let mut text = String::from("ticket acme-corp-8f7d9e2b of acme-corp is used up");
            hide(&mut text, &secrets, false);
            assert_eq!(text, "ticket •••• of •••• is used up");
        }
        let mut text = String::from("x abcdefghij");
        hide(&mut text, &["abcdefgh", "efghij"], false);
        assert_eq!(text, "x ••••");
    }

    #[test]
    fn names() {
        for (name, expected) in
            [("invalid_client", "invalid_client"), ("client", "••••"), ("-client-", "-••••-")]
        {
            let mut text = String::from(name);
            hide(&mut text, &["client"], true);
            assert_eq!(text, expected);
        }
    }

    /// Byte by byte at each place it would take minutes.
    #[test]
    fn much_text_takes_no_time_to_speak_of() {
        let text = "a%61".repeat(200_000);
        let secret = "a".repeat(100_000) + "b";
        let start = std::time::Instant::now();
        assert_eq!(hidden(&text, &secret), text);
        assert!(hidden(&text, &secret[..100_000]).len() < 100);
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn is_gone_however_it_was_written(
            before in ".{0,20}",
            secret in "[ -~é☃]{6,20}",
            how: [u8; 32],
            after in ".{0,20}",
        ) {
            let mut written = String::new();
            for (c, how) in secret.chars().zip(how.iter().cycle()) {
                match (how % 4, c) {
                    (0, ' ') => written.push('+'),
                    // Encoded, so that two readings of it are one.
                    (0, c) if !"%+ ".contains(c) => written.push(c),
                    (1, _) => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| written += &format!("%{byte:02x}")),
                    _ => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| written += &format!("%{byte:02X}")),
                }
            }
            // A character before or behind could make another escape, or be one of its own.
            let plain = |text: &str| text.replace(['%', '+'], "");
            let text = format!("{} {written} {}", plain(&before), plain(&after));
            prop_assert!(hidden(&text, &secret).contains(MASK), "{} {}", text, secret);
            prop_assert!(!hidden(&text, &secret).contains(&written));
        }

        #[test]
        fn any_text(
            before in "[a%12é +]{0,20}|.{0,20}",
            secret in "[a%12é +]{4,6}|.{4,9}",
            behind in "[a%12é +]{0,20}|.{0,20}",
        ) {
            let hidden = hidden(&format!("{before}{secret}{behind}"), &secret);
            if secret.len() >= SHORT && !secret.contains('•') {
                prop_assert!(!hidden.contains(&secret), "{} {} {}", before, secret, behind);
                prop_assert!(hidden.contains(MASK));
            }
        }
    }
}
