//! `application/x-www-form-urlencoded`: queries and form bodies.
//!
//! Reading follows the [WHATWG URL standard](https://url.spec.whatwg.org/#urlencoded-parsing), as
//! HTTP servers do: pairs end at `&`, empty ones are skipped, a name without `=` has an empty
//! value, `+` is a space. Writing keeps RFC 3986's unreserved characters and sends a space as
//! `%20`, which both readings of `+` understand.

use crate::percent::Encoded;
use crate::scan::{matches, padded, reserved};
use core::fmt;

/// The media type of a form body.
pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// A name and its value, still encoded.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The name.
    pub name: Encoded<'a>,
    /// The value; empty where there was none.
    pub value: Encoded<'a>,
    /// Whether an `=` stood between them. `a` and `a=` mean the same.
    pub has_equals: bool,
}

/// The pairs of a query (without its `?`) or of a form body, in order, duplicates included.
///
/// ```
/// use oauth_wire::form;
///
/// let mut pairs = form::pairs(b"c%40=&a2=r+b&c2");
/// assert!(pairs.next().is_some_and(|pair| pair.name.is(b"c@") && pair.value.is(b"")));
/// assert!(pairs.next().is_some_and(|pair| pair.name.is(b"a2") && pair.value.is(b"r b")));
/// assert_eq!(pairs.rest(), b"c2");
/// assert!(pairs.next().is_some_and(|pair| pair.name.is(b"c2") && !pair.has_equals));
/// assert!(pairs.next().is_none());
/// ```
#[must_use]
pub fn pairs(raw: &[u8]) -> Pairs<'_> {
    Pairs { raw, start: 0, scanned: 0, delimiters: 0, reserved: 0 }
}

/// The one value of `name`: `Ok(None)` where the name does not stand there.
///
/// # Errors
/// [`Duplicate`] where it stands there more than once: which one another reader takes is unknown,
/// so neither is safe to take.
pub fn single<'a>(raw: &'a [u8], name: &str) -> Result<Option<Encoded<'a>>, Duplicate> {
    let mut found = pairs(raw).filter(|pair| pair.name.is(name.as_bytes())).map(|pair| pair.value);
    match (found.next(), found.next()) {
        (value, None) => Ok(value),
        _ => Err(Duplicate),
    }
}

/// A parameter that may stand once stands there more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate;

impl fmt::Display for Duplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a parameter stands there more than once")
    }
}

impl core::error::Error for Duplicate {}

/// The iterator that [`pairs`] returns.
#[derive(Clone)]
pub struct Pairs<'a> {
    raw: &'a [u8],
    /// Where the next pair starts.
    start: usize,
    /// How far it has been looked at. Of the sixteen bytes before that: which are delimiters still to come,
    /// the end among them, and which others are reserved.
    scanned: usize,
    delimiters: u32,
    reserved: u32,
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Pair<'a>;

    #[inline]
    fn next(&mut self) -> Option<Pair<'a>> {
        // Often nothing is there at all, and at the end nothing is left.
        if self.start < self.raw.len() { self.next_piece() } else { None }
    }
}

impl<'a> Pairs<'a> {
    /// What has not been read yet, as it stands there.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.raw.get(self.start..).unwrap_or_default()
    }

    #[inline]
    fn next_piece(&mut self) -> Option<Pair<'a>> {
        let mut equals = None;
        // Whether what stands in the name and in the value has something reserved.
        let (mut of_name, mut found) = (0, 0);
        loop {
            while self.delimiters == 0 {
                found |= self.reserved;
                self.look_on();
            }
            let before = !self.delimiters & (self.delimiters - 1);
            found |= self.reserved & before;
            self.reserved &= !before;
            let at = self.scanned - 16 + self.delimiters.trailing_zeros() as usize;
            self.delimiters &= self.delimiters - 1;
            if self.raw.get(at) == Some(&b'=') {
                match equals {
                    None => (equals, of_name, found) = (Some(at), found, 0),
                    Some(_) => found = 1,
                }
                continue;
            }
            let start = core::mem::replace(&mut self.start, at + 1);
            let piece = self.raw.get(start..at)?;
            if !piece.is_empty() {
                let text =
                    |raw, found| if found == 0 { Encoded::unreserved(raw) } else { Encoded::form(raw) };
                let (name, value) = match equals {
                    Some(equals) => {
                        (text(&self.raw[start..equals], of_name), text(&self.raw[equals + 1..at], found))
                    }
                    None => (text(piece, found), text(&piece[piece.len()..], 0)),
                };
                return Some(Pair { name, value, has_equals: equals.is_some() });
            }
        }
    }

    /// Looks at the next sixteen bytes.
    #[inline(always)]
    fn look_on(&mut self) {
        let rest = self.raw.get(self.scanned..).unwrap_or_default();
        let chunk = padded(rest);
        let end = if rest.len() < 16 { 1 << rest.len() } else { 0 };
        let delimiters = matches(&chunk, [b'&', b'=']);
        self.delimiters = delimiters | end;
        self.reserved = reserved(&chunk) & !delimiters;
        self.scanned += 16;
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pairs({} bytes left)", self.raw.len().saturating_sub(self.start))
    }
}

/// Appends `name=value` to a form, with a `&` before all but the first.
#[derive(Debug)]
pub struct FormWriter<'w, 'b> {
    out: &'w mut crate::buf::Writer<'b>,
    first: bool,
}

impl<'w, 'b> FormWriter<'w, 'b> {
    /// A form that starts where `out` stands now.
    pub fn new(out: &'w mut crate::buf::Writer<'b>) -> Self {
        Self { out, first: true }
    }

    /// A form whose first pair already stands before `out`.
    pub fn continuing(out: &'w mut crate::buf::Writer<'b>) -> Self {
        Self { out, first: false }
    }

    /// Appends one pair, encoding both.
    pub fn pair(&mut self, name: &str, value: &[u8]) -> &mut Self {
        if !core::mem::take(&mut self.first) {
            self.out.byte(b'&');
        }
        self.out.percent_encoded(name.as_bytes());
        self.out.byte(b'=');
        self.out.percent_encoded(value);
        self
    }

    /// Appends the pair where there is a value.
    pub fn optional(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.pair(name, value.as_bytes());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::String;
    use std::vec::Vec;

    fn text(encoded: Encoded<'_>) -> String {
        String::from_utf8(encoded.bytes().collect()).unwrap()
    }

    fn read(raw: &str) -> Vec<(String, String)> {
        pairs(raw.as_bytes()).map(|pair| (text(pair.name), text(pair.value))).collect()
    }

    #[test]
    fn edges() {
        assert_eq!(read(""), []);
        assert_eq!(read("&&"), []);
        assert_eq!(read("="), [("".into(), "".into())]);
        assert_eq!(read("=v&n"), [("".into(), "v".into()), ("n".into(), "".into())]);
        assert_eq!(
            read("a=b=c&a=1&a=1&"),
            [("a".into(), "b=c".into()), ("a".into(), "1".into()), ("a".into(), "1".into())]
        );
    }

    proptest! {
        #[test]
        fn finds_what_a_plain_split_finds(raw in "[ab=&]{0,80}|[a-f%+]{0,40}(=[a-f]{0,40}&?){0,3}") {
            let split = |pair: &str| pair.split_once('=').map(|(name, value)| (name.into(), value.into()));
            let pieces = raw.split('&').filter(|piece| !piece.is_empty());
            let plain: Vec<(String, String)> =
                pieces.map(|piece| split(piece).unwrap_or_else(|| (piece.into(), "".into()))).collect();
            let text = |encoded: Encoded<'_>| String::from_utf8(encoded.raw().to_vec()).unwrap();
            let read: Vec<_> = pairs(raw.as_bytes()).map(|pair| (text(pair.name), text(pair.value))).collect();
            prop_assert_eq!(read, plain);
        }

        #[test]
        fn knows_what_is_plain(raw in "[a-c=&%+/é]{0,60}|([a-z0-9._~-]{0,40}[=&/%]){0,5}[a-z]{0,20}") {
            for pair in pairs(raw.as_bytes()) {
                for text in [pair.name, pair.value] {
                    prop_assert_eq!(text.is_known_plain(), crate::percent::is_plain(text.raw()), "{:?}", text.raw());
                }
            }
        }
    }

    #[test]
    fn single_refuses_a_second_value_even_the_same() {
        assert!(single(b"a=1", "a").unwrap().unwrap().is(b"1"));
        assert!(single(b"b=1", "a").unwrap().is_none());
        assert_eq!(single(b"a=1&%61=1", "a").unwrap_err(), Duplicate);
    }
}
