//! What an answer says, for people.

use serde::Deserialize;

/// What came back, without its body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// Those that the browser shows to a page.
    pub headers: Vec<(String, String)>,
    /// From sending to the last byte.
    pub milliseconds: f64,
    pub bytes: f64,
}

impl Answer {
    pub fn media_type(&self) -> &str {
        let found = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        found.map_or("", |(_, value)| value)
    }
}

/// The gateway's own word on a call that it did not let through.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub request_id: String,
    #[serde(default)]
    pub detail: String,
}

impl Refusal {
    /// None: it is the API's own answer, whatever it looks like.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_slice::<Self>(text.as_bytes()).ok().filter(|refusal| advice(&refusal.code).is_some())
    }

    /// Whether it says something of the application, so that its page knows more.
    pub fn is_of_application(&self) -> bool {
        ["key_", "account_", "registration_", "limit_", "strategy_", "token_", "scope_", "not_registered"]
            .iter()
            .any(|start| self.code.starts_with(start))
    }
}

/// What to do about a code of the gateway.
pub fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "key_missing" => "No key came with the call. Paste the key of one of your applications, and send it again.",
        "key_malformed" | "key_unknown" => {
            "The gateway does not know this key. Look whether all of it was pasted; a lost key can’t be read again, \
             but you can generate another."
        }
        "key_expired" => "This key has ended. Generate a new one on your application’s page.",
        "key_revoked" => "This key was revoked. Generate a new one on your application’s page.",
        "account_not_approved" => "The account behind this key is not approved at present. Ask an admin of the portal.",
        "not_registered" => "This key’s application is not registered for this version. Register it, then try again.",
        "registration_pending" => "The registration is not approved yet. You get a mail when an admin has decided.",
        "registration_rejected" => {
            "The registration was rejected. The reason stands on your application’s page, where you can ask again."
        }
        "registration_revoked" => "The registration was revoked. The reason stands on your application’s page.",
        "strategy_mismatch" => {
            "This credential belongs to an application with another auth strategy than this version’s."
        }
        "token_invalid" => "The gateway can’t accept this token. Get a new one from the identity provider.",
        "token_expired" => "This token has expired. Get a new one from the identity provider.",
        "scope_missing" => "This token lacks a scope that the call needs. Ask the identity provider for it.",
        "limit_exceeded" => "Too many calls for now. The header retry-after says when to try again.",
        "version_retired" => "This version is retired. Use another version.",
        "route_unknown" => {
            "The gateway knows nothing at this address. The version may have been moved: load the page again."
        }
        "upstream_unreachable" => "The gateway let the call through, but the API behind it can’t be reached.",
        "upstream_timeout" => "The gateway let the call through, but the API behind it did not answer in time.",
        "bad_request" => "The gateway can’t make sense of this request: something in it means two things.",
        "body_too_large" => "The body is larger than the gateway lets through.",
        "body_timeout" => "The body did not arrive at the gateway in time.",
        "not_in_step" => "The gateway is not ready at the moment. Try again in a few seconds.",
        _ => return None,
    })
}

/// Without what stands behind the semicolon, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Whether it is there to be read. Without a type it may be anything.
pub fn is_text(media_type: &str) -> bool {
    const TEXTS: [&str; 8] = [
        "application/xml",
        "application/yaml",
        "application/x-yaml",
        "application/javascript",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "application/x-ndjson",
        "application/jsonl",
    ];
    let essence = essence(media_type);
    is_json(&essence)
        || essence.starts_with("text/")
        || essence.ends_with("+xml")
        || essence.ends_with("+yaml")
        || TEXTS.contains(&essence.as_str())
}

/// JSON with a line for each thing. Its letters stay as they came: read and written again, long numbers would change.
/// None where it is no JSON; `cut`: where only its end is missing, it is.
pub fn pretty(json: &str, cut: bool) -> Option<String> {
    let mut lines = String::with_capacity(json.len() * 2);
    let mut open = Vec::new();
    let (mut in_text, mut escaped) = (false, false);
    let mut letters = json.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        if in_text {
            lines.push(letter);
            in_text = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            ' ' | '\n' | '\r' | '\t' => {}
            '{' | '[' => {
                lines.push(letter);
                let closing = if letter == '{' { '}' } else { ']' };
                while letters.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if letters.next_if_eq(&closing).is_some() {
                    lines.push(closing);
                } else {
                    open.push(closing);
                    new_line(&mut lines, open.len());
                }
            }
            '}' | ']' => {
                if open.pop() != Some(letter) {
                    return None;
                }
                new_line(&mut lines, open.len());
                lines.push(letter);
            }
            ',' => {
                lines.push(',');
                new_line(&mut lines, open.len());
            }
            ':' => lines.push_str(": "),
            other => {
                lines.push(other);
                in_text = other == '"';
            }
        }
    }
    (cut || (open.is_empty() && !in_text)).then_some(lines)
}

fn new_line(lines: &mut String, depth: usize) {
    lines.push('\n');
    // Deeper than any screen: the indent would be most of it.
    (0..depth.min(40)).for_each(|_| lines.push_str("  "));
}

/// 1 KB is 1,024 bytes.
pub fn size(bytes: f64) -> String {
    const KB: f64 = 1024.0;
    match bytes {
        bytes if bytes < KB => [whole(bytes).as_str(), if bytes == 1.0 { " byte" } else { " bytes" }].concat(),
        bytes if bytes < KB * KB => [tenths(bytes / KB).as_str(), " KB"].concat(),
        bytes => [tenths(bytes / KB / KB).as_str(), " MB"].concat(),
    }
}

pub fn took(milliseconds: f64) -> String {
    if milliseconds < 1000.0 {
        [whole(milliseconds).as_str(), " ms"].concat()
    } else {
        [tenths(milliseconds / 1000.0).as_str(), " s"].concat()
    }
}

/// By hand: the framework's way of writing fractions would be the largest part of this.
fn tenths(number: f64) -> String {
    let tenths = (number * 10.0).round() as u64;
    [(tenths / 10).to_string(), ".".to_owned(), (tenths % 10).to_string()].concat()
}

fn whole(number: f64) -> String {
    (number.round() as u64).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::verdict::Code;

    #[test]
    fn json_is_set_out_and_its_letters_stay() {
        let cases = [
            (
                r#"{"a":[1,2,{}],"b":{ }, "c":[ ]}"#,
                "{\n  \"a\": [\n    1,\n    2,\n    {}\n  ],\n  \"b\": {},\n  \"c\": []\n}",
            ),
            (r#"{"long":12345678901234567890.10}"#, "{\n  \"long\": 12345678901234567890.10\n}"),
            (r#"["a,b:{\"\\",true]"#, "[\n  \"a,b:{\\\"\\\\\",\n  true\n]"),
            (" 7 ", "7"),
        ];
        for (json, expected) in cases {
            assert_eq!(pretty(json, false).as_deref(), Some(expected), "{json}");
        }
        for broken in ["{", "[}", "]", "\"a", "{\"a\":[1}"] {
            assert_eq!(pretty(broken, false), None, "{broken}");
        }
        assert_eq!(pretty("[1,\"a", true).as_deref(), Some("[\n  1,\n  \"a"));
    }

    #[test]
    fn texts_are_told_from_bytes() {
        for text in [
            "application/json; charset=utf-8",
            "TEXT/html",
            "application/problem+json",
            "image/svg+xml",
            "application/xml",
        ] {
            assert!(is_text(text), "{text}");
        }
        for bytes in ["", "image/png", "application/octet-stream", "application/pdf"] {
            assert!(!is_text(bytes), "{bytes}");
        }
        assert!(is_json("application/geo+json") && !is_json("application/jsonl"));
    }

    #[test]
    fn sizes_and_times_are_for_people() {
        for (bytes, said) in
            [(0.0, "0 bytes"), (1.0, "1 byte"), (1023.0, "1023 bytes"), (1536.0, "1.5 KB"), (5_452_595.0, "5.2 MB")]
        {
            assert_eq!(size(bytes), said);
        }
        for (milliseconds, said) in [(0.4, "0 ms"), (141.6, "142 ms"), (2345.0, "2.3 s")] {
            assert_eq!(took(milliseconds), said);
        }
    }

    #[test]
    fn only_the_gateways_own_codes_are_its_refusals() {
        let problem =
            |code: &str| format!(r#"{{"type":"about:blank","status":403,"code":"{code}","request_id":"r1"}}"#);
        let refusal = Refusal::read(&problem("registration_pending")).expect("a refusal");
        assert!(refusal.is_of_application() && refusal.request_id == "r1");
        for code in Code::ALL {
            assert!(advice(code.as_str()).is_some(), "{code:?} leaves the reader alone");
        }
        assert!(!Refusal::read(&problem("upstream_timeout")).expect("a refusal").is_of_application());
        assert_eq!(Refusal::read(&problem("out_of_stock")), None);
        assert_eq!(Refusal::read(r#"{"code":"key_unknown"}"#), None);
        assert_eq!(Refusal::read("no JSON"), None);
    }
}
