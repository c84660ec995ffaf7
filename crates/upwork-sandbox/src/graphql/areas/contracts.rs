//! Contracts: found, paused, restarted, ended, paid beside.

use super::{jobs, milestones, organization, user};
use crate::graphql::ask::{Ask, Refusal, Resolver, missing};
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, cents, flag, money, number, text};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "contractDetails") => |ask| Ok(view(ask.records, ask.record(Table::Contract, "/id")?)),
        ("Query", "contractByTerm") => by_term,
        ("Query", "contractList") => list,
        ("Query", "vendorContracts") => of_vendor,
        ("Mutation", "pauseContract") => |ask| change(ask, &["ACTIVE"], "PAUSED"),
        ("Mutation", "restartContract") => |ask| change(ask, &["PAUSED"], "ACTIVE"),
        ("Mutation", "endContractByClient" | "endContractByFreelancer") => end,
        ("Mutation", "updateContractHourlyLimit") => limit,
        ("Mutation", "sendCustomPayment") => custom_payment,
        _ => return None,
    })
}

/// The kind of id that is wanted: a term's, not a contract's.
fn by_term(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let term = ask.required("/termId")?;
    let contract = ask.records.with(Table::Contract, "termId", &term).next();
    contract.map(|contract| view(ask.records, contract)).ok_or_else(|| missing(Table::Contract, &term))
}

fn list(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let ids = ask.ids("/ids").unwrap_or_default();
    let one =
        |id: &String| ask.records.get(Table::Contract, id).map_or(Value::Null, |of| view(ask.records, of));
    Ok(json!({ "contracts": ids.iter().map(one).collect::<Value>() }))
}

fn of_vendor(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_offset(ask.at("/paging"), "offset", "limit")?;
    let vendor = ask.id("/filter/vendorId");
    let date = |place: &str| {
        ask.text(place).and_then(crate::graphql::dates::seconds).map(crate::graphql::dates::iso)
    };
    let (before, after) = (date("/filter/startDateBefore"), date("/filter/endDateAfter"));
    let is_vendors =
        |of: &&Record| text(of, "freelancer") == vendor || text(of, "vendorOrganization") == vendor;
    let found = ask.records.all(Table::Contract).filter(is_vendors).filter(|of| {
        ask.allows_any("/filter/contractStatuses", text(of, "status"))
            && before.as_deref().is_none_or(|before| text(of, "start") < before)
            && after.as_deref().is_none_or(|after| of["end"].is_null() || text(of, "end") > after)
    });
    let page = window.of(found, |contract| view(ask.records, contract));
    Ok(json!({ "paging": { "limit": page.items.len(), "offset": page.start }, "contracts": page.items }))
}

/// A contract as `ContractDetails`.
pub(super) fn view(records: &Records, contract: &Record) -> Value {
    let hourly = flag(contract, "hourly");
    let (id, term) = (text(contract, "id"), &contract["termId"]);
    let (start, end) = (&contract["start"], &contract["end"]);
    let freelancer = user(records, text(contract, "freelancer"));
    let client = organization(records, text(contract, "clientOrganization"));
    let job = records.get(Table::Job, text(contract, "job"));
    let milestones: Value = records.with(Table::Milestone, "contract", id).map(milestones::view).collect();
    let created = json!({ "createDate": contract["created"], "modifyDate": contract["created"], "changeDate": null, "creatorUserType": "CLIENT" });
    let term_with = |more: Value| {
        let mut term = json!({ "id": term, "startDate": start, "endDate": end, "jobType": if hourly { "HOURLY" } else { "FIXED" } });
        for part in [&created, &more] {
            if let (Some(term), Some(part)) = (term.as_object_mut(), part.as_object()) {
                term.extend(part.clone());
            }
        }
        json!([term])
    };
    let pay = money(number(contract, "pay"));
    json!({
        "id": id, "title": contract["title"], "status": contract["status"], "kind": null,
        "deliveryModel": "TALENT_MARKETPLACE", "isPtc": false, "createDate": contract["created"],
        "modifyDate": contract["created"], "startDate": start, "endDate": end, "offerId": contract["offer"],
        "job": job.map(|job| jobs::posting(records, job)),
        "freelancer": freelancer,
        "vendorOrganization": organization(records, text(contract, "vendorOrganization")),
        "clientOrganization": client, "clientTeam": client,
        "hiringManager": user(records, text(contract, "clientUser")),
        "hourlyLimits": if hourly {
            json!([{ "id": format!("limit-{id}"), "weeklyLimit": contract["weeklyLimit"], "startDate": start, "endDate": end }])
        } else { json!([]) },
        "terms": {
            "fixedPriceTerms": if hourly { json!([]) } else { term_with(json!({ "fixedAmount": pay, "milestones": milestones })) },
            "hourlyTerms": if hourly { term_with(json!({ "hourlyRate": pay, "manualTimeAllowed": true })) } else { json!([]) },
            "stipendTerms": [],
        },
    })
}

fn change(ask: &mut Ask<'_>, from: &[&str], to: &str) -> Result<Value, Refusal> {
    let contract = ask.record_mut(Table::Contract, "/contractId")?;
    if !from.contains(&text(contract, "status")) {
        let status = text(contract, "status");
        return Err(Refusal::new(format!(
            "the contract is {status}: this goes only from {}",
            from.join(" or ")
        )));
    }
    contract.insert("status".into(), to.into());
    Ok(json!({ "success": true }))
}

fn end(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let end = ask.date("/input/endDate")?.unwrap_or_else(|| ask.now());
    let feedback = ask.at("/input/feedbackInfo").cloned();
    let by_client = ask.viewer.person.id == text(ask.record(Table::Contract, "/contractId")?, "clientUser");
    let answer = change(ask, &["ACTIVE", "PAUSED"], "CLOSED")?;
    let contract = ask.record_mut(Table::Contract, "/contractId")?;
    contract.insert("end".into(), end.into());
    if let Some(feedback) = feedback {
        let of = if by_client { "feedbackToFreelancer" } else { "feedbackToClient" };
        contract.insert(of.into(), feedback);
    }
    Ok(answer)
}

fn limit(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let limit = ask.required("/updateHourlyLimitRequest/weeklyLimit")?;
    let contract = ask.record_mut(Table::Contract, "/contractId")?;
    if !flag(contract, "hourly") {
        return Err(Refusal::new("the contract has a fixed price: it has no weekly limit"));
    }
    if !limit.parse::<u8>().is_ok_and(|hours| hours <= 168) {
        return Err(Refusal::unknown("weeklyLimit is no number of hours of a week"));
    }
    contract.insert("weeklyLimit".into(), limit.into());
    Ok(json!({ "success": true }))
}

fn custom_payment(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let contract = ask.required("/input/contractId")?;
    must_be_open(ask.record(Table::Contract, "/input/contractId")?)?;
    let amount = cents(ask.at("/input/amount").and_then(Value::as_f64).unwrap_or_default());
    if amount <= 0.0 {
        return Err(Refusal::new("amount must be more than 0"));
    }
    let comment = ask.text("/input/comment").unwrap_or_default().to_owned();
    Ok(json!({ "invoiceId": pay(ask, &contract, amount, "Bonus", &comment) }))
}

/// A contract that has ended is paid and changed no more.
pub(super) fn must_be_open(contract: &Record) -> Result<(), Refusal> {
    match text(contract, "status") {
        "ACTIVE" | "PAUSED" => Ok(()),
        status => {
            Err(Refusal::new(format!("the contract is {status}: nothing on it is paid or changed any more")))
        }
    }
}

/// Notes a payment on a contract, and gives its id.
pub(super) fn pay(
    ask: &mut Ask<'_>,
    contract: &str,
    amount: f64,
    subtype: &str,
    description: &str,
) -> String {
    let (id, now) = (ask.records.new_id(), ask.now());
    ask.records.insert(
        Table::Transaction,
        json!({
            "id": id, "contract": contract, "amount": amount, "subtype": subtype, "description": description, "created": now,
        }),
    );
    id
}
