//! The driver against servers good and bad, and the whole journey.

use example_ureq::Http;
use std::process::Command;
use std::time::Duration;

#[test]
fn answers_and_losses() {
    let http = Http::new(Duration::from_secs(1));
    example_journey::check(|request| http.send(request));
}

#[test]
fn the_journey() {
    let program = Command::new(env!("CARGO_BIN_EXE_example-ureq")).output().expect("it runs");
    let (text, errors) = (String::from_utf8_lossy(&program.stdout), String::from_utf8_lossy(&program.stderr));
    assert!(program.status.success(), "{text}{errors}");
    for step in ["not this flow's callback", "OAuth 1: a signed", "OAuth 2: a query with the refreshed"] {
        assert!(text.contains(step), "{text}");
    }
}
