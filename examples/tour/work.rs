//! GraphQL: what a program does all day, and what gets in its way.

use crate::driver::Http;
use crate::graphql::{data, send};
use crate::show::Show;
use crate::{Result, must};
use oauth_wire::time::UnixTime;
use oauth2_flow::token::Token;
use std::num::NonZeroU32;
use std::time::Duration;
use upwork_graphql::answer::{Answer, Failure as Why};
use upwork_graphql::api::{Api, ApiRequest, Tenant};
use upwork_graphql::ids::RoomId;
use upwork_graphql::inputs::{
    MarketplaceJobPostingsSearchFilter, Pagination, RoomStoryCreateInputV2, RoomStoryFilter, StoryFilter,
};
use upwork_graphql::operation::Operation;
use upwork_graphql::operations::{
    CreateRoomStory, MarketplaceJobPostingsSearch, RoomList, RoomStories, RoomStory,
};
use upwork_graphql::page::Pages;
use upwork_graphql::rate::{Limit, Next, RateBudget};
use upwork_graphql::retry::{Advice, Outcome, Retry};
use upwork_graphql::schema::{SUBSET, Schema};
use upwork_graphql::select::{field, query};
use upwork_sandbox::{Failure, Sandbox};

pub fn tour(show: &mut Show, http: &Http, sandbox: &Sandbox, token: &Token) -> Result<()> {
    show.title("GraphQL: work, and what gets in its way");
    let api = Api::new(Tenant::ServerDefault, crate::driver::USER_AGENT)?
        .with_endpoint(&sandbox.endpoints().graphql)?;
    let mut at = At { show, http, sandbox, api, token: token.access_token().expose() };
    at.search()?;
    let room = at.message()?;
    at.missing_scope()?;
    at.rate_limit()?;
    at.rate_limit_on_a_mutation(room)
}

struct At<'a> {
    show: &'a mut Show,
    http: &'a Http,
    sandbox: &'a Sandbox,
    api: Api,
    token: &'a str,
}

impl At<'_> {
    /// Page by page until the server says that there are no more.
    fn search(&mut self) -> Result<()> {
        self.show.step("Job search, page by page: from after: \"0\", where the server wants it");
        let mut filter = MarketplaceJobPostingsSearchFilter::new();
        filter.search_expression_eq = Some("rust".into());
        let mut pages = Pages::new(MarketplaceJobPostingsSearch::new(filter), 2);
        let (mut jobs, mut count, mut total) = (Vec::new(), 0, None);
        while let Some(search) = pages.poll()? {
            let page = search.filter.pagination_eq.as_ref().and_then(|page| page.after.as_deref());
            self.show.asks(&format!("the page after {:?}", page.unwrap_or_default()));
            let request = self.api.request(self.token, search)?;
            let page = self.ask::<MarketplaceJobPostingsSearch>(&request)?;
            pages.handle(&page);
            let page = page.ok_or("the search gave nothing")?;
            count += 1;
            total = page.total_count;
            let found: Vec<_> = page.edges.into_iter().flatten().filter_map(|edge| edge.node).collect();
            for job in &found {
                self.show.means(&format!("page {count}: {}", job.title.as_deref().unwrap_or("no title")));
            }
            jobs.extend(found.into_iter().filter_map(|job| job.id));
        }
        must(count > 2, "a search of so few pages shows no paging")?;
        must(i64::try_from(jobs.len()).ok() == total, "the pages are not the whole list")?;
        jobs.sort();
        jobs.dedup();
        must(i64::try_from(jobs.len()).ok() == total, "a job came twice")?;
        self.show.means(&format!("{} jobs on {count} pages, each once", jobs.len()));
        Ok(())
    }

    fn message(&mut self) -> Result<RoomId> {
        self.show.step("A message into a room: what a person typed goes into the variables");
        let mut list = RoomList::new();
        list.pagination = Some(first(1));
        let rooms = self.request(&list)?.ok_or("there is no list of rooms")?;
        let room = rooms.edges.into_iter().flatten().find_map(|edge| edge.node).ok_or("there is no room")?;
        let room_id = room.id.ok_or("the room has no id")?;
        self.show.means(&format!("the newest room is {:?}", room.room_name.unwrap_or_default()));
        let text = "Is \"Thursday\" fine? }) { user { email } }";
        let sent = self.request(&CreateRoomStory::new(story(&room_id, text)))?.ok_or("nothing was sent")?;
        let story_id = sent.id.ok_or("the message has no id")?;
        self.show.means("sent; its quotes and braces are part of the text and nothing else");

        self.show.step("The message, read back: by itself, and as the newest of its room");
        let read = self.request(&RoomStory::new(room_id.clone(), story_id.clone()))?;
        let read = read.ok_or("the message is not there")?;
        must(read.message.as_deref() == Some(text), "the message came back as another one")?;
        let newest = self.newest(&room_id)?;
        must(newest.as_deref() == Some(text), "the message is not the newest of its room")?;
        let author = read.user.and_then(|user| user.name).unwrap_or_default();
        self.show.means(&format!("by {author}: {text}"));
        Ok(room_id)
    }

    /// One field out of reach makes the server refuse the whole query; the same without it is answered.
    fn missing_scope(&mut self) -> Result<()> {
        self.show.step("A scope that the key lacks: the whole query is refused");
        let document = query("Budgets")
            .variable("filter", "MarketplaceJobPostingsSearchFilter")
            .select([field("marketplaceJobPostingsSearch")
                .argument("marketPlaceJobFilter", "filter")
                .select([
                    field("edges").select([field("node").select([
                        field("title"),
                        field("amount").select([field("rawValue"), field("currency")]),
                    ])]),
                    field("pageInfo").select([field("endCursor"), field("hasNextPage")]),
                ])])
            .build()?;
        let mut filter = MarketplaceJobPostingsSearchFilter::new();
        filter.pagination_eq = Some(first(2));
        let variables = serde_json::json!({ "filter": filter });
        let out_of_reach = ["Money.currency", "PageInfo.endCursor"].map(str::to_owned);
        self.sandbox.set_without_scopes(&out_of_reach)?;
        let request = self.api.document(self.token, &document, &variables)?;
        let answer = Answer::<serde_json::Value>::read(&send(self.show, self.http, &request)?.view());
        let Answer::Failure(failure @ Why::Errors(_)) = &answer else {
            return Err("the missing scopes are no errors without data".into());
        };
        let missing = answer.errors().map(|errors| errors.missing_scopes()).unwrap_or_default();
        let names: Vec<_> = missing.iter().map(ToString::to_string).collect();
        must(names == out_of_reach, "the missing scopes are not those that the server named")?;
        self.show.means(&format!("out of the key's reach: {}", names.join(", ")));
        let advice = Retry::new(request.kind()).handle(Outcome::Failure(failure), self.now());
        must(advice == Advice::AskForLess, "the advice is not to ask for less")?;
        self.show.means("retry advice: AskForLess; or add the scopes to the key in Upwork's API Center");

        self.show.step("The same selection without those fields");
        let reduced = document.without(&missing, &Schema::from_sdl(SUBSET)?)?;
        must(reduced.not_found.is_empty(), "a field that was refused is not in the query")?;
        self.show.means(&format!("before: {}", document.as_str()));
        self.show.means(&format!("now:    {}", reduced.document.as_str()));
        let request = self.api.document(self.token, &reduced.document, &variables)?;
        let rest = data(Answer::<serde_json::Value>::read(&send(self.show, self.http, &request)?.view()))?;
        let found = &rest["marketplaceJobPostingsSearch"];
        must(found["edges"][0]["node"]["amount"]["rawValue"].is_string(), "the amounts are gone too")?;
        must(found["pageInfo"]["hasNextPage"] == true, "the end of the page is gone too")?;
        self.show.means("the amounts came, without their currency: the key still lacks the scopes, which the whole query meets again");
        let request = self.api.document(self.token, &document, &variables)?;
        let again = Answer::<serde_json::Value>::read(
            &self.http.send(&request.view()).map_err(|_| "the request got no answer")?.view(),
        );
        must(
            again.errors().is_some_and(|errors| errors.missing_scopes() == missing),
            "the scopes are no longer missing",
        )?;
        self.sandbox.set_without_scopes::<&str>([])?;
        Ok(())
    }

    /// The server says when to come back; budget and advice both know it then.
    fn rate_limit(&mut self) -> Result<()> {
        self.show.step("A rate limit: 429 with Retry-After");
        // Sources disagree on Upwork's limits, so they are the program's to set.
        let limit = |requests, seconds| {
            NonZeroU32::new(requests).map(|requests| Limit { requests, window: Duration::from_secs(seconds) })
        };
        let limits = [limit(10, 1), limit(300, 60), limit(40_000, 24 * 60 * 60)];
        let mut budget = RateBudget::new(limits.into_iter().flatten());
        let mut list = RoomList::new();
        list.pagination = Some(first(1));
        let request = self.api.request(self.token, &list)?;
        let mut retry = Retry::new(request.kind());
        self.sandbox.fail_next(Failure::RateLimited { retry_after: Some(30) });

        let sent_at = self.elapsed();
        must(budget.poll(sent_at) == Next::Now, "the budget does not let the first request go")?;
        budget.handle_sent(sent_at);
        let failure = self.refused::<RoomList>(&request)?;
        self.show.means(&format!("{failure}"));
        let advice = retry.handle(Outcome::Failure(&failure), self.now());
        let Advice::SendAgain { after } = advice else {
            return Err(format!("another advice was due: {advice:?}").into());
        };
        must(after == 30, "the advice is not the server's")?;
        self.show.means(&format!("retry advice: send the same query again after {after} seconds"));
        let until = self.elapsed() + Duration::from_secs(after);
        budget.handle_rate_limited(until);
        must(budget.poll(self.elapsed()) == Next::At(until), "the budget lets requests go all the same")?;
        self.show.means("rate budget: no other request goes before that time either");
        self.sandbox.advance(Duration::from_secs(after));
        self.show.means("thirty seconds pass");
        must(budget.poll(self.elapsed()) == Next::Now, "the budget never ends its pause")?;
        budget.handle_sent(self.elapsed());
        must(self.ask::<RoomList>(&request)?.is_some(), "there is no list of rooms")
    }

    /// Whether a message that was not confirmed is sent a second time is for the one who wrote it.
    fn rate_limit_on_a_mutation(&mut self, room: RoomId) -> Result<()> {
        self.show.step("429 without Retry-After: a query waits longer each time, a mutation is not repeated");
        let stories = RoomStories::new(newest_of(&room));
        let request = self.api.request(self.token, &stories)?;
        let mut retry = Retry::new(request.kind());
        for expected in [1, 2] {
            self.sandbox.fail_next(Failure::RateLimited { retry_after: None });
            let failure = self.refused::<RoomStories>(&request)?;
            let advice = retry.handle(Outcome::Failure(&failure), self.now());
            must(advice == Advice::SendAgain { after: expected }, "the waits do not double")?;
            self.show.means(&format!("retry advice for the query: {advice:?}"));
        }
        let text = "Are you there?";
        let request = self.api.request(self.token, &CreateRoomStory::new(story(&room, text)))?;
        self.sandbox.fail_next(Failure::RateLimited { retry_after: None });
        let failure = self.refused::<CreateRoomStory>(&request)?;
        let advice = Retry::new(request.kind()).handle(Outcome::Failure(&failure), self.now());
        must(advice == Advice::Stop, "the advice is to repeat a mutation")?;
        self.show.means(&format!("retry advice for the mutation: {advice:?}"));
        must(self.newest(&room)?.as_deref() != Some(text), "the message was sent all the same")?;
        self.show.means("looked up instead: the message is not in the room");
        Ok(())
    }

    /// The newest message of a room.
    fn newest(&mut self, room: &RoomId) -> Result<Option<String>> {
        let stories = self.request(&RoomStories::new(newest_of(room)))?.ok_or("there are no messages")?;
        Ok(stories.edges.into_iter().flatten().find_map(|edge| edge.node).and_then(|story| story.message))
    }

    fn request<O: Operation>(&mut self, operation: &O) -> Result<O::Output> {
        self.ask::<O>(&self.api.request(self.token, operation)?)
    }

    fn ask<O: Operation>(&mut self, request: &ApiRequest) -> Result<O::Output> {
        data(O::answer(&send(self.show, self.http, request)?.view()))
    }

    /// The failure of a request that must be refused for there were too many.
    fn refused<O: Operation>(&mut self, request: &ApiRequest) -> Result<Why> {
        match O::answer(&send(self.show, self.http, request)?.view()) {
            Answer::Failure(failure @ Why::RateLimited { .. }) => Ok(failure),
            _ => Err("the server was not asked too often".into()),
        }
    }

    fn now(&self) -> UnixTime {
        self.sandbox.clock().now()
    }

    /// The time as a rate budget takes it: from any fixed point on.
    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.now().as_secs())
    }
}

/// The first page, of so many items.
fn first(items: i32) -> Pagination {
    let mut page = Pagination::new(items);
    page.after = Some("0".into());
    page
}

fn story(room: &RoomId, text: &str) -> RoomStoryCreateInputV2 {
    let mut story = RoomStoryCreateInputV2::new();
    story.room_id = Some(room.clone());
    story.message = Some(text.into());
    story
}

fn newest_of(room: &RoomId) -> RoomStoryFilter {
    let mut of = StoryFilter::new();
    of.pagination = Some(first(1));
    let mut filter = RoomStoryFilter::new(room.clone());
    filter.story_filter = Some(of);
    filter
}
