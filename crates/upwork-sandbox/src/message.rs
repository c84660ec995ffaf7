//! A request as the handlers see it, and what they answer.

use crate::failures::Failure;
use http::header::{self, HeaderName};
use http::{HeaderMap, Method, StatusCode};
use oauth_wire::{form, percent};
use serde_json::Value;
use std::borrow::Cow;

/// A whole request, its body read.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    /// The query as it was sent, without its `?`.
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    /// The URL as the client called it, for OAuth 1's base string.
    pub(crate) url: &'a str,
    /// How it is to fail, where the handler sees to that.
    pub(crate) failure: Option<&'a Failure>,
}

impl<'a> Request<'a> {
    /// The header's value where it stands there once and is text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&'a str> {
        let mut values = self.headers.get_all(name).iter();
        let (value, None) = (values.next()?, values.next()) else { return None };
        value.to_str().ok()
    }

    /// The parameters of the query.
    pub(crate) fn query_parameters(&self) -> Parameters<'a> {
        Parameters(self.query.unwrap_or_default().as_bytes())
    }

    /// The parameters of a form body; `None` where the body is none.
    pub(crate) fn form_parameters(&self) -> Option<Parameters<'a>> {
        self.has_content_type(form::CONTENT_TYPE).then_some(Parameters(self.body))
    }

    /// Whether the content type is this, whatever its parameters.
    pub(crate) fn has_content_type(&self, wanted: &str) -> bool {
        let given = self.header(header::CONTENT_TYPE).unwrap_or_default();
        given.split(';').next().is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(wanted))
    }
}

/// Form-encoded parameters, of a query or a body.
#[derive(Clone, Copy)]
pub(crate) struct Parameters<'a>(pub(crate) &'a [u8]);

/// A parameter that can't be taken: it stands there twice, or is no text.
pub(crate) struct Unusable(pub(crate) &'static str);

impl Parameters<'_> {
    /// The value of `name`. One without a value counts as left out (RFC 6749 §3.1, §3.2).
    pub(crate) fn get(self, name: &'static str) -> Result<Option<String>, Unusable> {
        let value = form::single(self.0, name).map_err(|_| Unusable(name))?;
        let text = value.map(|value| value.to_str()).transpose().map_err(|_| Unusable(name))?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// The same, where one that can't be taken is as good as none.
    pub(crate) fn get_lenient(self, name: &'static str) -> Option<String> {
        self.get(name).ok().flatten()
    }
}

/// An answer, and what the log says about it.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, Cow<'static, str>)>,
    pub(crate) body: Vec<u8>,
    pub(crate) note: Cow<'static, str>,
}

impl Reply {
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), note: Cow::Borrowed("") }
    }

    pub(crate) fn text(status: StatusCode, text: impl Into<String>) -> Self {
        Self::new(status)
            .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(text.into())
    }

    pub(crate) fn json(status: StatusCode, value: &Value) -> Self {
        Self::json_text(status, value.to_string())
    }

    /// JSON that is written already.
    pub(crate) fn json_text(status: StatusCode, text: impl Into<Vec<u8>>) -> Self {
        Self::new(status)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(text)
    }

    /// A redirect of the browser. `location` is a registered redirect URI with encoded parameters.
    pub(crate) fn redirect(status: StatusCode, location: String) -> Self {
        Self::new(status).header(header::LOCATION, location).no_store()
    }

    pub(crate) fn header(mut self, name: HeaderName, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn no_store(self) -> Self {
        self.header(header::CACHE_CONTROL, "no-store").header(header::PRAGMA, "no-cache")
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.note = note.into();
        self
    }
}

/// `uri` with `members` in its query, or in its fragment. A query that it has already stays
/// (RFC 6749 §3.1.2).
pub(crate) fn with_parameters<'m>(
    uri: &str,
    in_fragment: bool,
    members: impl IntoIterator<Item = (&'m str, &'m str)>,
) -> String {
    let mut location = uri.to_owned();
    let mut separator = match (in_fragment, uri.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    for (name, value) in members {
        location.push(separator);
        location.push_str(name);
        location.push('=');
        location.extend(percent::encode(value.as_bytes()));
        separator = '&';
    }
    location
}

/// 405, with what is allowed (RFC 9110 §15.5.6).
pub(crate) fn method_not_allowed(allowed: &'static str) -> Reply {
    Reply::text(StatusCode::METHOD_NOT_ALLOWED, format!("Use {allowed} here.\n"))
        .header(header::ALLOW, allowed)
        .note("method not allowed")
}

/// 415, with what is read here.
pub(crate) fn unsupported_media_type(wanted: &str) -> Reply {
    Reply::text(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("Send {wanted} here.\n"))
        .note(format!("content type is not {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_answer_goes() {
        let members = [("code", "a b"), ("state", "s&1")];
        assert_eq!(with_parameters("https://a/cb", false, members), "https://a/cb?code=a%20b&state=s%261");
        assert_eq!(
            with_parameters("https://a/cb?x=1", false, members),
            "https://a/cb?x=1&code=a%20b&state=s%261"
        );
        assert_eq!(
            with_parameters("https://a/cb?x=1", true, members),
            "https://a/cb?x=1#code=a%20b&state=s%261"
        );
    }
}
