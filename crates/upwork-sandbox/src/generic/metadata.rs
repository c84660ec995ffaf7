//! The two documents at well-known places: the server's
//! ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)) and its API's
//! ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)).

use super::SCOPES;
use super::token::GRANT_TYPES;
use crate::message::Reply;
use crate::state::Shared;
use http::StatusCode;
use serde_json::json;

pub(super) fn server(shared: &Shared) -> Reply {
    let provider = &shared.generic;
    let methods = ["client_secret_basic", "client_secret_post", "none"];
    let document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": provider.authorization,
        "token_endpoint": provider.token,
        "device_authorization_endpoint": provider.device_authorization,
        "backchannel_authentication_endpoint": provider.backchannel_authentication,
        "backchannel_token_delivery_modes_supported": ["poll"],
        "pushed_authorization_request_endpoint": provider.pushed_authorization_request,
        "revocation_endpoint": provider.revocation,
        "introspection_endpoint": provider.introspection,
        "registration_endpoint": provider.registration,
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": GRANT_TYPES,
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "authorization_response_iss_parameter_supported": true,
        "protected_resources": [provider.resource],
    });
    Reply::json(StatusCode::OK, &document)
}

pub(super) fn protected_resource(shared: &Shared) -> Reply {
    let provider = &shared.generic;
    let document = json!({
        "resource": provider.resource,
        "resource_name": "The generic provider's one API",
        "authorization_servers": [provider.issuer],
        "scopes_supported": SCOPES,
        "bearer_methods_supported": ["header", "body"],
    });
    Reply::json(StatusCode::OK, &document)
}
