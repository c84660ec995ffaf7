//! Requests: from a document and variables to what an HTTP stack sends.

use crate::batch::Batch;
use crate::document::{Document, OperationHead, OperationKind, SyntaxError, outline};
use crate::endpoints;
use crate::ids::OrganizationId;
use crate::json::JsonError;
use crate::operation::{Operation, OperationInfo};
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::message::{Headers, Method, Request, Resend};
use oauth_wire::secret::{Secret, SecretBytes};
use oauth_wire::url::{Url, UrlError};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The name of the header that carries the tenant, in lower case.
pub const TENANT_HEADER: &str = "x-upwork-api-tenantid";

/// How many bytes of an answer are worth reading: 16 MiB. The largest pages take a few.
pub const MAX_RESPONSE_LEN: usize = 16 << 20;

/// On behalf of which organization a request is made: a choice that every program must make.
///
/// Upwork answers each request in the context of one organization. Without the header it silently takes
/// the user's default one, the one that is current when he logs in to the web site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tenant {
    /// This organization. [`CompanySelector`](crate::operations::CompanySelector) lists those that the
    /// user has.
    Organization(OrganizationId),
    /// Whichever one the server takes when it is told none.
    ServerDefault,
}

/// What all requests of a program have in common: where they go, for which organization, and the name
/// that the program goes by.
///
/// ```
/// use upwork_graphql::api::{Api, Tenant};
/// use upwork_graphql::operations::CompanySelector;
///
/// let api = Api::new(Tenant::ServerDefault, "acme-hiring/1.4 (+https://acme.example/bot)")?;
/// let request = api.request("ACCESS_TOKEN", &CompanySelector::new())?;
/// let request = request.view(); // what any HTTP stack sends
/// assert_eq!(request.url, "https://api.upwork.com/graphql");
/// # Ok::<(), upwork_graphql::api::RequestError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Api {
    endpoint: String,
    tenant: Tenant,
    user_agent: String,
}

impl Api {
    /// Requests to Upwork's own endpoint.
    ///
    /// `user_agent` is what the program calls itself; the default ones of HTTP libraries meet a
    /// challenge page. Have your HTTP stack send this one alone.
    ///
    /// # Errors
    /// [`RequestError::UserAgent`] when it is empty or not visible ASCII, [`RequestError::Tenant`] when
    /// the organization's id can't stand in a header.
    pub fn new(tenant: Tenant, user_agent: &str) -> Result<Self, RequestError> {
        if !is_header_value(user_agent) {
            return Err(RequestError::UserAgent);
        }
        let api = Self { endpoint: endpoints::GRAPHQL.into(), tenant, user_agent: user_agent.into() };
        api.check_tenant()
    }

    /// The same with another endpoint, such as a sandbox.
    ///
    /// # Errors
    /// [`RequestError::Endpoint`] when it is no URL, [`RequestError::InsecureEndpoint`] when it is
    /// neither `https` nor `http` on this machine itself: the access token would travel in the open.
    pub fn with_endpoint(self, endpoint: &str) -> Result<Self, RequestError> {
        let url = Url::parse(endpoint).map_err(RequestError::Endpoint)?;
        url.check().map_err(RequestError::Endpoint)?;
        if !url.is_confidential() {
            return Err(RequestError::InsecureEndpoint);
        }
        Ok(Self { endpoint: url.without_fragment().into(), ..self })
    }

    /// The same for another organization.
    ///
    /// # Errors
    /// [`RequestError::Tenant`] when the organization's id can't stand in a header.
    pub fn with_tenant(self, tenant: Tenant) -> Result<Self, RequestError> {
        Self { tenant, ..self }.check_tenant()
    }

    /// Where the requests go.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// For which organization they are made.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// A request for a prepared operation.
    ///
    /// # Errors
    /// [`RequestError`] when the access token can't stand in a header, and for an operation of your own whose
    /// document holds no operation of its name, or one of another kind: what is resent after a lost answer
    /// hangs on the kind.
    pub fn request<O: Operation>(
        &self,
        access_token: &str,
        operation: &O,
    ) -> Result<ApiRequest, RequestError> {
        check_head(O::DOCUMENT, O::NAME, O::KIND)?;
        self.build(access_token, O::DOCUMENT, Some(O::NAME), O::KIND, operation)
    }

    /// A request for a prepared operation that was looked up by its name, with variables that need not
    /// be of its own types.
    ///
    /// # Errors
    /// As [`raw`](Self::raw), and [`RequestError::MissingVariable`] when one that is required is not given.
    pub fn prepared<V: Serialize + ?Sized>(
        &self,
        access_token: &str,
        operation: &OperationInfo,
        variables: &V,
    ) -> Result<ApiRequest, RequestError> {
        check_head(operation.document, operation.name, operation.kind)?;
        let request =
            self.build(access_token, operation.document, Some(operation.name), operation.kind, variables)?;
        match missing_variable(request.body.expose(), operation) {
            Some((variable, type_ref)) => Err(RequestError::MissingVariable { variable, type_ref }),
            None => Ok(request),
        }
    }

    /// A request with any document and any variables.
    ///
    /// `variables` serialize as a JSON object; `()` and `None` are no variables. `operation_name` says
    /// which operation of the document is to run, and may be left out where there is one only. What the
    /// user typed belongs into the variables, never into the document. JSON has no NaN and no infinity: such
    /// a float goes out as null.
    ///
    /// ```
    /// use upwork_graphql::api::{Api, RequestError, Tenant};
    ///
    /// #[derive(serde::Serialize)]
    /// struct Variables<'a> { id: &'a str }
    ///
    /// let api = Api::new(Tenant::ServerDefault, "acme-hiring/1.4")?;
    /// let request = api.raw("TOKEN", "query ($id: ID!) { room(id: $id) { topic } }", None, &Variables { id: "room_1\"" })?;
    /// assert_eq!(
    ///     request.view().body,
    ///     br#"{"query":"query ($id: ID!) { room(id: $id) { topic } }","variables":{"id":"room_1\""}}"#,
    /// );
    /// let several = api.raw("TOKEN", "query A { user { id } } query B { organization { id } }", None, &());
    /// assert_eq!(several.unwrap_err(), RequestError::OperationNameRequired);
    /// # Ok::<(), RequestError>(())
    /// ```
    ///
    /// # Errors
    /// [`RequestError`] for a document that is none, an operation that is not in it or is not named
    /// where there are several, a subscription, variables that are no object, or an access token that
    /// can't stand in a header.
    pub fn raw<V: Serialize + ?Sized>(
        &self,
        access_token: &str,
        document: &str,
        operation_name: Option<&str>,
        variables: &V,
    ) -> Result<ApiRequest, RequestError> {
        let operations = outline(document).map_err(RequestError::Document)?;
        let operation = match (operation_name, operations.as_slice()) {
            (Some(name), all) => named(all, name)?,
            (None, [only]) => only,
            (None, _) => return Err(RequestError::OperationNameRequired),
        };
        self.build(access_token, document, operation.name, operation.kind, variables)
    }

    /// A request with a document whose parts are known: [selected](crate::select) by a program, or
    /// [reduced](Document::without) to what a key's scopes reach. Variables that the document does not
    /// declare make no difference.
    ///
    /// # Errors
    /// As [`raw`](Self::raw).
    pub fn document<V: Serialize + ?Sized>(
        &self,
        access_token: &str,
        document: &Document,
        variables: &V,
    ) -> Result<ApiRequest, RequestError> {
        self.build(access_token, document.as_str(), document.name(), document.kind(), variables)
    }

    /// A request for several queries at once.
    ///
    /// # Errors
    /// [`RequestError::EmptyBatch`] when there are none, or when the access token can't stand in a header.
    pub fn batch(&self, access_token: &str, batch: &Batch) -> Result<ApiRequest, RequestError> {
        let document = batch.document().ok_or(RequestError::EmptyBatch)?;
        self.document(access_token, &document, batch.variables())
    }

    /// A request for the live schema, for [`Schema::from_introspection`](crate::schema::Schema::from_introspection).
    ///
    /// # Errors
    /// [`RequestError::AccessToken`] when the access token can't stand in a header.
    pub fn introspection(&self, access_token: &str) -> Result<ApiRequest, RequestError> {
        self.raw(access_token, crate::schema::INTROSPECTION, None, &())
    }

    fn build<V: Serialize + ?Sized>(
        &self,
        access_token: &str,
        document: &str,
        operation_name: Option<&str>,
        kind: OperationKind,
        variables: &V,
    ) -> Result<ApiRequest, RequestError> {
        if access_token.is_empty() || !access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(RequestError::AccessToken);
        }
        if kind == OperationKind::Subscription {
            return Err(RequestError::Subscription);
        }
        let body = body(document, operation_name, variables)?;
        Ok(ApiRequest {
            endpoint: self.endpoint.clone(),
            tenant: match &self.tenant {
                Tenant::Organization(id) => Some(id.as_str().into()),
                Tenant::ServerDefault => None,
            },
            user_agent: self.user_agent.clone(),
            authorization: ["Bearer ", access_token].concat().into(),
            body: body.into(),
            kind,
        })
    }

    /// An id that a server sent was taken as it was.
    fn check_tenant(self) -> Result<Self, RequestError> {
        match &self.tenant {
            Tenant::Organization(id) if OrganizationId::new(id.as_str()).is_err() => {
                Err(RequestError::Tenant)
            }
            _ => Ok(self),
        }
    }
}

/// A request that owns its parts. [`view`](Self::view) is what goes out.
///
/// It goes to the endpoint that the [`Api`] was made for and nowhere else: follow no redirects.
#[derive(Clone, Debug)]
pub struct ApiRequest {
    endpoint: String,
    tenant: Option<String>,
    user_agent: String,
    authorization: Secret,
    // Not a credential, but people's messages and names.
    body: SecretBytes,
    kind: OperationKind,
}

impl ApiRequest {
    /// The request, for any HTTP stack. A query may be sent again when its answer is lost, a mutation
    /// only if it surely never left.
    #[must_use]
    pub fn view(&self) -> Request<'_> {
        Request {
            method: Method::Post,
            url: &self.endpoint,
            headers: Headers::new()
                .with("authorization", self.authorization.expose())
                .with("content-type", "application/json")
                .with("accept", "application/json")
                .with("user-agent", &self.user_agent)
                .with_optional(TENANT_HEADER, self.tenant.as_deref()),
            body: self.body.expose(),
            resend: match self.kind {
                OperationKind::Query => Resend::Safe,
                OperationKind::Mutation | OperationKind::Subscription => Resend::IfNotSent,
            },
            max_response_len: MAX_RESPONSE_LEN,
        }
    }

    /// Whether it reads or writes.
    #[must_use]
    pub const fn kind(&self) -> OperationKind {
        self.kind
    }
}

/// Why there is no request. It is never the server's fault, and nothing was sent.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub enum RequestError {
    /// The endpoint is no URL that can be sent to.
    Endpoint(UrlError),
    /// The endpoint is neither `https` nor `http` on this machine itself.
    InsecureEndpoint,
    /// The User-Agent is empty, or not visible ASCII and spaces.
    UserAgent,
    /// The organization's id is not a number.
    Tenant,
    /// The access token is empty, or holds a space, a control character or a character beyond ASCII.
    AccessToken,
    /// The document is none.
    Document(SyntaxError),
    /// There are several operations in the document, and none was named.
    OperationNameRequired,
    /// There is no operation of that name in the document.
    UnknownOperationName {
        /// Those that it has; the ones without a name are left out.
        known: Vec<String>,
    },
    /// The operation of that name is of another kind in the document than was said of it.
    OtherKind {
        /// What was said.
        declared: OperationKind,
        /// What stands in the document.
        found: OperationKind,
    },
    /// A variable that the prepared operation requires is not given, or null.
    MissingVariable {
        /// The variable, without its `$`.
        variable: &'static str,
        /// Its type in the schema.
        type_ref: &'static str,
    },
    /// The operation is a subscription, which does not fit into one request and one answer.
    Subscription,
    /// There is no query in the batch.
    EmptyBatch,
    /// The variables can't be written as JSON.
    Variables(JsonError),
    /// The variables are no JSON object.
    VariablesNotAnObject,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(error) => write!(f, "the GraphQL endpoint: {error}"),
            Self::InsecureEndpoint => {
                f.write_str("the GraphQL endpoint must be `https`, or `http` on this machine itself")
            }
            Self::UserAgent => f.write_str(
                "the User-Agent must be a name for your program, of visible ASCII characters and spaces",
            ),
            Self::Tenant => f.write_str(
                "the organization's id is no number; take `organizationId` from `companySelector`",
            ),
            Self::AccessToken => f.write_str(
                "the access token is empty or holds characters that no token has; hand it over without `Bearer` and line ends",
            ),
            Self::Document(error) => error.fmt(f),
            Self::OperationNameRequired => {
                f.write_str("the document has several operations; say by name which one is to run")
            }
            Self::UnknownOperationName { known } => match known.as_slice() {
                [] => f.write_str(
                    "the document has no operation of that name; name it there: `query Name { … }`, or ask without a name",
                ),
                [first, more @ ..] => {
                    write!(f, "the document has no operation of that name; it has {first}")?;
                    more.iter().take(10).try_for_each(|name| write!(f, ", {name}"))?;
                    match more.len().saturating_sub(10) {
                        0 => Ok(()),
                        more => write!(f, " and {more} more"),
                    }
                }
            },
            Self::OtherKind { declared, found } => write!(
                f,
                "the operation is declared as a {declared}, and its document holds a {found} of that name; set its KIND to the document's"
            ),
            Self::MissingVariable { variable, type_ref } => {
                write!(f, "the variable `{variable}` of type `{type_ref}` must be given")
            }
            Self::Subscription => f.write_str(
                "a subscription does not fit into one request and one answer; ask by a query, again from time to time",
            ),
            Self::EmptyBatch => f.write_str("there is no query in the batch; push one"),
            Self::Variables(error) => write!(f, "the variables can't be written as JSON: {error}"),
            Self::VariablesNotAnObject => {
                f.write_str("the variables must serialize as a JSON object: a struct or a map with text keys")
            }
        }
    }
}

impl core::error::Error for RequestError {}

/// The operation of that name.
fn named<'a, 'o>(
    operations: &'o [OperationHead<'a>],
    name: &str,
) -> Result<&'o OperationHead<'a>, RequestError> {
    operations.iter().find(|operation| operation.name == Some(name)).ok_or_else(|| {
        let known = operations.iter().filter_map(|operation| operation.name).map(String::from);
        RequestError::UnknownOperationName { known: known.collect() }
    })
}

/// Whether the document holds an operation of this name and kind. Prepared ones start with just that, which
/// is seen without reading further.
fn check_head(document: &str, name: &str, kind: OperationKind) -> Result<(), RequestError> {
    let rest = document.strip_prefix(kind.as_str()).and_then(|rest| rest.strip_prefix(' '));
    let rest = rest.and_then(|rest| rest.strip_prefix(name));
    if !name.is_empty() && rest.is_some_and(|rest| rest.starts_with(['(', '{'])) {
        return Ok(());
    }
    let operations = outline(document).map_err(RequestError::Document)?;
    match named(&operations, name)?.kind {
        found if found == kind => Ok(()),
        found => Err(RequestError::OtherKind { declared: kind, found }),
    }
}

/// The first variable that is required and not there. Looks into the body that was made, since a copy of the
/// variables would be one more to wipe.
fn missing_variable(body: &[u8], operation: &OperationInfo) -> Option<(&'static str, &'static str)> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow, default)]
        variables: BTreeMap<Cow<'a, str>, &'a RawValue>,
    }
    let given = serde_json::from_slice::<Body<'_>>(body).map(|body| body.variables).unwrap_or_default();
    let is_given = |name| given.get(name).is_some_and(|value| value.get() != "null");
    let mut required = operation.variables.iter().filter(|(_, type_ref)| type_ref.ends_with('!'));
    required.find(|(name, _)| !is_given(*name)).copied()
}

/// `query`, `variables` where there are any, `operationName` where there is one.
fn body<V: Serialize + ?Sized>(
    document: &str,
    operation_name: Option<&str>,
    variables: &V,
) -> Result<Vec<u8>, RequestError> {
    let unwritable = |error| RequestError::Variables(JsonError::new(error));
    let variables = SecretBytes::from(serde_json::to_vec(variables).map_err(unwritable)?);
    let variables = match variables.expose() {
        b"null" => b"",
        text if text.starts_with(b"{") => text,
        _ => return Err(RequestError::VariablesNotAnObject),
    };
    let mut body = Vec::with_capacity(document.len() + variables.len() + 128);
    body.extend_from_slice(b"{\"query\":");
    push_text(&mut body, document).map_err(unwritable)?;
    if !variables.is_empty() {
        body.extend_from_slice(b",\"variables\":");
        body.extend_from_slice(variables);
    }
    if let Some(name) = operation_name {
        body.extend_from_slice(b",\"operationName\":");
        push_text(&mut body, name).map_err(unwritable)?;
    }
    body.push(b'}');
    Ok(body)
}

/// Writes a text as JSON. Prepared documents have nothing to escape, which is seen faster than done.
fn push_text(body: &mut Vec<u8>, text: &str) -> Result<(), serde_json::Error> {
    // Without a branch for each byte, so that the compiler looks at many at once.
    let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    if text.bytes().fold(false, |any, byte| any | is_escaped(byte)) {
        body.append(&mut serde_json::to_vec(text)?);
    } else {
        body.push(b'"');
        body.extend_from_slice(text.as_bytes());
        body.push(b'"');
    }
    Ok(())
}

fn is_header_value(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
        && !text.starts_with(' ')
        && !text.ends_with(' ')
}

#[cfg(test)]
mod tests;
