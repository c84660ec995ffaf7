//! Answers to GraphQL requests: each is one of the kinds, data beside errors is partial, and whatever
//! the server says can be shown.
//!
//! Input: two bytes (status, headers), then lines: a header's value, the body.
#![no_main]

use fuzz::{assert_safe_to_show, parts};
use libfuzzer_sys::fuzz_target;
use oauth_wire::message::Response;
use oauth_wire::time::UnixTime;
use upwork_graphql::answer::{Answer, AnswerKind, RetryAfter};
use upwork_graphql::json::Json;
use upwork_graphql::operation::Operation;
use upwork_graphql::operations::{
    CompanySelector, MarketplaceJobPostingsSearch, Organization, RoomList, all,
};
use upwork_graphql::schema::Schema;

const STATUSES: &[u16] = &[200, 200, 200, 400, 401, 403, 429, 500, 503, 302];
const HEADERS: &[&str] = &["retry-after", "content-type", "cf-mitigated", "x-other"];

fuzz_target!(|input: &[u8]| {
    let Some((&[status, header], input)) = input.split_first_chunk() else { return };
    let [value, body] = parts(input);
    let headers = [(HEADERS[header as usize % HEADERS.len()], value)];
    let response = Response::new(STATUSES[status as usize % STATUSES.len()], &headers, body);
    let theirs = serde_json::from_slice::<serde_json::Value>(body).ok();

    let answer = Answer::<Json>::read(&response);
    let kind = show(&answer);
    if kind == AnswerKind::Data || kind == AnswerKind::Partial {
        assert!(!matches!(response.status(), 401 | 429));
        // What nobody asked for may hold what serde_json takes for no value: broken UTF-8, half a surrogate pair.
        if let Some(theirs) = theirs {
            assert_eq!(
                answer.data().unwrap().decode::<serde_json::Value>().ok().as_ref(),
                Some(&theirs["data"])
            );
            let errors = theirs["errors"].as_array().is_some_and(|errors| !errors.is_empty());
            assert!(errors == (kind == AnswerKind::Partial));
        }
    }
    if let Some(errors) = answer.errors() {
        assert!(!errors.as_slice().is_empty());
        errors.missing_scopes().iter().for_each(|field| assert_safe_to_show(&field.to_string()));
    }
    if let Some(data) = answer.data() {
        match Schema::from_introspection(data) {
            Ok(schema) => drop(schema.drift()),
            Err(error) => assert_safe_to_show(&error.to_string()),
        }
    }
    show(&CompanySelector::answer(&response));
    show(&Organization::answer(&response));
    show(&RoomList::answer(&response));
    show(&MarketplaceJobPostingsSearch::answer(&response));
    assert!(all().count() >= 40);
    let now = UnixTime::from_secs(1_000_000);
    if let Some(retry_after) = RetryAfter::parse(value, now) {
        let _ = retry_after.seconds_from(now);
    }
});

fn show<T>(answer: &Answer<T>) -> AnswerKind {
    if let Answer::Failure(failure) = answer {
        assert_safe_to_show(&failure.to_string());
        assert_eq!(failure.kind(), answer.kind());
    }
    if let Some(errors) = answer.errors() {
        assert_safe_to_show(&errors.to_string());
    }
    answer.kind()
}
