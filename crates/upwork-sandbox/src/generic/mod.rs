//! A second provider, which is nobody's: every grant and exchange that Upwork lacks, as the RFCs
//! have them.
//!
//! It is served beside Upwork's paths, under `/generic`, by the same clock and the same users, and
//! shares nothing else: its clients, codes and tokens open nothing of Upwork's, nor the other way round.
//! What an RFC leaves to the server is made up. Assertions are compared with the two that
//! [`Provider`] names; no signature is checked.

mod approval;
mod authorize;
mod client;
mod management;
mod metadata;
mod provider;
mod registration;
mod resource;
mod token;
mod tokens;

pub use client::{AuthenticationMethod, Client};
pub use provider::Provider;

pub(crate) use approval::{answer_backchannel, answer_device};
pub(crate) use authorize::{AuthorizationRequest, answer_decision};
pub(crate) use tokens::Memory;

use crate::message::{Parameters, Reply, Request, method_not_allowed};
use crate::oauth2::error::{ErrorResponse, not_a_form, refused};
use crate::pages;
use crate::state::{Shared, State};
use http::Method;
use oauth_wire::form;

pub(crate) const ISSUER: &str = "/generic";
pub(crate) const METADATA: &str = "/.well-known/oauth-authorization-server/generic";
pub(crate) const RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource/generic/resource";
pub(crate) const AUTHORIZE: &str = "/generic/authorize";
pub(crate) const TOKEN: &str = "/generic/token";
pub(crate) const DEVICE_AUTHORIZATION: &str = "/generic/device-authorization";
pub(crate) const DEVICE: &str = "/generic/device";
pub(crate) const BACKCHANNEL: &str = "/generic/backchannel-authentication";
pub(crate) const INBOX: &str = "/generic/inbox";
pub(crate) const PUSHED: &str = "/generic/pushed-authorization-request";
pub(crate) const REVOCATION: &str = "/generic/revocation";
pub(crate) const INTROSPECTION: &str = "/generic/introspection";
pub(crate) const REGISTRATION: &str = "/generic/registration";
pub(crate) const RESOURCE: &str = "/generic/resource";

/// The scopes there are. `openid` is taken because CIBA asks for it; no ID token is made.
const SCOPES: &[&str] = &["openid", "read", "write"];

/// The scope where none is asked for.
const DEFAULT_SCOPE: &str = "read write";

/// The answer to a request at one of this provider's paths; `None` at all others.
pub(crate) fn answer(shared: &Shared, request: &Request<'_>) -> Option<Reply> {
    let is_get = matches!(*request.method, Method::GET | Method::HEAD);
    let is_post = *request.method == Method::POST;
    let reply = match request.path {
        METADATA if is_get => metadata::server(shared),
        RESOURCE_METADATA if is_get => metadata::protected_resource(shared),
        AUTHORIZE if is_get => authorize::authorize(shared, request),
        DEVICE if is_get => approval::device_page(shared, request),
        INBOX if is_get => approval::inbox(shared),
        AUTHORIZE | DEVICE | INBOX if is_post => pages::decide(shared, request),
        TOKEN if is_post => endpoint(shared, request, token::token),
        DEVICE_AUTHORIZATION if is_post => endpoint(shared, request, approval::device_authorization),
        BACKCHANNEL if is_post => endpoint(shared, request, approval::backchannel_authentication),
        PUSHED if is_post => endpoint(shared, request, authorize::push),
        REVOCATION if is_post => endpoint(shared, request, management::revoke),
        INTROSPECTION if is_post => endpoint(shared, request, management::introspect),
        REGISTRATION if is_post => registration::register(shared, request),
        RESOURCE if is_get || is_post => resource::resource(shared, request),
        METADATA | RESOURCE_METADATA => method_not_allowed("GET"),
        AUTHORIZE | DEVICE | INBOX | RESOURCE => method_not_allowed("GET, POST"),
        TOKEN | DEVICE_AUTHORIZATION | BACKCHANNEL | PUSHED | REVOCATION | INTROSPECTION | REGISTRATION => {
            method_not_allowed("POST")
        }
        _ => return None,
    };
    Some(reply)
}

/// A form post of a client that says who it is.
struct Call<'a> {
    shared: &'a Shared,
    state: &'a mut State,
    client: &'a Client,
    parameters: Parameters<'a>,
    now: oauth_wire::time::UnixTime,
}

impl Call<'_> {
    fn required(&self, name: &'static str) -> Result<String, ErrorResponse> {
        self.parameters.get(name)?.ok_or_else(|| refused("invalid_request", format!("{name} is missing")))
    }
}

/// What all endpoints for clients have in common: a form, and the client's authentication.
fn endpoint(
    shared: &Shared,
    request: &Request<'_>,
    handler: fn(Call<'_>) -> Result<Reply, ErrorResponse>,
) -> Reply {
    let Some(parameters) = request.form_parameters() else {
        return not_a_form().into_reply();
    };
    let mut state = shared.state();
    let client = match client::authenticate(shared, &state, request, parameters) {
        Ok(client) => client,
        Err(error) => return error.into_reply(),
    };
    let now = shared.clock.now();
    handler(Call { shared, state: &mut state, client: &client, parameters, now })
        .unwrap_or_else(ErrorResponse::into_reply)
}

/// The scope of a request (RFC 6749 §3.3).
fn scope(parameters: Parameters<'_>) -> Result<String, ErrorResponse> {
    let scope = parameters.get("scope")?.unwrap_or_else(|| DEFAULT_SCOPE.into());
    if scope.split(' ').all(|token| SCOPES.contains(&token)) {
        Ok(scope)
    } else {
        Err(refused("invalid_scope", format!("the scopes here are {}", SCOPES.join(", "))))
    }
}

/// Whether every part of `scope` is in `granted`.
fn is_within(scope: &str, granted: &str) -> bool {
    scope.split(' ').all(|part| granted.split(' ').any(|own| own == part))
}

/// What the token is asked for must be the one API that there is (RFC 8707 §2, RFC 8693 §2.1).
fn check_target(shared: &Shared, parameters: Parameters<'_>) -> Result<(), ErrorResponse> {
    let own = shared.generic.resource.as_bytes();
    let foreign = form::pairs(parameters.0)
        .any(|pair| (pair.name.is(b"resource") || pair.name.is(b"audience")) && !pair.value.is(own));
    if foreign {
        return Err(refused(
            "invalid_target",
            "resource and audience can only be the generic resource's URL",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes() {
        assert_eq!(scope(Parameters(b"")).ok().as_deref(), Some(DEFAULT_SCOPE));
        assert!(scope(Parameters(b"scope=read+delete")).is_err());
        assert!(is_within("read", "read write") && !is_within("read write", "read"));
    }
}
