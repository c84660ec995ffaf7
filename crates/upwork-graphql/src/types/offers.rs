//! Offers.

use super::{Milestone, Money, OrganizationSummary, ProposalJob};
use crate::enums::{
    ContractOfferType, OfferDeliveryModel, OfferKind, OfferState, OfferType, WorkflowOfferState,
};
use crate::ids::{ContractId, OfferId, OrganizationId, UserId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// An offer.
    Offer {
        id "id": Option<OfferId>,
        title "title": Option<String>,
        description "description": Option<String>,
        type_ "type": Option<OfferType>,
        state "state": Option<OfferState>,
        close_job_posting_on_accept "closeJobPostingOnAccept": Option<bool>,
        message_to_contractor "messageToContractor": Option<String>,
        delivery_model "deliveryModel": Option<OfferDeliveryModel>,
        client "client": Option<OrganizationSummary>,
        job "job": Option<ProposalJob>,
        offer_terms "offerTerms": Option<OfferTerms>,
        milestones "milestones": Vec<Option<Milestone>>,
    }

    /// What an offer pays.
    OfferTerms {
        expected_start_date "expectedStartDate": Option<String>,
        expected_end_date "expectedEndDate": Option<String>,
        fixed_price_term "fixedPriceTerm": Option<FixedPriceTerm>,
        hourly_terms "hourlyTerms": Option<HourlyTerms>,
    }

    /// A fixed price.
    FixedPriceTerm {
        budget "budget": Option<Money>,
    }

    /// A rate for an hour.
    HourlyTerms {
        rate "rate": Option<Money>,
        weekly_hours_limit "weeklyHoursLimit": Option<i64>,
        manual_time_allowed "manualTimeAllowed": Option<bool>,
    }

    /// Offers.
    OfferList {
        offers "offers": Vec<Option<Offer>>,
    }

    /// Offers in the newer form.
    ModernizedContractOfferList {
        offers "offers": Vec<Option<ModernizedContractOffer>>,
    }

    /// An offer in the newer form.
    ModernizedContractOffer {
        id "id": Option<OfferId>,
        kind "kind": Option<OfferKind>,
        title "title": Option<String>,
        description "description": Option<String>,
        state "state": Option<WorkflowOfferState>,
        type_ "type": Option<ContractOfferType>,
        client_user_id "clientUserId": Option<UserId>,
        client_team_id "clientTeamId": Option<OrganizationId>,
        client_org_id "clientOrgId": Option<OrganizationId>,
        vendor_user_id "vendorUserId": Option<UserId>,
        vendor_org_id "vendorOrgId": Option<OrganizationId>,
        contract_id "contractId": Option<ContractId>,
        created_date_time "createdDateTime": Option<String>,
        expiration_date_time "expirationDateTime": Option<String>,
        hourly_rate_terms "hourlyRateTerms": Option<HourlyTerms>,
    }
}
