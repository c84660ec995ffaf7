use super::*;
use crate::ids::{RoomId, UserId};
use crate::inputs::{RoomFilter, RoomStoryCreateInputV2};
use crate::operations::{CompanySelector, CreateRoomStory, Room, RoomList, UserDetails};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString;
use proptest::prelude::*;
use serde_json::{Value, json};

fn api() -> Api {
    Api::new(Tenant::ServerDefault, "acme/1").unwrap()
}

#[test]
fn the_whole_request() {
    let api = api().with_tenant(Tenant::Organization(OrganizationId::new("470").unwrap())).unwrap();
    let request = api.request("TOKEN", &UserDetails::new(UserId::new("7").unwrap())).unwrap();
    let view = request.view();
    assert_eq!((view.method, view.url), (Method::Post, "https://api.upwork.com/graphql"));
    let headers: Vec<_> = view.headers.as_slice().iter().map(|header| (header.name, header.value)).collect();
    assert_eq!(
        headers,
        [
            ("authorization", "Bearer TOKEN"),
            ("content-type", "application/json"),
            ("accept", "application/json"),
            ("user-agent", "acme/1"),
            ("x-upwork-api-tenantid", "470"),
        ]
    );
    assert_eq!(
        core::str::from_utf8(view.body).unwrap(),
        r#"{"query":"query userDetails($id:ID!){userDetails(id:$id){id name firstName lastName photoUrl publicUrl email}}","variables":{"id":"7"},"operationName":"userDetails"}"#
    );
    assert_eq!((view.resend, request.kind()), (Resend::Safe, OperationKind::Query));
}

#[test]
fn the_server_s_default_tenant_is_no_header() {
    let request = api().request("TOKEN", &CompanySelector::new()).unwrap();
    assert_eq!(request.view().headers.get(TENANT_HEADER), None);
}

#[test]
fn a_mutation_is_resent_only_if_it_never_left() {
    let request = api().raw("t", "mutation M { archiveRoom(roomId: 1) { id } }", None, &()).unwrap();
    assert_eq!((request.view().resend, request.kind()), (Resend::IfNotSent, OperationKind::Mutation));
    // The named operation counts, not the first one.
    let both = "query Q { user { id } } mutation M { archiveRoom(roomId: 1) { id } }";
    assert_eq!(api().raw("t", both, Some("M"), &()).unwrap().kind(), OperationKind::Mutation);
    assert_eq!(api().raw("t", both, Some("Q"), &()).unwrap().kind(), OperationKind::Query);
}

#[test]
fn what_can_t_stand_in_a_header_is_refused() {
    for user_agent in ["", " ", "acme\r\nx: y", "acme\u{e9}", "\u{7f}", "a\tb"] {
        assert_eq!(
            Api::new(Tenant::ServerDefault, user_agent).unwrap_err(),
            RequestError::UserAgent,
            "{user_agent:?}"
        );
    }
    for token in ["", "a b", "a\n", "Bearer a", "\u{e9}", "a\0"] {
        assert_eq!(
            api().request(token, &CompanySelector::new()).unwrap_err(),
            RequestError::AccessToken,
            "{token:?}"
        );
    }
    // An id from a server is not checked when it is read, so it is here.
    let id: OrganizationId = serde_json::from_str("\"4\\r\\nx: y\"").unwrap();
    assert_eq!(api().with_tenant(Tenant::Organization(id.clone())).unwrap_err(), RequestError::Tenant);
    assert_eq!(Api::new(Tenant::Organization(id), "acme/1").unwrap_err(), RequestError::Tenant);
}

#[test]
fn endpoints() {
    for endpoint in ["https://a.example/graphql", "http://127.0.0.1:1/graphql", "http://[::1]/"] {
        let api = api().with_endpoint(endpoint).unwrap();
        assert_eq!(api.request("t", &CompanySelector::new()).unwrap().view().url, endpoint);
    }
    assert_eq!(api().with_endpoint("http://a.example/graphql").unwrap_err(), RequestError::InsecureEndpoint);
    assert!(matches!(api().with_endpoint("https://a.example/ x"), Err(RequestError::Endpoint(_))));
    assert!(matches!(api().with_endpoint("https://u:p@a.example/"), Err(RequestError::Endpoint(_))));
    assert!(matches!(api().with_endpoint("/graphql"), Err(RequestError::Endpoint(_))));
}

#[test]
fn operation_names() {
    let raw = |document: &str, name: Option<&str>| api().raw("t", document, name, &());
    let name = |request: Result<ApiRequest, RequestError>| {
        let body: Value = serde_json::from_slice(request.unwrap().view().body).unwrap();
        body.get("operationName").cloned()
    };
    assert_eq!(name(raw("{ user { id } }", None)), None);
    assert_eq!(name(raw("query A { user { id } }", None)), Some(json!("A")));
    assert_eq!(name(raw("query A { x } query B { y }", Some("B"))), Some(json!("B")));
    assert_eq!(raw("query A { x } query B { y }", None).unwrap_err(), RequestError::OperationNameRequired);
    let unknown = |known: &[&str]| RequestError::UnknownOperationName {
        known: known.iter().map(|&name| name.into()).collect(),
    };
    let error = raw("query A { x } { z } mutation C { y }", Some("B")).unwrap_err();
    assert_eq!(error, unknown(&["A", "C"]));
    assert!(error.to_string().ends_with("it has A, C"), "{error}");
    assert_eq!(raw("{ x }", Some("B")).unwrap_err(), unknown(&[]));
    for none in ["{}", "query A query B {a}", "query A @d query B {a}", "query A", "query A(x) {}"] {
        assert!(matches!(raw(none, None), Err(RequestError::Document(_))), "{none}");
    }
    assert_eq!(raw("subscription { x }", None).unwrap_err(), RequestError::Subscription);
    assert!(matches!(raw("{ x", None), Err(RequestError::Document(_))));
}

/// Operations that say of themselves what their documents do not.
macro_rules! own {
    ($($name:ident: $kind:ident $operation:literal $document:literal;)*) => {$(
        #[derive(serde::Serialize)]
        struct $name {}
        impl Operation for $name {
            const NAME: &'static str = $operation;
            const KIND: OperationKind = OperationKind::$kind;
            const DOCUMENT: &'static str = $document;
            type Output = Option<u8>;
        }
    )*};
}

own! {
    Disguised: Query "archiveRoom" "mutation archiveRoom{archiveRoom(roomId:1){id}}";
    Hidden: Query "a" "query b{b} mutation a{a}";
    Renamed: Query "a" "query b{b}";
    Longer: Query "a" "query ab{b}";
    Nameless: Query "user" "{user{id}}";
    NoName: Query "" "query (){user{id}}";
    Commented: Mutation "a" "# a comment\nmutation a @d { a }";
}

#[test]
fn an_operation_is_what_its_document_says() {
    let refused = |error: Result<ApiRequest, RequestError>| error.unwrap_err();
    let kind = RequestError::OtherKind { declared: OperationKind::Query, found: OperationKind::Mutation };
    assert_eq!(refused(api().request("t", &Disguised {})), kind);
    assert_eq!(refused(api().request("t", &Hidden {})), kind);
    for error in
        [api().request("t", &Renamed {}), api().request("t", &Longer {}), api().request("t", &Nameless {})]
    {
        assert!(matches!(error, Err(RequestError::UnknownOperationName { .. })));
    }
    assert!(api().request("t", &NoName {}).is_err());
    let request = api().request("t", &Commented {}).unwrap();
    assert_eq!((request.view().resend, request.kind()), (Resend::IfNotSent, OperationKind::Mutation));
    let mut info = *crate::operations::find("archiveRoom").unwrap();
    info.kind = OperationKind::Query;
    assert_eq!(refused(api().prepared("t", &info, &json!({"roomId": "r"}))), kind);
}

#[test]
fn a_batch_takes_no_disguised_mutation() {
    use crate::batch::BatchError;
    let mut batch = Batch::new();
    assert!(matches!(batch.push(&Disguised {}), Err(BatchError::NotAQuery)));
    assert!(matches!(batch.push(&Renamed {}), Err(BatchError::Name)));
    assert!(batch.is_empty());
}

#[test]
fn prepared_operations_need_their_required_variables() {
    let room = crate::operations::find("room").unwrap();
    let missing = RequestError::MissingVariable { variable: "id", type_ref: "ID!" };
    for none in [json!({}), json!({"id": null}), json!(null), json!({"ID": "r"})] {
        assert_eq!(api().prepared("t", room, &none).unwrap_err(), missing, "{none}");
    }
    assert!(missing.to_string().contains("`id`"));
    assert_eq!(api().prepared("t", room, &[1]).unwrap_err(), RequestError::VariablesNotAnObject);
    assert!(api().prepared("t", room, &json!({"id": "r"})).is_ok());
    assert!(api().prepared("t", crate::operations::find("user").unwrap(), &()).is_ok());
}

#[test]
fn variables_are_an_object_or_nothing() {
    let raw = |variables: &dyn Fn(&Api) -> Result<ApiRequest, RequestError>| variables(&api());
    let document = "{ user { id } }";
    for error in [
        raw(&|api| api.raw("t", document, None, "text")),
        raw(&|api| api.raw("t", document, None, &[1])),
        raw(&|api| api.raw("t", document, None, &1)),
    ] {
        assert_eq!(error.unwrap_err(), RequestError::VariablesNotAnObject);
    }
    let keys = BTreeMap::from([((1, 2), 3)]);
    assert!(matches!(api().raw("t", document, None, &keys), Err(RequestError::Variables(_))));
    let body = api().raw("t", document, None, &None::<u8>).unwrap();
    assert_eq!(body.view().body, br#"{"query":"{ user { id } }"}"#);
}

#[test]
fn no_secret_in_debug_or_errors() {
    let request =
        api().raw("SECRET", "query ($m: String) { x(m: $m) }", None, &json!({"m": "SECRET"})).unwrap();
    let shown = format!("{request:?} {:?}", request.view());
    assert!(!shown.contains("SECRET"), "{shown}");
    let error = api().request("SECRET\n", &CompanySelector::new()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRET"));
}

/// Any JSON, with hostile texts in keys and values.
fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<alloc::string::String>(),
        Just("\"}) { user { email } } #".to_owned()),
        Just("\\\"\u{0}\u{1b}[31m\u{2028}\u{feff}$id".to_owned()),
    ]
    .boxed();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(text.clone(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_body_parsed_again_is_what_went_in(
        values in proptest::collection::btree_map(".*", any_json(), 0..5),
        comment in "[^\r\n]*",
    ) {
        let variables = Value::Object(values.into_iter().collect());
        let document = format!("query Q($a: A) {{ x(a: $a) }} # {comment}");
        let request = api().raw("t", &document, None, &variables).unwrap();
        let body: Value = serde_json::from_slice(request.view().body).unwrap();
        let expected = json!({"query": document, "variables": variables, "operationName": "Q"});
        prop_assert_eq!(body, expected);
    }

    #[test]
    fn batches_keep_every_query_s_own(room in "[!-~]{1,200}", since: alloc::string::String, flag: bool) {
        let mut filter = RoomFilter::new();
        (filter.active_since_eq, filter.subscribed_eq) = (Some(since.clone()), Some(flag));
        let mut list = RoomList::new();
        list.filter = Some(filter);
        let mut batch = Batch::new();
        batch.push(&list).unwrap();
        batch.push(&Room::new(RoomId::new(room.as_str()).unwrap())).unwrap();
        let request = api().batch("t", &batch).unwrap();
        let body: Value = serde_json::from_slice(request.view().body).unwrap();
        let document = batch.document().unwrap();
        let expected = json!({
            "query": document.as_str(), "operationName": "batch",
            "variables": {"q0_filter": {"activeSince_eq": since, "subscribed_eq": flag}, "q1_id": room},
        });
        prop_assert_eq!(body, expected);
    }

    #[test]
    fn prepared_operations_keep_their_document(room in "[!-~]{1,200}", message: alloc::string::String) {
        let mut story = RoomStoryCreateInputV2::new();
        story.room_id = Some(RoomId::new(room.as_str()).unwrap());
        story.message = Some(message.clone());
        let request = api().request("t", &CreateRoomStory::new(story)).unwrap();
        let body: Value = serde_json::from_slice(request.view().body).unwrap();
        prop_assert_eq!(&body["query"], <CreateRoomStory as Operation>::DOCUMENT);
        prop_assert_eq!(&body["variables"], &json!({"input": {"roomId": room, "message": message}}));
        prop_assert_eq!(&body["operationName"], "createRoomStoryV2");
    }
}
