use super::*;
use crate::client::Client;
use crate::testing::*;
use oauth_wire::flow::{Event, Flow, TransportFailure};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use std::format;
use std::string::String;

fn start(client: &Client) -> AuthorizationCodeFlow {
    AuthorizationCode::new(REDIRECT_URI).start(client, Seed::from_bytes([7; 32]), NOW).unwrap()
}

/// The state that [`start`] makes.
fn state() -> String {
    let text = Seed::from_bytes([7; 32]).text("state", 0);
    text.as_str().into()
}

fn callback(rest: &str) -> &'static str {
    leak(format!("{REDIRECT_URI}?state={}&{rest}", state()))
}

const PUSHED: &[u8] = br#"{"request_uri":"urn:x:1","expires_in":60}"#;

fn pushed() -> AuthorizationCodeFlow {
    let mut flow = start(&pushing_client());
    flow.handle(Event::Response(Response::new(201, &[], PUSHED)), NOW).unwrap();
    flow
}

fn exchanging() -> AuthorizationCodeFlow {
    let mut flow = start(&client());
    flow.handle(Event::Redirect(callback("code=c")), NOW).unwrap();
    flow
}

fn after(mut flow: AuthorizationCodeFlow, event: Event<'_>) -> (AuthorizationCodeFlow, UnixTime) {
    flow.handle(event, NOW).unwrap();
    (flow, NOW)
}

#[test]
fn every_event_in_every_state() {
    const NOT_SENT: Event<'_> = Event::TransportFailed(TransportFailure::NotSent);
    let mut probes = common_probes();
    let event = |event| Probe::Event(event);
    probes.extend([
        ("request_uri", event(Event::Response(Response::new(201, &[], PUSHED)))),
        ("code", event(Event::Redirect(callback("code=c")))),
        ("error callback", event(Event::Redirect(callback("error=access_denied")))),
        ("code and error", event(Event::Redirect(callback("code=c&error=access_denied")))),
        ("two codes", event(Event::Redirect(callback("code=c&code=d")))),
        ("no code", event(Event::Redirect(callback("")))),
        ("other iss", event(Event::Redirect(callback("code=c&iss=https%3A%2F%2Fevil.example")))),
        ("time", Probe::Clock(60)),
        ("deadline", Probe::Clock(3600)),
    ]);
    let drawn = diagram(
        &[
            &|| (start(&pushing_client()), NOW),
            &|| after(start(&pushing_client()), Event::Sent),
            &|| after(start(&pushing_client()), NOT_SENT),
            &|| (pushed(), NOW),
            &|| (exchanging(), NOW),
            &|| after(exchanging(), Event::Sent),
            &|| after(exchanging(), NOT_SENT),
            &|| after(exchanging(), Event::Response(Response::new(200, &[], TOKEN))),
            &|| after(exchanging(), Event::Response(Response::new(400, &[], b"{}"))),
        ],
        &probes,
    );
    assert_documented(include_str!("flow.rs"), &drawn);
}
