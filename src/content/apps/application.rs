//! `/apps/:id`: one application. What may change while the page is open stands in elements that say so (`data-live`),
//! apart from the dialogs: a small script takes the new ones out of a new page, and leaves alone what is open.

use super::{apis, details, first_call, keys, refusal};
use crate::domain::apps::ApplicationPage;
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::limit::Left;
use crate::domain::text_page::TextPage;
use crate::markup::banner::{Tone, write_banner};
use std::collections::HashMap;

pub struct Shown<'a> {
    pub page: &'a ApplicationPage,
    /// What a form on it was refused for.
    pub answer: &'a FormAnswer,
    /// What was done just before, as the address has it.
    pub done: Option<&'a str>,
    /// "Why was I refused?": a section of its own, or nothing.
    pub why: &'a SafeHtml,
    /// What of limits is left, by the ids of registrations.
    pub left: &'a HashMap<String, Left>,
}

pub fn page(shown: &Shown<'_>) -> TextPage {
    let Shown { page, answer, done, why, left } = shown;
    let mut html = SafeHtml::with_capacity(16 * 1024);
    html.markup("<div data-follow=\"/apps/")
        .text(&page.application.id)
        .markup("/events?shown=")
        .text(&page.mark())
        .markup("\">");
    details::head(page, &mut html);
    if let Some((tone, subject, words)) = done.and_then(told) {
        write_banner(
            tone,
            |banner| {
                banner.markup("<strong>").markup(subject).markup("</strong> ").markup(words);
            },
            &mut html,
        );
    }
    // Of a form that has no dialog any more: somebody else was quicker.
    let dialog = [" id=\"", &answer.value("dialog"), "\" "].concat();
    let mut body = SafeHtml::with_capacity(16 * 1024);
    html.markup("<div id=\"live-facts\" data-live>");
    details::facts(page, &mut html);
    html.markup("</div>");
    details::dialogs(page, answer, &mut body);
    first_call::region(page, &mut body);
    keys::region(page, answer, &mut body);
    apis::region(page, left, answer, &mut body);
    if !body.as_str().contains(&dialog) {
        refusal(answer, &mut html);
    }
    html.html(&body).html(why).markup("</div>");
    TextPage { title: page.application.name.to_string(), text: html, ..TextPage::default() }
}

fn told(done: &str) -> Option<(Tone, &'static str, &'static str)> {
    let (subject, words) = match done {
        "created" => ("It is made.", "Next, choose an API in the catalog, and register this application for it."),
        "saved" => ("It is saved.", ""),
        "approved" => ("Access granted.", "Generate a credential if you have none yet, and make the first call."),
        "pending" => {
            let words = "Somebody looks at the request. You get a mail when it is decided; if this page is open, it shows \
                         it at once.";
            return Some((Tone::Info, "Access requested.", words));
        }
        "asked" => {
            return Some((Tone::Info, "Asked again.", "You get a mail when it is decided."));
        }
        "unregistered" => ("Unregistered.", "The application has no access to that API any more."),
        "renamed" => ("The key is renamed.", ""),
        "revoked" => ("The key is revoked.", "Calls with it are refused."),
        _ => return None,
    };
    Some((Tone::Positive, subject, words))
}
