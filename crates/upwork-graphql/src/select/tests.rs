use super::*;
use alloc::string::ToString;
use alloc::vec;
use proptest::prelude::*;

#[test]
fn what_is_refused() {
    let user = || field("user").select([field("id")]);
    let error = |builder: Builder| builder.build().unwrap_err();
    let name = |name: &str| SelectError::Name(name.into());

    for bad in ["", "a b", "9", "id}", "id{x", "$a", "é", "a\n", "a-b", "a:b", "user(id:1)"] {
        assert_eq!(error(query(bad).select([user()])), name(bad));
        assert_eq!(error(query("Q").select([field(bad)])), name(bad));
        assert_eq!(error(query("Q").select([user().alias(bad)])), name(bad));
        assert_eq!(error(query("Q").select([user().argument(bad, "a")])), name(bad));
        assert_eq!(error(query("Q").select([user().argument("a", bad)])), name(bad));
        assert_eq!(error(query("Q").select([user().directive(bad, &[])])), name(bad));
        assert_eq!(error(query("Q").select([user().include_if(bad)])), name(bad));
        assert_eq!(error(query("Q").select([on(bad, [field("a")])])), name(bad));
        assert_eq!(error(query("Q").select([spread(bad)])), name(bad));
        assert_eq!(error(query("Q").fragment(bad, "T", [field("a")]).select([user()])), name(bad));
        assert_eq!(error(query("Q").fragment("F", bad, [field("a")]).select([user()])), name(bad));
        assert_eq!(error(query("Q").variable(bad, "ID").select([user()])), name(bad));
    }
    for bad in ["", "ID!!", "[ID", "ID) {x}", "ID = 1", "[]", "!", "$a", "é", "a b"] {
        assert!(
            matches!(error(query("Q").variable("a", bad).select([user()])), SelectError::VariableType(..)),
            "{bad}"
        );
    }
    let (a, f) = (|| "a".to_string(), || "F".to_string());
    let fragment = || query("Q").fragment("F", "T", [field("a")]);
    for (builder, expected) in [
        (query("Q"), SelectError::Empty("Q".into())),
        (query("Q").select([user().argument("x", "a")]), SelectError::UndeclaredVariable(a())),
        (query("Q").variable("a", "ID").select([user()]), SelectError::UnusedVariable(a())),
        (
            query("Q").variable("a", "ID").variable("a", "ID").select([user()]),
            SelectError::DuplicateVariable(a()),
        ),
        (
            query("Q").select([user().argument("a", "v").argument("a", "w")]),
            SelectError::DuplicateArgument(a()),
        ),
        (fragment().select([user()]), SelectError::UnusedFragment(f())),
        (query("Q").select([spread("F")]), SelectError::UndefinedFragment(f())),
        (
            fragment().fragment("F", "T", [field("b")]).select([spread("F")]),
            SelectError::DuplicateFragment(f()),
        ),
        (query("Q").fragment("F", "T", []).select([spread("F")]), SelectError::Empty(f())),
        (
            query("Q").fragment("F", "T", [field("a").select([spread("F")])]).select([spread("F")]),
            SelectError::FragmentCycle(f()),
        ),
        (query("Q").fragment("on", "T", [field("a")]).select([user()]), name("on")),
        (query("Q").select([field("a"), field("b").alias("a")]), SelectError::Conflict(a())),
        (
            query("Q").select([user(), field("user").select([field("a"), field("name").alias("id")])]),
            SelectError::Conflict("id".into()),
        ),
        (
            query("Q").select([on("T", [field("x").select([field("a"), field("b").alias("a")])])]),
            SelectError::Conflict(a()),
        ),
        (
            query("Q").variable("a", "ID").variable("b", "ID").select([
                field("x").argument("a", "a").argument("b", "b"),
                field("x").argument("b", "a").argument("a", "b"),
            ]),
            SelectError::Conflict("x".into()),
        ),
        (
            query("Q").variable("a", "Boolean!").select([user().skip_if("a").include_if("a").skip_if("a")]),
            SelectError::DuplicateDirective("skip".into()),
        ),
        (query("Q").select([spread("F").alias("a")]), SelectError::Misplaced("an alias")),
        (
            query("Q").select([on("T", [field("a")]).argument("a", "b")]),
            SelectError::Misplaced("an argument"),
        ),
        (query("Q").select([spread("F").select([field("a")])]), SelectError::Misplaced("a selection")),
        (query("Q").select([field("a").select([])]), SelectError::Misplaced("an empty selection")),
        (query("Q").select([field("a").select([on("T", [])])]), SelectError::Misplaced("an empty selection")),
    ] {
        assert_eq!(error(builder), expected);
    }
    let deep = (0..100_000).fold(field("a"), |inner, _| field("a").select([inner]));
    assert_eq!(error(query("Q").select([deep])), SelectError::TooDeep);
    let deep_enough = (0..60).fold(field("a"), |inner, _| field("a").select([inner]));
    let document = query("Q").select([deep_enough]).build().unwrap();
    assert_eq!(Document::parse(document.as_str()), Ok(document));
}

#[test]
fn the_same_field_twice_is_one() {
    let document = query("Q")
        .select([field("user").select([field("id")])])
        .select([field("user").select([field("name")])]);
    assert_eq!(document.build().unwrap().as_str(), "query Q{user{id} user{name}}");
    // Arguments have no order, two fragments may be of types that have nothing in common, and a directive
    // of the schema may be repeatable.
    let document = query("Q").variable("a", "ID").variable("b", "ID").select([
        field("x").argument("a", "a").argument("b", "b").directive("tag", &[]).directive("tag", &[]),
        field("x").argument("b", "b").argument("a", "a"),
        on("T", [field("y")]),
        on("U", [field("z").alias("y")]),
    ]);
    assert!(document.build().is_ok());
}

/// Any selection, with names good and bad.
fn any_node() -> impl Strategy<Value = Node> {
    let name = || prop_oneof![8 => "[a-d]", 1 => "\\PC{0,4}", 1 => Just("x}{y".to_string())];
    let leaf = prop_oneof![
        (name(), proptest::option::of(name())).prop_map(|(name, alias)| match alias {
            Some(alias) => field(&name).alias(&alias),
            None => field(&name),
        }),
        (name(), name(), name())
            .prop_map(|(name, argument, variable)| field(&name).argument(&argument, &variable)),
        (name(), name()).prop_map(|(name, variable)| spread(&name).skip_if(&variable)),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        (name(), proptest::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(name, nodes, inline)| {
            if inline { on(&name, nodes) } else { field(&name).select(nodes) }
        })
    })
}

proptest! {
    #[test]
    fn a_document_is_made_of_names_and_marks_alone(
        nodes in proptest::collection::vec(any_node(), 1..4),
        fragment in proptest::collection::vec(any_node(), 1..3),
        types in proptest::collection::vec("(\\[)?[A-C]!?(\\])?!?|\\PC{0,5}", 0..4),
    ) {
        let mut builder = query("Q").select(nodes).fragment("a", "T", fragment);
        for (name, type_ref) in ["a", "b", "c", "d"].into_iter().zip(types) {
            builder = builder.variable(name, &type_ref);
        }
        match builder.build() {
            Ok(document) => {
                let text = document.as_str();
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_ ${}()[]:!@,.".contains(&byte)), "{}", text);
                prop_assert_eq!(Document::parse(text).unwrap(), document);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn valid_for_a_real_validator() {
    let schema = apollo_compiler::Schema::parse_and_validate(crate::schema::SUBSET, "subset").unwrap();
    let document = mutation("Send")
        .variable("story", "RoomStoryCreateInputV2!")
        .variable("brief", "Boolean!")
        .fragment("Who", "GenericUser", vec![field("id"), field("__typename")])
        .select([field("createRoomStoryV2")
            .alias("sent")
            .argument("input", "story")
            .select([field("id"), field("user").skip_if("brief").select([spread("Who")])])])
        .build()
        .unwrap();
    apollo_compiler::ExecutableDocument::parse_and_validate(&schema, document.as_str(), "x").unwrap();
}
