//! Pushed authorization requests ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)): the request is
//! left with the server beforehand, and the browser carries only its name.
//!
//! A client that has a
//! [`PushedAuthorizationRequest`](crate::client::Endpoint::PushedAuthorizationRequest) endpoint pushes
//! each authorization request, for a code or (implicit) for a token; nothing else needs to be set.
//!
//! The server keeps a pushed request for a short time only. Until then the flow hands out its URL; after that
//! it only waits for the callback of a browser that was sent in time. It tells when that is:
//! [`AuthorizationCodeFlow::authorization_url_expires_at`](crate::authorization_code::AuthorizationCodeFlow::authorization_url_expires_at).

use crate::answer::{Answer, AnswerError, Found, MAX_LIFETIME, required, required_seconds};
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
/// assert_eq!(pushed.expires_in, 60);
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct PushedAuthorizationResponse<'a> {
    /// The request's name, good once: a URI.
    pub request_uri: Text<'a>,
    /// How long it lives, in seconds from now: the time in which the browser must get to the server. At
    /// least 1, and at most [`MAX_LIFETIME`].
    pub expires_in: u64,
    /// The rules that it took to read this.
    pub leniencies: Leniencies,
}

impl<'a> PushedAuthorizationResponse<'a> {
    /// Reads the answer.
    ///
    /// # Errors
    /// [`AnswerError`], where it is neither that nor an error in the protocol's words.
    pub fn parse(response: &Response<'a>) -> Result<Answer<'a, Self>, AnswerError> {
        Self::read(response, &mut Leniencies::default())
    }

    /// The same, and notes the rules that it takes.
    pub(crate) fn read(
        response: &Response<'a>,
        used: &mut Leniencies,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        let found = match Found::read_json(response, ["request_uri", "expires_in"], 201, used)? {
            Answer::Error(error) => return Ok(Answer::Error(error)),
            Answer::Success(found) => found,
        };
        let [request_uri, expires_in] = found.values;
        let expires_in = required_seconds(expires_in, "expires_in", used)?;
        let request_uri = required(request_uri, "request_uri")?;
        if !is_uri(request_uri) {
            return Err(AnswerError::InvalidMember("request_uri"));
        }
        if expires_in == 0 {
            return Err(AnswerError::InvalidMember("expires_in"));
        }
        Ok(Answer::Success(Self { request_uri, expires_in: expires_in.min(MAX_LIFETIME), leniencies: *used }))
    }
}

/// Whether it is an absolute URI: a scheme, and the characters of
/// [RFC 3986 §2](https://www.rfc-editor.org/rfc/rfc3986#section-2).
fn is_uri(text: Text<'_>) -> bool {
    let Text::Json(text) = text else { return false };
    let starts_well = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let mut chars = text.chars();
    let mut scheme = chars.by_ref().take_while(|&c| c != ':');
    let scheme_fits = scheme.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let (mut len, mut digits) = (0_usize, 0);
    let rest_fits = chars.all(|c| {
        len += 1;
        let fits = match digits {
            0 => c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c),
            _ => c.is_ascii_hexdigit(),
        };
        digits = if c == '%' { 2 } else { digits.max(1) - 1 };
        fits
    });
    starts_well && scheme_fits && rest_fits && len > 0 && digits == 0
}

impl fmt::Debug for PushedAuthorizationResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushedAuthorizationResponse")
            .field("expires_in", &self.expires_in)
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<PushedAuthorizationResponse<'_>, AnswerError> {
        match PushedAuthorizationResponse::parse(&Response::new(201, &[], body.as_bytes()))? {
            Answer::Success(read) => Ok(read),
            Answer::Error(_) => panic!("{body}"),
        }
    }

    #[test]
    fn names_are_uris() {
        for (request_uri, good) in [
            ("urn:x:1", true),
            (r"https:\/\/as.example\/r?a=%2F#b", true),
            ("x-y.z+1:[~]", true),
            ("urn:", false),
            ("urn", false),
            (":x", false),
            ("1urn:x", false),
            ("u rn:x", false),
            ("urn:a b", false),
            ("urn:\u{e9}", false),
            (r"urn:\u0000", false),
            (r"urn:\n", false),
            ("urn:<x>", false),
            ("urn:%4", false),
            ("urn:%%41", false),
            ("urn:%zz", false),
            ("urn:%41%", false),
        ] {
            let body = std::format!(r#"{{"request_uri":"{request_uri}","expires_in":60}}"#);
            let error = (!good).then_some(AnswerError::InvalidMember("request_uri"));
            assert_eq!(read(&body).err(), error, "{request_uri}");
        }
        assert_eq!(
            read(r#"{"request_uri":"","expires_in":60}"#).unwrap_err(),
            AnswerError::MissingMember("request_uri")
        );
    }

    #[test]
    fn lifetimes() {
        use AnswerError::{InvalidMember, MissingMember};
        for (expires_in, result) in [
            (r#","expires_in":60"#, Ok(60)),
            (r#","expires_in":"60""#, Ok(60)),
            (r#","expires_in":1e300"#, Ok(MAX_LIFETIME)),
            (r#","expires_in":0"#, Err(InvalidMember("expires_in"))),
            (r#","expires_in":-1"#, Err(InvalidMember("expires_in"))),
            (r#","expires_in":null"#, Err(MissingMember("expires_in"))),
            ("", Err(MissingMember("expires_in"))),
        ] {
            let body = std::format!(r#"{{"request_uri":"urn:x:1"{expires_in}}}"#);
            assert_eq!(read(&body).map(|read| read.expires_in), result, "{body}");
        }
    }
}
