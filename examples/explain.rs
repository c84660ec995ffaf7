//! Why a signature is refused: `cargo run --example explain`.
//!
//! Without arguments it shows three worked cases; with arguments it looks into one of yours: see
//! `--help`. The exit code is 0 where the cause was found (or both sides agree), 1 where nothing known
//! explains it, and 2 where the arguments don't make a case.

use oauth_wire::redact::RedactedUrl;
use oauth_wire::secret::Secret;
use oauth1_sign::explain::{Explanation, Observed, Ours, Verdict, explain};
use oauth1_sign::{Authorization, SignableRequest};
use std::io::Write;
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
Says why two sides compute different OAuth 1 signatures.

    cargo run --example explain
    cargo run --example explain -- --url URL [--method METHOD] ... (--base-string TEXT | --signature TEXT)

Without arguments: three worked cases.

The request:
  --method METHOD              GET, or POST with a form body, unless given
  --url URL                    with its query, as it is sent
  --form-body TEXT             the form body, as it is sent
  --body TEXT                  a body that is no form
  --authorization TEXT         the Authorization header's value, in place of what follows
  --client-key KEY, --token TOKEN, --nonce NONCE, --timestamp SECONDS
  --signature-method METHOD    HMAC-SHA1 unless given; HMAC-SHA256, HMAC-SHA512, PLAINTEXT, or another
                               one with --base-string
  --version 1.0, --callback URL, --verifier TEXT, --realm TEXT
  --parameter NAME=VALUE       one more protocol parameter, decoded; may be repeated
                               (those that stand in the query or the form body are found there)

The secrets, each of which may be repeated: the first is the one that was signed with, the others are
candidates.
  --client-secret-env NAME, --token-secret-env NAME      from this environment variable
  --client-secret-file PATH, --token-secret-file PATH    from this file, one candidate a line
  --client-secret TEXT, --token-secret TEXT              where others can see the command line: don't

What the other side says:
  --base-string TEXT           the base string that it computed
  --signature TEXT             the signature that it computed, or the one that it sent
  --host NAME                  a name that the host may have there; may be repeated

TEXT may be @PATH: then it is read from that file, without the line break at its end.
Exit code: 0 explained (or the same), 1 nothing explains it, 2 the arguments make no case.
";

fn main() -> ExitCode {
    let answer = if std::env::args_os().len() > 1 { one_case() } else { Ok(Answer::Cases(worked_cases())) };
    let (text, code) = match answer {
        Ok(Answer::Help) => (HELP.to_owned(), ExitCode::SUCCESS),
        Ok(Answer::Cases(text)) => (text, ExitCode::SUCCESS),
        Ok(Answer::Explained(explanation)) => {
            let is_clear = matches!(explanation.verdict(), Verdict::Same | Verdict::Explained);
            let code = if is_clear { ExitCode::SUCCESS } else { ExitCode::from(1) };
            (format!("{}\n", wrapped(&explanation.to_string())), code)
        }
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "{error}\nSee --help.");
            return ExitCode::from(2);
        }
    };
    // A reader that went away needs no answer.
    let _ = write!(anstream::stdout(), "{text}");
    code
}

enum Answer {
    Help,
    Cases(String),
    Explained(Explanation),
}

/// A case as it stands on the command line.
#[derive(Default)]
struct Case {
    method: Option<String>,
    url: String,
    form_body: Option<String>,
    body: Option<String>,
    authorization: Option<String>,
    protocol: Vec<(String, String)>,
    realm: Option<String>,
    client_secrets: Vec<Secret>,
    token_secrets: Vec<Secret>,
    hosts: Vec<String>,
    base_string: Option<Secret>,
    signature: Option<Secret>,
}

fn one_case() -> Result<Answer> {
    use lexopt::prelude::*;
    let mut case = Case::default();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        let Long(name) = argument else {
            if matches!(argument, Short('h')) {
                return Ok(Answer::Help);
            }
            return Err(argument.unexpected().into());
        };
        let name = name.to_owned();
        if name == "help" {
            return Ok(Answer::Help);
        }
        let value = arguments.value()?.string()?;
        match name.as_str() {
            "method" => case.method = Some(value),
            "url" => case.url = value,
            "form-body" => case.form_body = Some(text(value)?),
            "body" => case.body = Some(text(value)?),
            "authorization" => case.authorization = Some(text(value)?),
            "client-key" => case.protocol("oauth_consumer_key", value),
            "token" => case.protocol("oauth_token", value),
            "nonce" => case.protocol("oauth_nonce", value),
            "timestamp" => case.protocol("oauth_timestamp", value),
            "signature-method" => case.protocol("oauth_signature_method", value),
            "version" => case.protocol("oauth_version", value),
            "callback" => case.protocol("oauth_callback", value),
            "verifier" => case.protocol("oauth_verifier", value),
            "parameter" => match value.split_once('=') {
                Some((name, value)) => case.protocol(name, value.into()),
                None => return Err("--parameter takes NAME=VALUE".into()),
            },
            "realm" => case.realm = Some(value),
            "client-secret" => case.client_secrets.push(value.into()),
            "token-secret" => case.token_secrets.push(value.into()),
            "client-secret-env" => case.client_secrets.push(variable(&value)?),
            "token-secret-env" => case.token_secrets.push(variable(&value)?),
            "client-secret-file" => case.client_secrets.extend(lines(&value)?),
            "token-secret-file" => case.token_secrets.extend(lines(&value)?),
            "host" => case.hosts.push(value),
            "base-string" => case.base_string = Some(text(value)?.into()),
            "signature" => case.signature = Some(text(value)?.into()),
            _ => return Err(format!("there is no option --{name}").into()),
        }
    }
    case.explain().map(Answer::Explained)
}

impl Case {
    fn protocol(&mut self, name: &str, value: String) {
        self.protocol.push((name.into(), value));
    }

    fn explain(&self) -> Result<Explanation> {
        let method = self.method.as_deref().unwrap_or(if self.form_body.is_some() { "POST" } else { "GET" });
        if self.url.is_empty() {
            return Err("--url is missing".into());
        }
        let mut request = SignableRequest::new(method, &self.url)?;
        if let Some(body) = &self.form_body {
            request = request.with_form_body(body.as_bytes());
        }
        let protocol: Vec<_> = self.protocol.iter().map(|(name, value)| (&**name, &**value)).collect();
        let mut ours = Ours::new(request).with_protocol_parameters(&protocol);
        if let Some(value) = &self.authorization {
            if !protocol.is_empty() {
                return Err("give either --authorization or the protocol parameters one by one".into());
            }
            ours = ours.with_authorization(&Authorization::parse(value)?);
        } else if !protocol.is_empty() && !protocol.iter().any(|(name, _)| *name == "oauth_signature_method")
        {
            // Without any, they stand in the query or the form body.
            ours = ours.with_protocol_parameters(&[("oauth_signature_method", "HMAC-SHA1")]);
        }
        if let Some(realm) = &self.realm {
            ours = ours.with_realm(realm);
        }
        if let Some(body) = &self.body {
            ours = ours.with_body(body.as_bytes());
        }
        ours = self.client_secrets.iter().fold(ours, |ours, secret| ours.with_client_secret(secret.expose()));
        ours = self.token_secrets.iter().fold(ours, |ours, secret| ours.with_token_secret(secret.expose()));
        ours = self.hosts.iter().fold(ours, |ours, host| ours.with_host(host));
        match (&self.base_string, &self.signature) {
            (Some(text), None) => Ok(explain(&ours, Observed::BaseString(text.expose()))),
            (None, Some(_)) if self.client_secrets.is_empty() => {
                Err("a signature takes a client secret: --client-secret-env or --client-secret-file".into())
            }
            (None, Some(text)) => Ok(explain(&ours, Observed::Signature(text.expose()))),
            _ => Err("give what the other side says: either --base-string or --signature".into()),
        }
    }
}

/// An argument, or the content of the file that it names.
fn text(argument: String) -> Result<String> {
    let Some(path) = argument.strip_prefix('@') else { return Ok(argument) };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(text
        .strip_suffix('\n')
        .map(|text| text.strip_suffix('\r').unwrap_or(text))
        .unwrap_or(&text)
        .to_owned())
}

fn variable(name: &str) -> Result<Secret> {
    std::env::var(name)
        .map(Secret::from)
        .map_err(|_| format!("the environment variable {name} is not set, or no UTF-8").into())
}

fn lines(path: &str) -> Result<Vec<Secret>> {
    let text = Secret::from(std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?);
    Ok(text.expose().lines().map(Secret::from).collect())
}

/// Breaks the lines of a report before column 100, with the indentation of the line that is broken.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 100;
    let mut out = String::new();
    for line in text.lines() {
        let start = line.len() - line.trim_start_matches([' ', '-']).len();
        let mut column = 0;
        for (index, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            if index > 0 && column + 1 + length > WIDTH && column > start {
                out.push('\n');
                out.push_str(&" ".repeat(start));
                column = start;
            } else if index > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// A case of the tour: its request, and what was observed.
struct Worked {
    title: &'static str,
    story: &'static str,
    method: &'static str,
    url: &'static str,
    form_body: Option<&'static str>,
    authorization: Option<&'static str>,
    client_secrets: &'static [&'static str],
    token_secret: &'static str,
    observed: Observed<'static>,
}

const WORKED: [Worked; 3] = [
    Worked {
        title: "A signature alone: the RFC's own example",
        story: "RFC 5849 prints a request with a signature that is not the request's (§3.1, §3.4.1.1); erratum 2550 \
            has the right one. What had gone wrong?",
        method: "POST",
        url: "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
        form_body: Some("c2&a3=2+q"),
        authorization: Some(
            "OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", oauth_token=\"kkk9d7dh3k39sjv7\", \
            oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\"",
        ),
        client_secrets: &["j49sk3j29djd"],
        token_secret: "dh893hdasih9",
        observed: Observed::Signature("bYT5CMsGcbgUdFHObYMEfcx6bsw="),
    },
    Worked {
        title: "A signature seen from the server: an LTI tool behind a proxy",
        story: "The launch of the Basic LTI guide comes in over https, and the tool has two secrets on file for the \
            platform's key, the older one first. The signature is the guide's.",
        method: "POST",
        url: "https://dr-chuck.com/ims/php-simple/tool.php",
        form_body: Some(
            "basiclti_submit=Launch+Endpoint+with+BasicLTI+Data&context_id=456434513&context_label=SI182&\
            context_title=Design+of+Personal+Environments&lis_person_contact_email_primary=user%40school.edu&\
            lis_person_name_full=Jane+Q.+Public&lis_person_sourced_id=school.edu%3Auser&\
            lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&oauth_consumer_key=12345&\
            oauth_nonce=c8350c0e47782d16d2fa48b2090c1d8f&oauth_signature_method=HMAC-SHA1&\
            oauth_timestamp=1251600739&oauth_version=1.0&resource_link_id=120988f929-274612&roles=Instructor&\
            tool_consumer_instance_description=University+of+School+%28LMSng%29&\
            tool_consumer_instance_guid=lmsng.school.edu&user_id=292832126",
        ),
        authorization: None,
        client_secrets: &["an older secret", "secret"],
        token_secret: "",
        observed: Observed::Signature("TPFPK4u3NwmtLt0nDMP1G1zG30U="),
    },
    Worked {
        title: "A base string: Mastercard's signer and its server",
        story: "Mastercard's C# signer sent this header and signed this base string; the server wanted another one \
            and printed it (issues 6 and 12 of oauth1-signer-csharp; the client key is changed).",
        method: "GET",
        url: "https://sandbox.api.mastercard.com/settlement/currencyrate/conversion-rate-issued?date=2020-09-01",
        form_body: None,
        authorization: Some(
            "OAuth oauth_consumer_key=\"abcdefgh%2194dc33eb\",oauth_nonce=\"40e031a22c0bbcde\",\
            oauth_timestamp=\"1616572266\",oauth_signature_method=\"RSA-SHA256\",oauth_version=\"1.0\",\
            oauth_body_hash=\"47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D\"",
        ),
        client_secrets: &[],
        token_secret: "",
        observed: Observed::BaseString(
            "GET&https%3A%2F%2Fsandbox.api.mastercard.com%2Fsettlement%2Fcurrencyrate%2Fconversion-rate-issued&\
            date%3D2020-09-01%26oauth_body_hash%3D47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D%26\
            oauth_consumer_key%3Dabcdefgh%2194dc33eb%26oauth_nonce%3D40e031a22c0bbcde%26\
            oauth_signature_method%3DRSA-SHA256%26oauth_timestamp%3D1616572266%26oauth_version%3D1.0",
        ),
    },
];

fn worked_cases() -> String {
    use anstyle::{AnsiColor, Style};
    const TITLE: Style = AnsiColor::Cyan.on_default().bold();
    let mut text = String::new();
    for (index, worked) in WORKED.iter().enumerate() {
        let report = match worked.explain() {
            Ok(explanation) => explanation.to_string(),
            Err(error) => error.to_string(),
        };
        text += &format!(
            "{TITLE}{}. {}{TITLE:#}\n\n{}\n  {} {}\n\n{}\n\n",
            index + 1,
            worked.title,
            wrapped(worked.story),
            worked.method,
            RedactedUrl::new(worked.url),
            wrapped(&report)
        );
    }
    text + "For a case of yours: cargo run --example explain -- --help\n"
}

impl Worked {
    fn explain(&self) -> Result<Explanation> {
        let mut request = SignableRequest::new(self.method, self.url)?;
        if let Some(body) = self.form_body {
            request = request.with_form_body(body.as_bytes());
        }
        let mut ours = Ours::new(request).with_token_secret(self.token_secret);
        if let Some(value) = self.authorization {
            ours = ours.with_authorization(&Authorization::parse(value)?);
        }
        ours = self.client_secrets.iter().fold(ours, |ours, secret| ours.with_client_secret(secret));
        Ok(explain(&ours, self.observed))
    }
}
