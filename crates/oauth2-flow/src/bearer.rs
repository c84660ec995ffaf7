//! Use of a bearer token ([RFC 6750 §2](https://www.rfc-editor.org/rfc/rfc6750#section-2)): in the
//! `Authorization` field, or in a form body where a server needs it. Never in a query, where it ends
//! up in logs and `Referer` fields ([RFC 9700 §4.3.2](https://www.rfc-editor.org/rfc/rfc9700#section-4.3.2)).

use core::fmt;
use oauth_wire::buf::{Encode, Writer};
use oauth_wire::redact::RedactedUrl;
use oauth_wire::url::Url;

/// A bearer token and the one origin that it is for, both borrowed: it comes out only for URLs there, so a link
/// or a redirect to elsewhere can't carry it away. With an allocator, `Bearer` owns both.
///
/// ```
/// use oauth_wire::buf::Encode;
/// use oauth2_flow::bearer::{BearerError, BorrowedBearer};
///
/// let bearer = BorrowedBearer::new("mF_9.B5f-4.1JqM", "https://api.example.com").unwrap();
/// let value = bearer.authorization("https://api.example.com/v1/me").unwrap();
/// assert_eq!(value.encode_slice(&mut [0; 64]).unwrap(), b"Bearer mF_9.B5f-4.1JqM");
/// assert_eq!(bearer.authorization("https://evil.example/").unwrap_err(), BearerError::OtherOrigin);
/// assert!(BorrowedBearer::new("a\r\nX-Evil: 1", "https://api.example.com").is_err());
/// ```
#[derive(Clone, Copy)]
pub struct BorrowedBearer<'a> {
    credentials: BearerCredentials<'a>,
    origin: Url<'a>,
}

impl<'a> BorrowedBearer<'a> {
    /// Binds a token to the origin of this URL.
    ///
    /// # Errors
    /// [`BearerError`], where the token or the URL can't be used.
    pub fn new(access_token: &'a str, origin: &'a str) -> Result<Self, BearerError> {
        let credentials = BearerCredentials::new(access_token)?;
        let origin = Url::parse(origin).map_err(|_| BearerError::InvalidUrl)?;
        if !origin.is_confidential() {
            return Err(BearerError::Insecure);
        }
        Ok(Self { credentials, origin })
    }

    /// The value of the `Authorization` field for a request to `url`
    /// ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
    ///
    /// # Errors
    /// [`BearerError::OtherOrigin`], where the token is not for that place.
    pub fn authorization(&self, url: &str) -> Result<BearerCredentials<'a>, BearerError> {
        check_origin(self.origin, url).map(|()| self.credentials)
    }

    /// The parameter of a form body for a request to `url`, for servers that can't read the field
    /// ([RFC 6750 §2.2](https://www.rfc-editor.org/rfc/rfc6750#section-2.2)): only in a body of type
    /// `application/x-www-form-urlencoded`, never with `GET`.
    ///
    /// # Errors
    /// [`BearerError::OtherOrigin`], where the token is not for that place.
    pub fn form_parameter(&self, url: &str) -> Result<(&'static str, &'a str), BearerError> {
        self.authorization(url).map(|credentials| ("access_token", credentials.0))
    }
}

impl fmt::Debug for BorrowedBearer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BorrowedBearer")
            .field("origin", &RedactedUrl::new(self.origin.as_str()))
            .finish_non_exhaustive()
    }
}

/// The value of an `Authorization` field with a bearer token
/// ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)), for a URL at the token's own origin:
/// [`BorrowedBearer::authorization`] gives it.
#[derive(Clone, Copy)]
pub struct BearerCredentials<'a>(&'a str);

impl<'a> BearerCredentials<'a> {
    /// With this access token: not empty, and nothing in it that ends a field.
    pub(crate) fn new(access_token: &'a str) -> Result<Self, BearerError> {
        let usable = !access_token.is_empty() && access_token.bytes().all(|byte| byte.is_ascii_graphic());
        usable.then_some(Self(access_token)).ok_or(BearerError::InvalidToken)
    }
}

impl Encode for BearerCredentials<'_> {
    fn encoded_len(&self) -> usize {
        "Bearer ".len() + self.0.len()
    }

    fn emit(&self, out: &mut Writer<'_>) {
        out.bytes(b"Bearer ");
        out.bytes(self.0.as_bytes());
    }
}

impl fmt::Debug for BearerCredentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BearerCredentials({})", oauth_wire::redact::MASK)
    }
}

/// Why a token can't be used, or not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BearerError {
    /// The token is empty or has characters that no token has.
    InvalidToken,
    /// The token is not of the type `Bearer`.
    NotBearer,
    /// The origin, or the URL to go to, is no absolute URL.
    InvalidUrl,
    /// The origin has no TLS and is not this machine itself.
    Insecure,
    /// The URL is at another origin than the one that the token is for.
    OtherOrigin,
}

impl fmt::Display for BearerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidToken => "the access token is empty or not visible ASCII",
            Self::NotBearer => "the token is not of the type Bearer; it can't be sent as one",
            Self::InvalidUrl => "the URL is not absolute, or not valid",
            Self::Insecure => "a bearer token must go to https, or http to this machine itself",
            Self::OtherOrigin => {
                "the URL is at another origin than the one this token is for; do not send it there"
            }
        })
    }
}

impl core::error::Error for BearerError {}

/// Whether `url` is at the origin.
fn check_origin(origin: Url<'_>, url: &str) -> Result<(), BearerError> {
    let url = Url::parse(url).map_err(|_| BearerError::InvalidUrl)?;
    if origin.same_origin(&url) { Ok(()) } else { Err(BearerError::OtherOrigin) }
}

#[cfg(feature = "alloc")]
pub use bound::Bearer;

#[cfg(feature = "alloc")]
mod bound {
    use super::{BearerError, BorrowedBearer, check_origin};
    use alloc::string::String;
    use core::fmt;
    use oauth_wire::buf::Encode;
    use oauth_wire::secret::Secret;
    use oauth_wire::url::Url;

    /// A bearer token, bound to the one origin that it is for: it comes out only for URLs there, so
    /// a link or a redirect to elsewhere can't carry it away.
    ///
    /// ```
    /// use oauth2_flow::bearer::{Bearer, BearerError};
    ///
    /// let bearer = Bearer::new("mF_9.B5f-4.1JqM", "https://api.example.com").unwrap();
    /// assert_eq!(bearer.authorization("https://api.example.com/v1/me"), Ok("Bearer mF_9.B5f-4.1JqM"));
    /// assert_eq!(bearer.authorization("https://evil.example/"), Err(BearerError::OtherOrigin));
    /// ```
    #[derive(Clone)]
    pub struct Bearer {
        origin: String,
        value: Secret,
    }

    impl Bearer {
        /// Binds a token to the origin of this URL.
        ///
        /// # Errors
        /// [`BearerError`], where the token or the URL can't be used.
        pub fn new(access_token: &str, origin: &str) -> Result<Self, BearerError> {
            let BorrowedBearer { credentials, .. } = BorrowedBearer::new(access_token, origin)?;
            let value = String::from_utf8(credentials.encode_vec()).unwrap_or_default();
            Ok(Self { origin: origin.into(), value: value.into() })
        }

        /// The value of the `Authorization` field for a request to `url`
        /// ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
        ///
        /// # Errors
        /// [`BearerError::OtherOrigin`], where the token is not for that place.
        pub fn authorization(&self, url: &str) -> Result<&str, BearerError> {
            let origin = Url::parse(&self.origin).map_err(|_| BearerError::InvalidUrl)?;
            check_origin(origin, url).map(|()| self.value.expose())
        }

        /// The parameter of a form body for a request to `url`, for servers that can't read the
        /// field ([RFC 6750 §2.2](https://www.rfc-editor.org/rfc/rfc6750#section-2.2)): only in a
        /// body of type `application/x-www-form-urlencoded`, never with `GET`.
        ///
        /// # Errors
        /// [`BearerError::OtherOrigin`], where the token is not for that place.
        pub fn form_parameter(&self, url: &str) -> Result<(&'static str, &str), BearerError> {
            self.authorization(url).map(|value| ("access_token", &value["Bearer ".len()..]))
        }
    }

    impl fmt::Debug for Bearer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("Bearer")
                .field("origin", &oauth_wire::redact::RedactedUrl::new(&self.origin))
                .finish_non_exhaustive()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        let (token, origin) = ("t", "https://api.example.com/base?x");
        let borrowed = BorrowedBearer::new(token, origin).unwrap();
        #[cfg(feature = "alloc")]
        let owned = Bearer::new(token, origin).unwrap();
        for (url, result) in [
            ("https://API.example.com:443/other", Ok("t")),
            ("http://api.example.com/", Err(BearerError::OtherOrigin)),
            ("https://api.example.com:8443/", Err(BearerError::OtherOrigin)),
            ("https://api.example.com@evil.example/", Err(BearerError::OtherOrigin)),
            ("https://www.api.example.com/", Err(BearerError::OtherOrigin)),
            ("https://evil.example\\@api.example.com/", Err(BearerError::InvalidUrl)),
            ("/path", Err(BearerError::InvalidUrl)),
        ] {
            let parameter = result.map(|token| ("access_token", token));
            assert_eq!(borrowed.form_parameter(url), parameter, "{url}");
            let (field, mut buffer) = (borrowed.authorization(url), [0; 16]);
            let field = field.map(|field| &*field.encode_slice(&mut buffer).unwrap());
            assert_eq!(field, result.map(|_| b"Bearer t".as_slice()), "{url}");
            #[cfg(feature = "alloc")]
            {
                assert_eq!(owned.authorization(url), result.map(|_| "Bearer t"), "{url}");
                assert_eq!(owned.form_parameter(url), parameter, "{url}");
            }
        }
    }

    #[test]
    fn what_can_not_be() {
        for (token, origin, result) in [
            ("t", "https://api.example.com", Ok(())),
            ("t", "http://localhost:1", Ok(())),
            ("t", "http://api.example.com", Err(BearerError::Insecure)),
            ("t", "api.example.com", Err(BearerError::InvalidUrl)),
            ("", "https://api.example.com", Err(BearerError::InvalidToken)),
            ("a b", "https://api.example.com", Err(BearerError::InvalidToken)),
            ("a\r\nX-Evil: 1", "https://api.example.com", Err(BearerError::InvalidToken)),
            ("\u{e9}", "https://api.example.com", Err(BearerError::InvalidToken)),
        ] {
            assert_eq!(BorrowedBearer::new(token, origin).map(drop), result, "{token} {origin}");
            #[cfg(feature = "alloc")]
            assert_eq!(Bearer::new(token, origin).map(drop), result, "{token} {origin}");
        }
    }
}
