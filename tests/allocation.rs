//! Signing, verifying and parsing allocate nothing: counted, not claimed.
#![allow(unsafe_code, reason = "a counting global allocator can't be written without")]

use oauth_wire::buf::Encode;
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::*;
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
