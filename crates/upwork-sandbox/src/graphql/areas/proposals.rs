//! Proposals, as freelancers and as clients see them.

use super::{duration, jobs, messages, organization, user};
use crate::graphql::ask::{Ask, Refusal, Resolver};
use crate::graphql::dates::date_time;
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, money, number, text};
use crate::graphql::seeds::DURATIONS;
use serde_json::{Value, json};

/// The largest page of `vendorProposals`, as users report.
const MOST_VENDOR_PROPOSALS: usize = 40;

/// Reasons for anything: what Upwork's are is unknown.
const REASONS: &[(&str, &str, &str)] = &[
    ("156", "Too expensive", "TOO_EXPENSIVE"),
    ("157", "Skills do not fit", "SKILLS_DO_NOT_FIT"),
    ("158", "The job was done", "JOB_WAS_DONE"),
    ("159", "Another reason", "OTHER"),
];

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "vendorProposal" | "clientProposal") => one,
        ("Query", "vendorProposals") => of_vendor,
        ("Query", "clientProposals") => of_client,
        ("ClientProposalStatus", "status") => |ask| Ok(client_status(text(ask.parent, "status")).into()),
        ("Query", "proposalMetadata") => |_| {
            let values: Value = DURATIONS.iter().map(|(id, ..)| duration(id)).collect();
            Ok(json!({ "engagementDurationValues": values }))
        },
        ("Query", "reasons") => |_| {
            let reason = |(id, reason, alias): &(&str, &str, &str)| json!({ "id": id, "reason": reason, "alias": alias });
            Ok(REASONS.iter().map(reason).collect())
        },
        ("Mutation", "markClientProposalAsRead") => {
            |ask| annotate(ask, "clientProposalReadRequest", "Read", true)
        }
        ("Mutation", "hideClientProposal") => |ask| {
            let hide = ask.at("/clientProposalHideRequest/hide") == Some(&Value::Bool(true));
            annotate(ask, "clientProposalHideRequest", "Hidden", hide)
        },
        ("Mutation", "shortlistClientProposal") => |ask| {
            let wanted = ask.at("/clientProposalShortlistRequest/shortlisted") == Some(&Value::Bool(true));
            annotate(ask, "clientProposalShortlistRequest", "Shortlisted", wanted)
        },
        ("Mutation", "declineClientProposal") => decline,
        ("Mutation", "messageClientProposal") => message,
        _ => return None,
    })
}

fn one(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    Ok(view(ask.records, ask.record(Table::Proposal, "/id")?))
}

/// The proposals of the user who asks, as a freelancer.
fn of_vendor(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_cursor(ask.at("/pagination"))?.at_most(MOST_VENDOR_PROPOSALS)?;
    let mine = ask.records.with(Table::Proposal, "freelancer", ask.viewer.person.id).filter(|proposal| {
        ask.allows("/filter/status_eq", text(proposal, "status"))
            && ask.allows("/filter/freelancerId_eq", text(proposal, "freelancer"))
            && ask.allows("/filter/organizationId_eq", text(proposal, "organization"))
            && ask.allows_any("/filter/jobPostingIds_any", text(proposal, "job"))
            && has_annotation(ask, "/filter/annotations_eq", &proposal["vendorAnnotations"])
    });
    let mine = sorted(ask, mine.collect());
    Ok(window.of(mine, |proposal| view(ask.records, proposal)).connection())
}

/// The proposals for a job. Filters for status, annotation and freelancer count.
fn of_client(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_cursor(ask.at("/pagination"))?;
    let job = ask.id("/jobPostingId");
    ask.record(Table::Job, "/jobPostingId")?;
    let found = ask.records.with(Table::Proposal, "job", &job).filter(|proposal| {
        ask.allows("/filter/status_eq", client_status(text(proposal, "status")))
            && ask.allows("/filter/freelancerId_eq", text(proposal, "freelancer"))
            && has_annotation(ask, "/filter/annotations_eq", &proposal["annotations"])
    });
    let found = sorted(ask, found.collect());
    Ok(window.of(found, |proposal| view(ask.records, proposal)).connection())
}

fn has_annotation(ask: &Ask<'_>, place: &str, own: &Value) -> bool {
    ask.at(place).is_none_or(|wanted| own.as_array().is_some_and(|own| own.contains(wanted)))
}

fn sorted<'r>(ask: &Ask<'_>, mut proposals: Vec<&'r Record>) -> Vec<&'r Record> {
    let field = match ask.text("/sortAttribute/field") {
        Some("MODIFIEDDATETIME") => "modified",
        _ => "created",
    };
    if ask.text("/sortAttribute/field") == Some("CHARGERATE") {
        proposals.sort_by(|one, other| number(one, "rate").total_cmp(&number(other, "rate")));
    } else {
        proposals.sort_by(|one, other| text(one, field).cmp(text(other, field)));
    }
    if ask.text("/sortAttribute/sortOrder") == Some("DESC") {
        proposals.reverse();
    }
    proposals
}

/// A proposal as `VendorProposal` and as `ClientProposal`.
fn view(records: &Records, proposal: &Record) -> Value {
    let job =
        records.get(Table::Job, text(proposal, "job")).map_or(Value::Null, |job| jobs::posting(records, job));
    let milestones = json!([{ "description": "All of it", "dueDate": "2026-05-01", "amount": format!("{:.2}", number(proposal, "rate")) }]);
    json!({
        "id": proposal["id"],
        "user": user(records, text(proposal, "freelancer")),
        "organization": organization(records, text(proposal, "organization")),
        "job": job, "marketplaceJobPosting": job,
        "terms": {
            "chargeRate": money(number(proposal, "rate")), "estimatedDuration": duration(text(proposal, "durationId")),
            "upfrontPaymentPercent": 0.0,
        },
        "coverLetter": proposal["coverLetter"], "proposalCoverLetter": proposal["coverLetter"],
        "projectPlan": { "id": format!("plan-{}", text(proposal, "id")), "milestones": milestones },
        "auditDetails": {
            "createdDateTime": date_time(text(proposal, "created")), "modifiedDateTime": date_time(text(proposal, "modified")),
        },
        "status": { "status": proposal["status"], "reason": proposal["reason"] },
        "annotations": proposal["annotations"],
    })
}

/// What a client calls a freelancer's status.
fn client_status(status: &str) -> &str {
    match status {
        "Pending" | "Accepted" => "Activated",
        status => status,
    }
}

fn annotate(ask: &mut Ask<'_>, request: &str, annotation: &str, wanted: bool) -> Result<Value, Refusal> {
    change(ask, request, |proposal| {
        let annotations = proposal.entry("annotations").or_insert_with(|| json!([]));
        if let Value::Array(all) = annotations {
            all.retain(|own| own != annotation);
            if wanted {
                all.push(annotation.into());
            }
        }
    })
}

fn decline(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let at = |name: &str| format!("/clientProposalDeclineRequest/{name}");
    let reason = ask.id(&at("reason"));
    let known = REASONS.iter().find(|(id, ..)| *id == reason);
    let other = ask.text(&at("otherReason")).unwrap_or("Another reason");
    let reason = known.map_or(
        json!({ "id": "159", "reason": other }),
        |(id, reason, _)| json!({ "id": id, "reason": reason }),
    );
    change(ask, "clientProposalDeclineRequest", |proposal| {
        proposal.insert("status".into(), "Declined".into());
        proposal.insert("reason".into(), reason);
    })
}

fn message(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let result = change(ask, "clientProposalMessageRequest", |_| {})?;
    let proposal = ask.record(Table::Proposal, "/clientProposalMessageRequest/proposalId")?.clone();
    let message = ask.text("/clientProposalMessageRequest/message").unwrap_or_default().to_owned();
    let room = messages::room_of_proposal(ask, &proposal);
    messages::send(ask, &room, &message);
    Ok(result)
}

/// Changes the proposal that a request names, which must be one for the job that it names.
fn change(ask: &mut Ask<'_>, request: &str, change: impl FnOnce(&mut Record)) -> Result<Value, Refusal> {
    let (job, now) = (ask.id(&format!("/{request}/jobPostingId")), ask.now());
    let proposal = ask.record_mut(Table::Proposal, &format!("/{request}/proposalId"))?;
    if text(proposal, "job") != job {
        return Err(Refusal::new("the proposal is for another job posting"));
    }
    change(proposal);
    proposal.insert("modified".into(), now.into());
    let proposal = proposal.clone();
    Ok(json!({ "status": "SUCCESS", "proposal": view(ask.records, &proposal) }))
}
