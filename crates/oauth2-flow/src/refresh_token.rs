//! Refresh token ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)): the next access
//! token without the user.
//!
//! **Store what comes at once.** Servers that rotate (Upwork does) send a new refresh token and kill
//! the old one; used again, the old one may take the whole family with it. Where no new one comes,
//! the token keeps the old one ([`Token::refresh_token_kept`](crate::token::Token::refresh_token_kept)).
//! Refresh in one process at a time: two that use the same refresh token look like a thief.
//!
//! **A lost answer** ends the flow with [`Recovery::SignInAgain`](oauth_wire::flow::Recovery): the new
//! refresh token may be lost with it. Before you send the user to sign in you may start one more
//! refresh with the old token; if the server had rotated it says `invalid_grant`. An answer of 429,
//! 503 or another 5xx ends it with `RetryAfter`, and the old token is to be tried again then.
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
    client::{Client, Endpoint},
    config::{ConfigError, check_extra, check_not_empty},
    exchange::{Exchange, Step, read_token},
    failure::Stake,
    token_flow::TokenFlow,
    token_response::TokenTypes,
};
use core::fmt;

/// The grant's parameters, and with an allocator the start of its flow.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::{Resend, Response};
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::refresh_token::RefreshToken;
///
/// let client = Client::new("key", ClientAuthentication::Post("secret".into()))?
///     .with_endpoint(Endpoint::Token, "https://www.upwork.com/api/v3/oauth2/token")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = RefreshToken::new("oauth2v2_old").start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(
///     request.body,
///     b"grant_type=refresh_token&refresh_token=oauth2v2_old&client_id=key&client_secret=secret"
/// );
/// assert_eq!(request.resend, Resend::IfNotSent);
///
/// let body = br#"{"access_token":"oauth2v2_a","refresh_token":"oauth2v2_new","token_type":"Bearer","expires_in":"86400"}"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// let token = flow.into_output()?;
/// assert_eq!(token.refresh_token().unwrap().expose(), "oauth2v2_new"); // store it now
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct RefreshToken<'a> {
    refresh_token: &'a str,
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> RefreshToken<'a> {
    /// With this refresh token.
    #[must_use]
    pub const fn new(refresh_token: &'a str) -> Self {
        Self { refresh_token, scope: None, resource: &[], extra: &[] }
    }

    settings!(scope, resource, extra);

    /// Starts the flow.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no token endpoint, the
    /// refresh token is empty, or an extra parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<TokenFlow, ConfigError> {
        const STAKE: Stake = Stake::RefreshToken;
        check_not_empty("refresh_token", self.refresh_token)?;
        check_extra(&Self { extra: &[], ..self }, &["scope", "resource"], self.extra)?;
        let exchange = Exchange::form(client, Endpoint::Token, &self, STAKE.resend())?;
        let read = |step: &Step<_>, response: &oauth_wire::message::Response<'_>, now| {
            let token = read_token(response, TokenTypes::Bearer, STAKE, now)?;
            Ok(token.or_keep(|| step.parameter("refresh_token")))
        };
        Ok(TokenFlow::new(Step::new(exchange, STAKE, alloc::boxed::Box::new(read))))
    }
}

impl Parameters for RefreshToken<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", "refresh_token");
        pair("refresh_token", self.refresh_token);
        optional(pair, "scope", self.scope);
        self.resource.iter().for_each(|resource| pair("resource", resource));
        self.extra.each(pair);
    }
}

impl fmt::Debug for RefreshToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken").field("scope", &self.scope).finish_non_exhaustive()
    }
}
