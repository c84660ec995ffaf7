//! An answer that is refused as malformed tells by which rules it was read as far as that.

use oauth_wire::flow::{Action, Event, Failure, FailureKind, Flow};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::introspection::Introspection;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::Registration;
use oauth2_flow::token_exchange::TokenExchange;

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const SERVER: &str = "https://as.example";
const REDIRECT_URI: &str = "https://app.example/cb";

fn client() -> Client {
    let client = Client::new("id", ClientAuthentication::Post("secret".into())).unwrap();
    Endpoint::ALL
        .into_iter()
        .fold(client, |client, it| client.with_endpoint(it, "https://as.example/x").unwrap())
}

/// The end of a flow whose requests get these answers, each as plain text.
fn end<F: Flow>(mut flow: F, answers: &[(u16, &str)]) -> Failure {
    let mut now = NOW;
    for (status, body) in answers {
        while let Action::Prompt(prompt) = flow.poll(now) {
            now = prompt.until;
        }
        let headers: [(&str, &[u8]); 1] = [("Content-Type", b"text/plain")];
        flow.handle(Event::Response(Response::new(*status, &headers, body.as_bytes())), now).unwrap();
    }
    match flow.into_output() {
        Ok(_) => panic!("{answers:?} was accepted"),
        Err(failure) => failure,
    }
}

#[track_caller]
fn used(failure: &Failure, rules: &[&str]) {
    assert_eq!((failure.kind(), failure.leniencies()), (FailureKind::MalformedAnswer, rules), "{failure}");
}

#[test]
fn tokens() {
    for (status, body, rules) in [
        (200, "{}", &["MediaType"][..]),
        (200, r#"{"access_token":"a","access_token":"b"}"#, &["MediaType"]),
        (201, r#"{"access_token":1}"#, &["MediaType", "SuccessStatus"]),
        (
            200,
            r#"{"access_token":"a","expires_in":"60","refresh_token":"","scope":1}"#,
            &["SecondsAsString", "TokenTypeMissing", "RefreshTokenEmpty", "MediaType"],
        ),
        (200, r#"{"access_token":"a","scope":[1]}"#, &["ScopeArray", "TokenTypeMissing", "MediaType"]),
        (200, r#"{"error":null,"access_token":"a","token_type":"mac"}"#, &["MediaType", "MemberEmpty"]),
        (200, r#"{"error":"","error":"x"}"#, &["MediaType", "MemberEmpty"]),
        (200, "access_token=a&token_type=mac", &["FormEncoded"]),
        // Found where the token is copied.
        (200, "access_token=a&scope=%ff", &["TokenTypeMissing", "FormEncoded"]),
        (200, r#"{"access_token":"a","id_token":"x","id_token":"y"}"#, &["TokenTypeMissing", "MediaType"]),
        (200, "<html>", &[]),
    ] {
        used(&end(ClientCredentials::new().start(&client()).unwrap(), &[(status, body)]), rules);
        used(&end(RefreshToken::new("r").start(&client()).unwrap(), &[(status, body)]), rules);
        let exchange = TokenExchange::new("s", "t").start(&client()).unwrap();
        used(&end(exchange, &[(status, body)]), rules);
        let codes = r#"{"device_code":"d","user_code":"u","verification_url":"https://h/","expires_in":100}"#;
        let failure = end(DeviceCode::new().start(&client()).unwrap(), &[(200, codes), (status, body)]);
        let both: Vec<_> = failure.leniencies().iter().filter(|rule| rules.contains(rule)).copied().collect();
        assert_eq!(both, *rules, "{body}");
        assert!(failure.leniencies().contains(&"VerificationUrl"), "{body}");
    }
    let exchange = TokenExchange::new("s", "t").start(&client()).unwrap();
    let body = r#"{"access_token":"a","issued_token_type":1,"expires_in":null}"#;
    used(&end(exchange, &[(200, body)]), &["SecondsNull", "TokenTypeMissing", "MediaType"]);
}

#[test]
fn a_code_flow() {
    let start =
        || AuthorizationCode::new(REDIRECT_URI).start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap();
    let pushed = r#"{"request_uri":"u rn:x","expires_in":"60"}"#;
    used(&end(start(), &[(200, pushed)]), &["SecondsAsString", "MediaType", "SuccessStatus"]);

    let state = Seed::from_bytes([7; 32]).text("state", 0);
    let mut flow = start();
    let pushed = Response::new(201, &[], br#"{"request_uri":"urn:x","expires_in":"60"}"#);
    flow.handle(Event::Response(pushed), NOW).unwrap();
    let callback = format!("{REDIRECT_URI}?code=c&iss=https%3A%2F%2Fas.example&state={}", state.as_str());
    flow.handle(Event::Redirect(&callback), NOW).unwrap();
    used(&end(flow, &[(200, "{}")]), &["MediaType", "SecondsAsString", "IssuerUnchecked"]);
}

#[test]
fn an_implicit_grant() {
    let client = Client::new("id", ClientAuthentication::None)
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, "https://as.example/authorize"));
    let state = Seed::from_bytes([7; 32]).text("state", 0);
    let grant = Implicit::new(REDIRECT_URI);
    let mut flow = grant.start(&client.unwrap(), Seed::from_bytes([7; 32]), NOW).unwrap();
    let callback = format!(
        "{REDIRECT_URI}?iss=https%3A%2F%2Fas.example#access_token=a&scope=%ff&state={}",
        state.as_str()
    );
    flow.handle(Event::Redirect(&callback), NOW).unwrap();
    used(&flow.into_output().unwrap_err(), &["TokenTypeMissing", "IssuerInQuery", "IssuerUnchecked"]);
}

#[test]
fn codes() {
    for (body, rules) in [
        (
            r#"{"device_code":"d","user_code":"u","verification_url":"https://h/","expires_in":"9","interval":[]}"#,
            &["SecondsAsString", "MediaType", "VerificationUrl"][..],
        ),
        (
            r#"{"device_code":"d","user_code":"\u0007","verification_uri":"https://h/","expires_in":9,"interval":0}"#,
            &["MediaType", "IntervalZero"],
        ),
    ] {
        used(&end(DeviceCode::new().start(&client()).unwrap(), &[(200, body)]), rules);
    }
    let ciba = Ciba::new(Hint::LoginHint("jane")).start(&client()).unwrap();
    let body = r#"{"auth_req_id":1,"expires_in":9.5,"interval":null}"#;
    used(&end(ciba, &[(202, body)]), &["SecondsAsFloat", "SecondsNull", "MediaType", "SuccessStatus"]);
}

#[test]
fn what_is_one_exchange() {
    let introspection = Introspection::new("t").start(&client()).unwrap();
    let body = r#"{"active":true,"exp":"9","sub":"","iss":1}"#;
    used(&end(introspection, &[(200, body)]), &["SecondsAsString", "MediaType", "MemberEmpty"]);

    let registration = Registration::new(&[]).start("https://as.example/r", None).unwrap();
    let body = r#"{"client_id":"id","client_secret":"","client_secret_expires_at":true}"#;
    used(&end(registration, &[(200, body)]), &["MediaType", "MemberEmpty", "SuccessStatus"]);

    let body = r#"{"issuer":"https://as.example","token_endpoint":null,"revocation_endpoint":1}"#;
    let fetch = ServerMetadata::fetch(SERVER).unwrap();
    used(&end(fetch, &[(203, body)]), &["MediaType", "MemberEmpty", "SuccessStatus"]);
    let failure =
        end(ServerMetadata::fetch(SERVER).unwrap(), &[(203, r#"{"issuer":"https://evil.example"}"#)]);
    assert_eq!(failure.kind(), FailureKind::IssuerMismatch);
    assert_eq!(failure.leniencies(), ["MediaType", "SuccessStatus"]);

    let fetch = || ProtectedResource::fetch("https://api.example").unwrap();
    for body in [r#"{"resource":"https://evil.example"}"#, r#"{"resource":1}"#, "{}"] {
        used(&end(fetch(), &[(203, body)]), &["MediaType", "SuccessStatus"]);
    }
}
