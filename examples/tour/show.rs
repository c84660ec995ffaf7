//! What a person sees: in colour on a terminal, plain in a pipe.

use crate::mask::shown_body;
use anstyle::{AnsiColor, Style};
use oauth_wire::message::{Request, Resend, ResponseBuf};
use oauth_wire::redact::{self, RedactedAuthorization, RedactedUrl};
use oauth_wire::text::Untrusted;
use std::fmt;
use std::io::Write;

pub struct Show {
    out: anstream::AutoStream<std::io::Stdout>,
    steps: usize,
    /// Shows only the parts with this in their title, in lower case.
    only: Option<String>,
    hidden: bool,
    shown: usize,
    titles: Vec<String>,
}

const TITLE: Style = AnsiColor::Cyan.on_default().bold();
const STEP: Style = Style::new().bold();
const LABEL: Style = AnsiColor::BrightBlack.on_default();
const MEANS: Style = AnsiColor::Green.on_default();
const FAILED: Style = AnsiColor::Red.on_default().bold();

impl Show {
    pub fn new() -> Self {
        let (only, titles) = (None, Vec::new());
        Self { out: anstream::stdout(), steps: 0, only, hidden: false, shown: 0, titles }
    }

    /// Shows only the parts with `name` in their title. The others take place all the same.
    pub fn only(mut self, name: &str) -> Self {
        self.only = Some(name.to_lowercase());
        self
    }

    /// How many parts were shown, and the titles of all.
    pub fn parts(&self) -> (usize, &[String]) {
        (self.shown, &self.titles)
    }

    pub fn steps(&self) -> usize {
        self.steps
    }

    pub fn text(&mut self, text: &str) {
        self.put(format_args!("{text}"));
    }

    pub fn title(&mut self, title: &str) {
        self.hidden = self.only.as_ref().is_some_and(|only| !title.to_lowercase().contains(only));
        self.shown += usize::from(!self.hidden);
        self.titles.push(title.to_owned());
        self.put(format_args!("\n{TITLE}{title}{TITLE:#}\n"));
    }

    pub fn step(&mut self, what: &str) {
        self.steps += 1;
        let number = self.steps;
        self.put(format_args!("\n{STEP}{number:>2}. {what}{STEP:#}\n"));
    }

    /// What the flow asks for.
    pub fn asks(&mut self, what: &str) {
        self.line("asks", what);
    }

    /// The request as it goes out, secrets masked.
    pub fn request(&mut self, request: &Request<'_>) {
        self.line("request", &format!("{} {}", request.method, RedactedUrl::new(request.url)));
        for header in request.headers.as_slice() {
            let value = match header.name {
                "authorization" => RedactedAuthorization::new(header.value).to_string(),
                name if redact::is_secret_header(name) => redact::MASK.into(),
                _ => header.value.into(),
            };
            self.line("", &format!("{}: {value}", header.name));
        }
        if request.headers.get("user-agent").is_none() {
            self.line("", &format!("user-agent: {} (the HTTP stack's)", crate::driver::USER_AGENT));
        }
        self.body(request.headers.get("content-type").unwrap_or_default(), request.body, true);
    }

    /// The answer, secrets masked, without anything that could command a terminal.
    pub fn answer(&mut self, answer: &ResponseBuf) {
        let view = answer.view();
        let header = |name| view.header(name).map(String::from_utf8_lossy);
        let content_type = header("content-type").unwrap_or_default();
        self.line("answer", &format!("{} {}", answer.status, Untrusted::new(content_type.as_bytes())));
        if let Some(seconds) = header("retry-after") {
            self.line("", &format!("retry-after: {}", Untrusted::new(seconds.as_bytes())));
        }
        if let Some(location) = header("location") {
            self.line("", &format!("location: {}", RedactedUrl::new(&location)));
        }
        self.body(&content_type, &answer.body, !view.is_success());
    }

    /// What it means.
    pub fn means(&mut self, what: &str) {
        self.put(format_args!("    {LABEL}{:>8}{LABEL:#}  {MEANS}{what}{MEANS:#}\n", "means"));
    }

    pub fn failed(&mut self, error: &dyn std::error::Error) {
        let text = Untrusted::new(error.to_string().as_bytes()).at_most(2000).to_string();
        let _ = writeln!(anstream::stderr(), "\n{FAILED}Not as it must be:{FAILED:#} {text}");
    }

    fn body(&mut self, content_type: &str, body: &[u8], plain_text_is_safe: bool) {
        if !body.is_empty() {
            self.line("", &shown_body(content_type, body, plain_text_is_safe));
        }
    }

    fn line(&mut self, label: &str, text: &str) {
        self.put(format_args!("    {LABEL}{label:>8}{LABEL:#}  {text}\n"));
    }

    fn put(&mut self, text: fmt::Arguments<'_>) {
        if self.hidden {
            return;
        }
        // A pipe that was closed is no failure of the tour.
        let _ = self.out.write_fmt(text);
        let _ = self.out.flush();
    }
}

/// What may be done with a request whose answer is lost.
pub fn resend(resend: Resend) -> &'static str {
    match resend {
        Resend::Safe => "may be sent again",
        Resend::IfNotSent => "never again once it left",
        Resend::Never => "signed for this one time",
    }
}
