//! Schemas from SDL, the language that schemas are written in
//! ([§3](https://spec.graphql.org/October2021/#sec-Type-System)).

use super::{FieldDefinition, InputDefinition, Schema, TypeDefinition};
use crate::document::SyntaxError;
use crate::document::lexer::Token;
use crate::document::parse::Parser;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

impl Schema {
    /// Reads a schema from SDL, such as a server's tools print. Descriptions and directives are passed
    /// over, and so are definitions of directives; `extend` is not understood.
    ///
    /// # Errors
    /// [`SyntaxError`] with the place, when the text is no SDL.
    pub fn from_sdl(text: &str) -> Result<Self, SyntaxError> {
        let mut parser = Parser::new(text)?;
        let mut schema = Self {
            query: "Query".into(),
            mutation: None,
            types: BTreeMap::new(),
            belongs_to: BTreeMap::new(),
        };
        let mut named_roots = false;
        while parser.peek().is_some() {
            description(&mut parser)?;
            match parser.name()? {
                "schema" => {
                    named_roots = true;
                    parser.directives()?;
                    for (operation, type_ref) in members(&mut parser, |parser| {
                        let name = parser.name()?;
                        parser.expect(b':')?;
                        Ok((String::from(name), parser.name()?))
                    })? {
                        match operation.as_str() {
                            "query" => schema.query = type_ref.into(),
                            "mutation" => schema.mutation = Some(type_ref.into()),
                            _ => {}
                        }
                    }
                }
                "directive" => directive_definition(&mut parser)?,
                keyword => {
                    let name = String::from(parser.name()?);
                    let definition = match keyword {
                        "scalar" => {
                            parser.directives()?;
                            TypeDefinition::Scalar
                        }
                        "type" | "interface" => {
                            for interface in implements(&mut parser)? {
                                schema.belongs_to.entry(name.clone()).or_default().insert(interface);
                            }
                            parser.directives()?;
                            TypeDefinition::Fields(members(&mut parser, field)?)
                        }
                        "union" => {
                            for member in union(&mut parser)? {
                                schema.belongs_to.entry(member).or_default().insert(name.clone());
                            }
                            TypeDefinition::Union
                        }
                        "enum" => {
                            parser.directives()?;
                            let values: BTreeMap<_, ()> = members(&mut parser, |parser| {
                                let value = parser.name()?.into();
                                parser.directives()?;
                                Ok((value, ()))
                            })?;
                            TypeDefinition::Enum(values.into_keys().collect::<BTreeSet<String>>())
                        }
                        "input" => {
                            parser.directives()?;
                            TypeDefinition::Input(members(&mut parser, input)?)
                        }
                        _ => return Err(parser.unexpected()),
                    };
                    schema.types.insert(name, definition);
                }
            }
        }
        if !named_roots && schema.types.contains_key("Mutation") {
            schema.mutation = Some("Mutation".into());
        }
        Ok(schema)
    }
}

fn description(parser: &mut Parser<'_>) -> Result<(), SyntaxError> {
    if let Some(Token::String(_)) = parser.peek() {
        parser.advance()?;
    }
    Ok(())
}

/// What stands between braces; nothing where there are none.
fn members<'a, T>(
    parser: &mut Parser<'a>,
    mut member: impl FnMut(&mut Parser<'a>) -> Result<(String, T), SyntaxError>,
) -> Result<BTreeMap<String, T>, SyntaxError> {
    let mut members = BTreeMap::new();
    if parser.eat(b'{')? {
        while !parser.eat(b'}')? {
            description(parser)?;
            let (name, value) = member(parser)?;
            members.insert(name, value);
        }
    }
    Ok(members)
}

fn field(parser: &mut Parser<'_>) -> Result<(String, FieldDefinition), SyntaxError> {
    let name = parser.name()?.into();
    let arguments = arguments(parser)?;
    parser.expect(b':')?;
    let type_ref = parser.type_ref()?;
    parser.directives()?;
    Ok((name, FieldDefinition { type_ref, arguments }))
}

fn arguments(parser: &mut Parser<'_>) -> Result<BTreeMap<String, InputDefinition>, SyntaxError> {
    let mut arguments = BTreeMap::new();
    if parser.eat(b'(')? {
        while !parser.eat(b')')? {
            description(parser)?;
            let (name, argument) = input(parser)?;
            arguments.insert(name, argument);
        }
    }
    Ok(arguments)
}

fn input(parser: &mut Parser<'_>) -> Result<(String, InputDefinition), SyntaxError> {
    let name = parser.name()?.into();
    parser.expect(b':')?;
    let type_ref = parser.type_ref()?;
    let has_default = parser.eat(b'=')?;
    if has_default {
        parser.value()?;
    }
    parser.directives()?;
    Ok((name, InputDefinition { type_ref, has_default }))
}

fn implements(parser: &mut Parser<'_>) -> Result<Vec<String>, SyntaxError> {
    if parser.peek() != Some(Token::Name("implements")) {
        return Ok(Vec::new());
    }
    parser.advance()?;
    names(parser, b'&')
}

fn union(parser: &mut Parser<'_>) -> Result<Vec<String>, SyntaxError> {
    parser.directives()?;
    if parser.eat(b'=')? { names(parser, b'|') } else { Ok(Vec::new()) }
}

/// Names with a separator between them, and maybe one before them.
fn names(parser: &mut Parser<'_>, separator: u8) -> Result<Vec<String>, SyntaxError> {
    parser.eat(separator)?;
    let mut names = Vec::from([parser.name()?.into()]);
    while parser.eat(separator)? {
        names.push(parser.name()?.into());
    }
    Ok(names)
}

/// `directive @name(arguments) repeatable on PLACE | PLACE`
fn directive_definition(parser: &mut Parser<'_>) -> Result<(), SyntaxError> {
    parser.expect(b'@')?;
    parser.name()?;
    arguments(parser)?;
    if parser.peek() == Some(Token::Name("repeatable")) {
        parser.advance()?;
    }
    if parser.peek() != Some(Token::Name("on")) {
        return Err(parser.unexpected());
    }
    parser.advance()?;
    names(parser, b'|')?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::SyntaxErrorKind;
    use proptest::prelude::*;

    #[test]
    fn everything_that_stands_in_sdl() {
        let schema = Schema::from_sdl(
            r#"
            "A description" schema @d { query: Root mutation: Change }
            """ A block """ directive @d(a: Int = 1) repeatable on | FIELD | OBJECT
            scalar Date @d
            interface Node @d { id: ID! }
            type Root implements & Node & Other @d(a: 2) {
                "said" id: ID! @d
                list("said" first: Int! = 10 @d, filter: [Filter!]): [[Root!]!]!
            }
            type Change { go: Boolean }
            union Both @d = | Root | Change
            enum Color { RED @d "said" GREEN }
            input Filter { color: Color! = RED, deep: Filter, must: Int! }
            type Empty
            "#,
        )
        .unwrap();
        assert_eq!((schema.query.as_str(), schema.mutation.as_deref()), ("Root", Some("Change")));
        let list = schema.field("Root", "list").unwrap();
        assert_eq!(alloc::format!("{}", list.type_ref), "[[Root!]!]!");
        assert!(!list.arguments["first"].is_required());
        let TypeDefinition::Input(filter) = &schema.types["Filter"] else { panic!() };
        assert!(
            filter["must"].is_required() && !filter["color"].is_required() && !filter["deep"].is_required()
        );
        assert_eq!(schema.types["Both"], TypeDefinition::Union);
        assert!(schema.overlaps("Root", "Both") && schema.overlaps("Both", "Change"));
        assert!(schema.overlaps("Node", "Root") && !schema.overlaps("Node", "Change"));
        assert_eq!(
            schema.types["Color"],
            TypeDefinition::Enum(BTreeSet::from(["RED".into(), "GREEN".into()]))
        );
    }

    #[test]
    fn no_sdl() {
        for (text, kind, offset) in [
            ("query { a }", SyntaxErrorKind::Unexpected, 6),
            ("type T { a }", SyntaxErrorKind::Unexpected, 11),
            ("type T { a: ", SyntaxErrorKind::UnexpectedEnd, 12),
            ("extend type T { a: Int }", SyntaxErrorKind::Unexpected, 12),
        ] {
            let found = Schema::from_sdl(text).unwrap_err();
            assert_eq!((found.kind, found.offset), (kind, offset), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "(type|input|enum|union|schema|directive|on|\\{|\\}|\\(|\\)|\\[|\\]|:|=|@|!|\\||&|\"x\"|1| |a|\\PC){0,40}") {
            let _ = Schema::from_sdl(&text);
        }
    }
}
