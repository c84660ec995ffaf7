//! The flow of a registration, and the client that it gives.

use super::Registration;
use crate::answer::{Answer, AnswerError, Found, LATEST, optional, required};
use crate::bearer::BearerCredentials;
use crate::client::{Client, ClientAuthentication};
use crate::config::{ConfigError, check_endpoint, check_redirect_uri};
use crate::document::Document;
use crate::exchange::{Exchange, Step, success};
use crate::exchange_flow::ExchangeFlow;
use crate::failure::Stake;
use crate::json::Value;
use crate::leniency::{Leniencies, Leniency};
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use oauth_wire::buf::Encode;
use oauth_wire::message::Response;
use oauth_wire::secret::Secret;
use oauth_wire::time::UnixTime;

/// The status of an answer by which a client was made.
const CREATED: u16 = 201;

/// A registration under way.
pub type RegistrationFlow = ExchangeFlow<RegisteredClient>;

impl Registration<'_> {
    /// Starts the flow, at the server's registration endpoint, with an initial access token where the
    /// server wants one. Its request goes out again only if it surely was not sent: a second one
    /// would make a second client.
    ///
    /// ```
    /// use oauth_wire::flow::{Action, Event, Flow};
    /// use oauth_wire::message::Response;
    /// use oauth_wire::time::UnixTime;
    /// use oauth2_flow::registration::Registration;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let now = UnixTime::from_secs(1_000_000);
    /// let mut flow = Registration::new(&["https://client.example.org/callback"])
    ///     .start("https://server.example.com/register", None)?;
    /// let Action::Send(request) = flow.poll(now) else { panic!() };
    /// assert_eq!(request.headers.get("content-type"), Some("application/json"));
    ///
    /// // From RFC 7591 §3.2.1's example
    /// let body = br#"{
    ///     "client_id": "s6BhdRkqt3",
    ///     "client_secret": "cf136dc3c1fc93f31185e5885805d",
    ///     "client_id_issued_at": 2893256800,
    ///     "client_secret_expires_at": 2893276800,
    ///     "redirect_uris": ["https://client.example.org/callback"],
    ///     "token_endpoint_auth_method": "client_secret_basic"
    /// }"#;
    /// flow.handle(Event::Response(Response::new(201, &[], body)), now)?;
    /// let registered = flow.into_output()?;
    /// assert_eq!(registered.client()?.client_id(), "s6BhdRkqt3");
    /// assert_eq!(registered.client_secret_expires_at(), Some(UnixTime::from_secs(2_893_276_800)));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`], where a URL or the token can't be used, or a member's name is taken twice.
    pub fn start(
        self,
        registration_endpoint: &str,
        initial_access_token: Option<&str>,
    ) -> Result<RegistrationFlow, ConfigError> {
        const STAKE: Stake = Stake::Assertion;
        check_endpoint("registration_endpoint", registration_endpoint)?;
        self.redirect_uris.iter().try_for_each(|uri| check_redirect_uri(uri))?;
        let names = || {
            let own = core::iter::once("redirect_uris");
            own.chain(self.text.iter().map(|(name, _)| *name))
                .chain(self.lists.iter().map(|(name, _)| *name))
                .chain(self.json.iter().map(|(name, _)| *name))
        };
        if let Some(twice) = names().find(|name| names().filter(|other| other == name).count() > 1) {
            return Err(ConfigError::DuplicateParameter(twice.into()));
        }
        let authorization = match initial_access_token.map(BearerCredentials::new) {
            Some(Ok(credentials)) => {
                Some(Secret::from(String::from_utf8(credentials.encode_vec()).unwrap_or_default()))
            }
            Some(Err(_)) => {
                return Err(ConfigError::Conflict("the initial access token must be visible ASCII"));
            }
            None => None,
        };
        let body = self.encode_vec().into();
        let exchange = Exchange::json(registration_endpoint.into(), body, authorization, STAKE.resend());
        let read = |step: &Step<_>, response: &Response<'_>, now| {
            success(response, RegisteredClient::read, step.stake(), now)
        };
        Ok(RegistrationFlow::new(Step::new(exchange, STAKE, Box::new(read))))
    }
}

/// A client as the server registered it. Keep [`as_json`](Self::as_json): the server may show it only
/// once.
///
/// The server may have registered something else than was asked for
/// ([RFC 7591 §3.2.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1)): look at the members that
/// matter to you.
#[derive(Clone)]
pub struct RegisteredClient {
    text: Secret,
    secret_expires_at: Option<UnixTime>,
    leniencies: Leniencies,
}

impl RegisteredClient {
    /// The client in an answer that was kept from an earlier registration.
    ///
    /// ```
    /// use oauth2_flow::registration::RegisteredClient;
    ///
    /// let kept = r#"{"client_id":"s6BhdRkqt3","token_endpoint_auth_method":"none"}"#;
    /// assert_eq!(RegisteredClient::parse(kept)?.client().unwrap().client_id(), "s6BhdRkqt3");
    /// # Ok::<(), oauth2_flow::answer::AnswerError>(())
    /// ```
    ///
    /// # Errors
    /// [`AnswerError`], where it is no such answer.
    pub fn parse(json: &str) -> Result<Self, AnswerError> {
        match Self::read(&Response::new(CREATED, &[], json.as_bytes()), &mut Leniencies::default())? {
            Answer::Success(client) => Ok(client),
            Answer::Error(_) => Err(AnswerError::MissingMember("client_id")),
        }
    }

    /// Checks the members that a client is made of and managed by, and notes the rules that it takes.
    fn read<'a>(response: &Response<'a>, used: &mut Leniencies) -> Result<Answer<'a, Self>, AnswerError> {
        const NAMES: [&str; 6] = [
            "client_id",
            "client_secret",
            "client_secret_expires_at",
            "token_endpoint_auth_method",
            "registration_access_token",
            "registration_client_uri",
        ];
        let found = match Found::read_json(response, NAMES, CREATED, used)? {
            Answer::Error(error) => return Ok(Answer::Error(error)),
            Answer::Success(found) => found,
        };
        let [client_id, secret, expires_at, method, access_token, uri] = found.values;
        required(client_id, NAMES[0])?;
        let secret = optional(secret, NAMES[1], used)?;
        let method = optional(method, NAMES[3], used)?;
        optional(access_token, NAMES[4], used)?;
        optional(uri, NAMES[5], used)?;
        let expires_at = match expires_at {
            Some(time) => time.seconds(NAMES[2], used)?,
            None => None,
        };
        if secret.is_some() && expires_at.is_none() {
            used.note(Leniency::SecretExpiryMissing);
        }
        if secret.is_none() && method.is_none() {
            used.note(Leniency::AuthenticationMethodMissing);
        }
        Ok(Answer::Success(Self {
            // It was read as UTF-8 before.
            text: String::from_utf8_lossy(response.body()).into_owned().into(),
            secret_expires_at: expires_at
                .filter(|&time| time > 0)
                .map(|time| UnixTime::from_secs(time).min(LATEST)),
            leniencies: *used,
        }))
    }

    /// The client, with no endpoints yet. It authenticates by the method that the server names,
    /// which is `client_secret_basic` where it names none.
    ///
    /// # Errors
    /// [`ConfigError`], where the id or the secret can't be used, or the method is none that the
    /// answer holds the credentials of; for a key of yours build the client yourself.
    pub fn client(&self) -> Result<Client, ConfigError> {
        let text = |name| self.document().text(name).and_then(|text| text.to_str().ok());
        let secret = text("client_secret").map(Secret::from);
        let authentication = match (text("token_endpoint_auth_method").as_deref(), secret) {
            (Some("none"), _) => ClientAuthentication::None,
            (Some("client_secret_post"), Some(secret)) => ClientAuthentication::Post(secret),
            (Some("client_secret_basic") | None, Some(secret)) => ClientAuthentication::Basic(secret),
            (None, None) => ClientAuthentication::None,
            _ => {
                return Err(ConfigError::Conflict(
                    "the registered token_endpoint_auth_method needs other credentials than the answer holds",
                ));
            }
        };
        Client::new(&text("client_id").unwrap_or_default(), authentication)
    }

    /// When the secret expires; `None` where it does not. At most the end of the year 9999, whatever the
    /// server said.
    #[must_use]
    pub fn client_secret_expires_at(&self) -> Option<UnixTime> {
        self.secret_expires_at
    }

    /// The rules that it took to read the answer, where it was not as the RFC has it.
    #[must_use]
    pub fn leniencies(&self) -> Leniencies {
        self.leniencies
    }

    /// The value of any member, such as `registration_client_uri` and `registration_access_token`, by which
    /// a client manages itself ([RFC 7592](https://www.rfc-editor.org/rfc/rfc7592)), or `redirect_uris` as
    /// they were registered. The token is a secret.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'_>> {
        self.document().get(name)
    }

    /// The answer as it came. It holds the client's secret.
    #[must_use]
    pub fn as_json(&self) -> &Secret {
        &self.text
    }

    fn document(&self) -> Document<'_> {
        Document::of(self.text.expose().as_bytes())
    }
}

impl fmt::Debug for RegisteredClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisteredClient")
            .field("client_secret_expires_at", &self.client_secret_expires_at())
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, REDIRECT_URI};
    use oauth_wire::flow::{Action, Event, Flow, Recovery};
    use oauth_wire::message::Resend;

    fn start() -> RegistrationFlow {
        Registration::new(&[REDIRECT_URI]).start("https://as.example/register", Some("SECRET")).unwrap()
    }

    fn registered(body: &str) -> Result<RegisteredClient, oauth_wire::flow::Failure> {
        let mut flow = start();
        flow.handle(Event::Response(Response::new(201, &[], body.as_bytes())), NOW).unwrap();
        flow.into_output()
    }

    #[test]
    fn the_request() {
        let mut flow = start();
        let Action::Send(request) = flow.poll(NOW) else { panic!() };
        assert_eq!(request.headers.get("authorization"), Some("Bearer SECRET"));
        assert_eq!(request.resend, Resend::IfNotSent);
        let twice =
            Registration::new(&[]).text(&[("a", "b"), ("a", "c")]).start("https://as.example/r", None);
        assert_eq!(twice.unwrap_err(), ConfigError::DuplicateParameter("a".into()));
        for name in ["a", "redirect_uris"] {
            let json = [(name, Value::Null)];
            let twice = Registration::new(&[]).text(&[("a", "b")]).json(&json);
            let error = twice.start("https://as.example/r", None).unwrap_err();
            assert_eq!(error, ConfigError::DuplicateParameter(name.into()));
        }
        assert!(Registration::new(&["http://c.example"]).start("https://as.example/r", None).is_err());
    }

    #[test]
    fn a_description_that_repeats_a_secret_is_shown_without_it() {
        let statement = [
            ("software_statement", "head.claims\"é.sig"),
            ("client_name#fr", "Example"),
            ("x_partner_key", "PARTNER1"),
        ];
        let registration = Registration::new(&[REDIRECT_URI]).text(&statement);
        let mut flow = registration.start("https://as.example/register?key=URLKEY1", Some("SECRET")).unwrap();
        let body = r#"{"error":"invalid_software_statement","error_description":
            "SECRET has expired, and head.claims\"é.sig (head.claims%22%C3%A9.sig) of Example (PARTNER1, URLKEY1)"}"#;
        flow.handle(Event::Response(Response::new(401, &[], body.as_bytes())), NOW).unwrap();
        assert_eq!(
            flow.into_output().unwrap_err().description(),
            Some("•••• has expired, and •••• (••••) of Example (••••, ••••)")
        );
    }

    #[test]
    fn ways_to_authenticate() {
        let client = |more: &str| {
            registered(&std::format!(r#"{{"client_id":"id"{more}}}"#)).unwrap().client().map(|client| {
                std::format!("{:?}", client.authentication()).split('(').next().map(String::from)
            })
        };
        for (more, method) in [
            ("", Some("None")),
            (r#","client_secret":"s""#, Some("Basic")),
            (r#","client_secret":"s","token_endpoint_auth_method":"client_secret_post""#, Some("Post")),
            (r#","client_secret":"s","token_endpoint_auth_method":"none""#, Some("None")),
            (r#","token_endpoint_auth_method":"private_key_jwt""#, None),
            (r#","token_endpoint_auth_method":"client_secret_post""#, None),
        ] {
            assert_eq!(client(more).ok().flatten().as_deref(), method, "{more}");
        }
    }

    #[test]
    fn refused() {
        let failure = registered(r#"{"error":"invalid_redirect_uri"}"#).unwrap_err();
        assert_eq!(failure.recovery(), Recovery::FixConfiguration);
        for body in [
            r#"{"client_secret":"s"}"#,
            r#"{"client_id":"a","client_id":"b"}"#,
            r#"{"client_id":"a","client_secret":1}"#,
            r#"{"client_id":"a","client_secret_expires_at":-1}"#,
            r#"{"client_id":"a","client_secret_expires_at":true}"#,
            r#"{"client_id":"a","registration_access_token":"x","registration_access_token":"y"}"#,
            r#"{"client_id":"a","registration_access_token":{}}"#,
            r#"{"client_id":"a","registration_client_uri":[]}"#,
        ] {
            assert_eq!(registered(body).unwrap_err().recovery(), Recovery::GiveUp, "{body}");
            assert!(RegisteredClient::parse(body).is_err(), "{body}");
        }
        assert!(RegisteredClient::parse(r#"{"error":"invalid_redirect_uri","client_id":"a"}"#).is_err());
    }

    #[test]
    fn leniencies() {
        use Leniency::{AuthenticationMethodMissing, SecondsAsString, SecretExpiryMissing};
        let at = |seconds| Some(UnixTime::from_secs(seconds));
        for (more, expires_at, rule) in [
            (r#","client_secret":"s","client_secret_expires_at":0"#, None, None),
            (r#","client_secret":"s","client_secret_expires_at":9"#, at(9), None),
            (r#","client_secret":"s","client_secret_expires_at":"9""#, at(9), Some(SecondsAsString)),
            // At most the end of the year 9999.
            (r#","client_secret":"s","client_secret_expires_at":253402300800"#, at(253_402_300_799), None),
            (
                r#","client_secret":"s","client_secret_expires_at":18446744073709551615"#,
                at(253_402_300_799),
                None,
            ),
            (r#","client_secret":"s""#, None, Some(SecretExpiryMissing)),
            (r#","token_endpoint_auth_method":"none""#, None, None),
            ("", None, Some(AuthenticationMethodMissing)),
        ] {
            let body = std::format!(r#"{{"client_id":"id"{more}}}"#);
            let client = registered(&body).unwrap();
            assert_eq!(client.client_secret_expires_at(), expires_at, "{body}");
            assert!(client.leniencies().iter().eq(rule), "{body}");
            let kept = RegisteredClient::parse(client.as_json().expose()).unwrap();
            assert_eq!(kept.client_secret_expires_at(), expires_at, "{body}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown =
            std::format!("{:?} {:?}", start(), registered(r#"{"client_id":"a","client_secret":"SECRET"}"#));
        assert!(!shown.contains("SECRET"), "{shown}");
    }
}
