//! A half-done flow as a value: sealed on one machine while it waits for the user, opened on another
//! (feature `seal`).
//!
//! The seal is XChaCha20-Poly1305. It hides and protects all that the flow holds, names its key by an
//! id (so that keys can be rotated), expires, and is bound to the kind of flow, the issuer, the
//! endpoints, the client and the redirect URI: opened for anything else it is an error. It fits in a
//! cookie of the user's session, in base64.
//!
//! **Sealed bytes can be copied.** Whoever has them twice can go on twice, until the code that one of
//! them exchanges is used up. Where "once" must hold across machines, keep the sealed flow in a store
//! with an atomic take, and put only its name in the cookie. Find it by the user's session, never by
//! the `state` in the callback.
//!
//! ```
//! use oauth_wire::flow::{Action, Event, Flow};
//! use oauth_wire::seed::Seed;
//! use oauth_wire::time::UnixTime;
//! use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
//! use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
//! use oauth2_flow::seal::{SealKey, UnsealError};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new("my-key", ClientAuthentication::Post("my-secret".into()))?
//!     .with_endpoint(Endpoint::Authorization, "https://as.example/authorize")?
//!     .with_endpoint(Endpoint::Token, "https://as.example/token")?;
//! let redirect_uri = "https://app.example/cb";
//! let now = UnixTime::from_secs(1_000_000);
//! let mut flow = AuthorizationCode::new(redirect_uri).start(&client, Seed::from_bytes([7; 32]), now)?;
//! let Action::Redirect(url) = flow.poll(now) else { panic!() };
//! let callback = format!("{redirect_uri}?code=c&{}", url.split('&').find(|p| p.starts_with("state=")).unwrap());
//!
//! let key = SealKey::from_bytes([1; 32]); // 32 secret bytes that all your machines know
//! let fresh = Seed::from_bytes([8; 32]); // from your random number generator, new each time
//! let sealed = flow.seal(&key, fresh, now, 600)?;
//!
//! // Elsewhere, when the browser has come back:
//! let mut flow = AuthorizationCodeFlow::unseal(&client, redirect_uri, &[key], &sealed, now.plus(60))?;
//! flow.handle(Event::Redirect(&callback), now.plus(60))?;
//! assert!(matches!(flow.poll(now.plus(60)), Action::Send(_)));
//!
//! let key = SealKey::from_bytes([1; 32]);
//! let late = AuthorizationCodeFlow::unseal(&client, redirect_uri, &[key], &sealed, now.plus(600));
//! assert_eq!(late.unwrap_err(), UnsealError::Expired);
//! # Ok(()) }
//! ```

use crate::client::{Client, Endpoint};
use oauth_wire::seal::Binding;
pub(crate) use oauth_wire::seal::{Opened, Payload, open, seal};
pub use oauth_wire::seal::{SealError, SealKey, UnsealError};

/// What a sealed flow belongs to.
pub(crate) fn binding(kind: &str, client: &Client, redirect_uri: &str) -> Binding {
    let binding = Binding::new(kind).part(client.issuer().unwrap_or_default());
    Endpoint::ALL
        .into_iter()
        .fold(binding, |binding, endpoint| binding.part(client.endpoint(endpoint).unwrap_or_default()))
        .part(client.client_id())
        .part(redirect_uri)
}

#[cfg(test)]
mod tests;
