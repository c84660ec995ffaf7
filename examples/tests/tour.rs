//! The tour as a person runs it, and its `--live` part against a sandbox in Upwork's place: all but
//! the last hop.

// What an example holds is tested with the example's own modules.
#[path = "../tour/mask.rs"]
mod mask;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use upwork_sandbox::{Config, Sandbox};

/// `cargo test` builds the examples of the package under test, beside the tests.
fn tour() -> Command {
    let mut path = std::env::current_exe().expect("the test has a path");
    path.pop();
    path.pop();
    let path: PathBuf =
        [path.as_path(), "examples".as_ref(), format!("tour{}", std::env::consts::EXE_SUFFIX).as_ref()]
            .iter()
            .collect();
    assert!(path.exists(), "{} is not built: run `cargo test`, or name the example too", path.display());
    let mut command = Command::new(path);
    command.stdin(Stdio::null()).env_remove("UPWORK_CLIENT_ID");
    command
}

#[test]
fn every_step_in_a_pipe() {
    let output = tour().output().expect("the tour runs");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{text}");
    for step in [
        "Three legs, with a callback URL",
        "out of band",
        "signed in the header",
        "signed in the query",
        "JSONP",
        "signed in the form body",
        "ProblemKind::SignatureInvalid",
        "Verification of signature failed",
        "ProblemKind::TokenRejected",
        "The consumer_key and token combination does not exist or is not enabled",
        "user_id=",
        "screen_name=",
        "Authorization code, with PKCE",
        "FailureKind::Denied",
        "Implicit",
        "Client credentials",
        "the refresh token rotates",
        "invalid_scope",
        "invalid_grant",
        "companySelector",
        "without X-Upwork-API-TenantId",
        "with X-Upwork-API-TenantId",
        "Job search, page by page",
        "the page after \"0\"",
        "the page after \"4\"",
        "6 jobs on 3 pages, each once",
        "A message into a room",
        "The message, read back",
        "by Mira Okafor: Is \"Thursday\" fine? }) { user { email } }",
        "out of the key's reach: Money.currency, PageInfo.endCursor",
        "retry advice: AskForLess",
        "{edges{node{title amount{rawValue currency}}} pageInfo{endCursor hasNextPage}}",
        "{edges{node{title amount{rawValue}}} pageInfo{hasNextPage}}",
        "429 with Retry-After",
        "retry-after: 30",
        "come back in 30 seconds",
        "send the same query again after 30 seconds",
        "no other request goes before that time either",
        "retry advice for the query: SendAgain { after: 2 }",
        "retry advice for the mutation: Stop",
        "A generic provider, made up",
        "RFC 9728",
        "RFC 8414",
        "RFC 7591",
        "RFC 9126",
        "iss names the provider",
        "FailureKind::IssuerMismatch",
        "form_post",
        "RFC 8628",
        "type in the code",
        "slow_down",
        "to the server it is not",
        "FailureKind::Expired",
        "CIBA",
        "Resource owner password",
        "RFC 7523",
        "RFC 7522",
        "RFC 8693",
        "RFC 7662",
        "RFC 7009",
        "invalid_token",
        "That was everything",
    ] {
        assert!(text.contains(step), "the tour does not show {step:?}:\n{text}");
    }
    // Plain in a pipe, and no secret anywhere.
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
    for token in ["oauth2v2_", "generic_at_", "generic_rt_"] {
        assert!(!text.contains(token), "a token is shown");
    }
    assert!(!text.contains("5eed0000"), "a client secret is shown");
}

#[test]
fn one_part_alone() {
    let output = tour().arg("graphql").output().expect("the tour runs");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success() && text.contains("429 with Retry-After"), "{text}");
    assert!(!text.contains("RFC 5849") && !text.contains("RFC 8628"), "{text}");
}

#[test]
fn arguments_that_are_wrong() {
    for (arguments, words) in [
        (["--nope"].as_slice(), "--nope"),
        (&["--at", "http://127.0.0.1:1"], "--live"),
        (&["no such part"], "the parts are"),
        (&["graphql", "--live"], "NAME"),
        (&["--live"], "UPWORK_CLIENT_ID"),
    ] {
        let output = tour().args(arguments).output().expect("the tour runs");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && text.contains(words), "{arguments:?}: {text}");
    }
    assert!(tour().arg("--help").output().expect("the tour runs").status.success());
}

/// Ends the process by its own handle, whatever the test comes to.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn live_with_the_sandbox_in_upworks_place() {
    // A port that is free now, for the redirect URI; the tour listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    let redirect_uri = format!("http://127.0.0.1:{port}/callback");
    let sandbox = Sandbox::start(Config::new().redirect_uri(&redirect_uri)).expect("the sandbox starts");
    let key = &sandbox.credentials().oauth2;
    let mut running = Running(
        tour()
            .args(["--live", "--at", sandbox.base_url()])
            .env("UPWORK_CLIENT_ID", key.id)
            .env("UPWORK_CLIENT_SECRET", key.secret.expose())
            .env("UPWORK_REDIRECT_URI", &redirect_uri)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the tour runs"),
    );
    let mut input = running.0.stdin.take().expect("piped");
    let mut lines = BufReader::new(running.0.stdout.take().expect("piped")).lines();
    let mut text = String::new();
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent("a browser")
        .build()
        .into();

    let mut visits = 0;
    let mut next_is_url = false;
    while let Some(Ok(line)) = lines.next() {
        text.push_str(&line);
        text.push('\n');
        if std::mem::take(&mut next_is_url) {
            visits += 1;
            let callback = approve(&agent, line.trim());
            if let Some((place, _)) = callback.split_once('#') {
                // The browser keeps the fragment to itself; the page says what to do with it.
                let mut page = agent.get(place).call().expect("the tour listens");
                assert!(page.body_mut().read_to_string().expect("text").contains("copy all of it"));
                writeln!(input, "{callback}").expect("the tour reads");
            } else {
                // Something else comes to the port first, and a forged callback: neither ends the flow.
                for stray in [
                    format!("http://127.0.0.1:{port}/favicon.ico"),
                    format!("{redirect_uri}?code=forged&state=forged"),
                ] {
                    agent.get(&stray).call().expect("the tour listens");
                }
                agent.get(&callback).call().expect("the tour listens");
            }
        }
        next_is_url = line.contains("Open this in your browser");
    }
    assert!(running.0.wait().expect("it ends").success(), "{text}");
    assert_eq!(visits, 3, "{text}");
    assert!(text.contains("That was everything"), "{text}");
    assert!(text.contains("this key is no enterprise one"), "{text}");
    assert!(
        !text.contains("oauth2v2_") && !text.contains(key.secret.expose()),
        "a token or secret is shown:\n{text}"
    );
}

/// The user's part: opens the page, approves, and comes back with the callback URL.
fn approve(agent: &ureq::Agent, url: &str) -> String {
    let mut page = agent.get(url).call().expect("the page opens");
    if let Some(location) = page.headers().get("location") {
        return location.to_str().expect("text").to_owned();
    }
    let mut text = String::new();
    page.body_mut().as_reader().read_to_string(&mut text).expect("text");
    let pending = text
        .split_once("name=\"request\" value=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .expect("a form")
        .0;
    let place = url.split('?').next().expect("a URL");
    let answer = agent
        .post(place)
        .send_form([("request", pending), ("decision", "approve")])
        .expect("the page answers");
    answer.headers()["location"].to_str().expect("text").to_owned()
}
