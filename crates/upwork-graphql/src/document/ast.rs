//! What a document is made of ([§2](https://spec.graphql.org/October2021/#sec-Language)), and how it is
//! written down.

use super::OperationKind;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A document with one operation, or several, and their fragments.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ast {
    pub(crate) operations: Vec<Operation>,
    pub(crate) fragments: Vec<Fragment>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Operation {
    pub(crate) kind: OperationKind,
    pub(crate) name: Option<String>,
    pub(crate) variables: Vec<VariableDefinition>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) selection: Vec<Selection>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VariableDefinition {
    pub(crate) name: String,
    pub(crate) type_ref: TypeRef,
    pub(crate) default: Option<Value>,
    pub(crate) directives: Vec<Directive>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fragment {
    pub(crate) name: String,
    pub(crate) on: String,
    pub(crate) directives: Vec<Directive>,
    pub(crate) selection: Vec<Selection>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Selection {
    Field(Field),
    Spread { name: String, directives: Vec<Directive> },
    Inline { on: Option<String>, directives: Vec<Directive>, selection: Vec<Selection> },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) alias: Option<String>,
    pub(crate) name: String,
    pub(crate) arguments: Vec<(String, Value)>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) selection: Vec<Selection>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Directive {
    pub(crate) name: String,
    pub(crate) arguments: Vec<(String, Value)>,
}

/// A value in a document. Only [`Value::Variable`] is ever made here; the others come from documents
/// that someone wrote.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Variable(String),
    /// A number, a string with its quotes, or a name: `true`, `null`, an enum's value.
    Literal(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// A reference to a type ([§2.11](https://spec.graphql.org/October2021/#sec-Type-References)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypeRef {
    Named(String),
    List(Box<TypeRef>),
    NonNull(Box<TypeRef>),
}

impl TypeRef {
    /// The name inside the brackets and marks.
    pub(crate) fn base(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::NonNull(inner) => inner.base(),
        }
    }

    /// The type where null is allowed.
    pub(crate) fn nullable(&self) -> &Self {
        match self {
            Self::NonNull(inner) => inner,
            other => other,
        }
    }

    pub(crate) fn is_non_null(&self) -> bool {
        matches!(self, Self::NonNull(_))
    }

    /// Whether a value of this type can always stand where `wanted` is asked for
    /// ([§5.8.5](https://spec.graphql.org/October2021/#AreTypesCompatible())).
    pub(crate) fn fits(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (Self::NonNull(own), Self::NonNull(wanted)) => own.fits(wanted),
            (Self::NonNull(own), wanted) => own.fits(wanted),
            (_, Self::NonNull(_)) => false,
            (Self::List(own), Self::List(wanted)) => own.fits(wanted),
            (Self::Named(own), Self::Named(wanted)) => own == wanted,
            _ => false,
        }
    }

    /// Whether the two differ in nothing but where null is allowed.
    pub(crate) fn same_shape(&self, other: &Self) -> bool {
        match (self.nullable(), other.nullable()) {
            (Self::List(own), Self::List(other)) => own.same_shape(other),
            (Self::Named(own), Self::Named(other)) => own == other,
            _ => false,
        }
    }
}

impl Field {
    /// The name of the member in the answer.
    pub(crate) fn response_key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, operation) in self.operations.iter().enumerate() {
            write!(f, "{}{operation}", if index > 0 { " " } else { "" })?;
        }
        for fragment in &self.fragments {
            write!(f, " fragment {} on {}", fragment.name, fragment.on)?;
            write_directives(f, &fragment.directives)?;
            write_selection(f, &fragment.selection)?;
        }
        Ok(())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if let Some(name) = &self.name {
            write!(f, " {name}")?;
        }
        for (index, variable) in self.variables.iter().enumerate() {
            let before = if index > 0 { "," } else { "(" };
            write!(f, "{before}${}:{}", variable.name, variable.type_ref)?;
            if let Some(default) = &variable.default {
                write!(f, "={default}")?;
            }
            write_directives(f, &variable.directives)?;
        }
        if !self.variables.is_empty() {
            f.write_str(")")?;
        }
        write_directives(f, &self.directives)?;
        write_selection(f, &self.selection)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${name}"),
            Self::Literal(text) => f.write_str(text),
            Self::List(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if index > 0 { "," } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(fields) => {
                f.write_str("{")?;
                for (index, (name, value)) in fields.iter().enumerate() {
                    write!(f, "{}{name}:{value}", if index > 0 { "," } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::NonNull(inner) => write!(f, "{inner}!"),
        }
    }
}

fn write_selection(f: &mut fmt::Formatter<'_>, selection: &[Selection]) -> fmt::Result {
    if selection.is_empty() {
        return Ok(());
    }
    f.write_str("{")?;
    for (index, selection) in selection.iter().enumerate() {
        if index > 0 {
            f.write_str(" ")?;
        }
        match selection {
            Selection::Field(field) => {
                if let Some(alias) = &field.alias {
                    write!(f, "{alias}:")?;
                }
                f.write_str(&field.name)?;
                write_arguments(f, &field.arguments)?;
                write_directives(f, &field.directives)?;
                write_selection(f, &field.selection)?;
            }
            Selection::Spread { name, directives } => {
                write!(f, "...{name}")?;
                write_directives(f, directives)?;
            }
            Selection::Inline { on, directives, selection } => {
                f.write_str("...")?;
                if let Some(on) = on {
                    write!(f, "on {on}")?;
                }
                write_directives(f, directives)?;
                write_selection(f, selection)?;
            }
        }
    }
    f.write_str("}")
}

fn write_arguments(f: &mut fmt::Formatter<'_>, arguments: &[(String, Value)]) -> fmt::Result {
    for (index, (name, value)) in arguments.iter().enumerate() {
        write!(f, "{}{name}:{value}", if index > 0 { "," } else { "(" })?;
    }
    if arguments.is_empty() { Ok(()) } else { f.write_str(")") }
}

fn write_directives(f: &mut fmt::Formatter<'_>, directives: &[Directive]) -> fmt::Result {
    for directive in directives {
        write!(f, "@{}", directive.name)?;
        write_arguments(f, &directive.arguments)?;
    }
    Ok(())
}
