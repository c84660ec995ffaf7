//! What is shown to people: no control character comes through, and a secret in a known place never
//! does.
//!
//! Input: which secret parameter and how its name is written, then lines: what stands before the
//! parameter, before and after the secret in its value, and behind the parameter.
#![no_main]

use fuzz::{SECRET, assert_hides, assert_safe_to_show, parts};
use libfuzzer_sys::fuzz_target;
use oauth_wire::flow::{Failure, FailureKind, Recovery};
use oauth_wire::message::Header;
use oauth_wire::redact::{
    MASK, RedactedAuthorization, RedactedForm, RedactedUrl, SECRET_HEADERS, SECRET_PARAMETERS,
    is_secret_parameter,
};
use oauth_wire::text::Untrusted;
use oauth_wire::url::Url;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    for shown in [
        RedactedForm::new(input).to_string(),
        RedactedUrl::new(&text).to_string(),
        RedactedAuthorization::new(&text).to_string(),
        Untrusted::new(input).to_string(),
        format!("{:?}", RedactedUrl::new(&text)),
    ] {
        assert_safe_to_show(&shown);
    }
    let [choice @ .., style] = *input.first_chunk::<2>().unwrap_or(&[0, 0]);
    let parameter = SECRET_PARAMETERS[choice[0] as usize % SECRET_PARAMETERS.len()];
    assert!(is_secret_parameter(parameter));
    let [before, prefix, suffix, behind] = parts(input.get(2..).unwrap_or_default());
    let [before, prefix, suffix, behind] =
        [before, prefix, suffix, behind].map(|part| String::from_utf8_lossy(part).into_owned());
    if text.contains(SECRET) {
        return;
    }
    forms(parameter, style, &before, &format!("{prefix}{SECRET}{suffix}"), &behind);
    echoes(&before, &prefix, &suffix, &behind);
    user_information(&before, &format!("{prefix}{SECRET}{suffix}"), &behind);
    authorization(parameter, &before, &prefix, &suffix, &behind);
});

fn forms(parameter: &str, style: u8, before: &str, value: &str, behind: &str) {
    if value.contains(['&', '#']) {
        return;
    }
    let name: String = parameter
        .char_indices()
        .map(|(index, c)| match style >> (index % 8) & 1 {
            0 => c.to_string(),
            1 if style & 1 == 0 => c.to_ascii_uppercase().to_string(),
            _ => format!("%{:02x}", c as u8),
        })
        .collect();
    let form = format!("{before}&{name}={value}&{behind}");
    assert_hides(&RedactedForm::new(form.as_bytes()).to_string(), SECRET);
    let mut urls = vec![format!("https://h/p?{form}"), format!("app:/callback?{form}")];
    // Behind a second mark it would be a part of another parameter's name or value.
    if !before.contains('#') {
        urls.push(format!("https://h/p?{before}#{name}={value}&{behind}"));
    }
    if !before.contains(['?', '#']) {
        urls.push(format!("{before}?{name}={value}&{behind}"));
    }
    for url in urls {
        let shown = RedactedUrl::new(&url).to_string();
        assert_hides(&shown, SECRET);
        assert_safe_to_show(&shown);
    }
}

/// What a server repeats, as it was and percent-encoded.
fn echoes(before: &str, prefix: &str, suffix: &str, behind: &str) {
    let encoded: String = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for secret in [SECRET, &encoded] {
        let texts = [before, prefix, suffix, behind].map(|other| format!("{other} {secret} {other}"));
        let failure = Failure::new(FailureKind::Refused, Recovery::GiveUp, "refused")
            .with_error(Some(&texts[0]), Some(&texts[1]), Some(&texts[2]))
            .hiding(&[SECRET]);
        for shown in [failure.code(), failure.description(), failure.uri()].into_iter().flatten() {
            assert_hides(shown, SECRET);
            assert_hides(shown, &encoded);
        }
        assert_safe_to_show(&format!("{failure} {failure:?}"));
    }
}

fn user_information(scheme: &str, user_info: &str, behind: &str) {
    for url in [format!("https://{user_info}@{behind}"), format!("{scheme}://{user_info}@{behind}")] {
        let Ok(parsed) = Url::parse(&url) else { continue };
        // It may have turned out to be a host or a path.
        let authority = &parsed.without_query()[parsed.scheme().len() + 3..];
        let authority = &authority[..authority.len() - parsed.path().len()];
        if authority.rsplit_once('@').is_some_and(|(user_info, _)| user_info.contains(SECRET)) {
            assert_hides(&RedactedUrl::new(&url).to_string(), SECRET);
            assert_hides(&format!("{parsed:?}"), SECRET);
        }
    }
}

fn authorization(parameter: &str, before: &str, prefix: &str, suffix: &str, behind: &str) {
    for scheme in ["Bearer", "Basic", "DPoP"] {
        let value = format!("{scheme} {prefix}{SECRET}{suffix}");
        assert_hides(&RedactedAuthorization::new(&value).to_string(), SECRET);
    }
    for name in SECRET_HEADERS {
        let header = format!("{:?}", Header { name, value: &format!("{prefix}{SECRET}{suffix}") });
        if *name != "authorization" {
            assert_eq!(header, format!("{name}: {MASK}"));
        }
    }
    // Within its quotes a value has none.
    if [prefix, suffix].iter().any(|part| part.contains('"')) || before.contains('"') {
        return;
    }
    for value in [
        format!("OAuth {parameter}=\"{prefix}{SECRET}{suffix}\", {behind}"),
        format!("oauth realm=\"{before}\",{parameter}=\"{prefix}{SECRET}{suffix}\""),
    ] {
        let shown = RedactedAuthorization::new(&value).to_string();
        assert_hides(&shown, SECRET);
        assert_safe_to_show(&shown);
        let header = Header { name: "authorization", value: &value };
        assert_hides(&format!("{header:?}"), SECRET);
    }
}
