//! What can be wrong with a configuration, and what to do about it.

use crate::client::Endpoint;
use crate::parameters::{Parameters, has};
use alloc::string::String;
use core::fmt;
use oauth_wire::url::{Url, UrlError};

/// A client or a flow is set up in a way that can't work, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The client id is empty, or has characters that no client id has
    /// ([RFC 6749 appendix A.1](https://www.rfc-editor.org/rfc/rfc6749#appendix-A.1)).
    InvalidClientId,
    /// The flow needs an endpoint that the client does not have.
    MissingEndpoint(Endpoint),
    /// The text is no URL that can be used.
    InvalidUrl {
        /// Which setting it is.
        setting: &'static str,
        /// What is wrong with it.
        error: UrlError,
    },
    /// The URL would carry secrets without TLS.
    Insecure {
        /// Which setting it is.
        setting: &'static str,
    },
    /// The URL has a part that it must not have.
    ForbiddenPart {
        /// Which setting it is.
        setting: &'static str,
        /// `query` or `fragment`.
        part: &'static str,
    },
    /// A parameter in the redirect URI's query has a name that means something in a callback.
    RedirectUriParameter(&'static str),
    /// An extra parameter has a name that the flow itself sets.
    ReservedParameter(String),
    /// Two extra parameters have the same name
    /// ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
    DuplicateParameter(String),
    /// An extra parameter's name is empty.
    UnnamedParameter,
    /// A client without a secret must use PKCE.
    PkceRequired,
    /// The grant is only for clients that authenticate.
    ClientAuthenticationRequired,
    /// A value that must be there is empty.
    Empty(&'static str),
    /// Two settings exclude each other, or one needs the other.
    Conflict(&'static str),
    /// The response mode is unknown, or not for this flow.
    InvalidResponseMode,
    /// `iss` is required, and the client does not know its server's issuer.
    MissingIssuer,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidClientId => f.write_str("the client id must be printable ASCII and not empty; take it as the server issued it"),
            Self::MissingEndpoint(endpoint) => write!(f, "this flow needs the client's {endpoint}; set it with `with_endpoint`"),
            Self::InvalidUrl { setting, error } => write!(f, "{setting}: {error}"),
            Self::Insecure { setting } => write!(f, "{setting} must be https, or http to this machine itself (localhost, 127.0.0.1, [::1])"),
            Self::ForbiddenPart { setting, part } => write!(f, "{setting} must have no {part}"),
            Self::RedirectUriParameter(name) => write!(f, "the redirect URI's query must not hold `{name}`: a callback could not be told from it"),
            Self::ReservedParameter(name) => write!(f, "the flow itself sets `{}`; use the setting of that name, or leave the extra parameter out", oauth_wire::text::Untrusted::new(name.as_bytes())),
            Self::DuplicateParameter(name) => write!(f, "`{}` stands there twice; leave one out, a request carries it once", oauth_wire::text::Untrusted::new(name.as_bytes())),
            Self::UnnamedParameter => f.write_str("the name of an extra parameter is empty; give it the name that the server knows it by, or leave it out"),
            Self::PkceRequired => f.write_str("a client without a secret must use PKCE with S256 or, for a legacy server, plain"),
            Self::ClientAuthenticationRequired => f.write_str("this grant is only for clients that authenticate; give the client a secret"),
            Self::Empty(name) => write!(f, "{name} is empty"),
            Self::Conflict(what) => f.write_str(what),
            Self::InvalidResponseMode => f.write_str("the response mode is unknown, or not for this flow: codes come by query, fragment or form_post, tokens by fragment or form_post"),
            Self::MissingIssuer => f.write_str("`iss` is required but can't be checked; set the server's issuer with `with_issuer`"),
        }
    }
}

impl core::error::Error for ConfigError {}

/// An endpoint's URL: `https`, or `http` to this machine itself; only what an HTTP stack sends as
/// it is, and no fragment ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
pub(crate) fn check_endpoint<'a>(setting: &'static str, text: &'a str) -> Result<Url<'a>, ConfigError> {
    let invalid = |error| ConfigError::InvalidUrl { setting, error };
    let url = Url::parse(text).map_err(invalid)?;
    url.check().map_err(invalid)?;
    if !url.is_confidential() {
        return Err(ConfigError::Insecure { setting });
    }
    if url.fragment().is_some() {
        return Err(ConfigError::ForbiddenPart { setting, part: "fragment" });
    }
    Ok(url)
}

/// A redirect URI ([RFC 6749 §3.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2)): `https`,
/// `http` to this machine itself, or a scheme of the app's own
/// ([RFC 8252 §7](https://www.rfc-editor.org/rfc/rfc8252#section-7)).
pub(crate) fn check_redirect_uri(text: &str) -> Result<(), ConfigError> {
    let setting = "the redirect URI";
    let invalid = |error| Err(ConfigError::InvalidUrl { setting, error });
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let query = if ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web)) {
        check_endpoint(setting, text)?.query()
    } else {
        let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(in_scheme) {
            return invalid(UrlError::NoScheme);
        }
        if let Some(offset) = text.bytes().position(|byte| !byte.is_ascii_graphic()) {
            return invalid(UrlError::Character { offset });
        }
        if text.contains('#') {
            return Err(ConfigError::ForbiddenPart { setting, part: "fragment" });
        }
        text.split_once('?').map(|(_, query)| query)
    };
    for pair in oauth_wire::form::pairs(query.unwrap_or_default().as_bytes()) {
        if let Some(name) = crate::callback::NAMES.iter().find(|name| pair.name.is(name.as_bytes())) {
            return Err(ConfigError::RedirectUriParameter(name));
        }
    }
    Ok(())
}

/// Whether each extra parameter has a name, which no other has, and which neither the request sets itself
/// nor says who the client is.
pub(crate) fn check_extra(
    own: &dyn Parameters,
    reserved: &[&str],
    extra: &[(&str, &str)],
) -> Result<(), ConfigError> {
    const CREDENTIALS: &[&str] = &["client_id", "client_secret", "client_assertion", "client_assertion_type"];
    // One for each API (RFC 8707 §2). `audience` may be repeated in a token exchange only, which has a setting for it.
    const REPEATABLE: &str = "resource";
    for (index, (name, _)) in extra.iter().enumerate() {
        if name.is_empty() {
            return Err(ConfigError::UnnamedParameter);
        }
        if reserved.contains(name) || CREDENTIALS.contains(name) || has(own, |own| own == *name) {
            return Err(ConfigError::ReservedParameter((*name).into()));
        }
        if extra.iter().skip(index + 1).any(|(other, _)| other == name) && *name != REPEATABLE {
            return Err(ConfigError::DuplicateParameter((*name).into()));
        }
    }
    Ok(())
}

/// Whether a value that must be there is.
pub(crate) fn check_not_empty(name: &'static str, value: &str) -> Result<(), ConfigError> {
    if value.is_empty() { Err(ConfigError::Empty(name)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris() {
        let setting = "the redirect URI";
        for (text, result) in [
            ("https://c.example/cb", Ok(())),
            ("https://c.example/cb?t=1", Ok(())),
            ("http://localhost:8080/cb", Ok(())),
            ("com.example.app:/oauth2redirect", Ok(())),
            ("app://cb", Ok(())),
            ("urn:ietf:wg:oauth:2.0:oob", Ok(())),
            ("http://c.example/cb", Err(ConfigError::Insecure { setting })),
            ("https://c.example/#x", Err(ConfigError::ForbiddenPart { setting, part: "fragment" })),
            ("app://cb#x", Err(ConfigError::ForbiddenPart { setting, part: "fragment" })),
            ("https://c.example/cb?st%61te=1", Err(ConfigError::RedirectUriParameter("state"))),
            ("app:/cb?code=1", Err(ConfigError::RedirectUriParameter("code"))),
            ("/cb", Err(ConfigError::InvalidUrl { setting, error: UrlError::NoScheme })),
            ("", Err(ConfigError::InvalidUrl { setting, error: UrlError::NoScheme })),
            (
                "https://c.example/a b",
                Err(ConfigError::InvalidUrl { setting, error: UrlError::Character { offset: 19 } }),
            ),
        ] {
            assert_eq!(check_redirect_uri(text), result, "{text}");
        }
    }

    #[test]
    fn extra_parameters() {
        use ConfigError::{DuplicateParameter, ReservedParameter, UnnamedParameter};
        let own = [("grant_type", "x")];
        for (extra, result) in [
            ([("prompt", "login"), ("login_hint", "a")], Ok(())),
            ([("prompt", "login"), ("Prompt", "login")], Ok(())),
            ([("prompt", "login"), ("prompt", "consent")], Err(DuplicateParameter("prompt".into()))),
            ([("x", "1"), ("x", "1")], Err(DuplicateParameter("x".into()))),
            ([("prompt", "login"), ("", "consent")], Err(UnnamedParameter)),
            ([("", ""), ("", "")], Err(UnnamedParameter)),
            ([("grant_type", "y"), ("a", "b")], Err(ReservedParameter("grant_type".into()))),
            ([("a", "b"), ("scope", "y")], Err(ReservedParameter("scope".into()))),
            ([("client_id", "y"), ("a", "b")], Err(ReservedParameter("client_id".into()))),
            // One each for many APIs (RFC 8707 §2).
            ([("resource", "https://a.example/"), ("resource", "https://b.example/")], Ok(())),
            ([("audience", "a"), ("audience", "b")], Err(DuplicateParameter("audience".into()))),
        ] {
            assert_eq!(check_extra(&own.as_slice(), &["scope"], &extra), result, "{extra:?}");
        }
    }
}
