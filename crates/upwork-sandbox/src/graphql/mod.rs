//! GraphQL: who asks, for which organization, and what comes back in which shape.

mod areas;
mod ask;
pub(crate) mod data;
mod dates;
mod execute;
mod introspected;
mod made_up;
mod node;
mod paging;
mod records;
mod schema;
mod scopes;
mod seeds;

pub(crate) use records::Records;
pub(crate) use schema::SandboxSchema;
pub(crate) use scopes::{Scopes, parse as parse_scopes};

use crate::failures;
use crate::message::{Reply, Request, unsupported_media_type};
use crate::oauth2;
use crate::state::Shared;
use apollo_compiler::response::JsonMap;
use data::{Organization, Person};
use execute::Outcome;
use http::header::{self, HeaderName};
use http::{HeaderValue, StatusCode};
use node::Run;
use serde::Deserialize;
use serde_json::json;
use std::sync::PoisonError;

/// Selects the organization that a request is made for.
const TENANT: HeaderName = HeaderName::from_static("x-upwork-api-tenantid");

/// The body of a request: <https://graphql.org/learn/serving-over-http/#post-request-and-body>.
#[derive(Deserialize)]
struct Body {
    query: Option<String>,
    variables: Option<JsonMap>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
}

/// Whose eyes a query sees the data with.
pub(crate) struct Viewer {
    pub(crate) person: &'static Person,
    pub(crate) organization: &'static Organization,
}

/// `POST /graphql`.
pub(crate) fn graphql(shared: &Shared, request: &Request<'_>) -> Reply {
    let person = match authenticate(shared, request) {
        Ok(person) => person,
        Err(reply) => return reply,
    };
    if !request.has_content_type("application/json") {
        return unsupported_media_type("application/json");
    }
    let body: Body = match serde_json::from_slice(request.body) {
        Ok(body) => body,
        Err(error) => {
            let message = format!("the body is no GraphQL request in JSON: {error}");
            return answer(StatusCode::BAD_REQUEST, &Outcome::refused(message, "BadRequest"), person.nid);
        }
    };
    let organization = match tenant(person, request) {
        Ok(organization) => organization,
        Err(message) => {
            return answer(StatusCode::OK, &Outcome::refused(message, "ExecutionAborted"), person.nid);
        }
    };
    let Some(query) = body.query.filter(|query| !query.trim().is_empty()) else {
        return answer(StatusCode::OK, &Outcome::refused("there is no query", "InvalidSyntax"), person.nid);
    };
    let viewer = Viewer { person, organization };
    let variables = body.variables.unwrap_or_default();
    // One failure a request: what waits behind another is for the next.
    let partial = request.failure.is_none() && shared.failures.partial_data_waits(request.path);
    let run = Run::new(&shared.schema, &viewer, &shared.records, shared.clock.now(), partial);
    let admit = || shared.records.lock().unwrap_or_else(PoisonError::into_inner).admit(request.body.len());
    let outcome = shared.schema.execute(
        &run,
        &shared.scopes,
        &query,
        body.operation_name.as_deref(),
        &variables,
        admit,
    );
    if run.crashed() {
        return failures::server_error(request.path).note(format!("{}: no after in the page", person.nid));
    }
    if partial && outcome.is_executed() {
        shared.failures.partial_data_came(request.path);
    }
    // Errors too come with 200: users report no other status from the real server's executor.
    answer(StatusCode::OK, &outcome, &format!("{} for {}", person.nid, organization.name))
}

fn answer(status: StatusCode, outcome: &Outcome, who: &str) -> Reply {
    let note = match outcome.first_error() {
        Some(error) => format!("{who}: {error}"),
        None => who.to_owned(),
    };
    match serde_json::to_vec(outcome) {
        Ok(body) => Reply::json_text(status, body).header(header::CACHE_CONTROL, "no-store").note(note),
        Err(error) => {
            Reply::text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).note(error.to_string())
        }
    }
}

/// The bearer token's user ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1);
/// the scheme in any case, RFC 9110 §11.1). The 401's body is assumed.
fn authenticate(shared: &Shared, request: &Request<'_>) -> Result<&'static Person, Reply> {
    let unauthenticated = |challenge: &'static str, what: &'static str| {
        Reply::json(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_token", "error_description": what }))
            .header(header::WWW_AUTHENTICATE, challenge)
            .header(header::CACHE_CONTROL, "no-store")
            .note(what)
    };
    const NO_TOKEN: &str = "Bearer realm=\"upwork-sandbox\"";
    const BAD_TOKEN: &str = "Bearer realm=\"upwork-sandbox\", error=\"invalid_token\"";
    let token = request
        .header(header::AUTHORIZATION)
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token.trim_matches(' '))
        .ok_or_else(|| unauthenticated(NO_TOKEN, "there is no bearer token"))?;
    let state = shared.state();
    let token = oauth2::bearer(&state, token, shared.clock.now());
    token
        .and_then(|token| data::user_by_id(token.user))
        .ok_or_else(|| unauthenticated(BAD_TOKEN, "the access token is unknown, expired or revoked"))
}

/// The organization of the header; without it silently the user's default one.
fn tenant(person: &'static Person, request: &Request<'_>) -> Result<&'static Organization, String> {
    let mut given = request.headers.get_all(TENANT).iter();
    let (first, second) = (given.next(), given.next());
    if second.is_some() {
        return Err("X-Upwork-API-TenantId stands there more than once".into());
    }
    let wanted = first.map(HeaderValue::as_bytes);
    person
        .organizations()
        .find(|organization| wanted.is_none_or(|id| id == organization.id.as_bytes()))
        .ok_or_else(|| "the user is in no organization with the id in X-Upwork-API-TenantId".into())
}
