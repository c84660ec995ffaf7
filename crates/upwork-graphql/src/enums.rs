//! Enums, all of them open: a value that came into the schema after this crate was made is kept as
//! its name, and can be sent by its name.

use crate::macros::enums;

enums! {
    /// Who may see a job posting.
    AccessType {
        PublicIndex "PUBLIC_INDEX", AccessPublic "ACCESS_PUBLIC", AccessPrivate "ACCESS_PRIVATE",
    }

    /// What a client, or Upwork for him, marked a proposal as.
    ClientProposalAnnotation {
        Recommended "Recommended", Shortlisted "Shortlisted", AutoHidden "Auto_Hidden", Read "Read",
        Hidden "Hidden", AiRecommended "AiRecommended", Sponsored "Sponsored",
    }

    /// How much those who propose must have earned.
    ClientProposalEarnedAmount {
        AnyAmountEarned "ANY_AMOUNT_EARNED", Dollor1PlusEarned "DOLLOR_1_PLUS_EARNED",
        Dollor100PlusEarned "DOLLOR_100_PLUS_EARNED", Dollor1kPlusEarned "DOLLOR_1K_PLUS_EARNED",
        Dollor10kPlusEarned "DOLLOR_10K_PLUS_EARNED", NoEarningsYet "NO_EARNINGS_YET",
    }

    /// How well those who propose must speak English.
    ClientProposalEnglishProficiency {
        AnyLevel "ANY_LEVEL", Basic "BASIC", Conversational "CONVERSATIONAL", Fluent "FLUENT",
        NativeOrBilingual "NATIVE_OR_BILINGUAL",
    }

    /// What those who propose may ask for an hour.
    ClientProposalHourlyRate {
        AnyHourlyRate "ANY_HOURLY_RATE", Dollor10AndBelow "DOLLOR_10_AND_BELOW",
        Dollor10To30 "DOLLOR_10_TO_30", Dollor30To60 "DOLLOR_30_TO_60",
        Dollor60AndAbove "DOLLOR_60_AND_ABOVE",
    }

    /// How many hours those who propose must have billed.
    ClientProposalHoursBilled {
        AnyHours "ANY_HOURS", OnePlusHoursBilled "ONE_PLUS_HOURS_BILLED",
        HundredPlusHoursBilled "HUNDRED_PLUS_HOURS_BILLED",
        ThousandPlusHoursBilled "THOUSAND_PLUS_HOURS_BILLED",
    }

    /// How good those who propose must have been. (The schema's spelling.)
    ClientProposalJobSuccessSocre {
        AnyJobSuccess "ANY_JOB_SUCCESS", Percentace80AndAbove "PERCENTACE_80_AND_ABOVE",
        Percentage90AndAbove "PERCENTAGE_90_AND_ABOVE",
    }

    /// How lately those who propose must have been seen.
    ClientProposalLastActivity {
        AnyTime "ANY_TIME", Within2Weeks "WITHIN_2_WEEKS", Within1Month "WITHIN_1_MONTH",
        Within2Months "WITHIN_2_MONTHS",
    }

    /// Which badge those who propose must have.
    ClientProposalRatedType {
        TopRated "TOP_RATED", NonTopRated "NON_TOP_RATED", Hipo "HIPO", TopRatedPlus "TOP_RATED_PLUS",
    }

    /// What the proposals to a client are sorted by.
    ClientProposalSortAttributeType {
        Chargerate "CHARGERATE", Earnings "EARNINGS", Recommendationscore "RECOMMENDATIONSCORE",
        Billedhours "BILLEDHOURS", Createddatetime "CREATEDDATETIME", Modifieddatetime "MODIFIEDDATETIME",
    }

    /// What became of a proposal to a client.
    ClientProposalStatusName {
        Created "Created", Activated "Activated", Declined "Declined", Withdrawn "Withdrawn",
        Offered "Offered", Replaced "Replaced", Archived "Archived", Hired "Hired",
    }

    /// Whether freelancers or agencies propose.
    ClientProposalTalentType {
        Freelancer "FREELANCER", Agency "AGENCY",
    }

    /// Whether Upwork knows that a client can pay.
    ClientVerificationStatus {
        Verified "VERIFIED", NotVerified "NOT_VERIFIED", ActiveButNotVerified "ACTIVE_BUT_NOT_VERIFIED",
        VerificationInProgress "VERIFICATION_IN_PROGRESS", Unknown "UNKNOWN",
    }

    /// Whether an organization hires or works.
    CompanySelectorOrganizationLegacyType {
        Client "Client", Vendor "Vendor",
    }

    /// Whether an organization is a company or a person.
    CompanySelectorOrganizationType {
        Business "Business", SoleProprietor "SoleProprietor",
    }

    /// The special kinds of contract.
    ContractKind {
        WeeklyRetainer "WEEKLY_RETAINER", Payroll "PAYROLL", StaffAug "STAFF_AUG",
        DirectContract "DIRECT_CONTRACT",
    }

    /// Whether an offer is by the hour.
    ContractOfferType {
        Hourly "Hourly", FixedPrice "FixedPrice",
    }

    /// Whether a contract runs.
    ContractStatus {
        Active "ACTIVE", Closed "CLOSED", Paused "PAUSED",
    }

    /// Whether a job or a contract is by the hour.
    ContractType {
        Hourly "HOURLY", Fixed "FIXED",
    }

    /// How much experience a job asks for, in the public search.
    ContractorTier {
        EntryLevel "ENTRY_LEVEL", Intermediate "INTERMEDIATE", Expert "EXPERT",
    }

    /// Whether a job is for freelancers or agencies.
    ContractorType {
        All "ALL", Individuals "INDIVIDUALS", Agencies "AGENCIES",
    }

    /// What a custom field holds.
    CustomFieldsTypeSnap {
        TextField "TEXT_FIELD", TextArea "TEXT_AREA", DropDownList "DROP_DOWN_LIST", Numeric "NUMERIC",
        Boolean "BOOLEAN", DropDownListMultipleSelect "DROP_DOWN_LIST_MULTIPLE_SELECT", Currency "CURRENCY",
        PoNumber "PO_NUMBER",
    }

    /// What a payment is.
    CustomPaymentType {
        Bonus "BONUS",
    }

    /// Which of Upwork's products a contract came from.
    DeliveryModel {
        TalentMarketplace "TALENT_MARKETPLACE", CatalogProject "CATALOG_PROJECT",
        UpworkRemote "UPWORK_REMOTE", TalentScout "TALENT_SCOUT", DirectContract "DIRECT_CONTRACT",
        Micropayments "MICROPAYMENTS", DirectContractV2 "DIRECT_CONTRACT_V2", ManageAndPay "MANAGE_AND_PAY",
        OutcomeContract "OUTCOME_CONTRACT", Unknown "UNKNOWN",
    }

    /// How much a freelancer must have earned.
    Earning {
        Any "ANY", AtLeast1 "AT_LEAST_1", AtLeast100 "AT_LEAST_100", AtLeast1000 "AT_LEAST_1000",
        AtLeast10000 "AT_LEAST_10000",
    }

    /// How much time a job takes.
    EngagementType {
        FullTime "FULL_TIME", PartTime "PART_TIME", AsNeeded "AS_NEEDED", NotSure "NOT_SURE",
    }

    /// How well a freelancer must speak English.
    EnglishProficiency {
        Any "ANY", Basic "BASIC", Conversational "CONVERSATIONAL", Fluent "FLUENT", Native "NATIVE",
    }

    /// How much experience a job asks for.
    ExperienceLevel {
        EntryLevel "ENTRY_LEVEL", Intermediate "INTERMEDIATE", Expert "EXPERT",
    }

    /// How much a freelancer can work.
    FreelancerProfileAvailabilityCapacity {
        FullTime "fullTime", PartTime "partTime", LessThen "lessThen", NotSure "notSure",
        RangeOfHours "rangeOfHours", None "none",
    }

    /// How much experience a job asks for, in the job search.
    FreelancerProfileExperienceLevel {
        None "NONE", EntryLevel "ENTRY_LEVEL", Intermediate "INTERMEDIATE", Expert "EXPERT",
    }

    /// Whom the talent search is for.
    FreelancerProfileSearchUserTypeEnum {
        Freelancer "Freelancer", Client "Client",
    }

    /// Whether freelancers or agencies are searched.
    FreelancerType {
        Agency "Agency", Independent "Independent",
    }

    /// How long a job lasts.
    JobDuration {
        Week "WEEK", Month "MONTH", Quarter "QUARTER", Semester "SEMESTER", Ongoing "ONGOING",
    }

    /// Whether a job needs a skill.
    JobPostSkillRelevance {
        Mandatory "MANDATORY", NiceToHave "NICE_TO_HAVE",
    }

    /// Whether a job posting is by the hour.
    JobPostType {
        Hourly "HOURLY", FixedPrice "FIXED_PRICE",
    }

    /// How a job's hourly budget was set.
    JobPostingHourlyBudgetType {
        Default "DEFAULT", Manual "MANUAL", NotProvided "NOT_PROVIDED",
    }

    /// A job posting's state.
    JobPostingStatus {
        Requested "REQUESTED", Cancelled "CANCELLED", Filled "FILLED", Draft "DRAFT",
        DeletedDraft "DELETED_DRAFT", VerificationPending "VERIFICATION_PENDING",
        PendingPaymentMethod "PENDING_PAYMENT_METHOD",
    }

    /// Whether a job is open.
    JobStatus {
        Open "Open", InProgress "InProgress", Completed "Completed", Cancelled "Cancelled",
    }

    /// What a job search is sorted by.
    MarketplaceJobPostingSearchSortField {
        Recency "RECENCY", Relevance "RELEVANCE", ClientTotalCharge "CLIENT_TOTAL_CHARGE",
        ClientRating "CLIENT_RATING",
    }

    /// Which job search.
    MarketplaceJobPostingSearchType {
        UserJobsSearch "USER_JOBS_SEARCH", JobsFeed "JOBS_FEED", UserSiteSearchRss "USER_SITE_SEARCH_RSS",
    }

    /// Which of Upwork's products an offer came from.
    OfferDeliveryModel {
        TalentMarketplace "TalentMarketplace", CatalogProject "CatalogProject", UpworkRemote "UpworkRemote",
        TalentScout "TalentScout", DirectContract "DirectContract", MicroPayments "MicroPayments",
        DirectContractV2 "DirectContractV2", ManageAndPay "ManageAndPay", OutcomeContract "OutcomeContract",
        Unknown "Unknown",
    }

    /// The special kinds of offer.
    OfferKind {
        HourlyPack "HourlyPack", WeeklyRetainer "WeeklyRetainer", Vanilla "Vanilla", PayrollENT "PayrollENT",
        Byo "BYO", Enterprise "Enterprise", PayrollRMT "PayrollRMT",
    }

    /// An offer's state in older systems.
    OfferLegacyState {
        Draft "Draft", DraftChanged "DraftChanged", New "New", Accepted "Accepted", Declined "Declined",
        Expired "Expired", Withdrawn "Withdrawn", Changed "Changed", Canceled "Canceled",
        Submitted "Submitted",
    }

    /// A milestone's state.
    OfferMilestoneState {
        NotFunded "NotFunded", InOffer "InOffer", Active "Active", Submitted "Submitted", Rejected "Rejected",
        RejectedByUpwork "RejectedByUpwork", Paid "Paid", PaidByUpwork "PaidByUpwork",
        NotFundedClosed "NotFundedClosed", CancelledByClient "CancelledByClient",
        CancelledByFreelancer "CancelledByFreelancer", CancelledByUpwork "CancelledByUpwork",
        OfferCancelled "OfferCancelled",
    }

    /// What the ids of an offer search are ids of.
    OfferSearchAttribute {
        JobApplication "JobApplication", JobPosting "JobPosting", ClientUser "ClientUser",
        VendorUser "VendorUser", ClientTeam "ClientTeam", VendorTeam "VendorTeam", ClientOrg "ClientOrg",
        VendorOrg "VendorOrg", Contract "Contract", Project "Project",
    }

    /// An offer's state.
    OfferState {
        Draft "DRAFT", DraftChanged "DRAFT_CHANGED", Discarded "DISCARDED", Submitted "SUBMITTED",
        Withdrawn "WITHDRAWN", Replaced "REPLACED", AwaitingApproval "AWAITING_APPROVAL", Approved "APPROVED",
        PendingVendorAcceptance "PENDING_VENDOR_ACCEPTANCE",
        PendingVendorAcceptanceAfterReminder "PENDING_VENDOR_ACCEPTANCE_AFTER_REMINDER", Accepted "ACCEPTED",
        Rejected "REJECTED", Failed "FAILED", Expired "EXPIRED", Canceled "CANCELED", Denied "DENIED",
        PendingFund "PENDING_FUND", FundingFailed "FUNDING_FAILED", Funded "FUNDED", Deleted "DELETED",
    }

    /// Whether an offer is by the hour, and for whom.
    OfferType {
        MarketPlaceHourly "MARKET_PLACE_HOURLY", MarketPlaceFixedPrice "MARKET_PLACE_FIXED_PRICE",
        EnterpriseHourly "ENTERPRISE_HOURLY", EnterpriseFixedPrice "ENTERPRISE_FIXED_PRICE",
    }

    /// Whether the work is remote.
    OnSiteType {
        Remote "REMOTE", Occasional "OCCASIONAL", Permanent "PERMANENT",
    }

    /// Whether an entity of the ontology is in use.
    OntologyEntityStatus {
        Active "ACTIVE", Deprecated "DEPRECATED", Pending "PENDING",
    }

    /// The levels of the ontology.
    OntologyEntityTaxonomyLevel {
        Category "CATEGORY", Subcategory "SUBCATEGORY", Service "SERVICE", Specialization "SPECIALIZATION",
    }

    /// What an entity of the ontology is.
    OntologyEntityType {
        Occupation "OCCUPATION", Skill "SKILL", Deliverable "DELIVERABLE",
        DeliverableDescriptor "DELIVERABLE_DESCRIPTOR", CatalogAttributeGroup "CATALOG_ATTRIBUTE_GROUP",
        CatalogCategory "CATALOG_CATEGORY", CatalogSpecification "CATALOG_SPECIFICATION",
        CatalogPackageSpec "CATALOG_PACKAGE_SPEC", CatalogProjectSpec "CATALOG_PROJECT_SPEC",
        CatalogSpecChoice "CATALOG_SPEC_CHOICE", Role "ROLE",
    }

    /// What the ontology is sorted by.
    OntologyResultSortOrder {
        Random "RANDOM", Alphabet "ALPHABET", MatchStart "MATCH_START",
    }

    /// Whether an organization hires or works.
    OrgLegacyType {
        Client "Client", Vendor "Vendor",
    }

    /// Whether an organization is a company or a person.
    OrgType {
        Business "Business", SoleProprietor "SoleProprietor",
    }

    /// Whether Upwork could check how a client pays.
    PaymentVerificationStatus {
        DepositUnsupported "DEPOSIT_UNSUPPORTED", Onhold "ONHOLD", Expired "EXPIRED", Declined "DECLINED",
        Verificationfailed "VERIFICATIONFAILED", Verificationinprogress "VERIFICATIONINPROGRESS",
        Verified "VERIFIED", Active "ACTIVE",
    }

    /// Whether a profile was accepted.
    PersonalDataProfileState {
        InProgress "IN_PROGRESS", Accepted "ACCEPTED", Draft "DRAFT", Rejected "REJECTED",
        UnderReview "UNDER_REVIEW", NotStarted "NOT_STARTED",
        FailedReviewQueueSubmission "FAILED_REVIEW_QUEUE_SUBMISSION", ElancerOnboarding "ELANCER_ONBOARDING",
        AutoRejectedDelayed "AUTO_REJECTED_DELAYED", InProcess "IN_PROCESS", AutoAccepted "AUTO_ACCEPTED",
        AutoRejected "AUTO_REJECTED",
    }

    /// Whether a change to a proposal is done.
    ProposalUpdateResultStatus {
        Success "SUCCESS", Pending "PENDING",
    }

    /// What a question to those who apply is about.
    QuestionType {
        Experience "EXPERIENCE", Bpav1 "BPAV1",
    }

    /// What reasons are for.
    ReasonType {
        ProposalDecline "PROPOSAL_DECLINE", ProposalWithdraw "PROPOSAL_WITHDRAW",
        ContractEndHourly "CONTRACT_END_HOURLY", ContractEndFixed "CONTRACT_END_FIXED",
        ContractFeedbackNotStartedClient "CONTRACT_FEEDBACK_NOT_STARTED_CLIENT",
        ContractFeedbackStartedClient "CONTRACT_FEEDBACK_STARTED_CLIENT",
        ContractFeedbackNotStartedFreelancer "CONTRACT_FEEDBACK_NOT_STARTED_FREELANCER",
        ContractFeedbackStartedFreelancer "CONTRACT_FEEDBACK_STARTED_FREELANCER",
        ProposalReject "PROPOSAL_REJECT", JobPostingClose "JOB_POSTING_CLOSE", OfferDecline "OFFER_DECLINE",
        InvitationWithdraw "INVITATION_WITHDRAW", EndProviderContract "END_PROVIDER_CONTRACT",
        EndCustomerContract "END_CUSTOMER_CONTRACT", DeactivationAccount "DEACTIVATION_ACCOUNT",
    }

    /// The web site's categories of rooms.
    RoomCategoryFilter {
        Favorites "FAVORITES", People "PEOPLE", Interview "INTERVIEW", Group "GROUP",
    }

    /// Whether rooms are private.
    RoomPrivacyFilter {
        All "ALL", Private "PRIVATE", Public "PUBLIC",
    }

    /// What a room is for.
    RoomType {
        OneOnOne "ONE_ON_ONE", Group "GROUP", Interview "INTERVIEW",
    }

    /// What rooms are for.
    RoomTypeFilter {
        All "ALL", Group "GROUP", OneOnOne "ONE_ON_ONE", Interview "INTERVIEW",
    }

    /// What a new room is for.
    RoomTypeV2 {
        OneOnOne "ONE_ON_ONE", Group "GROUP",
    }

    /// Whether a job posting's skills are published.
    SandsJobPostStatus {
        Draft "DRAFT", Published "PUBLISHED",
    }

    /// Upwards or downwards.
    SortOrder {
        Asc "ASC", Desc "DESC",
    }

    /// Whether a contract of a freelancer's history runs.
    TalentContractStatus {
        Active "ACTIVE", Closed "CLOSED", Paused "PAUSED",
    }

    /// Who may see a freelancer's work.
    TalentWorkAccessType {
        Public "PUBLIC", Private "PRIVATE", Index "INDEX",
    }

    /// What a freelancer's work is sorted by.
    TalentWorkHistorySortType {
        Newest "NEWEST", FeedbackRate "FEEDBACK_RATE", Largest "LARGEST",
    }

    /// What a freelancer marked a proposal as.
    VendorProposalAnnotation {
        Hidden "Hidden", OnHold "OnHold",
    }

    /// What a freelancer's proposals are sorted by.
    VendorProposalSortAttributeType {
        Createddatetime "CREATEDDATETIME", Modifieddatetime "MODIFIEDDATETIME",
    }

    /// Which proposals of a freelancer's are asked for.
    VendorProposalStatusFilterInput {
        Accepted "Accepted", Declined "Declined", Withdrawn "Withdrawn", Offered "Offered",
        Activated "Activated", Archived "Archived", Hired "Hired", Pending "Pending",
    }

    /// What became of a freelancer's proposal.
    VendorProposalStatusName {
        Created "Created", Accepted "Accepted", Declined "Declined", Withdrawn "Withdrawn",
        Replaced "Replaced", Offered "Offered", Activated "Activated", Archived "Archived",
        Rejected "Rejected", Hired "Hired", Pending "Pending", Invalid "Invalid",
    }

    /// Why an offer is taken back.
    WithdrawReason {
        OfferWithdrawReasonHiredDifferentFreelancer "OFFER_WITHDRAW_REASON_HIRED_DIFFERENT_FREELANCER",
        OfferWithdrawReasonNoLongerHiringForTheJob "OFFER_WITHDRAW_REASON_NO_LONGER_HIRING_FOR_THE_JOB",
        OfferWithdrawReasonNeedToModify "OFFER_WITHDRAW_REASON_NEED_TO_MODIFY",
        OfferWithdrawReasonFreelancerUnresponsive "OFFER_WITHDRAW_REASON_FREELANCER_UNRESPONSIVE",
        OfferWithdrawReasonSentByAccident "OFFER_WITHDRAW_REASON_SENT_BY_ACCIDENT",
        OfferWithdrawReasonFreelancerViolatedTermsOfService "OFFER_WITHDRAW_REASON_FREELANCER_VIOLATED_TERMS_OF_SERVICE",
        OfferWithdrawReasonOtherL1 "OFFER_WITHDRAW_REASON_OTHER_L1",
        OfferWithdrawReasonNotAgreeOnTheTerms "OFFER_WITHDRAW_REASON_NOT_AGREE_ON_THE_TERMS",
        ApiReasJobExpired "API_REAS_JOB_EXPIRED", ApiReasJobInappropriate "API_REAS_JOB_INAPPROPRIATE",
    }

    /// Whether a job is open.
    WorkFlowStateStatus {
        Closed "CLOSED", Active "ACTIVE",
    }

    /// An offer's state in the newer form.
    WorkflowOfferState {
        Submitted "Submitted", Active "Active", Expired "Expired", Declined "Declined", Withdrawn "Withdrawn",
        Accepted "Accepted", Replaced "Replaced", Canceled "Canceled", ApprovalSuceeded "ApprovalSuceeded",
        ApprovalFailed "ApprovalFailed", OnboardingSucceded "OnboardingSucceded",
        OnboardingFailed "OnboardingFailed", Draft "Draft", Committed "Committed",
    }
}

/// What the crate knows of an enum of the schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EnumInfo {
    /// The enum's name.
    pub(crate) name: &'static str,
    /// Its values.
    pub(crate) values: &'static [&'static str],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enums_are_open() {
        let read = |text: &str| serde_json::from_str::<ContractType>(text).unwrap();
        assert_eq!(read("\"HOURLY\""), ContractType::Hourly);
        let new = read("\"BY_THE_MOON\"");
        assert_eq!(new, ContractType::Unlisted("BY_THE_MOON".into()));
        assert_eq!(serde_json::to_string(&new).unwrap(), "\"BY_THE_MOON\"");
        assert_eq!(ContractType::from("FIXED").as_str(), "FIXED");
        assert!(serde_json::from_str::<ContractType>("1").is_err());
    }
}
