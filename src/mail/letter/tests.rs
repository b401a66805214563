use super::*;
use Letter::{
    AccessDecided, AccessRequested, Confirm, Decided, Invited, KeyEnding, KeyRevoked, Known, Removed, Reset, Test,
    Waiting,
};

const LINK: &str = "https://portal.example/verify?token=abc&x=1";

/// What people put where a text is expected.
const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "<!-- <style>*{display:none}",
    "&lt;script&gt;",
    "</p></div><a href=\"https://evil.example\">Sign in</a>",
    "<a href=x>\u{202e}txt.exe",
];

fn each<'a>(name: &'a FullName, text: &'a str, link: &'a str) -> Vec<Letter<'a>> {
    let mut letters = vec![
        Confirm { name, link, hours: 24 },
        Reset { name, link, hours: 1 },
        Invited { name, link, hours: 168 },
        Removed { name, reason: Some(text) },
        Waiting { developers: 3, link },
        Test,
    ];
    for state in AccountState::ALL {
        letters.push(Known { name, state, reason: Some(text), link });
        letters.push(Decided { name, state, reason: Some(text), link });
    }
    for state in RegistrationState::ALL {
        letters.push(AccessDecided { application: text, api: text, state, reason: Some(text), link });
    }
    let apis: &[String] = vec![text.to_owned()].leak();
    letters.push(AccessRequested { by: text, application: text, api: text, answer: Some(text), link });
    letters.push(KeyRevoked { key: text, application: text, apis, link });
    for ended in [false, true] {
        letters.push(KeyEnding { key: text, application: text, apis, end: "1 May 2027", ended, used: None, link });
    }
    letters
}

/// The tags of a page and their attributes, without what stands between them.
fn skeleton(html: &str) -> Vec<String> {
    let tags = html.split('<').skip(1).map(|rest| rest.split_once('>').expect("a closed tag").0);
    // An address is the one attribute that differs between letters.
    let blank = |tag: &str| match tag.split_once("href=\"") {
        Some((before, rest)) => format!("{before}href{}", rest.split_once('"').expect("a closed quote").1),
        None => tag.to_owned(),
    };
    tags.map(blank).collect()
}

fn name(text: &str) -> FullName {
    FullName::parse(text).unwrap()
}

#[test]
fn no_words_of_people_become_markup() {
    let ada = name("Ada");
    for hostile in HOSTILE {
        // What is no name at all never gets here.
        let called = FullName::parse(hostile).unwrap_or_else(|_| name("Ada"));
        for (harmless, hurt) in each(&ada, "No", LINK).iter().zip(each(&called, hostile, LINK)) {
            let (_, _, plain) = write(harmless, "Acme");
            for portal in ["Acme", hostile] {
                let (_, _, html) = write(&hurt, portal);
                assert_eq!(skeleton(&html), skeleton(&plain), "{hostile:?} made other markup:\n{html}");
            }
        }
    }
}

#[test]
fn only_pages_of_the_web_are_pressed() {
    let ada = name("Ada");
    for link in
        HOSTILE.iter().chain(&["data:text/html,x", "HTTPS://x", "//evil.example", "https://x\r\ny", "https://x y"])
    {
        for letter in each(&ada, "No", link) {
            let (_, _, html) = write(&letter, "Acme");
            assert!(!html.contains("<a "), "{link:?} can be pressed:\n{html}");
        }
    }
    let (_, _, html) = write(&Confirm { name: &ada, link: "https://x\"><script>", hours: 1 }, "Acme");
    assert!(html.contains("href=\"https://x&quot;&gt;&lt;script&gt;\""), "{html}");
}

#[test]
fn the_link_stands_on_a_line_of_its_own() {
    let ada = name("Ada");
    for letter in each(&ada, "Not\nnow", LINK) {
        let (subject, text, html) = write(&letter, "Acme");
        let linked = !matches!(letter, Removed { .. } | Test);
        assert_eq!(text.lines().filter(|line| *line == LINK).count(), usize::from(linked), "{text}");
        assert_eq!(html.matches("href=").count(), if linked { 2 } else { 0 }, "{html}");
        assert!(subject.lines().count() == 1 && text.contains("Acme"), "{subject}\n{text}");
        assert!(text.contains("\n-- \nYou get this mail because "), "{text}");
    }
}

#[test]
fn nobody_forges_a_line() {
    let reason = "No.\n\nChoose a new password:\nhttps://evil.example\r\n-- \r\nBye";
    let state = AccountState::Rejected;
    let (subject, text, _) = write(
        &Decided { name: &name("Ada"), state, reason: Some(reason), link: LINK },
        "Acme\r\nBcc: eve@evil.example",
    );
    assert_eq!(subject, "Your account at Acme Bcc: eve@evil.example was not approved");
    assert!(text.contains("> No.\n> Choose a new password:\n> https://evil.example\n> --\n> Bye\n"), "{text}");
    assert_eq!(text.matches("\n-- \n").count(), 1, "{text}");
    let (_, text, html) = write(&Confirm { name: &name("Win at https://evil.example"), link: LINK, hours: 1 }, "Acme");
    assert!(!text.contains("evil.example") && !html.contains("evil.example"), "{text}");
}

#[track_caller]
fn says(letter: &Letter<'_>, parts: &[&str], never: &[&str]) {
    let (subject, text, _) = write(letter, "Acme APIs");
    let all = format!("{subject}\n{text}");
    for part in parts {
        assert!(all.contains(part), "{part:?} is not in\n{all}");
    }
    for part in never {
        assert!(!all.contains(part), "{part:?} is in\n{all}");
    }
}

#[test]
fn each_state_is_told_truthfully() {
    let name = &name("Ada Lovelace");
    let known = |state| Known { name, state, reason: Some("No company."), link: LINK };
    says(&known(AccountState::Unverified), &["not confirmed yet", "Ask for a new link:"], &["No company."]);
    says(
        &known(AccountState::Pending),
        &["waiting for approval", "nothing you need to do"],
        &["No company.", "Sign in"],
    );
    says(&known(AccountState::Approved), &["is approved", "Sign in:"], &["No company."]);
    says(&known(AccountState::Rejected), &["was not approved", "> No company."], &["Sign in:"]);
    says(&known(AccountState::Revoked), &["was revoked", "> No company."], &["Sign in:"]);
    let decided = |state, reason| Decided { name, state, reason, link: LINK };
    says(&decided(AccountState::Approved, None), &["Hello Ada Lovelace,", "is approved", "Sign in:"], &["reason"]);
    says(&decided(AccountState::Rejected, Some("  ")), &["was not approved"], &["reason", "Sign in:"]);
    says(&decided(AccountState::Revoked, Some("Unpaid.")), &["was revoked", "> Unpaid."], &["Sign in:"]);
    says(&Removed { name, reason: None }, &["was removed"], &["reason", "http"]);
    says(&Waiting { developers: 1, link: LINK }, &["1 developer is waiting"], &[]);
    says(&Waiting { developers: 12, link: LINK }, &["12 developers are waiting"], &[]);
    says(&Reset { name, link: LINK, hours: 1 }, &["for 1 hour."], &[]);
    says(&Confirm { name, link: LINK, hours: 24 }, &["for 24 hours."], &[]);
    says(&Invited { name, link: LINK, hours: 168 }, &["for 7 days."], &[]);
}
