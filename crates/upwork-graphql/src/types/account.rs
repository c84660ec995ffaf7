//! Users, organizations, staff.

use super::PageInfo;
use crate::enums::{
    CompanySelectorOrganizationLegacyType, CompanySelectorOrganizationType, CustomFieldsTypeSnap,
};
use crate::ids::{AccountingEntityId, Ciphertext, Id, JobPostingId, OfferId, OrganizationId, UserId};
use crate::macros::objects;
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
        organization_type "organizationType": Option<CompanySelectorOrganizationType>,
        organization_legacy_type "organizationLegacyType": Option<CompanySelectorOrganizationLegacyType>,
        type_title "typeTitle": Option<String>,
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
        ciphertext "ciphertext": Option<Ciphertext>,
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

    /// The organization's account for payments.
    AccountingEntity {
        id "id": Option<AccountingEntityId>,
    }

    /// A page of the organizations' staff.
    StaffsConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<StaffsConnectionEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`StaffsConnection`].
    StaffsConnectionEdge {
        node "node": Option<Staff>,
    }

    /// Someone's membership.
    Staff {
        id "id": Option<Id>,
        user "user": Option<StaffUser>,
        creation_date "creationDate": Option<String>,
    }

    /// A person on a staff.
    StaffUser {
        id "id": Option<UserId>,
        name "name": Option<String>,
    }

    /// A page of a team's activities.
    ActivitiesConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<ActivityEdge>>,
        page "page": Option<Page>,
    }

    /// An entry of [`ActivitiesConnection`].
    ActivityEdge {
        node "node": Option<Activity>,
    }

    /// The page that came.
    Page {
        page_offset "pageOffset": Option<i64>,
        page_size "pageSize": Option<i64>,
    }

    /// What a team bills time on.
    Activity {
        record_id "recordId": Option<Id>,
        code "code": Option<String>,
        description "description": Option<String>,
        status "status": Option<String>,
        total_contracts "totalContracts": Option<i64>,
        url "url": Option<String>,
    }

    /// An organization's own field on a contract, an offer or a job posting.
    CustomFields {
        id "id": Option<Id>,
        response_id "responseId": Option<Id>,
        item_id "itemId": Option<Id>,
        type_snap "typeSnap": Option<CustomFieldsTypeSnap>,
        label_snap "labelSnap": Option<String>,
        display_value_snap "displayValueSnap": Option<String>,
        offer_id "offerId": Option<OfferId>,
        job_posting_id "jobPostingId": Option<JobPostingId>,
        stale "stale": Option<bool>,
    }
}
