//! The last word before a step, as text: the browser itself opens and closes the dialog, and the step is a plain form.

use crate::domain::html::SafeHtml;

pub struct Dialog<'a> {
    /// Of the dialog, and the beginning of every id inside it.
    pub id: &'a str,
    /// Where its form is sent.
    pub action: &'a str,
    /// Once more, on the button.
    pub verb: &'static str,
    /// Of the field `step`.
    pub step: &'static str,
    pub danger: bool,
    /// It comes open: what was typed in it was refused.
    pub open: bool,
    /// A script sends it, and shows what is answered: how it is called there.
    pub issues: Option<&'static str>,
}

impl Dialog<'_> {
    pub fn write(&self, title: impl FnOnce(&mut SafeHtml), body: impl FnOnce(&mut SafeHtml), html: &mut SafeHtml) {
        html.markup("<dialog class=\"dialog\" id=\"").text(self.id).markup("\" aria-labelledby=\"").text(self.id);
        // What was typed once already is not lost by a click beside it.
        html.markup(if self.open { "-title\" open>" } else { "-title\" closedby=\"any\">" });
        html.markup("<form method=\"post\" action=\"").text(self.action).markup("\"");
        if let Some(issues) = self.issues {
            html.markup(" data-issues=\"").markup(issues).markup("\"");
        }
        html.markup("><div class=\"dialog-head\"><h2 id=\"").text(self.id).markup("-title\">");
        title(html);
        html.markup("</h2></div><div class=\"dialog-body\">");
        if self.issues.is_some() {
            html.markup(
                "<div class=\"banner\" data-tone=\"negative\" role=\"alert\" data-refusal hidden><p></p></div>",
            );
        }
        body(html);
        html.markup(
            "</div><div class=\"dialog-foot\"><button class=\"button\" type=\"button\" command=\"close\" commandfor=\"",
        );
        html.text(self.id).markup("\">Cancel</button><button class=\"button primary");
        html.markup(if self.danger { " danger\" name=\"step\" value=\"" } else { "\" name=\"step\" value=\"" });
        html.markup(self.step).markup("\"><span>").markup(self.verb).markup("</span></button></div></form></dialog>");
    }
}

/// The button that opens a dialog. `about` is what tells it from others with the same word.
pub fn opener(id: &str, label: &'static str, about: Option<&str>, class: &'static str, html: &mut SafeHtml) {
    html.markup("<button type=\"button\" command=\"show-modal\" commandfor=\"").text(id);
    html.markup("\" id=\"").text(id).markup("-opens\" class=\"").markup(class);
    if let Some(about) = about {
        html.markup("\" aria-label=\"").markup(label).markup(" ").text(about);
    }
    html.markup("\">").markup(label).markup("</button>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_a_form_that_asks_first() {
        let mut html = SafeHtml::default();
        let dialog = Dialog {
            id: "end-1",
            action: "/x",
            verb: "Revoke",
            step: "revoke",
            danger: true,
            open: false,
            issues: None,
        };
        opener("end-1", "Revoke", Some("<A>"), "button", &mut html);
        dialog.write(
            |title| {
                title.markup("Revoke ").text("<A>").markup("?");
            },
            |body| {
                body.markup("<p>Calls end.</p>");
            },
            &mut html,
        );
        let html = html.as_str();
        for part in [
            "commandfor=\"end-1\" id=\"end-1-opens\"",
            "aria-label=\"Revoke &lt;A&gt;\"",
            "aria-labelledby=\"end-1-title\" closedby=\"any\">",
            "<h2 id=\"end-1-title\">Revoke &lt;A&gt;?</h2>",
            "method=\"post\" action=\"/x\"",
            "name=\"step\" value=\"revoke\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
