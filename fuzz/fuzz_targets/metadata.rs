//! Metadata of servers and APIs, registered clients: nobody's document is taken for another's, and no
//! endpoint comes out of one that secrets must not be sent to.
//!
//! Input: lines: issuer, document.
#![no_main]

use fuzz::{assert_safe_to_show, parts};
use libfuzzer_sys::fuzz_target;
use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Flow};
use oauth_wire::message::Response;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth2_flow::client::{ClientAuthentication, Endpoint};
use oauth2_flow::json::Value;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::registration::{RegisteredClient, Registration};

const NOW: UnixTime = UnixTime::from_secs(1_000_000);

fuzz_target!(|input: &[u8]| {
    let [issuer, document] = parts(input);
    let Ok(issuer) = std::str::from_utf8(issuer) else { return };
    let theirs = serde_json::from_slice::<serde_json::Value>(document).ok();
    let says = |member: &str| theirs.as_ref().and_then(|theirs| theirs[member].as_str());

    if let Ok(text) = std::str::from_utf8(document) {
        match ServerMetadata::parse(issuer, text) {
            Ok(metadata) => {
                assert!(says("issuer").is_none_or(|own| own == issuer));
                server(&metadata);
            }
            Err(error) => assert_safe_to_show(&error.to_string()),
        }
    }
    let flows = [ServerMetadata::fetch(issuer), ServerMetadata::fetch_openid_configuration(issuer)];
    for flow in flows.into_iter().flatten() {
        if let Some(metadata) = fetched(flow, issuer, document) {
            assert!(says("issuer").is_none_or(|own| own == issuer));
            server(&metadata);
        }
    }
    if let Ok(flow) = ProtectedResource::fetch(issuer)
        && let Some(resource) = fetched(flow, issuer, document)
    {
        assert!(says("resource").is_none_or(|own| own == issuer));
        resource.authorization_servers().for_each(drop);
        assert_safe_to_show(&format!("{resource:?}"));
    }
    let registration = Registration::new(&["https://app.example/cb"]);
    let flow = registration.start("https://as.example/register", None).unwrap();
    if let Some(client) = fetched(flow, "https://as.example", document) {
        assert_safe_to_show(&format!("{client:?} {:?}", client.client()));
        let kept = RegisteredClient::parse(client.as_json().expose()).unwrap();
        assert_eq!(kept.client_secret_expires_at(), client.client_secret_expires_at());
        assert_eq!(kept.client().map(|_| ()), client.client().map(|_| ()));
    }

    // What is a JSON value of ours goes out as the one that it is.
    if let (Ok(value), Some(theirs)) = (Value::parse(document), &theirs) {
        let members = [("jwks", value)];
        let written = Registration::new(&[]).json(&members).encode_vec();
        let written: serde_json::Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(written["jwks"], *theirs);
    }
});

fn server(metadata: &ServerMetadata) {
    assert_safe_to_show(&format!("{metadata:?}"));
    metadata.list("scopes_supported").for_each(drop);
    let _ = metadata.registration_endpoint();
    match metadata.client("id", ClientAuthentication::Post("secret".into())) {
        Ok(client) => {
            for endpoint in Endpoint::ALL {
                let url = client.endpoint(endpoint).map(|url| Url::parse(url).unwrap());
                assert!(url.is_none_or(|url| url.is_confidential() && url.check().is_ok()));
            }
        }
        Err(error) => assert_safe_to_show(&error.to_string()),
    }
}

/// What a flow that fetches makes of the document.
fn fetched<F: Flow>(mut flow: F, asked: &str, document: &[u8]) -> Option<F::Output> {
    let Action::Send(request) = flow.poll(NOW) else { panic!("nothing to send") };
    let (url, asked) = (Url::parse(request.url).unwrap(), Url::parse(asked).unwrap());
    assert!(url.check().is_ok() && url.is_confidential() && url.same_origin(&asked), "{url:?}");
    flow.handle(Event::Response(Response::new(200, &[], document)), NOW).unwrap();
    match flow.into_output() {
        Ok(output) => Some(output),
        Err(failure) => {
            assert_safe_to_show(&failure.to_string());
            None
        }
    }
}
