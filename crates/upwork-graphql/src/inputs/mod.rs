//! What prepared operations take beside ids and plain values: filters, sort orders, and what mutations write.
//!
//! `new` takes what the schema requires; what is optional is `None` then, is set as a field, and is
//! left out of the variables where it stays `None`.
//!
//! ```
//! use upwork_graphql::inputs::MarketplaceJobPostingsSearchFilter;
//!
//! let mut filter = MarketplaceJobPostingsSearchFilter::new();
//! filter.search_expression_eq = Some("rust".into());
//! assert_eq!(serde_json::to_string(&filter)?, r#"{"searchExpression_eq":"rust"}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

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

/// What the crate knows of an input type of the schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InputInfo {
    /// The type's name.
    pub(crate) name: &'static str,
    /// The fields that are sent: their names and types.
    pub(crate) fields: &'static [(&'static str, &'static str)],
}

const MODULES: &[&[InputInfo]] = &[
    account::ALL,
    common::ALL,
    contracts::ALL,
    jobs::ALL,
    offers::ALL,
    ontology::ALL,
    proposals::ALL,
    reports::ALL,
    rooms::ALL,
    talent::ALL,
];

/// Every input type.
pub(crate) fn all() -> impl Iterator<Item = &'static InputInfo> {
    MODULES.iter().copied().flatten()
}
