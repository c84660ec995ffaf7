//! The pages that only the generic provider has.

use super::authorize::ask;
use super::{Escaped, page, page_with_policy, source_expression};
use crate::config::User;
use crate::message::Reply;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

const SUBMIT: &str = "document.forms[0].submit()";

static SUBMIT_SOURCE: LazyLock<String> =
    LazyLock::new(|| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(SUBMIT))));

/// The answer to an authorization request as a form that the browser posts by itself
/// ([Form Post Response Mode §2](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
pub(crate) fn form_post<'m>(
    redirect_uri: &str,
    members: impl IntoIterator<Item = (&'m str, &'m str)>,
) -> Reply {
    let mut content = format!("<form method=\"post\" action=\"{}\">\n", Escaped(redirect_uri));
    for (name, value) in members {
        let _ = writeln!(
            content,
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            Escaped(name),
            Escaped(value)
        );
    }
    let _ = write!(content, "<button>Continue</button>\n</form>\n<script>{SUBMIT}</script>\n");
    let policy = format!("script-src {}; form-action{}", *SUBMIT_SOURCE, source_expression(redirect_uri));
    page_with_policy(StatusCode::OK, "Back to the application", &content, &policy)
}

/// Where the user types in the code that the device shows.
pub(crate) fn user_code(action: &str) -> Reply {
    let content = format!(
        "<form method=\"get\" action=\"{action}\">\n<p><label>The code that the device shows \
         <input name=\"user_code\" autocomplete=\"off\"></label></p>\n<button>Continue</button>\n</form>\n"
    );
    page(StatusCode::OK, "Connect a device", &content, None)
}

/// What waits on the other channel: rows, the user who is asked, and the question's id.
pub(crate) fn inbox<'a>(
    action: &str,
    waiting: impl Iterator<Item = (Vec<(&'a str, &'a str)>, User, &'a str)>,
) -> Reply {
    let mut content = String::new();
    for (rows, user, id) in waiting {
        let name = rows.first().map_or("", |(_, name)| name);
        ask(&mut content, name, &rows, action, &[user], id);
    }
    if content.is_empty() {
        content.push_str("<p>Nothing waits for anyone.</p>\n");
    }
    page(StatusCode::OK, "Inbox", &content, None)
}

/// What follows a decision that the client learns of by asking.
pub(crate) fn done(name: &str, approved: bool) -> Reply {
    let (title, what) = match approved {
        true => ("Approved", "was let in"),
        false => ("Denied", "was not let in"),
    };
    let content = format!("<p>{} {what}. You can close this window.</p>\n", Escaped(name));
    page(StatusCode::OK, title, &content, None)
}
