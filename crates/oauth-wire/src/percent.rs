//! Percent-encoding ([RFC 3986 §2.1](https://www.rfc-editor.org/rfc/rfc3986#section-2.1)).
//!
//! The encoder keeps RFC 3986's unreserved characters (`A-Z a-z 0-9 - . _ ~`) and turns every
//! other byte into `%XX` with upper-case digits. That is what RFC 5849 §3.6 demands, and it is
//! valid wherever a form or a query is: a space is `%20`, never `+`.

use core::fmt;
use core::str::Utf8Error;

/// The encoded form of `bytes`, as an iterator of string pieces that also implements `Display`.
///
/// ```
/// use oauth_wire::percent;
/// assert_eq!(percent::encode("Ladies + Gentlemen".as_bytes()).to_string(), "Ladies%20%2B%20Gentlemen");
/// assert_eq!(percent::encode("☃~".as_bytes()).to_string(), "%E2%98%83~");
/// ```
#[must_use]
pub const fn encode(bytes: &[u8]) -> PercentEncoded<'_> {
    PercentEncoded { rest: bytes }
}

/// The iterator that [`encode`] returns: escapes, and what stands between them.
#[derive(Clone)]
pub struct PercentEncoded<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for PercentEncoded<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let plain = self.rest.iter().take_while(|&&byte| is_unreserved(byte)).count();
        let (piece, rest) = match self.rest.split_at(plain) {
            ([], []) => return None,
            ([], [byte, rest @ ..]) => (&ENCODED[usize::from(*byte)][..3], rest),
            split => split,
        };
        self.rest = rest;
        // Nothing but ASCII stands there.
        core::str::from_utf8(piece).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::from(!self.rest.is_empty()), Some(self.rest.len()))
    }
}

impl core::iter::FusedIterator for PercentEncoded<'_> {}

impl fmt::Display for PercentEncoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().try_for_each(|piece| f.write_str(piece))
    }
}

impl fmt::Debug for PercentEncoded<'_> {
    // It may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PercentEncoded({} bytes left)", self.rest.len())
    }
}

/// The length of the encoded form of `bytes`, in bytes.
#[must_use]
pub fn encoded_len(bytes: &[u8]) -> usize {
    // Counted in pieces whose count fits a byte: so the compiler looks at sixteen of them at once.
    let reserved = |piece: &[u8]| piece.iter().map(|&byte| u8::from(!is_unreserved(byte))).sum::<u8>();
    bytes.len() + 2 * bytes.chunks(255).map(|piece| usize::from(reserved(piece))).sum::<usize>()
}

/// Whether encoding leaves `bytes` as they are, because every one of them is unreserved: as nearly every value
/// that is sent.
///
/// ```
/// use oauth_wire::percent::is_plain;
/// assert!(is_plain(b"dpf43f3p2l4k3l03"));
/// assert!(!is_plain(b"vacation photos"));
/// ```
#[inline]
#[must_use]
pub fn is_plain(bytes: &[u8]) -> bool {
    crate::scan::is_plain(bytes)
}

/// Each byte's encoded form and, last, its length.
pub(crate) static ENCODED: [[u8; 4]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [[0; 4]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match is_unreserved(byte as u8) {
            true => [byte as u8, 0, 0, 1],
            false => [b'%', DIGITS[byte >> 4], DIGITS[byte & 15], 3],
        };
        byte += 1;
    }
    table
};

/// Whether `byte` is unreserved (RFC 3986 §2.3) and so stands for itself.
#[inline]
#[must_use]
pub const fn is_unreserved(byte: u8) -> bool {
    // `|`, not `||`: so that the compiler can ask it of many bytes at once.
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    letter | digit | (byte == b'-') | (byte == b'.') | (byte == b'_') | (byte == b'~')
}

/// The value of a hexadecimal digit of either case.
#[must_use]
pub const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The first `%` in `bytes` that two hexadecimal digits do not follow.
///
/// # Errors
/// [`InvalidEscape`] with its offset.
pub fn check(bytes: &[u8]) -> Result<(), InvalidEscape> {
    let mut offset = 0;
    while let Some(at) = crate::scan::find(&bytes[offset..], [b'%']) {
        offset += at;
        if escape(&bytes[offset..]).is_none() {
            return Err(InvalidEscape { offset });
        }
        offset += 3;
    }
    Ok(())
}

/// The byte that `bytes` starts with as an escape, if it starts with one.
pub(crate) fn escape(bytes: &[u8]) -> Option<u8> {
    match *bytes {
        [b'%', high, low, ..] => Some(hex_value(high)? << 4 | hex_value(low)?),
        _ => None,
    }
}

/// A `%` that two hexadecimal digits do not follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEscape {
    /// Where the `%` stands, in bytes from the start.
    pub offset: usize,
}

impl fmt::Display for InvalidEscape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a '%' without two hexadecimal digits at byte {}; a percent sign itself is sent as %25",
            self.offset
        )
    }
}

impl core::error::Error for InvalidEscape {}

/// Text as it stands on the wire, still encoded; reading it decodes it byte by byte, without a
/// buffer.
///
/// A `%` that no two hexadecimal digits follow stands for itself, as in the
/// [WHATWG URL standard](https://url.spec.whatwg.org/#percent-decode); [`check`](Self::check)
/// finds it where that must not be.
#[derive(Clone, Copy)]
pub struct Encoded<'a> {
    raw: &'a [u8],
    encoding: Encoding,
}

/// How it is encoded. A whole word, because a byte and the gap behind it make copies slow.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Encoding {
    /// A `+` is a plus sign.
    Percent,
    /// A `+` is a space.
    Form,
    /// Whoever found it saw that every byte is unreserved.
    Unreserved,
}

impl<'a> Encoded<'a> {
    /// Percent-encoded text, where `+` is a plus sign: header values, paths.
    #[must_use]
    pub const fn percent(raw: &'a [u8]) -> Self {
        Self { raw, encoding: Encoding::Percent }
    }

    /// Form-encoded text, where `+` is a space: queries and form bodies.
    #[must_use]
    pub const fn form(raw: &'a [u8]) -> Self {
        Self { raw, encoding: Encoding::Form }
    }

    /// Text of unreserved bytes only.
    pub(crate) const fn unreserved(raw: &'a [u8]) -> Self {
        Self { raw, encoding: Encoding::Unreserved }
    }

    /// Whether it is known already that nothing in it is encoded or would be encoded. Where this is false,
    /// [`is_plain`] may still find that out.
    ///
    /// ```
    /// let pair = oauth_wire::form::pairs(b"file=vacation.jpg").next().unwrap();
    /// assert!(pair.value.is_known_plain());
    /// ```
    #[inline]
    #[must_use]
    pub const fn is_known_plain(self) -> bool {
        matches!(self.encoding, Encoding::Unreserved)
    }

    /// The bytes as they stand on the wire.
    #[must_use]
    pub const fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// Whether a `+` on the wire means a space.
    #[must_use]
    pub const fn plus_is_space(self) -> bool {
        // Forms are what was looked at for reserved bytes.
        !matches!(self.encoding, Encoding::Percent)
    }

    /// The decoded bytes, one by one.
    #[must_use]
    pub const fn bytes(self) -> DecodedBytes<'a> {
        DecodedBytes { rest: self.raw, plus_is_space: self.plus_is_space() }
    }

    /// The decoded length in bytes.
    #[must_use]
    pub fn decoded_len(self) -> usize {
        self.bytes().count()
    }

    /// Whether the decoded bytes are exactly `plain`. Not in constant time.
    #[must_use]
    pub fn is(self, plain: &[u8]) -> bool {
        // Decoding never makes longer. Of the same length it can only be what stands there, or a `+`.
        if self.raw.len() < plain.len()
            || self.raw.len() == plain.len() && self.raw != plain && !self.plus_is_space()
        {
            return false;
        }
        match self.as_plain_bytes() {
            Some(bytes) => bytes == plain,
            None => self.bytes().eq(plain.iter().copied()),
        }
    }

    /// Whether each `%` starts an escape.
    ///
    /// # Errors
    /// [`InvalidEscape`] at the first that does not.
    pub fn check(self) -> Result<(), InvalidEscape> {
        check(self.raw)
    }

    /// Decodes to the start of `out` and returns that part of it.
    ///
    /// # Errors
    /// [`BufferTooSmall`](crate::buf::BufferTooSmall) with the required length; `out` is untouched then.
    pub fn decode_slice(self, out: &mut [u8]) -> Result<&mut [u8], crate::buf::BufferTooSmall> {
        let plain = self.as_plain_bytes();
        let required = plain.map_or_else(|| self.decoded_len(), <[u8]>::len);
        let Some(out) = out.get_mut(..required) else {
            return Err(crate::buf::BufferTooSmall { required });
        };
        match plain {
            Some(plain) => out.copy_from_slice(plain),
            None => out.iter_mut().zip(self.bytes()).for_each(|(to, from)| *to = from),
        }
        Ok(out)
    }

    /// The decoded bytes as a new vector, allocated once: one that grows would leave parts of a
    /// secret behind.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_vec(self) -> alloc::vec::Vec<u8> {
        if let Some(plain) = self.as_plain_bytes() {
            return plain.to_vec();
        }
        let mut decoded = alloc::vec::Vec::with_capacity(self.decoded_len());
        decoded.extend(self.bytes());
        decoded
    }

    /// The decoded bytes as a string, allocated once.
    ///
    /// # Errors
    /// When they are not UTF-8.
    #[cfg(feature = "alloc")]
    pub fn to_str(self) -> Result<alloc::string::String, Utf8Error> {
        alloc::string::String::from_utf8(self.to_vec()).map_err(|error| {
            let reason = error.utf8_error();
            crate::secret::wipe(&mut error.into_bytes());
            reason
        })
    }

    /// The bytes themselves where the wire's form and the decoded one are the same.
    #[inline]
    #[must_use]
    pub fn as_plain_bytes(self) -> Option<&'a [u8]> {
        let is_plain = match self.encoding {
            Encoding::Percent => crate::scan::find(self.raw, [b'%']).is_none(),
            Encoding::Form => crate::scan::find(self.raw, [b'%', b'+']).is_none(),
            Encoding::Unreserved => true,
        };
        is_plain.then_some(self.raw)
    }

    /// The text itself where the wire's form and the decoded one are the same.
    ///
    /// # Errors
    /// When it is not UTF-8.
    #[must_use]
    pub fn as_plain(self) -> Option<Result<&'a str, Utf8Error>> {
        self.as_plain_bytes().map(core::str::from_utf8)
    }
}

impl fmt::Debug for Encoded<'_> {
    // It may be a secret, or a stranger's text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoded({} bytes)", self.raw.len())
    }
}

/// The decoded bytes of an [`Encoded`] text.
#[derive(Clone)]
pub struct DecodedBytes<'a> {
    rest: &'a [u8],
    plus_is_space: bool,
}

impl Iterator for DecodedBytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        if first == b'%'
            && let Some(byte) = escape(self.rest)
        {
            self.rest = &self.rest[3..];
            return Some(byte);
        }
        self.rest = rest;
        Some(if first == b'+' && self.plus_is_space { b' ' } else { first })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rest.len().div_ceil(3), Some(self.rest.len()))
    }
}

impl fmt::Debug for DecodedBytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodedBytes({} bytes left)", self.rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
    use proptest::prelude::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    /// What the crate that serves as the oracle escapes: everything but the unreserved characters.
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

    #[test]
    fn encodes_in_pieces() {
        let pieces = |text: &'static str| encode(text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(pieces(""), [""; 0]);
        assert_eq!(pieces("a~z"), ["a~z"]);
        assert_eq!(pieces(" ab+"), ["%20", "ab", "%2B"]);
        assert_eq!(pieces("é"), ["%C3", "%A9"]);
        assert_eq!(std::format!("{:?}", encode(b"secret")), "PercentEncoded(6 bytes left)");
    }

    #[test]
    fn rfc5849_section_3_6() {
        let unreserved = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        assert_eq!(encode(unreserved).to_string().as_bytes(), unreserved);
        assert_eq!(encode(b"*!'(); ").to_string(), "%2A%21%27%28%29%3B%20");
    }

    #[test]
    fn unreserved_is_what_rfc3986_says() {
        for byte in 0..=u8::MAX {
            assert_eq!(
                is_unreserved(byte),
                byte.is_ascii_alphanumeric() || b"-._~".contains(&byte),
                "{byte}"
            );
        }
    }

    #[test]
    fn a_stray_percent_stands_for_itself_and_check_names_it() {
        for (raw, offset) in [("100%", 3), ("%", 0), ("%4", 0), ("%41%zz", 3), ("%%41", 0)] {
            assert_eq!(check(raw.as_bytes()), Err(InvalidEscape { offset }), "{raw}");
        }
        assert!(Encoded::percent(b"100%").is(b"100%"));
        assert!(Encoded::percent(b"%%41").is(b"%A"));
    }

    #[test]
    fn plus() {
        assert!(Encoded::form(b"a+b%2B").is(b"a b+"));
        assert!(Encoded::percent(b"a+b%2b").is(b"a+b+"));
    }

    /// A vector that grew has left copies of its start in freed memory, where it may be a secret's.
    #[cfg(feature = "alloc")]
    #[test]
    fn decoding_allocates_once() {
        let raw = "abcdefgh%20".repeat(100);
        let decoded = Encoded::percent(raw.as_bytes()).to_vec();
        assert_eq!((decoded.len(), decoded.capacity()), (900, 900));
        let text = Encoded::form(raw.as_bytes()).to_str().unwrap();
        assert_eq!((text.len(), text.capacity()), (900, 900));
    }

    proptest! {
        #[test]
        fn encodes_as_the_oracle_does(bytes: Vec<u8>, text in "[a-z0-9._~+/=& %é☃-]{0,40}") {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                let expected = percent_encode(bytes, RESERVED).to_string();
                prop_assert_eq!(encode(bytes).to_string(), expected.as_str());
                let pieces = encode(bytes);
                let (at_least, at_most) = (pieces.size_hint().0, pieces.size_hint().1.unwrap());
                prop_assert!((at_least..=at_most).contains(&pieces.clone().count()));
                prop_assert_eq!(pieces.collect::<String>(), expected);
            }
        }

        #[test]
        fn decodes_what_it_encodes(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let text = encode(&bytes).to_string();
            prop_assert_eq!(text.len(), encoded_len(&bytes));
            prop_assert!(Encoded::percent(text.as_bytes()).is(&bytes));
            prop_assert!(Encoded::form(text.as_bytes()).is(&bytes));
            let mut out = [0; 100];
            prop_assert_eq!(Encoded::form(text.as_bytes()).decode_slice(&mut out).unwrap(), &bytes);
        }

        #[test]
        fn writes_what_it_measures(bytes in prop::collection::vec(prop_oneof![9 => Just(b'a'), 1 => any::<u8>()], 0..600)) {
            let mut out = std::vec![0; 3 * bytes.len()];
            let mut writer = crate::buf::Writer::new(&mut out);
            writer.percent_encoded(&bytes);
            let written = writer.finish().unwrap();
            prop_assert_eq!(written, encoded_len(&bytes));
            let expected = encode(&bytes).to_string();
            let mut exact = std::vec![0; written];
            crate::buf::Writer::new(&mut exact).percent_encoded(&bytes);
            prop_assert_eq!(&exact, expected.as_bytes());
            prop_assert_eq!(&out[..written], expected.as_bytes());
        }
    }
}
