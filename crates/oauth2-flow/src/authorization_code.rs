//! Authorization code ([RFC 6749 §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1)) with PKCE
//! ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)): the user approves in a browser, the browser
//! brings a code, the code is exchanged for a token.
//!
//! `state` and the code verifier are made inside, from the seed; nothing sets them. Find the flow
//! again by the user's own session or cookie, never by the `state` in the callback: looked up that
//! way the check compares a value with itself, and an attacker can hand his own callback to a victim.
//!
//! **A lost answer** to the exchange ends the flow with
//! [`Recovery::StartAgain`](oauth_wire::flow::Recovery): the code may be used up, and used twice it may
//! revoke the token that it brought (RFC 6749 §4.1.2). 429 and 503 end it with `RetryAfter`.
//!
//! # States
//!
//! What no line shows is refused and changes nothing.
//!
//! ```text
//! pushing, ready --sent--> pushing, sent
//! pushing, ready --token | error | garbage | deadline--> failed
//! pushing, ready --not sent | lost--> pushing, backing off
//! pushing, ready --request_uri--> authorizing
//! pushing, sent --token | error | garbage | deadline--> failed
//! pushing, sent --not sent | lost--> pushing, backing off
//! pushing, sent --request_uri--> authorizing
//! pushing, backing off --time--> pushing, ready
//! pushing, backing off --deadline--> failed
//! authorizing --code--> exchanging, ready
//! authorizing --error callback | other iss | deadline--> failed
//! exchanging, ready --sent--> exchanging, sent
//! exchanging, ready --token--> done
//! exchanging, ready --error | garbage | lost | request_uri--> failed
//! exchanging, ready --not sent--> exchanging, backing off
//! exchanging, sent --token--> done
//! exchanging, sent --error | garbage | lost | request_uri--> failed
//! exchanging, sent --not sent--> exchanging, backing off
//! exchanging, backing off --time | deadline--> exchanging, ready
//! ```

use crate::parameters::{Parameters, optional};
use core::fmt;

#[cfg(feature = "alloc")]
mod flow;
#[cfg(all(test, feature = "alloc"))]
mod tests;
#[cfg(feature = "alloc")]
pub use flow::{AuthorizationCode, AuthorizationCodeFlow};

/// The parameters of the request that exchanges a code
/// ([RFC 6749 §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3)).
///
/// ```
/// use oauth_wire::buf::Encode;
/// use oauth2_flow::authorization_code::CodeExchange;
/// use oauth2_flow::credentials::ClientParameters;
/// use oauth2_flow::token_request::TokenRequest;
///
/// let request = TokenRequest {
///     grant: CodeExchange {
///         code: "SplxlOBeZQQYbYS6WxSbIA",
///         redirect_uri: "https://client.example.com/cb",
///         code_verifier: None,
///         resource: &[],
///     },
///     client: ClientParameters::default(),
/// };
/// // RFC 6749 §4.1.3's example
/// assert_eq!(
///     request.encode_slice(&mut [0; 256]).unwrap(),
///     b"grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA\
///       &redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb"
/// );
/// ```
#[derive(Clone, Copy)]
pub struct CodeExchange<'a> {
    /// The code that the callback brought.
    pub code: &'a str,
    /// The one that the authorization request carried.
    pub redirect_uri: &'a str,
    /// What the authorization request's challenge was made of.
    pub code_verifier: Option<&'a str>,
    /// What the token is for ([RFC 8707 §2.2](https://www.rfc-editor.org/rfc/rfc8707#section-2.2)).
    pub resource: &'a [&'a str],
}

impl Parameters for CodeExchange<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", "authorization_code");
        pair("code", self.code);
        pair("redirect_uri", self.redirect_uri);
        optional(pair, "code_verifier", self.code_verifier);
        self.resource.iter().for_each(|resource| pair("resource", resource));
    }
}

impl fmt::Debug for CodeExchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeExchange").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}
