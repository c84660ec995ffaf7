//! Users, organizations, staff.

use crate::enums::{OrgLegacyType, OrgType};
use crate::ids::{Id, OrganizationId, UserId};
use crate::inputs::{ActivityFilterInput, CustomFieldsInput, PageFilterInput, Pagination};
use crate::macros::operations;
use crate::types;
use alloc::string::String;
use alloc::vec::Vec;

operations! {
    /// The organizations that the user can act for; ask this first, for the tenant.
    query "companySelector" CompanySelector {} -> Option<types::CompanySelector>;

    /// The organization that the request is made for, with its teams.
    query "organization" Organization {} -> Option<types::Organization>;

    /// The user who signed in.
    query "user" CurrentUser {} -> Option<types::CurrentUser>;

    /// Another user, as far as the caller may see him.
    query "userDetails" UserDetails { id "id": UserId } -> Option<types::UserDetails>;

    /// The organization's account for payments, which [`TransactionHistory`](super::TransactionHistory)
    /// is asked by.
    query "accountingEntity" AccountingEntity {} -> Option<types::AccountingEntity>;

    /// On which staffs someone is.
    query "staffsByPersonId" StaffsByPersonId {
        person_id "personId": UserId;
        status "status": i32,
        staff_type "staffType": String,
        affiliate_contractor "affiliateContractor": bool,
        hierarchy "hierarchy": bool,
        org_legacy_type "orgLegacyType": OrgLegacyType,
        org_type "orgType": OrgType,
        hidden_org "hiddenOrg": bool,
        active_org "activeOrg": bool,
        eac "eac": bool,
        pagination "pagination": Pagination,
    } -> Option<types::StaffsConnection>;

    /// What a team bills time on.
    query "teamActivities" TeamActivities {
        org_id "orgId": OrganizationId;
        team_id "teamId": Id,
        page "page": PageFilterInput,
        filter "filter": ActivityFilterInput,
    } -> Option<types::ActivitiesConnection>;

    /// The organization's own fields on offers, job postings and contracts.
    query "customFields" CustomFields {
        input "input": CustomFieldsInput;
        offset "offset": i32,
        limit "limit": i32,
    } -> Vec<Option<types::CustomFields>>;
}
