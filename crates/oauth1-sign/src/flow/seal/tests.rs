use super::*;
use crate::credentials::ClientCredentials;
use crate::flow::{Endpoints, FlowMethod};
use crate::sign::Placement;
use alloc::string::{String, ToString};
use oauth_wire::flow::{Action, Event, Flow, Rejected, TransportFailure};
use oauth_wire::message::Response;
use std::format;

const NOW: UnixTime = UnixTime::from_secs(137_131_200);
const CLIENT: ClientCredentials<'_> = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
const TEMPORARY: &str =
    "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true&x=y";
const CALLBACK: &str = "https://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=v";

fn key(byte: u8) -> SealKey {
    SealKey::from_bytes([byte; 32])
}

fn seed(byte: u8) -> Seed {
    Seed::from_bytes([byte; 32])
}

fn endpoints() -> Endpoints {
    Endpoints {
        temporary_credentials: "https://photos.example.net/initiate".into(),
        authorization: "https://photos.example.net/authorize?lang=en".into(),
        token: "https://photos.example.net/token".into(),
    }
}

fn url_callback() -> Callback {
    Callback::Url("https://printer.example.com/ready".into())
}

fn config() -> Config {
    Config::new(endpoints(), &CLIENT, url_callback()).unwrap()
}

/// A flow that waits for the user.
fn waiting(config: Config, reply: &str) -> ThreeLegged {
    let mut flow = ThreeLegged::new(config, seed(7));
    if let Action::Sign(_) = flow.poll(NOW) {
        flow.handle(Event::Signature(b"signature"), NOW).unwrap();
    }
    assert!(matches!(flow.poll(NOW), Action::Send(_)));
    flow.handle(Event::Response(Response::new(200, &[], reply.as_bytes())), NOW).unwrap();
    flow
}

fn sealed() -> Vec<u8> {
    waiting(config(), TEMPORARY).seal(&key(1), seed(2), NOW, 600).unwrap()
}

fn open_as(config: Config, sealed: &[u8]) -> Result<ThreeLegged, UnsealError> {
    ThreeLegged::unseal(config, &[key(1)], sealed, seed(3), NOW)
}

/// What the driver is told, secrets included.
fn seen(flow: &mut ThreeLegged, now: UnixTime) -> String {
    match flow.poll(now) {
        Action::Send(request) => {
            let authorization = request.headers.get("authorization").unwrap_or_default();
            format!("{} {authorization} {}", request.url, String::from_utf8_lossy(request.body))
        }
        Action::Redirect(url) => format!("redirect {url}"),
        Action::Sign(input) => format!("sign {} {}", input.method, String::from_utf8_lossy(input.message)),
        other => format!("{other:?}"),
    }
}

#[test]
fn it_goes_on_elsewhere() {
    let external = || config().with_method(FlowMethod::External("RSA-SHA256".into()));
    for config in [
        config(),
        config().with_placement(Placement::Query),
        config().with_placement(Placement::FormBody).with_method(FlowMethod::HmacSha256),
        external(),
    ] {
        let mut flow = waiting(config.clone(), TEMPORARY);
        let sealed = flow.seal(&key(1), seed(2), NOW, 600).unwrap();
        // With the seed of the one that was sealed the other does the same, byte for byte.
        let mut opened = ThreeLegged::unseal(config, &[key(1)], &sealed, seed(7), NOW).unwrap();
        assert_eq!(seen(&mut opened, NOW), seen(&mut flow, NOW));
        assert!(seen(&mut opened, NOW).ends_with("authorize?lang=en&oauth_token=hh5s93j4hdidpola"));
        for flow in [&mut flow, &mut opened] {
            flow.handle(Event::Redirect(CALLBACK), NOW).unwrap();
        }
        assert_eq!(seen(&mut opened, NOW), seen(&mut flow, NOW));
        assert!(seen(&mut opened, NOW).contains("verifier"));
        if seen(&mut opened, NOW).starts_with("sign") {
            opened.handle(Event::Signature(b"signature"), NOW).unwrap();
        }
        let reply = b"oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00";
        opened.handle(Event::Response(Response::new(200, &[], reply)), NOW).unwrap();
        assert_eq!(opened.into_output().unwrap().credentials().secret, "pfkkdhi9sl3r4s00");
    }
}

#[test]
fn a_verifier_that_is_typed_in() {
    for callback in [Callback::OutOfBand, Callback::LeftOut] {
        let config = Config::new(endpoints(), &CLIENT, callback).unwrap();
        let sealed = waiting(config.clone(), TEMPORARY).seal(&key(1), seed(2), NOW, 600).unwrap();
        let mut flow = open_as(config, &sealed).unwrap();
        flow.handle(Event::Verifier("473f82d3"), NOW).unwrap();
        assert!(seen(&mut flow, NOW).contains("oauth_verifier=\"473f82d3\""));
    }
}

#[test]
fn a_strangers_callback_is_one_there_too() {
    let mut flow = open_as(config(), &sealed()).unwrap();
    let before = seen(&mut flow, NOW);
    let forged = "https://printer.example.com/ready?oauth_token=other&oauth_verifier=v";
    assert_eq!(flow.handle(Event::Redirect(forged), NOW), Err(Rejected::TokenMismatch));
    assert_eq!(seen(&mut flow, NOW), before);
}

#[test]
fn two_copies_never_sign_with_one_nonce() {
    let nonce = |entropy: u8| {
        let mut flow = ThreeLegged::unseal(config(), &[key(1)], &sealed(), seed(entropy), NOW).unwrap();
        flow.handle(Event::Redirect(CALLBACK), NOW).unwrap();
        let seen = seen(&mut flow, NOW);
        let (_, rest) = seen.split_once("oauth_nonce=\"").unwrap();
        rest.split_once('"').unwrap().0.to_string()
    };
    assert_ne!(nonce(3), nonce(4));
    // Not even one with what was signed before it was sealed, where somebody hands over the first seed.
    let first = seen(&mut ThreeLegged::new(config(), seed(7)), NOW);
    assert!(!first.contains(&nonce(7)) && first.contains("oauth_nonce"));
}

#[test]
fn only_while_it_waits_for_the_user() {
    let not_waiting = |flow: &mut ThreeLegged| {
        let before = seen(flow, NOW);
        assert_eq!(flow.seal(&key(1), seed(2), NOW, 600), Err(SealError::NotWaiting));
        assert_eq!(seen(flow, NOW), before);
    };
    let mut flow = ThreeLegged::new(config(), seed(7));
    assert_eq!(flow.seal(&key(1), seed(2), NOW, 600), Err(SealError::NotWaiting));
    not_waiting(&mut flow);
    flow.handle(Event::TransportFailed(TransportFailure::NotSent), NOW).unwrap();
    not_waiting(&mut flow);
    let mut flow = waiting(config(), TEMPORARY);
    assert!(flow.seal(&key(1), seed(2), NOW, 600).is_ok());
    flow.handle(Event::Redirect(CALLBACK), NOW).unwrap();
    not_waiting(&mut flow);
    flow.handle(Event::Response(Response::new(401, &[], b"")), NOW).unwrap();
    not_waiting(&mut flow);
    let external = config().with_method(FlowMethod::External("RSA-SHA256".into()));
    not_waiting(&mut ThreeLegged::new(external, seed(7)));
}

#[test]
fn other_bindings() {
    let sealed = sealed();
    let other = |endpoints, client: &ClientCredentials<'_>, callback| {
        let config = Config::new(endpoints, client, callback).unwrap();
        assert_eq!(open_as(config, &sealed).unwrap_err(), UnsealError::OtherBinding);
    };
    let url = || String::from("https://other.example/");
    other(Endpoints { temporary_credentials: url(), ..endpoints() }, &CLIENT, url_callback());
    other(Endpoints { authorization: url(), ..endpoints() }, &CLIENT, url_callback());
    other(Endpoints { token: url(), ..endpoints() }, &CLIENT, url_callback());
    other(endpoints(), &ClientCredentials::new("another", CLIENT.secret), url_callback());
    other(endpoints(), &CLIENT, Callback::Url("https://printer.example.com/ready2".into()));
    other(endpoints(), &CLIENT, Callback::OutOfBand);
    other(endpoints(), &CLIENT, Callback::LeftOut);

    // Another kind of flow, with the same words.
    let stranger = |kind: &str| {
        let binding = Binding::new(kind)
            .part(&endpoints().temporary_credentials)
            .part(&endpoints().authorization)
            .part(&endpoints().token)
            .part(CLIENT.identifier)
            .part("https://printer.example.com/ready");
        let sealed = seal(&key(1), &seed(2), binding, NOW.plus(600), |payload| {
            payload.text("token");
            payload.text("secret");
            payload.number(1);
            payload.number(1);
        });
        open_as(config(), &sealed).map(|_| ())
    };
    assert_eq!(stranger("oauth1"), Ok(()));
    assert_eq!(stranger("authorization_code"), Err(UnsealError::OtherBinding));

    // How requests are signed is for each machine to say; a new client secret is no other client.
    let renewed = ClientCredentials::new(CLIENT.identifier, "new");
    let config = Config::new(endpoints(), &renewed, url_callback()).unwrap();
    assert!(open_as(config.with_method(FlowMethod::HmacSha512).without_version(), &sealed).is_ok());
}

#[test]
fn oauth_1_0_must_be_accepted_there_too() {
    let reply = "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03";
    let sealed = waiting(config().accepting_oauth_1_0(), reply).seal(&key(1), seed(2), NOW, 600).unwrap();
    assert_eq!(open_as(config(), &sealed).unwrap_err(), UnsealError::OtherBinding);
    let mut flow = open_as(config().accepting_oauth_1_0(), &sealed).unwrap();
    let callback = "https://printer.example.com/ready?oauth_token=hh5s93j4hdidpola";
    flow.handle(Event::Redirect(callback), NOW).unwrap();

    // What was confirmed stays so: a verifier must come.
    let sealed = waiting(config().accepting_oauth_1_0(), TEMPORARY).seal(&key(1), seed(2), NOW, 600).unwrap();
    let mut flow = open_as(config().accepting_oauth_1_0(), &sealed).unwrap();
    let missing = Err(Rejected::MissingParameter("oauth_verifier"));
    assert_eq!(flow.handle(Event::Redirect(callback), NOW), missing);
}

#[test]
fn nothing_of_the_flow_can_be_read() {
    let sealed = sealed();
    for secret in ["hh5s93j4hdidpola", "hdhd0244k9j7ao03", "photos", CLIENT.identifier, CLIENT.secret] {
        assert!(!sealed.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    // In base64 it fits in a cookie.
    assert!(sealed.len() < 512);
}
