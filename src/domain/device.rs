//! What a browser calls itself, in words that a person recognises.

/// `Firefox on Linux`; a stranger's own words, cut short, where it is none of those that everybody knows.
pub fn in_words(agent: &str) -> String {
    // Each claims to be those after it, so the order decides.
    let browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let known =
        |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    match (known(&browsers), known(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) if agent.is_empty() => "An unnamed browser".to_owned(),
        (None, _) => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(agent: &str, words: &str) {
        assert_eq!(in_words(agent), words);
    }

    #[test]
    fn browsers_are_named_as_people_name_them() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        check(chrome, "Chrome on Linux");
        check(&format!("{chrome} Edg/156.0"), "Edge on Linux");
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.6; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on macOS",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        );
        check("curl/8.5.0", "curl/8.5.0");
        check("", "An unnamed browser");
        check(&"x".repeat(200), &"x".repeat(60));
    }
}
