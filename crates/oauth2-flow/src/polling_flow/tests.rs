use super::*;
use crate::ciba::{Ciba, Hint};
use crate::device_code::DeviceCode;
use crate::testing::*;
use oauth_wire::flow::TransportFailure;
use std::string::String;

const DEVICE: &[u8] = br#"{"device_code":"d","user_code":"u","verification_uri":"https://h/","expires_in":100,"auth_req_id":"q"}"#;

fn device() -> PollingFlow {
    DeviceCode::new().start(&client()).unwrap()
}

fn ciba() -> PollingFlow {
    Ciba::new(Hint::LoginHint("jane")).start(&client()).unwrap()
}

fn waiting(mut flow: PollingFlow) -> PollingFlow {
    flow.handle(answer(200, DEVICE), NOW).unwrap();
    flow
}

/// A flow whose first request for the token is due, and when.
fn asking(flow: PollingFlow) -> (PollingFlow, UnixTime) {
    let mut flow = waiting(flow);
    assert!(matches!(flow.poll(NOW.plus(5)), Action::Send(_)));
    (flow, NOW.plus(5))
}

fn after((mut flow, now): (PollingFlow, UnixTime), event: Event<'_>) -> (PollingFlow, UnixTime) {
    flow.handle(event, now).unwrap();
    (flow, now)
}

fn draw(start: fn() -> PollingFlow) -> String {
    let mut probes = common_probes();
    let event = |status, body| Probe::Event(answer(status, body));
    probes.extend([
        ("codes", event(200, DEVICE)),
        ("pending", event(400, br#"{"error":"authorization_pending"}"#)),
        ("slow_down", event(400, br#"{"error":"slow_down"}"#)),
        ("busy", event(503, b"")),
        ("interval", Probe::Clock(5)),
        ("expiry", Probe::Clock(100)),
    ]);
    let not_sent = Event::TransportFailed(TransportFailure::NotSent);
    diagram(
        &[
            &|| (start(), NOW),
            &|| after((start(), NOW), Event::Sent),
            &|| after((start(), NOW), not_sent),
            &|| (waiting(start()), NOW),
            &|| asking(start()),
            &|| after(asking(start()), Event::Sent),
            &|| after(asking(start()), answer(200, TOKEN)),
            &|| after(asking(start()), answer(400, br#"{"error":"access_denied"}"#)),
        ],
        &probes,
    )
}

#[test]
fn every_event_in_every_state() {
    let drawn = draw(device);
    assert_documented(include_str!("../polling_flow.rs"), &drawn);
    assert_documented(include_str!("../device_code.rs"), &drawn);
    assert_documented(include_str!("../ciba.rs"), &draw(ciba));
}

/// When the flow asks next, from what it shows at `now`.
fn until(flow: &mut PollingFlow, now: UnixTime) -> UnixTime {
    match flow.poll(now) {
        Action::Prompt(prompt) => prompt.until,
        other => panic!("{other:?}"),
    }
}

/// Asks when it is due, and hears this; gives the pause that follows.
fn pause(flow: &mut PollingFlow, now: &mut UnixTime, event: Event<'_>) -> u64 {
    assert!(matches!(flow.poll(*now), Action::Send(_)), "not due at {now}");
    flow.handle(event, *now).unwrap();
    let next = until(flow, *now);
    let pause = next.since(*now);
    *now = next;
    pause
}

const PENDING: &[u8] = br#"{"error":"authorization_pending"}"#;
const SLOW: &[u8] = br#"{"error":"slow_down"}"#;

fn long_lived() -> PollingFlow {
    let mut flow = device();
    let granted =
        br#"{"device_code":"d","user_code":"u","verification_uri":"https://h/","expires_in":100000}"#;
    flow.handle(answer(200, granted), NOW).unwrap();
    flow
}

#[test]
fn pauses() {
    let mut flow = long_lived();
    let mut now = NOW.plus(5);
    let lost = Event::TransportFailed(TransportFailure::Unknown);
    let not_sent = Event::TransportFailed(TransportFailure::NotSent);
    let busy: &[(&str, &[u8])] = &[("Retry-After", b"77")];
    for (event, expected) in [
        (answer(400, PENDING), 5),
        // For good.
        (answer(400, SLOW), 10),
        (answer(400, PENDING), 10),
        (answer(400, SLOW), 15),
        (answer(400, PENDING), 15),
        // Twice as long each time but a minute at most, until an answer comes.
        (lost, 30),
        (not_sent, 60),
        (answer(502, b"<html>"), 60),
        (answer(400, PENDING), 15),
        // As long as the server says.
        (Event::Response(Response::new(503, busy, b"")), 77),
        (Event::Response(Response::new(400, busy, PENDING)), 77),
        (answer(429, b""), 30),
        (answer(408, b""), 60),
        (answer(425, b""), 60),
        (answer(400, SLOW), 20),
    ] {
        assert_eq!(pause(&mut flow, &mut now, event), expected, "{event:?}");
    }
    assert!(matches!(flow.poll(now), Action::Send(_)));
    flow.handle(answer(200, TOKEN), now).unwrap();
    assert_eq!(flow.into_output().unwrap().access_token().expose(), "a");
}

#[test]
fn ends() {
    use oauth_wire::flow::{FailureKind, Recovery};
    for (event, kind, recovery) in [
        (answer(400, br#"{"error":"access_denied"}"#), FailureKind::Denied, Recovery::SignInAgain),
        (answer(400, br#"{"error":"expired_token"}"#), FailureKind::Expired, Recovery::StartAgain),
        (answer(400, br#"{"error":"invalid_grant"}"#), FailureKind::Refused, Recovery::StartAgain),
        (answer(401, br#"{"error":"invalid_client"}"#), FailureKind::Refused, Recovery::FixConfiguration),
        (answer(404, b""), FailureKind::HttpStatus, Recovery::FixConfiguration),
        (answer(200, b"{}"), FailureKind::MalformedAnswer, Recovery::GiveUp),
    ] {
        let (flow, _) = after(asking(device()), event);
        let failure = flow.into_output().unwrap_err();
        assert_eq!((failure.kind(), failure.recovery()), (kind, recovery), "{event:?}");
    }
}

#[test]
fn expiry_is_a_time_that_is_fixed_when_the_codes_come() {
    let mut flow = waiting(device());
    let Action::Prompt(prompt) = flow.poll(NOW) else { panic!() };
    assert_eq!(prompt.expires_at, NOW.plus(100));
    // A pause longer than the codes live ends with them, and nothing is asked any more.
    assert!(matches!(flow.poll(NOW.plus(98)), Action::Send(_)));
    flow.handle(answer(400, PENDING), NOW.plus(98)).unwrap();
    assert_eq!(until(&mut flow, NOW.plus(98)), NOW.plus(100));
    assert!(matches!(flow.poll(NOW.plus(100)), Action::Finished));

    // What was on its way when they expired may still bring the token.
    let mut flow = waiting(device());
    assert!(matches!(flow.poll(NOW.plus(99)), Action::Send(_)));
    flow.handle(Event::Sent, NOW.plus(99)).unwrap();
    assert!(matches!(flow.poll(NOW.plus(101)), Action::AwaitResponse));
    flow.handle(answer(200, TOKEN), NOW.plus(101)).unwrap();
    assert!(flow.into_output().is_ok());
}

#[test]
fn the_rules_that_the_codes_took_are_reported_with_the_token() {
    use crate::leniency::Leniency;
    let mut flow = device();
    let granted =
        br#"{"device_code":"d","user_code":"u","verification_url":"https://h/","expires_in":"100"}"#;
    flow.handle(answer(200, granted), NOW).unwrap();
    assert!(matches!(flow.poll(NOW.plus(5)), Action::Send(_)));
    // An answer that only says to wait counts, too, and one that says nothing.
    flow.handle(answer(200, PENDING), NOW.plus(5)).unwrap();
    assert!(matches!(flow.poll(NOW.plus(10)), Action::Send(_)));
    flow.handle(answer(503, r#"{"error":null}"#), NOW.plus(10)).unwrap();
    assert!(matches!(flow.poll(NOW.plus(70)), Action::Send(_)));
    flow.handle(answer(200, TOKEN), NOW.plus(70)).unwrap();
    let used = flow.into_output().unwrap().leniencies();
    let all = [
        Leniency::SecondsAsString,
        Leniency::ErrorWithSuccess,
        Leniency::VerificationUrl,
        Leniency::MemberEmpty,
    ];
    assert!(used.iter().eq(all), "{used:?}");
}

#[test]
fn a_failure_shows_no_secret_and_tells_the_rules() {
    let mut flow = device();
    let granted =
        br#"{"device_code":"DEVICECODE","user_code":"WDJB","verification_url":"https://h/","expires_in":100}"#;
    flow.handle(answer(200, granted), NOW).unwrap();
    assert!(matches!(flow.poll(NOW.plus(5)), Action::Send(_)));
    let body =
        br#"{"error":"invalid_client","error_description":"bad secret, secret for DEVICECODE (WDJB)"}"#;
    flow.handle(answer(401, body), NOW.plus(5)).unwrap();
    let failure = flow.into_output().unwrap_err();
    assert_eq!(failure.description(), Some("bad ••••, •••• for •••• (••••)"));
    assert_eq!(failure.leniencies(), ["VerificationUrl"]);
}

#[test]
fn endless_pauses_do_not_overflow() {
    let mut flow = device();
    let granted = br#"{"device_code":"d","user_code":"u","verification_uri":"https://h","expires_in":18446744073709551615,"interval":18446744073709551615}"#;
    flow.handle(answer(200, granted), NOW).unwrap();
    assert_eq!(until(&mut flow, NOW), NOW.plus(crate::answer::MAX_LIFETIME));
    let last = UnixTime::from_secs(u64::MAX);
    let mut flow = device();
    flow.handle(answer(200, granted), last).unwrap();
    assert!(matches!(flow.poll(last), Action::Finished));
}

#[test]
fn nothing_answers_a_request_that_was_not_handed_out() {
    let mut flow = long_lived();
    let due = NOW.plus(5);
    assert_eq!(flow.handle(answer(200, TOKEN), due), Err(Rejected::Unexpected));
    assert!(matches!(flow.poll(due), Action::Send(_)));
    assert_eq!(flow.handle(answer(200, TOKEN), due), Ok(()));
}
