//! SAML 2.0 bearer ([RFC 7522 §2.1](https://www.rfc-editor.org/rfc/rfc7522#section-2.1)): a SAML
//! assertion about a user, signed by an identity provider that the server trusts, for a token.
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

use crate::assertion::AssertionGrant;

/// The `grant_type`.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:saml2-bearer";

/// The grant with this assertion: one `Assertion` element in base64url (RFC 4648 §5), without line
/// breaks and without padding.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::saml2_bearer::saml2_bearer;
///
/// let client = Client::new("id", ClientAuthentication::Basic("secret".into()))?
///     .with_endpoint(Endpoint::Token, "https://as.example.com/token.oauth2")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = saml2_bearer("PHNhbWxwOl...ZT4").start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// // RFC 7522 §2.1's example, which cuts the assertion in the same way.
/// assert_eq!(
///     request.body,
///     b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&assertion=PHNhbWxwOl...ZT4"
/// );
/// let body = br#"{"access_token":"a","token_type":"Bearer"}"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// assert!(flow.into_output().is_ok());
/// # Ok(()) }
/// ```
#[must_use]
pub const fn saml2_bearer(assertion: &str) -> AssertionGrant<'_> {
    AssertionGrant::new(GRANT_TYPE, assertion)
}
