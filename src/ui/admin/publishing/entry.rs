//! The fields of admins' forms, written as text: there are many of them, nothing in them ever changes, and a view of
//! each would be most of the client's code for these pages.

use crate::domain::html::SafeHtml;
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

/// `Entry { name: "upstream", label: "Upstream", control: Control::line(value), ..Entry::default() }`
#[derive(Default)]
pub struct Entry {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    /// Says so beside the label.
    pub optional: bool,
    pub error: Option<String>,
    pub control: Control,
}

pub enum Control {
    Line {
        value: String,
        kind: &'static str,
    },
    /// As high as its text, beginning with so many rows.
    Lines {
        value: String,
        rows: &'static str,
    },
    /// Value, words, and whether it is the one.
    Select(Vec<(String, String, bool)>),
    Check(bool),
    File {
        accept: &'static str,
    },
    /// A number of something, and of what.
    Rate {
        number: String,
        of: &'static str,
        options: Vec<(String, String, bool)>,
    },
}

impl Default for Control {
    fn default() -> Self {
        Self::line("")
    }
}

impl Control {
    pub fn line(value: impl Into<String>) -> Self {
        Self::Line { value: value.into(), kind: "text" }
    }

    pub fn number(value: impl Into<String>) -> Self {
        Self::Line { value: value.into(), kind: "number" }
    }

    pub fn day(value: impl Into<String>) -> Self {
        Self::Line { value: value.into(), kind: "date" }
    }

    pub fn lines(value: impl Into<String>, rows: &'static str) -> Self {
        Self::Lines { value: value.into(), rows }
    }

    fn is_check(&self) -> bool {
        matches!(self, Self::Check(_))
    }
}

/// Options with the chosen one marked.
pub fn options<'a>(all: impl IntoIterator<Item = (&'a str, String)>, chosen: &str) -> Vec<(String, String, bool)> {
    all.into_iter().map(|(value, words)| (value.to_owned(), words, value == chosen)).collect()
}

/// Fields that belong together, under a name. `first` stands before them.
pub fn group(legend: &'static str, first: AnyView, entries: &[Entry]) -> AnyView {
    let mut html = SafeHtml::with_capacity(2048);
    entries.iter().for_each(|entry| entry.write(&mut html));
    view! {
        <fieldset class="form group">
            <legend>{legend}</legend>
            {first}
            <div class="form" inner_html=html.into_string()></div>
        </fieldset>
    }
    .into_any()
}

impl Entry {
    pub fn view(&self) -> AnyView {
        let mut html = SafeHtml::with_capacity(512);
        self.write(&mut html);
        view! { <div inner_html=html.into_string()></div> }.into_any()
    }

    fn write(&self, html: &mut SafeHtml) {
        if self.control.is_check() {
            html.markup("<div class=\"check\">");
            self.control(html);
            html.markup("<div>");
            self.label(html);
            self.hint(html);
            self.problem(html);
            html.markup("</div></div>");
            return;
        }
        html.markup("<div class=\"field\">");
        self.label(html);
        self.hint(html);
        self.control(html);
        self.problem(html);
        html.markup("</div>");
    }

    fn label(&self, html: &mut SafeHtml) {
        html.markup("<label for=\"").markup(self.name).markup("\">").text(self.label);
        if self.optional {
            html.markup(" <span class=\"optional\">(optional)</span>");
        }
        html.markup("</label>");
    }

    fn hint(&self, html: &mut SafeHtml) {
        if !self.hint.is_empty() {
            html.markup("<p class=\"hint\" id=\"").markup(self.name).markup("-hint\">").text(self.hint).markup("</p>");
        }
    }

    fn problem(&self, html: &mut SafeHtml) {
        if let Some(error) = &self.error {
            html.markup("<p class=\"error\" id=\"").markup(self.name).markup("-error\">");
            Icon::Warning.write(html);
            html.text(error).markup("</p>");
        }
    }

    fn control(&self, html: &mut SafeHtml) {
        match &self.control {
            Control::Line { value, kind } => {
                html.markup("<input class=\"input\" autocomplete=\"off\" type=\"").markup(kind).markup("\"");
                self.wire(html);
                html.markup(" value=\"").text(value).markup("\">");
            }
            Control::Lines { value, rows } => {
                html.markup("<textarea class=\"input\" autocomplete=\"off\" rows=\"").markup(rows).markup("\"");
                self.wire(html);
                // The first line break behind the tag is not part of the text.
                html.markup(">\n").text(value).markup("</textarea>");
            }
            Control::Select(options) => {
                html.markup("<select class=\"input\"");
                self.wire(html);
                html.markup(">");
                write_options(options, html);
                html.markup("</select>");
            }
            Control::Check(on) => {
                html.markup("<input type=\"checkbox\" value=\"on\"");
                self.wire(html);
                html.markup(if *on { " checked>" } else { ">" });
            }
            Control::File { accept } => {
                html.markup("<input class=\"input\" type=\"file\" accept=\"").markup(accept).markup("\"");
                self.wire(html);
                html.markup(">");
            }
            Control::Rate { number, of, options } => {
                html.markup("<div class=\"rate\"><input class=\"input\" type=\"text\" inputmode=\"numeric\"");
                html.markup(" autocomplete=\"off\"");
                self.wire(html);
                html.markup(" value=\"").text(number).markup("\"><label for=\"").markup(of).markup("\">per</label>");
                html.markup("<select class=\"input\" id=\"").markup(of).markup("\" name=\"").markup(of).markup("\">");
                write_options(options, html);
                html.markup("</select></div>");
            }
        }
    }

    /// Its names, and what explains it in reading order.
    fn wire(&self, html: &mut SafeHtml) {
        html.markup(" id=\"").markup(self.name).markup("\" name=\"").markup(self.name).markup("\"");
        if !self.hint.is_empty() || self.error.is_some() {
            html.markup(" aria-describedby=\"");
            if !self.hint.is_empty() {
                html.markup(self.name).markup("-hint ");
            }
            if self.error.is_some() {
                html.markup(self.name).markup("-error");
            }
            html.markup("\"");
        }
        if self.error.is_some() {
            html.markup(" aria-invalid=\"true\"");
        }
    }
}

fn write_options(options: &[(String, String, bool)], html: &mut SafeHtml) {
    for (value, words, chosen) in options {
        html.markup("<option value=\"").text(value).markup(if *chosen { "\" selected>" } else { "\">" });
        html.text(words).markup("</option>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(control: Control, error: Option<&str>, parts: &[&str]) {
        let mut html = SafeHtml::default();
        let entry =
            Entry { name: "a", label: "A", hint: "H.", error: error.map(str::to_owned), control, optional: true };
        entry.write(&mut html);
        for part in parts {
            assert!(html.as_str().contains(part), "{part}: {}", html.as_str());
        }
    }

    #[test]
    fn a_control_is_named_described_and_filled() {
        check(
            Control::line("\"><b>"),
            None,
            &["<label for=\"a\">A <span", "value=\"&quot;&gt;&lt;b&gt;\"", "\"a-hint \""],
        );
        check(
            Control::lines("\n</textarea>", "3"),
            Some("No <b>."),
            &[
                ">\n\n&lt;/textarea&gt;</textarea>",
                "aria-describedby=\"a-hint a-error\" aria-invalid=\"true\"",
                "No &lt;b&gt;.",
            ],
        );
        check(Control::Check(true), None, &["type=\"checkbox\"", " checked>"]);
        let two = || options([("x", "X".to_owned()), ("y", "Y".to_owned())], "y");
        check(Control::Select(two()), None, &["<option value=\"x\">X", "<option value=\"y\" selected>Y"]);
        check(
            Control::Rate { number: "60".to_owned(), of: "per", options: two() },
            None,
            &["for=\"per\"", "value=\"60\""],
        );
    }
}
