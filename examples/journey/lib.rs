//! What the small drivers beside this package are tried with: an offline Upwork, a user with a browser,
//! and servers that misbehave.

mod misbehave;

pub use misbehave::{check, request};

use oauth_wire::flow::Rejected;
use oauth_wire::message::{Headers, Method, Request, Resend};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::flow::{Callback, Config, Endpoints, GrantedToken, ThreeLegged};
use oauth1_sign::{
    ClientCredentials, HmacSha1, NonceSource, Placement, ProtocolParameters, SignableRequest, Signer, Slot,
};
use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::token::Token;
use oauth2_flow::token_flow::TokenFlow;
use std::fmt;
use upwork_sandbox::Sandbox;

/// A result with any error.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// An application of an offline Upwork's user.
#[derive(Debug)]
pub struct Journey {
    sandbox: Sandbox,
    client: Client,
    redirect_uri: String,
}

impl Journey {
    /// Starts the offline Upwork.
    ///
    /// # Errors
    /// When it can't start.
    pub fn start() -> Result<Self> {
        let sandbox = Sandbox::start(upwork_sandbox::Config::new())?;
        let (key, endpoints) = (&sandbox.credentials().oauth2, sandbox.endpoints());
        let client = Client::new(key.id, ClientAuthentication::Post(key.secret.clone()))?
            .with_endpoint(Endpoint::Authorization, &endpoints.oauth2_authorization)?
            .with_endpoint(Endpoint::Token, &endpoints.oauth2_token)?;
        let redirect_uri = key.redirect_uris.first().ok_or("the key has no redirect URI")?.clone();
        Ok(Self { client, redirect_uri, sandbox })
    }

    /// OAuth 1's three legs.
    ///
    /// # Errors
    /// None but the system's lack of random bytes, as for the other flows.
    pub fn three_legged(&self) -> Result<ThreeLegged> {
        let endpoints = self.sandbox.endpoints();
        let endpoints = Endpoints {
            temporary_credentials: endpoints.oauth1_temporary_credentials.clone(),
            authorization: endpoints.oauth1_authorization.clone(),
            token: endpoints.oauth1_token_credentials.clone(),
        };
        let callback = Callback::Url(self.redirect_uri.clone());
        let config = Config::new(endpoints, &self.oauth1_client(), callback)?;
        Ok(ThreeLegged::new(config, Seed::generate()?))
    }

    /// A search for jobs, signed for who granted the token.
    ///
    /// # Errors
    /// As [`three_legged`](Self::three_legged).
    pub fn search(&self, token: &GrantedToken, now: UnixTime) -> Result<Call> {
        let (client, token) = (self.oauth1_client(), token.credentials());
        let url = format!("{}?q=java", self.sandbox.endpoints().jobs);
        let mut nonces = NonceSource::new(Seed::generate()?); // an application keeps one
        let nonce = nonces.next();
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 1024]);
        let signer = Signer::new(client.identifier, Some(token.token), HmacSha1::new(&client, Some(&token)));
        let request = SignableRequest::new("GET", &url)?;
        let protocol = ProtocolParameters::new(now, nonce.as_str());
        let authorization = signer.sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer)?;
        Ok(Call { method: Method::Get, authorization: authorization.into(), url, body: "" })
    }

    /// OAuth 2's authorization code grant.
    ///
    /// # Errors
    /// As [`three_legged`](Self::three_legged).
    pub fn authorization_code(&self, now: UnixTime) -> Result<AuthorizationCodeFlow> {
        Ok(AuthorizationCode::new(&self.redirect_uri).start(&self.client, Seed::generate()?, now)?)
    }

    /// The next token after this one.
    ///
    /// # Errors
    /// When the token came without a refresh token.
    pub fn refresh(&self, token: &Token) -> Result<TokenFlow> {
        let refresh_token = token.refresh_token().ok_or("there is no refresh token")?;
        Ok(RefreshToken::new(refresh_token.expose()).start(&self.client)?)
    }

    /// A GraphQL query with this token.
    ///
    /// # Errors
    /// When the token is no bearer token.
    pub fn query(&self, token: &Token) -> Result<Call> {
        let url = self.sandbox.endpoints().graphql.clone();
        let authorization = token.bearer(self.sandbox.base_url())?.authorization(&url)?.to_owned();
        Ok(Call { method: Method::Post, url, authorization, body: r#"{"query":"{ organization { id } }"}"# })
    }

    /// The user with a browser, who reads the page at `url` and approves; gives the callback URL.
    ///
    /// Anybody can call the redirect URI, so a forged callback comes first: the flow must turn it away,
    /// and with the reason (`foreign`) the user is asked again.
    ///
    /// # Errors
    /// When the page is not as it must be.
    pub fn visit(&self, url: &str, foreign: Option<Rejected>) -> Result<String> {
        if foreign.is_none() {
            return Ok(format!(
                "{}?code=forged&state=forged&oauth_token=forged&oauth_verifier=forged",
                self.redirect_uri
            ));
        }
        let config = ureq::Agent::config_builder().max_redirects(0).max_redirects_will_error(false);
        let browser = config.build().new_agent();
        let page = browser.get(url).call()?.body_mut().read_to_string()?;
        let pending = page.split_once("name=\"request\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
        let form = [("request", pending.ok_or("the page has no form")?.0), ("decision", "approve")];
        let answer = browser.post(url.split('?').next().unwrap_or_default()).send_form(form)?;
        Ok(answer.headers().get("location").ok_or("there is no redirect")?.to_str()?.to_owned())
    }

    fn oauth1_client(&self) -> ClientCredentials<'_> {
        let key = &self.sandbox.credentials().oauth1;
        ClientCredentials::new(key.id, key.secret.expose())
    }
}

/// A call of Upwork's API.
pub struct Call {
    method: Method,
    url: String,
    authorization: String,
    body: &'static str,
}

impl Call {
    /// The call as a driver sends it.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let content_type = (!self.body.is_empty()).then_some("application/json");
        Request {
            method: self.method,
            url: &self.url,
            headers: Headers::new()
                .with("authorization", &self.authorization)
                .with_optional("content-type", content_type),
            body: self.body.as_bytes(),
            resend: Resend::IfNotSent,
            max_response_len: 1 << 20,
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request().fmt(f)
    }
}
