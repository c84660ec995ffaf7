//! The request as we see it.

use super::model::{Key, KeyPart, Model, Order, Parameter, Source, Style, Uri};
use super::signature::Hash;
use crate::authorization::Authorization;
use crate::request::SignableRequest;
use crate::verify::PublicKey;
use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::form;

/// The bytes of base string that are built at most, unless [`Ours::at_most`] says otherwise.
const WORK: usize = 64 * 1024 * 1024;

/// A request as we see it, with everything that its signature is made of.
#[derive(Clone)]
pub struct Ours<'a> {
    request: SignableRequest<'a>,
    protocol: Vec<(Vec<u8>, Vec<u8>)>,
    realm: Option<&'a str>,
    body: Option<&'a [u8]>,
    client_secrets: Vec<&'a str>,
    token_secrets: Vec<&'a str>,
    hosts: Vec<&'a str>,
    pub(super) public_key: Option<&'a dyn PublicKey>,
    pub(super) work: usize,
}

impl<'a> Ours<'a> {
    /// This request. Protocol parameters that travel in its query or form body are found there.
    #[must_use]
    pub fn new(request: SignableRequest<'a>) -> Self {
        Self {
            request,
            protocol: Vec::new(),
            realm: None,
            body: None,
            client_secrets: Vec::new(),
            token_secrets: Vec::new(),
            hosts: Vec::new(),
            public_key: None,
            work: WORK,
        }
    }

    /// With these protocol parameters (decoded), as they stand in the header. The signature method is
    /// that of `oauth_signature_method`, `HMAC-SHA1` where it is missing; `oauth_signature` may be
    /// among them.
    #[must_use]
    pub fn with_protocol_parameters(mut self, pairs: &[(&str, &str)]) -> Self {
        self.protocol
            .extend(pairs.iter().map(|(name, value)| (name.as_bytes().into(), value.as_bytes().into())));
        self
    }

    /// With the protocol parameters and the realm of this header: the one that was sent, or that came.
    #[must_use]
    pub fn with_authorization(mut self, header: &Authorization<'a>) -> Self {
        self.protocol.extend(header.pairs().map(|(name, value)| (name.to_vec(), value.to_vec())));
        self.realm = header.realm().or(self.realm);
        self
    }

    /// With this realm in the header.
    #[must_use]
    pub fn with_realm(self, realm: &'a str) -> Self {
        Self { realm: Some(realm), ..self }
    }

    /// With this body, which is no form. It is not signed, unless by mistake.
    #[must_use]
    pub fn with_body(self, body: &'a [u8]) -> Self {
        Self { body: Some(body), ..self }
    }

    /// With this client secret. The first one given is the one that we sign with, each further one a
    /// candidate that may be the right one.
    #[must_use]
    pub fn with_client_secret(mut self, secret: &'a str) -> Self {
        self.client_secrets.push(secret);
        self
    }

    /// With this token secret: like [`with_client_secret`](Self::with_client_secret). Without one it is
    /// empty.
    #[must_use]
    pub fn with_token_secret(mut self, secret: &'a str) -> Self {
        self.token_secrets.push(secret);
        self
    }

    /// With another name that the host may have on the other side. A base string tells it by itself.
    #[must_use]
    pub fn with_host(mut self, host: &'a str) -> Self {
        self.hosts.push(host);
        self
    }

    /// With the public key that verifies the signature that was observed: for RSA, on a server's side.
    #[must_use]
    pub fn with_public_key(self, key: &'a dyn PublicKey) -> Self {
        Self { public_key: Some(key), ..self }
    }

    /// Builds at most `bytes` bytes of base string, give or take one, in place of 64 MiB (which take some
    /// seconds). Until nothing is found, a request of 20 parameters takes about a quarter of that.
    #[must_use]
    pub fn at_most(self, bytes: usize) -> Self {
        Self { work: bytes, ..self }
    }

    /// Takes the request apart.
    pub(super) fn facts(&self) -> Facts<'_> {
        let request = self.request;
        let mut parameters: Vec<Parameter> = Vec::new();
        let query = request.url.query().unwrap_or_default().as_bytes();
        let body = request.form_body.unwrap_or_default();
        for (raw, source) in [(query, Source::Query), (body, Source::FormBody)] {
            parameters.extend(form::pairs(raw).map(|pair| Parameter {
                wire: Some((pair.name.raw().into(), pair.value.raw().into())),
                has_equals: pair.has_equals,
                ..Parameter::new(pair.name.to_vec(), pair.value.to_vec(), source)
            }));
        }
        let given = |(name, value): &(&str, &str)| {
            Parameter::new(name.as_bytes().into(), value.as_bytes().into(), Source::Given)
        };
        parameters.extend(request.parameters.iter().map(given));
        let protocol = |(name, value): &(Vec<u8>, Vec<u8>)| {
            Parameter::new(name.clone(), value.clone(), Source::Protocol)
        };
        parameters.extend(self.protocol.iter().map(protocol));

        let value_of = |name: &[u8]| {
            parameters.iter().find(|one| one.name.bytes == name).map(|one| one.value.bytes.clone())
        };
        let sent_signature = value_of(b"oauth_signature");
        let hash = value_of(b"oauth_signature_method").map_or(Hash::Sha1, |method| Hash::named(&method));
        parameters.retain(|one| one.name.bytes != b"oauth_signature");
        parameters.iter_mut().enumerate().for_each(|(index, one)| one.index = index);

        let secret =
            |secrets: &[&'a str]| KeyPart::new(secrets.first().copied().unwrap_or_default().as_bytes());
        let right = Model {
            method: request.method.to_ascii_uppercase(),
            uri: uri(&request),
            parameters,
            order: Order::Encoded,
            inner: Style::default(),
            outer: Style::default(),
            uri_times: 1,
            parameters_times: 1,
            whole_times: 0,
            key: Key {
                client: secret(&self.client_secrets),
                token: secret(&self.token_secrets),
                times: 1,
                ampersand: true,
            },
            hash,
        };
        Facts {
            request,
            realm: self.realm,
            body: self.body,
            client_secrets: &self.client_secrets,
            token_secrets: &self.token_secrets,
            hosts: &self.hosts,
            sent_signature,
            right,
        }
    }
}

impl fmt::Debug for Ours<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ours")
            .field("request", &self.request)
            .field("client_secrets", &self.client_secrets.len())
            .field("token_secrets", &self.token_secrets.len())
            .finish_non_exhaustive()
    }
}

/// The base string URI's parts as §3.4.1.2 has them.
fn uri<'a>(request: &SignableRequest<'a>) -> Uri<'a> {
    let url = request.url;
    let scheme = url.scheme().to_ascii_lowercase();
    let is_default = matches!((&*scheme, url.effective_port()), ("http", Some(80)) | ("https", Some(443)));
    let port = url.port().filter(|_| !is_default).map(|port| format!(":{port}")).unwrap_or_default();
    let path = if url.path().is_empty() { "/" } else { url.path() };
    Uri {
        scheme,
        user_info: "",
        host: url.host().to_ascii_lowercase(),
        port,
        path: path.into(),
        query: "",
        fragment: "",
    }
}

/// The request taken apart: what mistakes are made with.
pub(super) struct Facts<'f> {
    pub(super) request: SignableRequest<'f>,
    pub(super) realm: Option<&'f str>,
    pub(super) body: Option<&'f [u8]>,
    pub(super) client_secrets: &'f [&'f str],
    pub(super) token_secrets: &'f [&'f str],
    pub(super) hosts: &'f [&'f str],
    pub(super) sent_signature: Option<Vec<u8>>,
    pub(super) right: Model<'f>,
}

impl Facts<'_> {
    pub(super) fn value_of(&self, name: &[u8]) -> Option<&[u8]> {
        let found = self.right.parameters.iter().find(|one| one.name.bytes == name);
        found.map(|one| &*one.value.bytes)
    }
}
