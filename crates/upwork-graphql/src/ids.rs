//! Upwork's ids, one type each, so that a contract's id can't stand where a term's belongs.
//!
//! Upwork has ids that are numbers, and *ciphertexts*, which start in `~` and stand in the web site's
//! addresses; most arguments want one of the two and refuse the other. What is known of an id's shape
//! is checked where a program makes one; what a server sends is taken as it is.
//!
//! ```
//! use upwork_graphql::ids::{ContractId, TermId};
//! use upwork_graphql::operations::{ContractByTerm, ContractDetails};
//!
//! let by_itself = ContractDetails::new(ContractId::new("28771600")?);
//! let by_term = ContractByTerm::new(TermId::new("28771655")?);
//! # let _ = (by_itself, by_term);
//! # Ok::<(), upwork_graphql::ids::IdError>(())
//! ```
//!
//! One of them in the other's place does not compile; the other one does:
//!
//! ```compile_fail,E0308
//! use upwork_graphql::ids::{ContractId, TermId};
//! use upwork_graphql::operations::ContractByTerm;
//!
//! let by_term = ContractByTerm::new(ContractId::new("28771600")?);
//! # Ok::<(), upwork_graphql::ids::IdError>(())
//! ```
//! ```
//! use upwork_graphql::ids::{ContractId, TermId};
//! use upwork_graphql::operations::ContractByTerm;
//!
//! let by_term = ContractByTerm::new(TermId::new("28771655")?);
//! # Ok::<(), upwork_graphql::ids::IdError>(())
//! ```

use crate::macros::ids;
use core::fmt;

ids! {
    /// An organization: a company, a team or an agency. It is also what a
    /// [`Tenant`](crate::api::Tenant) is chosen by. A number.
    OrganizationId: Number as "ID"
    /// A user, whether as a person, a freelancer or a member of a staff.
    UserId: Opaque as "ID"
    /// A job posting. A number; what stands in the web site's addresses is its [`Ciphertext`].
    JobPostingId: Number as "ID"
    /// A ciphertext, such as `~01…` for a person's profile and `~02…` for a job posting.
    Ciphertext: Ciphertext as "String"
    /// A contract.
    ContractId: Opaque as "ID"
    /// A term of a contract: what a contract agrees on from one date to the next.
    TermId: Opaque as "ID"
    /// A proposal: a freelancer's application for a job, the same on both sides.
    ProposalId: Opaque as "ID"
    /// An offer.
    OfferId: Opaque as "ID"
    /// A milestone of a fixed-price contract or offer.
    MilestoneId: Opaque as "ID"
    /// A room.
    RoomId: Opaque as "ID"
    /// A story: a message in a room.
    StoryId: Opaque as "ID"
    /// A category, an occupation, a skill: an entity of Upwork's ontology.
    OntologyId: Opaque as "ID"
    /// A reason that Upwork lets its users choose.
    ReasonId: Opaque as "ID"
    /// An organization's account for payments.
    AccountingEntityId: Opaque as "ID"
    /// An id of anything else.
    Id: Opaque as "ID"
}

/// What a kind of id looks like.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    /// Digits.
    Number,
    /// `~` and letters and digits.
    Ciphertext,
    /// Nothing is known.
    Opaque,
}

/// Why a text can't be an id of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// It is empty, longer than 256 bytes, or holds white space, a control character or a letter beyond ASCII.
    Characters,
    /// It is a ciphertext (`~…`) where a number belongs: ask for the object's numeric id.
    CiphertextForNumber,
    /// It is no number.
    NotANumber,
    /// It is no ciphertext: one starts in `~` and goes on in letters and digits.
    NotACiphertext,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Characters => "an id is 1 to 256 visible ASCII characters without spaces",
            Self::CiphertextForNumber => {
                "this is a ciphertext (`~…`) where a number belongs; use the object's numeric id"
            }
            Self::NotANumber => "this id must be a number",
            Self::NotACiphertext => "a ciphertext starts in `~` and goes on in letters and digits",
        })
    }
}

impl core::error::Error for IdError {}

impl Rule {
    pub(crate) fn check(self, text: &str) -> Result<(), IdError> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if !visible || !(1..=256).contains(&text.len()) {
            return Err(IdError::Characters);
        }
        match self {
            Self::Number if text.starts_with('~') => Err(IdError::CiphertextForNumber),
            Self::Number if !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(IdError::NotANumber),
            Self::Ciphertext => match text.strip_prefix('~') {
                Some(rest) if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                    Ok(())
                }
                _ => Err(IdError::NotACiphertext),
            },
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn shapes() {
        assert_eq!(JobPostingId::new("~021234"), Err(IdError::CiphertextForNumber));
        assert_eq!(JobPostingId::new("12a"), Err(IdError::NotANumber));
        assert_eq!(JobPostingId::new("1847").unwrap().as_str(), "1847");
        assert_eq!(Ciphertext::new("1847"), Err(IdError::NotACiphertext));
        assert_eq!(Ciphertext::new("~"), Err(IdError::NotACiphertext));
        assert!(Ciphertext::new("~01ab").is_ok());
        assert_eq!(ContractId::new(""), Err(IdError::Characters));
        assert_eq!(ContractId::new("a\r\nb"), Err(IdError::Characters));
    }

    #[test]
    fn what_a_server_sends_is_taken_and_shown_safely() {
        let id: OrganizationId = serde_json::from_str("470").unwrap();
        assert_eq!(id.as_str(), "470");
        let id: OrganizationId = serde_json::from_str("\"\\u001b[31m\"").unwrap();
        assert_eq!(id.to_string(), "\\u{1b}[31m");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"\\u001b[31m\"");
    }
}
