use super::*;
use crate::credentials::ClientCredentials;
use crate::verify::{KnownClient, KnownToken, PublicKey, ReceivedRequest};
use crate::{Placement, SignableRequest, Slot, TokenCredentials};
use oauth_wire::form;
use std::format;

const NOW: UnixTime = UnixTime::from_secs(137_131_200);
const CLIENT: ClientCredentials<'_> = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
const TEMPORARY: &[u8] =
    b"oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true";
const TOKEN: &[u8] = b"oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00&user_id=7";
const CALLBACK: &str =
    "https://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884";

fn config(callback: Callback) -> Config {
    let endpoints = Endpoints {
        temporary_credentials: "https://photos.example.net/initiate".into(),
        authorization: "https://photos.example.net/authorize".into(),
        token: "https://photos.example.net/token".into(),
    };
    Config::new(endpoints, &CLIENT, callback).unwrap()
}

fn url() -> Callback {
    Callback::Url("https://printer.example.com/ready".into())
}

fn external(config: Config) -> Config {
    config.with_method(FlowMethod::External("X-KEY".into()))
}

fn start(config: &Config) -> ThreeLegged {
    let mut flow = ThreeLegged::new(config.clone(), Seed::from_bytes([7; 32]));
    let _ = flow.poll(NOW);
    flow
}

fn after(mut flow: ThreeLegged, events: &[Event<'_>]) -> ThreeLegged {
    for event in events {
        flow.handle(*event, NOW).unwrap();
        let _ = flow.poll(NOW);
    }
    flow
}

#[test]
fn a_refusal_without_a_reason_says_by_its_status_what_to_do() {
    let at = |seconds| Recovery::RetryAfter(NOW.plus(seconds));
    for (status, retry_after, recovery) in [
        (503, None, at(60)),
        (429, Some("30"), at(30)),
        (425, Some("soon"), at(60)),
        // Half a minute after `NOW`, and long before it.
        (503, Some("Tue, 07 May 1974 04:00:30 GMT"), at(30)),
        (503, Some("Sun, 06 Nov 1970 08:49:37 GMT"), at(0)),
        (408, None, Recovery::StartAgain),
        (500, Some("30"), Recovery::StartAgain),
        (302, None, Recovery::FixConfiguration),
        (404, None, Recovery::FixConfiguration),
    ] {
        let header = retry_after.map(|value| ("Retry-After", value.as_bytes()));
        let mut flow = start(&config(url()));
        flow.handle(Event::Response(Response::new(status, header.as_slice(), b"<html>")), NOW).unwrap();
        let failure = flow.into_output().unwrap_err();
        assert_eq!((failure.kind(), failure.recovery()), (FailureKind::HttpStatus, recovery), "{status}");
    }
}

fn answer(status: u16, body: &'static [u8]) -> Event<'static> {
    Event::Response(Response::new(status, &[], body))
}

/// All that a driver sees of a flow, secrets included.
fn view(flow: &mut ThreeLegged, now: UnixTime) -> String {
    let seen = match flow.poll(now) {
        Action::Send(request) => {
            let headers: Vec<_> =
                request.headers.as_slice().iter().map(|header| (header.name, header.value)).collect();
            let body = String::from_utf8_lossy(request.body);
            format!("{} {} {headers:?} {:?} {body}", request.method, request.url, request.resend)
        }
        Action::Redirect(url) => format!("redirect {url}"),
        Action::Sign(input) => format!("sign {} {}", input.method, String::from_utf8_lossy(input.message)),
        other => format!("{other:?}"),
    };
    format!("{} {seen}", flow.state.name())
}

/// Tries every event in every state and draws what changed. A pair of state and event that no line shows
/// was refused and left the flow as it was.
fn draw(config: &Config) -> String {
    const SENT: Event<'_> = Event::Sent;
    const NOT_SENT: Event<'_> = Event::TransportFailed(TransportFailure::NotSent);
    let temporary = answer(200, TEMPORARY);
    let events = [
        ("sent", SENT),
        ("signature", Event::Signature(b"s")),
        ("empty signature", Event::Signature(b"")),
        ("confirmed credentials", temporary),
        ("credentials", answer(200, b"oauth_token=t&oauth_token_secret=s")),
        ("garbage", answer(200, b"<html>")),
        ("refused", answer(401, b"oauth_problem=signature_invalid")),
        ("not sent", NOT_SENT),
        ("lost", Event::TransportFailed(TransportFailure::Unknown)),
        ("callback", Event::Redirect(CALLBACK)),
        ("verifier", Event::Verifier("v")),
        ("denied", Event::Redirect("https://printer.example.com/ready?denied=hh5s93j4hdidpola")),
        (
            "foreign callback",
            Event::Redirect("https://printer.example.com/ready?oauth_token=x&oauth_verifier=v"),
        ),
        ("no verifier", Event::Redirect("https://printer.example.com/ready?oauth_token=hh5s93j4hdidpola")),
        ("blank verifier", Event::Verifier(" ")),
        (
            "form post",
            Event::FormPost {
                url: "http://printer.example.com/ready",
                body: b"oauth_token=hh5s93j4hdidpola&oauth_verifier=v",
            },
        ),
    ];
    let signs = matches!(config.method, FlowMethod::External(_));
    let signed = if signs { &[Event::Signature(b"s")][..] } else { &[] };
    let open = || after(start(config), signed);
    let asked = || after(open(), &[temporary]);
    let approved = || after(asked(), &[Event::Redirect(CALLBACK)]);
    let exchanging = || after(approved(), signed);
    let states: [&dyn Fn() -> ThreeLegged; 11] = [
        &|| start(config),
        &open,
        &|| after(open(), &[SENT]),
        &|| after(open(), &[NOT_SENT]),
        &asked,
        &approved,
        &exchanging,
        &|| after(exchanging(), &[SENT]),
        &|| after(exchanging(), &[NOT_SENT]),
        &|| after(exchanging(), &[answer(200, TOKEN)]),
        &|| after(exchanging(), &[answer(401, b"")]),
    ];
    let names = states.map(|make| make().state.name());
    let mut drawn = String::new();
    for (index, (make, from)) in states.iter().zip(names).enumerate() {
        // With a key at hand nothing is left to be signed, and two of them are the same.
        if names[..index].contains(&from) {
            continue;
        }
        let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut note = |to, event| match lines.iter_mut().find(|(state, _)| *state == to) {
            Some((_, events)) => events.push(event),
            None => lines.push((to, [event].into())),
        };
        for (event, happened) in events {
            let mut flow = make();
            let before = view(&mut flow, NOW);
            assert_eq!(view(&mut flow, NOW), before, "polling twice changed something in {from}");
            if flow.handle(happened, NOW).is_err() {
                assert_eq!(view(&mut flow, NOW), before, "a refused {event} changed {from}");
                continue;
            }
            let _ = flow.poll(NOW);
            let to = flow.state.name();
            assert!(names.contains(&to), "{from} --{event}--> {to}, which no test starts from");
            note(to, event);
        }
        let mut flow = make();
        let _ = flow.poll(NOW.plus(60));
        if flow.state.name() != from {
            note(flow.state.name(), "time");
        }
        for (to, events) in lines {
            drawn += &format!("{from} --{}--> {to}\n", events.join(" | "));
        }
    }
    drawn
}

/// The diagrams in the module's docs are what the code does.
#[test]
fn every_event_in_every_state() {
    let here = draw(&config(Callback::LeftOut));
    let outside = draw(&external(config(Callback::LeftOut)));
    // Of the second one what the first has not.
    let other: String = outside.split_inclusive('\n').filter(|line| !here.contains(line)).collect();
    for drawn in [here, other] {
        let block: String = drawn.lines().map(|line| format!("//! {line}\n")).collect();
        let block = format!("//! ```text\n{block}//! ```\n");
        assert!(include_str!("../flow.rs").contains(&block), "the docs must have:\n{block}");
    }
}

/// Verifies what the flow sends, as the server would; gives the timestamp and nonce.
fn verified(
    flow: &mut ThreeLegged,
    now: UnixTime,
    key: Option<&dyn PublicKey>,
    token: Option<&str>,
) -> [u8; 32] {
    let Action::Send(request) = flow.poll(now) else { panic!() };
    let body = request.body;
    let mut signed = SignableRequest::new("POST", request.url).unwrap();
    if !body.is_empty() {
        assert_eq!(request.headers.get("content-type"), Some(form::CONTENT_TYPE));
        signed = signed.with_form_body(body);
    }
    signed.strict().unwrap();
    let received = ReceivedRequest::parse(&signed, request.headers.get("authorization")).unwrap();
    let methods = [received.signature_method().as_plain().unwrap().unwrap()];
    let mut client = KnownClient::new(CLIENT.secret, &methods);
    if let Some(key) = key {
        client = KnownClient::without_secret(&methods).with_public_key(key);
    }
    let known = token.map(|secret| KnownToken::new(secret, CLIENT.identifier));
    let (client, known, scratch) = (Some(&client), known.as_ref(), &mut [Slot::EMPTY; 16]);
    let verified = match key {
        Some(key) => received.verify_with_dummy_key(key, client, known, now, 0, scratch),
        None => received.verify(client, known, now, 0, scratch),
    };
    let verified = verified.unwrap();
    verified.nonce().unwrap().key()
}

/// A key that is not here: what it signs is its name and the base string's length, and nobody else knows.
struct Hsm;

impl Hsm {
    fn sign(message: &[u8]) -> Vec<u8> {
        format!("hsm {}", message.len()).into_bytes()
    }
}

impl PublicKey for Hsm {
    fn verify(&self, method: &str, base_string: &dyn Fn(&mut dyn crate::Sink), signature: &[u8]) -> bool {
        struct Count(Vec<u8>);
        impl crate::Sink for Count {
            fn update(&mut self, piece: &[u8]) {
                self.0.extend(piece);
            }
        }
        let mut message = Count(Vec::new());
        base_string(&mut message);
        method == "X-KEY" && signature == Self::sign(&message.0)
    }
}

/// Every placement with a key here and a key outside; no two signatures with the same nonce.
#[test]
fn the_whole_flow_in_every_placement() {
    for placement in [Placement::Header, Placement::FormBody, Placement::Query] {
        for extra in [Vec::new(), [("x access".into(), "read & write".into())].into()] {
            let config = config(url()).with_placement(placement).with_extra(extra).unwrap();
            for (config, key) in [(config.clone(), None), (external(config), Some(&Hsm as &dyn PublicKey))] {
                let mut flow = ThreeLegged::new(config, Seed::from_bytes([7; 32]));
                let mut now = NOW;
                let mut nonces = Vec::new();
                let sign = |flow: &mut ThreeLegged, now| {
                    if let Action::Sign(input) = flow.poll(now) {
                        assert_eq!(input.method, "X-KEY");
                        let signature = Hsm::sign(input.message);
                        for odd in [&b""[..], &[0; 2049]] {
                            let refused = flow.handle(Event::Signature(odd), now);
                            assert_eq!(refused, Err(Rejected::UnusableSignature));
                        }
                        flow.handle(Event::Signature(&signature), now).unwrap();
                    }
                };
                sign(&mut flow, now);
                nonces.push(verified(&mut flow, now, key, None));
                // Lost: signed anew, with a nonce and a time of its own.
                flow.handle(Event::TransportFailed(TransportFailure::Unknown), now).unwrap();
                let Action::Wait { until } = flow.poll(now) else { panic!() };
                now = until;
                sign(&mut flow, now);
                nonces.push(verified(&mut flow, now, key, None));
                flow.handle(answer(200, TEMPORARY), now).unwrap();
                let Action::Redirect(url) = flow.poll(now) else { panic!() };
                assert_eq!(url, "https://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola");
                flow.handle(Event::Redirect(CALLBACK), now).unwrap();
                sign(&mut flow, now);
                nonces.push(verified(&mut flow, now, key, Some("hdhd0244k9j7ao03")));
                flow.handle(Event::TransportFailed(TransportFailure::NotSent), now).unwrap();
                let Action::Wait { until } = flow.poll(now) else { panic!() };
                sign(&mut flow, until);
                nonces.push(verified(&mut flow, until, key, Some("hdhd0244k9j7ao03")));
                flow.handle(answer(200, TOKEN), until).unwrap();
                nonces.sort_unstable();
                nonces.dedup();
                assert_eq!(nonces.len(), 4);
                let granted = flow.into_output().unwrap();
                assert_eq!(
                    granted.credentials(),
                    TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
                );
                assert_eq!(granted.extra(), [("user_id".into(), "7".into())]);
            }
        }
    }
}

/// Back-off doubles up to about a minute, and is over once an answer came.
#[test]
fn back_off() {
    let mut flow = start(&config(url()));
    let mut now = NOW;
    let waits: Vec<u64> = (0..9)
        .map(|_| {
            flow.handle(Event::TransportFailed(TransportFailure::NotSent), now).unwrap();
            let Action::Wait { until } = flow.poll(now) else { panic!() };
            let wait = until.since(now);
            now = until;
            assert!(matches!(flow.poll(now), Action::Send(_)));
            wait
        })
        .collect();
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
    let mut flow = after(flow, &[answer(200, TEMPORARY), Event::Redirect(CALLBACK)]);
    flow.handle(Event::TransportFailed(TransportFailure::NotSent), now).unwrap();
    assert!(matches!(flow.poll(now), Action::Wait { until } if until == now.plus(1)));
}

#[test]
fn where_a_callback_may_come() {
    let asked = |callback| after(start(&config(callback)), &[answer(200, TEMPORARY)]);
    let query = "oauth_token=hh5s93j4hdidpola&oauth_verifier=v";
    let call = |callback: &Callback, url: &str| {
        asked(callback.clone()).handle(Event::Redirect(&format!("{url}&{query}")), NOW)
    };
    let here = Callback::Url("https://printer.example.com/ready?kept=1".into());
    for url in ["https://printer.example.com/ready?kept=1", "HTTPS://PRINTER.example.com:443/ready?kept=1"] {
        assert_eq!(call(&here, url), Ok(()), "{url}");
    }
    for url in [
        "http://printer.example.com/ready?kept=1",
        "https://printer.example.com:8443/ready?kept=1",
        "https://evil.example.com/ready?kept=1",
        "https://printer.example.com/Ready?kept=1",
        "https://printer.example.com/ready/?kept=1",
        "https://printer.example.com/?kept=1",
        "https://someone@printer.example.com/ready?kept=1",
        "https://printer.example.com/ready?kept=2",
    ] {
        assert_eq!(call(&here, url), Err(Rejected::WrongPlace), "{url}");
    }
    let root = Callback::Url("https://printer.example.com".into());
    assert_eq!(call(&root, "https://printer.example.com/?"), Ok(()));
    // Where it was left out, the server knows the place and we do not.
    assert_eq!(call(&Callback::LeftOut, "https://printer.example.com/anywhere?"), Ok(()));
    assert_eq!(call(&Callback::OutOfBand, "https://printer.example.com/ready?"), Err(Rejected::Unexpected));
    assert_eq!(asked(here).handle(Event::Verifier("v"), NOW), Err(Rejected::Unexpected));
    for callback in [Callback::OutOfBand, Callback::LeftOut] {
        assert_eq!(asked(callback).handle(Event::Verifier(" v\n"), NOW), Ok(()));
    }
}

#[test]
fn denial() {
    for (rest, code) in [
        ("denied=hh5s93j4hdidpola", None),
        ("oauth_token=hh5s93j4hdidpola&oauth_problem=user_refused", Some("user_refused")),
        ("oauth_token=hh5s93j4hdidpola&oauth_problem=permission_denied", Some("permission_denied")),
    ] {
        let mut flow = after(start(&config(url())), &[answer(200, TEMPORARY)]);
        let callback = format!("https://printer.example.com/ready?{rest}");
        flow.handle(Event::Redirect(&callback), NOW).unwrap();
        let failure = flow.into_output().unwrap_err();
        assert_eq!((failure.kind(), failure.code()), (FailureKind::Denied, code));
    }
}
