//! Several queries in one request, each under an alias of its own.
//!
//! ```
//! use oauth_wire::message::Response;
//! use upwork_graphql::answer::Answer;
//! use upwork_graphql::api::{Api, Tenant};
//! use upwork_graphql::batch::Batch;
//! use upwork_graphql::ids::ContractId;
//! use upwork_graphql::operations::{AccountingEntity, ContractRoom};
//!
//! let mut batch = Batch::new();
//! let first = batch.push(&ContractRoom::new(ContractId::new("11")?))?;
//! let second = batch.push(&ContractRoom::new(ContractId::new("12")?))?;
//! let account = batch.push(&AccountingEntity::new())?;
//!
//! let api = Api::new(Tenant::ServerDefault, "acme-hiring/1.4")?;
//! let request = api.batch("ACCESS_TOKEN", &batch)?;
//!
//! // … the answer (made up):
//! let body = br#"{"data":{"q0":{"id":"room_a"},"q1":null,"q2":{"id":"7"}},
//!                "errors":[{"message":"no such contract","path":["q1"]}]}"#;
//! let Answer::Partial { data, errors, .. } = batch.answer(&Response::new(200, &[], body)) else { panic!() };
//! assert_eq!(data.get(first)?.unwrap().id.unwrap().as_str(), "room_a");
//! assert_eq!(data.get(account)?.unwrap().id.unwrap().as_str(), "7");
//! assert!(data.get(second)?.is_none());
//! assert_eq!(second.errors(&errors).next().unwrap().message, "no such contract");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::answer::{Answer, GraphqlError, GraphqlErrors, PathSegment};
use crate::document::ast::{Ast, Directive, Fragment, Selection, Value, VariableDefinition};
use crate::document::{Document, OperationKind, SyntaxError};
use crate::json::{Json, JsonError};
use crate::operation::Operation;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use oauth_wire::message::Response;

/// Queries that go out together.
///
/// They succeed and fail each on its own, but for what makes a server refuse the whole document: a field
/// that the key's scopes do not reach, or more than it takes at once.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    selection: Vec<Selection>,
    declared: Vec<VariableDefinition>,
    fragments: Vec<Fragment>,
    variables: BTreeMap<String, Json>,
    /// Of each query what it and those before it ask for, in short: by it a slot knows its batch again.
    marks: Vec<u64>,
}

/// Where a query of a batch stands in its answer. It is good for its own batch, and for those that begin
/// with the same queries and variables.
#[derive(Debug)]
pub struct Slot<O> {
    index: usize,
    mark: u64,
    operation: PhantomData<fn() -> O>,
}

impl<O> Clone for Slot<O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<O> Copy for Slot<O> {}

/// Why an operation can't be in a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchError {
    /// It writes. When the answer to several writes is lost nobody knows which of them happened.
    NotAQuery,
    /// Its document is none, or has more than one field at its top.
    Document(Option<SyntaxError>),
    /// Its variables can't be written as a JSON object.
    Variables(JsonError),
    /// Its document names the operation otherwise, or not at all.
    Name,
    /// Its document has directives on the operation as a whole, which would count for all of the batch.
    Directives,
}

/// Why there is nothing to be had of a batch's answer for one of its queries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchDataError {
    /// The slot is another batch's.
    ForeignSlot,
    /// The answer does not have the query's field, not even as null.
    Missing,
    /// The field does not hold what was asked for.
    Json(JsonError),
}

impl fmt::Display for BatchDataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForeignSlot => f.write_str(
                "the slot is another batch's; take the one that `push` gave for the batch that was sent",
            ),
            Self::Missing => f.write_str("the answer leaves this query out; it is no answer to the batch"),
            Self::Json(error) => write!(f, "the query's data is not what was asked for: {error}"),
        }
    }
}

impl core::error::Error for BatchDataError {}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAQuery => f.write_str("only queries can be sent together; send mutations one by one"),
            Self::Document(Some(error)) => error.fmt(f),
            Self::Document(None) => f.write_str("an operation of a batch must have one field at its top"),
            Self::Name => f.write_str(
                "the operation's document does not hold an operation of its NAME; set NAME to the document's",
            ),
            Self::Directives => f.write_str(
                "directives on the operation would count for the whole batch; put them on its field, or send it by itself",
            ),
            Self::Variables(error) => write!(f, "the variables can't be written as a JSON object: {error}"),
        }
    }
}

impl core::error::Error for BatchError {}

impl Batch {
    /// No queries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many queries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Adds a query.
    ///
    /// # Errors
    /// [`BatchError`] when it is none; the batch is as it was then.
    pub fn push<O: Operation>(&mut self, operation: &O) -> Result<Slot<O>, BatchError> {
        if O::KIND != OperationKind::Query {
            return Err(BatchError::NotAQuery);
        }
        let document = Document::of::<O>().map_err(|error| BatchError::Document(Some(error)))?;
        let mut ast = document.ast().clone();
        let Some(mut own) = ast.operations.pop() else { return Err(BatchError::Document(None)) };
        if own.kind != OperationKind::Query {
            return Err(BatchError::NotAQuery);
        }
        if own.name.as_deref() != Some(O::NAME) {
            return Err(BatchError::Name);
        }
        if !own.directives.is_empty() {
            return Err(BatchError::Directives);
        }
        let [Selection::Field(field)] = own.selection.as_mut_slice() else {
            return Err(BatchError::Document(None));
        };
        let index = self.len();
        field.alias = Some(format!("q{index}"));
        let values = Json::encode(operation).map_err(BatchError::Variables)?;
        let mark = mark(self.marks.last(), &[document.as_str(), values.as_str()]);
        let values: Option<BTreeMap<String, Json>> = values.decode().map_err(BatchError::Variables)?;

        let prefix = Prefix(index);
        for variable in &mut own.variables {
            prefix.add(&mut variable.name);
            prefix.directives(&mut variable.directives);
        }
        prefix.selection(&mut own.selection);
        for fragment in &mut ast.fragments {
            prefix.add(&mut fragment.name);
            prefix.directives(&mut fragment.directives);
            prefix.selection(&mut fragment.selection);
        }
        for (mut name, value) in values.into_iter().flatten() {
            prefix.add(&mut name);
            self.variables.insert(name, value);
        }
        self.selection.append(&mut own.selection);
        self.declared.append(&mut own.variables);
        self.fragments.append(&mut ast.fragments);
        self.marks.push(mark);
        Ok(Slot { index, mark, operation: PhantomData })
    }

    /// The document; `None` where there is no query.
    #[must_use]
    pub fn document(&self) -> Option<Document> {
        if self.is_empty() {
            return None;
        }
        let operation = crate::document::ast::Operation {
            kind: OperationKind::Query,
            name: Some("batch".into()),
            variables: self.declared.clone(),
            directives: Vec::new(),
            selection: self.selection.clone(),
        };
        Some(Document::from_ast(Ast {
            operations: Vec::from([operation]),
            fragments: self.fragments.clone(),
        }))
    }

    /// Reads the answer to this batch.
    #[must_use]
    pub fn answer(&self, response: &Response<'_>) -> Answer<BatchData> {
        Answer::read(response).map(|fields| BatchData { fields, marks: self.marks.clone() })
    }

    /// The variables.
    #[must_use]
    pub fn variables(&self) -> &BTreeMap<String, Json> {
        &self.variables
    }
}

impl<O: Operation> Slot<O> {
    /// The errors that are this query's, of those that came in the answer to its batch.
    pub fn errors(self, errors: &GraphqlErrors) -> impl Iterator<Item = &GraphqlError> {
        let alias = format!("q{}", self.index);
        errors.as_slice().iter().filter(
            move |error| matches!(error.path.first(), Some(PathSegment::Field(first)) if *first == alias),
        )
    }
}

/// The data of a batch's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchData {
    fields: BTreeMap<String, Json>,
    marks: Vec<u64>,
}

impl BatchData {
    /// What one of the queries gave.
    ///
    /// # Errors
    /// [`BatchDataError`] when the slot is not this batch's, and when what came is not what was asked for.
    pub fn get<O: Operation>(&self, slot: Slot<O>) -> Result<O::Output, BatchDataError> {
        if self.marks.get(slot.index) != Some(&slot.mark) {
            return Err(BatchDataError::ForeignSlot);
        }
        let value = self.fields.get(&format!("q{}", slot.index)).ok_or(BatchDataError::Missing)?;
        let value: Option<O::Output> = value.decode().map_err(BatchDataError::Json)?;
        Ok(value.unwrap_or_default())
    }
}

/// FNV-1a over the texts, each with its end, on from the mark before. It tells batches apart that one
/// program mixes up; nothing hangs on it that an adversary could want.
fn mark(before: Option<&u64>, texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(before.map_or(0xcbf2_9ce4_8422_2325, |mark| mark.rotate_left(1)), |mark, byte| {
        (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What keeps the variables and fragments of one query apart from another's.
#[derive(Clone, Copy)]
struct Prefix(usize);

impl Prefix {
    fn add(self, name: &mut String) {
        *name = format!("q{}_{name}", self.0);
    }

    fn selection(self, selection: &mut [Selection]) {
        for selection in selection {
            match selection {
                Selection::Field(field) => {
                    self.arguments(&mut field.arguments);
                    self.directives(&mut field.directives);
                    self.selection(&mut field.selection);
                }
                Selection::Spread { name, directives } => {
                    self.add(name);
                    self.directives(directives);
                }
                Selection::Inline { directives, selection, .. } => {
                    self.directives(directives);
                    self.selection(selection);
                }
            }
        }
    }

    fn directives(self, directives: &mut [Directive]) {
        for directive in directives {
            self.arguments(&mut directive.arguments);
        }
    }

    fn arguments(self, arguments: &mut [(String, Value)]) {
        for (_, value) in arguments {
            self.value(value);
        }
    }

    fn value(self, value: &mut Value) {
        match value {
            Value::Variable(name) => self.add(name),
            Value::Literal(_) => {}
            Value::List(values) => values.iter_mut().for_each(|value| self.value(value)),
            Value::Object(fields) => fields.iter_mut().for_each(|(_, value)| self.value(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, RequestError, Tenant};
    use crate::ids::RoomId;
    use crate::inputs::{RoomFilter, SemSearchV2Request};
    use crate::operations::{ArchiveRoom, CurrentUser, Room, RoomList, SearchFreelancers};
    use serde_json::{Value as Any, json};

    #[test]
    fn every_query_keeps_its_own_variables() {
        let mut batch = Batch::new();
        batch.push(&Room::new(RoomId::new("a").unwrap())).unwrap();
        batch.push(&Room::new(RoomId::new("b").unwrap())).unwrap();
        batch.push(&CurrentUser::new()).unwrap();
        let mut list = RoomList::new();
        list.filter = Some(RoomFilter::new());
        batch.push(&list).unwrap();
        batch.push(&SearchFreelancers::new(SemSearchV2Request::new())).unwrap();
        assert_eq!(batch.len(), 5);

        let document = batch.document().unwrap();
        let schema = apollo_compiler::Schema::parse_and_validate(crate::schema::SUBSET, "subset").unwrap();
        apollo_compiler::ExecutableDocument::parse_and_validate(&schema, document.as_str(), "batch").unwrap();
        assert!(document.as_str().contains(" q1:room(id:$q1_id){"), "{document:?}");

        let api = Api::new(Tenant::ServerDefault, "acme/1").unwrap();
        let body: Any = serde_json::from_slice(api.batch("t", &batch).unwrap().view().body).unwrap();
        assert_eq!(body["variables"], json!({"q0_id": "a", "q1_id": "b", "q3_filter": {}, "q4_request": {}}));
        assert_eq!(body["operationName"], "batch");
    }

    macro_rules! own {
        ($name:ident $document:literal) => {
            #[derive(serde::Serialize)]
            struct $name {
                x: u8,
            }
            impl Operation for $name {
                const NAME: &'static str = "user";
                const KIND: OperationKind = OperationKind::Query;
                const DOCUMENT: &'static str = $document;
                type Output = Option<u8>;
            }
        };
    }

    #[test]
    fn directives_keep_their_variables() {
        own!(OnVariable "query user($x:Int@d(a:[$x])){user(x:$x){id}}");
        own!(OnOperation "query user($x:Int)@d(a:$x){user(x:$x){id}}");
        let mut batch = Batch::new();
        assert!(matches!(batch.push(&OnOperation { x: 1 }), Err(BatchError::Directives)));
        batch.push(&OnVariable { x: 1 }).unwrap();
        let text = "query batch($q0_x:Int@d(a:[$q0_x])){q0:user(x:$q0_x){id}}";
        assert_eq!(batch.document().unwrap().as_str(), text);
    }

    #[test]
    fn a_slot_is_its_own_batch_s() {
        let room = |id: &str| Room::new(RoomId::new(id).unwrap());
        let (mut one, mut other) = (Batch::new(), Batch::new());
        let in_one = one.push(&room("a")).unwrap();
        let in_other = other.push(&room("b")).unwrap();
        let second = other.push(&room("a")).unwrap();
        let read = |batch: &Batch, body: &str| {
            batch.answer(&Response::new(200, &[], body.as_bytes())).into_result().unwrap()
        };
        let data = read(&one, r#"{"data":{"q0":{"id":"a"},"q1":{"id":"x"}}}"#);
        assert_eq!(data.get(in_one).unwrap().unwrap().id, Some(RoomId::new("a").unwrap()));
        assert_eq!(data.get(in_other), Err(BatchDataError::ForeignSlot));
        assert_eq!(data.get(second), Err(BatchDataError::ForeignSlot));
        // A copy that goes on by itself keeps the slots that it had.
        let mut copy = one.clone();
        let more = copy.push(&room("c")).unwrap();
        let data = read(&copy, r#"{"data":{"q0":null}}"#);
        assert_eq!(data.get(in_one), Ok(None));
        assert_eq!(data.get(more), Err(BatchDataError::Missing));
        let data = read(&one, r#"{"data":{"q0":7}}"#);
        assert!(matches!(data.get(in_one), Err(BatchDataError::Json(_))));
    }

    #[test]
    fn what_can_t_be_in_a_batch() {
        struct Own;
        impl serde::Serialize for Own {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str("no object")
            }
        }
        impl Operation for Own {
            const NAME: &'static str = "user";
            const KIND: OperationKind = OperationKind::Query;
            const DOCUMENT: &'static str = "query user{user{...F}} fragment F on CurrentUser{id}";
            type Output = Option<u8>;
        }
        let mut batch = Batch::new();
        assert!(matches!(
            batch.push(&ArchiveRoom::new(RoomId::new("a").unwrap())),
            Err(BatchError::NotAQuery)
        ));
        assert!(matches!(batch.push(&Own), Err(BatchError::Variables(_))));
        assert!(batch.is_empty() && batch.document().is_none());
        let api = Api::new(Tenant::ServerDefault, "acme/1").unwrap();
        assert_eq!(api.batch("t", &batch).unwrap_err(), RequestError::EmptyBatch);
    }
}
