//! The examples that the RFCs print, to the letter. More of them stand as examples in the docs of
//! the types that they are about; here are those that take a whole run, or fit nowhere.

use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Flow, Rejected};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth2_flow::answer::{Answer, AnswerError, ErrorResponse};
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
use oauth2_flow::extension::ExtensionGrant;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::introspection::{Introspection, IntrospectionResponse};
use oauth2_flow::json::Value;
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::parameters::Parameters;
use oauth2_flow::password::Password;
use oauth2_flow::pkce::CodeChallenge;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::Registration;
use oauth2_flow::revocation::{Revocation, TokenTypeHint};
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token_exchange::{TokenExchange, token_type};
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

/// The RFC's confidential client, with the secret behind `czZCaGRSa3F0MzpnWDFmQmF0M2JW`.
fn confidential() -> Client {
    let endpoint = |client: Client, endpoint, path: &str| {
        client.with_endpoint(endpoint, &format!("https://server.example.com{path}")).unwrap()
    };
    let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("gX1fBat3bV".into())).unwrap();
    let client = endpoint(client, Endpoint::Token, "/token");
    let client = endpoint(client, Endpoint::Revocation, "/revoke");
    endpoint(client, Endpoint::Introspection, "/introspect")
}

/// The URL, the `Authorization` field and the body of a flow's first request.
fn sent(mut flow: impl Flow) -> (String, Option<String>, String) {
    let Action::Send(request) = flow.poll(NOW) else { panic!() };
    let authorization = request.headers.get("authorization").map(Into::into);
    (request.url.into(), authorization, std::str::from_utf8(request.body).unwrap().into())
}

const BASIC: &str = "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW";

/// RFC 6749 §4.1.1 and §4.2.1: the same parameters; the RFC writes `.` as `%2E` and another order.
#[test]
fn rfc6749_4_1_1_and_4_2_1_authorization_requests() {
    let parameters = AuthorizationParameters {
        response_type: "code",
        client_id: "s6BhdRkqt3",
        redirect_uri: "https://client.example.com/cb",
        scope: None,
        state: "xyz",
        response_mode: None,
        pkce: None,
        resource: &[],
        extra: &[],
    };
    for response_type in ["code", "token"] {
        let request = AuthorizationRequest {
            endpoint: Url::parse("https://server.example.com/authorize").unwrap(),
            parameters: AuthorizationParameters { response_type, ..parameters },
        };
        let url = String::from_utf8(request.encode_vec()).unwrap();
        let query = url.strip_prefix("https://server.example.com/authorize?").unwrap();
        let printed =
            "&client_id=s6BhdRkqt3&state=xyz&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb";
        assert_eq!(pairs(query), pairs(&format!("response_type={response_type}{printed}")));
    }
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

/// RFC 6749 §4.1.3: the body, and the field that authenticates the client; §4.1.4: the answer, whose
/// type `example` nobody can use.
#[test]
fn rfc6749_4_1_3_code_exchange_and_4_1_4_answer() {
    let grant = CodeExchange {
        code: "SplxlOBeZQQYbYS6WxSbIA",
        redirect_uri: "https://client.example.com/cb",
        code_verifier: None,
        resource: &[],
    };
    // The RFC writes `.` as `%2E`.
    let printed = "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA\
                   &redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb";
    assert_eq!(body(grant, ClientParameters::default()), printed.replace("%2E", "."));

    let printed = br#"{
       "access_token":"2YotnFZFEjr1zCsicMWpAA",
       "token_type":"example",
       "expires_in":3600,
       "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA",
       "example_parameter":"example_value"
     }"#;
    let fields: [(&str, &[u8]); 3] = [
        ("Content-Type", b"application/json;charset=UTF-8"),
        ("Cache-Control", b"no-store"),
        ("Pragma", b"no-cache"),
    ];
    let error = TokenAnswer::parse(&Response::new(200, &fields, printed)).unwrap_err();
    assert_eq!(error, AnswerError::UnknownTokenType);
    let printed = String::from_utf8_lossy(printed).replace("\"example\"", "\"Bearer\"");
    let response = Response::new(200, &fields, printed.as_bytes());
    let Ok(TokenAnswer::Token(token)) = TokenAnswer::parse(&response) else { panic!() };
    assert!(token.refresh_token.unwrap().is("tGzv3JOkF0XG5Qx2TlKWIA") && token.leniencies.is_empty());
}

#[test]
fn rfc6749_4_2_2_and_4_2_2_1_implicit_answers() {
    let token = "http://example.com/cb#access_token=2YotnFZFEjr1zCsicMWpAA&state=xyz&token_type=example&expires_in=3600";
    let place = "http://example.com/cb";
    let response = AuthorizationResponse::from_redirect(token, place, ResponseMode::Fragment).unwrap();
    assert_eq!(response.check_state("xyz"), Ok(()));
    assert!(response.error.is_none() && response.code.is_none());
    assert_eq!(response.raw(), token.split_once('#').unwrap().1.as_bytes());

    let error = "https://client.example.com/cb#error=access_denied&state=xyz";
    let place = "https://client.example.com/cb";
    let response = AuthorizationResponse::from_redirect(error, place, ResponseMode::Fragment).unwrap();
    assert_eq!(response.check_state("xyz"), Ok(()));
    assert!(response.error.unwrap().is(b"access_denied"));
}

/// RFC 6749 §4.3.2, §4.4.2 and §6, with the field that authenticates the client.
#[test]
fn rfc6749_token_requests_of_a_confidential_client() {
    let client = confidential();
    for (request, printed) in [
        (
            sent(Password::new("johndoe", "A3ddj3w").start(&client).unwrap()),
            "grant_type=password&username=johndoe&password=A3ddj3w",
        ),
        (sent(ClientCredentials::new().start(&client).unwrap()), "grant_type=client_credentials"),
        (
            sent(RefreshToken::new("tGzv3JOkF0XG5Qx2TlKWIA").start(&client).unwrap()),
            "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA",
        ),
    ] {
        let expected = ("https://server.example.com/token".into(), Some(BASIC.into()), printed.into());
        assert_eq!(request, expected);
    }
}

/// RFC 6749 §4.4.3, with a type that can be used.
#[test]
fn rfc6749_4_4_3_client_credentials_answer() {
    let printed = r#"{
       "access_token":"2YotnFZFEjr1zCsicMWpAA",
       "token_type":"example",
       "expires_in":3600,
       "example_parameter":"example_value"
     }"#;
    let answer = printed.replace("\"example\"", "\"Bearer\"");
    let mut flow = ClientCredentials::new().start(&confidential()).unwrap();
    flow.handle(Event::Response(Response::new(200, &[], answer.as_bytes())), NOW).unwrap();
    let token = flow.into_output().unwrap();
    assert_eq!(token.access_token().expose(), "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(token.expires_at(), Some(NOW.plus(3600)));
    let Some(Value::String(value)) = token.extra("example_parameter") else { panic!() };
    assert!(value.is("example_value") && token.refresh_token().is_none());
}

/// RFC 6749 §4.5. What stands where the RFC cuts the assertion comes out encoded, here and below.
#[test]
fn rfc6749_4_5_extension_grant() {
    let assertion = "PEFzc2VydGlvbiBJc3N1ZUluc3RhbnQ9IjIwMTEtMDU[...omitted for brevity...]aG5TdGF0ZW1lbnQ-PC9Bc3NlcnRpb24-";
    let parameters = [("assertion", assertion)];
    let grant = ExtensionGrant::new("urn:ietf:params:oauth:grant-type:saml2-bearer", &parameters);
    let printed =
        format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&assertion={assertion}");
    assert_eq!(pairs(&body(grant, ClientParameters::default())), pairs(&printed));
}

/// RFC 7523 §2.1 and RFC 7522 §2.1.
#[test]
fn rfc7523_and_rfc7522_2_1_assertion_grants() {
    let printed = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer\
                   &assertion=eyJhbGciOiJFUzI1NiIsImtpZCI6IjE2In0.\
                   eyJpc3Mi[...omitted for brevity...].\
                   J9l-ZhwP[...omitted for brevity...]";
    let assertion = printed.split_once("&assertion=").unwrap().1;
    assert_eq!(pairs(&body(jwt_bearer(assertion), ClientParameters::default())), pairs(printed));

    let printed = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&\
                   assertion=PHNhbWxwOl...[omitted for brevity]...ZT4";
    let assertion = printed.split_once("&assertion=").unwrap().1;
    assert_eq!(pairs(&body(saml2_bearer(assertion), ClientParameters::default())), pairs(printed));
}

/// RFC 7523 §2.2 and RFC 7522 §2.2: a client that authenticates by an assertion. The RFCs leave out
/// `redirect_uri` and `client_id`, which are always sent here.
#[test]
fn rfc7523_and_rfc7522_2_2_client_assertion() {
    for (kind, assertion) in [
        (
            "jwt-bearer",
            "eyJhbGciOiJSUzI1NiIsImtpZCI6IjIyIn0.eyJpc3Mi[...omitted for brevity...].cC4hiUPo[...omitted for brevity...]",
        ),
        ("saml2-bearer", "PHNhbW...[omitted for brevity]...ZT"),
    ] {
        let printed = format!(
            "grant_type=authorization_code&code=n0esc3NRze7LTCu7iYzS6a5acc3f0ogp4\
             &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3A{kind}\
             &client_assertion={assertion}"
        );
        let grant = CodeExchange {
            code: "n0esc3NRze7LTCu7iYzS6a5acc3f0ogp4",
            redirect_uri: "https://client.example.com/cb",
            code_verifier: None,
            resource: &[],
        };
        let assertion_type = format!("urn:ietf:params:oauth:client-assertion-type:{kind}");
        let mut ours = pairs(&body(grant, ClientParameters::assertion("id", &assertion_type, assertion)));
        ours.retain(|(name, _)| name != "redirect_uri" && name != "client_id");
        assert_eq!(ours, pairs(&printed));
    }
}

/// RFC 8628 §3.5's first error is the one to go on after.
#[test]
fn rfc8628_3_5_pending() {
    let error = br#"{"error":"authorization_pending"}"#;
    let error = ErrorResponse::parse(&Response::new(400, &[], error)).unwrap().unwrap();
    assert!(error.error.is("authorization_pending"));
}

/// RFC 8693 §2.3's answer, and the request of appendix A.1.1.
#[test]
fn rfc8693_token_exchange() {
    let answer = br#"{
     "access_token":"eyJhbGciOiJFUzI1NiIsImtpZCI6IjllciJ9.eyJhdWQiOiJodHRwczovL2JhY2tlbmQuZXhhbXBsZS5jb20iLCJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUuY29tIiwiZXhwIjoxNDQxOTE3NTkzLCJpYXQiOjE0NDE5MTc1MzMsInN1YiI6ImJkY0BleGFtcGxlLmNvbSIsInNjb3BlIjoiYXBpIn0.40y3ZgQedw6rxf59WlwHDD9jryFOr0_Wh3CGozQBihNBhnXEQgU85AI9x3KmsPottVMLPIWvmDCMy5-kdXjwhw",
     "issued_token_type":
         "urn:ietf:params:oauth:token-type:access_token",
     "token_type":"Bearer",
     "expires_in":60
    }"#;
    let mut flow =
        TokenExchange::new("accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC", token_type::ACCESS_TOKEN)
            .start(&confidential())
            .unwrap();
    flow.handle(Event::Response(Response::new(200, &[], answer)), NOW).unwrap();
    let token = flow.into_output().unwrap();
    assert!(token.access_token().expose().ends_with("y5-kdXjwhw"));
    assert_eq!(token.expires_at(), Some(NOW.plus(60)));
    let Some(Value::String(kind)) = token.extra("issued_token_type") else { panic!() };
    assert!(kind.is(token_type::ACCESS_TOKEN));

    let printed = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange\
        &audience=urn%3Aexample%3Acooperation-context\
        &subject_token=eyJhbGciOiJFUzI1NiIsImtpZCI6IjE2In0.eyJhdWQiOiJodHRwc\
        zovL2FzLmV4YW1wbGUuY29tIiwiaXNzIjoiaHR0cHM6Ly9vcmlnaW5hbC1pc3N1ZXI\
        uZXhhbXBsZS5uZXQiLCJleHAiOjE0NDE5MTA2MDAsIm5iZiI6MTQ0MTkwOTAwMCwic\
        3ViIjoiYmRjQGV4YW1wbGUubmV0Iiwic2NvcGUiOiJvcmRlcnMgcHJvZmlsZSBoaXN\
        0b3J5In0.PRBg-jXn4cJuj1gmYXFiGkZzRuzbXZ_sDxdE98ddW44ufsbWLKd3JJ1VZ\
        hF64pbTtfjy4VXFVBDaQpKjn5JzAw\
        &subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt";
    let subject_token = pairs(printed).into_iter().find(|(name, _)| name == "subject_token").unwrap().1;
    let grant =
        TokenExchange::new(&subject_token, token_type::JWT).audience(&["urn:example:cooperation-context"]);
    assert_eq!(pairs(&body(grant, ClientParameters::default())), pairs(printed));
}

#[test]
fn rfc9126_2_3_error() {
    let answer = br#"{
      "error": "invalid_request",
      "error_description":
        "The redirect_uri is not valid for the given client"
    }"#;
    let fields: [(&str, &[u8]); 2] =
        [("Content-Type", b"application/json"), ("Cache-Control", b"no-cache, no-store")];
    let error = ErrorResponse::parse(&Response::new(400, &fields, answer)).unwrap().unwrap();
    assert!(error.error.is("invalid_request") && error.leniencies.is_empty());
    assert!(error.error_description.unwrap().is("The redirect_uri is not valid for the given client"));
}

#[test]
fn rfc7009_2_1_revocation() {
    let flow = Revocation::new("45ghiukldjahdnhzdauz").token_type_hint(TokenTypeHint::RefreshToken);
    let (url, authorization, body) = sent(flow.start(&confidential()).unwrap());
    assert_eq!(url, "https://server.example.com/revoke");
    assert_eq!(authorization.as_deref(), Some(BASIC));
    assert_eq!(body, "token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token");
}

/// RFC 7662 §2.1 and §2.2. The first request's `Authorization: Bearer` is not for a client to send.
#[test]
fn rfc7662_introspection() {
    let (_, _, body) = sent(Introspection::new("2YotnFZFEjr1zCsicMWpAA").start(&confidential()).unwrap());
    assert_eq!(body, "token=2YotnFZFEjr1zCsicMWpAA");
    let second = Introspection::new("mF_9.B5f-4.1JqM").token_type_hint(TokenTypeHint::AccessToken);
    let (url, authorization, body) = sent(second.start(&confidential()).unwrap());
    assert_eq!(url, "https://server.example.com/introspect");
    assert_eq!(authorization.as_deref(), Some(BASIC));
    assert_eq!(body, "token=mF_9.B5f-4.1JqM&token_type_hint=access_token");

    let inactive = Response::new(200, &[], b"{\n  \"active\": false\n}");
    let Ok(Answer::Success(token)) = IntrospectionResponse::parse(&inactive) else { panic!() };
    assert!(!token.active && token.leniencies.is_empty());
}

/// RFC 8414 §3.1 and the whole of §3.2's answer.
#[test]
fn rfc8414_metadata() {
    for (issuer, printed) in [
        ("https://example.com", "https://example.com/.well-known/oauth-authorization-server"),
        ("https://example.com/issuer1", "https://example.com/.well-known/oauth-authorization-server/issuer1"),
    ] {
        assert_eq!(sent(ServerMetadata::fetch(issuer).unwrap()).0, printed);
    }
    let answer = r#"{
       "issuer":
         "https://server.example.com",
       "authorization_endpoint":
         "https://server.example.com/authorize",
       "token_endpoint":
         "https://server.example.com/token",
       "token_endpoint_auth_methods_supported":
         ["client_secret_basic", "private_key_jwt"],
       "token_endpoint_auth_signing_alg_values_supported":
         ["RS256", "ES256"],
       "userinfo_endpoint":
         "https://server.example.com/userinfo",
       "jwks_uri":
         "https://server.example.com/jwks.json",
       "registration_endpoint":
         "https://server.example.com/register",
       "scopes_supported":
         ["openid", "profile", "email", "address",
          "phone", "offline_access"],
       "response_types_supported":
         ["code", "code token"],
       "service_documentation":
         "http://server.example.com/service_documentation.html",
       "ui_locales_supported":
         ["en-US", "en-GB", "en-CA", "fr-FR", "fr-CA"]
      }"#;
    let metadata = ServerMetadata::parse("https://server.example.com", answer).unwrap();
    assert_eq!(metadata.registration_endpoint().as_deref(), Some("https://server.example.com/register"));
    let locales: Vec<_> = metadata.list("ui_locales_supported").map(|it| it.to_str().unwrap()).collect();
    assert_eq!(locales, ["en-US", "en-GB", "en-CA", "fr-FR", "fr-CA"]);
    assert_eq!(metadata.list("scopes_supported").count(), 6);
}

/// RFC 7591 §3.1, §3.2.1 and §3.2.2. JSON says the same with an escape and without.
#[test]
fn rfc7591_registration() {
    let printed = r##"{
      "redirect_uris": [
        "https://client.example.org/callback",
        "https://client.example.org/callback2"],
      "client_name": "My Example Client",
      "client_name#ja-Jpan-JP":
         "\u30AF\u30E9\u30A4\u30A2\u30F3\u30C8\u540D",
      "token_endpoint_auth_method": "client_secret_basic",
      "logo_uri": "https://client.example.org/logo.png",
      "jwks_uri": "https://client.example.org/my_public_keys.jwks",
      "example_extension_parameter": "example_value"
     }"##;
    let text = [
        ("client_name", "My Example Client"),
        ("client_name#ja-Jpan-JP", "クライアント名"),
        ("token_endpoint_auth_method", "client_secret_basic"),
        ("logo_uri", "https://client.example.org/logo.png"),
        ("jwks_uri", "https://client.example.org/my_public_keys.jwks"),
        ("example_extension_parameter", "example_value"),
    ];
    let uris = ["https://client.example.org/callback", "https://client.example.org/callback2"];
    let start = || {
        Registration::new(&uris)
            .text(&text)
            .start("https://server.example.com/register", Some("ey23f2.adfj230.af32-developer321"))
            .unwrap()
    };
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (url, authorization, body) = sent(start());
    assert_eq!(url, "https://server.example.com/register");
    assert_eq!(authorization.as_deref(), Some("Bearer ey23f2.adfj230.af32-developer321"));
    assert_eq!(json(&body), json(printed));

    let answer = r##"{
      "client_id": "s6BhdRkqt3",
      "client_secret": "cf136dc3c1fc93f31185e5885805d",
      "client_id_issued_at": 2893256800,
      "client_secret_expires_at": 2893276800,
      "redirect_uris": [
        "https://client.example.org/callback",
        "https://client.example.org/callback2"],
      "grant_types": ["authorization_code", "refresh_token"],
      "client_name": "My Example Client",
      "client_name#ja-Jpan-JP":
         "\u30AF\u30E9\u30A4\u30A2\u30F3\u30C8\u540D",
      "token_endpoint_auth_method": "client_secret_basic",
      "logo_uri": "https://client.example.org/logo.png",
      "jwks_uri": "https://client.example.org/my_public_keys.jwks",
      "example_extension_parameter": "example_value"
     }"##;
    let mut flow = start();
    flow.handle(Event::Response(Response::new(201, &[], answer.as_bytes())), NOW).unwrap();
    let registered = flow.into_output().unwrap();
    assert_eq!(registered.client().unwrap().client_id(), "s6BhdRkqt3");
    assert_eq!(registered.client_secret_expires_at(), Some(UnixTime::from_secs(2_893_276_800)));
    let Some(Value::String(name)) = registered.get("client_name#ja-Jpan-JP") else { panic!() };
    assert!(name.is("クライアント名"));

    // The RFC breaks the description's line inside the string, which JSON forbids.
    let answer = br#"{
      "error": "invalid_redirect_uri",
      "error_description": "The redirection URI http://sketchy.example.com is not allowed by this server."
     }"#;
    let mut flow = start();
    flow.handle(Event::Response(Response::new(400, &[], answer)), NOW).unwrap();
    assert_eq!(flow.into_output().unwrap_err().code(), Some("invalid_redirect_uri"));
}

/// RFC 9728 §3.1, §3.2 and §5.1.
#[test]
fn rfc9728_protected_resource() {
    for (resource, printed) in [
        ("https://resource.example.com", "https://resource.example.com/.well-known/oauth-protected-resource"),
        (
            "https://resource.example.com/resource1",
            "https://resource.example.com/.well-known/oauth-protected-resource/resource1",
        ),
    ] {
        assert_eq!(sent(ProtectedResource::fetch(resource).unwrap()).0, printed);
    }
    let field =
        br#"Bearer resource_metadata="https://resource.example.com/.well-known/oauth-protected-resource""#;
    let fields: [(&str, &[u8]); 1] = [("WWW-Authenticate", field)];
    let challenge = challenges(&Response::new(401, &fields, b"")).next().unwrap().unwrap();
    let place = challenge.get("resource_metadata").unwrap().to_str();
    let mut flow = ProtectedResource::fetch_from(&place, "https://resource.example.com").unwrap();
    let answer = br#"{
       "resource":
         "https://resource.example.com",
       "authorization_servers":
         ["https://as1.example.com",
          "https://as2.example.net"],
       "bearer_methods_supported":
         ["header", "body"],
       "scopes_supported":
         ["profile", "email", "phone"],
       "resource_documentation":
         "https://resource.example.com/resource_documentation.html"
      }"#;
    flow.handle(Event::Response(Response::new(200, &[], answer)), NOW).unwrap();
    let metadata = flow.into_output().unwrap();
    let servers: Vec<_> = metadata.authorization_servers().map(|it| it.to_str().unwrap()).collect();
    assert_eq!(servers, ["https://as1.example.com", "https://as2.example.net"]);
    assert_eq!(metadata.list("bearer_methods_supported").count(), 2);
}
