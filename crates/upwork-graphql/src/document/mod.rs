//! GraphQL documents as text: what is in them, and nothing about what the server makes of it.

pub(crate) mod lexer;
mod outline;

pub use lexer::{SyntaxError, SyntaxErrorKind};
pub use outline::{OperationHead, OperationKind, outline};
