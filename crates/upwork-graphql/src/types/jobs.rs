//! Job search and job postings.

use super::{Country, JobCategory, Money, Occupation, OrganizationSummary, PageInfo, Skill, UserSummary};
use crate::enums::{
    AccessType, ClientVerificationStatus, ContractType, ContractorTier, ContractorType, Earning,
    EngagementType, EnglishProficiency, ExperienceLevel, FreelancerProfileExperienceLevel, JobDuration,
    JobPostingHourlyBudgetType, JobPostingStatus, JobStatus, OnSiteType, PaymentVerificationStatus,
    WorkFlowStateStatus,
};
use crate::ids::{Ciphertext, Id, JobPostingId, OntologyId, OrganizationId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// A page of a job search.
    MarketplaceJobPostingSearchConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<MarketplaceJobPostingSearchEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`MarketplaceJobPostingSearchConnection`].
    MarketplaceJobPostingSearchEdge {
        cursor "cursor": Option<String>,
        node "node": Option<MarketplaceJobPostingSearchResult>,
    }

    /// A job as the search finds it.
    MarketplaceJobPostingSearchResult {
        id "id": Option<JobPostingId>,
        ciphertext "ciphertext": Option<Ciphertext>,
        title "title": Option<String>,
        description "description": Option<String>,
        created_date_time "createdDateTime": Option<String>,
        published_date_time "publishedDateTime": Option<String>,
        renewed_date_time "renewedDateTime": Option<String>,
        category "category": Option<String>,
        subcategory "subcategory": Option<String>,
        experience_level "experienceLevel": Option<FreelancerProfileExperienceLevel>,
        duration "duration": Option<JobDuration>,
        duration_label "durationLabel": Option<String>,
        engagement "engagement": Option<String>,
        /// The budget of a fixed-price job.
        amount "amount": Option<Money>,
        hourly_budget_type "hourlyBudgetType": Option<JobPostingHourlyBudgetType>,
        hourly_budget_min "hourlyBudgetMin": Option<Money>,
        hourly_budget_max "hourlyBudgetMax": Option<Money>,
        weekly_budget "weeklyBudget": Option<Money>,
        total_applicants "totalApplicants": Option<i64>,
        total_freelancers_to_hire "totalFreelancersToHire": Option<i64>,
        preferred_freelancer_location "preferredFreelancerLocation": Vec<Option<String>>,
        enterprise "enterprise": Option<bool>,
        premium "premium": Option<bool>,
        applied "applied": Option<bool>,
        skills "skills": Vec<Option<MarketplaceJobPostingSearchSkill>>,
        client "client": Option<MarketplaceJobPostingSearchClientInfo>,
    }

    /// A skill that a job asks for.
    MarketplaceJobPostingSearchSkill {
        name "name": Option<String>,
        pretty_name "prettyName": Option<String>,
        highlighted "highlighted": Option<bool>,
    }

    /// Who posted a job.
    MarketplaceJobPostingSearchClientInfo {
        /// The organization's id in older systems.
        company_rid "companyRid": Option<String>,
        total_hires "totalHires": Option<i64>,
        total_posted_jobs "totalPostedJobs": Option<i64>,
        total_reviews "totalReviews": Option<i64>,
        total_feedback "totalFeedback": Option<f64>,
        total_spent "totalSpent": Option<Money>,
        verification_status "verificationStatus": Option<ClientVerificationStatus>,
        has_financial_privacy "hasFinancialPrivacy": Option<bool>,
        location "location": Option<MarketPlaceJobSearchLocation>,
    }

    /// Where a client is.
    MarketPlaceJobSearchLocation {
        country "country": Option<String>,
        state "state": Option<String>,
        city "city": Option<String>,
        timezone "timezone": Option<String>,
    }

    /// A page of the search that needs no rights of a freelancer.
    PublicMarketplaceJobPostingsSearchConnection {
        jobs "jobs": Vec<Option<PublicMarketplaceJobPosting>>,
        paging "paging": Option<PageInfo>,
    }

    /// A job as the public search finds it.
    PublicMarketplaceJobPosting {
        id "id": Option<JobPostingId>,
        ciphertext "ciphertext": Option<Ciphertext>,
        title "title": Option<String>,
        description "description": Option<String>,
        type_ "type": Option<ContractType>,
        job_status "jobStatus": Option<JobStatus>,
        created_date_time "createdDateTime": Option<String>,
        published_date_time "publishedDateTime": Option<String>,
        category "category": Option<String>,
        subcategory "subcategory": Option<String>,
        contractor_tier "contractorTier": Option<ContractorTier>,
        duration "duration": Option<String>,
        duration_label "durationLabel": Option<String>,
        engagement "engagement": Option<String>,
        amount "amount": Option<Money>,
        hourly_budget_min "hourlyBudgetMin": Option<f64>,
        hourly_budget_max "hourlyBudgetMax": Option<f64>,
        weekly_budget "weeklyBudget": Option<Money>,
        total_applicants "totalApplicants": Option<i64>,
        freelancers_to_hire "freelancersToHire": Option<i64>,
        skills "skills": Vec<Option<PublicMarketplaceJobPostingSearchSkill>>,
        client "client": Option<PublicMarketplaceJobPostingsSearchClient>,
    }

    /// A skill that a job asks for.
    PublicMarketplaceJobPostingSearchSkill {
        name "name": Option<String>,
        pretty_name "prettyName": Option<String>,
        highlighted "highlighted": Option<bool>,
    }

    /// Who posted a job.
    PublicMarketplaceJobPostingsSearchClient {
        company_rid "companyRid": Option<String>,
        total_hires "totalHires": Option<i64>,
        total_posted_jobs "totalPostedJobs": Option<i64>,
        total_reviews "totalReviews": Option<i64>,
        total_feedback "totalFeedback": Option<i64>,
        location "location": Option<MarketPlaceJobSearchLocation>,
    }

    /// Title and text of a job.
    MarketplaceJobPostingsContents {
        id "id": Option<JobPostingId>,
        ciphertext "ciphertext": Option<Ciphertext>,
        title "title": Option<String>,
        description "description": Option<String>,
        published_date_time "publishedDateTime": Option<String>,
    }

    /// A job, with all that a freelancer looks at before a proposal.
    MarketplaceJobPosting {
        id "id": Option<JobPostingId>,
        can_client_receive_contract_proposal "canClientReceiveContractProposal": Option<bool>,
        work_flow_state "workFlowState": Option<MarketplacePostingWorkFlowState>,
        ownership "ownership": Option<MarketplacePostingOwnership>,
        content "content": Option<MarketplaceJobPostingContent>,
        classification "classification": Option<MarketplacePostingClassification>,
        contract_terms "contractTerms": Option<MarketplaceContractTerms>,
        contractor_selection "contractorSelection": Option<MarketplaceContractorSelection>,
        activity_stat "activityStat": Option<MarketplacePostingActivityStat>,
        attachments "attachments": Vec<Option<MarketplacePostingAttachment>>,
        client_company_public "clientCompanyPublic": Option<MarketplacePublicCompanyInfo>,
    }

    /// Whether a job is open.
    MarketplacePostingWorkFlowState {
        status "status": Option<WorkFlowStateStatus>,
        close_result "closeResult": Option<String>,
    }

    /// Whose a job is.
    MarketplacePostingOwnership {
        company "company": Option<OrganizationSummary>,
        team "team": Option<OrganizationSummary>,
    }

    /// A job's text.
    MarketplaceJobPostingContent {
        title "title": Option<String>,
        description "description": Option<String>,
    }

    /// What a job is about.
    MarketplacePostingClassification {
        category "category": Option<JobCategory>,
        sub_category "subCategory": Option<JobCategory>,
        occupation "occupation": Option<Occupation>,
        skills "skills": Vec<Option<Skill>>,
        additional_skills "additionalSkills": Vec<Option<Skill>>,
    }

    /// What a job pays, and for how long.
    MarketplaceContractTerms {
        contract_type "contractType": Option<ContractType>,
        contract_start_date "contractStartDate": Option<String>,
        contract_end_date "contractEndDate": Option<String>,
        on_site_type "onSiteType": Option<OnSiteType>,
        persons_to_hire "personsToHire": Option<i64>,
        experience_level "experienceLevel": Option<ExperienceLevel>,
        fixed_price_contract_terms "fixedPriceContractTerms": Option<FixedPriceContractTerms>,
        hourly_contract_terms "hourlyContractTerms": Option<HourlyContractTerms>,
    }

    /// The terms of a fixed-price job.
    FixedPriceContractTerms {
        amount "amount": Option<Money>,
        max_amount "maxAmount": Option<Money>,
        engagement_duration "engagementDuration": Option<EngagementDuration>,
    }

    /// The terms of an hourly job.
    HourlyContractTerms {
        engagement_type "engagementType": Option<EngagementType>,
        engagement_duration "engagementDuration": Option<EngagementDuration>,
        hourly_budget_type "hourlyBudgetType": Option<JobPostingHourlyBudgetType>,
        hourly_budget_min "hourlyBudgetMin": Option<f64>,
        hourly_budget_max "hourlyBudgetMax": Option<f64>,
    }

    /// How long a job lasts.
    EngagementDuration {
        id "id": Option<Id>,
        label "label": Option<String>,
        weeks "weeks": Option<i64>,
    }

    /// Whom a job is for.
    MarketplaceContractorSelection {
        proposal_requirement "proposalRequirement": Option<MarketplaceProposalRequirements>,
        qualification "qualification": Option<MarketplaceQualification>,
        location "location": Option<MarketplaceLocation>,
    }

    /// What a proposal must have.
    MarketplaceProposalRequirements {
        cover_letter_required "coverLetterRequired": Option<bool>,
        freelancer_milestones_allowed "freelancerMilestonesAllowed": Option<bool>,
        screening_questions "screeningQuestions": Vec<Option<MarketplaceQuestion>>,
    }

    /// A question to those who apply.
    MarketplaceQuestion {
        sequence_number "sequenceNumber": Option<i64>,
        question "question": Option<String>,
    }

    /// What a freelancer must have.
    MarketplaceQualification {
        contractor_type "contractorType": Option<ContractorType>,
        english_proficiency "englishProficiency": Option<EnglishProficiency>,
        has_portfolio "hasPortfolio": Option<bool>,
        hours_worked "hoursWorked": Option<i64>,
        rising_talent "risingTalent": Option<bool>,
        job_success_score "jobSuccessScore": Option<i64>,
        min_earning "minEarning": Option<Earning>,
    }

    /// Where a freelancer must be.
    MarketplaceLocation {
        countries "countries": Vec<Option<String>>,
        states "states": Vec<Option<String>>,
        timezones "timezones": Vec<Option<String>>,
        local_check_required "localCheckRequired": Option<bool>,
        local_market "localMarket": Option<bool>,
    }

    /// What happened to a job since.
    MarketplacePostingActivityStat {
        applications_bid_stats "applicationsBidStats": Option<ApplicationsBidStats>,
        job_activity "jobActivity": Option<JobActivity>,
    }

    /// What those who applied ask for.
    ApplicationsBidStats {
        avg_rate_bid "avgRateBid": Option<Money>,
        min_rate_bid "minRateBid": Option<Money>,
        max_rate_bid "maxRateBid": Option<Money>,
    }

    /// How many were invited, asked and hired.
    JobActivity {
        last_client_activity "lastClientActivity": Option<String>,
        invites_sent "invitesSent": Option<i64>,
        total_invited_to_interview "totalInvitedToInterview": Option<i64>,
        total_hired "totalHired": Option<i64>,
        total_unanswered_invites "totalUnansweredInvites": Option<i64>,
        total_offered "totalOffered": Option<i64>,
    }

    /// A file with a job.
    MarketplacePostingAttachment {
        id "id": Option<Id>,
        sequence_number "sequenceNumber": Option<i64>,
        file_name "fileName": Option<String>,
        file_size "fileSize": Option<i64>,
    }

    /// Who posted a job, as everybody may see.
    MarketplacePublicCompanyInfo {
        id "id": Option<OrganizationId>,
        country "country": Option<Country>,
        state "state": Option<String>,
        city "city": Option<String>,
        timezone "timezone": Option<String>,
        payment_verification "paymentVerification": Option<PaymentVerificationResult>,
    }

    /// Whether a client can pay.
    PaymentVerificationResult {
        status "status": Option<PaymentVerificationStatus>,
        payment_verified "paymentVerified": Option<bool>,
    }

    /// A job posting, as the client who posted it sees it.
    JobPosting {
        id "id": Option<JobPostingId>,
        version "version": Option<i64>,
        visibility "visibility": Option<AccessType>,
        info "info": Option<JobPostingInfo>,
        ownership "ownership": Option<JobPostingOwnership>,
        content "content": Option<JobPostingContent>,
        classification "classification": Option<JobPostingClassification>,
        contract_terms "contractTerms": Option<JobPostingContractTerms>,
        proposals_statistics "proposalsStatistics": Option<ProposalsStatistics>,
    }

    /// A job posting's state.
    JobPostingInfo {
        status "status": Option<JobPostingStatus>,
        audit_time "auditTime": Option<AuditTime>,
        publish_date_time "publishDateTime": Option<String>,
        filled_date_time "filledDateTime": Option<String>,
        keep_open_on_hire "keepOpenOnHire": Option<bool>,
        premium "premium": Option<bool>,
        legacy_ciphertext "legacyCiphertext": Option<Ciphertext>,
        hourly_budget_type "hourlyBudgetType": Option<JobPostingHourlyBudgetType>,
        hourly_budget_min "hourlyBudgetMin": Option<Money>,
        hourly_budget_max "hourlyBudgetMax": Option<Money>,
    }

    /// When something was made and changed.
    AuditTime {
        created_date_time "createdDateTime": Option<String>,
        modified_date_time "modifiedDateTime": Option<String>,
    }

    /// Whose a job posting is.
    JobPostingOwnership {
        user "user": Option<UserSummary>,
        company "company": Option<OrganizationSummary>,
        team "team": Option<OrganizationSummary>,
    }

    /// A job posting's text.
    JobPostingContent {
        title "title": Option<String>,
        description "description": Option<String>,
    }

    /// What a job posting is about.
    JobPostingClassification {
        category "category": Option<JobPostingCategory>,
        skills "skills": Vec<Option<Skill>>,
        additional_skills "additionalSkills": Vec<Option<Skill>>,
        occupation_id "occupationId": Option<OntologyId>,
    }

    /// A job posting's category.
    JobPostingCategory {
        id "id": Option<OntologyId>,
        name "name": Option<String>,
        slug "slug": Option<String>,
    }

    /// What a job posting pays, and for how long.
    JobPostingContractTerms {
        contract_type "contractType": Option<ContractType>,
        contract_start_date "contractStartDate": Option<String>,
        contract_end_date "contractEndDate": Option<String>,
        on_site_type "onSiteType": Option<OnSiteType>,
        persons_to_hire "personsToHire": Option<i64>,
        experience_level "experienceLevel": Option<ExperienceLevel>,
        fixed_price_contract_terms "fixedPriceContractTerms": Option<FixedPriceContractTerms>,
        hourly_contract_terms "hourlyContractTerms": Option<HourlyContractTerms>,
    }

    /// How many proposals a job posting has, by what became of them.
    ProposalsStatistics {
        total_proposals "totalProposals": Option<i64>,
        total_messaged "totalMessaged": Option<i64>,
        total_hired "totalHired": Option<i64>,
        total_invites_sent "totalInvitesSent": Option<i64>,
        total_archived "totalArchived": Option<i64>,
        total_declined "totalDeclined": Option<i64>,
        total_offered "totalOffered": Option<i64>,
        total_shortlisted "totalShortlisted": Option<i64>,
    }

    /// What was saved of a new job posting.
    JobPostingCreateResponse {
        id "id": Option<JobPostingId>,
        version "version": Option<i64>,
        qualifications_saved "qualificationsSaved": Option<bool>,
        skills_saved "skillsSaved": Option<bool>,
        questions_saved "questionsSaved": Option<bool>,
        attachments_saved "attachmentsSaved": Option<bool>,
    }

    /// What was saved of a changed job posting.
    JobPostingUpdateResponse {
        id "id": Option<JobPostingId>,
        version "version": Option<i64>,
        qualifications_saved "qualificationsSaved": Option<bool>,
        skills_saved "skillsSaved": Option<bool>,
        questions_saved "questionsSaved": Option<bool>,
        attachments_saved "attachmentsSaved": Option<bool>,
    }
}
