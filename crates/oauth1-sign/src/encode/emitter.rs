//! Building a base string and hashing it on the way.

use super::table::{ENCODED, WINDOW, decode, encode, encode_few, put};
use super::{Sink, Text, copy_short};
use crate::parameters::{Slot, Sorted};
use oauth_wire::scan::{self, padded};

/// As much is collected. A power of two, so that the place of each store can be bounded by a mask in place of
/// a comparison.
const CHUNK: usize = 256;
/// A block is handed on when there are as many bytes, so that one more stays: a hash that loads what was stored
/// just before waits until that has reached the cache.
const HELD: usize = 128;

/// At most as many source bytes are encoded between two looks at the room there is: as many as [`padded`] gives.
const STRIDE: usize = 16;
/// What they become at most, encoded twice.
const PIECE: usize = 5 * STRIDE;
/// What stands behind each parameter but the last: an ampersand, encoded.
pub(crate) const SEPARATOR: &str = "%26";
/// The longest literal: the longest name of the protocol's, with the equals sign.
const LITERAL: usize = "oauth_signature_method%3D".len();
// What [`settle`] leaves, a piece, a separator, and a literal.
const _: () = assert!(HELD + PIECE + SEPARATOR.len() + LITERAL <= CHUNK && WINDOW <= PIECE);

/// Where a base string is collected. Behind that there is always room for one store more.
pub(crate) struct Buffer {
    bytes: [u8; CHUNK + WINDOW],
}

impl Buffer {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; CHUNK + WINDOW] }
    }

    /// Overwrites what passed through.
    pub(crate) fn wipe(&mut self) {
        oauth_wire::secret::wipe(&mut self.bytes);
    }

    /// The place `at`, which is less than [`CHUNK`]. As the compiler sees that there is a whole window, it
    /// compares nothing.
    #[inline(always)]
    fn window(&mut self, at: usize) -> Option<&mut [u8; WINDOW]> {
        debug_assert!(at < CHUNK, "something was appended without settling");
        self.bytes[at % CHUNK..].first_chunk_mut()
    }

    /// Stores bytes, of which the caller says how many count.
    #[inline(always)]
    fn store(&mut self, at: usize, bytes: &[u8; 16]) {
        if let Some(place) = self.window(at).and_then(|window| window.first_chunk_mut()) {
            *place = *bytes;
        }
    }
}

/// Collects a base string in a buffer and hands it on in whole blocks.
///
/// What is not inlined takes and gives its length as a number: in memory, each step would wait for the one
/// before to be stored.
pub(crate) struct Emitter<'s, S: Sink + ?Sized> {
    out: &'s mut Buffer,
    /// Less than [`CHUNK`].
    len: usize,
    sink: &'s mut S,
}

impl<'s, S: Sink + ?Sized> Emitter<'s, S> {
    #[inline(always)]
    pub(crate) fn new(out: &'s mut Buffer, sink: &'s mut S) -> Self {
        Self { out, len: 0, sink }
    }

    /// Hands on what is left.
    #[inline(always)]
    pub(crate) fn finish(self) {
        self.sink.update(&self.out.bytes[..self.len]);
    }

    /// Appends `bytes` as they are.
    #[inline(always)]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        if bytes.len() > WINDOW {
            self.len = copy_long(self.out, self.len, self.sink, bytes);
            return;
        }
        self.len = settle(self.out, self.len, self.sink);
        if let Some(window) = self.out.window(self.len) {
            copy_short(&mut window[..bytes.len()], bytes);
        }
        self.len += bytes.len();
    }

    /// Appends a text whose length the compiler knows, at most [`LITERAL`]: inlined, it is copied in a few moves.
    #[inline(always)]
    pub(crate) fn literal(&mut self, text: &str) {
        debug_assert!(text.len() <= LITERAL);
        if let Some(window) = self.out.window(self.len) {
            window[..text.len()].copy_from_slice(text.as_bytes());
        }
        self.len += text.len();
    }

    /// Takes the separator back that stands behind the last parameter. Without any the base string ends with
    /// an ampersand, which is not encoded.
    #[inline(always)]
    pub(crate) fn end_parameters(&mut self) {
        if self.out.bytes[..self.len].ends_with(SEPARATOR.as_bytes()) {
            self.len -= SEPARATOR.len();
        }
    }

    /// Appends parameters, each with [`SEPARATOR`] behind it.
    #[inline(always)]
    pub(crate) fn parameters(&mut self, sorted: &Sorted<'_, '_>, slots: &[Slot]) {
        if !slots.is_empty() {
            self.len = encode_parameters(self.out, self.len, self.sink, sorted, slots);
        }
    }

    /// Appends `text`, encoded `TIMES` times (1 or 2).
    #[inline(always)]
    pub(crate) fn text<const TIMES: usize>(&mut self, text: Text<'_>) {
        if let Text::Unreserved(bytes) = text {
            self.raw(bytes);
        } else {
            self.len = encode_text::<TIMES, S>(self.out, self.len, self.sink, text);
        }
    }

    /// Appends `text` in lower case, encoded once: the rare scheme or host that is not sent on as it is.
    #[inline(always)]
    pub(crate) fn lower_case(&mut self, text: &str) {
        for byte in text.bytes() {
            self.decoded::<1>(&[byte.to_ascii_lowercase()]);
        }
    }

    /// Appends decoded bytes.
    #[inline(always)]
    pub(crate) fn decoded<const TIMES: usize>(&mut self, bytes: &[u8]) {
        self.len = encode_all::<TIMES, S>(self.out, self.len, self.sink, bytes);
    }
}

/// Hands on what there is too much of, and gives the new length: less than [`HELD`].
/// Every text calls this first, an empty one too, and again before what may grow beyond a [`PIECE`].
#[inline(always)]
fn settle<S: Sink + ?Sized>(out: &mut Buffer, len: usize, sink: &mut S) -> usize {
    if len >= HELD { hand_on(out, len, sink) } else { len }
}

#[inline(never)]
fn hand_on<S: Sink + ?Sized>(out: &mut Buffer, len: usize, sink: &mut S) -> usize {
    let end = (len - (HELD - 64)) & !63;
    sink.update(&out.bytes[..end]);
    out.bytes.copy_within(end..end + HELD, 0);
    len - end
}

fn encode_parameters<S: Sink + ?Sized>(
    out: &mut Buffer,
    len: usize,
    sink: &mut S,
    sorted: &Sorted<'_, '_>,
    slots: &[Slot],
) -> usize {
    let mut emitter = Emitter { out, len, sink };
    for slot in slots {
        let (name, value) = sorted.pair(slot);
        emitter.text::<2>(name);
        emitter.literal("%3D");
        emitter.text::<2>(value);
        emitter.literal(SEPARATOR);
    }
    emitter.len
}

/// Appends bytes as they are, however many.
#[cold]
fn copy_long<S: Sink + ?Sized>(out: &mut Buffer, mut len: usize, sink: &mut S, bytes: &[u8]) -> usize {
    for piece in bytes.chunks(WINDOW) {
        len = settle(out, len, sink);
        if let Some(window) = out.window(len) {
            window[..piece.len()].copy_from_slice(piece);
        }
        len += piece.len();
    }
    len
}

/// Appends text that must be encoded, or decoded first.
#[inline(never)]
fn encode_text<const TIMES: usize, S: Sink + ?Sized>(
    out: &mut Buffer,
    len: usize,
    sink: &mut S,
    text: Text<'_>,
) -> usize {
    match text {
        Text::Unreserved(bytes) | Text::Decoded(bytes) => encode_all::<TIMES, S>(out, len, sink, bytes),
        Text::Wire(text) => recode::<TIMES, S>(out, len, sink, text.raw(), text.plus_is_space()),
    }
}

/// Appends decoded bytes.
fn encode_all<const TIMES: usize, S: Sink + ?Sized>(
    out: &mut Buffer,
    mut len: usize,
    sink: &mut S,
    bytes: &[u8],
) -> usize {
    let (eights, rest) = bytes.as_chunks();
    for eight in eights {
        len = settle(out, len, sink);
        len += out.window(len).map_or(0, |window| encode::<TIMES>(window, eight));
    }
    len = settle(out, len, sink);
    len += out.window(len).map_or(0, |window| encode_few::<TIMES>(window, rest));
    len
}

/// Appends text that is still encoded as on the wire. Most of that is runs of plain characters, each as
/// long as a word, with an escape between two of them.
fn recode<const TIMES: usize, S: Sink + ?Sized>(
    out: &mut Buffer,
    mut len: usize,
    sink: &mut S,
    mut rest: &[u8],
    plus_is_space: bool,
) -> usize {
    len = settle(out, len, sink);
    while !rest.is_empty() {
        len = settle(out, len, sink);
        let (chunk, count) = (padded(rest), rest.len().min(STRIDE));
        let mut found = scan::reserved(&chunk) & !(u32::MAX << count);
        out.store(len, &chunk);
        if found == 0 {
            len += count;
            rest = &rest[count..];
            continue;
        }
        let mut read = 0;
        while found != 0 {
            let at = found.trailing_zeros() as usize;
            found &= found - 1;
            if read > 0 {
                out.store(len, &padded(&rest[read..]));
            }
            len += at - read;
            let (byte, of) = decode(&rest[at..], plus_is_space);
            len += out.window(len).map_or(0, |window| put(window, 0, ENCODED[TIMES - 1][byte as usize]));
            read = at + of;
        }
        if read < count {
            out.store(len, &padded(&rest[read..]));
            len += count - read;
            read = count;
        }
        rest = &rest[read..];
    }
    len
}
