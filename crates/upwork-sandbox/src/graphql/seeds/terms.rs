//! How offers and milestones are made, at the start and by mutations.

use serde_json::{Value, json};

/// An offer for a job. `terms` are whether it is hourly, and the rate or budget.
pub(crate) fn offer(
    id: &str,
    state: &str,
    job: &Value,
    people: [&str; 4],
    (hourly, pay): (bool, f64),
) -> Value {
    let [client_user, client_organization, freelancer, vendor_organization] = people;
    json!({
        "id": id, "state": state, "title": job["title"], "description": job["description"], "job": job["id"],
        "clientUser": client_user, "clientOrganization": client_organization,
        "freelancer": freelancer, "vendorOrganization": vendor_organization,
        "hourly": hourly, "pay": pay, "created": job["published"],
        "message": "We liked your proposal. Shall we start?",
    })
}

/// A milestone of an offer or a contract.
pub(crate) fn milestone(id: &str, state: &str, deposit: f64, sequence: usize, created: &str) -> Value {
    let funded = matches!(state, "Active" | "Submitted" | "Paid");
    let paid = state == "Paid";
    json!({
        "id": id, "state": state, "deposit": deposit, "sequenceId": sequence,
        "funded": if funded { deposit } else { 0.0 }, "paidAmount": if paid { deposit } else { 0.0 },
        "bonusAmount": 0.0, "submissionCount": usize::from(paid || state == "Submitted"),
        "description": format!("Part {sequence}"), "instructions": null, "dueDateTime": null,
        "createdDateTime": created, "modifiedDateTime": created,
    })
}
