//! HTTP requests and responses that borrow what they consist of.
//!
//! They hold no type of any HTTP crate; the feature `http` converts to and from the `http` crate's.

use crate::redact::{self, RedactedAuthorization, RedactedUrl};
use core::fmt;

/// The methods that the flows use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// The method's name as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a request may go out again when its answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resend {
    /// The same bytes may be sent again at any time.
    Safe,
    /// The same bytes may be sent again only if they surely never left: they carry something that
    /// is good once (a code, a rotating refresh token, an assertion).
    IfNotSent,
    /// The same bytes never go out twice: an OAuth 1 request is signed anew.
    Never,
}

/// One header field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// The field's name, in lower case.
    pub name: &'static str,
    /// The field's value: visible ASCII and spaces.
    pub value: &'a str,
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name == "authorization" {
            write!(f, "{}: {}", self.name, RedactedAuthorization::new(self.value))
        } else if redact::is_secret_header(self.name) {
            write!(f, "{}: {}", self.name, redact::MASK)
        } else {
            write!(f, "{}: {}", self.name, self.value)
        }
    }
}

const MAX_HEADERS: usize = 6;

/// The header fields of a request: at most [`Headers::CAPACITY`], kept without an allocator.
#[derive(Clone, Copy)]
pub struct Headers<'a> {
    fields: [Header<'a>; MAX_HEADERS],
    len: usize,
}

impl<'a> Headers<'a> {
    /// How many fields there can be; no request of these crates needs more.
    pub const CAPACITY: usize = MAX_HEADERS;

    /// No fields.
    #[must_use]
    pub const fn new() -> Self {
        Self { fields: [Header { name: "", value: "" }; Self::CAPACITY], len: 0 }
    }

    /// Adds a field.
    ///
    /// # Panics
    /// When there are [`CAPACITY`](Self::CAPACITY) already.
    #[inline]
    pub const fn push(&mut self, name: &'static str, value: &'a str) {
        self.fields[self.len] = Header { name, value };
        self.len += 1;
    }

    /// These fields and one more.
    ///
    /// # Panics
    /// When there are [`CAPACITY`](Self::CAPACITY) already.
    #[must_use]
    pub const fn with(mut self, name: &'static str, value: &'a str) -> Self {
        self.push(name, value);
        self
    }

    /// These fields, and one more where there is a value.
    ///
    /// # Panics
    /// When there are [`CAPACITY`](Self::CAPACITY) already.
    #[must_use]
    pub const fn with_optional(self, name: &'static str, value: Option<&'a str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The fields, in the order they are to be sent.
    #[must_use]
    pub fn as_slice(&self) -> &[Header<'a>] {
        &self.fields[..self.len]
    }

    /// The value of the field `name`, given in lower case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.as_slice().iter().find(|header| header.name == name).map(|header| header.value)
    }
}

impl Default for Headers<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}

/// A request for the embedder's HTTP stack to send, exactly as it is.
///
/// **Follow no redirects on it**: a 307 would post the secrets in it to somewhere else. Verify the
/// server's certificate. Read at most [`max_response_len`](Self::max_response_len) bytes of the
/// answer's body. Send `url`, header values and `body` byte for byte; add what your stack adds by
/// itself (`Host`, `Content-Length`, `User-Agent`).
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: Method,
    /// The absolute URL, without a fragment.
    pub url: &'a str,
    /// The header fields.
    pub headers: Headers<'a>,
    /// The body; empty where there is none.
    pub body: &'a [u8],
    /// Whether it may go out again when its answer is lost.
    pub resend: Resend,
    /// How many bytes of the answer's body are worth reading; cut the rest off.
    pub max_response_len: usize,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &RedactedUrl::new(self.url))
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("resend", &self.resend)
            .finish_non_exhaustive()
    }
}

/// A response as the embedder's HTTP stack received it.
///
/// ```
/// use oauth_wire::message::Response;
///
/// let response = Response::new(429, &[("Retry-After", b"30")], b"");
/// assert_eq!(response.header("retry-after"), Some(b"30".as_slice()));
/// ```
#[derive(Clone, Copy)]
pub struct Response<'a> {
    status: u16,
    headers: ResponseHeaders<'a>,
    body: &'a [u8],
}

#[derive(Clone, Copy)]
enum ResponseHeaders<'a> {
    Borrowed(&'a [(&'a str, &'a [u8])]),
    #[cfg(feature = "alloc")]
    Owned(&'a [(alloc::string::String, alloc::vec::Vec<u8>)]),
    #[cfg(feature = "http")]
    Http(&'a http::HeaderMap),
}

impl<'a> Response<'a> {
    /// A response of these parts; header names in any case.
    #[must_use]
    pub const fn new(status: u16, headers: &'a [(&'a str, &'a [u8])], body: &'a [u8]) -> Self {
        Self { status, headers: ResponseHeaders::Borrowed(headers), body }
    }

    /// The status code.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status code is a 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The body.
    #[must_use]
    pub const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The value of the first field with this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a [u8]> {
        self.headers(name).next()
    }

    /// The values of every field with this name, in any case.
    pub fn headers<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a [u8]> + use<'a, 'n> {
        let mut index = 0;
        let headers = self.headers;
        core::iter::from_fn(move || {
            loop {
                let (field, value) = headers.nth(index)?;
                index += 1;
                if field == name || field.eq_ignore_ascii_case(name) {
                    return Some(value);
                }
            }
        })
    }
}

impl<'a> ResponseHeaders<'a> {
    fn nth(self, index: usize) -> Option<(&'a str, &'a [u8])> {
        match self {
            Self::Borrowed(fields) => fields.get(index).copied(),
            #[cfg(feature = "alloc")]
            Self::Owned(fields) => fields.get(index).map(|(name, value)| (name.as_str(), value.as_slice())),
            #[cfg(feature = "http")]
            Self::Http(map) => map.iter().nth(index).map(|(name, value)| (name.as_str(), value.as_bytes())),
        }
    }
}

impl fmt::Debug for Response<'_> {
    // Header values and bodies of these responses carry tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A response that owns its parts, for embedders whose HTTP stack hands them over one by one.
#[cfg(feature = "alloc")]
#[derive(Clone, Default)]
pub struct ResponseBuf {
    /// The status code.
    pub status: u16,
    /// The header fields in order, names in any case.
    pub headers: alloc::vec::Vec<(alloc::string::String, alloc::vec::Vec<u8>)>,
    /// The body.
    pub body: alloc::vec::Vec<u8>,
}

#[cfg(feature = "alloc")]
impl ResponseBuf {
    /// The response as a flow takes it.
    #[must_use]
    pub fn view(&self) -> Response<'_> {
        Response { status: self.status, headers: ResponseHeaders::Owned(&self.headers), body: &self.body }
    }
}

#[cfg(feature = "alloc")]
impl Drop for ResponseBuf {
    fn drop(&mut self) {
        crate::secret::wipe(&mut self.body);
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for ResponseBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

#[cfg(feature = "http")]
impl Request<'_> {
    /// The request in the `http` crate's type, for every stack that speaks it.
    ///
    /// # Errors
    /// When `http` can't hold the URL or a header's value; the flows make neither.
    pub fn to_http(&self) -> Result<http::Request<alloc::vec::Vec<u8>>, http::Error> {
        let mut builder = http::Request::builder().method(self.method.as_str()).uri(self.url);
        for header in self.headers.as_slice() {
            let mut value = http::HeaderValue::from_str(header.value)?;
            value.set_sensitive(redact::is_secret_header(header.name));
            builder = builder.header(header.name, value);
        }
        builder.body(self.body.to_vec())
    }
}

#[cfg(feature = "http")]
impl<'a> Response<'a> {
    /// A view of a response in the `http` crate's type.
    #[must_use]
    pub fn from_http<B: AsRef<[u8]>>(response: &'a http::Response<B>) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: ResponseHeaders::Http(response.headers()),
            body: response.body().as_ref(),
        }
    }
}

#[cfg(feature = "http")]
impl ResponseBuf {
    /// The head of a response in the `http` crate's types, for a driver that reads the body into it
    /// piece by piece.
    ///
    /// ```
    /// use oauth_wire::message::ResponseBuf;
    ///
    /// let (head, ()) = http::Response::builder().status(429).header("retry-after", "30").body(())?.into_parts();
    /// let mut response = ResponseBuf::from_http(head.status, &head.headers);
    /// response.body.extend_from_slice(b"slow down");
    /// assert_eq!(response.view().header("Retry-After"), Some(b"30".as_slice()));
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn from_http(status: http::StatusCode, headers: &http::HeaderMap) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.as_str().into(), value.as_bytes().to_vec()));
        Self { status: status.as_u16(), headers: headers.collect(), body: alloc::vec::Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let request = Request {
            method: Method::Post,
            url: "https://h/p?oauth_token=SECRET",
            headers: Headers::new().with("authorization", "Bearer SECRET").with("accept", "application/json"),
            body: b"client_secret=SECRET",
            resend: Resend::Safe,
            max_response_len: 1,
        };
        let response = Response::new(200, &[("set-cookie", b"SECRET")], b"SECRET");
        let shown = std::format!("{request:?} {response:?}");
        assert!(!shown.contains("SECRET"), "{shown}");
        assert!(shown.contains("accept: application/json"));
    }

    #[test]
    fn header_fields_are_found_in_any_case_and_all_of_them() {
        let response =
            Response::new(401, &[("WWW-Authenticate", b"a"), ("x", b"y"), ("www-authenticate", b"b")], b"");
        assert!(response.headers("Www-Authenticate").eq([b"a".as_slice(), b"b"]));
        assert_eq!(response.header("nope"), None);
    }
}
