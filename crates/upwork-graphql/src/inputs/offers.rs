//! Offers.

use crate::enums::{OfferLegacyState, OfferSearchAttribute, WithdrawReason};
use crate::ids::{Id, OfferId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which offers.
    SearchOffersInput {
        id "id": Id,
        search_attribute "searchAttribute": OfferSearchAttribute,
        ;
        states "states": Vec<OfferLegacyState>,
        limit "limit": i32,
        page "page": i32,
        ascending_order "ascendingOrder": bool,
        include_attachments "includeAttachments": bool,
        include_milestones "includeMilestones": bool,
    }

    /// Which offers, by several ids.
    SearchOffersByAttributesInput {
        ids "ids": Vec<Id>,
        search_attribute "searchAttribute": OfferSearchAttribute,
        ;
        include_attachments "includeAttachments": bool,
        include_milestones "includeMilestones": bool,
    }

    /// An offer that is taken back.
    WithdrawOfferInput {
        offer_id "offerId": OfferId,
        ;
        message "message": String,
        withdrawal_reason "withdrawalReason": WithdrawReason,
    }
}
