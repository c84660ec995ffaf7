//! How a client signs in at a server.

use crate::credentials::ClientCredentials;
use crate::sign::{Placement, SignError};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::form;
use oauth_wire::redact::RedactedUrl;
use oauth_wire::secret::Secret;
use oauth_wire::url::{Url, UrlError};

/// Where the server's three endpoints are.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Temporary credential request (§2.1).
    pub temporary_credentials: String,
    /// Resource owner authorization (§2.2), opened by the user's browser.
    pub authorization: String,
    /// Token request (§2.3).
    pub token: String,
}

/// Where the user comes back to (§2.1).
#[derive(Clone, PartialEq, Eq)]
pub enum Callback {
    /// To this URL.
    Url(String),
    /// Nowhere: the server shows a verifier that the user types in (`oob`).
    OutOfBand,
    /// `oauth_callback` is left out, as OAuth 1.0 had it: the server uses the URL that the client
    /// registered, or shows a verifier.
    LeftOut,
}

/// What the flow's requests are signed with. The shared secrets come from the credentials.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum FlowMethod {
    /// `HMAC-SHA1`.
    #[default]
    HmacSha1,
    /// `HMAC-SHA256`.
    HmacSha256,
    /// `HMAC-SHA512`.
    HmacSha512,
    /// `PLAINTEXT`.
    Plaintext,
    /// `RSA-SHA1`.
    #[cfg(feature = "rsa")]
    RsaSha1(crate::rsa::RsaPrivateKey),
    /// `RSA-SHA256`.
    #[cfg(feature = "rsa")]
    RsaSha256(crate::rsa::RsaPrivateKey),
    /// `RSA-SHA512`.
    #[cfg(feature = "rsa")]
    RsaSha512(crate::rsa::RsaPrivateKey),
    /// The method of this name, with a key that only the embedder holds: the flow asks for each
    /// signature with [`Action::Sign`](oauth_wire::flow::Action::Sign).
    External(String),
}

/// How a client signs in at a server. Clone it for each login.
#[derive(Clone)]
pub struct Config {
    pub(super) endpoints: Endpoints,
    pub(super) client: String,
    pub(super) secret: Secret,
    pub(super) callback: Callback,
    pub(super) method: FlowMethod,
    pub(super) placement: Placement,
    pub(super) realm: Option<String>,
    pub(super) version: bool,
    pub(super) extra: Vec<(String, String)>,
    pub(super) accept_unconfirmed: bool,
}

impl Config {
    /// A client at a server: `HMAC-SHA1`, in the `Authorization` header, with `oauth_version`.
    ///
    /// # Errors
    /// [`ConfigError`] that names what can't work.
    pub fn new(
        endpoints: Endpoints,
        client: &ClientCredentials<'_>,
        callback: Callback,
    ) -> Result<Self, ConfigError> {
        for (name, text) in [
            ("the temporary credential endpoint", &endpoints.temporary_credentials),
            ("the authorization endpoint", &endpoints.authorization),
            ("the token endpoint", &endpoints.token),
        ] {
            let url = Url::parse(text).and_then(|url| url.check().map(|()| url));
            let url = url.map_err(|error| ConfigError::Url { name, error })?;
            if !url.is_confidential() {
                return Err(ConfigError::NeedsTls(name));
            }
            if url.fragment().is_some() {
                return Err(ConfigError::Fragment(name));
            }
            if form::pairs(url.query().unwrap_or_default().as_bytes())
                .any(|pair| pair.name.bytes().take(6).eq(*b"oauth_"))
            {
                return Err(ConfigError::ProtocolParameter(name));
            }
        }
        if let Callback::Url(text) = &callback {
            let name = "the callback";
            let url = Url::parse(text).map_err(|error| ConfigError::Url { name, error })?;
            if url.fragment().is_some() {
                return Err(ConfigError::Fragment(name));
            }
        }
        if client.identifier.is_empty() {
            return Err(ConfigError::NoClient);
        }
        Ok(Self {
            endpoints,
            client: client.identifier.into(),
            secret: client.secret.into(),
            callback,
            method: FlowMethod::default(),
            placement: Placement::Header,
            realm: None,
            version: true,
            extra: Vec::new(),
            accept_unconfirmed: false,
        })
    }

    /// Signed by this method.
    #[must_use]
    pub fn with_method(self, method: FlowMethod) -> Self {
        Self { method, ..self }
    }

    /// With the protocol parameters in this place.
    #[must_use]
    pub fn with_placement(self, placement: Placement) -> Self {
        Self { placement, ..self }
    }

    /// With a realm in the header.
    ///
    /// # Errors
    /// [`ConfigError::Realm`] for one that can't stand between quotes as it is.
    pub fn with_realm(self, realm: impl Into<String>) -> Result<Self, ConfigError> {
        let realm = realm.into();
        if !crate::sign::is_quotable(&realm) {
            return Err(ConfigError::Realm);
        }
        Ok(Self { realm: Some(realm), ..self })
    }

    /// Without `oauth_version`.
    #[must_use]
    pub fn without_version(self) -> Self {
        Self { version: false, ..self }
    }

    /// With further parameters of the first request, in its form body (in its query where
    /// [`Placement::Query`] is asked for): `x_auth_access_type`, `scope`.
    ///
    /// # Errors
    /// [`ConfigError::ReservedParameter`] for a name that the flow itself may set.
    pub fn with_extra(self, pairs: Vec<(String, String)>) -> Result<Self, ConfigError> {
        if pairs.iter().any(|(name, _)| name.starts_with("oauth_")) {
            return Err(ConfigError::ReservedParameter);
        }
        Ok(Self { extra: pairs, ..self })
    }

    /// Accepts a first reply without `oauth_callback_confirmed=true`: OAuth 1.0 as it was before its
    /// revision A. There an attacker can have his own account linked to a victim's session; only for
    /// servers that offer nothing else.
    #[must_use]
    pub fn accepting_oauth_1_0(self) -> Self {
        Self { accept_unconfirmed: true, ..self }
    }

    pub(super) fn client(&self) -> ClientCredentials<'_> {
        ClientCredentials::new(&self.client, self.secret.expose())
    }
}

impl fmt::Debug for Endpoints {
    // A query may carry a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoints")
            .field("temporary_credentials", &RedactedUrl::new(&self.temporary_credentials))
            .field("authorization", &RedactedUrl::new(&self.authorization))
            .field("token", &RedactedUrl::new(&self.token))
            .finish()
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(f, "Url({})", RedactedUrl::new(url)),
            Self::OutOfBand => f.write_str("OutOfBand"),
            Self::LeftOut => f.write_str("LeftOut"),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("endpoints", &self.endpoints)
            .field("callback", &self.callback)
            .field("method", &self.method)
            .field("placement", &self.placement)
            .finish_non_exhaustive()
    }
}

/// Why a configuration can't work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// An endpoint or the callback is no usable URL.
    Url {
        /// Which.
        name: &'static str,
        /// Why.
        error: UrlError,
    },
    /// An endpoint is neither `https` nor on loopback: secrets would travel in the clear.
    NeedsTls(&'static str),
    /// A URL has a fragment, which is never sent.
    Fragment(&'static str),
    /// An endpoint's query holds a parameter of the protocol.
    ProtocolParameter(&'static str),
    /// An extra parameter has a name that the flow itself sets.
    ReservedParameter,
    /// The client identifier is empty.
    NoClient,
    /// The realm has a quote, a backslash or a character that is no visible ASCII.
    Realm,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url { name, error } => write!(f, "{name}: {error}"),
            Self::NeedsTls(name) => write!(f, "{name} must be https (or http on loopback)"),
            Self::Fragment(name) => write!(f, "{name} must not have a fragment"),
            Self::ProtocolParameter(name) => {
                write!(f, "{name} already has an oauth_… parameter in its query; take it out")
            }
            Self::ReservedParameter => {
                f.write_str("an extra parameter is named oauth_…; those are the flow's own")
            }
            Self::NoClient => f.write_str("the client identifier is empty"),
            Self::Realm => SignError::<core::convert::Infallible>::Realm.fmt(f),
        }
    }
}

impl core::error::Error for ConfigError {}
