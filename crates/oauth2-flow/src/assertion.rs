//! What the assertion grants have in common
//! ([RFC 7521 §4.1](https://www.rfc-editor.org/rfc/rfc7521#section-4.1)): a signed statement about a
//! user, made by somebody whom the server trusts, for a token. [`jwt_bearer`](crate::jwt_bearer) and
//! [`saml2_bearer`](crate::saml2_bearer) are the two kinds there are.

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

/// An assertion grant's parameters, and with an allocator the start of its flow.
#[derive(Clone, Copy)]
pub struct AssertionGrant<'a> {
    grant_type: &'static str,
    assertion: &'a str,
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> AssertionGrant<'a> {
    pub(crate) const fn new(grant_type: &'static str, assertion: &'a str) -> Self {
        Self { grant_type, assertion, scope: None, resource: &[], extra: &[] }
    }

    settings!(scope, resource, extra);

    /// Starts the flow. Its request goes out again only if it surely was not sent: with a `jti` (or
    /// an ID) an assertion is good once.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no token endpoint, the assertion is empty, or an extra
    /// parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<TokenFlow, ConfigError> {
        check_not_empty("assertion", self.assertion)?;
        check_extra(&Self { extra: &[], ..self }, &["scope", "resource"], self.extra)?;
        Ok(TokenFlow::new(Step::token(client, &self, Stake::Assertion)?))
    }
}

impl Parameters for AssertionGrant<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", self.grant_type);
        pair("assertion", self.assertion);
        optional(pair, "scope", self.scope);
        self.resource.iter().for_each(|resource| pair("resource", resource));
        self.extra.each(pair);
    }
}

impl fmt::Debug for AssertionGrant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssertionGrant")
            .field("grant_type", &self.grant_type)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
