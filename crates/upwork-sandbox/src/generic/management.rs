//! Tokens given back ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)) and asked about
//! ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)).

use super::Call;
use super::tokens::Grant;
use crate::message::Reply;
use crate::oauth2::error::{ErrorResponse, refused};
use http::StatusCode;
use oauth_wire::time::UnixTime;
use serde_json::{Value, json};

/// `POST`: an access token goes alone; a refresh token takes all tokens of its grant along
/// (RFC 7009 §2.1). One that nobody knows counts as revoked (§2.2).
pub(super) fn revoke(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    let text = call.required("token")?;
    let memory = &mut call.state.generic;
    let access = memory.access.get(&text).map(|token| token.grant.clone());
    let refresh = memory.refresh.get(&text).map(|token| token.grant.clone());
    let done = Reply::new(StatusCode::OK).no_store();
    let Some(id) = access.as_ref().or(refresh.as_ref()) else { return Ok(done.note("no such token")) };
    if memory.grants.get(id).is_some_and(|grant| grant.client != call.client.id) {
        return Err(refused("invalid_grant", "the token is another client's"));
    }
    match refresh {
        Some(id) => memory.revoke_grant(&id),
        None => drop(memory.access.remove(&text)),
    }
    Ok(done.note("revoked"))
}

/// `POST`: whether a token is good, and for what. Every client with a secret may ask.
pub(super) fn introspect(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    if call.client.is_public() {
        return Err(refused("unauthorized_client", "a public client may not ask about tokens"));
    }
    let text = call.required("token")?;
    let provider = &call.shared.generic;
    let memory = &call.state.generic;
    let about = |grant: &Grant, scope: &str, expires_at: UnixTime| {
        let mut members = json!({
            "active": true,
            "scope": scope,
            "client_id": grant.client,
            "sub": grant.user.map_or(grant.client.as_str(), |user| user.id),
            "exp": expires_at.as_secs(),
            "iss": provider.issuer,
            "aud": provider.resource,
        });
        if let Some(user) = grant.user {
            members["username"] = user.login.into();
        }
        if let Some(actor) = &grant.actor {
            members["act"] = json!({ "sub": actor });
        }
        members
    };
    let members = match (memory.bearer(&text, call.now), memory.refresh(&text, call.now)) {
        (Some((token, grant)), _) => {
            let mut members = about(grant, &token.scope, token.expires_at);
            members["token_type"] = "Bearer".into();
            members["iat"] = token.issued_at.as_secs().into();
            members
        }
        (None, Some((token, grant))) => about(grant, &grant.scope, token.expires_at),
        (None, None) => Value::from_iter([("active", false)]),
    };
    Ok(Reply::json(StatusCode::OK, &members).no_store())
}
