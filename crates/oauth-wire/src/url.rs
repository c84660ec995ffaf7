//! A view of an absolute URL's parts ([RFC 3986 §3](https://www.rfc-editor.org/rfc/rfc3986#section-3)),
//! byte for byte as they were given: nothing is decoded, lower-cased or repaired, because what is
//! signed must be what is sent.

use crate::scan;
use core::fmt;
use core::net::Ipv6Addr;

/// The parts of an absolute URL with an authority.
///
/// ```
/// use oauth_wire::url::Url;
///
/// let url = Url::parse("HTTP://EXAMPLE.com:80/r%20v/X?id=123#top").unwrap();
/// assert_eq!(url.scheme(), "HTTP");
/// assert_eq!((url.host(), url.port()), ("EXAMPLE.com", Some("80")));
/// assert_eq!((url.path(), url.query(), url.fragment()), ("/r%20v/X", Some("id=123"), Some("top")));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Url<'a> {
    text: &'a str,
    scheme_end: usize,
    host_start: usize,
    host_end: usize,
    authority_end: usize,
    path_end: usize,
    query_end: usize,
}

impl<'a> Url<'a> {
    /// Finds the parts of `text`.
    ///
    /// The scheme must be one, an authority with a host must follow, and a port must be a number up
    /// to 65535 (or nothing after the colon). Which characters stand in the other parts is not
    /// looked at: [`check`](Self::check) does that. Only a backslash before the path is refused here
    /// already: browsers and many HTTP stacks take it for a `/`, so they would go to another host
    /// than the one read here.
    ///
    /// # Errors
    /// [`UrlError`], with the place in bytes.
    #[inline]
    pub fn parse(text: &'a str) -> Result<Self, UrlError> {
        let bytes = text.as_bytes();
        let scheme_end = scheme_len(bytes).ok_or(UrlError::NoScheme)?;
        let authority_start = scheme_end + 3;
        let find = |from: usize, at: Option<usize>| at.map_or(bytes.len(), |at| from + at);
        let authority_end = find(authority_start, scan::find(&bytes[authority_start..], [b'/', b'?', b'#']));
        let path_end = find(authority_end, scan::find(&bytes[authority_end..], [b'?', b'#']));
        let query_end = find(path_end, scan::find(&bytes[path_end..], [b'#']));

        let authority = &bytes[authority_start..authority_end];
        let (host_start, host_end) = match scan::find(authority, [b':', b'@', b'[', b'\\']) {
            None if authority.is_empty() => return Err(UrlError::Host { offset: authority_start }),
            None => (authority_start, authority_end),
            Some(_) => find_host(&bytes[..authority_end], authority_start)?,
        };
        Ok(Self { text, scheme_end, host_start, host_end, authority_end, path_end, query_end })
    }

    /// Whether it is one that HTTP stacks send as it is: only characters that stand there unencoded by RFC 3986
    /// or by the [WHATWG URL standard](https://url.spec.whatwg.org/#percent-encoded-bytes), as browsers send
    /// `[`, `]` and `|`, and in queries braces, backslashes, `^` and backticks too; each `%` starts an escape;
    /// what stands in brackets as the host is an IPv6 address; the port is not 0; and there is no user information.
    ///
    /// # Errors
    /// [`UrlError`], with the place in bytes.
    pub fn check(&self) -> Result<(), UrlError> {
        if self.host_start != self.scheme_end + 3 {
            return Err(UrlError::UserInfo { offset: self.scheme_end + 3 });
        }
        let host = self.host().as_bytes();
        let inside = host.strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]")).unwrap_or(host);
        if let Some(at) = inside.iter().position(|&byte| !IN_HOST[byte as usize]) {
            return Err(UrlError::Character { offset: self.host_start + at });
        }
        crate::percent::check(host)
            .map_err(|error| UrlError::Escape { offset: self.host_start + error.offset })?;
        if inside.len() < host.len()
            && !core::str::from_utf8(inside).is_ok_and(|text| text.parse::<Ipv6Addr>().is_ok())
        {
            return Err(UrlError::Host { offset: self.host_start });
        }
        if self.effective_port() == Some(0) {
            return Err(UrlError::Port { offset: self.host_end });
        }
        for (start, end, allowed) in [
            (self.authority_end, self.path_end, &IN_PATH),
            (self.path_end, self.query_end, &IN_QUERY),
            (self.query_end, self.text.len(), &IN_QUERY),
        ] {
            let part = &self.text.as_bytes()[start..end];
            // The part's own first character is its delimiter.
            if let Some(at) = part.iter().skip(1).position(|&byte| !allowed[byte as usize]) {
                return Err(UrlError::Character { offset: start + 1 + at });
            }
            crate::percent::check(part).map_err(|error| UrlError::Escape { offset: start + error.offset })?;
        }
        Ok(())
    }

    /// The whole URL as it was given.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The scheme as written, without the colon.
    #[must_use]
    pub fn scheme(&self) -> &'a str {
        &self.text[..self.scheme_end]
    }

    /// The host as written, an IPv6 address with its brackets.
    #[must_use]
    pub fn host(&self) -> &'a str {
        &self.text[self.host_start..self.host_end]
    }

    /// Scheme, host and path as bytes, for hot paths: without a look at where characters start.
    ///
    /// ```
    /// let url = oauth_wire::url::Url::parse("https://example.com/r?id=123").unwrap();
    /// assert_eq!(url.scheme_host_path(), [&b"https"[..], b"example.com", b"/r"]);
    /// ```
    #[inline]
    #[must_use]
    pub fn scheme_host_path(&self) -> [&'a [u8]; 3] {
        let bytes = self.text.as_bytes();
        [
            &bytes[..self.scheme_end],
            &bytes[self.host_start..self.host_end],
            &bytes[self.authority_end..self.path_end],
        ]
    }

    /// The port's digits as written; `None` where there is none (`host` and `host:` alike).
    #[must_use]
    pub fn port(&self) -> Option<&'a str> {
        self.text.get(self.host_end + 1..self.authority_end).filter(|port| !port.is_empty())
    }

    /// The port as a number, with the scheme's own where none is written.
    #[must_use]
    pub fn effective_port(&self) -> Option<u16> {
        match self.port() {
            Some(port) => port.parse().ok(),
            None if self.has_scheme("https") => Some(443),
            None if self.has_scheme("http") => Some(80),
            None => None,
        }
    }

    /// The path as written; empty where there is none.
    #[must_use]
    pub fn path(&self) -> &'a str {
        &self.text[self.authority_end..self.path_end]
    }

    /// The query as written, without its `?`.
    #[must_use]
    pub fn query(&self) -> Option<&'a str> {
        self.text[self.path_end..self.query_end].strip_prefix('?')
    }

    /// The fragment as written, without its `#`.
    #[must_use]
    pub fn fragment(&self) -> Option<&'a str> {
        self.text[self.query_end..].strip_prefix('#')
    }

    /// The URL up to the end of its path.
    #[must_use]
    pub fn without_query(&self) -> &'a str {
        &self.text[..self.path_end]
    }

    /// The URL up to its fragment.
    #[must_use]
    pub fn without_fragment(&self) -> &'a str {
        &self.text[..self.query_end]
    }

    /// Whether the scheme is `scheme`, in any case.
    #[must_use]
    pub fn has_scheme(&self, scheme: &str) -> bool {
        self.scheme().eq_ignore_ascii_case(scheme)
    }

    /// Whether scheme, host and port are the same ([RFC 6454 §5](https://www.rfc-editor.org/rfc/rfc6454#section-5)).
    #[must_use]
    pub fn same_origin(&self, other: &Url<'_>) -> bool {
        self.has_scheme(other.scheme())
            && self.host().eq_ignore_ascii_case(other.host())
            && self.effective_port() == other.effective_port()
    }

    /// Whether the host names this machine itself: `localhost`, 127.0.0.0/8 or `[::1]`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        use core::net::{Ipv4Addr, Ipv6Addr};
        let host = self.host();
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
            || host
                .strip_prefix('[')
                .and_then(|host| host.strip_suffix(']'))
                .and_then(|host| host.parse::<Ipv6Addr>().ok())
                .is_some_and(|address| address.is_loopback())
    }

    /// Whether secrets may be sent there: `https`, or `http` to this machine itself.
    #[must_use]
    pub fn is_confidential(&self) -> bool {
        self.has_scheme("https") || self.has_scheme("http") && self.is_loopback()
    }
}

impl fmt::Debug for Url<'_> {
    // A query or fragment may carry a token, user information a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({})", crate::redact::RedactedUrl::new(self.text))
    }
}

/// What may stand in a host (an address's brackets aside), and in the parts behind it, without being encoded.
static IN_HOST: [bool; 256] = unreserved_and(b"%!$&'()*+,;=:");
static IN_PATH: [bool; 256] = unreserved_and(b"%!$&'()*+,;=:@/?[]|");
static IN_QUERY: [bool; 256] = unreserved_and(b"%!$&'()*+,;=:@/?[]|{}\\^`");

const fn unreserved_and(more: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = crate::percent::is_unreserved(byte as u8);
        byte += 1;
    }
    let mut at = 0;
    while at < more.len() {
        table[more[at] as usize] = true;
        at += 1;
    }
    table
}

/// The length of the scheme, where one stands there with `://` behind it.
fn scheme_len(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(b"https://") {
        return Some(5);
    }
    let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let len = bytes.iter().position(|&byte| !is_scheme(byte)).filter(|_| bytes[0].is_ascii_alphabetic())?;
    bytes[len..].starts_with(b"://").then_some(len)
}

/// Where the host starts and ends in an authority that is more than a name; `bytes` end with it. Not inlined: it is
/// the rarer case.
#[inline(never)]
fn find_host(bytes: &[u8], authority_start: usize) -> Result<(usize, usize), UrlError> {
    let authority = &bytes[authority_start..];
    if let Some(at) = scan::find(authority, [b'\\']) {
        return Err(UrlError::Character { offset: authority_start + at });
    }
    let start = authority
        .iter()
        .rposition(|&byte| byte == b'@')
        .map_or(authority_start, |at| authority_start + at + 1);
    let host_and_port = &bytes[start..];
    let len = if host_and_port.first() == Some(&b'[') {
        let close = host_and_port.iter().position(|&byte| byte == b']');
        close.ok_or(UrlError::Host { offset: start })? + 1
    } else {
        scan::find(host_and_port, [b':']).unwrap_or(host_and_port.len())
    };
    match host_and_port.split_at(len) {
        ([], _) => Err(UrlError::Host { offset: start }),
        (_, [] | [b':']) => Ok((start, start + len)),
        (_, [b':', digits @ ..]) if is_port(digits) => Ok((start, start + len)),
        _ => Err(UrlError::Port { offset: start + len }),
    }
}

fn is_port(digits: &[u8]) -> bool {
    digits.iter().all(u8::is_ascii_digit)
        && core::str::from_utf8(digits).is_ok_and(|digits| digits.parse::<u16>().is_ok())
}

/// Why a text is no URL that can be used here. Offsets are in bytes from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UrlError {
    /// It does not start with a scheme and `://`.
    NoScheme,
    /// There is no host, or an IPv6 address without its closing bracket.
    Host {
        /// Where the host should be.
        offset: usize,
    },
    /// What follows the host is no port number up to 65535; for [`Url::check`], also port 0.
    Port {
        /// Where the port's colon should be.
        offset: usize,
    },
    /// User information (`user:password@`) stands in it; HTTP stacks do not send that.
    UserInfo {
        /// Where it starts.
        offset: usize,
    },
    /// A character that must be percent-encoded stands there as it is.
    Character {
        /// Where it stands.
        offset: usize,
    },
    /// A `%` without two hexadecimal digits.
    Escape {
        /// Where it stands.
        offset: usize,
    },
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoScheme => f.write_str(
                "the URL is not absolute: it must start with a scheme and \"://\", as in \"https://\"",
            ),
            Self::Host { offset } => write!(f, "the URL has no valid host at byte {offset}"),
            Self::Port { offset } => write!(f, "the URL has no valid port (1 to 65535) at byte {offset}"),
            Self::UserInfo { offset } => write!(
                f,
                "the URL carries user information at byte {offset}; send credentials in a header instead"
            ),
            Self::Character { offset } => {
                write!(f, "the URL has a character at byte {offset} that must be percent-encoded")
            }
            Self::Escape { offset } => {
                write!(f, "the URL has a '%' without two hexadecimal digits at byte {offset}")
            }
        }
    }
}

impl core::error::Error for UrlError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::String;

    #[test]
    fn parts() {
        let url = Url::parse("https://user:p@ss@[::1]:8443/a;b?c?d#e#f").unwrap();
        assert_eq!((url.host(), url.port(), url.path()), ("[::1]", Some("8443"), "/a;b"));
        assert_eq!((url.query(), url.fragment()), (Some("c?d"), Some("e#f")));
        assert_eq!(url.check(), Err(UrlError::UserInfo { offset: 8 }));

        let url = Url::parse("http://h:?").unwrap();
        assert_eq!(
            (url.port(), url.effective_port(), url.path(), url.query()),
            (None, Some(80), "", Some(""))
        );
    }

    #[test]
    fn no_urls() {
        for (text, error) in [
            ("", UrlError::NoScheme),
            ("/path", UrlError::NoScheme),
            ("example.com/", UrlError::NoScheme),
            ("https:/h", UrlError::NoScheme),
            ("1http://h", UrlError::NoScheme),
            ("http://", UrlError::Host { offset: 7 }),
            ("http://@/", UrlError::Host { offset: 8 }),
            ("http://:80", UrlError::Host { offset: 7 }),
            ("http://[::1", UrlError::Host { offset: 7 }),
            ("http://[h", UrlError::Host { offset: 7 }),
            ("http://h:65536", UrlError::Port { offset: 8 }),
            ("http://h:+1", UrlError::Port { offset: 8 }),
            ("http://[::1]x", UrlError::Port { offset: 12 }),
        ] {
            assert_eq!(Url::parse(text), Err(error), "{text}");
        }
    }

    /// What a browser reads as the host `evil.example` with a path behind it.
    #[test]
    fn a_backslash_hides_no_other_host() {
        for (text, offset) in [
            ("https://evil.example\\@api.example.com/", 20),
            ("http://evil.example\\@localhost:8080/", 19),
            ("https://user@evil.example\\@api.example.com/", 25),
            ("http://h\\x/", 8),
        ] {
            assert_eq!(Url::parse(text), Err(UrlError::Character { offset }), "{text}");
        }
        assert!(Url::parse("https://api.example.com/a\\b").is_ok());
    }

    #[test]
    fn characters_that_are_never_sent() {
        for (text, error) in [
            ("http://h/a b", UrlError::Character { offset: 10 }),
            ("http://h/é", UrlError::Character { offset: 9 }),
            ("http://h/a{b", UrlError::Character { offset: 10 }),
            ("http://h/?a\"b", UrlError::Character { offset: 11 }),
            ("http://h/?a<b", UrlError::Character { offset: 11 }),
            ("http://[zz]/", UrlError::Host { offset: 7 }),
            ("http://[::1%25eth0]/", UrlError::Host { offset: 7 }),
            ("http://h:0/", UrlError::Port { offset: 8 }),
            ("http://[::1]:00/", UrlError::Port { offset: 12 }),
            ("http://h/\\", UrlError::Character { offset: 9 }),
            ("http://h/%4", UrlError::Escape { offset: 9 }),
            ("http://h%4/", UrlError::Escape { offset: 8 }),
            ("http://h/?a=%zz", UrlError::Escape { offset: 12 }),
        ] {
            assert_eq!(Url::parse(text).unwrap().check(), Err(error), "{text}");
        }
        for text in [
            "http://h/a;b,c/@:!$&'()*+=~?x=/?%41#f/?",
            "http://h/a[1]|b?filter[1]={x|y}^`\\",
            "http://[2001:db8::1]:8080/",
            "http://h:/",
            "http://h:1/",
        ] {
            assert_eq!(Url::parse(text).unwrap().check(), Ok(()), "{text}");
        }
    }

    #[test]
    fn where_secrets_may_go() {
        for (text, yes) in [
            ("https://example.com/", true),
            ("http://localhost:1/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]:2/", true),
            ("http://example.com/", false),
            ("http://localhost.example.com/", false),
            ("http://127.0.0.1.example.com/", false),
            ("http://localhost@example.com/", false),
            ("ftp://localhost/", false),
        ] {
            assert_eq!(Url::parse(text).unwrap().is_confidential(), yes, "{text}");
        }
    }

    #[test]
    fn origins() {
        let url = |text| Url::parse(text).unwrap();
        assert!(url("https://A.example/x").same_origin(&url("HTTPS://a.EXAMPLE:443/y?z")));
        assert!(!url("https://a.example/").same_origin(&url("http://a.example/")));
        assert!(!url("https://a.example/").same_origin(&url("https://a.example:8443/")));
        assert!(!url("https://a.example/").same_origin(&url("https://a.example@b.example/")));
    }

    proptest! {
        #[test]
        fn any_text(text: String) {
            if let Ok(url) = Url::parse(&text) {
                let _ = (url.check(), url.is_loopback(), url.effective_port());
                prop_assert!(text.starts_with(url.without_fragment()));
            }
        }
    }
}
