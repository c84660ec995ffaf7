//! The program under test, and what its tests have in common.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running shim.
pub(crate) struct Shim {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Shim {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shim"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    /// Sends a line as it is and returns the reply. It waits for the reply before more is sent, so
    /// a reply that is not flushed hangs here.
    pub(crate) fn line(&mut self, line: &[u8]) -> Value {
        self.input.write_all(line).unwrap();
        self.input.write_all(b"\n").unwrap();
        let reply = self.reply();
        serde_json::from_str(&reply).unwrap_or_else(|error| panic!("{error}: {reply:?}"))
    }

    fn reply(&mut self) -> String {
        let mut reply = String::new();
        self.output.read_line(&mut reply).unwrap();
        reply
    }

    /// The reply's own text.
    pub(crate) fn ask_text(&mut self, request: &Value) -> String {
        writeln!(self.input, "{request}").unwrap();
        self.reply()
    }

    pub(crate) fn ask(&mut self, request: &Value) -> Value {
        self.line(request.to_string().as_bytes())
    }

    /// The reply to a request that must succeed.
    pub(crate) fn ok(&mut self, request: &Value) -> Value {
        let reply = self.ask(request);
        assert_eq!(reply["ok"], true, "{request} gave {reply}");
        reply
    }

    /// The error's name of a request that must fail.
    pub(crate) fn error(&mut self, request: &Value) -> String {
        let reply = self.ask(request);
        assert_eq!(reply["ok"], false, "{request} gave {reply}");
        assert!(reply["message"].as_str().is_some_and(|message| !message.is_empty()), "{reply}");
        reply["error"].as_str().unwrap().to_owned()
    }

    /// The action of a flow's reply.
    pub(crate) fn action(&mut self, request: &Value) -> Value {
        self.ok(request)["action"].take()
    }

    /// Ends the input: the shim must end well, and have no more to say.
    pub(crate) fn end(self) {
        let Self { mut child, input, mut output } = self;
        drop(input);
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        assert!(child.wait().unwrap().success());
    }
}

/// `object` with the members of `changes` in place of its own; null takes one away.
pub(crate) fn with(object: &Value, changes: &Value) -> Value {
    let mut object = object.clone();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(object.as_object_mut().unwrap().remove(name)),
            value => object[name] = value.clone(),
        }
    }
    object
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

/// The body of a request that a flow wants sent.
pub(crate) fn body(action: &Value) -> String {
    let body = action["request"]["body_b64"].as_str().unwrap();
    let body = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body).unwrap();
    String::from_utf8(body).unwrap()
}

/// A header field of a request that a flow wants sent.
pub(crate) fn header<'a>(action: &'a Value, name: &str) -> Option<&'a str> {
    let fields = action["request"]["headers"].as_array().unwrap();
    fields.iter().find(|field| field[0] == name).map(|field| field[1].as_str().unwrap())
}

/// A form's pairs, or a query's.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    oauth_wire::form::pairs(text.as_bytes())
        .map(|pair| (pair.name.to_str().unwrap(), pair.value.to_str().unwrap()))
        .collect()
}

/// The one value of a form's name.
pub(crate) fn value(text: &str, name: &str) -> String {
    let mut found = form(text).into_iter().filter(|(found, _)| found == name).map(|(_, value)| value);
    let value = found.next().unwrap_or_else(|| panic!("no {name} in {text}"));
    assert_eq!(found.next(), None, "{name} in {text}");
    value
}

/// The published key of the OAuth wiki's test cases.
pub(crate) fn rsa_key() -> Value {
    let keys = include_str!("../../../../crates/oauth1-sign/tests/vectors/rsa_test_keys.json");
    serde_json::from_str::<Value>(keys).unwrap()["keys"]["oauth_wiki"].take()
}
