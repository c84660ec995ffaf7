//! A user's own schema: any valid query is answered with values of its types.

use crate::client::Client;
use crate::graphql::assert_error;
use serde_json::{Value, json};
use upwork_graphql::answer::Answer;
use upwork_graphql::document::Document;
use upwork_graphql::json::Json;
use upwork_graphql::schema::{INTROSPECTION, SUBSET, Schema};
use upwork_sandbox::{Config, Sandbox};

const BUOYS: &str = r#"
    scalar DateTime
    directive @rare on FIELD
    type Query { buoy(id: ID!): Buoy! buoys(first: Int = 3): [Buoy!]! nearest(to: Point): Seamark user: Keeper word: [[String!]!]! }
    type Mutation { paint(id: ID!, colour: Colour!): Buoy! }
    input Point { latitude: Float! longitude: Float! }
    interface Seamark { id: ID! name: String }
    type Buoy implements Seamark { id: ID! name: String colour: Colour! depth: Float lit: Boolean! seen: DateTime neighbours: [Seamark!] twins: [Buoy!]! photoUrl: String height: Int!}
    type Lighthouse implements Seamark { id: ID! name: String keeper: Keeper }
    type Keeper { id: ID! email: String! likes: [Thing] }
    union Thing = Buoy | Lighthouse
    enum Colour { RED GREEN YELLOW }
"#;

const QUERY: &str = "query ($id: ID!) {
    buoy(id: $id) { __typename id name colour depth lit seen photoUrl height neighbours { __typename id name ... on Lighthouse { keeper { email } } } }
    buoys { id colour }
    nearest(to: { latitude: 1, longitude: 2.5 }) { __typename id }
    user { id likes { __typename ... on Buoy { lit } ... on Lighthouse { name } } }
    word
}";

fn check(client: &Client) -> Value {
    let answer = client.rig.query(&client.token, None, QUERY, json!({ "id": "b-7" })).json();
    assert_eq!(answer.get("errors"), None, "{answer}");
    let data = answer["data"].clone();
    let buoy = &data["buoy"];
    assert_eq!((&buoy["__typename"], &buoy["id"]), (&json!("Buoy"), &json!("b-7")));
    assert!(["RED", "GREEN", "YELLOW"].contains(&buoy["colour"].as_str().unwrap()));
    assert!(buoy["depth"].is_f64() && buoy["lit"].is_boolean() && buoy["height"].is_i64());
    assert!(buoy["seen"].as_str().unwrap().starts_with("202"));
    assert!(buoy["photoUrl"].as_str().unwrap().starts_with("https://"));
    let kinds: Vec<_> = buoy["neighbours"].as_array().unwrap().iter().map(|of| &of["__typename"]).collect();
    assert_eq!(kinds, ["Buoy", "Lighthouse"]);
    let buoys = data["buoys"].as_array().unwrap();
    assert!(buoys.len() > 1 && buoys[0]["id"] != buoys[1]["id"]);
    // Not the sandbox's own user, who is of another type.
    assert_eq!(data["user"]["id"], "Keeper-1");
    assert_eq!(data["user"]["likes"][1]["__typename"], "Lighthouse");
    assert!(data["word"][1][1].is_string());
    data
}

#[test]
fn as_text() {
    let client = Client::with(Config::new().schema(BUOYS));
    let first = check(&client);
    assert_eq!(first, check(&client));
    assert_eq!(first, check(&Client::with(Config::new().schema(BUOYS))));
    let paint = "mutation { paint(id: \"b-7\", colour: RED) { id colour } }";
    let answer = client.rig.query(&client.token, None, paint, json!({})).json();
    assert_eq!(answer["data"]["paint"]["id"], "b-7");
    assert_error(
        &client.rig.query(&client.token, None, "{ companySelector { items { title } } }", json!({})),
        "ValidationError",
    );
    // Two to the twentieth objects are not made.
    let deep = format!("{{ buoy(id: 1) {{ {} id {} }} }}", "twins {".repeat(20), "}".repeat(20));
    assert_error(&client.rig.query(&client.token, None, &deep, json!({})), "ExecutionAborted");
}

#[test]
fn as_introspected() {
    let text = Client::with(Config::new().schema(BUOYS));
    let answer = text.rig.query(&text.token, None, INTROSPECTION, json!({}));
    let client = Client::with(Config::new().schema(answer.body.clone()));
    assert_eq!(check(&client), check(&text));
    let only_data = answer.json()["data"].to_string();
    check(&Client::with(Config::new().schema(only_data)));
}

/// A schema with all of the sandbox's own fields gives what the sandbox knows.
#[test]
fn upworks_own() {
    let client = Client::with(Config::new().schema(SUBSET));
    let answer = client.send(&client.api.introspection(&client.token).unwrap(), Answer::<Json>::read);
    let schema = Schema::from_introspection(answer.data().unwrap()).unwrap();
    assert!(schema.drift().is_empty());
    assert!(Document::parse(INTROSPECTION).is_ok());

    let user = "type CurrentUser implements User {";
    let more = SUBSET.replace(user, &format!("{user}\n  shoeSize: Int!"));
    let client = Client::with(Config::new().schema(more));
    let answer = client.rig.query(&client.token, None, "{ user { name shoeSize } }", json!({})).json();
    assert_eq!(answer["data"]["user"]["name"], "Mira Okafor", "{answer}");
    assert!(answer["data"]["user"]["shoeSize"].is_i64(), "{answer}");
    client.get(&upwork_graphql::operations::RoomList::new());
}

#[test]
fn what_is_no_schema() {
    for text in ["", "type Query { a: Missing }", "{}", "{\"data\":{\"__schema\":{\"types\":[]}}}"] {
        let error = Sandbox::start(Config::new().schema(text)).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{text}");
        assert!(error.to_string().starts_with("the schema: "), "{error}");
    }
}
