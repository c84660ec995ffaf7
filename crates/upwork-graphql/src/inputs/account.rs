//! Users, organizations, staff.

use crate::ids::{ContractId, Id, JobPostingId, OfferId, OrganizationId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which activities.
    ActivityFilterInput {
        ;
        contract_id "contractId": ContractId,
        search "search": String,
        status "status": String,
        details_limit "detailsLimit": i32,
    }

    /// Which custom fields.
    CustomFieldsInput {
        ;
        ids "ids": Vec<Id>,
        item_ids "itemIds": Vec<Id>,
        offer_ids "offerIds": Vec<OfferId>,
        job_posting_ids "jobPostingIds": Vec<JobPostingId>,
        organization_ids "organizationIds": Vec<OrganizationId>,
    }
}
