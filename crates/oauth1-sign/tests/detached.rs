//! Signing in two phases: the base string's digest is taken out, the signature brought back.

use oauth_wire::time::UnixTime;
use oauth1_sign::*;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::convert::Infallible;

const ALGORITHMS: [DigestAlgorithm; 3] =
    [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha512];

fn digest(algorithm: DigestAlgorithm, text: &str) -> Vec<u8> {
    match algorithm {
        DigestAlgorithm::Sha1 => Sha1::digest(text).to_vec(),
        DigestAlgorithm::Sha256 => Sha256::digest(text).to_vec(),
        DigestAlgorithm::Sha512 => Sha512::digest(text).to_vec(),
        other => panic!("{other:?}"),
    }
}

fn protocol() -> ProtocolParameters<'static> {
    ProtocolParameters::new(UnixTime::from_secs(137131202), "chapoH")
}

#[test]
fn the_digest_is_the_base_string_s() {
    let long = format!("https://h/p?q={}&oauth_a=1", "%20x".repeat(500));
    for url in ["https://h/", "http://photos.example.net/photos?file=vacation.jpg&size=original", &long] {
        let request = SignableRequest::new("GET", url).unwrap();
        let signer = Signer::new("client", Some("token"), Detached::new("RSA-SHA256", &[]));
        let (mut scratch, mut buffer, mut out) = ([Slot::EMPTY; 8], [0; 8192], [7; 70]);
        let text = signer.base_string(&request, &protocol(), &mut scratch, &mut buffer).unwrap();
        for algorithm in ALGORITHMS {
            let given =
                signer.base_string_digest(&request, &protocol(), algorithm, &mut scratch, &mut out).unwrap();
            assert_eq!((given, given.len()), (digest(algorithm, text).as_slice(), algorithm.len()), "{url}");
        }
    }
}

#[test]
fn a_digest_is_refused_where_a_signature_would_be() {
    let signer = Signer::new("client", None, Detached::new("RSA-SHA256", &[]));
    let ask = |url: &str, protocol: &ProtocolParameters<'_>, slots: usize, out: &mut [u8]| {
        let request = SignableRequest::new("GET", url).unwrap();
        let mut scratch = vec![Slot::EMPTY; slots];
        let given = signer.base_string_digest(&request, protocol, DigestAlgorithm::Sha256, &mut scratch, out);
        given.map(<[u8]>::len)
    };
    for (len, expected) in [(31, Err(SignError::BufferTooSmall { required: 32 })), (32, Ok(32)), (33, Ok(32))]
    {
        let mut out = vec![7; len];
        assert_eq!(ask("https://h/", &protocol(), 0, &mut out), expected);
        assert_eq!(expected.is_err(), out.iter().all(|&byte| byte == 7));
        assert!(out.iter().skip(32).all(|&byte| byte == 7));
    }
    let out = &mut [0; 32];
    assert_eq!(ask("https://h/?a=1", &protocol(), 0, out), Err(SignError::ScratchTooSmall { required: 1 }));
    assert_eq!(ask("https://h/?oauth_nonce=1", &protocol(), 1, out), Err(SignError::DuplicateParameter));
    assert_eq!(
        ask("https://h/", &ProtocolParameters::plaintext_only(), 0, out),
        Err(SignError::NonceRequired)
    );
}

/// As it is for whoever brings a method of his own: everything it needs is public.
#[test]
fn a_method_of_one_s_own_that_signs_no_base_string() {
    struct ByGateway;
    impl SignatureMethod for ByGateway {
        type Running = NoBaseString;
        type Error = Infallible;
        const SIGNS_BASE_STRING: bool = false;
        fn name(&self) -> &str {
            "X-GATEWAY"
        }
        fn max_signature_len(&self) -> usize {
            4
        }
        fn start(&self) -> NoBaseString {
            NoBaseString
        }
        fn finish(&self, _: &mut NoBaseString, out: &mut SignatureWriter<'_>) -> Result<(), Infallible> {
            out.text("put&");
            Ok(())
        }
    }
    let request = SignableRequest::new("GET", "https://h/").unwrap();
    let mut buffer = [0; 512];
    let header = Signer::new("client", None, ByGateway)
        .sign(&request, protocol(), Placement::Header, &mut [], &mut buffer)
        .unwrap();
    assert!(header.ends_with("oauth_signature=\"put%26\""), "{header}");
}

#[test]
fn a_method_s_name_is_encoded_where_it_needs_to_be() {
    let request = SignableRequest::new("GET", "https://h/").unwrap();
    let signer = Signer::new("client", None, Detached::new("HSM/1", b"abc"));
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 1], [0; 512]);
    let text = signer.base_string(&request, &protocol(), &mut scratch, &mut buffer).unwrap();
    assert!(text.contains("%26oauth_signature_method%3DHSM%252F1%26"), "{text}");
    let header = signer.sign(&request, protocol(), Placement::Header, &mut scratch, &mut buffer).unwrap();
    assert!(header.contains(", oauth_signature_method=\"HSM%2F1\", "), "{header}");
}
