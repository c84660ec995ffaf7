//! Schemas: which types there are, and which fields they have.
//!
//! A schema is needed for two things: to ask again without the fields that a key's scopes do not reach
//! ([`Document::without`](crate::document::Document::without)), and to see which prepared operations the
//! live schema no longer fits ([`Schema::drift`]). There is [one that comes with the crate](SUBSET) and
//! covers the prepared operations; any other is read from [an introspection](crate::schema::INTROSPECTION)
//! or from SDL.

mod drift;
mod introspection;
mod sdl;

pub use drift::{Drift, Problem};
pub use introspection::{INTROSPECTION, IntrospectionError};

use crate::document::ast::TypeRef;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;

/// The part of Upwork's public schema that the prepared operations reach, as SDL: names and types, as
/// introspected about 2026-04-20.
pub const SUBSET: &str = include_str!("../../schema/subset.graphql");

/// A schema, as far as these crates look at one.
///
/// ```
/// use upwork_graphql::schema::{SUBSET, Schema};
///
/// let schema = Schema::from_sdl(SUBSET)?;
/// assert!(schema.drift().is_empty()); // every prepared operation fits
/// # Ok::<(), upwork_graphql::document::SyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    pub(crate) query: String,
    pub(crate) mutation: Option<String>,
    pub(crate) types: BTreeMap<String, TypeDefinition>,
    /// The interfaces and unions that a type belongs to.
    pub(crate) belongs_to: BTreeMap<String, BTreeSet<String>>,
}

/// A type of a schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeDefinition {
    Scalar,
    /// An object or an interface.
    Fields(BTreeMap<String, FieldDefinition>),
    Union,
    Enum(BTreeSet<String>),
    Input(BTreeMap<String, InputDefinition>),
}

/// A field of an object or an interface.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FieldDefinition {
    pub(crate) type_ref: TypeRef,
    pub(crate) arguments: BTreeMap<String, InputDefinition>,
}

/// An argument, or a field of an input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InputDefinition {
    pub(crate) type_ref: TypeRef,
    pub(crate) has_default: bool,
}

impl InputDefinition {
    /// Whether it can't be left out.
    pub(crate) fn is_required(&self) -> bool {
        self.type_ref.is_non_null() && !self.has_default
    }
}

impl Schema {
    /// The name of the type that operations of this kind start from.
    pub(crate) fn root(&self, kind: crate::document::OperationKind) -> Option<&str> {
        use crate::document::OperationKind;
        match kind {
            OperationKind::Query => Some(&self.query),
            OperationKind::Mutation => self.mutation.as_deref(),
            OperationKind::Subscription => None,
        }
    }

    /// The field of that type, where both exist.
    pub(crate) fn field(&self, type_name: &str, field: &str) -> Option<&FieldDefinition> {
        match self.types.get(type_name)? {
            TypeDefinition::Fields(fields) => fields.get(field),
            _ => None,
        }
    }

    /// Whether a value of the one type can be a value of the other.
    pub(crate) fn overlaps(&self, one: &str, other: &str) -> bool {
        let belongs = |one: &str, other: &str| self.belongs_to.get(one).is_some_and(|to| to.contains(other));
        one == other || belongs(one, other) || belongs(other, one)
    }
}

#[cfg(test)]
mod tests;
