//! The subset schema against a real validator, and against the schema it was taken from.

use super::*;
use crate::json::Json;
use crate::{enums, inputs, operations};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema as Validator};
use std::io::Write;

fn validator() -> Valid<Validator> {
    Validator::parse_and_validate(SUBSET, "subset.graphql").unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn every_document_is_valid() {
    let schema = validator();
    for operation in operations::all() {
        if let Err(errors) =
            ExecutableDocument::parse_and_validate(&schema, operation.document, operation.name)
        {
            panic!("{}: {errors}", operation.name);
        }
    }
    assert!(ExecutableDocument::parse_and_validate(&schema, INTROSPECTION, "introspection").is_ok());
    assert!(ExecutableDocument::parse_and_validate(&schema, "{user{nope}}", "nope").is_err());
}

#[test]
fn names_are_unique() {
    let names: BTreeSet<_> = operations::all().map(|operation| operation.name).collect();
    assert_eq!(names.len(), operations::all().count());
    assert!(names.len() >= 40);
}

#[test]
fn every_input_and_enum_is_the_schema_s() {
    let schema = Schema::from_sdl(SUBSET).unwrap();
    for input in inputs::all() {
        let TypeDefinition::Input(fields) = &schema.types[input.name] else { panic!("{}", input.name) };
        for (name, given) in input.fields {
            let wanted = &fields[*name];
            let given = TypeRef::parse(given).unwrap();
            let optional = wanted.has_default.then(|| wanted.type_ref.nullable());
            assert!(given.fits(optional.unwrap_or(&wanted.type_ref)), "{}.{name}: {given}", input.name);
        }
        for (name, wanted) in fields {
            let given = input.fields.iter().find(|(given, _)| given == name);
            assert!(given.is_some() || !wanted.is_required(), "{}.{name} is required", input.name);
            // What `new` does not ask for must be what the schema does not.
            if let Some((_, given)) = given {
                assert_eq!(given.ends_with('!'), wanted.is_required(), "{}.{name}", input.name);
            }
        }
    }
    for known in enums::ALL {
        let TypeDefinition::Enum(values) = &schema.types[known.name] else { panic!("{}", known.name) };
        assert!(
            known.values.iter().copied().eq(known
                .values
                .iter()
                .copied()
                .filter(|value| values.contains(*value)))
        );
        assert_eq!(known.values.len(), values.len(), "{}", known.name);
    }
}

#[test]
fn the_reader_of_sdl_agrees_with_the_validator() {
    let own = Schema::from_sdl(SUBSET).unwrap();
    let theirs = validator();
    for (name, definition) in &own.types {
        let fields = |fields: Vec<(String, String)>| fields;
        let (own, theirs) = match (definition, &theirs.types[name.as_str()]) {
            (TypeDefinition::Fields(own), ExtendedType::Object(theirs)) => (
                fields(own.iter().map(|(name, field)| (name.clone(), field.type_ref.to_string())).collect()),
                theirs.fields.iter().map(|(name, field)| (name.to_string(), field.ty.to_string())).collect(),
            ),
            (TypeDefinition::Fields(own), ExtendedType::Interface(theirs)) => (
                own.iter().map(|(name, field)| (name.clone(), field.type_ref.to_string())).collect(),
                theirs.fields.iter().map(|(name, field)| (name.to_string(), field.ty.to_string())).collect(),
            ),
            (TypeDefinition::Input(own), ExtendedType::InputObject(theirs)) => (
                own.iter()
                    .map(|(name, field)| (name.clone(), format!("{} {}", field.type_ref, field.has_default)))
                    .collect(),
                theirs
                    .fields
                    .iter()
                    .map(|(name, field)| {
                        (name.to_string(), format!("{} {}", field.ty, field.default_value.is_some()))
                    })
                    .collect(),
            ),
            (TypeDefinition::Enum(own), ExtendedType::Enum(theirs)) => (
                own.iter().map(|value| (value.clone(), String::new())).collect(),
                theirs.values.keys().map(|value| (value.to_string(), String::new())).collect(),
            ),
            (TypeDefinition::Union, ExtendedType::Union(_)) => continue,
            (own, theirs) => panic!("{name}: {own:?} {theirs:?}"),
        };
        let theirs: BTreeSet<(String, String)> = Vec::into_iter(theirs).collect();
        assert_eq!(own.into_iter().collect::<BTreeSet<_>>(), theirs, "{name}");
    }
    let own_names: BTreeSet<_> = own.types.keys().map(String::as_str).collect();
    let built_in =
        |name: &str| name.starts_with("__") || ["Int", "Float", "String", "Boolean", "ID"].contains(&name);
    let their_names: BTreeSet<_> =
        theirs.types.keys().map(|name| name.as_str()).filter(|name| !built_in(name)).collect();
    assert_eq!(own_names, their_names);
}

/// The schema that the subset was taken from lies beside the repository where it was developed, and
/// nowhere else.
#[test]
fn the_subset_is_part_of_the_whole() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/upwork/schema.graphql");
    let Ok(whole) = std::fs::read_to_string(path) else {
        // Not through `eprintln!`, which the test harness hides.
        let skipped = "SKIPPED: there is no ../shared/upwork/schema.graphql beside the repository";
        writeln!(std::io::stderr(), "{skipped}").unwrap();
        return;
    };
    let whole = Schema::from_sdl(&whole).unwrap();
    let subset = Schema::from_sdl(SUBSET).unwrap();
    for (name, definition) in &subset.types {
        match (definition, &whole.types[name]) {
            (TypeDefinition::Fields(own), TypeDefinition::Fields(whole)) => {
                for (field, definition) in own {
                    assert_eq!(Some(definition), whole.get(field), "{name}.{field}");
                }
            }
            (TypeDefinition::Input(own), TypeDefinition::Input(whole)) => {
                for (field, definition) in own {
                    assert_eq!(Some(definition), whole.get(field), "{name}.{field}");
                }
                let required = whole.iter().filter(|(_, definition)| definition.is_required());
                assert!(required.into_iter().all(|(field, _)| own.contains_key(field)), "{name}");
            }
            (own, whole) => assert_eq!(own, whole, "{name}"),
        }
    }
    for (name, to) in &subset.belongs_to {
        assert!(whole.belongs_to[name].is_superset(to), "{name}");
    }
    assert_eq!(whole.drift(), []);
}

#[test]
fn drift_is_found_and_nothing_else() {
    let drift = |change: &dyn Fn(&str) -> String| Schema::from_sdl(&change(SUBSET)).unwrap().drift();
    let shown = |drift: Vec<Drift>| drift.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(drift(&|sdl| sdl.into()), []);
    // Other fields, and fields that may be null now, are no matter.
    assert_eq!(drift(&|sdl| sdl.replace("  endCursor: String\n", "  endCursor: String!\n  more: Int\n")), []);
    assert_eq!(
        shown(drift(&|sdl| sdl
            .replace("  photoUrl: String\n  offer", "  offer")
            .replace("type AccountingEntity {\n  id: ID!", "type AccountingEntity {\n  uid: ID!"))),
        ["accountingEntity: `AccountingEntity.id` is gone"]
    );
    assert_eq!(
        shown(drift(&|sdl| sdl.replace(
            "ontologySkills(limit: Int!, offset: Int)",
            "ontologySkills(limit: String!, page: Int!)"
        ))),
        [
            "ontologySkills: `Query.ontologySkills(limit:)` is `String!` and was `Int!`; `Query.ontologySkills(page:)` must be given now; `Query.ontologySkills(offset:)` is gone or deprecated"
        ]
    );
    assert_eq!(
        shown(drift(&|sdl| sdl
            .replace("input WithdrawOfferInput {\n", "input WithdrawOfferInput {\n  why: String!\n"))),
        ["withdrawOffer: `WithdrawOfferInput.why` must be given now"]
    );
    assert_eq!(
        shown(drift(&|sdl| sdl
            .replace("  API_REAS_JOB_EXPIRED\n", "")
            .replace("enum WithdrawReason {", "enum WithdrawReason {\n  NEW"))),
        ["withdrawOffer: `WithdrawReason.API_REAS_JOB_EXPIRED` is gone"]
    );
    assert_eq!(
        shown(drift(&|sdl| sdl.replace("  regions: [Region!]", "  regions: Region"))),
        ["regions: `Query.regions` is `Region` and was `[Region!]`"]
    );
    let scalar = drift(&|sdl| sdl.replace("type TimeZoneRecord {", "scalar TimeZoneRecord type Old {"));
    assert_eq!(shown(scalar), ["timeZones: the type `TimeZoneRecord` is gone or another kind of type"]);
    let mutations =
        operations::all().filter(|info| info.kind == crate::document::OperationKind::Mutation).count();
    let without = drift(&|sdl| sdl.replace("  mutation: Mutation\n", ""));
    assert!(without.len() == mutations && without.iter().all(|drift| drift.problems == [Problem::NoRoot]));
}

#[test]
fn an_introspection_gives_the_same_schema() {
    let validator = validator();
    let document =
        ExecutableDocument::parse_and_validate(&validator, INTROSPECTION, "introspection").unwrap();
    let operation = document.operations.get(None).unwrap();
    let response = apollo_compiler::introspection::partial_execute(
        &validator,
        &validator.implementers_map(),
        &document,
        operation,
        &apollo_compiler::request::coerce_variable_values(&validator, operation, &Default::default())
            .unwrap(),
    )
    .unwrap();
    let data = Json::encode(&response.data.unwrap()).unwrap();
    let mut introspected = Schema::from_introspection(&data).unwrap();
    introspected.types.retain(|name, _| {
        !name.starts_with("__") && !["Int", "Float", "String", "Boolean", "ID"].contains(&name.as_str())
    });
    let own = Schema::from_sdl(SUBSET).unwrap();
    assert_eq!(introspected.types, own.types);
    assert_eq!((&introspected.query, &introspected.mutation), (&own.query, &own.mutation));
}

#[test]
fn no_introspections() {
    for text in ["{}", "[]", "null", r#"{"__schema":{"queryType":{"name":"Q"},"types":[{"kind":"OBJECT"}]}}"#]
    {
        let json: Json = serde_json::from_str(text).unwrap();
        assert!(matches!(Schema::from_introspection(&json), Err(IntrospectionError::Json(_))), "{text}");
    }
    let cut = r#"{"__schema":{"queryType":{"name":"Q"},"types":[{"kind":"OBJECT","name":"Q","fields":[
        {"name":"a","type":{"kind":"LIST","ofType":null}}]}]}}"#;
    let json: Json = serde_json::from_str(cut).unwrap();
    assert_eq!(Schema::from_introspection(&json), Err(IntrospectionError::TypeReference("a".into())));
}
