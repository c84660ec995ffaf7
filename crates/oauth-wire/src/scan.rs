//! Looking for delimiters, eight bytes at a time.

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
    let words = haystack.chunks_exact(8);
    let rest = words.remainder();
    for (index, word) in words.enumerate() {
        let found = any_of(u64::from_le_bytes(word.try_into().unwrap_or_default()), needles);
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let start = haystack.len() - rest.len();
    rest.iter().position(|byte| needles.contains(byte)).map(|at| start + at)
}

/// The high bit of the first byte of `word` that is one of the `needles`; bits above it may be set too.
#[inline]
fn any_of<const N: usize>(word: u64, needles: [u8; N]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let mut found = 0;
    for needle in needles {
        // Zero where the byte is the needle; the borrow makes false hits only above a true one.
        let differs = word ^ (u64::from(needle) * ONES);
        found |= differs.wrapping_sub(ONES) & !differs & HIGH;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(haystack in prop::collection::vec(prop_oneof![Just(b'='), Just(b'&'), Just(b'<'), Just(0), any::<u8>()], 0..40)) {
            let haystack: Vec<u8> = haystack;
            prop_assert_eq!(find(&haystack, [b'&', b'=']), haystack.iter().position(|byte| matches!(byte, b'&' | b'=')));
            prop_assert_eq!(find(&haystack, [0, 1, 0xff]), haystack.iter().position(|byte| matches!(byte, 0 | 1 | 0xff)));
        }
    }
}
