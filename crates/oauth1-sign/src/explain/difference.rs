//! Where two base strings part.

use super::observed::{decoded, lossy, split};
use super::report::{Shown, name_of};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::redact::{MASK, is_secret_parameter};
use oauth_wire::text::Untrusted;
use oauth_wire::url::Url;

/// The first place where the base string that was observed is not ours.
///
/// Values of parameters that are secrets, or as good as one ([`oauth_wire::redact`]), are masked; what
/// is told of them is their length and where they part.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    part: Part,
    parameter: Option<String>,
    offset: usize,
    ours: String,
    theirs: String,
}

/// The part of a base string in which a difference lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// It does not consist of three parts joined by `&`, so it is no base string.
    Form,
    /// The request method.
    Method,
    /// The scheme of the base string URI.
    Scheme,
    /// Its host.
    Host,
    /// Its port.
    Port,
    /// Its path.
    Path,
    /// Something else of it.
    Uri,
    /// A parameter of ours is missing there.
    ParameterMissing,
    /// A parameter is there that ours lacks.
    ParameterAdded,
    /// The parameters are the same but stand in another order.
    ParameterOrder,
    /// A parameter's name.
    ParameterName,
    /// A parameter's value.
    ParameterValue,
    /// Everything is the same once it is decoded; only how it is encoded differs.
    Encoding,
}

impl Difference {
    /// The part in which it lies.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// The (decoded) name of the parameter in which it lies.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// Where it lies, in bytes from the start of our base string.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What ours has there: decoded, unless only the encoding differs. A stranger's text: show it with
    /// [`Untrusted`].
    #[must_use]
    pub fn ours(&self) -> &str {
        &self.ours
    }

    /// What theirs has there: like [`ours`](Self::ours).
    #[must_use]
    pub fn theirs(&self) -> &str {
        &self.theirs
    }

    /// The first difference between two base strings, if they differ.
    pub(super) fn find(ours: &[u8], theirs: &[u8]) -> Option<Self> {
        let offset = first_difference(ours, theirs)?;
        let three = |text: &[u8]| {
            let parts: Vec<Vec<u8>> = text.splitn(3, |&byte| byte == b'&').map(<[u8]>::to_vec).collect();
            <[Vec<u8>; 3]>::try_from(parts).ok()
        };
        let place = match (three(ours), three(theirs)) {
            (Some(our_parts), Some(their_parts)) => in_parts(&our_parts, &their_parts),
            _ => Place::new(Part::Form, "", ""),
        };
        let Place { part, parameter, ours, theirs } = place;
        Some(Self { part, parameter, offset, ours, theirs })
    }
}

/// A difference, but for the offset.
struct Place {
    part: Part,
    parameter: Option<String>,
    ours: String,
    theirs: String,
}

impl Place {
    fn new(part: Part, ours: impl Into<String>, theirs: impl Into<String>) -> Self {
        Self { part, parameter: None, ours: ours.into(), theirs: theirs.into() }
    }

    /// In the parameter `name`, whose value is shown if it is no secret.
    fn with_parameter(part: Part, name: &[u8], ours: &[u8], theirs: &[u8]) -> Self {
        let (ours, theirs) = if is_secret_parameter(&lossy(name.to_vec())) {
            let at = first_difference(ours, theirs).unwrap_or_default();
            let masked = |text: &[u8]| match text.len() {
                0 => String::new(),
                len => format!("{MASK} ({len} bytes, the same up to byte {at})"),
            };
            (masked(ours), masked(theirs))
        } else {
            (lossy(ours.to_vec()), lossy(theirs.to_vec()))
        };
        Self { parameter: Some(name_of(name)), ..Self::new(part, ours, theirs) }
    }
}

/// Where two texts first differ, in bytes.
fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    (a != b).then(|| a.iter().zip(b).take_while(|(a, b)| a == b).count())
}

fn in_parts(ours: &[Vec<u8>; 3], theirs: &[Vec<u8>; 3]) -> Place {
    let text = |encoded: &[u8]| lossy(decoded(encoded));
    if ours[0] != theirs[0] {
        return Place::new(Part::Method, text(&ours[0]), text(&theirs[0]));
    }
    if ours[1] != theirs[1] {
        return in_uri(&ours[1], &theirs[1]);
    }
    in_parameters(&ours[2], &theirs[2])
}

fn in_uri(our_raw: &[u8], their_raw: &[u8]) -> Place {
    let (ours, theirs) = (lossy(decoded(our_raw)), lossy(decoded(their_raw)));
    if ours == theirs {
        return Place::new(
            Part::Encoding,
            masked_uri(&lossy(our_raw.to_vec())),
            masked_uri(&lossy(their_raw.to_vec())),
        );
    }
    if let (Ok(our_url), Ok(their_url)) = (Url::parse(&ours), Url::parse(&theirs)) {
        let port = |url: &Url<'_>| url.port().map_or_else(|| "none".to_string(), ToString::to_string);
        for (part, a, b) in [
            (Part::Scheme, our_url.scheme().into(), their_url.scheme().into()),
            (Part::Host, our_url.host().into(), their_url.host().into()),
            (Part::Port, port(&our_url), port(&their_url)),
            (Part::Path, our_url.path().into(), String::from(their_url.path())),
        ] {
            if a != b {
                return Place::new(part, a, b);
            }
        }
    }
    Place::new(Part::Uri, masked_uri(&ours), masked_uri(&theirs))
}

/// A base string URI without what is secret in the query and the user information that others leave
/// in it.
fn masked_uri(uri: &str) -> String {
    oauth_wire::redact::RedactedUrl::new(uri).to_string()
}

fn in_parameters(our_raw: &[u8], their_raw: &[u8]) -> Place {
    let (ours, theirs) = (decoded(our_raw), decoded(their_raw));
    let (ours, theirs): (Vec<_>, Vec<_>) = (split(&ours).collect(), split(&theirs).collect());
    let Some(at) = (0..ours.len().max(theirs.len())).find(|&at| ours.get(at) != theirs.get(at)) else {
        // Equal once decoded: the separators before the difference tell in which parameter it lies.
        let before = first_difference(our_raw, their_raw).unwrap_or_default();
        let index = decoded(&our_raw[..before]).iter().filter(|&&byte| byte == b'&').count();
        let (name, _) = ours.get(index).copied().unwrap_or_default();
        return in_name(Part::Encoding, &decoded(name), "", "");
    };
    let count = |list: &[(&[u8], &[u8])], pair| list.iter().filter(|one| **one == pair).count();
    let missing = ours.get(at).filter(|pair| count(&theirs, **pair) < count(&ours, **pair));
    let added = theirs.get(at).filter(|pair| count(&ours, **pair) < count(&theirs, **pair));
    match (missing, added) {
        (Some((name, a)), Some((other, b))) if name == other => {
            let (plain_a, plain_b) = (decoded(a), decoded(b));
            if plain_a == plain_b {
                Place::with_parameter(Part::Encoding, &decoded(name), a, b)
            } else {
                Place::with_parameter(Part::ParameterValue, &decoded(name), &plain_a, &plain_b)
            }
        }
        (Some((name, _)), Some((other, _))) if decoded(name) == decoded(other) => {
            in_name(Part::Encoding, &decoded(name), &name_of(name), &name_of(other))
        }
        (Some((name, a)), None) => {
            Place::with_parameter(Part::ParameterMissing, &decoded(name), &decoded(a), b"")
        }
        (None, Some((name, b))) => {
            Place::with_parameter(Part::ParameterAdded, &decoded(name), b"", &decoded(b))
        }
        (Some((name, _)), Some((other, _))) => {
            in_name(Part::ParameterName, &decoded(name), &name_of(&decoded(name)), &name_of(&decoded(other)))
        }
        (None, None) => {
            let name = |list: &[(&[u8], &[u8])]| list.get(at).map_or(Vec::new(), |(name, _)| decoded(name));
            let (name, other) = (name(&ours), name(&theirs));
            in_name(Part::ParameterOrder, &name, &name_of(&name), &name_of(&other))
        }
    }
}

fn in_name(part: Part, name: &[u8], ours: &str, theirs: &str) -> Place {
    Place { parameter: Some(name_of(name)), ..Place::new(part, ours, theirs) }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.part {
            Part::Form => "the text does not consist of a method, a URI and parameters joined by &, so it is no base string",
            Part::Method => "the method",
            Part::Scheme => "the URI's scheme",
            Part::Host => "the URI's host",
            Part::Port => "the URI's port",
            Part::Path => "the URI's path",
            Part::Uri => "the URI",
            Part::ParameterMissing => "a parameter that theirs lacks",
            Part::ParameterAdded => "a parameter that ours lacks",
            Part::ParameterOrder => "the order of the parameters",
            Part::ParameterName => "a parameter's name, or which parameters there are",
            Part::ParameterValue => "a parameter's value",
            Part::Encoding => "how something is encoded",
        })?;
        if let Some(parameter) = &self.parameter {
            write!(f, ", at {}", Shown(parameter))?;
        }
        write!(f, " (byte {} of the base string)", self.offset)?;
        if self.ours.is_empty() && self.theirs.is_empty() {
            return Ok(());
        }
        for (side, text) in [("ours", &self.ours), ("theirs", &self.theirs)] {
            write!(f, "\n{side:>10}: {}", Untrusted::new(text.as_bytes()))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Difference")
            .field("part", &self.part)
            .field("parameter", &self.parameter)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
