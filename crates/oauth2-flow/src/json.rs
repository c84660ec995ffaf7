//! A small JSON reader without an allocator ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)).
//!
//! One pass over an object's members; every value is checked while it is passed over, so a document
//! whose [`Members`] have all been read was valid. Values stay where they lie: strings keep their
//! escapes until someone reads them, numbers their digits. Nesting deeper than [`MAX_DEPTH`] and
//! escapes of half a surrogate pair are refused; a name that stands twice is not, because only the
//! reader of the members knows which names matter.

use core::fmt;
use scanner::Scanner;

mod scanner;
#[cfg(test)]
mod tests;

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
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as documented")]
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
