//! The request that is signed or verified, as it stands on the wire.

use core::fmt;
use oauth_wire::url::{Url, UrlError};

/// A request as far as a signature covers it ([RFC 5849 §3.4.1](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1)):
/// method, URL, a form body where there is one, and parameters that the caller has decoded.
///
/// Give each parameter once: those of the query with the URL, those of a form body with the body.
/// [`with_parameters`](Self::with_parameters) is for what the URL and the body given here do not
/// hold, for example because your HTTP stack adds it.
///
/// ```
/// use oauth1_sign::SignableRequest;
///
/// let request = SignableRequest::new("POST", "https://api.example.com/1/update.json?include_entities=true")?
///     .with_form_body(b"status=Hello%20Ladies");
/// # Ok::<(), oauth1_sign::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct SignableRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: Url<'a>,
    pub(crate) form_body: Option<&'a [u8]>,
    pub(crate) parameters: &'a [(&'a str, &'a str)],
}

impl<'a> SignableRequest<'a> {
    /// A request with this method (any case; it is signed in upper case) and absolute URL. A
    /// fragment is never sent and not signed.
    ///
    /// # Errors
    /// [`RequestError`] when the method is no token or the URL not absolute.
    #[inline(always)]
    pub fn new(method: &'a str, url: &'a str) -> Result<Self, RequestError> {
        if !is_usual(method) && !is_token(method) {
            return Err(RequestError::Method);
        }
        let url = Url::parse(url).map_err(RequestError::Url)?;
        Ok(Self { method, url, form_body: None, parameters: &[] })
    }

    /// With this `application/x-www-form-urlencoded` body, byte for byte as it is sent. Bodies of
    /// any other type are not signed (§3.4.1.3.1): leave them out.
    #[must_use]
    pub fn with_form_body(self, raw: &'a [u8]) -> Self {
        Self { form_body: Some(raw), ..self }
    }

    /// With these decoded parameters beside those of the URL and the body.
    #[must_use]
    pub fn with_parameters(self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        Self { parameters: pairs, ..self }
    }

    /// The same request, if it is one that HTTP stacks send as it is: an `http` or `https` URL, nothing in it or the
    /// form body that must be percent-encoded and is not ([`Url::check`]), no user information in the URL.
    ///
    /// Without this check a stray character is signed as if it had been encoded; a stack that
    /// encodes it on the way then sends what was signed, except in the path.
    ///
    /// # Errors
    /// [`RequestError`] that names the first such place.
    pub fn strict(self) -> Result<Self, RequestError> {
        if !self.url.has_scheme("https") && !self.url.has_scheme("http") {
            return Err(RequestError::Scheme);
        }
        self.url.check().map_err(RequestError::Url)?;
        let body = self.form_body.unwrap_or_default();
        if let Some(offset) = body.iter().position(|byte| !byte.is_ascii_graphic()) {
            return Err(RequestError::FormBody { offset });
        }
        oauth_wire::percent::check(body).map_err(|error| RequestError::FormBody { offset: error.offset })?;
        Ok(self)
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url<'a> {
        &self.url
    }
}

/// Whether it is one of the methods that nearly all requests have; these are in upper case.
#[inline(always)]
pub(crate) fn is_usual(method: &str) -> bool {
    matches!(method, "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD")
}

/// Whether it is a token (RFC 9110 §5.6.2).
fn is_token(method: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !method.is_empty() && method.bytes().all(allowed)
}

impl fmt::Debug for SignableRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignableRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("form_body", &self.form_body.map(oauth_wire::redact::RedactedForm::new))
            .finish_non_exhaustive()
    }
}

/// Why a request can't be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The method is no HTTP token (RFC 9110 §5.6.2).
    Method,
    /// The URL can't be used.
    Url(UrlError),
    /// The URL's scheme is neither `http` nor `https`.
    Scheme,
    /// The form body has a byte that must be percent-encoded, or a `%` without two hexadecimal
    /// digits.
    FormBody {
        /// Where, in bytes from the start of the body.
        offset: usize,
    },
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("the method is no HTTP token such as \"GET\""),
            Self::Url(error) => error.fmt(f),
            Self::Scheme => {
                f.write_str("the URL's scheme is neither http nor https, so no HTTP stack sends it")
            }
            Self::FormBody { offset } => write!(
                f,
                "the form body has something at byte {offset} that must be percent-encoded; if it is no form, leave it out: only form bodies are signed"
            ),
        }
    }
}

impl core::error::Error for RequestError {}
