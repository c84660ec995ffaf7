//! The program: what it prints, and how it ends.

use crate::rig::Rig;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

/// A running program that ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_upwork-sandbox"))
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

#[test]
fn help_version_and_wrong_options() {
    let help = run(&["--help"]);
    assert!(help.status.success() && String::from_utf8(help.stdout).unwrap().contains("--listen"));
    let version = run(&["-V"]);
    assert_eq!(
        String::from_utf8(version.stdout).unwrap(),
        format!("upwork-sandbox {}\n", env!("CARGO_PKG_VERSION"))
    );
    for wrong in [
        &["--nope"][..],
        &["--listen"],
        &["--listen", "nowhere"],
        &["--listen", "localhost:port"],
        &["--host"],
        &["stray"],
    ] {
        let output = run(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn it_says_why_it_cannot_start() {
    let rig = Rig::new();
    let taken = rig.sandbox.address().to_string();
    let output = run(&["--listen", &taken]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("upwork-sandbox: can't listen on ") && message.contains(&taken), "{message}");
    let output = run(&["--redirect-uri", "https://app.example/#fragment"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("has a fragment"));
}

#[test]
fn a_schema_from_a_file() {
    let output = run(&["--schema", "/nowhere/at/all.graphql"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("can't read /nowhere/at/all.graphql"));
    // A file that is no schema.
    let output = run(&["--schema", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("upwork-sandbox: the schema: "));

    // One that is.
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/lighthouse.graphql");
    std::fs::write(
        file,
        "type Query { lighthouse(id: ID!): Lighthouse! } type Lighthouse { id: ID! height: Float! }",
    )
    .unwrap();
    let child = program().args(["--schema", file]).stdout(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut first = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let base = first.split_whitespace().next_back().unwrap();
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2_enterprise;
    let form =
        [("grant_type", "client_credentials"), ("client_id", key.id), ("client_secret", key.secret.expose())];
    let token = rig.post(&format!("{base}/api/v3/oauth2/token"), &form).text("access_token");
    let request = ureq::http::Request::post(format!("{base}/graphql"))
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    let query = r#"{"query": "{ lighthouse(id: \"l-7\") { id height } }"}"#;
    let answer = rig.send(request.body(query.into()).unwrap()).json();
    assert_eq!(answer["data"]["lighthouse"]["id"], "l-7", "{answer}");
    assert!(answer["data"]["lighthouse"]["height"].is_f64(), "{answer}");
}

/// Runs the command that the program prints, and gives what that prints.
#[cfg(unix)]
fn first_request(arguments: &[&str]) -> serde_json::Value {
    let child = program().args(arguments).stdout(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let command = lines.skip_while(|line| line != "A first request").nth(1).unwrap();
    let output = Command::new("sh").args(["-c", &command]).env("NO_PROXY", "*").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {command}\n{text}"))
}

#[cfg(unix)]
#[test]
fn the_first_request_that_it_prints_works() {
    use std::io::Write;
    if Command::new("curl").arg("--version").output().is_err() {
        // Not through `eprintln!`, which the test harness hides.
        let skipped = "SKIPPED: there is no curl on this machine";
        writeln!(std::io::stderr(), "{skipped}").unwrap();
        return;
    }
    let answer = first_request(&[]);
    let title = &answer["data"]["companySelector"]["items"][0]["title"];
    assert_eq!(title, "Northwind Enterprise", "{answer}");
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/buoy.graphql");
    std::fs::write(file, "type Query { buoy: Int }").unwrap();
    let answer = first_request(&["--schema", file]);
    assert_eq!(answer["data"]["__typename"], "Query", "{answer}");
}

#[test]
fn it_prints_what_a_client_needs_and_a_line_for_each_request() {
    let child = program().args(["--redirect-uri", "http://localhost:3000/cb"]).stdout(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut banner = Vec::new();
    for line in lines.by_ref() {
        let last = line.starts_with("Requests");
        banner.push(line);
        if last {
            break;
        }
    }
    let banner = banner.join("\n");
    let rig = Rig::new();
    let credentials = rig.sandbox.credentials();
    for key in credentials.keys() {
        assert!(banner.contains(key.id) && banner.contains(key.secret.expose()), "{banner}");
    }
    assert!(banner.contains("(has no secret)") && !banner.contains("\"none\""), "{banner}");
    assert!(banner.contains("http://localhost:3000/cb") && banner.contains("mira"));
    let base = banner.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).unwrap();
    let answer = rig.get(&format!("{base}/?token=SECRET"));
    assert_eq!(answer.status, 200);
    assert_eq!(lines.next().unwrap(), "GET /?token=•••• 200");
}

#[test]
fn it_listens_at_a_name() {
    let child =
        program().args(["--listen", "localhost:0", "--host", "sandbox"]).stdout(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut output = BufReader::new(running.0.stdout.take().unwrap());
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    let base = first.split_whitespace().next_back().unwrap();
    let rig = Rig::new();
    let as_called = |host: &str| {
        let request = ureq::http::Request::get(base).header("host", host);
        rig.send(request.body(String::new()).unwrap()).status
    };
    assert_eq!(rig.get(base).status, 200, "{first}");
    assert_eq!(["localhost", "sandbox", "evil.example"].map(as_called), [200, 200, 421]);
}

#[test]
fn it_serves_on_when_nobody_reads_what_it_prints() {
    let child = program().stdout(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut output = BufReader::new(running.0.stdout.take().unwrap());
    let mut banner = String::new();
    while !banner.contains("Requests") {
        assert_ne!(output.read_line(&mut banner).unwrap(), 0, "{banner}");
    }
    let base = banner.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).unwrap();
    let rig = Rig::new();
    let long = "x".repeat(1000);
    // More than the pipe and the lines that wait can hold: about 1.5 MB.
    for index in 0..1500 {
        assert_eq!(rig.get(&format!("{base}/{long}{index}")).status, 404, "request {index}");
    }
}
