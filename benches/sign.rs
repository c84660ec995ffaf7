//! The signature hot path, beside the bare HMAC of the same base string and beside `oauth1-request`.
//! What is measured, and what came out: README.md.
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit, Mac};
use oauth_wire::form;
use oauth_wire::percent::Encoded;
use oauth_wire::time::UnixTime;
use oauth1_sign::*;
use sha1::Sha1;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::num::NonZeroU64;

const CLIENT: (&str, &str) = ("xvz1evFS4wEEPTGEFPHBog", "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw");
const TOKEN: (&str, &str) =
    ("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE");

/// Requests that differ from iteration to iteration in URL, values, nonce and timestamp.
struct Case {
    method: &'static str,
    url: String,
    /// What `oauth1-request` takes: without the query.
    bare_url: String,
    form_body: Option<String>,
    /// Handed over decoded.
    parameters: Vec<(String, String)>,
    /// Those of the query and the form body, decoded.
    sent: Vec<(String, String)>,
    nonce: String,
    timestamp: u64,
    base_string: String,
    key: Hmac<Sha1>,
}

const VARIANTS: usize = 64;

fn nonce(index: usize) -> String {
    format!("kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS{index:03}")
}

fn cases(
    with_token: bool,
    make: impl Fn(usize) -> (&'static str, String, Option<String>, Vec<(String, String)>),
) -> Vec<Case> {
    (0..VARIANTS)
        .map(|index| {
            let (method, url, form_body, parameters) = make(index);
            let (bare_url, query) = url.split_once('?').unwrap_or((&url, ""));
            let wire = [query.as_bytes(), form_body.as_deref().unwrap_or_default().as_bytes()];
            let text = |text: Encoded<'_>| text.to_str().expect("text");
            let sent = wire.into_iter().flat_map(form::pairs).map(|pair| (text(pair.name), text(pair.value)));
            let mut case = Case {
                sent: sent.collect(),
                bare_url: bare_url.to_owned(),
                method,
                url,
                form_body,
                parameters,
                nonce: nonce(index),
                timestamp: 1_318_622_958 + index as u64,
                base_string: String::new(),
                key: Hmac::new_from_slice(&[]).expect("any length"),
            };
            let (mut scratch, mut buffer) = (vec![Slot::EMPTY; 20_000], vec![0; 4 << 20]);
            let pairs = borrowed(&case.parameters);
            let request = request(&case, &pairs);
            let token = with_token.then(token);
            let signer = Signer::hmac_sha1(&client(), token.as_ref());
            case.base_string = signer
                .base_string(&request, &protocol(&case), &mut scratch, &mut buffer)
                .expect("fits")
                .to_owned();
            let secret = format!("{}&{}", CLIENT.1, if with_token { TOKEN.1 } else { "" });
            case.key = Hmac::new_from_slice(secret.as_bytes()).expect("any length");
            case
        })
        .collect()
}

fn client() -> ClientCredentials<'static> {
    ClientCredentials::new(CLIENT.0, CLIENT.1)
}

fn token() -> TokenCredentials<'static> {
    TokenCredentials::new(TOKEN.0, TOKEN.1)
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn request<'a>(case: &'a Case, pairs: &'a [(&'a str, &'a str)]) -> SignableRequest<'a> {
    let request = SignableRequest::new(case.method, &case.url).expect("a URL").with_parameters(pairs);
    match &case.form_body {
        Some(body) => request.with_form_body(body.as_bytes()),
        None => request,
    }
}

fn protocol(case: &Case) -> ProtocolParameters<'_> {
    ProtocolParameters::new(UnixTime::from_secs(case.timestamp), &case.nonce)
}

fn temporary_credentials() -> Vec<Case> {
    cases(false, |index| {
        ("POST", format!("https://api.twitter.com/oauth/request_token/{index:03}"), None, Vec::new())
    })
}

/// Twitter's documented example: one parameter in the query, one in the form body.
fn twitter_update() -> Vec<Case> {
    cases(true, |index| {
        let body = format!(
            "status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21%20{index:03}"
        );
        (
            "POST",
            format!("https://api.twitter.com/1.1/statuses/update{index:03}.json?include_entities=true"),
            Some(body),
            Vec::new(),
        )
    })
}

/// 40 parameters in the order a program makes them.
fn search_40() -> Vec<Case> {
    cases(true, |index| {
        let parameters =
            (0..40).map(|at| (format!("filter[{at}]"), format!("rock & roll / café {at:02} {index:03}")));
        ("GET", format!("https://api.example.com/v2/search/{index:03}"), None, parameters.collect())
    })
}

#[derive(oauth1_request::Request)]
struct NoParameters {}

#[derive(oauth1_request::Request)]
struct TwitterUpdate<'a> {
    include_entities: bool,
    status: &'a str,
}

fn group(
    c: &mut Criterion,
    name: &str,
    with_token: bool,
    cases: &[Case],
    peer: impl Fn(&mut oauth1_request::Builder<'_, oauth1_request::HmacSha1, &str, &str>, &Case) -> String,
) {
    let mut group = c.benchmark_group(name);
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 64], [0; 2048]);
    let key = HmacSha1::new(&client(), with_token.then(token).as_ref());
    let token_id = with_token.then_some(TOKEN.0);
    let pairs: Vec<_> = cases.iter().map(|case| borrowed(&case.parameters)).collect();

    let mut at = 0;
    let signer = black_box(Signer::new(CLIENT.0, token_id, &key));
    group.bench_function("ours", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let case = black_box(&cases[at]);
            let request = request(case, black_box(&pairs[at]));
            let header = signer.sign(&request, protocol(case), Placement::Header, &mut scratch, &mut buffer);
            black_box(header.expect("fits").len())
        });
    });
    // What `oauth1-request` is given, where that is not what `ours` is given.
    let pairs: Vec<_> = cases.iter().map(|case| borrowed(&case.sent)).collect();
    if pairs.iter().any(|pairs| !pairs.is_empty()) {
        group.bench_function("ours_decoded", |b| {
            b.iter(|| {
                at = (at + 1) % VARIANTS;
                let case = black_box(&cases[at]);
                let request = SignableRequest::new(case.method, &case.bare_url).expect("a URL");
                let request = request.with_parameters(black_box(&pairs[at]));
                let header =
                    signer.sign(&request, protocol(case), Placement::Header, &mut scratch, &mut buffer);
                black_box(header.expect("fits").len())
            });
        });
    }
    group.bench_function("hmac_floor", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let case = black_box(&cases[at]);
            let mut mac = cases[0].key.clone();
            mac.update(case.base_string.as_bytes());
            black_box(mac.finalize().into_bytes())
        });
    });
    let mut builder = oauth1_request::Builder::<_, &str, &str>::new(
        oauth1_request::Credentials::new(CLIENT.0, CLIENT.1),
        oauth1_request::HmacSha1::new(),
    );
    builder.token(with_token.then(|| oauth1_request::Credentials::new(TOKEN.0, TOKEN.1)));
    builder.version(true);
    group.bench_function("oauth1-request", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let case = black_box(&cases[at]);
            let mut builder = builder.clone();
            builder.nonce(case.nonce.as_str()).timestamp(NonZeroU64::new(case.timestamp));
            black_box(peer(&mut builder, case))
        });
    });
    group.finish();
}

fn sign(c: &mut Criterion) {
    group(c, "sign_temporary_credentials", false, &temporary_credentials(), |builder, case| {
        builder.authorize(case.method, &case.bare_url, &NoParameters {})
    });
    group(c, "sign_twitter_update", true, &twitter_update(), |builder, case| {
        let request = TwitterUpdate { include_entities: true, status: &case.sent[1].1 };
        builder.authorize(case.method, &case.bare_url, &request)
    });
    group(c, "sign_search_40", true, &search_40(), |builder, case| {
        // It wants them sorted; as the strings are, which is not RFC 5849's order.
        let sorted: BTreeSet<(&str, &str)> =
            case.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = oauth1_request::request::AssertSorted::new(sorted.iter().copied());
        builder.authorize(case.method, &case.bare_url, &request)
    });
}

/// With the credentials set up within the measurement.
fn cold(c: &mut Criterion) {
    let cases = twitter_update();
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 64], [0; 2048]);
    let mut at = 0;
    let mut group = c.benchmark_group("sign_cold");
    group.bench_function("ours", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let case = black_box(&cases[at]);
            let signer = Signer::hmac_sha1(&black_box(client()), Some(&black_box(token())));
            let header = signer.sign(
                &request(case, &[]),
                protocol(case),
                Placement::Header,
                &mut scratch,
                &mut buffer,
            );
            black_box(header.expect("fits").len())
        });
    });
    group.bench_function("hmac_floor", |b| {
        let secret = format!("{}&{}", CLIENT.1, TOKEN.1);
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let mut mac = Hmac::<Sha1>::new_from_slice(black_box(secret.as_bytes())).expect("any length");
            mac.update(black_box(&cases[at]).base_string.as_bytes());
            black_box(mac.finalize().into_bytes())
        });
    });
    group.finish();
}

fn verify(c: &mut Criterion) {
    let cases = twitter_update();
    let key = HmacSha1::new(&client(), Some(&token()));
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 64], [0; 2048]);
    let headers: Vec<String> = cases
        .iter()
        .map(|case| {
            let signer = Signer::new(CLIENT.0, Some(TOKEN.0), &key);
            let header = signer.sign(
                &request(case, &[]),
                protocol(case),
                Placement::Header,
                &mut scratch,
                &mut buffer,
            );
            header.expect("fits").to_owned()
        })
        .collect();
    let known_client = KnownClient::new(CLIENT.1, &["HMAC-SHA1"]);
    let known_token = KnownToken::new(TOKEN.1, CLIENT.0);
    let now = UnixTime::from_secs(1_318_622_958);
    let mut at = 0;
    let mut group = c.benchmark_group("verify_twitter_update");
    group.bench_function("ours", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let request = request(black_box(&cases[at]), &[]);
            let received =
                ReceivedRequest::parse(&request, Some(black_box(&headers[at]))).expect("well formed");
            let verified =
                received.verify_prepared(&key, &known_client, Some(&known_token), now, 300, &mut scratch);
            black_box(verified.expect("right").accept(true).is_ok())
        });
    });
    group.bench_function("ours_key_not_prepared", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let request = request(black_box(&cases[at]), &[]);
            let received =
                ReceivedRequest::parse(&request, Some(black_box(&headers[at]))).expect("well formed");
            let verified = received.verify(Some(&known_client), Some(&known_token), now, 300, &mut scratch);
            black_box(verified.expect("right").accept(true).is_ok())
        });
    });
    group.bench_function("hmac_floor", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let mut mac = cases[0].key.clone();
            mac.update(black_box(&cases[at]).base_string.as_bytes());
            black_box(mac.finalize().into_bytes())
        });
    });
    group.finish();
}

/// Form bodies of 10 to 10,000 parameters in no order.
fn form(c: &mut Criterion) {
    let mut group = c.benchmark_group("sign_form");
    let key = HmacSha1::new(&client(), Some(&token()));
    let mut scratch = vec![Slot::EMPTY; 10_010];
    for count in [10_usize, 100, 1_000, 10_000] {
        // A full period of a linear congruential generator: every number once, shuffled.
        let numbers = (0..count).scan(7_usize, |state, _| {
            *state = (*state * 1_103_515_245 + 12_345) % 2_147_483_648;
            Some(*state)
        });
        let body =
            numbers.map(|number| format!("item{number}=value%20{number}")).collect::<Vec<_>>().join("&");
        let mut buffer = vec![0; 2048];
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new("ours", count), |b| {
            b.iter(|| {
                let request = SignableRequest::new("POST", "https://api.example.com/bulk").expect("a URL");
                let request = request.with_form_body(black_box(body.as_bytes()));
                let protocol =
                    ProtocolParameters::new(UnixTime::from_secs(1_318_622_958), "kYjzVBB8Y0ZFabxSWbWovY3u");
                let signer = Signer::new(CLIENT.0, Some(TOKEN.0), &key);
                let header = signer.sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer);
                black_box(header.expect("fits").len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, sign, cold, verify, form);
criterion_main!(benches);
