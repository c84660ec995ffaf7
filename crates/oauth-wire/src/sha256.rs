//! SHA-256 of something short ([FIPS 180-4](https://csrc.nist.gov/pubs/fips/180-4/upd1/final)): a seed with its
//! label, a code verifier.

use crate::buf::Writer;
use crate::secret::wipe;
use core::slice::from_ref;
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

/// The length of a block, in bytes.
const BLOCK: usize = 64;
/// Where its last eight bytes start: the message's length in bits.
const LENGTH: usize = BLOCK - 8;
/// The state before the first block (§5.3.3).
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The hash of the parts, one after the other. Up to 55 bytes take one block, and are compressed without the
/// buffer of the general crate: that takes half the time.
///
/// ```
/// let hash = oauth_wire::sha256::digest(&[b"a", b"bc"]);
/// assert_eq!(hash[..4], [0xba, 0x78, 0x16, 0xbf]); // FIPS 180-2 appendix B.1
/// ```
#[inline]
#[must_use]
pub fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    let mut writer = Writer::new(&mut block[..LENGTH]);
    parts.iter().for_each(|part| writer.bytes(part));
    let len = writer.written();
    let mut hash = [0; 32];
    if let Some(mark) = block[..LENGTH].get_mut(len) {
        *mark = 0x80;
        block[LENGTH..].copy_from_slice(&(8 * len as u64).to_be_bytes());
        let mut state = INITIAL;
        compress256(&mut state, from_ref(&block));
        for (place, word) in hash.as_chunks_mut().0.iter_mut().zip(state) {
            *place = word.to_be_bytes();
        }
    } else {
        hash = parts.iter().fold(Sha256::new(), Digest::chain_update).finalize().into();
    }
    wipe(&mut block);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_what_the_sha2_crate_gives_for_every_length_and_split() {
        let message: [u8; 130] = core::array::from_fn(|at| at as u8 ^ 0xa5);
        for len in 0..message.len() {
            let message = &message[..len];
            let expected: [u8; 32] = Sha256::digest(message).into();
            for at in 0..=len {
                let (one, other) = message.split_at(at);
                assert_eq!(digest(&[one, other]), expected, "{at} of {len}");
            }
        }
    }
}
