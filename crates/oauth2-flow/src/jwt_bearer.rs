//! JWT bearer ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)): a JWT about a
//! user, signed by somebody whom the server trusts, for a token.
//!
//! The JWT comes from the caller, signed: this crate signs nothing. A lost answer ends the flow with
//! [`Recovery::StartAgain`](oauth_wire::flow::Recovery), with a JWT of a new `jti`.
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
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The grant with this JWT in its compact form.
///
/// ```
/// use oauth_wire::buf::Encode;
/// use oauth2_flow::credentials::ClientParameters;
/// use oauth2_flow::jwt_bearer::jwt_bearer;
/// use oauth2_flow::token_request::TokenRequest;
///
/// let request = TokenRequest {
///     grant: jwt_bearer("eyJhbGciOiJFUzI1NiIsImtpZCI6IjE2In0.eyJpc3Mi[...].J9l-ZhwP[...]"),
///     client: ClientParameters::default(),
/// };
/// // RFC 7523 §2.1's example; the brackets, where the RFC cuts the JWT, come out encoded.
/// assert_eq!(
///     request.encode_slice(&mut [0; 256]).unwrap(),
///     b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer\
///       &assertion=eyJhbGciOiJFUzI1NiIsImtpZCI6IjE2In0.eyJpc3Mi%5B...%5D.J9l-ZhwP%5B...%5D"
/// );
/// ```
///
/// A whole run:
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::{Resend, Response};
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::jwt_bearer::jwt_bearer;
///
/// let client = Client::new("service@project", ClientAuthentication::None)?
///     .with_endpoint(Endpoint::Token, "https://as.example.com/token")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = jwt_bearer("header.claims.signature").scope("read").start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(request.resend, Resend::IfNotSent);
/// let body = br#"{"access_token":"a","token_type":"Bearer","expires_in":3600}"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// assert_eq!(flow.into_output()?.access_token().expose(), "a");
/// # Ok(()) }
/// ```
#[must_use]
pub const fn jwt_bearer(assertion: &str) -> AssertionGrant<'_> {
    AssertionGrant::new(GRANT_TYPE, assertion)
}
