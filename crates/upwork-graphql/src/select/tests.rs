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
        (query("Q").select([field("a").select([field("b")]), field("a")]), SelectError::Conflict(a())),
        (
            query("Q").select([user().directive("include", &[])]),
            SelectError::DirectiveArguments("include".into()),
        ),
        (
            query("Q").variable("a", "Boolean!").select([user().directive("skip", &[("unless", "a")])]),
            SelectError::DirectiveArguments("skip".into()),
        ),
        (
            query("Q").variable("a", "String").select([user().include_if("a")]),
            SelectError::ConditionType(a()),
        ),
        (query("Q").variable("a", "Boolean").select([user().skip_if("a")]), SelectError::ConditionType(a())),
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

/// A schema in which each of these selections is valid, but for what the builder is there to refuse.
const SMALL: &str = "type Query{a(x:ID,y:ID):Query b(x:ID,y:ID):Query c(x:ID,y:ID):ID d(x:ID,y:ID):ID e:ID}";

/// Selections on [`SMALL`]: objects with a selection, leaves without.
fn small_node() -> impl Strategy<Value = Node> {
    let directed = |node: Node, directive: u8| match directive {
        0 => node.include_if("p"),
        1 => node.skip_if("s"),
        2 => node.skip_if("p").include_if("n"),
        3 => node.directive("include", &[]),
        4 => node.directive("skip", &[("unless", "p")]),
        5 => node.directive("include", &[("if", "p"), ("x", "i")]),
        _ => node,
    };
    let dressed = move |(name, alias, argument, directive): (&str, Option<&str>, u8, u8)| {
        let mut node = field(name);
        if let Some(alias) = alias {
            node = node.alias(alias);
        }
        node = match argument {
            0 => node.argument("x", "i"),
            1 => node.argument("x", "i").argument("y", "j"),
            2 => node.argument("y", "j").argument("x", "i"),
            _ => node,
        };
        directed(node, directive)
    };
    let head = |names: &'static [&'static str]| {
        let alias = proptest::option::weighted(0.2, proptest::sample::select(&["a", "c", "z"][..]));
        (proptest::sample::select(names), alias, 0..12_u8, 0..40_u8)
    };
    let leaf = prop_oneof![
        6 => head(&["c", "d", "e"]).prop_map(dressed).prop_filter("`e` takes none", |node| {
            !matches!(&node.selection, Selection::Field(field) if field.name == "e" && !field.arguments.is_empty())
        }),
        1 => (0..12_u8).prop_map(move |directive| directed(spread("F"), directive)),
        1 => (0..12_u8).prop_map(move |directive| directed(on("Query", [field("e")]), directive)),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        (head(&["a", "b"]), proptest::collection::vec(inner, 1..4))
            .prop_map(move |(head, nodes)| dressed(head).select(nodes))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// What the builder lets through, a real validator takes.
    #[test]
    fn what_is_built_is_valid(nodes in proptest::collection::vec(small_node(), 1..5)) {
        let schema = apollo_compiler::Schema::parse_and_validate(SMALL, "small").unwrap();
        let mut variables =
            vec![("p", "Boolean!"), ("s", "String"), ("n", "Boolean"), ("i", "ID"), ("j", "ID!")];
        let mut fragment = true;
        let document = loop {
            let mut builder = query("Q").select(nodes.clone());
            if fragment {
                builder = builder.fragment("F", "Query", [field("e")]);
            }
            for (name, type_ref) in &variables {
                builder = builder.variable(name, type_ref);
            }
            match builder.build() {
                // Neither is of interest here: declare only what is used.
                Err(SelectError::UnusedVariable(unused)) => variables.retain(|(name, _)| *name != unused),
                Err(SelectError::UnusedFragment(_)) => fragment = false,
                other => break other,
            }
        };
        if let Ok(document) = document {
            let text = document.as_str();
            let checked = apollo_compiler::ExecutableDocument::parse_and_validate(&schema, text, "x");
            prop_assert!(checked.is_ok(), "{}: {}", text, checked.unwrap_err());
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
