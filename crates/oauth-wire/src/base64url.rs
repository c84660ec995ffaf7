//! 32 bytes in base64url ([RFC 4648 §5](https://www.rfc-editor.org/rfc/rfc4648#section-5)), without padding: what
//! `state`, nonces, code verifiers and their challenges are written in.

use crate::scan;
use core::fmt;

/// 43 characters; each is unreserved, so that no encoder changes them.
///
/// ```
/// let text = oauth_wire::base64url::encode(&[0xff; 32]);
/// assert_eq!(text.as_str(), "__________________________________________8");
/// ```
// With five more behind them: that it is UTF-8 is seen sixteen bytes at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text(pub(crate) [u8; 48]);

impl Text {
    /// The characters.
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).ok().and_then(|text| text.get(..43)).unwrap_or_default()
    }
}

impl fmt::Debug for Text {
    // What it was made of may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({})", crate::redact::MASK)
    }
}

/// The characters for `bytes`.
#[inline]
#[must_use]
pub fn encode(bytes: &[u8; 32]) -> Text {
    let words: [u64; 9] = core::array::from_fn(|at| {
        // A load of a word for each, so that what was stored by words is not waited for.
        u64::from(u32::from_be_bytes(*bytes.as_chunks().0.get(at).unwrap_or(&[0; 4])))
    });
    let mut text = [0; 48];
    for (place, words) in text.as_chunks_mut().0.iter_mut().zip(words.as_chunks().0) {
        let [first, middle, last] = *words;
        let (high, low) = (spread(first << 16 | middle >> 16), spread((middle & 0xffff) << 32 | last));
        *place = scan::base64url_digits(&(u128::from(high) << 64 | u128::from(low)).to_be_bytes());
    }
    Text(text)
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
            let (ours, theirs) = (encode(&bytes), URL_SAFE_NO_PAD.encode(bytes));
            prop_assert_eq!(ours.as_str(), theirs);
        }
    }

    /// Each digit at each place.
    #[test]
    fn every_six_bits_everywhere() {
        for digit in 0..64_u8 {
            let three = [digit << 2 | digit >> 4, digit << 4 | digit >> 2, digit << 6 | digit];
            let bytes = core::array::from_fn(|at| three[at % 3]);
            assert_eq!(encode(&bytes).as_str(), URL_SAFE_NO_PAD.encode(bytes));
        }
    }
}
