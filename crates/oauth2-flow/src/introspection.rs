//! Introspection ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)): an API asks the server whether a
//! token that it was shown is good, and for what.

use crate::answer::{Answer, AnswerError, FieldValue, Found, optional, present};
use crate::document::Document;
use crate::json::Value;
use crate::leniency::Leniencies;
use crate::parameters::{self, Parameters};
use crate::revocation::TokenTypeHint;
use crate::settings::settings;
use crate::text::Text;
#[cfg(feature = "alloc")]
use crate::{
    client::{Client, Endpoint},
    config::{ConfigError, check_extra, check_not_empty},
    exchange::{Exchange, Step, success},
    exchange_flow::ExchangeFlow,
    failure::Stake,
};
use core::fmt;
use oauth_wire::message::Response;

/// An introspection under way.
#[cfg(feature = "alloc")]
pub type IntrospectionFlow = ExchangeFlow<Introspected>;

/// The parameters of an introspection request
/// ([RFC 7662 §2.1](https://www.rfc-editor.org/rfc/rfc7662#section-2.1)), and with an allocator the
/// start of its flow.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::introspection::Introspection;
/// use oauth2_flow::revocation::TokenTypeHint;
///
/// let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("7Fjfp0ZBr1KtDRbnfVdmIw".into()))?
///     .with_endpoint(Endpoint::Introspection, "https://server.example.com/introspect")?;
/// let now = UnixTime::from_secs(1_419_354_000);
/// let mut flow = Introspection::new("mF_9.B5f-4.1JqM")
///     .token_type_hint(TokenTypeHint::AccessToken)
///     .start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// // RFC 7662 §2.1's second example
/// assert_eq!(request.body, b"token=mF_9.B5f-4.1JqM&token_type_hint=access_token");
///
/// // RFC 7662 §2.2's example
/// let body = br#"{
///     "active": true,
///     "client_id": "l238j323ds-23ij4",
///     "username": "jdoe",
///     "scope": "read write dolphin",
///     "sub": "Z5O3upPC88QrAjx00dis",
///     "aud": "https://protected.example.net/resource",
///     "iss": "https://server.example.com/",
///     "exp": 1419356238,
///     "iat": 1419350238,
///     "extension_field": "twenty-seven"
/// }"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// let answer = flow.into_output()?;
/// let token = answer.view();
/// assert!(token.active && token.username.unwrap().is("jdoe"));
/// assert_eq!(token.exp, Some(1_419_356_238));
/// assert!(token.has_audience("https://protected.example.net/resource"));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Introspection<'a> {
    token: &'a str,
    token_type_hint: Option<TokenTypeHint>,
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> Introspection<'a> {
    /// For this token.
    #[must_use]
    pub const fn new(token: &'a str) -> Self {
        Self { token, token_type_hint: None, extra: &[] }
    }

    settings!(extra);

    /// Says what kind of token it is.
    #[must_use]
    pub const fn token_type_hint(self, hint: TokenTypeHint) -> Self {
        Self { token_type_hint: Some(hint), ..self }
    }

    /// Starts the flow.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no introspection endpoint, the token is empty, or an
    /// extra parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<IntrospectionFlow, ConfigError> {
        const STAKE: Stake = Stake::Nothing;
        check_not_empty("token", self.token)?;
        check_extra(&Self { extra: &[], ..self }, &["token_type_hint"], self.extra)?;
        let exchange = Exchange::form(client, Endpoint::Introspection, &self, STAKE.resend())?;
        let read = |_: &Step<_>, response: &Response<'_>, now| {
            let read = success(response, IntrospectionResponse::read, STAKE, now)?;
            let text = alloc::string::String::from_utf8_lossy(response.body()).into_owned();
            Ok(Introspected { text: text.into(), leniencies: read.leniencies })
        };
        Ok(IntrospectionFlow::new(Step::new(exchange, STAKE, alloc::boxed::Box::new(read))))
    }
}

impl Parameters for Introspection<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("token", self.token);
        parameters::optional(pair, "token_type_hint", self.token_type_hint.map(TokenTypeHint::as_str));
        self.extra.each(pair);
    }
}

impl fmt::Debug for Introspection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("token_type_hint", &self.token_type_hint)
            .finish_non_exhaustive()
    }
}

/// What the server says of a token
/// ([RFC 7662 §2.2](https://www.rfc-editor.org/rfc/rfc7662#section-2.2)), as views of the bytes it came
/// in. Where the token is not active, nothing else means anything.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct IntrospectionResponse<'a> {
    /// Whether the token is good now. Only `true` itself counts.
    pub active: bool,
    /// What it allows, its parts with a space between them.
    pub scope: Option<Text<'a>>,
    /// The client that it was issued to.
    pub client_id: Option<Text<'a>>,
    /// A name for people of the user who approved.
    pub username: Option<Text<'a>>,
    /// Its type.
    pub token_type: Option<Text<'a>>,
    /// When it expires, in seconds since 1970.
    pub exp: Option<u64>,
    /// When it was issued, in seconds since 1970.
    pub iat: Option<u64>,
    /// Before when it is not good yet, in seconds since 1970.
    pub nbf: Option<u64>,
    /// The user.
    pub sub: Option<Text<'a>>,
    /// Who issued it.
    pub iss: Option<Text<'a>>,
    /// Its name.
    pub jti: Option<Text<'a>>,
    /// The rules that it took to read this.
    pub leniencies: Leniencies,
    document: Document<'a>,
}

impl<'a> IntrospectionResponse<'a> {
    /// Reads the answer.
    ///
    /// # Errors
    /// [`AnswerError`], where it is neither that nor an error in the protocol's words.
    pub fn parse(response: &Response<'a>) -> Result<Answer<'a, Self>, AnswerError> {
        Self::read(response, &mut Leniencies::default())
    }

    /// The same, and notes the rules that it takes.
    pub(crate) fn read(
        response: &Response<'a>,
        used: &mut Leniencies,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        const NAMES: [&str; 12] = [
            "active",
            "scope",
            "client_id",
            "username",
            "token_type",
            "exp",
            "iat",
            "nbf",
            "sub",
            "iss",
            "jti",
            "aud",
        ];
        let found = match Found::read_json(response, NAMES, 200, used)? {
            Answer::Error(error) => return Ok(Answer::Error(error)),
            Answer::Success(found) => found,
        };
        let [active, scope, client_id, username, token_type, exp, iat, nbf, sub, iss, jti, aud] =
            found.values;
        let active = match active {
            Some(FieldValue::Json(Value::Bool(active))) => active,
            Some(_) => return Err(AnswerError::InvalidMember("active")),
            None => return Err(AnswerError::MissingMember("active")),
        };
        // One, or a list (RFC 7662 §2.2).
        let is_text = |value| matches!(value, Value::String(_));
        let audiences = match present(aud, used) {
            None => true,
            Some(FieldValue::Json(Value::Array(list))) => list.items().all(is_text),
            Some(FieldValue::Json(one)) => is_text(one),
            Some(FieldValue::Form(_)) => false,
        };
        if !audiences {
            return Err(AnswerError::InvalidMember("aud"));
        }
        let mut time = |value: Option<FieldValue<'_>>, name| match value {
            Some(value) => value.seconds(name, used),
            None => Ok(None),
        };
        let (exp, iat, nbf) = (time(exp, "exp")?, time(iat, "iat")?, time(nbf, "nbf")?);
        Ok(Answer::Success(Self {
            active,
            scope: optional(scope, "scope", used)?,
            client_id: optional(client_id, "client_id", used)?,
            username: optional(username, "username", used)?,
            token_type: optional(token_type, "token_type", used)?,
            exp,
            iat,
            nbf,
            sub: optional(sub, "sub", used)?,
            iss: optional(iss, "iss", used)?,
            jti: optional(jti, "jti", used)?,
            leniencies: *used,
            document: Document::of(response.body()),
        }))
    }

    /// Whether the token is for `audience`: whether `aud` is that, or holds it.
    #[must_use]
    pub fn has_audience(&self, audience: &str) -> bool {
        self.document.text("aud").is_some_and(|own| own.is(audience))
            || self.document.texts("aud").any(|own| own.is(audience))
    }

    /// The value of any member, such as one of the server's own.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        self.document.get(name)
    }
}

impl fmt::Debug for IntrospectionResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectionResponse")
            .field("active", &self.active)
            .field("exp", &self.exp)
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}

/// What the server says of a token, owned.
#[cfg(feature = "alloc")]
#[derive(Clone)]
pub struct Introspected {
    text: oauth_wire::secret::Secret,
    leniencies: Leniencies,
}

#[cfg(feature = "alloc")]
impl Introspected {
    /// The answer's members.
    #[must_use]
    pub fn view(&self) -> IntrospectionResponse<'_> {
        match IntrospectionResponse::parse(&Response::new(200, &[], self.text.expose().as_bytes())) {
            Ok(Answer::Success(view)) => IntrospectionResponse { leniencies: self.leniencies, ..view },
            // The text was read once already.
            _ => IntrospectionResponse::inactive(),
        }
    }
}

#[cfg(feature = "alloc")]
impl IntrospectionResponse<'_> {
    fn inactive() -> Self {
        Self {
            active: false,
            scope: None,
            client_id: None,
            username: None,
            token_type: None,
            exp: None,
            iat: None,
            nbf: None,
            sub: None,
            iss: None,
            jti: None,
            leniencies: Leniencies::NONE,
            document: Document::of(b""),
        }
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for Introspected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<IntrospectionResponse<'_>, AnswerError> {
        match IntrospectionResponse::parse(&Response::new(200, &[], body.as_bytes()))? {
            Answer::Success(read) => Ok(read),
            Answer::Error(_) => panic!("{body}"),
        }
    }

    #[test]
    fn only_true_is_active() {
        assert!(read(r#"{"active":true}"#).unwrap().active);
        assert!(!read(r#"{"active":false}"#).unwrap().active);
        for (body, error) in [
            ("{}", AnswerError::MissingMember("active")),
            (r#"{"active":"true"}"#, AnswerError::InvalidMember("active")),
            (r#"{"active":1}"#, AnswerError::InvalidMember("active")),
            (r#"{"active":null}"#, AnswerError::InvalidMember("active")),
            (r#"{"active":false,"active":true}"#, AnswerError::DuplicateMember("active")),
        ] {
            assert_eq!(read(body).unwrap_err(), error, "{body}");
        }
    }

    #[test]
    fn audiences() {
        for (aud, yes) in
            [("\"a\"", true), ("[\"b\",\"a\"]", true), ("[\"ab\"]", false), ("[]", false), ("null", false)]
        {
            let body = std::format!(r#"{{"active":true,"aud":{aud}}}"#);
            assert_eq!(read(&body).unwrap().has_audience("a"), yes, "{aud}");
        }
        assert!(!read(r#"{"active":true}"#).unwrap().has_audience("a"));
        for (aud, error) in [
            ("1", AnswerError::InvalidMember("aud")),
            ("{\"a\":\"a\"}", AnswerError::InvalidMember("aud")),
            ("[\"a\",1]", AnswerError::InvalidMember("aud")),
            ("\"a\",\"aud\":\"b\"", AnswerError::DuplicateMember("aud")),
        ] {
            let body = std::format!(r#"{{"active":true,"aud":{aud}}}"#);
            assert_eq!(read(&body).unwrap_err(), error, "{aud}");
        }
    }
}
