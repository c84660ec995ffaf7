//! Offers.

use crate::ids::OfferId;
use crate::inputs::{SearchOffersByAttributesInput, SearchOffersInput, WithdrawOfferInput};
use crate::macros::operations;
use crate::types;

operations! {
    /// An offer.
    query "offer" Offer { id "id": OfferId } -> Option<types::Offer>;

    /// The offers that have to do with something: a job posting, a client, a freelancer.
    query "offersByAttribute" OffersByAttribute { filter "filter": SearchOffersInput } -> Option<types::OfferList>;

    /// The same in the newer form, by several ids.
    query "offersByAttributes" OffersByAttributes {
        filter "filter": SearchOffersByAttributesInput,
    } -> Option<types::ModernizedContractOfferList>;

    /// Takes an offer back.
    mutation "withdrawOffer" WithdrawOffer { input "input": WithdrawOfferInput } -> Option<bool>;
}
