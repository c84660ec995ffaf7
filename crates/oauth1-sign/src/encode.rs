//! The hot path's own percent-encoder ([RFC 5849 §3.6](https://www.rfc-editor.org/rfc/rfc5849#section-3.6)):
//! eight bytes at a time, once or twice encoded in a single pass, hashed while it is built.
//!
//! The base string holds each parameter encoded twice (§3.4.1.3.2, then §3.4.1.1). A byte that is
//! not unreserved becomes `%XX` and then `%25XX`, an unreserved one stays, so both passes are one.

use oauth_wire::percent::Encoded;

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
    #[inline]
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

/// A multiple of both hashes' block sizes (64 and 128 bytes).
const CHUNK: usize = 512;
/// Source bytes encoded between two looks at the room left: each makes at most 5 bytes.
const STRIDE: usize = 32;
/// Bytes that the word-wise stores may write behind the last one that counts.
const SLACK: usize = 8;

/// Collects a base string in a small buffer and hands it on in whole blocks.
pub(crate) struct Emitter<'s, S: Sink + ?Sized> {
    buffer: [u8; CHUNK + SLACK],
    len: usize,
    sink: &'s mut S,
}

impl<'s, S: Sink + ?Sized> Emitter<'s, S> {
    pub(crate) fn new(sink: &'s mut S) -> Self {
        Self { buffer: [0; CHUNK + SLACK], len: 0, sink }
    }

    /// Hands on what is left.
    pub(crate) fn finish(self) {
        self.sink.update(&self.buffer[..self.len]);
    }

    /// Hands on what is left, then overwrites what passed through.
    pub(crate) fn finish_secret(mut self) {
        self.sink.update(&self.buffer[..self.len]);
        oauth_wire::secret::wipe(&mut self.buffer);
    }

    /// Makes room for `needed` bytes, at most 200.
    #[inline]
    fn room(&mut self, needed: usize) {
        debug_assert!(needed <= CHUNK - 128);
        if self.len + needed > CHUNK {
            let whole = self.len & !127;
            self.sink.update(&self.buffer[..whole]);
            self.buffer.copy_within(whole..self.len, 0);
            self.len -= whole;
        }
    }

    /// Appends `bytes` as they are.
    #[inline]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(128) {
            self.room(piece.len());
            self.buffer[self.len..self.len + piece.len()].copy_from_slice(piece);
            self.len += piece.len();
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
    fn plain<const TIMES: usize>(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(STRIDE) {
            self.room(STRIDE * 5);
            let words = piece.chunks_exact(8);
            let rest = words.remainder();
            for word in words {
                let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
                self.word::<TIMES>(word, 8);
            }
            if !rest.is_empty() {
                let mut word = [0; 8];
                word[..rest.len()].copy_from_slice(rest);
                self.word::<TIMES>(u64::from_le_bytes(word), rest.len());
            }
        }
    }

    /// Appends the first `left` bytes of a little-endian word: runs of unreserved bytes in one
    /// store each, the others by table. There is room for them.
    #[inline]
    fn word<const TIMES: usize>(&mut self, mut word: u64, mut left: usize) {
        let mut reserved = reserved_bytes(word);
        loop {
            self.store(word);
            let run = (reserved.trailing_zeros() as usize / 8).min(left);
            self.len += run;
            left -= run;
            if left == 0 {
                return;
            }
            word >>= 8 * run;
            self.store(ESCAPES[TIMES - 1][(word & 0xff) as usize]);
            self.len += ESCAPE_LEN[TIMES - 1];
            left -= 1;
            if left == 0 {
                return;
            }
            word >>= 8;
            reserved = reserved >> (8 * run) >> 8;
        }
    }

    /// Stores eight bytes at the end without counting them.
    #[inline]
    fn store(&mut self, word: u64) {
        if let Some(place) = self.buffer[self.len..].first_chunk_mut() {
            *place = word.to_le_bytes();
        }
    }

    /// Appends text that is still encoded as on the wire.
    fn wire<const TIMES: usize>(&mut self, text: Encoded<'_>) {
        let raw = text.raw();
        let is_special = |&byte: &u8| byte == b'%' || byte == b'+' && text.plus_is_space();
        let mut rest = raw;
        while let Some(run) = rest.iter().position(is_special) {
            self.plain::<TIMES>(&rest[..run]);
            // From here on the decoder decides, one byte at a time, until ordinary bytes follow.
            let special = rest[run..].iter().scan(0_u8, |escape, byte| {
                let inside = *escape > 0;
                *escape = if *byte == b'%' { 2 } else { escape.saturating_sub(1) };
                (inside || is_special(byte)).then_some(())
            });
            let end = run + special.count();
            let encoded = if text.plus_is_space() {
                Encoded::form(&rest[run..end])
            } else {
                Encoded::percent(&rest[run..end])
            };
            for byte in encoded.bytes() {
                self.room(5);
                self.word::<TIMES>(u64::from(byte), 1);
            }
            rest = &rest[end..];
        }
        self.plain::<TIMES>(rest);
    }
}

/// The high bit of each byte of `word` that is not unreserved.
#[inline]
fn reserved_bytes(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // Each of these works on seven-bit bytes, so no sum carries into the next byte.
    let ascii = word & !HIGH;
    let at_least = |bytes: u64, least: u8| bytes + u64::from(0x80 - least) * ONES;
    let differs = |byte: u8| (ascii ^ (u64::from(byte) * ONES)) + 0x7f * ONES;
    let folded = ascii | (0x20 * ONES);
    let letter = at_least(folded, b'a') & !at_least(folded, b'z' + 1);
    let dash_to_nine = at_least(ascii, b'-') & !at_least(ascii, b'9' + 1) & differs(b'/');
    let unreserved = letter | dash_to_nine | !differs(b'_') | !differs(b'~');
    (!unreserved | word) & HIGH
}

const ESCAPE_LEN: [usize; 2] = [3, 5];

/// Each byte's escape, once and twice encoded, as a little-endian word.
static ESCAPES: [[u64; 256]; 2] = {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut tables = [[0; 256]; 2];
    let mut byte = 0;
    while byte < 256 {
        let (high, low) = (DIGITS[byte >> 4], DIGITS[byte & 15]);
        tables[0][byte] = u64::from_le_bytes([b'%', high, low, 0, 0, 0, 0, 0]);
        tables[1][byte] = u64::from_le_bytes([b'%', b'2', b'5', high, low, 0, 0, 0]);
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
                assert_eq!(
                    reserved_bytes(u64::from_le_bytes(bytes)) != 0,
                    !percent::is_unreserved(byte),
                    "{byte:#x} at {place}"
                );
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
                prop_assert_eq!(emit::<2>(Text::Wire(text)), oracle(&text.to_vec(), 2));
            }
        }
    }
}
