//! The token endpoint's answer ([RFC 6749 §5](https://www.rfc-editor.org/rfc/rfc6749#section-5)), as
//! views of the bytes it came in.

use crate::answer::{Answer, AnswerError, ErrorResponse, FieldValue, Found, Source, required};
use crate::json::Value;
use crate::leniency::{Leniencies, Leniency};
use crate::text::Text;
use core::fmt;
use oauth_wire::buf::{Encode, Writer};
use oauth_wire::message::Response;

/// What a token endpoint answered.
#[derive(Clone, Debug)]
pub enum TokenAnswer<'a> {
    /// A token.
    Token(TokenResponse<'a>),
    /// An error in the protocol's words.
    Error(ErrorResponse<'a>),
}

/// A successful answer ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
#[derive(Clone)]
#[non_exhaustive]
pub struct TokenResponse<'a> {
    /// The access token: visible ASCII, not empty.
    pub access_token: Text<'a>,
    /// Its type as it came; `None` where it is missing, and counts as `Bearer`.
    pub token_type: Option<Text<'a>>,
    /// How long it lives, in seconds from now.
    pub expires_in: Option<u64>,
    /// The token to get the next one with.
    pub refresh_token: Option<Text<'a>>,
    /// The scope that was granted; `None` means the one that was asked for.
    pub scope: Option<Scope<'a>>,
    /// The rules that it took to read this.
    pub leniencies: Leniencies,
    source: Source<'a>,
    /// Names that mean something here; every other is an extra member's.
    own: &'static [&'static str],
    has_extra: bool,
}

/// Which types of token an answer may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenTypes {
    /// `Bearer` (RFC 6750).
    Bearer,
    /// `Bearer` and `N_A`, for a security token that is no access token
    /// ([RFC 8693 §2.2.1](https://www.rfc-editor.org/rfc/rfc8693#section-2.2.1)).
    BearerOrNotApplicable,
}

impl<'a> TokenAnswer<'a> {
    /// Reads the answer to a token request that asked for a bearer token.
    ///
    /// ```
    /// use oauth_wire::message::Response;
    /// use oauth2_flow::token_response::TokenAnswer;
    ///
    /// // RFC 6749 §5.1's example
    /// let body = br#"{
    ///   "access_token":"2YotnFZFEjr1zCsicMWpAA",
    ///   "token_type":"example",
    ///   "expires_in":3600,
    ///   "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA",
    ///   "example_parameter":"example_value"
    /// }"#;
    /// let response = Response::new(200, &[], body);
    /// // Its type stands for any; ours must be one whose use is known.
    /// assert!(TokenAnswer::parse(&response).is_err());
    ///
    /// let body = String::from_utf8_lossy(body).replace("\"example\"", "\"Bearer\"");
    /// let response = Response::new(200, &[], body.as_bytes());
    /// let Ok(TokenAnswer::Token(token)) = TokenAnswer::parse(&response) else { panic!() };
    /// assert!(token.access_token.is("2YotnFZFEjr1zCsicMWpAA"));
    /// assert_eq!(token.expires_in, Some(3600));
    /// assert!(token.leniencies.is_empty());
    /// assert!(token.extra().all(|(name, _)| name.is("example_parameter")));
    /// ```
    ///
    /// # Errors
    /// [`AnswerError`], where it is neither a token nor an error in the protocol's words.
    pub fn parse(response: &Response<'a>) -> Result<Self, AnswerError> {
        Self::parse_types(response, TokenTypes::Bearer)
    }

    /// Reads the answer to a token request that may bring tokens of other types.
    ///
    /// # Errors
    /// [`AnswerError`], where it is neither a token nor an error in the protocol's words.
    pub fn parse_types(response: &Response<'a>, types: TokenTypes) -> Result<Self, AnswerError> {
        Self::read(response, types, &mut Leniencies::default())
    }

    /// The rules that it took to read an answer, as far as it could be: for one that was refused.
    #[cfg(feature = "alloc")]
    #[cold]
    #[inline(never)]
    pub(crate) fn rules(response: &Response<'a>, types: TokenTypes) -> Leniencies {
        let mut used = Leniencies::NONE;
        // What it says has been looked at before.
        let _ = Self::read(response, types, &mut used);
        used
    }

    #[inline(always)]
    fn read(response: &Response<'a>, types: TokenTypes, used: &mut Leniencies) -> Result<Self, AnswerError> {
        Ok(match Found::read(response, NAMES, used)? {
            Answer::Error(error) => Self::Error(error),
            Answer::Success(found) => Self::Token(TokenResponse::of(found, types, used)?),
        })
    }
}

impl<'a> TokenResponse<'a> {
    /// Whether there may be members that RFC 6749 does not name.
    #[cfg(feature = "alloc")]
    pub(crate) fn has_extra(&self) -> bool {
        self.has_extra
    }

    /// The members that RFC 6749 does not name, in order.
    pub fn extra(&self) -> impl Iterator<Item = (Text<'a>, FieldValue<'a>)> + use<'a> {
        let mut fields = self.source.fields().filter(|_| self.has_extra);
        let own = self.own;
        core::iter::from_fn(move || {
            loop {
                let (name, value) = fields.as_mut()?.next().ok()??;
                if !own.iter().any(|own| name.is(own)) {
                    return Some((name, value));
                }
            }
        })
    }

    /// Reads a token from parameters of a callback (RFC 6749 §4.2.2). What a callback carries for
    /// the flow itself (`state`, `iss`) is no part of the token.
    pub(crate) fn of_callback(raw: &'a [u8], used: &mut Leniencies) -> Result<Self, AnswerError> {
        let values = Found::find(crate::answer::Fields::Form(raw), NAMES, |_, _| Ok(()))?;
        let found = Found { values, source: Source::Form(raw), others: true };
        Ok(Self { own: crate::callback::NAMES, ..Self::of(found, TokenTypes::Bearer, used)? })
    }

    /// Checks the members one by one.
    #[inline(always)]
    fn of(found: Found<'a, 5>, types: TokenTypes, used: &mut Leniencies) -> Result<Self, AnswerError> {
        let [access_token, token_type, expires_in, refresh_token, scope] = found.values;
        let access_token = required(access_token, "access_token")?;
        // Anything else would break out of the Authorization field.
        if !access_token.is_visible_ascii() {
            return Err(AnswerError::InvalidMember("access_token"));
        }
        let token_type = own_rule(token_type, "token_type")?;
        if token_type.is_none() {
            used.note(Leniency::TokenTypeMissing);
        }
        let known = |name: Text<'_>| {
            name.is("Bearer")
                || name.eq_ignore_ascii_case("Bearer")
                || types == TokenTypes::BearerOrNotApplicable && name.is("N_A")
        };
        if !token_type.is_none_or(known) {
            return Err(AnswerError::UnknownTokenType);
        }
        if refresh_token.is_some_and(FieldValue::is_void) {
            used.note(Leniency::RefreshTokenEmpty);
        }
        Ok(Self {
            access_token,
            token_type,
            expires_in: match expires_in {
                Some(value) => value.seconds("expires_in", used)?,
                None => None,
            },
            refresh_token: own_rule(refresh_token, "refresh_token")?,
            scope: match scope {
                Some(value) => Scope::read(value, used)?,
                None => None,
            },
            leniencies: *used,
            source: found.source,
            own: &NAMES,
            has_extra: found.others,
        })
    }
}

impl fmt::Debug for TokenResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("expires_in", &self.expires_in)
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}

/// Text that may stand there, where a rule of its own says that it may be empty or `null`.
fn own_rule<'a>(value: Option<FieldValue<'a>>, name: &'static str) -> Result<Option<Text<'a>>, AnswerError> {
    value.filter(|value| !value.is_void()).map(|value| value.required(name)).transpose()
}

const NAMES: [&str; 5] = ["access_token", "token_type", "expires_in", "refresh_token", "scope"];

/// The scope of an answer ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
#[derive(Clone, Copy)]
pub enum Scope<'a> {
    /// Scope tokens with spaces between them.
    Text(Text<'a>),
    /// An array of texts, as some servers send it.
    Array(crate::json::Array<'a>),
}

impl<'a> Scope<'a> {
    fn read(value: FieldValue<'a>, used: &mut Leniencies) -> Result<Option<Self>, AnswerError> {
        match value {
            FieldValue::Json(Value::Null) => {
                used.note(Leniency::ScopeNull);
                Ok(None)
            }
            FieldValue::Json(Value::Array(array)) => {
                used.note(Leniency::ScopeArray);
                let texts = array.items().all(|item| matches!(item, Value::String(_)));
                texts.then_some(Some(Self::Array(array))).ok_or(AnswerError::InvalidMember("scope"))
            }
            value => {
                value.text().map(|text| Some(Self::Text(text))).ok_or(AnswerError::InvalidMember("scope"))
            }
        }
    }

    /// The scope as one text, its tokens with a space between them.
    ///
    /// # Errors
    /// [`NotText`](crate::text::NotText) when a form value's bytes are no UTF-8.
    #[cfg(feature = "alloc")]
    pub fn to_str(self) -> Result<alloc::string::String, crate::text::NotText> {
        match self {
            Self::Text(text) => text.to_str(),
            Self::Array(_) => {
                alloc::string::String::from_utf8(self.encode_vec()).map_err(|_| crate::text::NotText)
            }
        }
    }
}

/// Writes the scope as one text, decoded.
impl Encode for Scope<'_> {
    fn encoded_len(&self) -> usize {
        let mut counter = Writer::new(&mut []);
        self.emit(&mut counter);
        counter.written()
    }

    fn emit(&self, out: &mut Writer<'_>) {
        match self {
            Self::Text(text) => text.emit(out),
            Self::Array(array) => {
                let start = out.written();
                for item in array.items() {
                    if let Value::String(text) = item {
                        if out.written() > start {
                            out.byte(b' ');
                        }
                        Text::Json(text).emit(out);
                    }
                }
            }
        }
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.debug_tuple("Text").field(text).finish(),
            Self::Array(array) => f.debug_tuple("Array").field(array).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    fn read(body: &str) -> Result<TokenResponse<'_>, AnswerError> {
        match TokenAnswer::parse(&Response::new(200, &[], body.as_bytes()))? {
            TokenAnswer::Token(token) => Ok(token),
            TokenAnswer::Error(_) => panic!("{body}"),
        }
    }

    /// A token whose answer has one more member, and the only rule that it took to read it.
    fn with(member: &str, rule: Option<Leniency>) -> (Option<u64>, bool, Option<String>) {
        let body = std::format!(r#"{{"access_token":"a","token_type":"Bearer",{member}}}"#);
        let token = read(&body).unwrap();
        assert!(token.leniencies.iter().eq(rule), "{member}: {:?}", token.leniencies);
        let scope = token.scope.map(|scope| {
            let mut buffer = [0; 16];
            String::from_utf8(scope.encode_slice(&mut buffer).unwrap().to_vec()).unwrap()
        });
        (token.expires_in, token.refresh_token.is_some(), scope)
    }

    #[test]
    fn leniency_seconds() {
        use Leniency::{SecondsAsFloat, SecondsAsString, SecondsNull};
        for (value, seconds, rule) in [
            ("3600", Some(3600), None),
            ("0", Some(0), None),
            ("\"3600\"", Some(3600), Some(SecondsAsString)),
            ("3600.0", Some(3600), Some(SecondsAsFloat)),
            ("3.6E3", Some(3600), Some(SecondsAsFloat)),
            ("null", None, Some(SecondsNull)),
            ("\"\"", None, Some(SecondsNull)),
            ("99999999999999999999999", Some(u64::MAX), None),
        ] {
            let member = std::format!("\"expires_in\":{value}");
            assert_eq!(with(&member, rule).0, seconds, "{value}");
        }
        for value in ["-1", "\"soon\"", "true", "[]", "\"1 h\"", "\"\\u0031\""] {
            let body = std::format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":{value}}}"#);
            assert_eq!(read(&body).unwrap_err(), AnswerError::InvalidMember("expires_in"), "{value}");
        }
    }

    #[test]
    fn leniency_scope() {
        for (value, scope, rule) in [
            ("\"a b\"", Some("a b"), None),
            ("\"\"", Some(""), None),
            ("null", None, Some(Leniency::ScopeNull)),
            (r#"["a","b\u0063"]"#, Some("a bc"), Some(Leniency::ScopeArray)),
            ("[]", Some(""), Some(Leniency::ScopeArray)),
        ] {
            let member = std::format!("\"scope\":{value}");
            assert_eq!(with(&member, rule).2.as_deref(), scope, "{value}");
        }
        for value in ["1", "{}", "[1]"] {
            let body = std::format!(r#"{{"access_token":"a","token_type":"Bearer","scope":{value}}}"#);
            assert_eq!(read(&body).unwrap_err(), AnswerError::InvalidMember("scope"), "{value}");
        }
    }

    #[test]
    fn leniency_refresh_token_empty() {
        assert!(with(r#""refresh_token":"r""#, None).1);
        for value in ["\"\"", "null"] {
            let member = std::format!("\"refresh_token\":{value}");
            assert!(!with(&member, Some(Leniency::RefreshTokenEmpty)).1);
        }
    }

    #[test]
    fn leniency_token_type() {
        for (member, lenient) in [
            (r#","token_type":"Bearer""#, false),
            (r#","token_type":"bEARER""#, false),
            (r#","token_type":null"#, true),
            ("", true),
        ] {
            let body = std::format!(r#"{{"access_token":"a"{member}}}"#);
            assert_eq!(read(&body).unwrap().leniencies.contains(Leniency::TokenTypeMissing), lenient);
        }
        for token_type in ["\"mac\"", "\"DPoP\"", "\"N_A\"", "\"Bearer \""] {
            let body = std::format!(r#"{{"access_token":"a","token_type":{token_type}}}"#);
            assert_eq!(read(&body).unwrap_err(), AnswerError::UnknownTokenType, "{token_type}");
        }
        let not_applicable = Response::new(200, &[], br#"{"access_token":"a","token_type":"N_A"}"#);
        assert!(TokenAnswer::parse_types(&not_applicable, TokenTypes::BearerOrNotApplicable).is_ok());
    }

    #[test]
    fn leniency_success_status() {
        for (status, lenient) in [(200, false), (201, true)] {
            let response = Response::new(status, &[], br#"{"access_token":"a","token_type":"Bearer"}"#);
            let Ok(TokenAnswer::Token(token)) = TokenAnswer::parse(&response) else { panic!("{status}") };
            assert_eq!(token.leniencies.contains(Leniency::SuccessStatus), lenient, "{status}");
        }
    }

    #[test]
    fn leniency_form_encoded() {
        let body = "access_token=a%2Bb&token_type=bearer&expires_in=60&scope=x+y&refresh_token=&id=1\n";
        let token = read(body).unwrap();
        assert!(token.access_token.is("a+b") && token.refresh_token.is_none());
        assert_eq!(token.expires_in, Some(60));
        assert!(token.scope.is_some_and(|scope| matches!(scope, Scope::Text(text) if text.is("x y"))));
        assert!(token.leniencies.contains(Leniency::FormEncoded));
        assert!(token.extra().all(|(name, value)| name.is("id") && value.text().unwrap().is("1")));
    }

    #[test]
    fn refused() {
        use AnswerError::{DuplicateMember, InvalidMember, MissingMember};
        for (body, error) in [
            ("{}", MissingMember("access_token")),
            (r#"{"access_token":""}"#, MissingMember("access_token")),
            (r#"{"access_token":null}"#, MissingMember("access_token")),
            (r#"{"access_token":1}"#, InvalidMember("access_token")),
            (r#"{"access_token":"a b"}"#, InvalidMember("access_token")),
            (r#"{"access_token":"a\r\nX: y"}"#, InvalidMember("access_token")),
            (r#"{"access_token":"é"}"#, InvalidMember("access_token")),
            (r#"{"access_token":"a","access_token":"b"}"#, DuplicateMember("access_token")),
            (r#"{"access_token":"a","\u0061ccess_token":"b"}"#, DuplicateMember("access_token")),
            (r#"{"access_token":"a","token_type":1}"#, InvalidMember("token_type")),
            (r#"{"access_token":"a","refresh_token":1}"#, InvalidMember("refresh_token")),
            (r#"{"access_token":"a","expires_in":1,"expires_in":2}"#, DuplicateMember("expires_in")),
        ] {
            assert_eq!(read(body).unwrap_err(), error, "{body}");
        }
    }

    #[test]
    fn a_status_of_no_success_brings_no_token() {
        for body in [r#"{"access_token":"a","token_type":"Bearer"}"#, "<html>", "", "{", "{}"] {
            for status in [302, 400, 403, 502] {
                let answer = TokenAnswer::parse(&Response::new(status, &[], body.as_bytes()));
                assert_eq!(answer.unwrap_err(), AnswerError::Status(status), "{body}");
            }
        }
    }

    #[test]
    fn an_error_wins_over_a_token() {
        let body = br#"{"access_token":"a","error":"invalid_grant","token_type":"Bearer"}"#;
        let answer = TokenAnswer::parse(&Response::new(200, &[], body));
        assert!(matches!(answer, Ok(TokenAnswer::Error(_))));
    }
}
