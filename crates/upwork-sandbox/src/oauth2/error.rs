//! The error reply of the token endpoint and of all that answer in its way.

use crate::message::{Reply, Unusable};
use http::{StatusCode, header};
use serde_json::json;

/// An error reply of [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
pub(crate) struct ErrorResponse {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) description: String,
}

pub(crate) fn refused(code: &'static str, description: impl Into<String>) -> ErrorResponse {
    ErrorResponse { status: StatusCode::BAD_REQUEST, code, description: description.into() }
}

impl ErrorResponse {
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
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
