//! The HMAC methods ([RFC 5849 §3.4.2](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.2)): HMAC
//! ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) over the hashes' compression functions.
//!
//! Both padded keys are compressed once, when the key is prepared. A signature starts from the states
//! that this left, takes whole blocks from where they lie and copies only the last one. The general
//! crates buffer every piece and overwrite the buffers afterwards; `benches/README.md` has what that costs.

use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::encode::{Sink, copy_short};
use crate::signature::{SignatureMethod, SignatureWriter, write_key};
use core::convert::Infallible;
use core::fmt;
use core::slice::from_ref;
use oauth_wire::buf::Writer;
use oauth_wire::scan::big_endian;
use oauth_wire::secret::wipe;
use sha1::block_api::compress;
use sha2::block_api::{compress256, compress512};
#[cfg(feature = "zeroize")]
use zeroize::Zeroize;

macro_rules! hmac_method {
    (
        $(#[$doc:meta])* $name:ident, $running:ident, $method:literal,
        $compress:ident, [$word:ty; $words:literal] = $initial:expr, blocks of $block:literal
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            /// The hash's state after the key xor `ipad`.
            inner: [$word; $words],
            /// The hash's state after the key xor `opad`.
            outer: [$word; $words],
        }

        impl $name {
            /// The length of the digest.
            const DIGEST: usize = $words * size_of::<$word>();

            /// Prepares the key: the two secrets, encoded and joined by `&` (§3.4.2).
            #[must_use]
            pub fn new(client: &ClientCredentials<'_>, token: Option<&TokenCredentials<'_>>) -> Self {
                let mut block = [0; $block];
                let mut writer = Writer::new(&mut block);
                write_key(client, token, &mut writer);
                if writer.written() > $block {
                    // RFC 2104 §2: in place of a key that is longer than a block its hash.
                    let mut running = $running::new($initial, 0);
                    write_key(client, token, &mut running);
                    running.close();
                    wipe(&mut running.block);
                    block.fill(0);
                    Self::put_words(&running.state, &mut block);
                }
                // Lent to the compression, never copied: a copy of the block would not be wiped.
                let pad = |block: &mut [u8; $block], pad: u8| block.iter_mut().for_each(|byte| *byte ^= pad);
                let mut prepared = Self { inner: $initial, outer: $initial };
                pad(&mut block, 0x36);
                $compress(&mut prepared.inner, from_ref(&block));
                pad(&mut block, 0x36 ^ 0x5c);
                $compress(&mut prepared.outer, from_ref(&block));
                wipe(&mut block);
                prepared
            }

            /// A block of these words.
            #[inline]
            fn block(words: [$word; 16]) -> [u8; $block] {
                let mut block = [0; $block];
                let pieces = words.chunks_exact(16 / size_of::<$word>());
                for (place, words) in block.as_chunks_mut().0.iter_mut().zip(pieces) {
                    let mut halves = Self::halves(words);
                    *place = big_endian(core::array::from_fn(|_| halves.next().unwrap_or_default()));
                }
                block
            }

            /// Words of 32 bits as they are, words of 64 by halves.
            #[inline]
            fn halves(words: &[$word]) -> impl Iterator<Item = u32> {
                words.iter().flat_map(|word| {
                    let word = u64::from(*word) << (64 - <$word>::BITS);
                    [(word >> 32) as u32, word as u32].into_iter().take(size_of::<$word>() / 4)
                })
            }

            /// A hash's state as its digest.
            #[inline]
            fn put_words(words: &[$word; $words], out: &mut [u8]) {
                for (place, word) in out.chunks_exact_mut(size_of::<$word>()).zip(words) {
                    place.copy_from_slice(&word.to_be_bytes());
                }
            }
        }

        impl SignatureMethod for $name {
            type Running = $running;
            type Error = Infallible;

            fn name(&self) -> &str {
                $method
            }

            fn max_signature_len(&self) -> usize {
                Self::DIGEST.div_ceil(3) * 4
            }

            #[inline(always)]
            fn start(&self) -> $running {
                $running::new(self.inner, $block)
            }

            #[inline(always)]
            fn finish(&self, running: &mut $running, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
                running.close();
                let mut state = self.outer;
                let mut words = [0; 16];
                words[..$words].copy_from_slice(&running.state);
                words[$words] = 1 << (<$word>::BITS - 1);
                words[15] = ($block + Self::DIGEST as $word) * 8;
                $compress(&mut state, from_ref(&Self::block(words)));
                // A MAC is as public as the request that carries it.
                let mut digest = [0; Self::DIGEST / 4];
                for (place, half) in digest.iter_mut().zip(Self::halves(&state)) {
                    *place = half;
                }
                out.base64_words(&digest);
                Ok(())
            }
        }

        #[cfg(feature = "zeroize")]
        impl Drop for $name {
            fn drop(&mut self) {
                self.inner.zeroize();
                self.outer.zeroize();
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), oauth_wire::redact::MASK)
            }
        }

        #[doc = concat!("A running [`", stringify!($name), "`] signature.")]
        pub struct $running {
            state: [$word; $words],
            /// What came behind the last whole block, with the padding behind it that ends the hash if
            /// nothing else comes (FIPS 180-4 §5.1: a one, zeros, and the length in bits).
            block: [u8; $block],
            /// Bytes taken in, those before the start too. More than memory holds: what is encoded twice
            /// grows.
            len: u64,
        }

        impl $running {
            /// Where a block's length field starts.
            const LENGTH: usize = $block - 2 * size_of::<$word>();

            /// Before whose start `before` bytes went through the compression: whole blocks.
            #[inline]
            const fn new(state: [$word; $words], before: u64) -> Self {
                let mut block = [0; $block];
                block[0] = 0x80;
                Self { state, block, len: before }
            }

            /// Puts the padding behind what is in the block.
            #[inline]
            fn pad(&mut self) {
                self.block[(self.len % $block) as usize] = 0x80;
            }

            /// Takes in what leaves part of a block behind, or found one.
            fn take(&mut self, mut piece: &[u8]) {
                let used = (self.len % $block) as usize;
                self.len += piece.len() as u64;
                if used > 0 {
                    let now = piece.len().min($block - used);
                    let (head, rest) = piece.split_at(now);
                    self.block[used..].fill(0);
                    self.block[used..used + now].copy_from_slice(head);
                    if used + now < $block {
                        return self.pad();
                    }
                    $compress(&mut self.state, from_ref(&self.block));
                    piece = rest;
                }
                let (whole, rest) = piece.as_chunks();
                // Before the whole blocks: what is loaded long after it was stored needs no waiting for.
                self.block.fill(0);
                copy_short(&mut self.block[..rest.len()], rest);
                self.pad();
                if !whole.is_empty() {
                    $compress(&mut self.state, whole);
                }
            }

            /// Ends the hash.
            #[inline]
            fn close(&mut self) {
                let used = (self.len % $block) as usize;
                if used >= Self::LENGTH {
                    $compress(&mut self.state, from_ref(&self.block));
                    self.block = [0; $block];
                }
                // The length, and what stands before it once more: the compression loads both at once.
                if let Some(last) = self.block.last_chunk_mut::<16>() {
                    let bits = self.len * 8;
                    let word = |at: usize| u32::from_be_bytes([last[at], last[at + 1], last[at + 2], last[at + 3]]);
                    *last = big_endian([word(0), word(4), (bits >> 32) as u32, bits as u32]);
                }
                $compress(&mut self.state, from_ref(&self.block));
            }
        }
        impl Sink for $running {
            #[inline]
            fn update(&mut self, piece: &[u8]) {
                match piece.as_chunks() {
                    (whole, []) if self.len.is_multiple_of($block) => {
                        self.len += piece.len() as u64;
                        $compress(&mut self.state, whole);
                    }
                    _ => self.take(piece),
                }
            }
        }

        #[cfg(feature = "zeroize")]
        impl Drop for $running {
            fn drop(&mut self) {
                // Before the first block it is the key's.
                self.state.zeroize();
            }
        }

        impl fmt::Debug for $running {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($running))
            }
        }
    };
}

hmac_method!(
    /// `HMAC-SHA1` ([§3.4.2](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.2)), what most servers speak.
    HmacSha1, HmacSha1Running, "HMAC-SHA1",
    compress, [u32; 5] = SHA1, blocks of 64
);
hmac_method!(
    /// `HMAC-SHA256`: not in the RFC, formed like `HMAC-SHA1`; NetSuite and Magento 2 demand it.
    HmacSha256, HmacSha256Running, "HMAC-SHA256",
    compress256, [u32; 8] = SHA256, blocks of 64
);
hmac_method!(
    /// `HMAC-SHA512`: not in the RFC, formed like `HMAC-SHA1`.
    HmacSha512, HmacSha512Running, "HMAC-SHA512",
    compress512, [u64; 8] = SHA512, blocks of 128
);

/// FIPS 180-4 §5.3.1.
const SHA1: [u32; 5] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
/// FIPS 180-4 §5.3.3.
const SHA256: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
/// FIPS 180-4 §5.3.5.
const SHA512: [u64; 8] = [
    0x6a09e667f3bcc908,
    0xbb67ae8584caa73b,
    0x3c6ef372fe94f82b,
    0xa54ff53a5f1d36f1,
    0x510e527fade682d1,
    0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b,
    0x5be0cd19137e2179,
];

#[cfg(test)]
mod tests {
    use super::*;
    use ::hmac::{Hmac, KeyInit, Mac};
    use base64::Engine;
    use proptest::prelude::*;
    use sha1::Sha1;
    use sha2::{Sha256, Sha512};
    use std::string::String;
    use std::vec::Vec;

    fn ours<M: SignatureMethod<Error = Infallible>>(key: &M, pieces: &[Vec<u8>]) -> String {
        let mut running = key.start();
        pieces.iter().for_each(|piece| running.update(piece));
        let mut out = Vec::new();
        let Ok(()) = key.finish(&mut running, &mut SignatureWriter::new(&mut out));
        String::from_utf8(out).unwrap()
    }

    fn theirs<M: Mac + KeyInit>(key: &str, pieces: &[Vec<u8>]) -> String {
        let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).unwrap();
        pieces.iter().for_each(|piece| mac.update(piece));
        base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
    }

    fn equal(client: &str, token: &str, pieces: &[Vec<u8>]) -> Result<(), TestCaseError> {
        let encoded = |text| oauth_wire::percent::encode(str::as_bytes(text));
        let key = std::format!("{}&{}", encoded(client), encoded(token));
        let (client, token) = (ClientCredentials::new("", client), TokenCredentials::new("", token));
        let (client, token) = (&client, Some(&token));
        prop_assert_eq!(ours(&HmacSha1::new(client, token), pieces), theirs::<Hmac<Sha1>>(&key, pieces));
        prop_assert_eq!(ours(&HmacSha256::new(client, token), pieces), theirs::<Hmac<Sha256>>(&key, pieces));
        prop_assert_eq!(ours(&HmacSha512::new(client, token), pieces), theirs::<Hmac<Sha512>>(&key, pieces));
        Ok(())
    }

    /// Around every block boundary and every length of padding.
    #[test]
    fn every_length_equals_the_hmac_crate() {
        for len in 0..300 {
            equal("secret", "", &[std::vec![b'a'; len]]).unwrap();
            equal(&"k".repeat(len), "", &[]).unwrap();
        }
    }

    proptest! {
        #[test]
        fn any_pieces_equal_the_hmac_crate(
            client in "[a-z]{0,200}|[ -~é]{0,90}",
            token in "[a-z]{0,90}",
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..6),
        ) {
            equal(&client, &token, &pieces)?;
        }
    }
}
