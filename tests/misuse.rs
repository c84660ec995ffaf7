//! Examples of what does not compile. On the stable toolchain such an example passes whatever the error
//! is, a typo or a name that is gone included. So each has a twin behind it that compiles, and differs in
//! the one forbidden line.

use std::fs;
use std::path::{Path, PathBuf};

/// A block of code in the docs.
struct Block {
    place: String,
    info: String,
    lines: Vec<String>,
}

#[test]
fn what_does_not_compile_does_without_its_forbidden_line() {
    let mut sources = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates"), &mut sources);
    let mut found = 0;
    for source in sources {
        let blocks = blocks(&source);
        for (at, wrong) in blocks.iter().enumerate().filter(|(_, block)| block.fails()) {
            found += 1;
            let code = wrong.info.split(',').any(|word| word.starts_with("E0"));
            assert!(code, "{} names no error", wrong.place);
            let twin = blocks[at..].iter().find(|block| block.compiles());
            let twin = twin.unwrap_or_else(|| panic!("{} has no twin behind it that compiles", wrong.place));
            assert!(
                differ_in_one_line(&wrong.lines, &twin.lines),
                "{} and its twin {}",
                wrong.place,
                twin.place
            );
        }
    }
    assert!(found >= 9, "only {found} examples were found");
}

impl Block {
    fn fails(&self) -> bool {
        self.info.starts_with("compile_fail")
    }

    fn compiles(&self) -> bool {
        ["", "no_run"].contains(&self.info.as_str())
    }
}

/// Whether a line stands in the first that does not stand in the second, or is another one there.
fn differ_in_one_line(wrong: &[String], right: &[String]) -> bool {
    let start = wrong.iter().zip(right).take_while(|(wrong, right)| wrong == right).count();
    let Some((_, rest)) = wrong[start..].split_first() else { return false };
    rest == &right[start..] || right.get(start + 1..) == Some(rest)
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "md") {
            sources.push(path);
        }
    }
}

fn blocks(source: &Path) -> Vec<Block> {
    let text = fs::read_to_string(source).unwrap();
    let is_text = source.extension().is_some_and(|extension| extension == "md");
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let comment = line.strip_prefix("//!").or_else(|| line.strip_prefix("///"));
        let Some(doc) = comment.or(is_text.then_some(line)) else { continue };
        match (doc.trim().strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let place = format!("{}:{}", source.display(), number + 1);
                open = Some(Block { place, info: info.into(), lines: Vec::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.lines.push(doc.trim_end().into()),
            (None, None) => {}
        }
    }
    blocks
}
