//! What goes out, byte for byte: each protocol parameter, in each of the three places (RFC 5849 §3.5), and
//! accepted by a server that reads it there.

use oauth_wire::time::UnixTime;
use oauth1_sign::*;

const TIME: UnixTime = UnixTime::from_secs(137_131_201);
const CLIENT: ClientCredentials<'_> = ClientCredentials::new("key", "secret");
const TOKEN: TokenCredentials<'_> = TokenCredentials::new("tok/en", "token secret");
const PLACES: [Placement; 3] = [Placement::Header, Placement::FormBody, Placement::Query];

fn protocol() -> ProtocolParameters<'static> {
    ProtocolParameters::new(TIME, "n")
}

/// Signs, checks that a server accepts what is sent, and gives what is sent with the signature cut off.
#[track_caller]
fn sent(
    placement: Placement,
    url: &str,
    body: Option<&str>,
    token: Option<&TokenCredentials<'_>>,
    protocol: ProtocolParameters<'_>,
) -> String {
    let mut request = SignableRequest::new("POST", url).unwrap();
    if let Some(body) = body {
        request = request.with_form_body(body.as_bytes());
    }
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 2048]);
    let text = Signer::hmac_sha1(&CLIENT, token)
        .sign(&request, protocol, placement, &mut scratch, &mut buffer)
        .unwrap()
        .to_owned();
    let (url, body, header) = match placement {
        Placement::Header => (url, body, Some(text.as_str())),
        Placement::FormBody => (url, Some(text.as_str()), None),
        Placement::Query => (text.as_str(), body, None),
    };
    let mut request = SignableRequest::new("POST", url).unwrap();
    if let Some(body) = body {
        request = request.with_form_body(body.as_bytes());
    }
    request.strict().unwrap();
    let received = ReceivedRequest::parse(&request, header).unwrap().with_body(b"Hello World!");
    let client = KnownClient::new(CLIENT.secret, &["HMAC-SHA1"]);
    let token = token.map(|token| KnownToken::new(token.secret, CLIENT.identifier));
    received.verify(Some(&client), token.as_ref(), TIME, 0, &mut scratch).unwrap().accept(true).unwrap();
    let (rest, _) = text.split_once("oauth_signature=").unwrap();
    rest.to_owned()
}

fn header(protocol: ProtocolParameters<'_>) -> String {
    sent(Placement::Header, "https://h/", None, None, protocol)
}

const PLAIN: &str = "OAuth oauth_consumer_key=\"key\", oauth_nonce=\"n\", oauth_signature_method=\"HMAC-SHA1\", \
    oauth_timestamp=\"137131201\", oauth_version=\"1.0\", ";

#[test]
fn three_places() {
    assert_eq!(header(protocol()), PLAIN);
    let form = "oauth_consumer_key=key&oauth_nonce=n&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&\
        oauth_token=tok%2Fen&oauth_version=1.0&";
    let send = |placement, url, body| sent(placement, url, body, Some(&TOKEN), protocol());
    for (body, expected) in [
        (None, form.to_owned()),
        (Some(""), form.to_owned()),
        // What stood there stays as it was, to the byte.
        (Some("a=x+y&b=%7e&&c"), format!("a=x+y&b=%7e&&c&{form}")),
    ] {
        assert_eq!(send(Placement::FormBody, "https://h/", body), expected);
    }
    for (url, expected) in [
        ("https://h", format!("https://h?{form}")),
        ("https://h/", format!("https://h/?{form}")),
        ("https://h/?", format!("https://h/?{form}")),
        ("https://h/?a=x+y&b=%7e", format!("https://h/?a=x+y&b=%7e&{form}")),
        // A fragment is never sent.
        ("https://h/?a=1#top", format!("https://h/?a=1&{form}")),
    ] {
        assert_eq!(send(Placement::Query, url, Some("x=1")), expected);
    }
}

#[test]
fn realm() {
    assert_eq!(header(protocol().with_realm("Photos")), PLAIN.replace("OAuth ", "OAuth realm=\"Photos\", "));
    assert_eq!(header(protocol().with_realm("")), PLAIN.replace("OAuth ", "OAuth realm=\"\", "));
    // It has no place elsewhere.
    for placement in [Placement::FormBody, Placement::Query] {
        assert!(
            !sent(placement, "https://h/", None, None, protocol().with_realm("Photos")).contains("Photos")
        );
    }
}

#[test]
fn callback_as_url_as_oob_and_left_out() {
    for (callback, shown) in [
        ("http://printer.example.com/ready?x=1&y", "http%3A%2F%2Fprinter.example.com%2Fready%3Fx%3D1%26y"),
        ("oob", "oob"),
    ] {
        let parameter = format!("OAuth oauth_callback=\"{shown}\", ");
        assert_eq!(header(protocol().with_callback(callback)), PLAIN.replace("OAuth ", &parameter));
        for placement in [Placement::FormBody, Placement::Query] {
            let text = sent(placement, "https://h/", None, None, protocol().with_callback(callback));
            assert!(text.contains(&format!("oauth_callback={shown}&")), "{text}");
        }
    }
    assert!(!header(protocol()).contains("callback"));
}

#[test]
fn verifier_and_version() {
    assert!(
        header(protocol().with_verifier("hfdp7dh39dks9884"))
            .contains("oauth_verifier=\"hfdp7dh39dks9884\", ")
    );
    assert!(!header(protocol()).contains("oauth_verifier"));
    assert_eq!(header(protocol().without_version()), PLAIN.replace("oauth_version=\"1.0\", ", ""));
}

/// OAuth Session (Yahoo's): the handle goes with the protocol's own parameters when a token is renewed.
#[test]
fn session_handle() {
    let renewal = || protocol().with_extra(&[("oauth_session_handle", "han/dle")]);
    let send = |placement| sent(placement, "https://h/", None, Some(&TOKEN), renewal());
    assert!(send(Placement::Header).contains("oauth_session_handle=\"han%2Fdle\", "));
    assert!(send(Placement::FormBody).contains("oauth_session_handle=han%2Fdle&"));
    assert!(send(Placement::Query).contains("oauth_session_handle=han%2Fdle&"));
    // In the order of the base string it comes among the protocol's.
    let request = SignableRequest::new("POST", "https://h/").unwrap();
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 512]);
    let signer = Signer::hmac_sha1(&CLIENT, Some(&TOKEN));
    assert_eq!(
        signer.base_string(&request, &renewal(), &mut scratch, &mut buffer).unwrap(),
        "POST&https%3A%2F%2Fh%2F&oauth_consumer_key%3Dkey%26oauth_nonce%3Dn%26oauth_session_handle%3Dhan%252Fdle%26\
         oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dtok%252Fen%26oauth_version%3D1.0"
    );
}

/// xAuth: name and password for a token, in the header or in the form body, signed in either.
#[test]
fn x_auth() {
    const LOGIN: &[(&str, &str)] = &[
        ("x_auth_mode", "client_auth"),
        ("x_auth_password", "twitter-xauth & more"),
        ("x_auth_username", "oauth_test_exec"),
    ];
    let url = "https://api.twitter.com/oauth/access_token";
    let form =
        "x_auth_mode=client_auth&x_auth_password=twitter-xauth%20%26%20more&x_auth_username=oauth_test_exec";
    let in_header = sent(Placement::Header, url, None, None, protocol().with_extra(LOGIN));
    assert!(in_header.contains("x_auth_password=\"twitter-xauth%20%26%20more\", "), "{in_header}");
    assert!(sent(Placement::FormBody, url, None, None, protocol().with_extra(LOGIN)).contains(form));
    assert_eq!(sent(Placement::Header, url, Some(form), None, protocol()), PLAIN);

    // Wherever they stand, the base string is the same.
    let bare = SignableRequest::new("POST", url).unwrap();
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 8], [0; 1024]);
    let signer = Signer::hmac_sha1(&CLIENT, None);
    let extra = protocol().with_extra(LOGIN);
    let one = signer.base_string(&bare, &extra, &mut scratch, &mut buffer).unwrap().to_owned();
    let with_form = bare.with_form_body(form.as_bytes());
    let other = signer.base_string(&with_form, &protocol(), &mut scratch, &mut buffer).unwrap();
    assert_eq!(one, other);
}

/// The hash of a body that is never held whole.
#[test]
fn body_hash() {
    for (algorithm, hash) in [
        (BodyHashAlgorithm::Sha1, "Lve95gjOVATpfV8EL5X4nxwjKHE="),
        (BodyHashAlgorithm::Sha256, "f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk="),
    ] {
        for pieces in [&["Hello World!"][..], &["Hello", "", " ", "World!"], &["H", "ello World", "!"]] {
            let mut running = BodyHash::new(algorithm);
            pieces.iter().for_each(|piece| running.update(piece.as_bytes()));
            assert_eq!(running.finish().as_str(), hash);
        }
        assert_eq!(BodyHash::of(algorithm, b"Hello World!").as_str(), hash);
        for placement in [Placement::Header, Placement::Query] {
            let text = sent(placement, "https://h/", None, None, protocol().with_body_hash(hash));
            assert!(text.contains("oauth_body_hash="), "{text}");
        }
        // Never with a form (draft §3.2).
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 512]);
        let request = SignableRequest::new("POST", "https://h/").unwrap();
        let signer = Signer::hmac_sha1(&CLIENT, None);
        for (request, placement) in
            [(request, Placement::FormBody), (request.with_form_body(b"a=1"), Placement::Header)]
        {
            let hashed = protocol().with_body_hash(hash);
            let refused = signer.sign(&request, hashed, placement, &mut scratch, &mut buffer);
            assert_eq!(refused, Err(SignError::BodyHashOnForm));
        }
    }
    assert_eq!(BodyHash::of(BodyHashAlgorithm::Sha1, b"").as_str(), "2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
}

/// What a signer adds must not stand there already, in none of the places.
#[test]
fn nothing_twice() {
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 512]);
    let signer = Signer::hmac_sha1(&CLIENT, None);
    for placement in PLACES {
        let plain = SignableRequest::new("POST", "https://h/").unwrap();
        for (request, protocol) in [
            (SignableRequest::new("POST", "https://h/?oauth_nonce=x").unwrap(), protocol()),
            (SignableRequest::new("POST", "https://h/?oauth%5Fnonce=x").unwrap(), protocol()),
            (plain.with_form_body(b"oauth_timestamp=1"), protocol()),
            (plain.with_parameters(&[("oauth_consumer_key", "x")]), protocol()),
            (plain, protocol().with_extra(&[("oauth_version", "1.0")])),
            (plain, protocol().with_extra(&[("oauth_session_handle", "1"), ("oauth_session_handle", "1")])),
        ] {
            let refused = signer.sign(&request, protocol, placement, &mut scratch, &mut buffer);
            assert_eq!(refused, Err(SignError::DuplicateParameter));
        }
        // A nonce is good once, and here it was not used: what was refused was not signed.
        assert!(signer.sign(&plain, protocol(), placement, &mut scratch, &mut buffer).is_ok());
    }
}

/// A key that signs digests: the base string streams into the hash and is never held, what the key makes of
/// the digest comes back with `Detached`.
#[test]
fn the_digest_goes_out_and_the_signature_comes_back() {
    struct Digest;
    struct Running(Vec<u8>);
    impl Sink for Running {
        fn update(&mut self, piece: &[u8]) {
            self.0.extend_from_slice(piece); // a hash in earnest
        }
    }
    impl SignatureMethod for Digest {
        type Running = Running;
        type Error = std::convert::Infallible;

        fn name(&self) -> &str {
            "X-HSM"
        }
        fn max_signature_len(&self) -> usize {
            28
        }
        fn start(&self) -> Running {
            Running(Vec::new())
        }
        fn finish(&self, running: &mut Running, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error> {
            out.text(BodyHash::of(BodyHashAlgorithm::Sha1, &running.0).as_str());
            Ok(())
        }
    }
    let request = SignableRequest::new("GET", "https://h/?a=1").unwrap();
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 512]);
    let digest = Signer::new("key", None, Digest)
        .signature(&request, &protocol(), &mut scratch, &mut buffer)
        .unwrap()
        .to_owned();
    let unsigned = Signer::new("key", None, Detached::new("X-HSM", &[]));
    let base_string = unsigned.base_string(&request, &protocol(), &mut scratch, &mut buffer).unwrap();
    assert_eq!(digest, BodyHash::of(BodyHashAlgorithm::Sha1, base_string.as_bytes()).as_str());

    let signature = b"what the key made of the digest";
    let signed = Signer::new("key", None, Detached::new("X-HSM", signature))
        .sign(&request, protocol(), Placement::Header, &mut scratch, &mut buffer)
        .unwrap();
    let sent = Authorization::parse(signed).unwrap().single("oauth_signature").unwrap().unwrap();
    assert!(sent.is(b"d2hhdCB0aGUga2V5IG1hZGUgb2YgdGhlIGRpZ2VzdA=="));
}

/// A key that may refuse: its reason is handed on.
#[test]
fn a_key_that_can_t_sign() {
    struct Locked;
    #[derive(Debug, PartialEq)]
    struct PinRequired;
    struct Nothing;
    impl Sink for Nothing {
        fn update(&mut self, _: &[u8]) {}
    }
    impl SignatureMethod for Locked {
        type Running = Nothing;
        type Error = PinRequired;

        fn name(&self) -> &str {
            "X-HSM"
        }
        fn max_signature_len(&self) -> usize {
            0
        }
        fn start(&self) -> Nothing {
            Nothing
        }
        fn finish(&self, _: &mut Nothing, _: &mut SignatureWriter<'_>) -> Result<(), PinRequired> {
            Err(PinRequired)
        }
    }
    let request = SignableRequest::new("GET", "https://h/").unwrap();
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 512]);
    let signer = Signer::new("key", None, Locked);
    for placement in PLACES {
        let refused = signer.sign(&request, protocol(), placement, &mut scratch, &mut buffer);
        assert_eq!(refused, Err(SignError::Method(PinRequired)));
    }
}

#[test]
fn a_request_that_carries_a_signature_is_not_signed_again() {
    let client = ClientCredentials::new("c", "s");
    let signer = Signer::hmac_sha1(&client, None);
    let (mut scratch, mut out) = ([Slot::EMPTY; 8], [0; 512]);
    let signature = [("oauth_signature", "x")];
    for (url, body, extra) in [
        ("https://h/?oauth_signature=x", None, &[][..]),
        ("https://h/?oauth%5Fsignature", None, &[]),
        ("https://h/?a=1", Some(&b"oauth_signature=x"[..]), &[]),
        ("https://h/?a=1", None, &signature),
    ] {
        let mut request = SignableRequest::new("POST", url).unwrap();
        if let Some(body) = body {
            request = request.with_form_body(body);
        }
        for placement in [Placement::Header, Placement::FormBody, Placement::Query] {
            let protocol = ProtocolParameters::new(TIME, "n").with_extra(extra);
            let signed = signer.sign(&request, protocol, placement, &mut scratch, &mut out);
            assert_eq!(signed, Err(SignError::DuplicateParameter), "{url} {placement:?}");
        }
        // What it is signed with can still be asked.
        let protocol = ProtocolParameters::new(TIME, "n").with_extra(extra);
        assert!(signer.base_string(&request, &protocol, &mut scratch, &mut out).is_ok(), "{url}");
    }
}
