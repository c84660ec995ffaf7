//! The hot path's own percent-encoder ([RFC 5849 §3.6](https://www.rfc-editor.org/rfc/rfc5849#section-3.6)):
//! once or twice encoded in a single pass, hashed while it is built.
//!
//! The base string holds each parameter encoded twice (§3.4.1.3.2, then §3.4.1.1). A byte that is
//! not unreserved becomes `%XX` and then `%25XX`, an unreserved one stays, so both passes are one.

use crate::protocol::Value;
use oauth_wire::percent::{Encoded, hex_value};
use oauth_wire::scan::{self, padded};

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

/// Whether encoding leaves `bytes` as they are.
#[inline]
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    scan::plain_len(bytes) == bytes.len()
}

/// Source bytes that are encoded at a time.
const STRIDE: usize = 32;
/// The room they need: twice encoded they take at most five times as much, and the last store may write
/// sixteen bytes that don't count.
const WINDOW: usize = 5 * STRIDE + 16;

type Window = [u8; WINDOW];

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
            self.short(value.bytes());
        } else {
            self.encoded_once(value.bytes());
        }
    }

    /// Appends decoded bytes of any length, encoded once.
    pub(crate) fn encoded_once(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let rest = self.out.as_mut().get_mut(self.len..).unwrap_or_default();
            let Some(window) = rest.first_chunk_mut() else { return self.close_to_the_end(bytes) };
            let (written, read) = encode_stride::<1>(window, bytes);
            self.len += written;
            bytes = &bytes[read..];
        }
    }

    /// Appends `bytes` in base64 (RFC 4648 §4), encoded once.
    pub(crate) fn base64(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(30) {
            let (mut window, mut len) = ([0; WINDOW], 0);
            let (groups, rest) = piece.as_chunks::<3>();
            for &[a, b, c] in groups {
                let bits = u32::from_be_bytes([0, a, b, c]);
                for shift in [18, 12, 6, 0] {
                    len += put_entry(&mut window, len, BASE64[(bits >> shift) as usize % 64]);
                }
            }
            if let Some(&first) = rest.first() {
                let bits = u32::from_be_bytes([0, first, rest.get(1).copied().unwrap_or_default(), 0]);
                for shift in &[18, 12, 6][..rest.len() + 1] {
                    len += put_entry(&mut window, len, BASE64[(bits >> shift) as usize % 64]);
                }
                for _ in rest.len()..3 {
                    len += put_entry(&mut window, len, ENCODED[0][b'=' as usize]);
                }
            }
            self.raw(&window[..len]);
        }
    }

    /// Where a whole stride might not fit, byte by byte.
    #[cold]
    fn close_to_the_end(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let entry = ENCODED[0][byte as usize];
            self.raw(&entry.to_le_bytes()[..(entry >> 56) as usize]);
        }
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

/// Encodes the start of `text`: gives how much was written, and how much of `text` it stands for. One load,
/// one store of eight bytes and one addition for each byte: nothing is guessed, so nothing is guessed wrong.
#[inline]
fn encode_stride<const TIMES: usize>(window: &mut Window, text: &[u8]) -> (usize, usize) {
    let count = text.len().min(STRIDE);
    let mut len = 0;
    for &byte in &text[..count] {
        len += put_entry(window, len, ENCODED[TIMES - 1][byte as usize]);
    }
    (len, count)
}

/// Like [`encode_stride`] for text that is still encoded as on the wire. Most of that is runs of plain
/// characters, each as long as a word, with an escape between two of them.
#[inline]
fn recode_stride<const TIMES: usize>(
    window: &mut Window,
    text: &[u8],
    plus_is_space: bool,
) -> (usize, usize) {
    let chunk = padded(text);
    let count = text.len().min(chunk.len());
    let mut found = scan::reserved(&chunk) & !(u32::MAX << count);
    put(window, 0, chunk);
    if found == 0 {
        return (count, count);
    }
    let (mut len, mut read) = (0, 0);
    while found != 0 {
        let at = found.trailing_zeros() as usize;
        found &= found - 1;
        if at > read {
            put(window, len, padded(&text[read..]));
            len += at - read;
        }
        let (byte, of) = decode(&text[at..], plus_is_space);
        len += put_entry(window, len, ENCODED[TIMES - 1][byte as usize]);
        read = at + of;
    }
    if read < count {
        put(window, len, padded(&text[read..]));
        len += count - read;
        read = count;
    }
    (len, read)
}

/// What the first of `text` stands for, and how many of them do.
#[inline(always)]
fn decode(text: &[u8], plus_is_space: bool) -> (u8, usize) {
    match *text {
        [b'%', high, low, ..] => {
            let (high, low) = (DIGIT[high as usize], DIGIT[low as usize]);
            // An escape that is none stands for itself, as `Encoded` has it.
            if (high | low) < 16 { (high << 4 | low, 3) } else { (b'%', 1) }
        }
        [b'+', ..] if plus_is_space => (b' ', 1),
        [byte, ..] => (byte, 1),
        [] => (0, 0),
    }
}

/// Stores bytes, of which the caller says how many count.
#[inline(always)]
fn put<const N: usize>(window: &mut Window, at: usize, bytes: [u8; N]) {
    if let Some(place) = window.get_mut(at..at + N) {
        place.copy_from_slice(&bytes);
    }
}

/// Stores an entry of [`ENCODED`] and gives how many bytes of it count.
#[inline(always)]
fn put_entry(window: &mut Window, at: usize, entry: u64) -> usize {
    put(window, at, entry.to_le_bytes());
    (entry >> 56) as usize
}

/// Long enough for most base strings.
const CHUNK: usize = 448;

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
    /// Where it stands: moved, it would leave a copy.
    pub(crate) fn finish_secret(&mut self) {
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

    /// Appends what stands before a parameter of the base string. A copy of either length without a call.
    #[inline(always)]
    pub(crate) fn separator(&mut self, first: bool) {
        if first {
            self.literal("&");
        } else {
            self.literal("%26");
        }
    }

    /// Appends a value, encoded where it needs to be.
    #[inline]
    pub(crate) fn value<const TIMES: usize>(&mut self, value: Value<'_>) {
        let bytes = value.bytes();
        if value.plain && bytes.len() <= WINDOW {
            self.room(bytes.len());
            self.cursor.short(bytes);
        } else {
            self.encoded::<TIMES>(value.text);
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
    pub(crate) fn plain<const TIMES: usize>(&mut self, bytes: &[u8]) {
        self.strides(bytes, encode_stride::<TIMES>);
    }

    /// Appends text that is still encoded as on the wire.
    fn wire<const TIMES: usize>(&mut self, text: Encoded<'_>) {
        let plus_is_space = text.plus_is_space();
        self.strides(text.raw(), |window, text| recode_stride::<TIMES>(window, text, plus_is_space));
    }

    #[inline(always)]
    fn strides(&mut self, mut text: &[u8], stride: impl Fn(&mut Window, &[u8]) -> (usize, usize)) {
        while !text.is_empty() {
            self.room(WINDOW);
            let Some(window) = self.cursor.out[self.cursor.len..].first_chunk_mut() else { return };
            let (written, read) = stride(window, text);
            self.cursor.len += written;
            text = &text[read..];
        }
    }
}

/// The value of each hexadecimal digit; more than fifteen where it is none.
static DIGIT: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut byte = 0;
    while byte < 256 {
        if let Some(value) = hex_value(byte as u8) {
            values[byte] = value;
        }
        byte += 1;
    }
    values
};

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

/// What each base64 digit becomes, encoded once.
static BASE64: [u64; 64] = {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [0; 64];
    let mut digit = 0;
    while digit < 64 {
        table[digit] = ENCODED[0][ALPHABET[digit] as usize];
        digit += 1;
    }
    table
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
        use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
        const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
        let once = percent_encode(bytes, RESERVED).to_string();
        if times == 1 { once } else { percent_encode(once.as_bytes(), RESERVED).to_string() }
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

    /// Every escape, and what only looks like one, at every place of a chunk and of its neighbours, in
    /// texts that end anywhere behind it.
    #[test]
    fn every_escape_at_every_place() {
        let check = |escape: &[u8], place: usize, behind: usize| {
            let raw = [
                &b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR"[..place],
                escape,
                &b"ABCDEFGHIJKLMNOPQRST"[..behind],
            ]
            .concat();
            for text in [Encoded::form(&raw), Encoded::percent(&raw)] {
                let decoded: Vec<u8> = text.bytes().collect();
                let shown = raw.escape_ascii();
                assert_eq!(emit::<1>(Text::Wire(text)), oracle(&decoded, 1), "{shown}");
                assert_eq!(emit::<2>(Text::Wire(text)), oracle(&decoded, 2), "{shown}");
            }
        };
        for place in 0..34 {
            for behind in [0, 1, 2, 16] {
                for byte in 0..=255_u8 {
                    check(std::format!("%{byte:02x}").as_bytes(), place, behind);
                    check(&[byte], place, behind);
                }
            }
            for escape in [
                "%",
                "%%",
                "%4",
                "%4%41",
                "%%41",
                "%g1",
                "%1g",
                "%\u{e9}",
                "%41%",
                "%41%42+%43",
                "%+1",
                "%E2%98%83",
            ] {
                for behind in 0..20 {
                    check(escape.as_bytes(), place, behind);
                }
            }
        }
    }

    /// Around every length at which copying, encoding and handing on take another way.
    #[test]
    fn every_length() {
        for len in 0..1000 {
            let (plain, reserved) = (std::vec![b'a'; len], std::vec![b'&'; len]);
            let mut out = Vec::new();
            let mut emitter = Emitter::new(&mut out);
            emitter.value::<2>(Value::plain(&plain));
            emitter.raw(&plain);
            emitter.encoded::<2>(Text::Plain(&reserved));
            emitter.encoded::<1>(Text::Wire(Encoded::percent(&plain)));
            emitter.finish();
            let twice = [&plain, &plain, oracle(&reserved, 2).as_bytes(), &plain].concat();
            assert!(out == twice, "{len}");
            let (mut exact, once) = (std::vec![0; 4 * len], oracle(&reserved, 1));
            let mut cursor = Cursor::new(exact.as_mut_slice());
            cursor.value(Value::plain(&plain));
            cursor.encoded_once(&reserved);
            assert_eq!(cursor.len(), 4 * len);
            assert!(exact == [&plain, once.as_bytes()].concat(), "{len}");
        }
    }

    proptest! {
        #[test]
        fn plain_text_equals_the_oracle(bytes in prop::collection::vec(any::<u8>(), 0..1500)) {
            prop_assert_eq!(emit::<1>(Text::Plain(&bytes)), oracle(&bytes, 1));
            prop_assert_eq!(emit::<2>(Text::Plain(&bytes)), oracle(&bytes, 2));
        }

        #[test]
        fn wire_text_of_any_bytes(raw in prop::collection::vec(prop_oneof![3 => b'a'..=b'g', 2 => Just(b'%'), 1 => Just(b'+'), 1 => any::<u8>()], 0..600)) {
            for text in [Encoded::form(&raw), Encoded::percent(&raw)] {
                let decoded: Vec<u8> = text.bytes().collect();
                prop_assert_eq!(emit::<1>(Text::Wire(text)), oracle(&decoded, 1));
                prop_assert_eq!(emit::<2>(Text::Wire(text)), oracle(&decoded, 2));
            }
        }

        #[test]
        fn wire_text_equals_decode_then_oracle(raw in "[a-z%+0-9A-Fé~ ]{0,300}") {
            for text in [Encoded::form(raw.as_bytes()), Encoded::percent(raw.as_bytes())] {
                prop_assert_eq!(emit::<2>(Text::Wire(text)), oracle(&text.bytes().collect::<Vec<u8>>(), 2));
            }
        }
    }
}
