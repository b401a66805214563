//! States, events and people in the words of these pages.

use crate::domain::account::{Account, AccountState, Role};
use crate::domain::outbox::MailState;
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
pub const EVENTS: [(&str, &str); 26] = [
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
