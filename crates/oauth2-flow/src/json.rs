//! A small JSON reader without an allocator ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)).
//!
//! One pass over an object's members; every value is checked while it is passed over, so a document
//! whose [`Members`] have all been read was valid. Values stay where they lie: strings keep their
//! escapes until someone reads them, numbers their digits. Nesting deeper than [`MAX_DEPTH`] and
//! escapes of half a surrogate pair are refused; a name that stands twice is not, because only the
//! reader of the members knows which names matter.

use core::fmt;
use oauth_wire::scan::json_plain_len;

/// How deep arrays and objects may nest. No answer of RFC 6749's family needs more than four.
pub const MAX_DEPTH: usize = 32;

/// A JSON value, as a view of the text it stands in.
// The tag is a whole word, because a byte and the gap behind it make copies slow.
#[derive(Clone, Copy, PartialEq)]
#[repr(usize)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number<'a>),
    /// A string.
    String(Str<'a>),
    /// An array.
    Array(Array<'a>),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Value<'a> {
    /// Reads a whole document.
    ///
    /// ```
    /// use oauth2_flow::json::Value;
    ///
    /// let value = Value::parse(br#" {"a": ["\u00e9", 1.5e3]} "#).unwrap();
    /// let Value::Object(object) = value else { panic!() };
    /// let Some(Value::Array(array)) = object.get("a") else { panic!() };
    /// let items: Vec<_> = array.items().collect();
    /// assert!(matches!(items[0], Value::String(text) if text.is("é")));
    /// assert!(matches!(items[1], Value::Number(number) if number.as_u64() == Some(1500)));
    /// ```
    ///
    /// # Errors
    /// [`JsonError`], with the place in bytes.
    pub fn parse(text: &'a [u8]) -> Result<Self, JsonError> {
        let mut scanner = Scanner::new(text)?;
        let value = scanner.value(0)?;
        scanner.end()?;
        Ok(value)
    }

    /// The value's JSON text, byte for byte as it came.
    #[must_use]
    pub fn raw(self) -> &'a str {
        match self {
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Number(number) => number.raw,
            Self::String(text) => text.quoted,
            Self::Array(array) => array.raw,
            Self::Object(object) => object.raw,
        }
    }
}

impl fmt::Debug for Value<'_> {
    // What these documents hold are tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool",
            Self::Number(_) => "Number",
            Self::String(_) => "String",
            Self::Array(_) => "Array",
            Self::Object(_) => "Object",
        })
    }
}

/// A number, kept as its digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Number<'a> {
    raw: &'a str,
}

impl<'a> Number<'a> {
    /// The number in `text`, which must be nothing else.
    ///
    /// # Errors
    /// [`JsonError`], with the place in bytes.
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        match Value::parse(text.as_bytes())? {
            Value::Number(number) if number.raw.len() == text.len() => Ok(number),
            _ => Err(JsonError::Syntax { offset: 0 }),
        }
    }

    /// The digits as they came.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.raw
    }

    /// Whether it is written as a whole number: no fraction, no exponent.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.raw.bytes().all(|byte| !matches!(byte, b'.' | b'e' | b'E'))
    }

    /// The number without its fraction; the largest `u64` where it is larger, `None` where it is
    /// below zero.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates, as documented
    pub fn as_u64(self) -> Option<u64> {
        self.raw.parse().ok().or_else(|| {
            let float: f64 = self.raw.parse().ok()?;
            (float >= 0.0).then_some(float as u64)
        })
    }
}

impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number")
    }
}

/// A string, with its escapes still in it.
#[derive(Clone, Copy)]
pub struct Str<'a> {
    quoted: &'a str,
    /// Where in it the first escape stands; its length where there is none. A whole word, because
    /// a `bool` and the gap behind it make copies slow.
    first_escape: usize,
}

impl<'a> Str<'a> {
    /// The characters, escapes resolved.
    #[must_use]
    pub fn chars(self) -> Chars<'a> {
        Chars { rest: self.inner().chars() }
    }

    /// Whether it says exactly `plain`. Not in constant time.
    #[inline(always)]
    #[must_use]
    pub fn is(self, plain: &str) -> bool {
        match self.as_plain() {
            Some(text) => text == plain,
            None => self.chars().eq(plain.chars()),
        }
    }

    /// The string as it came, with its quotes and escapes.
    #[must_use]
    pub fn raw(self) -> &'a str {
        self.quoted
    }

    /// The text itself, where no escape stands in it.
    #[inline(always)]
    #[must_use]
    pub fn as_plain(self) -> Option<&'a str> {
        (self.first_escape == self.quoted.len()).then(|| self.inner())
    }

    #[inline(always)]
    fn inner(self) -> &'a str {
        &self.quoted[1..self.quoted.len() - 1]
    }
}

impl PartialEq for Str<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl Eq for Str<'_> {}

impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Str({} bytes)", self.quoted.len() - 2)
    }
}

/// The characters of a [`Str`].
#[derive(Clone)]
pub struct Chars<'a> {
    rest: core::str::Chars<'a>,
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let first = self.rest.next()?;
        if first != '\\' {
            return Some(first);
        }
        // The scanner let only whole escapes through.
        Some(match self.rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let (unit, after) = hex4(self.rest.as_str())?;
                let (c, after) = match unit {
                    0xd800..=0xdbff => {
                        let (low, after) = hex4(after.strip_prefix("\\u")?)?;
                        (0x1_0000 + ((unit - 0xd800) << 10) + low.checked_sub(0xdc00)?, after)
                    }
                    _ => (unit, after),
                };
                self.rest = after.chars();
                char::from_u32(c)?
            }
            other => other,
        })
    }
}

impl fmt::Debug for Chars<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chars({} bytes left)", self.rest.as_str().len())
    }
}

/// Four hexadecimal digits and what follows them.
fn hex4(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
    Some((u32::from_str_radix(digits, 16).ok()?, rest))
}

/// An array.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Array<'a> {
    raw: &'a str,
}

impl<'a> Array<'a> {
    /// The items in order.
    pub fn items(self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let mut scanner = Scanner { text: self.raw, at: 1 };
        let mut first = true;
        core::iter::from_fn(move || {
            // The array was checked as a whole when it was passed over.
            scanner.more(b']', core::mem::take(&mut first)).ok()?.then(|| scanner.value(1).ok())?
        })
    }
}

impl fmt::Debug for Array<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Array({} bytes)", self.raw.len())
    }
}

/// An object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Object<'a> {
    raw: &'a str,
}

impl<'a> Object<'a> {
    /// The members in order, duplicates included.
    pub fn members(self) -> impl Iterator<Item = Member<'a>> + use<'a> {
        let mut members = Members { scanner: Scanner { text: self.raw, at: 1 }, first: true };
        core::iter::from_fn(move || members.next_member().ok()?)
    }

    /// The value of the first member with this name.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Value<'a>> {
        self.members().find(|member| member.name.is(name)).map(|member| member.value)
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({} bytes)", self.raw.len())
    }
}

/// One member of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member<'a> {
    /// Its name.
    pub name: Str<'a>,
    /// Its value.
    pub value: Value<'a>,
}

/// The members of an object that makes up a whole document, checked as they are read.
#[derive(Clone)]
pub struct Members<'a> {
    scanner: Scanner<'a>,
    first: bool,
}

impl<'a> Members<'a> {
    /// Starts to read `document`.
    ///
    /// # Errors
    /// [`JsonError`] when it is no UTF-8 or does not start with `{`.
    pub fn of(document: &'a [u8]) -> Result<Self, JsonError> {
        let mut scanner = Scanner::new(document)?;
        scanner.space();
        scanner.expect(b'{')?;
        Ok(Self { scanner, first: true })
    }

    /// The next member; `None` after the last, when nothing but white space follows the object.
    ///
    /// # Errors
    /// [`JsonError`], with the place in bytes.
    #[inline(always)]
    pub fn next_member(&mut self) -> Result<Option<Member<'a>>, JsonError> {
        if !self.scanner.more(b'}', core::mem::take(&mut self.first))? {
            self.scanner.end()?;
            return Ok(None);
        }
        let (name, value) = self.scanner.member(1)?;
        Ok(Some(Member { name, value }))
    }
}

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Members(at byte {} of {})", self.scanner.at, self.scanner.text.len())
    }
}

/// Why a text is no JSON that is read here. Offsets are in bytes from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// It is no UTF-8.
    Utf8 {
        /// Where the first broken character starts.
        offset: usize,
    },
    /// Something else must stand there.
    Syntax {
        /// Where.
        offset: usize,
    },
    /// Arrays and objects nest deeper than [`MAX_DEPTH`].
    TooDeep {
        /// Where the one too many starts.
        offset: usize,
    },
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utf8 { offset } => write!(f, "the JSON text is no UTF-8 at byte {offset}"),
            Self::Syntax { offset } => write!(f, "the text is no JSON at byte {offset}"),
            Self::TooDeep { offset } => {
                write!(f, "the JSON text nests deeper than {MAX_DEPTH} at byte {offset}")
            }
        }
    }
}

impl core::error::Error for JsonError {}

#[derive(Clone)]
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a [u8]) -> Result<Self, JsonError> {
        match core::str::from_utf8(text) {
            Ok(text) => Ok(Self { text, at: 0 }),
            Err(error) => Err(JsonError::Utf8 { offset: error.valid_up_to() }),
        }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn wrong<T>(&self) -> Result<T, JsonError> {
        Err(JsonError::Syntax { offset: self.at })
    }

    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return self.wrong();
        }
        self.at += 1;
        Ok(())
    }

    #[inline(always)]
    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    #[inline(always)]
    fn end(&mut self) -> Result<(), JsonError> {
        self.space();
        if self.at == self.text.len() { Ok(()) } else { self.wrong() }
    }

    /// Whether another item follows; passes over the comma before it, or over `close`.
    #[inline(always)]
    fn more(&mut self, close: u8, first: bool) -> Result<bool, JsonError> {
        self.space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(false);
        }
        if !first {
            self.expect(b',')?;
            self.space();
        }
        Ok(true)
    }

    #[inline(always)]
    fn member(&mut self, depth: usize) -> Result<(Str<'a>, Value<'a>), JsonError> {
        let name = self.string()?;
        self.space();
        self.expect(b':')?;
        Ok((name, self.value(depth)?))
    }

    #[inline(always)]
    fn value(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        self.space();
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            _ => self.word_or_nested(depth),
        }
    }

    #[inline(never)]
    fn word_or_nested(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        let start = self.at;
        match self.peek() {
            Some(open @ (b'{' | b'[')) => {
                if depth >= MAX_DEPTH {
                    return Err(JsonError::TooDeep { offset: start });
                }
                self.at += 1;
                let mut first = true;
                if open == b'{' {
                    while self.more(b'}', core::mem::take(&mut first))? {
                        self.member(depth + 1)?;
                    }
                    Ok(Value::Object(Object { raw: &self.text[start..self.at] }))
                } else {
                    while self.more(b']', core::mem::take(&mut first))? {
                        self.value(depth + 1)?;
                    }
                    Ok(Value::Array(Array { raw: &self.text[start..self.at] }))
                }
            }
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            _ => self.wrong(),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, JsonError> {
        if !self.text[self.at..].starts_with(word) {
            return self.wrong();
        }
        self.at += word.len();
        Ok(value)
    }

    #[inline(always)]
    fn string(&mut self) -> Result<Str<'a>, JsonError> {
        let start = self.at;
        self.expect(b'"')?;
        let mut first_escape = None;
        loop {
            self.at += json_plain_len(&self.text.as_bytes()[self.at..]);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    first_escape = first_escape.or(Some(self.at - start));
                    self.escape()?;
                }
                _ => return self.wrong(),
            }
        }
        self.at += 1;
        let quoted = &self.text[start..self.at];
        Ok(Str { quoted, first_escape: first_escape.unwrap_or(quoted.len()) })
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        // Both bytes looked at are ASCII, so the slices below cut no character.
        match self.text.as_bytes().get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let unit = hex4(&self.text[self.at + 2..]);
                self.at += match unit {
                    Some((0xd800..=0xdbff, rest)) => match rest.strip_prefix("\\u").and_then(hex4) {
                        Some((0xdc00..=0xdfff, _)) => 12,
                        _ => return self.wrong(),
                    },
                    None | Some((0xdc00..=0xdfff, _)) => return self.wrong(),
                    Some(_) => 6,
                };
            }
            _ => return self.wrong(),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Number<'a>, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Number { raw: &self.text[start..self.at] })
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { self.wrong() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::format;
    use std::string::{String, ToString};
    use std::vec::Vec;

    /// The same value, as serde_json has it.
    fn to_serde(value: Value<'_>) -> serde_json::Value {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(yes) => yes.into(),
            Value::Number(number) => serde_json::from_str(number.as_str()).unwrap(),
            Value::String(text) => text.chars().collect::<String>().into(),
            Value::Array(array) => array.items().map(to_serde).collect::<Vec<_>>().into(),
            Value::Object(object) => serde_json::Value::Object(
                object.members().map(|m| (m.name.chars().collect(), to_serde(m.value))).collect(),
            ),
        }
    }

    #[test]
    fn escapes() {
        let text = br#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00x""#;
        let Value::String(text) = Value::parse(text).unwrap() else { panic!() };
        assert_eq!(text.chars().collect::<String>(), "\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}x");
        assert_eq!(text.as_plain(), None);
    }

    #[test]
    fn refused() {
        let syntax = |offset| JsonError::Syntax { offset };
        for (text, error) in [
            ("", syntax(0)),
            ("{", syntax(1)),
            ("{\"a\"}", syntax(4)),
            ("{\"a\":1,}", syntax(7)),
            ("{,}", syntax(1)),
            ("[1 2]", syntax(3)),
            ("[1,]", syntax(3)),
            ("{} x", syntax(3)),
            ("nul", syntax(0)),
            ("01", syntax(1)),
            ("-", syntax(1)),
            ("1.", syntax(2)),
            ("1e+", syntax(3)),
            ("+1", syntax(0)),
            ("'a'", syntax(0)),
            ("\"\n\"", syntax(1)),
            ("\"\\x\"", syntax(1)),
            ("\"\\u12\"", syntax(1)),
            ("\"\\u+123\"", syntax(1)),
            ("\"\\ud800\"", syntax(1)),
            ("\"\\ud800\\u0041\"", syntax(1)),
            ("\"\\udc00\"", syntax(1)),
            ("\"\\", syntax(1)),
            ("\"\\u00é\"", syntax(1)),
        ] {
            assert_eq!(Value::parse(text.as_bytes()), Err(error), "{text}");
        }
        assert_eq!(Value::parse(b"\"\xff\""), Err(JsonError::Utf8 { offset: 1 }));
    }

    #[test]
    fn depth() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Value::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        let too_deep = nested(MAX_DEPTH + 1);
        let error = Value::parse(too_deep.as_bytes());
        assert_eq!(error, Err(JsonError::TooDeep { offset: MAX_DEPTH }));
        assert!(Value::parse("[".repeat(1_000_000).as_bytes()).is_err());
        // The members of a document stand one deep themselves.
        let document = |depth: usize| format!("{{\"a\":{}}}", nested(depth));
        let read = |text: String| Members::of(text.as_bytes()).unwrap().next_member().map(|_| ());
        assert_eq!(read(document(MAX_DEPTH - 1)), Ok(()));
        assert!(read(document(MAX_DEPTH)).is_err());
    }

    #[test]
    fn numbers() {
        for (text, number) in [
            ("3600", Some(3600)),
            ("3600.9", Some(3600)),
            ("3.6e3", Some(3600)),
            ("-1", None),
            ("-0", Some(0)),
            ("18446744073709551616", Some(u64::MAX)),
            ("1e999", Some(u64::MAX)),
            ("0.1", Some(0)),
        ] {
            assert_eq!(Number::parse(text).unwrap().as_u64(), number, "{text}");
        }
        assert!(Number::parse(" 1").is_err());
        assert!(Number::parse("inf").is_err());
    }

    #[test]
    fn members_are_read_one_by_one() {
        let mut members = Members::of(b" { \"a\" : 1 , \"\\u0062\":\"x\" } ").unwrap();
        let first = members.next_member().unwrap().unwrap();
        assert_eq!((first.name.is("a"), first.value.raw()), (true, "1"));
        let second = members.next_member().unwrap().unwrap();
        assert_eq!((second.name.is("b"), second.value.raw()), (true, "\"x\""));
        assert_eq!(members.next_member(), Ok(None));
        assert_eq!(Members::of(b"[]").unwrap_err(), JsonError::Syntax { offset: 0 });
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
                proptest::collection::btree_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_what_serde_json_writes(value in json(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
            let ours = Value::parse(text.as_bytes()).unwrap();
            prop_assert_eq!(ours.raw(), &text);
            // Read again, because serde_json rounds some floats by the last bit.
            prop_assert_eq!(to_serde(ours), serde_json::from_str::<serde_json::Value>(&text).unwrap());
        }

        #[test]
        fn accepts_what_serde_json_accepts(text in "[\\[\\]{}\",:0-9eE+.\\\\u\\- a-fntrls\n\u{e9}]{0,24}") {
            // serde_json refuses numbers beyond f64, which are valid JSON.
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            match Value::parse(text.as_bytes()) {
                Ok(ours) => match theirs {
                    Ok(theirs) => prop_assert_eq!(to_serde(ours), theirs),
                    Err(error) => prop_assert!(error.to_string().contains("number out of range"), "{} {}", text, error),
                },
                Err(_) => prop_assert!(theirs.is_err(), "{}", text),
            }
        }

        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            let ours = Value::parse(&bytes).is_ok();
            let theirs = serde_json::from_slice::<serde_json::Value>(&bytes);
            prop_assert!(ours == theirs.is_ok() || theirs.is_err_and(|error| error.to_string().contains("number out of range")));
        }

        #[test]
        fn a_broken_document_never_panics(value in json(), cut: prop::sample::Index, byte: u8) {
            let mut text = value.to_string().into_bytes();
            let at = cut.index(text.len());
            text[at] = byte;
            let _ = Value::parse(&text).map(|value| std::format!("{value:?}"));
            let _ = Value::parse(&text[..at]);
        }
    }

    #[test]
    fn debug_shows_no_content() {
        let value = Value::parse(br#"{"access_token":"SECRET"}"#).unwrap();
        let Value::Object(object) = value else { panic!() };
        let member = object.members().next().unwrap();
        let shown = format!("{value:?} {object:?} {member:?}");
        assert!(!shown.contains("SECRET") && !shown.contains("access"), "{shown}");
    }
}
