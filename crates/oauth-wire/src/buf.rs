//! Writing into the caller's buffer.

use crate::{percent, scan};
use core::fmt;

/// The caller's buffer is too small. [`Encode`] has written nothing into it then; a [`Writer`] what fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferTooSmall {
    /// The length, in bytes, that would have been enough.
    pub required: usize,
}

impl fmt::Display for BufferTooSmall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the buffer is too small: {} bytes are needed", self.required)
    }
}

impl core::error::Error for BufferTooSmall {}

/// A message that knows its exact length and writes itself into a buffer of the caller's.
///
/// Implementors give [`encoded_len`](Self::encoded_len) and [`emit`](Self::emit); callers use
/// [`encode_slice`](Self::encode_slice), or [`encode_vec`](Self::encode_vec) where there is an
/// allocator.
pub trait Encode {
    /// The exact number of bytes that the message takes.
    fn encoded_len(&self) -> usize;

    /// Writes the message: exactly [`encoded_len`](Self::encoded_len) bytes.
    fn emit(&self, out: &mut Writer<'_>);

    /// Writes the message to the start of `out` and returns that part of it.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the required length; `out` is untouched then.
    fn encode_slice<'b>(&self, out: &'b mut [u8]) -> Result<&'b mut [u8], BufferTooSmall> {
        let required = self.encoded_len();
        let Some(out) = out.get_mut(..required) else {
            return Err(BufferTooSmall { required });
        };
        let mut writer = Writer::new(out);
        self.emit(&mut writer);
        debug_assert_eq!(writer.written(), required, "encoded_len and emit disagree");
        Ok(out)
    }

    /// The message as a new vector.
    #[cfg(feature = "alloc")]
    fn encode_vec(&self) -> alloc::vec::Vec<u8> {
        let mut out = alloc::vec![0; self.encoded_len()];
        self.emit(&mut Writer::new(&mut out));
        out
    }
}

/// Appends to a byte slice. What no longer fits is counted and dropped, so that one run over a
/// buffer that is too small (even an empty one) still tells the length that is needed.
///
/// ```
/// use oauth_wire::buf::Writer;
///
/// let mut buffer = [0; 8];
/// let mut writer = Writer::new(&mut buffer);
/// writer.bytes(b"a=");
/// writer.percent_encoded(b"\xc3\xa9");
/// assert_eq!(writer.finish(), Ok(8));
/// assert_eq!(&buffer, b"a=%C3%A9");
/// ```
pub struct Writer<'b> {
    out: &'b mut [u8],
    written: usize,
}

impl<'b> Writer<'b> {
    /// A writer that starts at the beginning of `out`.
    #[must_use]
    pub fn new(out: &'b mut [u8]) -> Self {
        Self { out, written: 0 }
    }

    /// Appends `bytes` as they are.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        let end = self.written.saturating_add(bytes.len());
        if let Some(part) = self.out.get_mut(self.written..end) {
            copy(part, bytes);
        }
        self.written = end;
    }

    /// Appends one byte.
    #[inline]
    pub fn byte(&mut self, byte: u8) {
        if let Some(to) = self.out.get_mut(self.written) {
            *to = byte;
        }
        self.written = self.written.saturating_add(1);
    }

    /// Appends `bytes`, percent-encoded (see [`percent`]).
    #[inline]
    pub fn percent_encoded(&mut self, bytes: &[u8]) {
        // Most names and many values are short and plain.
        if bytes.len() <= 16
            && let Some(to) = self.out.get_mut(self.written..).and_then(<[u8]>::first_chunk_mut)
        {
            let chunk = scan::padded(bytes);
            if scan::reserved(&chunk) & ((1 << bytes.len()) - 1) == 0 {
                *to = chunk;
                self.written += bytes.len();
                return;
            }
        }
        self.percent_encoded_by_pieces(bytes);
    }

    fn percent_encoded_by_pieces(&mut self, bytes: &[u8]) {
        let end = self.written.saturating_add(bytes.len());
        if let Some(to) = self.out.get_mut(self.written..end)
            && copy_plain(to, bytes)
        {
            self.written = end;
            return;
        }
        let room = self.out.get_mut(self.written..).unwrap_or_default();
        if room.len() >= 3 * bytes.len() + WINDOW {
            self.written += escape(bytes, room);
            return;
        }
        for &byte in bytes {
            let encoded = percent::ENCODED[usize::from(byte)];
            self.bytes(&encoded[..usize::from(encoded[3])]);
        }
    }

    /// Appends `number` in decimal.
    pub fn decimal(&mut self, mut number: u64) {
        let mut digits = [0; 20];
        let mut start = digits.len();
        loop {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.bytes(&digits[start..]);
    }

    /// Bytes asked for so far, whether or not they found room.
    #[must_use]
    pub fn written(&self) -> usize {
        self.written
    }

    /// The number of bytes written.
    ///
    /// # Errors
    /// [`BufferTooSmall`] when they did not all fit; the buffer holds no whole message then.
    pub fn finish(self) -> Result<usize, BufferTooSmall> {
        if self.written <= self.out.len() {
            Ok(self.written)
        } else {
            Err(BufferTooSmall { required: self.written })
        }
    }
}

/// The room that [`escape`] wants to see behind what it has written: where a place is below 64, there are
/// sixteen bytes behind it, and nothing is left to check.
const WINDOW: usize = 80;

/// Writes `bytes` encoded to the start of `room`, and tells how long they have become. Sixteen bytes are
/// stored at a time, whatever they are, and again behind each escape that is put over them.
fn escape(bytes: &[u8], room: &mut [u8]) -> usize {
    let mut len = 0;
    for piece in bytes.chunks(16) {
        let Some(window) = room[len..].first_chunk_mut::<WINDOW>() else { break };
        let chunk = scan::padded(piece);
        let mut rest = u128::from_le_bytes(chunk);
        let mut escapes = scan::reserved(&chunk) & ((1 << piece.len()) - 1);
        store(window, 0, chunk);
        let (mut read, mut at) = (0, 0);
        while escapes != 0 {
            let plain = escapes.trailing_zeros() as usize - read;
            rest >>= 8 * plain;
            at += plain;
            store(window, at, percent::ENCODED[usize::from(rest as u8)]);
            rest >>= 8;
            at += 3;
            store(window, at, rest.to_le_bytes());
            read += plain + 1;
            escapes &= escapes - 1;
        }
        len += at + piece.len() - read;
    }
    len
}

#[inline(always)]
fn store<const N: usize>(window: &mut [u8; WINDOW], at: usize, bytes: [u8; N]) {
    if let Some(to) = window[at % 64..].first_chunk_mut() {
        *to = bytes;
    }
}

/// Copies between slices of one length as long as there is nothing to escape; whether that is all of it.
fn copy_plain(to: &mut [u8], from: &[u8]) -> bool {
    let (Some(to_last), Some(last)) = (to.last_chunk_mut(), from.last_chunk()) else {
        copy(to, from);
        return percent::is_plain(from);
    };
    if scan::reserved(last) != 0 {
        return false;
    }
    *to_last = *last;
    let chunks = to.as_chunks_mut().0.iter_mut().zip(from.as_chunks().0);
    for (to, chunk) in chunks {
        if scan::reserved(chunk) != 0 {
            return false;
        }
        *to = *chunk;
    }
    true
}

/// Copies between slices of one length. Most texts are short, and a call would take longer than
/// their copy: two pieces that overlap cover each length up to twice theirs.
#[inline]
fn copy(to: &mut [u8], from: &[u8]) {
    fn ends<const N: usize>(to: &mut [u8], from: &[u8]) -> Option<()> {
        *to.first_chunk_mut::<N>()? = *from.first_chunk()?;
        *to.last_chunk_mut::<N>()? = *from.last_chunk()?;
        Some(())
    }
    match from.len() {
        0 => Some(()),
        1..=3 => {
            to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
            Some(())
        }
        4..=7 => ends::<4>(to, from),
        8..=15 => ends::<8>(to, from),
        16..=32 => ends::<16>(to, from),
        _ => None,
    }
    .unwrap_or_else(|| to.copy_from_slice(from));
}

impl fmt::Debug for Writer<'_> {
    // The bytes may be a secret's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("capacity", &self.out.len()).field("written", &self.written).finish()
    }
}

impl fmt::Write for Writer<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.bytes(s.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_fit_and_one_byte_short() {
        let mut exact = [0; 3];
        let mut writer = Writer::new(&mut exact);
        writer.bytes(b"abc");
        assert_eq!(writer.finish(), Ok(3));

        let mut short = [0; 2];
        let mut writer = Writer::new(&mut short);
        writer.bytes(b"abc");
        assert_eq!(writer.finish(), Err(BufferTooSmall { required: 3 }));
        assert_eq!(short, [0, 0]);
    }

    #[test]
    fn every_length_arrives_whole() {
        let text: std::vec::Vec<u8> = (1..=100).collect();
        for len in 0..=text.len() {
            let mut buffer = [0; 102];
            let mut writer = Writer::new(&mut buffer);
            writer.byte(200);
            writer.bytes(&text[..len]);
            assert_eq!(writer.finish(), Ok(len + 1));
            assert_eq!((buffer[0], &buffer[1..=len], buffer[len + 1]), (200, &text[..len], 0));
        }
    }

    /// Whatever its length is, where it stands, and how much room there is.
    #[test]
    fn a_byte_that_needs_it_is_escaped() {
        for len in 0..=50 {
            for place in 0..=len {
                let mut text = std::vec![b'a'; len];
                let mut expected = text.clone();
                if let Some(byte) = text.get_mut(place) {
                    *byte = b'/';
                    expected.splice(place..=place, *b"%2F");
                }
                for room in [0, 1, 20, 300] {
                    let mut buffer = std::vec![0; expected.len() + room];
                    let mut writer = Writer::new(&mut buffer);
                    writer.percent_encoded(&text);
                    assert_eq!(writer.finish(), Ok(expected.len()));
                    assert_eq!(&buffer[..expected.len()], &expected, "{room} bytes of room");
                }
            }
        }
    }

    #[test]
    fn an_empty_buffer_still_measures() {
        let mut writer = Writer::new(&mut []);
        writer.percent_encoded(b"a b");
        writer.decimal(u64::MAX);
        assert_eq!(writer.written(), 5 + 20);
    }
}
