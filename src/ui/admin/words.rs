//! States, events and people in the words of these pages.

use crate::domain::account::{Account, AccountState, Role};
use crate::domain::credential::{Credential, CredentialState};
use crate::domain::outbox::MailState;
use crate::domain::registration::{Registration, RegistrationState};
use crate::domain::time::Timestamp;
use leptos::prelude::*;

pub fn account_state(state: AccountState) -> &'static str {
    match state {
        AccountState::Unverified => "Not confirmed",
        AccountState::Pending => "Pending",
        AccountState::Approved => "Approved",
        AccountState::Rejected => "Rejected",
        AccountState::Revoked => "Revoked",
    }
}

pub fn mail_state(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "Waiting",
        MailState::Sent => "Sent",
        MailState::Failed => "Failed",
    }
}

pub fn registration_badge(state: RegistrationState) -> impl IntoView {
    badge(state.as_str(), state.label())
}

pub fn key_badge(state: CredentialState) -> impl IntoView {
    badge(state.as_str(), state.label())
}

/// What admin and developer wrote to each other about a registration.
pub fn letters(registration: &Registration) -> impl IntoView + use<> {
    let line = |by: &'static str, text: &Option<String>| {
        text.clone().map(|text| view! { <small class="letter">{by} ": " {text}</small> })
    };
    view! { {line("Reason", &registration.reason)} {line("Answer", &registration.answer)} }
}

/// All that is left to see of a key.
pub fn ends_of(key: &Credential) -> String {
    [key.start.as_str(), "…", &key.tail].concat()
}

/// A key that ends with a day is told by that day: it works until the day is over.
pub fn end_of(key: &Credential) -> String {
    const DAY: i64 = 86_400_000;
    match key.expires_at {
        None => "Never".to_owned(),
        Some(Timestamp(at)) if at % DAY == 0 => {
            let words = Timestamp(at - 1).in_words();
            words.split(',').next().unwrap_or_default().to_owned()
        }
        Some(at) => at.in_words(),
    }
}

pub fn used(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "Never".to_owned(), Timestamp::in_words)
}

pub fn badge(state: &'static str, word: &'static str) -> impl IntoView {
    view! { <span class="badge" data-state=state>{word}</span> }
}

pub fn account_badge(state: AccountState) -> impl IntoView {
    badge(state.as_str(), account_state(state))
}

/// Only admins wear one: everybody else is a developer.
pub fn role_badge(account: &Account) -> impl IntoView + use<> {
    (account.role == Role::Admin).then(|| badge("admin", "Admin"))
}

/// What the audit may tell of, and in words.
pub const EVENTS: [(&str, &str); 41] = [
    ("admin_created", "Admin created by the operator"),
    ("mail_retried", "Mail tried again"),
    ("password_not_proven", "Current password was wrong"),
    ("signed_in", "Signed in"),
    ("sign_in_failed", "Sign-in failed: wrong address or password"),
    ("sign_in_refused", "Sign-in refused: not approved"),
    ("session_ended", "Session ended"),
    ("password_changed", "Password changed"),
    ("renamed", "Name changed"),
    ("sign_up_asked", "Sign-up asked for"),
    ("signed_up", "Signed up"),
    ("confirmed", "Address confirmed"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("revoked", "Revoked"),
    ("made_admin", "Made an admin"),
    ("made_developer", "Made a developer"),
    ("deleted", "Account deleted"),
    ("invited", "Invited"),
    ("settings_changed", "Settings changed"),
    ("catalog_added", "Added to what is published"),
    ("catalog_changed", "Changed in what is published"),
    ("catalog_removed", "Removed from what is published"),
    ("application_added", "Application created"),
    ("application_changed", "Application changed"),
    ("application_removed", "Application deleted"),
    ("access_requested", "Access to an API asked for"),
    ("access_approved", "Access to an API approved"),
    ("access_rejected", "Access to an API rejected"),
    ("access_revoked", "Access to an API revoked"),
    ("access_asked_again", "Access to an API asked for again"),
    ("access_withdrawn", "Application unregistered from an API"),
    ("approvers_changed", "Approvers of a version changed"),
    ("key_made", "Key generated"),
    ("key_renamed", "Key renamed"),
    ("key_rotated", "Key rotated"),
    ("key_revoked", "Key revoked"),
    ("key_imported", "Key imported by the operator"),
    ("mail_failed", "Mail given up"),
    ("password_reset_asked", "Link for a new password asked for"),
    ("password_reset", "New password set by a mailed link"),
];

/// An event or a kind of mail that these pages don't know yet is told by its own name.
pub fn event(name: &str) -> String {
    EVENTS.iter().find(|(known, _)| *known == name).map_or_else(|| spelled(name), |(_, words)| (*words).to_owned())
}

/// `password_reset` as "Password reset".
pub fn spelled(name: &str) -> String {
    let text = name.replace(['_', '-'], " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Who did it, or whom it is about. Accounts have a page; of one that is gone, the last signs of its id are left.
pub fn who(id: &str, name: Option<String>) -> AnyView {
    match id {
        "operator" => "Operator".into_any(),
        "visitor" => "Visitor".into_any(),
        "portcullis" => "Portcullis".into_any(),
        id => match name {
            Some(name) => {
                view! { <a href=["/admin/developers/", id].concat() title=id.to_owned()>{name}</a> }.into_any()
            }
            None if is_account(id) => {
                let tail = ["…", &id[id.len() - 8..]].concat();
                view! { <code class="who" title=id.to_owned()>{tail}</code> }.into_any()
            }
            None => view! { <code class="who" title=id.to_owned()>{id.to_owned()}</code> }.into_any(),
        },
    }
}

/// Ids of accounts are UUIDs.
fn is_account(id: &str) -> bool {
    let at = |place: usize, sign: u8| match place {
        8 | 13 | 18 | 23 => sign == b'-',
        _ => sign.is_ascii_hexdigit(),
    };
    id.len() == 36 && id.bytes().enumerate().all(|(place, sign)| at(place, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_words() {
        assert_eq!(event("renamed"), "Name changed");
        assert_eq!(event("tea_made"), "Tea made");
        assert_eq!(event(""), "");
        assert_eq!(spelled("éte-x"), "Éte x");
    }

    #[test]
    fn only_accounts_have_a_page() {
        assert!(is_account("018f2b6e-7c41-7d02-9a55-0c1d2e3f4a5b"));
        for other in ["", "operator", "018f2b6e07c41-7d02-9a55-0c1d2e3f4a5b", "../../../../../../../../../../../../a"] {
            assert!(!is_account(other), "{other}");
        }
    }
}
