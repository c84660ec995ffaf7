//! A token that is owned: what a flow gives, and what an embedder stores.

use crate::answer::{AnswerError, FieldValue, LATEST};
use crate::bearer::{Bearer, BearerError};
use crate::json::{Object, Value};
use crate::leniency::Leniencies;
use crate::text::Text;
use crate::token_response::TokenResponse;
use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt::{self, Write};
use oauth_wire::secret::{Secret, SecretBytes, SecretStr};
use oauth_wire::time::UnixTime;

/// An access token with all that came with it
/// ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
///
/// Store the [`refresh_token`](Self::refresh_token) the moment the flow ends: with servers that
/// rotate, the one before is dead.
///
/// An `id_token` among the [`extra`](Self::extra) members is handed on as it came. It is no proof of
/// who the user is until someone has validated it.
///
/// ```
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::token::Token;
///
/// // As stored by an earlier run:
/// let token = Token::new("2YotnFZFEjr1zCsicMWpAA").with_expires_at(Some(UnixTime::from_secs(3_600)));
/// let margin = 60; // seconds
/// assert!(!token.needs_refresh(UnixTime::from_secs(3_000), margin));
/// assert!(token.needs_refresh(UnixTime::from_secs(3_540), margin));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The access token, and the refresh token behind it: one allocation for both.
    tokens: Secret,
    /// Where the refresh token starts, where there is one.
    refresh_token: Option<usize>,
    token_type: Cow<'static, str>,
    expires_at: Option<UnixTime>,
    refresh_token_kept: bool,
    scope: Option<String>,
    /// A JSON object; `None` for an empty one.
    extra: Option<Secret>,
    leniencies: Leniencies,
}

const BEARER: &str = "Bearer";

impl Token {
    /// A bearer token of which nothing else is known yet.
    #[must_use]
    pub fn new(access_token: &str) -> Self {
        Self {
            tokens: access_token.into(),
            refresh_token: None,
            token_type: BEARER.into(),
            expires_at: None,
            refresh_token_kept: false,
            scope: None,
            extra: None,
            leniencies: Leniencies::NONE,
        }
    }

    /// With the time from which on it is of no use.
    #[must_use]
    pub fn with_expires_at(self, expires_at: Option<UnixTime>) -> Self {
        Self { expires_at, ..self }
    }

    /// With the token to get the next one with.
    #[must_use]
    pub fn with_refresh_token(self, refresh_token: Option<&str>) -> Self {
        let access_token = self.access_token().expose();
        let refresh = refresh_token.unwrap_or_default();
        let mut tokens = String::with_capacity(access_token.len() + refresh.len());
        tokens.extend([access_token, refresh]);
        let start = access_token.len();
        Self { tokens: tokens.into(), refresh_token: refresh_token.map(|_| start), ..self }
    }

    /// With its scope.
    #[must_use]
    pub fn with_scope(self, scope: Option<&str>) -> Self {
        Self { scope: scope.map(String::from), ..self }
    }

    /// The token of an answer that was received `now`.
    ///
    /// # Errors
    /// [`AnswerError::InvalidMember`], where a form-encoded value is no UTF-8.
    pub fn from_response(response: &TokenResponse<'_>, now: UnixTime) -> Result<Self, AnswerError> {
        let owned = |text: Text<'_>, name| text.to_str().map_err(|_| AnswerError::InvalidMember(name));
        let (tokens, refresh_token) = tokens(response)?;
        Ok(Self {
            tokens,
            refresh_token,
            token_type: match response.token_type {
                Some(token_type) if !token_type.is(BEARER) => owned(token_type, "token_type")?.into(),
                _ => BEARER.into(),
            },
            expires_at: response.expires_in.map(|seconds| now.plus(seconds).min(LATEST)),
            refresh_token_kept: false,
            scope: match response.scope {
                Some(scope) => Some(scope.to_str().map_err(|_| AnswerError::InvalidMember("scope"))?),
                None => None,
            },
            extra: match response.has_extra() {
                true => extra_json(response)?.map(Secret::from),
                false => None,
            },
            leniencies: response.leniencies,
        })
    }

    /// The access token itself.
    #[must_use]
    pub fn access_token(&self) -> SecretStr<'_> {
        let tokens = self.tokens.expose();
        SecretStr::new(tokens.get(..self.refresh_token.unwrap_or(tokens.len())).unwrap_or_default())
    }

    /// Its type as it came; `Bearer` where it was missing.
    #[must_use]
    pub fn token_type(&self) -> &str {
        &self.token_type
    }

    /// The time from which on it is of no use, by the local clock; `None` where the server did not
    /// say. At most the end of the year 9999, whatever the server said.
    #[must_use]
    pub fn expires_at(&self) -> Option<UnixTime> {
        self.expires_at
    }

    /// Whether to get a new one before the next use: whether it expires within `margin` seconds from
    /// `now`. Never, where its expiry is unknown; the server's 401 says it then.
    #[must_use]
    pub fn needs_refresh(&self, now: UnixTime, margin: u64) -> bool {
        self.expires_at.is_some_and(|expires_at| now.plus(margin) >= expires_at)
    }

    /// The token to get the next one with.
    #[must_use]
    pub fn refresh_token(&self) -> Option<SecretStr<'_>> {
        self.tokens.expose().get(self.refresh_token?..).map(SecretStr::new)
    }

    /// Whether the [`refresh_token`](Self::refresh_token) is the one that was used to get this
    /// token, because the server sent no new one
    /// ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
    #[must_use]
    pub fn refresh_token_kept(&self) -> bool {
        self.refresh_token_kept
    }

    /// What the token allows, its parts with a space between them; `None` where the server did not
    /// say, which means: what was asked for.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// The value of a member of the answer that RFC 6749 does not name: `id_token`,
    /// `issued_token_type`, or one of the server's own; the first, where one of those stands there twice.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<Value<'_>> {
        self.extra_object()?.get(name)
    }

    /// All members of the answer that RFC 6749 does not name, as a JSON object in text. It may hold
    /// secrets.
    #[must_use]
    pub fn extra_json(&self) -> &str {
        self.extra.as_ref().map_or("{}", Secret::expose)
    }

    fn extra_object(&self) -> Option<Object<'_>> {
        match Value::parse(self.extra.as_ref()?.expose().as_bytes()) {
            Ok(Value::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// The rules that it took to read the answer, where it was not as the RFC has it.
    #[must_use]
    pub fn leniencies(&self) -> Leniencies {
        self.leniencies
    }

    /// Binds the access token to the origin of the API that it is for.
    ///
    /// # Errors
    /// [`BearerError`], where the token is no bearer token, or the URL can't be used.
    pub fn bearer(&self, origin: &str) -> Result<Bearer, BearerError> {
        if !self.token_type.eq_ignore_ascii_case(BEARER) {
            return Err(BearerError::NotBearer);
        }
        Bearer::new(self.access_token().expose(), origin)
    }

    /// With the refresh token that was used, where no new one came.
    pub(crate) fn or_keep(self, used: impl FnOnce() -> Option<Secret>) -> Self {
        if self.refresh_token.is_some() {
            return self;
        }
        let used = used();
        let kept = Self { refresh_token_kept: used.is_some(), ..self };
        kept.with_refresh_token(used.as_ref().map(Secret::expose))
    }

    /// With the rules that an answer before this one took.
    pub(crate) fn with_leniencies(self, more: Leniencies) -> Self {
        Self { leniencies: self.leniencies.union(more), ..self }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("expires_at", &self.expires_at)
            .field("refresh_token", &self.refresh_token.is_some())
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}

/// The access token, and the refresh token behind it: and where that starts.
#[inline]
fn tokens(response: &TokenResponse<'_>) -> Result<(Secret, Option<usize>), AnswerError> {
    let invalid = AnswerError::InvalidMember;
    let (access_token, refresh_token) = (response.access_token, response.refresh_token);
    // As nearly every server sends them.
    if let (Some(access_token), Some(refresh_token)) =
        (access_token.as_plain(), refresh_token.map_or(Some(""), Text::as_plain))
    {
        let mut tokens = String::with_capacity(access_token.len() + refresh_token.len());
        tokens.push_str(access_token);
        tokens.push_str(refresh_token);
        return Ok((tokens.into(), response.refresh_token.map(|_| access_token.len())));
    }
    let longest = access_token.max_len() + refresh_token.map_or(0, Text::max_len);
    let mut tokens = String::with_capacity(longest);
    let access_token = access_token.append_to(&mut tokens).map_err(|_| invalid("access_token"));
    let start = tokens.len();
    let refresh_token = refresh_token.map(|token| token.append_to(&mut tokens)).transpose();
    let tokens = Secret::from(tokens);
    access_token?;
    let refresh_token = refresh_token.map_err(|_| invalid("refresh_token"))?;
    Ok((tokens, refresh_token.map(|()| start)))
}

/// The members that [`TokenResponse::extra`] gives, as one JSON object; `None` where there are none.
fn extra_json(response: &TokenResponse<'_>) -> Result<Option<String>, AnswerError> {
    let longest = |value: FieldValue<'_>| match value {
        FieldValue::Json(value) => value.raw().len(),
        FieldValue::Form(value) => 6 * value.raw().len() + 2,
    };
    let name_as_value = |name| match name {
        Text::Json(name) => FieldValue::Json(Value::String(name)),
        Text::Form(name) => FieldValue::Form(name),
    };
    // Made large enough at once: what grows leaves copies behind that nobody wipes.
    let len: usize =
        response.extra().map(|(name, value)| longest(name_as_value(name)) + longest(value) + 2).sum();
    // Two readers might take another one each.
    if response.extra().filter(|(name, _)| name.is("id_token")).count() > 1 {
        return Err(AnswerError::DuplicateMember("id_token"));
    }
    let mut json = String::with_capacity(len + 2);
    json.push('{');
    for (name, value) in response.extra() {
        if json.len() > 1 {
            json.push(',');
        }
        push_text(&mut json, name);
        json.push(':');
        match value {
            FieldValue::Json(value) => json.push_str(value.raw()),
            FieldValue::Form(value) => push_text(&mut json, Text::Form(value)),
        }
    }
    json.push('}');
    Ok((json.len() > 2).then_some(json))
}

/// Appends a text as JSON. A form's that is no UTF-8 must not cost the token: it is put as well as it can be.
fn push_text(json: &mut String, text: Text<'_>) {
    let text = match text {
        Text::Json(text) => return json.push_str(text.raw()),
        Text::Form(text) => SecretBytes::from(text.to_vec()),
    };
    json.push('"');
    for c in text.expose().utf8_chunks().flat_map(|chunk| {
        let replaced = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        chunk.valid().chars().chain(replaced)
    }) {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            // Writing to a `String` can't fail.
            '\0'..='\x1f' => drop(write!(json, "\\u{:04x}", u32::from(c))),
            _ => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token_response::TokenAnswer;
    use oauth_wire::message::Response;

    fn token(body: &[u8]) -> Token {
        match TokenAnswer::parse(&Response::new(200, &[], body)) {
            Ok(TokenAnswer::Token(token)) => {
                Token::from_response(&token, UnixTime::from_secs(1_000)).unwrap()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_endless_lifetime_ends_with_the_calendar() {
        let token = token(br#"{"access_token":"a","token_type":"Bearer","expires_in":18446744073709551615}"#);
        assert_eq!(token.expires_at().map(UnixTime::as_secs), Some(253_402_300_799));
    }

    #[test]
    fn a_member_of_the_servers_own_that_is_no_text_does_not_cost_the_token() {
        let token = token(b"access_token=a&token_type=bearer&x=b%ffc%22&%fe=1");
        assert_eq!(token.extra_json(), "{\"x\":\"b\u{fffd}c\\\"\",\"\u{fffd}\":\"1\"}");
    }

    #[test]
    fn an_id_token_stands_there_once() {
        let body = br#"{"access_token":"a","token_type":"Bearer","id_token":"one","id_token":"two"}"#;
        let Ok(TokenAnswer::Token(response)) = TokenAnswer::parse(&Response::new(200, &[], body)) else {
            panic!()
        };
        let error = Token::from_response(&response, UnixTime::from_secs(1)).unwrap_err();
        assert_eq!(error, AnswerError::DuplicateMember("id_token"));
    }

    #[test]
    fn all_is_kept() {
        let token = token(
            br#"{"access_token":"a\u0062","token_type":"bearer","expires_in":60,"refresh_token":"r",
                "scope":"x y","id_token":"h.p.s","n":{"deep":[1,2.50]}, "q\u0022":"\""}"#,
        );
        assert_eq!((token.access_token().expose(), token.token_type()), ("ab", "bearer"));
        assert_eq!(token.expires_at(), Some(UnixTime::from_secs(1_060)));
        assert_eq!(token.refresh_token().unwrap().expose(), "r");
        assert_eq!(token.scope(), Some("x y"));
        assert_eq!(token.extra_json(), r#"{"id_token":"h.p.s","n":{"deep":[1,2.50]},"q\u0022":"\""}"#);
        assert_eq!(token.extra("n").unwrap().raw(), r#"{"deep":[1,2.50]}"#);
        assert!(token.extra("q\"").is_some() && token.extra("access_token").is_none());
        assert!(!token.refresh_token_kept() && token.leniencies().is_empty());
    }

    #[test]
    fn extra_members_of_a_form_become_json() {
        let token = token(b"access_token=a&note=%22%5c%0a%c3%a9&x");
        assert_eq!(token.extra_json(), "{\"note\":\"\\\"\\\\\\u000aé\",\"x\":\"\"}");
        let value: serde_json::Value = serde_json::from_str(token.extra_json()).unwrap();
        assert_eq!(value["note"], "\"\\\n\u{e9}");
    }

    #[test]
    fn refresh_margins() {
        let token = Token::new("a").with_expires_at(Some(UnixTime::from_secs(100)));
        for (now, margin, needed) in
            [(39, 60, false), (40, 60, true), (100, 0, true), (99, 0, false), (0, u64::MAX, true)]
        {
            assert_eq!(token.needs_refresh(UnixTime::from_secs(now), margin), needed, "{now} {margin}");
        }
        assert!(!Token::new("a").needs_refresh(UnixTime::from_secs(u64::MAX), u64::MAX));
    }

    #[test]
    fn debug_shows_no_secret() {
        let token = token(br#"{"access_token":"SECRET","id_token":"SECRET"}"#);
        let token = token.or_keep(|| Some("SECRET".into()));
        let shown = std::format!("{token:?} {:?}", token.bearer("https://h").unwrap());
        assert!(!shown.contains("SECRET"), "{shown}");
    }
}
