//! A strict reader of our own HTML: whatever isn't exactly what we write is an attack that came through.

const ELEMENTS: [&str; 76] = [
    "a",
    "abbr",
    "acronym",
    "area",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "time",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];
const OF_TABLES: [&str; 6] = ["tbody", "td", "tfoot", "th", "thead", "tr"];
const ATTRIBUTES: [&str; 37] = [
    "align",
    "alt",
    "aria-label",
    "char",
    "charoff",
    "checked",
    "cite",
    "class",
    "colspan",
    "data-call",
    "data-copy",
    "data-method",
    "data-state",
    "data-status",
    "datetime",
    "dir",
    "headers",
    "height",
    "hidden",
    "href",
    "hreflang",
    "lang",
    "name",
    "open",
    "rel",
    "rowspan",
    "scope",
    "size",
    "span",
    "src",
    "start",
    "summary",
    "tabindex",
    "title",
    "type",
    "value",
    "width",
];

#[track_caller]
pub fn check(html: &str, of: &str) {
    let mut rest = html;
    let mut open: Vec<String> = Vec::new();
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "{of}: a bare > in {}", excerpt(rest));
        rest = &rest[at + 1..];
        let end = end_of_tag(rest).unwrap_or_else(|| panic!("{of}: a tag without end in {}", excerpt(rest)));
        let (tag, after) = rest.split_at(end);
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "{of}: wrong end in {}", excerpt(rest)),
            None => {
                let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
                assert!(ELEMENTS.contains(&name) || OF_TABLES.contains(&name), "{of}: <{}", excerpt(rest));
                check_attributes(attributes, of);
                if !["area", "br", "col", "hr", "img", "input", "wbr"].contains(&name) {
                    open.push(name.to_owned());
                }
            }
        }
        rest = &after[1..];
    }
    assert!(!rest.contains('>'), "{of}: a bare > in {}", excerpt(rest));
    assert!(open.is_empty(), "{of}: never closed: {open:?}");
}

fn end_of_tag(tag: &str) -> Option<usize> {
    let mut is_quoted = false;
    tag.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    })
}

#[track_caller]
fn check_attributes(attributes: &str, of: &str) {
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        assert!(ATTRIBUTES.contains(&name), "{of}: attribute {name:?} in {attributes:?}");
        let Some(value) = after.strip_prefix("=\"") else {
            rest = after.trim_start();
            continue;
        };
        let (value, after) = value.split_once('"').expect("a closing quote");
        if matches!(name, "href" | "src" | "cite") {
            // As browsers read it: white space and control characters are nothing, and what holds any other letter than
            // those of a scheme is the path of a relative address. Any other entity may stand for anything.
            let plain =
                ["&amp;", "&lt;", "&gt;"].iter().fold(value.to_owned(), |value, known| value.replace(known, "/"));
            let address: String = plain.chars().filter(|letter| *letter > ' ').collect();
            let of_scheme = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
            let scheme = address.split_once(':').map(|(scheme, _)| scheme);
            let scheme =
                scheme.filter(|scheme| scheme.contains('&') || (!scheme.is_empty() && scheme.chars().all(of_scheme)));
            let is_harmless =
                scheme.is_none_or(|scheme| ["http", "https", "mailto"].contains(&scheme.to_lowercase().as_str()));
            assert!(is_harmless, "{of}: {name}={value:?}");
        }
        rest = after.trim_start();
    }
}

fn excerpt(text: &str) -> &str {
    &text[..text.floor_char_boundary(120)]
}

/// Links between pages: what has neither a scheme nor anything but a key.
pub fn keys_linked(html: &str) -> impl Iterator<Item = &str> {
    html.split("<a href=\"schema-").skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key)
}

#[test]
fn the_reader_is_strict() {
    check("<p class=\"limits\">a &lt; b<br><a href=\"https://a.example\">x</a></p>", "fine");
    check("<a href=\"https%60://a.example\">x</a><a href=\"a/b:c\">x</a>", "fine");
    let bad = [
        "<script>",
        "<p onclick=\"x\"></p>",
        "<p></b>",
        "<p>",
        "a > b",
        "<a href=\"javascript:x\"></a>",
        "<a href=\"JavaScript:x\"></a>",
        "<a href=\" java\tscript:x\"></a>",
        "<a href=\"java&#9;script:x\"></a>",
        "<img src=\"data:text/html,x\">",
        "<p style=\"x\"></p>",
    ];
    for html in bad {
        assert!(std::panic::catch_unwind(|| check(html, "bad")).is_err(), "{html}");
    }
}
