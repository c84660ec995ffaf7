//! GraphQL documents: which operations a text holds, and documents whose parts are known, so that one can
//! be made from another.
//!
//! For documents that a program puts together see [`select`](crate::select); for several queries in one
//! request see [`batch`](crate::batch).

pub(crate) mod ast;
pub(crate) mod lexer;
mod outline;
pub(crate) mod parse;
mod reduce;

pub use lexer::{SyntaxError, SyntaxErrorKind};
pub use outline::{OperationHead, OperationKind, outline};
pub use reduce::{ReduceError, Reduced};

use crate::operation::Operation;
use alloc::string::{String, ToString};
use ast::Ast;
use core::fmt;

/// A document with one operation.
///
/// ```
/// use upwork_graphql::document::{Document, OperationKind};
///
/// let document = Document::parse("query Topic($id: ID!) {\n  room(id: $id) { topic }\n}")?;
/// assert_eq!((document.kind(), document.name()), (OperationKind::Query, Some("Topic")));
/// assert_eq!(document.as_str(), "query Topic($id:ID!){room(id:$id){topic}}");
/// # Ok::<(), upwork_graphql::document::SyntaxError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Document {
    text: String,
    ast: Ast,
}

impl Document {
    /// Reads a document, which is kept without its white space and comments.
    ///
    /// # Errors
    /// [`SyntaxError`] when the text is no document, or not one with one operation.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let ast = Ast::parse(text)?;
        match ast.operations.len() {
            1 => Ok(Self::from_ast(ast)),
            _ => Err(SyntaxError { kind: SyntaxErrorKind::SeveralOperations, offset: text.len() }),
        }
    }

    /// The document of a prepared operation.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); never for the operations of this crate.
    pub fn of<O: Operation>() -> Result<Self, SyntaxError> {
        Self::parse(O::DOCUMENT)
    }

    pub(crate) fn from_ast(ast: Ast) -> Self {
        Self { text: ast.to_string(), ast }
    }

    pub(crate) fn ast(&self) -> &Ast {
        &self.ast
    }

    /// The text that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it reads or writes.
    #[must_use]
    pub fn kind(&self) -> OperationKind {
        self.ast.operations.first().map_or(OperationKind::Query, |operation| operation.kind)
    }

    /// The operation's name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.ast.operations.first().and_then(|operation| operation.name.as_deref())
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({:?})", self.text)
    }
}
