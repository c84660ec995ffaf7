//! The server's side: what is read from where, and who may sign how.

use oauth_wire::time::UnixTime;
use oauth1_sign::*;
#[cfg(feature = "alloc")]
use proptest::prelude::*;

const NOW: UnixTime = UnixTime::from_secs(137131202);

fn verify(
    url: &str,
    authorization: Option<&str>,
    client: &KnownClient<'_>,
) -> Result<(Option<u64>, Option<Vec<u8>>), VerifyError> {
    let request = SignableRequest::new("GET", url).unwrap();
    let received = ReceivedRequest::parse(&request, authorization)?;
    let verified = received.verify(Some(client), None, NOW, 300, &mut [Slot::EMPTY; 16])?;
    let authenticated = verified.accept(true)?;
    Ok((
        authenticated.timestamp().map(UnixTime::as_secs),
        authenticated.nonce().map(|nonce| nonce.bytes().collect()),
    ))
}

/// A URL that an HMAC under `secret` signs in its query.
fn signed(secret: &str) -> String {
    let client = ClientCredentials::new("key", secret);
    let request = SignableRequest::new("GET", "https://h/?a=1").unwrap();
    let mut buffer = [0; 512];
    Signer::hmac_sha1(&client, None)
        .sign(
            &request,
            ProtocolParameters::new(NOW, "n"),
            Placement::Query,
            &mut [Slot::EMPTY; 4],
            &mut buffer,
        )
        .unwrap()
        .to_owned()
}

#[test]
fn a_header_of_another_scheme_is_not_looked_at() {
    let client = KnownClient::new("secret", &["HMAC-SHA1"]);
    let url = signed("secret");
    for header in ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Bearer oauth_nonce=\"x\"", "OAuth2 x", ""] {
        assert!(verify(&url, Some(header), &client).is_ok(), "{header}");
        let unsigned = verify("https://h/", Some(header), &client);
        assert_eq!(unsigned, Err(VerifyError::MissingParameter("oauth_consumer_key")), "{header}");
    }
    let malformed = verify(&url, Some("OAuth x"), &client);
    assert!(matches!(malformed, Err(VerifyError::Authorization(_))), "{malformed:?}");
}

/// Compared as it is encoded where it is encoded as here; decoded where it is not.
#[test]
fn however_the_signature_is_encoded() {
    let client = KnownClient::new("secret", &["HMAC-SHA1"]);
    let url = signed("secret");
    let (rest, signature) = url.split_once("oauth_signature=").unwrap();
    let escaped: String = Vec::from_iter(oauth_wire::percent::Encoded::percent(signature.as_bytes()).bytes())
        .iter()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    for (signature, right) in [
        (signature, true),
        (&signature.replace("%3D", "="), true),
        (&signature.replace("%3D", "%3d"), true),
        (&escaped, true),
        (&signature[..signature.len() - 3], false),
        (&format!("{signature}%3D"), false),
        (&format!("{escaped}="), false),
        (&signature.replace("%3D", "%3E"), false),
        ("", false),
    ] {
        let verified = verify(&format!("{rest}oauth_signature={signature}"), None, &client);
        assert_eq!(verified.is_ok(), right, "{signature}: {verified:?}");
        assert!(right || verified == Err(VerifyError::WrongSignature), "{signature}: {verified:?}");
    }
}

/// Signs everything with the same bytes, of which it says that they are so many.
struct Always(Vec<u8>, usize);

struct Nothing;
impl Sink for Nothing {
    fn update(&mut self, _: &[u8]) {}
}

impl SignatureMethod for Always {
    type Running = Nothing;
    type Error = std::convert::Infallible;

    fn name(&self) -> &str {
        "X-HSM"
    }
    fn max_signature_len(&self) -> usize {
        self.1.div_ceil(3) * 4
    }
    fn start(&self) -> Nothing {
        Nothing
    }
    fn finish(&self, _: &mut Nothing, out: &mut SignatureWriter<'_>) -> Result<(), Self::Error> {
        out.base64(&self.0);
        Ok(())
    }
}

/// Whether or not it is one of those that are compared as they are sent.
#[test]
fn signatures_of_any_length() {
    let client = KnownClient::new("secret", &["X-HSM"]);
    // 120 and 132 characters as they are sent, all of them escaped.
    let all_plus = [30, 33].map(|len| [0xfb, 0xef, 0xbe].repeat(len / 3));
    let usual = [0, 1, 2, 20, 64, 65, 66, 67, 68, 100, 700].map(|len| vec![0xfb; len]);
    for signature in all_plus.into_iter().chain(usual) {
        let len = signature.len();
        let key = Always(signature.clone(), len);
        let request = SignableRequest::new("GET", "https://h/?a=1").unwrap();
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 4096]);
        let header = Signer::new("key", None, &key)
            .sign(&request, ProtocolParameters::new(NOW, "n"), Placement::Header, &mut scratch, &mut buffer)
            .unwrap();
        let received = ReceivedRequest::parse(&request, Some(header)).unwrap();
        let mut verify =
            |key: &Always| received.verify_prepared(key, &client, None, NOW, 300, &mut scratch).is_ok();
        assert!(verify(&key), "{len}");
        for other in [[&signature[..], &[0]].concat(), signature.iter().map(|byte| byte ^ 1).collect()] {
            assert_eq!(verify(&Always(other.clone(), other.len())), other == signature, "{len}");
        }
        // Whatever it says.
        assert!(verify(&Always(signature, 0)), "{len}");
    }
}

#[test]
fn nobody_signs_with_the_secret_that_a_client_does_not_have() {
    let methods = ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT", "RSA-SHA1"];
    let client = KnownClient::without_secret(&methods);
    assert_eq!(verify(&signed(""), None, &client), Err(VerifyError::MethodNotAllowed));
    let plaintext =
        "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"%26\"";
    assert_eq!(verify("https://h/", Some(plaintext), &client), Err(VerifyError::MethodNotAllowed));
    // An empty secret that was issued as one is one.
    let client = KnownClient::new("", &methods);
    assert!(verify(&signed(""), None, &client).is_ok());
    assert!(verify("https://h/", Some(plaintext), &client).is_ok());
}

/// §3.3: a positive integer.
#[test]
fn timestamps_that_are_none() {
    for (timestamp, right) in [
        ("1", true),
        ("%31", true),
        ("0", false),
        ("", false),
        ("-1", false),
        ("+1", false),
        ("1.0", false),
        ("18446744073709551616", false),
    ] {
        let header = format!(
            "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"HMAC-SHA1\", oauth_signature=\"\", \
             oauth_nonce=\"n\", oauth_timestamp=\"{timestamp}\""
        );
        let request = SignableRequest::new("GET", "https://h/").unwrap();
        let parsed = ReceivedRequest::parse(&request, Some(&header)).map(|_| ());
        assert_eq!(
            parsed,
            if right { Ok(()) } else { Err(VerifyError::Malformed("the timestamp")) },
            "{timestamp}"
        );
    }
}

#[test]
fn plaintext_with_any_of_timestamp_and_nonce() {
    let client = KnownClient::new("secret", &["PLAINTEXT"]);
    for (parameters, expected) in [
        ("", (None, None)),
        (", oauth_timestamp=\"137131202\"", (Some(137131202), None)),
        (", oauth_nonce=\"%6e\"", (None, Some(b"n".to_vec()))),
        (", oauth_timestamp=\"137131202\", oauth_nonce=\"n\"", (Some(137131202), Some(b"n".to_vec()))),
    ] {
        let header = format!(
            "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"secret%26\"{parameters}"
        );
        assert_eq!(verify("https://h/", Some(&header), &client), Ok(expected), "{parameters}");
    }
}

/// Each of the protocol's parameters twice, in any two places and however the name is written.
#[test]
fn doubled_parameters() {
    for name in [
        "oauth_body_hash",
        "oauth_callback",
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_signature",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_token",
        "oauth_verifier",
        "oauth_version",
    ] {
        let (escaped, from_the_start) = (name.replace('_', "%5f"), name.replace('o', "%6F"));
        for (first, second) in [
            (name, name),
            (name, &escaped),
            (&escaped, name),
            (&escaped, &escaped),
            (name, &from_the_start),
            (&from_the_start, &escaped),
        ] {
            let twice = |header: &str, query: &str, body: &str| {
                let url = format!("https://h/?{query}");
                let request = SignableRequest::new("GET", &url).unwrap().with_form_body(body.as_bytes());
                ReceivedRequest::parse(&request, Some(header)).unwrap_err()
            };
            let (in_header, in_form) = (format!("OAuth {first}=\"1\""), format!("{second}=1"));
            let (both, form) = (format!("{in_header}, {second}=\"\""), format!("{first}=&{in_form}"));
            for error in [
                twice(&both, "", ""),
                twice(&in_header, &in_form, ""),
                twice(&in_header, "", &in_form),
                twice("", &form, ""),
                twice("", "", &form),
                twice("", &in_form, &in_form),
            ] {
                assert_eq!(error, VerifyError::DuplicateParameter(name), "{first} {second}");
            }
        }
        let decoded = [(name, "1")];
        let request = SignableRequest::new("GET", "https://h/").unwrap().with_parameters(&decoded);
        assert_eq!(ReceivedRequest::parse(&request, None).unwrap_err(), VerifyError::DecodedParameter(name));
    }
}

/// A parameter of an extension, which is known by `oauth_` alone: one server would read the first of two,
/// another the last.
#[test]
fn a_doubled_parameter_of_an_extension_is_refused_with_every_method() {
    let verified = |method: &str, url: &str, more: &str, body: &str| {
        let header = format!(
            "OAuth oauth_consumer_key=\"c\", oauth_signature_method=\"{method}\", oauth_timestamp=\"1\", \
             oauth_nonce=\"n\", oauth_signature=\"{}\"{more}",
            if method == "PLAINTEXT" { "secret%26" } else { "wrong" }
        );
        let request = SignableRequest::new("POST", url).unwrap().with_form_body(body.as_bytes());
        let client = KnownClient::new("secret", &["PLAINTEXT", "HMAC-SHA1"]);
        let received = ReceivedRequest::parse(&request, Some(&header)).unwrap();
        let (now, mut scratch) = (UnixTime::from_secs(1), [Slot::EMPTY; 16]);
        received.verify(Some(&client), None, now, 300, &mut scratch).map(|_| ())
    };
    let handle = ", oauth_session_handle=\"h\"";
    for (method, once) in [("PLAINTEXT", Ok(())), ("HMAC-SHA1", Err(VerifyError::WrongSignature))] {
        for (url, more, body) in [
            ("https://h/", ", oauth_session_handle=\"h\", oauth_session_handle=\"i\"", ""),
            ("https://h/?oauth_session_handle=h", handle, ""),
            ("https://h/?oauth_session_handle=h", "", "oauth%5fsession_handle=i"),
            ("https://h/", handle, "a=b&oauth_session_handle="),
        ] {
            let error = verified(method, url, more, body).unwrap_err();
            assert_eq!(
                error.to_string(),
                "an oauth_… parameter stands there more than once; header, form body and query count together",
                "{method} {url}"
            );
        }
        // Others may be doubled, and similar names are not the same.
        let (url, body) = ("https://h/?oauth_session=1&a=1&OAUTH_X=1", "oauth_session_=1&a=2&OAUTH_X=2");
        assert_eq!(verified(method, url, handle, body), once, "{method}");
    }
}

#[cfg(feature = "alloc")]
/// `text` as some client may write it: escapes of either case where none is needed, and in a header
/// reserved characters that are none. The bits of `choices` say where.
fn written(text: &str, choices: &mut u64, in_header: bool) -> String {
    let mut next = |of: u64| {
        *choices = choices.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*choices >> 33) % of
    };
    let mut out = String::new();
    for c in text.chars() {
        let bare = if in_header { !matches!(c, '%' | '"') && !c.is_control() } else { !"%&=+#".contains(c) };
        let is_unreserved = c.is_ascii_alphanumeric() || "-._~".contains(c);
        if bare && next(8) > if is_unreserved { 0 } else { 5 } {
            out.push(c);
        } else {
            for byte in c.to_string().bytes() {
                out += &if next(2) == 0 { format!("%{byte:02x}") } else { format!("%{byte:02X}") };
            }
        }
    }
    out
}

#[cfg(feature = "alloc")]
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "",
        "[a-zA-Z0-9._~-]{1,40}",
        "[ -~]{0,40}",
        "[a-z]{170,180}|[a-z]{440,530}",
        "[a-z&é☃]{0,300}",
        any::<String>(),
    ]
}

#[cfg(feature = "alloc")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// The header alone is read in one go, and sorted with the rest where anything else stands in it. Both
    /// are what the plain way gives: decode all, sort all, write it down, sign that.
    #[test]
    fn wherever_and_however_the_parameters_are_written(
        values in prop::collection::vec(value(), 5),
        there in prop::collection::vec(any::<bool>(), 6),
        in_header in prop::collection::vec(any::<bool>(), 10),
        others in prop::collection::vec(("a|p|oauth_|oauth_n|oauth_zz|oauth_tokens|[ -~]{1,20}", value()), 0..4),
        others_in_header: bool,
        realm in prop::option::of(any::<prop::sample::Index>()),
        mut choices: u64,
    ) {
        let body = b"body";
        let hash = BodyHash::of(BodyHashAlgorithm::Sha1, body);
        let key = if values[0].is_empty() { "key" } else { &values[0] };
        let mut protocol = vec![
            ("oauth_consumer_key", key),
            ("oauth_nonce", &values[1]),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
        ];
        let optional = [
            ("oauth_body_hash", hash.as_str()),
            ("oauth_callback", &values[2]),
            ("oauth_token", &values[3]),
            ("oauth_verifier", &values[4]),
            ("oauth_version", "1.0"),
        ];
        protocol.extend(optional.iter().zip(&there).filter(|(_, there)| **there).map(|(pair, _)| *pair));
        let mut all = protocol.clone();
        let others: Vec<_> = others.iter().map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !name.eq_ignore_ascii_case("realm")).collect();
        all.extend(&others);

        let plain = SignableRequest::new("GET", "https://h/p").unwrap().with_parameters(&all);
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], vec![0; 1 << 16]);
        let text = signature_base_string(&plain, &[], &mut scratch, &mut buffer).unwrap();
        let client = ClientCredentials::new("", "client secret");
        let token_secret = protocol.iter().find(|(name, value)| *name == "oauth_token" && !value.is_empty()).map(|_| TokenCredentials::new("", "token secret"));
        let signature = sign_base_string(&HmacSha1::new(&client, token_secret.as_ref()), text).unwrap();

        protocol.push(("oauth_signature", &signature));
        let (mut header, mut query) = (Vec::new(), Vec::new());
        let placed = protocol.iter().zip(&in_header).map(|(pair, in_header)| (pair, *in_header));
        for ((name, value), in_header) in placed.chain(others.iter().map(|pair| (pair, others_in_header))) {
            let (name, value) =
                (written(name, &mut choices, false), written(value, &mut choices, in_header));
            if in_header {
                // What a name's characters can't be, bare.
                let name = name.replace(' ', "%20").replace(',', "%2C").replace('"', "%22");
                header.push(format!("{name}{}=\"{value}\"", if choices & 8 == 0 { "" } else { " " }));
            } else {
                query.push(format!("{name}={value}"));
            }
        }
        if let Some(place) = realm {
            header.insert(place.index(header.len() + 1), "realm=\"a\\\", oauth_nonce=\"".to_owned());
        }
        let rotate = |list: &mut Vec<String>| {
            let by = choices as usize % list.len().max(1);
            list.rotate_left(by);
        };
        rotate(&mut header);
        rotate(&mut query);
        let (header, url) = (format!("OAuth {}", header.join(", ")), format!("https://h/p?{}", query.join("&")));
        let request = SignableRequest::new("GET", &url).unwrap();
        let received = ReceivedRequest::parse(&request, Some(&header)).unwrap().with_body(body);
        let known = KnownClient::new("client secret", &["HMAC-SHA1"]);
        let token = KnownToken::new("token secret", key);
        let result = received.verify(Some(&known), Some(&token), NOW, 0, &mut scratch);
        let of_protocol = |(name, _): &&(&str, &str)| name.starts_with("oauth_");
        let names: std::collections::HashSet<_> = others.iter().filter(of_protocol).map(|(name, _)| name).collect();
        if names.len() < others.iter().filter(of_protocol).count() {
            prop_assert!(matches!(result, Err(VerifyError::DuplicateParameter(_))), "{result:?}\n{header}\n{url}");
            return Ok(());
        }
        prop_assert!(result.is_ok(), "{result:?}\n{header}\n{url}\n{text}");
        prop_assert!(result.unwrap().nonce().unwrap().nonce.is(values[1].as_bytes()));

        // The same with anything else beside it is another request.
        let url = format!("{url}{}x", if query.is_empty() { "" } else { "&" });
        let request = SignableRequest::new("GET", &url).unwrap();
        let received = ReceivedRequest::parse(&request, Some(&header)).unwrap().with_body(body);
        let refused = received.verify(Some(&known), Some(&token), NOW, 0, &mut scratch);
        prop_assert_eq!(refused.unwrap_err(), VerifyError::WrongSignature);
    }
}

/// A key that counts what it is asked, and finds everything right.
#[derive(Default)]
struct Counting(std::cell::RefCell<Vec<Asked>>);

/// Method, base string, signature.
type Asked = (String, Vec<u8>, Vec<u8>);

impl PublicKey for Counting {
    fn verify(&self, method: &str, base_string: &dyn Fn(&mut dyn Sink), signature: &[u8]) -> bool {
        struct Text(Vec<u8>);
        impl Sink for Text {
            fn update(&mut self, piece: &[u8]) {
                self.0.extend_from_slice(piece);
            }
        }
        let mut text = Text(Vec::new());
        base_string(&mut text);
        self.0.borrow_mut().push((method.to_owned(), text.0, signature.to_vec()));
        true
    }
}

#[test]
fn whoever_has_no_key_is_told_so_after_the_same_work() {
    let header = "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"OWN%2Dsig\", \
        oauth_signature=\"c2lnbmF0dXJl\", oauth_timestamp=\"137131202\", oauth_nonce=\"n\"";
    let request = SignableRequest::new("GET", "https://h/?a=1").unwrap();
    let received = ReceivedRequest::parse(&request, Some(header)).unwrap();
    let methods = ["OWN-sig"];
    let own = Counting::default();
    let with_key = KnownClient::without_secret(&methods).with_public_key(&own);
    let secret_only = KnownClient::new("secret", &methods);
    let not_this_method = KnownClient::new("secret", &["HMAC-SHA1"]).with_public_key(&own);
    let work = [(
        "OWN-sig".to_owned(),
        b"GET&https%3A%2F%2Fh%2F&a%3D1%26oauth_consumer_key%3Dkey%26oauth_nonce%3Dn%26oauth_signature_method%3DOWN-sig%26oauth_timestamp%3D137131202".to_vec(),
        b"signature".to_vec(),
    )];
    for (client, expected, by_dummy) in [
        (None, Some(VerifyError::UnknownClient), true),
        (Some(&secret_only), Some(VerifyError::MethodNotAllowed), true),
        (Some(&with_key), None, false),
        (Some(&not_this_method), Some(VerifyError::MethodNotAllowed), false),
    ] {
        let dummy = Counting::default();
        let scratch = &mut [Slot::EMPTY; 8];
        let verified = received.verify_with_dummy_key(&dummy, client, None, NOW, 300, scratch);
        assert_eq!(verified.err(), expected);
        let (dummy, own) = (dummy.0.take(), own.0.take());
        assert_eq!(if by_dummy { (&*dummy, &*own) } else { (&*own, &*dummy) }, (&work[..], &[][..]));
        // Without room for the parameters nobody is told anything.
        let refused = received.verify_with_dummy_key(&Counting::default(), client, None, NOW, 300, &mut []);
        assert_eq!(refused.unwrap_err(), VerifyError::ScratchTooSmall { required: 1 });
    }
}

/// Who is told before the work was done was told by the time it took.
#[test]
fn no_room_for_the_work_is_told_to_all_alike() {
    for method in ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"] {
        let header = format!(
            "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"{method}\", \
             oauth_signature=\"x\", oauth_timestamp=\"137131202\", oauth_nonce=\"n\""
        );
        let request = SignableRequest::new("GET", "https://h/?a=1").unwrap();
        let received = ReceivedRequest::parse(&request, Some(&header)).unwrap();
        let methods = [method];
        let (known, keyless) = (KnownClient::new("secret", &methods), KnownClient::without_secret(&methods));
        for client in [None, Some(&known), Some(&keyless)] {
            let refused = received.verify(client, None, NOW, 300, &mut []);
            assert_eq!(refused.unwrap_err(), VerifyError::ScratchTooSmall { required: 1 }, "{method}");
        }
    }
}

/// Known or not, with a key or not: without a dummy it is forgotten for all, and seen at once.
#[cfg(not(feature = "rsa"))]
#[test]
fn public_keys_need_a_dummy() {
    let header = "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"OWN\", \
        oauth_signature=\"c2lnbmF0dXJl\", oauth_timestamp=\"137131202\", oauth_nonce=\"n\"";
    let own = Counting::default();
    let with_key = KnownClient::without_secret(&["OWN"]).with_public_key(&own);
    let without = KnownClient::without_secret(&["OWN"]);
    for client in [&with_key, &without] {
        assert_eq!(verify("https://h/", Some(header), client), Err(VerifyError::UnsupportedMethod));
    }
    let request = SignableRequest::new("GET", "https://h/").unwrap();
    let received = ReceivedRequest::parse(&request, Some(header)).unwrap();
    assert_eq!(received.verify(None, None, NOW, 300, &mut []).unwrap_err(), VerifyError::UnsupportedMethod);
    assert!(own.0.take().is_empty());
}

#[cfg(feature = "rsa")]
mod rsa {
    use super::*;
    use oauth1_sign::rsa::RsaPublicKey;
    use std::time::{Duration, Instant};

    /// The least of many: what else the machine does can only make it more.
    fn least(of: impl Fn()) -> Duration {
        let once = || {
            let start = Instant::now();
            of();
            start.elapsed()
        };
        (0..40).map(|_| once()).min().unwrap()
    }

    fn received(method: &str, signature: &[u8], judge: impl Fn(ReceivedRequest<'_>)) {
        let signature = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, signature);
        let signature = signature.replace('+', "%2B");
        let header = format!(
            "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"{method}\", \
            oauth_signature=\"{signature}\", oauth_timestamp=\"137131202\", oauth_nonce=\"n\""
        );
        let request = SignableRequest::new("GET", "https://h/").unwrap();
        judge(ReceivedRequest::parse(&request, Some(&header)).unwrap());
    }

    /// A clock, so only what differs by a factor is seen; the arithmetic is ten times all else.
    #[test]
    fn no_signature_takes_less_time_for_one_client_than_for_another() {
        let methods = ["RSA-SHA1", "RSA-SHA256", "RSA-SHA512"];
        let keys = [[0x97; 256], [0xb7; 256], [0xf1; 256]]
            .map(|n| RsaPublicKey::from_components(&n, &[1, 0, 1]).unwrap());
        let without = KnownClient::new("secret", &methods);
        let with = keys.each_ref().map(|key| KnownClient::without_secret(&methods).with_public_key(key));
        let clients = [None, Some(&without), Some(&with[0]), Some(&with[1]), Some(&with[2])];
        for signature in [&[1; 256][..], &[0xa5; 256], &[0xff; 256], &[1; 255], &[1], &[], &[1; 512]] {
            received("RSA-SHA1", signature, |received| {
                let times = clients.map(|client| {
                    least(|| {
                        let result = received.verify(client, None, NOW, 300, &mut []);
                        let expected = match client {
                            None => VerifyError::UnknownClient,
                            Some(client) if std::ptr::eq(client, &without) => VerifyError::MethodNotAllowed,
                            Some(_) => VerifyError::WrongSignature,
                        };
                        assert_eq!(result.unwrap_err(), expected);
                    })
                });
                let (least, most) = (times.iter().min().unwrap(), times.iter().max().unwrap());
                assert!(*most < 2 * *least, "{} bytes: {times:?}", signature.len());
            });
        }
    }

    /// The number that is put in place of such a one must not count (RFC 8017 §8.2.2).
    #[test]
    fn what_is_no_number_below_the_modulus_is_no_signature() {
        let key = RsaPublicKey::from_pem(include_str!("vectors/pem/1024.spki.pem")).unwrap();
        for signature in [&[0xff; 128][..], &[0; 128], &[0; 129], &[]] {
            assert!(!key.verify("RSA-SHA1", &|sink: &mut dyn Sink| sink.update(b"x"), signature));
        }
    }
}
