//! Where Upwork's services stand and how long what they hand out lives, as constants.
//!
//! From Upwork's own documentation, but for OAuth 1, which is retired and known from the time when
//! it served. Nothing here was checked against the live service.

use alloc::format;
use alloc::string::String;

/// The GraphQL endpoint: `POST`, JSON.
pub const GRAPHQL: &str = "https://api.upwork.com/graphql";

/// The same path at another origin, for a sandbox that has all of them at one.
///
/// ```
/// use upwork_graphql::endpoints;
///
/// assert_eq!(endpoints::at("http://127.0.0.1:8080/", endpoints::GRAPHQL), "http://127.0.0.1:8080/graphql");
/// ```
#[must_use]
pub fn at(origin: &str, endpoint: &str) -> String {
    let path = oauth_wire::url::Url::parse(endpoint).map_or("", |url| url.path());
    format!("{}{path}", origin.trim_end_matches('/'))
}

/// OAuth 2, the generation in service ([RFC 6749](https://www.rfc-editor.org/rfc/rfc6749)).
pub mod oauth2 {
    /// The authorization endpoint. Send no `scope`: at Upwork scopes belong to the API key, and a
    /// request that names one is answered by `invalid_scope`.
    pub const AUTHORIZATION: &str = "https://www.upwork.com/ab/account-security/oauth2/authorize";

    /// The token endpoint. `client_id` and `client_secret` go into the form, not into a header.
    pub const TOKEN: &str = "https://www.upwork.com/api/v3/oauth2/token";

    /// Seconds that an access token lives: 24 hours.
    pub const ACCESS_TOKEN_LIFETIME: u64 = 24 * 60 * 60;

    /// Seconds that a refresh token lives after its last use: 14 days. Each refresh brings a new one.
    pub const REFRESH_TOKEN_LIFETIME: u64 = 14 * 24 * 60 * 60;
}

/// OAuth 1 ([RFC 5849](https://www.rfc-editor.org/rfc/rfc5849)), retired; keys of it may live on.
pub mod oauth1 {
    /// Where temporary credentials are asked for (RFC 5849 §2.1): a signed `POST`, a form in return.
    pub const TEMPORARY_CREDENTIALS: &str = "https://www.upwork.com/api/auth/v1/oauth/token/request";

    /// Where the user approves (RFC 5849 §2.2).
    pub const AUTHORIZATION: &str = "https://www.upwork.com/services/api/auth";

    /// Where token credentials are asked for (RFC 5849 §2.3).
    pub const TOKEN_CREDENTIALS: &str = "https://www.upwork.com/api/auth/v1/oauth/token/access";

    /// The signature method.
    pub const SIGNATURE_METHOD: &str = "HMAC-SHA1";
}
