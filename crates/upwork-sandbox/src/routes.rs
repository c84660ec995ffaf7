//! Which path does what. The paths are Upwork's own but for those under `/sandbox` and
//! [`SAVED_SEARCHES`], which are made up, and those of the [`generic`] provider.

use crate::message::{Reply, Request, method_not_allowed};
use crate::state::Shared;
use crate::{failures, generic, graphql, oauth1, oauth2, pages};
use http::{Method, StatusCode};

pub(crate) const AUTHORIZE: &str = "/ab/account-security/oauth2/authorize";
pub(crate) const TOKEN: &str = "/api/v3/oauth2/token";
pub(crate) const OAUTH1_TEMPORARY: &str = "/api/auth/v1/oauth/token/request";
pub(crate) const OAUTH1_AUTHORIZE: &str = "/services/api/auth";
pub(crate) const OAUTH1_TOKEN: &str = "/api/auth/v1/oauth/token/access";
pub(crate) const JOBS: &str = "/api/profiles/v2/search/jobs.json";
pub(crate) const SAVED_SEARCHES: &str = "/api/profiles/v2/search/jobs/saved.json";
pub(crate) const GRAPHQL: &str = "/graphql";
pub(crate) const AUTHORIZATIONS: &str = "/sandbox/authorizations";
pub(crate) const REVOKE: &str = "/sandbox/revoke";
pub(crate) const CLOCK: &str = "/sandbox/clock";
pub(crate) const FAILURES: &str = "/sandbox/failures";
pub(crate) const SCOPES: &str = "/sandbox/scopes";

/// The answer to a whole request.
pub(crate) fn answer(shared: &Shared, request: &Request<'_>) -> Reply {
    if let Some(reply) = generic::answer(shared, request) {
        return reply;
    }
    if !pages::has_user_agent(request.headers) {
        return pages::challenge();
    }
    let is_get = matches!(*request.method, Method::GET | Method::HEAD);
    let is_post = *request.method == Method::POST;
    match request.path {
        AUTHORIZE if is_get => oauth2::authorize(shared, request),
        AUTHORIZE if is_post => pages::decide(shared, request),
        TOKEN if is_post => oauth2::token(shared, request),
        OAUTH1_TEMPORARY if is_post => oauth1::temporary_credentials(shared, request),
        OAUTH1_AUTHORIZE if is_get => oauth1::authorize(shared, request),
        OAUTH1_AUTHORIZE if is_post => pages::decide(shared, request),
        OAUTH1_TOKEN if is_post => oauth1::token_credentials(shared, request),
        JOBS if is_get => oauth1::jobs(shared, request),
        SAVED_SEARCHES if is_get => oauth1::list_saved_searches(shared, request),
        SAVED_SEARCHES if is_post => oauth1::save_search(shared, request),
        GRAPHQL if is_post => graphql::graphql(shared, request),
        "/" if is_get => pages::home(shared),
        AUTHORIZATIONS if is_get => pages::authorizations(shared),
        REVOKE if is_post => pages::revoke(shared, request),
        CLOCK if is_post => pages::move_clock(shared, request),
        FAILURES if is_post => failures::inject(shared, request),
        SCOPES if is_post => failures::limit_scopes(shared, request),
        AUTHORIZE | OAUTH1_AUTHORIZE | SAVED_SEARCHES => method_not_allowed("GET, POST"),
        "/" | AUTHORIZATIONS | JOBS => method_not_allowed("GET"),
        TOKEN | GRAPHQL | REVOKE | CLOCK | FAILURES | SCOPES => method_not_allowed("POST"),
        // OAuth 1's token endpoints too, when they are not posted to: users report 404 there.
        _ => Reply::text(StatusCode::NOT_FOUND, "There is nothing here. GET / lists what there is.\n")
            .note("no such path"),
    }
}
