//! Where the parameters of a header stand.

use super::{AuthorizationError, AuthorizationErrorKind};
use oauth_wire::percent;
use oauth_wire::scan::{self, padded, plain_len};

/// Where a parameter stands, in bytes from the start of the list.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) name_end: usize,
    pub(crate) value_start: usize,
    pub(crate) value_end: usize,
    /// Whether nothing in the value is or must be encoded.
    pub(super) plain_value: bool,
    /// Whether its escapes are known to be right.
    pub(super) is_checked: bool,
    is_realm: bool,
}

impl Place {
    #[inline]
    pub(super) fn name<'a>(&self, list: &'a str) -> &'a [u8] {
        list.as_bytes().get(self.start..self.name_end).unwrap_or_default()
    }

    #[inline]
    pub(super) fn value<'a>(&self, list: &'a str) -> &'a [u8] {
        list.as_bytes().get(self.value_start..self.value_end).unwrap_or_default()
    }

    pub(super) fn is_realm(&self) -> bool {
        self.is_realm
    }
}

pub(super) struct Scanner<'a> {
    list: &'a str,
    at: usize,
    /// Which of the sixteen bytes before `looked_at` are reserved and not passed yet.
    reserved: u32,
    looked_at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(list: &'a str) -> Self {
        Self { list, at: 0, reserved: 0, looked_at: 0 }
    }

    /// The next parameter; after it `at` stands behind its comma, or at the end.
    #[inline(always)]
    pub(super) fn next_parameter(&mut self) -> Result<Option<Place>, AuthorizationError> {
        if let Some(place) = self.usual_parameter() {
            return Ok(Some(place));
        }
        let place = self.any_parameter();
        (self.reserved, self.looked_at) = (0, self.at);
        place
    }

    /// Where the next reserved byte stands, or the end, and what stands there. What is looked for does not
    /// depend on what was found before, so the processor need not wait for that.
    #[inline(always)]
    fn next_reserved(&mut self) -> (usize, Option<u8>) {
        let bytes = self.list.as_bytes();
        while self.reserved == 0 {
            let Some(rest) = bytes.get(self.looked_at..).filter(|rest| !rest.is_empty()) else {
                return (bytes.len(), None);
            };
            self.reserved = scan::reserved(&padded(rest));
            self.looked_at += 16;
        }
        let at = self.looked_at - 16 + self.reserved.trailing_zeros() as usize;
        self.reserved &= self.reserved - 1;
        (at.min(bytes.len()), bytes.get(at).copied())
    }

    /// The next parameter, where it is written as nearly all are: `name="value"` without white space in
    /// between, all escapes right. Otherwise nothing but what was looked at has changed.
    #[inline(always)]
    fn usual_parameter(&mut self) -> Option<Place> {
        let bytes = self.list.as_bytes();
        let mut start = self.at;
        let (mut name_end, mut byte) = self.next_reserved();
        while name_end == start && matches!(byte, Some(b' ' | b',')) {
            start += 1;
            (name_end, byte) = self.next_reserved();
        }
        if name_end == start || byte != Some(b'=') || self.next_reserved() != (name_end + 1, Some(b'"')) {
            return None;
        }
        let (value_start, mut plain_value) = (name_end + 2, true);
        let value_end = loop {
            match self.next_reserved() {
                (at, Some(b'"')) => break at,
                (at, Some(b'%')) if percent::check(bytes.get(at..at + 3)?).is_ok() => plain_value = false,
                _ => return None,
            }
        };
        match self.next_reserved() {
            (at, Some(b',')) if at == value_end + 1 => self.at = at + 1,
            (at, None) if at == value_end + 1 => self.at = at,
            _ => return None,
        }
        let is_realm = is_realm(&bytes[start..name_end]);
        Some(Place { start, name_end, value_start, value_end, plain_value, is_checked: true, is_realm })
    }

    /// The next parameter, however it is written, or what is wrong with it.
    #[cold]
    fn any_parameter(&mut self) -> Result<Option<Place>, AuthorizationError> {
        let bytes = self.list.as_bytes();
        let skip_space = |mut at: usize| {
            while bytes.get(at).is_some_and(|&byte| is_space(byte as char)) {
                at += 1;
            }
            at
        };
        let error = |offset, kind| Err(AuthorizationError { offset, kind });
        let mut start = skip_space(self.at);
        while bytes.get(start) == Some(&b',') {
            start = skip_space(start + 1);
        }
        if start == bytes.len() {
            self.at = start;
            return Ok(None);
        }
        let is_name = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'=' | b',' | b'"');
        let mut name_end = start + plain_len(&bytes[start..]);
        let plain_name = bytes.get(name_end) == Some(&b'=');
        while bytes.get(name_end).is_some_and(|&byte| is_name(byte)) {
            name_end += 1;
        }
        let equals = skip_space(name_end);
        if name_end == start || bytes.get(equals) != Some(&b'=') {
            return error(equals, AuthorizationErrorKind::NoEquals);
        }
        let quote = skip_space(equals + 1);
        if bytes.get(quote) != Some(&b'"') {
            return error(quote, AuthorizationErrorKind::Unquoted);
        }
        let is_realm = is_realm(&bytes[start..name_end]);
        let value_start = quote + 1;
        let plain_end = value_start + plain_len(&bytes[value_start..]);
        let plain_value = bytes.get(plain_end) == Some(&b'"');
        let value_end = if plain_value {
            Some(plain_end)
        } else if is_realm {
            quoted_end(bytes, value_start)
        } else {
            scan::find(&bytes[plain_end..], [b'"']).map(|len| plain_end + len)
        };
        let is_control = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
        let value = &bytes[plain_end..value_end.unwrap_or(bytes.len())];
        if let Some(at) = value.iter().position(is_control) {
            return error(plain_end + at, AuthorizationErrorKind::Character);
        }
        let Some(value_end) = value_end else { return error(quote, AuthorizationErrorKind::Unclosed) };
        let end = skip_space(value_end + 1);
        match bytes.get(end) {
            None => self.at = end,
            Some(b',') => self.at = end + 1,
            Some(_) => return error(end, AuthorizationErrorKind::NoComma),
        }
        let is_checked = plain_name && plain_value;
        Ok(Some(Place { start, name_end, value_start, value_end, plain_value, is_checked, is_realm }))
    }
}

fn is_realm(name: &[u8]) -> bool {
    name.len() == 5 && name.eq_ignore_ascii_case(b"realm")
}

/// Where the closing quote of a quoted string with escapes stands.
fn quoted_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}
