//! What is written is seen by later reads, and by those whom it concerns.

use crate::client::{Client, MIRA, STUDIO, TOMAS, TOMAS_ALONE};
use upwork_graphql::enums::{ContractStatus, RoomTypeV2};
use upwork_graphql::ids::{ContractId, ProposalId};
use upwork_graphql::inputs::*;
use upwork_graphql::operations::*;
use upwork_graphql::types;

fn jobs_called(client: &Client, words: &str) -> Vec<types::MarketplaceJobPostingSearchResult> {
    let mut filter = MarketplaceJobPostingsSearchFilter::new();
    filter.search_expression_eq = Some(words.into());
    let found = client.get(&MarketplaceJobPostingsSearch::new(filter)).unwrap();
    found.edges.into_iter().flatten().filter_map(|edge| edge.node).collect()
}

#[test]
fn a_message() {
    let client = Client::new();
    let room = client
        .get(&OneOnOneRoom::new(TOMAS.parse().unwrap(), "470216039917824097".parse().unwrap()))
        .unwrap();
    let room = room.id.unwrap();
    let mut story = RoomStoryCreateInputV2::new();
    story.room_id = Some(room.clone());
    story.message = Some("Is \"tomorrow\" fine?\n\u{1f33b}".into());
    let sent = client.get(&CreateRoomStory::new(story.clone())).unwrap();
    let stories = client.get(&RoomStories::new(RoomStoryFilter::new(room.clone()))).unwrap();
    assert_eq!(stories.total_count, Some(31));
    assert_eq!(stories.edges[0].as_ref().unwrap().node.as_ref(), Some(&sent));
    assert_eq!(sent.message, story.message);
    assert_eq!(sent.user.unwrap().id.unwrap().as_str(), MIRA);
    // The room is now the one with the newest message.
    let rooms = client.get(&RoomList::new()).unwrap();
    let first = rooms.edges[0].as_ref().unwrap().node.clone().unwrap();
    assert_eq!((first.id.as_ref(), first.latest_story.unwrap().message), (Some(&room), story.message));
    client.get(&RemoveRoomStory::new(room.clone(), sent.id.unwrap()));
    let stories = client.get(&RoomStories::new(RoomStoryFilter::new(room.clone()))).unwrap();
    assert_eq!(stories.total_count, Some(30));
    // Others' messages stay.
    let others = stories.edges.into_iter().flatten().filter_map(|edge| edge.node);
    let theirs =
        others.into_iter().find(|of| of.user.as_ref().unwrap().id.as_ref().unwrap().as_str() == TOMAS);
    assert!(
        client.refusal(&RemoveRoomStory::new(room, theirs.unwrap().id.unwrap())).contains("someone else's")
    );
}

#[test]
fn a_job_posting() {
    let client = Client::new();
    assert!(jobs_called(&client, "lighthouse").is_empty());
    let mut info = JobPostingRequestInfo::new();
    info.title = Some("Paint a lighthouse".into());
    info.description = Some("Red and white.".into());
    info.type_ = Some("FIXED_PRICE".into());
    info.amount = Some("4200.00".into());
    let mut request = JobPostingCreateRequest::new(STUDIO.parse().unwrap());
    request.job_posting_info = Some(info.clone());
    let id = client.get(&CreateJobPosting::new(request)).unwrap().id.unwrap();
    let found = jobs_called(&client, "lighthouse");
    assert_eq!((found.len(), found[0].id.as_ref()), (1, Some(&id)));
    assert_eq!(found[0].amount.as_ref().unwrap().raw_value.as_deref(), Some("4200.0"));
    let seen = client.get(&MarketplaceJobPosting::new(id.clone())).unwrap();
    assert_eq!(seen.ownership.unwrap().company.unwrap().id.unwrap().as_str(), STUDIO);

    let mut request = JobPostingUpdateRequest::new(STUDIO.parse().unwrap());
    info.title = Some("Paint a pier".into());
    info.status = Some("CANCELLED".into());
    request.job_posting_info = Some(info);
    client.get(&UpdateJobPosting::new(id.clone(), request));
    assert!(jobs_called(&client, "lighthouse").is_empty() && jobs_called(&client, "pier").is_empty());
    let posting = client.get(&JobPosting::new(id)).unwrap();
    assert_eq!(posting.content.unwrap().title.as_deref(), Some("Paint a pier"));

    let untitled = JobPostingCreateRequest::new(STUDIO.parse().unwrap());
    assert!(client.refusal(&CreateJobPosting::new(untitled)).contains("title"));
    // Another sandbox knows nothing of it.
    assert!(jobs_called(&Client::new(), "lighthouse").is_empty());
}

/// The first user's active contract, by the hour or for a fixed price.
fn contract(client: &Client, hourly: bool) -> types::ContractDetails {
    let mut filter = VendorContractSearchFilter::new(MIRA.parse().unwrap());
    filter.contract_statuses = Some(vec![ContractStatus::Active]);
    let found = client.get(&VendorContracts::new(filter)).unwrap().contracts;
    let is = |of: &types::ContractDetails| of.terms.as_ref().unwrap().hourly_terms.is_empty() != hourly;
    found.into_iter().flatten().find(is).unwrap()
}

fn milestones(client: &Client, contract: &ContractId) -> Vec<types::Milestone> {
    let contract = client.get(&ContractDetails::new(contract.clone())).unwrap();
    let term = contract.terms.unwrap().fixed_price_terms.remove(0).unwrap();
    term.milestones.into_iter().flatten().collect()
}

#[test]
fn a_milestone() {
    let client = Client::new();
    let id = contract(&client, false).id.unwrap();
    let before = milestones(&client, &id).len();
    let mut input = CreateMilestoneInput::new();
    input.contract_id = Some(id.clone());
    input.description = Some("Railing".into());
    input.deposit_amount = Some("300".into());
    let made = client.get(&CreateMilestone::new(input.clone())).unwrap();
    assert_eq!(milestones(&client, &id).last(), Some(&made));
    assert_eq!(milestones(&client, &id).len(), before + 1);
    let milestone = made.id.unwrap();
    let approve = ApproveMilestone::new(ApproveMilestoneInput::new(milestone.clone(), "300".into()));
    assert!(client.refusal(&approve).contains("NotFunded"));
    client.get(&ActivateMilestone::new(ActivateMilestoneInput::new(milestone.clone())));
    let funded = milestones(&client, &id).pop().unwrap();
    assert_eq!(funded.current_escrow_amount.unwrap().raw_value.as_deref(), Some("300.0"));
    client.get(&approve);
    let paid = milestones(&client, &id).pop().unwrap();
    assert_eq!(
        (paid.state.unwrap().as_str(), paid.paid.unwrap().raw_value.as_deref()),
        ("Paid", Some("300.0"))
    );
    assert!(client.refusal(&DeleteMilestone::new(DeleteMilestoneInput::new(milestone))).contains("Paid"));
    input.deposit_amount = Some("-1".into());
    assert!(client.refusal(&CreateMilestone::new(input)).contains("no amount"));
}

#[test]
fn a_contract_pauses_restarts_and_ends() {
    let client = Client::new();
    let id = contract(&client, true).id.unwrap();
    let status =
        || client.get(&ContractDetails::new(id.clone())).unwrap().status.unwrap().as_str().to_owned();
    assert!(client.refusal(&RestartContract::new(id.clone())).contains("ACTIVE"));
    client.get(&PauseContract::new(id.clone()));
    assert_eq!(status(), "PAUSED");
    client.get(&RestartContract::new(id.clone()));
    assert_eq!(status(), "ACTIVE");
    let mut limit = UpdateHourlyLimitRequestInput::new();
    limit.weekly_limit = Some("12".into());
    client.get(&UpdateContractHourlyLimit::new(id.clone(), limit));
    let limits = client.get(&ContractDetails::new(id.clone())).unwrap().hourly_limits;
    assert_eq!(limits[0].as_ref().unwrap().weekly_limit.as_deref(), Some("12"));
    let mut end = EndContractInput::new("158".into());
    let mut feedback = FeedbackInfoInput::new();
    feedback.quality_score = Some(3);
    feedback.comment = Some("Clear words.".into());
    end.feedback_info = Some(feedback);
    client.get(&EndContractByFreelancer::new(id.clone(), end.clone()));
    assert_eq!(status(), "CLOSED");
    assert!(client.refusal(&EndContractByFreelancer::new(id.clone(), end)).contains("CLOSED"));
    let mut filter = TalentWorkHistoryFilterInput::new(MIRA.parse().unwrap());
    filter.contract_ids = Some(vec![id]);
    let history = client.get(&TalentWorkHistory::new(filter)).unwrap().work_history_list.remove(0).unwrap();
    let said = history.feedback.unwrap().feedback_to_client.unwrap();
    assert_eq!((said.score, said.comment.as_deref()), (Some(3.0), Some("Clear words.")));
}

/// What can't be true is refused, and so never seen by a later read.
#[test]
fn nothing_is_agreed_or_paid_that_later_reads_would_not_show() {
    let client = Client::new();
    let mut milestone = CreateMilestoneInput::new();
    milestone.description = Some("Railing".into());
    milestone.deposit_amount = Some("300".into());
    assert!(
        client.refusal(&CreateMilestone::new(milestone.clone())).contains("either a contract or an offer")
    );
    milestone.contract_id = contract(&client, true).id;
    assert!(client.refusal(&CreateMilestone::new(milestone.clone())).contains("by the hour"));

    let id = contract(&client, false).id.unwrap();
    milestone.contract_id = Some(id.clone());
    milestone.due_date = Some("yesterday".into());
    assert!(client.refusal(&CreateMilestone::new(milestone.clone())).contains("dueDate is no date"));
    milestone.due_date = None;
    let submitted =
        milestones(&client, &id).into_iter().find(|of| of.state.as_ref().unwrap().as_str() == "Submitted");
    let submitted = submitted.unwrap();
    let funded = submitted.funded_amount.unwrap().raw_value.unwrap();
    assert!(funded.split_once('.').unwrap().1.len() <= 2, "{funded}");
    let approve = |paid: &str| {
        ApproveMilestone::new(ApproveMilestoneInput::new(submitted.id.clone().unwrap(), paid.into()))
    };
    assert!(client.refusal(&approve("99999999")).contains("more than"));

    // Nor on one that is funded with nothing.
    milestone.deposit_amount = None;
    let empty = client.get(&CreateMilestone::new(milestone.clone())).unwrap().id.unwrap();
    client.get(&ActivateMilestone::new(ActivateMilestoneInput::new(empty.clone())));
    let approve_empty = ApproveMilestone::new(ApproveMilestoneInput::new(empty, "0.01".into()));
    assert!(client.refusal(&approve_empty).contains("more than"));

    let mut end = EndContractInput::new("158".into());
    end.end_date = Some("yesterday".into());
    assert!(
        client.refusal(&EndContractByClient::new(id.clone(), end.clone())).contains("endDate is no date")
    );
    end.end_date = Some("2026-07-01".into());
    client.get(&EndContractByClient::new(id.clone(), end));
    let ended = client.get(&ContractDetails::new(id.clone())).unwrap();
    assert_eq!(ended.end_date.as_deref(), Some("2026-07-01T00:00:00.000Z"));
    let before = milestones(&client, &id);
    assert!(client.refusal(&CreateMilestone::new(milestone)).contains("CLOSED"));
    assert!(client.refusal(&approve(&funded)).contains("CLOSED"));
    let payment = CustomPaymentInput::new(id.clone(), 75.0, "For the extra hour".into(), String::new());
    assert!(client.refusal(&SendCustomPayment::new(payment)).contains("CLOSED"));
    assert_eq!(milestones(&client, &id), before);
}

#[test]
fn who_can_be_in_a_room() {
    let client = Client::new();
    let member =
        |organization: &str| RoomUserInput::new(TOMAS.parse().unwrap(), organization.parse().unwrap());
    let mut room = RoomCreateInputV2::new(RoomTypeV2::Group);
    room.room_name = Some("Twins".into());
    room.users = Some(vec![member(TOMAS_ALONE), member(TOMAS_ALONE)]);
    assert!(client.refusal(&CreateRoom::new(room.clone())).contains("twice"));
    room.users = Some(vec![member("1")]);
    assert!(client.refusal(&CreateRoom::new(room.clone())).contains("no organization with the id 1"));
    room.users = Some(vec![member(TOMAS_ALONE)]);
    assert_eq!(client.get(&CreateRoom::new(room)).unwrap().num_users, Some(2));
    let story = RoomStoryCreateInputV2::new();
    let refusal = client.refusal(&CreateRoomStory::new(story));
    assert!(refusal.contains("the argument input.roomId is missing"), "{refusal}");
}

#[test]
fn a_payment() {
    let client = Client::new();
    let account = client.get(&AccountingEntity::new()).unwrap().id.unwrap();
    let mut range = DateTimeRange::new();
    range.range_start = Some("20260101".into());
    let rows = || {
        let filter = TransactionHistoryFilter::new(vec![account.clone()], range.clone());
        let history = client.get(&TransactionHistory::new(filter)).unwrap();
        history.transaction_detail.unwrap().transaction_history_row
    };
    let before = rows();
    let rooms = client.get(&RoomList::new()).unwrap().edges;
    let contracts = rooms.into_iter().flatten().filter_map(|edge| edge.node?.contract_id);
    let owned = |id: &ContractId| {
        let contract = client.get(&ContractDetails::new(id.clone())).unwrap();
        contract.client_organization.unwrap().id.unwrap().as_str() == STUDIO
    };
    let contract = contracts.into_iter().find(owned).unwrap();
    let payment = CustomPaymentInput::new(contract, 75.0, "For the extra hour".into(), String::new());
    let invoice = client.get(&SendCustomPayment::new(payment)).unwrap().invoice_id;
    let after = rows();
    assert_eq!(after.len(), before.len() + 1);
    let row = after.last().unwrap().as_ref().unwrap();
    assert_eq!(
        (row.related_invoice_id.as_ref(), row.description.as_deref()),
        (invoice.as_ref(), Some("For the extra hour"))
    );
    assert_eq!(row.transaction_amount.as_ref().unwrap().raw_value.as_deref(), Some("-75.0"));
}

#[test]
fn a_proposal_on_the_short_list_and_hidden() {
    let client = Client::new();
    let jobs = jobs_called(&client, "studio");
    let job = jobs.into_iter().find(|job| job.total_applicants.unwrap_or_default() >= 8).unwrap().id.unwrap();
    let with = |annotation: &str| -> Vec<ProposalId> {
        let mut proposals = ClientProposals::new(job.clone());
        let mut filter = ClientProposalFilter::new();
        filter.annotations_eq = Some(annotation.into());
        proposals.filter = Some(filter);
        let found = client.get(&proposals).unwrap();
        found.edges.into_iter().flatten().filter_map(|edge| edge.node?.id).collect()
    };
    let all = client.get(&ClientProposals::new(job.clone())).unwrap();
    let id = all.edges.into_iter().flatten().find_map(|edge| edge.node?.id).unwrap();
    assert!(with("Shortlisted").is_empty() && with("Hidden").is_empty());
    let shortlist = |wanted| {
        client.get(&ShortlistClientProposal::new(ClientProposalShortlistRequest::new(
            id.clone(),
            job.clone(),
            wanted,
        )));
    };
    shortlist(true);
    shortlist(true);
    assert_eq!(with("Shortlisted"), std::slice::from_ref(&id));
    let posting = client.get(&JobPosting::new(job.clone())).unwrap();
    assert_eq!(posting.proposals_statistics.unwrap().total_shortlisted, Some(1));
    client.get(&HideClientProposal::new(ClientProposalHideRequest::new(id.clone(), job.clone(), true)));
    assert_eq!(with("Hidden"), std::slice::from_ref(&id));
    shortlist(false);
    assert!(with("Shortlisted").is_empty());
    client.get(&HideClientProposal::new(ClientProposalHideRequest::new(id.clone(), job.clone(), false)));
    assert!(with("Hidden").is_empty());
    let other = ClientProposalReadRequest::new(id, "1900000000000000101".parse().unwrap());
    assert!(client.refusal(&MarkClientProposalAsRead::new(other)).contains("another job"));
}

#[test]
fn an_offer() {
    let client = Client::new();
    let find = SearchOffersInput::new(STUDIO.parse().unwrap(), "ClientOrg".into());
    let offers = client.get(&OffersByAttribute::new(find)).unwrap().offers;
    let open =
        offers.into_iter().flatten().find(|of| of.state.as_ref().unwrap().as_str() != "ACCEPTED").unwrap();
    let id = open.id.unwrap();
    assert_eq!(client.get(&WithdrawOffer::new(WithdrawOfferInput::new(id.clone()))), Some(true));
    assert_eq!(client.get(&Offer::new(id.clone())).unwrap().state.unwrap().as_str(), "WITHDRAWN");
    assert!(client.refusal(&WithdrawOffer::new(WithdrawOfferInput::new(id))).contains("no longer open"));
}
