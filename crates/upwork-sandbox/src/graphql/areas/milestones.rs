//! Milestones of fixed-price contracts and offers: made, funded, handed in, paid, removed.

use super::contracts::must_be_open;
use super::posting::amount_of;
use crate::graphql::ask::{Ask, Refusal, Resolver, copy};
use crate::graphql::records::{Record, Table, flag, money, number, text};
use crate::graphql::seeds;
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Mutation", "createMilestoneV2") => create,
        ("Mutation", "editMilestone") => edit,
        ("Mutation", "activateMilestone") => activate,
        ("Mutation", "approveMilestone") => approve,
        ("Mutation", "deleteMilestone") => delete,
        ("Mutation", "rejectSubmittedMilestone") => reject,
        _ => return None,
    })
}

pub(super) fn view(of: &Record) -> Value {
    let amount = |field| money(number(of, field));
    let mut view = of.clone();
    view.insert("depositAmount".into(), amount("deposit"));
    view.insert("fundedAmount".into(), amount("funded"));
    view.insert("paid".into(), amount("paidAmount"));
    view.insert("bonus".into(), amount("bonusAmount"));
    view.insert(
        "currentEscrowAmount".into(),
        money((number(of, "funded") - number(of, "paidAmount")).max(0.0)),
    );
    Value::Object(view)
}

fn create(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let (owner, id) = match (ask.at("/input/contractId").is_some(), ask.at("/input/offerId").is_some()) {
        (true, false) => {
            let contract = ask.record(Table::Contract, "/input/contractId")?;
            must_be_open(contract)?;
            must_have_a_fixed_price(contract)?;
            ("contract", ask.id("/input/contractId"))
        }
        (false, true) => {
            let offer = ask.record(Table::Offer, "/input/offerId")?;
            if text(offer, "state") != "PENDING_VENDOR_ACCEPTANCE" {
                return Err(Refusal::new("the offer is no longer open"));
            }
            must_have_a_fixed_price(offer)?;
            ("offer", ask.id("/input/offerId"))
        }
        _ => return Err(Refusal::unknown("a milestone belongs to either a contract or an offer")),
    };
    let deposit = amount_of("depositAmount", ask.text("/input/depositAmount").unwrap_or("0"))?;
    let due = ask.date("/input/dueDate")?;
    let sequence = ask.records.with(Table::Milestone, owner, &id).count() + 1;
    let state = if owner == "offer" { "InOffer" } else { "NotFunded" };
    let mut made = seeds::milestone(&ask.records.new_id(), state, deposit, sequence, &ask.now());
    made[owner] = id.into();
    if let (Some(made), Some(input)) = (made.as_object_mut(), ask.at("/input")) {
        copy(made, input, &[("description", "description"), ("instruction", "instructions")]);
        made.extend(due.map(|due| ("dueDateTime".to_owned(), due.into())));
    }
    let view = made.as_object().map_or(Value::Null, view);
    ask.records.insert(Table::Milestone, made);
    Ok(view)
}

fn must_have_a_fixed_price(owner: &Record) -> Result<(), Refusal> {
    if flag(owner, "hourly") {
        return Err(Refusal::new("it is billed by the hour: only a fixed price has milestones"));
    }
    Ok(())
}

fn edit(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let input = ask.at("/input").cloned().unwrap_or_default();
    let deposit = input["depositAmount"].as_str().map(|text| amount_of("depositAmount", text)).transpose()?;
    let due = ask.date("/input/dueDate")?;
    if deposit.is_some() && text(ask.record(Table::Milestone, "/input/id")?, "state") == "Active" {
        return Err(Refusal::new("the milestone is funded: its deposit stays"));
    }
    change(ask, &["NotFunded", "InOffer", "Active"], |of| {
        let names =
            [("description", "description"), ("instructions", "instructions"), ("sequenceId", "sequenceId")];
        copy(of, &input, &names);
        of.extend(due.map(|due| ("dueDateTime".to_owned(), due.into())));
        if let Some(deposit) = deposit {
            of.insert("deposit".into(), deposit.into());
        }
    })
}

fn activate(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    change(ask, &["NotFunded"], |of| {
        let deposit = of["deposit"].clone();
        of.insert("funded".into(), deposit);
        of.insert("state".into(), "Active".into());
    })
}

fn approve(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let paid = amount_of("paidAmount", ask.text("/input/paidAmount").unwrap_or_default())?;
    let bonus = amount_of("bonusAmount", ask.text("/input/bonusAmount").unwrap_or("0"))?;
    let milestone = ask.record(Table::Milestone, "/input/id")?;
    let funded = number(milestone, "funded");
    // Before it is funded another refusal tells what to do.
    if matches!(text(milestone, "state"), "Active" | "Submitted") && paid > funded {
        return Err(Refusal::new(format!(
            "paidAmount is more than the {funded:.2} that the milestone is funded with"
        )));
    }
    let milestone = change(ask, &["Active", "Submitted"], |of| {
        of.insert("paidAmount".into(), paid.into());
        of.insert("bonusAmount".into(), bonus.into());
        of.insert("state".into(), "Paid".into());
    })?;
    let contract = milestone["contract"].as_str().unwrap_or_default().to_owned();
    super::contracts::pay(
        ask,
        &contract,
        paid + bonus,
        "Fixed Price",
        milestone["description"].as_str().unwrap_or_default(),
    );
    Ok(milestone)
}

fn reject(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    change(ask, &["Submitted"], |of| {
        of.insert("state".into(), "Active".into());
    })?;
    Ok(json!({ "response": true }))
}

fn delete(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    change(ask, &["NotFunded", "InOffer"], |_| {})?;
    let id = ask.id("/input/id");
    Ok(ask.records.remove(Table::Milestone, &id).into())
}

/// Changes the milestone of the input where it is in one of these states.
fn change(ask: &mut Ask<'_>, from: &[&str], change: impl FnOnce(&mut Record)) -> Result<Value, Refusal> {
    let now = ask.now();
    let contract = text(ask.record(Table::Milestone, "/input/id")?, "contract").to_owned();
    if let Some(contract) = ask.records.get(Table::Contract, &contract) {
        must_be_open(contract)?;
    }
    let milestone = ask.record_mut(Table::Milestone, "/input/id")?;
    if !from.contains(&text(milestone, "state")) {
        let state = text(milestone, "state");
        return Err(Refusal::new(format!(
            "the milestone is {state}: this goes only from {}",
            from.join(" or ")
        )));
    }
    change(milestone);
    milestone.insert("modifiedDateTime".into(), now.into());
    Ok(view(milestone))
}
