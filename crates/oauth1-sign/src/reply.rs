//! Replies to the two requests for credentials ([RFC 5849 §2.1, §2.3](https://www.rfc-editor.org/rfc/rfc5849#section-2.1)).

use core::fmt;
use oauth_wire::form;
use oauth_wire::percent::Encoded;

/// A reply that carries credentials, read where it lies: a form, whatever its media type says (old
/// servers send `text/html`).
///
/// ```
/// use oauth1_sign::TokenReply;
///
/// let reply = TokenReply::parse(b"oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true")?;
/// assert!(reply.token().is(b"hh5s93j4hdidpola"));
/// assert!(reply.callback_confirmed());
/// # Ok::<(), oauth1_sign::TokenReplyError>(())
/// ```
#[derive(Clone, Copy)]
pub struct TokenReply<'a> {
    body: &'a [u8],
    token: Encoded<'a>,
    token_secret: Encoded<'a>,
    callback_confirmed: bool,
}

const OWN: [&str; 3] = ["oauth_token", "oauth_token_secret", "oauth_callback_confirmed"];

impl<'a> TokenReply<'a> {
    /// Reads a reply's body.
    ///
    /// # Errors
    /// [`TokenReplyError`] when a member is missing or doubled, or the token empty.
    pub fn parse(body: &'a [u8]) -> Result<Self, TokenReplyError> {
        let body = body.trim_ascii();
        let single =
            |name: &'static str| form::single(body, name).map_err(|_| TokenReplyError::Duplicate(name));
        let required = |name| single(name)?.ok_or(TokenReplyError::Missing(name));
        let token = required(OWN[0])?;
        let token_secret = required(OWN[1])?;
        if token.raw().is_empty() {
            return Err(TokenReplyError::Missing(OWN[0]));
        }
        let callback_confirmed = single(OWN[2])?.is_some_and(|value| value.is(b"true"));
        Ok(Self { body, token, token_secret, callback_confirmed })
    }

    /// `oauth_token`.
    #[must_use]
    pub fn token(&self) -> Encoded<'a> {
        self.token
    }

    /// `oauth_token_secret`.
    #[must_use]
    pub fn token_secret(&self) -> Encoded<'a> {
        self.token_secret
    }

    /// Whether `oauth_callback_confirmed=true` stands there: the server speaks RFC 5849 and not OAuth
    /// 1.0 with its session fixation (§2.1).
    #[must_use]
    pub fn callback_confirmed(&self) -> bool {
        self.callback_confirmed
    }

    /// Every other member, in order: `user_id`, `screen_name`, `oauth_session_handle`.
    pub fn extra(&self) -> impl Iterator<Item = (Encoded<'a>, Encoded<'a>)> + use<'a> {
        form::pairs(self.body)
            .filter(|pair| !OWN.iter().any(|own| pair.name.is(own.as_bytes())))
            .map(|pair| (pair.name, pair.value))
    }
}

impl fmt::Debug for TokenReply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenReply")
            .field("callback_confirmed", &self.callback_confirmed)
            .finish_non_exhaustive()
    }
}

/// Why a body is no reply with credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenReplyError {
    /// A member is missing or empty.
    Missing(&'static str),
    /// A member stands there more than once.
    Duplicate(&'static str),
}

impl fmt::Display for TokenReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "the reply has no {name}; is the endpoint's URL right?"),
            Self::Duplicate(name) => write!(f, "the reply has {name} more than once"),
        }
    }
}

impl core::error::Error for TokenReplyError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn text(value: Encoded<'_>) -> String {
        String::from_utf8(value.bytes().collect()).unwrap()
    }

    /// Token, secret, whether the callback is confirmed, and the rest.
    type Read = (String, String, bool, Vec<(String, String)>);

    fn read(body: &str) -> Result<Read, TokenReplyError> {
        let reply = TokenReply::parse(body.as_bytes())?;
        let extra = reply.extra().map(|(name, value)| (text(name), text(value))).collect();
        Ok((text(reply.token()), text(reply.token_secret()), reply.callback_confirmed(), extra))
    }

    #[test]
    fn replies_as_servers_send_them() {
        let pair = |name: &str, value: &str| (String::from(name), String::from(value));
        // RFC 5849 §1.2
        assert_eq!(
            read(
                "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true"
            ),
            Ok(("hh5s93j4hdidpola".into(), "hdhd0244k9j7ao03".into(), true, [].into()))
        );
        // As text/html, with a line's end; in another order; with members of the server's own.
        assert_eq!(
            read("\r\nuser_id=38895958&oauth_token_secret=s%2Fs&screen_name=the+user&oauth_token=t%2Bt\n"),
            Ok((
                "t+t".into(),
                "s/s".into(),
                false,
                [pair("user_id", "38895958"), pair("screen_name", "the user")].into()
            ))
        );
        // OAuth Session: the handle is nobody's here, so it is handed on.
        let session =
            read("oauth_token=t&oauth_token_secret=s&oauth_expires_in=3600&oauth_session_handle=h").unwrap();
        assert_eq!(session.3, [pair("oauth_expires_in", "3600"), pair("oauth_session_handle", "h")]);
        // A token without a secret, as RSA needs none.
        assert_eq!(read("oauth_token=t&oauth_token_secret="), Ok(("t".into(), "".into(), false, [].into())));
    }

    #[test]
    fn confirmed_is_true_and_nothing_else() {
        for (value, confirmed) in
            [("true", true), ("%74rue", true), ("false", false), ("TRUE", false), ("1", false), ("", false)]
        {
            let body = std::format!("oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed={value}");
            assert_eq!(read(&body).unwrap().2, confirmed, "{value}");
        }
    }

    #[test]
    fn what_is_no_reply() {
        for (body, error) in [
            ("", TokenReplyError::Missing("oauth_token")),
            ("<html>oauth_token", TokenReplyError::Missing("oauth_token")),
            ("{\"oauth_token\":\"t\"}", TokenReplyError::Missing("oauth_token")),
            ("oauth_token=&oauth_token_secret=s", TokenReplyError::Missing("oauth_token")),
            ("oauth_token=t", TokenReplyError::Missing("oauth_token_secret")),
            ("OAUTH_TOKEN=t&oauth_token_secret=s", TokenReplyError::Missing("oauth_token")),
            ("oauth_token=t&oauth_token=t&oauth_token_secret=s", TokenReplyError::Duplicate("oauth_token")),
            (
                "oauth_token=t&oauth_token_secret=s&oauth%5Ftoken_secret=s",
                TokenReplyError::Duplicate("oauth_token_secret"),
            ),
            (
                "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true&oauth_callback_confirmed=false",
                TokenReplyError::Duplicate("oauth_callback_confirmed"),
            ),
        ] {
            assert_eq!(read(body), Err(error), "{body}");
        }
    }
}
