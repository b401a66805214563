use super::icon::Icon;
use crate::domain::html::SafeHtml;

/// What it means for whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Positive,
    Caution,
    Negative,
}

/// One thing to know before reading on: its subject, then what it means. A failure is also read out.
pub fn write_banner(tone: Tone, words: impl FnOnce(&mut SafeHtml), html: &mut SafeHtml) {
    html.markup(match tone {
        Tone::Info => "<div class=\"banner\">",
        Tone::Positive => "<div class=\"banner\" data-tone=\"positive\">",
        Tone::Caution => "<div class=\"banner\" data-tone=\"caution\">",
        Tone::Negative => "<div class=\"banner\" data-tone=\"negative\" role=\"alert\">",
    });
    match tone {
        Tone::Info => Icon::Info,
        Tone::Positive => Icon::Done,
        Tone::Caution | Tone::Negative => Icon::Warning,
    }
    .write(html);
    html.markup("<p>");
    words(html);
    html.markup("</p></div>");
}
