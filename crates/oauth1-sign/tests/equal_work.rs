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

/// Whether refusing this request takes the same time where its client is known and where it is not, but for a
/// twentieth. The shortest of many rounds in turn counts, since what disturbs one only makes it longer; a real
/// difference stays, however many there are.
fn takes_the_same_time(header: &str) -> bool {
    const MAX_ROUNDS: usize = 2000;
    let request = SignableRequest::new("POST", "https://h/?a=1").unwrap();
    let client = KnownClient::new(SECRET, &["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"]);
    let received = ReceivedRequest::parse(&request, Some(header)).unwrap().with_body(BODY);
    let time = |client: Option<&KnownClient<'_>>| {
        let refusal = client.map_or(VerifyError::UnknownClient, |_| VerifyError::WrongSignature);
        let start = Instant::now();
        for _ in 0..20 {
            let answer = received.verify(black_box(client), None, NOW, 300, &mut [Slot::EMPTY; 4]);
            assert_eq!(answer.err(), Some(refusal));
        }
        start.elapsed()
    };
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    for round in 1..=MAX_ROUNDS {
        known = known.min(time(Some(&client)));
        unknown = unknown.min(time(None));
        if round % 100 == 0 && known.max(unknown) - known.min(unknown) < known / 20 {
            return true;
        }
    }
    println!("known {known:?}, unknown {unknown:?}: {header}");
    false
}

/// Whoever signs with what unknown clients are verified with would see it in the time, too, if the comparison did
/// more for a signature that is wrong.
#[test]
fn no_client_is_told_apart_by_time() {
    for secret in [OTHER_SECRET, DUMMY_SECRET] {
        let client = ClientCredentials::new("key", secret);
        assert!(takes_the_same_time(&header(HmacSha1::new(&client, None))));
        assert!(takes_the_same_time(&header(HmacSha256::new(&client, None))));
        assert!(takes_the_same_time(&header(Plaintext::new(&client, None))));
    }
}
