use super::*;
use crate::domain::sheet::Per;
use crate::domain::verdict::Code;

/// Everything that a gateway may say, and the check that it means.
const CODES: [(&str, &str); 23] = [
    ("key_missing", "Key"),
    ("key_malformed", "Key"),
    ("key_unknown", "Key"),
    ("key_expired", "Key’s time"),
    ("key_revoked", "Key’s time"),
    ("account_not_approved", "Account"),
    ("not_registered", "Registration"),
    ("registration_pending", "Registration"),
    ("registration_rejected", "Registration"),
    ("registration_revoked", "Registration"),
    ("strategy_mismatch", "Auth strategy"),
    ("token_invalid", "Access token"),
    ("token_expired", "Token’s time"),
    ("scope_missing", "Scopes"),
    ("limit_exceeded", "Limit"),
    ("version_retired", "API"),
    ("route_unknown", "API"),
    ("upstream_unreachable", "API’s answer"),
    ("upstream_timeout", "API’s answer"),
    ("not_in_step", "Gateway"),
    ("bad_request", "Request"),
    ("body_too_large", "API’s answer"),
    ("body_timeout", "API’s answer"),
];

fn facts(code: &str) -> Facts {
    Facts {
        refusal: Refusal {
            request_id: "0123456789abcdef0123".to_owned(),
            at: Timestamp(1_795_262_405_000),
            code: code.to_owned(),
            detail: None,
        },
        application: Some(("app".to_owned(), "Freight desk".to_owned())),
        account: Some("bob".to_owned()),
        account_state: Some(AccountState::Approved),
        strategy: Some("API key".to_owned()),
        key: Some(KeyFacts {
            name: "CI".to_owned(),
            start: "pk_abcd".to_owned(),
            tail: "wxyz".to_owned(),
            created_at: Timestamp(0),
            expires_at: Some(Timestamp(1_795_262_400_000)),
            revoked_at: Some(Timestamp(1_795_262_401_000)),
        }),
        version: Some(VersionFacts {
            slug: "payments".to_owned(),
            product: "Payments".to_owned(),
            name: "v3".to_owned(),
            state: Some(VersionState::Published),
            strategy: Some("API key".to_owned()),
            kind: Some(StrategyKind::KeyAuth),
            key_name: Some("x-api-key".to_owned()),
            limit: Some(Limit { requests: 10, per: Per::Minute }),
        }),
        registration: Some(RegistrationFacts {
            state: RegistrationState::Approved,
            reason: None,
            requested_at: Timestamp(1_795_000_000_000),
            decided_at: Some(Timestamp(1_795_100_000_000)),
        }),
    }
}

/// Nothing is known but the code.
fn bare(code: &str) -> Facts {
    Facts {
        application: None,
        account: None,
        account_state: None,
        strategy: None,
        key: None,
        version: None,
        registration: None,
        ..facts(code)
    }
}

fn reason(facts: &Facts) -> String {
    let explained = explain(facts, Reader::Owner);
    explained.checks.into_iter().find(|check| check.outcome == Outcome::Failed).expect("a reason").text
}

#[test]
fn every_code_names_the_one_check_that_failed() {
    assert!(Code::ALL.iter().all(|code| CODES.iter().any(|(name, _)| *name == code.as_str())));
    for (code, failed) in CODES {
        for known in [facts(code), bare(code)] {
            let checks = explain(&known, Reader::Owner).checks;
            let names: Vec<_> = checks.iter().filter(|check| check.outcome == Outcome::Failed).collect();
            assert_eq!(names.iter().map(|check| check.name).collect::<Vec<_>>(), [failed], "{code}");
            assert!(
                checks.iter().all(|check| !check.text.is_empty() && check.text.ends_with(['.', '”'])),
                "{checks:?}"
            );
            // Before it everything passed, behind it nothing was asked.
            assert!(checks.is_sorted_by_key(|check| check.outcome as u8), "{code}");
        }
    }
}

#[test]
fn a_code_of_a_newer_gateway_is_still_an_answer() {
    assert_eq!(explain(&facts("quota_of_the_moon"), Reader::Owner).title, "The call was refused");
}

#[test]
fn times_and_reasons_are_told() {
    assert_eq!(reason(&facts("key_expired")), "The key “CI” (pk_abcd…wxyz) ended on 21 November 2026, 12:00:00 UTC.");
    assert!(reason(&facts("key_revoked")).contains("revoked on 21 November 2026, 12:00:01 UTC"));
    assert!(reason(&facts("key_missing")).contains("x-api-key"));
    assert!(reason(&facts("limit_exceeded")).contains("10 requests per minute"));
    let detail = Some("The next call is let through in 12 seconds.".to_owned());
    let limited = facts("limit_exceeded");
    let limited = Facts { refusal: Refusal { detail, ..limited.refusal.clone() }, ..limited };
    assert!(reason(&limited).ends_with("in 12 seconds."));
    let mut mismatch = facts("strategy_mismatch");
    mismatch.strategy = Some("Partner login".to_owned());
    assert!(reason(&mismatch).contains("uses Partner login, and Payments v3 asks for API key"));
}

#[test]
fn a_registration_is_told_as_it_stands() {
    let with = |code: &str, state, reason: Option<&str>| {
        let mut facts = facts(code);
        let registration = facts.registration.as_mut().expect("one");
        (registration.state, registration.reason) = (state, reason.map(str::to_owned));
        super::tests::reason(&facts)
    };
    let pending = with("registration_pending", RegistrationState::Pending, None);
    assert_eq!(pending, "Waiting since 18 November 2026, 11:06 UTC.");
    let rejected = with("registration_rejected", RegistrationState::Rejected, Some("No contract yet"));
    assert!(rejected.starts_with("Rejected on") && rejected.ends_with("The reason given: “No contract yet”"));
    // Mended meanwhile.
    assert!(
        with("registration_pending", RegistrationState::Approved, None).ends_with("The next call passes this check.")
    );
    assert!(with("not_registered", RegistrationState::Approved, None).contains("the next call passes"));
    let mut gone = facts("registration_pending");
    gone.registration = None;
    assert!(reason(&gone).contains("not registered for Payments v3 any more"));
}

#[test]
fn the_way_to_mend_it_depends_on_who_reads() {
    let way = |code: &str, reader| explain(&facts(code), reader).mend.map(|(href, _)| href);
    let owner = |code: &str| way(code, Reader::Owner);
    assert_eq!(owner("key_expired").as_deref(), Some("/apps/app#authentication"));
    assert_eq!(owner("account_not_approved").as_deref(), Some("/account"));
    assert_eq!(owner("version_retired").as_deref(), Some("/apis/payments"));
    assert_eq!(owner("limit_exceeded").as_deref(), Some("/apis/payments/v3"));
    assert_eq!(owner("upstream_timeout"), None);
    assert_eq!(way("key_expired", Reader::Admin).as_deref(), Some("/admin/applications/app"));
    assert_eq!(way("registration_pending", Reader::Admin).as_deref(), Some("/admin/registrations"));
    assert_eq!(way("account_not_approved", Reader::Admin).as_deref(), Some("/admin/developers/bob"));
    let mut unregistered = facts("not_registered");
    unregistered.registration = None;
    let (href, words) = explain(&unregistered, Reader::Owner).mend.expect("a way");
    assert_eq!((href.as_str(), words.as_str()), ("/apis/payments/v3?register", "Register for Payments v3"));
    assert_eq!(explain(&bare("key_unknown"), Reader::Admin).mend, None);
}

#[test]
fn an_application_with_tokens_has_no_key() {
    let mut facts = facts("registration_pending");
    facts.key = None;
    facts.version.as_mut().expect("one").kind = Some(StrategyKind::OpenidConnect);
    let names: Vec<_> = explain(&facts, Reader::Owner).checks.iter().map(|check| check.name).collect();
    assert!(names.contains(&"Access token") && names.contains(&"Scopes") && !names.contains(&"Key"), "{names:?}");
}
