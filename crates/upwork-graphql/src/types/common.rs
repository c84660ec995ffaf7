//! What all areas share.

use crate::ids::{Ciphertext, Id, OntologyId, OrganizationId, UserId};
use crate::macros::objects;
use alloc::string::String;

objects! {
    /// An amount of money.
    Money {
        /// The amount in the currency's main unit, as a decimal text.
        raw_value "rawValue": Option<String>,
        /// The currency's ISO 4217 code.
        currency "currency": Option<String>,
        display_value "displayValue": Option<String>,
    }

    /// A point in time.
    DateTime {
        /// Milliseconds since 1970 as a text, where users have seen it.
        raw_value "rawValue": Option<String>,
        display_value "displayValue": Option<String>,
    }

    /// Where a page of a list ends.
    PageInfo {
        end_cursor "endCursor": Option<String>,
        has_next_page "hasNextPage": Option<bool>,
    }

    /// A person, in short.
    UserSummary {
        id "id": Option<UserId>,
        name "name": Option<String>,
        photo_url "photoUrl": Option<String>,
        ciphertext "ciphertext": Option<Ciphertext>,
    }

    /// An organization, in short.
    OrganizationSummary {
        id "id": Option<OrganizationId>,
        name "name": Option<String>,
    }

    /// A country.
    Country {
        id "id": Option<Id>,
        name "name": Option<String>,
        two_letter_abbreviation "twoLetterAbbreviation": Option<String>,
        three_letter_abbreviation "threeLetterAbbreviation": Option<String>,
    }

    /// A key and its value.
    StringMapElement {
        key "key": Option<String>,
        value "value": Option<String>,
    }

    /// A skill of Upwork's ontology.
    Skill {
        id "id": Option<OntologyId>,
        ontology_id "ontologyId": Option<Ciphertext>,
        preferred_label "preferredLabel": Option<String>,
        pretty_name "prettyName": Option<String>,
    }

    /// An occupation of Upwork's ontology.
    Occupation {
        id "id": Option<OntologyId>,
        ontology_id "ontologyId": Option<Ciphertext>,
        preferred_label "preferredLabel": Option<String>,
    }

    /// A category that jobs are posted in.
    JobCategory {
        id "id": Option<OntologyId>,
        ontology_id "ontologyId": Option<Ciphertext>,
        preferred_label "preferredLabel": Option<String>,
    }
}
