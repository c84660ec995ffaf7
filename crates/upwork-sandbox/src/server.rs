//! The HTTP/1.1 server: limits first, then the routes.

use crate::deadline::Deadline;
use crate::failures::{self, Failure};
use crate::log;
use crate::message::{Reply, Request};
use crate::routes;
use crate::state::Shared;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Connections at a time. Further ones wait until one closes or times out.
const MAX_CONNECTIONS: usize = 512;

/// The largest request head, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// The largest request body, in bytes.
const MAX_BODY: usize = 256 * 1024;

/// How much of a body that is too large is read all the same, in bytes: a client that still writes
/// when the connection is closed never sees the answer.
const MAX_DISCARDED: usize = 8 * 1024 * 1024;

/// Accepts connections until it is dropped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, timeout: Duration) {
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    connection(stream, shared, timeout).await;
                    drop(slot);
                });
            }
            // The client gave up already, or there are no file descriptors left: both pass.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, timeout: Duration) {
    let handler = Arc::clone(&shared);
    let service = service_fn(move |request| {
        let shared = Arc::clone(&handler);
        async move { respond(&shared, request, timeout).await }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        // A client may close its own side after the request and still wants the answer.
        .half_close(true)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(Deadline::new(stream, timeout)), service)
        .await;
    // hyper has answered what it could; a timeout or a vanished client is nobody's error.
    if let Err(error) = served
        && error.is_parse()
    {
        shared.log.push(log::line("-", "-", None, 400, &format!("no HTTP request: {error}")));
    }
}

async fn respond(
    shared: &Shared,
    request: http::Request<Incoming>,
    timeout: Duration,
) -> Result<Response<Full<Bytes>>, Cut> {
    let (head, body) = request.into_parts();
    let mut failure = None;
    let refuse =
        |status, text: String, note| Reply::text(status, text).header(header::CONNECTION, "close").note(note);
    let reply = match tokio::time::timeout(timeout, read_body(body)).await {
        Ok(Ok(_)) if !shared.hosts.are_ours(&head.uri, &head.headers) => {
            let text = "This server goes by another name. To have it go by this one, start it with --host NAME, or Config::host.\n";
            refuse(StatusCode::MISDIRECTED_REQUEST, text.into(), "foreign name in Host")
        }
        Ok(Ok(body)) => {
            failure = shared.failures.take(head.uri.path());
            if let Some(Failure::Slow(wait)) = failure {
                tokio::time::sleep(wait).await;
            }
            let url = external_url(shared, &head.uri, &head.headers);
            let request = Request {
                method: &head.method,
                path: head.uri.path(),
                query: head.uri.query(),
                headers: &head.headers,
                body: &body,
                url: &url,
                failure: failure.as_ref(),
            };
            let failed = failure.as_ref().and_then(|failure| failures::answer(failure, request.path));
            failed.unwrap_or_else(|| routes::answer(shared, &request))
        }
        Ok(Err(BodyError::TooLarge)) => {
            let text = format!("At most {MAX_BODY} bytes of body are taken.\n");
            refuse(StatusCode::PAYLOAD_TOO_LARGE, text, "body too large")
        }
        Ok(Err(BodyError::Broken)) => {
            refuse(StatusCode::BAD_REQUEST, "The body is broken.\n".into(), "broken body")
        }
        Err(_) => {
            refuse(StatusCode::REQUEST_TIMEOUT, "The body did not come in time.\n".into(), "body too slow")
        }
    };
    let line = log::line(
        head.method.as_str(),
        head.uri.path(),
        head.uri.query(),
        reply.status.as_u16(),
        &reply.note,
    );
    if failure == Some(Failure::Cut) {
        shared.log.push(format!("{line} (failure: cut)"));
        return Err(Cut);
    }
    shared.log.push(line);
    Ok(into_response(reply))
}

/// The connection is to be closed without an answer.
#[derive(Debug)]
struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut on request")
    }
}

impl std::error::Error for Cut {}

enum BodyError {
    TooLarge,
    Broken,
}

async fn read_body(mut body: Incoming) -> Result<Vec<u8>, BodyError> {
    let (mut kept, mut discarded) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else { continue };
        if discarded == 0 && kept.len() + data.len() <= MAX_BODY {
            kept.extend_from_slice(&data);
            continue;
        }
        discarded += data.len();
        if discarded > MAX_DISCARDED {
            break;
        }
    }
    if discarded == 0 { Ok(kept) } else { Err(BodyError::TooLarge) }
}

/// The URL that the client called: it signed the host that it sent.
fn external_url(shared: &Shared, uri: &Uri, headers: &HeaderMap) -> String {
    let host = uri.authority().map(|authority| authority.as_str());
    let host = host.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    match host {
        Some(host) => format!("http://{host}{target}"),
        None => format!("{}{target}", shared.base_url),
    }
}

fn into_response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = reply.status;
    for (name, value) in reply.headers {
        // Values are ours or encoded; one that could not stand in a header would be left out.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
