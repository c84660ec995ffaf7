//! Time reports, work diaries and transactions.

use super::DateTimeRange;
use crate::ids::{AccountingEntityId, ContractId, Id, OrganizationId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which time.
    TimeReportFilter {
        organization_id_eq "organizationId_eq": OrganizationId,
        time_report_date_bt "timeReportDate_bt": DateTimeRange,
        ;
        contract_ids "contractIds": Vec<ContractId>,
    }

    /// Which day of a contract.
    WorkDiaryContractInput {
        contract_id "contractId": ContractId,
        date "date": String,
        ;
        offset_in_seconds "offsetInSeconds": i32,
        use_legacy "useLegacy": bool,
    }

    /// Which day of a company.
    WorkDiaryCompanyInput {
        company_id "companyId": OrganizationId,
        date "date": String,
        ;
        paging "paging": String,
        sort_by "sortBy": String,
        activity "activity": String,
        freelancer "freelancer": String,
    }

    /// Between which days.
    WorkdaysInput {
        contract_ids "contractIds": Vec<ContractId>,
        time_range "timeRange": DateTimeRange,
        ;
        offset_in_seconds "offsetInSeconds": i32,
    }

    /// Which snapshots.
    SnapshotsByContractIdInput {
        contract_id "contractId": ContractId,
        timestamp "timestamp": i32,
    }

    /// Which transactions.
    TransactionHistoryFilter {
        ace_ids_any "aceIds_any": Vec<AccountingEntityId>,
        transaction_date_time_bt "transactionDateTime_bt": DateTimeRange,
        ;
        agency_company_ids_any "agencyCompanyIds_any": Vec<Id>,
        developer_ids_any "developerIds_any": Vec<Id>,
        trx_subtypes_any "trxSubtypes_any": Vec<String>,
    }
}
