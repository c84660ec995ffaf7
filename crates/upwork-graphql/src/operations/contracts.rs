//! Contracts, milestones and payments.

use crate::ids::{ContractId, TermId};
use crate::inputs::{
    ActivateMilestoneInput, ApproveMilestoneInput, ContractOptionsInput, ContractPagingInput,
    CreateMilestoneInput, CustomPaymentInput, DeleteMilestoneInput, EditMilestoneInput, EndContractInput,
    RejectMilestoneSubmissionInput, UpdateHourlyLimitRequestInput, VendorContractSearchFilter,
};
use crate::macros::operations;
use crate::types;
use alloc::string::String;
use alloc::vec::Vec;

operations! {
    /// A contract.
    query "contractDetails" ContractDetails {
        id "id": ContractId;
        date "date": String,
    } -> Option<types::ContractDetails>;

    /// The contract that a term belongs to.
    query "contractByTerm" ContractByTerm {
        term_id "termId": TermId;
        date "date": String,
    } -> Option<types::ContractDetails>;

    /// Several contracts.
    query "contractList" ContractList { ids "ids": Vec<ContractId> } -> Option<types::ContractList>;

    /// The contracts that a freelancer has.
    query "vendorContracts" VendorContracts {
        filter "filter": VendorContractSearchFilter;
        options "options": ContractOptionsInput,
        paging "paging": ContractPagingInput,
    } -> Option<types::ContractSearchResults>;

    /// Pauses a contract.
    mutation "pauseContract" PauseContract {
        contract_id "contractId": ContractId;
        message "message": String,
    } -> Option<types::ContractActionResponse>;

    /// Lets a paused contract go on.
    mutation "restartContract" RestartContract {
        contract_id "contractId": ContractId;
        message "message": String,
    } -> Option<types::ContractActionResponse>;

    /// Ends a contract, as the client.
    mutation "endContractByClient" EndContractByClient {
        contract_id "contractId": ContractId,
        input "input": EndContractInput,
    } -> Option<types::ContractActionResponse>;

    /// Ends a contract, as the freelancer.
    mutation "endContractByFreelancer" EndContractByFreelancer {
        contract_id "contractId": ContractId,
        input "input": EndContractInput,
    } -> Option<types::ContractActionResponse>;

    /// Sets how many hours a week may be billed.
    mutation "updateContractHourlyLimit" UpdateContractHourlyLimit {
        contract_id "contractId": ContractId,
        request "updateHourlyLimitRequest": UpdateHourlyLimitRequestInput,
    } -> Option<types::ContractActionResponse>;

    /// Pays a bonus or an expense. Money moves.
    mutation "sendCustomPayment" SendCustomPayment {
        input "input": CustomPaymentInput,
    } -> Option<types::CustomPaymentResponse>;

    /// Adds a milestone to an offer or a contract.
    mutation "createMilestoneV2" CreateMilestone {
        input "input": CreateMilestoneInput,
    } -> Option<types::Milestone>;

    /// Changes a milestone.
    mutation "editMilestone" EditMilestone { input "input": EditMilestoneInput } -> Option<types::Milestone>;

    /// Funds a milestone, so that work on it can start. Money moves.
    mutation "activateMilestone" ActivateMilestone {
        input "input": ActivateMilestoneInput,
    } -> Option<types::Milestone>;

    /// Accepts and pays a milestone. Money moves.
    mutation "approveMilestone" ApproveMilestone {
        input "input": ApproveMilestoneInput,
    } -> Option<types::Milestone>;

    /// Removes a milestone.
    mutation "deleteMilestone" DeleteMilestone { input "input": DeleteMilestoneInput } -> Option<bool>;

    /// Sends submitted work back.
    mutation "rejectSubmittedMilestone" RejectSubmittedMilestone {
        input "input": RejectMilestoneSubmissionInput,
    } -> Option<types::MilestoneRejectionResponse>;
}
