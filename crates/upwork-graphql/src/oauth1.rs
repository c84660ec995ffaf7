//! Upwork's retired OAuth 1, as the [`oauth1_sign`] crate's flow takes it.
//!
//! Retired, and not checked against a server that runs: what is known comes from programs that worked
//! with it. They sent the protocol parameters of both token requests in the form body, signed with
//! HMAC-SHA1; so does this.
//!
//! ```
//! use oauth1_sign::ClientCredentials;
//! use oauth1_sign::flow::{Callback, ThreeLegged};
//! use oauth_wire::flow::{Action, Flow};
//! use oauth_wire::seed::Seed;
//! use oauth_wire::time::UnixTime;
//!
//! let client = ClientCredentials::new("my-key", "my-secret");
//! let config = upwork_graphql::oauth1::config(&client, Callback::OutOfBand)?;
//! let mut login = ThreeLegged::new(config, Seed::from_bytes([7; 32]));
//! let Action::Send(request) = login.poll(UnixTime::from_secs(1_500_000_000)) else { panic!() };
//! assert_eq!(request.url, "https://www.upwork.com/api/auth/v1/oauth/token/request");
//! # Ok::<(), oauth1_sign::flow::ConfigError>(())
//! ```

use crate::endpoints;
use alloc::string::String;
use oauth1_sign::flow::{Callback, Config, ConfigError, Endpoints, FlowMethod};
use oauth1_sign::{ClientCredentials, Placement};

/// A key at Upwork.
///
/// # Errors
/// [`ConfigError`] when the key or the callback can't be used.
pub fn config(client: &ClientCredentials<'_>, callback: Callback) -> Result<Config, ConfigError> {
    with_endpoints(client, callback, None)
}

/// A key, with Upwork's paths at another origin: `http://127.0.0.1:8080`, a sandbox.
///
/// # Errors
/// [`ConfigError`], also when the origin is neither `https` nor this machine itself.
pub fn config_at(
    origin: &str,
    client: &ClientCredentials<'_>,
    callback: Callback,
) -> Result<Config, ConfigError> {
    with_endpoints(client, callback, Some(origin))
}

fn with_endpoints(
    client: &ClientCredentials<'_>,
    callback: Callback,
    origin: Option<&str>,
) -> Result<Config, ConfigError> {
    let place = |url: &str| origin.map_or_else(|| String::from(url), |origin| endpoints::at(origin, url));
    let endpoints = Endpoints {
        temporary_credentials: place(endpoints::oauth1::TEMPORARY_CREDENTIALS),
        authorization: place(endpoints::oauth1::AUTHORIZATION),
        token: place(endpoints::oauth1::TOKEN_CREDENTIALS),
    };
    let config = Config::new(endpoints, client, callback)?;
    Ok(config.with_method(FlowMethod::HmacSha1).with_placement(Placement::FormBody))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oauth_wire::flow::{Action, Flow};
    use oauth_wire::seed::Seed;
    use oauth_wire::time::UnixTime;
    use oauth1_sign::flow::ThreeLegged;

    #[test]
    fn the_first_request_is_the_one_that_worked() {
        let client = ClientCredentials::new("key", "secret");
        let config = config_at("http://127.0.0.1:8080", &client, Callback::LeftOut).unwrap();
        let mut flow = ThreeLegged::new(config, Seed::from_bytes([1; 32]));
        let Action::Send(request) = flow.poll(UnixTime::from_secs(1_500_000_000)) else { panic!() };
        assert_eq!(request.url, "http://127.0.0.1:8080/api/auth/v1/oauth/token/request");
        assert_eq!(request.headers.get("authorization"), None);
        let body = core::str::from_utf8(request.body).unwrap();
        assert!(
            body.contains("oauth_signature_method=HMAC-SHA1") && body.contains("oauth_signature="),
            "{body}"
        );
        assert!(config_at("http://sandbox.example", &client, Callback::OutOfBand).is_err(), "no TLS");
    }
}
