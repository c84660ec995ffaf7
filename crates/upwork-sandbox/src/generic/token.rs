//! The token endpoint: every grant ([RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).

use super::tokens::{Refresh, grant, issue, reply};
use super::{Call, approval, check_target, is_within, scope};
use crate::config::User;
use crate::message::Reply;
use crate::oauth2::error::{ErrorResponse, refused};
use crate::oauth2::pkce::check_verifier;
use oauth_wire::secret::constant_time_eq;

pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
pub(super) const CIBA: &str = "urn:openid:params:grant-type:ciba";
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
pub(super) const SAML2_BEARER: &str = "urn:ietf:params:oauth:grant-type:saml2-bearer";
pub(super) const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// The grant types that every client may use, as the metadata lists them.
pub(super) const GRANT_TYPES: &[&str] = &[
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "password",
    DEVICE_CODE,
    CIBA,
    JWT_BEARER,
    SAML2_BEARER,
    TOKEN_EXCHANGE,
];

/// What RFC 8693 §3 calls an access token, and a JWT.
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

/// `POST`: a grant for tokens.
pub(super) fn token(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    check_target(call.shared, call.parameters)?;
    match call.required("grant_type")?.as_str() {
        "authorization_code" => authorization_code(call),
        "refresh_token" => refresh_token(call),
        "client_credentials" => client_credentials(call),
        "password" => password(call),
        DEVICE_CODE => approval::exchange(call, "device_code"),
        CIBA => approval::exchange(call, "auth_req_id"),
        JWT_BEARER => assertion(call, true),
        SAML2_BEARER => assertion(call, false),
        TOKEN_EXCHANGE => token_exchange(call),
        _ => {
            Err(refused("unsupported_grant_type", format!("the grants here are {}", GRANT_TYPES.join(", "))))
        }
    }
}

/// [RFC 6749 §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3).
fn authorization_code(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    let (text, redirect_uri) = (call.required("code")?, call.required("redirect_uri")?);
    let verifier = call.parameters.get("code_verifier")?;
    let unknown = || refused("invalid_grant", "the code is unknown, another client's, or expired");
    let code = call.state.generic.codes.get(&text).filter(|code| code.client == call.client.id);
    let code = code.ok_or_else(unknown)?;
    if let Some(used_for) = code.used_for.clone() {
        call.state.generic.revoke_grant(&used_for);
        return Err(refused("invalid_grant", "the code was used before; what it gave is revoked"));
    }
    if call.now >= code.expires_at {
        return Err(unknown());
    }
    if code.redirect_uri != redirect_uri {
        return Err(refused("invalid_grant", "redirect_uri is not the one of the authorization request"));
    }
    check_verifier(code.challenge.as_ref(), verifier.as_deref())?;
    let (user, scope) = (code.user, code.scope.clone());
    let id = grant(call.state, call.client, Some(user), &scope);
    if let Some(code) = call.state.generic.codes.get_mut(&text) {
        code.used_for = Some(id.clone());
    }
    Ok(reply(&issue(call.state, &id, &scope, Refresh::Yes, call.now)))
}

/// [RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6), with rotation; the reuse of an old
/// token revokes the grant (RFC 9700 §4.14.2).
fn refresh_token(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    let text = call.required("refresh_token")?;
    let unknown =
        || refused("invalid_grant", "the refresh token is unknown, another client's, expired or revoked");
    let memory = &mut call.state.generic;
    let token = memory.refresh.get(&text).ok_or_else(unknown)?;
    let id = token.grant.clone();
    let used = token.used;
    let granted =
        memory.grants.get(&id).filter(|grant| grant.client == call.client.id).ok_or_else(unknown)?;
    let granted = granted.scope.clone();
    if used {
        memory.revoke_grant(&id);
        return Err(refused(
            "invalid_grant",
            "the refresh token was used before; every token of this grant is revoked",
        ));
    }
    memory.refresh(&text, call.now).ok_or_else(unknown)?;
    let scope = call.parameters.get("scope")?.unwrap_or_else(|| granted.clone());
    if !is_within(&scope, &granted) {
        return Err(refused("invalid_scope", "the scope is more than the user has granted"));
    }
    if let Some(token) = call.state.generic.refresh.get_mut(&text) {
        token.used = true;
    }
    Ok(reply(&issue(call.state, &id, &scope, Refresh::Yes, call.now)))
}

/// [RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4): no refresh token.
fn client_credentials(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    if call.client.is_public() {
        return Err(refused("unauthorized_client", "a public client has no credentials of its own"));
    }
    grant_and_reply(call, None, Refresh::No)
}

/// [RFC 6749 §4.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.3).
fn password(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    let (login, password) = (call.required("username")?, call.required("password")?);
    let right = constant_time_eq(call.shared.generic.password.expose().as_bytes(), password.as_bytes());
    let user = call.shared.user(Some(&login)).filter(|_| right);
    let user = user.ok_or_else(|| refused("invalid_grant", "username or password is wrong"))?;
    grant_and_reply(call, Some(user), Refresh::Yes)
}

/// [RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1),
/// [RFC 7522 §2.1](https://www.rfc-editor.org/rfc/rfc7522#section-2.1): compared as text. No refresh
/// token, as RFC 7521 §4.1 advises.
fn assertion(call: Call<'_>, jwt: bool) -> Result<Reply, ErrorResponse> {
    let provider = &call.shared.generic;
    let own = if jwt { &provider.jwt_assertion } else { &provider.saml2_assertion };
    if !constant_time_eq(own.expose().as_bytes(), call.required("assertion")?.as_bytes()) {
        let what = "the assertion is not the one that the generic provider is set up with";
        return Err(refused("invalid_grant", what));
    }
    let user = call.shared.user(None);
    grant_and_reply(call, user, Refresh::No)
}

/// [RFC 8693 §2](https://www.rfc-editor.org/rfc/rfc8693#section-2): an access token of this provider, or
/// the trusted JWT, for an access token with the same scope or less.
fn token_exchange(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    let requested = call.parameters.get("requested_token_type")?;
    if requested.is_some_and(|kind| kind != ACCESS_TOKEN) {
        return Err(refused("invalid_request", "only access tokens are given out here"));
    }
    let (subject, kind) = (call.required("subject_token")?, call.required("subject_token_type")?);
    let (user, granted) = party(&call, &subject, &kind)
        .ok_or_else(|| refused("invalid_request", "subject_token is none that is good here"))?;
    let actor = match (call.parameters.get("actor_token")?, call.parameters.get("actor_token_type")?) {
        (None, None) => None,
        (Some(token), Some(kind)) => {
            let (user, _) = party(&call, &token, &kind)
                .ok_or_else(|| refused("invalid_request", "actor_token is none that is good here"))?;
            Some(user.map_or_else(|| call.client.id.clone(), |user| user.id.into()))
        }
        _ => return Err(refused("invalid_request", "actor_token and its type come together")),
    };
    let wanted = call.parameters.get("scope")?.unwrap_or_else(|| granted.clone());
    if !is_within(&wanted, &granted) {
        return Err(refused("invalid_scope", "the scope is more than the subject token has"));
    }
    let id = grant(call.state, call.client, user, &wanted);
    if let Some(grant) = call.state.generic.grants.get_mut(&id) {
        grant.actor = actor;
    }
    let mut members = issue(call.state, &id, &wanted, Refresh::No, call.now);
    members["issued_token_type"] = ACCESS_TOKEN.into();
    Ok(reply(&members))
}

/// Whose token it is, and what it may do.
fn party(call: &Call<'_>, token: &str, kind: &str) -> Option<(Option<User>, String)> {
    match kind {
        ACCESS_TOKEN => {
            let (token, grant) = call.state.generic.bearer(token, call.now)?;
            Some((grant.user, token.scope.clone()))
        }
        JWT if constant_time_eq(call.shared.generic.jwt_assertion.expose().as_bytes(), token.as_bytes()) => {
            Some((call.shared.user(None), super::DEFAULT_SCOPE.into()))
        }
        _ => None,
    }
}

fn grant_and_reply(call: Call<'_>, user: Option<User>, refresh: Refresh) -> Result<Reply, ErrorResponse> {
    let scope = scope(call.parameters)?;
    let id = grant(call.state, call.client, user, &scope);
    Ok(reply(&issue(call.state, &id, &scope, refresh, call.now)))
}
