//! Well-known places ([RFC 8615](https://www.rfc-editor.org/rfc/rfc8615)), where a server's document says who
//! it is.

use core::fmt;
use oauth_wire::buf::{Encode, Writer};
use oauth_wire::url::{Url, UrlError};

#[cfg(feature = "alloc")]
mod document;

#[cfg(feature = "alloc")]
pub(crate) use document::{Document, Kind, fetched, read};

/// The name of an authorization server's metadata
/// ([RFC 8414 §7.3](https://www.rfc-editor.org/rfc/rfc8414#section-7.3)).
pub const AUTHORIZATION_SERVER: &str = "oauth-authorization-server";

/// The name of a protected resource's metadata
/// ([RFC 9728 §8.2](https://www.rfc-editor.org/rfc/rfc9728#section-8.2)).
pub const PROTECTED_RESOURCE: &str = "oauth-protected-resource";

/// Where the document of an issuer or a resource is: its URL with `/.well-known/` and a name between host
/// and path, whose last slash goes ([RFC 8414 §3.1](https://www.rfc-editor.org/rfc/rfc8414#section-3.1)).
///
/// ```
/// use oauth_wire::buf::Encode;
/// use oauth2_flow::well_known::{AUTHORIZATION_SERVER, WellKnownUrl};
///
/// let url = WellKnownUrl::new("https://example.com/issuer1", AUTHORIZATION_SERVER).unwrap();
/// let mut buffer = [0; 80];
/// let url = url.encode_slice(&mut buffer).unwrap();
/// assert_eq!(url, b"https://example.com/.well-known/oauth-authorization-server/issuer1");
/// ```
#[derive(Clone, Copy)]
pub struct WellKnownUrl<'a> {
    url: Url<'a>,
    name: &'a str,
}

impl<'a> WellKnownUrl<'a> {
    /// The place of this document for this issuer or resource.
    ///
    /// # Errors
    /// [`UrlError`], where that is no absolute URL.
    pub fn new(of: &'a str, name: &'a str) -> Result<Self, UrlError> {
        Ok(Self::of(Url::parse(of)?, name))
    }

    pub(crate) const fn of(url: Url<'a>, name: &'a str) -> Self {
        Self { url, name }
    }

    fn parts(&self) -> [&'a str; 6] {
        let (place, path) = (self.url.without_query(), self.url.path());
        let (mark, query) = self.url.query().map_or(("", ""), |query| ("?", query));
        let origin = &place[..place.len() - path.len()];
        [origin, "/.well-known/", self.name, path.strip_suffix('/').unwrap_or(path), mark, query]
    }
}

impl Encode for WellKnownUrl<'_> {
    fn encoded_len(&self) -> usize {
        self.parts().iter().map(|part| part.len()).sum()
    }

    fn emit(&self, out: &mut Writer<'_>) {
        self.parts().iter().for_each(|part| out.bytes(part.as_bytes()));
    }
}

impl fmt::Display for WellKnownUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().iter().try_for_each(|part| f.write_str(part))
    }
}

impl fmt::Debug for WellKnownUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WellKnownUrl({}, {:?})", self.name, self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn places() {
        for (of, url) in [
            ("https://h", "https://h/.well-known/n"),
            ("https://h/", "https://h/.well-known/n"),
            ("https://h:8/a/b/", "https://h:8/.well-known/n/a/b"),
            ("https://h/a?k=v", "https://h/.well-known/n/a?k=v"),
        ] {
            let place = WellKnownUrl::new(of, "n").unwrap();
            assert_eq!(place.to_string(), url);
            let mut exact = std::vec![0; url.len()];
            assert_eq!(place.encode_slice(&mut exact).unwrap(), url.as_bytes());
        }
        assert!(WellKnownUrl::new("h/a", "n").is_err());
    }
}
