//! What an embedder needs to know of the provider: its URLs, its clients, and what it trusts.

use super::client::{AuthenticationMethod, Client};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth_wire::secret::Secret;
use std::sync::Arc;

/// The generic provider of a sandbox, from [`Sandbox::generic`](crate::Sandbox::generic).
///
/// Its metadata ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)) says the same over HTTP, at the
/// place that `issuer` gives it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Provider {
    /// The issuer identifier.
    pub issuer: String,
    /// The authorization endpoint, for a browser. `iss` stands in each of its answers (RFC 9207).
    pub authorization: String,
    /// The token endpoint.
    pub token: String,
    /// Where device codes come from (RFC 8628).
    pub device_authorization: String,
    /// Where users type their code in, in a browser: `user_code` in the query opens the question.
    pub device: String,
    /// Where a user is asked on another channel (CIBA).
    pub backchannel_authentication: String,
    /// That channel, for a browser: a page with all that waits there.
    pub inbox: String,
    /// Where authorization requests are left beforehand (RFC 9126).
    pub pushed_authorization_request: String,
    /// Where tokens are given back (RFC 7009).
    pub revocation: String,
    /// Where a token is asked about (RFC 7662).
    pub introspection: String,
    /// Where clients register themselves, without any leave (RFC 7591).
    pub registration: String,
    /// An API that takes this provider's tokens: `GET`, or `POST` with the token in a form. It wants
    /// the scope `read`.
    pub resource: String,
    /// A client that uses Basic as RFC 6749 has it. Its secret shows whether the form encoding is right.
    pub basic: Arc<Client>,
    /// A client that uses Basic without the form encoding, with a secret of the same kind.
    pub basic_raw: Arc<Client>,
    /// A client that sends its secret in the body.
    pub post: Arc<Client>,
    /// A public client. Its codes need PKCE (RFC 9700 §2.1.1).
    pub public: Arc<Client>,
    /// Every user's password, for the resource owner password grant alone.
    pub password: Secret,
    /// The one JWT that is trusted (RFC 7523). It is about the sandbox's first user. It is compared as
    /// text: its signature is none.
    pub jwt_assertion: Secret,
    /// The one SAML assertion that is trusted (RFC 7522), in base64url, about the same user. It is
    /// compared as text, and not signed.
    pub saml2_assertion: Secret,
}

impl Provider {
    pub(crate) fn new(base_url: &str, redirect_uris: &[String], subject: &str) -> Self {
        let at = |path: &str| format!("{base_url}{path}");
        let client = |name: &str, id: &str, secret: Option<&str>, authentication| {
            Arc::new(Client {
                name: name.into(),
                id: id.into(),
                secret: secret.map(Secret::from),
                authentication,
                redirect_uris: redirect_uris.to_vec(),
            })
        };
        let issuer = at(super::ISSUER);
        // 253402300799 is the last second of the year 9999: the assertion is the same in every test.
        let claims = format!(
            r#"{{"iss":"https://idp.example","sub":"{subject}","aud":"{issuer}","exp":253402300799}}"#
        );
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let jwt = [part(r#"{"alg":"HS256","typ":"JWT"}"#), part(&claims), part("not a signature")].join(".");
        let saml = format!(
            "<Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\" Version=\"2.0\" ID=\"generic\">\
             <Issuer>https://idp.example</Issuer><Subject><NameID>{subject}</NameID></Subject></Assertion>"
        );
        Self {
            authorization: at(super::AUTHORIZE),
            token: at(super::TOKEN),
            device_authorization: at(super::DEVICE_AUTHORIZATION),
            device: at(super::DEVICE),
            backchannel_authentication: at(super::BACKCHANNEL),
            inbox: at(super::INBOX),
            pushed_authorization_request: at(super::PUSHED),
            revocation: at(super::REVOCATION),
            introspection: at(super::INTROSPECTION),
            registration: at(super::REGISTRATION),
            resource: at(super::RESOURCE),
            basic: client(
                "Generic, Basic",
                "generic-basic",
                Some("5eed000000000011 +%41:&é"),
                AuthenticationMethod::Basic,
            ),
            basic_raw: client(
                "Generic, raw Basic",
                "generic-basic-raw",
                Some("5eed000000000012 +%41:&é"),
                AuthenticationMethod::BasicRaw,
            ),
            post: client(
                "Generic, body",
                "generic-post",
                Some("5eed000000000013 +%41:&é"),
                AuthenticationMethod::Post,
            ),
            public: client("Generic, public", "generic-public", None, AuthenticationMethod::None),
            password: Secret::from("5eed000000000014"),
            jwt_assertion: Secret::from(jwt),
            saml2_assertion: Secret::from(part(&saml)),
            issuer,
        }
    }

    /// The clients that there are from the start.
    pub fn clients(&self) -> impl Iterator<Item = &Arc<Client>> {
        [&self.basic, &self.basic_raw, &self.post, &self.public].into_iter()
    }

    /// Every URL with a short name, for listing them to people.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("Issuer", &self.issuer),
            ("Authorization", &self.authorization),
            ("Token", &self.token),
            ("Device authorization", &self.device_authorization),
            ("Device codes, for a browser", &self.device),
            ("Backchannel authentication", &self.backchannel_authentication),
            ("Its inbox, for a browser", &self.inbox),
            ("Pushed authorization requests", &self.pushed_authorization_request),
            ("Revocation", &self.revocation),
            ("Introspection", &self.introspection),
            ("Registration", &self.registration),
            ("Resource", &self.resource),
        ]
    }
}
