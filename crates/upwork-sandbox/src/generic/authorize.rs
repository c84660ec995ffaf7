//! The authorization endpoint ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)),
//! and requests that are left for it beforehand ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)).

use super::client::{Client, find};
use super::{Call, check_target, scope};
use crate::config::User;
use crate::message::{Parameters, Reply, Request, Unusable, with_parameters};
use crate::oauth2::error::{ErrorResponse, refused};
use crate::oauth2::pkce::{Challenge, read_challenge};
use crate::pages;
use crate::state::{DECISION_LIFETIME, Pending, Question, Shared, State};
use http::StatusCode;
use oauth_wire::time::UnixTime;
use serde_json::json;
use std::sync::Arc;

/// How long an authorization code is good, in seconds.
const CODE_LIFETIME: u64 = 60;

/// How long the browser has to come with a pushed request's name, in seconds.
const PUSHED_LIFETIME: u64 = 60;

/// What a client asked for, checked, while a person thinks about it.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    client: Arc<Client>,
    back: Back,
    challenge: Option<Challenge>,
    scope: String,
}

/// The way back to the client.
#[derive(Clone)]
struct Back {
    redirect_uri: String,
    state: Option<String>,
    mode: ResponseMode,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

/// A request that was left beforehand: its form, still unread.
pub(super) struct Pushed {
    client: String,
    form: Vec<u8>,
    expires_at: UnixTime,
}

pub(super) struct Code {
    pub(super) client: String,
    pub(super) user: User,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<Challenge>,
    pub(super) scope: String,
    pub(super) expires_at: UnixTime,
    /// The grant that it was exchanged for. A second exchange revokes it (RFC 6749 §4.1.2).
    pub(super) used_for: Option<String>,
}

/// `POST`: leaves a request with the server.
pub(super) fn push(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    if call.parameters.get("request_uri")?.is_some() {
        return Err(refused("invalid_request", "request_uri can't be pushed itself"));
    }
    let redirect_uri =
        redirect_uri(call.client, call.parameters).map_err(|what| refused("invalid_request", what))?;
    check(call.shared, &Arc::new(call.client.clone()), redirect_uri, call.parameters)?;
    let name = format!("urn:ietf:params:oauth:request_uri:{}", call.state.random());
    let pushed = Pushed {
        client: call.client.id.clone(),
        form: call.parameters.0.to_vec(),
        expires_at: call.now.plus(PUSHED_LIFETIME),
    };
    call.state.generic.pushed.insert(name.clone(), pushed);
    let body = json!({ "request_uri": name, "expires_in": PUSHED_LIFETIME });
    Ok(Reply::json(StatusCode::CREATED, &body).no_store())
}

/// `GET`: the page, or an error on its way to the redirect URI.
pub(super) fn authorize(shared: &Shared, request: &Request<'_>) -> Reply {
    let error = |what: String| pages::error(StatusCode::BAD_REQUEST, &what).note(what);
    let now = shared.clock.now();
    let mut state = shared.state();
    let query = request.query_parameters();
    // Until client and redirect URI are known to belong together, nobody is redirected anywhere
    // (RFC 6749 §3.1.2.4).
    let (client, pushed) = match client_and_pushed(shared, &mut state, query, now) {
        Ok(known) => known,
        Err(what) => return error(what),
    };
    let parameters = pushed.as_ref().map_or(query, |pushed| Parameters(&pushed.form));
    let redirect_uri = match redirect_uri(&client, parameters) {
        Ok(uri) => uri,
        Err(what) => return error(what),
    };
    let back = Back {
        redirect_uri: redirect_uri.clone(),
        state: parameters.get_lenient("state"),
        mode: response_mode(parameters).unwrap_or(ResponseMode::Query),
    };
    let asked = match check(shared, &client, redirect_uri, parameters) {
        Ok(asked) => asked,
        Err(error) => return refuse(shared, &back, StatusCode::FOUND, error.code, &error.description),
    };
    let id = state.random();
    let page = pages::question(
        &client.name,
        &[
            ("Provider", "generic, which is nobody's"),
            ("Client", &client.id),
            ("It gets", "an authorization code, which it can exchange for tokens"),
            ("It may", &asked.scope),
            ("The answer goes to", &asked.back.redirect_uri),
        ],
        super::AUTHORIZE,
        &shared.credentials.users,
        Some(&asked.back.redirect_uri),
        &id,
    );
    let question = Question::Generic(asked);
    state.pending.insert(id, Pending { expires_at: now.plus(DECISION_LIFETIME), question });
    page
}

/// What follows a decision.
pub(crate) fn answer_decision(
    shared: &Shared,
    state: &mut State,
    request: AuthorizationRequest,
    approved_by: Option<User>,
    now: UnixTime,
) -> Reply {
    let Some(user) = approved_by else {
        return refuse(shared, &request.back, StatusCode::SEE_OTHER, "access_denied", "the user said no");
    };
    let text = state.random();
    let reply = respond(shared, &request.back, StatusCode::SEE_OTHER, &[("code", &text)]);
    let code = Code {
        client: request.client.id.clone(),
        user,
        redirect_uri: request.back.redirect_uri,
        challenge: request.challenge,
        scope: request.scope,
        expires_at: now.plus(CODE_LIFETIME),
        used_for: None,
    };
    state.generic.codes.insert(text, code);
    reply.note(format!("approved by {}", user.login))
}

fn once(Unusable(name): Unusable) -> String {
    format!("{name} stands there more than once, or is no text")
}

/// The client, and the request that it has pushed, which is good for one visit.
fn client_and_pushed(
    shared: &Shared,
    state: &mut State,
    query: Parameters<'_>,
    now: UnixTime,
) -> Result<(Arc<Client>, Option<Pushed>), String> {
    let id = query.get("client_id").map_err(once)?.ok_or("client_id is missing")?;
    let client = find(shared, state, &id).ok_or("client_id is no client of the generic provider")?;
    let Some(name) = query.get("request_uri").map_err(once)? else { return Ok((client, None)) };
    let own = state.generic.pushed.get(&name).is_some_and(|pushed| pushed.client == client.id);
    let pushed = if own { state.generic.pushed.remove(&name) } else { None };
    let pushed = pushed.filter(|pushed| now < pushed.expires_at);
    let pushed = pushed.ok_or("request_uri is unknown, another client's, used before, or expired")?;
    Ok((client, Some(pushed)))
}

fn redirect_uri(client: &Client, parameters: Parameters<'_>) -> Result<String, String> {
    let uri = parameters.get("redirect_uri").map_err(once)?.ok_or("redirect_uri is missing")?;
    if client.redirect_uris.contains(&uri) {
        Ok(uri)
    } else {
        Err(format!("redirect_uri is not registered; registered are: {}", client.redirect_uris.join(", ")))
    }
}

fn check(
    shared: &Shared,
    client: &Arc<Client>,
    redirect_uri: String,
    parameters: Parameters<'_>,
) -> Result<AuthorizationRequest, ErrorResponse> {
    match parameters.get("response_type")?.as_deref() {
        Some("code") => {}
        Some(_) => return Err(refused("unsupported_response_type", "response_type is not code")),
        None => return Err(refused("invalid_request", "response_type is missing")),
    }
    let challenge = read_challenge(parameters)?;
    if challenge.is_none() && client.is_public() {
        return Err(refused("invalid_request", "a public client must send code_challenge"));
    }
    check_target(shared, parameters)?;
    let back = Back { redirect_uri, state: parameters.get("state")?, mode: response_mode(parameters)? };
    Ok(AuthorizationRequest { client: Arc::clone(client), back, challenge, scope: scope(parameters)? })
}

fn response_mode(parameters: Parameters<'_>) -> Result<ResponseMode, ErrorResponse> {
    match parameters.get("response_mode")?.as_deref() {
        None | Some("query") => Ok(ResponseMode::Query),
        Some("fragment") => Ok(ResponseMode::Fragment),
        Some("form_post") => Ok(ResponseMode::FormPost),
        Some(_) => Err(refused("invalid_request", "response_mode is none of query, fragment, form_post")),
    }
}

fn refuse(shared: &Shared, back: &Back, status: StatusCode, code: &str, description: &str) -> Reply {
    respond(shared, back, status, &[("error", code), ("error_description", description)])
        .note(format!("{code}: {description}"))
}

/// The members with `state` and `iss` ([RFC 9207 §2](https://www.rfc-editor.org/rfc/rfc9207#section-2)),
/// in the way that was asked for.
fn respond(shared: &Shared, back: &Back, status: StatusCode, members: &[(&str, &str)]) -> Reply {
    let state = back.state.as_deref().map(|state| ("state", state));
    let members = members.iter().copied().chain(state).chain([("iss", shared.generic.issuer.as_str())]);
    match back.mode {
        ResponseMode::FormPost => pages::form_post(&back.redirect_uri, members),
        mode => {
            let location = with_parameters(&back.redirect_uri, mode == ResponseMode::Fragment, members);
            Reply::redirect(status, location)
        }
    }
}
