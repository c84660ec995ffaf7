//! Server metadata ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)): a document in which a server
//! names its endpoints, fetched by nothing but its issuer identifier, and turned into a [`Client`].

use crate::client::{Client, ClientAuthentication, Endpoint};
use crate::config::{ConfigError, check_endpoint};
use crate::document::Document;
use crate::exchange::{Exchange, Step};
use crate::exchange_flow::ExchangeFlow;
use crate::failure::{self, Stake};
use crate::json::Value;
use crate::text::Text;
use crate::well_known::{self, Document as Fetched};
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use oauth_wire::flow::{Failure, FailureKind, Recovery};
use oauth_wire::message::{Resend, Response};

/// A fetch of server metadata under way.
pub type MetadataFlow = ExchangeFlow<ServerMetadata>;

/// A server's metadata, known to be the issuer's that was asked.
///
/// ```
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::{Method, Response};
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{ClientAuthentication, Endpoint};
/// use oauth2_flow::metadata::ServerMetadata;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = ServerMetadata::fetch("https://server.example.com")?;
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(request.method, Method::Get);
/// assert_eq!(request.url, "https://server.example.com/.well-known/oauth-authorization-server");
///
/// // From RFC 8414 §3.2's example
/// let body = br#"{
///     "issuer": "https://server.example.com",
///     "authorization_endpoint": "https://server.example.com/authorize",
///     "token_endpoint": "https://server.example.com/token",
///     "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
///     "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
///     "registration_endpoint": "https://server.example.com/register",
///     "scopes_supported": ["openid", "profile", "email", "address", "phone", "offline_access"],
///     "response_types_supported": ["code", "code token"]
/// }"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// let metadata = flow.into_output()?;
/// let client = metadata.client("s6BhdRkqt3", ClientAuthentication::Basic("secret".into()))?;
/// assert_eq!(client.endpoint(Endpoint::Token), Some("https://server.example.com/token"));
/// assert_eq!(client.issuer(), Some("https://server.example.com"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ServerMetadata {
    text: String,
}

impl ServerMetadata {
    /// Fetches the metadata of an issuer from the place that
    /// [RFC 8414 §3.1](https://www.rfc-editor.org/rfc/rfc8414#section-3.1) gives it. Retried by itself
    /// where the answer is lost.
    ///
    /// # Errors
    /// [`ConfigError`], where the issuer identifier is none.
    pub fn fetch(issuer: &str) -> Result<MetadataFlow, ConfigError> {
        Self::start(issuer, well_known::inserted(check_issuer(issuer)?, "oauth-authorization-server"))
    }

    /// Fetches it from where OpenID Connect Discovery has it, for servers that know only that place
    /// ([RFC 8414 §5](https://www.rfc-editor.org/rfc/rfc8414#section-5)).
    ///
    /// # Errors
    /// [`ConfigError`], where the issuer identifier is none.
    pub fn fetch_openid_configuration(issuer: &str) -> Result<MetadataFlow, ConfigError> {
        check_issuer(issuer)?;
        let url = [issuer.trim_end_matches('/'), "/.well-known/openid-configuration"].concat();
        Self::start(issuer, url)
    }

    fn start(issuer: &str, url: String) -> Result<MetadataFlow, ConfigError> {
        let issuer = String::from(issuer);
        let read = move |_: &Step<_>, response: &Response<'_>, now| {
            let text = match well_known::read(response, "issuer", &issuer) {
                Fetched::Right(text) => text,
                Fetched::Wrong => {
                    let detail = "the metadata is another issuer's than the one that was asked";
                    let kind = FailureKind::IssuerMismatch;
                    return Err(
                        Failure::new(kind, Recovery::FixConfiguration, detail).with_response(response)
                    );
                }
                Fetched::Not(error) => {
                    return Err(failure::of_answer(response, error, Stake::Nothing, now));
                }
            };
            Ok(Self { text })
        };
        let exchange = Exchange::get(url, Resend::Safe);
        Ok(MetadataFlow::new(Step::new(exchange, Stake::Nothing, Box::new(read))))
    }

    /// The metadata in a document that was kept from an earlier fetch.
    ///
    /// # Errors
    /// [`MetadataError`], where it is no metadata of this issuer's.
    pub fn parse(issuer: &str, text: &str) -> Result<Self, MetadataError> {
        match well_known::read(&Response::new(200, &[], text.as_bytes()), "issuer", issuer) {
            Fetched::Right(text) => Ok(Self { text }),
            Fetched::Wrong => Err(MetadataError::OtherIssuer),
            Fetched::Not(_) => Err(MetadataError::Malformed),
        }
    }

    /// A client of this server's, with all the endpoints that it names. `iss` in callbacks is
    /// required where the server says that it sends it
    /// ([RFC 9207 §3](https://www.rfc-editor.org/rfc/rfc9207#section-3)).
    ///
    /// # Errors
    /// [`ConfigError`], where an endpoint's URL can't be used, or the server does not list the
    /// client's way to authenticate.
    pub fn client(
        &self,
        client_id: &str,
        authentication: ClientAuthentication,
    ) -> Result<Client, ConfigError> {
        let mut methods = self.list("token_endpoint_auth_methods_supported").peekable();
        let method = match authentication {
            ClientAuthentication::Post(_) => Some("client_secret_post"),
            ClientAuthentication::Basic(_) | ClientAuthentication::BasicRaw(_) => Some("client_secret_basic"),
            // Servers tend to leave out `none`, and an assertion's kind is its key's affair.
            _ => None,
        };
        if let Some(method) = method
            && methods.peek().is_some()
            && !methods.any(|own| own.is(method))
        {
            let what = "the server's token_endpoint_auth_methods_supported does not list the client's way to authenticate; use one that is listed";
            return Err(ConfigError::Conflict(what));
        }
        let issuer = self.document().text("issuer").and_then(|issuer| issuer.to_str().ok());
        let mut client = Client::new(client_id, authentication)?
            .with_issuer(&issuer.unwrap_or_default())?
            .with_iss_required(self.document().flag("authorization_response_iss_parameter_supported"));
        for endpoint in Endpoint::ALL {
            if let Some(url) = self.document().text(endpoint.as_str()) {
                client = client.with_endpoint(endpoint, &url.to_str().unwrap_or_default())?;
            }
        }
        Ok(client)
    }

    /// Where clients register themselves, if they can ([`registration`](crate::registration)).
    #[must_use]
    pub fn registration_endpoint(&self) -> Option<String> {
        self.document().text("registration_endpoint")?.to_str().ok()
    }

    /// The texts of a member that is a list, such as `scopes_supported`; none where it is missing.
    pub fn list<'a>(&'a self, name: &str) -> impl Iterator<Item = Text<'a>> + use<'a> {
        self.document().texts(name)
    }

    /// The value of any member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'_>> {
        self.document().get(name)
    }

    /// The document as it came, to be kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn document(&self) -> Document<'_> {
        Document::of(self.text.as_bytes())
    }
}

impl fmt::Debug for ServerMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerMetadata")
            .field("issuer", &self.document().text("issuer"))
            .finish_non_exhaustive()
    }
}

/// Why a kept document is not the metadata that it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataError {
    /// It is no JSON object with the members that it must have.
    Malformed,
    /// It is another issuer's.
    OtherIssuer,
}

impl fmt::Display for MetadataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the document is no server metadata; fetch it again",
            Self::OtherIssuer => "the document is another issuer's; keep one for each issuer",
        })
    }
}

impl core::error::Error for MetadataError {}

/// An issuer identifier: an endpoint's URL without a query.
fn check_issuer(issuer: &str) -> Result<oauth_wire::url::Url<'_>, ConfigError> {
    let url = check_endpoint("issuer", issuer)?;
    match url.query() {
        None => Ok(url),
        Some(_) => Err(ConfigError::ForbiddenPart { setting: "issuer", part: "query" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;
    use oauth_wire::flow::{Action, Event, Flow};
    use std::format;

    fn url(mut flow: MetadataFlow) -> String {
        match flow.poll(NOW) {
            Action::Send(request) => request.url.into(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn places() {
        for (issuer, place, openid) in [
            (
                "https://example.com",
                "https://example.com/.well-known/oauth-authorization-server",
                "https://example.com/.well-known/openid-configuration",
            ),
            (
                "https://example.com/",
                "https://example.com/.well-known/oauth-authorization-server",
                "https://example.com/.well-known/openid-configuration",
            ),
            // RFC 8414 §3.1's and §5's examples
            (
                "https://example.com/issuer1",
                "https://example.com/.well-known/oauth-authorization-server/issuer1",
                "https://example.com/issuer1/.well-known/openid-configuration",
            ),
            (
                "http://localhost:8080/a/b/",
                "http://localhost:8080/.well-known/oauth-authorization-server/a/b",
                "http://localhost:8080/a/b/.well-known/openid-configuration",
            ),
        ] {
            assert_eq!(url(ServerMetadata::fetch(issuer).unwrap()), place);
            assert_eq!(url(ServerMetadata::fetch_openid_configuration(issuer).unwrap()), openid);
        }
        for issuer in
            ["http://example.com", "https://example.com/?a", "https://example.com/#a", "example.com"]
        {
            assert!(ServerMetadata::fetch(issuer).is_err(), "{issuer}");
        }
    }

    #[test]
    fn only_the_issuers_own() {
        const ISSUER: &str = "https://as.example";
        for (body, kind) in [
            (r#"{"issuer":"https://as.example/"}"#, FailureKind::IssuerMismatch),
            (r#"{"issuer":"https://evil.example"}"#, FailureKind::IssuerMismatch),
            (
                r#"{"issuer":"https://as.example","issuer":"https://as.example"}"#,
                FailureKind::MalformedAnswer,
            ),
            ("{}", FailureKind::MalformedAnswer),
            ("[]", FailureKind::MalformedAnswer),
            (r#"{"issuer":"https://as.example""#, FailureKind::MalformedAnswer),
        ] {
            let mut flow = ServerMetadata::fetch(ISSUER).unwrap();
            flow.handle(Event::Response(Response::new(200, &[], body.as_bytes())), NOW).unwrap();
            assert_eq!(flow.into_output().unwrap_err().kind(), kind, "{body}");
            assert!(ServerMetadata::parse(ISSUER, body).is_err(), "{body}");
        }
        let mut flow = ServerMetadata::fetch(ISSUER).unwrap();
        flow.handle(Event::Response(Response::new(404, &[], b"{}")), NOW).unwrap();
        assert_eq!(flow.into_output().unwrap_err().kind(), FailureKind::HttpStatus);
    }

    #[test]
    fn a_client_of_it() {
        let metadata = |more: &str| {
            let text = format!(r#"{{"issuer":"https://as.example"{more}}}"#);
            ServerMetadata::parse("https://as.example", &text).unwrap()
        };
        let post = || ClientAuthentication::Post("s".into());
        let client = metadata(
            r#","token_endpoint":"https:\/\/as.example\/t","authorization_response_iss_parameter_supported":true"#,
        )
        .client("id", post())
        .unwrap();
        assert_eq!(client.endpoint(Endpoint::Token), Some("https://as.example/t"));
        assert!(client.iss_required() && client.endpoint(Endpoint::Revocation).is_none());
        for (said, demanded) in [("\"true\"", true), ("1", true), ("false", false), ("null", false)] {
            let flag = Document::of(std::format!(r#"{{"f":{said}}}"#).as_bytes()).flag("f");
            assert_eq!(flag, demanded, "{said}");
        }

        let insecure = metadata(r#","token_endpoint":"http://as.example/t""#).client("id", post());
        assert_eq!(insecure.unwrap_err(), ConfigError::Insecure { setting: "token_endpoint" });
        for (methods, ok) in [
            (r#","token_endpoint_auth_methods_supported":["client_secret_post"]"#, true),
            (r#","token_endpoint_auth_methods_supported":["client_secret_basic"]"#, false),
            (r#","token_endpoint_auth_methods_supported":[]"#, true),
        ] {
            assert_eq!(metadata(methods).client("id", post()).is_ok(), ok, "{methods}");
        }
    }
}
