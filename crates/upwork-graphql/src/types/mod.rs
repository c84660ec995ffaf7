//! What prepared operations give: one struct for each selection of a type's fields, named as the type
//! where there is one selection of it.
//!
//! Every field is optional, and so is every item of a list: the live API sends null for fields that its
//! schema declares non-null, and a selection can be asked for without the fields that a key's scopes do
//! not reach. A list that is null or missing is empty.
//!
//! Values stand as they came. Amounts are decimal texts. Times come in three forms: milliseconds since
//! 1970 as a text, ISO 8601, and days as `yyyyMMdd`; which one is where, the schema does not say.

mod account;
mod common;
mod contracts;
mod jobs;
mod offers;
mod ontology;
mod proposals;
mod reports;
mod rooms;
mod talent;

pub use account::*;
pub use common::*;
pub use contracts::*;
pub use jobs::*;
pub use offers::*;
pub use ontology::*;
pub use proposals::*;
pub use reports::*;
pub use rooms::*;
pub use talent::*;
