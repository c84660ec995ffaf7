//! The rig of the flows' tests: a client, a clock, and what tries every event in every state.

use crate::client::{Client, ClientAuthentication, Endpoint};
use core::fmt::Debug;
use oauth_wire::flow::{Action, Event, Flow, TransportFailure};
use oauth_wire::message::Response;
use oauth_wire::time::UnixTime;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, vec};

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_000_000);
pub(crate) const REDIRECT_URI: &str = "https://app.example/cb";
pub(crate) const ISSUER: &str = "https://as.example";

/// A client with every endpoint but the one for pushed requests.
pub(crate) fn client() -> Client {
    let client = Client::new("id", ClientAuthentication::Post("secret".into())).unwrap();
    let client = client.with_issuer(ISSUER).unwrap();
    Endpoint::ALL.into_iter().filter(|&endpoint| endpoint != Endpoint::PushedAuthorizationRequest).fold(
        client,
        |client, endpoint| {
            let url = format!("{ISSUER}/{}", endpoint.as_str().trim_end_matches("_endpoint"));
            client.with_endpoint(endpoint, &url).unwrap()
        },
    )
}

/// The same, with the endpoint for pushed requests.
pub(crate) fn pushing_client() -> Client {
    client().with_endpoint(Endpoint::PushedAuthorizationRequest, "https://as.example/par").unwrap()
}

pub(crate) const TOKEN: &[u8] =
    br#"{"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r"}"#;

/// An answer without headers.
pub(crate) fn answer<T: AsRef<[u8]> + ?Sized>(status: u16, body: &T) -> Event<'_> {
    Event::Response(Response::new(status, &[], body.as_ref()))
}

/// The events that mean the same to every flow.
pub(crate) fn common_probes() -> Vec<(&'static str, Probe)> {
    let error = br#"{"error":"invalid_grant"}"#;
    vec![
        ("sent", Probe::Event(Event::Sent)),
        ("token", Probe::Event(Event::Response(Response::new(200, &[], TOKEN)))),
        ("error", Probe::Event(Event::Response(Response::new(400, &[], error)))),
        ("garbage", Probe::Event(Event::Response(Response::new(200, &[], b"<html>")))),
        ("not sent", Probe::Event(Event::TransportFailed(TransportFailure::NotSent))),
        ("lost", Probe::Event(Event::TransportFailed(TransportFailure::Unknown))),
        ("foreign callback", Probe::Event(Event::Redirect("https://app.example/cb?code=c&state=s"))),
        ("form post", Probe::Event(Event::FormPost { url: "https://c.example/cb", body: b"code=c&state=s" })),
        ("verifier", Probe::Event(Event::Verifier("v"))),
        ("signature", Probe::Event(Event::Signature(b"s"))),
    ]
}

/// Something that may happen to a flow.
#[derive(Clone, Copy)]
pub(crate) enum Probe {
    Event(Event<'static>),
    /// Nothing for so many seconds.
    Clock(u64),
}

/// Text that lives as long as the test program.
pub(crate) fn leak(text: String) -> &'static str {
    std::boxed::Box::leak(text.into_boxed_str())
}

/// The flow's state, as its `Debug` names it.
pub(crate) fn state_of<F: Debug>(flow: &F) -> String {
    let shown = format!("{flow:?}");
    let (_, state) = shown.split_once('(').unwrap();
    state.trim_end_matches(')').to_string()
}

/// All that a driver sees of a flow, secrets included.
pub(crate) fn view<F: Flow + Debug>(flow: &mut F, now: UnixTime) -> String {
    let seen = match flow.poll(now) {
        Action::Send(request) => format!(
            "{} {} {:?} {:?} {}",
            request.method,
            request.url,
            request.headers.as_slice().iter().map(|header| (header.name, header.value)).collect::<Vec<_>>(),
            request.resend,
            String::from_utf8_lossy(request.body)
        ),
        Action::Redirect(url) => format!("redirect {url}"),
        Action::Prompt(prompt) => format!(
            "prompt {:?} {:?} {:?} {} {}",
            prompt.user_code,
            prompt.verification_uri,
            prompt.verification_uri_complete,
            prompt.expires_at,
            prompt.until
        ),
        other => format!("{other:?}"),
    };
    format!("{} {seen}", state_of(flow))
}

/// Tries every probe in every state and draws what changed: one line for each two states. A pair of
/// state and event that no line shows was refused and left the flow as it was, or this panics.
pub(crate) fn diagram<F: Flow + Debug>(
    states: &[&dyn Fn() -> (F, UnixTime)],
    probes: &[(&'static str, Probe)],
) -> String {
    let names: Vec<String> = states.iter().map(|make| state_of(&make().0)).collect();
    let mut drawn = String::new();
    for (make, from) in states.iter().zip(&names) {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for &(event, probe) in probes {
            let (mut flow, now) = make();
            let before = view(&mut flow, now);
            assert_eq!(view(&mut flow, now), before, "polling twice changed something in {from}");
            match probe {
                Probe::Event(probe) => {
                    if flow.handle(probe, now).is_err() {
                        assert_eq!(view(&mut flow, now), before, "a refused {event} changed {from}");
                        continue;
                    }
                }
                Probe::Clock(seconds) => {
                    let _ = flow.poll(now.plus(seconds));
                    if state_of(&flow) == *from {
                        continue;
                    }
                }
            }
            let to = state_of(&flow);
            assert!(names.contains(&to), "{from} --{event}--> {to}, which no test starts from");
            match lines.iter_mut().find(|(state, _)| *state == to) {
                Some((_, events)) => events.push(event),
                None => lines.push((to, vec![event])),
            }
        }
        for (to, events) in lines {
            drawn += &format!("{from} --{}--> {to}\n", events.join(" | "));
        }
    }
    drawn
}

/// Whether the diagram stands in the docs of the module, or of something in it, in a block of its own.
pub(crate) fn assert_documented(source: &str, diagram: &str) {
    let lines = || ["```text"].into_iter().chain(diagram.lines()).chain(["```"]);
    let block = |comment| lines().fold(String::new(), |block, line| block + comment + " " + line + "\n");
    let (module, item) = (block("//!"), block("///"));
    assert!(source.contains(&module) || source.contains(&item), "the docs must have:\n{module}");
}
