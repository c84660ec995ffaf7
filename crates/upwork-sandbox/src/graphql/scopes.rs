//! Fields that the keys' scopes do not reach.

use super::schema::SandboxSchema;
use apollo_compiler::ExecutableDocument;
use apollo_compiler::Name;
use apollo_compiler::collections::HashSet;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use std::sync::{Mutex, PoisonError};
use upwork_graphql::answer::FieldCoordinate;

/// The fields out of reach, for as long as nobody says otherwise.
#[derive(Default)]
pub(crate) struct Scopes {
    without: Mutex<Vec<FieldCoordinate>>,
}

impl Scopes {
    /// Puts just these out of reach.
    pub(crate) fn set(&self, without: Vec<FieldCoordinate>) {
        *self.without.lock().unwrap_or_else(PoisonError::into_inner) = without;
    }

    /// Those that the operation selects, each once, by the types that they are selected of.
    pub(crate) fn missing(
        &self,
        document: &ExecutableDocument,
        operation: &Operation,
    ) -> Vec<FieldCoordinate> {
        let mut missing = self.without.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !missing.is_empty() {
            let mut selected = HashSet::default();
            collect(document, &operation.selection_set, &mut HashSet::default(), &mut selected);
            missing.retain(|field| selected.contains(&(field.type_name(), field.field())));
        }
        missing
    }
}

/// `Type.field` each, of fields that the schema has: another would never be missing.
pub(crate) fn parse<'t>(
    schema: &SandboxSchema,
    texts: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<FieldCoordinate>, String> {
    let one = |text: &str| {
        let shown = || oauth_wire::text::Untrusted::new(text.as_bytes()).at_most(80).to_string();
        let field: FieldCoordinate = text.parse().map_err(|why| format!("{}: {why}", shown()))?;
        match schema.schema.type_field(field.type_name(), field.field()) {
            Ok(_) => Ok(field),
            Err(_) => Err(format!("{}: the schema has no such field", shown())),
        }
    };
    texts.into_iter().map(one).collect()
}

/// Each fragment is read once.
fn collect<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    known: &mut HashSet<&'d Name>,
    selected: &mut HashSet<(&'d str, &'d str)>,
) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => {
                selected.insert((set.ty.as_str(), field.name.as_str()));
                collect(document, &field.selection_set, known, selected);
            }
            Selection::InlineFragment(fragment) => {
                collect(document, &fragment.selection_set, known, selected);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name)
                    && known.insert(&spread.fragment_name)
                {
                    collect(document, &fragment.selection_set, known, selected);
                }
            }
        }
    }
}
