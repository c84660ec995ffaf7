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
    Node {
        selection: Selection::Field(Field {
            alias: None,
            name: name.into(),
            arguments: Vec::new(),
            directives: Vec::new(),
            selection: Vec::new(),
        }),
        misplaced: None,
    }
}

/// What is asked for where the object is of this type: an inline fragment.
#[must_use]
pub fn on(type_name: &str, nodes: impl IntoIterator<Item = Node>) -> Node {
    Node {
        selection: Selection::Inline {
            on: Some(type_name.into()),
            directives: Vec::new(),
            selection: Vec::new(),
        },
        misplaced: None,
    }
    .select(nodes)
}

/// The fragment of this name, which [`Builder::fragment`] defines.
#[must_use]
pub fn spread(fragment: &str) -> Node {
    Node { selection: Selection::Spread { name: fragment.into(), directives: Vec::new() }, misplaced: None }
}

/// A part of a selection. Nothing is checked before [`Builder::build`].
#[derive(Clone, Debug)]
pub struct Node {
    selection: Selection,
    /// What was asked of a node that can't have it.
    misplaced: Option<&'static str>,
}

impl Node {
    /// The field, under another name in the answer.
    #[must_use]
    pub fn alias(mut self, alias: &str) -> Self {
        match &mut self.selection {
            Selection::Field(field) => field.alias = Some(alias.into()),
            _ => self.misplaced = Some("an alias"),
        }
        self
    }

    /// The field with an argument whose value is a variable's; `variable` goes without its `$`.
    #[must_use]
    pub fn argument(mut self, name: &str, variable: &str) -> Self {
        match &mut self.selection {
            Selection::Field(field) => field.arguments.push((name.into(), Value::Variable(variable.into()))),
            _ => self.misplaced = Some("an argument"),
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
        let mut misplaced = self.misplaced;
        let added = nodes.into_iter().map(|node| {
            misplaced = misplaced.or(node.misplaced);
            node.selection
        });
        match &mut self.selection {
            Selection::Field(Field { selection, .. }) | Selection::Inline { selection, .. } => {
                let before = selection.len();
                selection.extend(added);
                if selection.len() == before {
                    misplaced = misplaced.or(Some("an empty selection"));
                }
            }
            Selection::Spread { .. } => {
                added.for_each(drop);
                misplaced = misplaced.or(Some("a selection"));
            }
        }
        self.misplaced = misplaced;
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
    misplaced: Option<&'static str>,
}

impl Builder {
    fn new(kind: OperationKind, name: &str) -> Self {
        Self {
            kind,
            name: name.into(),
            variables: Vec::new(),
            fragments: Vec::new(),
            selection: Vec::new(),
            misplaced: None,
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
            self.misplaced = self.misplaced.or(node.misplaced);
            selection.push(node.selection);
        }
        selection
    }
}

#[cfg(test)]
mod tests;
