//! Verifying takes as long for a client that is unknown as for one that is known, whatever was signed with.
//! Alone in its program, so that no other test runs beside it.

use oauth_wire::time::UnixTime;
use oauth1_sign::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

const NOW: UnixTime = UnixTime::from_secs(137131202);
const SECRET: &str = "the-secret-of-this-client-alone";
const OTHER_SECRET: &str = "neither-that-secret-nor-this-on";
/// What unknown clients are verified with. It stands in the source, so anybody can sign with it.
const DUMMY_SECRET: &str = "0123456789abcdef0123456789abcde";

/// The longest time may be longer than the shortest by one part in this many. In optimized code, where the compiler
/// puts it makes differences of some percent.
const TOLERANCE: u32 = if cfg!(debug_assertions) { 25 } else { 7 };
/// Long enough for its hash to show.
const BODY: &[u8] = &[b'x'; 2048];

fn header<M: SignatureMethod<Error: std::fmt::Debug>>(key: M) -> String {
    let request = SignableRequest::new("POST", "https://h/?a=1").unwrap();
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 512]);
    let signer = Signer::new("key", None, key);
    let hash = BodyHash::of(BodyHashAlgorithm::Sha1, BODY);
    let protocol = ProtocolParameters::new(NOW, "n").with_body_hash(hash.as_str());
    signer.sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer).unwrap().to_owned()
}

/// How long refusing this request takes where its client is known, where it has no secret, and where it is not known:
/// the shortest of many rounds in turn, since what disturbs one only makes it longer. Ends early once they are
/// the same but for [`TOLERANCE`].
fn refusing(header: &str) -> [Duration; 3] {
    const MAX_ROUNDS: usize = 2000;
    const METHODS: &[&str] = &["HMAC-SHA1", "HMAC-SHA256"];
    let request = SignableRequest::new("POST", "https://h/?a=1").unwrap();
    let received = ReceivedRequest::parse(&request, Some(header)).unwrap().with_body(BODY);
    let (known, without_secret) = (KnownClient::new(SECRET, METHODS), KnownClient::without_secret(METHODS));
    let cases = [
        (Some(&known), VerifyError::WrongSignature),
        (Some(&without_secret), VerifyError::MethodNotAllowed),
        (None, VerifyError::UnknownClient),
    ];
    let mut shortest = [Duration::MAX; 3];
    for round in 1..=MAX_ROUNDS {
        for ((client, refusal), shortest) in cases.iter().zip(&mut shortest) {
            let start = Instant::now();
            for _ in 0..20 {
                let answer = received.verify(black_box(*client), None, NOW, 300, &mut [Slot::EMPTY; 4]);
                assert_eq!(answer.err().as_ref(), Some(refusal));
            }
            *shortest = start.elapsed().min(*shortest);
        }
        if round % 100 == 0 && are_the_same(shortest) {
            break;
        }
    }
    shortest
}

fn are_the_same(times: [Duration; 3]) -> bool {
    let (least, most) = (times.into_iter().min(), times.into_iter().max());
    least.zip(most).is_some_and(|(least, most)| most - least < least / TOLERANCE)
}

/// It sees a signature or a body hash that is computed for some alone, and a comparison that does more for a signature
/// that is wrong: whoever signs with what unknown clients are verified with would see that. A few nanoseconds it does
/// not see, nor can it be about PLAINTEXT, of which they are a large part.
#[test]
fn no_client_is_told_apart_by_time() {
    for secret in [OTHER_SECRET, DUMMY_SECRET] {
        let client = ClientCredentials::new("key", secret);
        for header in [header(HmacSha1::new(&client, None)), header(HmacSha256::new(&client, None))] {
            let times = refusing(&header);
            assert!(are_the_same(times), "known, without a secret, unknown: {times:?}; {header}");
        }
    }
}
