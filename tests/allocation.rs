//! Signing, verifying and OAuth 2's messages allocate nothing: counted, not claimed.
#![allow(unsafe_code, reason = "a counting global allocator can't be written without")]

use oauth_wire::buf::Encode;
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::*;
use oauth2_flow::parameters::Parameters;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands every call on to the system's allocator and only counts beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is the same as the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is the same as the system's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations<T>(run: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATIONS.with(Cell::get);
    let result = run();
    (ALLOCATIONS.with(Cell::get) - before, result)
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| String::from("x")).0, 1);
}

#[test]
fn signing_verifying_and_parsing_allocate_nothing() {
    let (mut scratch, mut buffer, mut url_buffer, mut body_buffer) =
        ([Slot::EMPTY; 64], [0; 4096], [0; 4096], [0; 4096]);
    let parameters: Vec<(String, String)> =
        (0..40).map(|index| (format!("filter[{index}]"), format!("a & b / é {index}"))).collect();
    let parameters: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();

    let (count, ()) = allocations(|| {
        let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
        let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
        let mut nonces = NonceSource::new(Seed::from_bytes([7; 32]));
        let key = HmacSha1::new(&client, Some(&token));
        let signer = Signer::new(client.identifier, Some(token.token), &key);
        let url = "https://photos.example.net/photos?file=vacation.jpg&size=original&note=a+b%2Bc";
        let now = UnixTime::from_secs(137_131_202);
        let known_client =
            KnownClient::new(client.secret, &["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"]);
        let known_token = KnownToken::new(token.secret, client.identifier);
        let mut accepted = 0;
        let mut accept = |request: &SignableRequest<'_>, header: Option<&str>, scratch: &mut [Slot]| {
            let received = ReceivedRequest::parse(request, header).expect("well formed");
            let verified =
                received.verify(Some(&known_client), Some(&known_token), now, 300, scratch).expect("right");
            let _ = std::hint::black_box(verified.nonce().map(|nonce| nonce.key()));
            accepted += usize::from(verified.accept(true).is_ok());
        };

        // Header, with 40 decoded parameters; verified from the same.
        let request = SignableRequest::new("GET", url).and_then(SignableRequest::strict).expect("a request");
        let request = request.with_parameters(&parameters);
        let nonce = nonces.next();
        let protocol = ProtocolParameters::new(now, nonce.as_str()).with_realm("Photos");
        let header =
            signer.sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer).expect("fits");
        accept(&request, Some(header), &mut [Slot::EMPTY; 64]);

        // Every other method, PLAINTEXT among them.
        let plain = SignableRequest::new("GET", url).expect("a request");
        macro_rules! with {
            ($method:expr) => {
                let nonce = nonces.next();
                let protocol = ProtocolParameters::new(now, nonce.as_str());
                let signer = Signer::new(client.identifier, Some(token.token), $method);
                let header = signer
                    .sign(&plain, protocol, Placement::Header, &mut scratch, &mut buffer)
                    .expect("fits");
                accept(&plain, Some(header), &mut [Slot::EMPTY; 64]);
            };
        }
        with!(HmacSha256::new(&client, Some(&token)));
        with!(HmacSha512::new(&client, Some(&token)));
        with!(Plaintext::new(&client, Some(&token)));

        // Query and form body.
        let nonce = nonces.next();
        let protocol = ProtocolParameters::new(now, nonce.as_str());
        let signed =
            signer.sign(&plain, protocol, Placement::Query, &mut scratch, &mut url_buffer).expect("fits");
        accept(&SignableRequest::new("GET", signed).expect("a URL"), None, &mut [Slot::EMPTY; 64]);
        let form =
            SignableRequest::new("POST", url).expect("a request").with_form_body(b"status=Hello%20Ladies");
        let nonce = nonces.next();
        let protocol = ProtocolParameters::new(now, nonce.as_str());
        let body =
            signer.sign(&form, protocol, Placement::FormBody, &mut scratch, &mut body_buffer).expect("fits");
        let received = SignableRequest::new("POST", url).expect("a request").with_form_body(body.as_bytes());
        accept(&received, None, &mut [Slot::EMPTY; 64]);
        assert_eq!(accepted, 6);

        // A body hash, a base string, the errors.
        let hash = BodyHash::of(BodyHashAlgorithm::Sha256, b"{}");
        let protocol = ProtocolParameters::new(now, "n").with_body_hash(hash.as_str());
        signer.base_string(&plain, &protocol, &mut scratch, &mut buffer).expect("fits");
        assert!(matches!(
            signer.sign(&plain, protocol, Placement::Header, &mut scratch, &mut []),
            Err(SignError::BufferTooSmall { .. })
        ));
        assert!(Authorization::parse("OAuth nonsense").is_err());

        // Replies and refusals.
        assert!(
            TokenReply::parse(b"oauth_token=a&oauth_token_secret=b&user_id=1")
                .is_ok_and(|reply| reply.extra().count() == 1)
        );
        let headers: &[(&str, &[u8])] = &[("www-authenticate", b"OAuth oauth_problem=\"nonce_used\"")];
        assert!(Problem::find(&Response::new(401, headers, b"")).is_some());
        let written = AuthorizationHeader { realm: None, parameters: &[("oauth_token", "x%y")] };
        assert!(written.encode_slice(&mut buffer).is_ok());
    });
    assert_eq!(count, 0);
}

#[test]
fn oauth2_requests_allocate_nothing() {
    use oauth2_flow::authorization_code::CodeExchange;
    use oauth2_flow::authorization_request::{AuthorizationParameters, AuthorizationRequest, ResponseMode};
    use oauth2_flow::ciba::{Ciba, CibaToken, Hint};
    use oauth2_flow::credentials::{BasicCredentials, ClientParameters};
    use oauth2_flow::device_code::{DeviceAccessToken, DeviceCode};
    use oauth2_flow::token_request::TokenRequest;

    /// Written, read back, and one byte short.
    fn write(message: &impl Encode, buffer: &mut [u8]) {
        let len = message.encoded_len();
        assert_eq!(message.encode_slice(buffer).map(|written| written.len()), Ok(len));
        let short = message.encode_slice(&mut buffer[..len - 1]).expect_err("too short");
        assert_eq!(short.required, len);
    }
    fn form(grant: impl Parameters, buffer: &mut [u8]) {
        for client in [
            ClientParameters::post("s6BhdRkqt3", "a secret & more"),
            ClientParameters::public("s6BhdRkqt3"),
            ClientParameters::assertion("s6BhdRkqt3", "urn:x", "header.claims.signature"),
        ] {
            write(&TokenRequest { grant: &grant, client }, buffer);
        }
    }

    let mut buffer = [0; 2048];
    let buffer = buffer.as_mut_slice();
    let (count, ()) = allocations(|| {
        let seed = Seed::from_bytes([7; 32]);
        let (state, verifier) = (seed.text("state", 0), seed.text("code_verifier", 0));
        let challenge = oauth2_flow::pkce::CodeChallenge::s256(verifier.as_str());
        let resource = ["https://api.example.com/é"];
        let parameters = AuthorizationParameters {
            response_type: "code",
            client_id: "s6BhdRkqt3",
            redirect_uri: "https://client.example.com/cb?a=b",
            scope: Some("read write"),
            state: state.as_str(),
            response_mode: Some(ResponseMode::FormPost),
            pkce: Some((challenge.as_str(), "S256")),
            resource: &resource,
            extra: &[("prompt", "select_account")],
        };
        let endpoint =
            oauth_wire::url::Url::parse("https://as.example/authorize?tenant=1&state=x").expect("a URL");
        write(&AuthorizationRequest { endpoint, parameters }, buffer);
        form(oauth2_flow::pushed::PushedAuthorizationRequest { parameters, client_id_follows: true }, buffer);
        let code = CodeExchange {
            code: "SplxlOBeZQQYbYS6WxSbIA",
            redirect_uri: "https://client.example.com/cb",
            code_verifier: Some(verifier.as_str()),
            resource: &resource,
        };
        form(code, buffer);
        form(oauth2_flow::client_credentials::ClientCredentials::new().scope("read"), buffer);
        form(oauth2_flow::refresh_token::RefreshToken::new("tGzv3JOkF0XG5Qx2TlKWIA").scope("read"), buffer);
        form(oauth2_flow::password::Password::new("johndoe", "A3ddj3w é"), buffer);
        form(DeviceCode::new().scope("read"), buffer);
        form(DeviceAccessToken { device_code: "GmRhmhcxhwAzkoEqiMEg" }, buffer);
        form(Ciba::new(Hint::LoginHint("janedoe@example.com")), buffer);
        form(CibaToken { auth_req_id: "1c266114-a1be-4252-8ad1-04986c5b9ac1" }, buffer);
        form(oauth2_flow::jwt_bearer::jwt_bearer("header.claims.signature"), buffer);
        form(oauth2_flow::saml2_bearer::saml2_bearer("PHNhbWxwOl"), buffer);
        let exchange = oauth2_flow::token_exchange::TokenExchange::new("token", "urn:type");
        form(exchange.actor_token("actor", "urn:type").audience(&["a", "b"]), buffer);
        form(oauth2_flow::extension::ExtensionGrant::new("urn:own", &[("a", "b")]), buffer);
        form(oauth2_flow::revocation::Revocation::new("token"), buffer);
        form(oauth2_flow::introspection::Introspection::new("token"), buffer);
        write(&oauth2_flow::registration::Registration::new(&["https://client.example.com/cb"]), buffer);
        write(&BasicCredentials::new("client id", "secret"), buffer);
        write(&BasicCredentials::raw("client id", "secret"), buffer);
        let bearer = oauth2_flow::bearer::BorrowedBearer::new("mF_9.B5f-4.1JqM", "https://api.example.com");
        let bearer = bearer.expect("a token and an origin");
        write(&bearer.authorization("https://api.example.com/v1/me").expect("the same origin"), buffer);
        assert!(bearer.authorization("https://evil.example/").is_err());
    });
    assert_eq!(count, 0);
}

#[test]
fn oauth2_answers_allocate_nothing() {
    use oauth2_flow::answer::Answer;
    use oauth2_flow::authorization_request::ResponseMode;
    use oauth2_flow::callback::AuthorizationResponse;
    use oauth2_flow::token_response::TokenAnswer;

    let now = UnixTime::from_secs(1_000_000);
    let (count, ()) = allocations(|| {
        let read = |status, body| Response::new(status, &[("content-type", b"application/json")], body);

        let Ok(TokenAnswer::Token(token)) = TokenAnswer::parse(&read(
            200,
            br#"{"access_token":"a\u0062","token_type":"Bearer","expires_in":"3600","scope":["x","y"],
                 "refresh_token":"r","id_token":"h.p.s","nested":{"deep":[1,2.5e0,true,null]}}"#,
        )) else {
            panic!("no token");
        };
        assert!(token.access_token.is("ab") && token.extra().count() == 2);
        assert!(
            token
                .scope
                .is_some_and(|scope| scope.encode_slice(&mut [0; 8]).is_ok_and(|written| written == b"x y"))
        );
        let form = Response::new(200, &[], b"access_token=a&token_type=bearer&expires_in=60");
        assert!(matches!(TokenAnswer::parse(&form), Ok(TokenAnswer::Token(_))));
        let error = TokenAnswer::parse(&read(
            400,
            br#"{"error":"invalid_grant","error_description":"gone","error_uri":"https://e/"}"#,
        ));
        assert!(matches!(error, Ok(TokenAnswer::Error(error)) if error.error.is("invalid_grant")));
        for body in [b"<html>".as_slice(), b"", b"{", b"{\"access_token\":1}"] {
            assert!(TokenAnswer::parse(&read(200, body)).is_err());
        }

        let redirect_uri = "https://client.example.com/cb";
        let callback =
            "https://client.example.com/cb?code=Splx%2FlOBeZ&state=xyz&iss=https%3A%2F%2Fas.example";
        let callback = AuthorizationResponse::from_redirect(callback, redirect_uri, ResponseMode::Query);
        let callback = callback.expect("a callback");
        assert!(callback.check_state("xyz").is_ok() && callback.iss_is(Some("https://as.example"), true));
        assert!(callback.check_state("xyy").is_err());
        let fragment =
            "https://client.example.com/cb#access_token=a%2Fb&state=xyz&scope=x+y&expires_in=60&n=1";
        let fragment = AuthorizationResponse::from_redirect(fragment, redirect_uri, ResponseMode::Fragment);
        let token = fragment.expect("a callback").token().expect("a token");
        assert!(token.access_token.is("a/b") && token.expires_in == Some(60) && token.extra().count() == 1);
        let posted = AuthorizationResponse::from_form_post(
            redirect_uri,
            b"error=access_denied&state=xyz",
            redirect_uri,
        );
        assert!(posted.is_ok_and(|posted| posted.error.is_some()));

        let headers: [(&str, &[u8]); 2] = [
            ("www-authenticate", br#"Basic realm="simple", Bearer error="invalid_token", x="\"y""#),
            ("retry-after", b"Sun, 06 Nov 1994 08:49:37 GMT"),
        ];
        let response = Response::new(401, &headers, b"");
        let bearer = oauth2_flow::challenge::challenges(&response).flatten().find(|it| it.is("bearer"));
        assert!(bearer.is_some_and(|it| it.get("error").is_some_and(|error| error.is("invalid_token"))));
        assert!(oauth2_flow::retry_after::retry_after(&response, now).is_some());

        macro_rules! success {
            ($message:path, $body:expr) => {
                assert!(matches!(<$message>::parse(&read(200, $body)), Ok(Answer::Success(_))));
                assert!(matches!(<$message>::parse(&read(400, br#"{"error":"x"}"#)), Ok(Answer::Error(_))));
            };
        }
        success!(
            oauth2_flow::pushed::PushedAuthorizationResponse,
            br#"{"request_uri":"urn:x","expires_in":60}"#
        );
        success!(
            oauth2_flow::device_code::DeviceAuthorizationResponse,
            br#"{"device_code":"d","user_code":"W","verification_uri":"https://e/","expires_in":9}"#
        );
        success!(oauth2_flow::ciba::AuthenticationResponse, br#"{"auth_req_id":"i","expires_in":9}"#);
        success!(oauth2_flow::introspection::IntrospectionResponse, br#"{"active":true,"aud":["a"]}"#);
    });
    assert_eq!(count, 0);
}
