//! "Why was I refused?", written as text.

use crate::domain::html::SafeHtml;
use crate::domain::refusal::{Explanation, Outcome};
use crate::markup::icon::Icon;

/// What is answered to whoever asked.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    NotAsked,
    /// The same for what never was and for what is somebody else's.
    Unknown,
    Found(&'a Explanation),
}

/// A field for the id of a request, a button, and below them the answer. It stands on the page at `action`, which a
/// plain form opens again; `kept` are parts of its address that stay. `asked` is what was typed.
pub fn section(action: &str, kept: &[(&'static str, &str)], asked: &str, answer: Answer<'_>) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(3072);
    html.markup(
        "<section class=\"region section why\" aria-labelledby=\"why\"><div class=\"section-head\"><h2 id=\"why\">",
    );
    html.markup("Why was I refused?</h2><p>Each refusal carries the id of its request, in the header <code>x-request-id</code> ");
    html.markup(
        "and in its body. It is known here for a week.</p></div><form class=\"why-form\" method=\"get\" action=\"",
    );
    // With a place in the page behind it, asking the same once more would only scroll there.
    html.text(action).markup("\">");
    for (name, value) in kept.iter().filter(|(_, value)| !value.is_empty()) {
        html.markup("<input type=\"hidden\" name=\"").markup(name).markup("\" value=\"").text(value).markup("\">");
    }
    html.markup(
        "<div class=\"field\"><label for=\"request\">Request ID</label><input class=\"input mono\" id=\"request\" ",
    );
    html.markup("name=\"request\" required maxlength=\"200\" autocomplete=\"off\" spellcheck=\"false\" ");
    html.markup("autocapitalize=\"off\" value=\"").text(asked);
    // So the answer is in sight, far down as it stands.
    html.markup(if matches!(answer, Answer::NotAsked) { "\"" } else { "\" autofocus" });
    html.markup("></div><button class=\"button\">Explain</button></form>");
    match answer {
        Answer::NotAsked => {}
        Answer::Unknown => {
            html.markup(
                "<div class=\"explained\" role=\"status\"><h3>Nothing is known of this request</h3><p class=\"muted\">",
            );
            html.markup("It was let through, or it was no call of this application, or it is more than a week ago. ");
            html.markup(
                "A refusal is known two seconds after it happened. Where an application is refused very often, ",
            );
            html.markup("only some are kept: 250 for one reason within a second, and its last 10,000.</p></div>");
        }
        Answer::Found(explained) => {
            html.html(&self::answer(explained));
        }
    }
    html.markup("</section>");
    html
}

/// The answer: what failed, the way there, and the way to mend it.
pub fn answer(explained: &Explanation) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(2048);
    html.markup("<div class=\"explained\" role=\"status\"><h3>")
        .markup(explained.title)
        .markup("</h3><p class=\"muted\">");
    html.markup("<code>").text(&explained.code).markup("</code> on <time datetime=\"").text(&explained.at.iso());
    html.markup("\">").text(&explained.at.exactly()).markup("</time></p><ol class=\"checks\">");
    for check in &explained.checks {
        let (outcome, icon, word) = match check.outcome {
            Outcome::Passed => ("passed", Some(Icon::Done), "Passed: "),
            Outcome::Failed => ("failed", Some(Icon::Close), "Failed: "),
            Outcome::NotReached => ("not-reached", None, ""),
        };
        html.markup("<li data-outcome=\"").markup(outcome).markup("\"><span class=\"mark-of\">");
        if let Some(icon) = icon {
            icon.write(&mut html);
        }
        html.markup("</span><strong>")
            .markup(check.name)
            .markup("</strong><span class=\"said\"><span class=\"visually-hidden\">");
        html.markup(word).markup("</span>").text(&check.text).markup("</span></li>");
    }
    html.markup("</ol>");
    if let Some((href, words)) = &explained.mend {
        html.markup("<p class=\"actions\"><a class=\"button primary\" href=\"").text(href).markup("\">").text(words);
        html.markup("</a></p>");
    }
    html.markup("</div>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::Check;
    use crate::domain::time::Timestamp;

    #[test]
    fn names_that_people_gave_stay_text() {
        let explained = Explanation {
            request_id: "1".to_owned(),
            at: Timestamp(1_795_262_400_000),
            code: "key_<b>".to_owned(),
            title: "The API key has expired",
            checks: vec![Check { name: "Key", outcome: Outcome::Failed, text: "“<script>” ended.".to_owned() }],
            mend: Some(("/apps/\"><b>".to_owned(), "<i>".to_owned())),
        };
        let html = answer(&explained).into_string();
        assert!(!html.contains("<script>") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(
            html.contains("data-outcome=\"failed\"") && html.contains("datetime=\"2026-11-21T12:00:00Z\""),
            "{html}"
        );
    }
}
