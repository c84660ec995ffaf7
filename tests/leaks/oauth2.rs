//! `oauth2-flow`: what a driver and its log see of whole flows, and the types that `oauth2-flow`'s own
//! `tests/leaks.rs` does not meet by name.

use super::{SECRET, SEED, hides, says_nothing};
use oauth_wire::flow::{Action, Event, Flow, TransportFailure};
use oauth_wire::message::Response;
use oauth_wire::secret::Secret;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::answer::{Answer, AnswerError, ErrorResponse, FieldValue};
use oauth2_flow::assertion::AssertionGrant;
use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
use oauth2_flow::authorization_request::{AuthorizationParameters, ResponseMode};
use oauth2_flow::bearer::{Bearer, BearerCredentials, BearerError, BorrowedBearer};
use oauth2_flow::callback::AuthorizationResponse;
use oauth2_flow::challenge::{Challenge, ChallengeError, ParameterValue, challenges_in};
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::config::ConfigError;
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::exchange_flow::ExchangeFlow;
use oauth2_flow::extension::ExtensionGrant;
use oauth2_flow::implicit::{Implicit, ImplicitFlow};
use oauth2_flow::introspection::{Introspected, Introspection, IntrospectionResponse};
use oauth2_flow::json::{Array, Chars, JsonError, Member, Members, Number, Object, Str, Value};
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::metadata::{MetadataError, ServerMetadata};
use oauth2_flow::password::Password;
use oauth2_flow::pkce::CodeChallenge;
use oauth2_flow::polling_flow::PollingFlow;
use oauth2_flow::pushed::PushedAuthorizationRequest;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::{RegisteredClient, Registration};
use oauth2_flow::revocation::Revocation;
use oauth2_flow::seal::{SealKey, UnsealError};
use oauth2_flow::text::{NotText, Text};
use oauth2_flow::token::Token;
use oauth2_flow::token_exchange::TokenExchange;
use oauth2_flow::token_response::{Scope, TokenAnswer, TokenResponse};

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const REDIRECT_URI: &str = "https://app.example/cb";

fn client() -> Client {
    let client = Client::new("id", ClientAuthentication::Post(SECRET.into())).unwrap();
    let endpoints = Endpoint::ALL.into_iter().filter(|&it| it != Endpoint::PushedAuthorizationRequest);
    endpoints.fold(client, |client, it| client.with_endpoint(it, "https://as.example/x").unwrap())
}

/// A body with each of these members, all of them secret.
fn object(names: &[&str]) -> String {
    let members: Vec<_> = names.iter().map(|name| format!(r#""{name}":"{SECRET}""#)).collect();
    format!("{{{}}}", members.join(","))
}

/// Answers every request with these bytes, and looks at the flow, its actions and its end.
#[track_caller]
fn watch<F: Flow + std::fmt::Debug>(mut flow: F, status: u16, body: &str)
where
    F::Output: std::fmt::Debug,
{
    let fields = [("WWW-Authenticate", SECRET.as_bytes()), ("Set-Cookie", SECRET.as_bytes())];
    for round in 0..4 {
        hides(&flow);
        let event = match flow.poll(NOW.plus(100 * round)) {
            action @ Action::Send(request) => {
                hides(&action);
                hides(&request);
                Event::Response(Response::new(status, &fields, body.as_bytes()))
            }
            action => {
                hides(&action);
                break;
            }
        };
        hides(&event);
        flow.handle(event, NOW).unwrap();
    }
    hides(&flow);
    match flow.output() {
        Some(Err(failure)) => says_nothing(failure),
        output => hides(&output),
    }
    match flow.into_output() {
        Ok(output) => hides(&output),
        Err(failure) => says_nothing(&failure),
    }
}

/// Every kind of flow, over answers that are secrets from end to end, good ones and bad.
#[test]
fn flows() {
    let client = client();
    let all = object(&[
        "access_token",
        "refresh_token",
        "id_token",
        "scope",
        "username",
        "client_secret",
        "registration_access_token",
        "device_code",
        "user_code",
    ]);
    let members = all.trim_start_matches('{');
    let good = format!(
        r#"{{"token_type":"Bearer","active":true,"client_id":"c","verification_uri":"https://h/","expires_in":900,{members}"#
    );
    for (status, body) in [
        (200, good.as_str()),
        (200, &all),
        (200, SECRET),
        (400, &format!(r#"{{"error":"invalid_grant",{members}"#)),
        (500, SECRET),
    ] {
        watch(RefreshToken::new(SECRET).start(&client).unwrap(), status, body);
        watch(DeviceCode::new().extra(&[("x", SECRET)]).start(&client).unwrap(), status, body);
        watch(jwt_bearer(SECRET).start(&client).unwrap(), status, body);
        watch(Introspection::new(SECRET).start(&client).unwrap(), status, body);
        watch(Revocation::new(SECRET).start(&client).unwrap(), status, body);
        let registration = Registration::new(&[]).text(&[("software_statement", SECRET)]);
        watch(registration.start("https://as.example/r", Some(SECRET)).unwrap(), status, body);
    }
    // Before they start; a parameter of the server's own may be a secret too.
    let extra = &[("login_hint_token", SECRET)];
    hides(&ClientCredentials::new().extra(extra));
    hides(&DeviceCode::new().extra(extra));
    hides(&Ciba::new(Hint::LoginHintToken(SECRET)).extra(extra));
    hides(&AuthorizationCode::new(REDIRECT_URI).extra(extra));
    hides(&Implicit::new(REDIRECT_URI).extra(extra));
    hides(&Password::new(SECRET, SECRET).extra(extra));
    hides(&RefreshToken::new(SECRET).extra(extra));
    hides(&jwt_bearer(SECRET).extra(extra));
    hides(&TokenExchange::new(SECRET, "t").extra(extra));
    hides(&ExtensionGrant::new("g", extra));
    hides(&Introspection::new(SECRET).extra(extra));
    hides(&Revocation::new(SECRET).extra(extra));
    // By the names of their types.
    hides::<AssertionGrant<'_>>(&jwt_bearer(SECRET));
    hides::<PollingFlow>(&DeviceCode::new().start(&client).unwrap());
    hides::<ExchangeFlow<_>>(&Introspection::new(SECRET).start(&client).unwrap());
}

/// Flows through a browser, their callbacks, and their seal.
#[test]
fn flows_with_a_browser() {
    let client = client();
    let state = Seed::from_bytes(SEED).text("state", 0);
    let verifier = Seed::from_bytes(SEED).text("code_verifier", 0);
    let hides_these = |shown: String| {
        for secret in [SECRET, state.as_str(), verifier.as_str()] {
            assert!(!shown.contains(secret), "{shown}");
        }
    };
    let keys = [SealKey::from_bytes(SEED)];
    hides(&keys);
    let grant = AuthorizationCode::new(REDIRECT_URI).extra(&[("login_hint_token", SECRET)]);
    let mut flow: AuthorizationCodeFlow = grant.start(&client, Seed::from_bytes(SEED), NOW).unwrap();
    hides_these(format!("{flow:?}"));
    hides_these(format!("{:?}", flow.poll(NOW)));
    let sealed = flow.seal(&keys[0], Seed::from_bytes(SEED), NOW, 60).unwrap();
    let late: UnsealError =
        AuthorizationCodeFlow::unseal(&client, REDIRECT_URI, &keys, &sealed, NOW.plus(60)).unwrap_err();
    says_nothing(&late);
    let mut flow = AuthorizationCodeFlow::unseal(&client, REDIRECT_URI, &keys, &sealed, NOW).unwrap();
    for rest in [
        format!("code={SECRET}&state={SECRET}"),
        format!("code={SECRET}&code={SECRET}&state={}", state.as_str()),
        format!("error={SECRET}&code={SECRET}&state={}", state.as_str()),
    ] {
        let url = format!("{REDIRECT_URI}?{rest}");
        says_nothing(&flow.handle(Event::Redirect(&url), NOW).unwrap_err());
    }
    let url = format!("{REDIRECT_URI}?code={SECRET}&state={}", state.as_str());
    hides(&AuthorizationResponse::from_redirect(&url, REDIRECT_URI, ResponseMode::Query).unwrap());
    flow.handle(Event::Redirect(&url), NOW).unwrap();
    hides_these(format!("{flow:?}"));
    hides_these(format!("{:?}", flow.poll(NOW)));
    flow.handle(Event::TransportFailed(TransportFailure::Unknown), NOW).unwrap();
    hides(&flow);
    says_nothing(&flow.into_output().unwrap_err());

    let grant = Implicit::new(REDIRECT_URI).extra(&[("login_hint_token", SECRET)]);
    let mut flow: ImplicitFlow = grant.start(&client, Seed::from_bytes(SEED), NOW).unwrap();
    hides_these(format!("{flow:?}"));
    hides_these(format!("{:?}", flow.poll(NOW)));
    let url = format!("{REDIRECT_URI}#access_token={SECRET}&token_type=bearer&state={}", state.as_str());
    flow.handle(Event::Redirect(&url), NOW).unwrap();
    hides(&flow);
    hides(&flow.into_output().unwrap());
}

/// What comes in, read where it lies.
#[test]
fn answers() {
    let body = format!(
        r#"{{"access_token":"{SECRET}","token_type":"Bearer","scope":"{SECRET}","active":true,"list":["{SECRET}"],"number":1234512345}}"#
    );
    let response = Response::new(200, &[], body.as_bytes());
    match TokenAnswer::parse(&response).unwrap() {
        TokenAnswer::Token(token) => {
            hides::<TokenResponse<'_>>(&token);
            hides::<Option<Scope<'_>>>(&token.scope);
            hides::<Text<'_>>(&token.access_token);
            token.extra().for_each(|(_, value)| hides::<FieldValue<'_>>(&value));
        }
        other => panic!("{other:?}"),
    }
    let Ok(Value::Object(object)) = Value::parse(body.as_bytes()) else { panic!() };
    hides::<Object<'_>>(&object);
    object.members().for_each(|member| hides::<Member<'_>>(&member));
    hides::<Members<'_>>(&Members::of(body.as_bytes()).unwrap());
    match object.get("list") {
        Some(Value::Array(list)) => hides::<Array<'_>>(&list),
        other => panic!("{other:?}"),
    }
    match object.get("access_token") {
        Some(Value::String(text)) => {
            hides::<Str<'_>>(&text);
            hides::<Chars<'_>>(&text.chars());
        }
        other => panic!("{other:?}"),
    }
    match object.get("number") {
        // A one-time password is a number.
        Some(Value::Number(number)) => {
            assert!(!format!("{:?}", Number::parse(number.as_str()).unwrap()).contains("1234512345"));
        }
        other => panic!("{other:?}"),
    }
    match IntrospectionResponse::parse(&response).unwrap() {
        Answer::Success(answer) => hides(&answer),
        other => panic!("{other:?}"),
    }
    let refused = format!(r#"{{"error":"{SECRET}","error_description":"{SECRET}","error_uri":"{SECRET}"}}"#);
    hides(&ErrorResponse::parse(&Response::new(400, &[], refused.as_bytes())).unwrap());
    let field = format!("Negotiate {SECRET}, Bearer nonce=\"{SECRET}\", error={SECRET}");
    for challenge in challenges_in(field.as_bytes()) {
        let challenge: Challenge<'_> = challenge.unwrap();
        hides(&challenge);
        challenge.parameters().for_each(|(_, value)| hides::<ParameterValue<'_>>(&value));
    }
    hides(&CodeChallenge::s256(SECRET));

    // What an answer's own types own.
    let ended = |body: &str| {
        let registration = Registration::new(&[]);
        let mut flow = registration.start("https://as.example/r", None).unwrap();
        flow.handle(Event::Response(Response::new(201, &[], body.as_bytes())), NOW).unwrap();
        flow.into_output()
    };
    let registered: RegisteredClient =
        ended(&format!(r#"{{"client_id":"c","client_secret":"{SECRET}","client_secret_expires_at":0}}"#))
            .unwrap();
    hides(&registered);
    hides(&registered.client().unwrap());
    let mut flow = Introspection::new(SECRET).start(&client()).unwrap();
    flow.handle(Event::Response(response), NOW).unwrap();
    let introspected: Introspected = flow.into_output().unwrap();
    hides(&introspected);
    hides(&introspected.view());
    let parameters = AuthorizationParameters {
        response_type: "code",
        client_id: "id",
        redirect_uri: REDIRECT_URI,
        scope: None,
        state: SECRET,
        response_mode: None,
        pkce: Some((SECRET, "plain")),
        resource: &[],
        extra: &[("login_hint", SECRET)],
    };
    hides(&PushedAuthorizationRequest { parameters, client_id_follows: true });
}

/// No error repeats what it was made of.
#[test]
fn errors() {
    for broken in [
        SECRET.to_owned(),
        format!(r#"{{"access_token":"{SECRET}"#),
        format!(r#"{{"access_token":["{SECRET}"]}}"#),
        format!(r#"{{"access_token":"{SECRET}","token_type":"{SECRET}"}}"#),
        format!(r#"{{"access_token":"{SECRET}","access_token":"{SECRET}"}}"#),
        format!(r#"{{"{SECRET}":"{SECRET}"}}"#),
    ] {
        let answer = Response::new(200, &[], broken.as_bytes());
        let error: AnswerError = TokenAnswer::parse(&answer).unwrap_err();
        says_nothing(&error);
        if let Err(error) = Value::parse(broken.as_bytes()) {
            says_nothing::<JsonError>(&error);
        }
        let error: MetadataError = ServerMetadata::parse("https://as.example", &broken).unwrap_err();
        says_nothing(&error);
    }
    let control = format!("{SECRET}\n");
    says_nothing::<BearerError>(&BorrowedBearer::new(&control, "https://h").unwrap_err());
    let borrowed = BorrowedBearer::new(SECRET, "https://api.example").unwrap();
    hides(&borrowed);
    hides::<BearerCredentials<'_>>(&borrowed.authorization("https://api.example/me").unwrap());
    says_nothing(&borrowed.authorization(&format!("https://evil.example/{SECRET}")).unwrap_err());
    says_nothing::<BearerError>(&Bearer::new(&control, "https://h").unwrap_err());
    let bearer = Token::new(SECRET).bearer("https://api.example").unwrap();
    says_nothing(&bearer.authorization(&format!("https://evil.example/{SECRET}")).unwrap_err());
    let field = format!("Bearer realm=\"{SECRET}");
    let error: ChallengeError = challenges_in(field.as_bytes()).find_map(Result::err).unwrap();
    says_nothing(&error);
    let half = format!(r#"["{SECRET}\ud800"]"#);
    if let Ok(Value::Array(list)) = Value::parse(half.as_bytes()) {
        for item in list.items() {
            if let Value::String(text) = item {
                hides(&text.chars());
            }
        }
    }
    let invalid = [SECRET.as_bytes(), b"%ff"].concat();
    let pair = [b"access_token=".as_slice(), &invalid].concat();
    for pair in oauth_wire::form::pairs(&pair) {
        says_nothing::<NotText>(&Text::Form(pair.value).to_str().unwrap_err());
    }

    let errors: Vec<ConfigError> = [
        Client::new("", ClientAuthentication::Post(SECRET.into())).err(),
        Client::new(SECRET, ClientAuthentication::Post("".into())).err(),
        client().with_endpoint(Endpoint::Token, &format!("http://as.example/{SECRET}")).err(),
        client().with_endpoint(Endpoint::Token, SECRET).err(),
        client().with_endpoint(Endpoint::Token, &format!("https://u:{SECRET}@as.example/")).err(),
        client().with_issuer(&format!("http://as.example/{SECRET}")).err(),
        RefreshToken::new(SECRET).extra(&[("refresh_token", SECRET)]).start(&client()).err(),
        AuthorizationCode::new(SECRET).start(&client(), Seed::from_bytes(SEED), NOW).err(),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(errors.len() >= 6, "{errors:?}");
    errors.iter().for_each(says_nothing);
    hides(&Secret::from(SECRET));
}
