//! From the JSON of an introspection back to the schema's text.

use serde_json::Value;
use std::fmt::Write;

/// The types that every schema has without saying so.
const BUILT_IN: &[&str] = &["Int", "Float", "String", "Boolean", "ID"];

/// The schema definition language of an introspection's answer: the whole answer, its `data`, or what
/// stands under `__schema`.
pub(crate) fn to_sdl(text: &str) -> Result<String, String> {
    let whole: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
    let schema =
        [whole.pointer("/data/__schema"), whole.get("__schema"), Some(&whole)].into_iter().flatten().next();
    let schema = schema.filter(|schema| schema.get("types").is_some());
    let schema =
        schema.ok_or("it is JSON, but no answer to an introspection: there are no __schema.types")?;
    let mut sdl = String::new();
    let types = list(schema, "types");
    let _ = writeln!(sdl, "schema {{");
    for (kind, member) in
        [("query", "queryType"), ("mutation", "mutationType"), ("subscription", "subscriptionType")]
    {
        if let Some(root) = schema.pointer(&format!("/{member}/name")).and_then(Value::as_str) {
            let _ = writeln!(sdl, "  {kind}: {root}");
        }
    }
    let _ = writeln!(sdl, "}}");
    for kind in types {
        let name = name(kind)?;
        if !name.starts_with("__") && !BUILT_IN.contains(&name) {
            define(&mut sdl, types, kind, name)?;
        }
    }
    Ok(sdl)
}

fn define(sdl: &mut String, types: &[Value], of: &Value, type_name: &str) -> Result<(), String> {
    match of["kind"].as_str().unwrap_or_default() {
        "SCALAR" => {
            let _ = writeln!(sdl, "scalar {type_name}");
        }
        kind @ ("OBJECT" | "INTERFACE") => {
            let word = if kind == "OBJECT" { "type" } else { "interface" };
            let mut interfaces: Vec<&str> =
                list(of, "interfaces").iter().filter_map(|of| of["name"].as_str()).collect();
            // Introspections that don't ask for `interfaces` mostly ask for `possibleTypes`.
            for other in types.iter().filter(|other| other["kind"] == "INTERFACE") {
                let belongs = list(other, "possibleTypes").iter().any(|member| member["name"] == *type_name);
                if let Some(interface) =
                    other["name"].as_str().filter(|name| belongs && !interfaces.contains(name))
                {
                    interfaces.push(interface);
                }
            }
            let _ = write!(sdl, "{word} {type_name}");
            if !interfaces.is_empty() {
                let _ = write!(sdl, " implements {}", interfaces.join(" & "));
            }
            let _ = writeln!(sdl, " {{");
            for field in list(of, "fields") {
                let _ = write!(sdl, "  {}", name(field)?);
                if !list(field, "args").is_empty() {
                    let _ = write!(sdl, "(");
                    for argument in list(field, "args") {
                        input(sdl, argument)?;
                        let _ = write!(sdl, ", ");
                    }
                    let _ = write!(sdl, ")");
                }
                let _ = writeln!(sdl, ": {}", reference(&field["type"], 0)?);
            }
            let _ = writeln!(sdl, "}}");
        }
        "UNION" => {
            let members: Vec<_> = list(of, "possibleTypes").iter().map(name).collect::<Result<_, _>>()?;
            let _ = writeln!(sdl, "union {type_name} = {}", members.join(" | "));
        }
        "ENUM" => {
            let values: Vec<_> = list(of, "enumValues").iter().map(name).collect::<Result<_, _>>()?;
            let _ = writeln!(sdl, "enum {type_name} {{ {} }}", values.join(" "));
        }
        "INPUT_OBJECT" => {
            let _ = writeln!(sdl, "input {type_name} {{");
            for field in list(of, "inputFields") {
                let _ = write!(sdl, "  ");
                input(sdl, field)?;
                let _ = writeln!(sdl);
            }
            let _ = writeln!(sdl, "}}");
        }
        _ => return Err(format!("the type {type_name} has no kind")),
    }
    Ok(())
}

fn input(sdl: &mut String, of: &Value) -> Result<(), String> {
    let _ = write!(sdl, "{}: {}", name(of)?, reference(&of["type"], 0)?);
    if let Some(default) = of["defaultValue"].as_str() {
        let _ = write!(sdl, " = {default}");
    }
    Ok(())
}

/// A type as it is referred to: `[ID!]!`.
fn reference(of: &Value, depth: usize) -> Result<String, String> {
    match of["kind"].as_str() {
        Some("NON_NULL") if depth < 16 => Ok(format!("{}!", reference(&of["ofType"], depth + 1)?)),
        Some("LIST") if depth < 16 => Ok(format!("[{}]", reference(&of["ofType"], depth + 1)?)),
        _ => name(of)
            .map(str::to_owned)
            .map_err(|_| "a reference to a type is cut off: ask for more ofType".into()),
    }
}

fn name(of: &Value) -> Result<&str, String> {
    of["name"].as_str().ok_or_else(|| "something in it has no name".into())
}

fn list<'v>(of: &'v Value, member: &str) -> &'v [Value] {
    of[member].as_array().map_or(&[], Vec::as_slice)
}
