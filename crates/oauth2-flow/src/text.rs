//! Text as a server or a browser sent it: a JSON string or a form value, still escaped.

use crate::json::Str;
use core::fmt;
use oauth_wire::buf::{Encode, Writer};
use oauth_wire::percent::Encoded;

/// Text where it lies, decoded only when it is read. It may be a secret.
///
/// As [`Encode`], it writes itself decoded: [`encode_slice`](Encode::encode_slice) into a buffer of
/// the caller's, [`to_str`](Self::to_str) where there is an allocator.
///
/// ```
/// use oauth_wire::{buf::Encode, percent::Encoded};
/// use oauth2_flow::text::Text;
///
/// let text = Text::Form(Encoded::form(b"a%20b"));
/// assert!(text.is("a b"));
/// assert_eq!(text.encode_slice(&mut [0; 8]).unwrap(), b"a b");
/// ```
#[derive(Clone, Copy)]
pub enum Text<'a> {
    /// A JSON string.
    Json(Str<'a>),
    /// A form or query value.
    Form(Encoded<'a>),
}

impl<'a> Text<'a> {
    /// Whether it says exactly `plain`. Not in constant time.
    #[inline]
    #[must_use]
    pub fn is(self, plain: &str) -> bool {
        match self {
            Self::Json(text) => text.is(plain),
            Self::Form(text) => text.is(plain.as_bytes()),
        }
    }

    /// Whether it says `plain`, upper and lower case being the same.
    #[must_use]
    pub fn eq_ignore_ascii_case(self, plain: &str) -> bool {
        match (self, self.as_plain()) {
            (_, Some(text)) => text.eq_ignore_ascii_case(plain),
            (Self::Json(text), None) => {
                text.chars().map(|c| c.to_ascii_lowercase()).eq(plain.chars().map(|c| c.to_ascii_lowercase()))
            }
            (Self::Form(text), None) => text
                .bytes()
                .map(|byte| byte.to_ascii_lowercase())
                .eq(plain.bytes().map(|byte| byte.to_ascii_lowercase())),
        }
    }

    /// Whether nothing stands there.
    #[must_use]
    pub fn is_empty(self) -> bool {
        match self {
            // The shortest escape makes a character.
            Self::Json(text) => text.raw().len() == 2,
            Self::Form(text) => text.raw().is_empty(),
        }
    }

    /// The text itself, where it is the same decoded and as it came.
    #[must_use]
    pub fn as_plain(self) -> Option<&'a str> {
        match self {
            Self::Json(text) => text.as_plain(),
            Self::Form(text) => text.as_plain()?.ok(),
        }
    }

    /// The text, decoded.
    ///
    /// # Errors
    /// [`NotText`] when a form value's bytes are no UTF-8.
    #[cfg(feature = "alloc")]
    pub fn to_str(self) -> Result<alloc::string::String, NotText> {
        match (self, self.as_plain()) {
            (_, Some(plain)) => Ok(plain.into()),
            (Self::Json(text), None) => {
                // Allocated once: a string that grows would leave parts of a secret behind.
                let mut decoded = alloc::string::String::with_capacity(self.encoded_len());
                decoded.extend(text.chars());
                Ok(decoded)
            }
            (Self::Form(text), None) => text.to_str().map_err(|_| NotText),
        }
    }

    /// Appends the text, decoded, to one that has room for it: what has no need to grow leaves no copy behind.
    #[cfg(feature = "alloc")]
    pub(crate) fn append_to(self, out: &mut alloc::string::String) -> Result<(), NotText> {
        match (self, self.as_plain()) {
            (_, Some(plain)) => out.push_str(plain),
            (Self::Json(text), None) => out.extend(text.chars()),
            (Self::Form(text), None) => {
                let decoded = oauth_wire::secret::Secret::from(text.to_str().map_err(|_| NotText)?);
                out.push_str(decoded.expose());
            }
        }
        Ok(())
    }

    /// The most bytes that the text takes, decoded: decoding never makes longer.
    #[cfg(feature = "alloc")]
    pub(crate) fn max_len(self) -> usize {
        match self {
            Self::Json(text) => text.raw().len() - 2,
            Self::Form(text) => text.raw().len(),
        }
    }

    /// Which of these names it says. Each name of an answer passes through here.
    #[inline(always)]
    pub(crate) fn position_in<const N: usize>(self, names: &[&'static str; N]) -> Option<usize> {
        match self.as_plain() {
            Some(plain) => names.iter().position(|name| plain == *name),
            None => names.iter().position(|name| self.is(name)),
        }
    }

    /// Whether a person sees nothing of it.
    pub(crate) fn is_blank(self) -> bool {
        let blank = |c: char| c.is_whitespace() || c == '\u{2800}'; // an empty pattern of Braille
        match self {
            Self::Json(text) => text.chars().all(blank),
            Self::Form(text) => text.bytes().all(|byte| byte.is_ascii_whitespace()),
        }
    }

    /// Whether a person can be shown it: nothing stands in it that can't be seen, or that reorders what
    /// can. In a form, which no server shows a person text by, visible ASCII and spaces.
    pub(crate) fn is_safe_to_show(self) -> bool {
        match self {
            Self::Json(text) => text.chars().all(oauth_wire::text::is_safe_to_show),
            Self::Form(text) => text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()),
        }
    }

    /// Whether each byte of the decoded text is one of RFC 6749's `VSCHAR` without the space: what
    /// may stand in a header field.
    pub(crate) fn is_visible_ascii(self) -> bool {
        match (self, self.as_plain()) {
            // Without a branch for each, so that the compiler looks at many at once.
            (_, Some(text)) => text.bytes().fold(true, |all, byte| all & byte.is_ascii_graphic()),
            (Self::Json(text), None) => text.chars().all(|c| c.is_ascii_graphic()),
            (Self::Form(text), None) => text.bytes().all(|byte| byte.is_ascii_graphic()),
        }
    }
}

impl Encode for Text<'_> {
    fn encoded_len(&self) -> usize {
        match (self, self.as_plain()) {
            (_, Some(plain)) => plain.len(),
            (Self::Json(text), None) => text.chars().map(char::len_utf8).sum(),
            (Self::Form(text), None) => text.decoded_len(),
        }
    }

    fn emit(&self, out: &mut Writer<'_>) {
        match (self, self.as_plain()) {
            (_, Some(plain)) => out.bytes(plain.as_bytes()),
            (Self::Json(text), None) => {
                text.chars().for_each(|c| out.bytes(c.encode_utf8(&mut [0; 4]).as_bytes()));
            }
            (Self::Form(text), None) => text.bytes().for_each(|byte| out.byte(byte)),
        }
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.encoded_len())
    }
}

/// The bytes of a form value are no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText;

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value is no UTF-8 once it is decoded")
    }
}

impl core::error::Error for NotText {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Value;

    fn json(text: &str) -> Text<'_> {
        match Value::parse(text.as_bytes()) {
            Ok(Value::String(text)) => Text::Json(text),
            _ => panic!("{text}"),
        }
    }

    #[test]
    fn both_kinds_read_alike() {
        for text in [json(r#""B\u00e9ar+""#), Text::Form(Encoded::form("B%C3%A9ar%2B".as_bytes()))] {
            assert!(text.is("Béar+") && !text.is("Béar") && !text.is_empty());
            assert_eq!(text.as_plain(), None);
            assert_eq!(text.encoded_len(), 6);
            assert_eq!(text.encode_slice(&mut [0; 6]).unwrap(), "Béar+".as_bytes());
            assert_eq!(text.encode_slice(&mut [0; 5]).unwrap_err().required, 6);
            assert!(!text.is_visible_ascii());
            #[cfg(feature = "alloc")]
            assert_eq!(text.to_str().as_deref(), Ok("Béar+"));
        }
        assert_eq!(json("\"plain\"").as_plain(), Some("plain"));
        assert!(json("\"BEARER\"").eq_ignore_ascii_case("bearer"));
        assert!(!Text::Form(Encoded::form(b"a+b")).is_visible_ascii());
        assert!(Text::Form(Encoded::form(b"")).is_empty());
    }

    /// A string that grew has left copies of its start in freed memory, where it may be a secret's.
    #[cfg(feature = "alloc")]
    #[test]
    fn decoding_allocates_once() {
        let escaped = std::format!("\"{}\"", "abcdefgh\\u00e9".repeat(100));
        let text = json(&escaped).to_str().unwrap();
        assert_eq!((text.len(), text.capacity()), (1000, 1000));
    }

    #[cfg(feature = "alloc")]
    #[test]
    fn broken_text_is_an_error() {
        assert_eq!(Text::Form(Encoded::form(b"%ff")).to_str(), Err(NotText));
        assert_eq!(Text::Form(Encoded::form(b"\xff")).to_str(), Err(NotText));
    }
}
