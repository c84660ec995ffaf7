//! A user's own schema: any valid query is answered with values of its types.

use crate::client::Client;
use crate::graphql::assert_error;
use apollo_compiler::ast::{InputValueDefinition, Type};
use apollo_compiler::schema::ExtendedType;
use serde_json::{Value, json};
use std::io::Write;
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

/// Upwork's own whole schema, of which the sandbox knows a part: what it does not know, of any root field,
/// is made up.
///
/// The schema lies beside the repository where it was developed, and nowhere else.
#[test]
fn the_whole_of_upworks() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/upwork/schema.graphql");
    let Ok(text) = std::fs::read_to_string(path) else {
        // Not through `eprintln!`, which the test harness hides.
        let skipped = "SKIPPED: there is no ../shared/upwork/schema.graphql beside the repository";
        writeln!(std::io::stderr(), "{skipped}").unwrap();
        return;
    };
    let schema = apollo_compiler::Schema::parse_and_validate(&text, "schema.graphql").unwrap();
    let client = Client::with(Config::new().schema(text));
    let (mut asked, mut wrong) = (0, Vec::new());
    for (keyword, root) in [("query", "Query"), ("mutation", "Mutation")] {
        for (name, field) in &schema.get_object(root).unwrap().fields {
            // With the arguments that are required, and with every one.
            for depth in [0, 3] {
                let arguments: Vec<_> =
                    field.arguments.iter().filter_map(|of| argument(&schema, of, depth)).collect();
                let arguments =
                    if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(" ")) };
                let selection = selection(&schema, field.ty.inner_named_type(), 3);
                let text = format!("{keyword} {{ {name}{arguments} {selection} }}");
                let answer = client.rig.query(&client.token, None, &text, json!({}));
                asked += 1;
                let fine = answer.status == 200
                    && answer.json().get("errors").is_none()
                    && (!answer.json()["data"][name.as_str()].is_null() || !field.ty.is_non_null());
                if !fine {
                    wrong.push(format!("{text}\n  {} {}", answer.status, answer.body));
                }
            }
        }
    }
    assert!(asked >= 2 * 121, "{asked}");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));

    // What the sandbox knows is what it is elsewhere.
    let titles = "{ contractDetails(id: \"39000101\") { title } }";
    let own = Client::new();
    let [here, elsewhere] =
        [&client, &own].map(|client| client.rig.query(&client.token, None, titles, json!({})).json());
    assert!(elsewhere["data"]["contractDetails"]["title"].is_string(), "{elsewhere}");
    assert_eq!(here, elsewhere);
    let unknown = "{ contractDetails(id: \"1\") { id } }";
    assert_eq!(
        client.rig.query(&client.token, None, unknown, json!({})).json()["data"]["contractDetails"]["id"],
        "1"
    );
    assert_error(&own.rig.query(&own.token, None, unknown, json!({})), "DataFetchingException");
}

#[test]
fn made_up_lists_are_no_longer_than_asked_for() {
    let schema = "type Query { buoys(first: Int, limit: Int): [Int!]! all(page: Page, id: ID): Connection! }
        input Page { pageSize: Int } type Connection { edges: [Edge!]! } type Edge { node: Int! tags: [Int!]! }";
    let client = Client::with(Config::new().schema(schema));
    let query = "{ none: buoys(first: 0) one: buoys(limit: 1) many: buoys(first: 50) buoys
        page: all(page: { pageSize: 1 }) { edges { node tags } } }";
    let answer = client.rig.query(&client.token, None, query, json!({})).json();
    let len = |name: &str| answer["data"][name].as_array().unwrap().len();
    assert_eq!(["none", "one", "many", "buoys"].map(len), [0, 1, 2, 2], "{answer}");
    let edges = answer["data"]["page"]["edges"].as_array().unwrap();
    // The page is limited, and not what hangs on its items.
    assert_eq!((edges.len(), edges[0]["tags"].as_array().unwrap().len()), (1, 2), "{answer}");
}

/// `name: value`, where the argument is required or `depth` has it said all the same.
fn argument(schema: &apollo_compiler::Schema, of: &InputValueDefinition, depth: usize) -> Option<String> {
    let wanted = of.is_required() || depth > 0;
    wanted.then(|| format!("{}: {}", of.name, value(schema, &of.ty, depth)))
}

fn value(schema: &apollo_compiler::Schema, ty: &Type, depth: usize) -> String {
    if ty.is_list() {
        return format!("[{}]", value(schema, ty.item_type(), depth));
    }
    match &schema.types[ty.inner_named_type()] {
        ExtendedType::Enum(of) => of.values.keys().next().unwrap().to_string(),
        ExtendedType::InputObject(of) => {
            let fields = of.fields.values();
            let fields: Vec<_> =
                fields.filter_map(|of| argument(schema, of, depth.saturating_sub(1))).collect();
            format!("{{ {} }}", fields.join(" "))
        }
        scalar => match scalar.name().as_str() {
            "Int" | "Float" => "1".into(),
            "Boolean" => "true".into(),
            _ => "\"1\"".into(),
        },
    }
}

fn selection(schema: &apollo_compiler::Schema, name: &str, depth: usize) -> String {
    let fields = match &schema.types[name] {
        ExtendedType::Object(of) => &of.fields,
        ExtendedType::Interface(of) => &of.fields,
        ExtendedType::Union(_) => return "{ __typename }".into(),
        _ => return String::new(),
    };
    let mut selected = vec!["__typename".to_owned()];
    for (name, field) in fields {
        let below = field.ty.inner_named_type();
        let is_leaf = schema.types[below].is_scalar() || schema.types[below].is_enum();
        if field.arguments.iter().all(|of| !of.is_required()) && (is_leaf || depth > 0) {
            selected.push(format!("{name} {}", selection(schema, below, depth.saturating_sub(1))));
        }
    }
    format!("{{ {} }}", selected.join(" "))
}
