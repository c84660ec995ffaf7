//! No public type shows a secret in `Debug`, no error and no failure in `Display`.
//!
//! Every secret that goes in here says so: it holds the word `SECRET`.

use oauth_wire::flow::{Action, Event, Flow};
use oauth_wire::message::Response;
use oauth_wire::secret::Secret;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth2_flow::answer::{ErrorResponse, FieldValue};
use oauth2_flow::authorization_code::{AuthorizationCode, CodeExchange};
use oauth2_flow::authorization_request::{AuthorizationParameters, AuthorizationRequest, ResponseMode};
use oauth2_flow::bearer::{Bearer, BearerCredentials, BorrowedBearer};
use oauth2_flow::callback::AuthorizationResponse;
use oauth2_flow::challenge::challenges;
use oauth2_flow::ciba::{AuthenticationResponse, Ciba, CibaToken, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_assertion::{AssertionContext, ClientAssertion, NotSigned};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::credentials::{BasicCredentials, ClientParameters};
use oauth2_flow::device_code::{DeviceAccessToken, DeviceAuthorizationResponse, DeviceCode};
use oauth2_flow::extension::ExtensionGrant;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::introspection::{Introspection, IntrospectionResponse};
use oauth2_flow::json::Value;
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::password::Password;
use oauth2_flow::pkce::Pkce;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::pushed::PushedAuthorizationResponse;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::Registration;
use oauth2_flow::revocation::Revocation;
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token::Token;
use oauth2_flow::token_exchange::TokenExchange;
use oauth2_flow::token_request::TokenRequest;
use oauth2_flow::token_response::TokenAnswer;
use std::fmt::Debug;

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const REDIRECT_URI: &str = "https://app.example/cb";

fn hides(shown: impl Debug) {
    let shown = format!("{shown:?} {shown:#?}");
    assert!(!shown.contains("SECRET"), "{shown}");
}

/// Runs a flow over each of these answers, and looks at it, its actions, and its end at each step.
fn flow_hides<F: Flow + Debug>(mut start: impl FnMut() -> F, callbacks: &[String])
where
    F::Output: Debug,
{
    let token = br#"{"access_token":"SECRETa","refresh_token":"SECRETr","id_token":"SECRETi","scope":"SECRETs","active":true,"client_id":"c","client_secret":"SECRET","device_code":"SECRETd","user_code":"SECRETu","verification_uri":"https://h/?user_code=U","verification_uri_complete":"https://h/?code=SECRET","auth_req_id":"SECRETq","expires_in":100,"request_uri":"urn:SECRET"}"#;
    let answers = [
        Response::new(200, &[], token),
        Response::new(
            400,
            &[("WWW-Authenticate", b"Bearer SECRET")],
            br#"{"error":"invalid_grant","access_token":"SECRET"}"#,
        ),
        Response::new(200, &[], br#"{"access_token":"SECRET","token_type":"SECRET"}"#),
        Response::new(500, &[], b"<html>SECRET"),
    ];
    for answer in answers {
        let (mut flow, mut now) = (start(), NOW);
        for _ in 0..8 {
            let event = match flow.poll(now) {
                action @ Action::Send(_) => {
                    hides(action);
                    Event::Response(answer)
                }
                action @ Action::Redirect(_) => {
                    hides(action);
                    match callbacks {
                        [good, ..] => Event::Redirect(good),
                        [] => panic!("a redirect that no test is ready for"),
                    }
                }
                Action::Prompt(prompt) => {
                    hides(prompt);
                    now = prompt.until;
                    continue;
                }
                action => {
                    hides(action);
                    break;
                }
            };
            hides(event);
            hides(&flow);
            for callback in callbacks.iter().skip(1) {
                if let Err(rejected) = flow.handle(Event::Redirect(callback), now) {
                    hides(rejected);
                    assert!(!rejected.to_string().contains("SECRET"));
                }
            }
            flow.handle(event, now).unwrap();
        }
        hides(&flow);
        match flow.into_output() {
            Ok(output) => hides(output),
            Err(failure) => {
                hides(&failure);
                assert!(!failure.to_string().contains("SECRET"), "{failure}");
            }
        }
    }
}

fn client(authentication: ClientAuthentication) -> Client {
    let client = Client::new("id", authentication).unwrap();
    Endpoint::ALL
        .into_iter()
        .filter(|&endpoint| endpoint != Endpoint::PushedAuthorizationRequest)
        .fold(client, |client, endpoint| client.with_endpoint(endpoint, "https://as.example/?key=x").unwrap())
}

#[derive(Debug)]
struct Key;

impl ClientAssertion for Key {
    fn assertion(&self, _: &AssertionContext<'_>) -> Result<Secret, NotSigned> {
        Ok("SECRET.jwt".into())
    }
}

fn clients() -> Vec<Client> {
    [
        ClientAuthentication::Post("SECRET".into()),
        ClientAuthentication::Basic("SECRET".into()),
        ClientAuthentication::BasicRaw("SECRET".into()),
        ClientAuthentication::Assertion(std::sync::Arc::new(Key)),
    ]
    .map(client)
    .into()
}

#[test]
fn flows() {
    for client in clients() {
        hides(&client);
        hides(client.authentication());
        let client = &client;
        flow_hides(|| ClientCredentials::new().extra(&[("x", "SECRET")]).start(client).unwrap(), &[]);
        flow_hides(|| RefreshToken::new("SECRET").start(client).unwrap(), &[]);
        flow_hides(|| Password::new("SECRETuser", "SECRET").start(client).unwrap(), &[]);
        flow_hides(|| jwt_bearer("SECRET").start(client).unwrap(), &[]);
        flow_hides(|| saml2_bearer("SECRET").start(client).unwrap(), &[]);
        flow_hides(
            || TokenExchange::new("SECRET", "t").actor_token("SECRET", "t").start(client).unwrap(),
            &[],
        );
        flow_hides(|| ExtensionGrant::new("g", &[("p", "SECRET")]).start(client).unwrap(), &[]);
        flow_hides(|| DeviceCode::new().start(client).unwrap(), &[]);
        flow_hides(|| Ciba::new(Hint::IdTokenHint("SECRET")).start(client).unwrap(), &[]);
        flow_hides(|| Revocation::new("SECRET").start(client).unwrap(), &[]);
        flow_hides(|| Introspection::new("SECRET").start(client).unwrap(), &[]);
    }
    flow_hides(|| ServerMetadata::fetch("https://as.example").unwrap(), &[]);
    flow_hides(|| ProtectedResource::fetch("https://as.example").unwrap(), &[]);
    let register = || Registration::new(&[]).text(&[("software_statement", "SECRET")]);
    hides(register());
    flow_hides(|| register().start("https://as.example/r", Some("SECRET")).unwrap(), &[]);
}

#[test]
fn flows_with_a_browser() {
    let seed = || Seed::from_bytes([7; 32]);
    let state = seed().text("state", 0);
    let callbacks = |good: &str| {
        [good, "code=SECRET", "state=SECRET&code=SECRET", "code=SECRET&code=SECRET"]
            .map(|rest| format!("{REDIRECT_URI}?{}", rest.replace("STATE", state.as_str())))
    };
    for client in clients() {
        let pushing = client
            .clone()
            .with_endpoint(Endpoint::PushedAuthorizationRequest, "https://as.example/par")
            .unwrap();
        for client in [client, pushing] {
            for pkce in [Pkce::S256, Pkce::LegacyPlain] {
                let grant = AuthorizationCode::new(REDIRECT_URI).pkce(pkce);
                let start = || grant.start(&client, seed(), NOW).unwrap();
                let good = callbacks("code=SECRET&state=STATE");
                flow_hides(start, &good);
                // `state` and the verifier are secrets too, without the word in them.
                let mut flow = start();
                let verifier = seed().text("code_verifier", 0);
                let shown = [format!("{flow:?}"), format!("{:?}", flow.poll(NOW))].concat();
                assert!(!shown.contains(state.as_str()), "{shown}");
                assert!(!shown.contains(verifier.as_str()), "{shown}");
            }
        }
    }
    let client = client(ClientAuthentication::None);
    let good = format!("{REDIRECT_URI}#access_token=SECRET&state={}", state.as_str());
    flow_hides(|| Implicit::new(REDIRECT_URI).start(&client, seed(), NOW).unwrap(), &[good]);
}

#[test]
fn messages() {
    let parameters = AuthorizationParameters {
        response_type: "code",
        client_id: "id",
        redirect_uri: REDIRECT_URI,
        scope: None,
        state: "SECRET",
        response_mode: None,
        pkce: Some(("SECRET", "plain")),
        resource: &[],
        extra: &[("login_hint_token", "SECRET")],
    };
    hides(parameters);
    hides(AuthorizationRequest { endpoint: Url::parse("https://h/").unwrap(), parameters });
    hides(TokenRequest {
        grant: CodeExchange {
            code: "SECRET",
            redirect_uri: REDIRECT_URI,
            code_verifier: Some("SECRET"),
            resource: &[],
        },
        client: ClientParameters::post("id", "SECRET"),
    });
    hides(ClientParameters::assertion("id", "type", "SECRET"));
    hides(BasicCredentials::new("id", "SECRET"));
    let bearer = BorrowedBearer::new("SECRET", "https://h/?token=SECRET").unwrap();
    hides(bearer);
    let field: BearerCredentials<'_> = bearer.authorization("https://h/").unwrap();
    hides(field);
    let of = "https://user:SECRET@h/?access_token=SECRET";
    hides(
        oauth2_flow::well_known::WellKnownUrl::new(of, oauth2_flow::well_known::PROTECTED_RESOURCE).unwrap(),
    );
    hides(Bearer::new("SECRET", "https://h/?token=SECRET").unwrap());
    hides(DeviceAccessToken { device_code: "SECRET" });
    hides(CibaToken { auth_req_id: "SECRET" });
    hides(Hint::LoginHint("SECRET"));
    hides(Token::new("SECRET").with_refresh_token(Some("SECRET")));
}

#[test]
fn answers() {
    let body = br#"{"access_token":"SECRET","device_code":"SECRET","user_code":"SECRET","verification_uri":"https://h/","auth_req_id":"SECRET","request_uri":"urn:SECRET","expires_in":1,"active":true,"username":"SECRET","x":["SECRET"]}"#;
    let response = Response::new(200, &[], body);
    let token = TokenAnswer::parse(&response).unwrap();
    if let TokenAnswer::Token(token) = &token {
        token.extra().for_each(|member: (_, FieldValue<'_>)| hides(member));
        hides((token.access_token, token.scope));
    }
    hides(token);
    hides(DeviceAuthorizationResponse::parse(&response));
    hides(AuthenticationResponse::parse(&response));
    hides(PushedAuthorizationResponse::parse(&response));
    hides(IntrospectionResponse::parse(&response));
    hides(ErrorResponse::parse(&Response::new(400, &[], br#"{"error":"x","error_description":"SECRET"}"#)));
    hides(Value::parse(body));
    let callback = "https://app.example/cb?code=SECRET&state=SECRET";
    hides(AuthorizationResponse::from_redirect(callback, REDIRECT_URI, ResponseMode::Query).unwrap());
    let fields: [(&str, &[u8]); 1] = [("WWW-Authenticate", b"Negotiate SECRET, Bearer nonce=\"SECRET\"")];
    for challenge in challenges(&Response::new(401, &fields, b"")) {
        let challenge = challenge.unwrap();
        challenge.parameters().for_each(|(_, value)| hides(value));
        hides(challenge);
    }
    for broken in [r#"{"access_token":"SECRET"#, "SECRET", r#"{"access_token":["SECRET"]}"#] {
        hides(TokenAnswer::parse(&Response::new(200, &[], broken.as_bytes())));
    }
}

#[cfg(feature = "seal")]
#[test]
fn seals() {
    hides(oauth2_flow::seal::SealKey::from_bytes(*b"SECRETSECRETSECRETSECRETSECRET12"));
}
