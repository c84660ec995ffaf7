//! OAuth 2.0 for clients ([RFC 6749](https://www.rfc-editor.org/rfc/rfc6749) and its family): every
//! grant is a state machine, every message can be written and read without an allocator.
//!
//! **The promise:** bytes in, bytes out. Nothing here opens a socket, reads a clock, draws random
//! bytes behind your back or spawns anything. You bring an HTTP stack, the time and 32 random bytes
//! a flow; the crate brings the protocol. Every flow runs under the same driver loop, which
//! [`oauth_wire`] shows.
//!
//! | module | what it holds |
//! |---|---|
//! | [`client`], [`client_assertion`] | who you are, how you authenticate, where the server is |
//! | [`authorization_code`] | the user approves in a browser (RFC 6749 §4.1, PKCE, pushed requests) |
//! | [`client_credentials`] | a token for the client itself (RFC 6749 §4.4) |
//! | [`refresh_token`] | the next token without the user (RFC 6749 §6) |
//! | [`device_code`] | the user approves on another device (RFC 8628) |
//! | [`ciba`] | the server asks the user on another channel (CIBA, poll mode) |
//! | [`jwt_bearer`], [`saml2_bearer`] | a signed statement about a user for a token (RFC 7523, RFC 7522) |
//! | [`token_exchange`] | one token for another (RFC 8693) |
//! | [`extension`] | a grant of somebody's own (RFC 6749 §4.5) |
//! | [`implicit`] | legacy: the token in the redirect (RFC 6749 §4.2) |
//! | [`password`] | legacy: the user's name and password (RFC 6749 §4.3) |
//! | [`token`], [`bearer`], [`challenge`] | the token you get, its use, and why an API refused it (RFC 6750) |
//! | [`revocation`], [`introspection`] | a token given back, and asked about (RFC 7009, RFC 7662) |
//! | [`metadata`], [`protected_resource`], [`registration`] | a client made of what a server says (RFC 8414, RFC 9728, RFC 7591) |
//! | `seal` (feature `seal`) | a half-done flow as bytes |
//! | [`config`] | what can be set up wrong |
//! | [`exchange_flow`], [`token_flow`], [`polling_flow`] | the flows that several grants share |
//! | [`token_request`], [`token_response`], [`authorization_request`], [`callback`], [`pushed`], [`assertion`], [`answer`], [`credentials`], [`pkce`], [`retry_after`] | the messages, without an allocator |
//! | [`leniency`] | what servers do against the text, and is accepted by name |
//! | [`json`], [`mod@text`], [`parameters`] | what the messages are made of |
//!
//! Every failure says what is left to do ([`Recovery`](oauth_wire::flow::Recovery)), every request
//! whether it may go out again ([`Resend`](oauth_wire::message::Resend)). After a request that surely
//! was not sent, the flow pauses 1, 2, 4 … 60 seconds and asks for the same request again, for as long
//! as you poll it: when to stop is yours to say, by dropping the flow.
//!
//! # A whole authorization code flow
//!
//! ```
//! # #[cfg(not(feature = "alloc"))] fn main() {}
//! # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use oauth_wire::flow::{Action, Event, Flow, Rejected};
//! use oauth_wire::message::{Resend, Response};
//! use oauth_wire::seed::Seed;
//! use oauth_wire::time::UnixTime;
//! use oauth2_flow::authorization_code::AuthorizationCode;
//! use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
//!
//! let client = Client::new("my-key", ClientAuthentication::Post("my-secret".into()))?
//!     .with_endpoint(
//!         Endpoint::Authorization,
//!         "https://www.upwork.com/ab/account-security/oauth2/authorize",
//!     )?
//!     .with_endpoint(Endpoint::Token, "https://www.upwork.com/api/v3/oauth2/token")?;
//!
//! let now = UnixTime::from_secs(1_000_000); // from your clock
//! let seed = Seed::from_bytes([7; 32]); // from your random number generator
//! let mut flow = AuthorizationCode::new("https://app.example/cb").start(&client, seed, now)?;
//!
//! // Send the user's browser there, and keep the flow in that user's session.
//! let Action::Redirect(url) = flow.poll(now) else { panic!() };
//! assert_eq!(
//!     url,
//!     "https://www.upwork.com/ab/account-security/oauth2/authorize?response_type=code&client_id=my-key\
//!      &redirect_uri=https%3A%2F%2Fapp.example%2Fcb\
//!      &state=6I65uihOJx5sl-crCnbdVJquczszvwAHYoyLrZvlCAc\
//!      &code_challenge=k7DINtIpYC7qhVf1-A9NmoDz4qOJVNMaWRXEgJpvPXk\
//!      &code_challenge_method=S256"
//! );
//!
//! // Anybody can call the redirect URI. What is not this flow's callback changes nothing.
//! let forged = flow.handle(Event::Redirect("https://app.example/cb?code=x&state=y"), now);
//! assert_eq!(forged, Err(Rejected::StateMismatch));
//!
//! // The browser comes back.
//! flow.handle(Event::Redirect("https://app.example/cb?code=b094053c&state=6I65uihOJx5sl-crCnbdVJquczszvwAHYoyLrZvlCAc"), now)?;
//!
//! // Send this, follow no redirects.
//! let Action::Send(request) = flow.poll(now) else { panic!() };
//! assert_eq!(request.url, "https://www.upwork.com/api/v3/oauth2/token");
//! assert_eq!(request.headers.get("content-type"), Some("application/x-www-form-urlencoded"));
//! assert_eq!(request.headers.get("accept"), Some("application/json"));
//! assert_eq!(
//!     request.body,
//!     b"grant_type=authorization_code&code=b094053c&redirect_uri=https%3A%2F%2Fapp.example%2Fcb\
//!       &code_verifier=xzTVhhgqIa44Y0NqYGa1pqLcZSh4ZqLnikagqaNM5go\
//!       &client_id=my-key&client_secret=my-secret"
//! );
//! assert_eq!(request.resend, Resend::IfNotSent); // a code is good once
//!
//! let answer = br#"{"access_token":"oauth2v2_a","refresh_token":"oauth2v2_r","token_type":"Bearer","expires_in":86400}"#;
//! flow.handle(Event::Response(Response::new(200, &[], answer)), now)?;
//! assert!(matches!(flow.poll(now), Action::Finished));
//!
//! let token = flow.into_output()?;
//! assert_eq!(token.expires_at(), Some(UnixTime::from_secs(1_086_400)));
//! let bearer = token.bearer("https://api.upwork.com")?;
//! assert_eq!(bearer.authorization("https://api.upwork.com/graphql")?, "Bearer oauth2v2_a");
//! # Ok(()) }
//! ```
#![cfg_attr(feature = "alloc", doc = include_str!("misuse.md"))]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod answer;
pub mod assertion;
pub mod authorization_code;
pub mod authorization_request;
pub mod bearer;
pub mod callback;
pub mod challenge;
pub mod ciba;
#[cfg(feature = "alloc")]
pub mod client;
#[cfg(feature = "alloc")]
pub mod client_assertion;
pub mod client_credentials;
#[cfg(feature = "alloc")]
pub mod config;
pub mod credentials;
pub mod device_code;
mod document;
#[cfg(feature = "alloc")]
mod exchange;
#[cfg(feature = "alloc")]
pub mod exchange_flow;
pub mod extension;
#[cfg(feature = "alloc")]
mod failure;
#[cfg(feature = "alloc")]
pub mod implicit;
pub mod introspection;
pub mod json;
pub mod jwt_bearer;
pub mod leniency;
#[cfg(feature = "alloc")]
pub mod metadata;
pub mod parameters;
pub mod password;
pub mod pkce;
#[cfg(feature = "alloc")]
pub mod polling_flow;
#[cfg(feature = "alloc")]
pub mod protected_resource;
pub mod pushed;
#[cfg(feature = "alloc")]
mod redirect;
pub mod refresh_token;
pub mod registration;
pub mod retry_after;
pub mod revocation;
pub mod saml2_bearer;
#[cfg(feature = "seal")]
pub mod seal;
#[cfg(feature = "alloc")]
mod sent;
mod settings;
#[cfg(all(test, feature = "alloc"))]
mod testing;
pub mod text;
#[cfg(feature = "alloc")]
pub mod token;
pub mod token_exchange;
#[cfg(feature = "alloc")]
pub mod token_flow;
pub mod token_request;
pub mod token_response;
pub mod well_known;
