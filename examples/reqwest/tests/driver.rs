//! The driver against servers good and bad, and the whole journey.

use example_reqwest::Http;
use oauth_wire::flow::Flow;
use std::process::Command;
use std::time::Duration;

#[test]
fn answers_and_losses() {
    let http = Http::new(Duration::from_secs(1)).expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let handle = runtime.handle().clone();
    // It turns on its own, as in an application: connections are closed by their tasks.
    std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
    example_journey::check(|request| handle.block_on(http.send(request)));
}

/// So that a server can spawn it, whatever the threads.
#[test]
fn the_future_is_send() {
    fn is_send<T: Send>(_: T) {}
    async fn drives<F: Flow + Send>(http: Http, mut flow: F) {
        http.drive(&mut flow, |_| ()).await.expect("it waits for an answer");
    }
    let journey = example_journey::Journey::start().expect("it starts");
    let http = Http::new(Duration::from_secs(1)).expect("a client");
    is_send(drives(http, journey.three_legged().expect("a flow")));
}

#[test]
fn the_journey() {
    let program = Command::new(env!("CARGO_BIN_EXE_example-reqwest")).output().expect("it runs");
    let (text, errors) = (String::from_utf8_lossy(&program.stdout), String::from_utf8_lossy(&program.stderr));
    assert!(program.status.success(), "{text}{errors}");
    for step in ["not this flow's callback", "OAuth 1: a signed", "OAuth 2: a query with the refreshed"] {
        assert!(text.contains(step), "{text}");
    }
}
