//! The user's approval ([RFC 5849 §2.2](https://www.rfc-editor.org/rfc/rfc5849#section-2.2)).

use super::Callback;
use crate::config::{ClientKey, User};
use crate::message::{Reply, Request, Unusable, with_parameters};
use crate::pages;
use crate::state::{DECISION_LIFETIME, Pending, Question, Shared, State};
use http::StatusCode;

/// `GET /services/api/auth?oauth_token=…`: the page.
pub(crate) fn authorize(shared: &Shared, request: &Request<'_>) -> Reply {
    let refuse = |what: &'static str| pages::error(StatusCode::BAD_REQUEST, what).note(what);
    let token = match request.query_parameters().get("oauth_token") {
        Ok(Some(token)) => token,
        Ok(None) => return refuse("oauth_token is missing"),
        Err(Unusable(_)) => return refuse("oauth_token stands there more than once, or is no text"),
    };
    let now = shared.clock.now();
    let mut state = shared.state();
    let temporary = state.oauth1.temporary.get(&token).filter(|temporary| now < temporary.expires_at);
    let Some(temporary) = temporary.filter(|temporary| temporary.approved.is_none()) else {
        return refuse("the temporary token is unknown, decided on already, or too old");
    };
    let (client, callback) = (temporary.client, temporary.callback.clone());
    let Some(key) = shared.key(client) else { return refuse("the client is unknown") };
    let id = state.random();
    let page = pages::authorize_oauth1(key, &shared.credentials.users, &callback, &id);
    let expires_at = now.plus(DECISION_LIFETIME);
    state.pending.insert(id, Pending { expires_at, question: Question::OAuth1 { client, token } });
    page
}

/// What follows a decision: the redirect to the callback, or the page with the verifier.
///
/// RFC 5849 has no error reply for a denial; `oauth_problem=user_refused` is from the OAuth Problem
/// Reporting extension.
pub(crate) fn answer_decision(
    state: &mut State,
    key: &ClientKey,
    token: &str,
    approved_by: Option<User>,
) -> Reply {
    let Some(user) = approved_by else {
        let Some(temporary) = state.oauth1.temporary.remove(token) else { return too_late() };
        return match temporary.callback {
            Callback::Url(url) => {
                let members = [("oauth_token", token), ("oauth_problem", "user_refused")];
                Reply::redirect(StatusCode::SEE_OTHER, with_parameters(&url, false, members))
            }
            Callback::OutOfBand => pages::denied(key.name),
        }
        .note("user_refused");
    };
    let verifier = state.random();
    // Two pages may have been opened for one token: the first decision counts.
    let temporary = state.oauth1.temporary.get_mut(token).filter(|temporary| temporary.approved.is_none());
    let Some(temporary) = temporary else { return too_late() };
    temporary.approved = Some((user.id, verifier.clone()));
    match &temporary.callback {
        Callback::Url(url) => {
            let members = [("oauth_token", token), ("oauth_verifier", &verifier)];
            Reply::redirect(StatusCode::SEE_OTHER, with_parameters(url, false, members))
        }
        Callback::OutOfBand => pages::verifier(key.name, &verifier),
    }
    .note(format!("approved by {}", user.login))
}

fn too_late() -> Reply {
    let what = "the temporary token is unknown or decided on already";
    pages::error(StatusCode::BAD_REQUEST, what).note(what)
}
