//! Just enough JSON to see what a signer makes of a body that it takes for parameters.

use alloc::string::String;
use alloc::vec::Vec;

/// The members of a flat JSON object as names and values, in order; `None` for anything else, a
/// nested value included.
pub(super) fn members(json: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let text = core::str::from_utf8(json).ok()?;
    let mut rest = text.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
    let mut members = Vec::new();
    while !rest.is_empty() {
        let (name, after) = string(rest)?;
        let (value, after) = scalar(after.trim_start().strip_prefix(':')?.trim_start())?;
        members.push((name.into_bytes(), value.into_bytes()));
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(more) if !more.trim_start().is_empty() => rest = more.trim_start(),
            Some(_) => return None,
            None if rest.is_empty() => {}
            None => return None,
        }
    }
    Some(members)
}

fn scalar(text: &str) -> Option<(String, &str)> {
    if text.starts_with('"') {
        return string(text);
    }
    let end = text.find(|c: char| c == ',' || c.is_ascii_whitespace()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
    let known = matches!(word, "true" | "false" | "null") || !word.is_empty() && word.bytes().all(is_number);
    known.then(|| (word.into(), rest))
}

/// The string that `text` starts with, unescaped, and what follows.
fn string(text: &str) -> Option<(String, &str)> {
    let mut characters = text.strip_prefix('"')?.chars();
    let mut value = String::new();
    loop {
        match characters.next()? {
            '"' => return Some((value, characters.as_str())),
            '\\' => value.push(match characters.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let first = unit(&mut characters)?;
                    if (0xd800..0xdc00).contains(&first) {
                        (characters.next()? == '\\' && characters.next()? == 'u').then_some(())?;
                        let second = unit(&mut characters)?;
                        char::decode_utf16([first, second]).next()?.ok()?
                    } else {
                        char::from_u32(first.into())?
                    }
                }
                other @ ('"' | '\\' | '/') => other,
                _ => return None,
            }),
            other => value.push(other),
        }
    }
}

fn unit(characters: &mut core::str::Chars<'_>) -> Option<u16> {
    (0..4).try_fold(0, |unit, _| Some(unit << 4 | characters.next()?.to_digit(16)? as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_objects() {
        let pair = |name: &str, value: &str| (name.as_bytes().to_vec(), value.as_bytes().to_vec());
        assert_eq!(
            members(br#" {"a" : "x\"y\u00e9\ud83d\ude00", "n":-1.5e3,"t":true , "o":null} "#).unwrap(),
            [pair("a", "x\"y\u{e9}\u{1f600}"), pair("n", "-1.5e3"), pair("t", "true"), pair("o", "null")]
        );
        assert_eq!(members(b"{}").unwrap(), []);
    }

    #[test]
    fn everything_else() {
        for text in [
            "",
            "[]",
            "{",
            "}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":[1]}",
            "{\"a\":{}}",
            "{a:1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"x}",
        ] {
            assert_eq!(members(text.as_bytes()), None, "{text}");
        }
    }
}
