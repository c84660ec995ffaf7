//! Secrets that a server repeats in its own words: found as they are and percent-encoded, and masked.

use crate::redact::MASK;
use crate::secret::Secret;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// What is shorter stays: whoever wants it has guessed it sooner than read it here, and a text without its
/// `a`s tells that it was an `a`.
pub(crate) const SHORTEST: usize = 4;

/// What is shorter stands in longer words by chance, so it is masked only where it stands by itself.
const SHORT: usize = 6;

/// Masks the `secret` wherever it stands in `text`.
pub(crate) fn hide(text: &mut String, secret: &str) {
    if secret.len() < SHORTEST {
        return;
    }
    mask(text, &places(text, secret, secret));
    // Decoded, it is the same byte for byte, whichever of them were encoded, and by whose rules.
    let wanted = bytewise(secret.bytes().map(|byte| (byte, 0))).0;
    for plus_is_space in [false, true] {
        let escaped =
            if plus_is_space { text.contains('+') && secret.contains(' ') } else { text.contains('%') };
        if escaped {
            let (decoded, origins) = bytewise(decode(text.as_bytes(), plus_is_space));
            let origin = |at: usize| origins.get(at).copied().unwrap_or(text.len());
            let found = places(decoded.expose(), wanted.expose(), secret);
            mask(text, &found.iter().map(|place| origin(place.start)..origin(place.end)).collect::<Vec<_>>());
        }
    }
}

/// Where `wanted`, which is the `secret` in some writing, stands in `text`.
fn places(text: &str, wanted: &str, secret: &str) -> Vec<Range<usize>> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let alone = |place: &Range<usize>| {
        !text[..place.start].chars().next_back().is_some_and(in_word)
            && !text[place.end..].chars().next().is_some_and(in_word)
    };
    text.match_indices(wanted)
        .map(|(at, found)| at..at + found.len())
        .filter(|place| secret.len() >= SHORT || alone(place))
        .collect()
}

/// Puts the mask in place of each of these, which lie in order and apart.
fn mask(text: &mut String, places: &[Range<usize>]) {
    if places.is_empty() {
        return;
    }
    let mut masked = String::with_capacity(text.len() + places.len() * MASK.len());
    let mut end = 0;
    for place in places {
        masked.push_str(text.get(end..place.start).unwrap_or_default());
        masked.push_str(MASK);
        end = place.end;
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    // What is replaced holds the secret.
    drop(Secret::from(core::mem::replace(text, masked)));
}

/// The bytes of a text, each `%XX` read as the byte it stands for, and where each begins.
fn decode(text: &[u8], plus_is_space: bool) -> impl Iterator<Item = (u8, usize)> + Clone {
    let mut at = 0;
    core::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let digit = |at: usize| rest.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        let (byte, len) = match (*rest.first()?, digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => ((high << 4 | low) as u8, 3),
            (b'+', ..) if plus_is_space => (b' ', 1),
            (byte, ..) => (byte, 1),
        };
        at += len;
        Some((byte, at - len))
    })
}

/// A text with a character for each byte, so that bytes of any kind can be looked for in it in linear time;
/// and for each of *its* bytes where that character comes from.
fn bytewise(bytes: impl Iterator<Item = (u8, usize)> + Clone) -> (Secret, Vec<usize>) {
    // Made large enough at once: what grows leaves copies behind.
    let mut text = String::with_capacity(bytes.clone().map(|(byte, _)| char::from(byte).len_utf8()).sum());
    let mut origins = Vec::with_capacity(text.capacity());
    for (byte, origin) in bytes {
        text.push(char::from(byte));
        origins.resize(text.len(), origin);
    }
    (text.into(), origins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::format;

    fn hidden(text: &str, secret: &str) -> String {
        let mut text = String::from(text);
        hide(&mut text, secret);
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
            // A secret with escapes of its own: the rest of the second is no part of it.
            ("100%25 100%2525", "100%25", "•••• ••••25"),
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
    fn much_text_takes_no_time_to_speak_of() {
        let text = "a%61".repeat(100_000);
        let secret = "a".repeat(50_000) + "b";
        assert_eq!(hidden(&text, &secret), text);
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
        fn any_text(text in "[a%12é +]{0,40}|.{0,40}", secret in "[a%12é +]{4,6}|.{0,9}") {
            let hidden = hidden(&text, &secret);
            if secret.len() >= SHORT && !MASK.contains(&secret) {
                prop_assert!(!hidden.contains(&secret), "{} {}", text, hidden);
            }
        }
    }
}
