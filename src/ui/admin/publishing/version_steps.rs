//! From draft to published, deprecated and retired, and back: each step behind a dialog inside the version's form, so
//! that what was typed is saved with it and nothing is lost.

use super::entry::{Control, Entry};
use crate::domain::sheet::{ProductSheet, VersionSheet};
use crate::domain::version::{VersionState, Visibility};
use crate::ui::admin::words;
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::confirm::{Ask, ConfirmForm, ConfirmPart, Step};
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

struct Doing {
    verb: &'static str,
    value: &'static str,
    /// What will happen to it.
    effect: &'static str,
    danger: bool,
}

fn towards(state: VersionState) -> Doing {
    let (verb, value, effect, danger) = match state {
        VersionState::Published => (
            "Publish",
            "publish",
            "stands in the catalog for all who may see it, and the gateway serves it where it has a path.",
            false,
        ),
        VersionState::Deprecated => (
            "Deprecate",
            "deprecate",
            "keeps working for applications that have access, is marked in the catalog, and takes no new registrations.",
            false,
        ),
        VersionState::Retired => (
            "Retire",
            "retire",
            "leaves the catalog, and the gateway refuses every call to it. You can publish it again.",
            true,
        ),
        VersionState::Draft => (
            "Unpublish",
            "unpublish",
            "is a draft again: it leaves the catalog, and the gateway serves it no more.",
            true,
        ),
    };
    Doing { verb, value, effect, danger }
}

fn id(doing: &Doing) -> String {
    ["step-", doing.value].concat()
}

/// Stand at the end of the form.
pub fn dialogs(version: &VersionSheet) -> AnyView {
    let dialog = |state: &VersionState| {
        let doing = towards(*state);
        let step = Step {
            id: id(&doing),
            title: format!("{} {}?", doing.verb, version.name),
            effect: format!("What stands on this page is saved. Then {} {}", version.name, doing.effect),
            verb: doing.verb,
            value: doing.value,
            danger: doing.danger,
            told: None,
        };
        let more = match state {
            VersionState::Published => open_warning(),
            VersionState::Deprecated => sunset(version),
            VersionState::Retired | VersionState::Draft => ().into_any(),
        };
        view! { <ConfirmPart step>{more}</ConfirmPart> }
    };
    version.state.steps().iter().map(dialog).collect_view().into_any()
}

/// Named after its step: the form may have a day of its own.
fn sunset(version: &VersionSheet) -> AnyView {
    let day = version.sunset.map(|day| day.to_string()).unwrap_or_default();
    Entry {
        name: "sunset_deprecate",
        label: "Sunset date",
        hint: "The day after which developers should not count on it any more. They see it in the catalog.",
        optional: true,
        error: None,
        control: Control::day(day),
    }
    .view()
}

/// The style shows it as long as no strategy is chosen in the form around it: no script in between.
pub fn open_warning() -> AnyView {
    view! {
        <div class="banner open-warning" data-tone="caution">
            {Icon::Warning.view()}
            <p>
                <strong>"Served openly."</strong>
                " Published without a strategy, anybody who reaches the gateway can call it: without an application, \
                 without a credential, and nobody can be told apart."
            </p>
        </div>
    }
    .into_any()
}

/// Where it stands, and what may be done next.
pub fn card(sheet: &ProductSheet, version: &VersionSheet) -> AnyView {
    let href = format!("/apis/{}/{}", sheet.slug, version.name);
    let registrations = format!("/admin/registrations?state=all&api={}/{}", sheet.slug, version.name);
    let look = if version.state.is_served() { "View in catalog" } else { "Preview" };
    let private = (version.visibility == Visibility::Private).then(|| words::badge("private", "Private"));
    let sunset = version.sunset.map(|day| view! { <p class="muted">{format!("Sunset {}", day.in_words())}</p> });
    let ask = |state: &VersionState| {
        let doing = towards(*state);
        let class = match state {
            VersionState::Published => "button primary",
            _ => "button",
        };
        view! { <Ask id=id(&doing) label=doing.verb class/> }
    };
    view! {
        <section class="card glance">
            <h2>"State"</h2>
            <p class="actions"><StateBadge state=version.state/> {private}</p>
            {sunset}
            <p class="actions next-steps">{version.state.steps().iter().map(ask).collect_view()}</p>
            <p class="more"><a href=href>{look}</a></p>
            <p class="more"><a href=registrations>"Registrations for it"</a></p>
        </section>
    }
    .into_any()
}

pub fn deletion(sheet: &ProductSheet, version: &VersionSheet) -> AnyView {
    let step = Step {
        id: "delete".to_owned(),
        title: format!("Delete {} {}?", sheet.name, version.name),
        effect:
            "The version goes with its OpenAPI file. Nobody can bring that back. While an application is registered \
                 for it, nothing is deleted, and you are told which."
                .to_owned(),
        verb: "Delete",
        value: "delete",
        danger: true,
        told: None,
    };
    let page = format!("/admin/products/{}/versions/{}", sheet.slug, version.name);
    view! {
        <p class="actions late"><Ask id="delete".to_owned() label="Delete version" class="button danger"/></p>
        <ConfirmForm step action=page/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_word_of_its_own() {
        let mut values: Vec<_> = VersionState::ALL.iter().map(|state| towards(*state).value).collect();
        values.sort_unstable();
        assert_eq!(values, ["deprecate", "publish", "retire", "unpublish"]);
    }
}
