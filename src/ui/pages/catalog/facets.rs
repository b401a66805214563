//! What narrows the catalog: a box for each value that something has, and a chip for each that is chosen.

use super::FORM;
use super::asked::Asked;
use crate::domain::catalog::{Facet, FacetValue};
use crate::domain::html::SafeHtml;
use crate::domain::strategy::{StrategyKind, in_words};
use crate::domain::version::VersionState;
use crate::ui::parts::icon::Icon;

const BYTES_A_VALUE: usize = 260;
/// So many values are seen at once; the others wait behind "More".
const AT_ONCE: usize = 8;

/// Boxes of the page's form, written as text: the form is read as a whole, so none of them reacts.
pub fn boxes(facets: &[Facet], total: u32) -> SafeHtml {
    let values = facets.iter().map(|facet| facet.values.len()).sum::<usize>();
    let mut html = SafeHtml::with_capacity(values * BYTES_A_VALUE);
    for Facet { key, values } in facets.iter().filter(|facet| narrows(facet, total)) {
        html.markup("<fieldset><legend>").text(&title(key)).markup("</legend>");
        let (first, rest) = values.split_at(values.len().min(AT_ONCE));
        first.iter().for_each(|value| check(key, value, &mut html));
        if !rest.is_empty() {
            let open = if rest.iter().any(|value| value.chosen) { "<details open>" } else { "<details>" };
            html.markup(open).markup("<summary>More</summary>");
            rest.iter().for_each(|value| check(key, value, &mut html));
            html.markup("</details>");
        }
        html.markup("</fieldset>");
    }
    // With a script each choice counts at once.
    html.markup("<button class=\"button without-script\" form=\"").markup(FORM).markup("\">Apply</button>");
    html
}

/// A value that everything has narrows nothing; one that is chosen must be there to be taken away.
pub fn narrows(facet: &Facet, total: u32) -> bool {
    facet.values.iter().any(|value| value.chosen || value.count != total)
}

fn check(key: &str, value: &FacetValue, html: &mut SafeHtml) {
    let FacetValue { value, count, chosen } = value;
    // By its id the box keeps the focus when it is drawn anew.
    let id = ["has-", key, "-", value].concat().replace(char::is_whitespace, "_");
    html.markup("<div class=\"check\"><input type=\"checkbox\" name=\"has\" form=\"").markup(FORM);
    html.markup("\" id=\"").text(&id).markup("\" value=\"").text(key).markup(":").text(value);
    html.markup(if *chosen { "\" checked>" } else { "\">" });
    html.markup("<label for=\"").text(&id).markup("\">").text(&words(key, value)).markup("</label>");
    html.markup("<span class=\"count\">").text(&count.to_string()).markup("</span></div>");
}

/// What is chosen, each a link to the list without it. The page stays where it is: only the list changes.
pub fn chips(asked: &Asked, html: &mut SafeHtml) {
    if asked.has.is_empty() {
        return;
    }
    html.markup("<ul class=\"chips\" aria-label=\"Filters\">");
    for filter in &asked.has {
        let (key, value) = filter.split_once(':').unwrap_or_default();
        let words = words(key, value);
        html.markup("<li><a class=\"chip\" data-noscroll href=\"").text(&asked.without(filter));
        html.markup("\" aria-label=\"Remove filter ").text(&title(key)).markup(": ").text(&words).markup("\">");
        html.text(&words);
        Icon::Close.write(html);
        html.markup("</a></li>");
    }
    html.markup("<li><a class=\"clear\" data-noscroll href=\"").text(&asked.cleared()).markup("\">Clear</a></li></ul>");
}

fn title(key: &str) -> String {
    match key {
        "label" => "Labels".to_owned(),
        _ => {
            let mut letters = key.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    }
}

/// Values of our own in words; the others are words.
fn words(key: &str, value: &str) -> String {
    match key {
        "authentication" if value == "open" => in_words(None).to_owned(),
        "authentication" => StrategyKind::parse(value).map_or(value, |kind| in_words(Some(kind))).to_owned(),
        "state" => VersionState::parse(value).map_or(value, |state| state.in_words()).to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_words(key: &str, value: &str, said: &str) {
        assert_eq!([title(key), words(key, value)].join(": "), said);
    }

    #[test]
    fn our_own_values_stand_in_words() {
        check_words("label", "real-time", "Labels: real-time");
        check_words("authentication", "key_auth", "Authentication: API key");
        check_words("authentication", "openid_connect", "Authentication: OpenID Connect");
        check_words("authentication", "open", "Authentication: Open");
        check_words("state", "deprecated", "State: Deprecated");
        check_words("team", "Sustainability Office", "Team: Sustainability Office");
        check_words("émile", "x", "émile: x");
    }

    #[test]
    fn what_is_chosen_stays_in_sight() {
        let value = |number: usize| FacetValue { value: format!("v {number}"), count: 1, chosen: number == 9 };
        let html = boxes(&[Facet { key: "a\"b".to_owned(), values: (0..10).map(value).collect() }], 1).into_string();
        assert!(html.contains("<details open><summary>More</summary>"), "{html}");
        assert!(html.contains("id=\"has-a&quot;b-v_9\" value=\"a&quot;b:v 9\" checked>"), "{html}");
    }
}
