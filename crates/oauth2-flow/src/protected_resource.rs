//! Protected resource metadata ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)): a document in which
//! an API names the authorization servers that its tokens come from.
//!
//! A 401 of the API may say where the document is, in the
//! [`resource_metadata`](crate::challenge) of its challenge.

use crate::config::{ConfigError, check_endpoint};
use crate::document::Document;
use crate::exchange::{Exchange, Step};
use crate::exchange_flow::ExchangeFlow;
use crate::failure::Stake;
use crate::json::Value;
use crate::leniency::Leniencies;
use crate::text::Text;
use crate::well_known::{self, Kind, PROTECTED_RESOURCE, WellKnownUrl};
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use oauth_wire::flow::{Failure, FailureKind, Recovery};
use oauth_wire::message::{Resend, Response};

/// The members that are used here; each stands there at most once, and is of its kind.
const MEMBERS: &[(&str, Kind); 2] = &[("resource", Kind::Text), ("authorization_servers", Kind::Texts)];

/// A fetch of protected resource metadata under way.
pub type ProtectedResourceFlow = ExchangeFlow<ProtectedResource>;

/// An API's metadata, known to be the one's that was asked.
///
/// ```
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::protected_resource::ProtectedResource;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = ProtectedResource::fetch("https://resource.example.com/resource1")?;
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// // RFC 9728 §3.1's second example
/// assert_eq!(request.url, "https://resource.example.com/.well-known/oauth-protected-resource/resource1");
///
/// let body = br#"{
///     "resource": "https://resource.example.com/resource1",
///     "authorization_servers": ["https://as1.example.com", "https://as2.example.net"],
///     "scopes_supported": ["profile", "email", "phone"]
/// }"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
/// let metadata = flow.into_output()?;
/// let issuer = metadata.authorization_servers().next().unwrap().to_str()?;
/// assert_eq!(issuer, "https://as1.example.com"); // for `ServerMetadata::fetch`
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ProtectedResource {
    text: String,
    leniencies: Leniencies,
}

impl ProtectedResource {
    /// Fetches the metadata of an API, by the URL that identifies it, from the place that
    /// [RFC 9728 §3.1](https://www.rfc-editor.org/rfc/rfc9728#section-3.1) gives it.
    ///
    /// # Errors
    /// [`ConfigError`], where the URL can't be used.
    pub fn fetch(resource: &str) -> Result<ProtectedResourceFlow, ConfigError> {
        let url = check_endpoint("resource", resource)?;
        Ok(Self::start(resource, WellKnownUrl::of(url, PROTECTED_RESOURCE).to_string()))
    }

    /// Fetches it from the `resource_metadata` URL that a challenge of the API named
    /// ([RFC 9728 §5.1](https://www.rfc-editor.org/rfc/rfc9728#section-5.1)). What is there must still
    /// be the metadata of `resource`, the URL that the refused request went to.
    ///
    /// # Errors
    /// [`ConfigError`], where one of the URLs can't be used.
    pub fn fetch_from(metadata: &str, resource: &str) -> Result<ProtectedResourceFlow, ConfigError> {
        check_endpoint("resource", resource)?;
        check_endpoint("resource_metadata", metadata)?;
        Ok(Self::start(resource, metadata.into()))
    }

    fn start(resource: &str, url: String) -> ProtectedResourceFlow {
        let resource = String::from(resource);
        let read = move |_: &Step<_>, response: &Response<'_>, now| {
            let wrong = || {
                let detail = "the metadata is another API's than the one that was asked; do not use it";
                Failure::new(FailureKind::MalformedAnswer, Recovery::GiveUp, detail)
            };
            let (text, leniencies) = well_known::fetched(response, MEMBERS, &resource, wrong, now)?;
            Ok(Self { text, leniencies })
        };
        let exchange = Exchange::get(url, Resend::Safe);
        ProtectedResourceFlow::new(Step::new(exchange, Stake::Nothing, Box::new(read)))
    }

    /// The issuer identifiers of the servers that the API takes tokens of.
    pub fn authorization_servers(&self) -> impl Iterator<Item = Text<'_>> {
        self.list("authorization_servers")
    }

    /// The texts of a member that is a list, such as `scopes_supported`; none where it is missing, or no
    /// list. Of a member that nothing in this crate uses and that stands there twice it is the first.
    pub fn list<'a>(&'a self, name: &str) -> impl Iterator<Item = Text<'a>> + use<'a> {
        Document::of(self.text.as_bytes()).texts(name)
    }

    /// The value of any member; the first, where one that nothing in this crate uses stands there twice.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'_>> {
        Document::of(self.text.as_bytes()).get(name)
    }

    /// The rules that it took to read the document, where it was not as the RFC has it.
    #[must_use]
    pub fn leniencies(&self) -> Leniencies {
        self.leniencies
    }

    /// The document as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for ProtectedResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProtectedResource({} bytes)", self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;
    use oauth_wire::flow::{Action, Event, Flow};

    #[test]
    fn places() {
        for (resource, place) in [
            // RFC 9728 §3.1's first example
            (
                "https://resource.example.com",
                "https://resource.example.com/.well-known/oauth-protected-resource",
            ),
            ("https://r.example/", "https://r.example/.well-known/oauth-protected-resource"),
            ("https://r.example/a?b=c", "https://r.example/.well-known/oauth-protected-resource/a?b=c"),
        ] {
            let mut flow = ProtectedResource::fetch(resource).unwrap();
            let Action::Send(request) = flow.poll(NOW) else { panic!() };
            assert_eq!(request.url, place);
        }
        assert!(ProtectedResource::fetch("http://r.example").is_err());
        assert!(ProtectedResource::fetch_from("http://r.example/m", "https://r.example").is_err());
    }

    #[test]
    fn only_the_apis_own() {
        let mut flow = ProtectedResource::fetch_from("https://r.example/m", "https://r.example/v1").unwrap();
        let body = br#"{"resource":"https://evil.example","authorization_servers":["https://evil.example"]}"#;
        flow.handle(Event::Response(Response::new(200, &[], body)), NOW).unwrap();
        assert_eq!(flow.into_output().unwrap_err().kind(), FailureKind::MalformedAnswer);
    }
    /// The servers that tokens come from are not taken from a document that says two things of them.
    #[test]
    fn each_member_once_and_of_its_kind() {
        for (more, result) in [
            ("", Ok(0)),
            (r#","authorization_servers":["https://as.example"]"#, Ok(1)),
            (r#","authorization_servers":null"#, Ok(0)),
            (r#","authorization_servers":"https://as.example""#, Err(())),
            (r#","authorization_servers":["https://as.example",1]"#, Err(())),
            (r#","authorization_servers":[],"authorization_servers":[]"#, Err(())),
            (r#","resource":"https://r.example""#, Err(())),
        ] {
            let body = std::format!(r#"{{"resource":"https://r.example"{more}}}"#);
            let mut flow = ProtectedResource::fetch("https://r.example").unwrap();
            flow.handle(Event::Response(Response::new(200, &[], body.as_bytes())), NOW).unwrap();
            let end = flow.into_output();
            let servers = end.map(|end| end.authorization_servers().count());
            assert_eq!(
                servers.map_err(|failure| assert_eq!(failure.kind(), FailureKind::MalformedAnswer)),
                result,
                "{body}"
            );
        }
    }
}
