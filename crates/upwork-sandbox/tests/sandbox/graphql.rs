//! GraphQL: tenants, validation, limits, and who may ask.

use crate::rig::{Answer, Rig};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const CHILDREN: &str = "query { organization { id childOrganizations { id name } } }";

#[track_caller]
pub(crate) fn assert_error(answer: &Answer, classification: &str) -> Value {
    let body = answer.json();
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(body["errors"][0]["extensions"]["classification"], classification, "{}", answer.body);
    assert!(!body["errors"][0]["message"].as_str().unwrap().is_empty());
    body
}

#[test]
fn the_tenant_decides() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let items = rig
        .query(&token, None, "query { companySelector { items { title organizationId } } }", json!({}))
        .json();
    let items = items["data"]["companySelector"]["items"].as_array().unwrap().clone();
    assert!(items.len() >= 2);
    let ids: Vec<_> = items.iter().map(|item| item["organizationId"].as_str().unwrap()).collect();

    let default = rig.query(&token, None, CHILDREN, json!({})).json();
    assert_eq!(default["data"]["organization"]["id"], ids[0]);
    let mut seen = Vec::new();
    for id in &ids {
        let answer = rig.query(&token, Some(id), CHILDREN, json!({})).json();
        assert!(answer.get("errors").is_none());
        assert_eq!(answer["data"]["organization"]["id"], *id);
        seen.push(answer["data"]["organization"]["childOrganizations"].clone());
    }
    assert_eq!(default["data"]["organization"]["childOrganizations"], seen[0]);
    assert_ne!(seen[0], seen[1]);
    assert!(seen[1].as_array().unwrap().len() >= 2);

    for foreign in ["402771936405518823", "0", "", "584073118290455601", "\u{e9}"] {
        let body = assert_error(&rig.query(&token, Some(foreign), CHILDREN, json!({})), "ExecutionAborted");
        assert!(body.get("data").is_none());
    }
}

#[test]
fn what_hangs_together() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let query = "query($me: ID, $person: ID!) {
        user { id nid rid name email ciphertext __typename }
        organization {
            name type legacyType active
            childOrganizations(userId: $me) { name childOrganizations { id } }
            page: childOrganizations(pagination: { after: \"1\", first: 1 }) { name }
        }
        staffsByPersonId(personId: $person, pagination: { first: 2 }) {
            totalCount edges { node { id user { id name } } } pageInfo { endCursor hasNextPage }
        }
    }";
    let variables = json!({ "me": "1103872200415793152", "person": "1103872200415793152" });
    let answer = rig.query(&token, Some("470216039917824097"), query, variables).json();
    assert_eq!(answer.get("errors"), None, "{answer}");
    let organization = &answer["data"]["organization"];
    assert_eq!(
        organization["childOrganizations"],
        json!([{ "name": "Northwind Mobile", "childOrganizations": [] }])
    );
    assert_eq!(organization["page"], json!([{ "name": "Northwind Data" }]));
    assert_eq!((&organization["type"], &organization["legacyType"]), (&json!("BUSINESS"), &json!("VENDOR")));
    let staffs = &answer["data"]["staffsByPersonId"];
    assert_eq!(staffs["pageInfo"], json!({ "endCursor": "2", "hasNextPage": true }));
    assert_eq!(staffs["edges"][0]["node"]["user"]["name"], "Mira Okafor");
    assert_eq!(answer["data"]["user"]["__typename"], "CurrentUser");

    // Members come in the order of the query.
    let body = rig
        .query(&token, None, "{ user { name id } companySelector { items { organizationId } } }", json!({}))
        .body;
    assert!(body.starts_with("{\"data\":{\"user\":{\"name\":\"Mira Okafor\",\"id\":"), "{body}");
}

/// Also what no prepared operation asks for.
#[test]
fn every_scalar_of_the_schema_has_a_value() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    for query in [
        "{ companySelector { items { title photoUrl organizationRid organizationEnterpriseType legacyEnterpriseOrganization } }
            organization { rid legacyId hidden photoUrl creationDate childOrganizations { id } }
            user { id nid rid email name photoUrl ciphertext } }",
        "{ marketplaceJobPostingsSearch { edges { node { recordNumber relevanceEncoded clientNotSureFields localJobUserDistance
            client { memberSinceDateTime edcUserId lastContractTitle } } } } }",
        "{ roomList { edges { node { roomNote roomNotePresent public joinDateTime blockDateTime offerIds } } } }",
        "{ contractList(ids: [\"39000101\"]) { contracts { isPtc changingUserType projectId freelancer { firstName lastName }
            hourlyLimits { legacyId } job { info { siteSource hideBudget reasonName } } } } }",
    ] {
        let answer = rig.query(&token, None, query, json!({})).json();
        assert_eq!(answer.get("errors"), None, "{answer}");
    }
}

#[test]
fn introspection() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let query = "{ __schema { queryType { name } types { name kind fields(includeDeprecated: true) { name args { name type { name kind ofType { name kind } } } type { name kind ofType { name kind ofType { name kind ofType { name } } } } } } } }";
    let answer = rig.query(&token, None, query, json!({})).json();
    assert_eq!(answer.get("errors"), None);
    let types = answer["data"]["__schema"]["types"].as_array().unwrap();
    assert!(types.iter().any(|kind| kind["name"] == "CurrentOrganization"));

    assert_error(
        &rig.query(
            &token,
            None,
            "{ a: __schema { queryType { name } } b: __schema { queryType { name } } }",
            json!({}),
        ),
        "BadFaithIntrospection",
    );
    let nested = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_error(&rig.query(&token, None, nested, json!({})), "BadFaithIntrospection");
}

#[test]
fn errors_in_upworks_shape() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let ask = |query: &str, variables: Value| rig.query(&token, None, query, variables);
    let body = assert_error(&ask("{ user { id nothing } }", json!({})), "ValidationError");
    assert_eq!(body["errors"][0]["locations"], json!([{ "line": 1, "column": 13 }]));
    assert!(body.get("data").is_none());
    assert_error(&ask("{ user { id }", json!({})), "InvalidSyntax");
    assert_error(&ask("  ", json!({})), "InvalidSyntax");
    assert_error(&ask("{ organization }", json!({})), "ValidationError");
    assert_error(&ask("mutation { x }", json!({})), "ValidationError");
    assert_error(&ask("query a { user { id } } query b { user { id } }", json!({})), "ValidationError");
    assert_error(&ask("query($id: ID!) { room(id: $id) { id } }", json!({})), "ValidationError");

    let body = assert_error(
        &ask(
            "{ organization { list: childOrganizations(pagination: { first: 1, after: \"x\" }) { id } id } }",
            json!({}),
        ),
        "DataFetchingException",
    );
    assert_eq!(body["errors"][0]["path"], json!(["organization", "list"]));
    assert_eq!(body["data"]["organization"], json!({ "list": null, "id": "584073118290455576" }));
}

#[test]
fn the_operation_name_chooses() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let send = |name: Value| {
        let body =
            json!({ "query": "query a { user { id } } query b { user { nid } }", "operationName": name });
        let request = ureq::http::Request::post(&rig.sandbox.endpoints().graphql)
            .header("content-type", "application/json; charset=utf-8")
            .header("authorization", format!("BEARER {token}"));
        rig.send(request.body(body.to_string()).unwrap())
    };
    assert_eq!(send(json!("b")).json()["data"], json!({ "user": { "nid": "mira" } }));
    assert_error(&send(json!("c")), "ValidationError");
}

#[test]
fn who_may_ask() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let send = |authorization: Option<&str>, content_type: &str, body: &str| {
        let mut request =
            ureq::http::Request::post(&rig.sandbox.endpoints().graphql).header("content-type", content_type);
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        rig.send(request.body(body.to_owned()).unwrap())
    };
    let (json_type, query) = ("application/json", "{\"query\":\"{user{id}}\"}");
    let bearer = format!("Bearer {token}");
    assert_eq!(send(Some(&bearer), json_type, query).status, 200);
    let none = send(None, json_type, query);
    assert_eq!((none.status, none.header("www-authenticate")), (401, "Bearer realm=\"upwork-sandbox\""));
    for wrong in ["Bearer oauth2v2_0", "Bearer ", "Bearer", &token, "Basic YTpi"] {
        let answer = send(Some(wrong), json_type, query);
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    assert!(
        send(Some("Bearer x"), json_type, query)
            .header("www-authenticate")
            .contains("error=\"invalid_token\"")
    );
    assert_eq!(send(Some(&bearer), "application/x-www-form-urlencoded", query).status, 415);
    for broken in ["", "null", "[]", "{\"query\":1}", "{\"query\":\"{user{id}}\",\"variables\":[]}", "\u{0}"]
    {
        assert_eq!(send(Some(&bearer), json_type, broken).status, 400, "{broken}");
    }
}

#[test]
fn hostile_queries_are_cheap() {
    let rig = Rig::new();
    let token = rig.tokens().text("access_token");
    let nest = |levels: usize| "{ childOrganizations ".repeat(levels) + "{ id }" + &"}".repeat(levels);
    let deep = format!("{{ organization {} }}", nest(40));
    let too_deep_to_parse = format!("{{ organization {} }}", nest(2_000));
    // Doubles with each fragment: 2^30 fields in a few hundred bytes.
    let mut doubling = String::from("{ organization { ...F0 } }");
    for n in 0..30 {
        let twice =
            format!("a: childOrganizations {{ ...F{} }} b: childOrganizations {{ ...F{} }}", n + 1, n + 1);
        doubling += &format!("fragment F{n} on CurrentOrganization {{ {twice} }}");
    }
    doubling += "fragment F30 on CurrentOrganization { id }";
    let mut chain = String::from("{organization{...F0}}");
    for n in 0..700 {
        chain += &format!("fragment F{n} on CurrentOrganization{{childOrganizations{{...F{}}}}}", n + 1);
    }
    chain += "fragment F700 on CurrentOrganization{id}";
    // 150 searches that find all jobs.
    let page = "pagination_eq: { first: 99, after: \"0\" }";
    let lists = (0..150).fold(String::from("{"), |query, n| {
        query + &format!(" s{n}: marketplaceJobPostingsSearch(marketPlaceJobFilter: {{ {page} }}) {{ ...E }}")
    }) + "} fragment E on MarketplaceJobPostingSearchConnection { edges { node { id title category duration engagement } } }";
    let same = format!("{{{}}}", "user{id}".repeat(3_000));
    let value = format!(
        "{{ organization {{ childOrganizations(userId: {}1{}) {{ id }} }} }}",
        "[".repeat(3_000),
        "]".repeat(3_000)
    );
    let start = Instant::now();
    for (query, classification, message) in [
        (deep, "ExecutionAborted", "nests too deep"),
        (too_deep_to_parse, "InvalidSyntax", "recursion limit"),
        (doubling, "ExecutionAborted", "too many fields"),
        (chain, "ValidationError", ""),
        (lists, "ExecutionAborted", "asks for too much"),
        (same, "InvalidSyntax", "token limit"),
        (value, "InvalidSyntax", "recursion limit"),
    ] {
        let answer = rig.query(&token, Some("470216039917824097"), &query, json!({}));
        let body = assert_error(&answer, classification);
        assert!(body["errors"][0]["message"].as_str().unwrap().contains(message), "{}", &answer.body[..300]);
        assert!(answer.body.len() < 10_000, "{} bytes for {}", answer.body.len(), &query[..80]);
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert!(rig.opens(&token));
}
