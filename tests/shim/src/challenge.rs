//! `challenge`: what `WWW-Authenticate` fields ask for.

use crate::fields::Pair;
use crate::reply::{Refusal, Reply};
use oauth_wire::message::Response;
use oauth2_flow::challenge::{Challenge, challenges};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
pub(crate) struct Fields {
    headers: Vec<Pair>,
}

pub(crate) fn challenge(request: Fields) -> Reply {
    let fields: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let (mut found, mut broken) = (Vec::new(), None);
    for challenge in challenges(&Response::new(401, &fields, b"")) {
        match challenge {
            Ok(challenge) => found.push(reply(&challenge)),
            Err(error) => broken = Some(error),
        }
    }
    match broken {
        // What can be read counts, as for anyone who looks for a scheme that he knows.
        Some(error) if found.is_empty() => Err(Refusal::from(error)),
        _ => Ok(json!({"challenges": found})),
    }
}

fn reply(challenge: &Challenge<'_>) -> Value {
    let params: Map<_, _> =
        challenge.parameters().map(|(name, value)| (name.to_owned(), value.to_str().into())).collect();
    let mut reply = json!({"scheme": challenge.scheme(), "params": params});
    if let Some(token68) = challenge.token68() {
        reply["token68"] = token68.into();
    }
    reply
}
