//! What each mail says.

mod access;

use super::line::one_line;
use super::paper::{Paper, Part};
use crate::domain::account::{AccountState, FullName};
use crate::domain::registration::RegistrationState;

/// The longest name of a portal that fits a sentence.
const LONGEST_PORTAL: usize = 80;

/// `link` is a whole address; `hours` is how long it works.
#[derive(Clone, Copy)]
pub enum Letter<'a> {
    /// Somebody signed up: confirm the address and choose a password.
    Confirm { name: &'a FullName, link: &'a str, hours: u32 },
    /// Somebody signed up with an address that has an account already. `link` goes to where that state asks for.
    Known { name: &'a FullName, state: AccountState, reason: Option<&'a str>, link: &'a str },
    /// Somebody forgot the password.
    Reset { name: &'a FullName, link: &'a str, hours: u32 },
    /// An admin decided about the account.
    Decided { name: &'a FullName, state: AccountState, reason: Option<&'a str>, link: &'a str },
    /// An admin made an account for the person.
    Invited { name: &'a FullName, link: &'a str, hours: u32 },
    /// The account is gone.
    Removed { name: &'a FullName, reason: Option<&'a str> },
    /// To an admin: so many developers wait.
    Waiting { developers: u32, link: &'a str },
    /// To whoever decides: somebody asked for access, perhaps again and with an answer.
    AccessRequested { by: &'a str, application: &'a str, api: &'a str, answer: Option<&'a str>, link: &'a str },
    /// It was decided about an application's access.
    AccessDecided {
        application: &'a str,
        api: &'a str,
        state: RegistrationState,
        reason: Option<&'a str>,
        link: &'a str,
    },
    /// An admin revoked a key. `key` is its name and what is visible of it.
    KeyRevoked { key: &'a str, application: &'a str, apis: &'a [String], link: &'a str },
    /// A key ends soon, or has ended. `key` is its name and what is visible of it.
    KeyEnding {
        key: &'a str,
        application: &'a str,
        apis: &'a [String],
        end: &'a str,
        ended: bool,
        used: Option<&'a str>,
        link: &'a str,
    },
    /// The operator wants to see a mail arrive.
    Test,
}

/// Subject, plain text and HTML.
pub fn write(letter: &Letter<'_>, portal_name: &str) -> (String, String, String) {
    let portal = &one_line(portal_name, LONGEST_PORTAL);
    match *letter {
        Letter::Confirm { name, link, hours } => confirm(portal, name, link, hours),
        Letter::Known { name, state, reason, link } => known(portal, name, state, reason, link),
        Letter::Reset { name, link, hours } => reset(portal, name, link, hours),
        Letter::Decided { name, state, reason, link } => decided(portal, name, state, reason, link),
        Letter::Invited { name, link, hours } => invited(portal, name, link, hours),
        Letter::Removed { name, reason } => removed(portal, name, reason),
        Letter::Waiting { developers, link } => waiting(portal, developers, link),
        Letter::AccessRequested { by, application, api, answer, link } => {
            access::requested(portal, [by, application, api], answer, link)
        }
        Letter::AccessDecided { application, api, state, reason, link } => {
            access::decided(portal, [application, api], state, reason, link)
        }
        Letter::KeyRevoked { key, application, apis, link } => {
            access::key_revoked(portal, [key, application], apis, link)
        }
        Letter::KeyEnding { key, application, apis, end, ended, used, link } => {
            access::key_ending(portal, [key, application, end], apis, ended, used, link)
        }
        Letter::Test => test(portal),
    }
    .written()
}

fn confirm<'a>(portal: &'a str, name: &'a FullName, link: &'a str, hours: u32) -> Paper<'a> {
    Paper {
        subject: format!("Confirm your email address for {portal}"),
        portal,
        to: Some(name),
        parts: vec![
            says(format!("Thank you for signing up to {portal}. Confirm your address and choose a password to go on.")),
            press("Confirm and choose a password", link),
            says(format!("The link works once, for {}.", lasting(hours))),
        ],
        because: format!(
            "You get this mail because this address was entered on the sign-up page of {portal}. \
             If that wasn't you, ignore it: without the link nothing happens."
        ),
    }
}

fn known<'a>(
    portal: &'a str,
    name: &'a FullName,
    state: AccountState,
    reason: Option<&'a str>,
    link: &'a str,
) -> Paper<'a> {
    let (now, next, verb) = match state {
        AccountState::Unverified => (
            "Its address is not confirmed yet.",
            "Ask for a new link to confirm it and to choose a password.",
            "Ask for a new link",
        ),
        AccountState::Pending => (
            "It is waiting for approval.",
            "There is nothing you need to do. You get a mail as soon as it is decided.",
            "Open the portal",
        ),
        AccountState::Approved => (
            "It is approved.",
            "Sign in with the password you chose. If you no longer know it, choose a new one there.",
            "Sign in",
        ),
        AccountState::Rejected => (
            "It was not approved.",
            "Signing up again does not change that; only whoever runs the portal can.",
            "Open the portal",
        ),
        AccountState::Revoked => (
            "Its access was revoked.",
            "Signing up again does not change that; only whoever runs the portal can.",
            "Open the portal",
        ),
    };
    let mut parts = vec![says(format!("There is an account at {portal} with this address already. {now}"))];
    // A reason explains the present state: one kept from an earlier state would mislead.
    parts.extend(because_of(reason.filter(|_| matches!(state, AccountState::Rejected | AccountState::Revoked))));
    parts.extend([says(next.to_owned()), press(verb, link)]);
    Paper {
        subject: format!("You already have an account at {portal}"),
        portal,
        to: Some(name),
        parts,
        because: format!(
            "You get this mail because this address was entered on the sign-up page of {portal}. \
             If that wasn't you, ignore it: nothing about your account has changed."
        ),
    }
}

fn reset<'a>(portal: &'a str, name: &'a FullName, link: &'a str, hours: u32) -> Paper<'a> {
    Paper {
        subject: format!("Choose a new password for {portal}"),
        portal,
        to: Some(name),
        parts: vec![
            says(format!("Choose a new password for your account at {portal}. Until then the old one stays valid.")),
            press("Choose a new password", link),
            says(format!("The link works once, for {}.", lasting(hours))),
        ],
        because: format!(
            "You get this mail because somebody asked {portal} for a new password for this address. \
             If that wasn't you, ignore it: your password stays as it is."
        ),
    }
}

fn decided<'a>(
    portal: &'a str,
    name: &'a FullName,
    state: AccountState,
    reason: Option<&'a str>,
    link: &'a str,
) -> Paper<'a> {
    let (subject, words, verb) = match state {
        AccountState::Approved => (
            format!("Your account at {portal} is approved"),
            format!("Your account at {portal} is approved. You can sign in now."),
            "Sign in",
        ),
        AccountState::Rejected => (
            format!("Your account at {portal} was not approved"),
            format!("Your account at {portal} was not approved, so it can't be used to sign in."),
            "Open the portal",
        ),
        AccountState::Revoked => (
            format!("Your access to {portal} was revoked"),
            format!(
                "Your access to {portal} was revoked. You can't sign in any more, and the credentials of your \
                 applications no longer work."
            ),
            "Open the portal",
        ),
        AccountState::Unverified | AccountState::Pending => (
            format!("Your account at {portal} has changed"),
            format!("Your account at {portal} is {}.", state.in_words()),
            "Open the portal",
        ),
    };
    let mut parts = vec![says(words)];
    parts.extend(because_of(reason));
    parts.push(press(verb, link));
    Paper { subject, portal, to: Some(name), parts, because: has_account(portal) }
}

fn invited<'a>(portal: &'a str, name: &'a FullName, link: &'a str, hours: u32) -> Paper<'a> {
    Paper {
        subject: format!("You are invited to {portal}"),
        portal,
        to: Some(name),
        parts: vec![
            says(format!("There is an account for you at {portal}. Choose a password to start using it.")),
            press("Choose a password", link),
            says(format!("The link works once, for {}.", lasting(hours))),
        ],
        because: format!(
            "You get this mail because whoever runs {portal} invited this address. \
             If you don't know why, ignore it: without a password nobody can use the account."
        ),
    }
}

fn removed<'a>(portal: &'a str, name: &'a FullName, reason: Option<&'a str>) -> Paper<'a> {
    let mut parts = vec![says(format!(
        "Your account at {portal} was removed, and so were its applications. Their credentials no longer work."
    ))];
    parts.extend(because_of(reason));
    Paper {
        subject: format!("Your account at {portal} was removed"),
        portal,
        to: Some(name),
        parts,
        because: format!("You get this mail because this address had an account at {portal}. It is the last one."),
    }
}

fn waiting<'a>(portal: &'a str, developers: u32, link: &'a str) -> Paper<'a> {
    let who = if developers == 1 { "1 developer is".to_owned() } else { format!("{developers} developers are") };
    Paper {
        subject: format!("{who} waiting for approval at {portal}"),
        portal,
        to: None,
        parts: vec![says(format!("{who} waiting for approval at {portal}.")), press("Look at who is waiting", link)],
        because: format!("You get this mail because you are an admin of {portal}."),
    }
}

fn test(portal: &str) -> Paper<'_> {
    Paper {
        subject: format!("Test mail from {portal}"),
        portal,
        to: None,
        parts: vec![says(format!("{portal} can send mail: this one has arrived. There is nothing you need to do."))],
        because: format!("You get this mail because whoever runs {portal} sent a test to this address."),
    }
}

fn says<'a>(words: String) -> Part<'a> {
    Part::Says(words)
}

fn press<'a>(verb: &str, link: &'a str) -> Part<'a> {
    Part::Link { verb: verb.to_owned(), link }
}

fn because_of(reason: Option<&str>) -> Vec<Part<'_>> {
    match reason.map(str::trim).filter(|reason| !reason.is_empty()) {
        Some(reason) => vec![says("The reason given:".to_owned()), Part::Quotes(reason)],
        None => Vec::new(),
    }
}

fn has_account(portal: &str) -> String {
    format!("You get this mail because this address has an account at {portal}.")
}

fn lasting(hours: u32) -> String {
    match hours {
        1 => "1 hour".to_owned(),
        // Above two days nobody counts in hours.
        hours if hours > 48 && hours.is_multiple_of(24) => format!("{} days", hours / 24),
        hours => format!("{hours} hours"),
    }
}

#[cfg(test)]
mod tests;
