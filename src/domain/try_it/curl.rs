//! The same request for a shell.

use super::{Payload, Request};

/// In a shell nothing means anything between these.
pub fn shell(text: &str) -> String {
    ["'", &text.replace('\'', "'\\''"), "'"].concat()
}

pub fn curl(request: &Request) -> String {
    let mut line = String::from("curl ");
    match request.method.as_str() {
        "GET" if request.payload == Payload::Nothing => {}
        "HEAD" => line.push_str("--head "),
        method => line.extend(["--request ", method, " "]),
    }
    line.push_str(&shell(&request.url));
    let mut option = |name: &str, value: &str| line.extend([" \\\n  ", name, " ", &shell(value)]);
    for (name, value) in &request.headers {
        option("--header", &[name.as_str(), ": ", value].concat());
    }
    match &request.payload {
        Payload::Nothing => {}
        Payload::Text(text) => option("--data-raw", text),
        Payload::File(name) => option("--data-binary", &["@", named(name)].concat()),
        Payload::Parts(parts) => {
            for part in parts {
                let value = if part.file { ["@", named(&part.value)].concat() } else { part.value.clone() };
                option(if part.file { "--form" } else { "--form-string" }, &[&part.name, "=", &value].concat());
            }
        }
    }
    line
}

fn named(file: &str) -> &str {
    if file.is_empty() { "file" } else { file }
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;

    #[track_caller]
    fn check(method: &str, headers: &[(&str, &str)], payload: Payload, expected: &str) {
        let request = Request {
            method: method.to_owned(),
            url: "https://gw.example/it's".to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            payload,
        };
        assert_eq!(curl(&request), expected);
    }

    #[test]
    fn a_line_says_what_is_sent() {
        check("GET", &[], Payload::Nothing, "curl 'https://gw.example/it'\\''s'");
        check("HEAD", &[], Payload::Nothing, "curl --head 'https://gw.example/it'\\''s'");
        check(
            "POST",
            &[("x-api-key", "$(id)")],
            Payload::Text("{\n'}".to_owned()),
            "curl --request POST 'https://gw.example/it'\\''s' \\\n  --header 'x-api-key: $(id)' \\\n  --data-raw '{\n'\\''}'",
        );
        let part = |name: &str, value: &str, file| Part { name: name.to_owned(), value: value.to_owned(), file };
        check(
            "PUT",
            &[],
            Payload::Parts(vec![part("a", "@b", false), part("doc", "", true)]),
            "curl --request PUT 'https://gw.example/it'\\''s' \\\n  --form-string 'a=@b' \\\n  --form 'doc=@file'",
        );
        check(
            "PUT",
            &[],
            Payload::File("p.png".to_owned()),
            "curl --request PUT 'https://gw.example/it'\\''s' \\\n  --data-binary '@p.png'",
        );
    }
}
