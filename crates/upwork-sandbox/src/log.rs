//! One line for each request, with the secrets masked and nothing in it that a terminal obeys.

use oauth_wire::redact::RedactedForm;
use oauth_wire::text::Untrusted;
use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

/// How many lines are kept for [`Sandbox::log`](crate::Sandbox::log).
const KEPT: usize = 1000;

/// Where each line goes as it comes.
pub(crate) type Sink = Box<dyn Fn(&str) + Send + Sync>;

pub(crate) struct Log {
    lines: Mutex<VecDeque<String>>,
    sink: Option<Sink>,
}

impl Log {
    pub(crate) fn new(sink: Option<Sink>) -> Self {
        Self { lines: Mutex::new(VecDeque::new()), sink }
    }

    pub(crate) fn push(&self, line: String) {
        if let Some(sink) = &self.sink {
            sink(&line);
        }
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// The line of an answered request: `GET /path?query 200 what was wrong`.
pub(crate) fn line(method: &str, path: &str, query: Option<&str>, status: u16, note: &str) -> String {
    let mut line = String::new();
    let _ = write!(
        line,
        "{} {}",
        Untrusted::new(method.as_bytes()).at_most(20),
        Untrusted::new(path.as_bytes()).at_most(200)
    );
    if let Some(query) = query {
        let query = RedactedForm::new(query.as_bytes()).to_string();
        let _ = write!(line, "?{}", Untrusted::new(query.as_bytes()).at_most(600));
    }
    let _ = write!(line, " {status}");
    if !note.is_empty() {
        let _ = write!(line, " {}", Untrusted::new(note.as_bytes()).at_most(300));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_control_characters() {
        let shown = line("GET", "/a\x1b[2J", Some("q=java&code=SECRET&x=\r\n"), 400, "no\x07");
        assert_eq!(shown, "GET /a\\u{1b}[2J?q=java&code=••••&x=\\u{d}\\u{a} 400 no\\u{7}");
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let log = Log::new(None);
        for number in 0..=KEPT {
            log.push(number.to_string());
        }
        assert_eq!((log.lines().len(), log.lines()[0].as_str()), (KEPT, "1"));
    }
}
