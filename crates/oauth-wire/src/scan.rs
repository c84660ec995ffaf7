//! Looking for bytes, sixteen at a time.
//!
//! A mask has a bit for each of sixteen bytes, the first byte's lowest: `trailing_zeros` of it is the
//! place of the first match. Where the processor has vectors it takes three to a dozen instructions.

use wide::{CmpEq, CmpLt, i8x16, u32x4};

/// Where the first of the `needles` stands in `haystack`.
///
/// ```
/// use oauth_wire::scan::find;
/// assert_eq!(find(b"name=value&next", [b'=', b'&']), Some(4));
/// assert_eq!(find(b"name", [b'=']), None);
/// ```
#[inline]
#[must_use]
pub fn find<const N: usize>(haystack: &[u8], needles: [u8; N]) -> Option<usize> {
    let mut rest = haystack;
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        let found = matches(chunk, needles);
        if found != 0 {
            return Some(haystack.len() - rest.len() + found.trailing_zeros() as usize);
        }
        rest = behind;
    }
    if rest.is_empty() {
        return None;
    }
    let place = matches(&padded(rest), needles).trailing_zeros() as usize;
    (place < rest.len()).then_some(haystack.len() - rest.len() + place)
}

/// What stands before the first `delimiter`, an ASCII character, and what behind it.
///
/// ```
/// assert_eq!(oauth_wire::scan::split_once("name=value=x", b'='), Some(("name", "value=x")));
/// ```
#[inline]
#[must_use]
pub fn split_once(text: &str, delimiter: u8) -> Option<(&str, &str)> {
    let at = find(text.as_bytes(), [delimiter])?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Which of `bytes` are one of the `needles`.
///
/// ```
/// assert_eq!(oauth_wire::scan::matches(b"a=b&c=d&e=f&g=h&", [b'=']), 0b0010_0010_0010_0010);
/// ```
#[inline]
#[must_use]
pub fn matches<const N: usize>(bytes: &[u8; 16], needles: [u8; N]) -> u32 {
    let bytes = load(bytes);
    let found = needles.into_iter().fold(i8x16::ZERO, |found, needle| found | is(bytes, needle));
    found.move_mask() as u32 & 0xffff
}

/// Which of `bytes` are not unreserved (RFC 3986 §2.3), so that percent-encoding changes them.
///
/// ```
/// assert_eq!(oauth_wire::scan::reserved(b"a b-c_d.e~f/g%hi"), 0b0010_1000_0000_0010);
/// ```
#[inline]
#[must_use]
pub fn reserved(bytes: &[u8; 16]) -> u32 {
    !unreserved(load(bytes)).move_mask() as u32 & 0xffff
}

/// `bytes` with the highest bit set in each that is unreserved: as integers these compare as the bytes'
/// encodings do, as long as all are ASCII.
///
/// ```
/// assert_eq!(&oauth_wire::scan::mark_unreserved(b"a[0]............")[..4], [0xe1, b'[', 0xb0, b']']);
/// ```
#[inline]
#[must_use]
pub fn mark_unreserved(bytes: &[u8; 16]) -> [u8; 16] {
    let bytes = load(bytes);
    (bytes | unreserved(bytes) & i8x16::splat(i8::MIN)).to_array().map(|byte| byte as u8)
}

/// The base64url digits (RFC 4648 §5) of these values, each less than 64.
#[inline]
pub(crate) fn base64url_digits(values: &[u8; 16]) -> [u8; 16] {
    let values = load(values);
    // What is added to a value for its digit changes behind `Z`, behind `z`, behind `9`, and behind `-`.
    let steps = [(25, 6), (51, -75), (61, -13), (62, 49)];
    let digits = steps.into_iter().fold(values + i8x16::splat(65), |digits, (last, step)| {
        digits + (i8x16::splat(last).cmp_lt(values) & i8x16::splat(step))
    });
    digits.to_array().map(|digit| digit as u8)
}

/// Whether percent-encoding changes none of `bytes`. All are looked at: mostly it is so.
#[inline]
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk() else {
        let behind = u32::MAX << bytes.len();
        return reserved(&padded(bytes)) & !behind == 0;
    };
    // The last sixteen overlap with those before.
    let all =
        bytes.as_chunks().0.iter().fold(unreserved(load(last)), |all, chunk| all & unreserved(load(chunk)));
    all.move_mask() as u32 & 0xffff == 0xffff
}

/// How many bytes there are before the first that percent-encoding changes.
///
/// ```
/// assert_eq!(oauth_wire::scan::plain_len(b"filter[17]"), 6);
/// ```
#[inline]
#[must_use]
pub fn plain_len(bytes: &[u8]) -> usize {
    run(bytes, reserved)
}

/// How many bytes there are before the first that does not stand for itself in a JSON string: a quote, a
/// backslash or a control character (RFC 8259 §7).
///
/// ```
/// assert_eq!(oauth_wire::scan::json_plain_len(b"scope\": 1"), 5);
/// ```
#[inline]
#[must_use]
pub fn json_plain_len(bytes: &[u8]) -> usize {
    run(bytes, |bytes| {
        let bytes = load(bytes);
        let special = among(bytes, 0, 0x20) | is(bytes, b'"') | is(bytes, b'\\');
        special.move_mask() as u32 & 0xffff
    })
}

/// How many bytes there are before the first that is `found`; zeros, which stand behind the end, must be.
#[inline(always)]
fn run(bytes: &[u8], found: impl Fn(&[u8; 16]) -> u32) -> usize {
    let mut rest = bytes;
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        let found = found(chunk);
        if found != 0 {
            return bytes.len() - rest.len() + found.trailing_zeros() as usize;
        }
        rest = behind;
    }
    if rest.is_empty() {
        return bytes.len();
    }
    bytes.len() - rest.len() + found(&padded(rest)).trailing_zeros() as usize
}

/// Which of `bytes` are upper-case letters.
///
/// ```
/// assert_eq!(oauth_wire::scan::upper_case(b"Ab@Z[c\xc1........."), 0b1001);
/// ```
#[inline]
#[must_use]
pub fn upper_case(bytes: &[u8; 16]) -> u32 {
    among(load(bytes), b'A', 26).move_mask() as u32 & 0xffff
}

/// Four words, big-endian, in a register, so that they are stored at once: what several stores wrote can't be
/// loaded at once without waiting until all of them have reached the cache.
///
/// ```
/// assert_eq!(oauth_wire::scan::big_endian([1, 0, 0, 0x0203_0405])[12..], [2, 3, 4, 5]);
/// ```
#[inline(always)]
#[must_use]
pub fn big_endian(words: [u32; 4]) -> [u8; 16] {
    let words = u32x4::new(words);
    let low = u32x4::splat(0x00ff_00ff);
    let halves: u32x4 = words << 16 | words >> 16;
    let swapped: u32x4 = (halves & low) << 8 | (halves >> 8) & low;
    let mut bytes = [0; 16];
    bytes.as_chunks_mut().0.copy_from_slice(&swapped.to_array().map(u32::to_le_bytes));
    bytes
}

#[inline(always)]
fn load(bytes: &[u8; 16]) -> i8x16 {
    i8x16::new(bytes.map(|byte| byte as i8))
}

#[inline(always)]
fn unreserved(bytes: i8x16) -> i8x16 {
    let letter = among(bytes | i8x16::splat(0x20), b'a', 26);
    let dash_to_nine = among(bytes, b'-', 13) & !is(bytes, b'/');
    letter | dash_to_nine | is(bytes, b'_') | is(bytes, b'~')
}

/// Whether they are among `count` values from `first` on. The comparison is a signed one: what counts from
/// `first` is moved to the least number.
#[inline(always)]
fn among(bytes: i8x16, first: u8, count: i8) -> i8x16 {
    (bytes + i8x16::splat(0x80_u8.wrapping_sub(first) as i8)).cmp_lt(i8x16::splat(i8::MIN + count))
}

#[inline(always)]
fn is(bytes: i8x16, byte: u8) -> i8x16 {
    bytes.cmp_eq(i8x16::splat(byte as i8))
}

/// At most sixteen bytes with zeros behind them; of more, the first sixteen. Collected in registers:
/// bytes that are stored one way and loaded another make the processor wait.
///
/// ```
/// assert_eq!(&oauth_wire::scan::padded(b"abc"), b"abc\0\0\0\0\0\0\0\0\0\0\0\0\0");
/// ```
#[inline]
#[must_use]
pub fn padded(bytes: &[u8]) -> [u8; 16] {
    if let Some(whole) = bytes.first_chunk() {
        return *whole;
    }
    let len = bytes.len();
    let (low, high) = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // The two overlap by what is missing of sixteen.
        let last = u64::from_le_bytes(*last);
        (u64::from_le_bytes(*first), if len == 8 { 0 } else { last >> (8 * (16 - len)) })
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(*last));
        (u64::from(u32::from_le_bytes(*first)) | last << (8 * (len - 4)), 0)
    } else {
        let low = match *bytes {
            [a] => [a, 0, 0, 0],
            [a, b] => [a, b, 0, 0],
            [a, b, c] => [a, b, c, 0],
            _ => [0; 4],
        };
        (u32::from_le_bytes(low).into(), 0)
    };
    (u128::from(low) | u128::from(high) << 64).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=255 {
            for place in 0..16 {
                let mut bytes = *b"abcdefghijklmnop";
                bytes[place] = byte;
                assert_eq!(
                    reserved(&bytes),
                    u32::from(!crate::percent::is_unreserved(byte)) << place,
                    "{byte:#x} at {place}"
                );
                let marked = mark_unreserved(&bytes)[place];
                assert_eq!(marked, byte | u8::from(crate::percent::is_unreserved(byte)) << 7, "{byte:#x}");
                let expected =
                    bytes.iter().rev().fold(0, |mask, &other| mask << 1 | u32::from(other == byte));
                assert_eq!(matches(&bytes, [byte]), expected, "{byte:#x} at {place}");
            }
        }
    }

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(haystack in prop::collection::vec(prop_oneof![Just(b'='), Just(b'&'), Just(b'<'), Just(0), any::<u8>()], 0..40)) {
            let haystack: Vec<u8> = haystack;
            prop_assert_eq!(find(&haystack, [b'&', b'=']), haystack.iter().position(|byte| matches!(byte, b'&' | b'=')));
            prop_assert_eq!(find(&haystack, [0, 1, 0xff]), haystack.iter().position(|byte| matches!(byte, 0 | 1 | 0xff)));
        }

        #[test]
        fn runs_end_where_a_plain_search_finds_the_first(bytes in prop::collection::vec(prop_oneof![20 => 0x23..=0xff_u8, 1 => Just(b'"'), 1 => Just(b'\\'), 1 => Just(0x1f), 1 => Just(0x20), 1 => any::<u8>()], 0..60)) {
            let bytes: Vec<u8> = bytes;
            let before = |special: &dyn Fn(u8) -> bool| bytes.iter().take_while(|byte| !special(**byte)).count();
            let letters: Vec<u8> = bytes.iter().map(|byte| if *byte > 0x30 { b'a' } else { *byte }).collect();
            prop_assert_eq!(plain_len(&letters), letters.iter().take_while(|byte| crate::percent::is_unreserved(**byte)).count());
            prop_assert_eq!(plain_len(&bytes), before(&|byte| !crate::percent::is_unreserved(byte)));
            prop_assert_eq!(json_plain_len(&bytes), before(&|byte| byte < 0x20 || byte == b'"' || byte == b'\\'));
        }

        #[test]
        fn words_are_stored_by_their_highest_bytes_first(words: [u32; 4]) {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            prop_assert_eq!(big_endian(words).to_vec(), bytes);
        }

        #[test]
        fn plain_as_a_whole(bytes in prop::collection::vec(b'a'..=b'z', 0..60), place: prop::sample::Index, byte: u8) {
            let mut bytes: Vec<u8> = bytes;
            prop_assert!(is_plain(&bytes));
            if let Some(at) = (!bytes.is_empty()).then(|| place.index(bytes.len())) {
                bytes[at] = byte;
                prop_assert_eq!(is_plain(&bytes), crate::percent::is_unreserved(byte));
            }
        }

        #[test]
        fn padding(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            let expected: [u8; 16] = core::array::from_fn(|at| bytes.get(at).copied().unwrap_or_default());
            prop_assert_eq!(padded(&bytes), expected);
        }
    }
}
