use super::*;
use crate::authorization_code::AuthorizationCode;
use crate::client::{Client, ClientAuthentication, Endpoint};
use crate::client_credentials::ClientCredentials;
use crate::device_code::DeviceCode;
use crate::refresh_token::RefreshToken;
use crate::testing::{ISSUER, NOW, REDIRECT_URI};
use core::sync::atomic::{AtomicU32, Ordering};
use oauth_wire::flow::{Action, Event, FailureKind, Flow, Recovery, TransportFailure};
use oauth_wire::message::{Resend, Response};
use oauth_wire::seed::Seed;
use std::format;
use std::string::String;
use std::sync::Arc;

/// Signs with a number that goes up.
#[derive(Debug, Default)]
struct Key(AtomicU32);

impl ClientAssertion for Key {
    fn assertion_type(&self) -> &str {
        "urn:x"
    }

    fn assertion(&self, context: &AssertionContext<'_>) -> Result<Secret, NotSigned> {
        assert_eq!((context.client_id, context.issuer), ("id", Some(ISSUER)));
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        Ok(format!("{count}.{}.{}", context.now, context.endpoint.rsplit('/').next().unwrap()).into())
    }
}

/// A key that works this often.
#[derive(Debug)]
struct Failing(AtomicU32);

impl ClientAssertion for Failing {
    fn assertion(&self, _: &AssertionContext<'_>) -> Result<Secret, NotSigned> {
        match self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
            Ok(_) => Ok("a".into()),
            Err(_) => Err(NotSigned),
        }
    }
}

fn client(key: impl ClientAssertion + 'static) -> Client {
    let client = Client::new("id", ClientAuthentication::Assertion(Arc::new(key))).unwrap();
    Endpoint::ALL.into_iter().fold(client.with_issuer(ISSUER).unwrap(), |client, endpoint| {
        client.with_endpoint(endpoint, &format!("{ISSUER}/{endpoint}")).unwrap()
    })
}

fn body<F: Flow>(flow: &mut F, now: UnixTime) -> (String, Resend) {
    match flow.poll(now) {
        Action::Send(request) => (String::from_utf8(request.body.to_vec()).unwrap(), request.resend),
        other => panic!("{other:?}"),
    }
}

fn signed(form: &str, assertion: &str) -> String {
    format!("{form}&client_id=id&client_assertion_type=urn%3Ax&client_assertion={assertion}")
}

#[test]
fn a_request_that_goes_out_again_is_signed_again() {
    let mut flow = ClientCredentials::new().start(&client(Key::default())).unwrap();
    let first = signed("grant_type=client_credentials", "0.1000000.token_endpoint");
    // Asked twice it is the same; and the same bytes must not go out twice.
    assert_eq!(body(&mut flow, NOW), (first.clone(), Resend::Never));
    assert_eq!(body(&mut flow, NOW), (first, Resend::Never));
    flow.handle(Event::TransportFailed(TransportFailure::Unknown), NOW).unwrap();
    assert!(matches!(flow.poll(NOW), Action::Wait { .. }));
    let second = signed("grant_type=client_credentials", "1.1000001.token_endpoint");
    assert_eq!(body(&mut flow, NOW.plus(1)).0, second);
}

#[test]
fn what_is_good_once_stays_so() {
    let mut flow = RefreshToken::new("r").start(&client(Key::default())).unwrap();
    assert_eq!(body(&mut flow, NOW).1, Resend::IfNotSent);
    flow.handle(Event::TransportFailed(TransportFailure::NotSent), NOW).unwrap();
    let second = signed("grant_type=refresh_token&refresh_token=r", "1.1000005.token_endpoint");
    assert_eq!(body(&mut flow, NOW.plus(5)).0, second);
    flow.handle(Event::TransportFailed(TransportFailure::Unknown), NOW.plus(5)).unwrap();
    assert_eq!(flow.into_output().unwrap_err().recovery(), Recovery::SignInAgain);
}

#[test]
fn each_request_of_a_flow_has_its_own() {
    let mut flow = DeviceCode::new().start(&client(Key::default())).unwrap();
    // No parameters before the client's own: no stray `&`.
    let (first, _) = body(&mut flow, NOW);
    assert!(first.starts_with("client_id=id&"), "{first}");
    assert!(oauth_wire::form::pairs(first.as_bytes()).any(|pair| {
        pair.name.is(b"client_assertion") && pair.value.is(b"0.1000000.device_authorization_endpoint")
    }));
    let granted = br#"{"device_code":"d","user_code":"u","verification_uri":"https://h","expires_in":99}"#;
    flow.handle(Event::Response(Response::new(200, &[], granted)), NOW).unwrap();
    let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d";
    assert_eq!(body(&mut flow, NOW.plus(5)).0, signed(form, "1.1000005.token_endpoint"));

    let grant = AuthorizationCode::new(REDIRECT_URI);
    let mut flow = grant.start(&client(Key::default()), Seed::from_bytes([7; 32]), NOW).unwrap();
    let (pushed, _) = body(&mut flow, NOW);
    let names = oauth_wire::form::pairs(pushed.as_bytes()).filter(|pair| pair.name.is(b"client_id"));
    assert_eq!(names.count(), 1, "{pushed}");
    assert!(pushed.ends_with("0.1000000.pushed_authorization_request_endpoint"));
}

#[test]
fn a_key_that_can_not_sign_ends_the_flow() {
    let mut flow = ClientCredentials::new().start(&client(Failing(0.into()))).unwrap();
    assert!(matches!(flow.poll(NOW), Action::Finished));
    let failure = flow.into_output().unwrap_err();
    assert_eq!(
        (failure.kind(), failure.recovery()),
        (FailureKind::Misconfigured, Recovery::FixConfiguration)
    );

    let mut flow = DeviceCode::new().start(&client(Failing(1.into()))).unwrap();
    assert!(matches!(flow.poll(NOW), Action::Send(_)));
    let granted = br#"{"device_code":"d","user_code":"u","verification_uri":"https://h","expires_in":99}"#;
    flow.handle(Event::Response(Response::new(200, &[], granted)), NOW).unwrap();
    assert!(matches!(flow.poll(NOW.plus(5)), Action::Finished));
    assert_eq!(flow.into_output().unwrap_err().kind(), FailureKind::Misconfigured);
}
