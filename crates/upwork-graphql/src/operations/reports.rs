//! Time reports, work diaries and transactions.

use crate::inputs::{
    Pagination, SnapshotsByContractIdInput, TimeReportFilter, TransactionHistoryFilter,
    WorkDiaryCompanyInput, WorkDiaryContractInput, WorkdaysInput,
};
use crate::macros::operations;
use crate::types;
use alloc::vec::Vec;

operations! {
    /// The time that was billed, by contract and day.
    query "contractTimeReport" ContractTimeReport {
        filter "filter": TimeReportFilter;
        pagination "pagination": Pagination,
    } -> Option<types::TimeReportConnection>;

    /// The work diary of a contract on one day.
    query "workDiaryContract" WorkDiaryContract {
        input "workDiaryContractInput": WorkDiaryContractInput,
    } -> Option<types::WorkDiaryContract>;

    /// The work diary of a company on one day.
    query "workDiaryCompany" WorkDiaryCompany {
        input "workDiaryCompanyInput": WorkDiaryCompanyInput,
    } -> Option<types::WorkDiaryCompany>;

    /// The days on which contracts were worked on.
    query "workDays" WorkDays { input "workdaysInput": WorkdaysInput } -> Option<types::WorkdayResult>;

    /// The snapshots of a contract's work diary at a time.
    query "snapshotsByContractId" SnapshotsByContractId {
        input "input": SnapshotsByContractIdInput,
    } -> Vec<Option<types::Snapshot>>;

    /// What was paid and received.
    query "transactionHistory" TransactionHistory {
        filter "transactionHistoryFilter": TransactionHistoryFilter,
    } -> Option<types::TransactionHistory>;
}
