//! Time reports, work diaries and transactions, computed from the contracts: five days a week since a
//! contract's start, or since the world's beginning, two hours each.

use super::account::account_of;
use super::{contracts, organization, user};
use crate::graphql::ask::{Ask, Refusal, Resolver};
use crate::graphql::dates::{BEGINNING, compact_day, date_time, iso, seconds};
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, flag, money, number, text};
use serde_json::{Value, json};

const DAY: u64 = 24 * 60 * 60;

/// Days that were worked, from Monday 2026-03-02 on.
const DAYS: u64 = 14;

/// Ten minutes each.
const CELLS: u64 = 12;

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "contractTimeReport") => time_report,
        ("Query", "workDiaryContract") => diary_of_contract,
        ("Query", "workDiaryCompany") => diary_of_company,
        ("Query", "workDays") => work_days,
        ("Query", "snapshotsByContractId") => snapshots,
        ("Query", "transactionHistory") => transactions,
        _ => return None,
    })
}

/// Times at which the days began that were worked.
fn days() -> impl Iterator<Item = u64> {
    (0..DAYS).filter(|day| day % 7 < 5).map(|day| BEGINNING + day * DAY)
}

/// Whether a contract is billed by the hour, and someone worked on it on the day of this text.
fn worked_on(contract: &Record, date: &str) -> Result<Option<u64>, Refusal> {
    let day = seconds(date).ok_or_else(|| Refusal::unknown("date is no day: write it as yyyyMMdd"))? / DAY;
    Ok(days().find(|time| flag(contract, "hourly") && time / DAY == day))
}

fn time_report(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_cursor(ask.at("/pagination"))?;
    let organization_id = ask.id("/filter/organizationId_eq");
    let of_it = |of: &&Record| {
        text(of, "clientOrganization") == organization_id || text(of, "vendorOrganization") == organization_id
    };
    let mut rows = Vec::new();
    for contract in ask.records.all(Table::Contract).filter(of_it).filter(|of| flag(of, "hourly")) {
        if !ask.allows_any("/filter/contractIds", text(contract, "id")) {
            continue;
        }
        for day in days() {
            if ask.is_within("/filter/timeReportDate_bt", &iso(day))? {
                rows.push((contract, day));
            }
        }
    }
    Ok(window.of(rows, |(contract, day)| time_row(ask.records, contract, day)).connection())
}

fn time_row(records: &Records, contract: &Record, day: u64) -> Value {
    let date = compact_day(&iso(day));
    let hours = (CELLS / 6) as f64;
    let charge = (hours * number(contract, "pay") * 100.0).round() / 100.0;
    json!({
        "dateWorkedOn": date, "weekWorkedOn": compact_day(&iso(day - (day - BEGINNING) / DAY % 7 * DAY)),
        "monthWorkedOn": date[..6], "yearWorkedOn": date[..4],
        "freelancer": user(records, text(contract, "freelancer")),
        "team": organization(records, text(contract, "clientOrganization")),
        "contract": contracts::view(records, contract), "termId": contract["termId"],
        "task": "build", "taskDescription": "Build", "memo": format!("Worked on {}", text(contract, "title")),
        "totalHoursWorked": hours, "totalCharges": charge, "totalOnlineHoursWorked": hours, "totalOnlineCharge": charge,
        "totalOfflineHoursWorked": 0.0, "totalOfflineCharge": 0.0,
    })
}

fn diary_of_contract(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let contract = ask.record(Table::Contract, "/workDiaryContractInput/contractId")?;
    let start = worked_on(contract, ask.text("/workDiaryContractInput/date").unwrap_or_default())?;
    let cell = |start: u64, at: u64| {
        let time = iso(start + at * 600);
        json!({
            "cellDateTime": date_time(&time), "snapshotDateTime": date_time(&time), "overtime": false, "manual": false,
            "activityLevel": 4 + at % 6, "memo": format!("Worked on {}", text(contract, "title")),
            "task": { "id": "build", "description": "Build" }, "mouseEventsCount": 20 * at, "keyboardEventsCount": 31 * at,
            "activeWindowTitle": "Editor", "hideScreenshots": false, "hasScreenshot": false, "screenshotImageUrl": null,
            "screenshotImageUrlMedium": null, "screenshotImageThumbnail": null, "webcamEnabled": false,
            "webcamImageUrl": null, "webcamImageThumbnail": null, "snapshotExpired": false,
        })
    };
    let cells: Vec<_> =
        start.into_iter().flat_map(|start| (0..CELLS).map(move |at| cell(start, at))).collect();
    Ok(json!({
        "workDiaryMetadata": { "timezoneOffset": "0", "archivingDateTime": "2027-03-02T00:00:00.000Z" },
        "workDiaryTimeCells": cells,
    }))
}

fn diary_of_company(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let company = ask.id("/workDiaryCompanyInput/companyId");
    let date = ask.text("/workDiaryCompanyInput/date").unwrap_or_default();
    let mut rows = Vec::new();
    for contract in ask.records.with(Table::Contract, "clientOrganization", &company) {
        let Some(start) = worked_on(contract, date)? else { continue };
        let freelancer = user(ask.records, text(contract, "freelancer"));
        let (first, last) = (iso(start), iso(start + CELLS * 600));
        rows.push(json!({
            "contract": { "id": contract["id"], "userId": contract["freelancer"], "contractTitle": contract["title"] },
            "user": { "id": freelancer["id"], "name": freelancer["name"], "portraitUrl": null },
            "duration": "02:00", "durationInt": CELLS * 10,
            "time": {
                "trackedTime": "02:00", "manualTime": "00:00", "overtime": "00:00", "firstWorked": first, "lastWorked": last,
                "firstWorkedInt": start, "lastWorkedInt": start + CELLS * 600, "lastScreenshot": null,
            },
        }));
    }
    Ok(json!({ "total": rows.len(), "snapshots": rows }))
}

fn work_days(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let ids = ask.ids("/workdaysInput/contractIds").unwrap_or_default();
    let hourly =
        ids.iter().any(|id| ask.records.get(Table::Contract, id).is_some_and(|of| flag(of, "hourly")));
    let mut found = Vec::new();
    for day in days().filter(|_| hourly).map(iso) {
        if ask.is_within("/workdaysInput/timeRange", &day)? {
            found.push(compact_day(&day));
        }
    }
    Ok(json!({ "workDays": found }))
}

fn snapshots(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let contract = ask.record(Table::Contract, "/input/contractId")?;
    let time = ask.at("/input/timestamp").and_then(Value::as_u64).unwrap_or_default();
    let Some(start) = worked_on(contract, &iso(time))? else { return Ok(json!([])) };
    let wanted = (0..CELLS).map(|at| start + at * 600).filter(|cell| time / 600 == cell / 600);
    let one = |cell: u64| {
        json!({
            "id": format!("{}-{cell}", text(contract, "id")), "time": cell, "contractId": contract["id"], "status": "NORMAL",
            "task": "build", "memo": format!("Worked on {}", text(contract, "title")), "activeWindowTitle": "Editor",
            "mouseEventsCount": 20, "keyboardEventsCount": 31, "hasScreenshot": false, "screenshotUrl": null,
            "companyId": contract["clientOrganization"], "hasWebcam": false,
        })
    };
    Ok(wanted.map(one).collect())
}

/// Payments on the contracts of those whose accounts are asked for: clients pay, freelancers receive.
fn transactions(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let place = "/transactionHistoryFilter";
    let accounts = ask.ids(&format!("{place}/aceIds_any")).unwrap_or_default();
    let is_asked_for = |organization: &str| accounts.contains(&account_of(organization));
    let mut rows = Vec::new();
    let mut balance = 0.0;
    for payment in ask.records.all(Table::Transaction) {
        let Some(contract) = ask.records.get(Table::Contract, text(payment, "contract")) else { continue };
        let paid = is_asked_for(text(contract, "clientOrganization"));
        if !(paid || is_asked_for(text(contract, "vendorOrganization")))
            || !ask.is_within(&format!("{place}/transactionDateTime_bt"), text(payment, "created"))?
            || !ask.allows_any(&format!("{place}/trxSubtypes_any"), text(payment, "subtype"))
            || !ask.allows_any(&format!("{place}/developerIds_any"), text(contract, "freelancer"))
        {
            continue;
        }
        let amount = if paid { -number(payment, "amount") } else { number(payment, "amount") };
        balance += amount;
        let name = |table, id: &str| ask.records.value(table, id, "name");
        rows.push(json!({
            "recordId": payment["id"], "rowNumber": rows.len() + 1, "transactionCreationDate": payment["created"],
            "type": if paid { "APInvoice" } else { "ARInvoice" }, "accountingSubtype": payment["subtype"],
            "description": payment["description"], "descriptionUI": payment["description"],
            "transactionAmount": money(amount), "amountCreditedToUser": money(amount.max(0.0)), "payment": money(amount.abs()),
            "paymentStatus": "Paid", "runningChargeableBalance": money(balance), "relatedTransactionId": null,
            "relatedInvoiceId": payment["id"], "relatedAssignment": text(contract, "id").parse::<i32>().ok(),
            "purchaseOrderNumber": null, "assignmentCompanyName": name(Table::Organization, text(contract, "clientOrganization")),
            "assignmentDeveloperName": name(Table::Person, text(contract, "freelancer")),
        }));
    }
    Ok(json!({ "transactionDetail": { "transactionHistoryRow": rows } }))
}
