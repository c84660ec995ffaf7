//! Jobs, as each of the types that show them, and the searches for them.

use super::{duration, organization, user};
use crate::graphql::ask::{Ask, Refusal, Resolver};
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, flag, money, number, text};
use crate::graphql::seeds::DURATIONS;
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "marketplaceJobPostingsSearch") => search,
        ("Query", "publicMarketplaceJobPostingsSearch") => public_search,
        ("Query", "marketplaceJobPosting") => |ask| Ok(posting(ask.records, ask.record(Table::Job, "/id")?)),
        ("Query", "jobPosting") => |ask| Ok(posting(ask.records, ask.record(Table::Job, "/jobPostingId")?)),
        ("Query", "marketplaceJobPostingsContents") => contents,
        _ => return None,
    })
}

/// `marketplaceJobPostingsSearch`. Users report HTTP 500 where the page is asked for without `after`.
fn search(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let pagination = ask.at("/marketPlaceJobFilter/pagination_eq");
    if pagination.is_some_and(|page| page.get("after").is_none_or(Value::is_null)) {
        return Err(Refusal::Crash);
    }
    let window = Window::by_cursor(pagination)?;
    let found = found(ask);
    let viewer = ask.viewer.person.id;
    Ok(window.of(found, |job| search_result(ask.records, job, viewer)).connection())
}

fn public_search(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_offset(ask.at("/marketPlaceJobFilter/pagination"), "pageOffset", "pageSize")?;
    let page = window.of(found(ask), |job| {
        let mut result = search_result(ask.records, job, ask.viewer.person.id);
        let bound = |field| if flag(job, "hourly") { json!(number(job, field)) } else { Value::Null };
        result["hourlyBudgetMin"] = bound("min");
        result["hourlyBudgetMax"] = bound("max");
        result
    });
    Ok(json!({ "paging": page.info(), "jobs": page.items }))
}

/// The open jobs that a search finds, the newest first. Filters for words, kind of contract, level,
/// ontology and pay count; the others find every job.
fn found<'r>(ask: &'r Ask<'_>) -> Vec<&'r Record> {
    let filter = |name: &str| format!("/marketPlaceJobFilter/{name}");
    let words = |name: &str| ask.text(&filter(name)).unwrap_or_default();
    let (all, title, skill) =
        (words("searchExpression_eq"), words("titleExpression_eq"), words("skillExpression_eq"));
    let within = |name: &str, value: f64| {
        let bound = |end: &str| ask.at(&filter(&format!("{name}/{end}"))).and_then(Value::as_f64);
        bound("rangeStart").is_none_or(|start| start <= value)
            && bound("rangeEnd").is_none_or(|end| value <= end)
    };
    let matches = |job: &&Record| {
        let names = skill_names(ask.records, job);
        let has_skills = ask.ids(&filter("ontologySkillIds_all")).is_none_or(|wanted| {
            wanted
                .iter()
                .all(|id| job["skills"].as_array().is_some_and(|own| own.iter().any(|own| own == id)))
        });
        super::has_words(all, &[text(job, "title"), text(job, "description"), &names])
            && super::has_words(title, &[text(job, "title")])
            && super::has_words(skill, &[&names])
            && has_skills
            && ask.allows(&filter("jobType_eq"), contract_type(job))
            && ask.allows(&filter("experienceLevel_eq"), text(job, "experienceLevel"))
            && ask.allows(&filter("contractorTier_eq"), text(job, "experienceLevel"))
            && ask.allows(&filter("workload_eq"), text(job, "engagementType"))
            && ask.allows_any(&filter("categoryIds_any"), text(job, "categoryId"))
            && ask.allows_any(&filter("subcategoryIds_any"), text(job, "subcategoryId"))
            && ask.allows_any(&filter("occupationIds_any"), text(job, "occupationId"))
            && (flag(job, "hourly") || within("budgetRange_eq", number(job, "amount")))
            && (!flag(job, "hourly") || within("hourlyRate_eq", number(job, "max")))
    };
    let open =
        |job: &&Record| text(job, "status") == "REQUESTED" && text(job, "visibility") == "PUBLIC_INDEX";
    let mut found: Vec<_> = ask.records.all(Table::Job).filter(open).filter(matches).collect();
    found.sort_by(|one, other| text(other, "published").cmp(text(one, "published")));
    found
}

fn contents(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let wanted = ask.ids("/ids").unwrap_or_default();
    let one = |id: &String| {
        let job =
            ask.records.all(Table::Job).find(|job| text(job, "id") == id || text(job, "ciphertext") == id);
        job.map_or(Value::Null, |job| {
            json!({
                "id": job["id"], "ciphertext": job["ciphertext"], "title": job["title"],
                "description": job["description"], "publishedDateTime": job["published"],
            })
        })
    };
    Ok(wanted.iter().map(one).collect())
}

/// A job as the searches find it.
fn search_result(records: &Records, job: &Record, viewer: &str) -> Value {
    let hourly = flag(job, "hourly");
    let bound = |field| if hourly { money(number(job, field)) } else { Value::Null };
    let proposals = || records.with(Table::Proposal, "job", text(job, "id"));
    let company = organization(records, text(job, "organization"));
    let (category, subcategory) = category_names(job);
    let lasts = DURATIONS.iter().find(|(id, ..)| *id == text(job, "durationId"));
    json!({
        "id": job["id"], "ciphertext": job["ciphertext"], "title": job["title"], "description": job["description"],
        "createdDateTime": job["created"], "publishedDateTime": job["published"], "renewedDateTime": null,
        "category": category, "subcategory": subcategory, "type": contract_type(job), "jobStatus": "Open",
        "experienceLevel": job["experienceLevel"], "contractorTier": job["experienceLevel"],
        "duration": lasts.map(|(.., name)| name), "durationLabel": lasts.map(|(_, label, ..)| label),
        "engagement": if text(job, "engagementType") == "FULL_TIME" { "30+ hrs/week" } else { "Less than 30 hrs/week" },
        "amount": money(number(job, "amount")), "hourlyBudgetType": if hourly { json!("MANUAL") } else { Value::Null },
        "hourlyBudgetMin": bound("min"), "hourlyBudgetMax": bound("max"), "weeklyBudget": null,
        "totalApplicants": proposals().count(), "totalFreelancersToHire": job["toHire"], "freelancersToHire": job["toHire"],
        "preferredFreelancerLocation": [], "enterprise": false, "premium": job["premium"],
        "applied": proposals().any(|proposal| text(proposal, "freelancer") == viewer),
        "skills": skills(records, job).iter().map(|skill| json!({
            "id": skill["id"], "name": skill["preferredLabel"], "prettyName": skill["prettyName"], "highlighted": false,
        })).collect::<Value>(),
        "client": {
            "companyRid": company["rid"], "companyName": company["name"], "companyOrgUid": company["id"],
            "totalHires": records.with(Table::Contract, "clientOrganization", text(job, "organization")).count(),
            "totalPostedJobs": records.with(Table::Job, "organization", text(job, "organization")).count(),
            "totalReviews": 3, "totalFeedback": 4.8, "totalSpent": money(12_500.0), "verificationStatus": "VERIFIED",
            "hasFinancialPrivacy": false,
            "location": { "country": company["country"], "state": null, "city": company["city"], "timezone": company["timezone"] },
        },
    })
}

/// A job as `MarketplaceJobPosting`, which freelancers see, and as `JobPosting`, which its client sees.
pub(super) fn posting(records: &Records, job: &Record) -> Value {
    let hourly = flag(job, "hourly");
    let company = organization(records, text(job, "organization"));
    let team = organization(records, text(job, "team"));
    let (category, subcategory) = category_names(job);
    let entity = |id: &str, label: &str| json!({ "id": id, "ontologyId": format!("~04{id}"), "preferredLabel": label, "name": label, "slug": slug(label), "entityStatus": "ACTIVE" });
    let occupation =
        crate::graphql::seeds::OCCUPATIONS.iter().find(|(id, _)| *id == text(job, "occupationId"));
    let lasts = duration(text(job, "durationId"));
    let proposals: Vec<_> = records.with(Table::Proposal, "job", text(job, "id")).collect();
    let with_status = |status: &str| proposals.iter().filter(|of| text(of, "status") == status).count();
    let with_annotation = |annotation: &str| {
        proposals
            .iter()
            .filter(|of| {
                of["annotations"].as_array().is_some_and(|all| all.iter().any(|own| own == annotation))
            })
            .count()
    };
    let invited = records.with(Table::Invitation, "job", text(job, "id")).count();
    let rates: Vec<f64> = proposals.iter().map(|proposal| number(proposal, "rate")).collect();
    let bid = |of: fn(f64, f64) -> f64| rates.iter().copied().reduce(of).map_or(Value::Null, money);
    let average = if rates.is_empty() {
        Value::Null
    } else {
        money((rates.iter().sum::<f64>() / rates.len() as f64).round())
    };
    json!({
        "id": job["id"], "version": job["version"], "visibility": job["visibility"],
        "canClientReceiveContractProposal": true,
        "workFlowState": { "status": if text(job, "status") == "REQUESTED" { "ACTIVE" } else { "CLOSED" }, "closeResult": null },
        "ownership": { "company": company, "team": team, "user": user(records, text(job, "person")) },
        "content": { "title": job["title"], "description": job["description"] },
        "classification": {
            "category": entity(text(job, "categoryId"), category), "subCategory": entity(text(job, "subcategoryId"), subcategory),
            "occupation": occupation.map(|(id, label)| entity(id, label)), "occupationId": job["occupationId"],
            "skills": skills(records, job), "additionalSkills": [],
        },
        "contractTerms": {
            "contractType": contract_type(job), "contractStartDate": null, "contractEndDate": null, "onSiteType": "REMOTE",
            "personsToHire": job["toHire"], "experienceLevel": job["experienceLevel"],
            "fixedPriceContractTerms": if hourly { Value::Null } else {
                json!({ "amount": money(number(job, "amount")), "maxAmount": null, "engagementDuration": lasts })
            },
            "hourlyContractTerms": if hourly {
                json!({
                    "engagementType": job["engagementType"], "engagementDuration": lasts, "hourlyBudgetType": "MANUAL",
                    "hourlyBudgetMin": job["min"], "hourlyBudgetMax": job["max"],
                })
            } else { Value::Null },
        },
        "contractorSelection": {
            "proposalRequirement": {
                "coverLetterRequired": job["coverLetterRequired"], "freelancerMilestonesAllowed": true,
                "screeningQuestions": job["questions"].as_array().into_iter().flatten().enumerate()
                    .map(|(at, question)| json!({ "sequenceNumber": at + 1, "question": question })).collect::<Value>(),
            },
            "qualification": {
                "contractorType": "ALL", "englishProficiency": "CONVERSATIONAL", "hasPortfolio": false, "hoursWorked": 0,
                "risingTalent": false, "jobSuccessScore": 80, "minEarning": "ANY",
            },
            "location": { "countries": [], "states": [], "timezones": [], "localCheckRequired": false, "localMarket": false },
        },
        "activityStat": {
            "applicationsBidStats": { "avgRateBid": average, "minRateBid": bid(f64::min), "maxRateBid": bid(f64::max) },
            "jobActivity": {
                "lastClientActivity": job["modified"], "invitesSent": invited, "totalInvitedToInterview": 0,
                "totalHired": with_status("Hired"), "totalUnansweredInvites": invited, "totalOffered": with_status("Offered"),
            },
        },
        "attachments": [],
        "clientCompanyPublic": {
            "id": company["id"], "country": country(company["country"].as_str().unwrap_or_default()), "state": null,
            "city": company["city"], "timezone": company["timezone"],
            "paymentVerification": { "status": "VERIFIED", "paymentVerified": true },
        },
        "info": {
            "status": job["status"], "auditTime": { "createdDateTime": job["created"], "modifiedDateTime": job["modified"] },
            "publishDateTime": job["published"], "filledDateTime": null, "keepOpenOnHire": false, "premium": job["premium"],
            "legacyCiphertext": job["ciphertext"], "hourlyBudgetType": if hourly { json!("MANUAL") } else { Value::Null },
            "hourlyBudgetMin": if hourly { money(number(job, "min")) } else { Value::Null },
            "hourlyBudgetMax": if hourly { money(number(job, "max")) } else { Value::Null },
            "categoryId": job["categoryId"], "hidden": false,
        },
        "proposalsStatistics": {
            "totalProposals": proposals.len(), "totalMessaged": 0, "totalHired": with_status("Hired"), "totalInvitesSent": invited,
            "totalArchived": with_status("Archived"), "totalDeclined": with_status("Declined"), "totalOffered": with_status("Offered"),
            "totalShortlisted": with_annotation("Shortlisted"), "totalHidden": with_annotation("Hidden"),
            "totalWithdrawn": with_status("Withdrawn"), "totalAutoHidden": 0, "totalApplicantsWithAutoHidden": 0,
        },
    })
}

/// A country by its name, as the type `Country`.
pub(super) fn country(name: &str) -> Value {
    let found = crate::graphql::seeds::COUNTRIES.iter().find(|(_, own, ..)| *own == name);
    found.map_or(Value::Null, super::ontology::country)
}

fn contract_type(job: &Record) -> &'static str {
    if flag(job, "hourly") { "HOURLY" } else { "FIXED" }
}

fn category_names(job: &Record) -> (&'static str, &'static str) {
    let category =
        crate::graphql::seeds::CATEGORIES.iter().find(|category| category.id == text(job, "categoryId"));
    let subcategory = category.and_then(|category| {
        category.subcategories.iter().find(|(id, ..)| *id == text(job, "subcategoryId"))
    });
    (category.map_or("Other", |category| category.label), subcategory.map_or("Other", |(_, label, _)| label))
}

fn skills(records: &Records, job: &Record) -> Vec<Value> {
    let ids = job["skills"].as_array().into_iter().flatten().filter_map(Value::as_str);
    ids.filter_map(|id| records.get(Table::Skill, id)).map(|skill| json!(skill)).collect()
}

fn skill_names(records: &Records, job: &Record) -> String {
    let names = skills(records, job);
    names.iter().filter_map(|skill| skill["preferredLabel"].as_str()).collect::<Vec<_>>().join(" ")
}

pub(super) fn slug(label: &str) -> String {
    let words = label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
