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
        for &byte in bytes {
            let mut window = [0; WINDOW];
            let len = put(&mut window, 0, ENCODED[0][byte as usize]);
            self.raw(&window[..len]);
        }
    }

    /// Appends `bytes` in base64 (RFC 4648 §4), encoded once.
    pub(crate) fn base64(&mut self, bytes: &[u8]) {
        let (sixes, rest) = bytes.as_chunks();
        for &[a, b, c, d, e, f] in sixes {
            self.digits::<8>(u64::from_be_bytes([a, b, c, d, e, f, 0, 0]));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let last = u64::from_be_bytes(last);
        match rest.len() {
            1 => self.digits::<2>(last),
            2 => self.digits::<3>(last),
            3 => self.digits::<4>(last),
            4 => self.digits::<6>(last),
            5 => self.digits::<7>(last),
            _ => {}
        }
        for _ in rest.len()..rest.len().next_multiple_of(3) {
            self.literal("%3D");
        }
    }

    /// The same for bytes that are in big-endian words: a digest, as it leaves the hash. As bytes it would be stored
    /// and loaded again, which waits for the store.
    #[inline(always)]
    pub(crate) fn base64_words(&mut self, words: &[u32]) {
        let (threes, rest) = words.as_chunks();
        for three in threes {
            let [a, b, c] = three.map(u64::from);
            self.digits::<8>(a << 32 | b);
            self.digits::<8>(b << 48 | c << 16);
        }
        match *rest {
            [a] => {
                self.digits::<6>(u64::from(a) << 32);
                self.literal("%3D%3D");
            }
            [a, b] => {
                self.digits::<8>(u64::from(a) << 32 | u64::from(b));
                self.digits::<3>(u64::from(b) << 48);
                self.literal("%3D");
            }
            _ => {}
        }
    }

    /// Appends base64 digits, at most eight: those of the highest bits.
    #[inline(always)]
    fn digits<const COUNT: usize>(&mut self, bits: u64) {
        self.len = append_digits::<COUNT>(self.out, self.len, bits);
    }
}

/// Appends base64 digits to the `len` bytes in `out`, and gives the new length: as a number, because what is in memory
/// waits to be stored. Not inlined, because a digest takes it four times.
#[inline(never)]
fn append_digits<const COUNT: usize>(out: &mut [u8], len: usize, bits: u64) -> usize {
    let put_all = |window: &mut [u8; WINDOW]| {
        (0..COUNT).fold(0, |len, at| len + put(window, len, BASE64[(bits >> (58 - 6 * at)) as usize % 64]))
    };
    if let Some(window) = out.get_mut(len..).and_then(<[u8]>::first_chunk_mut) {
        return len + put_all(window);
    }
    let mut window = [0; WINDOW];
    let more = put_all(&mut window);
    let mut cursor = Cursor { out, len };
    cursor.raw(&window[..more]);
    cursor.len
}
