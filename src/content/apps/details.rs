//! What an application is called, and its end.

use super::{counted, crumbs, fields, refusal, typed_name, value};
use crate::domain::apps::ApplicationPage;
use crate::domain::credential::CredentialState;
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::registration::RegistrationState;
use crate::markup::dialog::{Dialog, opener};
use crate::markup::strategy::write_strategy;
use crate::markup::when::write_time;

pub fn head(page: &ApplicationPage, html: &mut SafeHtml) {
    let application = &page.application;
    crumbs(application.name.as_str(), html);
    html.markup("<header class=\"page-head app-head\"><div class=\"page-title\"><h1>").text(application.name.as_str());
    html.markup("</h1>");
    if !application.description.is_empty() {
        html.markup("<p class=\"lede lines\">").text(&application.description).markup("</p>");
    }
    html.markup("</div><p class=\"actions\">");
    opener("edit", "Edit", None, "button", html);
    opener("delete", "Delete", None, "button danger", html);
    html.markup("</p></header>");
}

pub fn facts(page: &ApplicationPage, html: &mut SafeHtml) {
    let application = &page.application;
    html.markup("<dl class=\"app-facts\"><div><dt>Auth strategy</dt><dd>");
    if page.strategy.display_name == crate::domain::strategy::in_words(Some(page.strategy.kind)) {
        write_strategy(Some(page.strategy.kind), html);
    } else {
        html.markup("<span class=\"strategy\" data-kind=\"").markup(page.strategy.kind.as_str()).markup("\">");
        html.text(&page.strategy.display_name).markup("</span>");
    }
    html.markup("</dd></div><div><dt>Reference ID</dt><dd><code class=\"mono-id\">")
        .text(application.reference_id.as_str());
    html.markup("</code></dd></div><div><dt>Made</dt><dd>");
    write_time(application.created_at, &application.created_at.day().in_words(), html);
    html.markup("</dd></div><div><dt>Calls</dt><dd><a href=\"/apps/").text(&application.id);
    html.markup("/analytics\">View analytics</a></dd></div></dl>");
}

pub fn dialogs(page: &ApplicationPage, answer: &FormAnswer, html: &mut SafeHtml) {
    html.markup("<div id=\"app-dialogs\" class=\"dialogs\">");
    edit(page, answer, html);
    delete(page, answer, html);
    html.markup("</div>");
}

fn edit(page: &ApplicationPage, answer: &FormAnswer, html: &mut SafeHtml) {
    let open = answer.value("dialog") == "edit";
    let application = &page.application;
    let action = ["/apps/", &application.id].concat();
    Dialog { id: "edit", action: &action, verb: "Save", step: "save", danger: false, open, issues: None }.write(
        |title| {
            title.markup("Edit ").text(application.name.as_str());
        },
        |body| {
            if open {
                refusal(answer, body);
            }
            let values = [
                value(answer, open, "name", application.name.as_str()),
                value(answer, open, "description", &application.description),
                value(answer, open, "reference_id", application.reference_id.as_str()),
            ];
            let values = values.each_ref().map(String::as_str);
            fields("edit-", Some(page.strategy.kind), values, Some(answer).filter(|_| open), body);
        },
        html,
    );
}

/// What stops working is listed, and the name has to be typed: nobody does that by a slip.
fn delete(page: &ApplicationPage, answer: &FormAnswer, html: &mut SafeHtml) {
    let open = answer.value("dialog") == "delete";
    let application = &page.application;
    let action = ["/apps/", &application.id].concat();
    let keys = page.credentials.iter().filter(|key| key.state(page.now) == CredentialState::Active).count();
    let granted: Vec<_> =
        page.registrations.iter().filter(|row| row.registration.state == RegistrationState::Approved).collect();
    Dialog { id: "delete", action: &action, verb: "Delete", step: "delete", danger: true, open, issues: None }.write(
        |title| {
            title.markup("Delete ").text(application.name.as_str()).markup("?");
        },
        |body| {
            if open {
                refusal(answer, body);
            }
            body.markup("<p>It can’t be undone. ");
            if granted.is_empty() && keys == 0 {
                body.markup("Nothing works with it yet, so nothing stops.</p>");
            } else {
                body.markup("What stops working within a second:</p><ul class=\"stops\">");
                if keys > 0 {
                    body.markup("<li>");
                    counted(keys, "active key", "active keys", body);
                    body.markup("</li>");
                }
                for row in granted {
                    body.markup("<li>Calls to ").text(&row.product_name).markup(" ").text(&row.version).markup("</li>");
                }
                body.markup("</ul>");
            }
            body.markup("<p>Type <strong class=\"typed\">")
                .text(application.name.as_str())
                .markup("</strong> to delete it.</p>");
            let error = answer.problem_of("typed").filter(|_| open);
            typed_name("delete-name", "Name of the application", error, body);
        },
        html,
    );
}
