//! The request that the user's browser carries to the authorization endpoint
//! ([RFC 6749 §4.1.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1) and
//! [§4.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.2.1)).

use crate::parameters::{Parameters, Target, emit_url, optional};
use core::fmt;
use oauth_wire::buf::{Encode, Writer};
use oauth_wire::url::Url;

/// How the server hands its answer to the redirect URI
/// ([OAuth 2.0 Multiple Response Types §2.1](https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseMode {
    /// In the query: what a `code` comes in unless another mode is asked for.
    Query,
    /// In the fragment: what a `token` comes in unless another mode is asked for.
    Fragment,
    /// As a form that the user's browser posts
    /// ([OAuth 2.0 Form Post Response Mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
    FormPost,
}

impl ResponseMode {
    /// The value of `response_mode`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    /// The mode with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Query, Self::Fragment, Self::FormPost].into_iter().find(|mode| mode.as_str() == name)
    }
}

/// The parameters of an authorization request.
#[derive(Clone, Copy)]
pub struct AuthorizationParameters<'a> {
    /// `code` or `token`.
    pub response_type: &'a str,
    /// The client's id.
    pub client_id: &'a str,
    /// Where the browser comes back to.
    pub redirect_uri: &'a str,
    /// What is asked for, its tokens with a space between them.
    pub scope: Option<&'a str>,
    /// What binds the callback to this user's session (RFC 6749 §10.12).
    pub state: &'a str,
    /// Where it is not the response type's own.
    pub response_mode: Option<ResponseMode>,
    /// `code_challenge` and `code_challenge_method` (RFC 7636 §4.3).
    pub pkce: Option<(&'a str, &'a str)>,
    /// What the token is for ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
    pub resource: &'a [&'a str],
    /// Parameters of the server's own.
    pub extra: &'a [(&'a str, &'a str)],
}

impl Parameters for AuthorizationParameters<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("response_type", self.response_type);
        pair("client_id", self.client_id);
        pair("redirect_uri", self.redirect_uri);
        optional(pair, "scope", self.scope);
        pair("state", self.state);
        optional(pair, "response_mode", self.response_mode.map(ResponseMode::as_str));
        if let Some((challenge, method)) = self.pkce {
            pair("code_challenge", challenge);
            pair("code_challenge_method", method);
        }
        self.resource.iter().for_each(|resource| pair("resource", resource));
        self.extra.each(pair);
    }
}

impl fmt::Debug for AuthorizationParameters<'_> {
    // `state` and a plain challenge are secrets until the flow has ended.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationParameters")
            .field("response_type", &self.response_type)
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// An authorization request as the URL that the browser is sent to.
///
/// Parameters that the endpoint's URL has already stay, but for those that are sent here.
///
/// ```
/// use oauth_wire::{buf::Encode, url::Url};
/// use oauth2_flow::authorization_request::{AuthorizationParameters, AuthorizationRequest};
///
/// let request = AuthorizationRequest {
///     endpoint: Url::parse("https://server.example.com/authorize").unwrap(),
///     parameters: AuthorizationParameters {
///         response_type: "code",
///         client_id: "s6BhdRkqt3",
///         redirect_uri: "https://client.example.com/cb",
///         scope: None,
///         state: "xyz",
///         response_mode: None,
///         pkce: None,
///         resource: &[],
///         extra: &[],
///     },
/// };
/// assert_eq!(
///     request.encode_slice(&mut [0; 256]).unwrap(),
///     b"https://server.example.com/authorize?response_type=code&client_id=s6BhdRkqt3\
///       &redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&state=xyz"
/// );
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AuthorizationRequest<'a, P> {
    /// The authorization endpoint.
    pub endpoint: Url<'a>,
    /// The parameters of its query.
    pub parameters: P,
}

impl<P: Parameters> Encode for AuthorizationRequest<'_, P> {
    fn encoded_len(&self) -> usize {
        let mut counter = Writer::new(&mut []);
        self.emit(&mut counter);
        counter.written()
    }

    fn emit(&self, out: &mut Writer<'_>) {
        emit_url(Target::of(self.endpoint), &self.parameters, out);
    }
}
