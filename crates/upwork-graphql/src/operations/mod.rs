//! The prepared operations, each named as the field of Upwork's `Query` or `Mutation` that it asks for.

mod account;

pub use account::*;

use crate::operation::OperationInfo;

const MODULES: &[&[OperationInfo]] = &[account::ALL];

/// Every prepared operation.
///
/// ```
/// let user = upwork_graphql::operations::find("user").unwrap();
/// assert!(user.document.starts_with("query user{user{id "));
/// ```
pub fn all() -> impl Iterator<Item = &'static OperationInfo> {
    MODULES.iter().copied().flatten()
}

/// The prepared operation of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static OperationInfo> {
    all().find(|operation| operation.name == name)
}
