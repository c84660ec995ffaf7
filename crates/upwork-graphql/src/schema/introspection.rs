//! Schemas from an introspection ([§4](https://spec.graphql.org/October2021/#sec-Introspection)).

use super::{FieldDefinition, InputDefinition, Schema, TypeDefinition};
use crate::document::ast::TypeRef;
use crate::json::{Json, JsonError};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::Deserialize;

/// The document of an introspection request; [`Api::introspection`](crate::api::Api::introspection)
/// makes one.
///
/// It asks once for what a [`Schema`] keeps and for nothing else: Upwork answers some introspections with
/// `BadFaithIntrospection`, which graphql-java gives to those that ask for the same again and again.
pub const INTROSPECTION: &str = "query Introspection{__schema{queryType{name} mutationType{name} types{kind name \
fields(includeDeprecated:true){name args{name defaultValue type{...Reference}} type{...Reference}} \
inputFields{name defaultValue type{...Reference}} enumValues(includeDeprecated:true){name} possibleTypes{name}}}} \
fragment Reference on __Type{kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name}}}}}}";

/// Why an answer holds no schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IntrospectionError {
    /// It is no JSON, or no introspection.
    Json(JsonError),
    /// A reference to a type is cut off, or has no name: of which field or argument.
    TypeReference(String),
}

impl fmt::Display for IntrospectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "this is no introspection: {error}"),
            Self::TypeReference(place) => {
                let place = oauth_wire::text::Untrusted::new(place.as_bytes());
                write!(f, "the introspection does not say of which type `{place}` is")
            }
        }
    }
}

impl core::error::Error for IntrospectionError {}

impl Schema {
    /// Reads the `data` of an introspection's answer, from this crate's [`INTROSPECTION`] or any other.
    ///
    /// ```
    /// use oauth_wire::message::Response;
    /// use upwork_graphql::answer::Answer;
    /// use upwork_graphql::json::Json;
    /// use upwork_graphql::schema::Schema;
    ///
    /// let body = br#"{"data":{"__schema":{"queryType":{"name":"Query"},"mutationType":null,"types":[
    ///     {"kind":"OBJECT","name":"Query","fields":[{"name":"user","args":[],"type":{"kind":"SCALAR","name":"Int"}}]}]}}}"#;
    /// let data = Answer::<Json>::read(&Response::new(200, &[], body)).into_result()?;
    /// let schema = Schema::from_introspection(&data)?;
    /// let drift = schema.drift();
    /// assert!(drift.iter().any(|drift| drift.operation == "user"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`IntrospectionError`] when it is none.
    pub fn from_introspection(data: &Json) -> Result<Self, IntrospectionError> {
        let data: Data = data.decode().map_err(IntrospectionError::Json)?;
        let mut schema = Self {
            query: data.schema.query_type.name,
            mutation: data.schema.mutation_type.map(|named| named.name),
            types: BTreeMap::new(),
            belongs_to: BTreeMap::new(),
        };
        for wire in data.schema.types {
            for member in wire.possible_types.into_iter().flatten() {
                schema.belongs_to.entry(member.name).or_default().insert(wire.name.clone());
            }
            let definition = match wire.kind.as_str() {
                "OBJECT" | "INTERFACE" => TypeDefinition::Fields(fields(wire.fields)?),
                "UNION" => TypeDefinition::Union,
                "ENUM" => TypeDefinition::Enum(
                    wire.enum_values.into_iter().flatten().map(|value| value.name).collect::<BTreeSet<_>>(),
                ),
                "INPUT_OBJECT" => TypeDefinition::Input(inputs(wire.input_fields)?),
                _ => TypeDefinition::Scalar,
            };
            schema.types.insert(wire.name, definition);
        }
        Ok(schema)
    }
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "__schema")]
    schema: WireSchema,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireSchema {
    query_type: Named,
    mutation_type: Option<Named>,
    types: Vec<WireType>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireType {
    kind: String,
    name: String,
    fields: Option<Vec<WireField>>,
    input_fields: Option<Vec<WireInput>>,
    enum_values: Option<Vec<Named>>,
    possible_types: Option<Vec<Named>>,
}

#[derive(Deserialize)]
struct WireField {
    name: String,
    #[serde(default)]
    args: Option<Vec<WireInput>>,
    #[serde(rename = "type")]
    type_ref: WireReference,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireInput {
    name: String,
    #[serde(rename = "type")]
    type_ref: WireReference,
    default_value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireReference {
    kind: String,
    name: Option<String>,
    of_type: Option<Box<WireReference>>,
}

fn fields(wire: Option<Vec<WireField>>) -> Result<BTreeMap<String, FieldDefinition>, IntrospectionError> {
    let mut fields = BTreeMap::new();
    for field in wire.into_iter().flatten() {
        let type_ref = reference(field.type_ref, &field.name)?;
        fields.insert(field.name, FieldDefinition { type_ref, arguments: inputs(field.args)? });
    }
    Ok(fields)
}

fn inputs(wire: Option<Vec<WireInput>>) -> Result<BTreeMap<String, InputDefinition>, IntrospectionError> {
    let mut inputs = BTreeMap::new();
    for input in wire.into_iter().flatten() {
        let type_ref = reference(input.type_ref, &input.name)?;
        inputs.insert(input.name, InputDefinition { type_ref, has_default: input.default_value.is_some() });
    }
    Ok(inputs)
}

fn reference(wire: WireReference, place: &str) -> Result<TypeRef, IntrospectionError> {
    let cut_off = || IntrospectionError::TypeReference(place.into());
    match wire.kind.as_str() {
        "NON_NULL" => {
            let inner = reference(*wire.of_type.ok_or_else(cut_off)?, place)?;
            Ok(TypeRef::NonNull(Box::new(inner)))
        }
        "LIST" => {
            let inner = reference(*wire.of_type.ok_or_else(cut_off)?, place)?;
            Ok(TypeRef::List(Box::new(inner)))
        }
        _ => wire.name.map(TypeRef::Named).ok_or_else(cut_off),
    }
}
