//! Token exchange ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)): one token for another, with
//! less power, for another service, or on behalf of somebody else.
//!
//! What comes may be no access token: `token_type` is `N_A` then, the token's kind stands in
//! `issued_token_type` ([`Token::extra`](crate::token::Token::extra)), and
//! [`Token::bearer`](crate::token::Token::bearer) refuses it.
//!
//! # States
//!
//! What no line shows is refused and changes nothing.
//!
//! ```text
//! ready --sent--> sent
//! ready --token--> done
//! ready --error | garbage | lost--> failed
//! ready --not sent--> backing off
//! sent --token--> done
//! sent --error | garbage | lost--> failed
//! sent --not sent--> backing off
//! backing off --time--> ready
//! ```

use crate::parameters::{Parameters, optional};
use crate::settings::settings;
#[cfg(feature = "alloc")]
use crate::{
    answer::AnswerError,
    client::{Client, Endpoint},
    config::{ConfigError, check_extra, check_not_empty},
    exchange::{Exchange, Step, read_token},
    failure::{self, Stake},
    json::Value,
    leniency::{Leniencies, Leniency},
    token::Token,
    token_flow::TokenFlow,
    token_response::TokenTypes,
};
use core::fmt;

/// The `grant_type`.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// The kinds of token that [RFC 8693 §3](https://www.rfc-editor.org/rfc/rfc8693#section-3) names.
pub mod token_type {
    /// An access token of this server's.
    pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
    /// A refresh token of this server's.
    pub const REFRESH_TOKEN: &str = "urn:ietf:params:oauth:token-type:refresh_token";
    /// An ID token (OpenID Connect).
    pub const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
    /// A SAML 1.1 assertion in base64url.
    pub const SAML1: &str = "urn:ietf:params:oauth:token-type:saml1";
    /// A SAML 2.0 assertion in base64url.
    pub const SAML2: &str = "urn:ietf:params:oauth:token-type:saml2";
    /// A JWT.
    pub const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
}

/// The grant's parameters, and with an allocator the start of its flow.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::json::Value;
/// use oauth2_flow::token_exchange::{TokenExchange, token_type};
///
/// // RFC 8693 §2.3's example
/// let client = Client::new("rs08", ClientAuthentication::Basic("long-secure-random-secret".into()))?
///     .with_endpoint(Endpoint::Token, "https://as.example.com/as/token.oauth2")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = TokenExchange::new("accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC", token_type::ACCESS_TOKEN)
///     .resource(&["https://backend.example.com/api"])
///     .start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(
///     request.headers.get("authorization"),
///     Some("Basic cnMwODpsb25nLXNlY3VyZS1yYW5kb20tc2VjcmV0")
/// );
/// assert_eq!(
///     request.body,
///     b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange\
///       &resource=https%3A%2F%2Fbackend.example.com%2Fapi\
///       &subject_token=accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC\
///       &subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
/// );
///
/// let body = br#"{
///     "access_token":"eyJhbGciOiJFUzI1NiIsImtpZCI6IjllciJ9",
///     "issued_token_type":"urn:ietf:params:oauth:token-type:access_token",
///     "token_type":"Bearer",
///     "expires_in":60
/// }"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// let token = flow.into_output()?;
/// let Some(Value::String(kind)) = token.extra("issued_token_type") else { panic!() };
/// assert!(kind.is(token_type::ACCESS_TOKEN));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct TokenExchange<'a> {
    subject_token: (&'a str, &'a str),
    actor_token: Option<(&'a str, &'a str)>,
    audience: &'a [&'a str],
    requested_token_type: Option<&'a str>,
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> TokenExchange<'a> {
    /// With the token of the party that the new one is about, and its kind (see [`token_type`]).
    #[must_use]
    pub const fn new(subject_token: &'a str, subject_token_type: &'a str) -> Self {
        Self {
            subject_token: (subject_token, subject_token_type),
            actor_token: None,
            audience: &[],
            requested_token_type: None,
            scope: None,
            resource: &[],
            extra: &[],
        }
    }

    settings!(scope, resource, extra);

    /// With the token of the party that acts on the subject's behalf, and its kind.
    #[must_use]
    pub const fn actor_token(self, actor_token: &'a str, actor_token_type: &'a str) -> Self {
        Self { actor_token: Some((actor_token, actor_token_type)), ..self }
    }

    /// Whom the token is for, by the names that the server gives services.
    #[must_use]
    pub const fn audience(self, audience: &'a [&'a str]) -> Self {
        Self { audience, ..self }
    }

    /// Which kind of token is wanted (see [`token_type`]).
    #[must_use]
    pub const fn requested_token_type(self, requested_token_type: &'a str) -> Self {
        Self { requested_token_type: Some(requested_token_type), ..self }
    }

    /// Starts the flow. Its request goes out again only if it surely was not sent: the tokens in it
    /// may be good once.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no token endpoint, a token or its kind is empty, or an
    /// extra parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<TokenFlow, ConfigError> {
        const STAKE: Stake = Stake::Assertion;
        const RESERVED: &[&str] =
            &["scope", "resource", "audience", "actor_token", "actor_token_type", "requested_token_type"];
        check_not_empty("subject_token", self.subject_token.0)?;
        check_not_empty("subject_token_type", self.subject_token.1)?;
        if let Some((token, kind)) = self.actor_token {
            check_not_empty("actor_token", token)?;
            check_not_empty("actor_token_type", kind)?;
        }
        check_extra(&Self { extra: &[], ..self }, RESERVED, self.extra)?;
        let exchange = Exchange::form(client, Endpoint::Token, &self, STAKE.resend())?;
        let read = |_: &Step<_>, response: &oauth_wire::message::Response<'_>, now| {
            let token = read_token(response, TokenTypes::BearerOrNotApplicable, STAKE, now)?;
            match issued_token_type(&token) {
                Ok(true) => Ok(token),
                Ok(false) => {
                    Ok(token.with_leniencies(Leniencies::NONE.with(Leniency::IssuedTokenTypeMissing)))
                }
                Err(error) => Err(failure::of_answer(response, error, token.leniencies(), STAKE, now)),
            }
        };
        Ok(TokenFlow::new(Step::new(exchange, STAKE, alloc::boxed::Box::new(read))))
    }
}

/// Whether the answer says what kind of token it issued
/// ([RFC 8693 §2.2.1](https://www.rfc-editor.org/rfc/rfc8693#section-2.2.1)): once, and in text.
#[cfg(feature = "alloc")]
fn issued_token_type(token: &Token) -> Result<bool, AnswerError> {
    const NAME: &str = "issued_token_type";
    let Ok(Value::Object(extra)) = Value::parse(token.extra_json().as_bytes()) else { return Ok(false) };
    let mut kinds = extra.members().filter(|member| member.name.is(NAME)).map(|member| member.value);
    match (kinds.next(), kinds.next()) {
        (_, Some(_)) => Err(AnswerError::DuplicateMember(NAME)),
        (None | Some(Value::Null), None) => Ok(false),
        (Some(Value::String(kind)), None) => Ok(!kind.is("")),
        (Some(_), None) => Err(AnswerError::InvalidMember(NAME)),
    }
}

impl Parameters for TokenExchange<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", GRANT_TYPE);
        self.resource.iter().for_each(|resource| pair("resource", resource));
        self.audience.iter().for_each(|audience| pair("audience", audience));
        optional(pair, "scope", self.scope);
        optional(pair, "requested_token_type", self.requested_token_type);
        pair("subject_token", self.subject_token.0);
        pair("subject_token_type", self.subject_token.1);
        if let Some((token, kind)) = self.actor_token {
            pair("actor_token", token);
            pair("actor_token_type", kind);
        }
        self.extra.each(pair);
    }
}

impl fmt::Debug for TokenExchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenExchange")
            .field("subject_token_type", &self.subject_token.1)
            .field("audience", &self.audience)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::testing::{NOW, client};
    use oauth_wire::flow::{Event, FailureKind, Flow};
    use oauth_wire::message::Response;

    #[test]
    fn leniency_issued_token_type_missing() {
        for (member, lenient) in [
            (r#","issued_token_type":"urn:x""#, Some(false)),
            ("", Some(true)),
            (r#","issued_token_type":null"#, Some(true)),
            (r#","issued_token_type":"""#, Some(true)),
            (r#","issued_token_type":1"#, None),
            (r#","issued_token_type":"urn:x","issued_token_type":"urn:x""#, None),
        ] {
            let body = std::format!(r#"{{"access_token":"a","token_type":"Bearer"{member}}}"#);
            let mut flow = TokenExchange::new("s", token_type::JWT).start(&client()).unwrap();
            flow.handle(Event::Response(Response::new(200, &[], body.as_bytes())), NOW).unwrap();
            match (flow.into_output(), lenient) {
                (Ok(token), Some(lenient)) => {
                    let used = token.leniencies();
                    assert_eq!(used.contains(Leniency::IssuedTokenTypeMissing), lenient, "{body}");
                }
                (Err(failure), None) => assert_eq!(failure.kind(), FailureKind::MalformedAnswer),
                (end, _) => panic!("{body}: {end:?}"),
            }
        }
    }
}
