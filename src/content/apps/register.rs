//! "Register for …": which application is to have access to a version. It comes open. A script makes it modal; without
//! one it is a part of the page.

use super::new::fixed;
use super::{fields, refusal};
use crate::domain::apps::{Candidate, RegisterDialog};
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::markup::icon::Icon;

/// `back` is the page on which it stands.
pub fn dialog(dialog: &RegisterDialog, back: &str, answer: &FormAnswer) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(4096 + dialog.applications.len() * 500);
    begin(&dialog.product, &dialog.version, &mut html);
    html.markup("<form method=\"post\" action=\"/apis/").text(dialog.slug.as_str()).markup("/").text(&dialog.version);
    html.markup("/register\"><div class=\"dialog-head\">");
    title(&dialog.product, &dialog.version, &mut html);
    html.markup("<p>").markup(if dialog.at_once {
        "The application you choose has access at once."
    } else {
        "Somebody looks at each request. You get a mail when yours is decided."
    });
    html.markup("</p></div><div class=\"dialog-body\">");
    refusal(answer, &mut html);
    applications(dialog, answer, &mut html);
    html.markup("</div><div class=\"dialog-foot\">");
    cancel("Cancel", back, &mut html);
    let none = dialog.may_add.is_err() && dialog.applications.iter().all(|candidate| candidate.unusable.is_some());
    html.markup(if none {
        "<button class=\"button primary\" disabled>Request Access</button></div></form></dialog>"
    } else {
        "<button class=\"button primary\">Request Access</button></div></form></dialog>"
    });
    html
}

/// Where nothing can be asked for, it says why.
pub fn closed(product: &str, version: &str, why: &str, back: &str) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(1024);
    begin(product, version, &mut html);
    html.markup("<div class=\"dialog-head\">");
    title(product, version, &mut html);
    html.markup("<p>").text(why).markup("</p></div><div class=\"dialog-foot\">");
    cancel("Close", back, &mut html);
    html.markup("</div></dialog>");
    html
}

fn begin(product: &str, version: &str, html: &mut SafeHtml) {
    html.markup("<dialog class=\"dialog register\" id=\"register\" open aria-label=\"Register for ");
    html.text(product).markup(" ").text(version).markup("\">");
}

fn title(product: &str, version: &str, html: &mut SafeHtml) {
    html.markup("<h2>Register for ").text(product).markup(" ").text(version).markup("</h2>");
}

fn cancel(word: &'static str, back: &str, html: &mut SafeHtml) {
    html.markup("<a class=\"button\" data-noscroll data-leave href=\"")
        .text(back)
        .markup("\">")
        .markup(word)
        .markup("</a>");
}

fn applications(dialog: &RegisterDialog, answer: &FormAnswer, html: &mut SafeHtml) {
    let typed = answer.value("application");
    let usable = |candidate: &&Candidate| candidate.unusable.is_none();
    let only = {
        let mut usable = dialog.applications.iter().filter(usable);
        usable.next().filter(|_| usable.next().is_none()).map(|candidate| candidate.id.as_str())
    };
    let none = !dialog.applications.iter().any(|candidate| candidate.unusable.is_none());
    // What was chosen; else the only one that fits; else a new one. Among several nobody is hurried.
    let chosen = match typed.as_str() {
        "" => only.or(none.then_some("new")).unwrap_or_default(),
        typed => typed,
    };
    let wrong = answer.problem_of("application");
    html.markup("<div class=\"field\"><fieldset class=\"choices applications\" role=\"radiogroup\"");
    html.markup(if wrong.is_some() {
        " aria-invalid=\"true\" aria-describedby=\"application-error\"><legend>Application</legend>"
    } else {
        "><legend>Application</legend>"
    });
    if !dialog.applications.is_empty() {
        html.markup("<div class=\"candidates\">");
        dialog.applications.iter().for_each(|candidate| choice(candidate, candidate.id == chosen, html));
        html.markup("</div>");
    }
    create(dialog, chosen == "new", answer, html);
    html.markup("</fieldset>");
    if let Some(wrong) = wrong {
        html.markup("<p class=\"error\" id=\"application-error\">");
        Icon::Warning.write(html);
        html.markup("<span>").text(&wrong).markup("</span></p>");
    }
    html.markup("</div>");
}

fn choice(candidate: &Candidate, chosen: bool, html: &mut SafeHtml) {
    let Candidate { id, name, strategy, unusable } = candidate;
    html.markup("<div class=\"choice\"><input type=\"radio\" name=\"application\" id=\"application-").text(id);
    html.markup("\" value=\"").text(id).markup("\" aria-describedby=\"application-").text(id).markup("-note\"");
    html.markup(match (unusable, chosen) {
        (Some(_), _) => " disabled>",
        (None, true) => " checked>",
        (None, false) => ">",
    });
    html.markup("<label for=\"application-").text(id).markup("\">").text(name).markup("</label>");
    html.markup("<p class=\"choice-note\" id=\"application-").text(id).markup("-note\">");
    html.text(unusable.as_ref().unwrap_or(strategy)).markup("</p></div>");
}

/// The last choice: made and registered in one step.
fn create(dialog: &RegisterDialog, chosen: bool, answer: &FormAnswer, html: &mut SafeHtml) {
    html.markup(
        "<div class=\"choice\"><input type=\"radio\" name=\"application\" id=\"application-new\" value=\"new\" ",
    );
    html.markup("aria-describedby=\"application-new-note\"");
    html.markup(match (&dialog.may_add, chosen) {
        (Err(_), _) => " disabled>",
        (Ok(()), true) => " checked>",
        (Ok(()), false) => ">",
    });
    html.markup("<label for=\"application-new\">Create an application</label>");
    html.markup("<p class=\"choice-note\" id=\"application-new-note\">");
    match &dialog.may_add {
        Err(why) => html.text(why),
        Ok(()) => html.markup("Made and registered in one step."),
    };
    html.markup("</p>");
    if dialog.may_add.is_ok() {
        html.markup("<div class=\"choice-body\">");
        fixed(&dialog.strategy.display_name, dialog.strategy.kind, &dialog.strategy.how, html);
        let values = ["name", "description", "reference_id"].map(|field| answer.value(field));
        fields("new-", Some(dialog.strategy.kind), values.each_ref().map(String::as_str), Some(answer), html);
        html.markup("</div>");
    }
    html.markup("</div>");
}
