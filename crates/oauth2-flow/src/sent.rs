//! What a request carried, and a server may repeat in its own words: masked in the failure that they end in.

use crate::json::{Members, Value};
use crate::text::Text;
use oauth_wire::flow::Failure;
use oauth_wire::form;
use oauth_wire::redact::is_secret_parameter;
use oauth_wire::secret::Secret;

/// Parameters whose values help to understand what a server says, and no thief. Any other may be a secret:
/// what an extension's own parameters and a server's own are is known to nobody here.
const PUBLIC: &[&str] = &[
    "grant_type",
    "client_id",
    "client_assertion_type",
    "redirect_uri",
    "scope",
    "resource",
    "audience",
    "response_type",
    "response_mode",
    "code_challenge_method",
    "token_type_hint",
    "subject_token_type",
    "actor_token_type",
    "requested_token_type",
    "username",
    "login_hint",
    "binding_message",
    "acr_values",
    "claims_locales",
    "display",
    "max_age",
    "prompt",
    "ui_locales",
];

/// The failure without the values of this form's (or query's) parameters, but for the public ones.
pub(crate) fn hide_form(form: &[u8], failure: Failure) -> Failure {
    let hidden = form::pairs(form).filter(|pair| !PUBLIC.iter().any(|name| pair.name.is(name.as_bytes())));
    hidden.fold(failure, |failure, pair| match pair.value.to_str() {
        Ok(value) => failure.hiding(Secret::from(value).expose()),
        Err(_) => failure,
    })
}

/// The failure without the values of this document's secret members.
pub(crate) fn hide_json(document: &[u8], mut failure: Failure) -> Failure {
    let Ok(mut members) = Members::of(document) else { return failure };
    while let Ok(Some(member)) = members.next_member() {
        if let (Ok(name), Value::String(value)) = (Text::Json(member.name).to_str(), member.value)
            && is_secret_parameter(&name)
            && let Ok(value) = Text::Json(value).to_str()
        {
            failure = failure.hiding(Secret::from(value).expose());
        }
    }
    failure
}
