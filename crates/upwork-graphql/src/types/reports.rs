//! Time reports, work diaries and transactions.

use super::{DateTime, Money, OrganizationSummary, PageInfo, UserSummary};
use crate::ids::{ContractId, Id, UserId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// A page of a time report.
    TimeReportConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<TimeReportEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`TimeReportConnection`].
    TimeReportEdge {
        cursor "cursor": Option<String>,
        node "node": Option<TimeReport>,
    }

    /// The time that someone billed on a contract on one day.
    TimeReport {
        date_worked_on "dateWorkedOn": Option<String>,
        week_worked_on "weekWorkedOn": Option<String>,
        month_worked_on "monthWorkedOn": Option<String>,
        year_worked_on "yearWorkedOn": Option<String>,
        freelancer "freelancer": Option<UserSummary>,
        team "team": Option<OrganizationSummary>,
        contract "contract": Option<TimeReportContract>,
        task "task": Option<String>,
        task_description "taskDescription": Option<String>,
        memo "memo": Option<String>,
        total_hours_worked "totalHoursWorked": Option<f64>,
        total_charges "totalCharges": Option<f64>,
        total_online_hours_worked "totalOnlineHoursWorked": Option<f64>,
        total_online_charge "totalOnlineCharge": Option<f64>,
        total_offline_hours_worked "totalOfflineHoursWorked": Option<f64>,
        total_offline_charge "totalOfflineCharge": Option<f64>,
    }

    /// The contract that time was billed on.
    TimeReportContract {
        id "id": Option<ContractId>,
        title "title": Option<String>,
    }

    /// The work diary of a contract on one day.
    WorkDiaryContract {
        work_diary_metadata "workDiaryMetadata": Option<WorkDiaryMetadata>,
        work_diary_time_cells "workDiaryTimeCells": Vec<Option<WorkDiaryTimeCell>>,
    }

    /// What a work diary's times are relative to.
    WorkDiaryMetadata {
        timezone_offset "timezoneOffset": Option<String>,
        archiving_date_time "archivingDateTime": Option<String>,
    }

    /// Ten minutes of work.
    WorkDiaryTimeCell {
        cell_date_time "cellDateTime": Option<DateTime>,
        snapshot_date_time "snapshotDateTime": Option<DateTime>,
        overtime "overtime": Option<bool>,
        manual "manual": Option<bool>,
        activity_level "activityLevel": Option<i64>,
        memo "memo": Option<String>,
        task "task": Option<WorkDiaryTask>,
        mouse_events_count "mouseEventsCount": Option<i64>,
        keyboard_events_count "keyboardEventsCount": Option<i64>,
        active_window_title "activeWindowTitle": Option<String>,
        has_screenshot "hasScreenshot": Option<bool>,
        screenshot_image_url "screenshotImageUrl": Option<String>,
        screenshot_image_thumbnail "screenshotImageThumbnail": Option<String>,
    }

    /// What was worked on.
    WorkDiaryTask {
        id "id": Option<Id>,
        description "description": Option<String>,
    }

    /// The work diary of a company on one day.
    WorkDiaryCompany {
        total "total": Option<i64>,
        snapshots "snapshots": Vec<Option<WorkDiaryCompanySnapshot>>,
    }

    /// Someone's work for a company on one day.
    WorkDiaryCompanySnapshot {
        contract "contract": Option<WorkDiaryCompanyContract>,
        user "user": Option<WorkDiaryCompanyUser>,
        duration "duration": Option<String>,
        duration_int "durationInt": Option<i64>,
        time "time": Option<WorkDiaryCompanyTime>,
    }

    /// The contract that was worked on.
    WorkDiaryCompanyContract {
        id "id": Option<ContractId>,
        user_id "userId": Option<UserId>,
        contract_title "contractTitle": Option<String>,
    }

    /// Who worked.
    WorkDiaryCompanyUser {
        id "id": Option<UserId>,
        name "name": Option<String>,
        portrait_url "portraitUrl": Option<String>,
    }

    /// How long someone worked.
    WorkDiaryCompanyTime {
        tracked_time "trackedTime": Option<String>,
        manual_time "manualTime": Option<String>,
        overtime "overtime": Option<String>,
        first_worked "firstWorked": Option<String>,
        last_worked "lastWorked": Option<String>,
    }

    /// The days on which contracts were worked on.
    WorkdayResult {
        /// Days as `yyyyMMdd`.
        work_days "workDays": Vec<Option<String>>,
    }

    /// A snapshot of the work diary.
    Snapshot {
        id "id": Option<Id>,
        /// Seconds since 1970.
        time "time": Option<i64>,
        contract_id "contractId": Option<ContractId>,
        status "status": Option<String>,
        task "task": Option<String>,
        memo "memo": Option<String>,
        active_window_title "activeWindowTitle": Option<String>,
        mouse_events_count "mouseEventsCount": Option<i64>,
        keyboard_events_count "keyboardEventsCount": Option<i64>,
        has_screenshot "hasScreenshot": Option<bool>,
        screenshot_url "screenshotUrl": Option<String>,
    }

    /// What was paid and received.
    TransactionHistory {
        transaction_detail "transactionDetail": Option<TransactionHistoryDetail>,
    }

    /// The rows of [`TransactionHistory`].
    TransactionHistoryDetail {
        transaction_history_row "transactionHistoryRow": Vec<Option<TransactionHistoryRow>>,
    }

    /// A transaction.
    TransactionHistoryRow {
        record_id "recordId": Option<Id>,
        row_number "rowNumber": Option<i64>,
        transaction_creation_date "transactionCreationDate": Option<String>,
        type_ "type": Option<String>,
        accounting_subtype "accountingSubtype": Option<String>,
        description "description": Option<String>,
        description_ui "descriptionUI": Option<String>,
        transaction_amount "transactionAmount": Option<Money>,
        amount_credited_to_user "amountCreditedToUser": Option<Money>,
        payment "payment": Option<Money>,
        payment_status "paymentStatus": Option<String>,
        running_chargeable_balance "runningChargeableBalance": Option<Money>,
        related_transaction_id "relatedTransactionId": Option<Id>,
        related_invoice_id "relatedInvoiceId": Option<Id>,
        related_assignment "relatedAssignment": Option<i64>,
        purchase_order_number "purchaseOrderNumber": Option<String>,
        assignment_company_name "assignmentCompanyName": Option<String>,
        assignment_developer_name "assignmentDeveloperName": Option<String>,
    }
}
