//! Documents that a program puts together.
//!
//! The builder takes names, aliases, variables, directives and fragments, checks all of them, and has no
//! way to write a value into the text: what a user typed goes into the variables. For what Upwork has
//! beyond the [prepared operations](crate::operations), or for fewer or more fields than those ask for.
//!
//! ```
//! use upwork_graphql::api::{Api, Tenant};
//! use upwork_graphql::select::{field, query, spread};
//!
//! let document = query("Inbox")
//!     .variable("page", "Pagination")
//!     .variable("texts", "Boolean!")
//!     .fragment("Who", "GenericUser", [field("id"), field("name")])
//!     .select([field("roomList").argument("pagination", "page").select([
//!         field("edges").select([field("node").select([
//!             field("id"),
//!             field("roomName").alias("title"),
//!             field("latestStory").include_if("texts").select([
//!                 field("message"),
//!                 field("user").select([spread("Who")]),
//!             ]),
//!         ])]),
//!     ])])
//!     .build()?;
//! assert_eq!(
//!     document.as_str(),
//!     "query Inbox($page:Pagination,$texts:Boolean!){roomList(pagination:$page){edges{node{id title:roomName \
//!      latestStory@include(if:$texts){message user{...Who}}}}}} fragment Who on GenericUser{id name}"
//! );
//!
//! #[derive(serde::Serialize)]
//! struct Variables { texts: bool }
//! let api = Api::new(Tenant::ServerDefault, "acme-hiring/1.4")?;
//! let request = api.document("ACCESS_TOKEN", &document, &Variables { texts: true })?;
//! # let _ = request;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;

pub use check::SelectError;

use crate::document::ast::{Directive, Field, Selection, Value};
use crate::document::{Document, OperationKind};
use alloc::string::String;
use alloc::vec::Vec;

/// A query with this name.
pub fn query(name: &str) -> Builder {
    Builder::new(OperationKind::Query, name)
}

/// A mutation with this name.
pub fn mutation(name: &str) -> Builder {
    Builder::new(OperationKind::Mutation, name)
}

/// A field.
#[must_use]
pub fn field(name: &str) -> Node {
    Node::new(Selection::Field(Field {
        alias: None,
        name: name.into(),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection: Vec::new(),
    }))
}

/// What is asked for where the object is of this type: an inline fragment.
#[must_use]
pub fn on(type_name: &str, nodes: impl IntoIterator<Item = Node>) -> Node {
    Node::new(Selection::Inline { on: Some(type_name.into()), directives: Vec::new(), selection: Vec::new() })
        .select(nodes)
}

/// The fragment of this name, which [`Builder::fragment`] defines.
#[must_use]
pub fn spread(fragment: &str) -> Node {
    Node::new(Selection::Spread { name: fragment.into(), directives: Vec::new() })
}

/// A part of a selection. Nothing is checked before [`Builder::build`].
#[derive(Clone, Debug)]
pub struct Node {
    selection: Selection,
    /// How many levels there are below it.
    depth: usize,
    /// The first thing that can't be.
    fault: Option<SelectError>,
}

/// How many levels a selection may have.
const MAX_DEPTH: usize = 60;

impl Node {
    fn new(selection: Selection) -> Self {
        Self { selection, depth: 0, fault: None }
    }

    fn fail(&mut self, fault: SelectError) {
        self.fault.get_or_insert(fault);
    }

    /// The field, under another name in the answer.
    #[must_use]
    pub fn alias(mut self, alias: &str) -> Self {
        match &mut self.selection {
            Selection::Field(field) => field.alias = Some(alias.into()),
            _ => self.fail(SelectError::Misplaced("an alias")),
        }
        self
    }

    /// The field with an argument whose value is a variable's; `variable` goes without its `$`.
    #[must_use]
    pub fn argument(mut self, name: &str, variable: &str) -> Self {
        match &mut self.selection {
            Selection::Field(field) => field.arguments.push((name.into(), Value::Variable(variable.into()))),
            _ => self.fail(SelectError::Misplaced("an argument")),
        }
        self
    }

    /// Only where the variable is true.
    #[must_use]
    pub fn include_if(self, variable: &str) -> Self {
        self.directive("include", &[("if", variable)])
    }

    /// Only where the variable is false.
    #[must_use]
    pub fn skip_if(self, variable: &str) -> Self {
        self.directive("skip", &[("if", variable)])
    }

    /// With a directive, whose arguments are variables.
    #[must_use]
    pub fn directive(mut self, name: &str, arguments: &[(&str, &str)]) -> Self {
        let variable = |&(name, variable): &(&str, &str)| (name.into(), Value::Variable(variable.into()));
        let directive = Directive { name: name.into(), arguments: arguments.iter().map(variable).collect() };
        match &mut self.selection {
            Selection::Field(Field { directives, .. })
            | Selection::Spread { directives, .. }
            | Selection::Inline { directives, .. } => directives.push(directive),
        }
        self
    }

    /// With these parts of the field's object; called again, with more of them.
    #[must_use]
    pub fn select(mut self, nodes: impl IntoIterator<Item = Self>) -> Self {
        let before = self.fault.is_some();
        let mut taken = Vec::new();
        for node in nodes {
            if let Some(fault) = node.fault {
                self.fail(fault);
            }
            if node.depth >= MAX_DEPTH {
                self.fail(SelectError::TooDeep);
            } else {
                self.depth = self.depth.max(node.depth + 1);
                taken.push(node.selection);
            }
        }
        if taken.is_empty() && !before {
            self.fail(SelectError::Misplaced("an empty selection"));
        }
        match &mut self.selection {
            Selection::Field(Field { selection, .. }) | Selection::Inline { selection, .. } => {
                selection.append(&mut taken);
            }
            Selection::Spread { .. } => self.fail(SelectError::Misplaced("a selection")),
        }
        self
    }
}

/// An operation that is being put together.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing before `build`"]
pub struct Builder {
    kind: OperationKind,
    name: String,
    variables: Vec<(String, String)>,
    fragments: Vec<(String, String, Vec<Selection>)>,
    selection: Vec<Selection>,
    fault: Option<SelectError>,
}

impl Builder {
    fn new(kind: OperationKind, name: &str) -> Self {
        Self {
            kind,
            name: name.into(),
            variables: Vec::new(),
            fragments: Vec::new(),
            selection: Vec::new(),
            fault: None,
        }
    }

    /// Declares a variable, without its `$`, and its type as the schema writes it: `[ID!]!`.
    pub fn variable(mut self, name: &str, type_ref: &str) -> Self {
        self.variables.push((name.into(), type_ref.into()));
        self
    }

    /// Defines a fragment on a type.
    pub fn fragment(mut self, name: &str, on: &str, nodes: impl IntoIterator<Item = Node>) -> Self {
        let selection = self.take(nodes);
        self.fragments.push((name.into(), on.into(), selection));
        self
    }

    /// What the operation asks for; called again, more of it.
    pub fn select(mut self, nodes: impl IntoIterator<Item = Node>) -> Self {
        let selection = self.take(nodes);
        self.selection.extend(selection);
        self
    }

    /// Checks everything and writes the document.
    ///
    /// # Errors
    /// [`SelectError`], the first one found.
    pub fn build(self) -> Result<Document, SelectError> {
        check::document(self)
    }

    fn take(&mut self, nodes: impl IntoIterator<Item = Node>) -> Vec<Selection> {
        let mut selection = Vec::new();
        for node in nodes {
            if let Some(fault) = node.fault {
                self.fault.get_or_insert(fault);
            }
            selection.push(node.selection);
        }
        selection
    }
}

#[cfg(test)]
mod tests;
