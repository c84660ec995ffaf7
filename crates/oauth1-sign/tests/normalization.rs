//! Every normalization rule of RFC 5849 §3.4.1, from both directions: a request that the rule changes, and
//! the same request without what it is about.

use oauth_wire::url::{Url, UrlError};
use oauth1_sign::*;
use percent_encoding::percent_decode_str;

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// The three parts of a request's base string, decoded once.
fn parts(request: &SignableRequest<'_>, protocol: Pairs<'_>) -> [String; 3] {
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 2048]);
    let base_string = signature_base_string(request, protocol, &mut scratch, &mut buffer).unwrap().to_owned();
    let parts: Vec<&str> = base_string.split('&').collect();
    let parts = <[&str; 3]>::try_from(parts).unwrap_or_else(|_| panic!("three parts: {base_string}"));
    let decoded = parts.map(|part| String::from_utf8(percent_decode_str(part).collect()).unwrap());
    // Each part is encoded as a whole, with upper-case digits, and comes out of its own function too.
    let encoded = decoded.each_ref().map(|part| oauth_wire::percent::encode(part.as_bytes()).to_string());
    assert_eq!(encoded, parts, "{base_string}");
    let uri = base_string_uri(request.url(), &mut buffer).unwrap().to_owned();
    let normalized = normalized_parameters(request, protocol, &mut scratch, &mut buffer).unwrap();
    assert_eq!([uri.as_str(), normalized], [&decoded[1], &decoded[2]]);
    decoded
}

fn get(url: &str) -> SignableRequest<'_> {
    SignableRequest::new("GET", url).unwrap()
}

/// The base string URI of these URLs is this one.
#[track_caller]
fn uri(urls: &[&str], expected: &str) {
    for url in urls {
        assert_eq!(parts(&get(url), &[])[1], expected, "{url}");
    }
}

/// These queries are normalized to this, and so are form bodies.
#[track_caller]
fn query(raw: &[&str], expected: &str) {
    for raw in raw {
        let url = format!("http://h/?{raw}");
        assert_eq!(parts(&get(&url), &[])[2], expected, "query {raw}");
        let body = get("http://h/").with_form_body(raw.as_bytes());
        assert_eq!(parts(&body, &[])[2], expected, "body {raw}");
    }
}

/// These decoded pairs are normalized to this, wherever they are given.
#[track_caller]
fn pairs(pairs: Pairs<'_>, expected: &str) {
    assert_eq!(parts(&get("http://h/"), pairs)[2], expected, "protocol's");
    assert_eq!(parts(&get("http://h/").with_parameters(pairs), &[])[2], expected, "the request's");
}

/// §3.4.1.1: the method in upper case.
#[test]
fn method() {
    for (method, expected) in
        [("GET", "GET"), ("get", "GET"), ("gEt", "GET"), ("Post", "POST"), ("x-Ray", "X-RAY")]
    {
        assert_eq!(parts(&SignableRequest::new(method, "http://h/").unwrap(), &[])[0], expected);
    }
}

/// §3.4.1.2: scheme and host in lower case.
#[test]
fn scheme_and_host() {
    uri(&["http://example.com/r", "HTTP://EXAMPLE.com/r", "hTTp://eXAMPLE.Com/r"], "http://example.com/r");
    uri(&["https://example.com/r", "HTTPS://EXAMPLE.COM/r"], "https://example.com/r");
    // The path keeps its case.
    uri(&["http://example.com/R"], "http://example.com/R");
    // An internationalized name is signed as it is sent.
    uri(&["http://xn--bcher-kva.example/", "http://XN--BCHER-KVA.example/"], "http://xn--bcher-kva.example/");
    uri(&["http://[::1]/", "http://[::1]:80/"], "http://[::1]/");
    uri(&["http://[2001:DB8::A]:8080/"], "http://[2001:db8::a]:8080/");
}

/// §3.4.1.2: the port, but for the scheme's own.
#[test]
fn port() {
    uri(&["http://h/", "http://h:80/", "http://h:/"], "http://h/");
    uri(&["https://h/", "https://h:443/", "https://h:/", "HTTPS://h:443/"], "https://h/");
    uri(&["http://h:8080/"], "http://h:8080/");
    uri(&["https://h:8443/"], "https://h:8443/");
    // The other scheme's is none of its own.
    uri(&["http://h:443/"], "http://h:443/");
    uri(&["https://h:80/"], "https://h:80/");
}

/// §3.4.1.2: the path byte for byte, `/` where it is empty.
#[test]
fn path() {
    uri(&["http://h", "http://h/", "http://h?a=1", "http://h#f"], "http://h/");
    uri(&["http://h/a"], "http://h/a");
    uri(&["http://h/a/"], "http://h/a/");
    for as_sent in
        ["/r%20v/X", "/%7e", "/~", "/%7E", "/a%2fb", "/a/b", "/a;x=1", "/a//b", "/a/../b", "/a+b", "/*"]
    {
        uri(&[&format!("http://h{as_sent}")], &format!("http://h{as_sent}"));
    }
}

/// §3.4.1.2: neither query nor fragment; nor user information, which no `Host` field carries.
#[test]
fn what_is_no_part_of_the_uri() {
    uri(&["http://h/a", "http://h/a?q=1", "http://h/a?", "http://h/a#f", "http://h/a?q=1#f"], "http://h/a");
    uri(&["http://user@h/a", "http://user:password@h:80/a"], "http://h/a");
    // A fragment's parameters are none.
    assert_eq!(parts(&get("http://h/?a=1#b=2"), &[])[2], "a=1");
    assert_eq!(parts(&get("http://h/?a=1&b=2"), &[])[2], "a=1&b=2");
}

/// §3.4.1.3.1: query, form body, header, and what the caller has decoded; each alone and with the others.
#[test]
fn sources() {
    let none = get("http://h/");
    let all = get("http://h/?q=1").with_form_body(b"f=2").with_parameters(&[("p", "3")]);
    assert_eq!(parts(&none, &[])[2], "");
    assert_eq!(parts(&get("http://h/?q=1"), &[])[2], "q=1");
    assert_eq!(parts(&none.with_form_body(b"f=2"), &[])[2], "f=2");
    assert_eq!(parts(&none.with_parameters(&[("p", "3")]), &[])[2], "p=3");
    assert_eq!(parts(&none, &[("oauth_nonce", "4")])[2], "oauth_nonce=4");
    assert_eq!(parts(&all, &[("oauth_nonce", "4")])[2], "f=2&oauth_nonce=4&p=3&q=1");
}

/// §3.4.1.3.1: the header's `realm` is left out, and no other; `oauth_signature` is, wherever it stands.
#[test]
fn realm_and_signature() {
    assert_eq!(parts(&get("http://h/"), &[("realm", "r"), ("oauth_nonce", "n")])[2], "oauth_nonce=n");
    assert_eq!(parts(&get("http://h/"), &[("oauth_nonce", "n")])[2], "oauth_nonce=n");
    query(&["realm=r", "%72ealm=r"], "realm=r");
    assert_eq!(parts(&get("http://h/").with_parameters(&[("realm", "r")]), &[])[2], "realm=r");

    query(&["a=1&oauth_signature=s", "oauth_signature=s&a=1", "oauth%5fsignature=s&a=1", "a=1"], "a=1");
    pairs(&[("a", "1"), ("oauth_signature", "s")], "a=1");
    // Names that only begin or end like it are others.
    query(&["oauth_signature_method=m"], "oauth_signature_method=m");
    query(&["oauth_signatur=m"], "oauth_signatur=m");
    query(&["OAUTH_SIGNATURE=m"], "OAUTH_SIGNATURE=m");
}

/// §3.4.1.3.1: a form is decoded: `+` is a space there, and nowhere else.
#[test]
fn plus() {
    query(&["a=x+y", "a=x%20y"], "a=x%20y");
    query(&["a=x%2By", "a=x%2by"], "a=x%2By");
    query(&["x+y=1", "x%20y=1"], "x%20y=1");
    pairs(&[("a", "x+y")], "a=x%2By");
    pairs(&[("a", "x y")], "a=x%20y");
}

/// §3.4.1.3.1: names without `=`, empty values, empty names; nothing between two `&` is no parameter.
#[test]
fn empty_ones() {
    query(&["a", "a=", "&a", "a&", "&&a&&"], "a=");
    query(&["a=1"], "a=1");
    query(&["=1"], "=1");
    query(&["="], "=");
    query(&["", "&", "&&"], "");
    // Only the first `=` parts.
    query(&["a=b=c", "a=b%3Dc"], "a=b%3Dc");
    pairs(&[("", "")], "=");
    pairs(&[("a", "")], "a=");
}

/// §3.4.1.3.1: a name may come more than once, and so may a whole pair.
#[test]
fn duplicates() {
    query(&["a=1&a=2", "a=2&a=1"], "a=1&a=2");
    query(&["a=1&a=1"], "a=1&a=1");
    query(&["a=1"], "a=1");
    // Across places too.
    let request = get("http://h/?a=1").with_form_body(b"a=1").with_parameters(&[("a", "1")]);
    assert_eq!(parts(&request, &[])[2], "a=1&a=1&a=1");
}

/// §3.4.1.3.2: sorted by the encoded name's bytes.
#[test]
fn order_of_names() {
    query(&["a=1&b=2", "b=2&a=1"], "a=1&b=2");
    query(&["B=1&a=2", "a=2&B=1"], "B=1&a=2");
    // Decoded, `[` would come behind the digits and before the letters; encoded it begins with `%`.
    query(
        &["filter[10]=b&filter[1]=a", "filter%5B1%5D=a&filter%5B10%5D=b", "filter[1]=a&filter[10]=b"],
        "filter%5B1%5D=a&filter%5B10%5D=b",
    );
    query(&["a1=1&a%5B=2"], "a%5B=2&a1=1");
    query(&["a-=1&a%C3%A9=2&a!=3"], "a%21=3&a%C3%A9=2&a-=1");
    query(&["a~=1&az=2"], "az=2&a~=1");
    // A name comes before the longer ones that begin with it, whatever the values are.
    query(&["a1=2&a=1", "a=1&a1=2"], "a=1&a1=2");
    query(&["a=z&a-=a"], "a=z&a-=a");
    // Also where names part late.
    query(
        &["abcdefghijklmnopqrst2=a&abcdefghijklmnopqrst1=b&abcdefghijklmnopqrst=c"],
        "abcdefghijklmnopqrst=c&abcdefghijklmnopqrst1=b&abcdefghijklmnopqrst2=a",
    );
    pairs(&[("b", "1"), ("a[", "2"), ("a1", "3")], "a%5B=2&a1=3&b=1");
}

/// §3.4.1.3.2: names that are the same, sorted by the encoded value's bytes.
#[test]
fn order_of_values() {
    query(&["a=2&a=1", "a=1&a=2"], "a=1&a=2");
    query(&["a=10&a=9&a=1"], "a=1&a=10&a=9");
    query(&["a=a1&a=a%5B"], "a=a%5B&a=a1");
    query(&["a=z&a=%C3%A9&a=&a=~"], "a=&a=%C3%A9&a=z&a=~");
    query(&["a=b&a=B"], "a=B&a=b");
    pairs(&[("a", "a1"), ("a", "a["), ("a", "")], "a=&a=a%5B&a=a1");
}

/// §3.6: only `A-Z a-z 0-9 - . _ ~` stay, escapes are upper case, text is UTF-8; what came encoded is
/// decoded first.
#[test]
fn encoding() {
    pairs(&[("a", "Az09-._~")], "a=Az09-._~");
    query(&["a=Az09-._~", "a=%41%7a%30%39%2d%2e%5f%7E", "%61=Az09-._~"], "a=Az09-._~");
    pairs(&[("a", "!*'();:@&=+$,/?#[]%")], "a=%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D%25");
    query(&["a=%2a", "a=%2A", "a=*"], "a=%2A");
    query(&["a=%c3%a9", "a=%C3%A9"], "a=%C3%A9");
    pairs(&[("é", "☃")], "%C3%A9=%E2%98%83");
    // Bytes that are no UTF-8 are bytes.
    query(&["a=%ff", "a=%FF"], "a=%FF");
    // Encoded once, and decoded once: `%2541` is the text `%41`.
    query(&["a=%2541"], "a=%2541");
    pairs(&[("a", "%41")], "a=%2541");
    // What starts no escape stands for itself.
    query(&["a=100%", "a=100%25"], "a=100%25");
}

/// §3.4.1.1: the third part is encoded as a whole, so a value's own escapes are encoded twice.
#[test]
fn the_whole() {
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 4], [0; 256]);
    let request = SignableRequest::new("post", "https://H:443/p?b=%20").unwrap().with_form_body(b"a=%26");
    let base_string = signature_base_string(&request, &[], &mut scratch, &mut buffer).unwrap();
    assert_eq!(base_string, "POST&https%3A%2F%2Fh%2Fp&a%3D%2526%26b%3D%2520");
    let bare = signature_base_string(&get("https://h/p"), &[], &mut scratch, &mut buffer).unwrap();
    assert_eq!(bare, "GET&https%3A%2F%2Fh%2Fp&");
}

/// The base string passes through a buffer of a fixed length: nothing of it may depend on where it is full.
#[test]
fn any_number_of_any_length() {
    let mut scratch = vec![Slot::EMPTY; 3000];
    for (name, value) in
        [("", ""), ("a", ""), ("", "b"), ("a b", "%"), ("a", &"b".repeat(100)), ("a", &"&".repeat(70))]
    {
        let all = vec![(name, value); 3000];
        for count in (1..300).chain([3000]) {
            let request = get("http://h/").with_parameters(&all[..count]);
            let mut buffer = vec![0; 500 * count + 100];
            let base_string = signature_base_string(&request, &[], &mut scratch, &mut buffer).unwrap();
            let twice = |text: &str| {
                oauth_wire::percent::encode(
                    oauth_wire::percent::encode(text.as_bytes()).to_string().as_bytes(),
                )
                .to_string()
            };
            let parameters = vec![format!("{}%3D{}", twice(name), twice(value)); count].join("%26");
            assert!(
                base_string == format!("GET&http%3A%2F%2Fh%2F&{parameters}"),
                "{count} of {name:?}={value:?}"
            );
        }
    }
}

/// The strict mode: what no HTTP stack sends as it is.
#[test]
fn strict() {
    for url in [
        "http://h/",
        "http://h",
        "http://h:8080/a;b/%7e?a=%20&b=x+y&c[]=1".replace("[]", "%5B%5D").as_str(),
        "https://[::1]:443/?a=!$&'()*+,;=:@/?",
        "HTTP://h/?filter[1]=a|b&x={y}",
        "http://h/#fragment",
    ] {
        assert!(get(url).strict().is_ok(), "{url}");
    }
    for (url, error) in [
        ("http://h/a b", UrlError::Character { offset: 10 }),
        ("http://h/?a=x y", UrlError::Character { offset: 13 }),
        ("http://h/é", UrlError::Character { offset: 9 }),
        ("http://h/?a=é", UrlError::Character { offset: 12 }),
        ("http://h/?a=\"x\"", UrlError::Character { offset: 12 }),
        ("http://h/?a=1\r\nX: y", UrlError::Character { offset: 13 }),
        ("http://bücher.example/", UrlError::Character { offset: 8 }),
        ("http://h/%zz", UrlError::Escape { offset: 9 }),
        ("http://h/?a=100%", UrlError::Escape { offset: 15 }),
        ("http://user:password@h/", UrlError::UserInfo { offset: 7 }),
        ("http://[zz]/", UrlError::Host { offset: 7 }),
    ] {
        // Without the strict mode it is signed.
        assert!(Url::parse(url).is_ok(), "{url}");
        parts(&get(url), &[]);
        assert_eq!(get(url).strict().unwrap_err(), RequestError::Url(error), "{url}");
    }
    assert_eq!(get("ftp://h/").strict().unwrap_err(), RequestError::Scheme);
    let form = |body: &'static str| get("http://h/").with_form_body(body.as_bytes());
    for body in ["", "a=1&b", "a=x+y&b=%C3%a9", "a=*-._~!"] {
        assert!(form(body).strict().is_ok(), "{body}");
    }
    for (body, offset) in
        [("a=x y", 3), ("a=é", 2), ("a=1\n", 3), ("a=%z1", 2), ("a=100%", 5), ("{\"a\": 1}", 5)]
    {
        parts(&form(body), &[]);
        assert_eq!(form(body).strict().unwrap_err(), RequestError::FormBody { offset }, "{body}");
    }
    for method in ["", "G ET", "GET\r\n", "GÉT", "GET/1"] {
        assert_eq!(SignableRequest::new(method, "http://h/").unwrap_err(), RequestError::Method, "{method}");
    }
}
