//! `challenge`.

use crate::program::Shim;
use serde_json::{Value, json};

fn ask(fields: &[&str]) -> Value {
    let headers: Vec<_> = fields.iter().map(|value| ["WWW-Authenticate", value]).collect();
    json!({"op": "challenge", "headers": headers})
}

#[test]
fn challenges() {
    let mut shim = Shim::start();
    // RFC 9110 §11.6.1's field and RFC 6750 §3's.
    let request = ask(&[
        r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
        r#"Bearer realm="example", error="invalid_token", error_description="The access token expired""#,
    ]);
    let expected = json!([
        {"scheme": "Basic", "params": {"realm": "simple"}},
        {"scheme": "Newauth", "params": {"realm": "apps", "type": "1", "title": "Login to \"apps\""}},
        {"scheme": "Bearer", "params": {"realm": "example", "error": "invalid_token",
            "error_description": "The access token expired"}},
    ]);
    assert_eq!(shim.ask(&request), json!({"ok": true, "challenges": expected}));

    let request = json!({"op": "challenge", "headers": [
        ["content-type", "text/plain"],
        ["www-authenticate", "Negotiate a87421000492aa874209af8bc028=="],
        ["WWW-AUTHENTICATE", "Bearer, DPoP algs=\"ES256\""],
    ]});
    let expected = json!([
        {"scheme": "Negotiate", "token68": "a87421000492aa874209af8bc028==", "params": {}},
        {"scheme": "Bearer", "params": {}},
        {"scheme": "DPoP", "params": {"algs": "ES256"}},
    ]);
    assert_eq!(shim.ok(&request)["challenges"], expected);
    assert_eq!(shim.ok(&ask(&[]))["challenges"], json!([]));
    assert_eq!(shim.ok(&ask(&["", " , "]))["challenges"], json!([]));
    shim.end();
}

#[test]
fn fields_that_are_broken() {
    let mut shim = Shim::start();
    assert_eq!(shim.error(&ask(&["Bearer realm=\"open"])), "ChallengeError");
    assert_eq!(shim.error(&ask(&["=", "\""])), "ChallengeError");
    // What stands in another field can still be read.
    let reply = shim.ok(&ask(&["Basic realm=\"open", "Bearer realm=\"x\""]));
    assert_eq!(reply["challenges"], json!([{"scheme": "Bearer", "params": {"realm": "x"}}]));
    // What stands before the break too, and a challenge whose parameter stands there twice is none.
    let reply = shim.ok(&ask(&["Bearer realm=\"x\", Basic x y"]));
    assert_eq!(reply["challenges"], json!([{"scheme": "Bearer", "params": {"realm": "x"}}]));
    assert_eq!(shim.error(&ask(&["Bearer error=invalid_token, error=x"])), "ChallengeError");
    shim.end();
}
