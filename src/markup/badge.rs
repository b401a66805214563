use crate::domain::html::SafeHtml;
use crate::domain::version::VersionState;

/// The state of a version, in a word and a colour of its own. `plain`: without a ground, where many stand together.
pub fn write_badge(state: VersionState, plain: bool, html: &mut SafeHtml) {
    html.markup(if plain {
        "<span class=\"badge plain\" data-state=\""
    } else {
        "<span class=\"badge\" data-state=\""
    });
    html.markup(state.as_str()).markup("\">").markup(state.in_words()).markup("</span>");
}
