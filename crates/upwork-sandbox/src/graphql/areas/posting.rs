//! Posting jobs, changing them, inviting to them.

use crate::graphql::ask::{Ask, Refusal, Resolver, copy};
use crate::graphql::records::{Record, Table, cents};
use crate::graphql::seeds::{CATEGORIES, DURATIONS, OCCUPATIONS};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Mutation", "createJobPosting") => create,
        ("Mutation", "updateJobPosting") => update,
        ("Mutation", "createClientJobInvitation") => invite,
        _ => return None,
    })
}

fn create(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let organization = ask.id("/jobPostingRequest/organizationId");
    ask.record(Table::Organization, "/jobPostingRequest/organizationId")?;
    let (id, now) = (ask.records.new_id(), ask.now());
    let mut job = json!({
        "id": id, "ciphertext": format!("~02{id}"), "title": "", "description": "",
        "organization": organization, "team": organization, "person": ask.viewer.person.id,
        "categoryId": CATEGORIES[0].id, "subcategoryId": CATEGORIES[0].subcategories[0].0,
        "occupationId": OCCUPATIONS[0].0, "skills": [], "hourly": true, "amount": 0.0, "min": 0.0, "max": 0.0,
        "durationId": DURATIONS[0].0, "engagementType": "NOT_SURE", "experienceLevel": "INTERMEDIATE",
        "created": now, "published": now, "modified": now, "status": "REQUESTED", "visibility": "PUBLIC_INDEX",
        "toHire": 1, "version": 1, "questions": [], "coverLetterRequired": false, "premium": false,
    });
    if let Some(job) = job.as_object_mut() {
        fill(job, ask.at("/jobPostingRequest").unwrap_or(&Value::Null))?;
    }
    if job["title"] == "" {
        return Err(Refusal::unknown("a job posting needs a title"));
    }
    ask.records.insert(Table::Job, job);
    Ok(saved(&id, 1))
}

fn update(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let request = ask.at("/jobPostingRequest").cloned().unwrap_or_default();
    let now = ask.now();
    let id = ask.id("/id");
    let mut job = ask.record(Table::Job, "/id")?.clone();
    fill(&mut job, &request)?;
    let version = job["version"].as_u64().unwrap_or_default() + 1;
    job.insert("version".into(), version.into());
    job.insert("modified".into(), now.into());
    *ask.record_mut(Table::Job, "/id")? = job;
    Ok(saved(&id, version))
}

/// Puts into a job what the request says.
fn fill(job: &mut Record, request: &Value) -> Result<(), Refusal> {
    let info = &request["jobPostingInfo"];
    copy(
        job,
        info,
        &[
            ("title", "title"),
            ("description", "description"),
            ("engagementType", "engagementType"),
            ("durationId", "durationId"),
            ("status", "status"),
            ("access", "visibility"),
            ("experienceLevel", "experienceLevel"),
            ("freelancersToHire", "toHire"),
            ("categoryId", "categoryId"),
            ("coverLetterRequired", "coverLetterRequired"),
            ("premium", "premium"),
        ],
    );
    for (from, to) in [("amount", "amount"), ("hourlyBudgetMin", "min"), ("hourlyBudgetMax", "max")] {
        if let Some(amount) = info[from].as_str() {
            job.insert(to.into(), amount_of(from, amount)?.into());
        }
    }
    if let Some(kind) = info["type"].as_str() {
        job.insert("hourly".into(), (kind == "HOURLY").into());
    }
    if let Some(questions) = request["questions"].as_array() {
        job.insert("questions".into(), questions.iter().map(|of| of["question"].clone()).collect());
    }
    let sands = &request["sandsJobPost"];
    copy(job, sands, &[("occupationId", "occupationId")]);
    let groups = [sands["skills"].as_array(), sands["additionalSkills"].as_array()];
    if groups.iter().any(Option::is_some) {
        let of = |skill: &Value| {
            [&skill["skillId"], &skill["parentSkillId"]].into_iter().find(|id| id.is_string()).cloned()
        };
        job.insert("skills".into(), groups.into_iter().flatten().flatten().filter_map(of).collect());
    }
    Ok(())
}

/// An amount of money, which the API takes as a text.
pub(super) fn amount_of(name: &str, text: &str) -> Result<f64, Refusal> {
    let amount = text.parse::<f64>().ok().filter(|amount| amount.is_finite() && *amount >= 0.0);
    amount.map(cents).ok_or_else(|| Refusal::unknown(format!("{name} is no amount: write it as 1234.50")))
}

fn saved(id: &str, version: u64) -> Value {
    json!({
        "id": id, "version": version, "qualificationsSaved": true, "skillsSaved": true, "questionsSaved": true,
        "segmentationDataSaved": true, "attachmentsSaved": true, "ptcInfoSaved": true, "jobPostingAdditional": true,
        "sandsJobPostSaved": true, "customFieldsSaved": true,
    })
}

fn invite(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let at = |name: &str| format!("/clientJobInvitationCreateRequest/{name}");
    ask.record(Table::Job, &at("jobPostingId"))?;
    ask.record(Table::Person, &at("freelancerId"))?;
    let id = ask.records.new_id();
    let (job, freelancer) = (ask.id(&at("jobPostingId")), ask.id(&at("freelancerId")));
    ask.records.insert(Table::Invitation, json!({ "id": id, "job": job, "freelancer": freelancer }));
    Ok(id.into())
}
