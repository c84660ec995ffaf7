//! The error reply of the token endpoint and of all that answer in its way.

use crate::message::{Reply, Unusable};
use http::{StatusCode, header};
use oauth_wire::form;
use serde_json::json;

/// An error reply of [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
pub(crate) struct ErrorResponse {
    status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) description: String,
}

pub(crate) fn refused(code: &'static str, description: impl Into<String>) -> ErrorResponse {
    ErrorResponse { status: StatusCode::BAD_REQUEST, code, description: description.into() }
}

/// The body is none that parameters can be read from.
pub(crate) fn not_a_form() -> ErrorResponse {
    refused("invalid_request", format!("the content type must be {}", form::CONTENT_TYPE))
}

impl ErrorResponse {
    /// With 401, which names Basic: for endpoints that take it.
    pub(crate) fn with_basic_challenge(self) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..self }
    }

    pub(crate) fn into_reply(self) -> Reply {
        let body = json!({ "error": self.code, "error_description": self.description });
        let reply =
            Reply::json(self.status, &body).no_store().note(format!("{}: {}", self.code, self.description));
        if self.status == StatusCode::UNAUTHORIZED {
            reply.header(header::WWW_AUTHENTICATE, "Basic realm=\"upwork-sandbox\"")
        } else {
            reply
        }
    }
}

impl From<Unusable> for ErrorResponse {
    fn from(Unusable(name): Unusable) -> Self {
        refused("invalid_request", format!("{name} stands there more than once, or is no text"))
    }
}
