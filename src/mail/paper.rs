//! How a mail looks: the same words as plain text and as HTML. No picture, nothing fetched, no colour of the
//! text or the ground, so that it is readable in the dark.

use super::line::one_line;
use crate::domain::account::FullName;
use crate::domain::html::SafeHtml;

const LONGEST_SUBJECT: usize = 200;

/// What a mail is made of. All of it may come from people: each face escapes or flattens it.
pub(super) struct Paper<'a> {
    pub subject: String,
    pub portal: &'a str,
    pub to: Option<&'a FullName>,
    pub parts: Vec<Part<'a>>,
    /// Why somebody gets this mail.
    pub because: String,
}

pub(super) enum Part<'a> {
    Says(String),
    /// Words of a person, line by line marked as such.
    Quotes(&'a str),
    /// The one thing to do.
    Link {
        verb: String,
        link: &'a str,
    },
}

impl Paper<'_> {
    pub fn written(&self) -> (String, String, String) {
        (one_line(&self.subject, LONGEST_SUBJECT), self.text(), self.html().into_string())
    }

    fn greeting(&self) -> String {
        match self.to.filter(|name| greets(name)) {
            Some(name) => format!("Hello {},", one_line(name.as_str(), FullName::LONGEST)),
            None => "Hello,".to_owned(),
        }
    }

    fn text(&self) -> String {
        let mut blocks = vec![self.greeting()];
        for part in &self.parts {
            blocks.push(match part {
                Part::Says(words) => one_line(words, usize::MAX),
                Part::Quotes(words) => quoted(words).map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
                Part::Link { verb, link } => {
                    format!("{}:\n{}", one_line(verb, usize::MAX), one_line(link, usize::MAX))
                }
            });
        }
        // Two dashes and a space: programs know it for the end of what is said.
        format!("{}\n\n-- \n{}\n", blocks.join("\n\n"), one_line(&self.because, usize::MAX))
    }

    fn html(&self) -> SafeHtml {
        let mut html = SafeHtml::with_capacity(4096);
        html.markup(BEFORE_TITLE).text(&one_line(&self.subject, LONGEST_SUBJECT)).markup(AFTER_TITLE);
        html.text(&one_line(self.portal, LONGEST_SUBJECT)).markup("</p>\n");
        html.markup(PARAGRAPH).text(&self.greeting()).markup("</p>\n");
        for part in &self.parts {
            match part {
                Part::Says(words) => {
                    html.markup(PARAGRAPH).text(&one_line(words, usize::MAX)).markup("</p>\n");
                }
                Part::Quotes(words) => {
                    html.markup(QUOTE);
                    for line in quoted(words) {
                        html.text(&line).markup("<br>");
                    }
                    html.markup("</blockquote>\n");
                }
                Part::Link { verb, link } => button(&mut html, verb, link),
            }
        }
        html.markup(LAST).text(&one_line(&self.because, usize::MAX)).markup(END);
        html
    }
}

/// A name that reads like a link would make our mail to a stranger carry somebody's advertisement: whoever
/// signs up chooses both name and address. Such a mail greets nobody.
fn greets(name: &FullName) -> bool {
    let host = |word: &str| {
        let labels: Vec<&str> =
            word.split('.').map(|label| label.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        labels.windows(2).any(|pair| pair.iter().all(|label| label.chars().count() >= 2))
    };
    let name = name.as_str();
    name.chars().count() <= 80 && !name.contains(['/', ':', '@', '\\']) && !name.split_whitespace().any(host)
}

fn quoted(words: &str) -> impl Iterator<Item = String> {
    words.lines().map(|line| one_line(line, usize::MAX)).filter(|line| !line.is_empty())
}

fn button(html: &mut SafeHtml, verb: &str, link: &str) {
    let verb = one_line(verb, usize::MAX);
    let shown = one_line(link, usize::MAX);
    // Anything but a page of the web is only shown: nobody gets to press it.
    let of_the_web = link.starts_with("https://") || link.starts_with("http://");
    if !of_the_web || shown != link || link.contains(' ') {
        html.markup(PARAGRAPH).text(&verb).markup(": ").text(&shown).markup("</p>\n");
        return;
    }
    html.markup(BEFORE_BUTTON).text(link).markup(BUTTON).text(&verb).markup("</a></p>\n");
    html.markup(BEFORE_LINK).text(link).markup(LINK).text(link).markup("</a></p>\n");
}

const BEFORE_TITLE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>"#;

const AFTER_TITLE: &str = r#"</title>
</head>
<body style="margin:0;padding:0">
<div style="max-width:34em;margin:0 auto;padding:32px 24px;font:16px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<p style="margin:0 0 28px;padding:0 0 12px;border-bottom:2px solid #0b7285;font-size:18px;font-weight:600">"#;

const PARAGRAPH: &str = r#"<p style="margin:0 0 16px">"#;

const QUOTE: &str = r#"<blockquote style="margin:0 0 16px;padding:4px 0 4px 16px;border-left:3px solid #0b7285">"#;

const BEFORE_BUTTON: &str = r#"<p style="margin:28px 0 16px"><a href=""#;

const BUTTON: &str = r#"" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#0b5c6b;color:#ffffff;font-weight:600;text-decoration:none">"#;

const BEFORE_LINK: &str =
    r#"<p style="margin:0 0 24px;font-size:14px">Or copy this address into a browser:<br><a href=""#;

const LINK: &str = r#"" style="color:inherit;overflow-wrap:anywhere;word-break:break-word">"#;

const LAST: &str =
    r#"<p style="margin:32px 0 0;padding:12px 0 0;border-top:1px solid #808080;font-size:13px;opacity:.8">"#;

const END: &str = "</p>\n</div>\n</body>\n</html>\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, greeted: bool) {
        assert_eq!(greets(&FullName::parse(name).unwrap()), greeted, "{name:?}");
    }

    #[test]
    fn advertisements_are_not_greeted() {
        for name in ["Ada Lovelace", "J.R.R. Tolkien", "Martin Luther King, Jr.", "Dr. No", "李小龙", "O'Neil", "<b>"]
        {
            check(name, true);
        }
        for name in [
            "https://evil.example",
            "Win at evil.example now",
            "(evil.example)",
            "www.evil",
            "a@b",
            "evil.com.",
            "x\\y",
        ] {
            check(name, false);
        }
        check(&"x".repeat(81), false);
    }
}
