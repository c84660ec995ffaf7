//! Explaining: whatever the other side is said to have computed, the answer comes in bounded time,
//! shows no secret, and says "the same" where and only where it is the same.
//!
//! Input: a byte of choices, then lines: method, URL, form body, what was observed.
#![no_main]

use fuzz::{SECRET, assert_hides, assert_safe_to_show, model, parts};
use libfuzzer_sys::fuzz_target;
use oauth1_sign::SignableRequest;
use oauth1_sign::explain::{Observed, Ours, Verdict, explain};

const PROTOCOL: &[(&str, &str)] =
    &[("oauth_consumer_key", "k"), ("oauth_nonce", "n"), ("oauth_token", "hunter2-PLANTED")];

fuzz_target!(|input: &[u8]| {
    let Some((&choice, input)) = input.split_first() else { return };
    let [method, url, body, observed] = parts(input);
    let [Ok(method), Ok(url), Ok(observed)] = [method, url, observed].map(std::str::from_utf8) else {
        return;
    };
    let Ok(request) = SignableRequest::new(method, url) else { return };
    let mut pairs = model::form_pairs(model::query(url).as_bytes());
    let request = if choice & 1 == 0 {
        request
    } else {
        pairs.extend(model::form_pairs(body));
        request.with_form_body(body)
    };
    pairs.extend(PROTOCOL.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())));
    let ours = Ours::new(request)
        .with_protocol_parameters(PROTOCOL)
        .with_client_secret(SECRET)
        .with_token_secret("second hunter2-PLANTED")
        .at_most(64 * 1024);

    let right = model::base_string(method, url, &pairs);
    let theirs = if choice & 2 == 0 { observed.to_owned() } else { edited(&right, observed) };
    let observed =
        if choice & 4 == 0 { Observed::BaseString(&theirs) } else { Observed::Signature(observed) };
    let explanation = explain(&ours, observed);
    if let Observed::BaseString(theirs) = observed
        && theirs == right
    {
        assert_eq!(explanation.verdict(), Verdict::Same);
    }
    assert_eq!(explanation.verdict() == Verdict::Explained, !explanation.causes().is_empty());
    assert_safe_to_show(&explanation.to_string().replace('\n', " "));
    // The other side's own words may be anything, and so may the request's.
    if !theirs.contains("hunter2")
        && !url.contains("hunter2")
        && !String::from_utf8_lossy(body).contains("hunter2")
    {
        assert_hides(&explanation.to_string(), SECRET);
        assert_hides(&format!("{explanation:?} {ours:?}"), SECRET);
    }
});

/// The right text with a piece of it replaced: `from=to`.
fn edited(right: &str, edit: &str) -> String {
    let (from, to) = edit.split_once('=').unwrap_or((edit, ""));
    if from.is_empty() { right.to_owned() } else { right.replacen(from, to, 1) }
}
