//! Talent search and profiles.

use crate::ids::Ciphertext;
use crate::inputs::{
    FreelancerProfileSearchFilter, Pagination, SemSearchV2Request, TalentWorkHistoryFilterInput,
};
use crate::macros::operations;
use crate::types;

operations! {
    /// The talent search.
    query "freelancerProfileSearchRecords" FreelancerProfileSearchRecords {
        filter "searchFilter": FreelancerProfileSearchFilter,
        pagination "pagination": Pagination,
    } -> Option<types::FreelancerProfilesSearchRecordsConnection>;

    /// The talent search by meaning, in public profiles.
    query "search" SearchFreelancers { request "request": SemSearchV2Request } -> Option<types::Search>, nested true;

    /// A freelancer's profile in the newer form.
    query "talentProfileByProfileKey" TalentProfileByProfileKey {
        profile_key "profileKey": Ciphertext,
    } -> Option<types::TalentProfile>;

    /// The contracts that a freelancer had.
    query "talentWorkHistory" TalentWorkHistory {
        filter "filter": TalentWorkHistoryFilterInput,
    } -> Option<types::TalentWorkHistoryConnection>;

    /// A freelancer's profile.
    query "freelancerProfileByProfileKey" FreelancerProfileByProfileKey {
        profile_key "profileKey": Ciphertext,
    } -> Option<types::FreelancerProfile>;
}
