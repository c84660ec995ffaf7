//! The order of parameters (§3.4.1.3.2).

use super::{Candidates, Phase};
use crate::explain::mistake::Mistake;
use crate::explain::model::{Model, Order};

pub(super) fn add(all: &mut Candidates<'_>) {
    let mut by = |mistake, order| all.add(mistake, Phase::Build, move |model| sort(model, order));
    by(Mistake::SortedByDecodedBytes, Order::Decoded);
    by(Mistake::SortedAsJoinedPairs, Order::Joined);
    by(Mistake::SortedByNameAlone, Order::NameAlone);
    for protocol_first in [false, true] {
        by(Mistake::NotSorted { protocol_first }, Order::AsGiven { protocol_first });
    }
    for protocol_first in [true, false] {
        by(Mistake::SortedApart { protocol_first }, Order::Apart { protocol_first });
    }
    by(Mistake::SortedIgnoringCase, Order::IgnoringCase);
}

fn sort(model: &mut Model<'_>, order: Order) {
    model.order = match (model.order, order) {
        (Order::Decoded, Order::Joined) | (Order::Joined, Order::Decoded) => Order::DecodedJoined,
        _ => order,
    };
}
