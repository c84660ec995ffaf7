use super::*;
use crate::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
use crate::ciba::{Ciba, Hint};
use crate::device_code::DeviceCode;
use crate::implicit::{Implicit, ImplicitFlow};
use crate::polling_flow::PollingFlow;
use crate::testing::*;
use alloc::string::String;
use alloc::vec::Vec;
use oauth_wire::flow::{Action, Event, Flow};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;

fn key(byte: u8) -> SealKey {
    SealKey::from_bytes([byte; 32])
}

fn entropy(byte: u8) -> Seed {
    Seed::from_bytes([byte; 32])
}

fn code_flow() -> AuthorizationCodeFlow {
    let grant =
        AuthorizationCode::new(REDIRECT_URI).resource(&["https://api.example/a", "https://api.example/b"]);
    grant.start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap()
}

fn open_code_flow(sealed: &[u8]) -> Result<AuthorizationCodeFlow, UnsealError> {
    AuthorizationCodeFlow::unseal(&client(), REDIRECT_URI, &[key(1)], sealed, NOW)
}

fn sealed() -> Vec<u8> {
    code_flow().seal(&key(1), entropy(2), NOW, 600).unwrap()
}

const GRANTED: &[u8] =
    br#"{"device_code":"d","auth_req_id":"q","user_code":"u","verification_uri":"https://h/","expires_in":"100","interval":7}"#;

fn granted(mut flow: PollingFlow) -> PollingFlow {
    flow.handle(Event::Response(Response::new(200, &[], GRANTED)), NOW).unwrap();
    // One `slow_down`, so that what is sealed differs from what an answer gives.
    assert!(matches!(flow.poll(NOW.plus(7)), Action::Send(_)));
    let slow_down = Response::new(400, &[], br#"{"error":"slow_down"}"#);
    flow.handle(Event::Response(slow_down), NOW.plus(7)).unwrap();
    flow
}

#[test]
fn every_kind_of_flow_goes_on_elsewhere() {
    let mut flow = code_flow();
    let mut opened = open_code_flow(&flow.seal(&key(1), entropy(2), NOW, 600).unwrap()).unwrap();
    assert_eq!(view(&mut opened, NOW), view(&mut flow, NOW));
    let state = Seed::from_bytes([7; 32]).text("state", 0);
    let callback = std::format!("{REDIRECT_URI}?code=c&state={}", state.as_str());
    for flow in [&mut flow, &mut opened] {
        flow.handle(Event::Redirect(&callback), NOW).unwrap();
    }
    assert_eq!(view(&mut opened, NOW), view(&mut flow, NOW));
    assert!(view(&mut opened, NOW).contains("api.example%2Fb"));

    let mut flow = Implicit::new(REDIRECT_URI).start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap();
    let sealed = flow.seal(&key(1), entropy(2), NOW, 600).unwrap();
    let mut opened = ImplicitFlow::unseal(&client(), REDIRECT_URI, &[key(1)], &sealed, NOW).unwrap();
    assert_eq!(view(&mut opened, NOW), view(&mut flow, NOW));

    let device = granted(DeviceCode::new().start(&client()).unwrap());
    let ciba = granted(Ciba::new(Hint::LoginHint("jane")).start(&client()).unwrap());
    let open = [PollingFlow::unseal_device_code, PollingFlow::unseal_ciba];
    for (mut flow, open) in [device, ciba].into_iter().zip(open) {
        let sealed = flow.seal(&key(1), entropy(2), NOW, 600).unwrap();
        let mut opened = open(&client(), &[key(1)], &sealed, NOW).unwrap();
        for later in [8, 18, 19, 100] {
            assert_eq!(view(&mut opened, NOW.plus(later)), view(&mut flow, NOW.plus(later)), "{later}");
        }
    }
}

#[test]
fn only_while_it_waits_for_the_user() {
    let mut flow = DeviceCode::new().start(&client()).unwrap();
    assert_eq!(flow.seal(&key(1), entropy(2), NOW, 600), Err(SealError::NotWaiting));
    flow.handle(Event::Response(Response::new(200, &[], GRANTED)), NOW).unwrap();
    assert!(flow.seal(&key(1), entropy(2), NOW, 600).is_ok());
    assert!(matches!(flow.poll(NOW.plus(7)), Action::Send(_)));
    assert_eq!(flow.seal(&key(1), entropy(2), NOW, 600), Err(SealError::NotWaiting));

    let pushing = AuthorizationCode::new(REDIRECT_URI).start(&pushing_client(), entropy(1), NOW).unwrap();
    assert_eq!(pushing.seal(&key(1), entropy(2), NOW, 600), Err(SealError::NotWaiting));
}

#[test]
fn other_bindings() {
    let sealed = sealed();
    let same = |client: &Client, redirect_uri| {
        AuthorizationCodeFlow::unseal(client, redirect_uri, &[key(1)], &sealed, NOW).map(|_| ())
    };
    assert_eq!(same(&client(), REDIRECT_URI), Ok(()));
    let other = Err(UnsealError::OtherBinding);
    assert_eq!(same(&client(), "https://app.example/cb2"), other);
    assert_eq!(same(&client().with_issuer("https://other.example").unwrap(), REDIRECT_URI), other);
    for endpoint in Endpoint::ALL {
        let client = client().with_endpoint(endpoint, "https://other.example/").unwrap();
        assert_eq!(same(&client, REDIRECT_URI), other, "{endpoint}");
    }
    let authentication = client().authentication().clone();
    let endpoints = Endpoint::ALL
        .into_iter()
        .filter_map(|endpoint| Some((endpoint, client().endpoint(endpoint)?.into())));
    let endpoints: Vec<(Endpoint, String)> = endpoints.collect();
    let renamed = endpoints.iter().fold(
        Client::new("id2", authentication).unwrap().with_issuer(ISSUER).unwrap(),
        |client, (endpoint, url)| client.with_endpoint(*endpoint, url).unwrap(),
    );
    assert_eq!(same(&renamed, REDIRECT_URI), other);
}

#[test]
fn the_deadline_is_kept_beside_the_lifetime() {
    let sealed = code_flow().seal(&key(1), entropy(2), NOW, 100_000).unwrap();
    let later = NOW.plus(3600);
    let mut flow = AuthorizationCodeFlow::unseal(&client(), REDIRECT_URI, &[key(1)], &sealed, later).unwrap();
    assert!(matches!(flow.poll(later), Action::Finished));
}

#[test]
fn nothing_of_the_flow_can_be_read() {
    let sealed = sealed();
    let state = Seed::from_bytes([7; 32]).text("state", 0);
    for secret in [state.as_str(), "api.example", "as.example", "id"] {
        assert!(!sealed.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    // In base64 it fits in a cookie.
    assert!(sealed.len() < 1024);
}

#[test]
fn a_pushed_request_expires_when_it_did() {
    let mut flow = AuthorizationCode::new(REDIRECT_URI)
        .start(&pushing_client(), Seed::from_bytes([7; 32]), NOW)
        .unwrap();
    let body = br#"{"request_uri":"urn:x:1","expires_in":60}"#;
    flow.handle(Event::Response(Response::new(201, &[], body)), NOW).unwrap();
    for (flow, expires_at) in [(flow, Some(NOW.plus(60))), (code_flow(), None)] {
        let client = if expires_at.is_some() { pushing_client() } else { client() };
        let sealed = flow.seal(&key(1), entropy(2), NOW, 600).unwrap();
        let opened = AuthorizationCodeFlow::unseal(&client, REDIRECT_URI, &[key(1)], &sealed, NOW).unwrap();
        assert_eq!(opened.authorization_url_expires_at(), expires_at);
    }
}
