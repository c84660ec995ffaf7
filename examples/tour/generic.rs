//! A generic provider, made up: the grants and exchanges that Upwork lacks.

use crate::browser::{Decision, Visitor, decide_elsewhere};
use crate::driver::{self, Back, Ended, Http, World};
use crate::oauth2::describe;
use crate::show::Show;
use crate::{Result, must};
use oauth_wire::flow::{Failure, FailureKind, Flow, Prompt, Recovery};
use oauth_wire::message::{Headers, Method, Request, Resend, ResponseBuf};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::challenge::challenges;
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication};
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::introspection::Introspection;
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::password::Password;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::registration::Registration;
use oauth2_flow::revocation::{Revocation, TokenTypeHint};
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token::Token;
use oauth2_flow::token_exchange::{TokenExchange, token_type};
use std::time::Duration;
use upwork_sandbox::Sandbox;

const REDIRECT_URI: &str = "https://app.example/callback";

pub fn tour(show: &mut Show, http: &Http, sandbox: &Sandbox) -> Result<()> {
    show.title("A generic provider, made up: what Upwork lacks");
    let mut at = At { show, http, sandbox };
    let metadata = at.discover()?;
    let client = at.register(&metadata)?;
    let token = at.authorization_code(&metadata, &client)?;
    at.device_code(&client)?;
    at.ciba(&client)?;
    at.without_a_browser(&client)?;
    at.exchange_ask_and_give_back(&metadata, &client, &token)
}

struct At<'a> {
    show: &'a mut Show,
    http: &'a Http,
    sandbox: &'a Sandbox,
}

impl<'a> At<'a> {
    /// From a refused call to the server's endpoints: nothing but the API's URL is known beforehand.
    fn discover(&mut self) -> Result<ServerMetadata> {
        let resource = &self.sandbox.generic().resource;
        self.show.step("An API without a token: its challenge says where tokens come from (RFC 9728)");
        let refused = self.call(None)?;
        must(refused.status == 401, "the call was not refused")?;
        let view = refused.view();
        let challenge = challenges(&view).next().ok_or("there is no challenge")??;
        let place = challenge.get("resource_metadata").ok_or("the challenge names no metadata")?.to_str();
        self.show.means(&format!("a {} challenge, with resource_metadata={place}", challenge.scheme()));
        let api = self.run(ProtectedResource::fetch_from(&place, resource)?)??;
        let issuer = api.authorization_servers().next().ok_or("the API names no server")?.to_str()?;
        self.show.means(&format!("the API takes tokens of {issuer}"));

        self.show.step("The server's metadata configures the client (RFC 8414)");
        let metadata = self.run(ServerMetadata::fetch(&issuer)?)??;
        self.show.means("it is this issuer's, as it must be; every endpoint is known");
        Ok(metadata)
    }

    fn register(&mut self, metadata: &ServerMetadata) -> Result<Client> {
        self.show.step("Dynamic registration: the application becomes a client by itself (RFC 7591)");
        let place = metadata.registration_endpoint().ok_or("there is no registration endpoint")?;
        let registered = self.run(
            Registration::new(&[REDIRECT_URI]).text(&[("client_name", "Tour")]).start(&place, None)?,
        )??;
        let client = registered.client()?;
        self.show.means(&format!("client {}, which authenticates by Basic", client.client_id()));
        Ok(metadata.client(client.client_id(), client.authentication().clone())?)
    }

    fn authorization_code(&mut self, metadata: &ServerMetadata, client: &Client) -> Result<Token> {
        self.show
            .step("Authorization code: the request is pushed (RFC 9126), iss names the provider (RFC 9207)");
        let now = self.sandbox.clock().now();
        let flow = AuthorizationCode::new(REDIRECT_URI).start(client, Seed::generate()?, now)?;
        let token = self.run(flow)??;
        describe(self.show, &token);
        must(self.call(Some(&token))?.status == 200, "the API refuses the token")?;

        self.show.step("The same with response_mode=form_post");
        let request =
            AuthorizationCode::new(REDIRECT_URI).response_mode(ResponseMode::FormPost).scope("read");
        let flow = request.start(client, Seed::generate()?, now)?;
        let posted = self.run(flow)??;
        describe(self.show, &posted);

        self.show.step("A mix-up: the answer comes of another issuer than the one that was asked");
        let other = metadata
            .client(client.client_id(), client.authentication().clone())?
            .with_issuer("https://other.example")?;
        let flow = AuthorizationCode::new(REDIRECT_URI).start(&other, Seed::generate()?, now)?;
        let end = self.run(flow)?;
        self.failed(end, FailureKind::IssuerMismatch, None)?;
        Ok(token)
    }

    fn device_code(&mut self, client: &Client) -> Result<()> {
        self.show.step("Device code (RFC 8628): the clock of the device runs fast, so it asks too soon once");
        let mut user = Elsewhere { approves_at: 3, jumps_at: 2, ..self.user(Some(Decision::Approve)) };
        let flow = DeviceCode::new().start(client)?;
        let token = driver::run_in(self.show, self.http, &mut user, flow)??;
        must(user.longest > 5, "slow_down did not lengthen the pause")?;
        describe(self.show, &token);

        self.show.step("Device code: denied");
        let mut user = self.user(Some(Decision::Deny));
        let end = driver::run_in(self.show, self.http, &mut user, DeviceCode::new().start(client)?)?;
        self.failed(end, FailureKind::Denied, Some("access_denied"))?;

        self.show.step("Device code: nobody comes");
        let mut user = self.user(None);
        let end = driver::run_in(self.show, self.http, &mut user, DeviceCode::new().start(client)?)?;
        let failure = self.failed(end, FailureKind::Expired, None)?;
        must(failure.recovery() == Recovery::StartAgain, "an expired code asks for something else")
    }

    fn ciba(&mut self, client: &Client) -> Result<()> {
        self.show.step("CIBA, poll mode: the server asks the user on another channel");
        let mut user = self.user(Some(Decision::Approve));
        let login = self.sandbox.credentials().users.first().ok_or("the sandbox has no user")?.login;
        let flow = Ciba::new(Hint::LoginHint(login)).scope("openid read").binding_message("W4SCT");
        let token = driver::run_in(self.show, self.http, &mut user, flow.start(client)?)??;
        describe(self.show, &token);
        Ok(())
    }

    fn without_a_browser(&mut self, client: &Client) -> Result<()> {
        let generic = self.sandbox.generic();
        let user = self.sandbox.credentials().users.first().ok_or("the sandbox has no user")?;
        self.show.step(
            "Resource owner password (legacy; authorization code with PKCE, or a device code, replaces it)",
        );
        let token = self.run(Password::new(user.login, generic.password.expose()).start(client)?)??;
        describe(self.show, &token);

        self.show.step("JWT bearer (RFC 7523): this provider trusts one assertion and checks no signature");
        let token = self.run(jwt_bearer(generic.jwt_assertion.expose()).start(client)?)??;
        describe(self.show, &token);

        self.show.step("SAML 2.0 bearer (RFC 7522), likewise");
        let token = self.run(saml2_bearer(generic.saml2_assertion.expose()).start(client)?)??;
        describe(self.show, &token);

        self.show.step("Refused: an assertion that is not trusted");
        let end = self.run(jwt_bearer("e30.e30.").start(client)?)?;
        self.failed(end, FailureKind::Refused, Some("invalid_grant"))?;
        Ok(())
    }

    fn exchange_ask_and_give_back(
        &mut self,
        metadata: &ServerMetadata,
        client: &Client,
        token: &Token,
    ) -> Result<()> {
        let generic = self.sandbox.generic();
        self.show.step("Token exchange (RFC 8693): a service swaps the user's token for one that can less");
        let secret = generic.post.secret.clone().ok_or("the client has no secret")?;
        let service = metadata.client(&generic.post.id, ClientAuthentication::Post(secret))?;
        let access = token.access_token().expose();
        let flow = TokenExchange::new(access, token_type::ACCESS_TOKEN).scope("read").start(&service)?;
        let less = self.run(flow)??;
        must(less.scope() == Some("read"), "the new token can as much as the old one")?;
        describe(self.show, &less);

        self.show.step("Introspection (RFC 7662): an API asks what the token is good for");
        let about = self.run(Introspection::new(less.access_token().expose()).start(&service)?)??;
        must(about.view().active, "the token is not active")?;
        let scope = about.view().scope.and_then(|scope| scope.to_str().ok()).unwrap_or_default();
        self.show.means(&format!("it is active, with the scope {scope}"));

        self.show.step("Revocation (RFC 7009): the application gives the tokens back");
        let refresh = token.refresh_token().ok_or("there is no refresh token")?.expose();
        let flow = Revocation::new(refresh).token_type_hint(TokenTypeHint::RefreshToken).start(client)?;
        self.run(flow)??;
        let about = self.run(Introspection::new(access).start(&service)?)??;
        must(!about.view().active, "the access token is still active")?;
        let refused = self.call(Some(token))?;
        let view = refused.view();
        let challenge = challenges(&view).next().ok_or("there is no challenge")??;
        let error = challenge.get("error").ok_or("the challenge has no error")?;
        must(error.is("invalid_token"), "the API refuses for another reason")?;
        self.show.means("the access token went with it: invalid_token");
        Ok(())
    }

    /// Runs a flow that needs no more of the user than a browser.
    fn run<F: Flow>(&mut self, flow: F) -> Result<Ended<F::Output>> {
        let clock = self.sandbox.clock();
        let mut user = Visitor { http: self.http, decision: Decision::Approve };
        driver::run(self.show, self.http, || clock.now(), &mut user, flow)
    }

    /// The API, with a token or without.
    fn call(&mut self, token: Option<&Token>) -> Result<ResponseBuf> {
        let url = &self.sandbox.generic().resource;
        let bearer = token.map(|token| token.bearer(url)).transpose()?;
        let authorization = bearer.as_ref().map(|bearer| bearer.authorization(url)).transpose()?;
        let headers = Headers::new().with_optional("authorization", authorization);
        let (method, resend) = (Method::Get, Resend::Safe);
        let request = Request { method, url, headers, body: b"", resend, max_response_len: 1 << 20 };
        self.show.request(&request);
        let answer = self.http.send(&request).map_err(|_| "the API gave no answer")?;
        self.show.answer(&answer);
        Ok(answer)
    }

    fn failed<T>(&mut self, end: Ended<T>, kind: FailureKind, code: Option<&str>) -> Result<Failure> {
        let Err(failure) = end else { return Err("the flow succeeded where it must fail".into()) };
        let right = failure.kind() == kind && failure.code() == code;
        must(right, &format!("another failure was due: {failure}"))?;
        self.show.means(&format!("FailureKind::{kind:?}: {failure}"));
        Ok(failure)
    }

    /// A user who decides at the second prompt.
    fn user(&self, decision: Option<Decision>) -> Elsewhere<'a> {
        Elsewhere {
            http: self.http,
            sandbox: self.sandbox,
            decision,
            approves_at: 2,
            jumps_at: 0,
            prompts: 0,
            ahead: 0,
            longest: 0,
        }
    }
}

/// A user with another device, and waits that take no time: the sandbox's clock is moved instead.
struct Elsewhere<'a> {
    http: &'a Http,
    sandbox: &'a Sandbox,
    /// `None` for a user who never comes.
    decision: Option<Decision>,
    /// At which prompt the user decides.
    approves_at: usize,
    /// At which prompt the application's clock jumps, and the server's does not.
    jumps_at: usize,
    prompts: usize,
    /// How far the application's clock is ahead of the server's, in seconds.
    ahead: u64,
    /// The longest pause between two requests, in seconds.
    longest: u64,
}

impl World for Elsewhere<'_> {
    fn now(&self) -> UnixTime {
        self.sandbox.clock().now().plus(self.ahead)
    }

    fn visit(&mut self, _: &mut Show, _: &str) -> Result<Back> {
        Err("this grant redirects nobody".into())
    }

    fn prompt(&mut self, show: &mut Show, prompt: &Prompt<'_>) -> Result<()> {
        self.prompts += 1;
        if self.prompts == 1 {
            show.asks(&match (prompt.verification_uri, prompt.user_code) {
                (Some(place), Some(code)) => format!("show: go to {place} and type in the code {code}"),
                _ => "tell the user to look at the other device".into(),
            });
        }
        if let Some(decision) = self.decision.filter(|_| self.prompts == self.approves_at) {
            let place = prompt.verification_uri_complete.unwrap_or(&self.sandbox.generic().inbox);
            decide_elsewhere(show, self.http, place, decision)?;
        }
        // A user who never comes: all the time that there is passes at once.
        let until = if self.decision.is_some() { prompt.until } else { prompt.expires_at };
        let pause = until.since(self.now());
        self.longest = self.longest.max(pause);
        if self.prompts == self.jumps_at {
            self.ahead += pause;
            show.means("the device believes that the pause is over; to the server it is not");
        } else {
            self.wait(until);
            show.means(&format!("the pause is {pause} seconds, by the sandbox's clock"));
        }
        Ok(())
    }

    fn wait(&mut self, until: UnixTime) {
        self.sandbox.advance(Duration::from_secs(until.since(self.now())));
    }
}
