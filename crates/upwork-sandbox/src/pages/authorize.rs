//! The authorization page, the decision that its form posts, and what follows.

use super::{Escaped, is_foreign_form, page};
use crate::config::{ClientKey, User};
use crate::generic;
use crate::message::{Reply, Request, Unusable, unsupported_media_type};
use crate::oauth1::{self, Callback};
use crate::oauth2::{self, AuthorizationRequest, ResponseType};
use crate::state::{Question, Shared};
use http::StatusCode;
use oauth_wire::form;
use std::fmt::Write;

/// What an Upwork key may do.
const MAY: &str = "act for you in everything that the key's scopes allow, until you revoke it";

/// The page for an OAuth 2 authorization request.
pub(crate) fn authorize_oauth2(
    key: &ClientKey,
    users: &[User],
    request: &AuthorizationRequest,
    id: &str,
) -> Reply {
    let gets = match request.response {
        ResponseType::Code => "an authorization code, which it can exchange for tokens",
        ResponseType::Token => "an access token at once (implicit grant), good for 24 hours",
    };
    let place = &request.redirect_uri;
    let rows = [("Key", key.id), ("It gets", gets), ("It may", MAY), ("The answer goes to", place)];
    question(key.name, &rows, crate::routes::AUTHORIZE, users, Some(place), id)
}

/// The page for temporary credentials of OAuth 1.
pub(crate) fn authorize_oauth1(key: &ClientKey, users: &[User], callback: &Callback, id: &str) -> Reply {
    let gets = "a verifier, which it can exchange for a token that does not expire";
    let (place, target) = match callback {
        Callback::Url(url) => (url.as_str(), Some(url.as_str())),
        Callback::OutOfBand => ("you: a verifier to copy into the application", None),
    };
    let rows = [("Key", key.id), ("It gets", gets), ("It may", MAY), ("The answer goes to", place)];
    question(key.name, &rows, crate::routes::OAUTH1_AUTHORIZE, users, target, id)
}

/// The page that follows an approval out of band.
pub(crate) fn verifier(application: &str, verifier: &str) -> Reply {
    let content = format!(
        "<p>{} has been authorized.<br>\nYour oauth_verifier={}</p>\n\
         <p>You can close this window and return to your application.</p>\n",
        Escaped(application),
        Escaped(verifier)
    );
    page(StatusCode::OK, "Application authorized", &content, None)
}

/// The page that follows a denial out of band.
pub(crate) fn denied(application: &str) -> Reply {
    let content = format!("<p>{} was not authorized.</p>\n", Escaped(application));
    page(StatusCode::OK, "Application not authorized", &content, None)
}

/// The page that asks whether the application `name` may do what `rows` say. `target` is the redirect
/// URI where there is one.
pub(crate) fn question(
    name: &str,
    rows: &[(&str, &str)],
    action: &str,
    users: &[User],
    target: Option<&str>,
    id: &str,
) -> Reply {
    let mut content = String::new();
    ask(&mut content, name, rows, action, users, id);
    page(StatusCode::OK, &format!("Authorize {name}"), &content, target)
}

/// What is asked, and the form for the answer.
pub(super) fn ask(
    content: &mut String,
    name: &str,
    rows: &[(&str, &str)],
    action: &str,
    users: &[User],
    id: &str,
) {
    let _ = write!(
        content,
        "<p><strong>{}</strong> asks for access to your account.</p>\n<table>\n",
        Escaped(name)
    );
    for (name, value) in rows {
        // Ids and URLs are no prose.
        let [before, after] = if value.contains(' ') { [""; 2] } else { ["<code>", "</code>"] };
        let _ = writeln!(
            content,
            "<tr><th>{}</th><td>{before}{}{after}</td></tr>",
            Escaped(name),
            Escaped(value)
        );
    }
    let _ = write!(
        content,
        "</table>\n<form method=\"post\" action=\"{action}\">\n\
         <input type=\"hidden\" name=\"request\" value=\"{}\">\n<p><label>You are <select name=\"user\">\n",
        Escaped(id)
    );
    for user in users {
        let _ =
            writeln!(content, "<option value=\"{}\">{}</option>", Escaped(user.login), Escaped(user.name));
    }
    content.push_str(
        "</select></label></p>\n<button name=\"decision\" value=\"approve\">Approve</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>\n",
    );
}

/// A page that says what is wrong, and sends the browser nowhere.
pub(crate) fn error(status: StatusCode, what: &str) -> Reply {
    let content = format!("<p>{}.</p>\n<p>Nothing was given to anyone.</p>\n", Escaped(what));
    page(status, "This can't be done", &content, None)
}

/// The form's post: `request` (the hidden field of the page), `decision` (`approve` or `deny`), and
/// `user` (a login; the first user where it is left out).
///
/// The id in `request` is unguessable, stands in the page alone and is good for one decision, so it
/// is the token against cross-site request forgery; posts that browsers send from other sites are
/// refused besides.
pub(crate) fn decide(shared: &Shared, request: &Request<'_>) -> Reply {
    let Some(parameters) = request.form_parameters() else {
        return unsupported_media_type(form::CONTENT_TYPE);
    };
    let bad = |what: &str| error(StatusCode::BAD_REQUEST, what).note(what.to_owned());
    if is_foreign_form(request) {
        return error(StatusCode::FORBIDDEN, "the form came from another site")
            .note("cross-site form refused");
    }
    let read = (parameters.get("request"), parameters.get("decision"), parameters.get("user"));
    let (id, decision, login) = match read {
        (Ok(id), Ok(decision), Ok(login)) => (id.unwrap_or_default(), decision, login),
        (Err(Unusable(name)), _, _) | (_, Err(Unusable(name)), _) | (_, _, Err(Unusable(name))) => {
            return bad(&format!("{name} stands there more than once, or is no text"));
        }
    };
    let approved = match decision.as_deref() {
        Some("approve") => true,
        Some("deny") => false,
        _ => return bad("decision is neither approve nor deny"),
    };
    let Some(user) = shared.user(login.as_deref()) else {
        return bad("user is none of the sandbox's logins");
    };
    let now = shared.clock.now();
    let mut state = shared.state();
    let Some(pending) = state.pending.remove(&id).filter(|pending| now < pending.expires_at) else {
        return bad("the authorization request is unknown, decided already, or too old");
    };
    let approved_by = approved.then_some(user);
    match pending.question {
        Question::OAuth1 { client, token } => match shared.key(client) {
            Some(key) => oauth1::answer_decision(&mut state, key, &token, approved_by),
            None => bad("the client is unknown"),
        },
        Question::OAuth2 { client, request } => {
            oauth2::answer_decision(&mut state, client, request, approved_by, now)
        }
        Question::Generic(request) => generic::answer_decision(shared, &mut state, request, approved_by, now),
        Question::GenericDevice { code } => generic::answer_device(&mut state, &code, approved_by, now),
        Question::GenericBackchannel { code } => {
            generic::answer_backchannel(&mut state, &code, approved, now)
        }
    }
}
