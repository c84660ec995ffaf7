//! The client: its id, how it authenticates, and the server's endpoints that it uses.

use crate::client_assertion::{AssertionContext, ClientAssertion, NotSigned};
use crate::config::{ConfigError, check_endpoint};
use crate::credentials::{BasicCredentials, ClientParameters};
use crate::parameters::{Target, emit_form, form_len};
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use oauth_wire::buf::{Encode, Writer};
use oauth_wire::secret::{Secret, SecretBytes};
use oauth_wire::time::UnixTime;

/// How a client authenticates with the server
/// ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)).
///
/// Take the one that the server's documentation names. Trying one after the other burns the code and
/// hides the error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// Not at all: the client has no secret (an app on users' devices, a page in a browser). Known
    /// as `none`.
    None,
    /// `client_id` and `client_secret` in the body. Known as `client_secret_post`; Upwork wants it.
    Post(Secret),
    /// In a Basic header, form-encoded as RFC 6749 has it. Known as `client_secret_basic`.
    Basic(Secret),
    /// In a Basic header, as they are: for servers that skip the form encoding (Glewlwyd,
    /// oxide-auth). The same as [`Basic`](Self::Basic) for ordinary ids and secrets.
    BasicRaw(Secret),
    /// By an assertion that a key signs: `private_key_jwt` and its kin.
    Assertion(Arc<dyn ClientAssertion>),
}

/// The endpoints that a client may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// Where the user approves ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
    Authorization,
    /// Where tokens come from ([RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).
    Token,
    /// Where device codes come from ([RFC 8628 §3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1)).
    DeviceAuthorization,
    /// Where a user is asked on another channel
    /// ([CIBA §7](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#rfc.section.7)).
    BackchannelAuthentication,
    /// Where authorization requests are left beforehand
    /// ([RFC 9126 §2](https://www.rfc-editor.org/rfc/rfc9126#section-2)).
    PushedAuthorizationRequest,
    /// Where tokens are given back ([RFC 7009 §2](https://www.rfc-editor.org/rfc/rfc7009#section-2)).
    Revocation,
    /// Where a token is asked about ([RFC 7662 §2](https://www.rfc-editor.org/rfc/rfc7662#section-2)).
    Introspection,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 7] = [
        Self::Authorization,
        Self::Token,
        Self::DeviceAuthorization,
        Self::BackchannelAuthentication,
        Self::PushedAuthorizationRequest,
        Self::Revocation,
        Self::Introspection,
    ];

    /// Its name in the server's metadata ([RFC 8414 §2](https://www.rfc-editor.org/rfc/rfc8414#section-2)).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorization => "authorization_endpoint",
            Self::Token => "token_endpoint",
            Self::DeviceAuthorization => "device_authorization_endpoint",
            Self::BackchannelAuthentication => "backchannel_authentication_endpoint",
            Self::PushedAuthorizationRequest => "pushed_authorization_request_endpoint",
            Self::Revocation => "revocation_endpoint",
            Self::Introspection => "introspection_endpoint",
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The URL of an endpoint, checked.
#[derive(Clone)]
struct EndpointUrl {
    text: String,
    /// Where its query starts: behind the `?`.
    query: Option<usize>,
}

impl EndpointUrl {
    fn new(endpoint: Endpoint, url: &str) -> Result<Self, ConfigError> {
        let query = check_endpoint(endpoint.as_str(), url)?.query().map(|query| url.len() - query.len());
        Ok(Self { text: url.into(), query })
    }
}

/// A registered client of one authorization server. Cheap to clone; flows hold a clone.
///
/// ```
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
///
/// # fn main() -> Result<(), oauth2_flow::config::ConfigError> {
/// let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("7Fjfp0ZBr1KtDRbnfVdmIw".into()))?
///     .with_endpoint(Endpoint::Authorization, "https://server.example.com/authorize")?
///     .with_endpoint(Endpoint::Token, "https://server.example.com/token")?;
/// assert_eq!(client.client_id(), "s6BhdRkqt3");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    client_id: String,
    authentication: ClientAuthentication,
    authorization: Option<Secret>,
    /// Those that are known, or why they can't be used.
    endpoints: [Option<Result<EndpointUrl, ConfigError>>; Endpoint::ALL.len()],
    issuer: Option<String>,
    iss_required: bool,
}

impl Client {
    /// A client with the id and the credentials that the server gave it.
    ///
    /// # Errors
    /// [`ConfigError::InvalidClientId`], or [`Empty`](ConfigError::Empty) for a secret that is.
    pub fn new(client_id: &str, authentication: ClientAuthentication) -> Result<Self, ConfigError> {
        let printable = client_id.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if client_id.is_empty() || !printable {
            return Err(ConfigError::InvalidClientId);
        }
        let authorization = match &authentication {
            ClientAuthentication::None | ClientAuthentication::Assertion(_) => None,
            ClientAuthentication::Post(secret)
            | ClientAuthentication::Basic(secret)
            | ClientAuthentication::BasicRaw(secret)
                if secret.is_empty() =>
            {
                return Err(ConfigError::Empty("the client secret"));
            }
            ClientAuthentication::Post(_) => None,
            ClientAuthentication::Basic(secret) => Some(BasicCredentials::new(client_id, secret.expose())),
            ClientAuthentication::BasicRaw(_) if client_id.contains(':') => {
                return Err(ConfigError::InvalidClientId);
            }
            ClientAuthentication::BasicRaw(secret) => Some(BasicCredentials::raw(client_id, secret.expose())),
        };
        let authorization = authorization.map(|credentials| {
            // Base64 is ASCII.
            Secret::from(String::from_utf8(credentials.encode_vec()).unwrap_or_default())
        });
        Ok(Self(Arc::new(Inner {
            client_id: client_id.into(),
            authentication,
            authorization,
            endpoints: [const { None }; Endpoint::ALL.len()],
            issuer: None,
            iss_required: false,
        })))
    }

    /// With the URL of an endpoint: `https`, or `http` to this machine itself. A query that it has
    /// stays in each request, but for parameters that the request sets itself.
    ///
    /// # Errors
    /// [`ConfigError`], saying what is wrong with the URL.
    pub fn with_endpoint(mut self, endpoint: Endpoint, url: &str) -> Result<Self, ConfigError> {
        let url = EndpointUrl::new(endpoint, url)?;
        Arc::make_mut(&mut self.0).endpoints[endpoint as usize] = Some(Ok(url));
        Ok(self)
    }

    /// The same, where an error is to arise only where the endpoint is needed.
    pub(crate) fn with_optional_endpoint(mut self, endpoint: Endpoint, url: &str) -> Self {
        Arc::make_mut(&mut self.0).endpoints[endpoint as usize] = Some(EndpointUrl::new(endpoint, url));
        self
    }

    /// With the server's issuer identifier ([RFC 8414 §2](https://www.rfc-editor.org/rfc/rfc8414#section-2)),
    /// against which `iss` in callbacks is checked
    /// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    ///
    /// # Errors
    /// [`ConfigError`], saying what is wrong with the URL.
    pub fn with_issuer(mut self, issuer: &str) -> Result<Self, ConfigError> {
        let url = check_endpoint("issuer", issuer)?;
        if url.query().is_some() {
            return Err(ConfigError::ForbiddenPart { setting: "issuer", part: "query" });
        }
        Arc::make_mut(&mut self.0).issuer = Some(issuer.into());
        Ok(self)
    }

    /// Demands `iss` in each callback; for servers that say they send it
    /// (`authorization_response_iss_parameter_supported`).
    #[must_use]
    pub fn with_iss_required(mut self, required: bool) -> Self {
        Arc::make_mut(&mut self.0).iss_required = required;
        self
    }

    /// The client's id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// How it authenticates.
    #[must_use]
    pub fn authentication(&self) -> &ClientAuthentication {
        &self.0.authentication
    }

    /// The URL of an endpoint, where it is known and can be used.
    #[must_use]
    pub fn endpoint(&self, endpoint: Endpoint) -> Option<&str> {
        let url = self.0.endpoints[endpoint as usize].as_ref()?;
        url.as_ref().ok().map(|url| url.text.as_str())
    }

    /// Whether the server has the endpoint, be it one that can't be used.
    pub(crate) fn has_endpoint(&self, endpoint: Endpoint) -> bool {
        self.0.endpoints[endpoint as usize].is_some()
    }

    /// The server's issuer identifier, where it is known.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// Whether a callback must carry `iss`.
    #[must_use]
    pub fn iss_required(&self) -> bool {
        self.0.iss_required
    }

    /// Whether it has no way to authenticate
    /// ([RFC 6749 §2.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.1)).
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self.0.authentication, ClientAuthentication::None)
    }

    /// The endpoint's URL, which the flow needs.
    pub(crate) fn required_endpoint(&self, endpoint: Endpoint) -> Result<Target<'_>, ConfigError> {
        let url = self.0.endpoints[endpoint as usize].as_ref();
        let url = url.ok_or(ConfigError::MissingEndpoint(endpoint))?.as_ref();
        let EndpointUrl { text, query } = url.map_err(Clone::clone)?;
        Ok(match *query {
            // Both offsets stand behind an ASCII character.
            Some(at) => Target { place: &text[..at - 1], query: Some(&text[at..]) },
            None => Target { place: text, query: None },
        })
    }

    /// The value of the `Authorization` field, where the client uses one.
    pub(crate) fn authorization(&self) -> Option<&str> {
        self.0.authorization.as_ref().map(Secret::expose)
    }

    /// The key that it authenticates with, where it does so by an assertion.
    pub(crate) fn assertion(&self) -> Option<&dyn ClientAssertion> {
        match &self.0.authentication {
            ClientAuthentication::Assertion(key) => Some(&**key),
            _ => None,
        }
    }

    /// The form with a new assertion after it.
    pub(crate) fn sign(
        &self,
        endpoint: Endpoint,
        form: &[u8],
        now: UnixTime,
    ) -> Result<SecretBytes, &'static str> {
        let key = self.assertion().ok_or("the client authenticates by no assertion")?;
        let context = AssertionContext {
            client_id: &self.0.client_id,
            endpoint: self.endpoint(endpoint).unwrap_or_default(),
            issuer: self.issuer(),
            now,
        };
        let assertion =
            key.assertion(&context).map_err(|NotSigned| "the client's key could not sign its assertion")?;
        let parameters =
            ClientParameters::assertion(&self.0.client_id, key.assertion_type(), assertion.expose());
        let separator: &[u8] = if form.is_empty() { b"" } else { b"&" };
        let mut body = alloc::vec![0; form.len() + separator.len() + form_len(&parameters)];
        let mut writer = Writer::new(&mut body);
        writer.bytes(form);
        writer.bytes(separator);
        emit_form(&parameters, &mut writer);
        Ok(body.into())
    }

    /// What of its authentication stands in the body, but for an assertion.
    pub(crate) fn parameters(&self) -> ClientParameters<'_> {
        match &self.0.authentication {
            ClientAuthentication::None => ClientParameters::public(&self.0.client_id),
            ClientAuthentication::Post(secret) => ClientParameters::post(&self.0.client_id, secret.expose()),
            _ => ClientParameters::default(),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("client_id", &self.0.client_id)
            .field("authentication", &self.0.authentication)
            .field("issuer", &self.0.issuer)
            .finish_non_exhaustive()
    }
}

/// An endpoint's URL as it is sent, where that is not as it is: without the parameters that stand in
/// the request's body.
pub(crate) fn request_url(url: Target<'_>, parameters: &dyn crate::parameters::Parameters) -> Option<String> {
    let mut bytes = alloc::vec![0; url.place.len() + 1 + url.query?.len()];
    let mut writer = Writer::new(&mut bytes);
    crate::parameters::emit_endpoint(url, parameters, &mut writer);
    let len = writer.written();
    bytes.truncate(len);
    // Whole pieces of a checked URL.
    Some(String::from_utf8(bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be() {
        for id in ["", "a\n", "é", "a\u{7f}"] {
            let client = Client::new(id, ClientAuthentication::None);
            assert_eq!(client.unwrap_err(), ConfigError::InvalidClientId, "{id:?}");
        }
        let raw = Client::new("a:b", ClientAuthentication::BasicRaw("s".into()));
        assert_eq!(raw.unwrap_err(), ConfigError::InvalidClientId);
        let empty = Client::new("a", ClientAuthentication::Post("".into()));
        assert_eq!(empty.unwrap_err(), ConfigError::Empty("the client secret"));

        let client = Client::new("a", ClientAuthentication::None).unwrap();
        let setting = "token_endpoint";
        for (url, error) in [
            ("http://as.example/t", ConfigError::Insecure { setting }),
            ("https://as.example/t#x", ConfigError::ForbiddenPart { setting, part: "fragment" }),
            ("as.example/t", ConfigError::InvalidUrl { setting, error: oauth_wire::url::UrlError::NoScheme }),
        ] {
            assert_eq!(client.clone().with_endpoint(Endpoint::Token, url).unwrap_err(), error, "{url}");
        }
        assert!(client.clone().with_issuer("https://as.example/?x").is_err());
        assert!(client.with_endpoint(Endpoint::Token, "http://127.0.0.1:1/t").is_ok());
    }

    #[test]
    fn debug_shows_no_secret() {
        for authentication in [
            ClientAuthentication::Post("SECRET".into()),
            ClientAuthentication::Basic("SECRET".into()),
            ClientAuthentication::BasicRaw("SECRET".into()),
        ] {
            let client = Client::new("id", authentication).unwrap();
            let shown = std::format!("{client:?}");
            assert!(shown.contains("id") && !shown.contains("SECRET"), "{shown}");
        }
    }
}
