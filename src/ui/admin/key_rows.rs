//! Records of keys, as lists of them show them: never a key, which nobody has any more.

use super::words;
use crate::domain::credential::{Credential, CredentialState};
use crate::domain::time::Timestamp;
use crate::ui::parts::confirm::{Ask, ConfirmForm, Step};
use leptos::prelude::*;

pub const REVOKE: &str = "/admin/keys/revoke";
/// Why some of those that were selected stay as they are.
pub const ENDED: &str = "the key had ended already";

pub fn is_active(key: &Credential, now: Timestamp) -> bool {
    key.state(now) == CredentialState::Active
}

fn id(key: &Credential) -> String {
    ["revoke-", &key.id].concat()
}

/// The cells that every list of keys has, from its ends to what may be done.
pub fn cells(key: &Credential, now: Timestamp) -> impl IntoView + use<> {
    let name = ["Revoke ", &key.name].concat();
    let revoke = is_active(key, now).then(|| view! { <Ask id=id(key) label="Revoke" name class="button small"/> });
    view! {
        <td data-label="Made" class="when">{key.created_at.in_words()}</td>
        <td data-label="Expires" class="when">{words::end_of(key)}</td>
        <td data-label="Last used" class="when">{words::used(key.used_at)}</td>
        <td data-label="State">{words::key_badge(key.state(now))}</td>
        <td class="end fit actions-cell">{revoke}</td>
    }
}

pub fn heads() -> impl IntoView {
    view! {
        <th scope="col">"Made"</th>
        <th scope="col">"Expires"</th>
        <th scope="col">"Last used"</th>
        <th scope="col">"State"</th>
        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
    }
}

/// Its name, and what is left to see of it.
pub fn name(key: &Credential) -> impl IntoView + use<> {
    let imported = key.imported.then(|| view! { " " <span class="badge" data-state="new">"Imported"</span> });
    view! { {key.name.clone()} {imported} <small><code>{words::ends_of(key)}</code></small> }
}

/// Stand outside of tables, whose styles they must not get.
pub fn dialog(key: &Credential, application: &str, now: Timestamp, way_back: &str) -> Option<AnyView> {
    is_active(key, now).then(|| {
        let step = Step {
            id: id(key),
            title: ["Revoke ", &key.name, " of ", application, "?"].concat(),
            effect: format!(
                "Within a second the gateway refuses every call with the key {}. Nobody can bring it back.",
                words::ends_of(key)
            ),
            verb: "Revoke",
            value: "revoke",
            danger: true,
            told: None,
        };
        let hidden = vec![("key", key.id.clone()), ("return", way_back.to_owned())];
        view! { <ConfirmForm step action=REVOKE hidden/> }.into_any()
    })
}
