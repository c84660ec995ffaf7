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

fn answer(status: u16, body: &'static [u8]) -> Event<'static> {
    Event::Response(Response::new(status, &[], body))
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
    assert_documented(include_str!("../polling_flow.rs"), &draw(device));
    assert_documented(include_str!("../ciba.rs"), &draw(ciba));
}
