//! No secret stands in `Debug` or `Display` of any public type: each is made with a planted secret and
//! shown in both ways. [`inventory`] sees to it that none is forgotten.

use oauth_wire::flow::{Action, Event, Failure, FailureKind, Flow, Prompt, Recovery, SigningInput};
use oauth_wire::form::{FormWriter, Pair, Pairs};
use oauth_wire::message::{Header, Headers, Method, Request, Resend, Response, ResponseBuf};
use oauth_wire::percent::{DecodedBytes, Encoded, PercentEncoded};
use oauth_wire::redact::{RedactedAuthorization, RedactedForm, RedactedUrl};
use oauth_wire::seal::{Binding, Opened, Payload, SealError, SealKey, UnsealError, open, seal};
use oauth_wire::secret::{Secret, SecretBytes, SecretStr};
use oauth_wire::seed::{Seed, SeedText};
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth1_sign::explain::{Cause, Difference, Explanation, Mistake, Observed, Ours, explain};
use oauth1_sign::flow::{Callback, Config, Endpoints, FlowMethod, GrantedToken, ThreeLegged};
use oauth1_sign::profile::{Body, CheckedSigner, Profile};
use oauth1_sign::*;
use std::fmt::{Debug, Display};

mod inventory;
mod oauth2;
mod upwork;

const SECRET: &str = "hunter2hunter2";
/// The seed's bytes are a secret too; this is how a derived `Debug` would show them.
const SEED: [u8; 32] = [222; 32];

#[track_caller]
fn hides<T: Debug + ?Sized>(shown: &T) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(!text.contains(SECRET), "{text}");
        assert!(!text.contains("222, 222"), "{text}");
        assert!(!text.contains("104, 117, 110, 116"), "the secret's bytes are shown: {text}");
    }
}

/// The same for what is shown to people.
#[track_caller]
fn says_nothing<T: Debug + Display + ?Sized>(error: &T) {
    hides(error);
    assert!(!error.to_string().contains(SECRET), "{error}");
}

#[test]
fn oauth_wire() {
    hides(&Secret::from(SECRET));
    hides(&SecretStr::new(SECRET));
    hides(&SecretBytes::from(SECRET.as_bytes().to_vec()));
    hides(&Seed::from_bytes(SEED));
    hides::<SeedText>(&Seed::from_bytes(SEED).text("state", 0));
    hides::<oauth_wire::base64url::Text>(&oauth_wire::base64url::encode(&SEED));
    hides(&Encoded::form(SECRET.as_bytes()));
    hides::<PercentEncoded<'_>>(&oauth_wire::percent::encode(SECRET.as_bytes()));
    hides::<DecodedBytes<'_>>(&Encoded::form(SECRET.as_bytes()).bytes());
    let form = format!("client_secret={SECRET}");
    hides::<Pairs<'_>>(&oauth_wire::form::pairs(form.as_bytes()));
    hides::<Option<Pair<'_>>>(&oauth_wire::form::pairs(form.as_bytes()).next());
    let mut buffer = [0; 64];
    let mut writer = oauth_wire::buf::Writer::new(&mut buffer);
    hides(FormWriter::new(&mut writer).pair("client_secret", SECRET.as_bytes()));
    hides(&writer);
    let url = format!("https://user:{SECRET}@h/?oauth_token={SECRET}#access_token={SECRET}");
    hides(&Url::parse(&url).unwrap());
    hides(&RedactedUrl::new(&url));
    hides(
        &oauth_wire::callback::Parts::at("https://h/", &format!("https://h/?code={SECRET}#{SECRET}"))
            .unwrap(),
    );
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
        Event::FormPost { url: &url, body: form.as_bytes() },
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
fn seals() {
    let key = SealKey::from_bytes(SEED);
    hides(&key);
    let binding = || Binding::new("kind").part(SECRET);
    hides(&binding());
    let now = UnixTime::from_secs(1);
    let sealed = seal(&key, &Seed::from_bytes(SEED), binding(), now.plus(1), |payload: &mut Payload| {
        payload.text(SECRET);
        hides(payload);
    });
    let opened: Opened = open(std::slice::from_ref(&key), binding(), &sealed, now).unwrap();
    hides(&opened);
    for error in [
        UnsealError::OtherBinding,
        open(&[], binding(), &sealed, now).unwrap_err(),
        open(&[], binding(), SECRET.as_bytes(), now).unwrap_err(),
    ] {
        says_nothing(&error);
    }
    says_nothing(&SealError::NotWaiting);
}

#[test]
fn oauth1_sign_profiles() {
    let client = ClientCredentials::new("client", SECRET);
    let signer: CheckedSigner<'_, _> =
        Profile::UPWORK.signer("client", Some(SECRET), HmacSha1::new(&client, None)).unwrap();
    hides(&signer);
    hides(&Body::Bytes(SECRET.as_bytes()));
}

/// A key that writes its secret, and is shown while it does.
#[test]
fn oauth1_sign_methods_of_ones_own() {
    struct Key;
    struct Nothing;
    impl Sink for Nothing {
        fn update(&mut self, _: &[u8]) {}
    }
    impl SignatureMethod for Key {
        type Running = Nothing;
        type Error = std::convert::Infallible;
        const SIGNS_BASE_STRING: bool = false;

        fn name(&self) -> &str {
            "X"
        }
        fn max_signature_len(&self) -> usize {
            SECRET.len()
        }
        fn start(&self) -> Nothing {
            Nothing
        }
        fn finish(&self, _: &mut Nothing, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error> {
            out.text(SECRET);
            hides(out);
            Ok(())
        }
    }
    let request = SignableRequest::new("GET", "https://h/").unwrap();
    let protocol = ProtocolParameters::new(UnixTime::from_secs(1), "n");
    let mut buffer = [0; 512];
    let header = Signer::new("client", None, Key).sign(
        &request,
        protocol,
        Placement::Header,
        &mut [Slot::EMPTY; 8],
        &mut buffer,
    );
    assert!(header.unwrap().contains(SECRET));
}

/// Whatever the other side computed with, and whatever the cause is.
#[test]
fn oauth1_sign_explain() {
    let url = format!("https://h/p?q=1&password={SECRET}&oauth_token={SECRET}");
    let request = SignableRequest::new("POST", &url).unwrap();
    let ours = Ours::new(request)
        .with_protocol_parameters(&[("oauth_signature_method", "PLAINTEXT"), ("oauth_verifier", SECRET)])
        .with_client_secret(SECRET)
        .with_token_secret("other")
        .with_client_secret("third");
    hides(&ours);
    let (ok, swapped) = (format!("{SECRET}&other"), format!("other&{SECRET}"));
    let base_string = format!(
        "POST&https%3A%2F%2Fh%2Fp&oauth_signature_method%3DPLAINTEXT%26oauth_token%3D{SECRET}x%26oauth_verifier%3D{SECRET}%26\
         password%3D{SECRET}y%26q%3D1"
    );
    for observed in [
        Observed::Signature(&ok),
        Observed::Signature(&swapped),
        Observed::Signature("third&other"),
        Observed::Signature(SECRET),
        Observed::BaseString(&base_string),
        Observed::BaseString(SECRET),
    ] {
        hides(&observed);
        let explanation: Explanation = explain(&ours, observed);
        says_nothing(&explanation);
        for cause in explanation.causes() {
            hides::<Cause>(cause);
            cause.mistakes().iter().for_each(says_nothing::<Mistake>);
        }
        if let Some(difference) = explanation.first_difference() {
            says_nothing::<Difference>(difference);
        }
    }
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
    hides::<Verified<'_>>(&verified);
    hides::<Option<NonceUse<'_>>>(&verified.nonce());
    hides::<Authenticated<'_>>(&verified.accept(true).unwrap());
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
    let with_key = Endpoints { token: format!("https://h/?password={SECRET}"), ..endpoints.clone() };
    hides(&with_key);
    let callback = Callback::Url(format!("https://h/?password={SECRET}"));
    hides(&callback);
    hides(&Config::new(with_key, &client, callback).unwrap());
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
    hides::<GrantedToken>(&flow.into_output().unwrap());

    let mut flow =
        ThreeLegged::new(config.with_method(FlowMethod::External("X".into())), Seed::from_bytes(SEED));
    hides(&flow.poll(now));
    hides(&flow);
}

#[test]
fn oauth1_sign_rsa() {
    use oauth1_sign::rsa::*;
    let json = include_str!("../../crates/oauth1-sign/tests/vectors/rsa_test_keys.json");
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
