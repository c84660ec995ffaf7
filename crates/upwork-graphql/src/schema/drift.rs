//! Which prepared operations a schema no longer fits.

use super::{InputDefinition, Schema, TypeDefinition};
use crate::document::ast::{Ast, Field, Operation, Selection, TypeRef, Value};
use crate::{enums, inputs, operations};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::text::Untrusted;

/// A prepared operation that does not fit, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// The operation's name.
    pub operation: &'static str,
    /// What does not fit, in the document's order; each once.
    pub problems: Vec<Problem>,
}

/// What does not fit. Places are written `Type.field` and `Type.field(argument:)`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The schema has no operations of this kind.
    NoRoot,
    /// The type is gone, or is no longer of the kind it was.
    Type(String),
    /// The field, the input's field, the argument or the enum's value is gone.
    Gone(String),
    /// It has another type.
    Retyped {
        /// What.
        place: String,
        /// The type that the operation was prepared for.
        expected: String,
        /// The type in the schema.
        found: String,
    },
    /// The argument or the input's field must be given now, and the operation does not.
    Required(String),
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.operation)?;
        for (index, problem) in self.problems.iter().enumerate() {
            write!(f, "{} {problem}", if index > 0 { ";" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names in a schema are a stranger's.
        let safe = |text: &str| Untrusted::new(text.as_bytes()).to_string();
        match self {
            Self::NoRoot => f.write_str("the schema has no operations of this kind"),
            Self::Type(name) => write!(f, "the type `{}` is gone or another kind of type", safe(name)),
            // Introspection leaves deprecated arguments out unless it is asked in a way that older servers refuse.
            Self::Gone(place) if place.ends_with(":)") => {
                write!(f, "`{}` is gone or deprecated", safe(place))
            }
            Self::Gone(place) => write!(f, "`{}` is gone", safe(place)),
            Self::Retyped { place, expected, found } => {
                write!(f, "`{}` is `{}` and was `{}`", safe(place), safe(found), safe(expected))
            }
            Self::Required(place) => write!(f, "`{}` must be given now", safe(place)),
        }
    }
}

impl Schema {
    /// The prepared operations that do not fit this schema: their fields, arguments and inputs are gone,
    /// have other types, or new ones must be given. Empty where all is well.
    ///
    /// Whether a field may be null makes no difference: no prepared operation counts on it.
    #[must_use]
    pub fn drift(&self) -> Vec<Drift> {
        let mut report = Vec::new();
        // The crate's own schema; a test parses it.
        let Ok(own) = Self::from_sdl(super::SUBSET) else { return report };
        for info in operations::all() {
            // The crate's own documents; a test parses them.
            let Ok(ast) = Ast::parse(info.document) else { continue };
            let mut check = Check { own: &own, live: self, problems: Vec::new(), inputs: BTreeSet::new() };
            for operation in &ast.operations {
                check.operation(operation);
            }
            if !check.problems.is_empty() {
                report.push(Drift { operation: info.name, problems: check.problems });
            }
        }
        report
    }
}

/// A walk through one document, over the schema it was prepared for and the live one.
struct Check<'s> {
    own: &'s Schema,
    live: &'s Schema,
    problems: Vec<Problem>,
    /// The inputs and enums that were looked at.
    inputs: BTreeSet<String>,
}

impl Check<'_> {
    fn report(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn operation(&mut self, operation: &Operation) {
        let (Some(own), Some(live)) = (self.own.root(operation.kind), self.live.root(operation.kind)) else {
            return self.report(Problem::NoRoot);
        };
        self.selection(&operation.selection, own, live, operation);
        for variable in &operation.variables {
            self.input_type(variable.type_ref.base());
        }
    }

    fn selection(&mut self, selection: &[Selection], own: &str, live: &str, operation: &Operation) {
        for selection in selection {
            match selection {
                Selection::Field(field) => self.field(field, own, live, operation),
                Selection::Inline { on: Some(on), selection, .. } => {
                    match self.live.types.get(on) {
                        Some(TypeDefinition::Fields(_)) if self.live.overlaps(live, on) => {
                            self.selection(selection, on, on, operation);
                        }
                        // A type of the union that implements the interface.
                        Some(TypeDefinition::Fields(_)) if self.live.share_a_type(live, on) => {
                            self.selection(selection, on, on, operation);
                        }
                        _ => self.report(Problem::Type(on.clone())),
                    }
                }
                // No prepared document has others.
                Selection::Inline { on: None, .. } | Selection::Spread { .. } => {}
            }
        }
    }

    fn field(&mut self, field: &Field, own: &str, live: &str, operation: &Operation) {
        if field.name == "__typename" {
            return;
        }
        let place = format!("{live}.{}", field.name);
        let Some(found) = self.live.field(live, &field.name) else {
            return self.report(Problem::Gone(place));
        };
        for (name, argument) in &found.arguments {
            let place = format!("{place}({name}:)");
            match field.arguments.iter().find(|(given, _)| given == name) {
                Some((_, Value::Variable(variable))) => {
                    let declared = operation.variables.iter().find(|declared| declared.name == *variable);
                    if let Some(declared) = declared {
                        self.given(place, &declared.type_ref, argument);
                    }
                }
                Some(_) => {}
                None if argument.is_required() => self.report(Problem::Required(place)),
                None => {}
            }
        }
        for (name, _) in field.arguments.iter().filter(|(name, _)| !found.arguments.contains_key(name)) {
            self.report(Problem::Gone(format!("{place}({name}:)")));
        }
        let Some(prepared) = self.own.field(own, &field.name) else { return };
        if !prepared.type_ref.same_shape(&found.type_ref) {
            let (expected, found) = (prepared.type_ref.to_string(), found.type_ref.to_string());
            return self.report(Problem::Retyped { place, expected, found });
        }
        let name = found.type_ref.base();
        let is_leaf = |schema: &Schema| {
            matches!(schema.types.get(name), None | Some(TypeDefinition::Scalar | TypeDefinition::Enum(_)))
        };
        if is_leaf(self.own) == is_leaf(self.live) {
            self.selection(&field.selection, prepared.type_ref.base(), name, operation);
        } else {
            self.report(Problem::Type(name.into()));
        }
    }

    /// A value of the type `given` is sent where the schema asks for `wanted`.
    fn given(&mut self, place: String, given: &TypeRef, wanted: &InputDefinition) {
        let wanted_type = if wanted.has_default { wanted.type_ref.nullable() } else { &wanted.type_ref };
        if given.fits(wanted_type) {
            return;
        }
        if given.same_shape(wanted_type) && wanted.is_required() && !given.is_non_null() {
            self.report(Problem::Required(place));
        } else {
            let (expected, found) = (given.to_string(), wanted.type_ref.to_string());
            self.report(Problem::Retyped { place, expected, found });
        }
    }

    /// An input or an enum that variables hold, and those inside it.
    fn input_type(&mut self, name: &str) {
        if !self.inputs.insert(name.into()) {
            return;
        }
        if let Some(known) = inputs::all().find(|input| input.name == name) {
            let live = self.live;
            let Some(TypeDefinition::Input(found)) = live.types.get(name) else {
                return self.report(Problem::Type(name.into()));
            };
            for (field, given) in known.fields {
                let place = format!("{name}.{field}");
                let (Some(wanted), Ok(given)) = (found.get(*field), TypeRef::parse(given)) else {
                    self.report(Problem::Gone(place));
                    continue;
                };
                self.given(place, &given, wanted);
                self.input_type(given.base());
            }
            for (field, wanted) in found {
                if wanted.is_required() && !known.fields.iter().any(|(known, _)| known == field) {
                    self.report(Problem::Required(format!("{name}.{field}")));
                }
            }
        } else if let Some(known) = enums::ALL.iter().find(|known| known.name == name) {
            let Some(TypeDefinition::Enum(found)) = self.live.types.get(name) else {
                return self.report(Problem::Type(name.into()));
            };
            for value in known.values.iter().filter(|value| !found.contains(**value)) {
                self.report(Problem::Gone(format!("{name}.{value}")));
            }
        }
    }
}

impl Schema {
    /// Whether some type belongs to both.
    fn share_a_type(&self, one: &str, other: &str) -> bool {
        self.belongs_to.values().any(|to| to.contains(one) && to.contains(other))
    }
}
