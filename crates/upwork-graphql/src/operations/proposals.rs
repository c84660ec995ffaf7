//! Proposals, seen by freelancers (vendors) and by clients.

use crate::enums::ReasonType;
use crate::ids::{Id, JobPostingId, ProposalId};
use crate::inputs::{
    ClientJobInvitationCreateRequestInput, ClientProposalDeclineRequest, ClientProposalFilter,
    ClientProposalHideRequest, ClientProposalMessageRequest, ClientProposalReadRequest,
    ClientProposalShortlistRequest, ClientProposalSortAttribute, Pagination, VendorProposalFilter,
    VendorProposalSortAttribute,
};
use crate::macros::operations;
use crate::types;
use alloc::vec::Vec;

operations! {
    /// A proposal that the freelancer made.
    query "vendorProposal" VendorProposal { id "id": ProposalId } -> Option<types::VendorProposal>;

    /// The proposals that the freelancer made. A page has at most 40, as users report.
    query "vendorProposals" VendorProposals {
        filter "filter": VendorProposalFilter,
        sort "sortAttribute": VendorProposalSortAttribute,
        pagination "pagination": Pagination,
    } -> Option<types::VendorProposalsConnection>;

    /// A proposal that the client received.
    query "clientProposal" ClientProposal { id "id": ProposalId } -> Option<types::ClientProposal>;

    /// The proposals that the client received for a job.
    query "clientProposals" ClientProposals {
        job_posting_id "jobPostingId": JobPostingId;
        filter "filter": ClientProposalFilter,
        sort "sortAttribute": ClientProposalSortAttribute,
        pagination "pagination": Pagination,
    } -> Option<types::ClientProposalsConnection>;

    /// What proposals can be made of.
    query "proposalMetadata" ProposalMetadata {} -> Option<types::ProposalMetadata>;

    /// The reasons that Upwork lets its users choose for something.
    query "reasons" Reasons {
        reason_type "reasonType": ReasonType;
        all "all": bool,
    } -> Vec<Option<types::ReasonsMetadata>>;

    /// Marks a proposal as read.
    mutation "markClientProposalAsRead" MarkClientProposalAsRead {
        request "clientProposalReadRequest": ClientProposalReadRequest,
    } -> Option<types::UpdateClientProposalResult>;

    /// Declines a proposal.
    mutation "declineClientProposal" DeclineClientProposal {
        request "clientProposalDeclineRequest": ClientProposalDeclineRequest,
    } -> Option<types::UpdateClientProposalResult>;

    /// Hides a proposal, or shows it again.
    mutation "hideClientProposal" HideClientProposal {
        request "clientProposalHideRequest": ClientProposalHideRequest,
    } -> Option<types::UpdateClientProposalResult>;

    /// Puts a proposal onto the short list, or takes it off.
    mutation "shortlistClientProposal" ShortlistClientProposal {
        request "clientProposalShortlistRequest": ClientProposalShortlistRequest,
    } -> Option<types::UpdateClientProposalResult>;

    /// Sends a freelancer a message about his proposal.
    mutation "messageClientProposal" MessageClientProposal {
        request "clientProposalMessageRequest": ClientProposalMessageRequest,
    } -> Option<types::UpdateClientProposalResult>;

    /// Invites a freelancer to a job. Gives the invitation's id.
    mutation "createClientJobInvitation" CreateClientJobInvitation {
        request "clientJobInvitationCreateRequest": ClientJobInvitationCreateRequestInput,
    } -> Option<Id>;
}
