//! Letters about access and keys.

use super::super::line::one_line;
use super::super::paper::{Paper, Part};
use super::{because_of, has_account, press, says};
use crate::domain::registration::RegistrationState;

/// What people called something, kept within a line.
const LONGEST: usize = 80;

pub fn requested<'a>(portal: &'a str, names: [&str; 3], answer: Option<&'a str>, link: &'a str) -> Paper<'a> {
    let [by, application, api] = names.map(|name| one_line(name, LONGEST));
    let mut parts = vec![says(format!("{by} asks for access to {api}, for the application “{application}”."))];
    if let Some(answer) = answer {
        parts.extend([says("It was rejected before. What the developer answers:".to_owned()), Part::Quotes(answer)]);
    }
    parts.push(press("Approve or reject", link));
    Paper {
        subject: format!("A request for access to {api} is waiting"),
        portal,
        to: None,
        parts,
        because: format!("You get this mail because you decide about access to APIs at {portal}."),
    }
}

pub fn decided<'a>(
    portal: &'a str,
    names: [&str; 2],
    state: RegistrationState,
    reason: Option<&'a str>,
    link: &'a str,
) -> Paper<'a> {
    let [application, api] = names.map(|name| one_line(name, LONGEST));
    let (subject, words) = match state {
        RegistrationState::Approved => (
            format!("Access to {api} is approved"),
            format!("Your application “{application}” can call {api} now, with any of its credentials."),
        ),
        RegistrationState::Rejected => (
            format!("Access to {api} was not approved"),
            format!("The request of your application “{application}” for {api} was rejected. You can ask again."),
        ),
        RegistrationState::Revoked => (
            format!("Access to {api} was revoked"),
            format!("Your application “{application}” can’t call {api} any more: its calls are refused."),
        ),
        RegistrationState::Pending => (
            format!("A request for access to {api} is waiting"),
            format!("The request of your application “{application}” for {api} is waiting for approval."),
        ),
    };
    let mut parts = vec![says(words)];
    parts.extend(because_of(reason));
    parts.push(press("Open the application", link));
    Paper { subject, portal, to: None, parts, because: has_account(portal) }
}

pub fn key_revoked<'a>(portal: &'a str, names: [&str; 2], apis: &[String], link: &'a str) -> Paper<'a> {
    let [key, application] = names.map(|name| one_line(name, LONGEST));
    let opened = match apis {
        [] => "It opened no API.".to_owned(),
        apis => format!("It opened {}.", apis.join(", ")),
    };
    Paper {
        subject: format!("A key of {application} was revoked"),
        portal,
        to: None,
        parts: vec![
            says(format!(
                "An admin revoked the key {key} of your application “{application}”. Calls with it are refused."
            )),
            says(format!("{opened} Generate another key if the application is still to call.")),
            press("Open the application", link),
        ],
        because: has_account(portal),
    }
}

pub fn key_ending<'a>(
    portal: &'a str,
    names: [&str; 3],
    apis: &[String],
    ended: bool,
    used: Option<&str>,
    link: &'a str,
) -> Paper<'a> {
    let [key, application, end] = names.map(|name| one_line(name, LONGEST));
    let (subject, verb) = if ended {
        (format!("A key of {application} has ended"), "ended")
    } else {
        (format!("A key of {application} ends soon"), "ends")
    };
    let used = used.map_or_else(|| "It was never used.".to_owned(), |at| format!("It was last used on {at}."));
    let opens = match apis {
        [] => "It opens no API.".to_owned(),
        apis => format!("It opens {}.", apis.join(", ")),
    };
    let advice = if ended {
        "Calls with it are refused now. Generate another one if they are still needed."
    } else {
        "Rotate it before then: the new key works at once, and the old one until its end."
    };
    Paper {
        subject,
        portal,
        to: None,
        parts: vec![
            says(format!("The key {key} of your application “{application}” {verb} on {end}.")),
            says(format!("{opens} {used}")),
            says(advice.to_owned()),
            press("Open the application", link),
        ],
        because: has_account(portal),
    }
}
