//! `application/x-www-form-urlencoded`: queries and form bodies.
//!
//! Reading follows the [WHATWG URL standard](https://url.spec.whatwg.org/#urlencoded-parsing), as
//! HTTP servers do: pairs end at `&`, empty ones are skipped, a name without `=` has an empty
//! value, `+` is a space. Writing keeps RFC 3986's unreserved characters and sends a space as
//! `%20`, which both readings of `+` understand.

use crate::percent::Encoded;
use crate::scan::find;
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
/// assert!(pairs.next().is_some_and(|pair| pair.name.is(b"c2") && !pair.has_equals));
/// assert!(pairs.next().is_none());
/// ```
#[must_use]
pub fn pairs(raw: &[u8]) -> Pairs<'_> {
    Pairs { rest: raw }
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
    rest: &'a [u8],
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Pair<'a>;

    #[inline]
    fn next(&mut self) -> Option<Pair<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let end = find(self.rest, [b'&']).unwrap_or(self.rest.len());
            let (piece, rest) = self.rest.split_at(end);
            self.rest = rest.get(1..).unwrap_or_default();
            if piece.is_empty() {
                continue;
            }
            let (name, value, has_equals) = match find(piece, [b'=']) {
                Some(at) => (&piece[..at], &piece[at + 1..], true),
                None => (piece, &piece[piece.len()..], false),
            };
            return Some(Pair { name: Encoded::form(name), value: Encoded::form(value), has_equals });
        }
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pairs({} bytes left)", self.rest.len())
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

    #[test]
    fn single_refuses_a_second_value_even_the_same() {
        assert!(single(b"a=1", "a").unwrap().unwrap().is(b"1"));
        assert!(single(b"b=1", "a").unwrap().is_none());
        assert_eq!(single(b"a=1&%61=1", "a").unwrap_err(), Duplicate);
    }
}
