//! The signature base string ([RFC 5849 §3.4.1](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1)).
//!
//! Signing and verifying never hold it whole: it streams into the MAC. These functions write it out,
//! for keys that live elsewhere and for people who compare it with what a server says it computed.

use crate::encode::{Buffer, Emitter, SEPARATOR, Sink, Text};
use crate::parameters::{Slot, SortError, Sorted, Sources, Unsorted};
use crate::protocol::{Fields, each_field};
use crate::request::{SignableRequest, is_usual};
use core::fmt;
use oauth_wire::buf::{BufferTooSmall, Writer};
use oauth_wire::scan::{padded, reserved, upper_case};
use oauth_wire::url::Url;

/// Writes the base string of `request` with `protocol`, the decoded protocol parameters, in any
/// order; `realm` and `oauth_signature` are left out as §3.4.1.3.1 has it.
///
/// Returns the base string: ASCII, in `out`. `scratch` needs a [`Slot`] for each parameter,
/// `protocol` included.
///
/// ```
/// use oauth1_sign::{SignableRequest, Slot, signature_base_string};
///
/// let request = SignableRequest::new("get", "http://EXAMPLE.com:80/photos?size=original&file=vacation.jpg")?;
/// let protocol = [("oauth_consumer_key", "dpf43f3p2l4k3l03"), ("oauth_nonce", "chapoH")];
/// let (mut scratch, mut buffer) = ([Slot::EMPTY; 8], [0; 512]);
/// assert_eq!(
///     signature_base_string(&request, &protocol, &mut scratch, &mut buffer)?,
///     "GET&http%3A%2F%2Fexample.com%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26size%3Doriginal",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`BaseStringError`], with the length that would have been enough.
pub fn signature_base_string<'b>(
    request: &SignableRequest<'_>,
    protocol: &[(&str, &str)],
    scratch: &mut [Slot],
    out: &'b mut [u8],
) -> Result<&'b str, BaseStringError> {
    let sources = Sources::with_protocol(request, protocol);
    let mut unsorted = Unsorted::new(&sources);
    let sorted = unsorted.sort(scratch)?;
    write_to(out, |writer| base_string(request, sorted, None, writer))
}

/// Writes the base string URI of `url` ([§3.4.1.2](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.2)),
/// not encoded: scheme and host in lower case, the default port left out, no query.
///
/// ```
/// let url = oauth_wire::url::Url::parse("HTTP://EXAMPLE.COM:80/r%20v/X?id=123").unwrap();
/// let mut buffer = [0; 64];
/// assert_eq!(oauth1_sign::base_string_uri(&url, &mut buffer)?, "http://example.com/r%20v/X");
/// # Ok::<(), oauth1_sign::BaseStringError>(())
/// ```
///
/// # Errors
/// [`BaseStringError::BufferTooSmall`].
pub fn base_string_uri<'b>(url: &Url<'_>, out: &'b mut [u8]) -> Result<&'b str, BaseStringError> {
    write_to(out, |writer| {
        let lower = |text: &str, writer: &mut Writer<'_>| {
            text.bytes().for_each(|byte| writer.byte(byte.to_ascii_lowercase()));
        };
        lower(url.scheme(), writer);
        writer.bytes(b"://");
        lower(url.host(), writer);
        if let Some(port) = signed_port(url) {
            writer.byte(b':');
            writer.bytes(port.as_bytes());
        }
        writer.bytes(signed_path(url.path().as_bytes()));
    })
}

/// Writes the normalized parameters ([§3.4.1.3.2](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.3.2)):
/// those of `request`'s query, form body and decoded pairs and those of `protocol` but `realm`,
/// encoded once and sorted; `oauth_signature` is left out.
///
/// # Errors
/// [`BaseStringError`], with the length that would have been enough.
pub fn normalized_parameters<'b>(
    request: &SignableRequest<'_>,
    protocol: &[(&str, &str)],
    scratch: &mut [Slot],
    out: &'b mut [u8],
) -> Result<&'b str, BaseStringError> {
    let sources = Sources::with_protocol(request, protocol);
    let mut unsorted = Unsorted::new(&sources);
    let sorted = unsorted.sort(scratch)?;
    write_to(out, |writer| {
        let mut buffer = Buffer::new();
        let mut emitter = Emitter::new(&mut buffer, writer);
        let mut separator: &[u8] = b"";
        for slot in sorted.slots() {
            let (name, value) = sorted.pair(slot);
            emitter.raw(separator);
            emitter.text::<1>(name);
            emitter.raw(b"=");
            emitter.text::<1>(value);
            separator = b"&";
        }
        emitter.finish();
    })
}

/// Why a base string could not be written. Nothing of the request is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BaseStringError {
    /// The buffer is too small.
    BufferTooSmall {
        /// The length in bytes that would have been enough.
        required: usize,
    },
    /// The scratch slice is too small.
    ScratchTooSmall {
        /// The number of slots that would have been enough.
        required: usize,
    },
    /// The query or the form body is longer than 4 GiB.
    TooLong,
}

impl fmt::Display for BaseStringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { required } => BufferTooSmall { required: *required }.fmt(f),
            Self::ScratchTooSmall { required } => write!(
                f,
                "the scratch slice is too small: {required} slots are needed, one for each parameter"
            ),
            Self::TooLong => f.write_str("the query or the form body is longer than 4 GiB"),
        }
    }
}

impl core::error::Error for BaseStringError {}

impl From<SortError> for BaseStringError {
    fn from(error: SortError) -> Self {
        match error {
            SortError::ScratchTooSmall { required } => Self::ScratchTooSmall { required },
            SortError::TooLong => Self::TooLong,
        }
    }
}

impl Sink for Writer<'_> {
    fn update(&mut self, piece: &[u8]) {
        self.bytes(piece);
    }
}

/// Runs `write` over `out` and returns what it wrote.
fn write_to(out: &mut [u8], write: impl FnOnce(&mut Writer<'_>)) -> Result<&str, BaseStringError> {
    let mut writer = Writer::new(out);
    write(&mut writer);
    match writer.finish() {
        Ok(len) => Ok(core::str::from_utf8(&out[..len]).unwrap_or_default()),
        Err(BufferTooSmall { required }) => Err(BaseStringError::BufferTooSmall { required }),
    }
}

/// Streams the base string into `sink`. The protocol's own parameters are among those that are `sorted`,
/// or come on top of them as `fields`.
pub(crate) fn base_string<S: Sink + ?Sized>(
    request: &SignableRequest<'_>,
    sorted: &Sorted<'_, '_>,
    fields: Option<&Fields<'_>>,
    sink: &mut S,
) {
    let mut buffer = Buffer::new();
    let mut emitter = Emitter::new(&mut buffer, sink);
    if is_usual(request.method) {
        emitter.raw(request.method.as_bytes());
    } else {
        for byte in request.method.bytes() {
            emitter.decoded::<1>(&[byte.to_ascii_uppercase()]);
        }
    }
    emitter.literal("&");
    emit_base_string_uri(&request.url, &mut emitter);
    emitter.literal("&");

    let (before, mut among, behind) = sorted.around_protocol();
    emitter.parameters(sorted, before);
    if let Some(fields) = fields {
        macro_rules! emit {
            ($name:literal, $value:expr) => {
                let value: Text<'_> = $value;
                if !among.is_empty() {
                    let earlier = sorted.earlier(among, $name.as_bytes());
                    let (now, later) = among.split_at(earlier);
                    emitter.parameters(sorted, now);
                    among = later;
                }
                emitter.literal(concat!($name, "%3D"));
                emitter.text::<2>(value);
                emitter.literal(SEPARATOR);
            };
        }
        each_field!(fields, emit);
    }
    emitter.parameters(sorted, among);
    emitter.parameters(sorted, behind);
    emitter.end_parameters();
    emitter.finish();
}

#[inline(always)]
fn emit_base_string_uri<S: Sink + ?Sized>(url: &Url<'_>, emitter: &mut Emitter<'_, S>) {
    let [scheme, host, path] = url.scheme_host_path();
    if scheme == b"https" {
        emitter.literal("https%3A%2F%2F");
    } else {
        emitter.lower_case(url.scheme());
        emitter.literal("%3A%2F%2F");
    }
    let (chunks, rest) = host.as_chunks();
    let unusual = |chunk: &[u8; 16]| reserved(chunk) | upper_case(chunk);
    let at_the_end = unusual(&padded(rest)) & ((1 << rest.len()) - 1);
    if chunks.iter().fold(at_the_end, |found, chunk| found | unusual(chunk)) == 0 {
        emitter.raw(host);
    } else {
        emitter.lower_case(url.host());
    }
    if let Some(port) = signed_port(url) {
        emitter.literal("%3A");
        emitter.decoded::<1>(port.as_bytes());
    }
    emitter.decoded::<1>(signed_path(path));
}

/// The port, where it is not the scheme's own.
#[inline]
fn signed_port<'a>(url: &Url<'a>) -> Option<&'a str> {
    let port = url.port()?;
    let is_default = match url.effective_port() {
        Some(443) => url.has_scheme("https"),
        Some(80) => url.has_scheme("http"),
        _ => false,
    };
    (!is_default).then_some(port)
}

#[inline]
fn signed_path(path: &[u8]) -> &[u8] {
    if path.is_empty() { b"/" } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_s_realm_is_not_signed_and_any_other_is() {
        let request = SignableRequest::new("GET", "http://h/?realm=query")
            .unwrap()
            .with_form_body(b"realm=body")
            .with_parameters(&[("realm", "decoded")]);
        let protocol =
            [("realm", "header"), ("Realm", "header"), ("oauth_signature", "s"), ("oauth_nonce", "n")];
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 8], [0; 256]);
        assert_eq!(
            normalized_parameters(&request, &protocol, &mut scratch, &mut buffer).unwrap(),
            "oauth_nonce=n&realm=body&realm=decoded&realm=query"
        );
        assert_eq!(
            signature_base_string(&request, &protocol, &mut scratch, &mut buffer).unwrap(),
            "GET&http%3A%2F%2Fh%2F&oauth_nonce%3Dn%26realm%3Dbody%26realm%3Ddecoded%26realm%3Dquery"
        );
    }
}
