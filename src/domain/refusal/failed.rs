//! What went wrong, and where it can be mended.

use super::{Facts, Reader, Step};
use crate::domain::account::AccountState;
use crate::domain::registration::RegistrationState;
use crate::domain::verdict::Code;
use crate::domain::version::VersionState;

pub(super) struct Failed {
    pub step: Step,
    pub title: &'static str,
    pub text: String,
    pub mend: Option<(String, String)>,
}

type Mend = Option<(String, String)>;

/// Regions of an application's page.
const KEYS: &str = "#authentication";
const APIS: &str = "#apis";

pub(super) fn failed(facts: &Facts, reader: Reader) -> Failed {
    let code = Code::parse(&facts.refusal.code);
    let (step, text) = match code {
        Some(code) => known(code, facts),
        // Of a newer gateway.
        None => (Step::Request, "The code says why.".to_owned()),
    };
    let text = match &facts.refusal.detail {
        Some(detail) => format!("{text} {detail}"),
        None => text,
    };
    let title = code.map_or("The call was refused", Code::title);
    Failed { step, title, text, mend: code.and_then(|code| mend(code, facts, reader)) }
}

/// Where it failed, and why.
fn known(code: Code, facts: &Facts) -> (Step, String) {
    let (step, text) = match code {
        Code::KeyMissing => (Step::Credential, missing(facts)),
        Code::KeyMalformed => (
            Step::Credential,
            "The last characters of a key prove the others, and these did not. Copy it again, whole.".to_owned(),
        ),
        Code::KeyUnknown => (
            Step::Credential,
            "No application has this key: it was deleted with its application, or belongs to another portal."
                .to_owned(),
        ),
        Code::TokenInvalid => (
            Step::Credential,
            "Its signature, issuer, audience or client is not the one that this API asks for.".to_owned(),
        ),
        Code::KeyExpired => (Step::Validity, ended(facts)),
        Code::KeyRevoked => (Step::Validity, revoked(facts)),
        Code::TokenExpired => (Step::Validity, "Get a new one from the issuer before the old one ends.".to_owned()),
        Code::AccountNotApproved => (Step::Account, account(facts)),
        Code::StrategyMismatch => (Step::Strategy, strategy(facts)),
        Code::NotRegistered => (Step::Registration, unregistered(facts)),
        Code::RegistrationPending | Code::RegistrationRejected | Code::RegistrationRevoked => {
            (Step::Registration, registration(facts))
        }
        Code::ScopeMissing => (Step::Scope, "Ask the issuer for the scopes that the API’s page names.".to_owned()),
        Code::LimitExceeded => (Step::Limit, limit(facts)),
        Code::VersionRetired => (Step::Api, retired(facts)),
        Code::RouteUnknown => {
            (Step::Api, "No published version has this path. The page of each version names its address.".to_owned())
        }
        Code::UpstreamUnreachable => (
            Step::Answer,
            "The gateway let the call through, and found nobody behind it. There is nothing to mend on your side."
                .to_owned(),
        ),
        Code::UpstreamTimeout => (
            Step::Answer,
            "The gateway let the call through, and waited in vain. There is nothing to mend on your side.".to_owned(),
        ),
        Code::BodyTooLarge => (Step::Answer, "Its body is larger than the gateway passes on.".to_owned()),
        Code::BodyTimeout => (Step::Answer, "Its body stopped coming.".to_owned()),
        Code::NotInStep => (
            Step::Gateway,
            "It had lost touch with the portal, and lets nobody through until it has it again. Try again.".to_owned(),
        ),
        Code::BadRequest => {
            (Step::Request, "Part of it can be read in more than one way, so it was not passed on.".to_owned())
        }
    };
    (step, text)
}

fn missing(facts: &Facts) -> String {
    match facts.version.as_ref().and_then(|version| version.key_name.as_ref()) {
        Some(name) => format!("Send the application’s key in the header {name}."),
        None => "Send the application’s key in the header that the API’s page names.".to_owned(),
    }
}

fn ended(facts: &Facts) -> String {
    match facts.key.as_ref().and_then(|key| key.expires_at) {
        Some(end) => format!("{} ended on {}.", facts.key(), end.exactly()),
        None => format!("{} has ended.", facts.key()),
    }
}

fn revoked(facts: &Facts) -> String {
    match facts.key.as_ref().and_then(|key| key.revoked_at) {
        Some(at) => format!("{} was revoked on {}. That is final.", facts.key(), at.exactly()),
        None => format!("{} was revoked. That is final.", facts.key()),
    }
}

fn account(facts: &Facts) -> String {
    match facts.account_state {
        Some(AccountState::Approved) => {
            "It was not, when the call came. It has been approved since: the next call passes this check.".to_owned()
        }
        Some(AccountState::Pending) => "It waits for approval by an admin.".to_owned(),
        Some(AccountState::Rejected) => "It was rejected.".to_owned(),
        Some(AccountState::Revoked) => "It was revoked. Keys work again as soon as it is approved.".to_owned(),
        Some(AccountState::Unverified) => "Its email address was never confirmed.".to_owned(),
        None => "It is gone.".to_owned(),
    }
}

fn strategy(facts: &Facts) -> String {
    let theirs = facts.version.as_ref().and_then(|version| version.strategy.as_deref());
    match (&facts.strategy, theirs) {
        (Some(mine), Some(theirs)) if mine != theirs => format!(
            "{} uses {mine}, and {} asks for {theirs}. An application works with one strategy only.",
            facts.application(),
            facts.api()
        ),
        _ => "The application uses another auth strategy than this version asks for.".to_owned(),
    }
}

fn unregistered(facts: &Facts) -> String {
    let (application, api) = (facts.application(), facts.api());
    match facts.registration.as_ref().map(|registration| registration.state) {
        None => format!("{application} is not registered for {api}."),
        Some(RegistrationState::Approved) => {
            format!("{application} was not, when the call came. It has access to {api} since: the next call passes.")
        }
        Some(state) => format!(
            "{application} was not, when the call came. It has asked for {api} since, and is {}.",
            state.in_words()
        ),
    }
}

fn registration(facts: &Facts) -> String {
    let Some(registration) = &facts.registration else {
        return format!("{} is not registered for {} any more.", facts.application(), facts.api());
    };
    let on = |words: &str| match registration.decided_at {
        Some(at) => format!("{words} on {}.", at.in_words()),
        None => format!("{words}."),
    };
    let because = registration.reason.as_ref().map(|reason| format!(" The reason given: “{reason}”"));
    let told = match registration.state {
        RegistrationState::Pending => {
            return format!("Waiting since {}.", registration.requested_at.in_words());
        }
        RegistrationState::Approved => {
            return on("It has been approved since,") + " The next call passes this check.";
        }
        RegistrationState::Rejected => on("Rejected"),
        RegistrationState::Revoked => on("Revoked"),
    };
    told + &because.unwrap_or_default()
}

fn limit(facts: &Facts) -> String {
    match facts.version.as_ref().and_then(|version| version.limit) {
        Some(limit) => {
            format!(
                "{} allows {limit}, and {} had used them up. The answer’s Retry-After says how long to wait.",
                facts.api(),
                facts.application()
            )
        }
        None => "The limit was used up. The answer’s Retry-After says how long to wait.".to_owned(),
    }
}

fn retired(facts: &Facts) -> String {
    match facts.version.as_ref().and_then(|version| version.state) {
        Some(VersionState::Published | VersionState::Deprecated) => {
            format!("{} was, when the call came. It is served again.", facts.api())
        }
        _ => format!("{} is not served any more. Its page names the version that takes its place.", facts.api()),
    }
}

/// Where one goes to mend it. Nothing where one can only wait, or where nobody knows whose call it was.
fn mend(code: Code, facts: &Facts, reader: Reader) -> Mend {
    let to = |href: String, words: &str| Some((href, words.to_owned()));
    let application = |part: &str, words: &str| {
        let (id, _) = facts.application.as_ref()?;
        match reader {
            Reader::Owner => to(["/apps/", id, part].concat(), words),
            Reader::Admin => to(["/admin/applications/", id].concat(), "Open the application"),
        }
    };
    let version = |ending: &str, words: String| {
        let version = facts.version.as_ref()?;
        Some((["/apis/", &version.slug, "/", &version.name, ending].concat(), words))
    };
    match code {
        Code::KeyMissing | Code::KeyMalformed | Code::KeyUnknown => application(KEYS, "Open its keys"),
        Code::KeyExpired | Code::KeyRevoked => application(KEYS, "Generate a new key"),
        Code::AccountNotApproved => match (reader, &facts.account) {
            (Reader::Owner, _) => to("/account".to_owned(), "Open your account"),
            (Reader::Admin, Some(id)) => to(["/admin/developers/", id].concat(), "Open the account"),
            (Reader::Admin, None) => None,
        },
        Code::NotRegistered if reader == Reader::Owner && facts.registration.is_none() => {
            version("?register", format!("Register for {}", facts.api()))
        }
        Code::RegistrationPending if reader == Reader::Admin => {
            to("/admin/registrations".to_owned(), "Open the registrations")
        }
        Code::RegistrationRejected => application(APIS, "Ask again"),
        Code::NotRegistered | Code::RegistrationPending | Code::RegistrationRevoked => {
            application(APIS, "Open its APIs")
        }
        Code::StrategyMismatch if reader == Reader::Owner => {
            version("?register", format!("Register another application for {}", facts.api()))
        }
        Code::StrategyMismatch | Code::ScopeMissing | Code::TokenInvalid | Code::LimitExceeded => {
            version("", format!("Open {}", facts.api()))
        }
        Code::VersionRetired => {
            let version = facts.version.as_ref()?;
            Some((["/apis/", &version.slug].concat(), format!("See the versions of {}", version.product)))
        }
        Code::RouteUnknown => to("/".to_owned(), "Open the catalog"),
        Code::TokenExpired
        | Code::UpstreamUnreachable
        | Code::UpstreamTimeout
        | Code::NotInStep
        | Code::BadRequest
        | Code::BodyTooLarge
        | Code::BodyTimeout => None,
    }
}
