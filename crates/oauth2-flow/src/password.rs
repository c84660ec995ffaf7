//! Resource owner password credentials
//! ([RFC 6749 §4.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.3)): the user tells the client
//! name and password. **Legacy:** it trains users to type their password anywhere, and can't do a
//! second factor. [RFC 9700 §2.4](https://www.rfc-editor.org/rfc/rfc9700#section-2.4) says never to use
//! it; use [`authorization_code`](crate::authorization_code), or [`device_code`](crate::device_code)
//! where there is no browser.
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
    config::{ConfigError, check_extra, check_not_empty},
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
/// use oauth_wire::flow::{Action, Event, Flow, Recovery};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::password::Password;
///
/// let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("7Fjfp0ZBr1KtDRbnfVdmIw".into()))?
///     .with_endpoint(Endpoint::Token, "https://server.example.com/token")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = Password::new("johndoe", "A3ddj3w").start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// // RFC 6749 §4.3.2's example
/// assert_eq!(request.body, b"grant_type=password&username=johndoe&password=A3ddj3w");
///
/// let body = br#"{"error":"invalid_grant"}"#;
/// flow.handle(Event::Response(Response::new(400, &[], body)), now)?;
/// assert_eq!(flow.into_output().unwrap_err().recovery(), Recovery::SignInAgain);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Password<'a> {
    username: &'a str,
    password: &'a str,
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> Password<'a> {
    /// With the user's name and password.
    #[must_use]
    pub const fn new(username: &'a str, password: &'a str) -> Self {
        Self { username, password, scope: None, resource: &[], extra: &[] }
    }

    settings!(scope, resource, extra);

    /// Starts the flow.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no token endpoint, the name is empty, or an extra
    /// parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<TokenFlow, ConfigError> {
        check_not_empty("username", self.username)?;
        check_extra(&Self { extra: &[], ..self }, &["scope", "resource"], self.extra)?;
        Ok(TokenFlow::new(Step::token(client, &self, Stake::Password)?))
    }
}

impl Parameters for Password<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", "password");
        pair("username", self.username);
        pair("password", self.password);
        optional(pair, "scope", self.scope);
        self.resource.iter().for_each(|resource| pair("resource", resource));
        self.extra.each(pair);
    }
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").field("scope", &self.scope).finish_non_exhaustive()
    }
}
