//! `upwork.request`, `upwork.response` and `upwork.operations`.

use crate::fields::{Answer as Received, RequestReply};
use crate::reply::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use upwork_graphql::answer::{Answer, GraphqlError, RetryAfter};
use upwork_graphql::api::{Api, Tenant};
use upwork_graphql::ids::OrganizationId;
use upwork_graphql::json::Json;
use upwork_graphql::operations;

#[derive(Deserialize)]
pub(crate) struct Ask {
    operation: Option<String>,
    query: Option<String>,
    variables: Option<Box<RawValue>>,
    operation_name: Option<String>,
    access_token: String,
    tenant: Option<String>,
    user_agent: String,
}

#[derive(Serialize)]
pub(crate) struct Asked {
    request: RequestReply,
}

pub(crate) fn request(ask: Ask) -> Result<Asked, Refusal> {
    if ask.operation.is_some() == ask.query.is_some() {
        return Err(Refusal::bad_request("there must be an operation or a query, and not both"));
    }
    let tenant = match ask.tenant {
        Some(id) => Tenant::Organization(OrganizationId::new(id)?),
        None => Tenant::ServerDefault,
    };
    let api = Api::new(tenant, &ask.user_agent)?;
    let request = match &ask.operation {
        Some(name) => {
            let operation = operations::find(name).ok_or_else(|| Refusal {
                error: "UnknownOperation".into(),
                message: "no prepared operation has this name; `upwork.operations` lists them".into(),
            })?;
            match &ask.variables {
                // The contract leaves variables free to be absent, for those who want the document alone.
                None => api.raw(&ask.access_token, operation.document, Some(operation.name), &())?,
                Some(variables) => api.prepared(&ask.access_token, operation, variables)?,
            }
        }
        None => {
            let query = ask.query.as_deref().unwrap_or_default();
            api.raw(&ask.access_token, query, ask.operation_name.as_deref(), &ask.variables)?
        }
    };
    Ok(Asked { request: RequestReply::new(&request.view()) })
}

#[derive(Serialize)]
pub(crate) struct Answered {
    outcome: Outcome,
}

#[derive(Serialize)]
struct Outcome {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Json>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<GraphqlError>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing_scopes: Vec<String>,
    /// Seconds, or where the server named a time, `{"at": unix seconds}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<Value>,
}

pub(crate) fn response(received: Received) -> Result<Answered, Refusal> {
    let answer = Answer::<Json>::read(&received.into_response().view());
    let retry_after = match &answer {
        Answer::Failure(failure) => failure.retry_after(),
        _ => None,
    };
    let errors = answer.errors();
    Ok(Answered {
        outcome: Outcome {
            r#type: answer.kind().as_str(),
            data: answer.data().cloned(),
            errors: errors.map(|errors| errors.as_slice().to_vec()).unwrap_or_default(),
            missing_scopes: errors
                .map(|errors| errors.missing_scopes().iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            retry_after: retry_after.map(|retry_after| match retry_after {
                RetryAfter::Seconds(seconds) => json!(seconds),
                RetryAfter::At(time) => json!({"at": time.as_secs()}),
            }),
        },
    })
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

pub(crate) fn operations(_: Nothing) -> Result<Value, Refusal> {
    let all: Vec<_> = operations::all()
        .map(|operation| {
            json!({"name": operation.name, "kind": operation.kind.as_str(), "document": operation.document})
        })
        .collect();
    Ok(json!({"operations": all}))
}
