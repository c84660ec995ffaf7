//! The sandbox's own pages, which Upwork has in its settings or not at all: what there is, what was
//! granted, revoking it, and moving the clock.

use super::{Escaped, error, is_foreign_form, page};
use crate::message::{Parameters, Reply, Request, unsupported_media_type};
use crate::routes::{AUTHORIZATIONS, CLOCK, REVOKE};
use crate::sandbox::Endpoints;
use crate::state::Shared;
use http::StatusCode;
use oauth_wire::form;
use std::fmt::Write;
use std::time::Duration;

/// `GET /`: endpoints, keys and users.
pub(crate) fn home(shared: &Shared) -> Reply {
    let mut content = String::from("<table>\n");
    for (name, url) in Endpoints::new(&shared.base_url).rows() {
        let _ =
            writeln!(content, "<tr><th>{}</th><td><code>{}</code></td></tr>", Escaped(name), Escaped(url));
    }
    content.push_str("</table>\n<h2>A generic provider, for what Upwork lacks</h2>\n<table>\n");
    for (name, url) in shared.generic.rows() {
        let _ =
            writeln!(content, "<tr><th>{}</th><td><code>{}</code></td></tr>", Escaped(name), Escaped(url));
    }
    for client in shared.generic.clients() {
        let secret = match &client.secret {
            Some(secret) => format!("secret <code>{}</code>", Escaped(secret.expose())),
            None => "has no secret".into(),
        };
        let _ = writeln!(
            content,
            "<tr><th>{}</th><td>id <code>{}</code><br>{secret}</td></tr>",
            Escaped(&client.name),
            Escaped(&client.id),
        );
    }
    content.push_str("</table>\n<h2>Keys</h2>\n<table>\n");
    let credentials = &shared.credentials;
    for (name, key) in [
        ("OAuth 1", &credentials.oauth1),
        ("OAuth 2", &credentials.oauth2),
        ("OAuth 2, enterprise", &credentials.oauth2_enterprise),
    ] {
        let _ = writeln!(
            content,
            "<tr><th>{name}</th><td>{}<br>id <code>{}</code><br>secret <code>{}</code></td></tr>",
            Escaped(key.name),
            Escaped(key.id),
            Escaped(key.secret.expose())
        );
    }
    content.push_str("</table>\n<h2>Redirect URIs, of each key</h2>\n<ul>\n");
    for uri in &credentials.oauth2.redirect_uris {
        let _ = writeln!(content, "<li><code>{}</code></li>", Escaped(uri));
    }
    let _ = write!(
        content,
        "</ul>\n<h2>Clock</h2>\n<p>The sandbox's time is <code>{}</code> seconds since 1970. Tokens expire by it.</p>\n\
         <form method=\"post\" action=\"{CLOCK}\">\n\
         <button name=\"seconds\" value=\"86400\">A day forward</button>\n\
         <button name=\"seconds\" value=\"1209600\">Two weeks forward</button>\n</form>\n\
         <p><a href=\"{AUTHORIZATIONS}\">Authorized applications</a></p>\n",
        shared.clock.now()
    );
    page(StatusCode::OK, "Endpoints and keys", &content, None)
}

/// `GET /sandbox/authorizations`: who was let in by whom, each with a button to revoke it.
pub(crate) fn authorizations(shared: &Shared) -> Reply {
    let state = shared.state();
    let mut content = String::from("<table>\n");
    let mut any = false;
    for (id, grant) in state.grants.iter().filter(|(_, grant)| !grant.revoked) {
        any = true;
        let application = shared.key(grant.client).map_or(grant.client, |key| key.name);
        let user = crate::graphql::data::user_by_id(grant.user).map_or(grant.user, |user| user.name);
        let _ = writeln!(
            content,
            "<tr><td><strong>{}</strong><br>for {}, at {}</td><td><form method=\"post\" action=\"{REVOKE}\">\
             <input type=\"hidden\" name=\"grant\" value=\"{}\"><button>Revoke</button></form></td></tr>",
            Escaped(application),
            Escaped(user),
            grant.at,
            Escaped(id)
        );
    }
    content.push_str("</table>\n");
    if !any {
        content.push_str("<p>Nobody has been authorized yet.</p>\n");
    }
    page(StatusCode::OK, "Authorized applications", &content, None)
}

/// `POST /sandbox/revoke`: `grant` (from the page's form) or `token` (any token of the grant).
pub(crate) fn revoke(shared: &Shared, request: &Request<'_>) -> Reply {
    let parameters = match own_form(request) {
        Ok(parameters) => parameters,
        Err(reply) => return reply,
    };
    let mut state = shared.state();
    let revoked = match (parameters.get_lenient("grant"), parameters.get_lenient("token")) {
        (Some(grant), None) => state.revoke_grant(&grant),
        (None, Some(token)) => state.revoke_token(&token),
        _ => {
            let what = "send either grant or token, once";
            return error(StatusCode::BAD_REQUEST, what).note(what);
        }
    };
    if !revoked {
        let what = "nothing that stands is named by it";
        return error(StatusCode::NOT_FOUND, what).note(what);
    }
    let content = format!(
        "<p>The application's tokens are no longer good.</p>\n<p><a href=\"{AUTHORIZATIONS}\">Authorized applications</a></p>\n"
    );
    page(StatusCode::OK, "Revoked", &content, None).note("revoked")
}

/// `POST /sandbox/clock`: moves the clock `seconds` forward, at most a year at once.
pub(crate) fn move_clock(shared: &Shared, request: &Request<'_>) -> Reply {
    let parameters = match own_form(request) {
        Ok(parameters) => parameters,
        Err(reply) => return reply,
    };
    let seconds = parameters.get_lenient("seconds").and_then(|text| text.parse::<u64>().ok());
    let Some(seconds) = seconds.filter(|&seconds| seconds <= 366 * 24 * 60 * 60) else {
        let what = "seconds must be a number of at most a year";
        return error(StatusCode::BAD_REQUEST, what).note(what);
    };
    shared.clock.advance(Duration::from_secs(seconds));
    let content = format!(
        "<p>The sandbox's time is now <code>{}</code> seconds since 1970.</p>\n<p><a href=\"/\">Back</a></p>\n",
        shared.clock.now()
    );
    page(StatusCode::OK, "The clock was moved", &content, None)
        .note(format!("clock moved by {seconds} seconds"))
}

pub(crate) fn own_form<'a>(request: &Request<'a>) -> Result<Parameters<'a>, Reply> {
    if is_foreign_form(request) {
        return Err(
            error(StatusCode::FORBIDDEN, "the form came from another site").note("cross-site form refused")
        );
    }
    request.form_parameters().ok_or_else(|| unsupported_media_type(form::CONTENT_TYPE))
}
