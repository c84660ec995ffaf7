//! Users and organizations.

use crate::ids::UserId;
use crate::macros::{joined, operations};
use crate::types;

operations! {
    /// The organizations that the user can act for; ask this first, for the tenant.
    query "companySelector" CompanySelector {} -> Option<types::CompanySelector>;

    /// The organization that the request is made for, with its teams.
    query "organization" Organization {} -> Option<types::Organization>;

    /// The user who signed in.
    query "user" CurrentUser {} -> Option<types::CurrentUser>;

    /// Another user, as far as the caller may see him.
    query "userDetails" UserDetails { id "id": UserId } -> Option<types::UserDetails>;
}
