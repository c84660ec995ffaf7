//! The authorization endpoint ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).

use super::error::{ErrorResponse, refused};
use super::pkce::{Challenge, read_challenge};
use super::{ACCESS_TOKEN_LIFETIME, CODE_LIFETIME, Code, issue_access_token};
use crate::config::{ClientKey, KeyKind, User};
use crate::message::{Parameters, Reply, Request, Unusable, with_parameters};
use crate::pages;
use crate::state::{DECISION_LIFETIME, Pending, Question, Shared, State};
use http::StatusCode;
use oauth_wire::time::UnixTime;

/// What a client asked for, checked, while a person thinks about it.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) redirect_uri: String,
    state: Option<String>,
    pub(crate) response: ResponseType,
    challenge: Option<Challenge>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseType {
    /// The code, in the redirect's query (RFC 6749 §4.1.2).
    Code,
    /// The access token, in its fragment (§4.2.2).
    Token,
}

/// `GET /ab/account-security/oauth2/authorize`: the page, or a redirect with an error.
pub(crate) fn authorize(shared: &Shared, request: &Request<'_>) -> Reply {
    let parameters = request.query_parameters();
    // Until client and redirect URI are known to belong together, nobody is redirected anywhere
    // (RFC 6749 §3.1.2.4).
    let (key, redirect_uri) = match client_and_redirect_uri(shared, parameters) {
        Ok(known) => known,
        Err(what) => return pages::error(StatusCode::BAD_REQUEST, &what).note(what),
    };
    let response_type = parameters.get("response_type");
    let response = match &response_type {
        Ok(Some(text)) if text == "token" => ResponseType::Token,
        _ => ResponseType::Code,
    };
    let state = parameters.get("state");
    let echo = state.as_ref().ok().and_then(|state| state.as_deref());
    let refuse = |error: ErrorResponse| {
        let location = redirect_location(
            &redirect_uri,
            response,
            &[("error", error.code), ("error_description", &error.description)],
            echo,
        );
        Reply::redirect(StatusCode::FOUND, location).note(format!("{}: {}", error.code, error.description))
    };
    let challenge = match check(response_type, &state, parameters) {
        Ok(challenge) => challenge,
        Err(error) => return refuse(error),
    };

    let request = AuthorizationRequest { redirect_uri, state: echo.map(Into::into), response, challenge };
    let mut state = shared.state();
    let id = state.random();
    let page = pages::authorize_oauth2(key, &shared.credentials.users, &request, &id);
    let expires_at = shared.clock.now().plus(DECISION_LIFETIME);
    let question = Question::OAuth2 { client: key.id, request };
    state.pending.insert(id, Pending { expires_at, question });
    page
}

/// The redirect that follows a decision (RFC 6749 §4.1.2, §4.2.2; their error replies in §4.1.2.1,
/// §4.2.2.1).
pub(crate) fn answer_decision(
    state: &mut State,
    client: &'static str,
    request: AuthorizationRequest,
    approved_by: Option<User>,
    now: UnixTime,
) -> Reply {
    let echo = request.state.as_deref();
    let (uri, response) = (&request.redirect_uri, request.response);
    let Some(user) = approved_by else {
        let error = [("error", "access_denied"), ("error_description", "the user said no")];
        let location = redirect_location(uri, response, &error, echo);
        return Reply::redirect(StatusCode::SEE_OTHER, location).note("access_denied");
    };
    let location = match response {
        ResponseType::Code => {
            let text = state.random();
            let location = redirect_location(uri, response, &[("code", &text)], echo);
            let code = Code {
                client,
                user: user.id,
                redirect_uri: uri.clone(),
                challenge: request.challenge.clone(),
                expires_at: now.plus(CODE_LIFETIME),
                used_for: None,
            };
            state.oauth2.codes.insert(text, code);
            location
        }
        ResponseType::Token => {
            let grant = state.grant(client, user.id, now);
            let token = issue_access_token(state, user.id, grant, now);
            let lifetime = ACCESS_TOKEN_LIFETIME.to_string();
            let members =
                [("access_token", token.as_str()), ("token_type", "Bearer"), ("expires_in", &lifetime)];
            redirect_location(uri, response, &members, echo)
        }
    };
    Reply::redirect(StatusCode::SEE_OTHER, location).note(format!("approved by {}", user.login))
}

fn client_and_redirect_uri<'s>(
    shared: &'s Shared,
    parameters: Parameters<'_>,
) -> Result<(&'s ClientKey, String), String> {
    let once = |Unusable(name)| format!("{name} stands there more than once, or is no text");
    let client_id = parameters.get("client_id").map_err(once)?.ok_or("client_id is missing")?;
    let key = shared
        .key(&client_id)
        .filter(|key| key.kind != KeyKind::OAuth1)
        .ok_or("client_id is no OAuth 2 key of this sandbox")?;
    let redirect_uri = parameters.get("redirect_uri").map_err(once)?.ok_or("redirect_uri is missing")?;
    if !key.redirect_uris.contains(&redirect_uri) {
        return Err(format!(
            "redirect_uri is not registered with the key; registered are: {}",
            key.redirect_uris.join(", ")
        ));
    }
    Ok((key, redirect_uri))
}

fn check(
    response_type: Result<Option<String>, Unusable>,
    state: &Result<Option<String>, Unusable>,
    parameters: Parameters<'_>,
) -> Result<Option<Challenge>, ErrorResponse> {
    match response_type?.as_deref() {
        Some("code" | "token") => {}
        Some(_) => {
            return Err(refused("unsupported_response_type", "response_type is neither code nor token"));
        }
        None => return Err(refused("invalid_request", "response_type is missing")),
    }
    if let Err(Unusable(name)) = state {
        return Err(Unusable(name).into());
    }
    // Even one without a value: scopes belong to the key.
    if oauth_wire::form::pairs(parameters.0).any(|pair| pair.name.is(b"scope")) {
        return Err(refused("invalid_scope", "scopes belong to the key; leave scope out"));
    }
    read_challenge(parameters)
}

/// The redirect URI with `members` and `state`, where the response type puts them.
fn redirect_location(
    redirect_uri: &str,
    response: ResponseType,
    members: &[(&str, &str)],
    state: Option<&str>,
) -> String {
    let members = members.iter().copied().chain(state.map(|state| ("state", state)));
    with_parameters(redirect_uri, response == ResponseType::Token, members)
}
