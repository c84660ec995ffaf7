//! Failures on request: each comes out as the right kind of answer, and only once.

use crate::client::{Client, TOMAS};
use serde_json::json;
use std::time::{Duration, Instant};
use upwork_graphql::answer::{Answer, AnswerKind, Failure as Why, RetryAfter};
use upwork_graphql::inputs::RoomStoryCreateInputV2;
use upwork_graphql::inputs::RoomStoryFilter;
use upwork_graphql::operations::*;
use upwork_sandbox::{Config, Failure};

#[test]
fn by_kind() {
    let client = Client::new();
    for (failure, kind) in [
        (Failure::RateLimited { retry_after: Some(30) }, AnswerKind::RateLimited),
        (Failure::RateLimited { retry_after: None }, AnswerKind::RateLimited),
        (Failure::Challenge, AnswerKind::Challenge),
        (Failure::PartialData, AnswerKind::Partial),
        (Failure::ServerError, AnswerKind::HttpError),
    ] {
        assert!(client.rig.sandbox.fail_next(failure.clone()));
        let answer = client.answer(&CurrentUser::new());
        assert_eq!(answer.kind(), kind, "{answer:?}");
        if let Failure::RateLimited { retry_after } = failure {
            let Answer::Failure(Why::RateLimited { retry_after: said, .. }) = answer else {
                panic!("{answer:?}")
            };
            assert_eq!(said, retry_after.map(|seconds| RetryAfter::Seconds(seconds.into())));
        }
        assert_eq!(client.answer(&CurrentUser::new()).kind(), AnswerKind::Data);
    }
}

#[test]
fn missing_scopes_are_named_for_as_long_as_they_are_missing() {
    let client = Client::with(Config::new().without_scopes(["Money.currency", "PageInfo.endCursor"]));
    let missing = |query: &str| {
        let answer = client.rig.query(&client.token, None, query, json!({})).json();
        match answer.get("errors") {
            None => {
                assert!(answer["data"].is_object(), "{answer}");
                String::new()
            }
            Some(errors) => {
                assert_eq!(answer.get("data"), None, "{answer}");
                let message = errors[0]["message"].as_str().unwrap();
                let (before, list) = message.split_once('[').unwrap();
                assert!(before.ends_with("oauth2 permissions/scopes to access: "), "{message}");
                list.strip_suffix("].").unwrap().to_owned()
            }
        }
    };
    let jobs =
        |fields: &str| format!("marketplaceJobPostingsSearch(marketPlaceJobFilter: {{}}) {{ {fields} }}");
    let both = "{ jobs: JOBS ...More } fragment More on Query { JOBS }"
        .replacen("JOBS", &jobs("pageInfo { ...Page }"), 1)
        .replace(
            "JOBS",
            &jobs("edges { node { ... on MarketplaceJobPostingSearchResult { amount { currency } } } }"),
        )
        + " fragment Page on PageInfo { end: endCursor }";
    for _ in 0..2 {
        assert_eq!(missing(&both), "Money.currency, PageInfo.endCursor");
        assert_eq!(
            missing(&format!("{{ {} }}", jobs("pageInfo { endCursor hasNextPage }"))),
            "PageInfo.endCursor"
        );
        let reduced = jobs("pageInfo { hasNextPage } edges { node { amount { rawValue } } }");
        assert_eq!(missing(&format!("{{ {reduced} }}")), "");
        // Only the operation that is asked for counts.
        assert_eq!(missing("{ user { id } }"), "");
    }
    client.get(&CurrentUser::new());
    client.rig.sandbox.set_without_scopes(["Money.currency"]).unwrap();
    assert_eq!(missing(&both), "Money.currency");
    let none: [&str; 0] = [];
    client.rig.sandbox.set_without_scopes(none).unwrap();
    assert_eq!(missing(&both), "");
}

#[test]
fn what_is_no_field_can_be_out_of_no_reach() {
    let client = Client::new();
    let place = &client.rig.sandbox.endpoints().scopes;
    assert_eq!(client.rig.post(place, &[("without", "CurrentUser.email, Money.currency")]).status, 204);
    let refused = |client: &Client| client.answer(&CurrentUser::new()).kind() == AnswerKind::Errors;
    assert!(refused(&client));
    for wrong in ["not a field", "Money", "Money.curency", "Nothing.id", "Money.currency,not a field"] {
        let answer = client.rig.post(place, &[("without", wrong)]);
        assert!(answer.status == 400 && !answer.body.is_empty(), "{wrong}");
        assert!(client.rig.sandbox.set_without_scopes([wrong]).is_err() || wrong.contains(','), "{wrong}");
        let started = upwork_sandbox::Sandbox::start(Config::new().without_scopes(wrong.split(',')));
        assert_eq!(started.unwrap_err().kind(), std::io::ErrorKind::InvalidInput, "{wrong}");
    }
    // What was refused has changed nothing.
    assert!(refused(&client));
    assert_eq!(client.rig.post(place, &[("without", "")]).status, 204);
    assert!(!refused(&client));
}

#[test]
fn a_failure_waits_for_the_request_that_it_is_for() {
    let client = Client::new();
    let sandbox = &client.rig.sandbox;
    sandbox.fail_next(Failure::PartialData);
    sandbox.fail_next(Failure::ServerError);
    assert_eq!(client.rig.query("no token", None, "{ user { id } }", json!({})).status, 401);
    assert_eq!(client.rig.get(&sandbox.endpoints().graphql).status, 405);
    let invalid = client.rig.query(&client.token, None, "{ nothing }", json!({}));
    crate::graphql::assert_error(&invalid, "ValidationError");
    assert_eq!(client.answer(&CurrentUser::new()).kind(), AnswerKind::Partial);
    assert_eq!(client.answer(&CurrentUser::new()).kind(), AnswerKind::HttpError);
    client.get(&CurrentUser::new());
    // Not two at once.
    sandbox.fail_next(Failure::Slow(Duration::from_millis(1)));
    sandbox.fail_next(Failure::PartialData);
    client.get(&CurrentUser::new());
    assert_eq!(client.answer(&CurrentUser::new()).kind(), AnswerKind::Partial);

    let place = &sandbox.endpoints().failures;
    for path in ["graphql", "/graphql?x=1"] {
        let answer = client.rig.post(place, &[("failure", "cut"), ("path", path)]);
        assert!(answer.status == 400 && answer.body.contains("path must start with /"), "{}", answer.body);
        assert!(!sandbox.fail_next_at(path, Failure::Cut));
    }
    let elsewhere = client.rig.post(place, &[("failure", "partial_data"), ("path", "/x")]);
    assert_eq!(elsewhere.status, 400);
    let scopes = client.rig.post(place, &[("failure", "missing_scopes"), ("fields", "Money.currency")]);
    assert!(scopes.status == 400 && scopes.body.contains("/sandbox/scopes"), "{}", scopes.body);
}

#[test]
fn partial_data_is_whole_but_for_one_field() {
    let client = Client::new();
    let whole = client.get(&RoomList::new()).unwrap();
    client.rig.sandbox.fail_next(Failure::PartialData);
    let Answer::Partial { data, errors, .. } = client.answer(&RoomList::new()) else { panic!("not partial") };
    let data = data.unwrap();
    assert_eq!(data.total_count, None);
    assert_eq!((&data.edges, &data.page_info), (&whole.edges, &whole.page_info));
    assert_eq!(errors.as_slice().len(), 1);
    assert_eq!(errors.as_slice()[0].path.len(), 2);
    // Also where nothing in the answer can be null.
    client.rig.sandbox.fail_next(Failure::PartialData);
    assert_eq!(client.answer(&TimeZones::new()).kind(), AnswerKind::Partial);
}

#[test]
fn slow() {
    let client = Client::new();
    let start = Instant::now();
    client.rig.sandbox.fail_next(Failure::Slow(Duration::from_millis(300)));
    client.get(&CurrentUser::new());
    assert!(start.elapsed() >= Duration::from_millis(300));
}

/// What a lost answer means: the message was sent all the same.
#[test]
fn cut_after_it_was_carried_out() {
    let client = Client::new();
    let room = client.get(&OneOnOneRoom::new(TOMAS.parse().unwrap(), "470216039917824097".parse().unwrap()));
    let room = room.unwrap().id.unwrap();
    let mut story = RoomStoryCreateInputV2::new();
    story.room_id = Some(room.clone());
    story.message = Some("Did you get this?".into());
    let request = client.api.request(&client.token, &CreateRoomStory::new(story)).unwrap();
    client.rig.sandbox.fail_next(Failure::Cut);
    let view = request.view();
    let mut sent = ureq::post(view.url);
    for header in view.headers.as_slice() {
        sent = sent.header(header.name, header.value);
    }
    let error = sent.send(view.body).unwrap_err();
    assert!(!matches!(error, ureq::Error::StatusCode(_)), "{error}");
    let stories = client.get(&RoomStories::new(RoomStoryFilter::new(room))).unwrap();
    assert_eq!(stories.total_count, Some(31));
    assert!(client.rig.sandbox.log().iter().any(|line| line.contains("failure: cut")));
}

#[test]
fn over_http() {
    let client = Client::new();
    let place = &client.rig.sandbox.endpoints().failures;
    let form = [("failure", "rate_limited"), ("retry_after", "7"), ("times", "2")];
    assert_eq!(client.rig.post(place, &form).status, 204);
    for _ in 0..2 {
        let answer = client.answer(&CurrentUser::new());
        let Answer::Failure(failure) = &answer else { panic!("{answer:?}") };
        assert_eq!(failure.retry_after(), Some(RetryAfter::Seconds(7)));
    }
    client.get(&CurrentUser::new());
    for (failure, kind) in [
        ("challenge", AnswerKind::Challenge),
        ("partial_data", AnswerKind::Partial),
        ("server_error", AnswerKind::HttpError),
    ] {
        assert_eq!(client.rig.post(place, &[("failure", failure)]).status, 204);
        assert_eq!(client.answer(&CurrentUser::new()).kind(), kind);
    }
    assert_eq!(client.rig.post(place, &[("failure", "earthquake")]).status, 400);

    // Any path may fail; what is to fail there does not touch GraphQL.
    let token = "/api/v3/oauth2/token";
    assert_eq!(client.rig.post(place, &[("failure", "server_error"), ("path", token)]).status, 204);
    client.get(&CurrentUser::new());
    let key = &client.rig.sandbox.credentials().oauth2_enterprise;
    assert_eq!(client.rig.token(key, &[("grant_type", "client_credentials")]).status, 500);
    assert_eq!(client.rig.token(key, &[("grant_type", "client_credentials")]).status, 200);
}
