//! One test for each kind of answer. No body here was captured from Upwork; where one has Upwork's shape
//! it is written after what users report.

use super::*;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use oauth_wire::time::UnixTime;
use proptest::prelude::*;

#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Data {
    n: u32,
}

fn read(status: u16, headers: &[(&str, &[u8])], body: &str) -> Answer<Data> {
    Answer::read(&Response::new(status, headers, body.as_bytes()))
}

#[test]
fn data() {
    let answer = read(200, &[], r#"{"data":{"n":1},"extensions":{"cost":1.50}}"#);
    let Answer::Data { data, extensions } = answer else { panic!("{answer:?}") };
    assert_eq!(data, Data { n: 1 });
    assert_eq!(extensions.unwrap().as_str(), r#"{"cost":1.50}"#);
    assert_eq!(read(200, &[], r#"{"data":{"n":1},"errors":[],"unknown":{}}"#).kind(), AnswerKind::Data);
    assert_eq!(read(200, &[], r#"{"data":{"n":1},"errors":null}"#).into_result(), Ok(Data { n: 1 }));
}

#[test]
fn partial_data() {
    let answer = read(
        200,
        &[],
        r#"{"errors":[{"message":"no","locations":[{"line":2,"column":7},{"line":-1,"column":-1}],
            "path":["jobs",3,"amount"],"extensions":{"classification":"NullValueInNonNullableField","more":[1.0]}}],
            "data":{"n":1}}"#,
    );
    let Answer::Partial { data, errors, .. } = &answer else { panic!("{answer:?}") };
    assert_eq!(*data, Data { n: 1 });
    let error = &errors.as_slice()[0];
    assert_eq!(error.message, "no");
    assert_eq!(error.locations, [Location { line: 2, column: 7 }]);
    let path =
        [PathSegment::Field("jobs".into()), PathSegment::Index(3), PathSegment::Field("amount".into())];
    assert_eq!(error.path, path);
    assert_eq!(
        error.extensions.as_ref().unwrap().as_str(),
        r#"{"classification":"NullValueInNonNullableField","more":[1.0]}"#
    );
    assert_eq!(error.to_string(), "no (NullValueInNonNullableField) at jobs[3].amount");
    assert_eq!(
        serde_json::to_string(error).unwrap(),
        r#"{"message":"no","locations":[{"line":2,"column":7}],"path":["jobs",3,"amount"],"extensions":{"classification":"NullValueInNonNullableField","more":[1.0]}}"#
    );
    assert_eq!(answer.kind().to_string(), "partial");
    assert!(matches!(answer.into_result(), Err(Failure::Partial { .. })));
}

#[test]
fn errors_whatever_the_status() {
    for status in [200, 400, 403, 500] {
        let answer = read(status, &[], r#"{"errors":[{"message":"bad"}]}"#);
        assert_eq!(answer.kind(), AnswerKind::Errors, "{status}");
        assert_eq!(answer.errors().unwrap().as_slice()[0].message, "bad");
        assert_eq!(answer.into_result().unwrap_err().to_string(), "the server refused the operation: bad");
    }
}

#[test]
fn extensions_are_kept_whole_beside_errors_too() {
    // Every digit, every member twice, in its order: nothing is read into a map.
    let own = r#"{"cost":1.50,"cost":100000000000000000000001,"a":[{}]}"#;
    for body in [r#"{"data":{"n":1},"errors":["x"],"extensions":"#, r#"{"errors":["x"],"extensions":"#] {
        let answer = read(200, &[], &format!("{body}{own}}}"));
        assert_eq!(answer.errors().unwrap().extensions().unwrap().as_str(), own);
        if let Answer::Partial { extensions, .. } = &answer {
            assert_eq!(extensions.as_ref().unwrap().as_str(), own);
        }
    }
    // Data of another type than was asked for.
    let answer = read(200, &[], &format!(r#"{{"data":{{"n":null}},"errors":["x"],"extensions":{own}}}"#));
    assert_eq!(answer.errors().unwrap().extensions().unwrap().as_str(), own);
}

#[test]
fn errors_that_are_out_of_shape_still_come_out() {
    let answer =
        read(200, &[], r#"{"errors":["plain",{"message":7,"path":"x","locations":{}},{"extensions":null}]}"#);
    let messages: Vec<_> = answer.errors().unwrap().as_slice().iter().map(ToString::to_string).collect();
    assert_eq!(messages, ["plain", "an error without a message", "an error without a message"]);
}

#[test]
fn a_write_that_was_carried_out_is_not_reported_as_refused() {
    use crate::operation::Operation;
    use crate::operations::CreateRoomStory;
    let body = r#"{"data":{"createRoomStoryV2":{"id":"story_7","user":null}},
        "errors":[{"message":"no scope","path":["createRoomStoryV2","user"]}]}"#;
    let answer = CreateRoomStory::answer(&Response::new(200, &[], body.as_bytes()));
    let failure = answer.into_result().unwrap_err();
    assert_eq!(failure.kind(), AnswerKind::Partial);
    assert!(
        failure.to_string().starts_with("the operation was answered in part; a mutation may have happened")
    );
    let Failure::Partial { data, errors } = failure else { panic!("{failure}") };
    assert_eq!(data.as_str(), r#"{"createRoomStoryV2":{"id":"story_7","user":null}}"#);
    assert!(errors.may_have_happened());

    // Data of another type beside errors is data all the same.
    let answer = read(200, &[], r#"{"data":{"n":"PRIVATE"},"errors":[{"message":"x"}]}"#);
    assert_eq!(
        (answer.kind(), answer.data(), answer.errors().unwrap().as_slice().len()),
        (AnswerKind::Partial, None, 1)
    );
    let Err(Failure::Partial { data, .. }) = answer.into_result() else { panic!() };
    assert_eq!(data.as_str(), r#"{"n":"PRIVATE"}"#);

    // Null in a field that can't be null takes all of the data with it, after the mutation happened.
    for body in [
        r#"{"data":null,"errors":[{"message":"x"}]}"#,
        r#"{"data":null,"errors":[{"message":"x","path":["a",0]}]}"#,
        r#"{"errors":[{"message":"x","path":["a"]}]}"#,
    ] {
        let failure = read(200, &[], body).into_result().unwrap_err();
        assert_eq!(failure.kind(), AnswerKind::Errors);
        assert!(failure.to_string().contains("a mutation may have happened"), "{body}: {failure}");
    }
    let failure = read(200, &[], r#"{"errors":[{"message":"x"}]}"#).into_result().unwrap_err();
    assert_eq!(failure.to_string(), "the server refused the operation: x");
}

#[test]
fn errors_keep_the_status_and_when_to_come_back() {
    for body in [r#"{"errors":[{"message":"x"}]}"#, r#"{"data":{"n":"?"},"errors":[{"message":"x"}]}"#] {
        let Answer::Failure(failure) = read(503, &[("retry-after", b"30")], body) else { panic!() };
        assert_eq!(failure.retry_after(), Some(RetryAfter::Seconds(30)));
        assert_eq!(failure.errors().unwrap().status(), 503);
    }
}

#[test]
fn data_that_can_t_be_decoded_is_kept_whole() {
    let long = "x".repeat(100 << 10);
    let data = format!(r#"{{"n":"{long}"}}"#);
    let Answer::Failure(Failure::Malformed { reason, answer }) =
        read(200, &[], &format!(r#"{{"data":{data}}}"#))
    else {
        panic!()
    };
    let MalformedReason::OtherData { data: kept, .. } = reason else { panic!("{reason}") };
    assert_eq!(kept.as_str(), data);
    assert_eq!(answer.body.len(), 64 << 10, "of the body itself no more is kept");
}

#[test]
fn missing_scopes_come_out_once_each() {
    let message = |list: &str| format!("… oauth2 permissions/scopes to access: [{list}].");
    let body = format!(
        r#"{{"errors":[{{"message":"{}"}},{{"message":"{}"}}]}}"#,
        message("Money.currency, PageInfo.endCursor"),
        message("Money.currency, Job.id")
    );
    let answer = read(200, &[], &body);
    let missing: Vec<_> = answer.errors().unwrap().missing_scopes().iter().map(ToString::to_string).collect();
    assert_eq!(missing, ["Money.currency", "PageInfo.endCursor", "Job.id"]);
    assert!(answer.into_result().unwrap_err().to_string().ends_with("or ask without these fields"));
}

#[test]
fn many_missing_scopes_take_no_time() {
    let names: Vec<String> = (0..40_000).map(|number| format!("T{number}.f")).collect();
    let body =
        format!(r#"{{"errors":[{{"message":"permissions/scopes to access: [{}]"}}]}}"#, names.join(", "));
    let answer = read(200, &[], &body);
    let start = std::time::Instant::now();
    let missing = answer.errors().unwrap().missing_scopes();
    // Against a list each was looked up in it took seconds; this has time for a machine that does ten other things.
    assert!(start.elapsed().as_millis() < 1_500, "{:?}", start.elapsed());
    assert_eq!(missing.len(), 10_000);
    assert_eq!(missing[9_999].to_string(), "T9999.f");
}

#[test]
fn unauthenticated() {
    for body in ["", r#"{"errors":[{"message":"no"}]}"#, "<html>", r#"{"data":{"n":1}}"#] {
        assert_eq!(read(401, &[], body).kind(), AnswerKind::Unauthenticated, "{body}");
    }
}

#[test]
fn rate_limited_with_and_without_retry_after() {
    let in_2030 = RetryAfter::At(UnixTime::from_secs(1_893_456_000));
    let old: &[(&str, &[u8])] = &[("retry-after", b"Tuesday, 01-Jan-30 00:00:00 GMT")];
    let Answer::Failure(failure) = read(429, old, "") else { panic!() };
    assert_eq!(failure.retry_after(), Some(in_2030));
    let Answer::Failure(failure) = read(429, &[("Retry-After", b"7")], "Too Many Requests") else { panic!() };
    assert_eq!(failure.kind(), AnswerKind::RateLimited);
    assert_eq!(failure.retry_after(), Some(RetryAfter::Seconds(7)));
    assert_eq!(
        failure.to_string(),
        "too many requests; come back in 7 seconds: HTTP status 429, Too Many Requests"
    );
    let Answer::Failure(failure) =
        read(429, &[("retry-after", b"Sun, 06 Nov 1994 08:49:37 GMT")], "<html>error 1015</html>")
    else {
        panic!()
    };
    assert_eq!(failure.retry_after(), Some(RetryAfter::At(UnixTime::from_secs(784_111_777))));
    let Answer::Failure(failure) = read(429, &[], "") else { panic!() };
    assert_eq!((failure.kind(), failure.retry_after()), (AnswerKind::RateLimited, None));
}

#[test]
fn challenge_page() {
    for (status, headers, body) in [
        (403, &[("content-type", b"text/html; charset=UTF-8".as_slice())][..], "Just a moment..."),
        (403, &[], "\n <!DOCTYPE html>"),
        (503, &[("CF-Mitigated", b"challenge")], ""),
    ] {
        let answer = read(status, headers, body);
        assert_eq!(answer.kind(), AnswerKind::Challenge, "{status} {body}");
        assert!(answer.into_result().unwrap_err().to_string().contains("User-Agent"));
    }
}

#[test]
fn other_http_errors() {
    for (status, body) in
        [(500, ""), (403, "{}"), (502, "<html>"), (404, "not found"), (500, r#"{"data":{"n":1}}"#), (302, "")]
    {
        let Answer::Failure(failure) = read(status, &[("retry-after", b"3")], body) else {
            panic!("{status}")
        };
        assert_eq!(failure.kind(), AnswerKind::HttpError, "{status} {body}");
        assert_eq!(failure.retry_after(), Some(RetryAfter::Seconds(3)));
    }
}

#[test]
fn malformed() {
    for (body, reason) in [
        ("", "it is not JSON: EOF while parsing a value at line 1 column 0"),
        ("<html>", "it is not JSON: expected value at line 1 column 1"),
        ("[1]", "it is JSON, but no GraphQL answer"),
        (r#"[{"n":1}]"#, "it is JSON, but no GraphQL answer"),
        (r#"[{"n":1},[{"message":"x"}]]"#, "it is JSON, but no GraphQL answer"),
        ("{}", "it has neither data nor errors"),
        (r#"{"data":null}"#, "it has neither data nor errors"),
        (r#"{"data":null,"errors":[]}"#, "it has neither data nor errors"),
        (r#"{"errors":"x"}"#, "it is JSON, but no GraphQL answer"),
        (
            r#"{"data":{"n":"PRIVATE"}}"#,
            "its data is not what was asked for: expected u32 at line 1 column 22",
        ),
    ] {
        let Answer::Failure(Failure::Malformed { reason: found, answer }) = read(200, &[], body) else {
            panic!("{body}")
        };
        assert_eq!(found.to_string(), reason, "{body}");
        assert_eq!(answer.body, body.as_bytes());
    }
    // No text: where it was asked for, where it was not, and where it is no JSON either.
    for body in [
        &b"{\"data\":\"\xff\"}"[..],
        b"{\"data\":{\"n\":1,\"m\":\"\xff\"}}",
        b"\xff",
        b"{\"data\":{\"n\":1}}\xff",
    ] {
        let Answer::Failure(Failure::Malformed { reason, .. }) =
            Answer::<Data>::read(&Response::new(200, &[], body))
        else {
            panic!("{body:?}")
        };
        assert!(matches!(reason, MalformedReason::NotJson(_)), "{reason}");
    }
}

#[test]
fn nothing_from_a_server_reaches_the_terminal_as_a_command() {
    for (status, body) in [
        (401, "\u{1b}[2J"),
        (500, "\u{1b}[2J"),
        (200, r#"{"errors":[{"message":"\u001b[2J","path":["\u001b"]}]}"#),
    ] {
        let answer = read(status, &[], body);
        assert!(!format!("{answer:?}").contains('\u{1b}'));
        let failure = answer.into_result().unwrap_err();
        assert!(!failure.to_string().contains('\u{1b}'), "{failure:?}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = format!("{{\"data\":{}", "[".repeat(100_000));
    assert_eq!(Answer::<Json>::read(&Response::new(200, &[], deep.as_bytes())).kind(), AnswerKind::Malformed);
}

proptest! {
    #[test]
    fn any_bytes(status: u16, body: Vec<u8>, json in r#"(\{|\}|\[|\]|"data"|"errors"|"message"|:|,|null|1|"x"){0,20}"#) {
        let headers: [(&str, &[u8]); 1] = [("retry-after", &body)];
        for body in [&body[..], json.as_bytes()] {
            let answer = Answer::<Json>::read(&Response::new(status, &headers, body));
            let _: (String, String) = (format!("{answer:?}"), answer.into_result().map_or_else(|failure| failure.to_string(), |_| String::new()));
        }
    }
}
