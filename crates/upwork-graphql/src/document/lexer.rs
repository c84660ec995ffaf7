//! The tokens of GraphQL ([spec, §2.1](https://spec.graphql.org/October2021/#sec-Language.Source-Text)).

use core::fmt;

/// A token, as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// One of `! $ & ( ) : = @ [ ] { | }`.
    Punctuator(u8),
    /// `...`
    Spread,
    /// A name.
    Name(&'a str),
    /// An integer or a float.
    Number(&'a str),
    /// A string or a block string, quotes included.
    String(&'a str),
}

/// The tokens of a text, with the byte offset of each.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

/// Why a text is no GraphQL document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where, in bytes from the start of the text.
    pub offset: usize,
}

/// What is wrong with a GraphQL document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// A character that starts no token.
    Character,
    /// A string that does not end.
    UnterminatedString,
    /// A bracket that does not match.
    Bracket,
    /// Something else stands where a name, a bracket or a definition should.
    Unexpected,
    /// The text ends too early.
    UnexpectedEnd,
    /// Brackets are nested deeper than anyone needs.
    TooDeep,
    /// A definition of types, which no server takes as a request.
    TypeDefinition,
    /// There is no operation in the document.
    NoOperation,
    /// There are several operations where one is wanted.
    SeveralOperations,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            SyntaxErrorKind::Character => "a character that starts no GraphQL token",
            SyntaxErrorKind::UnterminatedString => "a string that does not end",
            SyntaxErrorKind::Bracket => "a bracket that does not match",
            SyntaxErrorKind::Unexpected => "something that can't stand there",
            SyntaxErrorKind::UnexpectedEnd => "the end of the text, too early",
            SyntaxErrorKind::TooDeep => {
                "brackets that are nested more than 64 deep; ask for what is further down in a request of its own"
            }
            SyntaxErrorKind::TypeDefinition => "a type definition, which no server takes as a request",
            SyntaxErrorKind::SeveralOperations => "several operations where one is wanted",
            SyntaxErrorKind::NoOperation => {
                "no operation; start the document with `query`, `mutation` or `{`"
            }
        };
        write!(f, "the GraphQL document has {what}, at byte {}", self.offset)
    }
}

impl core::error::Error for SyntaxError {}

impl<'a> Lexer<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the last token ended.
    pub(crate) const fn offset(&self) -> usize {
        self.at
    }

    /// The next token and where it starts, or `None` at the end.
    pub(crate) fn next_token(&mut self) -> Result<Option<(usize, Token<'a>)>, SyntaxError> {
        self.skip_ignored();
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let error = |kind| Err(SyntaxError { kind, offset: start });
        let (token, len) = match rest {
            [] => return Ok(None),
            [b'.', b'.', b'.', ..] => (Token::Spread, 3),
            [
                b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|' | b'}',
                ..,
            ] => (Token::Punctuator(rest[0]), 1),
            [b'"', b'"', b'"', ..] => match block_string_len(rest) {
                Some(len) => (Token::String(&self.text[start..start + len]), len),
                None => return error(SyntaxErrorKind::UnterminatedString),
            },
            [b'"', ..] => match string_len(rest) {
                Some(len) => (Token::String(&self.text[start..start + len]), len),
                None => return error(SyntaxErrorKind::UnterminatedString),
            },
            [b'_' | b'a'..=b'z' | b'A'..=b'Z', ..] => {
                let len = span(rest, |byte| byte == b'_' || byte.is_ascii_alphanumeric());
                (Token::Name(&self.text[start..start + len]), len)
            }
            [b'-' | b'0'..=b'9', ..] => {
                let len =
                    1 + span(&rest[1..], |byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte));
                (Token::Number(&self.text[start..start + len]), len)
            }
            _ => return error(SyntaxErrorKind::Character),
        };
        self.at += len;
        Ok(Some((start, token)))
    }

    /// White space, line ends, commas, comments and the byte order mark (§2.1.7).
    fn skip_ignored(&mut self) {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            self.at += match rest {
                [b' ' | b'\t' | b'\n' | b'\r' | b',', ..] => 1,
                [0xef, 0xbb, 0xbf, ..] => 3,
                [b'#', ..] => span(rest, |byte| byte != b'\n' && byte != b'\r'),
                _ => return,
            };
        }
    }
}

fn span(bytes: &[u8], mut belongs: impl FnMut(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| !belongs(byte)).unwrap_or(bytes.len())
}

/// The length of the string at the start of `bytes`, on one line, quotes included.
fn string_len(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            b'\n' | b'\r' => return None,
            _ => at += 1,
        }
    }
}

/// The length of the block string at the start of `bytes`, quotes included.
fn block_string_len(bytes: &[u8]) -> Option<usize> {
    let mut at = 3;
    loop {
        match bytes.get(at..)? {
            [b'"', b'"', b'"', ..] => return Some(at + 3),
            [b'\\', b'"', b'"', b'"', ..] => at += 4,
            [] => return None,
            _ => at += 1,
        }
    }
}

/// Whether `text` is a GraphQL name ([§2.1.9](https://spec.graphql.org/October2021/#Name)).
pub(crate) const fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let inside = bytes[at] == b'_' || bytes[at].is_ascii_alphabetic();
        if !(inside || at > 0 && bytes[at].is_ascii_digit()) {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn tokens(text: &str) -> Result<Vec<Token<'_>>, SyntaxError> {
        let mut lexer = Lexer::new(text);
        core::iter::from_fn(|| lexer.next_token().transpose())
            .map(|token| token.map(|(_, token)| token))
            .collect()
    }

    #[test]
    fn every_kind_of_token() {
        assert_eq!(
            tokens("\u{feff}{ a(b:$c,d:-1.5e3)# no }\n ... \"x\\\"y}\" \"\"\"b \\\"\"\" } \"\"\"}").unwrap(),
            [
                Token::Punctuator(b'{'),
                Token::Name("a"),
                Token::Punctuator(b'('),
                Token::Name("b"),
                Token::Punctuator(b':'),
                Token::Punctuator(b'$'),
                Token::Name("c"),
                Token::Name("d"),
                Token::Punctuator(b':'),
                Token::Number("-1.5e3"),
                Token::Punctuator(b')'),
                Token::Spread,
                Token::String("\"x\\\"y}\""),
                Token::String("\"\"\"b \\\"\"\" } \"\"\""),
                Token::Punctuator(b'}'),
            ]
        );
    }

    #[test]
    fn what_is_no_token() {
        for (text, kind, offset) in [
            ("{ a % }", SyntaxErrorKind::Character, 4),
            ("{ é }", SyntaxErrorKind::Character, 2),
            ("{ a .. }", SyntaxErrorKind::Character, 4),
            ("{ \"a\nb\" }", SyntaxErrorKind::UnterminatedString, 2),
            ("\"a\\", SyntaxErrorKind::UnterminatedString, 0),
            ("\"\"\"a\"\"", SyntaxErrorKind::UnterminatedString, 0),
        ] {
            assert_eq!(tokens(text), Err(SyntaxError { kind, offset }), "{text}");
        }
    }

    #[test]
    fn names() {
        for name in ["a", "_", "__typename", "A9"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "9a", "a-b", "é", "a b", "$a"] {
            assert!(!is_name(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text: String) {
            let _ = tokens(&text);
        }
    }
}
