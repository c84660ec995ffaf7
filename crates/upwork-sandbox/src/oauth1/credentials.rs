//! Temporary credentials ([RFC 5849 §2.1](https://www.rfc-editor.org/rfc/rfc5849#section-2.1)) and
//! token credentials ([§2.3](https://www.rfc-editor.org/rfc/rfc5849#section-2.3)).

use super::verify::{SignedWith, not_enabled, unauthorized, verify};
use super::{Callback, TEMPORARY_LIFETIME, Temporary, Token};
use crate::message::{Reply, Request};
use crate::state::Shared;
use http::{StatusCode, header};
use oauth_wire::secret::constant_time_eq;
use oauth_wire::{form, percent};

/// `POST /api/auth/v1/oauth/token/request`.
pub(crate) fn temporary_credentials(shared: &Shared, request: &Request<'_>) -> Reply {
    let signed = match verify(shared, request, SignedWith::ClientAlone) {
        Ok(signed) => signed,
        Err(reply) => return reply,
    };
    // Without `oauth_callback` this is OAuth 1.0, which confirms nothing.
    let confirms = signed.callback.is_some();
    let callback = match signed.callback.as_deref() {
        None | Some("oob") => Callback::OutOfBand,
        Some(url) if signed.key.redirect_uris.iter().any(|known| known == url) => Callback::Url(url.into()),
        Some(_) => {
            let known = signed.key.redirect_uris.join(", ");
            let text = format!("oauth_callback is not registered with the key; registered are: {known}");
            return Reply::text(StatusCode::BAD_REQUEST, text).note("oauth_callback is not registered");
        }
    };
    let now = shared.clock.now();
    let mut state = shared.state();
    let (token, secret) = (state.random(), state.random());
    let mut members = vec![("oauth_token", token.as_str()), ("oauth_token_secret", secret.as_str())];
    if confirms {
        members.push(("oauth_callback_confirmed", "true"));
    }
    let reply = form_reply(&members).note(if confirms { "" } else { "OAuth 1.0: no oauth_callback" });
    let expires_at = now.plus(TEMPORARY_LIFETIME);
    let client = signed.key.id;
    state.oauth1.temporary.insert(token, Temporary { client, secret, callback, expires_at, approved: None });
    reply
}

/// `POST /api/auth/v1/oauth/token/access`.
pub(crate) fn token_credentials(shared: &Shared, request: &Request<'_>) -> Reply {
    let signed = match verify(shared, request, SignedWith::Temporary) {
        Ok(signed) => signed,
        Err(reply) => return reply,
    };
    let Some(verifier) = signed.verifier else {
        let what = "oauth_verifier is missing";
        return Reply::text(StatusCode::BAD_REQUEST, what).note(what);
    };
    let now = shared.clock.now();
    let mut state = shared.state();
    let approved =
        state.oauth1.temporary.get(&signed.token).and_then(|temporary| temporary.approved.as_ref());
    let user = match approved {
        None => return not_enabled("the user has not approved the temporary token"),
        Some((_, right)) if !constant_time_eq(right.as_bytes(), verifier.as_bytes()) => {
            return unauthorized("oauth_verifier is wrong");
        }
        Some((user, _)) => *user,
    };
    let Some(person) = shared.credentials.users.iter().find(|known| known.id == user) else {
        return not_enabled("unknown user");
    };
    // Good once (§2.3).
    state.oauth1.temporary.remove(&signed.token);
    let client = signed.key.id;
    let grant = state.grant(client, user, now);
    let (token, secret) = (state.random(), state.random());
    let reply = form_reply(&[
        ("oauth_token", &token),
        ("oauth_token_secret", &secret),
        ("user_id", person.id),
        ("screen_name", person.login),
    ]);
    state.oauth1.tokens.insert(token, Token { client, user, secret, grant });
    reply
}

fn form_reply(members: &[(&str, &str)]) -> Reply {
    let body: Vec<_> =
        members.iter().map(|(name, value)| format!("{name}={}", percent::encode(value.as_bytes()))).collect();
    Reply::new(StatusCode::OK)
        .header(header::CONTENT_TYPE, form::CONTENT_TYPE)
        .no_store()
        .body(body.join("&"))
}
