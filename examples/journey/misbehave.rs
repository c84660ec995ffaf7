//! Servers on loopback that answer as a flow needs it, or do not.

use oauth_wire::flow::TransportFailure;
use oauth_wire::message::{Headers, Method, Request, Resend, ResponseBuf};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What a `send` gives.
type Sent = Result<ResponseBuf, TransportFailure>;

const LIMIT: usize = 1000;

/// Checks what a driver's `send` makes of answers and of servers that misbehave. It must give up after
/// a second.
///
/// # Panics
/// Where it is not what the flows need.
pub fn check(send: impl Fn(&Request<'_>) -> Sent) {
    the_request_goes_out_as_it_is(&send);
    redirects_are_answers(&send);
    no_connection_is_used_twice(&send);
    an_answer_is_read_up_to_the_limit(&send);
    losses_are_told_apart(&send);
}

fn the_request_goes_out_as_it_is(send: &dyn Fn(&Request<'_>) -> Sent) {
    let (origin, server) = serve(|stream| {
        let head =
            "HTTP/1.1 401 No\r\nWWW-Authenticate: a\r\nwww-authenticate: b\r\nContent-Length: 4\r\n\r\n";
        write!(stream, "{head}body")
    });
    let url = format!("{origin}/token?a=%41+b%2f&c");
    let answer = send(&request(&url)).expect("a 401 is an answer");
    assert_eq!((answer.status, answer.body.as_slice()), (401, b"body".as_slice()));
    assert!(answer.view().headers("www-authenticate").eq([b"a", b"b"]));

    let sent = server.join().expect("served");
    let (head, body) = sent.split_once("\r\n\r\n").expect("a head");
    let mut lines: Vec<_> = head.lines().map(str::to_ascii_lowercase).collect();
    assert!(head.starts_with("POST /token?a=%41+b%2f&c HTTP/1.1\r\n"), "{head}");
    assert_eq!(body, "a=b");
    lines.sort_unstable();
    for field in
        ["authorization: bearer t", "content-length: 3", "content-type: text/plain", "user-agent: my-app/1.0"]
    {
        assert_eq!(lines.iter().filter(|line| *line == field).count(), 1, "{field} in {lines:?}");
    }
    assert!(lines.contains(&origin.replace("http://", "host: ")), "{lines:?}");
}

fn redirects_are_answers(send: &dyn Fn(&Request<'_>) -> Sent) {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    elsewhere.set_nonblocking(true).expect("can be");
    let place = elsewhere.local_addr().expect("bound");
    for status in [301, 302, 303, 307, 308] {
        let (origin, server) = serve(move |stream| {
            write!(stream, "HTTP/1.1 {status} Go\r\nLocation: http://{place}/\r\nContent-Length: 0\r\n\r\n")
        });
        assert_eq!(send(&request(&origin)).expect("an answer").status, status);
        server.join().expect("served");
    }
    let nobody = elsewhere.accept().expect_err("nobody came");
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
}

/// One that the server closed in the meantime would look like a lost answer.
fn no_connection_is_used_twice(send: &dyn Fn(&Request<'_>) -> Sent) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("bound"));
    let server = thread::spawn(move || {
        let mut kept = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().expect("a connection");
            read_request(&mut stream);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").expect("written");
            kept.push(stream);
        }
    });
    for _ in 0..2 {
        assert_eq!(send(&request(&origin)).expect("an answer").body, b"ok");
    }
    server.join().expect("served");
}

fn an_answer_is_read_up_to_the_limit(send: &dyn Fn(&Request<'_>) -> Sent) {
    let started = Instant::now();
    let (origin, server) = serve(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
        // Until the other side hangs up.
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
        Ok(())
    });
    assert_eq!(send(&request(&origin)).expect("an answer").body, [b'x'; LIMIT]);
    server.join().expect("served");
    assert!(started.elapsed() < Duration::from_secs(5), "it read on");
}

fn losses_are_told_apart(send: &dyn Fn(&Request<'_>) -> Sent) {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let refused = send(&request(&format!("http://{closed}")));
    assert_eq!(refused.err(), Some(TransportFailure::NotSent), "nobody listens");

    let lost = |what: &str, answer: fn(&mut TcpStream) -> std::io::Result<()>| {
        let started = Instant::now();
        let (origin, server) = serve(answer);
        assert_eq!(send(&request(&origin)).err(), Some(TransportFailure::Unknown), "{what}");
        assert!(started.elapsed() < Duration::from_secs(5), "{what}");
        server.join().expect("served");
    };
    lost("closed without an answer", |_| Ok(()));
    lost("no HTTP", |stream| stream.write_all(b"SSH-2.0-OpenSSH\r\n"));
    lost("half a head", |stream| stream.write_all(b"HTTP/1.1 200 OK\r\nContent-"));
    lost("half a body", |stream| stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"));
    lost("silence", |stream| stream.read(&mut [0]).map(drop));
    lost("a byte now and then", |stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")?;
        while stream.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    });
}

/// A request that carries secrets.
pub fn request(url: &str) -> Request<'_> {
    Request {
        method: Method::Post,
        url,
        headers: Headers::new().with("authorization", "Bearer t").with("content-type", "text/plain"),
        body: b"a=b",
        resend: Resend::IfNotSent,
        max_response_len: LIMIT,
    }
}

/// Answers one request on one connection; gives its origin, and the request when it is over.
fn serve(
    answer: impl FnOnce(&mut TcpStream) -> std::io::Result<()> + Send + 'static,
) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("bound"));
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        drop(listener);
        let request = read_request(&mut stream);
        // The driver may hang up first: that is its good right where it knows enough.
        let _ = answer(&mut stream);
        request
    });
    (origin, server)
}

/// Reads as far as the body of [`request`].
fn read_request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\na=b") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a whole request");
        text.push(byte[0]);
    }
    String::from_utf8(text).expect("text")
}
