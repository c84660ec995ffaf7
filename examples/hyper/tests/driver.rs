//! The driver against servers good and bad, and the whole journey.

use example_hyper::{Http, connect::Connector};
use oauth_wire::flow::{Flow, TransportFailure};
use oauth_wire::message::ResponseBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

fn http() -> Http {
    Http(Connector::new(Duration::from_secs(1)).expect("rustls knows its own ciphers"))
}

#[test]
fn answers_and_losses() {
    let http = http();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let handle = runtime.handle().clone();
    // It turns on its own, as in an application: connections are closed by their tasks.
    std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
    example_journey::check(|request| handle.block_on(http.send(request)));
}

/// For `localhost` until the year 2125, signed by itself.
const CERTIFICATE: CertificateDer<'static> = CertificateDer::from_slice(include_bytes!("localhost.cert.der"));
const KEY: &[u8] = include_bytes!("localhost.key.der");

/// What becomes of a request to a server with that certificate, and how much of it that server reads.
async fn ask(http: &Http, host: &str) -> (Result<ResponseBuf, TransportFailure>, Option<String>) {
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![CERTIFICATE], PrivatePkcs8KeyDer::from(KEY).into());
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a key for its certificate")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut stream = acceptor.accept(stream).await.ok()?;
        let mut request = vec![0; 4096];
        let len = stream.read(&mut request).await.ok()?;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.ok()?;
        request.truncate(len);
        String::from_utf8(request).ok()
    });
    let url = format!("https://{host}:{port}/token?a=%41");
    let answer = http.send(&example_journey::request(&url)).await;
    (answer, server.await.expect("served"))
}

#[test]
fn https() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut roots = RootCertStore::empty();
    roots.add(CERTIFICATE).expect("a certificate");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let trusting = Http(Connector { timeout: Duration::from_secs(5), tls: Arc::new(config) });

    let (answer, read) = runtime.block_on(ask(&trusting, "localhost"));
    assert_eq!(answer.expect("an answer").body, b"ok");
    let read = read.expect("a request");
    assert!(read.starts_with("POST /token?a=%41 HTTP/1.1\r\n") && read.contains("Bearer t"), "{read}");

    // Another name than the certificate's, and nobody's certificate: not a byte of the request leaves.
    for (http, host) in [(&trusting, "127.0.0.1"), (&http(), "localhost")] {
        let (answer, read) = runtime.block_on(ask(http, host));
        assert_eq!((answer.err(), read), (Some(TransportFailure::NotSent), None), "{host}");
    }
}

/// So that a server can spawn it, whatever the threads.
#[test]
fn the_future_is_send() {
    fn is_send<T: Send>(_: T) {}
    async fn drives<F: Flow + Send>(http: Http, mut flow: F) {
        http.drive(&mut flow, |_| ()).await.expect("it waits for an answer");
    }
    let journey = example_journey::Journey::start().expect("it starts");
    let http = http();
    is_send(drives(http, journey.three_legged().expect("a flow")));
}

#[test]
fn the_journey() {
    let program = Command::new(env!("CARGO_BIN_EXE_example-hyper")).output().expect("it runs");
    let (text, errors) = (String::from_utf8_lossy(&program.stdout), String::from_utf8_lossy(&program.stderr));
    assert!(program.status.success(), "{text}{errors}");
    for step in ["not this flow's callback", "OAuth 1: a signed", "OAuth 2: a query with the refreshed"] {
        assert!(text.contains(step), "{text}");
    }
}
