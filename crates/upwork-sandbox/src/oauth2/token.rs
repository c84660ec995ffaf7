//! The token endpoint ([RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).

use super::error::{ErrorResponse, not_a_form, refused};
use super::pkce::check_verifier;
use super::{ACCESS_TOKEN_LIFETIME, issue_access_token, issue_refresh_token};
use crate::config::{ClientKey, KeyKind};
use crate::message::{Parameters, Reply, Request};
use crate::state::{Shared, State};
use http::{StatusCode, header};
use oauth_wire::form;
use oauth_wire::secret::constant_time_eq;
use oauth_wire::time::UnixTime;
use serde_json::json;

/// `POST /api/v3/oauth2/token`.
pub(crate) fn token(shared: &Shared, request: &Request<'_>) -> Reply {
    match exchange(shared, request) {
        Ok(reply) => reply,
        Err(error) => error.into_reply(),
    }
}

fn exchange(shared: &Shared, request: &Request<'_>) -> Result<Reply, ErrorResponse> {
    let Some(parameters) = request.form_parameters() else {
        return Err(not_a_form());
    };
    let grant_type = parameters.get("grant_type")?;
    let [client_id, client_secret] = credentials(request, parameters, grant_type.as_deref())?;
    let key = authenticate(shared, &client_id, &client_secret)?;
    if form::pairs(request.body).any(|pair| pair.name.is(b"scope")) {
        return Err(refused("invalid_scope", "scopes belong to the key; leave scope out"));
    }
    let now = shared.clock.now();
    let mut state = shared.state();
    match grant_type.as_deref() {
        Some("authorization_code") => authorization_code(&mut state, key, parameters, now),
        Some("refresh_token") => refresh_token(&mut state, key, parameters, now),
        Some("client_credentials") => client_credentials(&mut state, key, now),
        _ => Err(refused(
            "unsupported_grant_type",
            "the grant types here are authorization_code, refresh_token and client_credentials",
        )),
    }
}

/// The client's id and secret, in the body: without them there the real server answers 400
/// "Missing parameters: client_id", also when a Basic header carries them.
fn credentials(
    request: &Request<'_>,
    parameters: Parameters<'_>,
    grant_type: Option<&str>,
) -> Result<[String; 2], ErrorResponse> {
    let client_id = parameters.get("client_id")?;
    let client_secret = parameters.get("client_secret")?;
    // RFC 6749 §2.3: one method of authentication, not two.
    if client_secret.is_some() && request.headers.contains_key(header::AUTHORIZATION) {
        return Err(refused(
            "invalid_request",
            "credentials stand in the body and in the Authorization header; send them in the body alone",
        ));
    }
    let needed: &[&'static str] = match grant_type {
        Some("authorization_code") => &["code", "redirect_uri"],
        Some("refresh_token") => &["refresh_token"],
        Some(_) => &[],
        None => &["grant_type"],
    };
    let mut missing = Vec::new();
    if client_id.is_none() {
        missing.push("client_id");
    }
    // Whoever sends a Basic header is told of the id alone, as users report it.
    if client_secret.is_none()
        && (client_id.is_some() || !request.headers.contains_key(header::AUTHORIZATION))
    {
        missing.push("client_secret");
    }
    for &name in needed {
        if parameters.get(name)?.is_none() {
            missing.push(name);
        }
    }
    match (client_id, client_secret) {
        (Some(client_id), Some(client_secret)) if missing.is_empty() => Ok([client_id, client_secret]),
        _ => Err(refused("invalid_request", format!("Missing parameters: {}", missing.join(", ")))),
    }
}

fn authenticate<'s>(shared: &'s Shared, id: &str, secret: &str) -> Result<&'s ClientKey, ErrorResponse> {
    shared
        .key(id)
        .filter(|key| key.kind != KeyKind::OAuth1)
        .filter(|key| constant_time_eq(key.secret.expose().as_bytes(), secret.as_bytes()))
        // Not 401, which would have to name a scheme for the Authorization header: none is taken here.
        .ok_or_else(|| refused("invalid_client", "no OAuth 2 key has this client_id and client_secret"))
}

/// [RFC 6749 §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3).
fn authorization_code(
    state: &mut State,
    key: &ClientKey,
    parameters: Parameters<'_>,
    now: UnixTime,
) -> Result<Reply, ErrorResponse> {
    let text = parameters.get("code")?.unwrap_or_default();
    let redirect_uri = parameters.get("redirect_uri")?.unwrap_or_default();
    let verifier = parameters.get("code_verifier")?;
    let unknown = || refused("invalid_grant", "the code is unknown, another client's, or expired");
    let code = state.oauth2.codes.get(&text).filter(|code| code.client == key.id).ok_or_else(unknown)?;
    if let Some(grant) = code.used_for.clone() {
        state.revoke_grant(&grant);
        return Err(refused("invalid_grant", "the code was used before; what it gave is revoked"));
    }
    if now >= code.expires_at {
        return Err(unknown());
    }
    if code.redirect_uri != redirect_uri {
        return Err(refused("invalid_grant", "redirect_uri is not the one of the authorization request"));
    }
    check_verifier(code.challenge.as_ref(), verifier.as_deref())?;

    let user = code.user;
    let grant = state.grant(key.id, user, now);
    if let Some(code) = state.oauth2.codes.get_mut(&text) {
        code.used_for = Some(grant.clone());
    }
    Ok(tokens(state, key, user, grant, now))
}

/// [RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6), with rotation.
fn refresh_token(
    state: &mut State,
    key: &ClientKey,
    parameters: Parameters<'_>,
    now: UnixTime,
) -> Result<Reply, ErrorResponse> {
    let text = parameters.get("refresh_token")?.unwrap_or_default();
    let unknown =
        || refused("invalid_grant", "the refresh token is unknown, another client's, expired or revoked");
    let token = state.oauth2.refresh.get(&text).filter(|token| token.client == key.id).ok_or_else(unknown)?;
    let (user, grant) = (token.user, token.grant.clone());
    if token.used {
        state.revoke_grant(&grant);
        return Err(refused(
            "invalid_grant",
            "the refresh token was used before; every token of this grant is revoked",
        ));
    }
    if now >= token.expires_at || !state.is_live(&grant) {
        return Err(unknown());
    }
    if let Some(token) = state.oauth2.refresh.get_mut(&text) {
        token.used = true;
    }
    Ok(tokens(state, key, user, grant, now))
}

/// [RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4): no refresh token.
fn client_credentials(state: &mut State, key: &ClientKey, now: UnixTime) -> Result<Reply, ErrorResponse> {
    if key.kind != KeyKind::OAuth2Enterprise {
        return Err(refused("unauthorized_client", "client_credentials is for keys of enterprise accounts"));
    }
    let user = crate::graphql::data::SERVICE_ACCOUNT.id;
    let grant = state.grant(key.id, user, now);
    let access_token = issue_access_token(state, user, grant, now);
    let body =
        json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": ACCESS_TOKEN_LIFETIME });
    Ok(Reply::json(StatusCode::OK, &body).no_store().note("client_credentials"))
}

fn tokens(state: &mut State, key: &ClientKey, user: &'static str, grant: String, now: UnixTime) -> Reply {
    let access_token = issue_access_token(state, user, grant.clone(), now);
    let refresh_token = issue_refresh_token(state, key.id, user, grant, now);
    let body = json!({
        "access_token": access_token,
        "refresh_token": refresh_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_LIFETIME,
    });
    Reply::json(StatusCode::OK, &body).no_store()
}
