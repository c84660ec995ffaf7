//! Extension grants ([RFC 6749 §4.5](https://www.rfc-editor.org/rfc/rfc6749#section-4.5)): a
//! `grant_type` of somebody's own, with parameters of its own.
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

use crate::parameters::Parameters;
#[cfg(feature = "alloc")]
use crate::{
    client::Client,
    config::{ConfigError, check_extra, check_not_empty},
    exchange::Step,
    failure::Stake,
    token_flow::TokenFlow,
};
use core::fmt;

/// An extension grant, and with an allocator the start of its flow.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Flow};
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::extension::ExtensionGrant;
///
/// let client = Client::new("id", ClientAuthentication::Basic("secret".into()))?
///     .with_endpoint(Endpoint::Token, "https://as.example.com/token")?;
/// let grant = ExtensionGrant::new("urn:example:grant-type:badge", &[("badge", "4711 b")]);
/// let mut flow = grant.start(&client)?;
///
/// let Action::Send(request) = flow.poll(UnixTime::from_secs(0)) else { panic!() };
/// assert_eq!(request.body, b"grant_type=urn%3Aexample%3Agrant-type%3Abadge&badge=4711%20b");
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct ExtensionGrant<'a> {
    grant_type: &'a str,
    parameters: &'a [(&'a str, &'a str)],
}

impl<'a> ExtensionGrant<'a> {
    /// With this `grant_type` and the parameters that it has besides, in the order they are sent.
    #[must_use]
    pub const fn new(grant_type: &'a str, parameters: &'a [(&'a str, &'a str)]) -> Self {
        Self { grant_type, parameters }
    }

    /// Starts the flow. Its request goes out again only if it surely was not sent, since nothing is
    /// known of what it carries.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no token endpoint, the `grant_type` is empty, or a
    /// parameter's name is taken, empty or there twice; `resource` may be repeated
    /// ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<TokenFlow, ConfigError> {
        check_not_empty("grant_type", self.grant_type)?;
        check_extra(&Self { parameters: &[], ..self }, &[], self.parameters)?;
        Ok(TokenFlow::new(Step::token(client, &self, Stake::Assertion)?))
    }
}

impl Parameters for ExtensionGrant<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", self.grant_type);
        self.parameters.each(pair);
    }
}

impl fmt::Debug for ExtensionGrant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtensionGrant").field("grant_type", &self.grant_type).finish_non_exhaustive()
    }
}
