//! Proposals, seen by freelancers (vendors) and by clients.

use crate::enums::{
    ClientProposalAnnotation, ClientProposalEarnedAmount, ClientProposalEnglishProficiency,
    ClientProposalHourlyRate, ClientProposalHoursBilled, ClientProposalJobSuccessSocre,
    ClientProposalLastActivity, ClientProposalRatedType, ClientProposalSortAttributeType,
    ClientProposalStatusName, ClientProposalTalentType, SortOrder, VendorProposalAnnotation,
    VendorProposalSortAttributeType, VendorProposalStatusFilterInput,
};
use crate::ids::{JobPostingId, OntologyId, OrganizationId, ProposalId, ReasonId, UserId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which proposals of a freelancer's.
    VendorProposalFilter {
        status_eq "status_eq": VendorProposalStatusFilterInput,
        ;
        annotations_eq "annotations_eq": VendorProposalAnnotation,
        freelancer_id_eq "freelancerId_eq": UserId,
        organization_id_eq "organizationId_eq": OrganizationId,
        job_posting_ids_any "jobPostingIds_any": Vec<JobPostingId>,
    }

    /// What a freelancer's proposals are sorted by.
    VendorProposalSortAttribute {
        field "field": VendorProposalSortAttributeType,
        sort_order "sortOrder": SortOrder,
    }

    /// Which proposals to a client.
    ClientProposalFilter {
        ;
        status_eq "status_eq": ClientProposalStatusName,
        annotations_eq "annotations_eq": ClientProposalAnnotation,
        freelancer_id_eq "freelancerId_eq": UserId,
        charge_rate_eq "chargeRate_eq": ClientProposalHourlyRate,
        activity_days_eq "activityDays_eq": ClientProposalLastActivity,
        category_eq "category_eq": String,
        job_success_score_eq "jobSuccessScore_eq": ClientProposalJobSuccessSocre,
        earnings_eq "earnings_eq": ClientProposalEarnedAmount,
        billed_hours_eq "billedHours_eq": ClientProposalHoursBilled,
        applier_type_eq "applierType_eq": ClientProposalTalentType,
        top_rated_eq "topRated_eq": ClientProposalRatedType,
        english_level_eq "englishLevel_eq": ClientProposalEnglishProficiency,
        title_eq "title_eq": String,
        text_query_eq "textQuery_eq": String,
        country_any "country_any": Vec<String>,
        region_any "region_any": Vec<String>,
        languages_any "languages_any": Vec<String>,
        occupation_id "occupationId": OntologyId,
    }

    /// What the proposals to a client are sorted by.
    ClientProposalSortAttribute {
        field "field": ClientProposalSortAttributeType,
        sort_order "sortOrder": SortOrder,
    }

    /// A proposal that is declined.
    ClientProposalDeclineRequest {
        proposal_id "proposalId": ProposalId,
        job_posting_id "jobPostingId": JobPostingId,
        ;
        reason "reason": ReasonId,
        other_reason "otherReason": String,
        message "message": String,
    }

    /// A proposal that is hidden, or shown again.
    ClientProposalHideRequest {
        proposal_id "proposalId": ProposalId,
        job_posting_id "jobPostingId": JobPostingId,
        hide "hide": bool,
        ;
        hide_reason "hideReason": String,
        hide_by_client_reason_id "hideByClientReasonId": ReasonId,
    }

    /// A message to a freelancer about a proposal.
    ClientProposalMessageRequest {
        proposal_id "proposalId": ProposalId,
        job_posting_id "jobPostingId": JobPostingId,
        message "message": String,
    }

    /// A proposal that was read.
    ClientProposalReadRequest {
        proposal_id "proposalId": ProposalId,
        job_posting_id "jobPostingId": JobPostingId,
    }

    /// A proposal that goes onto the short list, or off it.
    ClientProposalShortlistRequest {
        proposal_id "proposalId": ProposalId,
        job_posting_id "jobPostingId": JobPostingId,
        shortlisted "shortlisted": bool,
    }

    /// An invitation to a job.
    ClientJobInvitationCreateRequestInput {
        job_posting_id "jobPostingId": JobPostingId,
        freelancer_id "freelancerId": UserId,
        ;
        invitation_letter "invitationLetter": String,
    }
}
