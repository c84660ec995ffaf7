//! Parsing, validating and running a query, within limits that keep a hostile one cheap.

use super::Scopes;
use super::node::Run;
pub(crate) use super::schema::SandboxSchema;
use crate::failures;
use apollo_compiler::ast::OperationType;
use apollo_compiler::collections::HashMap;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::introspection;
use apollo_compiler::parser::{Parser, SourceMap};
use apollo_compiler::request::RequestError;
use apollo_compiler::resolvers::Execution;
use apollo_compiler::response::{GraphQLError, JsonMap};
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Name};
use serde::Serialize;

/// Tokens of a document.
const MAX_TOKENS: usize = 10_000;

/// Nesting as the parser counts it.
const MAX_NESTING: usize = 64;

/// Nesting of fields once fragments are put in their places.
const MAX_DEPTH: u32 = 32;

/// Fields once fragments are put in their places.
const MAX_FIELDS: u64 = 5_000;

/// Errors in one answer.
const MAX_ERRORS: usize = 50;

/// The answer's body: errors first, and no `data` where execution did not start. Members of `data`
/// stand in the order of the query.
#[derive(Serialize)]
pub(crate) struct Outcome {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<GraphQLError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Option<JsonMap>>,
}

impl Outcome {
    /// Not executed, for a reason without a place in the query.
    pub(crate) fn refused(message: impl Into<String>, classification: &str) -> Self {
        let error = GraphQLError::new(message, None, &SourceMap::default());
        Self::invalid(vec![classified(error, classification)])
    }

    fn invalid(errors: Vec<GraphQLError>) -> Self {
        Self { errors, data: None }
    }

    /// Whether the operation was carried out, with errors or without.
    pub(crate) fn is_executed(&self) -> bool {
        self.data.is_some()
    }

    pub(crate) fn first_error(&self) -> Option<&str> {
        self.errors.first().map(|error| error.message.as_str())
    }
}

impl SandboxSchema {
    /// Runs one operation of `query`.
    pub(crate) fn execute(
        &self,
        run: &Run<'_>,
        scopes: &Scopes,
        query: &str,
        operation_name: Option<&str>,
        variables: &JsonMap,
        admit: impl FnOnce() -> bool,
    ) -> Outcome {
        let document = match self.validate(query) {
            Ok(document) => document,
            Err(errors) => return Outcome::invalid(errors),
        };
        let request_error = |error: RequestError| {
            Outcome::invalid(vec![classified(error.to_graphql_error(&document.sources), "ValidationError")])
        };
        let operation = match document.operations.get(operation_name) {
            Ok(operation) => operation,
            Err(error) => return request_error(error),
        };
        if let Err((message, classification)) = check_size(&document, operation) {
            return Outcome::refused(message, classification);
        }
        if operation.operation_type == OperationType::Subscription {
            return Outcome::refused("there are no subscriptions here", "ValidationError");
        }
        let missing = scopes.missing(&document, operation);
        if !missing.is_empty() {
            return Outcome::refused(failures::missing_scopes(&missing), "ExecutionAborted");
        }
        if operation.operation_type == OperationType::Mutation && !admit() {
            return Outcome::refused("the sandbox is full: start it anew", "ExecutionAborted");
        }
        let root = run.root(operation.object_type());
        let response = Execution::new(&self.schema, &document)
            .implementers_map(&self.implementers)
            .operation(operation)
            .raw_variable_values(variables)
            .enable_schema_introspection(true)
            .execute_sync(&root);
        if run.is_spent() {
            return Outcome::refused("the query asks for too much", "ExecutionAborted");
        }
        match response {
            Ok(response) => {
                let errors = response.errors.into_iter().take(MAX_ERRORS).map(field_error).collect();
                let mut outcome = Outcome { data: Some(response.data), errors };
                if run.owes_an_error() {
                    let message = "a service behind this operation did not answer";
                    outcome.errors.extend(Outcome::refused(message, "DataFetchingException").errors);
                }
                outcome
            }
            Err(error) => request_error(error),
        }
    }

    fn validate(&self, query: &str) -> Result<Valid<ExecutableDocument>, Vec<GraphQLError>> {
        let mut parser = Parser::new().token_limit(MAX_TOKENS).recursion_limit(MAX_NESTING);
        let syntax =
            parser.parse_ast(query, "query").map_err(|error| list(&error.errors, "InvalidSyntax"))?;
        syntax.to_executable_validate(&self.schema).map_err(|error| list(&error.errors, "ValidationError"))
    }
}

fn list(errors: &DiagnosticList, classification: &str) -> Vec<GraphQLError> {
    errors.iter().take(MAX_ERRORS).map(|error| classified(error.to_json(), classification)).collect()
}

/// The error with a classification, as graphql-java gives it, which Upwork's answers look like.
fn classified(mut error: GraphQLError, classification: &str) -> GraphQLError {
    error.extensions.clear();
    error.extensions.insert("classification", classification.into());
    error
}

fn field_error(mut error: GraphQLError) -> GraphQLError {
    match error.message.strip_prefix("resolver error: ") {
        Some(message) => {
            error.message = message.to_owned();
            classified(error, "DataFetchingException")
        }
        None => classified(error, "NullValueInNonNullableField"),
    }
}

/// What the parser's limits can't see: fragments and repeated introspection make small documents
/// large.
fn check_size(
    document: &Valid<ExecutableDocument>,
    operation: &Operation,
) -> Result<(), (&'static str, &'static str)> {
    let weight = weigh(document, &mut HashMap::default(), &operation.selection_set);
    if weight.depth > MAX_DEPTH {
        return Err(("the query nests too deep", "ExecutionAborted"));
    }
    if weight.fields > MAX_FIELDS {
        return Err(("the query has too many fields", "ExecutionAborted"));
    }
    if operation.operation_type != OperationType::Query {
        return Ok(());
    }
    let count =
        |name: &str| operation.root_fields(document).filter(|field| field.name == name).take(2).count();
    let repeated = count("__schema") > 1 || count("__type") > 1;
    if repeated || introspection::check_max_depth(document, operation).is_err() {
        return Err(("the introspection asks for the same things again and again", "BadFaithIntrospection"));
    }
    Ok(())
}

#[derive(Clone, Copy, Default)]
struct Weight {
    fields: u64,
    depth: u32,
}

/// Each fragment is weighed once, so this takes no longer than reading the document.
fn weigh<'d>(
    document: &'d ExecutableDocument,
    known: &mut HashMap<&'d Name, Weight>,
    set: &'d SelectionSet,
) -> Weight {
    let mut total = Weight::default();
    for selection in &set.selections {
        let part = match selection {
            Selection::Field(field) => {
                let below = weigh(document, known, &field.selection_set);
                Weight { fields: below.fields.saturating_add(1), depth: below.depth.saturating_add(1) }
            }
            Selection::InlineFragment(fragment) => weigh(document, known, &fragment.selection_set),
            Selection::FragmentSpread(spread) => match known.get(&spread.fragment_name) {
                Some(weight) => *weight,
                None => {
                    let fragment = document.fragments.get(&spread.fragment_name);
                    let weight =
                        fragment.map_or_else(Weight::default, |f| weigh(document, known, &f.selection_set));
                    known.insert(&spread.fragment_name, weight);
                    weight
                }
            },
        };
        total.fields = total.fields.saturating_add(part.fields);
        total.depth = total.depth.max(part.depth);
    }
    total
}
