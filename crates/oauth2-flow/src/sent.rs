//! What a request carried, and a server may repeat in its own words: masked in the failure that they end in.

use crate::json::{Members, Value};
use crate::text::Text;
use alloc::vec::Vec;
use oauth_wire::flow::Failure;
use oauth_wire::form;
use oauth_wire::secret::Secret;

/// Parameters of forms whose values help to understand what a server says, and no thief. Any other may be a secret:
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
    "requested_expiry",
    "claims_locales",
    "display",
    "max_age",
    "prompt",
    "ui_locales",
];

/// The texts of a client's metadata (RFC 7591 §2): a registration has no others of the server's own that
/// would be public for certain. A name may have a language behind a `#` (§2.2).
const PUBLIC_MEMBERS: &[&str] = &[
    "application_type",
    "client_name",
    "client_uri",
    "id_token_signed_response_alg",
    "jwks_uri",
    "logo_uri",
    "policy_uri",
    "scope",
    "software_id",
    "software_version",
    "subject_type",
    "token_endpoint_auth_method",
    "tos_uri",
];

/// What was sent and is masked, collected to be looked for at once.
#[derive(Default)]
pub(crate) struct Sent(Vec<Secret>);

impl Sent {
    /// Adds a secret.
    pub(crate) fn text(&mut self, secret: &str) {
        self.0.push(secret.into());
    }

    /// Adds the values of this form's parameters, but for the public ones.
    pub(crate) fn form(&mut self, form: &[u8]) {
        let hidden =
            form::pairs(form).filter(|pair| !PUBLIC.iter().any(|name| pair.name.is(name.as_bytes())));
        self.0.extend(hidden.filter_map(|pair| pair.value.to_str().ok().map(Secret::from)));
    }

    /// Adds the values of the parameters in this URL's query, but for the public ones.
    pub(crate) fn query(&mut self, url: &str) {
        self.form(url.split_once('?').map_or("", |(_, query)| query).as_bytes());
    }

    /// Adds the texts that are members of this document, but for the public ones.
    pub(crate) fn json(&mut self, document: &[u8]) {
        let Ok(mut members) = Members::of(document) else { return };
        while let Ok(Some(member)) = members.next_member() {
            let Ok(name) = Text::Json(member.name).to_str() else { continue };
            let name = name.split_once('#').map_or(&*name, |(name, _)| name);
            if let Value::String(value) = member.value
                && !PUBLIC_MEMBERS.contains(&name)
                && let Ok(value) = Text::Json(value).to_str()
            {
                self.0.push(Secret::from(value));
            }
        }
    }

    /// The failure without them.
    pub(crate) fn hide_in(&self, failure: Failure) -> Failure {
        let secrets: Vec<&str> = self.0.iter().map(Secret::expose).collect();
        failure.hiding(&secrets)
    }
}
