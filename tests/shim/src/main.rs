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
//! | [`challenge`] | `WWW-Authenticate` fields |
//! | [`upwork`] | GraphQL requests and answers |

use reply::Refusal;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Write};

mod challenge;
mod fields;
mod flows;
mod pieces;
mod reply;
mod sign;
mod signature_method;
mod upwork;
mod verify;

/// The longest line that is read as a request, in bytes.
const MAX_LINE: u64 = 64 * 1024 * 1024;

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut flows = flows::Flows::default();
    let mut line = Vec::new();
    while read_line(&mut input, &mut line)? {
        let reply = match answer(&line, &mut flows) {
            Ok(reply) => reply,
            Err(refusal) => serde_json::to_string(&With { ok: false, fields: refusal })?,
        };
        writeln!(output, "{reply}")?;
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

/// The reply to a request; it is written already where it is a success.
fn answer(line: &[u8], flows: &mut flows::Flows) -> Result<String, Refusal> {
    #[derive(Deserialize)]
    struct Request {
        op: String,
    }
    let line = str::from_utf8(line).map_err(Refusal::bad_request)?.trim();
    // serde reads an array as a struct's members in order.
    if !line.starts_with('{') {
        return Err(Refusal::bad_request("the line is no JSON object"));
    }
    let Request { op } = serde_json::from_str(line).map_err(Refusal::bad_request)?;
    match op.as_str() {
        "percent_encode" => run(line, pieces::percent_encode),
        "form_decode" => run(line, pieces::form_decode),
        "base_string_uri" => run(line, pieces::base_string_uri),
        "normalize" => run(line, pieces::normalize),
        "base_string" => run(line, pieces::base_string),
        "sign_base_string" => run(line, pieces::sign_base_string),
        "body_hash" => run(line, pieces::body_hash),
        "parse_authorization" => run(line, pieces::parse_authorization),
        "sign" => run(line, sign::sign),
        "verify" => run(line, verify::verify),
        "flow.start" => run(line, |start| flows.start(start)),
        "flow.poll" => run(line, |poll| flows.poll(poll)),
        "flow.event" => run(line, |event| flows.event(event)),
        "flow.seal" => run(line, |seal| flows.seal(seal)),
        "flow.unseal" => run(line, |unseal| flows.unseal(unseal)),
        "flow.drop" => run(line, |drop| flows.drop(drop)),
        "upwork.request" => run(line, upwork::request),
        "upwork.response" => run(line, upwork::response),
        "upwork.operations" => run(line, upwork::operations),
        "challenge" => run(line, challenge::challenge),
        _ => Err(Refusal::bad_request("there is no op of that name")),
    }
}

/// Reads the op's fields, does it and writes the reply.
fn run<'l, T: Deserialize<'l>, R: Serialize>(
    line: &'l str,
    op: impl FnOnce(T) -> Result<R, Refusal>,
) -> Result<String, Refusal> {
    let fields = op(serde_json::from_str(line).map_err(Refusal::bad_request)?)?;
    Ok(serde_json::to_string(&With { ok: true, fields })?)
}

/// A reply's fields with `ok` before them.
#[derive(Serialize)]
struct With<T> {
    ok: bool,
    #[serde(flatten)]
    fields: T,
}
