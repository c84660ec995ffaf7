//! Each message knows its exact length: that much room is enough, one byte less is an error that
//! names the same length and writes nothing. What is read back is what went in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oauth_wire::buf::{BufferTooSmall, Encode, Writer};
use oauth_wire::form;
use oauth_wire::message::Response;
use oauth_wire::percent::Encoded;
use oauth_wire::url::Url;
use oauth2_flow::answer::FieldValue;
use oauth2_flow::authorization_code::CodeExchange;
use oauth2_flow::authorization_request::{AuthorizationParameters, AuthorizationRequest, ResponseMode};
use oauth2_flow::bearer::BorrowedBearer;
use oauth2_flow::ciba::{Ciba, CibaToken, Hint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::credentials::{BasicCredentials, ClientParameters};
use oauth2_flow::device_code::{DeviceAccessToken, DeviceCode};
use oauth2_flow::extension::ExtensionGrant;
use oauth2_flow::introspection::Introspection;
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::parameters::Parameters;
use oauth2_flow::password::Password;
use oauth2_flow::pushed::PushedAuthorizationRequest;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::Registration;
use oauth2_flow::revocation::{Revocation, TokenTypeHint};
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::text::Text;
use oauth2_flow::token_exchange::TokenExchange;
use oauth2_flow::token_request::TokenRequest;
use oauth2_flow::token_response::TokenAnswer;
use proptest::prelude::*;
use proptest::sample::select;

type Pairs = Vec<(String, String)>;

/// The message, once it has been written in every way there is.
fn exact(message: &impl Encode) -> Result<Vec<u8>, TestCaseError> {
    let required = message.encoded_len();
    let mut counter = Writer::new(&mut []);
    message.emit(&mut counter);
    prop_assert_eq!(counter.written(), required, "encoded_len and emit disagree");

    let mut room = vec![0xaa; required + 1];
    prop_assert_eq!(message.encode_slice(&mut room[..required]).map(|it| it.len()), Ok(required));
    prop_assert_eq!(room.pop(), Some(0xaa));
    if let Some(too_small) = required.checked_sub(1) {
        let mut short = vec![0xaa; too_small];
        prop_assert_eq!(message.encode_slice(&mut short), Err(BufferTooSmall { required }));
        prop_assert!(short.iter().all(|&byte| byte == 0xaa), "it was written into");
    }
    prop_assert_eq!(&message.encode_vec(), &room);
    Ok(room)
}

/// The pairs of a form, decoded.
fn read(form: &[u8]) -> Pairs {
    let pairs = form::pairs(form);
    pairs.map(|pair| (pair.name.to_str().unwrap(), pair.value.to_str().unwrap())).collect()
}

fn given(parameters: &dyn Parameters) -> Pairs {
    let mut pairs = Pairs::new();
    parameters.each(&mut |name, value| pairs.push((name.into(), value.into())));
    pairs
}

/// A request whose body is a form.
fn form_request(grant: impl Parameters, client: ClientParameters<'_>) -> Result<(), TestCaseError> {
    let put_in = [given(&grant), given(&client)].concat();
    let body = exact(&TokenRequest { grant, client })?;
    prop_assert_eq!(read(&body), put_in);
    Ok(())
}

fn borrow(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Text with what is escaped, in forms and in JSON, and with what is not.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-zA-Z0-9._~-]{0,40}", "[a \"\\\\/%&=+\n\u{1f}é☃]{0,20}"]
}

fn some_pairs() -> impl Strategy<Value = Pairs> {
    proptest::collection::vec(("[a-z_]{1,8}|.{1,8}", text()), 0..4)
}

fn client<'a>(which: usize, id: &'a str, secret: &'a str) -> ClientParameters<'a> {
    match which {
        0 => ClientParameters::default(),
        1 => ClientParameters::public(id),
        2 => ClientParameters::post(id, secret),
        _ => ClientParameters::assertion(id, "type", secret),
    }
}

proptest! {
    #[test]
    fn grants_and_single_requests(
        [a, b, c] in [text(), text(), text()],
        extra in some_pairs(),
        client_kind in 0..4_usize,
    ) {
        let extra = borrow(&extra);
        let extra = extra.as_slice();
        let client = client(client_kind, &b, &c);
        let list: &[&str] = &[&a, &b];
        let verifier = Some(c.as_str());
        form_request(
            CodeExchange { code: &a, redirect_uri: &b, code_verifier: verifier, resource: list }, client)?;
        form_request(ClientCredentials::new().scope(&a).resource(list).extra(extra), client)?;
        form_request(RefreshToken::new(&a).scope(&b).extra(extra), client)?;
        form_request(Password::new(&a, &b).scope(&c).extra(extra), client)?;
        form_request(jwt_bearer(&a).scope(&b).extra(extra), client)?;
        form_request(saml2_bearer(&a).extra(extra), client)?;
        form_request(
            TokenExchange::new(&a, &b).actor_token(&c, &a).audience(list).requested_token_type(&b).extra(extra),
            client,
        )?;
        form_request(ExtensionGrant::new(&a, extra), client)?;
        form_request(DeviceCode::new().scope(&a).resource(list).extra(extra), client)?;
        form_request(DeviceAccessToken { device_code: &a }, client)?;
        for hint in [Hint::LoginHint(&a), Hint::LoginHintToken(&a), Hint::IdTokenHint(&a)] {
            form_request(Ciba::new(hint).scope(&b).binding_message(&c).extra(extra), client)?;
        }
        form_request(CibaToken { auth_req_id: &a }, client)?;
        for hint in [TokenTypeHint::AccessToken, TokenTypeHint::RefreshToken] {
            form_request(Revocation::new(&a).token_type_hint(hint).extra(extra), client)?;
            form_request(Introspection::new(&a).token_type_hint(hint).extra(extra), client)?;
        }
        form_request(Revocation::new(&a), client)?;
        form_request(Introspection::new(&a), client)?;
    }

    #[test]
    fn authorization_requests(
        [id, redirect_uri, state, scope] in [text(), text(), text(), text()],
        extra in some_pairs(),
        has_scope: bool,
        mode in select(vec![None, Some(ResponseMode::Query), Some(ResponseMode::FormPost)]),
        pkce: bool,
        own in "(\\?([a-d]{0,2}(=[a-d%+4]{0,3})?&?){0,4})?",
        client_id_follows: bool,
    ) {
        let parameters = AuthorizationParameters {
            response_type: "code",
            client_id: &id,
            redirect_uri: &redirect_uri,
            scope: has_scope.then_some(&*scope),
            state: &state,
            response_mode: mode,
            pkce: pkce.then_some((&scope, "S256")),
            resource: &[&scope, &redirect_uri],
            extra: &borrow(&extra),
        };
        let endpoint = format!("https://as.example/authorize{own}");
        let endpoint = Url::parse(&endpoint).unwrap();
        let url = exact(&AuthorizationRequest { endpoint, parameters })?;
        let url = String::from_utf8(url).unwrap();
        let parsed = Url::parse(&url).unwrap();
        prop_assert_eq!(parsed.without_query(), "https://as.example/authorize");
        let ours = given(&parameters);
        // The endpoint's own pairs come first, but for those that are sent anew.
        let kept = form::pairs(endpoint.query().unwrap_or_default().as_bytes())
            .filter(|pair| !ours.iter().any(|(name, _)| pair.name.is(name.as_bytes())));
        let kept: Vec<_> = kept.map(|pair| (pair.name.to_vec(), pair.value.to_vec())).collect();
        let expected: Vec<_> =
            kept.into_iter().chain(ours.into_iter().map(|(name, value)| (name.into(), value.into()))).collect();
        let sent = form::pairs(parsed.query().unwrap_or_default().as_bytes());
        let sent: Vec<_> = sent.map(|pair| (pair.name.to_vec(), pair.value.to_vec())).collect();
        prop_assert_eq!(sent, expected);

        let pushed = PushedAuthorizationRequest { parameters, client_id_follows };
        form_request(pushed, client(if client_id_follows { 2 } else { 0 }, &id, &state))?;
    }

    #[test]
    fn credentials(id in text(), secret in text(), token in "[!-~]{1,80}") {
        for (credentials, raw) in
            [(BasicCredentials::new(&id, &secret), false), (BasicCredentials::raw(&id, &secret), true)]
        {
            let value = exact(&credentials)?;
            let mut joined = vec![0; value.len()];
            let len = STANDARD.decode_slice(value.strip_prefix(b"Basic ").unwrap(), &mut joined).unwrap();
            let joined = &joined[..len];
            if raw {
                prop_assert_eq!(joined, [id.as_bytes(), b":", secret.as_bytes()].concat());
            } else {
                let colon = joined.iter().position(|&byte| byte == b':').unwrap();
                prop_assert!(Encoded::form(&joined[..colon]).is(id.as_bytes()));
                prop_assert!(Encoded::form(&joined[colon + 1..]).is(secret.as_bytes()));
            }
        }
        let bearer = BorrowedBearer::new(&token, "https://api.example").unwrap();
        let value = exact(&bearer.authorization("https://api.example/").unwrap())?;
        prop_assert_eq!(value.strip_prefix(b"Bearer "), Some(token.as_bytes()));
    }

    #[test]
    fn registrations(
        uris in proptest::collection::vec(text(), 0..3),
        members in proptest::collection::vec(text(), 0..4),
        lists in proptest::collection::vec(proptest::collection::vec(text(), 0..3), 0..3),
    ) {
        // Names of their own: JSON has room for one of each.
        let names: Vec<_> = (0..9).map(|number| format!("\"n{number}é")).collect();
        let text: Vec<_> = names.iter().map(String::as_str).zip(members.iter().map(String::as_str)).collect();
        let lists: Vec<Vec<&str>> = lists.iter().map(|list| list.iter().map(String::as_str).collect()).collect();
        let lists: Vec<_> =
            names.iter().skip(5).map(String::as_str).zip(lists.iter().map(Vec::as_slice)).collect();
        let redirect_uris: Vec<_> = uris.iter().map(String::as_str).collect();
        let body = exact(&Registration::new(&redirect_uris).text(&text).lists(&lists))?;

        let mut expected = serde_json::Map::new();
        if !uris.is_empty() {
            expected.insert("redirect_uris".into(), uris.into());
        }
        expected.extend(text.iter().map(|&(name, value)| (name.into(), value.into())));
        expected.extend(lists.iter().map(|&(name, list)| (name.into(), list.into())));
        prop_assert_eq!(serde_json::from_slice::<serde_json::Value>(&body).unwrap(), serde_json::Value::Object(expected));
    }

    /// What an answer carries, written decoded.
    #[test]
    fn text_and_scope(plain in text(), parts in proptest::collection::vec("[!#-\\[\\]-~é☃\"]{1,6}", 0..4)) {
        let json = serde_json::json!({"access_token": "a", "token_type": "Bearer", "x": &plain, "scope": &parts});
        let answer = json.to_string();
        let response = Response::new(200, &[], answer.as_bytes());
        let TokenAnswer::Token(token) = TokenAnswer::parse(&response).unwrap() else { panic!() };
        for (_, value) in token.extra() {
            if let Some(text) = FieldValue::text(value) {
                prop_assert_eq!(exact(&text)?, plain.as_bytes());
            }
        }
        if let Some(scope) = token.scope {
            prop_assert_eq!(String::from_utf8(exact(&scope)?).unwrap(), parts.join(" "));
        }
        let form = oauth_wire::percent::encode(plain.as_bytes()).to_string();
        prop_assert_eq!(exact(&Text::Form(Encoded::form(form.as_bytes())))?, plain.as_bytes());
    }
}
