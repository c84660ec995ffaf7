//! What every answer of a server of RFC 6749's family has in common: members with names, in JSON
//! or (against the RFC) form-encoded, and the shape of an error.

use crate::json::{JsonError, Number, Value};
use crate::leniency::{Leniencies, Leniency};
use crate::text::Text;
use core::fmt;
use oauth_wire::message::Response;
use oauth_wire::percent::Encoded;
use oauth_wire::time::UnixTime;

mod members;

pub(crate) use members::{Fields, Found, Source, optional, present, required, required_seconds};

/// The longest that a code or a pushed request is believed to live, in seconds: a year. A server that
/// says more is taken to say this, so that no clock or timer of the caller's overflows.
pub const MAX_LIFETIME: u64 = 365 * 24 * 60 * 60;

/// The latest time that a server is believed to mean, the end of the year 9999: no calendar goes wrong with it,
/// as with what a server means by "for ever".
pub(crate) const LATEST: UnixTime = UnixTime::from_secs(253_402_300_799);

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
    /// A member stands there that excludes what was asked for: an `error` or a `code` beside a token.
    ConflictingMember(&'static str),
    /// The token of a callback stands in its query, which ends up in logs and histories.
    TokenInQuery,
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
            Self::ConflictingMember(name) => {
                write!(f, "the answer has `{name}`, which does not go with a token; use neither")
            }
            Self::TokenInQuery => f.write_str(
                "the token came in the callback's query, so it may be known already; revoke it, and ask for the fragment or a form post",
            ),
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
        Self::read(response, &mut Leniencies::default())
    }

    /// The same, and notes the rules that it takes.
    pub(crate) fn read(response: &Response<'a>, used: &mut Leniencies) -> Result<Option<Self>, AnswerError> {
        let mut fields = Fields::of(response, used)?;
        let mut error = ErrorFields::default();
        let mut read = || -> Result<(), AnswerError> {
            while let Some((name, value)) = fields.next()? {
                error.take(name, value)?;
            }
            Ok(())
        };
        let end = read();
        *used = used.union(error.leniencies);
        end?;
        Ok(error.into_response(response, *used))
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
    #[inline]
    pub(crate) fn seconds(
        self,
        name: &'static str,
        used: &mut Leniencies,
    ) -> Result<Option<u64>, AnswerError> {
        // As nearly every server sends it.
        if let Self::Json(Value::Number(number)) = self
            && let Ok(seconds) = number.as_str().parse()
        {
            return Ok(Some(seconds));
        }
        self.unusual_seconds(name, used)
    }

    /// The same for all that is no whole number in JSON.
    #[cold]
    fn unusual_seconds(self, name: &'static str, used: &mut Leniencies) -> Result<Option<u64>, AnswerError> {
        let invalid = AnswerError::InvalidMember(name);
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

#[cfg(test)]
mod tests;
