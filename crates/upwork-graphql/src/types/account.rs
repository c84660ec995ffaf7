//! Users and organizations.

use crate::ids::{OrganizationId, UserId};
use crate::macros::{joined, objects};
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// The organizations that the user can act for.
    CompanySelector {
        items "items": Vec<Option<CompanySelectorItem>>,
    }

    /// An organization that the user can act for.
    CompanySelectorItem {
        /// The name that the web site shows.
        title "title": Option<String>,
        /// What [`Tenant::Organization`](crate::api::Tenant::Organization) takes.
        organization_id "organizationId": Option<OrganizationId>,
    }

    /// The organization that the request was made for.
    Organization {
        id "id": Option<OrganizationId>,
        child_organizations "childOrganizations": Vec<Option<ChildOrganization>>,
    }

    /// A team or a division.
    ChildOrganization {
        id "id": Option<OrganizationId>,
        name "name": Option<String>,
    }

    /// The user who signed in.
    CurrentUser {
        id "id": Option<UserId>,
        /// The name that he signs in with.
        nid "nid": Option<String>,
        /// The id of older systems.
        rid "rid": Option<String>,
        name "name": Option<String>,
        email "email": Option<String>,
        photo_url "photoUrl": Option<String>,
    }

    /// Another user.
    UserDetails {
        id "id": Option<UserId>,
        name "name": Option<String>,
        first_name "firstName": Option<String>,
        last_name "lastName": Option<String>,
        photo_url "photoUrl": Option<String>,
        public_url "publicUrl": Option<String>,
        email "email": Option<String>,
    }
}
