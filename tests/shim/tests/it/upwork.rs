//! `upwork.request`, `upwork.response`, `upwork.operations`. The answers are made up: none was captured
//! from Upwork.

use crate::program::{Shim, base64, body, header, with};
use serde_json::{Value, json};

fn ask() -> Value {
    json!({"op": "upwork.request", "operation": "companySelector", "access_token": "oauth2v2_a",
        "user_agent": "acme-hiring/1.4"})
}

#[test]
fn requests() {
    let mut shim = Shim::start();
    let reply = shim.ok(&ask());
    assert_eq!(reply["request"]["method"], "POST");
    assert_eq!(reply["request"]["url"], "https://api.upwork.com/graphql");
    assert_eq!(header(&reply, "authorization"), Some("Bearer oauth2v2_a"));
    assert_eq!(header(&reply, "content-type"), Some("application/json"));
    assert_eq!(header(&reply, "user-agent"), Some("acme-hiring/1.4"));
    assert_eq!(header(&reply, "x-upwork-api-tenantid"), None);
    let sent: Value = serde_json::from_str(&body(&reply)).unwrap();
    let operations = shim.ok(&json!({"op": "upwork.operations"}))["operations"].take();
    let listed = operations.as_array().unwrap().iter().find(|one| one["name"] == "companySelector").unwrap();
    assert_eq!((&sent["query"], &sent["operationName"]), (&listed["document"], &json!("companySelector")));

    // Variables go out as they came, to the last digit.
    let query = "mutation a($x: X) { a(x: $x) } query b { b }";
    let request = json!({"operation": null, "query": query, "operation_name": "a", "tenant": "470",
        "variables": {"x": "\"}{", "z": 0, "b": [null]}});
    let line = with(&ask(), &request).to_string().replace("\"z\":0", "\"z\":12345678901234567890123.10");
    let reply = shim.line(line.as_bytes());
    assert_eq!(header(&reply, "x-upwork-api-tenantid"), Some("470"));
    let sent = body(&reply);
    assert!(sent.contains("\"z\":12345678901234567890123.10") && sent.contains("\"x\":\"\\\"}{\""), "{sent}");
    assert!(sent.contains("\"operationName\":\"a\""), "{sent}");
    shim.end();
}

#[test]
fn requests_that_are_none() {
    let mut shim = Shim::start();
    for (changes, error) in [
        (json!({"operation": null}), "BadRequest"),
        (json!({"query": "{a}"}), "BadRequest"),
        (json!({"operation": "nope"}), "UnknownOperation"),
        (json!({"access_token": "a b"}), "AccessToken"),
        (json!({"user_agent": ""}), "UserAgent"),
        (json!({"variables": [1]}), "VariablesNotAnObject"),
        (json!({"operation": null, "query": "query a {a} query b {b}"}), "OperationNameRequired"),
        (json!({"operation": null, "query": "query a {a}", "operation_name": "b"}), "UnknownOperationName"),
        (json!({"operation": null, "query": "subscription {a}"}), "Subscription"),
    ] {
        assert_eq!(shim.error(&with(&ask(), &changes)), error, "{changes}");
    }
    for query in ["", "query {", "{a}}"] {
        assert_ne!(shim.error(&with(&ask(), &json!({"operation": null, "query": query}))), "BadRequest");
    }
    assert_ne!(shim.error(&with(&ask(), &json!({"tenant": "a\nb"}))), "BadRequest");
    shim.end();
}

#[test]
fn answers() {
    let mut shim = Shim::start();
    let mut outcome = |status: u16, headers: Value, body: &str| {
        let request =
            json!({"op": "upwork.response", "status": status, "headers": headers, "body_b64": base64(body)});
        shim.ok(&request)["outcome"].take()
    };
    let (json, html) =
        (json!([["Content-Type", "application/json"]]), json!([["content-type", "text/html"]]));
    assert_eq!(
        outcome(200, json.clone(), "{\"data\":{\"user\":{\"id\":\"1\"}}}"),
        json!({"type": "data", "data": {"user": {"id": "1"}}})
    );
    let errors = r#"[{"message":"m","locations":[{"line":1,"column":2}],"path":["a",0,"b"],"extensions":{"classification":"ExecutionAborted"}}]"#;
    let shown: Value = serde_json::from_str(errors).unwrap();
    assert_eq!(
        outcome(200, json.clone(), &format!("{{\"data\":{{\"a\":null}},\"errors\":{errors}}}")),
        json!({"type": "partial", "data": {"a": null}, "errors": shown})
    );
    assert_eq!(
        outcome(200, json.clone(), &format!("{{\"data\":null,\"errors\":{errors}}}")),
        json!({"type": "errors", "errors": shown})
    );
    let scopes = "The client or authentication token doesn't have enough oauth2 permissions/scopes to access: \
        [Money.currency, PageInfo.endCursor].";
    assert_eq!(
        outcome(200, json.clone(), &json!({"errors": [{"message": scopes}]}).to_string()),
        json!({"type": "errors", "errors": [{"message": scopes}],
            "missing_scopes": ["Money.currency", "PageInfo.endCursor"]})
    );
    assert_eq!(outcome(401, json.clone(), "{}"), json!({"type": "unauthenticated"}));
    assert_eq!(outcome(429, json!([]), ""), json!({"type": "rate_limited"}));
    assert_eq!(
        outcome(429, json!([["retry-after", "30"]]), ""),
        json!({"type": "rate_limited", "retry_after": 30})
    );
    assert_eq!(
        outcome(503, json!([["Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"]]), ""),
        json!({"type": "http_error", "retry_after": {"at": 784_111_777}})
    );
    assert_eq!(outcome(403, html.clone(), "<html>Just a moment"), json!({"type": "challenge"}));
    assert_eq!(outcome(500, html, "<html>"), json!({"type": "http_error"}));
    assert_eq!(outcome(200, json.clone(), "not json"), json!({"type": "malformed"}));
    assert_eq!(outcome(200, json, "{}"), json!({"type": "malformed"}));
    shim.end();
}

#[test]
fn operations() {
    let mut shim = Shim::start();
    let reply = shim.ok(&json!({"op": "upwork.operations"}));
    let operations = reply["operations"].as_array().unwrap();
    assert!(!operations.is_empty());
    for operation in operations {
        let (name, kind) = (operation["name"].as_str().unwrap(), operation["kind"].as_str().unwrap());
        assert!(matches!(kind, "query" | "mutation"), "{operation}");
        let document = operation["document"].as_str().unwrap();
        assert!(document.starts_with(&format!("{kind} {name}")), "{operation}");
        let request = with(&ask(), &json!({"operation": name}));
        let sent: Value = serde_json::from_str(&body(&shim.ok(&request))).unwrap();
        assert_eq!(sent["query"], document);
    }
    shim.end();
}
