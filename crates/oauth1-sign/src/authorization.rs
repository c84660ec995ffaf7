//! The `Authorization` header ([RFC 5849 §3.5.1](https://www.rfc-editor.org/rfc/rfc5849#section-3.5.1)),
//! written from pairs and read where it lies.
//!
//! ```text
//! value = "OAuth" 1*WSP #( name OWS "=" OWS quoted-string )
//! ```
//! Lists follow RFC 9110 §5.6.1: elements are separated by commas, empty ones are skipped. Values stand
//! between quotes; `realm` is a plain quoted string, everything else is percent-encoded. A line
//! break with white space behind it (obs-fold) counts as white space.

use core::fmt;
use oauth_wire::buf::{BufferTooSmall, Encode, Writer};
use oauth_wire::form::Duplicate;
use oauth_wire::percent::{self, Encoded};
use scanner::{Place, Scanner, is_space};

mod scanner;

/// An `Authorization` header of protocol parameters in the order given, as it is to be sent.
///
/// [`Signer::sign`](crate::Signer::sign) writes its own; this is for whoever holds the finished
/// parameters, signature included.
///
/// ```
/// use oauth1_sign::AuthorizationHeader;
///
/// let header = AuthorizationHeader { realm: Some("Example"), parameters: &[("oauth_token", "x%y")] };
/// assert_eq!(header.write(&mut [0; 64]), Ok("OAuth realm=\"Example\", oauth_token=\"x%25y\""));
/// ```
#[derive(Clone, Copy)]
pub struct AuthorizationHeader<'a> {
    /// The realm: visible ASCII and spaces; quotes and backslashes are escaped.
    pub realm: Option<&'a str>,
    /// The decoded parameters.
    pub parameters: &'a [(&'a str, &'a str)],
}

impl Encode for AuthorizationHeader<'_> {
    fn encoded_len(&self) -> usize {
        let mut measure = Writer::new(&mut []);
        self.emit(&mut measure);
        measure.written()
    }

    fn emit(&self, out: &mut Writer<'_>) {
        out.bytes(b"OAuth ");
        let mut separator: &[u8] = b"";
        if let Some(realm) = self.realm {
            out.bytes(b"realm=\"");
            for byte in realm.bytes() {
                if matches!(byte, b'"' | b'\\') {
                    out.byte(b'\\');
                }
                out.byte(byte);
            }
            out.byte(b'"');
            separator = b", ";
        }
        for (name, value) in self.parameters {
            out.bytes(separator);
            out.percent_encoded(name.as_bytes());
            out.bytes(b"=\"");
            out.percent_encoded(value.as_bytes());
            out.byte(b'"');
            separator = b", ";
        }
    }
}

impl AuthorizationHeader<'_> {
    /// Writes the header's value to the start of `out`.
    ///
    /// # Errors
    /// [`BufferTooSmall`]; `out` is untouched then.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b str, BufferTooSmall> {
        self.encode_slice(out).map(|bytes| core::str::from_utf8(bytes).unwrap_or_default())
    }
}

impl fmt::Debug for AuthorizationHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizationHeader({} parameters)", self.parameters.len())
    }
}

/// A received `Authorization` header that is well formed.
///
/// ```
/// use oauth1_sign::Authorization;
///
/// let header = Authorization::parse("OAuth realm=\"Photos\", oauth_token=\"12%25345\"")?;
/// assert_eq!(header.realm(), Some("Photos"));
/// assert!(header.single("oauth_token").unwrap().unwrap().is(b"12%345"));
/// # Ok::<(), oauth1_sign::AuthorizationError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Authorization<'a> {
    /// What follows the scheme.
    list: &'a str,
    realm: Option<&'a str>,
}

impl<'a> Authorization<'a> {
    /// Reads the header's `value`, scheme included.
    ///
    /// # Errors
    /// [`AuthorizationError`], with the place in bytes from the start of `value`.
    pub fn parse(value: &'a str) -> Result<Self, AuthorizationError> {
        Self::parse_each(value, |_| Ok(()))
    }

    /// The same, and `each` sees every parameter but the realm.
    pub(crate) fn parse_each<E: From<AuthorizationError>>(
        value: &'a str,
        mut each: impl FnMut(Parameter<'a>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let value = value.trim_end_matches(is_space);
        let start = value.len() - value.trim_start_matches(is_space).len();
        let scheme = value.get(start..start + 5).filter(|scheme| scheme.eq_ignore_ascii_case("OAuth"));
        let list = value.get(start + 5..).filter(|list| list.starts_with(is_space));
        let (Some(_), Some(list)) = (scheme, list) else {
            return Err(AuthorizationError { offset: start, kind: AuthorizationErrorKind::Scheme }.into());
        };
        let list_start = start + 5;
        let mut parsed = Self { list, realm: None };
        let mut scanner = Scanner::new(list);
        while let Some(parameter) = scanner.next_parameter().map_err(|error| error.shifted(list_start))? {
            let error =
                |offset: usize, kind| Err(AuthorizationError { offset: offset + list_start, kind }.into());
            if parameter.is_realm() {
                if parsed.realm.is_some() {
                    return error(parameter.start, AuthorizationErrorKind::DuplicateRealm);
                }
                parsed.realm = Some(list.get(parameter.value_start..parameter.value_end).unwrap_or_default());
                continue;
            }
            let (name, value) = (parameter.name(list), parameter.value(list));
            if !parameter.is_checked
                && let Err(escape) = percent::check(name)
            {
                return error(parameter.start + escape.offset, AuthorizationErrorKind::Escape);
            }
            if !parameter.is_checked
                && let Err(escape) = percent::check(value)
            {
                return error(parameter.value_start + escape.offset, AuthorizationErrorKind::Escape);
            }
            each(Parameter {
                name: Encoded::percent(name),
                value: Encoded::percent(value),
                plain_value: parameter.plain_value,
            })?;
        }
        Ok(parsed)
    }

    /// The realm as it stands between its quotes, escapes included.
    #[must_use]
    pub fn realm(&self) -> Option<&'a str> {
        self.realm
    }

    /// The realm's characters, the escapes of the quoted string resolved
    /// ([RFC 9110 §5.6.4](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.4)).
    ///
    /// ```
    /// let header = oauth1_sign::Authorization::parse(r#"OAuth realm="a \"b\"", oauth_token="t""#)?;
    /// assert_eq!(header.realm_chars().unwrap().collect::<String>(), "a \"b\"");
    /// # Ok::<(), oauth1_sign::AuthorizationError>(())
    /// ```
    #[must_use]
    pub fn realm_chars(&self) -> Option<impl Iterator<Item = char> + use<'a>> {
        self.realm.map(|realm| {
            let mut chars = realm.chars();
            core::iter::from_fn(move || match chars.next()? {
                '\\' => chars.next(),
                c => Some(c),
            })
        })
    }

    /// Names and values in order, without the realm.
    pub fn pairs(&self) -> impl Iterator<Item = (Encoded<'a>, Encoded<'a>)> + use<'a> {
        let list = self.list;
        self.parameters().map(move |parameter| {
            (Encoded::percent(parameter.name(list)), Encoded::percent(parameter.value(list)))
        })
    }

    /// The one value of `name`.
    ///
    /// # Errors
    /// [`Duplicate`] where it stands there more than once.
    pub fn single(&self, name: &str) -> Result<Option<Encoded<'a>>, Duplicate> {
        let mut found = self.pairs().filter(|(found, _)| found.is(name.as_bytes())).map(|(_, value)| value);
        match (found.next(), found.next()) {
            (value, None) => Ok(value),
            _ => Err(Duplicate),
        }
    }

    /// The text that the places of [`parameters`](Self::parameters) are in.
    pub(crate) fn list(&self) -> &'a str {
        self.list
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = Place> + use<'a> {
        let mut scanner = Scanner::new(self.list);
        core::iter::from_fn(move || scanner.next_parameter().ok().flatten())
            .filter(|parameter| !parameter.is_realm())
    }
}

impl fmt::Debug for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization").finish_non_exhaustive()
    }
}

/// A parameter while the header is read.
pub(crate) struct Parameter<'a> {
    pub(crate) name: Encoded<'a>,
    pub(crate) value: Encoded<'a>,
    /// Whether nothing in the value is or must be encoded.
    pub(crate) plain_value: bool,
}

/// Why an `Authorization` header is no OAuth 1 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorizationError {
    /// Where, in bytes from the start of the value.
    pub offset: usize,
    /// What is wrong there.
    pub kind: AuthorizationErrorKind,
}

impl AuthorizationError {
    fn shifted(self, by: usize) -> Self {
        Self { offset: self.offset + by, ..self }
    }
}

/// What is wrong with an `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizationErrorKind {
    /// The scheme is not `OAuth`.
    Scheme,
    /// A parameter's name is empty or no `=` follows it.
    NoEquals,
    /// A value does not start with a quote.
    Unquoted,
    /// A value's closing quote is missing.
    Unclosed,
    /// No comma follows a value.
    NoComma,
    /// A control character stands in a value.
    Character,
    /// A `%` without two hexadecimal digits.
    Escape,
    /// `realm` stands there twice.
    DuplicateRealm,
}

impl fmt::Display for AuthorizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            AuthorizationErrorKind::Scheme => "the scheme is not OAuth",
            AuthorizationErrorKind::NoEquals => "a parameter has no name or no '='",
            AuthorizationErrorKind::Unquoted => "a value is not between quotes",
            AuthorizationErrorKind::Unclosed => "a value's closing quote is missing",
            AuthorizationErrorKind::NoComma => "a comma is missing between parameters",
            AuthorizationErrorKind::Character => "a value has a control character",
            AuthorizationErrorKind::Escape => "a '%' has no two hexadecimal digits behind it",
            AuthorizationErrorKind::DuplicateRealm => "realm stands there twice",
        };
        write!(f, "Authorization header: {what}, at byte {}", self.offset)
    }
}

impl core::error::Error for AuthorizationError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::String;
    use std::vec::Vec;

    fn decoded(text: Encoded<'_>) -> String {
        String::from_utf8(text.bytes().collect()).unwrap()
    }

    fn kind(value: &str) -> (usize, AuthorizationErrorKind) {
        let error = Authorization::parse(value).unwrap_err();
        (error.offset, error.kind)
    }

    #[test]
    fn what_is_wrong_and_where() {
        use AuthorizationErrorKind as Kind;
        assert_eq!(kind(""), (0, Kind::Scheme));
        assert_eq!(kind("OAuth"), (0, Kind::Scheme));
        assert_eq!(kind("  Basic abc"), (2, Kind::Scheme));
        assert_eq!(kind("OAuthx=\"1\""), (0, Kind::Scheme));
        assert_eq!(kind("OAuth garbage"), (13, Kind::NoEquals));
        assert_eq!(kind("OAuth =\"1\""), (6, Kind::NoEquals));
        assert_eq!(kind("OAuth a=1"), (8, Kind::Unquoted));
        assert_eq!(kind("OAuth a=\"1"), (8, Kind::Unclosed));
        assert_eq!(kind("OAuth a=\"1\" b=\"2\""), (12, Kind::NoComma));
        assert_eq!(kind("OAuth a=\"1\0\""), (10, Kind::Character));
        assert_eq!(kind("OAuth a=\"1%4\""), (10, Kind::Escape));
        assert_eq!(kind("OAuth realm=\"1\", REALM=\"2\""), (17, Kind::DuplicateRealm));
        assert_eq!(kind("OAuth realm=\"\\\""), (12, Kind::Unclosed));
        assert_eq!(kind("OAuth realm=\"\\\x1b\""), (14, Kind::Character));
    }

    #[test]
    fn what_is_well_formed() {
        for value in [
            "oauth a=\"1\"",
            "OAUTH\ta = \"1\" ,",
            " OAuth\r\n  ,, a=\"1\"",
            "OAuth realm=\"q\\\"q,\",a=\"1\"",
        ] {
            let header = Authorization::parse(value).unwrap();
            let pairs: Vec<_> = header.pairs().map(|(name, value)| (decoded(name), decoded(value))).collect();
            assert_eq!(pairs, [(String::from("a"), String::from("1"))], "{value}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(realm in prop::option::of("[ -~]{0,20}"), pairs: Vec<(String, String)>) {
            let pairs: Vec<_> = pairs.iter().filter(|(name, _)| !name.is_empty() && !name.eq_ignore_ascii_case("realm"))
                .map(|(name, value)| (name.as_str(), value.as_str())).collect();
            prop_assume!(realm.is_some() || !pairs.is_empty());
            let header = AuthorizationHeader { realm: realm.as_deref(), parameters: &pairs };
            let mut value = std::vec![0; header.encoded_len()];
            header.encode_slice(&mut value).unwrap();
            let header = Authorization::parse(core::str::from_utf8(&value).unwrap()).unwrap();
            prop_assert_eq!(header.realm_chars().map(Iterator::collect::<String>), realm.clone());
            let read: Vec<_> = header.pairs().map(|(name, value)| (decoded(name), decoded(value))).collect();
            let read: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            prop_assert_eq!(read, pairs);
        }

        #[test]
        fn any_text(value in "(OAuth )?[ a-z=\",\\\\%]{0,40}|\\PC*") {
            if let Ok(header) = Authorization::parse(&value) {
                header.pairs().for_each(drop);
            }
        }
    }
}
