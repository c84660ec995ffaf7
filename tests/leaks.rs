//! No secret stands in `Debug` or `Display` of any public type: each is made with a planted secret and
//! shown in both ways.

use oauth_wire::flow::{Action, Event, Failure, FailureKind, Flow, Prompt, Recovery, SigningInput};
use oauth_wire::form::FormWriter;
use oauth_wire::message::{Header, Headers, Method, Request, Resend, Response, ResponseBuf};
use oauth_wire::percent::Encoded;
use oauth_wire::redact::{RedactedAuthorization, RedactedForm, RedactedUrl};
use oauth_wire::secret::{Secret, SecretBytes};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth1_sign::flow::{Callback, Config, Endpoints, FlowMethod, ThreeLegged};
use oauth1_sign::*;
use std::fmt::Debug;

const SECRET: &str = "hunter2hunter2";
/// The seed's bytes are a secret too; this is how a derived `Debug` would show them.
const SEED: [u8; 32] = [222; 32];

#[track_caller]
fn hides(shown: &impl Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(!text.contains(SECRET), "{text}");
        assert!(!text.contains("222, 222"), "{text}");
        assert!(!text.contains("104, 117, 110, 116"), "the secret's bytes are shown: {text}");
    }
}

#[test]
fn oauth_wire() {
    hides(&Secret::from(SECRET));
    hides(&SecretBytes::from(SECRET.as_bytes().to_vec()));
    hides(&Seed::from_bytes(SEED));
    hides(&Seed::from_bytes(SEED).text("state", 0));
    hides(&Encoded::form(SECRET.as_bytes()));
    hides(&Encoded::form(SECRET.as_bytes()).bytes());
    let form = format!("client_secret={SECRET}");
    hides(&oauth_wire::form::pairs(form.as_bytes()));
    hides(&oauth_wire::form::pairs(form.as_bytes()).next());
    let mut buffer = [0; 64];
    let mut writer = oauth_wire::buf::Writer::new(&mut buffer);
    hides(FormWriter::new(&mut writer).pair("client_secret", SECRET.as_bytes()));
    hides(&writer);
    let url = format!("https://user:{SECRET}@h/?oauth_token={SECRET}#access_token={SECRET}");
    hides(&Url::parse(&url).unwrap());
    hides(&RedactedUrl::new(&url));
    hides(&RedactedForm::new(form.as_bytes()));
    let bearer = format!("Bearer {SECRET}");
    hides(&RedactedAuthorization::new(&bearer));
    hides(&Header { name: "authorization", value: &bearer });
    let headers = Headers::new().with("authorization", &bearer).with("cookie", SECRET);
    hides(&headers);
    let request = Request {
        method: Method::Post,
        url: &url,
        headers,
        body: form.as_bytes(),
        resend: Resend::Safe,
        max_response_len: 1,
    };
    hides(&request);
    let fields: &[(&str, &[u8])] = &[("set-cookie", SECRET.as_bytes())];
    let response = Response::new(200, fields, SECRET.as_bytes());
    hides(&response);
    hides(&ResponseBuf {
        status: 200,
        headers: vec![("set-cookie".into(), SECRET.into())],
        body: SECRET.into(),
    });
    let now = UnixTime::from_secs(1);
    let prompt = Prompt {
        user_code: Some(SECRET),
        verification_uri: None,
        verification_uri_complete: Some(SECRET),
        expires_at: now,
        until: now,
    };
    for action in [
        Action::Send(request),
        Action::Redirect(&url),
        Action::Prompt(prompt),
        Action::Sign(SigningInput { method: "x", message: SECRET.as_bytes() }),
    ] {
        hides(&action);
    }
    for event in [
        Event::Response(response),
        Event::Redirect(&url),
        Event::FormPost(form.as_bytes()),
        Event::Verifier(SECRET),
        Event::Signature(SECRET.as_bytes()),
    ] {
        hides(&event);
    }
    let failure = Failure::new(FailureKind::Refused, Recovery::GiveUp, "refused").with_response(&response);
    hides(&failure);
    assert!(!failure.to_string().contains(SECRET));
}

#[test]
fn oauth1_sign() {
    let client = ClientCredentials::new("client", SECRET);
    let token = TokenCredentials::new(SECRET, SECRET);
    hides(&client);
    hides(&token);
    hides(&HmacSha1::new(&client, Some(&token)));
    hides(&HmacSha256::new(&client, Some(&token)));
    hides(&HmacSha512::new(&client, Some(&token)));
    hides(&HmacSha1::new(&client, Some(&token)).start());
    hides(&Plaintext::new(&client, Some(&token)));
    hides(&Plaintext::new(&client, Some(&token)).start());
    hides(&Detached::new("RSA-SHA1", SECRET.as_bytes()));
    hides(&Signer::new("client", Some(SECRET), Plaintext::new(&client, None)));
    hides(&Signer::hmac_sha1(&client, Some(&token)));
    hides(
        &ProtocolParameters::new(UnixTime::from_secs(1), "n")
            .with_verifier(SECRET)
            .with_extra(&[("x_auth_password", SECRET)]),
    );
    hides(&NonceSource::new(Seed::from_bytes(SEED)));
    let form = format!("oauth_verifier={SECRET}");
    let url = format!("https://h/?oauth_signature={SECRET}");
    let request = SignableRequest::new("POST", &url)
        .unwrap()
        .with_form_body(form.as_bytes())
        .with_parameters(&[("x", SECRET)]);
    hides(&request);
    let header = format!(
        "OAuth oauth_consumer_key=\"client\", oauth_signature_method=\"PLAINTEXT\", oauth_token=\"{SECRET}\""
    );
    hides(&Authorization::parse(&header).unwrap());
    hides(&AuthorizationHeader { realm: None, parameters: &[("oauth_token", SECRET)] });
    let received =
        ReceivedRequest::parse(&SignableRequest::new("POST", &url).unwrap(), Some(&header)).unwrap();
    hides(&received);
    hides(&KnownClient::new(SECRET, &["PLAINTEXT"]));
    hides(&KnownToken::new(SECRET, "client"));
    let header = format!(
        "OAuth oauth_consumer_key=\"client\", oauth_signature_method=\"PLAINTEXT\", oauth_nonce=\"n\", oauth_timestamp=\"1\", oauth_signature=\"{SECRET}%26\""
    );
    let received =
        ReceivedRequest::parse(&SignableRequest::new("POST", "https://h/").unwrap(), Some(&header)).unwrap();
    let known = KnownClient::new(SECRET, &["PLAINTEXT"]);
    let verified =
        received.verify(Some(&known), None, UnixTime::from_secs(1), 1, &mut [Slot::EMPTY; 8]).unwrap();
    hides(&verified);
    hides(&verified.nonce());
    hides(&verified.accept(true).unwrap());
    let reply = format!(
        "oauth_token={SECRET}&oauth_token_secret={SECRET}&oauth_callback_confirmed=true&session={SECRET}"
    );
    hides(&TokenReply::parse(reply.as_bytes()).unwrap());
    let response = Response::new(401, &[], b"oauth_problem=token_rejected");
    hides(&Problem::find(&response).unwrap());

    // The flow in each of its states.
    let endpoints = Endpoints {
        temporary_credentials: "https://h/t".into(),
        authorization: "https://h/a".into(),
        token: "https://h/k".into(),
    };
    let config = Config::new(endpoints, &client, Callback::OutOfBand).unwrap();
    hides(&config);
    let mut flow = ThreeLegged::new(config.clone(), Seed::from_bytes(SEED));
    let now = UnixTime::from_secs(1);
    hides(&flow);
    hides(&flow.poll(now));
    hides(&flow);
    flow.handle(Event::Response(Response::new(200, &[], reply.as_bytes())), now).unwrap();
    hides(&flow);
    hides(&flow.poll(now));
    flow.handle(Event::Verifier(SECRET), now).unwrap();
    hides(&flow.poll(now));
    hides(&flow);
    flow.handle(Event::Response(Response::new(200, &[], reply.as_bytes())), now).unwrap();
    hides(&flow);
    hides(&flow.into_output().unwrap());

    let mut flow =
        ThreeLegged::new(config.with_method(FlowMethod::External("X".into())), Seed::from_bytes(SEED));
    hides(&flow.poll(now));
    hides(&flow);
}

#[test]
fn oauth1_sign_rsa() {
    use oauth1_sign::rsa::*;
    let json = include_str!("../crates/oauth1-sign/tests/vectors/rsa_test_keys.json");
    let number = |name: &str| {
        let text = json.split_once(&format!("\"{name}\": \"")).unwrap().1.split_once('"').unwrap().0;
        let padded = format!("{}{text}", "0".repeat(text.len() % 2));
        (0..padded.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&padded[at..at + 2], 16).unwrap())
            .collect::<Vec<u8>>()
    };
    let (n, e, d, p, q) = (number("n"), number("e"), number("d"), number("p"), number("q"));
    let key = RsaPrivateKey::from_components(&n, &e, &d, &p, &q, Seed::from_bytes(SEED)).unwrap();
    let first = format!("{}", d[0]);
    for shown in [
        format!("{key:?}"),
        format!("{:?}", RsaSha256::new(&key)),
        format!("{:?}", FlowMethod::RsaSha1(key.clone())),
    ] {
        assert!(!shown.contains(&first) && !shown.contains("222"), "{shown}");
        assert!(shown.contains("••••"), "{shown}");
    }
}
