//! Contracts, milestones and payments.

use super::{JobPostingContent, Money, OrganizationSummary};
use crate::enums::{ContractKind, ContractStatus, DeliveryModel, OfferMilestoneState};
use crate::ids::{ContractId, Id, JobPostingId, MilestoneId, OfferId, TermId, UserId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// A contract as it stands at a date.
    ContractDetails {
        id "id": Option<ContractId>,
        title "title": Option<String>,
        status "status": Option<ContractStatus>,
        kind "kind": Option<ContractKind>,
        delivery_model "deliveryModel": Option<DeliveryModel>,
        create_date "createDate": Option<String>,
        modify_date "modifyDate": Option<String>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
        offer_id "offerId": Option<OfferId>,
        job "job": Option<ContractJob>,
        freelancer "freelancer": Option<ContractUser>,
        vendor_organization "vendorOrganization": Option<OrganizationSummary>,
        client_organization "clientOrganization": Option<OrganizationSummary>,
        client_team "clientTeam": Option<OrganizationSummary>,
        hiring_manager "hiringManager": Option<ContractUser>,
        hourly_limits "hourlyLimits": Vec<Option<HourlyLimit>>,
        terms "terms": Option<ContractTerms>,
    }

    /// The job that a contract came from.
    ContractJob {
        id "id": Option<JobPostingId>,
        content "content": Option<JobPostingContent>,
    }

    /// A person of a contract.
    ContractUser {
        id "id": Option<UserId>,
        /// The id of older systems.
        rid "rid": Option<String>,
        name "name": Option<String>,
        photo_url "photoUrl": Option<String>,
    }

    /// How many hours a week may be billed, from one date to the next.
    HourlyLimit {
        id "id": Option<Id>,
        weekly_limit "weeklyLimit": Option<String>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
    }

    /// What a contract agrees on.
    ContractTerms {
        fixed_price_terms "fixedPriceTerms": Vec<Option<FixedPriceContractTerm>>,
        hourly_terms "hourlyTerms": Vec<Option<HourlyContractTerm>>,
        stipend_terms "stipendTerms": Vec<Option<StipendContractTerm>>,
    }

    /// A fixed price.
    FixedPriceContractTerm {
        id "id": Option<TermId>,
        fixed_amount "fixedAmount": Option<Money>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
        milestones "milestones": Vec<Option<Milestone>>,
    }

    /// A rate for an hour.
    HourlyContractTerm {
        id "id": Option<TermId>,
        hourly_rate "hourlyRate": Option<Money>,
        manual_time_allowed "manualTimeAllowed": Option<bool>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
    }

    /// A fixed sum a week.
    StipendContractTerm {
        id "id": Option<TermId>,
        stipend_amount "stipendAmount": Option<Money>,
        start_date "startDate": Option<String>,
        end_date "endDate": Option<String>,
    }

    /// Contracts.
    ContractList {
        contracts "contracts": Vec<Option<ContractDetails>>,
    }

    /// A page of a freelancer's contracts.
    ContractSearchResults {
        paging "paging": Option<ContractPaging>,
        contracts "contracts": Vec<Option<ContractDetails>>,
    }

    /// The page that came.
    ContractPaging {
        limit "limit": Option<i64>,
        offset "offset": Option<i64>,
    }

    /// A part of a fixed-price contract.
    Milestone {
        id "id": Option<MilestoneId>,
        state "state": Option<OfferMilestoneState>,
        description "description": Option<String>,
        instructions "instructions": Option<String>,
        due_date_time "dueDateTime": Option<String>,
        deposit_amount "depositAmount": Option<Money>,
        funded_amount "fundedAmount": Option<Money>,
        paid "paid": Option<Money>,
        bonus "bonus": Option<Money>,
        current_escrow_amount "currentEscrowAmount": Option<Money>,
        submission_count "submissionCount": Option<i64>,
        sequence_id "sequenceId": Option<i64>,
        created_date_time "createdDateTime": Option<String>,
        modified_date_time "modifiedDateTime": Option<String>,
    }

    /// What became of a rejection.
    MilestoneRejectionResponse {
        response "response": Option<bool>,
    }

    /// What a change to a contract did.
    ContractActionResponse {
        success "success": Option<bool>,
    }

    /// What a payment did.
    CustomPaymentResponse {
        invoice_id "invoiceId": Option<Id>,
    }
}
