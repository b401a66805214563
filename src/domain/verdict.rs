//! Whether a call passes the gateway. Everything that is known about it goes in, one answer comes out.

use super::account::AccountState;
use super::registration::RegistrationState;
use super::time::Timestamp;
use super::version::VersionState;

/// Why a call was not answered by the API it was for. Programs rely on these names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    KeyMissing,
    KeyMalformed,
    KeyUnknown,
    KeyExpired,
    KeyRevoked,
    AccountNotApproved,
    NotRegistered,
    RegistrationPending,
    RegistrationRejected,
    RegistrationRevoked,
    StrategyMismatch,
    TokenInvalid,
    TokenExpired,
    ScopeMissing,
    LimitExceeded,
    VersionRetired,
    RouteUnknown,
    UpstreamUnreachable,
    UpstreamTimeout,
    NotInStep,
    /// The request could be read in more than one way, or in none.
    BadRequest,
    BodyTooLarge,
    /// The client did not send its body in time.
    BodyTimeout,
}

impl Code {
    pub const ALL: [Self; 23] = [
        Self::KeyMissing,
        Self::KeyMalformed,
        Self::KeyUnknown,
        Self::KeyExpired,
        Self::KeyRevoked,
        Self::AccountNotApproved,
        Self::NotRegistered,
        Self::RegistrationPending,
        Self::RegistrationRejected,
        Self::RegistrationRevoked,
        Self::StrategyMismatch,
        Self::TokenInvalid,
        Self::TokenExpired,
        Self::ScopeMissing,
        Self::LimitExceeded,
        Self::VersionRetired,
        Self::RouteUnknown,
        Self::UpstreamUnreachable,
        Self::UpstreamTimeout,
        Self::NotInStep,
        Self::BadRequest,
        Self::BodyTooLarge,
        Self::BodyTimeout,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::KeyMissing => "key_missing",
            Self::KeyMalformed => "key_malformed",
            Self::KeyUnknown => "key_unknown",
            Self::KeyExpired => "key_expired",
            Self::KeyRevoked => "key_revoked",
            Self::AccountNotApproved => "account_not_approved",
            Self::NotRegistered => "not_registered",
            Self::RegistrationPending => "registration_pending",
            Self::RegistrationRejected => "registration_rejected",
            Self::RegistrationRevoked => "registration_revoked",
            Self::StrategyMismatch => "strategy_mismatch",
            Self::TokenInvalid => "token_invalid",
            Self::TokenExpired => "token_expired",
            Self::ScopeMissing => "scope_missing",
            Self::LimitExceeded => "limit_exceeded",
            Self::VersionRetired => "version_retired",
            Self::RouteUnknown => "route_unknown",
            Self::UpstreamUnreachable => "upstream_unreachable",
            Self::UpstreamTimeout => "upstream_timeout",
            Self::NotInStep => "not_in_step",
            Self::BadRequest => "bad_request",
            Self::BodyTooLarge => "body_too_large",
            Self::BodyTimeout => "body_timeout",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::KeyMissing
            | Self::KeyMalformed
            | Self::KeyUnknown
            | Self::KeyExpired
            | Self::KeyRevoked
            | Self::TokenInvalid
            | Self::TokenExpired => 401,
            Self::AccountNotApproved
            | Self::NotRegistered
            | Self::RegistrationPending
            | Self::RegistrationRejected
            | Self::RegistrationRevoked
            | Self::StrategyMismatch
            | Self::ScopeMissing => 403,
            Self::RouteUnknown => 404,
            Self::BodyTimeout => 408,
            Self::VersionRetired => 410,
            Self::BodyTooLarge => 413,
            Self::LimitExceeded => 429,
            Self::UpstreamUnreachable => 502,
            Self::NotInStep => 503,
            Self::UpstreamTimeout => 504,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::KeyMissing => "No API key was sent",
            Self::KeyMalformed => "The API key was not copied whole",
            Self::KeyUnknown => "The API key is unknown",
            Self::KeyExpired => "The API key has expired",
            Self::KeyRevoked => "The API key was revoked",
            Self::AccountNotApproved => "The account behind this call is not approved",
            Self::NotRegistered => "The application is not registered for this API",
            Self::RegistrationPending => "The registration is waiting for approval",
            Self::RegistrationRejected => "The registration was rejected",
            Self::RegistrationRevoked => "The registration was revoked",
            Self::StrategyMismatch => "This API is called in another way",
            Self::TokenInvalid => "The access token is not valid",
            Self::TokenExpired => "The access token has expired",
            Self::ScopeMissing => "The access token lacks a scope",
            Self::LimitExceeded => "Too many calls",
            Self::VersionRetired => "This version is retired",
            Self::RouteUnknown => "No API is served here",
            Self::UpstreamUnreachable => "The API can’t be reached",
            Self::UpstreamTimeout => "The API did not answer in time",
            Self::NotInStep => "The gateway can’t tell what is allowed at the moment",
            Self::BadRequest => "The request is ambiguous",
            Self::BodyTooLarge => "The request is too large",
            Self::BodyTimeout => "The request did not arrive in time",
        }
    }

    pub fn detail(self) -> &'static str {
        match self {
            Self::KeyMissing => "Send your application’s key in the header that the API’s page names.",
            Self::KeyMalformed => "A key has 32 characters, of which the last prove the others. Copy it again, whole.",
            Self::KeyUnknown => "No application has this key. Make one on your application’s page.",
            Self::KeyExpired => "Make a new key on your application’s page.",
            Self::KeyRevoked => "Make a new key on your application’s page.",
            Self::AccountNotApproved => "Its owner can sign in to the portal and read why.",
            Self::NotRegistered => "Open the API’s page in the portal and register your application for it.",
            Self::RegistrationPending => "An admin of the portal has to approve it first.",
            Self::RegistrationRejected => "The reason stands on your application’s page, where you can ask again.",
            Self::RegistrationRevoked => "The reason stands on your application’s page.",
            Self::StrategyMismatch => {
                "The application uses another auth strategy than this version. Register one that fits."
            }
            Self::TokenInvalid => {
                "Get a new access token for your application from the issuer, and send it as a bearer token."
            }
            Self::TokenExpired => "Get a new access token for your application from the issuer.",
            Self::ScopeMissing => "Ask the issuer for the scopes that the API’s page names.",
            Self::LimitExceeded => "Wait as long as Retry-After says.",
            Self::VersionRetired => "The API’s page in the portal names the version that takes its place.",
            Self::RouteUnknown => {
                "No published version has this path. The page of each version in the catalog names its address."
            }
            Self::UpstreamUnreachable => {
                "The gateway let the call through, but found nobody behind it. Try again later."
            }
            Self::UpstreamTimeout => "The gateway let the call through, but waited in vain. Try again later.",
            Self::NotInStep => "It has lost touch with the portal and lets nobody through until it has it again.",
            Self::BadRequest => "Part of it can be read in more than one way, so it is not passed on.",
            Self::BodyTooLarge => "Its body is larger than this gateway passes on.",
            Self::BodyTimeout => "Its body stopped coming.",
        }
    }
}

/// All that is known about a call when it is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether what is known is recent enough to be relied on.
    pub in_step: bool,
    /// Of the version that is served under the path. None: no version is.
    pub version: Option<VersionState>,
    pub caller: Caller,
}

/// Who calls, as far as the call itself shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The version asks nobody who they are.
    Anybody,
    /// A refusal that follows from the call alone: the key is missing, malformed or unknown, the token is no good.
    Nobody(Code),
    Application(Application),
}

/// What is known of the application whose key or token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Application {
    pub key: Option<KeyFacts>,
    pub account: AccountState,
    /// Whether it has the strategy that the version asks for.
    pub strategy_fits: bool,
    /// For this version.
    pub registration: Option<RegistrationState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    pub revoked: bool,
    pub expires_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Refused(Code),
}

/// The first reason counts: first what concerns the gateway, then the address, then who calls, from the outside in.
pub fn decide(facts: &Facts, now: Timestamp) -> Verdict {
    match refusal(facts, now) {
        None => Verdict::Pass,
        Some(code) => Verdict::Refused(code),
    }
}

fn refusal(facts: &Facts, now: Timestamp) -> Option<Code> {
    if !facts.in_step {
        return Some(Code::NotInStep);
    }
    match facts.version {
        None | Some(VersionState::Draft) => return Some(Code::RouteUnknown),
        Some(VersionState::Retired) => return Some(Code::VersionRetired),
        Some(VersionState::Published | VersionState::Deprecated) => {}
    }
    let application = match facts.caller {
        Caller::Anybody => return None,
        Caller::Nobody(code) => return Some(code),
        Caller::Application(application) => application,
    };
    if let Some(key) = application.key {
        if key.revoked {
            return Some(Code::KeyRevoked);
        }
        // At the very instant of its end it has ended.
        if key.expires_at.is_some_and(|end| end <= now) {
            return Some(Code::KeyExpired);
        }
    }
    if application.account != AccountState::Approved {
        return Some(Code::AccountNotApproved);
    }
    if !application.strategy_fits {
        return Some(Code::StrategyMismatch);
    }
    match application.registration {
        None => Some(Code::NotRegistered),
        Some(RegistrationState::Pending) => Some(Code::RegistrationPending),
        Some(RegistrationState::Rejected) => Some(Code::RegistrationRejected),
        Some(RegistrationState::Revoked) => Some(Code::RegistrationRevoked),
        Some(RegistrationState::Approved) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    const KEY: KeyFacts = KeyFacts { revoked: false, expires_at: None };

    const APPLICATION: Application = Application {
        key: Some(KEY),
        account: AccountState::Approved,
        strategy_fits: true,
        registration: Some(RegistrationState::Approved),
    };

    const CALL: Facts =
        Facts { in_step: true, version: Some(VersionState::Published), caller: Caller::Application(APPLICATION) };

    fn by(application: Application) -> Facts {
        Facts { caller: Caller::Application(application), ..CALL }
    }

    fn key(key: KeyFacts) -> Facts {
        by(Application { key: Some(key), ..APPLICATION })
    }

    fn registered(registration: Option<RegistrationState>) -> Facts {
        by(Application { registration, ..APPLICATION })
    }

    fn owned(account: AccountState) -> Facts {
        by(Application { account, ..APPLICATION })
    }

    fn at(version: Option<VersionState>) -> Facts {
        Facts { version, ..CALL }
    }

    fn nobody(code: Code) -> Facts {
        Facts { caller: Caller::Nobody(code), ..CALL }
    }

    fn ends(at: i64) -> KeyFacts {
        KeyFacts { expires_at: Some(Timestamp(at)), ..KEY }
    }

    #[test]
    fn every_row_has_its_verdict() {
        let revoked = KeyFacts { revoked: true, ..KEY };
        for (facts, refused) in [
            (CALL, None),
            (at(Some(VersionState::Deprecated)), None),
            (Facts { caller: Caller::Anybody, ..CALL }, None),
            (by(Application { key: None, ..APPLICATION }), None),
            (key(ends(1_000_001)), None),
            (key(ends(1_000_000)), Some(Code::KeyExpired)),
            (key(ends(999_999)), Some(Code::KeyExpired)),
            (key(ends(i64::MIN)), Some(Code::KeyExpired)),
            (key(ends(i64::MAX)), None),
            (key(revoked), Some(Code::KeyRevoked)),
            (Facts { in_step: false, ..CALL }, Some(Code::NotInStep)),
            (at(None), Some(Code::RouteUnknown)),
            (at(Some(VersionState::Draft)), Some(Code::RouteUnknown)),
            (at(Some(VersionState::Retired)), Some(Code::VersionRetired)),
            (nobody(Code::KeyMissing), Some(Code::KeyMissing)),
            (nobody(Code::KeyMalformed), Some(Code::KeyMalformed)),
            (nobody(Code::KeyUnknown), Some(Code::KeyUnknown)),
            (nobody(Code::TokenInvalid), Some(Code::TokenInvalid)),
            (nobody(Code::TokenExpired), Some(Code::TokenExpired)),
            (nobody(Code::ScopeMissing), Some(Code::ScopeMissing)),
            (owned(AccountState::Unverified), Some(Code::AccountNotApproved)),
            (owned(AccountState::Pending), Some(Code::AccountNotApproved)),
            (owned(AccountState::Rejected), Some(Code::AccountNotApproved)),
            (owned(AccountState::Revoked), Some(Code::AccountNotApproved)),
            (by(Application { strategy_fits: false, ..APPLICATION }), Some(Code::StrategyMismatch)),
            (registered(None), Some(Code::NotRegistered)),
            (registered(Some(RegistrationState::Pending)), Some(Code::RegistrationPending)),
            (registered(Some(RegistrationState::Rejected)), Some(Code::RegistrationRejected)),
            (registered(Some(RegistrationState::Revoked)), Some(Code::RegistrationRevoked)),
        ] {
            let verdict = refused.map_or(Verdict::Pass, Verdict::Refused);
            assert_eq!(decide(&facts, NOW), verdict, "{facts:?}");
        }
    }

    /// Everything is wrong at once, and one thing after the other is mended: the reasons come in their order.
    #[test]
    fn the_first_reason_counts() {
        let mut application = Application {
            key: Some(KeyFacts { revoked: true, expires_at: Some(NOW) }),
            account: AccountState::Revoked,
            strategy_fits: false,
            registration: None,
        };
        let mut facts = Facts { in_step: false, version: None, caller: Caller::Nobody(Code::KeyMissing) };
        let told = |facts: Facts| match decide(&facts, NOW) {
            Verdict::Refused(code) => code,
            Verdict::Pass => unreachable!("something is still wrong with {facts:?}"),
        };
        assert_eq!(told(facts), Code::NotInStep);
        facts.in_step = true;
        assert_eq!(told(facts), Code::RouteUnknown);
        facts.version = Some(VersionState::Retired);
        assert_eq!(told(facts), Code::VersionRetired);
        facts.version = Some(VersionState::Published);
        assert_eq!(told(facts), Code::KeyMissing);
        facts.caller = Caller::Application(application);
        assert_eq!(told(facts), Code::KeyRevoked);
        application.key = Some(ends(NOW.0));
        facts.caller = Caller::Application(application);
        assert_eq!(told(facts), Code::KeyExpired);
        application.key = Some(KEY);
        facts.caller = Caller::Application(application);
        assert_eq!(told(facts), Code::AccountNotApproved);
        application.account = AccountState::Approved;
        facts.caller = Caller::Application(application);
        assert_eq!(told(facts), Code::StrategyMismatch);
        application.strategy_fits = true;
        facts.caller = Caller::Application(application);
        assert_eq!(told(facts), Code::NotRegistered);
    }

    /// Of all that can be known, one combination of states lets an application through.
    #[test]
    fn nothing_but_all_of_it_passes() {
        let accounts = AccountState::ALL;
        let registrations = RegistrationState::ALL.map(Some).into_iter().chain([None]);
        let keys = [KEY, ends(NOW.0), ends(NOW.0 + 1), KeyFacts { revoked: true, ..KEY }];
        let mut passed = 0;
        for registration in registrations {
            for (account, key) in accounts.into_iter().flat_map(|account| keys.map(|key| (account, key))) {
                for strategy_fits in [true, false] {
                    let facts = by(Application { key: Some(key), account, strategy_fits, registration });
                    passed += usize::from(decide(&facts, NOW) == Verdict::Pass);
                }
            }
        }
        assert_eq!(passed, 2, "an unending key, and one that ends later");
    }

    #[test]
    fn a_code_survives_its_name_and_says_something() {
        for code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(code));
            assert!((400..600).contains(&code.status()) && !code.title().is_empty() && code.detail().ends_with('.'));
        }
        assert_eq!(Code::parse("key"), None);
    }
}
