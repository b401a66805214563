//! Markdown that people wrote, as HTML that can do no harm.

use crate::domain::html::SafeHtml;
use pulldown_cmark::{Options, Parser, html::push_html};

pub fn render(text: &str) -> SafeHtml {
    let mut html = String::with_capacity(text.len() * 3 / 2);
    push_html(&mut html, Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH));
    SafeHtml::cleaned(ammonia::clean(&html))
}

/// What it says, without how it looks: for search.
pub fn plain(text: &str) -> String {
    use pulldown_cmark::Event;
    let mut words = String::new();
    for event in Parser::new(text) {
        if let Event::Text(part) | Event::Code(part) = event {
            words.push_str(&part);
            words.push(' ');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, html: &str) {
        assert_eq!(render(text).as_str().trim(), html);
    }

    #[test]
    fn what_people_write_is_shown_and_never_run() {
        check("a **b** `c`", "<p>a <strong>b</strong> <code>c</code></p>");
        check("<script>alert(1)</script>x", "x");
        check("[x](javascript:alert(1))", "<p><a rel=\"noopener noreferrer\">x</a></p>");
        check("<img src=x onerror=alert(1)>", "<img src=\"x\">");
        check("<p style=\"position:fixed\">x</p>", "<p>x</p>");
    }
}
