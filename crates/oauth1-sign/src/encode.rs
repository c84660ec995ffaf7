//! The hot path's own percent-encoder ([RFC 5849 §3.6](https://www.rfc-editor.org/rfc/rfc5849#section-3.6)):
//! once or twice encoded in a single pass, hashed while it is built.
//!
//! The base string holds each parameter encoded twice (§3.4.1.3.2, then §3.4.1.1). A byte that is
//! not unreserved becomes `%XX` and then `%25XX`, an unreserved one stays, so both passes are one.

use oauth_wire::percent::{Encoded, encoded_len, is_plain};

mod cursor;
mod emitter;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use cursor::Cursor;
pub(crate) use emitter::{Buffer, Emitter, SEPARATOR};

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
    /// Unreserved bytes only, the same decoded and encoded: nearly every value that is sent.
    Unreserved(&'a [u8]),
    /// Decoded.
    Decoded(&'a [u8]),
    /// As it stands on the wire: decoded on the way.
    Wire(Encoded<'a>),
}

impl<'a> Text<'a> {
    /// Decoded text.
    #[inline]
    pub(crate) fn new(text: &'a str) -> Self {
        if is_plain(text.as_bytes()) {
            Self::Unreserved(text.as_bytes())
        } else {
            Self::Decoded(text.as_bytes())
        }
    }

    /// The bytes as the caller has them.
    #[inline]
    pub(crate) fn raw(self) -> &'a [u8] {
        match self {
            Self::Unreserved(bytes) | Self::Decoded(bytes) => bytes,
            Self::Wire(encoded) => encoded.raw(),
        }
    }

    /// The decoded bytes, where they stand somewhere.
    pub(crate) fn decoded(self) -> Option<&'a [u8]> {
        match self {
            Self::Unreserved(bytes) | Self::Decoded(bytes) => Some(bytes),
            Self::Wire(_) => None,
        }
    }

    /// The decoded bytes.
    pub(crate) fn bytes(self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (plain, wire) = match self {
            Self::Unreserved(bytes) | Self::Decoded(bytes) => (bytes, Encoded::percent(&[])),
            Self::Wire(encoded) => (&[][..], encoded),
        };
        plain.iter().copied().chain(wire.bytes())
    }

    pub(crate) fn is(self, plain: &[u8]) -> bool {
        match self {
            Self::Unreserved(bytes) | Self::Decoded(bytes) => bytes == plain,
            Self::Wire(encoded) => encoded.is(plain),
        }
    }

    /// The length once encoded.
    pub(crate) fn encoded_len(self) -> usize {
        match self {
            Self::Unreserved(bytes) => bytes.len(),
            Self::Decoded(bytes) => encoded_len(bytes),
            Self::Wire(encoded) => encoded.bytes().map(|byte| encoded_len(&[byte])).sum(),
        }
    }
}

/// As long are most keys, tokens and nonces at most.
const SHORT: usize = 64;

/// Copies between slices of one length. Up to 64 bytes are a few moves that overlap, without a call.
#[inline(always)]
pub(crate) fn copy_short(to: &mut [u8], from: &[u8]) {
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
    let len = from.len();
    if len >= 16 {
        if len <= 32 {
            ends!(16);
        } else if len <= 64 {
            ends!(32);
        } else {
            to.copy_from_slice(from);
        }
    } else if len >= 8 {
        ends!(8);
    } else if len >= 4 {
        ends!(4);
    } else if len >= 2 {
        ends!(2);
    } else {
        ends!(1);
    }
}
