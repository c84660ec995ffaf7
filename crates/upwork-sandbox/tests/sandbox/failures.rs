//! Failures on request: each comes out as the right kind of answer, and only once.

use crate::client::{Client, TOMAS};
use std::time::{Duration, Instant};
use upwork_graphql::answer::{Answer, AnswerKind, Failure as Why, RetryAfter};
use upwork_graphql::inputs::RoomStoryCreateInputV2;
use upwork_graphql::inputs::RoomStoryFilter;
use upwork_graphql::operations::*;
use upwork_sandbox::Failure;

#[test]
fn by_kind() {
    let client = Client::new();
    for (failure, kind) in [
        (Failure::RateLimited { retry_after: Some(30) }, AnswerKind::RateLimited),
        (Failure::RateLimited { retry_after: None }, AnswerKind::RateLimited),
        (Failure::Challenge, AnswerKind::Challenge),
        (Failure::PartialData, AnswerKind::Partial),
        (Failure::MissingScopes(vec!["CurrentUser.email".into()]), AnswerKind::Errors),
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
fn missing_scopes_are_named() {
    let client = Client::new();
    let fields = ["Money.currency", "PageInfo.endCursor"];
    client.rig.sandbox.fail_next(Failure::MissingScopes(fields.map(str::to_owned).to_vec()));
    let answer = client.answer(&RoomList::new());
    let errors = answer.errors().unwrap();
    let message = &errors.as_slice()[0].message;
    assert!(
        message.ends_with("oauth2 permissions/scopes to access: [Money.currency, PageInfo.endCursor]."),
        "{message}"
    );
    assert_eq!(errors.missing_scopes().iter().map(ToString::to_string).collect::<Vec<_>>(), fields);
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
        ("missing_scopes", AnswerKind::Errors),
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
