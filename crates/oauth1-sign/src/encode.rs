//! The hot path's own percent-encoder ([RFC 5849 §3.6](https://www.rfc-editor.org/rfc/rfc5849#section-3.6)):
//! once or twice encoded in a single pass, hashed while it is built.
//!
//! The base string holds each parameter encoded twice (§3.4.1.3.2, then §3.4.1.1). A byte that is
//! not unreserved becomes `%XX` and then `%25XX`, an unreserved one stays, so both passes are one.

use crate::protocol::Value;
use oauth_wire::percent::{Encoded, hex_value};

/// Takes the pieces of a base string, in order.
pub trait Sink {
    /// Takes the next piece.
    fn update(&mut self, piece: &[u8]);
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn update(&mut self, piece: &[u8]) {
        (**self).update(piece);
    }
}

/// Text to be encoded, as the caller has it.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    /// Decoded.
    Plain(&'a [u8]),
    /// As it stands on the wire: decoded on the way.
    Wire(Encoded<'a>),
}

impl<'a> Text<'a> {
    /// The decoded bytes.
    pub(crate) fn bytes(self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (plain, wire) = match self {
            Self::Plain(bytes) => (bytes, Encoded::percent(&[])),
            Self::Wire(encoded) => (&[][..], encoded),
        };
        plain.iter().copied().chain(wire.bytes())
    }

    pub(crate) fn is(self, plain: &[u8]) -> bool {
        match self {
            Self::Plain(bytes) => bytes == plain,
            Self::Wire(encoded) => encoded.is(plain),
        }
    }
}

/// Whether encoding leaves `bytes` as they are. Sixteen at a time, in a form that compilers vectorize.
#[inline]
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    let reserved = |byte: &u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let dash_to_nine = byte.wrapping_sub(b'-') < 13 && *byte != b'/';
        u8::from(!(letter | dash_to_nine | (*byte == b'_') | (*byte == b'~')))
    };
    let any = |bytes: &[u8]| bytes.iter().fold(0, |found, byte| found | reserved(byte)) != 0;
    let Some(last) = bytes.last_chunk::<16>() else { return !any(bytes) };
    !(any(last) || bytes.chunks_exact(16).any(|chunk| any(chunk.first_chunk::<16>().unwrap_or(last))))
}

/// Source bytes that are encoded between two looks at the room left.
const STRIDE: usize = 32;
/// What they take at most, and eight bytes that the last store may write behind what counts.
const WINDOW: usize = STRIDE * 5 + 8;

/// Appends to a byte slice, encoding on the way. What does not fit is counted and dropped.
pub(crate) struct Cursor<B> {
    out: B,
    len: usize,
}

impl<B: AsMut<[u8]>> Cursor<B> {
    pub(crate) fn new(out: B) -> Self {
        Self { out, len: 0 }
    }

    /// Bytes appended, whether or not they found room.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Appends `bytes` as they are.
    #[inline(always)]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        if let Some(place) = self.out.as_mut().get_mut(self.len..end) {
            place.copy_from_slice(bytes);
        }
        self.len = end;
    }

    /// Appends a text whose length the compiler knows: inlined, it is copied in a few moves.
    #[inline(always)]
    pub(crate) fn literal(&mut self, text: &str) {
        self.raw(text.as_bytes());
    }

    /// Appends at most [`STRIDE`] decoded bytes, encoded `TIMES` times (1 or 2).
    #[inline]
    fn stride<const TIMES: usize>(&mut self, piece: &[u8]) {
        let rest = self.out.as_mut().get_mut(self.len..).unwrap_or_default();
        if let Some(window) = rest.first_chunk_mut() {
            self.len += encode_stride::<TIMES>(window, piece);
        } else {
            self.close_to_the_end::<TIMES>(piece);
        }
    }

    /// Where a whole stride might not fit, byte by byte.
    #[cold]
    fn close_to_the_end<const TIMES: usize>(&mut self, piece: &[u8]) {
        for &byte in piece {
            let entry = ENCODED[TIMES - 1][byte as usize];
            self.raw(&entry.to_le_bytes()[..(entry >> 56) as usize]);
        }
    }

    /// Appends bytes that are mostly a few dozen: keys, tokens, nonces.
    #[inline]
    fn short(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        if let Some(place) = self.out.as_mut().get_mut(self.len..end) {
            copy_short(place, bytes);
        }
        self.len = end;
    }

    /// Appends a value, encoded where it needs to be.
    #[inline]
    pub(crate) fn value(&mut self, value: Value<'_>) {
        if value.plain {
            self.short(value.bytes);
        } else {
            self.encoded_once(value.bytes);
        }
    }

    /// Appends decoded bytes of any length, encoded once.
    #[inline]
    pub(crate) fn encoded_once(&mut self, bytes: &[u8]) {
        bytes.chunks(STRIDE).for_each(|piece| self.stride::<1>(piece));
    }
}

/// Copies between slices of one length. Up to 64 bytes are a few moves that overlap, without a call.
#[inline]
fn copy_short(to: &mut [u8], from: &[u8]) {
    macro_rules! ends {
        ($half:literal) => {
            if let (Some(first), Some(last)) = (from.first_chunk::<$half>(), from.last_chunk::<$half>())
                && to.len() == from.len()
            {
                if let Some(place) = to.first_chunk_mut::<$half>() {
                    *place = *first;
                }
                if let Some(place) = to.last_chunk_mut::<$half>() {
                    *place = *last;
                }
            }
        };
    }
    match from.len() {
        0..4 => to.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
        4..8 => ends!(4),
        8..=16 => ends!(8),
        17..=32 => ends!(16),
        33..=64 => ends!(32),
        _ => to.copy_from_slice(from),
    }
}

/// Encodes `piece` to the start of `window` and gives the length. Each byte is one load from the table, one
/// store of eight bytes and one addition: nothing is guessed, so nothing is guessed wrong.
#[inline]
fn encode_stride<const TIMES: usize>(window: &mut [u8; WINDOW], piece: &[u8]) -> usize {
    let mut len = 0;
    for &byte in piece {
        len += put_entry(window, len, ENCODED[TIMES - 1][byte as usize]);
    }
    len
}

/// Stores an entry of [`ENCODED`] and gives how many bytes of it count.
#[inline(always)]
fn put_entry(window: &mut [u8; WINDOW], at: usize, entry: u64) -> usize {
    if let Some(place) = window.get_mut(at..at + 8) {
        place.copy_from_slice(&entry.to_le_bytes());
    }
    (entry >> 56) as usize
}

/// A multiple of both hashes' block sizes (64 and 128 bytes), long enough for most base strings.
const CHUNK: usize = 384;

/// Collects a base string in a buffer and hands it on in whole blocks.
pub(crate) struct Emitter<'s, S: Sink + ?Sized> {
    cursor: Cursor<[u8; CHUNK]>,
    sink: &'s mut S,
}

impl<'s, S: Sink + ?Sized> Emitter<'s, S> {
    pub(crate) fn new(sink: &'s mut S) -> Self {
        Self { cursor: Cursor::new([0; CHUNK]), sink }
    }

    /// Hands on what is left.
    #[inline]
    pub(crate) fn finish(self) {
        self.sink.update(&self.cursor.out[..self.cursor.len]);
    }

    /// Hands on what is left, then overwrites what passed through.
    pub(crate) fn finish_secret(mut self) {
        self.sink.update(&self.cursor.out[..self.cursor.len]);
        oauth_wire::secret::wipe(&mut self.cursor.out);
    }

    /// Makes room for `needed` bytes, at most [`WINDOW`].
    #[inline]
    fn room(&mut self, needed: usize) {
        if self.cursor.len + needed > CHUNK {
            self.hand_on();
        }
    }

    #[cold]
    fn hand_on(&mut self) {
        let whole = self.cursor.len & !127;
        self.sink.update(&self.cursor.out[..whole]);
        self.cursor.out.copy_within(whole..self.cursor.len, 0);
        self.cursor.len -= whole;
    }

    /// Appends `bytes` as they are.
    #[inline]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        if bytes.len() <= WINDOW {
            self.room(bytes.len());
            self.cursor.raw(bytes);
        } else {
            bytes.chunks(WINDOW).for_each(|piece| self.raw(piece));
        }
    }

    /// Appends a text whose length the compiler knows.
    #[inline(always)]
    pub(crate) fn literal(&mut self, text: &str) {
        self.room(text.len());
        self.cursor.literal(text);
    }

    /// Appends a value, encoded where it needs to be.
    #[inline]
    pub(crate) fn value<const TIMES: usize>(&mut self, value: Value<'_>) {
        if value.plain && value.bytes.len() <= WINDOW {
            self.room(value.bytes.len());
            self.cursor.short(value.bytes);
        } else {
            self.plain::<TIMES>(value.bytes);
        }
    }

    /// Appends `text`, encoded `TIMES` times (1 or 2).
    #[inline]
    pub(crate) fn encoded<const TIMES: usize>(&mut self, text: Text<'_>) {
        match text {
            Text::Plain(bytes) => self.plain::<TIMES>(bytes),
            Text::Wire(encoded) => self.wire::<TIMES>(encoded),
        }
    }

    /// Appends decoded bytes.
    #[inline]
    pub(crate) fn plain<const TIMES: usize>(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(STRIDE) {
            self.room(WINDOW);
            self.cursor.stride::<TIMES>(piece);
        }
    }

    /// Appends text that is still encoded as on the wire.
    fn wire<const TIMES: usize>(&mut self, text: Encoded<'_>) {
        let mut rest = text.raw();
        while !rest.is_empty() {
            self.room(WINDOW);
            let Some(window) = self.cursor.out[self.cursor.len..].first_chunk_mut() else { return };
            let (written, read) = recode_stride::<TIMES>(window, rest, text.plus_is_space());
            self.cursor.len += written;
            rest = &rest[read..];
        }
    }
}

/// Like [`encode_stride`] for text that is still encoded as on the wire: gives the length, and how much of
/// `text` it stands for.
#[inline]
fn recode_stride<const TIMES: usize>(
    window: &mut [u8; WINDOW],
    text: &[u8],
    plus_is_space: bool,
) -> (usize, usize) {
    let (mut len, mut read) = (0, 0);
    for _ in 0..STRIDE {
        let Some(&first) = text.get(read) else { break };
        let mut byte = first;
        read += 1;
        if first == b'%' {
            // An escape that is none stands for itself, as `Encoded` has it.
            if let Some([high, low]) = text.get(read..read + 2)
                && let Some((high, low)) = hex_value(*high).zip(hex_value(*low))
            {
                byte = high << 4 | low;
                read += 2;
            }
        } else if first == b'+' && plus_is_space {
            byte = b' ';
        }
        len += put_entry(window, len, ENCODED[TIMES - 1][byte as usize]);
    }
    (len, read)
}

/// What each byte becomes, encoded once and twice: a little-endian word of the bytes, their number in its
/// highest byte.
static ENCODED: [[u64; 256]; 2] = {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut tables = [[0; 256]; 2];
    let mut byte = 0;
    while byte < 256 {
        let (high, low) = (DIGITS[byte >> 4], DIGITS[byte & 15]);
        if oauth_wire::percent::is_unreserved(byte as u8) {
            tables[0][byte] = u64::from_le_bytes([byte as u8, 0, 0, 0, 0, 0, 0, 1]);
            tables[1][byte] = tables[0][byte];
        } else {
            tables[0][byte] = u64::from_le_bytes([b'%', high, low, 0, 0, 0, 0, 3]);
            tables[1][byte] = u64::from_le_bytes([b'%', b'2', b'5', high, low, 0, 0, 5]);
        }
        byte += 1;
    }
    tables
};

/// Each byte's place in the order of encodings, as one byte: `%` comes before every unreserved
/// character, and of two escapes the one of the smaller byte comes first. So the encodings of two
/// strings compare as their ranks do (§3.4.1.3.2), and nothing needs to be encoded to be sorted.
pub(crate) static RANK: [u8; 256] = {
    let mut ranks = [0; 256];
    let mut next = 0_u8;
    let mut want_unreserved = 0;
    while want_unreserved < 2 {
        let mut byte = 0;
        while byte < 256 {
            if oauth_wire::percent::is_unreserved(byte as u8) == (want_unreserved == 1) {
                ranks[byte] = next;
                next = next.wrapping_add(1);
            }
            byte += 1;
        }
        want_unreserved += 1;
    }
    ranks
};

#[cfg(test)]
mod tests {
    use super::*;
    use oauth_wire::percent;
    use proptest::prelude::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    impl Sink for Vec<u8> {
        fn update(&mut self, piece: &[u8]) {
            self.extend_from_slice(piece);
        }
    }

    fn emit<const TIMES: usize>(text: Text<'_>) -> String {
        let mut out = Vec::new();
        let mut emitter = Emitter::new(&mut out);
        emitter.encoded::<TIMES>(text);
        emitter.finish();
        String::from_utf8(out).unwrap()
    }

    /// The crate that serves as the oracle knows no double encoding: it runs twice.
    fn oracle(bytes: &[u8], times: usize) -> String {
        let once = percent_encoding::percent_encode(bytes, percent::UNRESERVED_KEPT).to_string();
        if times == 1 {
            once
        } else {
            percent_encoding::percent_encode(once.as_bytes(), percent::UNRESERVED_KEPT).to_string()
        }
    }

    #[test]
    fn every_byte_at_every_place_of_a_word() {
        for byte in 0..=255_u8 {
            for place in 0..8 {
                let mut bytes = *b"aaaaaaaa";
                bytes[place] = byte;
                assert_eq!(is_plain(&bytes), percent::is_unreserved(byte), "{byte:#x} at {place}");
                let long = [b"aaaaaaaaaaaaaaaaaaa".as_slice(), &bytes, b"aaa"].concat();
                assert_eq!(is_plain(&long), percent::is_unreserved(byte), "{byte:#x} at {place}");
                for (emitted, times) in
                    [(emit::<1>(Text::Plain(&bytes)), 1), (emit::<2>(Text::Plain(&bytes)), 2)]
                {
                    assert_eq!(emitted, oracle(&bytes, times));
                }
            }
        }
    }

    #[test]
    fn rank_is_the_order_of_encodings() {
        for a in 0..=255_u8 {
            for b in 0..=255_u8 {
                let by_encoding = oracle(&[a], 1).cmp(&oracle(&[b], 1));
                assert_eq!(RANK[a as usize].cmp(&RANK[b as usize]), by_encoding, "{a:#x} {b:#x}");
            }
        }
    }

    proptest! {
        #[test]
        fn plain_text_equals_the_oracle(bytes in prop::collection::vec(any::<u8>(), 0..1500)) {
            prop_assert_eq!(emit::<1>(Text::Plain(&bytes)), oracle(&bytes, 1));
            prop_assert_eq!(emit::<2>(Text::Plain(&bytes)), oracle(&bytes, 2));
        }

        #[test]
        fn wire_text_equals_decode_then_oracle(raw in "[a-z%+0-9A-Fé~ ]{0,300}") {
            for text in [Encoded::form(raw.as_bytes()), Encoded::percent(raw.as_bytes())] {
                prop_assert_eq!(emit::<2>(Text::Wire(text)), oracle(&text.bytes().collect::<Vec<u8>>(), 2));
            }
        }
    }
}
