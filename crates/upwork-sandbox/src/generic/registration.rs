//! Dynamic client registration ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)), open to everyone.

use super::client::{AuthenticationMethod, Client};
use super::token::GRANT_TYPES;
use crate::config::check_redirect_uri;
use crate::message::{Reply, Request, unsupported_media_type};
use crate::oauth2::error::{ErrorResponse, refused};
use crate::state::Shared;
use http::StatusCode;
use oauth_wire::secret::Secret;
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST` of a JSON document. The answer says what was registered, which RFC 7591 §2 lets differ from
/// what was asked: every client may use every grant.
pub(super) fn register(shared: &Shared, request: &Request<'_>) -> Reply {
    if !request.has_content_type("application/json") {
        return unsupported_media_type("application/json");
    }
    make(shared, request).unwrap_or_else(ErrorResponse::into_reply)
}

fn make(shared: &Shared, request: &Request<'_>) -> Result<Reply, ErrorResponse> {
    let document: Value = serde_json::from_slice(request.body)
        .map_err(|_| refused("invalid_client_metadata", "the body is no JSON"))?;
    let metadata = |what: &str| refused("invalid_client_metadata", what);
    let members = document.as_object().ok_or_else(|| metadata("the body is no JSON object"))?;
    let text = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| metadata(&format!("{name} is no text"))),
    };
    let authentication = match text("token_endpoint_auth_method")? {
        None | Some("client_secret_basic") => AuthenticationMethod::Basic,
        Some("client_secret_post") => AuthenticationMethod::Post,
        Some("none") => AuthenticationMethod::None,
        Some(_) => return Err(metadata("token_endpoint_auth_method is none that is known here")),
    };
    let no_list = || refused("invalid_redirect_uri", "redirect_uris is no list of texts");
    let uris = match members.get("redirect_uris") {
        None => &[][..],
        Some(uris) => uris.as_array().ok_or_else(no_list)?,
    };
    let uris: Option<Vec<String>> = uris.iter().map(|uri| uri.as_str().map(Into::into)).collect();
    let redirect_uris = uris.ok_or_else(no_list)?;
    for uri in &redirect_uris {
        check_redirect_uri(uri)
            .map_err(|why| refused("invalid_redirect_uri", format!("a redirect URI {why}")))?;
    }
    let name = text("client_name")?.unwrap_or("A client without a name").to_owned();

    let mut state = shared.state();
    let id = format!("registered-{}", state.random());
    let secret = (authentication != AuthenticationMethod::None).then(|| state.random());
    let mut answer = json!({
        "client_id": id,
        "client_id_issued_at": shared.clock.now().as_secs(),
        "client_name": name,
        "redirect_uris": redirect_uris,
        "token_endpoint_auth_method": authentication.as_str(),
        "grant_types": GRANT_TYPES,
        "response_types": ["code"],
    });
    if let Some(secret) = &secret {
        answer["client_secret"] = secret.as_str().into();
        // It does not expire.
        answer["client_secret_expires_at"] = 0.into();
    }
    let secret = secret.map(Secret::from);
    let client = Client { name, id: id.clone(), secret, authentication, redirect_uris };
    state.generic.clients.insert(id, Arc::new(client));
    Ok(Reply::json(StatusCode::CREATED, &answer).no_store())
}
