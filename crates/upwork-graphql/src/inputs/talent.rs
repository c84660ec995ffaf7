//! Talent search and profiles.

use super::Paging;
use crate::enums::{
    FreelancerProfileSearchUserTypeEnum, FreelancerType, SortOrder, TalentContractStatus,
    TalentWorkAccessType, TalentWorkHistorySortType,
};
use crate::ids::{ContractId, UserId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which freelancers.
    FreelancerProfileSearchFilter {
        user_type "userType": FreelancerProfileSearchUserTypeEnum,
        ;
        weighted_ontology_ids "weightedOntologyIds": Vec<FreelancerProfileSearchWeightedOntologyIdInput>,
        keyword "keyword": String,
        occupation_ids "occupationIds": Vec<String>,
        location "location": FreelancerProfileSearchLocationInput,
    }

    /// An entity of the ontology, and how much it counts.
    FreelancerProfileSearchWeightedOntologyIdInput {
        ontology_id "ontologyId": String,
        weight "weight": f64,
    }

    /// Where freelancers are.
    FreelancerProfileSearchLocationInput {
        ;
        country "country": String,
        state "state": String,
        city "city": String,
        area "area": FreelancerProfileSearchAreaInput,
    }

    /// A place on the map.
    FreelancerProfileSearchAreaInput {
        latitude "latitude": f64,
        longitude "longitude": f64,
    }

    /// What the search by meaning is for.
    SemSearchV2Request {
        ;
        paging "paging": Paging,
        user_query "userQuery": String,
        occupation_uid "occupationUid": String,
        title "title": String,
        countries "countries": Vec<String>,
        states "states": Vec<String>,
        cities "cities": Vec<String>,
        hourly_rate "hourlyRate": SemSearchV2DoubleRange,
        job_success_score "jobSuccessScore": SemSearchV2DoubleRange,
        total_jobs "totalJobs": SemSearchV2IntRange,
        top_rated "topRated": bool,
        rising_talent "risingTalent": bool,
        skills_names "skillsNames": Vec<String>,
        skills_uids "skillsUids": Vec<String>,
        type_ "type": FreelancerType,
    }

    /// From one number to another.
    SemSearchV2DoubleRange {
        ;
        min "min": f64,
        max "max": f64,
    }

    /// From one whole number to another.
    SemSearchV2IntRange {
        ;
        min "min": i32,
        max "max": i32,
    }

    /// Whose work.
    TalentWorkHistoryFilterInput {
        person_id "personId": UserId,
        ;
        contract_ids "contractIds": Vec<ContractId>,
        exclude_no_feedback "excludeNoFeedback": bool,
        visibility "visibility": TalentWorkAccessType,
        status "status": Vec<TalentContractStatus>,
        sort "sort": TalentWorkHistorySort,
        pagination "pagination": TalentWorkHistoryPagination,
    }

    /// A page of a freelancer's work. [`OffsetPages`](crate::page::OffsetPages) makes them.
    TalentWorkHistoryPagination {
        offset "offset": i32,
        limit "limit": i32,
    }

    /// What a freelancer's work is sorted by.
    TalentWorkHistorySort {
        type_ "type": TalentWorkHistorySortType,
        order "order": SortOrder,
    }
}
