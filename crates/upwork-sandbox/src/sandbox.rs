//! The running sandbox.

use crate::clock::Clock;
use crate::config::{Config, Credentials};
use crate::failures::Failure;
use crate::graphql::{SandboxSchema, parse_scopes};
use crate::hosts::Hosts;
use crate::log::Log;
use crate::routes;
use crate::server;
use crate::state::Shared;
use oauth_wire::seed::Seed;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;
use upwork_graphql::answer::FieldCoordinate;

/// The server's stack, in bytes: the GraphQL validator and executor recurse as deep as a query
/// that is just not too deep nests.
const STACK: usize = 16 * 1024 * 1024;

/// An offline Upwork that listens until it is dropped.
///
/// It runs on a thread of its own. All that it remembers is in memory and goes with it.
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    endpoints: Endpoints,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Binds the address and starts to serve.
    ///
    /// # Errors
    /// When the address is taken or not this machine's, when the system gives no random bytes or
    /// no thread, or when a redirect URI, the schema or a field of the configuration is none
    /// ([`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub fn start(config: Config) -> io::Result<Self> {
        config.check()?;
        let seed = Seed::generate().map_err(io::Error::other)?;
        let schema = match &config.schema {
            None => SandboxSchema::built_in().map_err(io::Error::other)?,
            Some(text) => SandboxSchema::of_user(text)
                .map_err(|why| io::Error::new(io::ErrorKind::InvalidInput, format!("the schema: {why}")))?,
        };
        let listener = TcpListener::bind(config.listen).map_err(|error| {
            io::Error::new(error.kind(), format!("can't listen on {}: {error}", config.listen))
        })?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let base_url = format!("http://{}", reachable(address));

        let credentials = Credentials::new(&config.redirect_uris);
        let log = Log::new(config.on_request);
        let hosts = Hosts::new(config.hosts);
        let without = scopes(&schema, config.without_scopes)?;
        let shared = Arc::new(Shared::new(credentials, base_url, seed, schema, hosts, log));
        shared.scopes.set(without);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let listener = {
            let _context = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("upwork-sandbox".into()).stack_size(STACK).spawn(move || {
                runtime.spawn(server::serve(listener, served, config.request_timeout));
                // Ends when the sender is dropped; dropping the runtime then closes every connection.
                let _ = runtime.block_on(stopped);
            })?;
        let endpoints = Endpoints::new(&shared.base_url);
        Ok(Self { shared, address, endpoints, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL without a path, such as `http://127.0.0.1:41833`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// The URLs of all endpoints.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// The keys and users that it knows.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// The second provider, for all that Upwork lacks.
    #[must_use]
    pub fn generic(&self) -> &crate::generic::Provider {
        &self.shared.generic
    }

    /// Its clock. OAuth 1 timestamps must be told by it once it was moved.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.shared.clock.clone()
    }

    /// Moves its clock forward, as [`Clock::advance`].
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Revokes the authorization that this token came of, with all its tokens, as a user does in
    /// Upwork's settings. `false` where no authorization that stands has it.
    ///
    /// Over HTTP the same is `POST /sandbox/revoke` with `token=…`, or the button on the page
    /// `/sandbox/authorizations`.
    pub fn revoke(&self, token: &str) -> bool {
        self.shared.state().revoke_token(token)
    }

    /// Has the next GraphQL request fail, or the next after those that are to fail already.
    ///
    /// Over HTTP the same is a form post to [`Endpoints::failures`].
    ///
    /// ```
    /// use upwork_sandbox::{Config, Failure, Sandbox};
    ///
    /// let sandbox = Sandbox::start(Config::new())?;
    /// sandbox.fail_next(Failure::RateLimited { retry_after: Some(30) });
    /// let status = |answer: Result<_, ureq::Error>| match answer {
    ///     Err(ureq::Error::StatusCode(status)) => status,
    ///     _ => 200,
    /// };
    /// let graphql = &sandbox.endpoints().graphql;
    /// assert_eq!(status(ureq::post(graphql).send_empty()), 429);
    /// assert_eq!(status(ureq::post(graphql).send_empty()), 401); // the rate limit is gone, a token still missing
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// `false` where a thousand failures wait already: this one does not.
    pub fn fail_next(&self, failure: Failure) -> bool {
        self.fail_next_at(routes::GRAPHQL, failure)
    }

    /// Has the next request to this path fail, such as `/api/v3/oauth2/token`.
    ///
    /// `false` where it never could: the path does not start with `/`, or has a query, or has no
    /// [partial data](Failure::PartialData), which GraphQL alone has; or where a thousand failures wait already.
    pub fn fail_next_at(&self, path: &str, failure: Failure) -> bool {
        self.shared.failures.push(path, failure).is_ok()
    }

    /// Puts these fields, each as `Type.field`, out of the keys' reach from now on, and all others within it:
    /// see [`Config::without_scopes`].
    ///
    /// Over HTTP the same is a form post to [`Endpoints::scopes`].
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) when the schema has no such field. Nothing is changed then.
    pub fn set_without_scopes<T: Into<String>>(&self, fields: impl IntoIterator<Item = T>) -> io::Result<()> {
        let fields = scopes(&self.shared.schema, fields.into_iter().map(Into::into).collect())?;
        self.shared.scopes.set(fields);
        Ok(())
    }

    /// The last thousand lines of its log, the oldest first; see [`Config::on_request`].
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.shared.log.lines()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("address", &self.address).finish_non_exhaustive()
    }
}

fn scopes(schema: &SandboxSchema, fields: Vec<String>) -> io::Result<Vec<FieldCoordinate>> {
    parse_scopes(schema, fields.iter().map(String::as_str))
        .map_err(|why| io::Error::new(io::ErrorKind::InvalidInput, why))
}

/// The address as a client on this machine calls it: "any" is the loopback one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The URLs of the sandbox's endpoints, at Upwork's own paths where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoints {
    /// OAuth 2: the authorization endpoint, for a browser.
    pub oauth2_authorization: String,
    /// OAuth 2: the token endpoint.
    pub oauth2_token: String,
    /// GraphQL.
    pub graphql: String,
    /// OAuth 1: where temporary credentials come from.
    pub oauth1_temporary_credentials: String,
    /// OAuth 1: the user's approval, for a browser.
    pub oauth1_authorization: String,
    /// OAuth 1: where token credentials come from.
    pub oauth1_token_credentials: String,
    /// A resource that OAuth 1 protects: `GET` with `q`, and `callback` for JSONP.
    pub jobs: String,
    /// Another one, to post a form to: `name` and `q`. Its path is made up.
    pub saved_searches: String,
    /// The sandbox's own page of authorized applications, for a browser.
    pub authorizations: String,
    /// The sandbox's own endpoint for revoking: a form post of `token`.
    pub revoke: String,
    /// The sandbox's own endpoint for moving the clock: a form post of `seconds`.
    pub clock: String,
    /// The sandbox's own endpoint for failures: a form post of `failure`.
    pub failures: String,
    /// The sandbox's own endpoint for the reach of the keys' scopes: a form post of `without`.
    pub scopes: String,
}

impl Endpoints {
    pub(crate) fn new(base: &str) -> Self {
        let at = |path: &str| format!("{base}{path}");
        Self {
            oauth2_authorization: at(routes::AUTHORIZE),
            oauth2_token: at(routes::TOKEN),
            graphql: at(routes::GRAPHQL),
            oauth1_temporary_credentials: at(routes::OAUTH1_TEMPORARY),
            oauth1_authorization: at(routes::OAUTH1_AUTHORIZE),
            oauth1_token_credentials: at(routes::OAUTH1_TOKEN),
            jobs: at(routes::JOBS),
            saved_searches: at(routes::SAVED_SEARCHES),
            authorizations: at(routes::AUTHORIZATIONS),
            revoke: at(routes::REVOKE),
            clock: at(routes::CLOCK),
            failures: at(routes::FAILURES),
            scopes: at(routes::SCOPES),
        }
    }

    /// Every endpoint with a short name, for listing them to people.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("OAuth 2 authorization", &self.oauth2_authorization),
            ("OAuth 2 token", &self.oauth2_token),
            ("GraphQL", &self.graphql),
            ("OAuth 1 temporary credentials", &self.oauth1_temporary_credentials),
            ("OAuth 1 authorization", &self.oauth1_authorization),
            ("OAuth 1 token credentials", &self.oauth1_token_credentials),
            ("OAuth 1 resource (GET q=...)", &self.jobs),
            ("OAuth 1 resource (POST name=, q=)", &self.saved_searches),
            ("Authorized applications", &self.authorizations),
            ("Revoke (POST token=...)", &self.revoke),
            ("Move the clock (POST seconds=...)", &self.clock),
            ("Fail (POST failure=...)", &self.failures),
            ("Limit scopes (POST without=...)", &self.scopes),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_can_be_shared_between_threads() {
        fn check<T: Send + Sync>() {}
        check::<Sandbox>();
        check::<Config>();
    }

    #[test]
    fn any_address_is_called_by_the_loopback_one() {
        for (listened, called) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.0.0.1:80", "10.0.0.1:80")]
        {
            assert_eq!(reachable(listened.parse().unwrap()), called.parse().unwrap());
        }
    }
}
