//! The real Upwork, with the user's own key and browser.

use crate::driver::{self, Back, Http, Nobody, User};
use crate::show::Show;
use crate::{Result, must, oauth2};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use oauth_wire::flow::{FailureKind, Rejected};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::refresh_token::RefreshToken;
use std::convert::Infallible;
use std::io::BufRead;
use std::net::{TcpListener, ToSocketAddrs};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{SystemTime, UNIX_EPOCH};
use upwork_graphql::endpoints;

pub fn run(show: &mut Show, at: Option<&str>) -> Result<()> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("the environment has no {name}"));
    let (id, secret) = (variable("UPWORK_CLIENT_ID")?, variable("UPWORK_CLIENT_SECRET")?);
    let redirect_uri = variable("UPWORK_REDIRECT_URI")?;
    let client = match at {
        Some(at) => upwork_graphql::oauth2::client_at(at, &id, secret)?,
        None => upwork_graphql::oauth2::client(&id, secret)?,
    };
    let graphql = at.map_or(endpoints::GRAPHQL.into(), |at| endpoints::at(at, endpoints::GRAPHQL));
    let http = Http::new();
    let mut user = Person::new(&redirect_uri)?;

    show.title("OAuth 2 (RFC 6749) at Upwork");
    show.step("Authorization code, with PKCE");
    let flow = AuthorizationCode::new(&redirect_uri).start(&client, Seed::generate()?, now())?;
    let token = driver::run(show, &http, now, &mut user, flow)??;
    oauth2::describe(show, &token);

    show.step("Refresh: the refresh token rotates");
    let old = token.refresh_token().ok_or("there is no refresh token")?;
    let flow = RefreshToken::new(old.expose()).start(&client)?;
    let token = driver::run(show, &http, now, &mut Nobody, flow)??;
    must(token.refresh_token() != Some(old), "the refresh token did not rotate")?;
    oauth2::describe(show, &token);

    show.step("Client credentials: for enterprise keys alone");
    match driver::run(show, &http, now, &mut Nobody, ClientCredentials::new().start(&client)?)? {
        Ok(token) => oauth2::describe(show, &token),
        Err(failure) => {
            must(failure.code() == Some("unauthorized_client"), &failure.to_string())?;
            show.means(&format!("this key is no enterprise one: {failure}"));
        }
    }

    show.step("Refused: a scope, which at Upwork belongs to the key and is never asked for");
    let flow = AuthorizationCode::new(&redirect_uri).scope("read_everything").start(
        &client,
        Seed::generate()?,
        now(),
    )?;
    match driver::run(show, &http, now, &mut user, flow)? {
        Ok(_) => return Err("a scope was accepted".into()),
        Err(failure) => {
            must(failure.kind() == FailureKind::Refused, &failure.to_string())?;
            show.means(&format!("{failure}"));
        }
    }

    show.step("Implicit (legacy): the token stays in the browser's address bar, so paste the URL from there");
    let flow = Implicit::new(&redirect_uri).start(&client, Seed::generate()?, now())?;
    let implicit = driver::run(show, &http, now, &mut Pasting(&mut user), flow)??;
    oauth2::describe(show, &implicit);

    crate::graphql::tour(show, &http, &graphql, &token)?;
    show.title("That was everything");
    show.means("an expired refresh token takes two weeks: the tour without --live shows it");
    Ok(())
}

fn now() -> UnixTime {
    UnixTime::from_secs(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()))
}

/// The user's own browser. Callbacks come to a socket, where the redirect URI is on loopback, or are
/// pasted.
struct Person {
    callbacks: Receiver<String>,
    pasted: Receiver<String>,
    listening: bool,
    shown: String,
}

impl Person {
    fn new(redirect_uri: &str) -> Result<Self> {
        let url = Url::parse(redirect_uri)?;
        let (callback, callbacks) = channel();
        let (line, pasted) = channel();
        let listening = url.has_scheme("http") && url.is_loopback();
        let lines = if listening { callback.clone() } else { callback };
        if listening {
            let host = url.host().trim_matches(['[', ']']);
            let port = url.effective_port().unwrap_or(80);
            // A browser may take any of a name's addresses: ::1 or 127.0.0.1.
            let addresses = (host, port).to_socket_addrs()?.filter(|address| address.ip().is_loopback());
            let bound: Vec<_> = addresses.map(TcpListener::bind).collect();
            if !bound.iter().any(|listener| listener.is_ok()) {
                let why = bound
                    .into_iter()
                    .find_map(|listener| listener.err())
                    .map_or(String::new(), |why| format!(" ({why})"));
                return Err(format!("can't listen at UPWORK_REDIRECT_URI, {host} port {port}{why}").into());
            }
            for listener in bound.into_iter().flatten() {
                listen(listener, redirect_uri, lines.clone());
            }
        }
        std::thread::spawn(move || {
            // Whoever waits takes it: a callback that was pasted, or the fragment of the implicit grant.
            for text in std::io::stdin().lock().lines().map_while(std::result::Result::ok) {
                let (text, copy) = (text.trim().to_owned(), text.trim().to_owned());
                if text.is_empty() || lines.send(text).is_err() || line.send(copy).is_err() {
                    continue;
                }
            }
        });
        Ok(Self { callbacks, pasted, listening, shown: String::new() })
    }

    /// Shows the URL, once.
    fn show(&mut self, show: &mut Show, url: &str, how: &str) {
        if self.shown != url {
            show.text(&format!("\n    Open this in your browser:\n    {url}\n    {how}\n\n"));
            self.shown = url.into();
        }
    }
}

impl User for Person {
    fn visit(&mut self, show: &mut Show, url: &str) -> Result<Back> {
        let how = if self.listening {
            "Approve there; this program waits for you."
        } else {
            "Then paste the URL you are sent to:"
        };
        self.show(show, url, how);
        let none = "no callback can come: nothing listens, and the input has ended";
        let callback = self.callbacks.recv().map_err(|_| none)?;
        while self.pasted.try_recv().is_ok() {}
        Ok(Back::Callback(callback))
    }

    /// Anybody can call the redirect URI: the flow is as it was, and the user may still come.
    fn rejected(&mut self, show: &mut Show, rejected: Rejected) -> Result<()> {
        show.means(&format!("not this flow's, waiting on: {rejected}"));
        Ok(())
    }
}

/// The person, for a grant whose answer the browser keeps to itself.
struct Pasting<'a>(&'a mut Person);

impl User for Pasting<'_> {
    fn visit(&mut self, show: &mut Show, url: &str) -> Result<Back> {
        self.0.show(show, url, "Then paste the URL from the address bar, its # included:");
        let callback = self.0.pasted.recv().map_err(|_| "the input has ended before a URL was pasted")?;
        while self.0.callbacks.try_recv().is_ok() {}
        Ok(Back::Callback(callback))
    }

    fn rejected(&mut self, show: &mut Show, rejected: Rejected) -> Result<()> {
        self.0.rejected(show, rejected)
    }
}

/// Tells the URL of every GET of the redirect URI's path on `listener`.
fn listen(listener: TcpListener, redirect_uri: &str, callback: Sender<String>) {
    let place = redirect_uri.split(['?', '#']).next().unwrap_or_default();
    let origin_len = place.match_indices('/').nth(2).map_or(place.len(), |(at, _)| at);
    let (origin, path) = place.split_at(origin_len);
    let (origin, path) = (origin.to_owned(), if path.is_empty() { "/" } else { path }.to_owned());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(serve(listener, origin, path, callback))
    });
}

async fn serve(
    listener: TcpListener,
    origin: String,
    path: String,
    callback: Sender<String>,
) -> std::io::Result<Infallible> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let (origin, path, callback) = (origin.clone(), path.clone(), callback.clone());
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let (status, text) = if request.uri().path() != path {
                (StatusCode::NOT_FOUND, "Nothing here.\n")
            } else if request.method() != Method::GET {
                (StatusCode::METHOD_NOT_ALLOWED, "Only GET.\n")
            } else {
                let query = request.uri().path_and_query().map_or("/", |path| path.as_str());
                // Whoever does not wait any more needs no callback.
                let _ = callback.send(format!("{origin}{query}"));
                (
                    StatusCode::OK,
                    "If this page's address has a # in it, copy all of it into the terminal. If not, you can close this window.\n",
                )
            };
            let mut response = hyper::Response::new(Full::new(Bytes::from(text)));
            *response.status_mut() = status;
            std::future::ready(Ok::<_, Infallible>(response))
        });
        // Browsers open connections in advance: each has a task, and a broken one is its own business.
        tokio::spawn(async move {
            let connection =
                http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), answer);
            let _ = tokio::time::timeout(std::time::Duration::from_secs(10), connection).await;
        });
    }
}
