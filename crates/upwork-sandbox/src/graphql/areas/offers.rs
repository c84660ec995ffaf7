//! Offers, in both of their forms.

use super::{jobs, milestones, organization};
use crate::graphql::ask::{Ask, Refusal, Resolver};
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, flag, money, number, text};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "offer") => |ask| Ok(view(ask.records, ask.record(Table::Offer, "/id")?)),
        ("Query", "offersByAttribute") => by_attribute,
        ("Query", "offersByAttributes") => by_attributes,
        ("Mutation", "withdrawOffer") => withdraw,
        _ => return None,
    })
}

/// Pages are counted from 1.
fn by_attribute(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_number(ask.at("/filter"))?;
    let attribute = field_of(ask.text("/filter/searchAttribute").unwrap_or_default());
    let id = ask.id("/filter/id");
    let states = ask.ids("/filter/states");
    let wanted = |offer: &&Record| {
        states
            .as_ref()
            .is_none_or(|states| states.iter().any(|state| state == legacy_state(text(offer, "state"))))
    };
    let mut found: Vec<_> = ask.records.with(Table::Offer, attribute, &id).filter(wanted).collect();
    if ask.at("/filter/ascendingOrder") == Some(&Value::Bool(false)) {
        found.reverse();
    }
    Ok(json!({ "offers": window.of(found, |offer| view(ask.records, offer)).items }))
}

fn by_attributes(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let attribute = field_of(ask.text("/filter/searchAttribute").unwrap_or_default());
    let found =
        ask.records.all(Table::Offer).filter(|offer| ask.allows_any("/filter/ids", text(offer, attribute)));
    Ok(json!({ "offers": found.map(modern).collect::<Value>() }))
}

/// The field of an offer that an `OfferSearchAttribute` looks at.
fn field_of(attribute: &str) -> &'static str {
    match attribute {
        "JobApplication" => "proposal",
        "JobPosting" => "job",
        "ClientUser" => "clientUser",
        "VendorUser" => "freelancer",
        "ClientTeam" | "ClientOrg" => "clientOrganization",
        "VendorTeam" | "VendorOrg" => "vendorOrganization",
        "Contract" => "contract",
        _ => "project",
    }
}

fn legacy_state(state: &str) -> &'static str {
    match state {
        "ACCEPTED" => "Accepted",
        "WITHDRAWN" => "Withdrawn",
        _ => "New",
    }
}

fn hourly_terms(offer: &Record) -> Value {
    let rate = money(number(offer, "pay"));
    json!({ "rate": rate, "weeklyHoursLimit": 30, "manualTimeAllowed": true })
}

fn view(records: &Records, offer: &Record) -> Value {
    let hourly = flag(offer, "hourly");
    let mut milestones: Vec<Value> =
        records.with(Table::Milestone, "offer", text(offer, "id")).map(milestones::view).collect();
    if let Some(contract) = offer.get("contract").and_then(Value::as_str) {
        milestones.extend(records.with(Table::Milestone, "contract", contract).map(milestones::view));
    }
    let job = records.get(Table::Job, text(offer, "job"));
    json!({
        "id": offer["id"], "title": offer["title"], "description": offer["description"],
        "type": if hourly { "MARKET_PLACE_HOURLY" } else { "MARKET_PLACE_FIXED_PRICE" },
        "state": offer["state"], "closeJobPostingOnAccept": true, "messageToContractor": offer["message"],
        "deliveryModel": "TalentMarketplace", "createdUsingBYOFlow": false, "payrollOffer": false,
        "client": organization(records, text(offer, "clientOrganization")),
        "job": job.map(|job| jobs::posting(records, job)),
        "offerTerms": {
            "expectedStartDate": offer["created"], "expectedEndDate": null,
            "fixedPriceTerm": if hourly { Value::Null } else { json!({ "budget": money(number(offer, "pay")) }) },
            "hourlyTerms": if hourly { hourly_terms(offer) } else { Value::Null },
        },
        "milestones": milestones,
    })
}

/// An offer as `ModernizedContractOffer`.
fn modern(offer: &Record) -> Value {
    let hourly = flag(offer, "hourly");
    json!({
        "id": offer["id"], "kind": "Vanilla", "title": offer["title"], "description": offer["description"],
        "state": match text(offer, "state") { "ACCEPTED" => "Accepted", "WITHDRAWN" => "Withdrawn", _ => "Active" },
        "type": if hourly { "Hourly" } else { "FixedPrice" }, "legacyState": legacy_state(text(offer, "state")),
        "clientUserId": offer["clientUser"], "clientTeamId": offer["clientOrganization"],
        "clientOrgId": offer["clientOrganization"], "vendorUserId": offer["freelancer"],
        "vendorOrgId": offer["vendorOrganization"], "vendorTeamId": offer["vendorOrganization"],
        "contractId": offer.get("contract").cloned().unwrap_or_default(),
        "createdDateTime": offer["created"], "expirationDateTime": null,
        "hourlyRateTerms": if hourly { hourly_terms(offer) } else { Value::Null },
    })
}

fn withdraw(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let offer = ask.record_mut(Table::Offer, "/input/offerId")?;
    if text(offer, "state") != "PENDING_VENDOR_ACCEPTANCE" {
        return Err(Refusal::new("the offer is no longer open"));
    }
    offer.insert("state".into(), "WITHDRAWN".into());
    let proposal = text(offer, "proposal").to_owned();
    if let Some(proposal) = ask.records.get_mut(Table::Proposal, &proposal) {
        proposal.insert("status".into(), "Pending".into());
    }
    Ok(true.into())
}
