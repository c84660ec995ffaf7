//! Client credentials ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)): a token
//! for the client itself, without any user.
//!
//! At Upwork only enterprise keys may; others get `unauthorized_client`.
//!
//! # States
//!
//! What no line shows is refused and changes nothing.
//!
//! ```text
//! ready --sent--> sent
//! ready --token--> done
//! ready --error | garbage--> failed
//! ready --not sent | lost--> backing off
//! sent --token--> done
//! sent --error | garbage--> failed
//! sent --not sent | lost--> backing off
//! backing off --time--> ready
//! ```

use crate::parameters::{Parameters, optional};
use crate::settings::settings;
#[cfg(feature = "alloc")]
use crate::{
    client::Client,
    config::{ConfigError, check_extra},
    exchange::Step,
    failure::Stake,
    token_flow::TokenFlow,
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
/// use oauth2_flow::client_credentials::ClientCredentials;
///
/// let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("7Fjfp0ZBr1KtDRbnfVdmIw".into()))?
///     .with_endpoint(Endpoint::Token, "https://server.example.com/token")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = ClientCredentials::new().start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(request.headers.get("authorization"), Some("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"));
/// assert_eq!(request.body, b"grant_type=client_credentials");
/// assert_eq!(request.resend, Resend::Safe); // asking twice gives two tokens, and harms nobody
///
/// let body = br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// let token = flow.into_output()?;
/// assert_eq!(token.expires_at(), Some(UnixTime::from_secs(1_003_600)));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Default)]
pub struct ClientCredentials<'a> {
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> ClientCredentials<'a> {
    /// A request for all that the client may have.
    #[must_use]
    pub const fn new() -> Self {
        Self { scope: None, resource: &[], extra: &[] }
    }

    settings!(scope, resource, extra);

    /// Starts the flow.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no token endpoint or no way
    /// to authenticate (the grant is for no others), or an extra parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<TokenFlow, ConfigError> {
        if client.is_public() {
            return Err(ConfigError::ClientAuthenticationRequired);
        }
        check_extra(&Self { extra: &[], ..self }, &["scope", "resource"], self.extra)?;
        Ok(TokenFlow::new(Step::token(client, &self, Stake::Nothing)?))
    }
}

impl Parameters for ClientCredentials<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", "client_credentials");
        optional(pair, "scope", self.scope);
        self.resource.iter().for_each(|resource| pair("resource", resource));
        self.extra.each(pair);
    }
}

impl fmt::Debug for ClientCredentials<'_> {
    // A parameter of the server's own may be a secret, such as a token that names the user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("scope", &self.scope)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}
