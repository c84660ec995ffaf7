//! The examples that the RFCs print, to the letter. More of them stand as examples in the docs of
//! the types that they are about; here are those that take a whole run, or fit nowhere.

use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Flow, Rejected};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth2_flow::answer::ErrorResponse;
use oauth2_flow::authorization_code::{AuthorizationCode, CodeExchange};
use oauth2_flow::authorization_request::{AuthorizationParameters, AuthorizationRequest, ResponseMode};
use oauth2_flow::bearer::Bearer;
use oauth2_flow::callback::AuthorizationResponse;
use oauth2_flow::challenge::challenges;
use oauth2_flow::ciba::CibaToken;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::credentials::ClientParameters;
use oauth2_flow::device_code::{DeviceAccessToken, DeviceCode};
use oauth2_flow::implicit::Implicit;
use oauth2_flow::parameters::Parameters;
use oauth2_flow::pkce::CodeChallenge;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::token_request::TokenRequest;
use oauth2_flow::token_response::TokenAnswer;

const NOW: UnixTime = UnixTime::from_secs(1_000_000);

fn body(grant: impl Parameters, client: ClientParameters<'_>) -> String {
    String::from_utf8(TokenRequest { grant, client }.encode_vec()).unwrap()
}

fn pairs(form: &str) -> Vec<(String, String)> {
    let pairs = oauth_wire::form::pairs(form.as_bytes());
    let mut pairs: Vec<_> =
        pairs.map(|pair| (pair.name.to_str().unwrap(), pair.value.to_str().unwrap())).collect();
    pairs.sort();
    pairs
}

/// RFC 6749 §4.1.1: the same parameters; the RFC writes `.` as `%2E` and another order.
#[test]
fn rfc6749_4_1_1_authorization_request() {
    let request = AuthorizationRequest {
        endpoint: Url::parse("https://server.example.com/authorize").unwrap(),
        parameters: AuthorizationParameters {
            response_type: "code",
            client_id: "s6BhdRkqt3",
            redirect_uri: "https://client.example.com/cb",
            scope: None,
            state: "xyz",
            response_mode: None,
            pkce: None,
            resource: &[],
            extra: &[],
        },
    };
    let url = String::from_utf8(request.encode_vec()).unwrap();
    let query = url.strip_prefix("https://server.example.com/authorize?").unwrap();
    let printed = "response_type=code&client_id=s6BhdRkqt3&state=xyz\
                   &redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb";
    assert_eq!(pairs(query), pairs(printed));
}

#[test]
fn rfc6749_4_1_2_1_error_response() {
    let callback = "https://client.example.com/cb?error=access_denied&state=xyz";
    let redirect_uri = "https://client.example.com/cb";
    let response = AuthorizationResponse::from_redirect(callback, redirect_uri, ResponseMode::Query).unwrap();
    assert_eq!(response.check_state("xyz"), Ok(()));
    assert!(response.error.unwrap().is(b"access_denied") && response.code.is_none());
}

#[test]
fn rfc6749_4_2_2_implicit() {
    let client = Client::new("s6BhdRkqt3", ClientAuthentication::None)
        .unwrap()
        .with_endpoint(Endpoint::Authorization, "https://server.example.com/authorize")
        .unwrap();
    // As printed, with `http`: refused, since RFC 9700 §2.6 has done away with it.
    assert!(Implicit::new("http://example.com/cb").start(&client, Seed::from_bytes([1; 32]), NOW).is_err());
    let printed = "#access_token=2YotnFZFEjr1zCsicMWpAA&state=xyz&token_type=example&expires_in=3600";
    let seed = Seed::from_bytes([1; 32]);
    let state = seed.text("state", 0);
    let mut flow = Implicit::new("https://example.com/cb").start(&client, seed, NOW).unwrap();
    let callback = format!("https://example.com/cb{printed}").replace("=example", "=Bearer");
    assert_eq!(flow.handle(Event::Redirect(&callback), NOW), Err(Rejected::StateMismatch));
    flow.handle(Event::Redirect(&callback.replace("=xyz", &format!("={}", state.as_str()))), NOW).unwrap();
    let token = flow.into_output().unwrap();
    assert_eq!(token.access_token().expose(), "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(token.expires_at(), Some(NOW.plus(3600)));
}

#[test]
fn rfc6749_4_4_2_client_credentials_and_5_2_error() {
    assert_eq!(body(ClientCredentials::new(), ClientParameters::default()), "grant_type=client_credentials");
    let response = Response::new(
        400,
        &[("Content-Type", b"application/json;charset=UTF-8")],
        b"{\n  \"error\":\"invalid_request\"\n}",
    );
    let error = ErrorResponse::parse(&response).unwrap().unwrap();
    assert!(error.error.is("invalid_request") && error.leniencies.is_empty());
}

#[test]
fn rfc6749_6_refresh() {
    assert_eq!(
        body(RefreshToken::new("tGzv3JOkF0XG5Qx2TlKWIA"), ClientParameters::default()),
        "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA"
    );
}

/// RFC 6750 §2.1, §2.2 and §3.
#[test]
fn rfc6750_bearer_use() {
    let bearer = Bearer::new("mF_9.B5f-4.1JqM", "https://server.example.com").unwrap();
    let url = "https://server.example.com/resource";
    assert_eq!(bearer.authorization(url), Ok("Bearer mF_9.B5f-4.1JqM"));
    assert_eq!(bearer.form_parameter(url), Ok(("access_token", "mF_9.B5f-4.1JqM")));

    let field = br#"Bearer realm="example",
                       error="invalid_token",
                       error_description="The access token expired""#;
    // The RFC prints the field folded; on the wire it is one line.
    let field: Vec<u8> = field.iter().copied().filter(|&byte| byte != b'\n').collect();
    let fields = [("WWW-Authenticate", &*field)];
    let response = Response::new(401, &fields, b"");
    let challenge = challenges(&response).next().unwrap().unwrap();
    assert!(challenge.get("error_description").unwrap().is("The access token expired"));
}

/// RFC 6750 §4's answer, which has every member.
#[test]
fn rfc6750_4_token_response() {
    let response = br#"{
       "access_token":"mF_9.B5f-4.1JqM",
       "token_type":"Bearer",
       "expires_in":3600,
       "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA"
     }"#;
    let Ok(TokenAnswer::Token(token)) = TokenAnswer::parse(&Response::new(200, &[], response)) else {
        panic!()
    };
    assert!(token.refresh_token.unwrap().is("tGzv3JOkF0XG5Qx2TlKWIA") && token.leniencies.is_empty());
}

/// RFC 7636 appendix B, and a whole exchange with its verifier.
#[test]
fn rfc7636_appendix_b() {
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_eq!(CodeChallenge::s256(verifier).as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let grant = CodeExchange {
        code: "SplxlOBeZQQYbYS6WxSbIA",
        redirect_uri: "https://client.example.org/cb",
        code_verifier: Some(verifier),
        resource: &[],
    };
    assert!(body(grant, ClientParameters::default()).ends_with(&format!("&code_verifier={verifier}")));
}

#[test]
fn rfc8628_3_1_and_3_4_device() {
    assert_eq!(
        pairs(&body(DeviceCode::new().scope("example_scope"), ClientParameters::public("1406020730"))),
        pairs("client_id=1406020730&scope=example_scope")
    );
    assert_eq!(
        body(
            DeviceAccessToken { device_code: "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS" },
            ClientParameters::public("1406020730")
        ),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code\
         &device_code=GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS\
         &client_id=1406020730"
    );
}

/// CIBA §10.1: the same parameters; the example authenticates by an assertion.
#[test]
fn ciba_10_1_token_request() {
    assert_eq!(
        body(CibaToken { auth_req_id: "1c266114-a1be-4252-8ad1-04986c5b9ac1" }, ClientParameters::default()),
        "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba\
         &auth_req_id=1c266114-a1be-4252-8ad1-04986c5b9ac1"
    );
}

/// RFC 9126 §2.1 and §4, with our own state and challenge.
#[test]
fn rfc9126_pushed_authorization_request() {
    let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("7Fjfp0ZBr1KtDRbnfVdmIw".into()))
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, "https://as.example.com/authorize"))
        .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example.com/token"))
        .and_then(|client| {
            client.with_endpoint(Endpoint::PushedAuthorizationRequest, "https://as.example.com/as/par")
        })
        .unwrap();
    let seed = Seed::from_bytes([1; 32]);
    let (state, verifier) = (seed.text("state", 0), seed.text("code_verifier", 0));
    let mut flow = AuthorizationCode::new("https://client.example.org/cb")
        .scope("account-information")
        .start(&client, seed, NOW)
        .unwrap();
    let Action::Send(request) = flow.poll(NOW) else { panic!() };
    assert_eq!(
        request.headers.get("authorization"),
        Some("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3")
    );
    let printed = format!(
        "response_type=code&state={}&client_id=s6BhdRkqt3\
         &redirect_uri=https%3A%2F%2Fclient.example.org%2Fcb\
         &code_challenge={}&code_challenge_method=S256&scope=account-information",
        state.as_str(),
        CodeChallenge::s256(verifier.as_str()).as_str()
    );
    assert_eq!(pairs(std::str::from_utf8(request.body).unwrap()), pairs(&printed));
    let answer = br#"{
      "request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c",
      "expires_in": 60
     }"#;
    flow.handle(Event::Response(Response::new(201, &[], answer)), NOW).unwrap();
    let Action::Redirect(url) = flow.poll(NOW) else { panic!() };
    assert_eq!(
        url,
        "https://as.example.com/authorize?client_id=s6BhdRkqt3\
         &request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c"
    );
}

/// RFC 9207 §2.1 and §2.2, both for the issuer `https://honest.as.example`.
#[test]
fn rfc9207_issuer_identification() {
    let redirect_uri = "https://client.example/cb";
    for callback in [
        "https://client.example/cb?code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58&state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI&iss=https%3A%2F%2Fhonest.as.example",
        "https://client.example/cb?error=access_denied&state=N2JjNGJhY2JiZjRhYzA3MGJkMzNmMDE5OWJhZmJhZjA&iss=https%3A%2F%2Fhonest.as.example",
    ] {
        let response =
            AuthorizationResponse::from_redirect(callback, redirect_uri, ResponseMode::Query).unwrap();
        assert!(response.iss_is(Some("https://honest.as.example"), true));
        assert!(!response.iss_is(Some("https://attacker.as.example"), false));
    }
}

/// RFC 9470 §3's challenge: another sign-in is asked for.
#[test]
fn rfc9470_step_up() {
    let field = br#"Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="myACR""#;
    let fields: [(&str, &[u8]); 1] = [("WWW-Authenticate", field)];
    let response = Response::new(401, &fields, b"");
    let challenge = challenges(&response).next().unwrap().unwrap();
    assert!(challenge.get("acr_values").unwrap().is("myACR"));
}
