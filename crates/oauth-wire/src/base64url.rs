//! 32 bytes in base64url ([RFC 4648 §5](https://www.rfc-editor.org/rfc/rfc4648#section-5)), without padding: what
//! `state`, nonces, code verifiers and their challenges are written in.

use crate::scan;

/// The 43 characters for `bytes`; each is unreserved, so that no encoder changes them.
///
/// ```
/// let text = oauth_wire::base64url::encode(&[0xff; 32]);
/// assert_eq!(&text, b"__________________________________________8");
/// ```
#[inline]
#[must_use]
pub fn encode(bytes: &[u8; 32]) -> [u8; 43] {
    let [a, b, c, d, e, f, g, h] = core::array::from_fn(|at| {
        // A load of a word for each, so that what was stored by words is not waited for.
        u64::from(u32::from_be_bytes(*bytes.as_chunks().0.get(at).unwrap_or(&[0; 4])))
    });
    let digits = [[a, b, c], [d, e, f], [g, h, 0]].map(|[first, middle, last]| {
        let (high, low) = (spread(first << 16 | middle >> 16), spread((middle & 0xffff) << 32 | last));
        scan::base64url_digits(&(u128::from(high) << 64 | u128::from(low)).to_be_bytes())
    });
    let mut text = [0; 43];
    for (place, digits) in text.chunks_mut(16).zip(&digits) {
        place.copy_from_slice(&digits[..place.len()]);
    }
    text
}

/// Eight times six bits, a byte for each.
#[inline]
const fn spread(bits: u64) -> u64 {
    let halves = (bits & 0xffff_ff00_0000) << 8 | bits & 0xff_ffff;
    let quarters = (halves & 0x00ff_f000_00ff_f000) << 4 | halves & 0x0fff_0000_0fff;
    (quarters & 0x0fc0_0fc0_0fc0_0fc0) << 2 | quarters & 0x003f_003f_003f_003f
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_what_the_base64_crate_gives(bytes: [u8; 32]) {
            let expected = URL_SAFE_NO_PAD.encode(bytes);
            prop_assert_eq!(&encode(&bytes), expected.as_bytes());
        }
    }

    /// Each digit at each place.
    #[test]
    fn every_six_bits_everywhere() {
        for digit in 0..64_u8 {
            let three = [digit << 2 | digit >> 4, digit << 4 | digit >> 2, digit << 6 | digit];
            let bytes = core::array::from_fn(|at| three[at % 3]);
            assert_eq!(&encode(&bytes), URL_SAFE_NO_PAD.encode(bytes).as_bytes());
        }
    }
}
