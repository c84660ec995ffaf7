//! Documents at well-known places, in which somebody says who he is.

use crate::answer::{AnswerError, FieldValue, Found, present, required};
use crate::failure::{self, Stake};
use crate::json::Value;
use crate::leniency::Leniencies;
use alloc::string::String;
use oauth_wire::flow::Failure;
use oauth_wire::message::Response;
use oauth_wire::time::UnixTime;

/// What was found there.
pub(crate) enum Document {
    /// The document of the one who was asked.
    Right(String),
    /// That of another.
    Wrong,
    /// No such document.
    Not(AnswerError),
}

/// The document of the one who was asked, and the rules that it took to read it; another's is the failure
/// that `wrong` makes.
pub(crate) fn fetched<const N: usize>(
    response: &Response<'_>,
    members: &[(&'static str, Kind); N],
    own: &str,
    wrong: impl FnOnce() -> Failure,
    now: UnixTime,
) -> Result<(String, Leniencies), Failure> {
    let mut used = Leniencies::NONE;
    match read(response, members, own, &mut used) {
        Document::Right(text) => Ok((text, used)),
        Document::Wrong => Err(used.noted_in(wrong().with_response(response))),
        Document::Not(error) => Err(failure::of_answer(response, error, used, Stake::Nothing, now)),
    }
}

/// What a member's value is, where the member is there.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Texts,
    Flag,
}

impl Kind {
    fn fits(self, value: FieldValue<'_>) -> bool {
        match (self, value) {
            (Self::Text, FieldValue::Json(Value::String(_)))
            | (Self::Flag, FieldValue::Json(Value::Bool(_))) => true,
            (Self::Texts, FieldValue::Json(Value::Array(array))) => {
                array.items().all(|item| matches!(item, Value::String(_)))
            }
            _ => false,
        }
    }
}

/// Reads a document whose first member says whose it is, and must say `own`; notes the rules that it takes.
/// Each of these members stands there at most once, and is what it must be: what is read later is read from
/// a document that says one thing only.
pub(crate) fn read<const N: usize>(
    response: &Response<'_>,
    members: &[(&'static str, Kind); N],
    own: &str,
    used: &mut Leniencies,
) -> Document {
    if !response.is_success() {
        return Document::Not(AnswerError::Status(response.status()));
    }
    match check(response, members, own, used) {
        Err(error) => Document::Not(error),
        Ok(false) => Document::Wrong,
        // It was read as UTF-8 before.
        Ok(true) => Document::Right(String::from_utf8_lossy(response.body()).into_owned()),
    }
}

/// Whether it is the own document.
fn check<const N: usize>(
    response: &Response<'_>,
    members: &[(&'static str, Kind); N],
    own: &str,
    used: &mut Leniencies,
) -> Result<bool, AnswerError> {
    let found = Found::read_document(response, members.map(|(name, _)| name), used)?;
    let mut members = members.iter().zip(found.values);
    if let Some((&(name, _), value)) = members.next()
        && !required(value, name)?.is(own)
    {
        return Ok(false);
    }
    for (&(name, kind), value) in members {
        if !present(value, used).is_none_or(|value| kind.fits(value)) {
            return Err(AnswerError::InvalidMember(name));
        }
    }
    Ok(true)
}
