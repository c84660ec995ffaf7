//! Writing into the caller's buffer.

use super::table::{BASE64, ENCODED, WINDOW, encode, encode_few, put};
use super::{SHORT, Text, copy_short};

/// Appends to a byte slice, encoding on the way. What does not fit is counted and dropped.
pub(crate) struct Cursor<'b> {
    out: &'b mut [u8],
    len: usize,
}

impl<'b> Cursor<'b> {
    pub(crate) fn new(out: &'b mut [u8]) -> Self {
        Self { out, len: 0 }
    }

    /// Bytes appended, whether or not they found room.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// What there is room for.
    #[inline(always)]
    fn room(&mut self) -> &mut [u8] {
        self.out.get_mut(self.len..).unwrap_or_default()
    }

    /// Appends `bytes` as they are.
    #[inline(always)]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        if let Some(place) = self.room().get_mut(..bytes.len()) {
            place.copy_from_slice(bytes);
        }
        self.len += bytes.len();
    }

    /// Appends a text whose length the compiler knows: inlined, it is copied in a few moves.
    #[inline(always)]
    pub(crate) fn literal(&mut self, text: &str) {
        self.raw(text.as_bytes());
    }

    /// Appends a text whose length the compiler knows, at most [`SHORT`], and text behind it, encoded once.
    #[inline(always)]
    pub(crate) fn field(&mut self, before: &str, text: Text<'_>) {
        if let Text::Unreserved(bytes) = text
            && bytes.len() <= SHORT
            && let Some(window) = self.room().first_chunk_mut::<{ 2 * SHORT }>()
        {
            let len = before.len() + bytes.len();
            window[..before.len()].copy_from_slice(before.as_bytes());
            copy_short(&mut window[before.len()..len], bytes);
            self.len += len;
        } else {
            self.literal(before);
            self.text(text);
        }
    }

    /// Appends text, encoded once.
    #[inline(always)]
    pub(crate) fn text(&mut self, text: Text<'_>) {
        match text {
            Text::Unreserved(bytes) => self.raw(bytes),
            Text::Decoded(bytes) => self.encoded_once(bytes),
            Text::Wire(encoded) => encoded.bytes().for_each(|byte| self.encoded_once(&[byte])),
        }
    }

    /// Appends decoded bytes of any length, encoded once.
    pub(crate) fn encoded_once(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            let Some(window) = self.room().first_chunk_mut() else {
                self.close_to_the_end(eight);
                continue;
            };
            self.len += encode::<1>(window, eight);
        }
        let Some(window) = self.room().first_chunk_mut() else { return self.close_to_the_end(rest) };
        self.len += encode_few::<1>(window, rest);
    }

    /// Where a whole window does not fit, byte by byte.
    #[cold]
    fn close_to_the_end(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.entry_close_to_the_end(ENCODED[0][byte as usize]));
    }

    #[cold]
    fn entry_close_to_the_end(&mut self, entry: u64) {
        let mut window = [0; WINDOW];
        let len = put(&mut window, 0, entry);
        self.raw(&window[..len]);
    }

    /// Appends `bytes` in base64 (RFC 4648 §4), encoded once.
    #[inline(always)]
    pub(crate) fn base64(&mut self, bytes: &[u8]) {
        let digits = |[a, b, c]: [u8; 3]| {
            let bits = u32::from_be_bytes([0, a, b, c]);
            [18, 12, 6, 0].map(|shift| BASE64[(bits >> shift) as usize % 64])
        };
        let (sixes, rest) = bytes.as_chunks();
        for &[a, b, c, d, e, f] in sixes {
            let bits = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
            self.entries([42, 36, 30, 24, 18, 12, 6, 0].map(|shift| BASE64[(bits >> shift) as usize % 64]));
        }
        let (threes, rest) = rest.as_chunks();
        for three in threes {
            self.entries(digits(*three));
        }
        const PADDING: u64 = ENCODED[0][b'=' as usize];
        match *rest {
            [a, b] => {
                let [first, second, third, _] = digits([a, b, 0]);
                self.entries([first, second, third, PADDING]);
            }
            [a] => {
                let [first, second, ..] = digits([a, 0, 0]);
                self.entries([first, second, PADDING, PADDING]);
            }
            _ => {}
        }
    }

    /// Appends at most eight entries of the tables.
    #[inline(always)]
    fn entries<const N: usize>(&mut self, entries: [u64; N]) {
        let Some(window) = self.room().first_chunk_mut() else {
            return entries.iter().for_each(|&entry| self.entry_close_to_the_end(entry));
        };
        let mut len = 0;
        for entry in entries {
            len += put(window, len, entry);
        }
        self.len += len;
    }
}
