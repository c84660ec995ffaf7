//! Clients, and how they say who they are
//! ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)).

use crate::message::{Parameters, Request};
use crate::oauth2::error::{ErrorResponse, refused};
use crate::state::{Shared, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header;
use oauth_wire::percent::Encoded;
use oauth_wire::secret::{Secret, constant_time_eq};
use std::sync::Arc;

/// How a client authenticates. Each does so in its one way and is refused in every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthenticationMethod {
    /// `client_secret_basic`: in a Basic header, form-encoded as RFC 6749 §2.3.1 has it.
    Basic,
    /// In a Basic header as they are, as servers want them that skip the form encoding.
    BasicRaw,
    /// `client_secret_post`: in the body.
    Post,
    /// `none`: a public client.
    None,
}

impl AuthenticationMethod {
    /// Its registered name (RFC 7591 §2).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic | Self::BasicRaw => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::None => "none",
        }
    }
}

/// A client of the generic provider.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Client {
    /// Its name, shown to users.
    pub name: String,
    /// `client_id`.
    pub id: String,
    /// The client secret; `None` for a public client.
    pub secret: Option<Secret>,
    /// How it authenticates.
    pub authentication: AuthenticationMethod,
    /// Its redirect URIs. Only these exact texts are redirected to.
    pub redirect_uris: Vec<String>,
}

impl Client {
    pub(crate) fn is_public(&self) -> bool {
        self.authentication == AuthenticationMethod::None
    }
}

/// The client with this id: one of those there are from the start, or a registered one.
pub(crate) fn find(shared: &Shared, state: &State, id: &str) -> Option<Arc<Client>> {
    let own = shared.generic.clients().find(|client| client.id == id);
    own.or_else(|| state.generic.clients.get(id)).cloned()
}

/// The client that the request comes of.
pub(crate) fn authenticate(
    shared: &Shared,
    state: &State,
    request: &Request<'_>,
    parameters: Parameters<'_>,
) -> Result<Arc<Client>, ErrorResponse> {
    let id = parameters.get("client_id")?;
    let secret = parameters.get("client_secret")?;
    if !request.headers.contains_key(header::AUTHORIZATION) {
        let id = id.ok_or_else(|| invalid_client("the request does not say which client it comes of"))?;
        let client = find(shared, state, &id).ok_or_else(|| invalid_client("the client is unknown"))?;
        let method = match secret {
            Some(_) => AuthenticationMethod::Post,
            None => AuthenticationMethod::None,
        };
        return check(client, method, &secret.unwrap_or_default());
    }
    if secret.is_some() {
        let what = "the client authenticates in the body and in the Authorization header; one is allowed";
        return Err(refused("invalid_request", what));
    }
    let [basic_id, basic_secret] = basic(request).ok_or_else(|| invalid_client("no Basic credentials"))?;
    let decoded = |text: &str| Encoded::form(text.as_bytes()).to_str().ok();
    let raw = find(shared, state, &basic_id)
        .filter(|client| client.authentication == AuthenticationMethod::BasicRaw);
    let client = match raw {
        Some(client) => check(client, AuthenticationMethod::BasicRaw, &basic_secret)?,
        None => {
            let read = decoded(&basic_id).zip(decoded(&basic_secret));
            let (id, secret) = read.ok_or_else(|| invalid_client("the credentials are not form-encoded"))?;
            let client = find(shared, state, &id).ok_or_else(|| invalid_client("the client is unknown"))?;
            check(client, AuthenticationMethod::Basic, &secret)?
        }
    };
    if id.is_some_and(|id| id != client.id) {
        return Err(refused("invalid_request", "client_id is another one than in the Authorization header"));
    }
    Ok(client)
}

fn check(
    client: Arc<Client>,
    method: AuthenticationMethod,
    secret: &str,
) -> Result<Arc<Client>, ErrorResponse> {
    if client.authentication != method {
        let how = client.authentication.as_str();
        return Err(invalid_client(&format!("this client's token_endpoint_auth_method is {how}")));
    }
    let own = client.secret.as_ref().map_or("", Secret::expose);
    if constant_time_eq(own.as_bytes(), secret.as_bytes()) {
        Ok(client)
    } else {
        Err(invalid_client("the client secret is wrong"))
    }
}

fn invalid_client(description: &str) -> ErrorResponse {
    refused("invalid_client", description).with_basic_challenge()
}

/// The two parts of a Basic header ([RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2)),
/// as they are.
fn basic(request: &Request<'_>) -> Option<[String; 2]> {
    let (scheme, credentials) = request.header(header::AUTHORIZATION)?.split_once(' ')?;
    let bytes = STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some([id.into(), secret.into()])
}
