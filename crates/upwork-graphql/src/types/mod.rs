//! What prepared operations give: one struct for each selection of a type's fields.
//!
//! Every field is optional, and so is every item of a list: the live API sends null for fields that its
//! schema declares non-null, and a selection can be asked for without the fields that a key's scopes do
//! not reach. A list that is null or missing is empty.

mod account;

pub use account::*;
