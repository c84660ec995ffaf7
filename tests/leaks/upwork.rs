//! `upwork-graphql`: the access token in requests, secrets in the variables, and what a server's answer
//! repeats of them.

use super::{SECRET, SEED, hides, says_nothing};
use oauth_wire::flow::{Action, Flow};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::ClientCredentials;
use oauth1_sign::flow::{Callback, ThreeLegged};
use oauth2_flow::refresh_token::RefreshToken;
use upwork_graphql::answer::{Answer, Failure, HttpAnswer};
use upwork_graphql::api::{Api, ApiRequest, RequestError, Tenant};
use upwork_graphql::batch::Batch;
use upwork_graphql::document::Document;
use upwork_graphql::json::Json;
use upwork_graphql::operations::{self, CompanySelector};

const QUERY: &str = "query Q ($text: String) { user { id } }";

fn api() -> Api {
    Api::new(Tenant::ServerDefault, "leaks/1.0").unwrap()
}

/// What a user types into a message, or a password that a program sends along.
#[derive(serde::Serialize)]
struct Variables {
    text: &'static str,
}

#[test]
fn requests() {
    let (api, variables) = (api(), Variables { text: SECRET });
    hides(&api);
    let mut batch = Batch::new();
    batch.push(&CompanySelector::new()).unwrap();
    let document = Document::parse(QUERY).unwrap();
    let first = operations::all().next().unwrap();
    let requests: [Result<ApiRequest, RequestError>; 6] = [
        api.request(SECRET, &CompanySelector::new()),
        api.raw(SECRET, QUERY, Some("Q"), &variables),
        api.document(SECRET, &document, &variables),
        api.prepared(SECRET, first, &variables),
        api.batch(SECRET, &batch),
        api.introspection(SECRET),
    ];
    for request in requests {
        let request = request.unwrap();
        hides(&request);
        hides(&request.view());
        hides(&Action::Send(request.view()));
        // It is in there, so something was hidden.
        assert!(request.view().headers.get("authorization").unwrap().contains(SECRET));
    }
}

#[test]
fn errors() {
    let api = api();
    let unusable = format!("{SECRET}\n");
    let named = format!("query {SECRET} {{ user {{ id }} }} query B {{ user {{ id }} }}");
    let errors: Vec<RequestError> = [
        api.introspection(&unusable).err(),
        api.introspection("").err(),
        api.raw(SECRET, SECRET, None, &()).err(),
        api.raw(SECRET, QUERY, Some(SECRET), &()).err(),
        api.raw(SECRET, &named, None, &()).err(),
        api.raw(SECRET, QUERY, None, SECRET).err(),
        api.raw(SECRET, QUERY, None, &[(Some(SECRET), 1)]).err(),
        api.raw(SECRET, "subscription { user { id } }", None, &Variables { text: SECRET }).err(),
        api.batch(SECRET, &Batch::new()).err(),
        api.clone().with_endpoint(&format!("http://api.example/?token={SECRET}")).err(),
        api.clone().with_endpoint(&format!("https://u:{SECRET}@api.example/")).err(),
        Api::new(Tenant::ServerDefault, &unusable).err(),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert_eq!(errors.len(), 12, "{errors:?}");
    errors.iter().for_each(says_nothing);
}

/// An answer's `Debug` goes to a log, so a body in it stays out; `Display` is the server's words, for
/// whoever reads why a request failed.
#[test]
fn answers_without_data() {
    let page = format!("<html>{SECRET}");
    let fields: [(&str, &[u8]); 2] = [("set-cookie", SECRET.as_bytes()), ("content-type", b"text/html")];
    for status in [200, 401, 403, 429, 500] {
        let response = Response::new(status, &fields, page.as_bytes());
        match Answer::<Json>::read(&response) {
            Answer::Failure(failure) => {
                hides::<Failure>(&failure);
                match &failure {
                    Failure::Unauthenticated(answer) | Failure::Challenge(answer) => {
                        hides::<HttpAnswer>(answer);
                    }
                    Failure::RateLimited { answer, .. }
                    | Failure::Http { answer, .. }
                    | Failure::Malformed { answer, .. } => hides::<HttpAnswer>(answer),
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("{other:?}"),
        }
    }
    // What is no JSON is not told either.
    let response = Response::new(200, &[], SECRET.as_bytes());
    match Answer::<Json>::read(&response) {
        Answer::Failure(failure) => says_nothing(&failure),
        other => panic!("{other:?}"),
    }
}

/// The configurations of both of its generations.
#[test]
fn configurations() {
    let now = UnixTime::from_secs(1);
    let config =
        upwork_graphql::oauth1::config(&ClientCredentials::new("key", SECRET), Callback::OutOfBand).unwrap();
    hides(&config);
    let mut flow = ThreeLegged::new(config, Seed::from_bytes(SEED));
    hides(&flow.poll(now));
    hides(&flow);
    let client = upwork_graphql::oauth2::client("key", SECRET).unwrap();
    hides(&client);
    let mut flow = RefreshToken::new(SECRET).start(&client).unwrap();
    hides(&flow.poll(now));
    hides(&flow);
    let refused = upwork_graphql::oauth2::client_at(&format!("http://{SECRET}.example"), "key", SECRET);
    says_nothing(&refused.unwrap_err());
}
