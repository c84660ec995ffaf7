//! The one set of macros that every prepared operation, output, input, enum and id is written with.
//!
//! A document is never written by hand: the fields of an output's struct are its selection, the fields
//! of an operation's struct are its variables, and the text is put together from both when the crate
//! is compiled. So what is asked for is always what is decoded.

/// A type that can stand in an answer: a scalar, or an object with fields to select.
pub(crate) trait Select {
    /// The selection set with its braces; empty for scalars and enums.
    const SELECTION: &'static str;
}

impl<T: Select> Select for Option<T> {
    const SELECTION: &'static str = T::SELECTION;
}

impl<T: Select> Select for alloc::vec::Vec<T> {
    const SELECTION: &'static str = T::SELECTION;
}

impl<T: Select> Select for alloc::boxed::Box<T> {
    const SELECTION: &'static str = T::SELECTION;
}

/// A type that can stand in variables, with its name in the schema.
pub(crate) trait InputType {
    /// The type of a value that is always there: `ID!`.
    const TYPE: &'static str;
    /// The same where null is allowed: `ID`.
    const NULLABLE: &'static str;
    /// A list of them: `[ID!]!`.
    const LIST: &'static str;
    /// The same where null is allowed: `[ID!]`.
    const NULLABLE_LIST: &'static str;
}

impl<T: InputType> InputType for Option<T> {
    const TYPE: &'static str = T::NULLABLE;
    const NULLABLE: &'static str = T::NULLABLE;
    const LIST: &'static str = T::LIST;
    const NULLABLE_LIST: &'static str = T::NULLABLE_LIST;
}

impl<T: InputType> InputType for alloc::vec::Vec<T> {
    const TYPE: &'static str = T::LIST;
    const NULLABLE: &'static str = T::NULLABLE_LIST;
    // No operation takes a list of lists; the schema's validator would refuse this name.
    const LIST: &'static str = "";
    const NULLABLE_LIST: &'static str = "";
}

/// The length of what [`join`] makes of `parts`.
pub(crate) const fn joined_len(parts: &[&str]) -> usize {
    join::<0>(parts).1
}

/// Puts the parts of a document together. A closing bracket takes the place of the separator before
/// it, and an empty pair of parentheses vanishes. Returns the bytes (as many as fit) and their number.
pub(crate) const fn join<const N: usize>(parts: &[&str]) -> ([u8; N], usize) {
    let mut out = [0; N];
    let mut len = 0;
    let mut last = 0;
    let mut index = 0;
    while index < parts.len() {
        let part = parts[index].as_bytes();
        index += 1;
        if part.len() == 1 && part[0] == b')' && last == b'(' {
            len -= 1;
            last = 0;
            continue;
        }
        if part.len() == 1 && (part[0] == b')' && last == b',' || part[0] == b'}' && last == b' ') {
            len -= 1;
        }
        let mut at = 0;
        while at < part.len() {
            if len < N {
                out[len] = part[at];
            }
            len += 1;
            last = part[at];
            at += 1;
        }
    }
    (out, len)
}

/// Nothing, or `part`.
pub(crate) const fn unless(condition: bool, part: &'static str) -> &'static str {
    if condition { "" } else { part }
}

/// The parts joined to one `&'static str` at compile time.
macro_rules! joined {
    ($($part:expr),* $(,)?) => {{
        const PARTS: &[&str] = &[$($part),*];
        const BYTES: [u8; $crate::macros::joined_len(PARTS)] = $crate::macros::join(PARTS).0;
        match core::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => unreachable!(),
        }
    }};
}

macro_rules! scalars {
    ($($type:ty => $name:literal),* $(,)?) => {$(
        impl $crate::macros::Select for $type {
            const SELECTION: &'static str = "";
        }
        $crate::macros::input_type! { $type => $name }
    )*};
}

macro_rules! input_type {
    ($type:ty => $name:expr) => {
        impl $crate::macros::InputType for $type {
            const TYPE: &'static str = concat!($name, "!");
            const NULLABLE: &'static str = $name;
            const LIST: &'static str = concat!("[", $name, "!]!");
            const NULLABLE_LIST: &'static str = concat!("[", $name, "!]");
        }
    };
}

scalars! {
    alloc::string::String => "String",
    bool => "Boolean",
    i32 => "Int",
    i64 => "Int",
    f64 => "Float",
}

impl Select for crate::json::Json {
    const SELECTION: &'static str = "";
}

/// The brace that closes an inline fragment.
macro_rules! closing_brace {
    ($on:literal) => {
        "}"
    };
}

/// Objects in answers. Each field: its Rust name, its name in the schema, where needed the arguments it
/// is asked with (variables only) or the type it is a field of, and its type.
macro_rules! objects {
    ($(
        $(#[$meta:meta])*
        $name:ident {
            $( $(#[$field_meta:meta])* $field:ident $key:literal $(($arguments:literal))? $([on $on:literal])? : $type:ty ),* $(,)?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
        #[non_exhaustive]
        pub struct $name {$(
            #[doc = concat!("Upwork's `", $key, "`.")]
            #[doc = ""]
            $(#[$field_meta])*
            #[serde(rename = $key, default, deserialize_with = "crate::decode::nullable")]
            pub $field: $type,
        )*}

        $crate::decode::as_it_is! { $name }

        impl $crate::macros::Select for $name {
            const SELECTION: &'static str = $crate::macros::joined!(
                "{",
                $(
                    $("...on ", $on, "{",)?
                    $key,
                    $($arguments,)?
                    <$type as $crate::macros::Select>::SELECTION,
                    $($crate::macros::closing_brace!($on),)?
                    " ",
                )*
                "}",
            );
        }
    )*};
}
/// Ids: texts that the server made, each kind a type of its own.
macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident: $rule:ident as $graphql:literal )*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(alloc::string::String);

        impl $name {
            /// The id with this text.
            ///
            /// # Errors
            /// [`IdError`] when the text can't be one.
            pub fn new(text: impl Into<alloc::string::String>) -> Result<Self, IdError> {
                let text = text.into();
                $crate::ids::Rule::$rule.check(&text)?;
                Ok(Self(text))
            }

            /// The id's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&oauth_wire::text::Untrusted::new(self.0.as_bytes()), f)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl core::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            /// Takes any text or whole number that a server sends.
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::decode::id(deserializer).map(Self)
            }
        }

        $crate::decode::as_it_is! { $name }

        $crate::macros::scalars! { $name => $graphql }
    )*};
}

/// Input objects. Each: its fields that are required, then those that are not.
macro_rules! inputs {
    ($(
        $(#[$meta:meta])*
        $name:ident {
            $( $(#[$required_meta:meta])* $required:ident $required_key:literal : $required_type:ty ),* $(,)?
            $(; $( $(#[$optional_meta:meta])* $optional:ident $optional_key:literal : $optional_type:ty ),* $(,)? )?
        }
    )*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, serde::Serialize)]
            #[non_exhaustive]
            pub struct $name {
                $(
                    #[doc = concat!("Upwork's `", $required_key, "`.")]
                    #[doc = ""]
                    $(#[$required_meta])*
                    #[serde(rename = $required_key)]
                    pub $required: $required_type,
                )*
                $($(
                    #[doc = concat!("Upwork's `", $optional_key, "`, where it is to be sent.")]
                    #[doc = ""]
                    $(#[$optional_meta])*
                    #[serde(rename = $optional_key, skip_serializing_if = "Option::is_none")]
                    pub $optional: Option<$optional_type>,
                )*)?
            }

            impl $name {
                /// The input with its required fields, and none of the others.
                #[allow(clippy::new_without_default, reason = "`new()` beside `new(id)`: one way for all")]
                #[must_use]
                pub fn new($($required: $required_type),*) -> Self {
                    Self { $($required,)* $($($optional: None,)*)? }
                }
            }

            $crate::macros::input_type! { $name => stringify!($name) }
        )*

        /// The input types of this module.
        pub(crate) const ALL: &[$crate::inputs::InputInfo] = &[$(
            $crate::inputs::InputInfo {
                name: stringify!($name),
                fields: &[
                    $(($required_key, <$required_type as $crate::macros::InputType>::TYPE),)*
                    $($(($optional_key, <$optional_type as $crate::macros::InputType>::NULLABLE),)*)?
                ],
            },
        )*];
    };
}

/// Enums. Each: its values, with their names in the schema.
macro_rules! enums {
    ($(
        $(#[$meta:meta])*
        $name:ident { $($variant:ident $value:literal),* $(,)? }
    )*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum $name {
                $(
                    #[doc = concat!("`", $value, "`")]
                    $variant,
                )*
                /// A value that came into the schema later, by its name.
                Unlisted(alloc::string::String),
            }

            impl $name {
                /// The value's name in the schema.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        $(Self::$variant => $value,)*
                        Self::Unlisted(name) => name,
                    }
                }
            }

            impl From<&str> for $name {
                fn from(name: &str) -> Self {
                    match name {
                        $($value => Self::$variant,)*
                        _ => Self::Unlisted(name.into()),
                    }
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $crate::decode::name(deserializer)
                }
            }

            $crate::decode::as_it_is! { $name }

            impl $crate::macros::Select for $name {
                const SELECTION: &'static str = "";
            }

            $crate::macros::input_type! { $name => stringify!($name) }
        )*

        /// Every enum.
        pub(crate) const ALL: &[EnumInfo] = &[
            $(EnumInfo { name: stringify!($name), values: &[$($value),*] },)*
        ];
    };
}

/// Prepared operations. Each: its struct and the name of the field of `Query` or `Mutation`, the
/// arguments of that field that are required and those that are not, and what it gives.
macro_rules! operations {
    ($(
        $(#[$meta:meta])*
        $kind:ident $key:literal $name:ident {
            $( $(#[$required_meta:meta])* $required:ident $required_key:literal : $required_type:ty ),* $(,)?
            $(; $( $(#[$optional_meta:meta])* $optional:ident $optional_key:literal : $optional_type:ty ),* $(,)? )?
        } -> $output:ty $(, nested $nested:literal)?;
    )*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, serde::Serialize)]
            #[non_exhaustive]
            pub struct $name {
                $(
                    #[doc = concat!("The argument `", $required_key, "`.")]
                    #[doc = ""]
                    $(#[$required_meta])*
                    #[serde(rename = $required_key)]
                    pub $required: $required_type,
                )*
                $($(
                    #[doc = concat!("The argument `", $optional_key, "`, where it is to be sent.")]
                    #[doc = ""]
                    $(#[$optional_meta])*
                    #[serde(rename = $optional_key, skip_serializing_if = "Option::is_none")]
                    pub $optional: Option<$optional_type>,
                )*)?
            }

            impl $name {
                /// Whether a field further down takes the arguments.
                const NESTED: bool = false $(|| $nested)?;

                /// The operation with its required arguments, and none of the others.
                #[allow(clippy::new_without_default, reason = "`new()` beside `new(id)`: one way for all")]
                #[must_use]
                pub fn new($($required: $required_type),*) -> Self {
                    Self { $($required,)* $($($optional: None,)*)? }
                }
            }

            impl $crate::operation::Operation for $name {
                const NAME: &'static str = $key;
                const KIND: $crate::document::OperationKind = $crate::macros::kind!($kind);
                const DOCUMENT: &'static str = $crate::macros::joined!(
                    stringify!($kind), " ", $key, "(",
                    $("$", $required_key, ":", <$required_type as $crate::macros::InputType>::TYPE, ",",)*
                    $($("$", $optional_key, ":", <$optional_type as $crate::macros::InputType>::NULLABLE, ",",)*)?
                    ")", "{", $key, $crate::macros::unless($name::NESTED, "("),
                    $(
                        $crate::macros::unless($name::NESTED, $required_key), $crate::macros::unless($name::NESTED, ":$"),
                        $crate::macros::unless($name::NESTED, $required_key), $crate::macros::unless($name::NESTED, ","),
                    )*
                    $($(
                        $crate::macros::unless($name::NESTED, $optional_key), $crate::macros::unless($name::NESTED, ":$"),
                        $crate::macros::unless($name::NESTED, $optional_key), $crate::macros::unless($name::NESTED, ","),
                    )*)?
                    $crate::macros::unless($name::NESTED, ")"), <$output as $crate::macros::Select>::SELECTION, "}",
                );
                type Output = $output;
            }
        )*

        /// The operations of this module.
        pub(crate) const ALL: &[$crate::operation::OperationInfo] = &[$(
            $crate::operation::OperationInfo {
                name: $key,
                kind: $crate::macros::kind!($kind),
                document: <$name as $crate::operation::Operation>::DOCUMENT,
                variables: &[
                    $(($required_key, <$required_type as $crate::macros::InputType>::TYPE),)*
                    $($(($optional_key, <$optional_type as $crate::macros::InputType>::NULLABLE),)*)?
                ],
            },
        )*];
    };
}

macro_rules! kind {
    (query) => {
        $crate::document::OperationKind::Query
    };
    (mutation) => {
        $crate::document::OperationKind::Mutation
    };
}

pub(crate) use {closing_brace, enums, ids, input_type, inputs, joined, kind, objects, operations, scalars};

#[cfg(test)]
mod tests {
    #[test]
    fn joining() {
        assert_eq!(
            joined!("query ", "a", "(", ")", "{", "a", "(", ")", "{", "x", " ", "}", "}"),
            "query a{a{x}}"
        );
        assert_eq!(joined!("a", "(", "$x", ",", "$y", ",", ")"), "a($x,$y)");
        assert_eq!(super::join::<2>(&["abc"]), (*b"ab", 3));
    }
}
