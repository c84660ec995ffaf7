//! From a document's text to what it is made of.

use super::OperationKind;
use super::ast::{Ast, Directive, Field, Fragment, Operation, Selection, TypeRef, Value, VariableDefinition};
use super::lexer::{Lexer, SyntaxError, SyntaxErrorKind, Token};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// How deep brackets may be nested. Upwork refuses far shallower documents.
const MAX_DEPTH: usize = 64;

/// A reader of tokens, one ahead.
pub(crate) struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The next token and where it starts.
    next: Option<(usize, Token<'a>)>,
    depth: usize,
}

impl Ast {
    pub(crate) fn parse(text: &str) -> Result<Self, SyntaxError> {
        let mut parser = Parser::new(text)?;
        let mut ast = Self { operations: Vec::new(), fragments: Vec::new() };
        while let Some((_, token)) = parser.next {
            match token {
                Token::Name("fragment") => ast.fragments.push(parser.fragment()?),
                _ => ast.operations.push(parser.operation()?),
            }
        }
        if ast.operations.is_empty() {
            return Err(SyntaxError { kind: SyntaxErrorKind::NoOperation, offset: text.len() });
        }
        Ok(ast)
    }
}

impl TypeRef {
    pub(crate) fn parse(text: &str) -> Result<Self, SyntaxError> {
        let mut parser = Parser::new(text)?;
        let type_ref = parser.type_ref()?;
        match parser.next {
            None => Ok(type_ref),
            Some(_) => Err(parser.unexpected()),
        }
    }
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str) -> Result<Self, SyntaxError> {
        let mut lexer = Lexer::new(text);
        let next = lexer.next_token()?;
        Ok(Self { lexer, next, depth: 0 })
    }

    /// The next token, without taking it.
    pub(crate) fn peek(&self) -> Option<Token<'a>> {
        self.next.map(|(_, token)| token)
    }

    /// What stands here can't.
    pub(crate) fn unexpected(&self) -> SyntaxError {
        match self.next {
            Some((offset, _)) => SyntaxError { kind: SyntaxErrorKind::Unexpected, offset },
            None => SyntaxError { kind: SyntaxErrorKind::UnexpectedEnd, offset: self.lexer.offset() },
        }
    }

    /// Takes the next token.
    pub(crate) fn advance(&mut self) -> Result<(), SyntaxError> {
        self.next = self.lexer.next_token()?;
        Ok(())
    }

    /// Takes the punctuator, where it is the next token.
    pub(crate) fn eat(&mut self, byte: u8) -> Result<bool, SyntaxError> {
        let found = self.peek() == Some(Token::Punctuator(byte));
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    /// Takes the punctuator, which must stand here.
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), SyntaxError> {
        if self.eat(byte)? { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Takes a name, which must stand here.
    pub(crate) fn name(&mut self) -> Result<&'a str, SyntaxError> {
        let Some(Token::Name(name)) = self.peek() else {
            return Err(self.unexpected());
        };
        self.advance()?;
        Ok(name)
    }

    /// One level further down.
    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth == MAX_DEPTH {
            let offset = self.next.map_or(self.lexer.offset(), |(offset, _)| offset);
            return Err(SyntaxError { kind: SyntaxErrorKind::TooDeep, offset });
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn operation(&mut self) -> Result<Operation, SyntaxError> {
        let mut operation = Operation {
            kind: OperationKind::Query,
            name: None,
            variables: Vec::new(),
            directives: Vec::new(),
            selection: Vec::new(),
        };
        if self.peek() != Some(Token::Punctuator(b'{')) {
            operation.kind = match self.peek() {
                Some(Token::Name("query")) => OperationKind::Query,
                Some(Token::Name("mutation")) => OperationKind::Mutation,
                Some(Token::Name("subscription")) => OperationKind::Subscription,
                _ => return Err(self.unexpected()),
            };
            self.advance()?;
            if let Some(Token::Name(name)) = self.peek() {
                operation.name = Some(name.into());
                self.advance()?;
            }
            if self.eat(b'(')? {
                while !self.eat(b')')? {
                    operation.variables.push(self.variable_definition()?);
                }
            }
            operation.directives = self.directives()?;
        }
        operation.selection = self.selection_set()?;
        Ok(operation)
    }

    fn variable_definition(&mut self) -> Result<VariableDefinition, SyntaxError> {
        self.expect(b'$')?;
        let name = self.name()?.into();
        self.expect(b':')?;
        let type_ref = self.type_ref()?;
        let default = if self.eat(b'=')? { Some(self.value()?) } else { None };
        Ok(VariableDefinition { name, type_ref, default, directives: self.directives()? })
    }

    fn fragment(&mut self) -> Result<Fragment, SyntaxError> {
        self.advance()?;
        let name = self.name()?.into();
        if self.peek() != Some(Token::Name("on")) {
            return Err(self.unexpected());
        }
        self.advance()?;
        let on = self.name()?.into();
        Ok(Fragment { name, on, directives: self.directives()?, selection: self.selection_set()? })
    }

    fn selection_set(&mut self) -> Result<Vec<Selection>, SyntaxError> {
        self.nested(|parser| {
            parser.expect(b'{')?;
            let mut selection = Vec::new();
            loop {
                selection.push(parser.selection()?);
                if parser.eat(b'}')? {
                    return Ok(selection);
                }
            }
        })
    }

    fn selection(&mut self) -> Result<Selection, SyntaxError> {
        if self.peek() == Some(Token::Spread) {
            self.advance()?;
            let on = match self.peek() {
                Some(Token::Name("on")) => {
                    self.advance()?;
                    Some(self.name()?.into())
                }
                Some(Token::Name(name)) => {
                    self.advance()?;
                    return Ok(Selection::Spread { name: name.into(), directives: self.directives()? });
                }
                _ => None,
            };
            let directives = self.directives()?;
            return Ok(Selection::Inline { on, directives, selection: self.selection_set()? });
        }
        let mut name = String::from(self.name()?);
        let mut alias = None;
        if self.eat(b':')? {
            alias = Some(core::mem::replace(&mut name, self.name()?.into()));
        }
        let arguments = self.arguments()?;
        let directives = self.directives()?;
        let selection = match self.peek() {
            Some(Token::Punctuator(b'{')) => self.selection_set()?,
            _ => Vec::new(),
        };
        Ok(Selection::Field(Field { alias, name, arguments, directives, selection }))
    }

    fn arguments(&mut self) -> Result<Vec<(String, Value)>, SyntaxError> {
        let mut arguments = Vec::new();
        if self.eat(b'(')? {
            while !self.eat(b')')? {
                let name = self.name()?.into();
                self.expect(b':')?;
                arguments.push((name, self.value()?));
            }
        }
        Ok(arguments)
    }

    pub(crate) fn directives(&mut self) -> Result<Vec<Directive>, SyntaxError> {
        let mut directives = Vec::new();
        while self.eat(b'@')? {
            directives.push(Directive { name: self.name()?.into(), arguments: self.arguments()? });
        }
        Ok(directives)
    }

    pub(crate) fn value(&mut self) -> Result<Value, SyntaxError> {
        let value = match self.peek() {
            Some(Token::Punctuator(b'$')) => {
                self.advance()?;
                return Ok(Value::Variable(self.name()?.into()));
            }
            Some(Token::Punctuator(b'[')) => {
                return self.nested(|parser| {
                    parser.advance()?;
                    let mut values = Vec::new();
                    while !parser.eat(b']')? {
                        values.push(parser.value()?);
                    }
                    Ok(Value::List(values))
                });
            }
            Some(Token::Punctuator(b'{')) => {
                return self.nested(|parser| {
                    parser.advance()?;
                    let mut fields = Vec::new();
                    while !parser.eat(b'}')? {
                        let name = parser.name()?.into();
                        parser.expect(b':')?;
                        fields.push((name, parser.value()?));
                    }
                    Ok(Value::Object(fields))
                });
            }
            Some(Token::Name(text) | Token::Number(text) | Token::String(text)) => {
                Value::Literal(text.into())
            }
            _ => return Err(self.unexpected()),
        };
        self.advance()?;
        Ok(value)
    }

    pub(crate) fn type_ref(&mut self) -> Result<TypeRef, SyntaxError> {
        let type_ref = if self.peek() == Some(Token::Punctuator(b'[')) {
            self.nested(|parser| {
                parser.advance()?;
                let inner = parser.type_ref()?;
                parser.expect(b']')?;
                Ok(TypeRef::List(Box::new(inner)))
            })?
        } else {
            TypeRef::Named(self.name()?.into())
        };
        Ok(if self.eat(b'!')? { TypeRef::NonNull(Box::new(type_ref)) } else { type_ref })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn what_is_read_is_written() {
        for text in [
            "query{a}",
            "query Q($a:Int=1,$b:[ID!]!@d){x:a(b:$a,c:[1,\"}\",{d:E}])@include(if:$b){...F ...on T{b} ...@skip(if:$b){c}}} fragment F on T@d{__typename}",
            "mutation M{a} query N{b}",
        ] {
            assert_eq!(Ast::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Ast::parse(" { a ,b }#").unwrap().to_string(), "query{a b}");
    }

    #[test]
    fn every_prepared_document_is_read_and_written() {
        for operation in crate::operations::all() {
            let ast = Ast::parse(operation.document).unwrap();
            assert_eq!(ast.to_string(), operation.document);
        }
    }

    #[test]
    fn no_documents() {
        for (text, kind, offset) in [
            ("{}", SyntaxErrorKind::Unexpected, 1),
            ("{a", SyntaxErrorKind::UnexpectedEnd, 2),
            ("{a(b)}", SyntaxErrorKind::Unexpected, 4),
            ("query($a){a}", SyntaxErrorKind::Unexpected, 8),
            ("fragment F{a}", SyntaxErrorKind::Unexpected, 10),
            ("", SyntaxErrorKind::NoOperation, 0),
        ] {
            assert_eq!(Ast::parse(text), Err(SyntaxError { kind, offset }), "{text}");
        }
        for deep in ["{a".repeat(1000), alloc::format!("{{a(b:{}", "[".repeat(1000))] {
            assert_eq!(Ast::parse(&deep).unwrap_err().kind, SyntaxErrorKind::TooDeep);
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "(query|mutation|fragment|on|\\{|\\}|\\(|\\)|\\[|\\]|:|=|@|!|\\.\\.\\.|\"x\"|1| |a|\\$|\\PC){0,40}") {
            if let Ok(ast) = Ast::parse(&text) {
                let written = ast.to_string();
                prop_assert_eq!(Ast::parse(&written).unwrap(), ast);
            }
        }
    }
}
