//! Freelancers: the searches for them, their profiles, what they worked on.

use super::jobs::country;
use crate::graphql::ask::{Ask, Refusal, Resolver};
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, flag, money, number, text};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "freelancerProfileSearchRecords") => search,
        ("Query", "search") => |_| Ok(json!({})),
        ("Search", "searchFreelancerPublicProfile") => search_by_meaning,
        ("Query", "talentProfileByProfileKey") => {
            |ask| Ok(by_key(ask)?.map_or(Value::Null, |of| talent(ask.records, of)))
        }
        ("Query", "freelancerProfileByProfileKey") => |ask| match by_key(ask)? {
            Some(person) => Ok(profile(ask.records, person)),
            None => Err(Refusal::unknown("there is no freelancer with this profile key")),
        },
        ("Query", "talentWorkHistory") => history,
        _ => return None,
    })
}

fn is_freelancer(person: &Record) -> bool {
    number(person, "rate") > 0.0
}

fn by_key<'r>(ask: &'r Ask<'_>) -> Result<Option<&'r Record>, Refusal> {
    let key = ask.text("/profileKey").unwrap_or_default();
    if !key.starts_with('~') {
        return Err(Refusal::unknown("profileKey is a ciphertext, which starts in ~"));
    }
    Ok(ask.records.with(Table::Person, "ciphertext", key).find(|person| is_freelancer(person)))
}

/// A client among the people is found as the shorter of the two types.
fn search(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_cursor(ask.at("/pagination"))?;
    let keyword = ask.text("/searchFilter/keyword").unwrap_or_default();
    let clients = ask.text("/searchFilter/userType") == Some("Client");
    let found = ask.records.all(Table::Person).filter(|person| {
        is_freelancer(person) != clients
            && super::has_words(
                keyword,
                &[text(person, "title"), text(person, "name"), &skill_names(ask.records, person)],
            )
            && ask.allows_any("/searchFilter/occupationIds", text(person, "occupation"))
            && ask.allows("/searchFilter/location/country", text(person, "country"))
            && ask.allows("/searchFilter/location/city", text(person, "city"))
    });
    let page = window.of(found, |person| {
        let kind = if clients { "UserFreelancerProfilesSearchRecord" } else { "FreelancerProfilesSearchRecord" };
        let jobs = Jobs::of(ask.records, person);
        json!({
            "__typename": kind, "id": person["id"], "shortName": short_name(person), "ciphertext": person["ciphertext"],
            "title": person["title"], "description": description(person), "portrait": null,
            "lastActiveDateTime": "2026-03-01T18:00:00.000Z", "totalHourlyJobs": jobs.hourly, "totalFixedPriceJobs": jobs.fixed,
            "hourlyRate": money(number(person, "rate")), "topRatedStatus": "top_rated", "avgFeedbackScore": 4.9,
            "totalFeedbackCount": (jobs.hourly + jobs.fixed) as f64, "hideEarnings": false, "skills": skills(ask.records, person),
            "location": { "country": person["country"], "state": null, "city": person["city"] },
        })
    });
    Ok(page.connection())
}

fn search_by_meaning(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_offset(ask.at("/request/paging"), "start", "rows")?;
    let query = ask.text("/request/userQuery").unwrap_or_default();
    let title = ask.text("/request/title").unwrap_or_default();
    let rate = |end: &str| ask.at(&format!("/request/hourlyRate/{end}")).and_then(Value::as_f64);
    let found = ask.records.all(Table::Person).filter(|person| is_freelancer(person)).filter(|person| {
        let own = number(person, "rate");
        super::has_words(query, &[text(person, "title"), &skill_names(ask.records, person)])
            && super::has_words(title, &[text(person, "title")])
            && ask.allows_any("/request/countries", text(person, "country"))
            && ask.allows_any("/request/cities", text(person, "city"))
            && rate("min").is_none_or(|min| min <= own)
            && rate("max").is_none_or(|max| own <= max)
    });
    let page = window.of(found, |person| json!({ "profile": talent(ask.records, person) }));
    let info = json!({ "total": page.total, "offset": page.start, "count": page.items.len() });
    Ok(json!({ "pagingInfo": info, "profiles": page.items }))
}

/// A person as `TalentProfile`.
fn talent(records: &Records, person: &Record) -> Value {
    let jobs = Jobs::of(records, person);
    json!({
        "personId": person["id"], "identity": { "id": person["id"], "ciphertext": person["ciphertext"] },
        "personalData": personal_data(person),
        "skills": skills(records, person).iter().map(|skill| json!({
            "id": skill["id"], "skill": skill["preferredLabel"], "prettyName": skill["prettyName"], "status": "active",
        })).collect::<Value>(),
        "profileAggregates": {
            "totalJobs": jobs.hourly + jobs.fixed, "totalHourlyJobs": jobs.hourly, "totalFixedJobs": jobs.fixed,
            "topRatedStatus": "top_rated", "totalFeedback": 4.9, "totalEarnings": jobs.earned, "lastWorkedOn": "2026-03-01",
        },
    })
}

fn personal_data(person: &Record) -> Value {
    json!({
        "firstName": person["firstName"], "lastName": person["lastName"], "title": person["title"],
        "description": description(person), "chargeRate": money(number(person, "rate")), "profileUrl": person["publicUrl"],
        "profileState": "ACCEPTED", "workPhone": null,
        "location": { "country": person["country"], "state": null, "city": person["city"], "timezone": "UTC" },
    })
}

/// A person as `FreelancerProfile`.
fn profile(records: &Records, person: &Record) -> Value {
    let jobs = Jobs::of(records, person);
    let id = text(person, "id");
    json!({
        "fullName": person["name"], "firstName": person["firstName"], "lastName": person["lastName"],
        "personalData": personal_data(person), "countryDetails": country(text(person, "country")),
        "aggregates": {
            "totalHourlyJobs": jobs.hourly, "totalFixedJobs": jobs.fixed, "totalHours": jobs.hourly as f64 * 20.0,
            "totalFeedback": 4.9, "jobSuccessScore": 97.0, "topRatedStatus": "top_rated", "topRatedPlusStatus": null,
            "totalEarnings": money(jobs.earned), "lastWorkedDateTime": "2026-03-01T18:00:00.000Z",
        },
        "availability": {
            "id": format!("availability-{id}"), "capacity": "partTime", "name": "Less than 30 hrs/week",
            "availabilityDateTime": null, "createdDateTime": "2025-01-01T00:00:00.000Z",
        },
        "skills": { "edges": skills(records, person).iter().map(|skill| json!({ "node": skill })).collect::<Value>() },
        "languages": { "edges": [{ "node": {
            "id": format!("language-{id}"), "language": super::ontology::language(&("en", "English")), "verified": true,
        } }] },
        "employmentRecords": [{
            "id": format!("employment-{id}"), "companyName": "Tidewater Print", "jobTitle": "Apprentice", "role": null,
            "startDate": "2012-09-01", "endDate": "2015-08-31", "description": null, "city": person["city"], "country": person["country"],
        }],
        "educationRecords": [{
            "id": format!("education-{id}"), "institutionName": "Evening School", "areaOfStudy": person["title"], "degree": "Diploma",
            "startDate": "2009-09-01", "endDate": "2012-06-30", "description": null,
        }],
    })
}

fn history(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_offset(ask.at("/filter/pagination"), "offset", "limit")?;
    let person = ask.id("/filter/personId");
    let with_feedback = ask.at("/filter/excludeNoFeedback") == Some(&Value::Bool(true));
    let mut found: Vec<_> = ask
        .records
        .with(Table::Contract, "freelancer", &person)
        .filter(|of| ask.allows_any("/filter/contractIds", text(of, "id")))
        .filter(|of| ask.allows_any("/filter/status", text(of, "status")))
        .filter(|of| !with_feedback || !feedback(of, "feedbackToFreelancer").is_null())
        .collect();
    found.sort_by(|one, other| text(one, "start").cmp(text(other, "start")));
    if ask.text("/filter/sort/order") == Some("DESC") {
        found.reverse();
    }
    let page = window.of(found, |of| {
        let hours = if flag(of, "hourly") { 20.0 } else { 0.0 };
        let charge = if flag(of, "hourly") { hours * number(of, "pay") } else { number(of, "pay") };
        json!({
            "contract": {
                "id": of["id"], "title": of["title"], "status": of["status"], "startDate": of["start"], "endDate": of["end"],
                "createDate": of["created"], "clientOrgId": of["clientOrganization"], "clientTeamId": of["clientOrganization"],
            },
            "contractAggregate": { "totalCharge": format!("{charge:.2}"), "hours": format!("{hours:.1}") },
            "feedback": {
                "feedbackToFreelancer": feedback(of, "feedbackToFreelancer"), "feedbackToClient": feedback(of, "feedbackToClient"),
            },
        })
    });
    Ok(json!({ "totalCount": page.total, "workHistoryList": page.items }))
}

/// What one said of the other at the end: written by a mutation, or for contracts that ended before.
fn feedback(contract: &Record, which: &str) -> Value {
    let said = match contract.get(which) {
        Some(said) => said.clone(),
        None if text(contract, "status") == "CLOSED" => {
            json!({ "comment": "Good work, on time.", "qualityScore": 5 })
        }
        None => return Value::Null,
    };
    let scores: Vec<f64> = said
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| name.ends_with("Score"))
        .filter_map(|(_, score)| score.as_f64())
        .collect();
    let score =
        if scores.is_empty() { Value::Null } else { json!(scores.iter().sum::<f64>() / scores.len() as f64) };
    json!({ "score": score, "comment": said["comment"], "response": null, "feedbackSuppressed": false, "isPublic": true })
}

/// What a freelancer's contracts come to.
struct Jobs {
    hourly: usize,
    fixed: usize,
    earned: f64,
}

impl Jobs {
    fn of(records: &Records, person: &Record) -> Self {
        let mut jobs = Self { hourly: 0, fixed: 0, earned: 0.0 };
        for contract in records.with(Table::Contract, "freelancer", text(person, "id")) {
            let count = if flag(contract, "hourly") { &mut jobs.hourly } else { &mut jobs.fixed };
            *count += 1;
            let paid = records.with(Table::Transaction, "contract", text(contract, "id"));
            jobs.earned += paid.map(|payment| number(payment, "amount")).sum::<f64>();
        }
        jobs
    }
}

fn description(person: &Record) -> Value {
    match text(person, "title") {
        "" => Value::Null,
        title => format!("{title}, for twelve years. I answer within a day.").into(),
    }
}

fn short_name(person: &Record) -> String {
    let initial = text(person, "lastName").chars().next().map(|c| format!(" {c}.")).unwrap_or_default();
    format!("{}{initial}", text(person, "firstName"))
}

fn skills(records: &Records, person: &Record) -> Vec<Value> {
    let ids = person["skills"].as_array().into_iter().flatten().filter_map(Value::as_str);
    ids.filter_map(|id| records.get(Table::Skill, id)).map(|skill| json!(skill)).collect()
}

fn skill_names(records: &Records, person: &Record) -> String {
    let skills = skills(records, person);
    skills.iter().filter_map(|skill| skill["preferredLabel"].as_str()).collect::<Vec<_>>().join(" ")
}
