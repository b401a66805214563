//! `/admin/settings`: how the portal is called, who may come in, and what applications may have.

use super::frame::{admin_page, frame};
use super::publishing::entry::{Control, Entry, group};
use crate::domain::form::FormAnswer;
use crate::domain::settings::Settings;
use crate::rpc::admin::find_settings;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::entry::refused;
use crate::ui::parts::field::Field;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let query = use_query_map();
    let answer = browser::form_answer();
    let saved = Memo::new(move |_| query.with(|query| query.get_str("done") == Some("saved")));
    let settings = page_data(|| (), |()| find_settings());
    admin_page(saved, settings, move |saved, settings| shown(*saved, settings, &answer))
}

/// Each field as the form says it: `on` is a checked box, domains stand one a line.
fn stored(settings: &Settings, field: &str) -> String {
    let on = |on: bool| if on { "on".to_owned() } else { String::new() };
    match field {
        "portal_name" => settings.portal_name.clone(),
        "tagline" => settings.tagline.clone(),
        "default_strategy" => settings.default_strategy.as_ref().map(ToString::to_string).unwrap_or_default(),
        "sign_up_open" => on(settings.sign_up_open),
        "auto_approve" => on(settings.auto_approve),
        "auto_approve_registrations" => on(settings.auto_approve_registrations),
        "applications_per_developer" => settings.applications_per_developer.to_string(),
        "credentials_per_application" => settings.credentials_per_application.to_string(),
        "key_prefix" => settings.key_prefix.clone(),
        "allowed_domains" => settings.allowed_domains.join("\n"),
        "approved_domains" => settings.approved_domains.join("\n"),
        _ => settings.sender.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

const FIELDS: [&str; 12] = [
    "portal_name",
    "tagline",
    "sign_up_open",
    "auto_approve",
    "allowed_domains",
    "approved_domains",
    "sender",
    "default_strategy",
    "auto_approve_registrations",
    "applications_per_developer",
    "credentials_per_application",
    "key_prefix",
];

fn shown(saved: bool, settings: &Settings, answer: &FormAnswer) -> AnyView {
    // What was typed is kept, all of it, as long as any of it is wrong.
    let wrong = answer.refusal.is_some() || FIELDS.iter().any(|field| answer.problem_of(field).is_some());
    let value = |field: &str| if wrong { answer.value(field) } else { stored(settings, field) };
    let error = |field: &str| answer.problem_of(field);
    let (portal_name, tagline, sender) = (value("portal_name"), value("tagline"), value("sender"));
    let default_strategy = value("default_strategy");
    let (sign_up_open, auto_approve) = (value("sign_up_open") == "on", value("auto_approve") == "on");
    let (allowed, approved) = (lines(value("allowed_domains")), lines(value("approved_domains")));
    let body = view! {
        {(saved && !wrong).then(|| view! { <Banner tone=Tone::Positive>"The settings are saved."</Banner> })}
        {refused(answer.refusal.clone())}
        <form class="form narrow" method="post" action="/admin/settings">
            {FIELDS
                .map(|field| {
                    let was = ["was_", field].concat();
                    let value = if wrong { answer.value(&was) } else { stored(settings, field) };
                    view! { <input type="hidden" name=was value=value/> }
                })
                .collect_view()}
            <Field name="portal_name" label="Name of the portal" error=error("portal_name")>
                <input type="text" autocomplete="off" required=true maxlength=Settings::LONGEST_NAME.to_string() value=portal_name/>
            </Field>
            <Field
                name="tagline"
                label="What the catalog is for"
                hint="A sentence below its title. Empty: none."
                error=error("tagline")
                optional=true
            >
                <input type="text" autocomplete="off" maxlength=Settings::LONGEST_TAGLINE.to_string() value=tagline/>
            </Field>
            // Chosen on the page of strategies; here it is only kept.
            <input type="hidden" name="default_strategy" value=default_strategy/>
            {check("sign_up_open", "Sign-up is open", "Closed, nobody can ask for an account; admins can still invite.", sign_up_open)}
            <Field
                name="allowed_domains"
                label="Domains that may sign up"
                hint="One a line, like example.com. Empty: addresses of any domain."
                error=error("allowed_domains")
            >
                {allowed}
            </Field>
            {check("auto_approve", "Approve everybody at once", "Whoever confirms an address is in, without an admin.", auto_approve)}
            <Field
                name="approved_domains"
                label="Domains that need no approval"
                hint="One a line. Addresses of these domains are approved as soon as they are confirmed."
                error=error("approved_domains")
            >
                {approved}
            </Field>
            <Field
                name="sender"
                label="Sender of mails"
                hint="Empty: made from the portal’s host."
                error=error("sender")
                optional=true
            >
                <input type="email" autocomplete="off" maxlength="254" value=sender/>
            </Field>
            {applications(&value, &error)}
            <p class="form-foot"><button class="button primary">"Save"</button></p>
        </form>
    };
    let under =
        view! { <p class="lede">"How the portal is called, who may come in, and what applications may have."</p> };
    frame("Settings", under, body.into_any())
}

/// How applications come to APIs and keys.
fn applications(value: &dyn Fn(&str) -> String, error: &dyn Fn(&str) -> Option<String>) -> AnyView {
    let entry = |name, label, hint, control| Entry { name, label, hint, error: error(name), control, optional: false };
    let entries = [
        entry(
            "auto_approve_registrations",
            "Approve all registrations at once",
            "Whoever registers an application for an API has access, whatever its version says. Turning it on releases \
             nothing that waits already.",
            Control::Check(value("auto_approve_registrations") == "on"),
        ),
        entry(
            "applications_per_developer",
            "Applications a developer may have",
            "",
            Control::number(value("applications_per_developer")),
        ),
        entry(
            "credentials_per_application",
            "Active keys an application may have",
            "",
            Control::number(value("credentials_per_application")),
        ),
        entry(
            "key_prefix",
            "Prefix of keys",
            "Two letters and an underscore, by which people and scanners know them. Keys that are out keep theirs.",
            Control::line(value("key_prefix")),
        ),
    ];
    group("Applications", ().into_any(), &entries)
}

/// An empty text between the tags would be rendered as a blank.
fn lines(text: String) -> AnyView {
    if text.is_empty() {
        view! { <textarea rows="3" spellcheck="false" autocomplete="off"></textarea> }.into_any()
    } else {
        view! { <textarea rows="3" spellcheck="false" autocomplete="off">{text}</textarea> }.into_any()
    }
}

fn check(name: &'static str, label: &'static str, hint: &'static str, on: bool) -> impl IntoView {
    let hint_id = [name, "-hint"].concat();
    view! {
        <div class="check">
            <input
                type="checkbox"
                id=name
                name=name
                value="on"
                checked=on
                aria-describedby=hint_id.clone()
            />
            <div>
                <label for=name>{label}</label>
                <p class="hint" id=hint_id>{hint}</p>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_shows_is_read_back_as_the_same() {
        let settings = Settings {
            auto_approve: true,
            allowed_domains: vec!["example.com".to_owned(), "harbour.example".to_owned()],
            ..Settings::default()
        };
        assert_eq!(Settings::read(|field| stored(&settings, field)), Ok(settings.clone()));
        assert_eq!(Settings::read(|field| stored(&Settings::default(), field)), Ok(Settings::default()));
    }
}
