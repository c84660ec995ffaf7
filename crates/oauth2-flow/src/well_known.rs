//! Documents at well-known places, in which somebody says who he is.

use crate::answer::{AnswerError, Fields, Found, required};
use crate::leniency::Leniencies;
use alloc::string::String;
use oauth_wire::message::Response;
use oauth_wire::url::Url;

/// The URL with `/.well-known/` and `suffix` between its host and its path, whose last slash goes
/// ([RFC 8414 §3.1](https://www.rfc-editor.org/rfc/rfc8414#section-3.1)).
pub(crate) fn inserted(url: Url<'_>, suffix: &str) -> String {
    let path = url.path();
    let origin = &url.without_query()[..url.without_query().len() - path.len()];
    let path = path.strip_suffix('/').unwrap_or(path);
    let (mark, query) = url.query().map_or(("", ""), |query| ("?", query));
    [origin, "/.well-known/", suffix, path, mark, query].concat()
}

/// What was found there.
pub(crate) enum Document {
    /// The document of the one who was asked.
    Right(String),
    /// That of another.
    Wrong,
    /// No such document.
    Not(AnswerError),
}

/// Reads a document that must say `own` in its member `name`.
pub(crate) fn read(response: &Response<'_>, name: &'static str, own: &str) -> Document {
    if !response.is_success() {
        return Document::Not(AnswerError::Status(response.status()));
    }
    let mut leniencies = Leniencies::NONE;
    let member = Fields::of(response, &mut leniencies)
        .and_then(|fields| Found::find(fields, [name], |_, _| Ok(())))
        .and_then(|[value]| required(value, name));
    match member {
        Err(error) => Document::Not(error),
        Ok(member) if !member.is(own) => Document::Wrong,
        // It was read as UTF-8 before.
        Ok(_) => Document::Right(String::from_utf8_lossy(response.body()).into_owned()),
    }
}
