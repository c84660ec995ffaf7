//! Lines, whatever stands in them.

use crate::program::Shim;
use serde_json::{Value, json};

/// A small valid request of every op; what it lacks of meaning is answered by another error.
fn every_op() -> Vec<Value> {
    let entropy = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    vec![
        json!({"op": "percent_encode", "input": ""}),
        json!({"op": "form_decode", "input": ""}),
        json!({"op": "base_string_uri", "url": ""}),
        json!({"op": "normalize", "pairs": []}),
        json!({"op": "base_string", "method": "", "url": "", "protocol_parameters": []}),
        json!({"op": "sign_base_string", "base_string": "", "signature_method": "PLAINTEXT", "client_secret": ""}),
        json!({"op": "body_hash", "hash": "SHA-1", "body_b64": ""}),
        json!({"op": "parse_authorization", "value": ""}),
        json!({"op": "sign", "method": "", "url": "", "client": ["", ""], "signature_method": "HMAC-SHA1",
            "timestamp": "0", "nonce": "", "version": true, "placement": "header"}),
        json!({"op": "verify", "method": "", "url": "", "clients": {}, "tokens": {}, "now": 0, "max_age": 0,
            "used_nonces": []}),
        json!({"op": "flow.start", "id": "f", "flow": "oauth1", "config": {
            "temporary_credential_endpoint": "", "authorization_endpoint": "", "token_endpoint": "",
            "client": ["", ""], "signature_method": "HMAC-SHA1", "placement": "header",
        }, "entropy_b64": entropy, "now": 0}),
        json!({"op": "flow.poll", "id": "f", "now": 0}),
        json!({"op": "flow.event", "id": "f", "now": 0, "redirect": ""}),
        json!({"op": "flow.seal", "id": "f", "key_b64": entropy, "entropy_b64": entropy, "now": 0, "lifetime": 0}),
        json!({"op": "flow.unseal", "id": "f", "key_b64": entropy, "entropy_b64": entropy, "sealed_b64": "",
            "flow": "implicit", "config": {"client_id": "", "client_authentication": "none"}, "now": 0}),
        json!({"op": "flow.drop", "id": "f"}),
        json!({"op": "challenge", "headers": []}),
        json!({"op": "upwork.request", "query": "{user{id}}", "access_token": "t", "user_agent": "u"}),
        json!({"op": "upwork.response", "status": 200, "headers": [], "body_b64": ""}),
        json!({"op": "upwork.operations"}),
    ]
}

#[test]
fn every_op_is_there() {
    let mut shim = Shim::start();
    for request in every_op() {
        let reply = shim.ask(&request);
        assert_ne!(reply["error"], "BadRequest", "{request} gave {reply}");
    }
    shim.end();
}

#[test]
fn every_op_misses_each_of_its_fields() {
    let mut shim = Shim::start();
    for request in every_op() {
        for name in request.as_object().unwrap().keys() {
            let mut less = request.clone();
            less.as_object_mut().unwrap().remove(name);
            // One form of the event, and a query or an operation's name, must be there too.
            assert_eq!(shim.error(&less), "BadRequest", "{less}");
            let mut mistyped = request.clone();
            mistyped[name] = json!([{}]);
            assert_eq!(shim.error(&mistyped), "BadRequest", "{mistyped}");
        }
    }
    shim.end();
}

#[test]
fn a_line_that_is_no_request_changes_nothing() {
    let mut shim = Shim::start();
    let mut lines: Vec<Vec<u8>> = [
        "",
        " ",
        "\r",
        "null",
        "1",
        "\"op\"",
        "[]",
        "{",
        "{}",
        "{\"op\":1}",
        "{\"op\":null}",
        "{\"op\":\"\"}",
        "{\"op\":\"nope\"}",
        "{\"op\":\"upwork.operations\"",
        "{\"op\":\"upwork.operations\"} {}",
        "{'op':'upwork.operations'}",
        "{\"op\":\"percent_encode\",\"input\":\"\\ud800\"}",
        "{\"op\":\"body_hash\",\"hash\":\"SHA-1\",\"body_b64\":\"not base64\"}",
        "{\"op\":\"body_hash\",\"hash\":\"MD5\",\"body_b64\":\"\"}",
    ]
    .map(|line| line.as_bytes().to_vec())
    .into();
    lines.push(b"{\"op\":\"percent_encode\",\"input\":\"\xff\"}".to_vec());
    // Where it stands in a member that nobody asks for, too.
    lines.push(b"{\"op\":\"upwork.operations\",\"x\":\"\xff\"}".to_vec());
    lines.push(b"[\"percent_encode\"]".to_vec());
    lines.push(b"{\"op\":\"upwork.operations\",\"op\":\"upwork.operations\"}".to_vec());
    lines.push(b"\0".to_vec());
    // A million bytes that open and never close, and as many in a string.
    lines.push(vec![b'['; 1_000_000]);
    lines.push("{\"op\":".repeat(200_000).into_bytes());
    lines.push([b"{\"op\":\"".as_slice(), &vec![b'x'; 1_000_000], b"\"}"].concat());
    // Random bytes (xorshift, so that a failure comes again), without line breaks.
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for length in 0..300 {
        let line = (0..length).map(|_| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if random as u8 == b'\n' { 0 } else { random as u8 }
        });
        lines.push(line.collect());
    }
    for line in lines {
        let reply = shim.line(&line);
        let shown = String::from_utf8_lossy(&line[..line.len().min(80)]);
        assert_eq!((&reply["ok"], &reply["error"]), (&json!(false), &json!("BadRequest")), "{shown}");
        assert!(reply["message"].is_string(), "{shown}");
    }
    assert_eq!(shim.ok(&json!({"op": "percent_encode", "input": "é"}))["output"], "%C3%A9");
    shim.end();
}

#[test]
fn long_lines_are_requests_too() {
    let mut shim = Shim::start();
    let input = "ü ".repeat(400_000);
    let output = shim.ok(&json!({"op": "percent_encode", "input": input}))["output"].take();
    assert_eq!(output.as_str().unwrap().len(), 9 * 400_000);
    let pairs: Vec<_> = (0..20_000).map(|number| [format!("n{number}"), String::new()]).collect();
    let output = shim.ok(&json!({"op": "normalize", "pairs": pairs}))["output"].take();
    assert!(output.as_str().unwrap().starts_with("n0=&n1=&n10=&n100=&n1000=&n10000=&"));
    shim.end();
}

#[test]
fn requests_that_wait_in_line_are_answered_in_order_and_the_last_needs_no_line_break() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_shim"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: Vec<_> = (0..100)
        .map(|number| json!({"op": "percent_encode", "input": number.to_string()}).to_string())
        .collect();
    child.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let replies = String::from_utf8(output.stdout).unwrap();
    let replies: Vec<Value> = replies.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected: Vec<_> = (0..100).map(|number| json!({"ok": true, "output": number.to_string()})).collect();
    assert_eq!(replies, expected);
}
