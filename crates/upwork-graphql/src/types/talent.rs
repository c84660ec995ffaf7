//! Talent search and profiles.

use super::{Country, Language, Money, PageInfo, Skill};
use crate::enums::{FreelancerProfileAvailabilityCapacity, PersonalDataProfileState, TalentContractStatus};
use crate::ids::{Ciphertext, ContractId, Id, UserId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// A page of a talent search.
    FreelancerProfilesSearchRecordsConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<FreelancerProfilesSearchResultEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`FreelancerProfilesSearchRecordsConnection`].
    FreelancerProfilesSearchResultEdge {
        cursor "cursor": Option<String>,
        node "node": Option<FreelancerProfilesSearchRecord>,
    }

    /// A freelancer as the search finds him. `__typename` tells which of the two records came; the
    /// second has only the first two fields.
    FreelancerProfilesSearchRecord {
        type_name "__typename": Option<String>,
        short_name "shortName" [on "FreelancerProfilesSearchRecordInterface"]: Option<String>,
        ciphertext "ciphertext" [on "FreelancerProfilesSearchRecordInterface"]: Option<Ciphertext>,
        id "id" [on "FreelancerProfilesSearchRecord"]: Option<UserId>,
        title "title" [on "FreelancerProfilesSearchRecord"]: Option<String>,
        description "description" [on "FreelancerProfilesSearchRecord"]: Option<String>,
        portrait "portrait" [on "FreelancerProfilesSearchRecord"]: Option<String>,
        last_active_date_time "lastActiveDateTime" [on "FreelancerProfilesSearchRecord"]: Option<String>,
        total_hourly_jobs "totalHourlyJobs" [on "FreelancerProfilesSearchRecord"]: Option<i64>,
        total_fixed_price_jobs "totalFixedPriceJobs" [on "FreelancerProfilesSearchRecord"]: Option<i64>,
        hourly_rate "hourlyRate" [on "FreelancerProfilesSearchRecord"]: Option<Money>,
        top_rated_status "topRatedStatus" [on "FreelancerProfilesSearchRecord"]: Option<String>,
        avg_feedback_score "avgFeedbackScore" [on "FreelancerProfilesSearchRecord"]: Option<f64>,
        total_feedback_count "totalFeedbackCount" [on "FreelancerProfilesSearchRecord"]: Option<f64>,
        skills "skills" [on "FreelancerProfilesSearchRecord"]: Vec<Option<Skill>>,
        location "location" [on "FreelancerProfilesSearchRecord"]: Option<FreelancerSearchResultLocation>,
    }

    /// Where a freelancer is.
    FreelancerSearchResultLocation {
        country "country": Option<String>,
        state "state": Option<String>,
        city "city": Option<String>,
    }

    /// The searches that stand under one field.
    Search {
        search_freelancer_public_profile "searchFreelancerPublicProfile" ("(request:$request)"): Option<SemSearchV2Response>,
    }

    /// A page of the search by meaning.
    SemSearchV2Response {
        paging_info "pagingInfo": Option<PagingInfo>,
        profiles "profiles": Vec<Option<SemSearchV2Profile>>,
    }

    /// Which page came, and of how many.
    PagingInfo {
        total "total": Option<i64>,
        offset "offset": Option<i64>,
        count "count": Option<i64>,
    }

    /// An entry of [`SemSearchV2Response`].
    SemSearchV2Profile {
        profile "profile": Option<TalentProfile>,
    }

    /// A freelancer's profile in the newer form.
    TalentProfile {
        person_id "personId": Option<UserId>,
        identity "identity": Option<TalentProfileIdentity>,
        personal_data "personalData": Option<TalentProfilePersonalData>,
        profile_aggregates "profileAggregates": Option<TalentProfileAggregate>,
        skills "skills": Vec<Option<TalentProfilePersonSkill>>,
    }

    /// The ids of a profile.
    TalentProfileIdentity {
        id "id": Option<UserId>,
        ciphertext "ciphertext": Option<Ciphertext>,
    }

    /// Who a freelancer is.
    TalentProfilePersonalData {
        first_name "firstName": Option<String>,
        last_name "lastName": Option<String>,
        title "title": Option<String>,
        description "description": Option<String>,
        charge_rate "chargeRate": Option<Money>,
        profile_url "profileUrl": Option<String>,
        profile_state "profileState": Option<PersonalDataProfileState>,
        location "location": Option<PersonalDataLocation>,
    }

    /// Where a freelancer is.
    PersonalDataLocation {
        country "country": Option<String>,
        state "state": Option<String>,
        city "city": Option<String>,
        timezone "timezone": Option<String>,
    }

    /// What a freelancer has done, in numbers.
    TalentProfileAggregate {
        total_jobs "totalJobs": Option<i64>,
        total_hourly_jobs "totalHourlyJobs": Option<i64>,
        total_fixed_jobs "totalFixedJobs": Option<i64>,
        top_rated_status "topRatedStatus": Option<String>,
        total_feedback "totalFeedback": Option<f64>,
        total_earnings "totalEarnings": Option<f64>,
        last_worked_on "lastWorkedOn": Option<String>,
    }

    /// A skill that a freelancer has.
    TalentProfilePersonSkill {
        id "id": Option<Id>,
        skill "skill": Option<String>,
        pretty_name "prettyName": Option<String>,
    }

    /// A page of a freelancer's work.
    TalentWorkHistoryConnection {
        total_count "totalCount": Option<i64>,
        work_history_list "workHistoryList": Vec<Option<TalentWorkHistory>>,
    }

    /// A contract that a freelancer had.
    TalentWorkHistory {
        contract "contract": Option<TalentContract>,
        contract_aggregate "contractAggregate": Option<TalentContractAggregate>,
        feedback "feedback": Option<TalentContractFeedback>,
    }

    /// The contract of [`TalentWorkHistory`].
    TalentContract {
        id "id": Option<ContractId>,
        title "title": Option<String>,
        status "status": Option<TalentContractStatus>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
    }

    /// What a contract came to.
    TalentContractAggregate {
        total_charge "totalCharge": Option<String>,
        hours "hours": Option<String>,
    }

    /// What the two said of each other.
    TalentContractFeedback {
        feedback_to_freelancer "feedbackToFreelancer": Option<TalentWorkFeedback>,
        feedback_to_client "feedbackToClient": Option<TalentWorkFeedback>,
    }

    /// What one said of the other.
    TalentWorkFeedback {
        score "score": Option<f64>,
        comment "comment": Option<String>,
        response "response": Option<String>,
    }

    /// A freelancer's profile.
    FreelancerProfile {
        full_name "fullName": Option<String>,
        first_name "firstName": Option<String>,
        last_name "lastName": Option<String>,
        personal_data "personalData": Option<FreelancerProfilePersonalData>,
        country_details "countryDetails": Option<Country>,
        aggregates "aggregates": Option<FreelancerProfileAggregates>,
        availability "availability": Option<FreelancerProfileAvailability>,
        skills "skills": Option<FreelancerSkillsConnection>,
        languages "languages": Option<FreelancerProfileLanguagesConnection>,
        employment_records "employmentRecords": Vec<Option<FreelancerProfileEmploymentRecord>>,
        education_records "educationRecords": Vec<Option<FreelancerProfileEducationRecord>>,
    }

    /// What a profile says at its top.
    FreelancerProfilePersonalData {
        title "title": Option<String>,
        description "description": Option<String>,
        charge_rate "chargeRate": Option<Money>,
        profile_url "profileUrl": Option<String>,
        profile_state "profileState": Option<PersonalDataProfileState>,
    }

    /// What a freelancer has done, in numbers.
    FreelancerProfileAggregates {
        total_hourly_jobs "totalHourlyJobs": Option<i64>,
        total_fixed_jobs "totalFixedJobs": Option<i64>,
        total_hours "totalHours": Option<f64>,
        total_feedback "totalFeedback": Option<f64>,
        job_success_score "jobSuccessScore": Option<f64>,
        top_rated_status "topRatedStatus": Option<String>,
        top_rated_plus_status "topRatedPlusStatus": Option<String>,
        total_earnings "totalEarnings": Option<Money>,
        last_worked_date_time "lastWorkedDateTime": Option<String>,
    }

    /// How much a freelancer can work.
    FreelancerProfileAvailability {
        id "id": Option<Id>,
        capacity "capacity": Option<FreelancerProfileAvailabilityCapacity>,
        name "name": Option<String>,
        availability_date_time "availabilityDateTime": Option<String>,
    }

    /// The skills of a profile.
    FreelancerSkillsConnection {
        edges "edges": Vec<Option<FreelancerSkillEdge>>,
    }

    /// An entry of [`FreelancerSkillsConnection`].
    FreelancerSkillEdge {
        node "node": Option<Skill>,
    }

    /// The languages of a profile.
    FreelancerProfileLanguagesConnection {
        edges "edges": Vec<Option<FreelancerProfileLanguageEdge>>,
    }

    /// An entry of [`FreelancerProfileLanguagesConnection`].
    FreelancerProfileLanguageEdge {
        node "node": Option<FreelancerProfileLanguage>,
    }

    /// A language that a freelancer speaks.
    FreelancerProfileLanguage {
        id "id": Option<Id>,
        language "language": Option<Language>,
        verified "verified": Option<bool>,
    }

    /// A job that a freelancer had elsewhere.
    FreelancerProfileEmploymentRecord {
        id "id": Option<Id>,
        company_name "companyName": Option<String>,
        job_title "jobTitle": Option<String>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
        description "description": Option<String>,
        city "city": Option<String>,
        country "country": Option<String>,
    }

    /// Where a freelancer learned.
    FreelancerProfileEducationRecord {
        id "id": Option<Id>,
        institution_name "institutionName": Option<String>,
        area_of_study "areaOfStudy": Option<String>,
        degree "degree": Option<String>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
    }
}
