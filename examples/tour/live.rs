//! The real Upwork, with the user's own key and browser.

use crate::driver::{self, Back, Http};
use crate::show::Show;
use crate::{Result, graphql, must, oauth2};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use oauth_wire::flow::FailureKind;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
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
    let place = |url: &str| match at {
        Some(at) => {
            let path = Url::parse(url).map(|url| url.path()).unwrap_or_default();
            format!("{}{path}", at.trim_end_matches('/'))
        }
        None => url.to_owned(),
    };
    let client = Client::new(&id, ClientAuthentication::Post(secret.as_str().into()))?
        .with_endpoint(Endpoint::Authorization, &place(endpoints::oauth2::AUTHORIZATION))?
        .with_endpoint(Endpoint::Token, &place(endpoints::oauth2::TOKEN))?;
    let http = Http::new();
    let mut user = User::new(&redirect_uri)?;

    show.title("OAuth 2 (RFC 6749) at Upwork");
    show.step("Authorization code, with PKCE");
    let flow = AuthorizationCode::new(&redirect_uri).start(&client, Seed::generate()?, now())?;
    let token = driver::run(show, &http, now, |show, url| user.visit(show, url), flow)??;
    oauth2::describe(show, &token);

    show.step("Refresh: the refresh token rotates");
    let old = token.refresh_token().ok_or("there is no refresh token")?.clone();
    let flow = RefreshToken::new(old.expose()).start(&client)?;
    let token = driver::run(show, &http, now, driver::nobody, flow)??;
    must(token.refresh_token() != Some(&old), "the refresh token did not rotate")?;
    oauth2::describe(show, &token);

    show.step("Client credentials: for enterprise keys alone");
    match driver::run(show, &http, now, driver::nobody, ClientCredentials::new().start(&client)?)? {
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
    match driver::run(show, &http, now, |show, url| user.visit(show, url), flow)? {
        Ok(_) => return Err("a scope was accepted".into()),
        Err(failure) => {
            must(failure.kind() == FailureKind::Refused, &failure.to_string())?;
            show.means(&format!("{failure}"));
        }
    }

    show.step("Implicit (legacy): the token stays in the browser's address bar, so paste the URL from there");
    let flow = Implicit::new(&redirect_uri).start(&client, Seed::generate()?, now())?;
    let implicit = driver::run(show, &http, now, |show, url| user.paste(show, url), flow)??;
    oauth2::describe(show, &implicit);

    graphql::tour(show, &http, &place(endpoints::GRAPHQL), &token)?;
    show.title("That was everything");
    show.means("an expired refresh token takes two weeks: the tour without --live shows it");
    Ok(())
}

fn now() -> UnixTime {
    UnixTime::from_secs(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()))
}

/// The user's own browser. Callbacks come to a socket, where the redirect URI is on loopback, or are
/// pasted.
struct User {
    callbacks: Receiver<String>,
    pasted: Receiver<String>,
    listening: bool,
    shown: String,
}

impl User {
    fn new(redirect_uri: &str) -> Result<Self> {
        let url = Url::parse(redirect_uri)?;
        let (callback, callbacks) = channel();
        let (line, pasted) = channel();
        let listening = url.has_scheme("http") && url.is_loopback();
        let lines = if listening { callback.clone() } else { callback };
        if listening {
            let host = url.host().trim_matches(['[', ']']);
            let port = url.effective_port().unwrap_or(80);
            let address = (host, port).to_socket_addrs()?.next().ok_or("the redirect URI has no address")?;
            listen(TcpListener::bind(address)?, redirect_uri, lines.clone());
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

    fn visit(&mut self, show: &mut Show, url: &str) -> Result<Back> {
        let how = if self.listening {
            "Approve there; this program waits for you."
        } else {
            "Then paste the URL you are sent to:"
        };
        self.show(show, url, how);
        let callback = self
            .callbacks
            .recv()
            .map_err(|_| "no callback can come: nothing listens, and the input has ended")?;
        while self.pasted.try_recv().is_ok() {}
        Ok(Back::Callback(callback))
    }

    fn paste(&mut self, show: &mut Show, url: &str) -> Result<Back> {
        self.show(show, url, "Then paste the URL from the address bar, its # included:");
        let callback = self.pasted.recv().map_err(|_| "the input has ended before a URL was pasted")?;
        while self.callbacks.try_recv().is_ok() {}
        Ok(Back::Callback(callback))
    }

    /// Shows the URL, once.
    fn show(&mut self, show: &mut Show, url: &str, how: &str) {
        if self.shown != url {
            show.text(&format!("\n    Open this in your browser:\n    {url}\n    {how}\n\n"));
            self.shown = url.into();
        }
    }
}

/// Answers every request on `listener` with a short page and tells its URL.
fn listen(listener: TcpListener, redirect_uri: &str, callback: Sender<String>) {
    let origin = redirect_uri.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let origin = origin.split('?').next().unwrap_or_default().to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(serve(listener, origin, callback))
    });
}

async fn serve(
    listener: TcpListener,
    origin: String,
    callback: Sender<String>,
) -> std::io::Result<Infallible> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let answer = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let told = callback.send(format!("{origin}{path}"));
            let text = if told.is_ok() {
                "Received. You can close this window.\n"
            } else {
                "Nobody waits for this.\n"
            };
            std::future::ready(Ok::<_, Infallible>(hyper::Response::new(Full::new(
                hyper::body::Bytes::from(text),
            ))))
        });
        // One at a time is enough for one browser; a broken connection is its own business.
        let connection =
            http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), answer);
        let _ = tokio::time::timeout(std::time::Duration::from_secs(10), connection).await;
    }
}
