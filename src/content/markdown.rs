//! Markdown that people wrote, as HTML that can do no harm.

use crate::domain::html::SafeHtml;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Nobody writes more; what is beyond is cut off.
const LONGEST: usize = 1_000_000;
/// Quotes in lists in quotes. The cleaner's work grows with the square of it.
const DEEPEST: usize = 20;
/// HTML tags written by hand, of which each may open a level.
const RAW_TAGS: usize = 1_000;
/// `&lt;` and the like: the cleaner's work grows with the square of these too.
const ENTITIES: usize = 10_000;

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::default();
    cleaner.url_schemes(HashSet::from(["http", "https", "mailto"])).rm_tags(["h1", "h2"]);
    cleaner
});

/// A page has its own first and second headings, so those of a text begin at the third.
pub fn render(text: &str) -> SafeHtml {
    let text = cut(text);
    let mut html = String::with_capacity(text.len() * 3 / 2);
    push_html(&mut html, bounded(text));
    if html.matches('&').nth(ENTITIES).is_some() {
        let mut plain = SafeHtml::default();
        plain.markup("<p>").text(text).markup("</p>");
        return plain;
    }
    SafeHtml::cleaned(CLEANER.clean(&html).to_string())
}

/// The words alone, on one line: for summaries, titles and search.
pub fn plain(text: &str) -> String {
    let mut words = String::new();
    for event in Parser::new_ext(cut(text), OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            // Inline marks end inside of a word, blocks between words.
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

fn bounded(text: &str) -> impl Iterator<Item = Event<'_>> {
    let mut depth = 0;
    let mut tags = 0;
    Parser::new_ext(text, OPTIONS).filter_map(move |event| match event {
        Event::Start(tag) => {
            depth += 1;
            (depth <= DEEPEST).then(|| Event::Start(lower(tag)))
        }
        Event::End(tag) => {
            depth -= 1;
            (depth < DEEPEST).then(|| Event::End(lower_end(tag)))
        }
        Event::Html(html) | Event::InlineHtml(html) => {
            tags += html.matches('<').count();
            Some(if tags <= RAW_TAGS { Event::InlineHtml(html) } else { Event::Text(html) })
        }
        other => Some(other),
    })
}

fn lower(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Heading { level, id, classes, attrs } => Tag::Heading { level: two_below(level), id, classes, attrs },
        other => other,
    }
}

fn lower_end(tag: TagEnd) -> TagEnd {
    match tag {
        TagEnd::Heading(level) => TagEnd::Heading(two_below(level)),
        other => other,
    }
}

fn two_below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
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

    #[test]
    fn links_lead_to_pages_and_mailboxes_only() {
        for kept in ["https://a.example/b", "http://a.example", "mailto:a@b.example", "../c", "#d"] {
            check(&format!("[x]({kept})"), &format!("<p><a href=\"{kept}\" rel=\"noopener noreferrer\">x</a></p>"));
        }
        for dropped in ["ftp://a.example", "data:text/html,x", "vbscript:x", "tel:1"] {
            check(&format!("[x]({dropped})"), "<p><a rel=\"noopener noreferrer\">x</a></p>");
        }
    }

    #[test]
    fn headings_stay_below_those_of_the_page() {
        check("# a", "<h3>a</h3>");
        check("### a", "<h5>a</h5>");
        check("###### a", "<h6>a</h6>");
        check("<h1>a</h1>", "a");
    }

    #[test]
    fn words_are_left_without_marks() {
        let cases = [
            ("a **b**c `d`\ne", "a bc d e"),
            ("# Title\n\ntext [link](https://x.example)", "Title text link"),
            ("<b>x</b> &amp; y", "x & y"),
            ("- one\n- two", "one two"),
        ];
        for (text, words) in cases {
            assert_eq!(plain(text), words);
        }
    }

    #[test]
    fn hostile_texts_take_bounded_time() {
        for piece in ["[", ">", "*", "<div>", "- ", "`", "![](", "|a", "<a ", "&", "_a*", "</", "1. ", "\\", "[a]("] {
            let since = std::time::Instant::now();
            let html = render(&piece.repeat(200_000 / piece.len()));
            assert!(html.as_str().len() < 20_000_000, "{piece}");
            plain(&piece.repeat(10_000));
            assert!(since.elapsed().as_secs() < 20, "{piece}");
        }
    }
}
