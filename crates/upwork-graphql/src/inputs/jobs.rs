//! Job search and job postings.

use super::{AreaFilter, FloatRange, IntRange, PageFilterInput, Pagination};
use crate::enums::{
    AccessType, ContractType, ContractorType, Earning, EngagementType, EnglishProficiency, ExperienceLevel,
    JobDuration, JobPostSkillRelevance, JobPostType, JobPostingHourlyBudgetType, JobPostingStatus,
    MarketplaceJobPostingSearchSortField, OnSiteType, QuestionType, SandsJobPostStatus,
};
use crate::ids::{Id, OntologyId, OrganizationId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Words to search for.
    SearchTerm {
        ;
        and_terms_all "andTerms_all": Vec<String>,
        or_terms_any "orTerms_any": Vec<String>,
        exact_terms_any "exactTerms_any": Vec<String>,
        exclude_terms_any "excludeTerms_any": Vec<String>,
    }

    /// What a job search is for.
    MarketplaceJobPostingsSearchFilter {
        ;
        search_expression_eq "searchExpression_eq": String,
        skill_expression_eq "skillExpression_eq": String,
        title_expression_eq "titleExpression_eq": String,
        search_term_eq "searchTerm_eq": SearchTerm,
        category_ids_any "categoryIds_any": Vec<OntologyId>,
        subcategory_ids_any "subcategoryIds_any": Vec<OntologyId>,
        occupation_ids_any "occupationIds_any": Vec<OntologyId>,
        ontology_skill_ids_all "ontologySkillIds_all": Vec<OntologyId>,
        job_type_eq "jobType_eq": ContractType,
        workload_eq "workload_eq": EngagementType,
        client_hires_range_eq "clientHiresRange_eq": IntRange,
        budget_range_eq "budgetRange_eq": IntRange,
        hourly_rate_eq "hourlyRate_eq": IntRange,
        verified_payment_only_eq "verifiedPaymentOnly_eq": bool,
        previous_clients_eq "previousClients_eq": bool,
        experience_level_eq "experienceLevel_eq": ExperienceLevel,
        locations_any "locations_any": Vec<String>,
        timezone_eq "timezone_eq": String,
        ptc_ids_any "ptcIds_any": Vec<Id>,
        ptc_only_eq "ptcOnly_eq": bool,
        enterprise_only_eq "enterpriseOnly_eq": bool,
        proposal_range_eq "proposalRange_eq": IntRange,
        pagination_eq "pagination_eq": Pagination,
        area_eq "area_eq": AreaFilter,
        preserve_facet_eq "preserveFacet_eq": String,
        user_location_match_eq "userLocationMatch_eq": bool,
        visitor_country_eq "visitorCountry_eq": String,
    }

    /// What a job search is sorted by.
    MarketplaceJobPostingSearchSortAttribute {
        field "field": MarketplaceJobPostingSearchSortField,
    }

    /// What the public job search is for.
    PublicMarketplaceJobPostingsSearchFilter {
        ;
        search_expression_eq "searchExpression_eq": String,
        client_hires_range_eq "clientHiresRange_eq": IntRange,
        contractor_tier_eq "contractorTier_eq": ExperienceLevel,
        days_posted_eq "daysPosted_eq": i32,
        duration_any "duration_any": Vec<JobDuration>,
        freelancers_needed_eq "freelancersNeeded_eq": i32,
        enterprise_only_eq "enterpriseOnly_eq": bool,
        workload_eq "workload_eq": EngagementType,
        proposal_range_eq "proposalRange_eq": IntRange,
        verified_payment_only_eq "verifiedPaymentOnly_eq": bool,
        occupation_ids_any "occupationIds_any": Vec<OntologyId>,
        client_feed_back_range_eq "clientFeedBackRange_eq": FloatRange,
        budget_range_eq "budgetRange_eq": IntRange,
        job_type_eq "jobType_eq": ContractType,
        locations_any "locations_any": Vec<String>,
        area_eq "area_eq": AreaFilter,
        pagination "pagination": PageFilterInput,
    }

    /// A new job posting.
    JobPostingCreateRequest {
        organization_id "organizationId": OrganizationId,
        ;
        job_posting_info "jobPostingInfo": JobPostingRequestInfo,
        qualifications "qualifications": JobPostingQualificationRequest,
        questions "questions": Vec<JobPostingQuestionRequest>,
        attachment_ids "attachmentIds": Vec<Id>,
        invite_post "invitePost": bool,
        sands_job_post "sandsJobPost": SandsJobPostRequest,
    }

    /// A changed job posting.
    JobPostingUpdateRequest {
        organization_id "organizationId": OrganizationId,
        ;
        job_posting_info "jobPostingInfo": JobPostingRequestInfo,
        qualifications "qualifications": JobPostingQualificationRequest,
        questions "questions": Vec<JobPostingQuestionRequest>,
        attachment_ids "attachmentIds": Vec<Id>,
        invite_post "invitePost": bool,
        sands_job_post "sandsJobPost": SandsJobPostRequest,
    }

    /// What a job posting says.
    JobPostingRequestInfo {
        ;
        title "title": String,
        description "description": String,
        engagement_type "engagementType": EngagementType,
        duration_id "durationId": Id,
        status "status": JobPostingStatus,
        type_ "type": JobPostType,
        amount "amount": String,
        cover_letter_required "coverLetterRequired": bool,
        access "access": AccessType,
        experience_level "experienceLevel": ExperienceLevel,
        freelancers_to_hire "freelancersToHire": i32,
        category_id "categoryId": OntologyId,
        end_date "endDate": String,
        start_date "startDate": String,
        keep_open_on_hire "keepOpenOnHire": bool,
        freelancer_milestones_allowed "freelancerMilestonesAllowed": bool,
        premium "premium": bool,
        hide_budget "hideBudget": bool,
        hourly_budget_type "hourlyBudgetType": JobPostingHourlyBudgetType,
        hourly_budget_min "hourlyBudgetMin": String,
        hourly_budget_max "hourlyBudgetMax": String,
    }

    /// Whom a job posting is for.
    JobPostingQualificationRequest {
        ;
        has_portfolio "hasPortfolio": bool,
        contractor_type "contractorType": ContractorType,
        job_success_score "jobSuccessScore": i32,
        english_proficiency "englishProficiency": EnglishProficiency,
        rising_talent "risingTalent": bool,
        countries "countries": Vec<String>,
        regions "regions": Vec<String>,
        location_check_required "locationCheckRequired": bool,
        states "states": Vec<String>,
        timezones "timezones": Vec<String>,
        earnings "earnings": Earning,
        local_market "localMarket": bool,
        on_site_type "onSiteType": OnSiteType,
        languages "languages": Vec<String>,
    }

    /// A question to those who apply.
    JobPostingQuestionRequest {
        question "question": String,
        ;
        type_ "type": QuestionType,
    }

    /// What a job posting is about.
    SandsJobPostRequest {
        ;
        occupation_id "occupationId": String,
        skills "skills": Vec<JobPostingSkillInput>,
        status "status": SandsJobPostStatus,
        tags "tags": Vec<String>,
        additional_skills "additionalSkills": Vec<JobPostingAdditionalSkillInput>,
        occupations "occupations": Vec<OntologyId>,
    }

    /// A skill that a job posting asks for.
    JobPostingSkillInput {
        parent_skill_id "parentSkillId": String,
        ;
        skill_id "skillId": String,
        freetext "freetext": String,
        relevance "relevance": JobPostSkillRelevance,
    }

    /// A further skill that a job posting asks for.
    JobPostingAdditionalSkillInput {
        ;
        skill_id "skillId": String,
        freetext "freetext": String,
        relevance "relevance": JobPostSkillRelevance,
    }
}
