//! The order of encoded texts (§3.4.1.3.2), without encoding them, and sorting by it.
//!
//! `%` comes before every unreserved character, and of two escapes the one of the smaller byte comes first. So
//! the encodings of two texts compare as their decoded bytes do, if unreserved ones count as the larger.

use super::Slot;
use crate::encode::Text;
use core::cmp::Ordering;
use oauth_wire::percent::{Encoded, is_unreserved};
use oauth_wire::scan::{mark_unreserved, matches, padded};

/// The order of two texts' encodings.
pub(super) fn compare_encoded(a: Text<'_>, b: Text<'_>) -> Ordering {
    let rank = |byte| (is_unreserved(byte), byte);
    if let (Some(a), Some(b)) = (a.decoded(), b.decoded()) {
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        return a[same..].first().copied().map(rank).cmp(&b[same..].first().copied().map(rank));
    }
    a.bytes().map(rank).cmp(b.bytes().map(rank))
}

/// The prefix of a name as it stands on the wire.
#[inline]
pub(super) fn prefix(name: Encoded<'_>) -> u128 {
    let first = padded(name.raw());
    if name.is_known_plain() {
        return prefix_of_unreserved(&first);
    }
    if matches(&first, [b'%', b'+']) == 0 {
        return prefix_of(&first);
    }
    let mut bytes = name.bytes();
    prefix_of(&core::array::from_fn(|_| bytes.next().unwrap_or_default()))
}

/// An integer that compares as the encodings of names do that start with these bytes (zeros behind the end).
/// Where two are equal, the names may differ.
#[inline]
pub(super) fn prefix_of(first: &[u8; 16]) -> u128 {
    const ONES: u64 = u64::MAX / 255;
    let [low, high] = [u128::from_le_bytes(*first) as u64, (u128::from_le_bytes(*first) >> 64) as u64];
    // Whether a byte has its highest bit set, or would have with one more.
    if (low | low.wrapping_add(ONES) | high | high.wrapping_add(ONES)) & (ONES << 7) == 0 {
        u128::from_be_bytes(mark_unreserved(first))
    } else {
        prefix_of_bytes(first)
    }
}

/// The same, where all of them are unreserved but for the zeros.
#[inline]
fn prefix_of_unreserved(first: &[u8; 16]) -> u128 {
    const ONES: u128 = u128::MAX / 255;
    let first = u128::from_be_bytes(*first);
    // An unreserved byte is 0x2d or more, and ASCII: one of two bits is set in it, and in no zero.
    first | (first << 1 | first << 2) & (ONES << 7)
}

/// The same, of any bytes. Those beyond ASCII have no room of their own between the other reserved ones and the
/// unreserved: the first of them counts as DEL, and what follows is left to a comparison of the names.
pub(super) const fn prefix_of_bytes(first: &[u8]) -> u128 {
    let (mut prefix, mut index) = (0, 0);
    while index < 16 && index < first.len() {
        let byte = first[index];
        let shift = 8 * (15 - index as u32);
        if byte >= 0x7f {
            return prefix | 0x7f << shift;
        }
        prefix |= (byte as u128 | (is_unreserved(byte) as u128) << 7) << shift;
        index += 1;
    }
    prefix
}

/// As many are moved at a time where few are sorted.
const MOVED: usize = 16;
/// More than this are no longer few.
const FEW: usize = 64;

/// Sorts `slots`, by `compare` where their prefixes are equal. Requests have few parameters, and those mostly
/// in order, or in a few runs that are.
#[inline]
pub(super) fn sort(slots: &mut [Slot], compare: impl Fn(&Slot, &Slot) -> Ordering) {
    let is_after = |a: &Slot, b: &Slot| {
        a.prefix >= b.prefix && (a.prefix > b.prefix || compare(a, b) == Ordering::Greater)
    };
    let sorted = run(slots, is_after);
    if slots.len() <= FEW {
        merge_runs(slots, sorted, is_after);
    } else if sorted < slots.len() {
        slots.sort_unstable_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| compare(a, b)));
    }
}

/// How many `slots` are in order from the first on.
#[inline]
fn run(slots: &[Slot], is_after: impl Fn(&Slot, &Slot) -> bool) -> usize {
    let disorder = slots.windows(2).position(|pair| is_after(&pair[0], &pair[1]));
    disorder.map_or(slots.len(), |at| at + 1)
}

/// Puts the last of `slots` to its place among the others, which are in order.
#[inline(always)]
fn insert(slots: &mut [Slot], is_after: impl Fn(&Slot, &Slot) -> bool) {
    let Some((&last, _)) = slots.split_last() else { return };
    let mut at = slots.len() - 1;
    while at > 0 && is_after(&slots[at - 1], &last) {
        slots[at] = slots[at - 1];
        at -= 1;
    }
    slots[at] = last;
}

/// Sorts `slots`, of which the first are in order: merges each run of the others into what stands before it.
fn merge_runs(slots: &mut [Slot], mut sorted: usize, is_after: impl Fn(&Slot, &Slot) -> bool) {
    // Mostly only single ones are out of place: made with the first run, and once for all of them.
    let mut held = None;
    while sorted < slots.len() {
        let rest = &slots[sorted..];
        let count = run(&rest[..rest.len().min(MOVED)], &is_after);
        if count == 1 {
            insert(&mut slots[..=sorted], &is_after);
            sorted += 1;
            continue;
        }
        let held = held.get_or_insert([Slot::EMPTY; MOVED]);
        held[..count].copy_from_slice(&rest[..count]);
        let (mut left, mut right) = (sorted, count);
        sorted += count;
        // From the end on: what stays where it is, is never looked at.
        while let Some(next) = held[..right].last() {
            let to = left + right - 1;
            match slots[..left].last() {
                Some(last) if is_after(last, next) => {
                    slots[to] = *last;
                    left -= 1;
                }
                _ => {
                    slots[to] = *next;
                    right -= 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    fn encoded(text: &[u8]) -> String {
        oauth_wire::percent::encode(text).to_string()
    }

    #[test]
    fn every_two_bytes() {
        for a in 0..=255_u8 {
            for b in 0..=255_u8 {
                let order = encoded(&[a]).cmp(&encoded(&[b]));
                assert_eq!(compare_encoded(Text::Decoded(&[a]), Text::Decoded(&[b])), order, "{a:#x} {b:#x}");
                let prefixes = prefix_of(&padded(&[a])).cmp(&prefix_of(&padded(&[b])));
                assert!(prefixes == order || prefixes == Ordering::Equal, "{a:#x} {b:#x}");
                assert!(prefixes == order || a.min(b) >= 0x7f, "{a:#x} {b:#x}");
            }
        }
    }

    /// Alike for long, and of every kind where they differ.
    const NAME: &str = "(abcdefghijklmno|abc)?[a-c%\\[~\x7fé☃\x00]{0,18}";

    proptest! {
        #[test]
        fn prefixes_tell_no_wrong_order(a in NAME, b in NAME) {
            let order = encoded(a.as_bytes()).cmp(&encoded(b.as_bytes()));
            prop_assert_eq!(compare_encoded(Text::Decoded(a.as_bytes()), Text::Decoded(b.as_bytes())), order);
            let prefixes = prefix_of(&padded(a.as_bytes())).cmp(&prefix_of(&padded(b.as_bytes())));
            prop_assert!(prefixes == order || prefixes == Ordering::Equal);
        }

        #[test]
        fn the_wire_s_form_makes_no_difference(name in NAME) {
            let (by_bytes, first) = (prefix_of_bytes(name.as_bytes()), padded(name.as_bytes()));
            prop_assert_eq!(prefix_of(&first), by_bytes);
            let plain: Vec<u8> = name.bytes().filter(|byte| is_unreserved(*byte)).collect();
            prop_assert_eq!(prefix_of_unreserved(&padded(&plain)), prefix_of_bytes(&plain));
            prop_assert_eq!(prefix(Encoded::form(encoded(name.as_bytes()).as_bytes())), by_bytes);
            let escaped: String = name.bytes().map(|byte| std::format!("%{byte:02x}")).collect();
            prop_assert_eq!(prefix(Encoded::percent(escaped.as_bytes())), by_bytes);
            let (wire, plain) = (Text::Wire(Encoded::form(escaped.as_bytes())), Text::Decoded(name.as_bytes()));
            prop_assert_eq!(compare_encoded(wire, plain), Ordering::Equal);
        }

        #[test]
        fn sorts_any_number(keys in prop::collection::vec(0..90_u32, 0..100), run in 1..40_usize) {
            let mut keys: Vec<u32> = keys;
            keys.chunks_mut(run).for_each(<[u32]>::sort_unstable);
            let mut slots: Vec<Slot> =
                keys.iter().map(|key| Slot { prefix: (*key / 4).into(), start: *key, ..Slot::EMPTY }).collect();
            sort(&mut slots, |a, b| a.start.cmp(&b.start));
            keys.sort_unstable();
            prop_assert_eq!(slots.iter().map(|slot| slot.start).collect::<Vec<_>>(), keys);
        }
    }
}
