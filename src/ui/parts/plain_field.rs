//! A field of a plain form, written as text: what is wrong with it comes with the page, so nothing in it ever
//! changes, and the pages on the way in stay small. Where something does change, `Field` is there.

use crate::domain::html::SafeHtml;
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

/// `PlainField { name: "email", label: "Email", ..PlainField::default() }.view()`
pub struct PlainField {
    pub name: &'static str,
    pub label: &'static str,
    /// Where two forms of a page have a field of that name; else the name itself.
    pub id: &'static str,
    /// The type of the input.
    pub kind: &'static str,
    /// What browsers and password managers offer for it.
    pub autocomplete: &'static str,
    pub hint: &'static str,
    pub value: String,
    pub error: Option<String>,
    pub shortest: &'static str,
    pub longest: &'static str,
    /// A link in line with the label: where it leads, and its words.
    pub beside: Option<(&'static str, &'static str)>,
}

impl Default for PlainField {
    fn default() -> Self {
        Self {
            name: "",
            label: "",
            id: "",
            kind: "text",
            autocomplete: "off",
            hint: "",
            value: String::new(),
            error: None,
            shortest: "0",
            longest: "256",
            beside: None,
        }
    }
}

impl PlainField {
    /// A full name as accounts have it.
    pub fn full_name() -> Self {
        Self { name: "name", label: "Full name", autocomplete: "name", longest: "250", ..Self::default() }
    }

    pub fn email() -> Self {
        let (name, label, kind) = ("email", "Email", "email");
        Self { name, label, kind, autocomplete: "username", longest: "254", ..Self::default() }
    }

    pub fn password() -> Self {
        let (name, label, kind) = ("password", "Password", "password");
        Self { name, label, kind, autocomplete: "current-password", ..Self::default() }
    }

    /// One that is chosen here. The server judges it.
    pub fn new_password() -> Self {
        Self {
            autocomplete: "new-password",
            hint: "At least 10 characters. A few uncommon words are better than signs and digits.",
            shortest: "10",
            ..Self::password()
        }
    }

    pub fn view(self) -> impl IntoView {
        view! { <div class="field" inner_html=self.html().into_string()></div> }
    }

    fn html(&self) -> SafeHtml {
        let id = if self.id.is_empty() { self.name } else { self.id };
        let (hinted, wrong) = (!self.hint.is_empty(), self.error.is_some());
        let mut html = SafeHtml::with_capacity(512);
        if let Some((href, words)) = self.beside {
            html.markup("<div class=\"label-row\">");
            label(&mut html, id, self.label);
            html.markup("<a href=\"").text(href).markup("\">").text(words).markup("</a></div>");
        } else {
            label(&mut html, id, self.label);
        }
        if hinted {
            html.markup("<p class=\"hint\" id=\"").text(id).markup("-hint\">").text(self.hint).markup("</p>");
        }
        html.markup("<input class=\"input\" required id=\"").text(id).markup("\" name=\"").text(self.name);
        html.markup("\" type=\"").text(self.kind).markup("\" autocomplete=\"").text(self.autocomplete);
        html.markup("\" minlength=\"").text(self.shortest).markup("\" maxlength=\"").text(self.longest);
        html.markup("\" value=\"").text(&self.value).markup("\"");
        if hinted || wrong {
            html.markup(" aria-describedby=\"");
            if hinted {
                html.text(id).markup("-hint ");
            }
            if wrong {
                html.text(id).markup("-error");
            }
            html.markup("\"");
        }
        html.markup(if wrong { " aria-invalid=\"true\">" } else { ">" });
        if let Some(error) = &self.error {
            html.markup("<p class=\"error\" id=\"").text(id).markup("-error\">");
            Icon::Warning.write(&mut html);
            html.text(error).markup("</p>");
        }
        html
    }
}

fn label(html: &mut SafeHtml, id: &str, words: &str) {
    html.markup("<label for=\"").text(id).markup("\">").text(words).markup("</label>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_named_and_described_by_what_stands_around_it() {
        let calm = PlainField { value: "\"><b>".to_owned(), ..PlainField::email() }.html();
        assert!(calm.as_str().starts_with("<label for=\"email\">Email</label><input "), "{}", calm.as_str());
        assert!(calm.as_str().contains("value=\"&quot;&gt;&lt;b&gt;\"") && !calm.as_str().contains("aria-"));
        let error = Some("Too <short>.".to_owned());
        let wrong = PlainField { id: "mine", error, ..PlainField::new_password() }.html();
        let wrong = wrong.as_str();
        assert!(wrong.contains("aria-describedby=\"mine-hint mine-error\" aria-invalid=\"true\""), "{wrong}");
        assert!(wrong.contains("id=\"mine-hint\"") && wrong.contains("Too &lt;short&gt;.</p>"), "{wrong}");
    }
}
