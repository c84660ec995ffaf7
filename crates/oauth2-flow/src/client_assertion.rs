//! Client authentication by an assertion
//! ([RFC 7521 §4.2](https://www.rfc-editor.org/rfc/rfc7521#section-4.2)): the door through which
//! `private_key_jwt` and its kin come in. The crate signs nothing; whoever holds the key implements
//! [`ClientAssertion`].

use core::fmt;
use oauth_wire::secret::Secret;
use oauth_wire::time::UnixTime;

/// The `client_assertion_type` of a JWT ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What an assertion has to say.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AssertionContext<'a> {
    /// The `iss` and `sub`.
    pub client_id: &'a str,
    /// The endpoint that the request goes to. Older servers want it as `aud`.
    pub endpoint: &'a str,
    /// The server's issuer identifier, where it is known: what `aud` is to be.
    pub issuer: Option<&'a str>,
    /// The time, for `iat` and `exp`.
    pub now: UnixTime,
}

/// A key that can say who the client is. It is asked for a new assertion before each request, and
/// again before a request goes out a second time: with a `jti` of its own each is good once.
///
/// ```
/// use oauth_wire::flow::{Action, Flow};
/// use oauth_wire::secret::Secret;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::client_assertion::{AssertionContext, ClientAssertion, NotSigned};
/// use oauth2_flow::client_credentials::ClientCredentials;
/// use std::sync::Arc;
///
/// #[derive(Debug)]
/// struct Key; // your key, or your way to the HSM
///
/// impl ClientAssertion for Key {
///     fn assertion(&self, context: &AssertionContext<'_>) -> Result<Secret, NotSigned> {
///         // Here: a JWT with iss, sub, aud, exp, iat and a jti of its own, signed.
///         Ok(format!("header.{}.signature", context.now).into())
///     }
/// }
///
/// # fn main() -> Result<(), oauth2_flow::config::ConfigError> {
/// let client = Client::new("s6BhdRkqt3", ClientAuthentication::Assertion(Arc::new(Key)))?
///     .with_endpoint(Endpoint::Token, "https://server.example.com/token")?;
/// let mut flow = ClientCredentials::new().start(&client)?;
/// let Action::Send(request) = flow.poll(UnixTime::from_secs(1_000)) else { panic!() };
/// assert_eq!(
///     request.body,
///     b"grant_type=client_credentials&client_id=s6BhdRkqt3\
///       &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
///       &client_assertion=header.1000.signature"
/// );
/// # Ok(()) }
/// ```
pub trait ClientAssertion: fmt::Debug + Send + Sync {
    /// `client_assertion_type`; [`JWT_BEARER`] unless overridden.
    fn assertion_type(&self) -> &str {
        JWT_BEARER
    }

    /// A new assertion.
    ///
    /// # Errors
    /// [`NotSigned`], where the key can't be used; the flow ends with it.
    fn assertion(&self, context: &AssertionContext<'_>) -> Result<Secret, NotSigned>;
}

/// The key could not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSigned;

impl fmt::Display for NotSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key that the client authenticates with could not sign")
    }
}

impl core::error::Error for NotSigned {}

#[cfg(test)]
mod tests;
