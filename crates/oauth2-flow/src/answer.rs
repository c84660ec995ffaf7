//! What every answer of a server of RFC 6749's family has in common: members with names, in JSON
//! or (against the RFC) form-encoded, and the shape of an error.

use crate::json::{JsonError, Members, Number, Value};
use crate::leniency::{Leniencies, Leniency};
use crate::text::Text;
use core::fmt;
use oauth_wire::form;
use oauth_wire::message::Response;
use oauth_wire::percent::Encoded;

/// The longest that a code or a pushed request is believed to live, in seconds: a year. A server that
/// says more is taken to say this, so that no clock or timer of the caller's overflows.
pub const MAX_LIFETIME: u64 = 365 * 24 * 60 * 60;

/// Why an answer is not what the RFC says it must be. It names members, never their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// The body is neither a JSON object nor a form with a name that belongs there. An HTML page,
    /// for one: the endpoint may be wrong.
    NotJson(JsonError),
    /// A member that every such answer has is missing or empty.
    MissingMember(&'static str),
    /// A member that may stand once stands there more than once.
    DuplicateMember(&'static str),
    /// A member's value is of another kind than the RFC says.
    InvalidMember(&'static str),
    /// `token_type` names a type whose use is not known here, so the token must not be used
    /// ([RFC 6749 §7.1](https://www.rfc-editor.org/rfc/rfc6749#section-7.1)).
    UnknownTokenType,
    /// The status says neither success nor an error in the RFC's words.
    Status(u16),
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "the answer is no JSON object ({error}); check the endpoint"),
            Self::MissingMember(name) => write!(f, "the answer has no `{name}`"),
            Self::DuplicateMember(name) => write!(f, "the answer has `{name}` more than once"),
            Self::InvalidMember(name) => {
                write!(f, "the answer's `{name}` is not of the kind that the RFC says")
            }
            Self::UnknownTokenType => {
                f.write_str("the answer's `token_type` is unknown here, so its token can't be used")
            }
            Self::Status(status) => write!(f, "the answer has the status {status} and no error code"),
        }
    }
}

impl core::error::Error for AnswerError {}

/// What a server answered.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a, T> {
    /// What was asked for.
    Success(T),
    /// An error in the protocol's words.
    Error(ErrorResponse<'a>),
}

/// An error in the protocol's words ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ErrorResponse<'a> {
    /// The answer's status.
    pub status: u16,
    /// The error code, an open set.
    pub error: Text<'a>,
    /// The server's words for the client's developer.
    pub error_description: Option<Text<'a>>,
    /// A page with more.
    pub error_uri: Option<Text<'a>>,
    /// The rules that it took to read this.
    pub leniencies: Leniencies,
}

impl<'a> ErrorResponse<'a> {
    /// Reads the error in an answer; `None` where none stands there (an empty one or `null`
    /// is none).
    ///
    /// # Errors
    /// [`AnswerError`] when the body can't be read as an answer.
    ///
    /// ```
    /// use oauth_wire::message::Response;
    /// use oauth2_flow::answer::ErrorResponse;
    ///
    /// // RFC 6749 §5.2's example
    /// let response = Response::new(400, &[], br#"{"error":"invalid_request"}"#);
    /// let error = ErrorResponse::parse(&response).unwrap().unwrap();
    /// assert!(error.error.is("invalid_request"));
    /// ```
    pub fn parse(response: &Response<'a>) -> Result<Option<Self>, AnswerError> {
        let mut leniencies = Leniencies::NONE;
        let mut fields = Fields::of(response, &mut leniencies)?;
        let mut error = ErrorFields::default();
        while let Some((name, value)) = fields.next()? {
            error.take(name, value)?;
        }
        Ok(error.into_response(response, leniencies))
    }
}

/// The members of an error, as they are found.
#[derive(Default)]
pub(crate) struct ErrorFields<'a> {
    error: Seen<'a>,
    description: Seen<'a>,
    uri: Seen<'a>,
    leniencies: Leniencies,
}

/// A member that stood there or not, with a text or without.
type Seen<'a> = Option<Option<Text<'a>>>;

impl<'a> ErrorFields<'a> {
    /// Takes the member where it belongs to an error.
    pub(crate) fn take(&mut self, name: Text<'a>, value: FieldValue<'a>) -> Result<(), AnswerError> {
        match ["error", "error_description", "error_uri"].into_iter().find(|known| name.is(known)) {
            Some(known) => self.put(known, value),
            None => Ok(()),
        }
    }

    #[cold]
    fn put(&mut self, name: &'static str, value: FieldValue<'a>) -> Result<(), AnswerError> {
        let field = match name {
            "error" => &mut self.error,
            "error_description" => &mut self.description,
            _ => &mut self.uri,
        };
        if field.is_some() {
            return Err(AnswerError::DuplicateMember(name));
        }
        *field = Some(match optional(Some(value), name, &mut self.leniencies) {
            // Descriptions are for people: one of a strange kind must not hide the code.
            Err(_) if name != "error" => {
                self.leniencies.note(Leniency::ErrorTextInvalid);
                None
            }
            text => text?,
        });
        Ok(())
    }

    pub(crate) fn into_response(
        self,
        response: &Response<'a>,
        mut leniencies: Leniencies,
    ) -> Option<ErrorResponse<'a>> {
        if response.is_success() {
            leniencies.note(Leniency::ErrorWithSuccess);
        }
        Some(ErrorResponse {
            status: response.status(),
            error: self.error.flatten()?,
            error_description: self.description.flatten(),
            error_uri: self.uri.flatten(),
            leniencies: leniencies.union(self.leniencies),
        })
    }
}

/// A member's value.
#[derive(Clone, Copy, Debug)]
pub enum FieldValue<'a> {
    /// In JSON.
    Json(Value<'a>),
    /// Form-encoded.
    Form(Encoded<'a>),
}

impl<'a> FieldValue<'a> {
    /// The value where it is text.
    #[must_use]
    pub fn text(self) -> Option<Text<'a>> {
        match self {
            Self::Json(Value::String(text)) => Some(Text::Json(text)),
            Self::Json(_) => None,
            Self::Form(text) => Some(Text::Form(text)),
        }
    }

    /// Whether it says nothing: `null`, or empty text.
    pub(crate) fn is_void(self) -> bool {
        matches!(self, Self::Json(Value::Null)) || self.text().is_some_and(Text::is_empty)
    }

    /// Text that must stand there.
    pub(crate) fn required(self, name: &'static str) -> Result<Text<'a>, AnswerError> {
        match self.text() {
            Some(text) if !text.is_empty() => Ok(text),
            _ if self.is_void() => Err(AnswerError::MissingMember(name)),
            _ => Err(AnswerError::InvalidMember(name)),
        }
    }

    /// A number of seconds, by the rules for what servers make of `expires_in`.
    pub(crate) fn seconds(
        self,
        name: &'static str,
        used: &mut Leniencies,
    ) -> Result<Option<u64>, AnswerError> {
        let invalid = AnswerError::InvalidMember(name);
        // As nearly every server sends it.
        if let Self::Json(Value::Number(number)) = self
            && let Ok(seconds) = number.as_str().parse()
        {
            return Ok(Some(seconds));
        }
        if self.is_void() {
            // In a form an empty value is how a member is left out (RFC 6749 §3.1).
            if matches!(self, Self::Json(_)) {
                used.note(Leniency::SecondsNull);
            }
            return Ok(None);
        }
        let number = match self {
            Self::Json(Value::Number(number)) => number,
            Self::Json(Value::String(text)) => {
                used.note(Leniency::SecondsAsString);
                Number::parse(text.as_plain().ok_or(invalid)?.trim()).map_err(|_| invalid)?
            }
            Self::Json(_) => return Err(invalid),
            Self::Form(text) => {
                let plain = text.as_plain().and_then(Result::ok).ok_or(invalid)?;
                Number::parse(plain).map_err(|_| invalid)?
            }
        };
        if !number.is_integer() {
            used.note(Leniency::SecondsAsFloat);
        }
        number.as_u64().map(Some).ok_or(invalid)
    }
}

/// What a form is where there must be an object.
const NO_OBJECT: AnswerError = AnswerError::NotJson(JsonError::Syntax { offset: 0 });

/// The members that an answer is made of, and the rules that it took to find them.
#[derive(Clone)]
pub(crate) struct Found<'a, const N: usize> {
    pub(crate) values: [Option<FieldValue<'a>>; N],
    pub(crate) leniencies: Leniencies,
    pub(crate) source: Source<'a>,
    /// Whether there are members of other names.
    pub(crate) others: bool,
}

impl<'a, const N: usize> Found<'a, N> {
    /// The members with these names, each at most once, or the error that stands there instead. An
    /// error wins: what else is in such an answer is not to be trusted.
    #[inline]
    pub(crate) fn read(
        response: &Response<'a>,
        names: [&'static str; N],
    ) -> Result<Answer<'a, Self>, AnswerError> {
        Self::read_as(response, names, 200)
    }

    /// The same, where no server has ever answered with a form, and the RFC names the status.
    pub(crate) fn read_json(
        response: &Response<'a>,
        names: [&'static str; N],
        status: u16,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        match Self::read_as(response, names, status)? {
            Answer::Success(Self { source: Source::Form(_), .. }) => Err(NO_OBJECT),
            answer => Ok(answer),
        }
    }

    #[inline(always)]
    fn read_as(
        response: &Response<'a>,
        names: [&'static str; N],
        named: u16,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        // What a proxy or a gateway says with its own words, or its own JSON, is no fault of the protocol's.
        let status = AnswerError::Status(response.status());
        let because = |error| if response.is_success() { error } else { status };
        let mut leniencies = Leniencies::NONE;
        let mut error = ErrorFields::default();
        let fields = Fields::of(response, &mut leniencies).map_err(because)?;
        let source = fields.source(response);
        let mut others = false;
        let values = Self::find(fields, names, |name, value| {
            others = true;
            error.take(name, value)
        });
        let values = values.map_err(because)?;
        let mut used = leniencies.union(error.leniencies);
        if let Some(error) = error.into_response(response, leniencies) {
            return Ok(Answer::Error(error));
        }
        if response.status() != named {
            if !response.is_success() {
                return Err(status);
            }
            used.note(Leniency::SuccessStatus);
        }
        Ok(Answer::Success(Self { values, leniencies: used, source, others }))
    }

    /// The members of a document that is no answer to a request of the protocol's, so that no error
    /// code can stand in it.
    #[cfg(feature = "alloc")]
    pub(crate) fn read_document(
        response: &Response<'a>,
        names: [&'static str; N],
    ) -> Result<Self, AnswerError> {
        let mut leniencies = Leniencies::NONE;
        let fields = Fields::of(response, &mut leniencies)?;
        let source = fields.source(response);
        let Source::Json(_) = source else { return Err(NO_OBJECT) };
        if response.status() != 200 {
            leniencies.note(Leniency::SuccessStatus);
        }
        Ok(Self { values: Self::find(fields, names, |_, _| Ok(()))?, leniencies, source, others: true })
    }

    /// The values of these names, and each other member to `other`.
    #[inline(always)]
    pub(crate) fn find(
        fields: Fields<'a>,
        names: [&'static str; N],
        mut other: impl FnMut(Text<'a>, FieldValue<'a>) -> Result<(), AnswerError>,
    ) -> Result<[Option<FieldValue<'a>>; N], AnswerError> {
        let mut values = [None; N];
        match fields {
            Fields::Json(mut members) => {
                while let Some(member) = members.next_member().map_err(AnswerError::NotJson)? {
                    let (name, value) = (Text::Json(member.name), FieldValue::Json(member.value));
                    take(&mut values, names, name, value, &mut other)?;
                }
            }
            Fields::Form(form) => find_in_form(form, &mut values, names, &mut other)?,
        }
        Ok(values)
    }
}

/// The same in a form. Not inlined: few answers are one.
#[inline(never)]
fn find_in_form<'a, const N: usize>(
    form: &'a [u8],
    values: &mut [Option<FieldValue<'a>>; N],
    names: [&'static str; N],
    other: &mut impl FnMut(Text<'a>, FieldValue<'a>) -> Result<(), AnswerError>,
) -> Result<(), AnswerError> {
    form::pairs(form)
        .try_for_each(|pair| take(values, names, Text::Form(pair.name), FieldValue::Form(pair.value), other))
}

/// Puts a member where it belongs. Always inlined, so that the names are constants in it.
#[inline(always)]
fn take<'a, const N: usize>(
    values: &mut [Option<FieldValue<'a>>; N],
    names: [&'static str; N],
    name: Text<'a>,
    value: FieldValue<'a>,
    other: &mut impl FnMut(Text<'a>, FieldValue<'a>) -> Result<(), AnswerError>,
) -> Result<(), AnswerError> {
    match name.position_in(&names) {
        Some(at) if values[at].is_some() => Err(AnswerError::DuplicateMember(names[at])),
        Some(at) => {
            values[at] = Some(value);
            Ok(())
        }
        None => other(name, value),
    }
}

/// Text that must stand there.
pub(crate) fn required<'a>(
    value: Option<FieldValue<'a>>,
    name: &'static str,
) -> Result<Text<'a>, AnswerError> {
    value.unwrap_or(FieldValue::Json(Value::Null)).required(name)
}

/// A number of seconds that must stand there.
pub(crate) fn required_seconds(
    value: Option<FieldValue<'_>>,
    name: &'static str,
    used: &mut Leniencies,
) -> Result<u64, AnswerError> {
    let missing = AnswerError::MissingMember(name);
    value.ok_or(missing)?.seconds(name, used)?.ok_or(missing)
}

/// Text that may stand there; empty text and `null` count as missing.
#[inline]
pub(crate) fn optional<'a>(
    value: Option<FieldValue<'a>>,
    name: &'static str,
    used: &mut Leniencies,
) -> Result<Option<Text<'a>>, AnswerError> {
    present(value, used).map(|value| value.required(name)).transpose()
}

/// A value that may stand there; empty text and `null` count as missing.
#[inline]
pub(crate) fn present<'a>(value: Option<FieldValue<'a>>, used: &mut Leniencies) -> Option<FieldValue<'a>> {
    match value {
        // In a form an empty value is how a member is left out (RFC 6749 §3.1).
        Some(FieldValue::Form(text)) if text.raw().is_empty() => None,
        Some(value) if value.is_void() => {
            used.note(Leniency::MemberEmpty);
            None
        }
        value => value,
    }
}

/// What the members of an answer are read from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Json(&'a [u8]),
    Form(&'a [u8]),
}

impl<'a> Source<'a> {
    /// The members once more; none where it is no document after all.
    pub(crate) fn fields(self) -> Option<Fields<'a>> {
        match self {
            Self::Json(document) => Members::of(document).ok().map(Fields::Json),
            Self::Form(form) => Some(Fields::Form(form)),
        }
    }
}

/// The members of an answer, read one by one.
#[derive(Clone)]
pub(crate) enum Fields<'a> {
    Json(Members<'a>),
    /// What has not been read yet: smaller than its iterator, so that an answer in JSON is copied faster.
    Form(&'a [u8]),
}

impl<'a> Fields<'a> {
    /// Looks at the body rather than at `Content-Type`: servers send JSON as text/plain and
    /// text/html, and forms as anything.
    #[inline]
    pub(crate) fn of(response: &Response<'a>, used: &mut Leniencies) -> Result<Self, AnswerError> {
        let body = response.body();
        match Members::of(body) {
            Ok(members) => {
                if response.header("content-type").is_some_and(|value| !is_json(value)) {
                    used.note(Leniency::MediaType);
                }
                Ok(Self::Json(members))
            }
            Err(error) => {
                let belongs = |pair: form::Pair<'_>| {
                    pair.has_equals && (pair.name.is(b"access_token") || pair.name.is(b"error"))
                };
                if !is_form(body.trim_ascii()) || !form::pairs(body.trim_ascii()).any(belongs) {
                    return Err(AnswerError::NotJson(error));
                }
                used.note(Leniency::FormEncoded);
                Ok(Self::Form(body.trim_ascii()))
            }
        }
    }

    #[inline]
    fn source(&self, response: &Response<'a>) -> Source<'a> {
        match self {
            Self::Json(_) => Source::Json(response.body()),
            Self::Form(_) => Source::Form(response.body().trim_ascii()),
        }
    }

    /// The next member.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Result<Option<(Text<'a>, FieldValue<'a>)>, AnswerError> {
        match self {
            Self::Json(members) => Ok(members
                .next_member()
                .map_err(AnswerError::NotJson)?
                .map(|member| (Text::Json(member.name), FieldValue::Json(member.value)))),
            Self::Form(form) => {
                let mut pairs = form::pairs(form);
                let pair = pairs.next();
                *form = pairs.rest();
                Ok(pair.map(|pair| (Text::Form(pair.name), FieldValue::Form(pair.value))))
            }
        }
    }
}

/// Whether it could be a form, and not a page with a link in it.
fn is_form(body: &[u8]) -> bool {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.%".contains(byte);
    let first = body.iter().position(|byte| !in_name(byte)).unwrap_or(body.len());
    let strange = |byte: &u8| byte.is_ascii_control() || b"<>\"{}".contains(byte);
    first > 0 && body.get(first) == Some(&b'=') && !body.iter().any(strange)
}

/// Whether a media type is JSON: `application/json`, or a type with the suffix `+json` (RFC 6839).
fn is_json(content_type: &[u8]) -> bool {
    if content_type == b"application/json" {
        return true;
    }
    let essence = content_type.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
    let suffix = essence.len().checked_sub(5).map(|at| &essence[at..]);
    essence.eq_ignore_ascii_case(b"application/json")
        || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case(b"+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error<'a>(status: u16, body: &'a str) -> Result<Option<ErrorResponse<'a>>, AnswerError> {
        ErrorResponse::parse(&Response::new(status, &[], body.as_bytes()))
    }

    #[test]
    fn errors_in_both_encodings() {
        for body in [
            r#"{"error":"invalid_grant","error_description":"no \"x\"","error_uri":"https://e/","x":[]}"#,
            "error=invalid_grant&error_description=no+%22x%22&error_uri=https%3A%2F%2Fe%2F&x=1",
        ] {
            let error = error(400, body).unwrap().unwrap();
            assert!(error.error.is("invalid_grant") && error.error_uri.unwrap().is("https://e/"));
            assert!(error.error_description.unwrap().is("no \"x\""));
        }
    }

    #[test]
    fn no_error_and_broken_ones() {
        for body in ["{}", r#"{"error":null}"#, r#"{"error":""}"#] {
            assert!(error(400, body).unwrap().is_none(), "{body}");
        }
        for (body, expected) in [
            (r#"{"error":{"code":1}}"#, AnswerError::InvalidMember("error")),
            (r#"{"error":"a","error":"a"}"#, AnswerError::DuplicateMember("error")),
            ("error=a&error=b", AnswerError::DuplicateMember("error")),
            ("<html>", AnswerError::NotJson(JsonError::Syntax { offset: 0 })),
            ("", AnswerError::NotJson(JsonError::Syntax { offset: 0 })),
            (r#"{"error":"a""#, AnswerError::NotJson(JsonError::Syntax { offset: 12 })),
        ] {
            assert_eq!(error(400, body).unwrap_err(), expected, "{body}");
        }
        for name in ["error", "error_description", "error_uri"] {
            let body = std::format!(r#"{{"{name}":null,"{name}":"a"}}"#);
            assert_eq!(error(400, &body).unwrap_err(), AnswerError::DuplicateMember(name), "{body}");
        }
    }

    #[test]
    fn leniency_error_text_invalid() {
        for (text, rule) in [
            ("\"x\"", None),
            ("{}", Some(Leniency::ErrorTextInvalid)),
            ("1", Some(Leniency::ErrorTextInvalid)),
        ] {
            for name in ["error_description", "error_uri"] {
                let body = std::format!(r#"{{"error":"a","{name}":{text}}}"#);
                let error = error(400, &body).unwrap().unwrap();
                assert!(error.error.is("a") && error.leniencies.iter().eq(rule), "{body}");
            }
        }
    }

    #[test]
    fn leniency_member_empty() {
        for (body, rule) in [
            (r#"{"error":"a"}"#, None),
            (r#"{"error":"a","error_description":null}"#, Some(Leniency::MemberEmpty)),
            (r#"{"error":"a","error_uri":""}"#, Some(Leniency::MemberEmpty)),
        ] {
            assert!(error(400, body).unwrap().unwrap().leniencies.iter().eq(rule), "{body}");
        }
        let form = error(400, "error=a&error_uri=").unwrap().unwrap().leniencies;
        assert!(form.iter().eq([Leniency::FormEncoded]));
        // An answer that is none, although it says `error`.
        for (more, rule) in [
            ("", None),
            (r#","error":null"#, Some(Leniency::MemberEmpty)),
            (r#","error":"""#, Some(Leniency::MemberEmpty)),
        ] {
            let body = std::format!(r#"{{"x":"y"{more}}}"#);
            match Found::read(&Response::new(200, &[], body.as_bytes()), ["x"]).unwrap() {
                Answer::Success(found) => assert!(found.leniencies.iter().eq(rule), "{body}"),
                Answer::Error(_) => panic!("{body}"),
            }
        }
    }

    #[test]
    fn leniency_success_status() {
        for (status, named, rule) in [
            (201, 201, None),
            (200, 201, Some(Leniency::SuccessStatus)),
            (202, 200, Some(Leniency::SuccessStatus)),
        ] {
            match Found::read_json(&Response::new(status, &[], b"{}"), ["x"], named).unwrap() {
                Answer::Success(found) => assert!(found.leniencies.iter().eq(rule), "{status}"),
                Answer::Error(_) => panic!("{status}"),
            }
        }
        let form = Response::new(200, &[], b"access_token=a&x=y");
        assert!(matches!(Found::read_json(&form, ["x"], 200), Err(AnswerError::NotJson(_))));
    }

    #[test]
    fn leniency_error_with_success() {
        let used = |status| error(status, r#"{"error":"a"}"#).unwrap().unwrap().leniencies;
        assert!(used(200).contains(Leniency::ErrorWithSuccess));
        assert!(used(400).is_empty());
    }

    /// A sign-in page or a firewall's must not become a token, nor an error of the protocol's.
    #[test]
    fn a_page_with_a_link_in_it_is_no_form() {
        for body in [
            r#"<!doctype html><html><a href="/login?next=/&access_token=abc&lang=en">Sign in</a></html>"#,
            "go to /login?a=b&error=login_required",
            "next=<b>&error=login_required",
            "&access_token=abc",
        ] {
            assert!(matches!(error(403, body), Err(AnswerError::NotJson(_))), "{body}");
        }
        assert!(error(400, "error=invalid_grant&error_description=The+code\u{2019}s+gone").is_ok());
    }

    #[test]
    fn leniency_media_type() {
        for (media_type, lenient) in [
            ("application/json", false),
            ("Application/JSON;charset=UTF-8", false),
            ("application/token-introspection+json", false),
            ("text/html; charset=utf-8", true),
            ("json", true),
            ("", true),
        ] {
            let headers = [("content-type", media_type.as_bytes())];
            let response = Response::new(400, &headers, br#"{"error":"a"}"#);
            let used = ErrorResponse::parse(&response).unwrap().unwrap().leniencies;
            assert_eq!(used.contains(Leniency::MediaType), lenient, "{media_type}");
        }
    }
}
