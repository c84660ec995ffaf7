//! Passing over a JSON text, value by value.

use super::{Array, JsonError, MAX_DEPTH, Number, Object, Str, Value, hex4};
use oauth_wire::scan::json_plain_len;

/// Where it stands in the text.
#[derive(Clone)]
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a [u8]) -> Result<Self, JsonError> {
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
    pub(super) fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return self.wrong();
        }
        self.at += 1;
        Ok(())
    }

    #[inline(always)]
    pub(super) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    #[inline(always)]
    pub(super) fn end(&mut self) -> Result<(), JsonError> {
        self.space();
        if self.at == self.text.len() { Ok(()) } else { self.wrong() }
    }

    /// Whether another item follows; passes over the comma before it, or over `close`.
    #[inline(always)]
    pub(super) fn more(&mut self, close: u8, first: bool) -> Result<bool, JsonError> {
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
    pub(super) fn member(&mut self, depth: usize) -> Result<(Str<'a>, Value<'a>), JsonError> {
        let name = self.string()?;
        self.space();
        self.expect(b':')?;
        Ok((name, self.value(depth)?))
    }

    #[inline(always)]
    pub(super) fn value(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
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
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        if digits == 0 { self.wrong() } else { Ok(()) }
    }
}
