//! The region **Authentication**: how calls of the application prove whose they are.

use super::{counted, issued, refusal, value};
use crate::domain::application::LONGEST;
use crate::domain::apps::ApplicationPage;
use crate::domain::credential::{Credential, CredentialState, LONGEST_OVERLAP_DAYS};
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::strategy::StrategyKind;
use crate::domain::time::Timestamp;
use crate::domain::when::{ago, ahead, last_day};
use crate::markup::dialog::{Dialog, opener};
use crate::markup::field::{TextField, Typed};
use crate::markup::when::write_time;

const DAY: i64 = 86_400_000;
/// A coming end is told this long before.
const SOON: i64 = 30 * DAY;
/// Without a lifetime, an end later than this was mistyped.
const LONGEST_DAYS: u32 = 3650;
const OVERLAPS: [(u32, &str); 6] = [
    (0, "None: it ends now"),
    (1, "1 day"),
    (7, "7 days"),
    (14, "14 days"),
    (30, "30 days"),
    (LONGEST_OVERLAP_DAYS, "90 days"),
];
const USUAL_OVERLAP: u32 = 7;

pub fn region(page: &ApplicationPage, answer: &FormAnswer, html: &mut SafeHtml) {
    html.markup("<section class=\"section\" aria-labelledby=\"authentication\">");
    if page.strategy.kind == StrategyKind::OpenidConnect {
        openid(page, html);
        html.markup("</section>");
        return;
    }
    let full = page.active_credentials() >= page.most_credentials;
    html.markup(
        "<div id=\"live-keys\" data-live><div class=\"section-head\"><h2 id=\"authentication\">Authentication</h2>",
    );
    if full {
        html.markup("<button class=\"button\" type=\"button\" disabled aria-describedby=\"keys-full\">Generate Credential</button>");
    } else {
        opener("generate", "Generate Credential", None, "button primary", html);
    }
    html.markup("<p>").text(&page.strategy.how).markup(" One key opens every API that the application has access to.");
    if full {
        html.markup(" <strong id=\"keys-full\">").text(&page.most_credentials.to_string());
        html.markup(" keys are active, which is the most. Revoke one that is not needed any more first.</strong>");
    }
    html.markup("</p></div>");
    if page.credentials.is_empty() {
        html.markup("<p class=\"blank\">No key yet. Generate one, and copy it to where your program reads it.</p>");
    } else {
        table(page, html);
    }
    html.markup("</div><div id=\"key-dialogs\" class=\"dialogs\">");
    generate(page, answer, html);
    for key in page.credentials.iter().filter(|key| key.state(page.now) == CredentialState::Active) {
        rename(page, key, answer, html);
        if key.successor.is_none() {
            rotate(page, key, answer, html);
        }
        revoke(page, key, answer, html);
    }
    issued::template(html);
    html.markup("</div></section>");
}

/// The portal issues nothing: what it knows is the client's id.
fn openid(page: &ApplicationPage, html: &mut SafeHtml) {
    html.markup("<div class=\"section-head\"><h2 id=\"authentication\">Authentication</h2><p>");
    html.text(&page.strategy.how).markup(" There is no key to generate here: your client’s credentials stay in the ");
    html.markup(
        "identity provider.</p></div><div id=\"live-keys\" data-live><dl class=\"facts client-id\"><dt>Client ID</dt>",
    );
    html.markup("<dd><code class=\"mono-id\">").text(page.application.reference_id.as_str());
    html.markup(
        "</code><small>The application’s reference ID. Tokens of this client, and of no other, count as calls of ",
    );
    html.text(page.application.name.as_str())
        .markup(". If the client has another id, edit the application.</small></dd></dl></div>");
}

fn table(page: &ApplicationPage, html: &mut SafeHtml) {
    html.markup(
        "<div class=\"table-frame wide\"><table class=\"table key-table\" aria-label=\"Credentials\"><thead><tr>",
    );
    for column in ["Name", "Key", "State", "Made", "Expires", "Last used"] {
        html.markup("<th scope=\"col\">").markup(column).markup("</th>");
    }
    html.markup("<th scope=\"col\"><span class=\"visually-hidden\">Actions</span></th></tr></thead><tbody>");
    let active = |key: &&Credential| key.state(page.now) == CredentialState::Active;
    // What still works stands above what has ended.
    let (on, off): (Vec<_>, Vec<_>) = page.credentials.iter().partition(active);
    on.into_iter().chain(off).for_each(|key| row(page, key, html));
    html.markup("</tbody></table></div>");
}

fn row(page: &ApplicationPage, key: &Credential, html: &mut SafeHtml) {
    let (state, now) = (key.state(page.now), page.now);
    let active = state == CredentialState::Active;
    html.markup(if active { "<tr>" } else { "<tr class=\"ended\">" }).markup("<th scope=\"row\">").text(&key.name);
    if active {
        succeeded(page, key, html);
    }
    html.markup("</th><td data-label=\"Key\"><code class=\"key-ends\">").text(&key.start).markup("…").text(&key.tail);
    html.markup("</code></td><td class=\"state-cell\">");
    let (shown, word) = match (state, &key.successor) {
        (CredentialState::Active, Some(_)) => ("rotating", "Rotating"),
        (state, _) => (state.as_str(), state.label()),
    };
    html.markup("<span class=\"badge\" data-state=\"").markup(shown).markup("\">").markup(word).markup("</span></td>");
    html.markup("<td data-label=\"Made\">");
    write_time(key.created_at, &key.created_at.day().in_words(), html);
    html.markup("</td><td data-label=\"Expires\">");
    match (key.expires_at, key.revoked_at) {
        (_, Some(revoked)) => {
            html.markup("<span>Revoked ");
            write_time(revoked, &revoked.day().in_words(), html);
            html.markup("</span>");
        }
        (None, None) => {
            html.markup("<span class=\"muted\">Never</span>");
        }
        (Some(end), None) if active && end.0 - now.0 <= SOON => {
            html.markup("<span class=\"badge\" data-state=\"ending\"><span>Ends ");
            write_time(end, &ahead(end, now), html);
            html.markup("</span></span>");
        }
        (Some(end), None) => write_time(end, &last_day(end), html),
    }
    html.markup("</td><td data-label=\"Last used\" class=\"when\">");
    used(key, now, html);
    html.markup("</td><td class=\"end fit actions-cell\">");
    if active {
        steps(key, html);
    }
    html.markup("</td></tr>");
}

fn used(key: &Credential, now: Timestamp, html: &mut SafeHtml) {
    match key.used_at {
        Some(used) => write_time(used, &ago(used, now), html),
        None => {
            html.markup("<span class=\"muted\">Never</span>");
        }
    }
}

/// Of two that overlap, the old one may go as soon as nothing calls with it any more.
fn succeeded(page: &ApplicationPage, key: &Credential, html: &mut SafeHtml) {
    let successor = key.successor.as_ref().and_then(|id| page.credentials.iter().find(|other| other.id == *id));
    let Some(successor) = successor else { return };
    html.markup("<small>Replaced by <code>")
        .text(&successor.start)
        .markup("…")
        .text(&successor.tail)
        .markup("</code>. ");
    let quiet = key.used_at.is_none_or(|used| used < successor.created_at);
    html.markup(if quiet { "Not used since: it can be revoked.</small>" } else { "Still in use.</small>" });
}

fn steps(key: &Credential, html: &mut SafeHtml) {
    let about = Some(key.name.as_str());
    opener(&["rename-", &key.id].concat(), "Rename", about, "button quiet small", html);
    if key.successor.is_none() {
        opener(&["rotate-", &key.id].concat(), "Rotate", about, "button quiet small", html);
    }
    opener(&["revoke-", &key.id].concat(), "Revoke", about, "button quiet small", html);
}

fn generate(page: &ApplicationPage, answer: &FormAnswer, html: &mut SafeHtml) {
    let refused = answer.value("dialog") == "generate";
    let (typed, ends) = (value(answer, refused, "name", ""), value(answer, refused, "ends", ""));
    let problem = |field: &str| answer.problem_of(field).filter(|_| refused);
    let mut lasting = SafeHtml::default();
    lasting.markup("The last day on which it works, in UTC. If left empty, it works ");
    match page.lifetime_days {
        Some(1) => lasting.markup("for 1 day, as keys of this strategy do."),
        Some(days) => lasting.markup("for ").text(&days.to_string()).markup(" days, as keys of this strategy do."),
        None => lasting.markup("until you revoke it."),
    };
    let latest = Timestamp(page.now.0 + i64::from(page.lifetime_days.unwrap_or(LONGEST_DAYS)) * DAY - DAY);
    let days = Typed::Day(page.now.day().to_string(), latest.day().to_string());
    Dialog {
        id: "generate",
        action: &["/apps/", &page.application.id, "/credentials"].concat(),
        verb: "Generate",
        step: "generate",
        danger: false,
        open: refused,
        issues: Some("generate"),
    }
    .write(
        |title| {
            title.markup("Generate Credential");
        },
        |body| {
            if refused {
                refusal(answer, body);
            }
            body.markup("<input type=\"hidden\" name=\"application\" value=\"")
                .text(&page.application.id)
                .markup("\">");
            let mut where_used = SafeHtml::default();
            where_used.markup("Where it is used, so that you know which one it is: “Production”, “My laptop”.");
            TextField {
                id: "generate-name",
                name: "name",
                label: "Name",
                hint: where_used,
                value: &typed,
                error: problem("name"),
                longest: LONGEST,
                ..TextField::default()
            }
            .write(body);
            TextField {
                id: "generate-ends",
                name: "ends",
                label: "Ends",
                hint: lasting,
                optional: true,
                typed: days,
                value: &ends,
                error: problem("ends"),
                ..TextField::default()
            }
            .write(body);
        },
        html,
    );
}

fn address(page: &ApplicationPage, key: &Credential) -> String {
    ["/apps/", &page.application.id, "/credentials/", &key.id].concat()
}

fn rename(page: &ApplicationPage, key: &Credential, answer: &FormAnswer, html: &mut SafeHtml) {
    let id = ["rename-", &key.id].concat();
    let refused = answer.value("dialog") == id;
    let typed = value(answer, refused, "name", &key.name);
    let action = address(page, key);
    Dialog { id: &id, action: &action, verb: "Rename", step: "rename", danger: false, open: refused, issues: None }
        .write(
            |title| {
                title.markup("Rename ").text(&key.name);
            },
            |body| {
                let error = answer.problem_of("name").filter(|_| refused);
                let field = [&id, "-name"].concat();
                TextField {
                    id: &field,
                    name: "name",
                    label: "Name",
                    value: &typed,
                    error,
                    longest: LONGEST,
                    ..TextField::default()
                }
                .write(body);
            },
            html,
        );
}

fn rotate(page: &ApplicationPage, key: &Credential, answer: &FormAnswer, html: &mut SafeHtml) {
    let id = ["rotate-", &key.id].concat();
    let refused = answer.value("dialog") == id;
    let typed = answer.value("overlap_days").parse().ok().filter(|_| refused).unwrap_or(USUAL_OVERLAP);
    let action = address(page, key);
    let issues = Some("rotate");
    Dialog { id: &id, action: &action, verb: "Rotate", step: "rotate", danger: false, open: refused, issues }.write(
        |title| {
            title.markup("Rotate ").text(&key.name);
        },
        |body| {
            if refused {
                refusal(answer, body);
            }
            body.markup("<input type=\"hidden\" name=\"id\" value=\"")
                .text(&key.id)
                .markup("\"><p>A new key takes its place ");
            body.markup("and is shown once. Until your program uses it, the old one may go on");
            if let Some(end) = key.expires_at {
                body.markup(", but no longer than ").text(&last_day(end)).markup(", when both end");
            }
            body.markup(".</p><div class=\"field\"><label for=\"").text(&id).markup("-overlap\">Overlap</label>");
            body.markup("<p class=\"hint\" id=\"").text(&id).markup("-hint\">How long the old key still works.</p>");
            body.markup("<select class=\"input\" name=\"overlap_days\" id=\"")
                .text(&id)
                .markup("-overlap\" aria-describedby=\"");
            body.text(&id).markup("-hint\">");
            for (days, words) in OVERLAPS {
                body.markup("<option value=\"").text(&days.to_string());
                body.markup(if days == typed { "\" selected>" } else { "\">" }).markup(words).markup("</option>");
            }
            body.markup("</select></div>");
        },
        html,
    );
}

fn revoke(page: &ApplicationPage, key: &Credential, answer: &FormAnswer, html: &mut SafeHtml) {
    let id = ["revoke-", &key.id].concat();
    let refused = answer.value("dialog") == id;
    let action = address(page, key);
    Dialog { id: &id, action: &action, verb: "Revoke", step: "revoke", danger: true, open: refused, issues: None }
        .write(
            |title| {
                title.markup("Revoke ").text(&key.name).markup("?");
            },
            |body| {
                if refused {
                    refusal(answer, body);
                }
                body.markup("<p>Calls with <code>").text(&key.start).markup("…").text(&key.tail);
                body.markup("</code> are refused within a second. It can’t be undone. Last used: ");
                match key.used_at {
                    Some(used) => body.text(&ago(used, page.now)),
                    None => body.markup("never"),
                };
                body.markup(".</p>");
                let others = page.active_credentials().saturating_sub(1) as usize;
                body.markup("<p>").text(page.application.name.as_str()).markup(" then has ");
                counted(others, "other key", "other keys", body);
                body.markup(" that still work");
                body.markup(if others == 1 { "s.</p>" } else { ".</p>" });
            },
            html,
        );
}
