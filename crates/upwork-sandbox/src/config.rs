//! What an embedder chooses, and who may call: keys and users.

use crate::log::Sink;
use oauth_wire::secret::Secret;
use oauth_wire::url::Url;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// The redirect URIs that every key has registered from the start.
pub const DEFAULT_REDIRECT_URIS: &[&str] =
    &["https://app.example/callback", "http://127.0.0.1:8080/callback"];

/// How to start a [`Sandbox`](crate::Sandbox).
///
/// ```
/// use upwork_sandbox::{Config, Sandbox};
///
/// let config = Config::new().redirect_uri("http://localhost:3000/oauth/callback").on_request(|line| eprintln!("{line}"));
/// let sandbox = Sandbox::start(config).unwrap();
/// assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
/// ```
pub struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) hosts: Vec<String>,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) request_timeout: Duration,
    pub(crate) schema: Option<String>,
    pub(crate) without_scopes: Vec<String>,
    pub(crate) on_request: Option<Sink>,
}

impl Config {
    /// On 127.0.0.1, at a port that the system picks.
    #[must_use]
    pub fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            hosts: Vec::new(),
            redirect_uris: DEFAULT_REDIRECT_URIS.iter().map(|&uri| uri.into()).collect(),
            request_timeout: Duration::from_secs(10),
            schema: None,
            without_scopes: Vec::new(),
            on_request: None,
        }
    }

    /// Listens on this address instead. Everyone who reaches it may use the sandbox; it holds
    /// nothing but made-up data.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Goes by one more name, without a port: requests whose `Host` is another name than `localhost`, one
    /// under it, or an address are answered by 421, so that no web site can have the browsers of its
    /// visitors read from the sandbox (DNS rebinding).
    ///
    /// ```
    /// use upwork_sandbox::Config;
    ///
    /// let config = Config::new().listen("0.0.0.0:8080".parse().unwrap()).host("sandbox"); // its name in a network of containers
    /// # let _ = config;
    /// ```
    #[must_use]
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// Registers one more redirect URI with every key, beside [`DEFAULT_REDIRECT_URIS`]: an
    /// absolute URI without a fragment. [`Sandbox::start`](crate::Sandbox::start) refuses others.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// How long a client may take to send a request's head, again its body, and to take the answer,
    /// before the connection is closed. 10 seconds where nothing else is said.
    #[must_use]
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Answers this schema instead of the sandbox's own: its text in the schema definition language, or
    /// the JSON that an introspection was answered with.
    ///
    /// Any valid query is answered, with values that are made up by type and field name, the same at every
    /// start. What is the same field in the sandbox's own schema gives what it gives there.
    /// [`Sandbox::start`](crate::Sandbox::start) refuses what is no schema.
    ///
    /// ```
    /// use upwork_sandbox::{Config, Sandbox};
    ///
    /// Sandbox::start(Config::new().schema("type Query { lighthouse(id: ID!): Lighthouse } type Lighthouse { id: ID! height: Float }")).unwrap();
    /// assert!(Sandbox::start(Config::new().schema("type Query { lighthouse: Lamp }")).is_err());
    /// ```
    #[must_use]
    pub fn schema(mut self, text: impl Into<String>) -> Self {
        self.schema = Some(text.into());
        self
    }

    /// Puts fields out of the keys' reach, each as `Type.field`: a GraphQL operation that selects any of them
    /// is refused as a whole, with an error that names all those that it selects. Others are answered.
    ///
    /// A field is selected of the type that stands in the schema where it is selected: of an interface, where
    /// it is that. [`Sandbox::start`](crate::Sandbox::start) refuses what is no field of the schema.
    ///
    /// ```
    /// use upwork_sandbox::{Config, Sandbox};
    ///
    /// let sandbox = Sandbox::start(Config::new().without_scopes(["Money.currency", "PageInfo.endCursor"])).unwrap();
    /// sandbox.set_without_scopes(["Money.currency"]).unwrap(); // the key got a scope more
    /// assert!(Sandbox::start(Config::new().without_scopes(["not a field"])).is_err());
    /// ```
    #[must_use]
    pub fn without_scopes<T: Into<String>>(mut self, fields: impl IntoIterator<Item = T>) -> Self {
        self.without_scopes = fields.into_iter().map(Into::into).collect();
        self
    }

    /// Calls `log` with one line for each request: method, path with secrets masked, status, and
    /// what was wrong. The line holds no control characters. It is called on the server's thread.
    #[must_use]
    pub fn on_request(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_request = Some(Box::new(log));
        self
    }

    pub(crate) fn check(&self) -> io::Result<()> {
        for uri in &self.redirect_uris {
            check_redirect_uri(uri).map_err(|why| {
                let shown = oauth_wire::text::Untrusted::new(uri.as_bytes());
                io::Error::new(io::ErrorKind::InvalidInput, format!("the redirect URI {shown} {why}"))
            })?;
        }
        Ok(())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("hosts", &self.hosts)
            .field("redirect_uris", &self.redirect_uris)
            .field("request_timeout", &self.request_timeout)
            .field("without_scopes", &self.without_scopes)
            .finish_non_exhaustive()
    }
}

/// RFC 6749 §3.1.2: absolute, without a fragment. A URI of an app's own scheme
/// (RFC 8252 §7.1) has no authority.
pub(crate) fn check_redirect_uri(uri: &str) -> Result<(), &'static str> {
    let Some((scheme, rest)) = uri.split_once(':') else {
        return Err("is not absolute: it has no scheme");
    };
    let scheme_is_one = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    if !scheme_is_one {
        return Err("does not start with a scheme");
    }
    if matches!(scheme.to_ascii_lowercase().as_str(), "javascript" | "data" | "vbscript") {
        return Err("has a scheme that a browser would run");
    }
    if uri.contains('#') {
        return Err("has a fragment, which RFC 6749 §3.1.2 forbids");
    }
    // The scheme and host also stand in a header of the authorization page, where these end a word.
    if !rest.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'`'))
    {
        return Err("has characters that must be percent-encoded");
    }
    if rest.starts_with("//") {
        Url::parse(uri).and_then(|url| url.check()).map_err(|_| "is no valid URL")?;
    } else if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        return Err("has no host");
    }
    Ok(())
}

/// One client key, as Upwork's key page would show it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientKey {
    /// The application's name, shown to users on the authorization page.
    pub name: &'static str,
    /// `client_id`, or OAuth 1's `oauth_consumer_key`.
    pub id: &'static str,
    /// The client secret.
    pub secret: Secret,
    /// The redirect URIs registered with the key. Only these exact texts are redirected to.
    pub redirect_uris: Vec<String>,
    pub(crate) kind: KeyKind,
}

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    OAuth1,
    OAuth2,
    OAuth2Enterprise,
}

/// A user who may sign in on the authorization page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// What the form field `user` takes, and OAuth 1's `screen_name`.
    pub login: &'static str,
    /// The person's name.
    pub name: &'static str,
    /// The user's id, as in GraphQL's `user { id }` and OAuth 1's `user_id`.
    pub id: &'static str,
}

/// Who may call: one key of each kind, and the users.
///
/// They are the same at every start, so that they can stand in a project's settings, and they open
/// nothing but made-up data.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Credentials {
    /// An OAuth 1 key.
    pub oauth1: ClientKey,
    /// An ordinary OAuth 2 key: authorization code, implicit, refresh.
    pub oauth2: ClientKey,
    /// An OAuth 2 key of an enterprise account, which may use client credentials too.
    pub oauth2_enterprise: ClientKey,
    /// Who may sign in on the authorization page; the first is chosen where nobody says.
    pub users: Vec<User>,
}

impl Credentials {
    pub(crate) fn new(redirect_uris: &[String]) -> Self {
        let key = |name, id, secret: &str, kind| ClientKey {
            name,
            id,
            secret: Secret::from(secret),
            redirect_uris: redirect_uris.to_vec(),
            kind,
        };
        Self {
            oauth1: key(
                "jobs-alert",
                "0a11ce0a11ce0a11ce0a11ce0a11ce01",
                "5eed000000000001",
                KeyKind::OAuth1,
            ),
            oauth2: key(
                "Nightly Reports",
                "0a11ce0a11ce0a11ce0a11ce0a11ce02",
                "5eed000000000002",
                KeyKind::OAuth2,
            ),
            oauth2_enterprise: key(
                "Northwind Back Office",
                "0a11ce0a11ce0a11ce0a11ce0a11ce03",
                "5eed000000000003",
                KeyKind::OAuth2Enterprise,
            ),
            users: crate::graphql::data::sign_in_users(),
        }
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &ClientKey> {
        [&self.oauth1, &self.oauth2, &self.oauth2_enterprise].into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_that_are_refused() {
        for uri in [
            "",
            "/callback",
            "https:///callback",
            "https:callback",
            "https://app.example/#x",
            "https://app.example/a b",
            "https://user@app.example/",
            "https://app.example/\r\nSet-Cookie: x",
            "javascript:alert(1)",
            "com.app:/x\"y",
        ] {
            let error = Config::new().redirect_uri(uri).check().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{uri}");
        }
        for uri in ["com.example.app:/callback", "http://[::1]:3000/cb?x=1", "https://app.example"] {
            Config::new().redirect_uri(uri).check().unwrap();
        }
    }
}
