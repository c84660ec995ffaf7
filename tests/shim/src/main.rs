//! The crates, driven from any language: one request object a line on standard input, one reply
//! object a line on standard output, in order, flushed at once (JSON Lines).
//!
//! `{"op": …}` in, `{"ok": true, …}` or `{"ok": false, "error": …, "message": …}` out. A line that
//! is no valid request is answered with the error `BadRequest`, and the shim goes on until its
//! input ends. It calls the crates' public API and has no rule of its own.
//!
//! | module | ops |
//! |---|---|
//! | [`pieces`] | the pieces of RFC 5849: `percent_encode` … `parse_authorization` |
//! | [`sign`], [`verify`] | whole OAuth 1 requests |
//! | [`flows`] | `flow.start` … `flow.drop`, for OAuth 1 and every grant |

use reply::{Refusal, Reply};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::io::{self, BufRead, Read, Write};

mod fields;
mod flows;
mod pieces;
mod reply;
mod sign;
mod signature_method;
mod verify;

/// The longest line that is read as a request, in bytes.
const MAX_LINE: u64 = 64 * 1024 * 1024;

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut flows = flows::Flows::default();
    let mut line = Vec::new();
    while read_line(&mut input, &mut line)? {
        let reply = match answer(&line, &mut flows) {
            Ok(mut fields) => {
                fields.insert("ok".into(), true.into());
                Value::Object(fields)
            }
            Err(refusal) => json!({"ok": false, "error": refusal.error, "message": refusal.message}),
        };
        serde_json::to_writer(&mut output, &reply)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

/// Reads the next line, cut off behind [`MAX_LINE`]; `false` at the end of the input.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let is_some = input.by_ref().take(MAX_LINE).read_until(b'\n', line)? != 0;
    if line.len() as u64 == MAX_LINE && !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(is_some)
}

fn answer(line: &[u8], flows: &mut flows::Flows) -> Reply {
    let mut request: Map<String, Value> = serde_json::from_slice(line).map_err(Refusal::bad_request)?;
    let Some(Value::String(op)) = request.remove("op") else {
        return Err(Refusal::bad_request("the request has no \"op\", or it is no string"));
    };
    let request = Value::Object(request);
    match op.as_str() {
        "percent_encode" => run(request, pieces::percent_encode),
        "form_decode" => run(request, pieces::form_decode),
        "base_string_uri" => run(request, pieces::base_string_uri),
        "normalize" => run(request, pieces::normalize),
        "base_string" => run(request, pieces::base_string),
        "sign_base_string" => run(request, pieces::sign_base_string),
        "body_hash" => run(request, pieces::body_hash),
        "parse_authorization" => run(request, pieces::parse_authorization),
        "sign" => run(request, sign::sign),
        "verify" => run(request, verify::verify),
        "flow.start" => run(request, |start| flows.start(start)),
        "flow.poll" => run(request, |poll| flows.poll(poll)),
        "flow.event" => run(request, |event| flows.event(event)),
        "flow.drop" => run(request, |drop| flows.drop(drop)),
        "flow.seal" | "flow.unseal" | "challenge" | "upwork.request" | "upwork.response"
        | "upwork.operations" => Err(Refusal::not_implemented(&op)),
        _ => Err(Refusal::bad_request("there is no op of that name")),
    }
}

/// Reads the op's fields and does it.
fn run<T: DeserializeOwned>(request: Value, op: impl FnOnce(T) -> Reply) -> Reply {
    op(serde_json::from_value(request).map_err(Refusal::bad_request)?)
}
