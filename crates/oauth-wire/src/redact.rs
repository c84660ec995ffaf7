//! Requests and URLs shown to people with the secrets masked: for logs, for `Debug`, for a tour.
//!
//! What is masked is known by its parameter's name ([`SECRET_PARAMETERS`]) or its header's.

use crate::text::Untrusted;
use core::fmt;

/// What stands in a secret's place.
pub const MASK: &str = "••••";

/// Names of parameters whose values are secrets, or as good as one while they are valid.
pub const SECRET_PARAMETERS: &[&str] = &[
    "access_token",
    "actor_token",
    "assertion",
    "auth_req_id",
    "client_assertion",
    "client_secret",
    "code",
    "code_challenge", // the verifier itself, where its method is `plain`
    "code_verifier",
    "device_code",
    "id_token",
    "id_token_hint",
    "login_hint_token",
    "oauth_session_handle",
    "oauth_signature",
    "oauth_token",
    "oauth_token_secret",
    "oauth_verifier",
    "password",
    "refresh_token",
    "request",
    "request_uri",
    "registration_access_token",
    "software_statement",
    "state",
    "subject_token",
    "token",
    "user_code",
    "x_auth_password",
];

/// Names of header fields whose values are secrets.
pub const SECRET_HEADERS: &[&str] = &["authorization", "cookie", "proxy-authorization", "set-cookie"];

/// Whether the (decoded) name is one of [`SECRET_PARAMETERS`], in any case.
#[must_use]
pub fn is_secret_parameter(name: &str) -> bool {
    SECRET_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// Whether the name is one of [`SECRET_HEADERS`], in any case.
#[must_use]
pub fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// A query or form body with the values of secret parameters masked, safe for a terminal.
///
/// ```
/// use oauth_wire::redact::RedactedForm;
/// assert_eq!(RedactedForm::new(b"grant_type=password&password=hunter2").to_string(), "grant_type=password&password=••••");
/// ```
#[derive(Clone, Copy)]
pub struct RedactedForm<'a>(&'a [u8]);

impl<'a> RedactedForm<'a> {
    /// Shows the form `raw`.
    #[must_use]
    pub const fn new(raw: &'a [u8]) -> Self {
        Self(raw)
    }
}

impl fmt::Display for RedactedForm<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pair) in crate::form::pairs(self.0).enumerate() {
            if index > 0 {
                f.write_str("&")?;
            }
            write!(f, "{}", Untrusted::new(pair.name.raw()))?;
            let secret = SECRET_PARAMETERS
                .iter()
                .any(|name| pair.name.bytes().map(|byte| byte.to_ascii_lowercase()).eq(name.bytes()));
            match (secret, pair.has_equals) {
                (true, _) => write!(f, "={MASK}")?,
                (false, true) => write!(f, "={}", Untrusted::new(pair.value.raw()).at_most(2000))?,
                (false, false) => {}
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RedactedForm<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A URL with user information and the values of secret parameters (query and fragment) masked,
/// safe for a terminal. A text that is no absolute URL is shown as far as its query.
#[derive(Clone, Copy)]
pub struct RedactedUrl<'a>(&'a str);

impl<'a> RedactedUrl<'a> {
    /// Shows the URL `text`.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl fmt::Display for RedactedUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rest, fragment) =
            self.0.split_once('#').map_or((self.0, None), |(rest, part)| (rest, Some(part)));
        let (place, query) = rest.split_once('?').map_or((rest, None), |(rest, part)| (rest, Some(part)));
        let (scheme, after) =
            place.split_once("://").map_or(("", place), |(scheme, _)| place.split_at(scheme.len() + 3));
        let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
        let host = authority.rsplit_once('@').map(|(_, host)| host);
        write!(f, "{}", Untrusted::new(scheme.as_bytes()))?;
        if host.is_some() {
            write!(f, "{MASK}@")?;
        }
        write!(
            f,
            "{}{}",
            Untrusted::new(host.unwrap_or(authority).as_bytes()),
            Untrusted::new(path.as_bytes())
        )?;
        for (mark, part) in [('?', query), ('#', fragment)] {
            if let Some(part) = part {
                write!(f, "{mark}{}", RedactedForm::new(part.as_bytes()))?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RedactedUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An `Authorization` value with everything masked that could serve a thief: of OAuth 1's
/// parameters the secret ones, of every other scheme all that follows its name.
#[derive(Clone, Copy)]
pub struct RedactedAuthorization<'a>(&'a str);

impl<'a> RedactedAuthorization<'a> {
    /// Shows the header value `value`.
    #[must_use]
    pub const fn new(value: &'a str) -> Self {
        Self(value)
    }
}

impl fmt::Display for RedactedAuthorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once(' ').unwrap_or((self.0, ""));
        if rest.is_empty() {
            return f.write_str(MASK);
        }
        write!(f, "{} ", Untrusted::new(scheme.as_bytes()))?;
        if !scheme.eq_ignore_ascii_case("OAuth") {
            return f.write_str(MASK);
        }
        let mut quoted = false;
        let between = |c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        };
        for (index, piece) in rest.split(between).enumerate() {
            let separator = if index > 0 { ", " } else { "" };
            let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let inside =
                |value: &'_ str| value.strip_prefix('"')?.strip_suffix('"').map(|text| !text.contains('"'));
            // What is no plain `name="value"` may be a part of a secret, or hide one.
            match piece.trim().split_once('=').filter(|(name, _)| plain(name)) {
                Some((name, _)) if is_secret_parameter(name) => write!(f, "{separator}{name}=\"{MASK}\"")?,
                Some((name, value)) if inside(value) == Some(true) => {
                    write!(f, "{separator}{name}={}", Untrusted::new(value.as_bytes()))?;
                }
                _ => write!(f, "{separator}{MASK}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RedactedAuthorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn urls() {
        let shown = RedactedUrl::new(
            "https://u:pw@h/p?q=java&oauth_signature=abc&%63ode=x#access_token=t&expires_in=1",
        )
        .to_string();
        assert_eq!(
            shown,
            "https://••••@h/p?q=java&oauth_signature=••••&%63ode=••••#access_token=••••&expires_in=1"
        );
        assert_eq!(RedactedUrl::new("app:/cb?code=1").to_string(), "app:/cb?code=••••");
    }

    #[test]
    fn authorization() {
        let show = |value| RedactedAuthorization::new(value).to_string();
        assert_eq!(show("Bearer abc"), "Bearer ••••");
        assert_eq!(show("abc"), MASK);
        assert_eq!(
            show("OAuth realm=\"x\", oauth_nonce=\"n\",oauth_signature=\"s%3D\""),
            "OAuth realm=\"x\", oauth_nonce=\"n\", oauth_signature=\"••••\""
        );
    }

    #[test]
    fn neither_commas_nor_quotes_bring_a_secret_out_of_its_mask() {
        for value in [
            "OAuth oauth_token=\"a,SECRET\"",
            "OAuth oauth_token=\"a,b=SECRET\"",
            "OAuth oauth_token=\"a,b=SECRET,c\", oauth_nonce=\"n\"",
            "OAuth oauth_token=\"a\\\",b=\\\"SECRET\"",
            "OAuth x=\", oauth_token=\"SECRET\"",
            "OAuth x=y oauth_token=SECRET",
            "OAuth oauth_token =\"SECRET\"",
            "OAuth OAUTH_TOKEN=\"SECRET\"",
            "OAuth oauth%5Ftoken=\"SECRET\"",
        ] {
            let shown = RedactedAuthorization::new(value).to_string();
            assert!(!shown.contains("SECRET"), "{value}: {shown}");
        }
    }
}
