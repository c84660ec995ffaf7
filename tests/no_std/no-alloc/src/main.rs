//! Signs, parses, verifies, encodes and reads with `core` alone: no `std`, no allocator.
//!
//! Exits with 0, or with the number of the line whose check failed.
#![no_std]
#![no_main]

use oauth_wire::buf::{BufferTooSmall, Encode, Writer};
use oauth_wire::form::{self, FormWriter};
use oauth_wire::message::Response;
use oauth_wire::percent::Encoded;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth1_sign::{
    Authorization, ClientCredentials, HmacSha1, KnownClient, KnownToken, Placement, Problem, ProblemKind,
    ProtocolParameters, ReceivedRequest, SignableRequest, Signer, Slot, TokenCredentials, TokenReply,
    VerifyError, signature_base_string,
};
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::bearer::BorrowedBearer;
use oauth2_flow::callback::AuthorizationResponse;
use oauth2_flow::credentials::{BasicCredentials, ClientParameters};
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::token_request::TokenRequest;
use oauth2_flow::token_response::TokenAnswer;

/// The line whose check failed.
struct Failed(u32);

macro_rules! check {
    ($condition:expr) => {
        if !$condition {
            return Err(Failed(line!()));
        }
    };
}

macro_rules! ok {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(_) => return Err(Failed(line!())),
        }
    };
}

/// What the C library calls.
#[unsafe(no_mangle)]
extern "C" fn main(_: i32, _: *const *const u8) -> i32 {
    let run = || {
        urls_and_forms()?;
        seed()?;
        rfc5849_base_string()?;
        rfc5849_sign_and_verify()?;
        oauth1_replies()?;
        oauth2_messages()
    };
    match run() {
        Ok(()) => 0,
        // An exit code has eight bits.
        Err(Failed(line)) => line.min(255) as i32,
    }
}

fn urls_and_forms() -> Result<(), Failed> {
    let url = ok!(Url::parse("https://user@[::1]:8443/r%20v/X?a=r%20b&c2#top"));
    check!(url.host() == "[::1]" && url.effective_port() == Some(8443) && url.is_loopback());
    check!(url.path() == "/r%20v/X" && url.query() == Some("a=r%20b&c2") && url.check().is_err());

    let mut short = [0; 4];
    let mut writer = Writer::new(&mut short);
    FormWriter::new(&mut writer).pair("status", "Ladies + Gentlemen ☃".as_bytes());
    check!(writer.finish() == Err(BufferTooSmall { required: 43 }));
    let mut buffer = [0; 64];
    let mut writer = Writer::new(&mut buffer);
    FormWriter::new(&mut writer)
        .pair("status", "Ladies + Gentlemen ☃".as_bytes())
        .optional("lang", None)
        .optional("id", Some("7"));
    let len = ok!(writer.finish());
    check!(&buffer[..len] == b"status=Ladies%20%2B%20Gentlemen%20%E2%98%83&id=7");
    let mut pairs = form::pairs(&buffer[..len]);
    let status = pairs.next().map_or(Encoded::form(b""), |pair| pair.value);
    check!(status.is("Ladies + Gentlemen ☃".as_bytes()));
    check!(pairs.next().is_some_and(|pair| pair.name.is(b"id")) && pairs.next().is_none());
    check!(form::single(b"a=1&%61=2", "a").is_err());
    Ok(())
}

fn seed() -> Result<(), Failed> {
    let seed = Seed::from_bytes([7; 32]);
    check!(seed.text("state", 0).as_str().len() == 43);
    check!(seed.text("state", 0) == seed.text("state", 0) && seed.text("state", 0) != seed.text("nonce", 0));
    Ok(())
}

/// RFC 5849 §3.4.1.1, with the signature of erratum 2550.
fn rfc5849_base_string() -> Result<(), Failed> {
    const PROTOCOL: &[(&str, &str)] = &[
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
    ];
    let request =
        ok!(SignableRequest::new("POST", "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"))
            .with_form_body(b"c2&a3=2+q");
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 512]);
    let base_string = ok!(signature_base_string(&request, PROTOCOL, &mut scratch, &mut buffer));
    check!(
        base_string
            == "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26\
                c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26\
                oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    );
    let client = ClientCredentials::new("9djdj82h48djs9d2", "j49sk3j29djd");
    let token = TokenCredentials::new("kkk9d7dh3k39sjv7", "dh893hdasih9");
    let protocol = ProtocolParameters::new(UnixTime::from_secs(137_131_201), "7d8f3e4a").without_version();
    let signer = Signer::hmac_sha1(&client, Some(&token));
    let signature = ok!(signer.signature(&request, &protocol, &mut scratch, &mut buffer));
    check!(signature == "r6/TJjbCOr97/+UU0NsvSne7s5g=");
    Ok(())
}

/// RFC 5849 §1.2: the photo is asked for, the header is read, the server verifies it once.
fn rfc5849_sign_and_verify() -> Result<(), Failed> {
    let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
    let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    let key = HmacSha1::new(&client, Some(&token));
    let url = "http://photos.example.net/photos?file=vacation.jpg&size=original";
    let request = ok!(SignableRequest::new("GET", url));
    let now = UnixTime::from_secs(137_131_202);
    let protocol = ProtocolParameters::new(now, "chapoH").with_realm("Photos").without_version();
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 512]);
    let value = ok!(Signer::new(client.identifier, Some(token.token), &key).sign(
        &request,
        protocol,
        Placement::Header,
        &mut scratch,
        &mut buffer,
    ));

    let header = ok!(Authorization::parse(value));
    check!(header.realm() == Some("Photos") && header.pairs().count() == 6);
    let signature = ok!(header.single("oauth_signature")).unwrap_or(Encoded::percent(b""));
    check!(signature.is(b"MdpQcU8iPSUjWoN/UDMsK2sui9I="));

    let received = ok!(ReceivedRequest::parse(&request, Some(value)));
    check!(received.client().is(b"dpf43f3p2l4k3l03"));
    let known = KnownClient::new("kd94hf93k423kf44", &["HMAC-SHA1"]);
    let known_token = KnownToken::new("pfkkdhi9sl3r4s00", "dpf43f3p2l4k3l03");
    let verified = ok!(received.verify(Some(&known), Some(&known_token), now, 300, &mut scratch));
    check!(verified.nonce().is_some_and(|nonce| nonce.nonce.is(b"chapoH")));
    check!(verified.accept(false).is_err());
    let wrong = KnownToken::new("another secret", "dpf43f3p2l4k3l03");
    let refused = received.verify(Some(&known), Some(&wrong), now, 300, &mut scratch);
    check!(matches!(refused, Err(VerifyError::WrongSignature)));
    Ok(())
}

fn oauth1_replies() -> Result<(), Failed> {
    let reply = ok!(TokenReply::parse(
        b"oauth_token=ab%2B&oauth_token_secret=cd&oauth_callback_confirmed=true&user_id=1"
    ));
    check!(reply.token().is(b"ab+") && reply.callback_confirmed() && reply.extra().count() == 1);
    let body = b"{\"error\":\"Verification of signature failed\"}";
    let problem = Problem::find(&Response::new(401, &[], body)).map(|problem| problem.kind());
    check!(problem == Some(ProblemKind::SignatureInvalid));
    Ok(())
}

fn oauth2_messages() -> Result<(), Failed> {
    let mut buffer = [0; 256];
    // RFC 6749 §2.3.1
    let request = TokenRequest {
        grant: RefreshToken::new("tGzv3JOkF0XG5Qx2TlKWIA"),
        client: ClientParameters::post("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"),
    };
    check!(
        ok!(request.encode_slice(&mut buffer))
            == b"grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA\
                 &client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw"
    );
    let basic = BasicCredentials::new("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
    check!(ok!(basic.encode_slice(&mut buffer)) == b"Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");

    let bearer = ok!(BorrowedBearer::new("2YotnFZFEjr1zCsicMWpAA", "https://api.example.com"));
    let field = ok!(bearer.authorization("https://api.example.com/me"));
    check!(ok!(field.encode_slice(&mut buffer)) == b"Bearer 2YotnFZFEjr1zCsicMWpAA");
    check!(bearer.authorization("https://evil.example/me").is_err());

    let body = br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":"3600"}"#;
    match TokenAnswer::parse(&Response::new(200, &[], body)) {
        Ok(TokenAnswer::Token(token)) => {
            check!(token.expires_in == Some(3600) && !token.leniencies.is_empty())
        }
        _ => return Err(Failed(line!())),
    }

    let callback = "https://client.example.com/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz";
    let redirect = ok!(Url::parse("https://client.example.com/cb"));
    let response =
        ok!(AuthorizationResponse::from_redirect(callback, redirect.as_str(), ResponseMode::Query));
    check!(response.check_state("xyz").is_ok() && response.check_state("xyZ").is_err());
    check!(response.code.is_some_and(|code| code.is(b"SplxlOBeZQQYbYS6WxSbIA")));

    // RFC 6749 §4.2.2, with a type whose use is known
    let callback = "https://client.example.com/cb#access_token=2YotnFZFEjr1zCsicMWpAA&state=xyz&token_type=Bearer\
                    &expires_in=3600&scope=read%20write&example=1";
    let response =
        ok!(AuthorizationResponse::from_redirect(callback, redirect.as_str(), ResponseMode::Fragment));
    check!(response.check_state("xyz").is_ok() && response.iss_is(None, false));
    let token = ok!(response.token());
    check!(token.access_token.is("2YotnFZFEjr1zCsicMWpAA") && token.expires_in == Some(3600));
    check!(token.token_type.is_some_and(|it| it.is("Bearer")) && token.leniencies.is_empty());
    check!(
        token.scope.is_some_and(|scope| scope.encode_slice(&mut buffer).is_ok_and(|it| it == b"read write"))
    );
    check!(token.extra().all(|(name, _)| name.is("example")) && token.extra().count() == 1);
    Ok(())
}

unsafe extern "C" {
    // The C library's, which takes no arguments and can be called at any time.
    safe fn abort() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    abort()
}

/// `core` was built to unwind and names this; nothing here unwinds, so nothing calls it.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
