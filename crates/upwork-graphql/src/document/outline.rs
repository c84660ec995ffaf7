//! Which operations a document holds, without reading what is in them.

use super::lexer::{Lexer, SyntaxError, SyntaxErrorKind, Token};
use alloc::vec::Vec;
use core::fmt;

/// The kinds of operation ([§2.3](https://spec.graphql.org/October2021/#sec-Language.Operations)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Writes.
    Mutation,
    /// Listens; can't go over one request and one answer.
    Subscription,
}

impl OperationKind {
    /// The keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An operation's kind and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationHead<'a> {
    /// The kind.
    pub kind: OperationKind,
    /// The name, where it has one.
    pub name: Option<&'a str>,
}

/// The operations of a document, in order.
///
/// Looks at tokens and brackets alone: what stands inside the braces is the server's to judge.
///
/// ```
/// use upwork_graphql::document::{OperationKind, outline};
///
/// let operations = outline("query A { user { id } } mutation B { archiveRoom(roomId: \"}\") { id } }")?;
/// assert_eq!(operations[1].kind, OperationKind::Mutation);
/// assert_eq!(operations[1].name, Some("B"));
/// # Ok::<(), upwork_graphql::document::SyntaxError>(())
/// ```
///
/// # Errors
/// [`SyntaxError`] when the text is no document, or one without an operation.
pub fn outline(text: &str) -> Result<Vec<OperationHead<'_>>, SyntaxError> {
    let mut lexer = Lexer::new(text);
    let mut operations = Vec::new();
    while let Some((offset, token)) = lexer.next_token()? {
        let kind = match token {
            Token::Punctuator(b'{') => {
                operations.push(OperationHead { kind: OperationKind::Query, name: None });
                skip_body(&mut lexer, Some(b'{'), 0)?;
                continue;
            }
            Token::Name("query") => OperationKind::Query,
            Token::Name("mutation") => OperationKind::Mutation,
            Token::Name("subscription") => OperationKind::Subscription,
            Token::Name("fragment") => {
                skip_body(&mut lexer, None, 3)?;
                continue;
            }
            Token::Name(
                "schema" | "scalar" | "type" | "interface" | "union" | "enum" | "input" | "directive"
                | "extend",
            ) => {
                return Err(SyntaxError { kind: SyntaxErrorKind::TypeDefinition, offset });
            }
            _ => return Err(SyntaxError { kind: SyntaxErrorKind::Unexpected, offset }),
        };
        match lexer.next_token()? {
            Some((_, Token::Name(name))) => {
                operations.push(OperationHead { kind, name: Some(name) });
                skip_body(&mut lexer, None, 0)?;
            }
            Some((_, Token::Punctuator(first @ (b'(' | b'@' | b'{')))) => {
                operations.push(OperationHead { kind, name: None });
                skip_body(&mut lexer, Some(first), 0)?;
            }
            Some((offset, _)) => return Err(SyntaxError { kind: SyntaxErrorKind::Unexpected, offset }),
            None => {
                return Err(SyntaxError { kind: SyntaxErrorKind::UnexpectedEnd, offset: lexer.offset() });
            }
        }
    }
    if operations.is_empty() {
        return Err(SyntaxError { kind: SyntaxErrorKind::NoOperation, offset: lexer.offset() });
    }
    Ok(operations)
}

/// Skips to the end of the definition: to the brace that closes its selection set, which is not empty.
/// `first` is a punctuator that was read already. Before the braces stand variables in parentheses,
/// directives, and in a fragment its name and type.
fn skip_body(lexer: &mut Lexer<'_>, first: Option<u8>, names: usize) -> Result<(), SyntaxError> {
    let mut open = Vec::new();
    if let Some(bracket @ (b'(' | b'{')) = first {
        open.push(bracket);
    }
    let mut last = first;
    let mut names = names;
    while let Some((offset, token)) = lexer.next_token()? {
        let unexpected = Err(SyntaxError { kind: SyntaxErrorKind::Unexpected, offset });
        let before = last.take();
        let Token::Punctuator(byte) = token else {
            if open.is_empty() && before != Some(b'@') {
                match token {
                    Token::Name(_) if names > 0 => names -= 1,
                    _ => return unexpected,
                }
            }
            continue;
        };
        last = Some(byte);
        match byte {
            b'{' | b'(' => open.push(byte),
            b'@' => {}
            _ if open.is_empty() && !matches!(byte, b'}' | b')' | b']') => return unexpected,
            b'[' => open.push(byte),
            b'}' | b')' | b']' => {
                let opened = if byte == b')' { b'(' } else { byte - 2 };
                if open.pop() != Some(opened) {
                    return Err(SyntaxError { kind: SyntaxErrorKind::Bracket, offset });
                }
                if open.is_empty() && byte == b'}' {
                    // Values may be empty, selections not.
                    return if before == Some(b'{') { unexpected } else { Ok(()) };
                }
            }
            _ => {}
        }
    }
    Err(SyntaxError { kind: SyntaxErrorKind::UnexpectedEnd, offset: lexer.offset() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn operations_are_found_whatever_stands_in_them() {
        let text = r#"
            # query Comment { a }
            query First($filter: F = { a: "}" b: [1 {c: 2}] }) @d(x: "{") { a(b: "} query No { x }") { c } }
            fragment Part on T { x(y: """ } mutation No { } """) }
            mutation($x: ID!) { y }
            { z }
            subscription S { t }
        "#;
        let found = outline(text).unwrap();
        let expected = [
            (OperationKind::Query, Some("First")),
            (OperationKind::Mutation, None),
            (OperationKind::Query, None),
            (OperationKind::Subscription, Some("S")),
        ];
        assert!(found.iter().map(|head| (head.kind, head.name)).eq(expected), "{found:?}");
    }

    #[test]
    fn no_documents() {
        for (text, kind, offset) in [
            ("", SyntaxErrorKind::NoOperation, 0),
            ("fragment F on T { a }", SyntaxErrorKind::NoOperation, 21),
            ("query", SyntaxErrorKind::UnexpectedEnd, 5),
            ("query A", SyntaxErrorKind::UnexpectedEnd, 7),
            ("query A { a ", SyntaxErrorKind::UnexpectedEnd, 12),
            ("query A { a ) }", SyntaxErrorKind::Bracket, 12),
            ("{ a } }", SyntaxErrorKind::Unexpected, 6),
            ("query \"A\" { a }", SyntaxErrorKind::Unexpected, 6),
            ("type T { a: Int }", SyntaxErrorKind::TypeDefinition, 0),
            ("{}", SyntaxErrorKind::Unexpected, 1),
            ("query A { }", SyntaxErrorKind::Unexpected, 10),
            ("query A query B { a }", SyntaxErrorKind::Unexpected, 8),
            ("query A @d query B { a }", SyntaxErrorKind::Unexpected, 11),
            ("query A : { a }", SyntaxErrorKind::Unexpected, 8),
            ("select * from jobs", SyntaxErrorKind::Unexpected, 0),
        ] {
            assert_eq!(outline(text), Err(SyntaxError { kind, offset }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "(query|mutation|fragment|\\{|\\}|\\(|\\)|\\[|\\]|\"|#| |\n|a|\\$|\\PC){0,40}") {
            let _ = outline(&text);
        }
    }
}
