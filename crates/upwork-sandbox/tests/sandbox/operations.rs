//! Every prepared operation of upwork-graphql, over HTTP, decoded.

use crate::client::{Client, MIRA, STUDIO, TOMAS, TOMAS_ALONE};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::str::FromStr;
use upwork_graphql::inputs::{self as input, *};
use upwork_graphql::operation::Operation;
use upwork_graphql::operations::{self as op, *};

/// Notes which operations have run.
struct Every {
    client: Client,
    run: RefCell<BTreeSet<&'static str>>,
}

impl Every {
    #[track_caller]
    fn get<O: Operation>(&self, operation: &O) -> O::Output {
        self.run.borrow_mut().insert(O::NAME);
        self.client.get(operation)
    }
}

/// An id by its text.
fn id<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// The same id as another type.
fn same<T: FromStr<Err: std::fmt::Debug>>(text: impl AsRef<str>) -> T {
    id(text.as_ref())
}

fn march() -> DateTimeRange {
    let mut range = DateTimeRange::new();
    range.range_start = Some("2026-03-01".into());
    range.range_end = Some("20260331".into());
    range
}

#[test]
fn all_of_them() {
    let every = Every { client: Client::new(), run: RefCell::default() };
    account(&every);
    jobs(&every);
    proposals(&every);
    contracts(&every);
    reports(&every);
    rooms(&every);
    talent_and_ontology(&every);
    let run = every.run.into_inner();
    let missing: Vec<_> =
        op::all().map(|operation| operation.name).filter(|name| !run.contains(name)).collect();
    assert!(missing.is_empty(), "never run: {missing:?}");
}

fn account(every: &Every) {
    let companies = every.get(&CompanySelector::new()).unwrap().items;
    assert_eq!(companies.len(), 3);
    let default = every.get(&Organization::new()).unwrap();
    assert_eq!(default.id, companies[0].as_ref().unwrap().organization_id);
    assert_eq!(default.child_organizations.len(), 2);
    let me = every.get(&CurrentUser::new()).unwrap();
    assert_eq!((me.id.unwrap().as_str(), me.name.as_deref()), (MIRA, Some("Mira Okafor")));
    let other = every.get(&UserDetails::new(id(TOMAS))).unwrap();
    assert_eq!((other.first_name.as_deref(), other.last_name.as_deref()), (Some("Tomas"), Some("Lind")));
    let staffs = every.get(&StaffsByPersonId::new(id(MIRA))).unwrap();
    assert!(staffs.edges.len() >= 5);
    let activities = every.get(&TeamActivities::new(id(STUDIO))).unwrap();
    assert_eq!(activities.total_count, Some(7));
    assert_eq!(activities.edges.len(), 7);
    let fields = every.get(&op::CustomFields::new(CustomFieldsInput::new()));
    assert_eq!(fields.len(), 7);
    assert!(every.get(&AccountingEntity::new()).unwrap().id.is_some());
}

fn jobs(every: &Every) {
    let mut filter = MarketplaceJobPostingsSearchFilter::new();
    filter.search_expression_eq = Some("java".into());
    let found = every.get(&MarketplaceJobPostingsSearch::new(filter)).unwrap();
    let job = found.edges[0].as_ref().unwrap().node.clone().unwrap();
    let job_id = job.id.clone().unwrap();
    assert!(job.client.unwrap().total_posted_jobs.unwrap() >= 10);

    let mut filter = PublicMarketplaceJobPostingsSearchFilter::new();
    filter.search_expression_eq = job.title.clone();
    let public = every.get(&PublicMarketplaceJobPostingsSearch::new(filter)).unwrap();
    assert_eq!(public.jobs[0].as_ref().unwrap().ciphertext, job.ciphertext);

    let details = every.get(&MarketplaceJobPosting::new(job_id.clone())).unwrap();
    assert_eq!(details.content.unwrap().title, job.title);
    let posting = every.get(&JobPosting::new(job_id.clone())).unwrap();
    let content = posting.content.unwrap();
    assert_eq!((content.title, content.description), (job.title.clone(), job.description));
    let contents = every.get(&MarketplaceJobPostingsContents::new(vec![job_id.clone(), id("1")]));
    assert_eq!((contents.len(), &contents[1]), (2, &None));
    assert_eq!(contents[0].as_ref().unwrap().ciphertext, job.ciphertext);

    let mut request = JobPostingCreateRequest::new(id(STUDIO));
    let mut info = JobPostingRequestInfo::new();
    info.title = Some("A signpost".into());
    request.job_posting_info = Some(info.clone());
    let created = every.get(&CreateJobPosting::new(request)).unwrap().id.unwrap();
    let mut request = JobPostingUpdateRequest::new(id(STUDIO));
    info.description = Some("Of oak".into());
    request.job_posting_info = Some(info);
    assert_eq!(every.get(&UpdateJobPosting::new(created.clone(), request)).unwrap().version, Some(2));
    let invitation = ClientJobInvitationCreateRequestInput::new(created, id(TOMAS));
    assert!(every.get(&CreateClientJobInvitation::new(invitation)).is_some());
}

/// A job of the studio's, with the proposals for it.
fn own_job(client: &Client) -> upwork_graphql::ids::JobPostingId {
    let offers =
        client.get(&OffersByAttribute::new(SearchOffersInput::new(id(STUDIO), "ClientOrg".into()))).unwrap();
    offers.offers.last().unwrap().as_ref().unwrap().job.as_ref().unwrap().id.clone().unwrap()
}

fn proposals(every: &Every) {
    let sort = VendorProposalSortAttribute::new("CREATEDDATETIME".into(), "DESC".into());
    let mine = every
        .get(&VendorProposals::new(VendorProposalFilter::new("Pending".into()), sort, Pagination::new(5)))
        .unwrap();
    let proposal = mine.edges[0].as_ref().unwrap().node.clone().unwrap();
    assert_eq!(proposal.user.unwrap().id.unwrap().as_str(), MIRA);
    let same_one = every.get(&VendorProposal::new(proposal.id.clone().unwrap())).unwrap();
    assert_eq!(same_one.proposal_cover_letter, proposal.proposal_cover_letter);

    let job = own_job(&every.client);
    let received = every.get(&ClientProposals::new(job.clone())).unwrap();
    assert!(received.total_count.unwrap() >= 8);
    let mut filter = ClientProposalFilter::new();
    filter.status_eq = Some("Activated".into());
    let mut waiting = ClientProposals::new(job.clone());
    waiting.filter = Some(filter);
    let waiting = every.get(&waiting).unwrap();
    let proposal = waiting.edges[0].as_ref().unwrap().node.clone().unwrap();
    assert_eq!(proposal.status.unwrap().status.unwrap().as_str(), "Activated");
    assert_eq!(proposal.job.unwrap().id.as_ref(), Some(&job));
    let proposal = proposal.id.unwrap();
    assert!(every.get(&ClientProposal::new(proposal.clone())).is_some());
    assert_eq!(every.get(&ProposalMetadata::new()).unwrap().engagement_duration_values.len(), 5);
    assert!(!every.get(&Reasons::new("PROPOSAL_DECLINE".into())).is_empty());

    let status = |result: Option<upwork_graphql::types::UpdateClientProposalResult>| {
        let result = result.unwrap();
        assert_eq!(result.status.unwrap().as_str(), "SUCCESS");
        result.proposal.unwrap()
    };
    let (of, to) = (|| proposal.clone(), || job.clone());
    status(every.get(&MarkClientProposalAsRead::new(ClientProposalReadRequest::new(of(), to()))));
    status(every.get(&HideClientProposal::new(ClientProposalHideRequest::new(of(), to(), true))));
    let all = status(every.get(&ShortlistClientProposal::new(ClientProposalShortlistRequest::new(
        of(),
        to(),
        true,
    ))));
    assert_eq!(all.annotations.len(), 3);
    status(every.get(&MessageClientProposal::new(ClientProposalMessageRequest::new(
        of(),
        to(),
        "Hello".into(),
    ))));
    let room = every.get(&ProposalRoom::new(of())).unwrap();
    assert_eq!(room.latest_story.unwrap().message.as_deref(), Some("Hello"));
    let declined =
        status(every.get(&DeclineClientProposal::new(ClientProposalDeclineRequest::new(of(), to()))));
    assert_eq!(declined.status.unwrap().status.unwrap().as_str(), "Declined");
}

fn contracts(every: &Every) {
    let mine = every.get(&VendorContracts::new(VendorContractSearchFilter::new(id(MIRA)))).unwrap().contracts;
    assert_eq!(mine.len(), 8);
    let of = |hourly: bool| {
        let is = |contract: &&upwork_graphql::types::ContractDetails| {
            let terms = contract.terms.as_ref().unwrap();
            contract.status.as_ref().unwrap().as_str() == "ACTIVE" && terms.hourly_terms.is_empty() != hourly
        };
        mine.iter().flatten().find(is).unwrap().clone()
    };
    let (hourly, fixed) = (of(true), of(false));
    let contract = hourly.id.clone().unwrap();
    assert_eq!(every.get(&ContractDetails::new(contract.clone())), Some(hourly.clone()));
    let term = hourly.terms.unwrap().hourly_terms[0].as_ref().unwrap().id.clone().unwrap();
    assert_eq!(every.get(&ContractByTerm::new(term)).unwrap().id, Some(contract.clone()));
    let list = every.get(&ContractList::new(vec![contract.clone(), id("1")])).unwrap().contracts;
    assert_eq!((list.len(), &list[1]), (2, &None));

    let offer = every.get(&op::Offer::new(hourly.offer_id.clone().unwrap())).unwrap();
    assert_eq!(offer.title, hourly.title);
    assert_eq!(offer.job.unwrap().id, hourly.job.unwrap().id);
    let attribute = || "ClientOrg".into();
    let open =
        every.get(&OffersByAttribute::new(SearchOffersInput::new(id(STUDIO), attribute()))).unwrap().offers;
    let open = open
        .into_iter()
        .flatten()
        .find(|offer| offer.state.as_ref().unwrap().as_str() != "ACCEPTED")
        .unwrap();
    let modern = every
        .get(&OffersByAttributes::new(SearchOffersByAttributesInput::new(vec![id(STUDIO)], attribute())))
        .unwrap();
    assert!(modern.offers.iter().flatten().any(|modern| modern.id == open.id));
    assert_eq!(every.get(&WithdrawOffer::new(WithdrawOfferInput::new(open.id.unwrap()))), Some(true));

    let yes =
        |answer: Option<upwork_graphql::types::ContractActionResponse>| answer.unwrap().success == Some(true);
    assert!(yes(every.get(&PauseContract::new(contract.clone()))));
    assert!(yes(every.get(&RestartContract::new(contract.clone()))));
    let mut limit = UpdateHourlyLimitRequestInput::new();
    limit.weekly_limit = Some("12".into());
    assert!(yes(every.get(&UpdateContractHourlyLimit::new(contract.clone(), limit))));
    let payment = CustomPaymentInput::new(contract.clone(), 25.0, "Well done".into(), String::new());
    assert!(every.get(&SendCustomPayment::new(payment)).unwrap().invoice_id.is_some());
    assert!(yes(every.get(&EndContractByClient::new(contract, EndContractInput::new("158".into())))));

    let contract = fixed.id.unwrap();
    let mut milestone = CreateMilestoneInput::new();
    milestone.contract_id = Some(contract.clone());
    milestone.deposit_amount = Some("150.00".into());
    let created = every.get(&CreateMilestone::new(milestone)).unwrap().id.unwrap();
    let mut edit = EditMilestoneInput::new(created.clone());
    edit.description = Some("The end".into());
    assert_eq!(every.get(&EditMilestone::new(edit)).unwrap().description.as_deref(), Some("The end"));
    let active = every.get(&ActivateMilestone::new(ActivateMilestoneInput::new(created.clone()))).unwrap();
    assert_eq!(active.state.unwrap().as_str(), "Active");
    let paid =
        every.get(&ApproveMilestone::new(ApproveMilestoneInput::new(created, "150.00".into()))).unwrap();
    assert_eq!(paid.state.unwrap().as_str(), "Paid");
    let milestones = fixed.terms.unwrap().fixed_price_terms[0].clone().unwrap().milestones;
    let in_state = |state: &str| {
        let found = milestones.iter().flatten().find(|of| of.state.as_ref().unwrap().as_str() == state);
        found.unwrap().id.clone().unwrap()
    };
    let rejected = RejectMilestoneSubmissionInput::new(in_state("Submitted"));
    assert_eq!(every.get(&RejectSubmittedMilestone::new(rejected)).unwrap().response, Some(true));
    assert_eq!(
        every.get(&DeleteMilestone::new(DeleteMilestoneInput::new(in_state("NotFunded")))),
        Some(true)
    );
    assert!(yes(every.get(&EndContractByFreelancer::new(contract, EndContractInput::new("158".into())))));
}

fn reports(every: &Every) {
    let report = every.get(&ContractTimeReport::new(TimeReportFilter::new(id(STUDIO), march()))).unwrap();
    let row = report.edges[0].as_ref().unwrap().node.clone().unwrap();
    assert!(row.total_hours_worked.unwrap() > 0.0);
    let (contract, day) = (row.contract.unwrap().id.unwrap(), row.date_worked_on.unwrap());
    let diary = every
        .get(&op::WorkDiaryContract::new(WorkDiaryContractInput::new(contract.clone(), day.clone())))
        .unwrap();
    assert_eq!(diary.work_diary_time_cells.len(), 12);
    let diary =
        every.get(&op::WorkDiaryCompany::new(WorkDiaryCompanyInput::new(id(STUDIO), day.clone()))).unwrap();
    assert_eq!(diary.total, Some(i64::try_from(diary.snapshots.len()).unwrap()));
    assert!(
        diary
            .snapshots
            .iter()
            .flatten()
            .any(|of| of.contract.as_ref().unwrap().id.as_ref() == Some(&contract))
    );
    let days =
        every.get(&WorkDays::new(WorkdaysInput::new(vec![contract.clone()], march()))).unwrap().work_days;
    assert!(days.contains(&Some(day)) && days.len() == 10);
    let snapshots = every
        .get(&SnapshotsByContractId::new(input::SnapshotsByContractIdInput::new(contract, 1_772_442_000)));
    assert_eq!(snapshots[0].as_ref().unwrap().time, Some(1_772_442_000));
    let account = every.get(&AccountingEntity::new()).unwrap().id.unwrap();
    let history = every
        .get(&op::TransactionHistory::new(TransactionHistoryFilter::new(vec![account], march())))
        .unwrap();
    assert!(history.transaction_detail.unwrap().transaction_history_row.len() >= 3);
}

fn rooms(every: &Every) {
    let rooms = every.get(&RoomList::new()).unwrap();
    let with_contract = rooms
        .edges
        .iter()
        .flatten()
        .filter_map(|edge| edge.node.clone())
        .find(|room| room.contract_id.is_some())
        .unwrap();
    let contract = with_contract.contract_id.clone().unwrap();
    assert_eq!(every.get(&ContractRoom::new(contract.clone())).unwrap().id, with_contract.id);
    let offer = every.get(&op::ContractDetails::new(contract)).unwrap().offer_id.unwrap();
    assert_eq!(every.get(&OfferRoom::new(offer)).unwrap().id, with_contract.id);
    let room = every.get(&OneOnOneRoom::new(id(TOMAS), id("470216039917824097"))).unwrap().id.unwrap();
    assert_eq!(every.get(&op::Room::new(room.clone())).unwrap().num_users, Some(2));
    let stories = every.get(&RoomStories::new(RoomStoryFilter::new(room.clone()))).unwrap();
    assert_eq!(stories.total_count, Some(30));

    let created = every.get(&CreateOneOnOneRoom::new(id(TOMAS), id(TOMAS_ALONE))).unwrap().id;
    assert_eq!(every.get(&CreateOneOnOneRoom::new(id(TOMAS), id(TOMAS_ALONE))).unwrap().id, created);
    let mut input = RoomCreateInputV2::new("GROUP".into());
    input.room_name = Some("Signposts".into());
    let group = every.get(&CreateRoom::new(input)).unwrap().id.unwrap();
    let user = RoomUserInput::new(id(TOMAS), id(TOMAS_ALONE));
    assert_eq!(every.get(&AddUserToRoom::new(group.clone(), vec![user])), Some(true));
    assert_eq!(every.get(&op::Room::new(group.clone())).unwrap().num_users, Some(2));
    assert_eq!(every.get(&RemoveUserFromRoom::new(group.clone(), id(TOMAS), id(TOMAS_ALONE))), Some(true));
    let mut update = RoomUpdateInputV2::new(group.clone());
    update.topic = Some("Oak or ash".into());
    assert_eq!(every.get(&UpdateRoom::new(update)).unwrap().topic.as_deref(), Some("Oak or ash"));
    let mut story = RoomStoryCreateInputV2::new();
    story.room_id = Some(group.clone());
    story.message = Some("Oak.".into());
    let story = every.get(&CreateRoomStory::new(story)).unwrap().id.unwrap();
    let mut changed = RoomStoryUpdateInputV2::new(story.clone(), group.clone());
    changed.message = Some("Ash.".into());
    every.get(&UpdateRoomStory::new(changed)).unwrap();
    let read = every.get(&op::RoomStory::new(group.clone(), story.clone())).unwrap();
    assert_eq!(read.message.as_deref(), Some("Ash."));
    assert_eq!(
        every.get(&RemoveRoomStory::new(group.clone(), story.clone())).as_deref(),
        Some(story.as_str())
    );
    assert!(every.get(&ArchiveRoom::new(group)).unwrap().hidden.unwrap());
}

fn talent_and_ontology(every: &Every) {
    let filter = FreelancerProfileSearchFilter::new("Freelancer".into());
    let found = every.get(&FreelancerProfileSearchRecords::new(filter, Pagination::new(3))).unwrap();
    let first = found.edges[0].as_ref().unwrap().node.clone().unwrap();
    assert_eq!(first.type_name.as_deref(), Some("FreelancerProfilesSearchRecord"));
    assert!(first.hourly_rate.is_some() && !first.skills.is_empty());
    let clients = FreelancerProfileSearchFilter::new("Client".into());
    let clients = every.get(&FreelancerProfileSearchRecords::new(clients, Pagination::new(3))).unwrap();
    let client = clients.edges[0].as_ref().unwrap().node.clone().unwrap();
    assert_eq!((client.type_name.as_deref(), client.id), (Some("UserFreelancerProfilesSearchRecord"), None));

    let mut request = SemSearchV2Request::new();
    request.user_query = Some("rust".into());
    let found =
        every.get(&SearchFreelancers::new(request)).unwrap().search_freelancer_public_profile.unwrap();
    assert!(!found.profiles.is_empty());
    let key = first.ciphertext.unwrap();
    let talent = every.get(&TalentProfileByProfileKey::new(key.clone())).unwrap();
    assert_eq!(talent.person_id, first.id);
    assert!(every.get(&FreelancerProfileByProfileKey::new(key)).unwrap().country_details.is_some());
    let filter = TalentWorkHistoryFilterInput::new(id(MIRA));
    assert_eq!(every.get(&op::TalentWorkHistory::new(filter)).unwrap().total_count, Some(8));

    assert_eq!(every.get(&OntologyCategories::new()).len(), 3);
    let skills = every.get(&OntologySkills::new(5));
    assert_eq!(skills.len(), 5);
    let skill = skills[0].clone().unwrap();
    let filter = OntologyEntityFilter::new("ru".into());
    let found = every.get(&OntologyEntitiesFiltered::new(filter)).unwrap();
    assert_eq!(found.edges[0].as_ref().unwrap().node.as_ref().unwrap().id, skill.id);
    let filter = OntologyElementsSearchByPrefLabelFilter::new("Developer".into());
    let found = every.get(&OntologyElementsSearchByPrefLabel::new(filter));
    assert_eq!(found[0].as_ref().unwrap().type_[0].as_ref().unwrap().as_str(), "OCCUPATION");
    let filter = OntologyEntitySearchFilter::new(vec![same(skill.id.unwrap().as_str())]);
    let found = every.get(&OntologyEntitySearchRecords::new(filter));
    assert_eq!(
        found[0].as_ref().unwrap().ontology_entity.as_ref().unwrap().preferred_label.as_deref(),
        Some("rust")
    );
    assert!(every.get(&Countries::new()).len() >= 5);
    assert!(every.get(&Languages::new()).len() >= 5);
    assert_eq!(every.get(&Regions::new()).len(), 5);
    assert!(every.get(&TimeZones::new()).len() >= 5);
}
