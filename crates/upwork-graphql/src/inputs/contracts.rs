//! Contracts, milestones and payments.

use crate::enums::{ContractStatus, CustomPaymentType};
use crate::ids::{ContractId, Id, MilestoneId, OfferId, UserId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which contracts of a freelancer's.
    VendorContractSearchFilter {
        vendor_id "vendorId": UserId,
        ;
        start_date_before "startDateBefore": String,
        end_date_after "endDateAfter": String,
        contract_statuses "contractStatuses": Vec<ContractStatus>,
    }

    /// What comes with each contract.
    ContractOptionsInput {
        ;
        add_terms "addTerms": bool,
        add_hour_limits "addHourLimits": bool,
    }

    /// How a contract ends.
    EndContractInput {
        reason_ref "reasonRef": String,
        ;
        end_date "endDate": String,
        feedback_info "feedbackInfo": FeedbackInfoInput,
    }

    /// What one thinks of the other, each from 1 to 5.
    FeedbackInfoInput {
        ;
        availability_score "availabilityScore": i32,
        comment "comment": String,
        communication_score "communicationScore": i32,
        cooperation_score "cooperationScore": i32,
        deadlines_score "deadlinesScore": i32,
        quality_score "qualityScore": i32,
        skills_score "skillsScore": i32,
    }

    /// How many hours a week may be billed from now on.
    UpdateHourlyLimitRequestInput {
        ;
        notifications "notifications": NotificationsInput,
        weekly_limit "weeklyLimit": String,
    }

    /// Whom Upwork tells of a change.
    NotificationsInput {
        ;
        notify_client "notifyClient": bool,
        notify_vendor "notifyVendor": bool,
        send_dash2_contract_room "sendDash2ContractRoom": bool,
    }

    /// A payment beside the contract's own.
    CustomPaymentInput {
        contract_id "contractId": ContractId,
        amount "amount": f64,
        comment "comment": String,
        notes "notes": String,
        ;
        type_ "type": CustomPaymentType,
        allow_subsequent "allowSubsequent": bool,
    }

    /// A new milestone.
    CreateMilestoneInput {
        ;
        offer_id "offerId": OfferId,
        contract_id "contractId": ContractId,
        description "description": String,
        instruction "instruction": String,
        deposit_amount "depositAmount": String,
        due_date "dueDate": String,
        attachment_ids "attachmentIds": Vec<Id>,
    }

    /// A changed milestone.
    EditMilestoneInput {
        id "id": MilestoneId,
        ;
        description "description": String,
        instructions "instructions": String,
        deposit_amount "depositAmount": String,
        due_date "dueDate": String,
        attachments "attachments": Vec<Id>,
        message "message": String,
        sequence_id "sequenceId": i32,
    }

    /// A milestone to work on and pay for now.
    ActivateMilestoneInput {
        id "id": MilestoneId,
        ;
        message "message": String,
    }

    /// A milestone that is accepted and paid.
    ApproveMilestoneInput {
        id "id": MilestoneId,
        paid_amount "paidAmount": String,
        ;
        bonus_amount "bonusAmount": String,
        payment_comment "paymentComment": String,
        underpayment_reason "underpaymentReason": String,
        note_to_contractor "noteToContractor": String,
    }

    /// A milestone to remove.
    DeleteMilestoneInput {
        id "id": MilestoneId,
    }

    /// Work that is sent back.
    RejectMilestoneSubmissionInput {
        id "id": MilestoneId,
        ;
        note_to_contractor "noteToContractor": String,
        attachments "attachments": Vec<Id>,
    }
}
