//! Upwork as the [`oauth2_flow`] crate's flows take it.
//!
//! ```
//! use oauth2_flow::authorization_code::AuthorizationCode;
//! use oauth_wire::flow::{Action, Flow};
//! use oauth_wire::seed::Seed;
//! use oauth_wire::time::UnixTime;
//!
//! let client = upwork_graphql::oauth2::client("my-key", "my-secret")?;
//! let now = UnixTime::from_secs(1_780_000_000); // from your clock
//! let seed = Seed::from_bytes([7; 32]); // from your random number generator
//! let mut login = AuthorizationCode::new("https://app.example/cb").start(&client, seed, now)?;
//! let Action::Redirect(url) = login.poll(now) else { panic!() };
//! assert!(url.starts_with("https://www.upwork.com/ab/account-security/oauth2/authorize?response_type=code&client_id=my-key"));
//! # Ok::<(), oauth2_flow::config::ConfigError>(())
//! ```
//!
//! Ask for no scope: at Upwork scopes belong to the key, and a request that names one is refused. Each
//! refresh brings a new refresh token and ends the old one: keep the new one at once.

use crate::endpoints;
use oauth_wire::secret::Secret;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::config::ConfigError;

/// A key with its secret, at Upwork: for the authorization code, client credentials (keys of
/// enterprises only) and refresh. Id and secret go into the body, as Upwork wants them.
///
/// # Errors
/// [`ConfigError`] when the id or the secret is empty or can't be sent.
pub fn client(client_id: &str, client_secret: impl Into<Secret>) -> Result<Client, ConfigError> {
    with_endpoints(client_id, ClientAuthentication::Post(client_secret.into()), None)
}

/// A key without its secret, at Upwork: for the implicit grant.
///
/// # Errors
/// [`ConfigError`] when the id is empty or can't be sent.
pub fn public_client(client_id: &str) -> Result<Client, ConfigError> {
    with_endpoints(client_id, ClientAuthentication::None, None)
}

/// As [`client`], with the same paths at another origin: `http://127.0.0.1:8080`, a sandbox.
///
/// # Errors
/// [`ConfigError`], also when the origin is neither `https` nor this machine itself.
pub fn client_at(
    origin: &str,
    client_id: &str,
    client_secret: impl Into<Secret>,
) -> Result<Client, ConfigError> {
    with_endpoints(client_id, ClientAuthentication::Post(client_secret.into()), Some(origin))
}

/// As [`public_client`], with the same paths at another origin.
///
/// # Errors
/// [`ConfigError`], also when the origin is neither `https` nor this machine itself.
pub fn public_client_at(origin: &str, client_id: &str) -> Result<Client, ConfigError> {
    with_endpoints(client_id, ClientAuthentication::None, Some(origin))
}

fn with_endpoints(
    client_id: &str,
    authentication: ClientAuthentication,
    origin: Option<&str>,
) -> Result<Client, ConfigError> {
    let place = |url: &str| origin.map_or_else(|| url.into(), |origin| endpoints::at(origin, url));
    Client::new(client_id, authentication)?
        .with_endpoint(Endpoint::Authorization, &place(endpoints::oauth2::AUTHORIZATION))?
        .with_endpoint(Endpoint::Token, &place(endpoints::oauth2::TOKEN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oauth_wire::flow::{Action, Flow};
    use oauth_wire::time::UnixTime;
    use oauth2_flow::refresh_token::RefreshToken;

    #[test]
    fn credentials_go_into_the_body() {
        let client = client("id", "secret").unwrap();
        let mut flow = RefreshToken::new("old").start(&client).unwrap();
        let Action::Send(request) = flow.poll(UnixTime::from_secs(1)) else { panic!() };
        assert_eq!(request.url, "https://www.upwork.com/api/v3/oauth2/token");
        assert_eq!(request.headers.get("authorization"), None);
        let body = core::str::from_utf8(request.body).unwrap();
        assert!(body.contains("client_id=id") && body.contains("client_secret=secret"), "{body}");
        assert!(!body.contains("scope"), "{body}");
    }

    #[test]
    fn at_a_sandbox() {
        let client = client_at("http://127.0.0.1:8080/", "id", "secret").unwrap();
        assert_eq!(client.endpoint(Endpoint::Token), Some("http://127.0.0.1:8080/api/v3/oauth2/token"));
        assert!(public_client_at("http://127.0.0.1:8080", "id").unwrap().is_public());
        assert!(client_at("http://sandbox.example", "id", "secret").is_err(), "no TLS");
        assert!(public_client("id").unwrap().endpoint(Endpoint::Authorization).is_some());
    }
}
