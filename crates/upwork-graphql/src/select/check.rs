//! What a document must keep, and what can be told without a schema
//! ([§5](https://spec.graphql.org/October2021/#sec-Validation)).

use super::Builder;
use crate::document::ast::{
    Ast, Directive, Field, Fragment, Operation, Selection, TypeRef, Value, VariableDefinition,
};
use crate::document::lexer::is_name;
use crate::document::{Document, SyntaxError};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::text::Untrusted;

/// Why there is no document. The texts are what the program said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SelectError {
    /// It is no GraphQL name: letters, digits and `_`, no digit first.
    Name(String),
    /// The variable's type is none.
    VariableType(String, SyntaxError),
    /// The variable is declared twice.
    DuplicateVariable(String),
    /// The variable is used and not declared.
    UndeclaredVariable(String),
    /// The variable is declared and not used, which servers refuse.
    UnusedVariable(String),
    /// The fragment is defined twice.
    DuplicateFragment(String),
    /// The fragment is used and not defined.
    UndefinedFragment(String),
    /// The fragment is defined and not used, which servers refuse.
    UnusedFragment(String),
    /// The fragment contains itself.
    FragmentCycle(String),
    /// The field has the argument twice.
    DuplicateArgument(String),
    /// `@include` or `@skip` stands there twice; servers take each of them once.
    DuplicateDirective(String),
    /// `@include` or `@skip` has other arguments than `if` alone.
    DirectiveArguments(String),
    /// The variable decides over an `@include` or `@skip` and is not declared as `Boolean!`.
    ConditionType(String),
    /// Two different fields have the same name in the answer; give one an alias.
    Conflict(String),
    /// Something stands where it can't: an alias on a fragment, a selection without fields.
    Misplaced(&'static str),
    /// Nothing is asked for in the operation or in this fragment.
    Empty(String),
    /// Selections are nested deeper than anyone needs.
    TooDeep,
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text| Untrusted::new(String::as_bytes(text)).at_most(100);
        match self {
            Self::Name(name) => {
                write!(f, "`{}` is no GraphQL name: letters, digits and `_`, no digit first", text(name))
            }
            Self::VariableType(name, error) => write!(f, "the type of `${}`: {error}", text(name)),
            Self::DuplicateVariable(name) => write!(f, "`${}` is declared twice", text(name)),
            Self::UndeclaredVariable(name) => write!(f, "`${}` is not declared", text(name)),
            Self::UnusedVariable(name) => write!(f, "`${}` is declared and not used", text(name)),
            Self::DuplicateFragment(name) => write!(f, "the fragment `{}` is defined twice", text(name)),
            Self::UndefinedFragment(name) => write!(f, "the fragment `{}` is not defined", text(name)),
            Self::UnusedFragment(name) => write!(f, "the fragment `{}` is defined and not used", text(name)),
            Self::FragmentCycle(name) => write!(f, "the fragment `{}` contains itself", text(name)),
            Self::DuplicateArgument(name) => write!(f, "the argument `{}` stands there twice", text(name)),
            Self::DuplicateDirective(name) => write!(f, "`@{}` stands there twice", text(name)),
            Self::DirectiveArguments(name) => {
                write!(f, "`@{}` takes the argument `if` and no other", text(name))
            }
            Self::ConditionType(name) => {
                write!(f, "`${}` decides what is asked for; declare it as `Boolean!`", text(name))
            }
            Self::Conflict(name) => {
                write!(f, "two different fields would be `{}` in the answer; give one an alias", text(name))
            }
            Self::Misplaced(what) => write!(f, "{what} stands where none can"),
            Self::Empty(name) => write!(f, "nothing is asked for in `{}`", text(name)),
            Self::TooDeep => f.write_str("selections are nested more than 60 deep; ask for what is further down in a request of its own"),
        }
    }
}

impl core::error::Error for SelectError {}

pub(super) fn document(builder: Builder) -> Result<Document, SelectError> {
    if let Some(fault) = builder.fault {
        return Err(fault);
    }
    let mut check = Check::default();
    name(&builder.name)?;
    let mut variables = Vec::new();
    for (variable, type_ref) in builder.variables {
        name(&variable)?;
        let type_ref = match TypeRef::parse(&type_ref) {
            Ok(type_ref) => type_ref,
            Err(error) => return Err(SelectError::VariableType(variable, error)),
        };
        if variables.iter().any(|known: &VariableDefinition| known.name == variable) {
            return Err(SelectError::DuplicateVariable(variable));
        }
        variables.push(VariableDefinition {
            name: variable,
            type_ref,
            default: None,
            directives: Vec::new(),
        });
    }
    if builder.selection.is_empty() {
        return Err(SelectError::Empty(builder.name));
    }
    check.selection(&builder.selection)?;
    conflicts(&[&builder.selection])?;
    let operation_spreads = core::mem::take(&mut check.spreads);

    let mut fragments = Vec::new();
    let mut inside = BTreeMap::new();
    for (fragment, on, selection) in builder.fragments {
        name(&fragment)?;
        name(&on)?;
        if fragment == "on" {
            return Err(SelectError::Name(fragment));
        }
        if selection.is_empty() {
            return Err(SelectError::Empty(fragment));
        }
        check.selection(&selection)?;
        conflicts(&[&selection])?;
        if inside.insert(fragment.clone(), core::mem::take(&mut check.spreads)).is_some() {
            return Err(SelectError::DuplicateFragment(fragment));
        }
        fragments.push(Fragment { name: fragment, on, directives: Vec::new(), selection });
    }
    spreads(&operation_spreads, &inside)?;

    for variable in &variables {
        if !check.variables.remove(&variable.name) {
            return Err(SelectError::UnusedVariable(variable.name.clone()));
        }
        if check.conditions.contains(&variable.name) && variable.type_ref.to_string() != "Boolean!" {
            return Err(SelectError::ConditionType(variable.name.clone()));
        }
    }
    if let Some(variable) = check.variables.pop_first() {
        return Err(SelectError::UndeclaredVariable(variable));
    }
    let operation = Operation {
        kind: builder.kind,
        name: Some(builder.name),
        variables,
        directives: Vec::new(),
        selection: builder.selection,
    };
    Ok(Document::from_ast(Ast { operations: Vec::from([operation]), fragments }))
}

/// Every fragment is defined and used, and none contains itself.
fn spreads(
    operation: &BTreeSet<String>,
    inside: &BTreeMap<String, BTreeSet<String>>,
) -> Result<(), SelectError> {
    for fragment in operation.iter().chain(inside.values().flatten()) {
        if !inside.contains_key(fragment) {
            return Err(SelectError::UndefinedFragment(fragment.clone()));
        }
    }
    let reached = reachable(operation, inside);
    if let Some(fragment) = inside.keys().find(|fragment| !reached.contains(*fragment)) {
        return Err(SelectError::UnusedFragment(fragment.clone()));
    }
    for (fragment, spreads) in inside {
        if reachable(spreads, inside).contains(fragment) {
            return Err(SelectError::FragmentCycle(fragment.clone()));
        }
    }
    Ok(())
}

fn reachable<'a>(
    from: &'a BTreeSet<String>,
    inside: &'a BTreeMap<String, BTreeSet<String>>,
) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&String> = from.iter().collect();
    while let Some(fragment) = open.pop() {
        if reached.insert(fragment) {
            open.extend(inside.get(fragment).into_iter().flatten());
        }
    }
    reached
}

/// Fields with one name in the answer are the same field, also in what two such fields select
/// ([§5.3.2](https://spec.graphql.org/October2021/#sec-Field-Selection-Merging)). Each fragment is looked at
/// by itself: whether an object can be of its type, a schema tells.
fn conflicts(selections: &[&[Selection]]) -> Result<(), SelectError> {
    let mut keys: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
    for selection in selections.iter().copied().flatten() {
        match selection {
            Selection::Field(field) => keys.entry(field.response_key()).or_default().push(field),
            Selection::Inline { selection, .. } => conflicts(&[selection])?,
            Selection::Spread { .. } => {}
        }
    }
    for (key, fields) in keys {
        let [first, others @ ..] = fields.as_slice() else { continue };
        if others.iter().any(|other| !is_same(first, other)) {
            return Err(SelectError::Conflict(key.into()));
        }
        let inside: Vec<_> = fields.iter().map(|field| field.selection.as_slice()).collect();
        conflicts(&inside)?;
    }
    Ok(())
}

/// The same field with the same arguments, in any order; neither has one of them twice. It is an object's
/// both times, or no object's.
fn is_same(one: &Field, other: &Field) -> bool {
    one.name == other.name
        && one.selection.is_empty() == other.selection.is_empty()
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|argument| other.arguments.contains(argument))
}

/// What was used so far.
#[derive(Default)]
struct Check {
    variables: BTreeSet<String>,
    /// Those that `@include` and `@skip` take.
    conditions: BTreeSet<String>,
    spreads: BTreeSet<String>,
}

impl Check {
    fn selection(&mut self, selection: &[Selection]) -> Result<(), SelectError> {
        for selection in selection {
            match selection {
                Selection::Field(field) => {
                    name(&field.name)?;
                    if let Some(alias) = &field.alias {
                        name(alias)?;
                    }
                    self.arguments(&field.arguments)?;
                    self.directives(&field.directives)?;
                    self.selection(&field.selection)?;
                }
                Selection::Spread { name: fragment, directives } => {
                    name(fragment)?;
                    self.directives(directives)?;
                    self.spreads.insert(fragment.clone());
                }
                Selection::Inline { on, directives, selection } => {
                    if let Some(on) = on {
                        name(on)?;
                    }
                    self.directives(directives)?;
                    self.selection(selection)?;
                }
            }
        }
        Ok(())
    }

    fn directives(&mut self, directives: &[Directive]) -> Result<(), SelectError> {
        for (at, directive) in directives.iter().enumerate() {
            name(&directive.name)?;
            // A schema's own directives may be repeatable; these are not (§5.7.3).
            let once = matches!(directive.name.as_str(), "include" | "skip");
            if once && directives[..at].iter().any(|other| other.name == directive.name) {
                return Err(SelectError::DuplicateDirective(directive.name.clone()));
            }
            if once {
                match directive.arguments.as_slice() {
                    [(argument, Value::Variable(variable))] if argument == "if" => {
                        self.conditions.insert(variable.clone());
                    }
                    _ => return Err(SelectError::DirectiveArguments(directive.name.clone())),
                }
            }
            self.arguments(&directive.arguments)?;
        }
        Ok(())
    }

    fn arguments(&mut self, arguments: &[(String, Value)]) -> Result<(), SelectError> {
        for (at, (argument, value)) in arguments.iter().enumerate() {
            name(argument)?;
            if arguments[..at].iter().any(|(other, _)| other == argument) {
                return Err(SelectError::DuplicateArgument(argument.clone()));
            }
            // The builder makes no other value.
            if let Value::Variable(variable) = value {
                name(variable)?;
                self.variables.insert(variable.clone());
            }
        }
        Ok(())
    }
}

fn name(text: &str) -> Result<(), SelectError> {
    if is_name(text) { Ok(()) } else { Err(SelectError::Name(text.into())) }
}
