//! Two resources of the retired API that OAuth 1 protects.

use super::jobs::search;
use super::verify::{SignedWith, not_enabled, verify};
use crate::config::User;
use crate::message::{Reply, Request, unsupported_media_type};
use crate::state::Shared;
use http::{StatusCode, header};
use oauth_wire::form;
use serde_json::{Value, json};

/// A search that a user saved.
pub(crate) struct SavedSearch {
    user: &'static str,
    name: String,
    q: String,
}

/// `GET /api/profiles/v2/search/jobs.json?q=java`, as JSON, or as JSONP with `callback`.
pub(crate) fn jobs(shared: &Shared, request: &Request<'_>) -> Reply {
    let user = match user(shared, request) {
        Ok(user) => user,
        Err(reply) => return reply,
    };
    let parameters = request.query_parameters();
    let (Ok(q), Ok(callback)) = (parameters.get("q"), parameters.get("callback")) else {
        let what = "q or callback stands there more than once, or is no text";
        return Reply::text(StatusCode::BAD_REQUEST, what).note(what);
    };
    let found = search(q.as_deref().unwrap_or_default());
    let value = json!({
        "server_time": shared.clock.now().as_secs(),
        "auth_user": { "uid": user.login, "name": user.name },
        "jobs": found,
        "paging": { "offset": 0, "count": found.len(), "total": found.len() },
    });
    let Some(callback) = callback else { return Reply::json(StatusCode::OK, &value) };
    // What stands there is run by a browser: nothing but a name.
    let is_name = (1..=100).contains(&callback.len())
        && callback.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$'));
    if !is_name {
        let what = "callback is no function name";
        return Reply::text(StatusCode::BAD_REQUEST, what).note(what);
    }
    // U+2028 and U+2029 end a line in older JavaScript.
    let text = value.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    Reply::new(StatusCode::OK)
        .header(header::CONTENT_TYPE, "text/javascript; charset=utf-8")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        // The comment keeps the answer from being read as anything else (Flash once was).
        .body(format!("/**/{callback}({text});"))
}

/// `POST /api/profiles/v2/search/jobs/saved.json` with `name` and `q` in a form body: saves a search.
pub(crate) fn save_search(shared: &Shared, request: &Request<'_>) -> Reply {
    let user = match user(shared, request) {
        Ok(user) => user,
        Err(reply) => return reply,
    };
    let Some(parameters) = request.form_parameters() else {
        return unsupported_media_type(form::CONTENT_TYPE);
    };
    let (Ok(Some(name)), Ok(q)) = (parameters.get("name"), parameters.get("q")) else {
        let what = "send a name and q, each once";
        return Reply::text(StatusCode::BAD_REQUEST, what).note(what);
    };
    let search = SavedSearch { user: user.id, name, q: q.unwrap_or_default() };
    let mut state = shared.state();
    let id = state.random();
    let value = json!({ "saved_search": show(&id, &search) });
    state.saved_searches.insert(id, search);
    Reply::json(StatusCode::OK, &value)
}

/// `GET /api/profiles/v2/search/jobs/saved.json`: the user's saved searches.
pub(crate) fn list_saved_searches(shared: &Shared, request: &Request<'_>) -> Reply {
    let user = match user(shared, request) {
        Ok(user) => user,
        Err(reply) => return reply,
    };
    let state = shared.state();
    let own = state.saved_searches.iter().filter(|(_, search)| search.user == user.id);
    let list: Vec<_> = own.map(|(id, search)| show(id, search)).collect();
    Reply::json(StatusCode::OK, &json!({ "saved_searches": list }))
}

fn show(id: &str, search: &SavedSearch) -> Value {
    json!({ "id": id, "name": search.name, "q": search.q })
}

/// The user whose token signed the request.
fn user<'s>(shared: &'s Shared, request: &Request<'_>) -> Result<&'s User, Reply> {
    let signed = verify(shared, request, SignedWith::Token)?;
    let state = shared.state();
    let id = state.oauth1.tokens.get(&signed.token).map(|token| token.user);
    let user = shared.credentials.users.iter().find(|user| Some(user.id) == id);
    user.ok_or_else(|| not_enabled("the token is gone"))
}
