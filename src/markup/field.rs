//! A field of a plain form as text: its label, its hint and what is wrong with it, tied together also for those who
//! can't see that they stand side by side.

use super::icon::Icon;
use crate::domain::html::SafeHtml;

/// What is typed into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Typed {
    #[default]
    Line,
    Lines,
    /// A day, the first and the last that make sense.
    Day(String, String),
}

#[derive(Default)]
pub struct TextField<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub label: &'a str,
    pub hint: SafeHtml,
    pub optional: bool,
    pub typed: Typed,
    pub value: &'a str,
    pub error: Option<String>,
    pub longest: usize,
}

impl TextField<'_> {
    pub fn write(&self, html: &mut SafeHtml) {
        html.markup("<div class=\"field\"><label for=\"").text(self.id);
        // The style says so: the field's name stays the word alone.
        html.markup(if self.optional { "\" data-optional>" } else { "\">" }).text(self.label).markup("</label>");
        if !self.hint.is_empty() {
            html.markup("<p class=\"hint\" id=\"").text(self.id).markup("-hint\">").html(&self.hint).markup("</p>");
        }
        let lines = self.typed == Typed::Lines;
        html.markup(if lines { "<textarea rows=\"3\"" } else { "<input autocomplete=\"off\"" });
        html.markup(" class=\"input\" id=\"").text(self.id).markup("\" name=\"").text(self.name);
        html.markup("\" aria-describedby=\"");
        if !self.hint.is_empty() {
            html.text(self.id).markup("-hint ");
        }
        html.text(self.id).markup("-error\"");
        if self.error.is_some() {
            html.markup(" aria-invalid=\"true\" autofocus");
        }
        if !self.optional {
            html.markup(" aria-required=\"true\"");
        }
        self.write_value(html);
        // There even while nothing is wrong: a script may have something to say.
        html.markup("<p class=\"error\" id=\"").text(self.id);
        match &self.error {
            Some(error) => {
                html.markup("-error\">");
                Icon::Warning.write(html);
                html.markup("<span>").text(error);
            }
            None => {
                html.markup("-error\" hidden>");
                Icon::Warning.write(html);
                html.markup("<span>");
            }
        }
        html.markup("</span></p></div>");
    }

    fn write_value(&self, html: &mut SafeHtml) {
        match &self.typed {
            Typed::Day(first, last) => {
                html.markup(" type=\"date\" min=\"").text(first).markup("\" max=\"").text(last);
                html.markup("\" value=\"").text(self.value).markup("\">");
            }
            typed => {
                html.markup(" maxlength=\"").text(&self.longest.to_string());
                if *typed == Typed::Lines {
                    // The first line break in it is the element's own.
                    html.markup("\">\n").text(self.value).markup("</textarea>");
                } else {
                    html.markup("\" value=\"").text(self.value).markup("\">");
                }
            }
        }
    }
}

/// A hint that the program knows beforehand.
pub fn hint(words: &'static str) -> SafeHtml {
    let mut html = SafeHtml::default();
    html.markup(words);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_named_and_described_by_what_stands_around_it() {
        let write = |error: Option<&str>, typed| {
            let mut html = SafeHtml::default();
            let error = error.map(str::to_owned);
            let field = TextField {
                id: "mine",
                name: "name",
                label: "Name",
                hint: hint("Short."),
                value: "\"><b>",
                error,
                typed,
                longest: 9,
                ..TextField::default()
            };
            field.write(&mut html);
            html.into_string()
        };
        let calm = write(None, Typed::Line);
        assert!(
            calm.contains("<label for=\"mine\">Name</label>")
                && calm.contains("aria-describedby=\"mine-hint mine-error\"")
        );
        assert!(calm.contains("value=\"&quot;&gt;&lt;b&gt;\"") && calm.contains("id=\"mine-error\" hidden>"), "{calm}");
        let wrong = write(Some("Too <short>."), Typed::Lines);
        assert!(wrong.contains("aria-invalid=\"true\"") && wrong.contains("Too &lt;short&gt;.</span>"), "{wrong}");
        assert!(wrong.contains("maxlength=\"9\">\n&quot;&gt;&lt;b&gt;</textarea>"), "{wrong}");
    }
}
