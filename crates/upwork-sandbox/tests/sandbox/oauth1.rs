//! The three-legged journey, in all placements, and its refusals.

use crate::rig::{Answer, CALLBACK, Rig, decode, encode};
use oauth_wire::form;
use oauth1_sign::{
    ClientCredentials, Placement, ProtocolParameters, SignableRequest, Signer, Slot, TokenCredentials,
};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const WRONG_SIGNATURE: &str = "Verification of signature failed";
const NOT_ENABLED: &str = "The consumer_key and token combination does not exist or is not enabled";

/// What a request is signed with, and what it carries.
#[derive(Clone, Default)]
struct Call<'a> {
    token: Option<(&'a str, &'a str)>,
    callback: Option<&'a str>,
    verifier: Option<&'a str>,
    form: Option<&'a [(&'a str, &'a str)]>,
    placement: Option<Placement>,
    client: Option<(&'a str, &'a str)>,
    nonce: Option<&'a str>,
    seconds_off: i64,
}

static NONCE: AtomicU32 = AtomicU32::new(0);

/// The request as it goes out.
fn signed(rig: &Rig, method: &str, url: &str, call: &Call<'_>) -> ureq::http::Request<String> {
    let key = &rig.sandbox.credentials().oauth1;
    let (id, secret) = call.client.unwrap_or((key.id, key.secret.expose()));
    let client = ClientCredentials::new(id, secret);
    let token = call.token.map(|(token, secret)| TokenCredentials::new(token, secret));
    let nonce = NONCE.fetch_add(1, Ordering::SeqCst).to_string();
    let now = rig.sandbox.clock().now();
    let now = if call.seconds_off < 0 {
        now.minus(call.seconds_off.unsigned_abs())
    } else {
        now.plus(call.seconds_off.unsigned_abs())
    };
    let mut protocol = ProtocolParameters::new(now, call.nonce.unwrap_or(&nonce));
    if let Some(callback) = call.callback {
        protocol = protocol.with_callback(callback);
    }
    if let Some(verifier) = call.verifier {
        protocol = protocol.with_verifier(verifier);
    }
    let placement = call.placement.unwrap_or(Placement::Header);
    let mut form = call.form.map(encode);
    if placement == Placement::FormBody {
        form = Some(form.unwrap_or_default());
    }
    let mut signable = SignableRequest::new(method, url).unwrap();
    if let Some(form) = &form {
        signable = signable.with_form_body(form.as_bytes());
    }
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 32], [0; 4096]);
    let signer = Signer::hmac_sha1(&client, token.as_ref());
    let out = signer.sign(&signable, protocol, placement, &mut scratch, &mut buffer).unwrap().to_owned();

    let mut request = ureq::http::Request::builder().method(method);
    if form.is_some() {
        request = request.header("content-type", form::CONTENT_TYPE);
    }
    match placement {
        Placement::Header => request.uri(url).header("authorization", out).body(form.unwrap_or_default()),
        Placement::Query => request.uri(out).body(form.unwrap_or_default()),
        Placement::FormBody => request.uri(url).body(out),
    }
    .unwrap()
}

fn send(rig: &Rig, method: &str, url: &str, call: &Call<'_>) -> Answer {
    rig.send(signed(rig, method, url, call))
}

/// Token and secret of a form-encoded reply.
fn pair(answer: &Answer) -> (String, String) {
    assert_eq!((answer.status, answer.header("content-type")), (200, form::CONTENT_TYPE), "{}", answer.body);
    let members = decode(&answer.body);
    (members["oauth_token"].clone(), members["oauth_token_secret"].clone())
}

fn temporary(rig: &Rig, callback: Option<&str>) -> Answer {
    send(
        rig,
        "POST",
        &rig.sandbox.endpoints().oauth1_temporary_credentials,
        &Call { callback, ..Call::default() },
    )
}

fn authorization_url(rig: &Rig, token: &str) -> String {
    format!("{}?{}", rig.sandbox.endpoints().oauth1_authorization, encode(&[("oauth_token", token)]))
}

fn access(rig: &Rig, token: &(String, String), verifier: Option<&str>) -> Answer {
    let call = Call { token: Some((&token.0, &token.1)), verifier, ..Call::default() };
    send(rig, "POST", &rig.sandbox.endpoints().oauth1_token_credentials, &call)
}

/// A whole journey with a callback.
fn token(rig: &Rig) -> (String, String) {
    let temporary = pair(&temporary(rig, Some(CALLBACK)));
    let location = rig.approve(&authorization_url(rig, &temporary.0));
    let query = decode(location.split_once('?').unwrap().1);
    pair(&access(rig, &temporary, Some(&query["oauth_verifier"])))
}

fn jobs(rig: &Rig, token: &(String, String)) -> Answer {
    let url = format!("{}?q=java", rig.sandbox.endpoints().jobs);
    send(rig, "GET", &url, &Call { token: Some((&token.0, &token.1)), ..Call::default() })
}

#[track_caller]
fn assert_refused(answer: &Answer, body: &str) {
    assert_eq!((answer.status, answer.body.as_str()), (401, body));
    assert!(answer.header("www-authenticate").starts_with("OAuth "));
}

#[test]
fn with_a_callback() {
    let rig = Rig::new();
    let reply = temporary(&rig, Some(CALLBACK));
    assert_eq!(decode(&reply.body)["oauth_callback_confirmed"], "true");
    assert_eq!(reply.header("cache-control"), "no-store");
    let temporary = pair(&reply);
    let url = authorization_url(&rig, &temporary.0);
    let page = rig.get(&url);
    for part in ["jobs-alert", "https://app.example/callback", ">Approve<", ">Deny<"] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(page.header("content-security-policy").contains("form-action 'self' https://app.example;"));
    let location = rig.approve(&url);
    let (place, query) = location.split_once('?').unwrap();
    let query = decode(query);
    assert_eq!((place, &query["oauth_token"]), (CALLBACK, &temporary.0));

    let reply = access(&rig, &temporary, Some(&query["oauth_verifier"]));
    let members = decode(&reply.body);
    assert_eq!(
        (members["user_id"].as_str(), members["screen_name"].as_str()),
        ("1103872200415793152", "mira")
    );
    let answer = jobs(&rig, &pair(&reply));
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.json()["jobs"].as_array().unwrap().len(), 3);
    assert_eq!(answer.json()["auth_user"]["uid"], "mira");
}

#[test]
fn out_of_band_and_without_oauth_callback() {
    let rig = Rig::new();
    for callback in [Some("oob"), None] {
        let reply = temporary(&rig, callback);
        assert_eq!(decode(&reply.body).contains_key("oauth_callback_confirmed"), callback.is_some());
        let temporary = pair(&reply);
        let page = rig.get(&authorization_url(&rig, &temporary.0));
        let decision =
            [("request", page.hidden("request")), ("decision", "approve".into()), ("user", "tomas".into())];
        let decision = decision.each_ref().map(|(name, value)| (*name, value.as_str()));
        let page = rig.post(&rig.sandbox.endpoints().oauth1_authorization, &decision);
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("Application authorized")
                && page.body.contains("jobs-alert has been authorized.")
        );
        let verifier = page.body.split_once("Your oauth_verifier=").unwrap().1.split('<').next().unwrap();
        let reply = access(&rig, &temporary, Some(verifier));
        assert_eq!(decode(&reply.body)["screen_name"], "tomas");
        assert_eq!(jobs(&rig, &pair(&reply)).status, 200);
    }
}

#[test]
fn every_placement() {
    let rig = Rig::new();
    let endpoints = rig.sandbox.endpoints();
    for placement in [Placement::Header, Placement::FormBody, Placement::Query] {
        let call = Call { callback: Some(CALLBACK), placement: Some(placement), ..Call::default() };
        let temporary = pair(&send(&rig, "POST", &endpoints.oauth1_temporary_credentials, &call));
        let location = rig.approve(&authorization_url(&rig, &temporary.0));
        let verifier = decode(location.split_once('?').unwrap().1)["oauth_verifier"].clone();
        let call = Call {
            token: Some((&temporary.0, &temporary.1)),
            verifier: Some(&verifier),
            placement: Some(placement),
            ..Call::default()
        };
        let token = pair(&send(&rig, "POST", &endpoints.oauth1_token_credentials, &call));

        let call = Call { token: Some((&token.0, &token.1)), placement: Some(placement), ..Call::default() };
        if placement != Placement::FormBody {
            assert_eq!(send(&rig, "GET", &format!("{}?q=java&x=a%20b", endpoints.jobs), &call).status, 200);
        }
        let name = format!("{placement:?} & co");
        let saved = [("name", name.as_str()), ("q", "java kotlin")];
        let answer =
            send(&rig, "POST", &endpoints.saved_searches, &Call { form: Some(&saved), ..call.clone() });
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json()["saved_search"]["name"], name.as_str());
        if placement == Placement::Header {
            let list = send(&rig, "GET", &endpoints.saved_searches, &call).json();
            assert_eq!(list["saved_searches"][0]["q"], "java kotlin");
        }
    }
}

#[test]
fn jsonp() {
    let rig = Rig::new();
    let token = token(&rig);
    let get = |callback: &str| {
        let url =
            format!("{}?{}", rig.sandbox.endpoints().jobs, encode(&[("q", "java"), ("callback", callback)]));
        send(
            &rig,
            "GET",
            &url,
            &Call { token: Some((&token.0, &token.1)), placement: Some(Placement::Query), ..Call::default() },
        )
    };
    let answer = get("jQuery.cb_1$");
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/javascript; charset=utf-8"));
    let inside =
        answer.body.strip_prefix("/**/jQuery.cb_1$(").and_then(|rest| rest.strip_suffix(");")).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(inside).unwrap()["jobs"].is_array());
    for evil in ["alert(1)//", "a b", "<script>", &"a".repeat(101), "\u{e9}"] {
        let answer = get(evil);
        assert_eq!(answer.status, 400, "{evil}");
        assert!(!answer.body.contains(evil));
    }
}

#[test]
fn the_two_refusals_of_the_seed() {
    let rig = Rig::new();
    let token = token(&rig);
    assert_eq!(jobs(&rig, &token).status, 200);
    let wrong = (token.0.clone(), "wrong".into());
    assert_refused(&jobs(&rig, &wrong), WRONG_SIGNATURE);
    assert!(rig.sandbox.revoke(&token.0));
    assert_refused(&jobs(&rig, &token), NOT_ENABLED);
    // The other way to revoke: over HTTP.
    let token = self::token(&rig);
    assert_eq!(rig.post(&rig.sandbox.endpoints().revoke, &[("token", &token.0)]).status, 200);
    assert_refused(&jobs(&rig, &token), NOT_ENABLED);
}

#[test]
fn what_the_signature_covers() {
    let rig = Rig::new();
    let token = token(&rig);
    let credentials = rig.sandbox.credentials();
    let url = format!("{}?q=java", rig.sandbox.endpoints().jobs);
    let call = Call { token: Some((&token.0, &token.1)), ..Call::default() };
    let mut request = signed(&rig, "GET", &url, &call);
    *request.uri_mut() = format!("{}?q=kotlin", rig.sandbox.endpoints().jobs).parse().unwrap();
    assert_refused(&rig.send(request), WRONG_SIGNATURE);

    let id = credentials.oauth1.id;
    assert_refused(
        &send(&rig, "GET", &url, &Call { client: Some((id, "wrong")), ..call.clone() }),
        WRONG_SIGNATURE,
    );
    for (id, secret) in [("unknown", "x"), (credentials.oauth2.id, credentials.oauth2.secret.expose())] {
        assert_refused(
            &send(&rig, "GET", &url, &Call { client: Some((id, secret)), ..call.clone() }),
            NOT_ENABLED,
        );
    }
    assert_refused(&send(&rig, "GET", &url, &Call { token: None, ..call.clone() }), NOT_ENABLED);
    assert_refused(
        &send(&rig, "GET", &url, &Call { token: Some(("unknown", &token.1)), ..call }),
        NOT_ENABLED,
    );
}

#[test]
fn replays_and_old_timestamps() {
    let rig = Rig::new();
    let token = token(&rig);
    let url = rig.sandbox.endpoints().jobs.clone();
    let call = Call { token: Some((&token.0, &token.1)), ..Call::default() };
    // A wrong signature leaves no nonce behind.
    let forged = Call { token: Some((&token.0, "wrong")), nonce: Some("once"), ..call.clone() };
    assert_refused(&send(&rig, "GET", &url, &forged), WRONG_SIGNATURE);
    let request = signed(&rig, "GET", &url, &Call { nonce: Some("once"), ..call.clone() });
    assert_eq!(rig.send(request.clone()).status, 200);
    let replay = rig.send(request);
    assert_eq!(replay.status, 401);
    assert!(replay.body.contains("nonce was used"), "{}", replay.body);
    for (seconds_off, status) in [(-290, 200), (290, 200), (-310, 401), (310, 401)] {
        assert_eq!(
            send(&rig, "GET", &url, &Call { seconds_off, ..call.clone() }).status,
            status,
            "{seconds_off}"
        );
    }
}

#[test]
fn temporary_credentials_are_good_once_and_only_with_the_verifier() {
    let rig = Rig::new();
    let approve = |callback| {
        let temporary = pair(&temporary(&rig, callback));
        let location = rig.approve(&authorization_url(&rig, &temporary.0));
        let verifier = decode(location.split_once('?').unwrap().1)["oauth_verifier"].clone();
        (temporary, verifier)
    };
    let undecided = pair(&temporary(&rig, Some(CALLBACK)));
    assert_refused(&access(&rig, &undecided, Some("guess")), NOT_ENABLED);

    let (first, verifier) = approve(Some(CALLBACK));
    let (second, other_verifier) = approve(Some(CALLBACK));
    assert_eq!(access(&rig, &first, None).status, 400);
    assert_refused(&access(&rig, &first, Some(&other_verifier)), "oauth_verifier is wrong");
    assert_refused(&access(&rig, &(first.0.clone(), second.1), Some(&verifier)), WRONG_SIGNATURE);
    // The temporary token is no token, and the authorization page asks once.
    assert_refused(&jobs(&rig, &first), NOT_ENABLED);
    assert_eq!(rig.get(&authorization_url(&rig, &first.0)).status, 400);
    assert_eq!(access(&rig, &first, Some(&verifier)).status, 200);
    assert_refused(&access(&rig, &first, Some(&verifier)), NOT_ENABLED);

    let (late, verifier) = approve(Some(CALLBACK));
    rig.sandbox.advance(Duration::from_secs(30 * 60));
    assert_refused(&access(&rig, &late, Some(&verifier)), NOT_ENABLED);
}

#[test]
fn denial() {
    let rig = Rig::new();
    for callback in [CALLBACK, "oob"] {
        let temporary = pair(&temporary(&rig, Some(callback)));
        let page = rig.get(&authorization_url(&rig, &temporary.0));
        let request = page.hidden("request");
        let answer = rig.post(
            &rig.sandbox.endpoints().oauth1_authorization,
            &[("request", &request), ("decision", "deny")],
        );
        if callback == CALLBACK {
            let query = decode(answer.header("location").split_once('?').unwrap().1);
            assert_eq!(
                (&query["oauth_token"], query["oauth_problem"].as_str()),
                (&temporary.0, "user_refused")
            );
            assert!(!query.contains_key("oauth_verifier"));
        } else {
            assert!(answer.status == 200 && answer.body.contains("was not authorized"));
        }
        assert_refused(&access(&rig, &temporary, Some("x")), NOT_ENABLED);
    }
}

#[test]
fn two_open_pages_for_one_token() {
    let rig = Rig::new();
    let temporary = pair(&temporary(&rig, Some(CALLBACK)));
    let url = authorization_url(&rig, &temporary.0);
    let (one, two) = (rig.get(&url), rig.get(&url));
    let place = &rig.sandbox.endpoints().oauth1_authorization;
    let decide =
        |page: &Answer| rig.post(place, &[("request", &page.hidden("request")), ("decision", "approve")]);
    assert_eq!(decide(&one).status, 303);
    assert_eq!(decide(&two).status, 400);
}

#[test]
fn requests_that_are_no_good() {
    let rig = Rig::new();
    let endpoints = rig.sandbox.endpoints();
    let place = &endpoints.oauth1_temporary_credentials;
    for evil in ["https://evil.example/", "https://app.example/callback/"] {
        assert_eq!(temporary(&rig, Some(evil)).status, 400, "{evil}");
    }
    // Users report 404 where the token endpoints are not posted to, as JSONP can't.
    assert_eq!(rig.get(place).status, 404);
    assert_eq!(rig.get(&endpoints.oauth1_token_credentials).status, 404);
    // Not signed at all; half signed; doubled; another method.
    assert_eq!(rig.get(&endpoints.jobs).status, 401);
    let post = |authorization: &str| {
        rig.send(
            ureq::http::Request::post(place)
                .header("authorization", authorization)
                .body(String::new())
                .unwrap(),
        )
        .status
    };
    assert_eq!(post("OAuth oauth_consumer_key=\"x\""), 400);
    assert_eq!(post("OAuth nonsense"), 400);
    assert_eq!(post("OAuth oauth_consumer_key=\"x\", oauth_consumer_key=\"x\""), 400);
    let id = rig.sandbox.credentials().oauth1.id;
    let secret = rig.sandbox.credentials().oauth1.secret.expose();
    let plaintext = format!(
        "OAuth oauth_consumer_key=\"{id}\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"{secret}%26\""
    );
    assert_eq!(post(&plaintext), 400);
    // Also where it is right, and with what protects from replay: the key is for HMAC-SHA1.
    let now = rig.sandbox.clock().now();
    assert_eq!(post(&format!("{plaintext}, oauth_timestamp=\"{now}\", oauth_nonce=\"p\"")), 400);
    // A key of the other generation.
    let other = &rig.sandbox.credentials().oauth2;
    let call = Call { client: Some((other.id, other.secret.expose())), ..Call::default() };
    assert_refused(&send(&rig, "POST", place, &call), NOT_ENABLED);
    for query in ["", "?oauth_token=unknown", "?oauth_token=a&oauth_token=b", "?oauth_token=%ff"] {
        let answer = rig.get(&format!("{}{query}", endpoints.oauth1_authorization));
        assert_eq!((answer.status, answer.header("location")), (400, ""), "{query}");
    }
    let many: String = (0..5_000).map(|n| format!("&p{n}")).collect();
    let token = token(&rig);
    let url = format!("{}?q=java{}", endpoints.jobs, &many[..20_000]);
    let answer = send_raw(&rig, &url, &token);
    assert_eq!(answer.status, 400);
}

/// A request whose signature is never reached.
fn send_raw(rig: &Rig, url: &str, token: &(String, String)) -> Answer {
    let authorization = format!(
        "OAuth oauth_consumer_key=\"{}\", oauth_token=\"{}\", oauth_signature_method=\"HMAC-SHA1\", oauth_signature=\"x\", oauth_timestamp=\"1\", oauth_nonce=\"1\"",
        rig.sandbox.credentials().oauth1.id,
        token.0
    );
    rig.send(
        ureq::http::Request::get(url).header("authorization", authorization).body(String::new()).unwrap(),
    )
}
