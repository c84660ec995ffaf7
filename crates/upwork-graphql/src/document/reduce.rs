//! A document without fields that the server does not give.

use super::ast::{Ast, Directive, Fragment, Selection, Value};
use super::{Document, OperationKind};
use crate::answer::FieldCoordinate;
use crate::schema::Schema;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::text::Untrusted;

/// What [`Document::without`] gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reduced {
    /// The document without the fields.
    pub document: Document,
    /// Those of the fields that are nowhere in the document, as far as the schema tells. When all of
    /// them are here there is no point in asking again.
    pub not_found: Vec<FieldCoordinate>,
}

/// Why there is no document without those fields.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReduceError {
    /// Nothing would be left of the document: the operation can't be used with this API key.
    NothingLeft,
    /// The mutation would lose one of its writes, the one with this name or alias: what was asked for would
    /// silently not happen.
    LosesWrite(String),
}

impl fmt::Display for ReduceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingLeft => f.write_str(
                "the API key's scopes reach nothing of this operation; add them in Upwork's API Center",
            ),
            Self::LosesWrite(name) => write!(
                f,
                "without these fields the mutation would no longer do `{}`; ask for another field of what it gives, or send the writes one by one",
                Untrusted::new(name.as_bytes()).at_most(100)
            ),
        }
    }
}

impl core::error::Error for ReduceError {}

impl Document {
    /// The same document without these fields, such as those that
    /// [`missing_scopes`](crate::answer::GraphqlErrors::missing_scopes) names: one of them makes a whole
    /// query fail. What has nothing left in it goes too: fields, fragments, variables.
    ///
    /// `schema` tells of which type each field is: the crate's own ([`SUBSET`](crate::schema::SUBSET)) for
    /// prepared operations, your own for others.
    ///
    /// ```
    /// use upwork_graphql::document::Document;
    /// use upwork_graphql::operations::AccountingEntity;
    /// use upwork_graphql::schema::{SUBSET, Schema};
    ///
    /// let schema = Schema::from_sdl(SUBSET)?;
    /// let document = Document::parse("query($id: ID!){room(id: $id){roomName latestStory{message}} user{id}}")?;
    /// let reduced = document.without(&["RoomStory.message".parse()?, "Money.currency".parse()?], &schema)?;
    /// assert_eq!(reduced.document.as_str(), "query($id:ID!){room(id:$id){roomName} user{id}}");
    /// assert_eq!(reduced.not_found[0].to_string(), "Money.currency");
    /// // A mutation or query of which nothing is left is no operation any more.
    /// assert!(Document::of::<AccountingEntity>()?.without(&["Query.accountingEntity".parse()?], &schema).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ReduceError`] when every field of the operation goes, or one of a mutation's writes.
    pub fn without(&self, fields: &[FieldCoordinate], schema: &Schema) -> Result<Reduced, ReduceError> {
        let mut ast = self.ast().clone();
        let mut cut = Cut { fields, schema, found: BTreeSet::new(), gone: BTreeSet::new() };
        // A fragment of which nothing is left takes its spreads along, and they maybe what they stand in.
        loop {
            let before = cut.gone.len();
            for fragment in &mut ast.fragments {
                cut.selection(&mut fragment.selection, Some(&fragment.on));
                if fragment.selection.is_empty() {
                    cut.gone.insert(fragment.name.clone());
                }
            }
            for operation in &mut ast.operations {
                cut.selection(&mut operation.selection, schema.root(operation.kind));
            }
            if cut.gone.len() == before {
                break;
            }
        }
        if ast.operations.iter().any(|operation| operation.selection.is_empty()) {
            return Err(ReduceError::NothingLeft);
        }
        if self.kind() == OperationKind::Mutation {
            let left = root_keys(&ast);
            if let Some(lost) = root_keys(self.ast()).into_iter().find(|key| !left.contains(key)) {
                return Err(ReduceError::LosesWrite(lost.into()));
            }
        }
        let found = cut.found;
        let not_found =
            fields.iter().enumerate().filter(|(at, _)| !found.contains(at)).map(|(_, field)| field.clone());
        let not_found = not_found.collect();
        ast.drop_unused();
        Ok(Reduced { document: Self::from_ast(ast), not_found })
    }
}

/// The names in the answer of the fields at the top of the operations, those in fragments too.
fn root_keys(ast: &Ast) -> BTreeSet<&str> {
    let (mut keys, mut spread) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<&Selection> =
        ast.operations.iter().flat_map(|operation| &operation.selection).collect();
    while let Some(selection) = open.pop() {
        match selection {
            Selection::Field(field) => {
                keys.insert(field.response_key());
            }
            Selection::Inline { selection, .. } => open.extend(selection),
            Selection::Spread { name, .. } if spread.insert(name) => {
                let fragments = ast.fragments.iter().filter(|fragment| fragment.name == *name);
                open.extend(fragments.flat_map(|fragment| &fragment.selection));
            }
            Selection::Spread { .. } => {}
        }
    }
    keys
}

struct Cut<'a> {
    fields: &'a [FieldCoordinate],
    schema: &'a Schema,
    /// Which of the fields were found.
    found: BTreeSet<usize>,
    /// The fragments of which nothing is left.
    gone: BTreeSet<String>,
}

impl Cut<'_> {
    /// Takes the fields out of a selection on the type `parent`, where that is known.
    fn selection(&mut self, selection: &mut Vec<Selection>, parent: Option<&str>) {
        selection.retain_mut(|selection| match selection {
            Selection::Field(field) => {
                if parent.is_some_and(|parent| self.is_cut(parent, &field.name)) {
                    return false;
                }
                if field.selection.is_empty() {
                    return true;
                }
                let schema = self.schema;
                let own = parent.and_then(|parent| schema.field(parent, &field.name));
                self.selection(&mut field.selection, own.map(|own| own.type_ref.base()));
                !field.selection.is_empty()
            }
            Selection::Inline { on, selection, .. } => {
                let on = on.clone();
                self.selection(selection, on.as_deref().or(parent));
                !selection.is_empty()
            }
            Selection::Spread { name, .. } => !self.gone.contains(name),
        });
    }

    fn is_cut(&mut self, parent: &str, name: &str) -> bool {
        let mut cut = false;
        for (at, field) in self.fields.iter().enumerate() {
            // A server may name the object where the selection is on its interface, and the other way round.
            if field.field() == name && self.schema.overlaps(field.type_name(), parent) {
                self.found.insert(at);
                cut = true;
            }
        }
        cut
    }
}

impl Ast {
    /// Takes out the fragments that no operation reaches, and the variables that none of the rest uses.
    fn drop_unused(&mut self) {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&[Selection]> = Vec::new();
        for operation in &self.operations {
            open.push(&operation.selection);
        }
        while let Some(selection) = open.pop() {
            for selection in selection {
                match selection {
                    Selection::Field(field) => open.push(&field.selection),
                    Selection::Inline { selection, .. } => open.push(selection),
                    Selection::Spread { name, .. } => {
                        let fragment = self.fragments.iter().find(|fragment| fragment.name == *name);
                        if reached.insert(name.clone())
                            && let Some(fragment) = fragment
                        {
                            open.push(&fragment.selection);
                        }
                    }
                }
            }
        }
        self.fragments.retain(|fragment| reached.contains(&fragment.name));
        let fragments = core::mem::take(&mut self.fragments);
        for operation in &mut self.operations {
            let mut used = BTreeSet::new();
            let mut note = |name: &str| {
                used.insert(String::from(name));
            };
            in_directives(&operation.directives, &mut note);
            in_selection(&operation.selection, &mut note);
            for Fragment { directives, selection, .. } in &fragments {
                in_directives(directives, &mut note);
                in_selection(selection, &mut note);
            }
            operation.variables.retain(|variable| used.contains(&variable.name));
        }
        self.fragments = fragments;
    }
}

/// Tells the names of the variables that a selection uses, but for those in the fragments it spreads.
pub(crate) fn in_selection(selection: &[Selection], note: &mut dyn FnMut(&str)) {
    for selection in selection {
        match selection {
            Selection::Field(field) => {
                in_arguments(&field.arguments, note);
                in_directives(&field.directives, note);
                in_selection(&field.selection, note);
            }
            Selection::Spread { directives, .. } => in_directives(directives, note),
            Selection::Inline { directives, selection, .. } => {
                in_directives(directives, note);
                in_selection(selection, note);
            }
        }
    }
}

/// Tells the names of the variables that directives use.
pub(crate) fn in_directives(directives: &[Directive], note: &mut dyn FnMut(&str)) {
    for directive in directives {
        in_arguments(&directive.arguments, note);
    }
}

fn in_arguments(arguments: &[(String, Value)], note: &mut dyn FnMut(&str)) {
    for (_, value) in arguments {
        in_value(value, note);
    }
}

fn in_value(value: &Value, note: &mut dyn FnMut(&str)) {
    match value {
        Value::Variable(name) => note(name),
        Value::Literal(_) => {}
        Value::List(values) => values.iter().for_each(|value| in_value(value, note)),
        Value::Object(fields) => fields.iter().for_each(|(_, value)| in_value(value, note)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SUBSET;
    use alloc::string::ToString;

    fn without(text: &str, fields: &[&str]) -> Result<(String, Vec<String>), ReduceError> {
        let schema = Schema::from_sdl(SUBSET).unwrap();
        let fields: Vec<_> = fields.iter().map(|field| field.parse().unwrap()).collect();
        let reduced = Document::parse(text).unwrap().without(&fields, &schema)?;
        let not_found = reduced.not_found.iter().map(ToString::to_string).collect();
        Ok((reduced.document.as_str().into(), not_found))
    }

    #[test]
    fn what_has_nothing_left_goes_too() {
        let text = "query Q($a:ID!,$b:ID!){room(id:$a){id latestStory{message}} roomStory(roomId:$a,storyId:$b){message}}";
        let (text, not_found) = without(text, &["RoomStory.message"]).unwrap();
        assert_eq!(text, "query Q($a:ID!){room(id:$a){id}}");
        assert!(not_found.is_empty());
    }

    #[test]
    fn fragments_are_followed() {
        let text = "query Q($a:ID!,$x:Boolean!,$y:Boolean!){room(id:$a){id latestStory{...Outer}}} \
             fragment Outer on RoomStory{...Inner@include(if:$x)} fragment Inner on RoomStory{message@skip(if:$y)}";
        assert_eq!(without(text, &["RoomStory.message"]).unwrap().0, "query Q($a:ID!){room(id:$a){id}}");
        // A cycle, which no server takes, does no harm.
        let cycle = "{user{...A}} fragment A on CurrentUser{...B} fragment B on CurrentUser{...A}";
        assert_eq!(without(cycle, &["CurrentUser.id"]).unwrap().0, cycle.replacen('{', "query{", 1));
    }

    #[test]
    fn no_write_is_lost() {
        let lost = |name: &str| Err(ReduceError::LosesWrite(name.into()));
        let two =
            "mutation($s:S,$r:ID!){createRoomStoryV2(input:$s){id} away:archiveRoom(roomId:$r){roomName}}";
        assert_eq!(without(two, &["Room.roomName"]), lost("away"));
        assert_eq!(without(two, &["Mutation.archiveRoom"]), lost("away"));
        assert_eq!(without(two, &["Room.roomName", "RoomStory.id"]), Err(ReduceError::NothingLeft));
        let spread = "mutation($r:ID!){addUserToRoom(roomId:$r) ...F ...on Mutation{archiveRoom(roomId:$r){id}}} \
            fragment F on Mutation{b:archiveRoom(roomId:$r){roomName}}";
        assert_eq!(without(spread, &["Room.roomName"]), lost("b"));
        assert_eq!(without(spread, &["Room.id"]), lost("archiveRoom"));
        let kept = "mutation($r:ID!){archiveRoom(roomId:$r){id roomName}}";
        let text = "mutation($r:ID!){archiveRoom(roomId:$r){id}}";
        assert_eq!(without(kept, &["Room.roomName"]).unwrap().0, text);
    }

    #[test]
    fn variables_of_directives_stay_declared() {
        let text = "query Q($a:ID!,$b:Boolean!,$c:Int,$d:Boolean!)@live(if:$b)@x(y:[{z:$c}]){user{id} room(id:$a){id} ...F} \
            fragment F on Query@w(v:$d){regions{id}}";
        let (text, _) = without(text, &["Room.id"]).unwrap();
        assert!(
            text.starts_with(
                "query Q($b:Boolean!,$c:Int,$d:Boolean!)@live(if:$b)@x(y:[{z:$c}]){user{id} ...F}"
            ),
            "{text}"
        );
    }

    #[test]
    fn interfaces_and_aliases() {
        let text =
            "{a:ontologyElementsSearchByPrefLabel{id b:definition ...on Skill{prettyName definition}}}";
        for coordinate in ["OntologyEntity.definition", "Skill.definition"] {
            let (text, _) = without(text, &[coordinate]).unwrap();
            assert_eq!(text, "query{a:ontologyElementsSearchByPrefLabel{id ...on Skill{prettyName}}}");
        }
        assert_eq!(
            without(text, &["Occupation.prettyName", "Money.currency"]).unwrap().1,
            ["Occupation.prettyName", "Money.currency"]
        );
    }

    #[test]
    fn a_field_of_another_type_with_the_same_name_stays() {
        let text = "query{user{id name} organization{id}}";
        assert_eq!(without(text, &["CurrentUser.id"]).unwrap().0, "query{user{name} organization{id}}");
        assert_eq!(without("{user{id}}", &["CurrentUser.id"]), Err(ReduceError::NothingLeft));
        assert_eq!(without("{user{id}}", &["Query.user"]), Err(ReduceError::NothingLeft));
    }

    /// What is left is always a document that the server takes, and the field is not in it.
    #[test]
    fn every_prepared_operation_without_each_of_its_fields() {
        let schema = Schema::from_sdl(SUBSET).unwrap();
        let validator = apollo_compiler::Schema::parse_and_validate(SUBSET, "subset").unwrap();
        let mut coordinates = Vec::new();
        for (name, definition) in &schema.types {
            if let crate::schema::TypeDefinition::Fields(fields) = definition {
                coordinates.extend(fields.keys().map(|field| (field, alloc::format!("{name}.{field}"))));
            }
        }
        let mut taken_out = 0;
        for operation in crate::operations::all() {
            let document = Document::parse(operation.document).unwrap();
            for (field, coordinate) in &coordinates {
                if !operation.document.contains(field.as_str()) {
                    continue;
                }
                let field = coordinate.parse().unwrap();
                let Ok(reduced) = document.without(&[field], &schema) else { continue };
                if !reduced.not_found.is_empty() {
                    assert_eq!(reduced.document, document);
                    continue;
                }
                taken_out += 1;
                let reduced = reduced.document;
                assert!(reduced.as_str().len() < document.as_str().len());
                apollo_compiler::ExecutableDocument::parse_and_validate(&validator, reduced.as_str(), "x")
                    .unwrap_or_else(|errors| panic!("{} without {coordinate}: {errors}", operation.name));
            }
        }
        assert!(taken_out > 1000, "{taken_out}");
    }
}
