//! Users who approve on another device or channel.

use super::{assert_refused, basic, call, client, decide, opens, run, run_with};
use crate::rig::Rig;
use oauth_wire::flow::{Failure, FailureKind, Prompt};
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::device_code::DeviceCode;
use std::cell::Cell;
use std::time::Duration;

#[test]
fn device_code_with_slow_down() {
    let rig = Rig::new();
    let clock = rig.sandbox.clock();
    for registered in [&rig.sandbox.generic().public, &rig.sandbox.generic().basic] {
        // How far the device's clock runs ahead of the server's.
        let ahead = Cell::new(0);
        let now = || clock.now().plus(ahead.get());
        let mut pauses = Vec::new();
        let mut prompted = |prompt: &Prompt<'_>| {
            let pause = prompt.until.since(now());
            pauses.push(pause);
            match pauses.len() {
                // The clock jumps: to the server the device asks too soon.
                2 => ahead.set(ahead.get() + pause),
                3 => {
                    let url = prompt.verification_uri_complete.unwrap();
                    let page = rig.get(url);
                    assert!(page.body.contains(prompt.user_code.unwrap()));
                    assert_eq!(decide(&rig, url, &page, "approve").status, 200);
                    // Decided is decided.
                    assert_eq!(rig.get(url).status, 400);
                    rig.sandbox.advance(Duration::from_secs(pause));
                }
                _ => rig.sandbox.advance(Duration::from_secs(pause)),
            }
        };
        let flow = DeviceCode::new().scope("read").start(&client(&rig, registered)).unwrap();
        let token = run_with(&rig, &now, &mut prompted, flow).unwrap();
        assert_eq!(token.scope(), Some("read"));
        assert!(opens(&rig, &token) && token.refresh_token().is_some());
        assert_eq!(pauses.len(), 3);
        assert!(pauses[0] <= 5 && pauses[1] <= 5 && pauses[2] > 5, "{pauses:?}");
    }
    let count = |word: &str| rig.sandbox.log().iter().filter(|line| line.contains(word)).count();
    assert_eq!((count("authorization_pending"), count("slow_down")), (2, 2));
}

#[test]
fn device_codes_are_denied_and_expire() {
    let rig = Rig::new();
    let clock = rig.sandbox.clock();
    let now = || clock.now();
    let client = basic(&rig);
    let start = || DeviceCode::new().start(&client).unwrap();
    let mut deny = |prompt: &Prompt<'_>| {
        // As a person: without the dash, in small letters, on the page with the field.
        let place = prompt.verification_uri.unwrap();
        assert!(rig.get(place).body.contains("name=\"user_code\""));
        let typed = prompt.user_code.unwrap().replace('-', "").to_lowercase();
        let url = format!("{place}?user_code={typed}");
        assert_eq!(decide(&rig, &url, &rig.get(&url), "deny").status, 200);
        rig.sandbox.advance(Duration::from_secs(prompt.until.since(now())));
    };
    let failure = run_with(&rig, &now, &mut deny, start()).unwrap_err();
    assert_eq!((failure.kind(), failure.code()), (FailureKind::Denied, Some("access_denied")));

    // The flow ends by its own clock.
    let mut late = |prompt: &Prompt<'_>| {
        let url = prompt.verification_uri_complete.unwrap().to_owned();
        rig.sandbox.advance(Duration::from_secs(prompt.expires_at.since(now())));
        assert_eq!(rig.get(&url).status, 400);
    };
    let failure = run_with(&rig, &now, &mut late, start()).unwrap_err();
    assert_eq!(failure.kind(), FailureKind::Expired);

    // And by the server's word, where the flow's clock is late.
    let start_time = clock.now();
    let behind = Cell::new(0);
    let device = || start_time.plus(behind.get());
    let mut late = |prompt: &Prompt<'_>| {
        rig.sandbox.advance(Duration::from_secs(10 * 60));
        behind.set(behind.get() + prompt.until.since(device()));
    };
    assert_refused(run_with(&rig, &device, &mut late, start()), 400, "expired_token");
    assert_eq!(rig.get(&format!("{}?user_code=AAAA-AAAA", rig.sandbox.generic().device)).status, 400);
}

#[test]
fn ciba() {
    let rig = Rig::new();
    let clock = rig.sandbox.clock();
    let now = || clock.now();
    let client = basic(&rig);
    let inbox = &rig.sandbox.generic().inbox;
    let start = || {
        let hint = Hint::LoginHint("tomas");
        Ciba::new(hint).scope("openid read").binding_message("W4SCT").start(&client).unwrap()
    };
    for (decision, kind) in
        [("approve", None), ("deny", Some(FailureKind::Denied)), ("", Some(FailureKind::Expired))]
    {
        let mut asked = 0;
        let mut prompted = |prompt: &Prompt<'_>| {
            asked += 1;
            assert!(prompt.user_code.is_none());
            if asked == 2 && !decision.is_empty() {
                let page = rig.get(inbox);
                assert!(page.body.contains("W4SCT") && page.body.contains("tomas"), "{}", page.body);
                assert_eq!(decide(&rig, inbox, &page, decision).status, 200);
                assert!(rig.get(inbox).body.contains("Nothing waits"));
            }
            rig.sandbox.advance(Duration::from_secs(prompt.until.since(now())));
        };
        let end = run_with(&rig, &now, &mut prompted, start());
        assert_eq!(end.as_ref().err().map(Failure::kind), kind);
        if let Ok(token) = end {
            assert_eq!(call(&rig, token.access_token().expose()).json()["user"], "tomas");
        }
    }
    let ask = |hint| run(&rig, Ciba::new(hint).start(&client).unwrap());
    assert_refused(ask(Hint::LoginHint("nobody")), 400, "unknown_user_id");
    assert_refused(ask(Hint::IdTokenHint("x")), 400, "invalid_request");
    let long = "x".repeat(65);
    let flow = Ciba::new(Hint::LoginHint("mira")).binding_message(&long).start(&client).unwrap();
    assert_refused(run(&rig, flow), 400, "invalid_binding_message");
}
