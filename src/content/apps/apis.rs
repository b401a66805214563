//! The region **APIs**: what the application may call, or has asked for.

use super::refusal;
use crate::domain::apps::{ApplicationPage, RegistrationRow};
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::limit::Left;
use crate::domain::registration::{LONGEST_REASON, RegistrationState};
use crate::domain::version::VersionState;
use crate::domain::when::ago;
use crate::markup::badge::write_badge;
use crate::markup::dialog::{Dialog, opener};
use crate::markup::field::{TextField, Typed, hint};
use crate::markup::when::write_time;
use std::collections::HashMap;

pub fn region(page: &ApplicationPage, left: &HashMap<String, Left>, answer: &FormAnswer, html: &mut SafeHtml) {
    html.markup(
        "<section class=\"section\" aria-labelledby=\"apis\"><div class=\"section-head\"><h2 id=\"apis\">APIs</h2>",
    );
    html.markup(
        "<a class=\"button\" href=\"/\">Find an API</a><p>What the application may call. Every API is asked for on ",
    );
    html.markup("its own page, with <strong>Register</strong>.</p></div><div id=\"live-apis\" data-live>");
    if page.registrations.is_empty() {
        html.markup("<p class=\"blank\">No API yet. Choose one in the <a href=\"/\">catalog</a>, register for it, and pick this ");
        html.markup("application.</p>");
    } else {
        table(page, left, html);
    }
    html.markup("</div><div id=\"api-dialogs\" class=\"dialogs\">");
    for row in &page.registrations {
        if row.registration.state == RegistrationState::Rejected {
            ask_again(page, row, answer, html);
        }
        if row.registration.state.may_be_withdrawn().is_ok() {
            unregister(page, row, answer, html);
        }
    }
    html.markup("</div></section>");
}

fn table(page: &ApplicationPage, left: &HashMap<String, Left>, html: &mut SafeHtml) {
    html.markup("<div class=\"table-frame wide\"><table class=\"table\" aria-label=\"Registrations\"><thead><tr>");
    for column in ["API", "State", "Base path", "Limit", "Requested"] {
        html.markup("<th scope=\"col\">").markup(column).markup("</th>");
    }
    html.markup("<th scope=\"col\"><span class=\"visually-hidden\">Actions</span></th></tr></thead><tbody>");
    page.registrations.iter().for_each(|row| line(page, row, left.get(&row.registration.id), html));
    html.markup("</tbody></table></div>");
}

fn line(page: &ApplicationPage, row: &RegistrationRow, left: Option<&Left>, html: &mut SafeHtml) {
    let registration = &row.registration;
    html.markup("<tr><th scope=\"row\">");
    if row.visible {
        html.markup("<a href=\"/apis/").text(row.product.as_str()).markup("/").text(&row.version).markup("\">");
    }
    html.text(&row.product_name).markup(" <span class=\"version\">").text(&row.version).markup("</span>");
    html.markup(if row.visible { "</a>" } else { "" });
    if row.version_state != VersionState::Published {
        html.markup(" ");
        write_badge(row.version_state, false, html);
    }
    if let Some(day) = row.sunset.filter(|_| row.version_state == VersionState::Deprecated) {
        html.markup("<small>Works until ").text(&day.in_words()).markup("</small>");
    }
    told(row, html);
    html.markup("</th><td class=\"state-cell\"><span class=\"badge\" data-state=\"")
        .markup(registration.state.as_str());
    html.markup("\">").markup(registration.state.label()).markup("</span></td><td data-label=\"Base path\">");
    match &row.path {
        Some(path) => html.markup("<code>").text(path).markup("</code>"),
        None => html.markup("<span class=\"muted\">None</span>"),
    };
    html.markup("</td><td data-label=\"Limit\">");
    match &row.limit {
        Some(limit) => {
            html.markup("<span>").text(&limit.to_string());
            if let Some(Left { requests, about }) = left {
                html.markup("<small>").markup(if *about { "About " } else { "" }).text(&requests.to_string());
                html.markup(" left now</small>");
            }
            html.markup("</span>")
        }
        None => html.markup("<span class=\"muted\">None</span>"),
    };
    html.markup("</td><td data-label=\"Requested\" class=\"when\">");
    write_time(registration.requested_at, &ago(registration.requested_at, page.now), html);
    html.markup("</td><td class=\"end fit actions-cell\">");
    let name = named(row);
    if registration.state == RegistrationState::Rejected {
        opener(&["ask-again-", &registration.id].concat(), "Ask again", Some(&name), "button small", html);
    }
    if registration.state.may_be_withdrawn().is_ok() {
        opener(&["unregister-", &registration.id].concat(), "Unregister", Some(&name), "button quiet small", html);
    }
    html.markup("</td></tr>");
}

/// What the admin wrote, what the developer answered, and what comes next.
fn told(row: &RegistrationRow, html: &mut SafeHtml) {
    let registration = &row.registration;
    if let Some(reason) = &registration.reason {
        html.markup("<small class=\"said\">The reason given: “").text(reason).markup("”</small>");
    }
    if let Some(answer) = registration.answer.as_ref().filter(|_| registration.state == RegistrationState::Pending) {
        html.markup("<small class=\"said\">Your answer: “").text(answer).markup("”</small>");
    }
    html.markup(match registration.state {
        RegistrationState::Pending => "<small>You get a mail when it is decided.</small>",
        RegistrationState::Revoked => "<small>Calls are refused. Ask the people who run this portal.</small>",
        RegistrationState::Approved | RegistrationState::Rejected => "",
    });
}

fn named(row: &RegistrationRow) -> String {
    [&row.product_name, " ", &row.version].concat()
}

fn address(page: &ApplicationPage, row: &RegistrationRow) -> String {
    ["/apps/", &page.application.id, "/registrations/", &row.registration.id].concat()
}

fn unregister(page: &ApplicationPage, row: &RegistrationRow, answer: &FormAnswer, html: &mut SafeHtml) {
    let id = ["unregister-", &row.registration.id].concat();
    let open = answer.value("dialog") == id;
    let action = address(page, row);
    Dialog { id: &id, action: &action, verb: "Unregister", step: "unregister", danger: true, open, issues: None }
        .write(
            |title| {
                title.markup("Unregister from ").text(&named(row)).markup("?");
            },
            |body| {
                if open {
                    refusal(answer, body);
                }
                body.markup("<p>");
                match row.registration.state {
                    RegistrationState::Approved => {
                        body.markup("Calls of ")
                            .text(page.application.name.as_str())
                            .markup(" to it are refused within a second. ");
                    }
                    _ => {
                        body.markup("The request is taken back. ");
                    }
                }
                body.markup("To have access, you would have to register again. The keys stay as they are.</p>");
            },
            html,
        );
}

fn ask_again(page: &ApplicationPage, row: &RegistrationRow, answer: &FormAnswer, html: &mut SafeHtml) {
    let id = ["ask-again-", &row.registration.id].concat();
    let open = answer.value("dialog") == id;
    let action = address(page, row);
    Dialog { id: &id, action: &action, verb: "Ask again", step: "ask_again", danger: false, open, issues: None }.write(
        |title| {
            title.markup("Ask again for ").text(&named(row)).markup("?");
        },
        |body| {
            if open {
                refusal(answer, body);
            }
            if let Some(reason) = &row.registration.reason {
                body.markup("<p>It was rejected, and this reason given:</p><blockquote class=\"said\">").text(reason);
                body.markup("</blockquote>");
            }
            let typed = if open { answer.value("answer") } else { String::new() };
            TextField {
                id: &[&id, "-answer"].concat(),
                name: "answer",
                label: "Answer",
                hint: hint("Whoever decides reads it."),
                optional: true,
                typed: Typed::Lines,
                value: &typed,
                error: answer.problem_of("answer").filter(|_| open),
                longest: LONGEST_REASON,
            }
            .write(body);
        },
        html,
    );
}
