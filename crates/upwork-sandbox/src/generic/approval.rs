//! Grants whose user approves elsewhere while the client asks again and again: device codes
//! ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)) and
//! [CIBA](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html) in
//! poll mode.

use super::tokens::{Refresh, grant, issue, reply};
use super::{Call, check_target, scope};
use crate::config::User;
use crate::message::{Reply, Request};
use crate::oauth2::error::{ErrorResponse, refused};
use crate::pages;
use crate::state::{DECISION_LIFETIME, Pending, Question, Shared, State};
use http::StatusCode;
use oauth_wire::time::UnixTime;
use serde_json::json;

/// How long a device code is good, in seconds.
const DEVICE_LIFETIME: u64 = 10 * 60;

/// How long a user may take to answer on the other channel, in seconds.
const BACKCHANNEL_LIFETIME: u64 = 2 * 60;

/// The least time between two requests for the token, in seconds, and what `slow_down` adds to it
/// (RFC 8628 §3.5).
const INTERVAL: u64 = 5;

/// The letters of user codes: no vowels, so that no words come out (RFC 8628 §6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// The longest binding message, in characters; CIBA §7.1 wants it short.
const MAX_BINDING_MESSAGE: usize = 64;

/// An approval that was asked for.
pub(super) struct Approval {
    client: String,
    /// The client's name, for the inbox.
    name: String,
    scope: String,
    how: How,
    expires_at: UnixTime,
    interval: u64,
    /// When the client last asked for the token.
    asked_at: Option<UnixTime>,
    decision: Option<Decision>,
}

enum How {
    Device { user_code: String },
    Backchannel { user: User, binding_message: String, question: String },
}

#[derive(Clone, Copy)]
enum Decision {
    Approved(User),
    Denied,
}

/// `POST`: a device asks for its codes (RFC 8628 §3.1).
pub(super) fn device_authorization(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    check_target(call.shared, call.parameters)?;
    let scope = scope(call.parameters)?;
    let (code, user_code) = (call.state.random(), user_code(&call.state.random()));
    let approval = Approval {
        client: call.client.id.clone(),
        name: call.client.name.clone(),
        scope,
        how: How::Device { user_code: user_code.clone() },
        expires_at: call.now.plus(DEVICE_LIFETIME),
        interval: INTERVAL,
        asked_at: None,
        decision: None,
    };
    call.state.generic.approvals.insert(code.clone(), approval);
    call.state.generic.user_codes.insert(user_code.clone(), code.clone());
    let place = &call.shared.generic.device;
    let body = json!({
        "device_code": code,
        "user_code": user_code,
        "verification_uri": place,
        "verification_uri_complete": format!("{place}?user_code={user_code}"),
        "expires_in": DEVICE_LIFETIME,
        "interval": INTERVAL,
    });
    Ok(Reply::json(StatusCode::OK, &body).no_store())
}

/// `GET`: where the user types the code in, and with `user_code` in the query the question.
pub(super) fn device_page(shared: &Shared, request: &Request<'_>) -> Reply {
    let Some(typed) = request.query_parameters().get_lenient("user_code") else {
        return pages::user_code(super::DEVICE);
    };
    // As people type it: in small letters, with another dash or none (RFC 8628 §6.1).
    let letters: String =
        typed.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
    let now = shared.clock.now();
    let mut state = shared.state();
    let waiting = state.generic.user_codes.get(&dashed(&letters)).cloned().and_then(|code| {
        let approval = state.generic.approvals.get(&code)?;
        (now < approval.expires_at && approval.decision.is_none())
            .then(|| (code, approval.name.clone(), approval.client.clone(), approval.scope.clone()))
    });
    let Some((code, name, client, scope)) = waiting else { return too_late() };
    let id = state.random();
    let rows = [
        ("Provider", "generic, which is nobody's"),
        ("Client", client.as_str()),
        ("The device shows", &dashed(&letters)),
        ("It may", &scope),
    ];
    let page = pages::question(&name, &rows, super::DEVICE, &shared.credentials.users, None, &id);
    let expires_at = now.plus(DECISION_LIFETIME);
    state.pending.insert(id, Pending { expires_at, question: Question::GenericDevice { code } });
    page
}

/// What follows a decision about a device.
pub(crate) fn answer_device(
    state: &mut State,
    code: &str,
    approved_by: Option<User>,
    now: UnixTime,
) -> Reply {
    let decision = approved_by.map_or(Decision::Denied, Decision::Approved);
    decide(state, code, decision, now)
}

/// `POST`: a client names a user who is to be asked (CIBA §7.1).
pub(super) fn backchannel_authentication(call: Call<'_>) -> Result<Reply, ErrorResponse> {
    if call.client.is_public() {
        return Err(refused("unauthorized_client", "a client must authenticate to ask a user"));
    }
    let hints = [call.parameters.get("login_hint_token")?, call.parameters.get("id_token_hint")?];
    if hints.iter().any(Option::is_some) {
        return Err(refused("invalid_request", "of the hints login_hint alone is understood here"));
    }
    let login = call.required("login_hint")?;
    let user = call.shared.user(Some(&login));
    let user =
        user.ok_or_else(|| refused("unknown_user_id", "login_hint is none of the sandbox's logins"))?;
    let binding_message = call.parameters.get("binding_message")?.unwrap_or_default();
    if binding_message.chars().count() > MAX_BINDING_MESSAGE {
        let what = format!("binding_message is longer than {MAX_BINDING_MESSAGE} characters");
        return Err(refused("invalid_binding_message", what));
    }
    let scope = scope(call.parameters)?;
    let (code, question) = (call.state.random(), call.state.random());
    let expires_at = call.now.plus(BACKCHANNEL_LIFETIME);
    let approval = Approval {
        client: call.client.id.clone(),
        name: call.client.name.clone(),
        scope,
        how: How::Backchannel { user, binding_message, question: question.clone() },
        expires_at,
        interval: INTERVAL,
        asked_at: None,
        decision: None,
    };
    call.state.generic.approvals.insert(code.clone(), approval);
    let asked = Question::GenericBackchannel { code: code.clone() };
    call.state.pending.insert(question, Pending { expires_at, question: asked });
    let body = json!({ "auth_req_id": code, "expires_in": BACKCHANNEL_LIFETIME, "interval": INTERVAL });
    Ok(Reply::json(StatusCode::OK, &body).no_store())
}

/// `GET`: the other channel, with what waits for each user.
pub(super) fn inbox(shared: &Shared) -> Reply {
    let now = shared.clock.now();
    let state = shared.state();
    let waiting = state.generic.approvals.iter().filter_map(|(_, approval)| match &approval.how {
        How::Backchannel { user, binding_message, question }
            if now < approval.expires_at && approval.decision.is_none() =>
        {
            let rows = vec![
                ("Client", approval.name.as_str()),
                ("It may", &approval.scope),
                ("Both devices show", binding_message),
            ];
            Some((rows, *user, question.as_str()))
        }
        _ => None,
    });
    pages::inbox(super::INBOX, waiting)
}

/// What follows a decision on the other channel. Who decides is the user who was asked.
pub(crate) fn answer_backchannel(state: &mut State, code: &str, approved: bool, now: UnixTime) -> Reply {
    let user = match state.generic.approvals.get(code).map(|approval| &approval.how) {
        Some(How::Backchannel { user, .. }) => *user,
        _ => return too_late(),
    };
    let decision = if approved { Decision::Approved(user) } else { Decision::Denied };
    decide(state, code, decision, now)
}

fn decide(state: &mut State, code: &str, decision: Decision, now: UnixTime) -> Reply {
    let approval = state.generic.approvals.get_mut(code);
    let open = approval.filter(|approval| now < approval.expires_at && approval.decision.is_none());
    let Some(approval) = open else { return too_late() };
    approval.decision = Some(decision);
    let what = match decision {
        Decision::Approved(user) => format!("approved by {}", user.login),
        Decision::Denied => "denied".into(),
    };
    pages::done(&approval.name, matches!(decision, Decision::Approved(_))).note(what)
}

fn too_late() -> Reply {
    let what = "the code is unknown, decided on already, or too old";
    pages::error(StatusCode::BAD_REQUEST, what).note(what)
}

/// The grant, whose code stands in `parameter` (RFC 8628 §3.4 and §3.5, CIBA §10.1 and §11).
pub(super) fn exchange(call: Call<'_>, parameter: &'static str) -> Result<Reply, ErrorResponse> {
    let code = call.required(parameter)?;
    let is_device = parameter == "device_code";
    let approval = call.state.generic.approvals.get_mut(&code).filter(|approval| {
        approval.client == call.client.id && matches!(approval.how, How::Device { .. }) == is_device
    });
    let unknown = || refused("invalid_grant", format!("{parameter} is unknown, used, or another client's"));
    let approval = approval.ok_or_else(unknown)?;
    if call.now >= approval.expires_at {
        return Err(refused("expired_token", "nobody approved in time"));
    }
    let too_soon = approval.asked_at.is_some_and(|at| call.now < at.plus(approval.interval));
    approval.asked_at = Some(call.now);
    if too_soon {
        approval.interval = approval.interval.saturating_add(INTERVAL);
        let what = format!("ask every {} seconds from now on", approval.interval);
        return Err(refused("slow_down", what));
    }
    let user = match approval.decision {
        None => return Err(refused("authorization_pending", "the user has not decided yet")),
        Some(Decision::Denied) => return Err(refused("access_denied", "the user said no")),
        Some(Decision::Approved(user)) => user,
    };
    let Some(approval) = call.state.generic.approvals.remove(&code) else { return Err(unknown()) };
    if let How::Device { user_code } = &approval.how {
        call.state.generic.user_codes.remove(user_code);
    }
    let id = grant(call.state, call.client, Some(user), &approval.scope);
    Ok(reply(&issue(call.state, &id, &approval.scope, Refresh::Yes, call.now)))
}

/// Eight letters of the unguessable text, as `BCDF-GHJK`.
fn user_code(random: &str) -> String {
    let bytes = random.as_bytes().chunks_exact(4).map(|digits| {
        digits.iter().fold(0_usize, |number, digit| number * 16 + usize::from(char_value(*digit)))
    });
    let letters: String = bytes.map(|number| char::from(LETTERS[number % LETTERS.len()])).collect();
    dashed(&letters)
}

fn char_value(digit: u8) -> u8 {
    oauth_wire::percent::hex_value(digit).unwrap_or_default()
}

fn dashed(letters: &str) -> String {
    match letters.split_at_checked(4) {
        Some((front, back)) => format!("{front}-{back}"),
        None => letters.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_codes() {
        assert_eq!(user_code("00000001000200030004000500060013"), "BCDF-GHJZ");
        assert_eq!(dashed("BCDFGHJZ"), "BCDF-GHJZ");
        assert_eq!(dashed("B"), "B");
    }
}
