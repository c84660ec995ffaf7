//! Proposals, offers, contracts, milestones and what was paid.

use super::{id, milestone, offer};
use crate::graphql::data;
use crate::graphql::records::{Record, Records, Table, cents, flag, number, text};
use serde_json::{Value, json};

const PROPOSALS: u64 = 1_910_000_000_000_000_101;
pub(super) const OFFERS: u64 = 1_920_000_000_000_000_101;
const CONTRACTS: u64 = 39_000_101;
const TERMS: u64 = 49_000_101;
const MILESTONES: u64 = 51_000_101;
const TRANSACTIONS: u64 = 610_000_101;

/// How many contracts the first user has as a freelancer, and how many as a client.
const AS_FREELANCER: usize = 8;
const AS_CLIENT: usize = 4;

pub(super) fn plant(records: &mut Records) {
    let mira = data::PEOPLE[0].id;
    let studio = data::ORGANIZATIONS[0].id;
    let jobs: Vec<Record> = records.all(Table::Job).cloned().collect();
    let talents: Vec<String> = records
        .all(Table::Person)
        .filter(|person| number(person, "rate") > 0.0)
        .map(|person| text(person, "id").to_owned())
        .collect();
    let is_own = |job: &Record| text(job, "organization") == studio;

    // Who is hired for what: for others' jobs the first user, for hers others.
    let hers = jobs.iter().filter(|job| !is_own(job)).step_by(4).take(AS_FREELANCER).map(|job| (job, mira));
    let own = jobs.iter().filter(|job| is_own(job)).skip(1).take(AS_CLIENT);
    let others = own.zip(&talents[1..]).map(|(job, talent)| (job, talent.as_str()));
    for (job, freelancer) in hers.chain(others) {
        contract(records, job, freelancer);
    }

    let pairs = jobs.iter().enumerate().flat_map(|(at, job)| {
        let count = if is_own(job) { 8 } else { 2 };
        let some = (0..count).map(move |step| (at, job, (at * 5 + step * 7) % 23 + 2));
        some.chain((!is_own(job)).then_some((at, job, 0)))
    });
    for (at, job, talent) in pairs.collect::<Vec<_>>() {
        let freelancer = &talents[talent];
        let known = records
            .with(Table::Proposal, "job", text(job, "id"))
            .any(|proposal| text(proposal, "freelancer") == freelancer);
        if !known {
            let status = match at % 32 {
                3 => "Declined",
                7 => "Withdrawn",
                _ => "Pending",
            };
            proposal(records, job, freelancer, status);
        }
    }
    open_offers(records, &jobs, mira, studio);
}

fn proposal(records: &mut Records, job: &Record, freelancer: &str, status: &str) -> String {
    let number_of = records.all(Table::Proposal).count();
    let id = id(PROPOSALS, number_of);
    let organization = records.value(Table::Person, freelancer, "organization");
    records.insert(
        Table::Proposal,
        json!({
            "id": id, "job": job["id"], "freelancer": freelancer, "organization": organization, "status": status,
            "rate": if flag(job, "hourly") { number(job, "max") } else { number(job, "amount") },
            "durationId": job["durationId"], "created": job["published"], "modified": job["published"],
            "coverLetter": format!("I have done work like \"{}\" twice, and would start on Monday.", text(job, "title")),
            "annotations": [], "vendorAnnotations": [], "reason": null,
        }),
    );
    id
}

fn contract(records: &mut Records, job: &Record, freelancer: &str) {
    let at = records.all(Table::Contract).count();
    let (contract, offer_id) = (id(CONTRACTS, at), id(OFFERS, at));
    let proposal = proposal(records, job, freelancer, "Hired");
    let vendor = records.value(Table::Person, freelancer, "organization");
    let vendor = vendor.as_str().unwrap_or_default();
    let hourly = flag(job, "hourly");
    let pay = if hourly { number(job, "max") } else { number(job, "amount") };
    let people = [text(job, "person"), text(job, "organization"), freelancer, vendor];
    let mut made = offer(&offer_id, "ACCEPTED", &Value::Object(job.clone()), people, (hourly, pay));
    made["contract"] = contract.clone().into();
    made["proposal"] = proposal.clone().into();
    records.insert(Table::Offer, made);
    let status = ["ACTIVE", "ACTIVE", "PAUSED", "ACTIVE", "CLOSED"][at % 5];
    records.insert(
        Table::Contract,
        json!({
            "id": contract, "title": job["title"], "status": status, "job": job["id"], "offer": offer_id,
            "proposal": proposal, "termId": id(TERMS, at), "freelancer": freelancer, "vendorOrganization": vendor,
            "clientUser": job["person"], "clientOrganization": job["organization"], "hourly": hourly, "pay": pay,
            "weeklyLimit": if hourly { "30" } else { "" }, "created": job["published"], "start": job["published"],
            "end": if status == "CLOSED" { json!("2026-06-30T17:00:00.000Z") } else { Value::Null },
        }),
    );
    if !hourly {
        // In cents, and in sum the whole.
        let third = cents(pay / 3.0);
        for (part, state) in ["Paid", "Submitted", "NotFunded"].into_iter().enumerate() {
            let made = milestone(
                &id(MILESTONES, at * 10 + part),
                state,
                if part == 2 { cents(pay - 2.0 * third) } else { third },
                part + 1,
                text(job, "published"),
            );
            add_milestone(records, made, "contract", &contract);
        }
    }
    for part in 0..3 {
        let row = records.all(Table::Transaction).count();
        records.insert(
            Table::Transaction,
            json!({
                "id": id(TRANSACTIONS, row), "contract": contract, "amount": (pay * 1000.0).round() / 1000.0 * f64::from(part + 1),
                "subtype": if hourly { "Hourly" } else { "Fixed Price" }, "description": format!("Payment {} for {}", part + 1, text(job, "title")),
                "created": format!("2026-03-{:02}T12:00:00.000Z", 8 + 7 * part),
            }),
        );
    }
}

fn add_milestone(records: &mut Records, mut milestone: Value, owner: &str, id: &str) {
    milestone[owner] = id.into();
    records.insert(Table::Milestone, milestone);
}

/// Offers that nobody has answered yet: six of the studio's, and three to the first user.
fn open_offers(records: &mut Records, jobs: &[Record], mira: &str, studio: &str) {
    let waiting: Vec<Record> = records
        .all(Table::Proposal)
        .filter(|proposal| text(proposal, "status") == "Pending")
        .cloned()
        .collect();
    let job_of = |proposal: &Record| jobs.iter().find(|job| job["id"] == proposal["job"]);
    let to_others =
        waiting.iter().filter(|of| job_of(of).is_some_and(|job| text(job, "organization") == studio));
    let to_her = waiting.iter().filter(|proposal| text(proposal, "freelancer") == mira);
    for (at, proposal) in to_others.skip(8).step_by(5).take(6).chain(to_her.take(3)).enumerate() {
        let Some(job) = job_of(proposal) else { continue };
        let offer_id = id(OFFERS, 100 + at);
        let people = [
            text(job, "person"),
            text(job, "organization"),
            text(proposal, "freelancer"),
            text(proposal, "organization"),
        ];
        let (hourly, pay) = (flag(job, "hourly"), number(proposal, "rate"));
        let whole = Value::Object(job.clone());
        let mut made = offer(&offer_id, "PENDING_VENDOR_ACCEPTANCE", &whole, people, (hourly, pay));
        made["proposal"] = proposal["id"].clone();
        records.insert(Table::Offer, made);
        if !hourly {
            let made = milestone(&id(MILESTONES, 900 + at), "InOffer", pay, 1, text(job, "published"));
            add_milestone(records, made, "offer", &offer_id);
        }
        if let Some(proposal) = records.get_mut(Table::Proposal, text(proposal, "id")) {
            proposal.insert("status".into(), "Offered".into());
        }
    }
}
