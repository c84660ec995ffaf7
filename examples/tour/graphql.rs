//! GraphQL: for which organization?

use crate::driver::Http;
use crate::show::Show;
use crate::{Result, must};
use oauth_wire::message::ResponseBuf;
use oauth2_flow::token::Token;
use upwork_graphql::answer::Answer;
use upwork_graphql::api::{Api, ApiRequest, Tenant};
use upwork_graphql::operation::Operation;
use upwork_graphql::operations::{CompanySelector, Organization};

pub fn tour(show: &mut Show, http: &Http, endpoint: &str, token: &Token) -> Result<()> {
    show.title("GraphQL");
    let api = Api::new(Tenant::ServerDefault, "upwork-tour/0.1")?.with_endpoint(endpoint)?;
    let token = token.access_token().expose();

    show.step("companySelector: the organizations that the user can act for");
    let selector = CompanySelector::new();
    let companies = ask(show, http, &api.request(token, &selector)?, &selector)?.unwrap_or_default();
    let companies: Vec<_> = companies.items.into_iter().flatten().collect();
    for company in &companies {
        let id = company.organization_id.as_ref().map_or("no id", |id| id.as_str());
        show.means(&format!("{} ({id})", company.title.as_deref().unwrap_or("no title")));
    }
    must(companies.len() > 1, "a user of one organization has nothing to choose")?;

    show.step("organization, without X-Upwork-API-TenantId");
    let organization = Organization::new();
    let default =
        ask(show, http, &api.request(token, &organization)?, &organization)?.ok_or("no organization")?;
    let default_id = default.id.ok_or("the default organization has no id")?;
    show.means(&format!("the server silently took the user's default one, {}", default_id.as_str()));

    show.step("organization, with X-Upwork-API-TenantId");
    let other =
        companies.into_iter().filter_map(|company| company.organization_id).find(|id| *id != default_id);
    let other = other.ok_or("every organization is the default one")?;
    let api = api.with_tenant(Tenant::Organization(other.clone()))?;
    let chosen =
        ask(show, http, &api.request(token, &organization)?, &organization)?.ok_or("no organization")?;
    must(chosen.id.as_ref() == Some(&other), "the header did not choose the organization")?;
    show.means(&format!(
        "now it answers for {}: two answers to one query, so the choice must be made",
        other.as_str()
    ));
    Ok(())
}

fn ask<O: Operation>(show: &mut Show, http: &Http, request: &ApiRequest, _: &O) -> Result<O::Output> {
    data(O::answer(&send(show, http, request)?.view()))
}

/// Sends a request and shows it with its answer, whatever that is.
pub fn send(show: &mut Show, http: &Http, request: &ApiRequest) -> Result<ResponseBuf> {
    show.request(&request.view());
    let answer = http.send(&request.view()).map_err(|_| "the request got no answer")?;
    show.answer(&answer);
    Ok(answer)
}

/// The data of an answer that must be nothing but data.
pub fn data<T>(answer: Answer<T>) -> Result<T> {
    match answer {
        Answer::Data { data, .. } => Ok(data),
        Answer::Partial { errors, .. } => Err(errors.to_string().into()),
        Answer::Failure(failure) => Err(failure.to_string().into()),
    }
}
