//! `upwork-sandbox`: the sandbox as a program.

use std::io::{self, Write};
use std::net::ToSocketAddrs;
use std::process::ExitCode;
use upwork_sandbox::generic::Client;
use upwork_sandbox::{ClientKey, Config, Sandbox};

const HELP: &str = "\
An offline Upwork over HTTP: OAuth 1.0a, OAuth 2 and GraphQL, with made-up data.

Usage: upwork-sandbox [OPTIONS]

Options:
      --listen HOST:PORT     where to listen, by an address or a name
                             [default: 127.0.0.1:0, a port that the system picks]
      --host NAME            goes by this name too, beside localhost and addresses; may be repeated
      --schema FILE          answers this schema: its text, or the JSON of an introspection's answer
      --redirect-uri URI     registers one more redirect URI with every key; may be repeated
  -h, --help                 prints this
  -V, --version              prints the version

It prints its endpoints and keys, then one line for each request, and runs until it is stopped.
Exit status: 1 when it can't start, 2 when an option is wrong.
";

enum Command {
    Print(String),
    /// And whether a schema of the user's own is answered.
    Serve(Config, bool),
}

fn main() -> ExitCode {
    let fail = |message: &dyn std::fmt::Display, status: u8| {
        let _ = writeln!(io::stderr(), "upwork-sandbox: {message}");
        ExitCode::from(status)
    };
    match parse(lexopt::Parser::from_env()) {
        Err(error) => fail(&format_args!("{error}\nTry --help."), 2),
        Ok(Command::Print(text)) => match print(&text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error, 1),
        },
        Ok(Command::Serve(config, own_schema)) => match serve(config, own_schema) {
            Ok(never) => match never {},
            Err(error) => fail(&error, 1),
        },
    }
}

fn parse(mut arguments: lexopt::Parser) -> Result<Command, lexopt::Error> {
    use lexopt::prelude::*;
    let (mut config, mut own_schema) = (Config::new(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Print(HELP.into())),
            Short('V') | Long("version") => {
                return Ok(Command::Print(format!("upwork-sandbox {}\n", env!("CARGO_PKG_VERSION"))));
            }
            Long("listen") => config = listen(config, &arguments.value()?.string()?)?,
            Long("host") => config = config.host(arguments.value()?.string()?),
            Long("schema") => {
                config = config.schema(read(&arguments.value()?)?);
                own_schema = true;
            }
            Long("redirect-uri") => config = config.redirect_uri(arguments.value()?.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Serve(config, own_schema))
}

/// Listens where `place` says. A name there is one that the sandbox goes by.
fn listen(config: Config, place: &str) -> Result<Config, lexopt::Error> {
    if let Ok(address) = place.parse() {
        return Ok(config.listen(address));
    }
    let wrong =
        |why: &dyn std::fmt::Display| lexopt::Error::Custom(format!("--listen {place}: {why}").into());
    let addresses: Vec<_> = place.to_socket_addrs().map_err(|error| wrong(&error))?.collect();
    // A name may have both kinds of address. What follows prints this one, and every client knows IPv4.
    let address = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
    let address = address.ok_or_else(|| wrong(&"the name has no address"))?;
    let name = place.rsplit_once(':').map_or(place, |(name, _)| name);
    Ok(config.listen(*address).host(name))
}

fn read(path: &std::ffi::OsStr) -> Result<String, lexopt::Error> {
    std::fs::read_to_string(path)
        .map_err(|error| lexopt::Error::Custom(format!("can't read {}: {error}", path.display()).into()))
}

enum Never {}

fn serve(config: Config, own_schema: bool) -> io::Result<Never> {
    // A reader that has stopped reading must not stop the server: lines wait here, and are left out when
    // too many do.
    let (line, lines) = std::sync::mpsc::sync_channel::<String>(LINES_WAITING);
    let config = config.on_request(move |text| {
        let _ = line.try_send(format!("{text}\n"));
    });
    let sandbox = Sandbox::start(config)?;
    print(&banner(&sandbox, own_schema))?;
    for text in lines {
        // Nobody may be reading any more; that is no reason to stop serving.
        let _ = print(&text);
    }
    loop {
        std::thread::park();
    }
}

/// Log lines that wait for a slow reader.
const LINES_WAITING: usize = 1024;

fn banner(sandbox: &Sandbox, own_schema: bool) -> String {
    let mut text = format!(
        "upwork-sandbox {} at {}\nAn offline Upwork with made-up data. Its keys are the same at every start and open nothing else.\n",
        env!("CARGO_PKG_VERSION"),
        sandbox.base_url()
    );
    let mut section = |title: &str, rows: &[(&str, String)]| {
        text += &format!("\n{title}\n");
        for (name, value) in rows {
            text += &format!("  {name:<34} {value}\n");
        }
    };
    let rows: Vec<_> =
        sandbox.endpoints().rows().into_iter().map(|(name, url)| (name, url.to_owned())).collect();
    section("Endpoints", &rows);
    let generic = sandbox.generic();
    let rows: Vec<_> = generic.rows().into_iter().map(|(name, url)| (name, url.to_owned())).collect();
    section("A generic provider, for what Upwork lacks", &rows);
    let credentials = sandbox.credentials();
    let key = |key: &ClientKey| format!("{}  {}  ({})", key.id, key.secret.expose(), key.name);
    section(
        "Keys: client id, client secret",
        &[
            ("OAuth 1", key(&credentials.oauth1)),
            ("OAuth 2", key(&credentials.oauth2)),
            ("OAuth 2, enterprise", key(&credentials.oauth2_enterprise)),
        ],
    );
    let secret = |client: &Client| match &client.secret {
        Some(secret) => format!("{:?}", secret.expose()),
        None => "(has no secret)".into(),
    };
    let clients: Vec<_> = generic.clients().map(|client| (client.id.as_str(), secret(client))).collect();
    section("Clients of the generic provider: client id, client secret", &clients);
    let uris: Vec<_> =
        credentials.oauth2.redirect_uris.iter().map(|uri| ("of each key", uri.clone())).collect();
    section("Redirect URIs", &uris);
    let users: Vec<_> = credentials.users.iter().map(|user| (user.login, user.name.to_owned())).collect();
    section("Users", &users);
    text + &format!("\nA first request\n  {}\n\nRequests\n", first_request(sandbox, own_schema))
}

/// A command for a shell that signs in and asks GraphQL.
fn first_request(sandbox: &Sandbox, own_schema: bool) -> String {
    let (endpoints, key) = (sandbox.endpoints(), &sandbox.credentials().oauth2_enterprise);
    let query =
        if own_schema { "{ __typename }" } else { "{ companySelector { items { organizationId title } } }" };
    let token = format!(
        "curl -s {} -d grant_type=client_credentials -d client_id={} -d client_secret={} | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/'",
        endpoints.oauth2_token,
        key.id,
        key.secret.expose()
    );
    format!(
        "curl -s {} -H \"Authorization: Bearer $({token})\" -H 'Content-Type: application/json' -d '{{\"query\":\"{query}\"}}'",
        endpoints.graphql
    )
}

/// Prints and flushes, so that a reader at the other end of a pipe sees it at once.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
