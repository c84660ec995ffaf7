//! An API that takes bearer tokens ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)) in the header or
//! in a form, never in the query.

use crate::message::{Reply, Request};
use crate::state::Shared;
use http::{StatusCode, header};
use serde_json::json;

/// The scope that it wants.
const SCOPE: &str = "read";

/// `GET`, or `POST` of a form with `access_token`: says whose token it is.
pub(super) fn resource(shared: &Shared, request: &Request<'_>) -> Reply {
    let in_header = request.headers.contains_key(header::AUTHORIZATION);
    let in_form = request.form_parameters().map(|form| form.get("access_token"));
    let token = match (in_header, in_form) {
        (true, Some(Ok(Some(_)))) => {
            let what = "the token stands in the header and in the form";
            return challenge(shared, StatusCode::BAD_REQUEST, Some(("invalid_request", what)));
        }
        (_, Some(Err(_))) => {
            let what = "access_token stands there more than once, or is no text";
            return challenge(shared, StatusCode::BAD_REQUEST, Some(("invalid_request", what)));
        }
        (true, _) => bearer(request),
        (false, Some(Ok(token))) => token,
        (false, None) => None,
    };
    let Some(token) = token else { return challenge(shared, StatusCode::UNAUTHORIZED, None) };
    let state = shared.state();
    let Some((token, grant)) = state.generic.bearer(&token, shared.clock.now()) else {
        let what = "the token is unknown, expired or revoked";
        return challenge(shared, StatusCode::UNAUTHORIZED, Some(("invalid_token", what)));
    };
    if !super::is_within(SCOPE, &token.scope) {
        let what = "the token's scope lacks read";
        return challenge(shared, StatusCode::FORBIDDEN, Some(("insufficient_scope", what)));
    }
    let body = json!({
        "client_id": grant.client,
        "user": grant.user.map(|user| user.login),
        "scope": token.scope,
    });
    Reply::json(StatusCode::OK, &body).no_store()
}

fn bearer(request: &Request<'_>) -> Option<String> {
    let (scheme, token) = request.header(header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim().to_owned())
}

/// RFC 6750 §3, with `resource_metadata` (RFC 9728 §5.1). A request that named no token learns no
/// error.
fn challenge(shared: &Shared, status: StatusCode, error: Option<(&str, &str)>) -> Reply {
    let metadata = format!("{}{}", shared.base_url, super::RESOURCE_METADATA);
    let mut value = format!("Bearer realm=\"generic\", resource_metadata=\"{metadata}\"");
    let mut body = json!({});
    if let Some((code, description)) = error {
        value.push_str(&format!(", error=\"{code}\", error_description=\"{description}\""));
        body = json!({ "error": code, "error_description": description });
    }
    if status == StatusCode::FORBIDDEN {
        value.push_str(&format!(", scope=\"{SCOPE}\""));
    }
    let note = error.map_or("no token", |(code, _)| code).to_owned();
    Reply::json(status, &body).header(header::WWW_AUTHENTICATE, value).no_store().note(note)
}
