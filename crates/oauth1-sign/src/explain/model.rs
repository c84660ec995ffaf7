//! The request taken apart, and a base string built from the parts: plain, slow, and with a switch at
//! each place where somebody goes wrong.

use super::signature::Hash;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use oauth_wire::percent;
use oauth_wire::secret::{SecretBytes, wipe};

/// A request as somebody signs it. Built from [`Ours`](super::Ours) it is right; a mistake is a change
/// of it.
#[derive(Clone)]
pub(super) struct Model<'f> {
    /// As it stands in the base string, before it is encoded.
    pub(super) method: String,
    pub(super) uri: Uri<'f>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) order: Order,
    /// How names and values are encoded (§3.4.1.3.2).
    pub(super) inner: Style,
    /// How the base string URI and the parameters as a whole are encoded (§3.4.1.1).
    pub(super) outer: Style,
    pub(super) uri_times: u8,
    pub(super) parameters_times: u8,
    pub(super) whole_times: u8,
    pub(super) key: Key<'f>,
    pub(super) hash: Hash,
}

/// The parts of the base string URI, as they are to stand there.
#[derive(Clone)]
pub(super) struct Uri<'f> {
    pub(super) scheme: String,
    /// With its `@`.
    pub(super) user_info: &'f str,
    pub(super) host: String,
    /// With its colon.
    pub(super) port: String,
    pub(super) path: Vec<u8>,
    /// With its `?`.
    pub(super) query: &'f str,
    /// With its `#`.
    pub(super) fragment: &'f str,
}

impl Uri<'_> {
    pub(super) fn text(&self) -> Vec<u8> {
        let authority = [&self.scheme, "://", self.user_info, &self.host, &self.port].concat();
        [authority.as_bytes(), &self.path, self.query.as_bytes(), self.fragment.as_bytes()].concat()
    }
}

#[derive(Clone)]
pub(super) struct Parameter {
    pub(super) name: Text,
    pub(super) value: Text,
    pub(super) source: Source,
    /// Its place in the request; beyond the last for one that is not in it.
    pub(super) index: usize,
    /// Name and value as they stand in a query or a form body.
    pub(super) wire: Option<(Vec<u8>, Vec<u8>)>,
    /// Whether an `=` stands between the two on the wire.
    pub(super) has_equals: bool,
    /// Whether an `=` stands between the two in the normalized parameters.
    pub(super) shows_equals: bool,
}

/// A name or a value, and how often it is encoded: once, if all is right.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) bytes: Vec<u8>,
    pub(super) times: u8,
}

impl Text {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, times: 1 }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Query,
    FormBody,
    /// Handed over decoded.
    Given,
    Protocol,
}

impl Parameter {
    pub(super) fn new(name: Vec<u8>, value: Vec<u8>, source: Source) -> Self {
        Self {
            name: Text::new(name),
            value: Text::new(value),
            source,
            index: usize::MAX,
            wire: None,
            has_equals: true,
            shows_equals: true,
        }
    }

    pub(super) fn is_protocol(&self) -> bool {
        self.name.bytes.starts_with(b"oauth_")
    }
}

/// By what parameters are sorted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By encoded name, then encoded value: right.
    Encoded,
    Decoded,
    /// By the encoded `name=value`.
    Joined,
    /// By the decoded `name=value`.
    DecodedJoined,
    NameAlone,
    IgnoringCase,
    AsGiven {
        protocol_first: bool,
    },
    /// The protocol's own and the others each sorted for themselves.
    Apart {
        protocol_first: bool,
    },
}

/// How bytes are percent-encoded, where it differs from §3.6.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    /// Reserved characters that stay as they are.
    pub(super) kept: Characters,
    /// Unreserved ones that are encoded.
    pub(super) encoded: Characters,
    pub(super) plus_for_space: bool,
    pub(super) lower_case: bool,
}

/// A set of ASCII characters.
#[derive(Clone, Copy, Default)]
pub(super) struct Characters(u128);

impl Characters {
    pub(super) const fn of(characters: &[u8]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < characters.len() {
            set |= 1 << (characters[at] & 0x7f);
            at += 1;
        }
        Self(set)
    }

    pub(super) const fn with(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    const fn contains(self, byte: u8) -> bool {
        byte < 0x80 && self.0 >> byte & 1 == 1
    }
}

impl Style {
    pub(super) fn encode(self, text: &[u8], times: u8) -> Vec<u8> {
        (0..times).fold(text.to_vec(), |text, _| self.encode_once(&text))
    }

    fn encode_once(self, text: &[u8]) -> Vec<u8> {
        let digits: &[u8; 16] = if self.lower_case { b"0123456789abcdef" } else { b"0123456789ABCDEF" };
        let mut encoded = Vec::with_capacity(3 * text.len());
        for &byte in text {
            let stays = percent::is_unreserved(byte) && !self.encoded.contains(byte);
            if stays || self.kept.contains(byte) {
                encoded.push(byte);
            } else if byte == b' ' && self.plus_for_space {
                encoded.push(b'+');
            } else {
                let (high, low) = (digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]);
                encoded.extend_from_slice(&[b'%', high, low]);
            }
        }
        encoded
    }
}

/// The two secrets and how the key is made of them (§3.4.2).
#[derive(Clone, Copy)]
pub(super) struct Key<'f> {
    pub(super) client: KeyPart<'f>,
    pub(super) token: KeyPart<'f>,
    pub(super) times: u8,
    pub(super) ampersand: bool,
}

#[derive(Clone, Copy)]
pub(super) struct KeyPart<'f> {
    pub(super) text: &'f [u8],
    /// White space that stands behind it.
    pub(super) white_space: &'static str,
}

impl<'f> KeyPart<'f> {
    pub(super) fn new(text: &'f [u8]) -> Self {
        Self { text, white_space: "" }
    }
}

impl Key<'_> {
    pub(super) fn bytes(&self) -> SecretBytes {
        // At most 9 bytes for one, so that no half of the key stays behind in a buffer that was outgrown.
        let longest: usize = [self.client, self.token].map(|part| 9 * (part.text.len() + 2)).iter().sum();
        let mut key = Vec::with_capacity(longest + 1);
        for (index, part) in [self.client, self.token].into_iter().enumerate() {
            if index > 0 && self.ampersand {
                key.push(b'&');
            }
            let mut text = [part.text, part.white_space.as_bytes()].concat();
            for _ in 0..self.times {
                let encoded = Style::default().encode_once(&text);
                wipe(&mut text);
                text = encoded;
            }
            key.extend_from_slice(&text);
            wipe(&mut text);
        }
        key.into()
    }
}

impl Model<'_> {
    /// The signature base string.
    pub(super) fn base_string(&self) -> Vec<u8> {
        let method = Style::default().encode(self.method.as_bytes(), 1);
        let uri = self.outer.encode(&self.uri.text(), self.uri_times);
        let parameters = self.outer.encode(&self.normalized_parameters(), self.parameters_times);
        Style::default().encode(&[method, uri, parameters].join(&b'&'), self.whole_times)
    }

    fn normalized_parameters(&self) -> Vec<u8> {
        let mut pairs: Vec<Pair<'_>> = self
            .parameters
            .iter()
            .map(|parameter| Pair {
                name: self.inner.encode(&parameter.name.bytes, parameter.name.times),
                value: self.inner.encode(&parameter.value.bytes, parameter.value.times),
                parameter,
            })
            .collect();
        // Stable: what compares equal stays in the order given.
        pairs.sort_by(|a, b| self.order.compare(a, b));
        let mut text = Vec::new();
        for (index, pair) in pairs.iter().enumerate() {
            if index > 0 {
                text.push(b'&');
            }
            text.extend_from_slice(&pair.joined());
        }
        text
    }
}

struct Pair<'p> {
    name: Vec<u8>,
    value: Vec<u8>,
    parameter: &'p Parameter,
}

impl Pair<'_> {
    fn joined(&self) -> Vec<u8> {
        let equals: &[u8] = if self.parameter.shows_equals { b"=" } else { b"" };
        [&self.name, equals, &self.value].concat()
    }

    fn decoded(&self) -> (&[u8], &[u8]) {
        (&self.parameter.name.bytes, &self.parameter.value.bytes)
    }
}

impl Order {
    fn compare(self, a: &Pair<'_>, b: &Pair<'_>) -> Ordering {
        let encoded = || a.name.cmp(&b.name).then_with(|| a.value.cmp(&b.value));
        let apart =
            |comes_last: &dyn Fn(&Parameter) -> bool| comes_last(a.parameter).cmp(&comes_last(b.parameter));
        match self {
            Self::Encoded => encoded(),
            Self::Decoded => a.decoded().cmp(&b.decoded()),
            Self::Joined => a.joined().cmp(&b.joined()),
            Self::DecodedJoined => {
                let joined = |pair: &Pair<'_>| [pair.decoded().0, b"=", pair.decoded().1].concat();
                joined(a).cmp(&joined(b))
            }
            Self::NameAlone => a.name.cmp(&b.name),
            Self::IgnoringCase => {
                let lower =
                    |pair: &Pair<'_>| (pair.name.to_ascii_lowercase(), pair.value.to_ascii_lowercase());
                lower(a).cmp(&lower(b))
            }
            Self::AsGiven { protocol_first } => {
                apart(&|parameter| (parameter.source == Source::Protocol) != protocol_first)
            }
            Self::Apart { protocol_first } => {
                apart(&|parameter| parameter.is_protocol() != protocol_first).then_with(encoded)
            }
        }
    }
}
