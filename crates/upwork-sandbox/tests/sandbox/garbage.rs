//! What is no HTTP, or far too much of it.

use crate::rig::Rig;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use upwork_sandbox::{Config, Sandbox};

fn connect(sandbox: &Sandbox) -> TcpStream {
    let stream = TcpStream::connect(sandbox.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Sends the bytes (the server may close on them at any point) and reads what comes back.
fn send(sandbox: &Sandbox, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(sandbox);
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// The same bytes at each run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn bytes_that_are_no_request() {
    let rig = Rig::new();
    for seed in 0..50 {
        send(&rig.sandbox, &noise(seed, 40 * seed as usize));
    }
    for bytes in [
        &b"\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nUser-Agent: x\r\n\r\n",
        b"GET / HTTP/1.0\r\nUser-Agent: x\r\n\r\n",
        b"GET http://other.example/graphql HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\nContent-Length: 10\r\n\r\nhalf",
        b"GET /\x1b[2J?a=\xff HTTP/1.1\r\nHost: \xff\r\nUser-Agent: \xff\r\n\r\n",
        b"GET /ab/account-security/oauth2/authorize?%ff=%zz&client_id=%00 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n\r\n",
    ] {
        send(&rig.sandbox, bytes);
    }
    assert_eq!(rig.get(&rig.url("/")).status, 200);
    for line in rig.sandbox.log() {
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }
}

#[test]
fn bytes_in_every_place_of_a_request() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let rows = rig.sandbox.endpoints().rows().into_iter().chain(rig.sandbox.generic().rows());
    let endpoints = rows.map(|(_, url)| url.to_owned()).collect::<Vec<_>>();
    let place = |url: &str| url.strip_prefix(rig.sandbox.base_url()).unwrap().to_owned();
    for (seed, url) in (0..20).flat_map(|seed| endpoints.iter().map(move |url| (seed, url))) {
        let noise = noise(seed + 1, 300);
        let text: String = noise.iter().map(|byte| char::from(b'!' + byte % 94)).collect();
        let host = if seed % 4 == 0 { &text } else { "localhost" };
        for (content_type, authorization) in [
            ("application/x-www-form-urlencoded", format!("OAuth {text}")),
            ("application/x-www-form-urlencoded", format!("OAuth oauth_consumer_key=\"{text}\"")),
            ("application/json", format!("Bearer {token}")),
            ("application/json", text.clone()),
            (text.as_str(), format!("bearer {text}")),
        ] {
            for method in ["GET", "POST"] {
                let mut request = format!(
                    "{method} {}?{text} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: x\r\nConnection: close\r\nX-Upwork-API-TenantId: {text}\r\n\
                     Authorization: {authorization}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
                    place(url),
                    noise.len()
                )
                .into_bytes();
                request.extend(&noise);
                let answer = send(&rig.sandbox, &request);
                let status = String::from_utf8_lossy(&answer).chars().skip(9).take(3).collect::<String>();
                let is_answered = status.parse::<u16>().is_ok_and(|status| status < 500);
                assert!(is_answered, "{method} {url} with seed {seed}: {}", String::from_utf8_lossy(&answer));
            }
        }
        if url.ends_with("/graphql") {
            let query = rig.query(
                &token,
                None,
                &format!("{{ user {{ id }} {text} }}"),
                serde_json::json!({ "a": text }),
            );
            assert_eq!(query.status, 200);
        }
    }
    assert!(rig.opens(&token));
}

#[test]
fn a_broken_first_line_is_logged_in_our_words() {
    let rig = Rig::new();
    assert!(send(&rig.sandbox, b"\x1b]0;owned\x07 / HTTP/1.1\r\n\r\n").starts_with(b"HTTP/1.1 400"));
    // The line comes when the connection ends, which may be after its answer.
    let start = Instant::now();
    while !rig.sandbox.log().iter().any(|line| line.contains("no HTTP request")) {
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", rig.sandbox.log());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn too_much() {
    let rig = Rig::new();
    // The server closes on a client that still writes: the answer may be lost, but is never a 200.
    for head in [
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {}\r\n\r\n", "x".repeat(200_000)),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n{}\r\n", "a: b\r\n".repeat(1_000)),
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n\r\n", "x".repeat(200_000)),
    ] {
        let answer = send(&rig.sandbox, head.as_bytes());
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    for length in [300_000, 4_000_000] {
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\nContent-Length: {length}\r\n\r\n"
        );
        let mut body = head.into_bytes();
        body.resize(body.len() + length, b'x');
        assert!(send(&rig.sandbox, &body).starts_with(b"HTTP/1.1 413"));
    }
    assert_eq!(rig.get(&rig.url("/")).status, 200);
}

/// A page of a web site whose name was made to point here (DNS rebinding) reads nothing.
#[test]
fn a_foreign_name_in_host() {
    let rig = Rig::with(Config::new().host("sandbox"));
    let get = |target: &str, host: &str| {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: x\r\nConnection: close\r\n\r\n");
        String::from_utf8(send(&rig.sandbox, request.as_bytes())).unwrap()
    };
    let port = rig.sandbox.address().port();
    let secret = rig.sandbox.credentials().oauth2.secret.expose();
    for own in ["localhost", "127.0.0.1", "[::1]", "sandbox", "upwork.localhost"] {
        let answer = get("/", &format!("{own}:{port}"));
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(secret), "{own}: {answer}");
    }
    for (target, host) in [
        ("/", "evil.example"),
        ("/", &format!("evil.example:{port}")),
        ("/", "localhost\r\nHost: evil.example"),
        ("http://evil.example/", "localhost"),
        ("/generic/resource", "evil.example"),
        ("/nothing", "evil.example"),
    ] {
        let answer = get(target, host);
        assert!(
            answer.starts_with("HTTP/1.1 421") && !answer.contains(secret),
            "{target} at {host}: {answer}"
        );
    }
    // It uses up no failure that waits for another request.
    rig.sandbox.fail_next_at("/", upwork_sandbox::Failure::ServerError);
    assert!(get("/", "evil.example").starts_with("HTTP/1.1 421"));
    assert!(get("/", "localhost").starts_with("HTTP/1.1 500"));
}

/// A client that asks without end and reads nothing: its connection is not kept.
#[test]
fn answers_that_nobody_takes() {
    const ASKED: usize = 8_000;
    let rig = Rig::with(Config::new().request_timeout(Duration::from_millis(300)));
    let length = send(
        &rig.sandbox,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\nConnection: close\r\n\r\n",
    )
    .len();
    assert!(length * ASKED > 24 << 20, "this fits into the system's own buffers");
    let mut greedy = connect(&rig.sandbox);
    let asking = b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n\r\n".repeat(ASKED);
    let mut asks = greedy.try_clone().unwrap();
    // It blocks when the server stops to read.
    let asking = std::thread::spawn(move || asks.write_all(&asking));
    std::thread::sleep(Duration::from_millis(1500));
    let (mut taken, mut bytes) = (0, [0; 65536]);
    while let Ok(count @ 1..) = greedy.read(&mut bytes) {
        taken += count;
    }
    assert!(taken < length * ASKED / 2, "{taken} of {} bytes came all the same", length * ASKED);
    let _ = asking.join().unwrap();
    assert_eq!(rig.get(&rig.url("/")).status, 200);
}

#[test]
fn slow_and_idle_clients() {
    let rig = Rig::with(Config::new().request_timeout(Duration::from_millis(300)));
    let idle: Vec<_> = (0..100).map(|_| connect(&rig.sandbox)).collect();
    let mut half_head = connect(&rig.sandbox);
    half_head.write_all(b"GET / HTTP/1.1\r\nHost:").unwrap();
    let mut half_body = connect(&rig.sandbox);
    half_body
        .write_all(
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\nContent-Length: 10\r\n\r\n{",
        )
        .unwrap();
    // They are in nobody's way,
    assert_eq!(rig.get(&rig.url("/")).status, 200);
    // and they are not kept for ever.
    let start = Instant::now();
    let mut answer = Vec::new();
    half_body.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
    half_head.read_to_end(&mut answer).unwrap();
    for mut stream in idle {
        assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
    }
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
}

#[test]
fn more_connections_than_there_is_room_for() {
    let rig = Rig::with(Config::new().request_timeout(Duration::from_millis(500)));
    let connect_slowly = |n| {
        // The system queues no more than some hundred that were not accepted yet.
        if n % 50 == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        connect(&rig.sandbox)
    };
    let idle: Vec<_> = (0..600).map(connect_slowly).collect();
    assert_eq!(rig.get(&rig.url("/")).status, 200);
    drop(idle);
}

#[test]
fn dropping_it_closes_connections_and_frees_the_port() {
    let sandbox = Sandbox::start(Config::new()).unwrap();
    let address = sandbox.address();
    let mut open = connect(&sandbox);
    drop(sandbox);
    assert_eq!(open.read(&mut [0; 1]).unwrap_or(0), 0);
    assert!(TcpStream::connect(address).is_err());
    let again = Sandbox::start(Config::new().listen(address)).unwrap();
    assert_eq!(again.address(), address);
    let taken = Sandbox::start(Config::new().listen(address)).unwrap_err();
    assert_eq!(taken.kind(), std::io::ErrorKind::AddrInUse);
    assert!(taken.to_string().contains(&address.to_string()));
}
