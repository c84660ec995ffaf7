//! Pushed authorization requests ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)): the request is
//! left with the server beforehand, and the browser carries only its name.
//!
//! A client that has a
//! [`PushedAuthorizationRequest`](crate::client::Endpoint::PushedAuthorizationRequest) endpoint pushes
//! each authorization request, for a code or (implicit) for a token; nothing else needs to be set.

use crate::answer::{Answer, AnswerError, Found, required};
use crate::authorization_request::AuthorizationParameters;
use crate::leniency::Leniencies;
use crate::parameters::Parameters;
use crate::text::Text;
use core::fmt;
use oauth_wire::message::Response;

/// The parameters of a pushed authorization request
/// ([RFC 9126 §2.1](https://www.rfc-editor.org/rfc/rfc9126#section-2.1)); the client's authentication
/// follows them, and brings the `client_id` unless it stands in a header.
#[derive(Clone, Copy, Debug)]
pub struct PushedAuthorizationRequest<'a> {
    /// What would have stood in the authorization request's URL.
    pub parameters: AuthorizationParameters<'a>,
    /// Whether the client's authentication in the body brings the `client_id`.
    pub client_id_follows: bool,
}

impl Parameters for PushedAuthorizationRequest<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        self.parameters.each(&mut |name, value| {
            if name != "client_id" || !self.client_id_follows {
                pair(name, value);
            }
        });
    }
}

/// The answer to a pushed authorization request
/// ([RFC 9126 §2.2](https://www.rfc-editor.org/rfc/rfc9126#section-2.2)), as views of the bytes it came
/// in.
///
/// ```
/// use oauth_wire::message::Response;
/// use oauth2_flow::answer::Answer;
/// use oauth2_flow::pushed::PushedAuthorizationResponse;
///
/// // RFC 9126 §2.2's example
/// let body = br#"{
///   "request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c",
///   "expires_in": 60
/// }"#;
/// let response = Response::new(201, &[], body);
/// let Ok(Answer::Success(pushed)) = PushedAuthorizationResponse::parse(&response) else { panic!() };
/// assert!(pushed.request_uri.is("urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"));
/// assert_eq!(pushed.expires_in, Some(60));
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct PushedAuthorizationResponse<'a> {
    /// The request's name, good once.
    pub request_uri: Text<'a>,
    /// How long it lives, in seconds from now: the time in which the browser must get to the server.
    pub expires_in: Option<u64>,
    /// The rules that it took to read this.
    pub leniencies: Leniencies,
}

impl<'a> PushedAuthorizationResponse<'a> {
    /// Reads the answer.
    ///
    /// # Errors
    /// [`AnswerError`], where it is neither that nor an error in the protocol's words.
    pub fn parse(response: &Response<'a>) -> Result<Answer<'a, Self>, AnswerError> {
        let found = match Found::read(response, ["request_uri", "expires_in"])? {
            Answer::Error(error) => return Ok(Answer::Error(error)),
            Answer::Success(found) => found,
        };
        let [request_uri, expires_in] = found.values;
        let mut leniencies = found.leniencies;
        let expires_in = match expires_in {
            Some(value) => value.seconds("expires_in", &mut leniencies)?,
            None => None,
        };
        let request_uri = required(request_uri, "request_uri")?;
        Ok(Answer::Success(Self { request_uri, expires_in, leniencies }))
    }
}

impl fmt::Debug for PushedAuthorizationResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushedAuthorizationResponse")
            .field("expires_in", &self.expires_in)
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}
