//! How far an application is from its first call, and the call.

use crate::domain::apps::{ApplicationPage, Milestone};
use crate::domain::html::SafeHtml;
use crate::domain::registration::RegistrationState;
use crate::domain::strategy::StrategyKind;
use crate::markup::icon::Icon;

pub fn region(page: &ApplicationPage, html: &mut SafeHtml) {
    let steps = page.steps();
    let ready = steps.iter().all(|(_, done)| *done);
    html.markup(
        "<section class=\"section card first-call\" aria-labelledby=\"first-call\" id=\"live-first\" data-live>",
    );
    html.markup("<h2 id=\"first-call\">First call</h2><ol class=\"checklist across\">");
    for (step, done) in steps {
        html.markup(if done { "<li data-done>" } else { "<li>" });
        Icon::Done.write(html);
        html.markup("<strong>").markup(label(step)).markup("<span class=\"visually-hidden\">");
        html.markup(if done { ": done" } else { ": to do" }).markup("</span></strong><span>");
        words(page, step, done, html);
        html.markup("</span></li>");
    }
    html.markup("</ol>");
    if let Some(call) = page.first_call.as_ref().filter(|_| ready) {
        html.markup("<figure class=\"code\"><figcaption><span>Ready: put your ");
        html.markup(if page.strategy.kind == StrategyKind::KeyAuth { "key" } else { "token" });
        html.markup(" where its place is, and call</span><button class=\"button quiet small copy\" type=\"button\" data-copy hidden>");
        Icon::Copy.write(html);
        Icon::Done.write(html);
        html.markup("Copy</button></figcaption><pre tabindex=\"0\" role=\"group\" aria-label=\"First call\"><code>");
        html.text(call).markup("</code></pre></figure>");
    }
    html.markup("</section>");
}

fn label(step: Milestone) -> &'static str {
    match step {
        Milestone::Details => "Details",
        Milestone::Api => "API",
        Milestone::Credential => "Credential",
        Milestone::Approval => "Approval",
    }
}

fn words(page: &ApplicationPage, step: Milestone, done: bool, html: &mut SafeHtml) {
    let states =
        |state: RegistrationState| page.registrations.iter().filter(move |row| row.registration.state == state);
    match (step, done) {
        (Milestone::Details, _) => html.markup("Named. Its strategy is ").text(&page.strategy.display_name).markup("."),
        (Milestone::Api, false) => html.markup("Choose one in the <a href=\"/\">catalog</a>, and register for it."),
        (Milestone::Api, true) => match page.registrations.as_slice() {
            [only] => html.text(&only.product_name).markup(" ").text(&only.version).markup("."),
            more => html.text(&more.len().to_string()).markup(" APIs."),
        },
        (Milestone::Credential, _) if page.strategy.kind == StrategyKind::OpenidConnect => {
            html.markup("The identity provider keeps it.")
        }
        (Milestone::Credential, false) => {
            html.markup("<a href=\"#authentication\">Generate one</a>, and keep it safe.")
        }
        (Milestone::Credential, true) => match page.active_credentials() {
            1 => html.markup("1 key is active."),
            keys => html.text(&keys.to_string()).markup(" keys are active."),
        },
        (Milestone::Approval, true) => {
            let approved = states(RegistrationState::Approved).count();
            let waiting = states(RegistrationState::Pending).count();
            html.markup("Access to ").text(&approved.to_string()).markup(if approved == 1 { " API" } else { " APIs" });
            match waiting {
                0 => html.markup("."),
                waiting => html.markup("; ").text(&waiting.to_string()).markup(" still waiting."),
            }
        }
        (Milestone::Approval, false) if states(RegistrationState::Pending).next().is_some() => {
            html.markup("Waiting: you get a mail, and this page shows it at once.")
        }
        (Milestone::Approval, false) if page.registrations.is_empty() => {
            html.markup("Some APIs open at once, others after somebody has looked.")
        }
        (Milestone::Approval, false) => {
            html.markup("None was given. The reason stands with each <a href=\"#apis\">API</a>.")
        }
    };
}
