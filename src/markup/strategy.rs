use crate::domain::html::SafeHtml;
use crate::domain::strategy::{StrategyKind, in_words};

/// How a version is called, in plain words; the style adds the icon.
pub fn write_strategy(kind: Option<StrategyKind>, html: &mut SafeHtml) {
    html.markup("<span class=\"strategy\" data-kind=\"").markup(kind.map_or("open", StrategyKind::as_str));
    html.markup("\">").markup(in_words(kind)).markup("</span>");
}
