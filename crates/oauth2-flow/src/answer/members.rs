//! The members of an answer, in JSON or in a form: found by their names, or read one by one.

use super::{Answer, AnswerError, ErrorFields, FieldValue};
use crate::json::{JsonError, Members, Value};
use crate::leniency::{Leniencies, Leniency};
use crate::text::Text;
use oauth_wire::form;
use oauth_wire::message::Response;

/// What a form is where there must be an object.
const NO_OBJECT: AnswerError = AnswerError::NotJson(JsonError::Syntax { offset: 0 });

/// The members that an answer is made of. The rules that it takes to find them are noted in what each
/// function here is given for that, so that they are known of an answer that is refused, too.
#[derive(Clone)]
pub(crate) struct Found<'a, const N: usize> {
    pub(crate) values: [Option<FieldValue<'a>>; N],
    pub(crate) source: Source<'a>,
    /// Whether there are members of other names.
    pub(crate) others: bool,
}

impl<'a, const N: usize> Found<'a, N> {
    /// The members with these names, each at most once, or the error that stands there instead. An
    /// error wins: what else is in such an answer is not to be trusted.
    #[inline(always)]
    pub(crate) fn read(
        response: &Response<'a>,
        names: [&'static str; N],
        used: &mut Leniencies,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        Self::read_as(response, names, 200, used)
    }

    /// The same, where no server has ever answered with a form, and the RFC names the status.
    pub(crate) fn read_json(
        response: &Response<'a>,
        names: [&'static str; N],
        status: u16,
        used: &mut Leniencies,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        match Self::read_as(response, names, status, used)? {
            Answer::Success(Self { source: Source::Form(_), .. }) => Err(NO_OBJECT),
            answer => Ok(answer),
        }
    }

    #[inline(always)]
    fn read_as(
        response: &Response<'a>,
        names: [&'static str; N],
        named: u16,
        used: &mut Leniencies,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        // What a proxy or a gateway says with its own words, or its own JSON, is no fault of the protocol's.
        let status = AnswerError::Status(response.status());
        let because = |error| if response.is_success() { error } else { status };
        let mut error = ErrorFields::default();
        let fields = Fields::of(response, used).map_err(because)?;
        let source = fields.source(response);
        let mut others = false;
        let values = Self::find(fields, names, |name, value| {
            others = true;
            error.take(name, value)
        });
        *used = used.union(error.leniencies);
        let values = values.map_err(because)?;
        if let Some(error) = error.into_response(response, *used) {
            return Ok(Answer::Error(error));
        }
        if response.status() != named {
            if !response.is_success() {
                return Err(status);
            }
            used.note(Leniency::SuccessStatus);
        }
        Ok(Answer::Success(Self { values, source, others }))
    }

    /// The members of a document that is no answer to a request of the protocol's, so that no error
    /// code can stand in it.
    #[cfg(feature = "alloc")]
    pub(crate) fn read_document(
        response: &Response<'a>,
        names: [&'static str; N],
        used: &mut Leniencies,
    ) -> Result<Self, AnswerError> {
        let fields = Fields::of(response, used)?;
        let source = fields.source(response);
        let Source::Json(_) = source else { return Err(NO_OBJECT) };
        if response.status() != 200 {
            used.note(Leniency::SuccessStatus);
        }
        Ok(Self { values: Self::find(fields, names, |_, _| Ok(()))?, source, others: true })
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
    #[inline(always)]
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
