//! OAuth 2 at Upwork's paths: the four grants of its guide, and two refusals.

use crate::browser::{Decision, Visitor};
use crate::driver::{self, Ended, Http};
use crate::show::Show;
use crate::{Result, must};
use oauth_wire::flow::{Failure, FailureKind, Flow, Recovery};
use oauth_wire::seed::Seed;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::token::Token;
use std::time::Duration;
use upwork_graphql::oauth2::client_at;
use upwork_sandbox::{ClientKey, Sandbox};

/// Gives the token that GraphQL is asked with.
pub fn tour(show: &mut Show, http: &Http, sandbox: &Sandbox) -> Result<Token> {
    let credentials = sandbox.credentials();
    // As `oauth2::client` sets it up for Upwork itself.
    let at = |key: &ClientKey| client_at(sandbox.base_url(), key.id, key.secret.clone());
    let (client, enterprise) = (at(&credentials.oauth2)?, at(&credentials.oauth2_enterprise)?);
    let redirect_uri =
        credentials.oauth2.redirect_uris.first().ok_or("the key has no redirect URI")?.as_str();
    let now = sandbox.clock().now();
    show.title("OAuth 2 (RFC 6749) at Upwork's endpoints");

    show.step("Authorization code, with PKCE");
    let flow = AuthorizationCode::new(redirect_uri).start(&client, Seed::generate()?, now)?;
    let token = run(show, http, sandbox, Decision::Approve, flow)??;
    describe(show, &token);

    show.step("Denied by the user");
    let flow = AuthorizationCode::new(redirect_uri).start(&client, Seed::generate()?, now)?;
    let failure = failed(run(show, http, sandbox, Decision::Deny, flow)?)?;
    explain(show, &failure, FailureKind::Denied, "access_denied")?;

    show.step("Implicit: the token comes in the redirect's fragment (legacy; authorization code with PKCE replaces it)");
    let flow = Implicit::new(redirect_uri).start(&client, Seed::generate()?, now)?;
    let implicit = run(show, http, sandbox, Decision::Approve, flow)??;
    must(implicit.refresh_token().is_none(), "the implicit grant gave a refresh token")?;
    describe(show, &implicit);

    show.step("Client credentials: a service account of an enterprise");
    let flow = ClientCredentials::new().start(&enterprise)?;
    let service = run(show, http, sandbox, Decision::Approve, flow)??;
    describe(show, &service);

    show.step("Refused: client credentials with an ordinary key");
    let flow = ClientCredentials::new().start(&client)?;
    let failure = failed(run(show, http, sandbox, Decision::Approve, flow)?)?;
    explain(show, &failure, FailureKind::Refused, "unauthorized_client")?;

    show.step("Refresh: the refresh token rotates");
    let old = token.refresh_token().ok_or("there is no refresh token")?;
    let flow = RefreshToken::new(old.expose()).start(&client)?;
    let refreshed = run(show, http, sandbox, Decision::Approve, flow)??;
    let new = refreshed.refresh_token().ok_or("the refresh gave no refresh token")?;
    must(new != old, "the refresh token did not rotate")?;
    describe(show, &refreshed);
    show.means("the old refresh token is spent: store the new one before anything else");

    show.step("Refused: a scope, which at Upwork belongs to the key and is never asked for");
    let flow = AuthorizationCode::new(redirect_uri).scope("read_everything").start(
        &client,
        Seed::generate()?,
        now,
    )?;
    let failure = failed(run(show, http, sandbox, Decision::Approve, flow)?)?;
    explain(show, &failure, FailureKind::Refused, "invalid_scope")?;

    show.step("Refused: a refresh token that nobody used for two weeks");
    let flow = AuthorizationCode::new(redirect_uri).start(&client, Seed::generate()?, now)?;
    let idle = run(show, http, sandbox, Decision::Approve, flow)??;
    let idle = idle.refresh_token().ok_or("there is no refresh token")?;
    sandbox.advance(Duration::from_secs(15 * 24 * 60 * 60));
    show.means("fifteen days pass");
    let flow = RefreshToken::new(idle.expose()).start(&client)?;
    let failure = failed(run(show, http, sandbox, Decision::Approve, flow)?)?;
    explain(show, &failure, FailureKind::Refused, "invalid_grant")?;
    must(
        failure.recovery() == Recovery::SignInAgain,
        "an expired refresh token asks for something else than a login",
    )?;

    show.step("So the user signs in again");
    let flow =
        AuthorizationCode::new(redirect_uri).start(&client, Seed::generate()?, sandbox.clock().now())?;
    let token = run(show, http, sandbox, Decision::Approve, flow)??;
    describe(show, &token);
    Ok(token)
}

fn run<F: Flow>(
    show: &mut Show,
    http: &Http,
    sandbox: &Sandbox,
    decision: Decision,
    flow: F,
) -> Result<Ended<F::Output>> {
    let clock = sandbox.clock();
    driver::run(show, http, || clock.now(), &mut Visitor { http, decision }, flow)
}

pub fn describe(show: &mut Show, token: &Token) {
    let expires =
        token.expires_at().map_or("no expiry".into(), |time| format!("good until {time} (Unix time)"));
    let refresh = if token.refresh_token().is_some() { "with" } else { "without" };
    show.means(&format!(
        "an access token of type {}, {expires}, {refresh} a refresh token",
        token.token_type()
    ));
    for leniency in token.leniencies().iter() {
        show.means(&format!("accepted by a named leniency: {leniency:?}"));
    }
}

fn failed<T>(ended: Ended<T>) -> Result<Failure> {
    match ended {
        Ok(_) => Err("the flow succeeded where it must fail".into()),
        Err(failure) => Ok(failure),
    }
}

fn explain(show: &mut Show, failure: &Failure, kind: FailureKind, code: &str) -> Result<()> {
    must(
        failure.kind() == kind && failure.code() == Some(code),
        &format!("another failure was due: {failure}"),
    )?;
    show.means(&format!("FailureKind::{kind:?}: {failure}"));
    Ok(())
}
