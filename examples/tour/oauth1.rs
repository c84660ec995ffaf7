//! OAuth 1: the steps of the two older documents.

use crate::browser::{Decision, Visitor};
use crate::driver::{self, Http};
use crate::show::Show;
use crate::{Result, must};
use oauth_wire::flow::Recovery;
use oauth_wire::form::CONTENT_TYPE;
use oauth_wire::message::{Headers, Method, Request, Resend, ResponseBuf};
use oauth_wire::seed::Seed;
use oauth1_sign::flow::{Callback, GrantedToken, ThreeLegged};
use oauth1_sign::{
    ClientCredentials, HmacSha1, NonceSource, Placement, Problem, ProblemKind, ProtocolParameters,
    SignableRequest, Signer, Slot, TokenCredentials,
};
use upwork_sandbox::Sandbox;

pub fn tour(show: &mut Show, http: &Http, sandbox: &Sandbox) -> Result<()> {
    let key = &sandbox.credentials().oauth1;
    let client = ClientCredentials::new(key.id, key.secret.expose());
    let redirect_uri = key.redirect_uris.first().ok_or("the key has no redirect URI")?;
    show.title("OAuth 1 (RFC 5849)");

    show.step("Three legs, with a callback URL");
    let token = sign_in(show, http, sandbox, &client, Callback::Url(redirect_uri.clone()))?;

    show.step("The same out of band: the user types the verifier in");
    sign_in(show, http, sandbox, &client, Callback::OutOfBand)?;

    let credentials = token.credentials();
    let mut api = Api {
        http,
        sandbox,
        client,
        token: credentials,
        key: HmacSha1::new(&client, Some(&credentials)),
        nonces: NonceSource::new(Seed::generate()?),
    };
    let jobs = format!("{}?q=java", sandbox.endpoints().jobs);

    show.step("A protected resource, signed in the header");
    let answer = api.call(show, Method::Get, &jobs, None, Placement::Header)?;
    must(answer.status == 200, "the signed GET was refused")?;
    show.means("the server computed the same signature, and answers with jobs");

    show.step("The same, signed in the query");
    let answer = api.call(show, Method::Get, &jobs, None, Placement::Query)?;
    must(answer.status == 200, "the GET signed in the query was refused")?;
    show.means("the parameters travel in the URL, where logs keep it: prefer the header");

    show.step("JSONP: `callback` is signed like every other parameter");
    let answer = api.call(show, Method::Get, &format!("{jobs}&callback=show"), None, Placement::Query)?;
    must(
        answer.status == 200 && answer.body.windows(5).any(|part| part == b"show("),
        "the JSONP answer does not call `show`",
    )?;
    show.means("the answer is a script that calls `show` with the jobs");

    show.step("A POST, signed in the form body");
    let body = "name=Java%20in%20the%20morning&q=java";
    let answer =
        api.call(show, Method::Post, &sandbox.endpoints().saved_searches, Some(body), Placement::FormBody)?;
    must(matches!(answer.status, 200 | 201), "the POST signed in its body was refused")?;
    show.means("form parameters are part of the signature, wherever the protocol's own travel");

    show.step("Refused: a wrong signature");
    let wrong = TokenCredentials::new(credentials.token, "not-the-secret");
    let right = std::mem::replace(&mut api.key, HmacSha1::new(&client, Some(&wrong)));
    let answer = api.call(show, Method::Get, &jobs, None, Placement::Header)?;
    refusal(show, &answer, ProblemKind::SignatureInvalid, "Verification of signature failed")?;

    show.step("Refused: the user revoked the authorization");
    api.key = right;
    must(sandbox.revoke(credentials.token), "the sandbox did not know the token to revoke")?;
    let answer = api.call(show, Method::Get, &jobs, None, Placement::Header)?;
    let words = "The consumer_key and token combination does not exist or is not enabled";
    refusal(show, &answer, ProblemKind::TokenRejected, words)
}

/// The whole flow, with a user who approves.
fn sign_in(
    show: &mut Show,
    http: &Http,
    sandbox: &Sandbox,
    client: &ClientCredentials<'_>,
    callback: Callback,
) -> Result<GrantedToken> {
    let config = upwork_graphql::oauth1::config_at(sandbox.base_url(), client, callback)?;
    let flow = ThreeLegged::new(config, Seed::generate()?);
    let clock = sandbox.clock();
    let mut user = Visitor { http, decision: Decision::Approve };
    let token = driver::run(show, http, || clock.now(), &mut user, flow)??;
    for wanted in ["user_id", "screen_name"] {
        must(
            token.extra().iter().any(|(name, _)| name == wanted),
            &format!("the reply's {wanted} was not kept"),
        )?;
    }
    let extra =
        token.extra().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
    show.means(&format!("the application holds token credentials, and knows: {extra}"));
    Ok(token)
}

/// Signed calls to protected resources.
struct Api<'a> {
    http: &'a Http,
    sandbox: &'a Sandbox,
    client: ClientCredentials<'a>,
    token: TokenCredentials<'a>,
    key: HmacSha1,
    nonces: NonceSource,
}

impl Api<'_> {
    fn call(
        &mut self,
        show: &mut Show,
        method: Method,
        url: &str,
        form_body: Option<&str>,
        placement: Placement,
    ) -> Result<ResponseBuf> {
        let mut request = SignableRequest::new(method.as_str(), url)?.strict()?;
        if let Some(body) = form_body {
            request = request.with_form_body(body.as_bytes());
        }
        let nonce = self.nonces.next();
        let protocol = ProtocolParameters::new(self.sandbox.clock().now(), nonce.as_str());
        let signer = Signer::new(self.client.identifier, Some(self.token.token), &self.key);
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 32], [0; 4096]);
        let signed = signer.sign(&request, protocol, placement, &mut scratch, &mut buffer)?;

        let (url, authorization, body) = match placement {
            Placement::Header => (url, Some(signed), form_body.unwrap_or_default()),
            Placement::FormBody => (url, None, signed),
            Placement::Query => (signed, None, form_body.unwrap_or_default()),
        };
        let headers = Headers::new()
            .with_optional("authorization", authorization)
            .with_optional("content-type", (!body.is_empty()).then_some(CONTENT_TYPE));
        let request = Request {
            method,
            url,
            headers,
            body: body.as_bytes(),
            resend: Resend::Never,
            max_response_len: 1 << 20,
        };
        show.request(&request);
        let answer = self.http.send(&request).map_err(|_| "the request got no answer")?;
        show.answer(&answer);
        Ok(answer)
    }
}

fn refusal(show: &mut Show, answer: &ResponseBuf, kind: ProblemKind, words: &str) -> Result<()> {
    must(answer.status == 401, "the request was not refused")?;
    let view = answer.view();
    let problem = Problem::find(&view).ok_or("the refusal is not recognized")?;
    must(problem.kind() == kind && problem.code().is(words.as_bytes()), "the refusal is another one")?;
    let recovery: Recovery = kind.recovery();
    show.means(&format!("ProblemKind::{kind:?}: {problem}; {recovery}"));
    Ok(())
}
