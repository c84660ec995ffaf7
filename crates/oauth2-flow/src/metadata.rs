//! Server metadata ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)): a document in which a server
//! names its endpoints, fetched by nothing but its issuer identifier, and turned into a [`Client`].

use crate::answer::AnswerError;
use crate::client::{Client, ClientAuthentication, Endpoint};
use crate::config::{ConfigError, check_endpoint};
use crate::document::Document;
use crate::exchange::{Exchange, Step};
use crate::exchange_flow::ExchangeFlow;
use crate::failure::Stake;
use crate::json::Value;
use crate::leniency::Leniencies;
use crate::text::Text;
use crate::well_known::{self, AUTHORIZATION_SERVER, Document as Fetched, Kind, WellKnownUrl};
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use oauth_wire::flow::{Failure, FailureKind, Recovery};
use oauth_wire::message::{Resend, Response};

/// The members that are used here. Each stands in a document at most once, and is of its kind, or the document
/// is none; members that nothing here uses are as they are.
const MEMBERS: &[(&str, Kind); 11] = &[
    ("issuer", Kind::Text),
    (Endpoint::Authorization.as_str(), Kind::Text),
    (Endpoint::Token.as_str(), Kind::Text),
    (Endpoint::DeviceAuthorization.as_str(), Kind::Text),
    (Endpoint::BackchannelAuthentication.as_str(), Kind::Text),
    (Endpoint::PushedAuthorizationRequest.as_str(), Kind::Text),
    (Endpoint::Revocation.as_str(), Kind::Text),
    (Endpoint::Introspection.as_str(), Kind::Text),
    ("registration_endpoint", Kind::Text),
    ("token_endpoint_auth_methods_supported", Kind::Texts),
    ("authorization_response_iss_parameter_supported", Kind::Flag),
];

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
    leniencies: Leniencies,
}

impl ServerMetadata {
    /// Fetches the metadata of an issuer from the place that
    /// [RFC 8414 §3.1](https://www.rfc-editor.org/rfc/rfc8414#section-3.1) gives it. Retried by itself
    /// where the answer is lost.
    ///
    /// # Errors
    /// [`ConfigError`], where the issuer identifier is none.
    pub fn fetch(issuer: &str) -> Result<MetadataFlow, ConfigError> {
        let url = WellKnownUrl::of(check_issuer(issuer)?, AUTHORIZATION_SERVER);
        Self::start(issuer, url.to_string())
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
            let wrong = || {
                let detail = "the metadata is another issuer's than the one that was asked";
                Failure::new(FailureKind::IssuerMismatch, Recovery::FixConfiguration, detail)
            };
            let (text, leniencies) = well_known::fetched(response, MEMBERS, &issuer, wrong, now)?;
            Ok(Self { text, leniencies })
        };
        let exchange = Exchange::get(url, Resend::Safe);
        Ok(MetadataFlow::new(Step::new(exchange, Stake::Nothing, Box::new(read))))
    }

    /// The metadata in a document that was kept from an earlier fetch.
    ///
    /// # Errors
    /// [`MetadataError`], where it is no metadata of this issuer's.
    pub fn parse(issuer: &str, text: &str) -> Result<Self, MetadataError> {
        let mut used = Leniencies::NONE;
        match well_known::read(&Response::new(200, &[], text.as_bytes()), MEMBERS, issuer, &mut used) {
            Fetched::Right(text) => Ok(Self { text, leniencies: used }),
            Fetched::Wrong => Err(MetadataError::OtherIssuer),
            Fetched::Not(error) => Err(MetadataError::Malformed(error)),
        }
    }

    /// A client of this server's, with all the endpoints that it names. `iss` in callbacks is
    /// required where the server says that it sends it
    /// ([RFC 9207 §3](https://www.rfc-editor.org/rfc/rfc9207#section-3)).
    ///
    /// An endpoint that not every server has, and whose URL can't be used, is no reason to do without
    /// the others: the client comes without it, and a flow that needs it says at its start what is
    /// wrong with the URL.
    ///
    /// The client's way to authenticate must be among the `token_endpoint_auth_methods_supported`
    /// ([RFC 8414 §2](https://www.rfc-editor.org/rfc/rfc8414#section-2)), where the server lists any, but for two.
    /// A client with no secret authenticates by no method at all
    /// ([RFC 6749 §2.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.1)): Microsoft Entra ID and AD FS leave
    /// `none` out and serve such clients, and to send a request without a secret gives nothing away. Which method
    /// an assertion is, its key knows.
    ///
    /// # Errors
    /// [`ConfigError`], where the URL of the authorization or the token endpoint can't be used, or the
    /// server lists ways to authenticate and not the client's.
    pub fn client(
        &self,
        client_id: &str,
        authentication: ClientAuthentication,
    ) -> Result<Client, ConfigError> {
        let mut methods = self.list("token_endpoint_auth_methods_supported").peekable();
        let method = match authentication {
            ClientAuthentication::Post(_) => Some("client_secret_post"),
            ClientAuthentication::Basic(_) | ClientAuthentication::BasicRaw(_) => Some("client_secret_basic"),
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
            .with_iss_required(matches!(
                self.get("authorization_response_iss_parameter_supported"),
                Some(Value::Bool(true))
            ));
        for endpoint in Endpoint::ALL {
            let Some(url) = self.document().text(endpoint.as_str()) else { continue };
            let url = url.to_str().unwrap_or_default();
            client = match endpoint {
                Endpoint::Authorization | Endpoint::Token => client.with_endpoint(endpoint, &url)?,
                _ => client.with_optional_endpoint(endpoint, &url),
            };
        }
        Ok(client)
    }

    /// Where clients register themselves, if they can, as the server names it:
    /// [`Registration::start`](crate::registration::Registration::start) checks it.
    #[must_use]
    pub fn registration_endpoint(&self) -> Option<String> {
        self.document().text("registration_endpoint")?.to_str().ok()
    }

    /// The texts of a member that is a list, such as `scopes_supported`; none where it is missing, or no
    /// list. Of a member that nothing in this crate uses and that stands there twice it is the first.
    pub fn list<'a>(&'a self, name: &str) -> impl Iterator<Item = Text<'a>> + use<'a> {
        self.document().texts(name)
    }

    /// The value of any member; the first, where one that nothing in this crate uses stands there twice.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'_>> {
        self.document().get(name)
    }

    /// The rules that it took to read the document, where it was not as the RFC has it.
    #[must_use]
    pub fn leniencies(&self) -> Leniencies {
        self.leniencies
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
    /// It is no JSON object with the members that it must have, each once and of its kind.
    Malformed(AnswerError),
    /// It is another issuer's.
    OtherIssuer,
}

impl fmt::Display for MetadataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => {
                write!(f, "the document is no server metadata: {error}; fetch it again")
            }
            Self::OtherIssuer => f.write_str("the document is another issuer's; keep one for each issuer"),
        }
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
    use crate::leniency::Leniency;
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

    const ISSUER: &str = "https://as.example";

    fn parse(more: &str) -> Result<ServerMetadata, MetadataError> {
        ServerMetadata::parse(ISSUER, &format!(r#"{{"issuer":"{ISSUER}"{more}}}"#))
    }

    #[test]
    fn every_endpoint_is_checked() {
        for endpoint in Endpoint::ALL {
            assert!(MEMBERS.iter().any(|(name, _)| *name == endpoint.as_str()), "{endpoint}");
        }
    }

    /// What is doubled or of the wrong kind is no document, and no document without that member.
    #[test]
    fn each_member_once_and_of_its_kind() {
        use AnswerError::{DuplicateMember, InvalidMember};
        for &(name, kind) in &MEMBERS[1..] {
            let (good, bad) = match kind {
                Kind::Text => ("\"https://as.example/x\"", ["1", "[\"https://as.example/x\"]", "true"]),
                Kind::Texts => ("[\"client_secret_post\"]", ["\"client_secret_post\"", "[1]", "{}"]),
                Kind::Flag => ("true", ["\"true\"", "1", "[true]"]),
            };
            assert!(parse(&format!(r#","{name}":{good}"#)).unwrap().leniencies().is_empty(), "{name}");
            for bad in bad {
                let error = parse(&format!(r#","{name}":{bad}"#)).unwrap_err();
                assert_eq!(error, MetadataError::Malformed(InvalidMember(name)));
                assert!(format!("{error}").contains(name), "{error}");
            }
            for twice in [good, "null", "1"] {
                let error = parse(&format!(r#","{name}":{good},"x":1,"{name}":{twice}"#)).unwrap_err();
                assert_eq!(error, MetadataError::Malformed(DuplicateMember(name)));
            }
            for empty in ["null", "\"\""] {
                let metadata = parse(&format!(r#","{name}":{empty}"#)).unwrap();
                assert!(metadata.leniencies().iter().eq([Leniency::MemberEmpty]), "{name}");
            }
        }
        let mut flow = ServerMetadata::fetch(ISSUER).unwrap();
        let body = br#"{"issuer":"https://as.example","token_endpoint":["https://as.example/t"]}"#;
        flow.handle(Event::Response(Response::new(200, &[], body)), NOW).unwrap();
        let failure = flow.into_output().unwrap_err();
        assert_eq!(failure.kind(), FailureKind::MalformedAnswer);
        assert!(format!("{failure}").contains("`token_endpoint`"), "{failure}");
        // What nothing here uses is the server's own affair.
        assert!(parse(r#","jwks_uri":1,"jwks_uri":[],"ui_locales_supported":{}"#).is_ok());
    }

    #[test]
    fn an_optional_endpoint_fails_only_what_needs_it() {
        use crate::authorization_code::AuthorizationCode;
        use crate::revocation::Revocation;
        let post = || ClientAuthentication::Post("s".into());
        let more =
            r#","authorization_endpoint":"https://as.example/a","token_endpoint":"https://as.example/t""#;
        let seed = || oauth_wire::seed::Seed::from_bytes([7; 32]);
        for url in ["/r", "http://as.example/r", "https://as.example/r#x", "javascript:x"] {
            let metadata =
                parse(&format!(r#"{more},"revocation_endpoint":"{url}","registration_endpoint":"{url}""#));
            let client = metadata.unwrap().client("id", post()).unwrap();
            assert_eq!(client.endpoint(Endpoint::Token), Some("https://as.example/t"));
            assert_eq!(client.endpoint(Endpoint::Revocation), None);
            let error = Revocation::new("t").start(&client).unwrap_err();
            let expected = client.clone().with_endpoint(Endpoint::Revocation, url).unwrap_err();
            assert_eq!(error, expected, "{url}");
            let mended = client.with_endpoint(Endpoint::Revocation, "https://as.example/r").unwrap();
            assert!(Revocation::new("t").start(&mended).is_ok());
            assert!(AuthorizationCode::new("https://c.example/cb").start(&mended, seed(), NOW).is_ok());
        }
        // A request that was to be pushed is not sent through the browser instead.
        let metadata =
            parse(&format!(r#"{more},"pushed_authorization_request_endpoint":"http://as.example/par""#));
        let client = metadata.unwrap().client("id", post()).unwrap();
        let error = AuthorizationCode::new("https://c.example/cb").start(&client, seed(), NOW).unwrap_err();
        let setting = "pushed_authorization_request_endpoint";
        assert_eq!(error, ConfigError::Insecure { setting });
        let implicit = crate::implicit::Implicit::new("https://c.example/cb").start(&client, seed(), NOW);
        assert_eq!(implicit.unwrap_err(), ConfigError::Insecure { setting });
    }

    /// A form says nothing to whoever reads the document later.
    #[test]
    fn a_form_is_no_document() {
        let form = "issuer=https://as.example&error=x";
        assert!(matches!(
            ServerMetadata::parse(ISSUER, form),
            Err(MetadataError::Malformed(AnswerError::NotJson(_)))
        ));
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
        for (said, demanded) in [("true", true), ("false", false), ("null", false)] {
            let metadata = metadata(&format!(r#","authorization_response_iss_parameter_supported":{said}"#));
            assert_eq!(metadata.client("id", post()).unwrap().iss_required(), demanded, "{said}");
        }

        let insecure = metadata(r#","token_endpoint":"http://as.example/t""#).client("id", post());
        assert_eq!(insecure.unwrap_err(), ConfigError::Insecure { setting: "token_endpoint" });
        for (methods, ok) in [
            (r#","token_endpoint_auth_methods_supported":["client_secret_post"]"#, true),
            (r#","token_endpoint_auth_methods_supported":["client_secret_basic"]"#, false),
            (r#","token_endpoint_auth_methods_supported":[]"#, true),
        ] {
            assert_eq!(metadata(methods).client("id", post()).is_ok(), ok, "{methods}");
            // Whether `none` is listed says nothing, see the docs.
            assert!(metadata(methods).client("id", ClientAuthentication::None).is_ok(), "{methods}");
        }
    }
}
