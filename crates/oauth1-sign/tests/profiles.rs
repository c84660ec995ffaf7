//! Profiles against published examples, and against what their servers refuse.
#![cfg(feature = "alloc")]

use oauth_wire::form;
use oauth_wire::time::UnixTime;
use oauth1_sign::profile::{Body, CheckedSigner, FormBody, Profile, ProfileError};
use oauth1_sign::*;
use serde_json::Value;

const ALL: [Profile; 6] = [
    Profile::TWITTER,
    Profile::UPWORK,
    Profile::NETSUITE,
    Profile::MASTERCARD,
    Profile::LTI_LAUNCH,
    Profile::LTI_OUTCOMES,
];

fn scratch() -> [Slot; 32] {
    [Slot::EMPTY; 32]
}

fn at<'a>(timestamp: u64, nonce: &'a str) -> ProtocolParameters<'a> {
    ProtocolParameters::new(UnixTime::from_secs(timestamp), nonce)
}

/// A signer of this profile with a key that makes no signature.
fn unsigned(profile: Profile) -> CheckedSigner<'static, Detached<'static>> {
    profile.signer("client", None, Detached::new(profile.signature_method(), b"no signature")).unwrap()
}

/// The header's parameters and realm in one order.
fn members(header: &str) -> Vec<(String, String)> {
    let header = Authorization::parse(header).unwrap();
    let pairs = header.pairs().map(|(name, value)| (name.to_str().unwrap(), value.to_str().unwrap()));
    let mut members: Vec<_> =
        pairs.chain(header.realm().map(|realm| ("realm".into(), realm.into()))).collect();
    members.sort();
    members
}

/// X's documentation: all of its signed requests.
#[test]
fn twitter() {
    let json: Value = serde_json::from_str(include_str!("vectors/twitter_docs.json")).unwrap();
    let vectors = json["vectors"].as_array().unwrap().iter().filter(|vector| vector["kind"] == "sign");
    let mut count = 0;
    for vector in vectors {
        let text = |key: &str| vector[key].as_str().unwrap();
        let find = |name: &str| {
            let pair = vector["oauth_params"].as_array().unwrap().iter().find(|pair| pair[0] == name);
            pair.map(|pair| pair[1].as_str().unwrap())
        };
        let client = ClientCredentials::new(find("oauth_consumer_key").unwrap(), text("consumer_secret"));
        let token = find("oauth_token").map(|token| TokenCredentials::new(token, text("token_secret")));
        let key = HmacSha1::new(&client, token.as_ref());
        let token = token.map(|token| token.token);
        let signer = Profile::TWITTER.signer(client.identifier, token, &key).unwrap();

        let mut request = SignableRequest::new(text("method"), text("url")).unwrap();
        let body = vector["raw_body"].as_str();
        if let Some(body) = body {
            request = request.with_form_body(body.as_bytes());
        }
        let mut protocol =
            at(find("oauth_timestamp").unwrap().parse().unwrap(), find("oauth_nonce").unwrap());
        protocol = match find("oauth_callback") {
            Some(callback) => protocol.with_callback(callback),
            None => protocol,
        };
        protocol = match find("oauth_verifier") {
            Some(verifier) => protocol.with_verifier(verifier),
            None => protocol,
        };
        let mut buffer = [0; 2048];
        let header = signer.sign(&request, Body::Empty, protocol, &mut scratch(), &mut buffer).unwrap();
        let sent = Authorization::parse(header).unwrap().single("oauth_signature").unwrap().unwrap();
        assert_eq!(
            sent.to_str().unwrap(),
            vector["derived"]["signature"].as_str().unwrap(),
            "{}",
            text("id")
        );
        count += 1;
    }
    assert_eq!(count, 5);
}

const NETSUITE_CLIENT: ClientCredentials<'_> = ClientCredentials::new(
    "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4",
    "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
);
const NETSUITE_TOKEN: TokenCredentials<'_> = TokenCredentials::new(
    "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc",
    "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
);

/// Oracle's online help, "The Authorization Headers", example for REST web services.
#[test]
fn netsuite() {
    let key = HmacSha256::new(&NETSUITE_CLIENT, Some(&NETSUITE_TOKEN));
    let signer =
        Profile::NETSUITE.signer(NETSUITE_CLIENT.identifier, Some(NETSUITE_TOKEN.token), &key).unwrap();
    let sign = |method, url, protocol: ProtocolParameters<'_>| {
        let request = SignableRequest::new(method, url).unwrap();
        let mut buffer = [0; 1024];
        signer.sign(&request, Body::Empty, protocol, &mut scratch(), &mut buffer).map(str::to_owned)
    };
    let protocol = || at(1508242306, "fjaLirsIcCGVZWzBX0pg");
    let url = "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40";
    let header = sign("GET", url, protocol().with_realm("123456")).unwrap();
    assert_eq!(
        members(&header),
        members(
            "OAuth realm=\"123456\", oauth_token=\"2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc\", \
            oauth_consumer_key=\"ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4\", \
            oauth_nonce=\"fjaLirsIcCGVZWzBX0pg\", oauth_timestamp=\"1508242306\", oauth_signature_method=\"HMAC-SHA256\", \
            oauth_version=\"1.0\", oauth_signature=\"B5OIWznZ2YP0OB7VrJrGkYsTh%2B8H%2B5T9Hag%2Bo92q0zY%3D\""
        )
    );
    // The RESTlet of "The Signature for Web Services and RESTlets".
    let url = "https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=6&deploy=1&customParam=someValue&testParam=someOtherValue";
    let header = sign("POST", url, protocol().with_realm("123456")).unwrap();
    assert!(
        header.contains("oauth_signature=\"%2BKK4SKNgz4ZiILGLwOMtfYlgcXSy1eis8ldE9X90azQ%3D\""),
        "{header}"
    );

    for realm in [None, Some("")] {
        let protocol = realm.map_or_else(protocol, |realm| protocol().with_realm(realm));
        assert_eq!(sign("GET", url, protocol), Err(ProfileError::RealmRequired));
    }
    let plain_http = sign("GET", &url.replace("https", "http"), protocol().with_realm("123456"));
    assert_eq!(plain_http, Err(ProfileError::NeedsTls));
    let old = Profile::NETSUITE.signer("client", None, HmacSha1::new(&NETSUITE_CLIENT, None));
    assert_eq!(old.unwrap_err(), ProfileError::SignatureMethod { required: "HMAC-SHA256" });
}

/// Oracle's online help, "Constructing the Signature for Step One of the TBA Authorization Flow".
#[test]
fn netsuite_step_one() {
    let client = "60712990bc09623786e7047c226bcb3f86d49dca0b04efc21001dc76d97a81f5";
    let signer = Profile::NETSUITE.signer(client, None, Detached::new("HMAC-SHA256", &[])).unwrap();
    let request =
        SignableRequest::new("POST", "https://1234567.restlets.api.netsuite.com/rest/requesttoken").unwrap();
    let protocol = at(1575998103, "bUvpxBX93OWo0FLswq5M")
        .with_callback("https://my.example.com/TBA/?callbackRequest")
        .with_extra(&[("role", "45678")])
        .with_realm("1234567");
    let mut buffer = [0; 1024];
    assert_eq!(
        signer.base_string(&request, Body::Empty, &protocol, &mut scratch(), &mut buffer).unwrap(),
        "POST&https%3A%2F%2F1234567.restlets.api.netsuite.com%2Frest%2Frequesttoken&oauth_callback%3Dhttps%253A%252F%252Fmy.example.com%252FTBA%252F%253FcallbackRequest%26\
        oauth_consumer_key%3D60712990bc09623786e7047c226bcb3f86d49dca0b04efc21001dc76d97a81f5%26oauth_nonce%3DbUvpxBX93OWo0FLswq5M%26\
        oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1575998103%26oauth_version%3D1.0%26role%3D45678"
    );
}

/// What Mastercard's server printed (issue 12 of Mastercard/oauth1-signer-csharp), with another client
/// key; and the body hashes of the tests of its own signers.
#[test]
fn mastercard() {
    let signer =
        Profile::MASTERCARD.signer("abcdefgh!94dc33eb", None, Detached::new("RSA-SHA256", &[])).unwrap();
    let url =
        "https://sandbox.api.mastercard.com/settlement/currencyrate/conversion-rate-issued?date=2020-09-01";
    let request = SignableRequest::new("GET", url).unwrap();
    let mut buffer = [0; 1024];
    let base_string = |body, buffer: &mut [u8]| {
        let protocol = at(1616572266, "40e031a22c0bbcde");
        signer.base_string(&request, body, &protocol, &mut scratch(), buffer).map(str::to_owned)
    };
    let printed = |hash: &str| {
        format!(
            "GET&https%3A%2F%2Fsandbox.api.mastercard.com%2Fsettlement%2Fcurrencyrate%2Fconversion-rate-issued&date%3D2020-09-01%26\
            oauth_body_hash%3D{hash}%26oauth_consumer_key%3Dabcdefgh%252194dc33eb%26oauth_nonce%3D40e031a22c0bbcde%26\
            oauth_signature_method%3DRSA-SHA256%26oauth_timestamp%3D1616572266%26oauth_version%3D1.0"
        )
    };
    let empty = printed("47DEQpj8HBSa%252B%252FTImW%252B5JCeuQeRkm5NMpJWZG3hSuFU%253D");
    assert_eq!(base_string(Body::Empty, &mut buffer).unwrap(), empty);
    assert_eq!(base_string(Body::Bytes(b""), &mut buffer).unwrap(), empty);
    let json = "{\"foõ\":\"bar\"}".as_bytes();
    let hashed = printed("%252BZ%252BPWW2TJDnPvRcTgol%252BnKO3LT7xm8smnsg%252B%252F%252FXMIyI%253D");
    assert_eq!(base_string(Body::Bytes(json), &mut buffer).unwrap(), hashed);
    let streamed = |algorithm| Body::Hashed(BodyHash::of(algorithm, json));
    assert_eq!(base_string(streamed(BodyHashAlgorithm::Sha256), &mut buffer).unwrap(), hashed);
    assert_eq!(base_string(streamed(BodyHashAlgorithm::Sha1), &mut buffer), Err(ProfileError::BodyHash));

    // The header carries the hash, encoded.
    let header = signer.sign(&request, Body::Empty, at(1, "n"), &mut scratch(), &mut buffer).unwrap();
    assert!(
        header.contains("oauth_body_hash=\"47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D\""),
        "{header}"
    );

    let sign = |request: &SignableRequest<'_>, protocol| {
        signer.sign(request, Body::Empty, protocol, &mut scratch(), &mut [0; 1024]).map(str::to_owned)
    };
    assert_eq!(sign(&request.with_form_body(b"a=1"), at(1, "n")), Err(ProfileError::FormRefused));
    assert_eq!(sign(&request, at(1, "n").with_body_hash("by hand")), Err(ProfileError::BodyHash));
    assert_eq!(sign(&request, at(1, "n").without_version()), Err(ProfileError::VersionRequired));
}

/// The launch of the Basic LTI implementation guide, without and with a query, as in the tests of
/// `ims-lti` and Canvas.
#[test]
fn lti_launch() {
    let form = "basiclti_submit=Launch+Endpoint+with+BasicLTI+Data&context_id=456434513&context_label=SI182&\
        context_title=Design+of+Personal+Environments&lis_person_contact_email_primary=user%40school.edu&\
        lis_person_name_full=Jane+Q.+Public&lis_person_sourced_id=school.edu%3Auser&\
        lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&resource_link_id=120988f929-274612&\
        roles=Instructor&tool_consumer_instance_description=University+of+School+%28LMSng%29&\
        tool_consumer_instance_guid=lmsng.school.edu&user_id=292832126";
    let client = ClientCredentials::new("12345", "secret");
    let key = HmacSha1::new(&client, None);
    let signer = Profile::LTI_LAUNCH.signer(client.identifier, None, &key).unwrap();
    let url = "http://dr-chuck.com/ims/php-simple/tool.php";
    for (url, expected) in [
        (url.to_owned(), "TPFPK4u3NwmtLt0nDMP1G1zG30U="),
        (format!("{url}?a=1&b=2&c=3%20%26a"), "uF7LooyefQN5aocx7UlYQ4tQM5k="),
    ] {
        let request = SignableRequest::new("POST", &url).unwrap().with_form_body(form.as_bytes());
        let protocol = at(1251600739, "c8350c0e47782d16d2fa48b2090c1d8f");
        let mut buffer = [0; 2048];
        let body = signer.sign(&request, Body::Empty, protocol, &mut scratch(), &mut buffer).unwrap();
        let sent = form::single(body.as_bytes(), "oauth_signature").unwrap().unwrap();
        assert_eq!(sent.to_str().unwrap(), expected, "{url}");
        assert!(body.starts_with(form));

        // The tool behind its proxy verifies with the URL that the platform signed, and with no other.
        let now = UnixTime::from_secs(1251600739);
        let known = KnownClient::new("secret", &["HMAC-SHA1"]);
        for (seen, is_right) in [(url.clone(), true), (url.replace("http:", "https:"), false)] {
            let request = SignableRequest::new("POST", &seen).unwrap().with_form_body(body.as_bytes());
            let received = ReceivedRequest::parse(&request, None).unwrap();
            assert_eq!(received.verify(Some(&known), None, now, 300, &mut scratch()).is_ok(), is_right);
        }
    }
    let sign = |request: &SignableRequest<'_>, body| {
        signer.sign(request, body, at(1, "n"), &mut scratch(), &mut [0; 1024]).map(str::to_owned)
    };
    let (post, get) = (SignableRequest::new("POST", url).unwrap(), SignableRequest::new("GET", url).unwrap());
    assert_eq!(sign(&post, Body::Empty), Err(ProfileError::FormRequired));
    assert_eq!(sign(&get.with_form_body(b"a=1"), Body::Empty), Err(ProfileError::FormRequired));
    assert_eq!(sign(&post.with_form_body(b"a=1"), Body::Bytes(b"{}")), Err(ProfileError::TwoBodies));
    assert_eq!(signer.with_placement(Placement::Header).unwrap_err(), ProfileError::Placement);
}

/// No example is published: signed and verified here.
#[test]
fn lti_outcomes() {
    let client = ClientCredentials::new("12345", "secret");
    let signer = Profile::LTI_OUTCOMES.signer(client.identifier, None, HmacSha1::new(&client, None)).unwrap();
    let request = SignableRequest::new("POST", "http://lms.example/service").unwrap();
    let xml = b"<imsx_POXEnvelopeRequest/>";
    let mut buffer = [0; 1024];
    let header = signer.sign(&request, Body::Bytes(xml), at(1, "n"), &mut scratch(), &mut buffer).unwrap();
    let received = ReceivedRequest::parse(&request, Some(header)).unwrap();
    let known = KnownClient::new("secret", &["HMAC-SHA1"]);
    let verify = |body: &'static [u8]| {
        received
            .with_body(body)
            .verify(Some(&known), None, UnixTime::from_secs(1), 0, &mut scratch())
            .map(|_| ())
    };
    assert_eq!(verify(xml), Ok(()));
    assert_eq!(verify(b"<other/>"), Err(VerifyError::WrongBodyHash));
}

/// No example is published: signed in all three places and verified here.
#[test]
fn upwork() {
    let client = ClientCredentials::new("key", "secret");
    let token = TokenCredentials::new("token", "token secret");
    let key = HmacSha1::new(&client, Some(&token));
    let signer = Profile::UPWORK.signer(client.identifier, Some(token.token), &key).unwrap();
    let url = "https://www.upwork.com/api/profiles/v2/search/jobs.json?q=java&callback=jQuery1_2";
    for placement in [Placement::Header, Placement::FormBody, Placement::Query] {
        let request = SignableRequest::new("POST", url).unwrap().with_form_body(b"a=1");
        let signer = signer.with_placement(placement).unwrap();
        let mut buffer = [0; 1024];
        let sent = signer.sign(&request, Body::Empty, at(1, "n"), &mut scratch(), &mut buffer).unwrap();
        let (url, form, header) = match placement {
            Placement::Header => (url, "a=1", Some(sent)),
            Placement::FormBody => (url, sent, None),
            Placement::Query => (sent, "a=1", None),
        };
        let request = SignableRequest::new("POST", url).unwrap().with_form_body(form.as_bytes());
        let received = ReceivedRequest::parse(&request, header).unwrap();
        let known = KnownClient::new("secret", &["HMAC-SHA1"]);
        let known_token = KnownToken::new("token secret", "key");
        let now = UnixTime::from_secs(1);
        assert!(
            received.verify(Some(&known), Some(&known_token), now, 0, &mut scratch()).is_ok(),
            "{placement:?}"
        );
    }
}

/// For each demand, the profiles that make it and no others.
#[test]
fn what_each_profile_demands() {
    for profile in ALL {
        let name = profile.name();
        let signer = unsigned(profile);
        let is_form = profile.form_body() == FormBody::Required;
        let sign = |scheme: &str, protocol: ProtocolParameters<'_>| {
            let url = format!("{scheme}://server.example/");
            let mut request = SignableRequest::new("POST", &url).unwrap();
            if is_form {
                request = request.with_form_body(b"a=1");
            }
            signer.sign(&request, Body::Empty, protocol, &mut scratch(), &mut [0; 1024]).map(str::to_owned)
        };
        let full = || at(1, "n").with_realm("realm");
        let sent = sign("https", full()).unwrap();
        assert_eq!(sent.contains("oauth_body_hash"), profile.body_hash().is_some(), "{name}");
        assert_eq!(sent.starts_with("OAuth realm"), profile.placements()[0] == Placement::Header, "{name}");
        let refused = |wrong: Result<String, _>, error, demanded| {
            assert_eq!(wrong.err(), Some(error).filter(|_| demanded), "{name}");
        };
        refused(sign("http", full()), ProfileError::NeedsTls, profile.requires_tls());
        refused(sign("https", at(1, "n")), ProfileError::RealmRequired, profile.requires_realm());
        refused(
            sign("https", full().without_version()),
            ProfileError::VersionRequired,
            profile.requires_version(),
        );
        for placement in [Placement::Header, Placement::FormBody, Placement::Query] {
            assert_eq!(
                signer.with_placement(placement).is_ok(),
                profile.placements().contains(&placement),
                "{name}"
            );
        }
        let other = profile.signer("client", None, Detached::new("PLAINTEXT", b""));
        assert_eq!(
            other.unwrap_err(),
            ProfileError::SignatureMethod { required: profile.signature_method() },
            "{name}"
        );
        assert!(profile.note().ends_with('.'));
    }
    assert!(ALL.iter().any(Profile::requires_realm) && !ALL.iter().all(Profile::requires_tls));
}

#[test]
fn what_signing_refuses_is_handed_on() {
    let request = SignableRequest::new("GET", "https://server.example/?oauth_nonce=n").unwrap();
    let mut buffer = [0; 1024];
    let signed =
        unsigned(Profile::TWITTER).sign(&request, Body::Empty, at(1, "n"), &mut scratch(), &mut buffer);
    assert_eq!(signed, Err(ProfileError::Sign(SignError::DuplicateParameter)));
    assert_eq!(
        signed.unwrap_err().to_string(),
        SignError::<std::convert::Infallible>::DuplicateParameter.to_string()
    );
}

#[test]
fn nothing_secret_is_shown() {
    let client = ClientCredentials::new("key", "hunter2");
    let signer = Profile::TWITTER.signer("key", None, HmacSha1::new(&client, None)).unwrap();
    let shown = format!("{signer:?} {:?}", Body::Bytes(b"hunter2"));
    assert_eq!(shown, "CheckedSigner { profile: \"Twitter/X\", .. } Bytes(7 bytes)");
}
