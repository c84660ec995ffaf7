//! Against another crate that encodes, and decode-then-encode.

use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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
    let mut buffer = Buffer::new();
    let mut emitter = Emitter::new(&mut buffer, &mut out);
    emitter.text::<TIMES>(text);
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
            assert_eq!(percent::is_plain(&bytes), percent::is_unreserved(byte), "{byte:#x} at {place}");
            let long = [b"aaaaaaaaaaaaaaaaaaa".as_slice(), &bytes, b"aaa"].concat();
            assert_eq!(percent::is_plain(&long), percent::is_unreserved(byte), "{byte:#x} at {place}");
            for (emitted, times) in
                [(emit::<1>(Text::Decoded(&bytes)), 1), (emit::<2>(Text::Decoded(&bytes)), 2)]
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
        let mut buffer = Buffer::new();
        let mut emitter = Emitter::new(&mut buffer, &mut out);
        emitter.text::<2>(Text::Unreserved(&plain));
        emitter.raw(&plain);
        emitter.text::<2>(Text::Decoded(&reserved));
        emitter.text::<1>(Text::Wire(Encoded::percent(&plain)));
        emitter.finish();
        let twice = [&plain, &plain, oracle(&reserved, 2).as_bytes(), &plain].concat();
        assert!(out == twice, "{len}");
        let (mut exact, once) = (std::vec![0; 4 * len], oracle(&reserved, 1));
        let mut cursor = Cursor::new(exact.as_mut_slice());
        cursor.text(Text::Unreserved(&plain));
        cursor.encoded_once(&reserved);
        assert_eq!(cursor.len(), 4 * len);
        assert!(exact == [&plain, once.as_bytes()].concat(), "{len}");
    }
}

/// As much as ever comes between two looks at the room there is, wherever the buffer stands.
#[test]
fn the_most_between_two_looks_at_the_room() {
    let (reserved, literals) = ([b'<'; 16], [SEPARATOR, "oauth_signature_method%3D"]);
    let most = [Text::Decoded(&reserved), Text::Wire(Encoded::percent(&reserved))];
    let empty = [Text::Unreserved(b""), Text::Decoded(b""), Text::Wire(Encoded::percent(b""))];
    for len in 0..700 {
        let plain = std::vec![b'a'; len];
        for (most, none) in most.into_iter().flat_map(|most| empty.map(|none| (most, none))) {
            let mut out = Vec::new();
            let mut buffer = Buffer::new();
            let mut emitter = Emitter::new(&mut buffer, &mut out);
            emitter.text::<1>(Text::Decoded(&plain));
            for _ in 0..30 {
                emitter.text::<2>(most);
                for _ in 0..9 {
                    literals.iter().for_each(|literal| emitter.literal(literal));
                    emitter.text::<2>(none);
                }
            }
            emitter.finish();
            let piece = [oracle(&reserved, 2), literals.concat().repeat(9)].concat().repeat(30);
            assert!(out == [&plain, piece.as_bytes()].concat(), "{len}");
        }
    }
}

proptest! {
    #[test]
    fn plain_text_equals_the_oracle(bytes in prop::collection::vec(any::<u8>(), 0..1500)) {
        prop_assert_eq!(emit::<1>(Text::Decoded(&bytes)), oracle(&bytes, 1));
        prop_assert_eq!(emit::<2>(Text::Decoded(&bytes)), oracle(&bytes, 2));
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
            let decoded: Vec<u8> = text.bytes().collect();
            prop_assert_eq!(emit::<2>(Text::Wire(text)), oracle(&decoded, 2));
            let (mut out, once) = ([0; 2000], oracle(&decoded, 1));
            let mut cursor = Cursor::new(&mut out);
            cursor.text(Text::Wire(text));
            prop_assert_eq!((cursor.len(), Text::Wire(text).encoded_len()), (once.len(), once.len()));
            prop_assert_eq!(&out[..once.len()], once.as_bytes());
        }
    }

    #[test]
    fn base64_in_any_room(bytes in prop::collection::vec(any::<u8>(), 0..70), missing in 0..90_usize) {
        let bytes: Vec<u8> = bytes;
        let words: Vec<u32> = bytes.as_chunks().0.iter().map(|word| u32::from_be_bytes(*word)).collect();
        for (bytes, words) in [(&bytes[..], None), (&bytes[..4 * words.len()], Some(&words))] {
            let expected = oracle(STANDARD.encode(bytes).as_bytes(), 1);
            for room in [expected.len() + 90, expected.len(), expected.len().saturating_sub(missing)] {
                let mut out = std::vec![0; room];
                let mut cursor = Cursor::new(&mut out);
                match words {
                    None => cursor.base64(bytes),
                    Some(words) => cursor.base64_words(words),
                }
                prop_assert_eq!(cursor.len(), expected.len());
                if room >= expected.len() {
                    prop_assert_eq!(&out[..expected.len()], expected.as_bytes());
                }
            }
        }
    }
}
