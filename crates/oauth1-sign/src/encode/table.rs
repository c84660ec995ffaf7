//! What each byte becomes, eight of them at a time.

use oauth_wire::percent::{hex_value, is_unreserved};

/// The room that [`encode`] needs for eight bytes. Twice encoded they take 40; the last store writes eight.
pub(super) const WINDOW: usize = 64;

/// Encodes `bytes`, and gives how many they became: one load, one store of eight bytes and one addition for
/// each. Nothing is guessed, so nothing is guessed wrong.
#[inline(always)]
pub(super) fn encode<const TIMES: usize>(window: &mut [u8; WINDOW], bytes: &[u8; 8]) -> usize {
    let mut len = 0;
    for &byte in bytes {
        len += put(window, len, ENCODED[TIMES - 1][byte as usize]);
    }
    len
}

/// The same for fewer than eight.
#[inline(always)]
pub(super) fn encode_few<const TIMES: usize>(window: &mut [u8; WINDOW], bytes: &[u8]) -> usize {
    let mut len = 0;
    for &byte in bytes {
        // It never is that large, which spares the check of the store.
        len += put(window, len % 32, ENCODED[TIMES - 1][byte as usize]);
    }
    len
}

/// Stores an entry of one of the tables, and gives how many bytes of it count. Taken from the highest bits
/// that is at most seven, so that the compiler knows where eight entries end, and checks none.
#[inline(always)]
pub(super) fn put(window: &mut [u8; WINDOW], at: usize, entry: u64) -> usize {
    if let Some(place) = window.get_mut(at..at + 8) {
        place.copy_from_slice(&entry.to_le_bytes());
    }
    (entry >> 61) as usize
}

/// What each byte becomes, encoded once and twice.
pub(super) static ENCODED: [[u64; 256]; 2] = {
    let mut tables = [[0; 256]; 2];
    let mut byte = 0;
    while byte < 256 {
        tables[0][byte] = entry(byte as u8, false);
        tables[1][byte] = entry(byte as u8, true);
        byte += 1;
    }
    tables
};

/// What each base64 digit becomes, encoded once.
pub(super) static BASE64: [u64; 64] = {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [0; 64];
    let mut digit = 0;
    while digit < 64 {
        table[digit] = entry(ALPHABET[digit], false);
        digit += 1;
    }
    table
};

/// A little-endian word of the bytes that `byte` becomes, their number in its three highest bits.
const fn entry(byte: u8, twice: bool) -> u64 {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let (high, low) = (DIGITS[byte as usize >> 4], DIGITS[byte as usize & 15]);
    if is_unreserved(byte) {
        u64::from_le_bytes([byte, 0, 0, 0, 0, 0, 0, 1 << 5])
    } else if twice {
        u64::from_le_bytes([b'%', b'2', b'5', high, low, 0, 0, 5 << 5])
    } else {
        u64::from_le_bytes([b'%', high, low, 0, 0, 0, 0, 3 << 5])
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

/// What the first of `text` stands for, and how many of them do.
#[inline(always)]
pub(super) fn decode(text: &[u8], plus_is_space: bool) -> (u8, usize) {
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
