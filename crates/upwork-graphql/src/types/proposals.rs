//! Proposals, seen by freelancers (vendors) and by clients.

use super::{DateTime, MarketplaceJobPostingContent, Money, OrganizationSummary, PageInfo, UserSummary};
use crate::enums::{
    ClientProposalAnnotation, ClientProposalStatusName, ProposalUpdateResultStatus, VendorProposalAnnotation,
    VendorProposalStatusName,
};
use crate::ids::{Id, JobPostingId, ProposalId, ReasonId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// A proposal that a freelancer sees.
    VendorProposal {
        id "id": Option<ProposalId>,
        user "user": Option<UserSummary>,
        organization "organization": Option<OrganizationSummary>,
        marketplace_job_posting "marketplaceJobPosting": Option<ProposalJob>,
        terms "terms": Option<ProposalTerms>,
        proposal_cover_letter "proposalCoverLetter": Option<String>,
        project_plan "projectPlan": Option<ProposalProjectPlan>,
        audit_details "auditDetails": Option<ProposalAuditDetails>,
        status "status": Option<VendorProposalStatus>,
        annotations "annotations": Vec<Option<VendorProposalAnnotation>>,
    }

    /// The job that a proposal is for.
    ProposalJob {
        id "id": Option<JobPostingId>,
        content "content": Option<MarketplaceJobPostingContent>,
    }

    /// What a proposal asks for.
    ProposalTerms {
        charge_rate "chargeRate": Option<Money>,
        estimated_duration "estimatedDuration": Option<ProposalEngagementDuration>,
        upfront_payment_percent "upfrontPaymentPercent": Option<f64>,
    }

    /// How long a freelancer thinks a job lasts.
    ProposalEngagementDuration {
        id "id": Option<Id>,
        label "label": Option<String>,
    }

    /// The milestones that a proposal plans.
    ProposalProjectPlan {
        id "id": Option<Id>,
        milestones "milestones": Vec<Option<ProposalMilestones>>,
    }

    /// A planned milestone.
    ProposalMilestones {
        description "description": Option<String>,
        due_date "dueDate": Option<String>,
        amount "amount": Option<String>,
    }

    /// When a proposal was made and changed.
    ProposalAuditDetails {
        created_date_time "createdDateTime": Option<DateTime>,
        modified_date_time "modifiedDateTime": Option<DateTime>,
    }

    /// What became of a freelancer's proposal.
    VendorProposalStatus {
        status "status": Option<VendorProposalStatusName>,
        reason "reason": Option<ProposalReason>,
    }

    /// Why a proposal was declined or withdrawn.
    ProposalReason {
        id "id": Option<ReasonId>,
        reason "reason": Option<String>,
        description "description": Option<String>,
    }

    /// A page of a freelancer's proposals.
    VendorProposalsConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<VendorProposalsEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`VendorProposalsConnection`].
    VendorProposalsEdge {
        cursor "cursor": Option<String>,
        node "node": Option<VendorProposal>,
    }

    /// A proposal that a client sees.
    ClientProposal {
        id "id": Option<ProposalId>,
        user "user": Option<UserSummary>,
        organization "organization": Option<OrganizationSummary>,
        job "job": Option<ProposalJob>,
        terms "terms": Option<ProposalTerms>,
        cover_letter "coverLetter": Option<String>,
        project_plan "projectPlan": Option<ProposalProjectPlan>,
        audit_details "auditDetails": Option<ProposalAuditDetails>,
        status "status": Option<ClientProposalStatus>,
        annotations "annotations": Vec<Option<ClientProposalAnnotation>>,
    }

    /// What became of a proposal to a client.
    ClientProposalStatus {
        status "status": Option<ClientProposalStatusName>,
        reason "reason": Option<ProposalReason>,
    }

    /// A page of the proposals to a client.
    ClientProposalsConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<ClientProposalsEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`ClientProposalsConnection`].
    ClientProposalsEdge {
        cursor "cursor": Option<String>,
        node "node": Option<ClientProposal>,
    }

    /// What a change to a proposal did.
    UpdateClientProposalResult {
        status "status": Option<ProposalUpdateResultStatus>,
        proposal "proposal": Option<UpdatedClientProposal>,
    }

    /// The proposal that was changed.
    UpdatedClientProposal {
        id "id": Option<ProposalId>,
        status "status": Option<ClientProposalStatus>,
        annotations "annotations": Vec<Option<ClientProposalAnnotation>>,
    }

    /// What proposals can be made of.
    ProposalMetadata {
        engagement_duration_values "engagementDurationValues": Vec<Option<ProposalEngagementDuration>>,
    }

    /// A reason that Upwork lets its users choose.
    ReasonsMetadata {
        id "id": Option<ReasonId>,
        reason "reason": Option<String>,
        alias "alias": Option<String>,
    }
}
