//! Which schema is answered: the subset that the prepared operations of upwork-graphql reach, or a user's own.

use super::introspected;
use apollo_compiler::ast::{FieldDefinition, InputValueDefinition};
use apollo_compiler::collections::HashMap;
use apollo_compiler::schema::{ExtendedType, Implementers};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Node, Schema};
use upwork_graphql::schema::SUBSET;

/// A schema, and what is computed from it once.
pub(crate) struct SandboxSchema {
    pub(super) schema: Valid<Schema>,
    pub(super) implementers: HashMap<Name, Implementers>,
    /// The subset, where `schema` is another.
    subset: Option<Valid<Schema>>,
}

impl SandboxSchema {
    /// The subset.
    pub(crate) fn built_in() -> Result<Self, String> {
        Ok(Self::new(parse(SUBSET, "subset.graphql")?, None))
    }

    /// A user's own: the schema definition language, or the JSON of an introspection's answer.
    pub(crate) fn of_user(text: &str) -> Result<Self, String> {
        let schema = if text.trim_start().starts_with('{') {
            parse(&introspected::to_sdl(text)?, "introspection")?
        } else {
            parse(text, "schema")?
        };
        Ok(Self::new(schema, Some(parse(SUBSET, "subset.graphql")?)))
    }

    fn new(schema: Valid<Schema>, subset: Option<Valid<Schema>>) -> Self {
        let implementers = schema.implementers_map();
        Self { schema, implementers, subset }
    }

    /// The type of that name.
    pub(super) fn kind(&self, name: &str) -> Option<&ExtendedType> {
        self.schema.types.get(name)
    }

    /// Whether it is a user's own, and not the subset.
    pub(super) fn is_users_own(&self) -> bool {
        self.subset.is_some()
    }

    /// Whether values of that type have fields.
    pub(super) fn is_composite(&self, name: &str) -> bool {
        matches!(
            self.kind(name),
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
        )
    }

    /// The type of an object that stands for `name`: the wanted one where it can be, or else the
    /// `number`th, from 1, of those that can.
    pub(super) fn concrete(&self, name: &str, wanted: Option<&str>, number: usize) -> Option<&str> {
        let candidates: Vec<&Name> = match self.schema.types.get_key_value(name)? {
            (name, ExtendedType::Object(_)) => vec![name],
            (_, ExtendedType::Union(union)) => union.members.iter().map(|member| &member.name).collect(),
            _ => self.implementers.get(name)?.objects.iter().collect(),
        };
        let found = candidates.iter().find(|name| Some(name.as_str()) == wanted);
        let found = found.or_else(|| candidates.get((number - 1) % candidates.len().max(1)));
        found.map(|name| name.as_str())
    }

    /// Whether this field of that type is the one of the subset, and so gives what the sandbox knows:
    /// a user's own schema may have a `user` of quite another kind.
    pub(super) fn has_built_in(&self, type_name: &str, field: &FieldDefinition) -> bool {
        let Some(subset) = &self.subset else { return true };
        let Ok(known) = subset.type_field(type_name, &field.name) else { return false };
        let same = |known: &Node<InputValueDefinition>| {
            field.arguments.iter().any(|own| own.name == known.name && own.ty == known.ty)
        };
        known.ty == field.ty && known.arguments.iter().all(same)
    }
}

fn parse(text: &str, name: &str) -> Result<Valid<Schema>, String> {
    Schema::parse_and_validate(text, name).map_err(|errors| errors.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_an_interface() {
        let schema = SandboxSchema::built_in().unwrap();
        let node = "FreelancerProfilesSearchRecordType";
        assert_eq!(schema.concrete(node, None, 1), Some("FreelancerProfilesSearchRecord"));
        assert_eq!(schema.concrete(node, None, 2), Some("UserFreelancerProfilesSearchRecord"));
        assert_eq!(schema.concrete(node, None, 3), Some("FreelancerProfilesSearchRecord"));
        assert_eq!(schema.concrete("OntologyEntity", Some("Occupation"), 1), Some("Occupation"));
        assert_eq!(schema.concrete("OntologyEntity", Some("Room"), 1), Some("JobCategory"));
        assert_eq!(schema.concrete("Room", Some("Occupation"), 5), Some("Room"));
        assert_eq!(schema.concrete("ID", None, 1), None);
    }

    #[test]
    fn what_is_no_schema() {
        for (text, why) in [
            ("", "query"),
            ("type Query { a: B }", "cannot find type `B`"),
            ("{", "no JSON"),
            ("{}", "no answer to an introspection"),
            ("{\"__schema\":{\"types\":[{}]}}", "no name"),
            ("{\"__schema\":{\"types\":[{\"name\":\"A\"}]}}", "no kind"),
            (
                "{\"__schema\":{\"queryType\":{\"name\":\"A\"},\"types\":[{\"kind\":\"OBJECT\",\"name\":\"A\",\"fields\":[{\"name\":\"b\",\"type\":{\"kind\":\"LIST\"}}]}]}}",
                "cut off",
            ),
        ] {
            let error = SandboxSchema::of_user(text).err().unwrap();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
