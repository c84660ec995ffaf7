//! The prepared operations, each named as the field of Upwork's `Query` or `Mutation` that it asks for.
//!
//! `new` takes the arguments that are required; the others are fields, and are left out where they stay
//! `None`. What an operation gives is in [`types`](crate::types), what it takes in
//! [`inputs`](crate::inputs).
//!
//! ```
//! use upwork_graphql::api::{Api, Tenant};
//! use upwork_graphql::ids::RoomId;
//! use upwork_graphql::inputs::RoomStoryCreateInputV2;
//! use upwork_graphql::operations::CreateRoomStory;
//!
//! let mut story = RoomStoryCreateInputV2::new();
//! story.room_id = Some(RoomId::new("room_5c1")?);
//! story.message = Some("Is \"tomorrow\" fine?".into());
//!
//! let api = Api::new(Tenant::ServerDefault, "acme-hiring/1.4")?;
//! let request = api.request("ACCESS_TOKEN", &CreateRoomStory::new(story))?;
//! let body = std::str::from_utf8(request.view().body)?;
//! assert!(body.contains(r#""message":"Is \"tomorrow\" fine?""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod contracts;
mod jobs;
mod offers;
mod ontology;
mod proposals;
mod reports;
mod rooms;
mod talent;

pub use account::*;
pub use contracts::*;
pub use jobs::*;
pub use offers::*;
pub use ontology::*;
pub use proposals::*;
pub use reports::*;
pub use rooms::*;
pub use talent::*;

use crate::operation::OperationInfo;

const MODULES: &[&[OperationInfo]] = &[
    account::ALL,
    contracts::ALL,
    jobs::ALL,
    offers::ALL,
    ontology::ALL,
    proposals::ALL,
    reports::ALL,
    rooms::ALL,
    talent::ALL,
];

/// Every prepared operation.
///
/// ```
/// use upwork_graphql::operations;
///
/// let user = operations::find("user").unwrap();
/// assert!(user.document.starts_with("query user{user{id "));
/// assert!(operations::all().count() >= 80);
/// ```
pub fn all() -> impl Iterator<Item = &'static OperationInfo> {
    MODULES.iter().copied().flatten()
}

/// The prepared operation of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static OperationInfo> {
    all().find(|operation| operation.name == name)
}
