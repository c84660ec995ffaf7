use super::*;

fn error<'a>(status: u16, body: &'a str) -> Result<Option<ErrorResponse<'a>>, AnswerError> {
    ErrorResponse::parse(&Response::new(status, &[], body.as_bytes()))
}

#[test]
fn errors_in_both_encodings() {
    for body in [
        r#"{"error":"invalid_grant","error_description":"no \"x\"","error_uri":"https://e/","x":[]}"#,
        "error=invalid_grant&error_description=no+%22x%22&error_uri=https%3A%2F%2Fe%2F&x=1",
    ] {
        let error = error(400, body).unwrap().unwrap();
        assert!(error.error.is("invalid_grant") && error.error_uri.unwrap().is("https://e/"));
        assert!(error.error_description.unwrap().is("no \"x\""));
    }
}

#[test]
fn no_error_and_broken_ones() {
    for body in ["{}", r#"{"error":null}"#, r#"{"error":""}"#] {
        assert!(error(400, body).unwrap().is_none(), "{body}");
    }
    for (body, expected) in [
        (r#"{"error":{"code":1}}"#, AnswerError::InvalidMember("error")),
        (r#"{"error":"a","error":"a"}"#, AnswerError::DuplicateMember("error")),
        ("error=a&error=b", AnswerError::DuplicateMember("error")),
        ("<html>", AnswerError::NotJson(JsonError::Syntax { offset: 0 })),
        ("", AnswerError::NotJson(JsonError::Syntax { offset: 0 })),
        (r#"{"error":"a""#, AnswerError::NotJson(JsonError::Syntax { offset: 12 })),
    ] {
        assert_eq!(error(400, body).unwrap_err(), expected, "{body}");
    }
    for name in ["error", "error_description", "error_uri"] {
        let body = std::format!(r#"{{"{name}":null,"{name}":"a"}}"#);
        assert_eq!(error(400, &body).unwrap_err(), AnswerError::DuplicateMember(name), "{body}");
    }
}

#[test]
fn leniency_error_text_invalid() {
    for (text, rule) in
        [("\"x\"", None), ("{}", Some(Leniency::ErrorTextInvalid)), ("1", Some(Leniency::ErrorTextInvalid))]
    {
        for name in ["error_description", "error_uri"] {
            let body = std::format!(r#"{{"error":"a","{name}":{text}}}"#);
            let error = error(400, &body).unwrap().unwrap();
            assert!(error.error.is("a") && error.leniencies.iter().eq(rule), "{body}");
        }
    }
}

#[test]
fn leniency_member_empty() {
    for (body, rule) in [
        (r#"{"error":"a"}"#, None),
        (r#"{"error":"a","error_description":null}"#, Some(Leniency::MemberEmpty)),
        (r#"{"error":"a","error_uri":""}"#, Some(Leniency::MemberEmpty)),
    ] {
        assert!(error(400, body).unwrap().unwrap().leniencies.iter().eq(rule), "{body}");
    }
    let form = error(400, "error=a&error_uri=").unwrap().unwrap().leniencies;
    assert!(form.iter().eq([Leniency::FormEncoded]));
    // An answer that is none, although it says `error`.
    for (more, rule) in [
        ("", None),
        (r#","error":null"#, Some(Leniency::MemberEmpty)),
        (r#","error":"""#, Some(Leniency::MemberEmpty)),
    ] {
        let body = std::format!(r#"{{"x":"y"{more}}}"#);
        let mut used = Leniencies::NONE;
        match Found::read(&Response::new(200, &[], body.as_bytes()), ["x"], &mut used).unwrap() {
            Answer::Success(_) => assert!(used.iter().eq(rule), "{body}"),
            Answer::Error(_) => panic!("{body}"),
        }
    }
}

#[test]
fn leniency_success_status() {
    for (status, named, rule) in [
        (201, 201, None),
        (200, 201, Some(Leniency::SuccessStatus)),
        (202, 200, Some(Leniency::SuccessStatus)),
    ] {
        let mut used = Leniencies::NONE;
        match Found::read_json(&Response::new(status, &[], b"{}"), ["x"], named, &mut used).unwrap() {
            Answer::Success(_) => assert!(used.iter().eq(rule), "{status}"),
            Answer::Error(_) => panic!("{status}"),
        }
    }
    let form = Response::new(200, &[], b"access_token=a&x=y");
    let read = Found::read_json(&form, ["x"], 200, &mut Leniencies::default());
    assert!(matches!(read, Err(AnswerError::NotJson(_))));
}

#[test]
fn leniency_error_with_success() {
    let used = |status| error(status, r#"{"error":"a"}"#).unwrap().unwrap().leniencies;
    assert!(used(200).contains(Leniency::ErrorWithSuccess));
    assert!(used(400).is_empty());
}

/// A sign-in page or a firewall's must not become a token, nor an error of the protocol's.
#[test]
fn a_page_with_a_link_in_it_is_no_form() {
    for body in [
        r#"<!doctype html><html><a href="/login?next=/&access_token=abc&lang=en">Sign in</a></html>"#,
        "go to /login?a=b&error=login_required",
        "next=<b>&error=login_required",
        "&access_token=abc",
    ] {
        assert!(matches!(error(403, body), Err(AnswerError::NotJson(_))), "{body}");
    }
    assert!(error(400, "error=invalid_grant&error_description=The+code\u{2019}s+gone").is_ok());
}

#[test]
fn leniency_media_type() {
    for (media_type, lenient) in [
        ("application/json", false),
        ("Application/JSON;charset=UTF-8", false),
        ("application/token-introspection+json", false),
        ("text/html; charset=utf-8", true),
        ("json", true),
        ("", true),
    ] {
        let headers = [("content-type", media_type.as_bytes())];
        let response = Response::new(400, &headers, br#"{"error":"a"}"#);
        let used = ErrorResponse::parse(&response).unwrap().unwrap().leniencies;
        assert_eq!(used.contains(Leniency::MediaType), lenient, "{media_type}");
    }
}
