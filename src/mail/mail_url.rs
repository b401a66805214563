//! Where mails go, as an operator writes it.

use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use url::Host;

/// `smtp://[USER:PASSWORD@]HOST[:PORT]`, `smtps://...`, `folder:DIR` or `log`. Its `Display` and `Debug` show no
/// password.
///
/// `smtps` speaks TLS from the first byte. `smtp` begins in plain text and must then be allowed to turn to TLS
/// (STARTTLS): a server that offers none gets neither a password nor a mail. The one exception is a server on this
/// machine (`localhost` or a loopback address): there TLS is used where it is offered, whoever signed the
/// certificate, because what never leaves the machine needs none.
#[derive(Clone, PartialEq, Eq)]
pub struct MailUrl(pub(super) Kind);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Smtp(Address),
    Folder(PathBuf),
    Log,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub host: Host,
    pub port: u16,
    pub security: Security,
    pub login: Option<Login>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte.
    Implicit,
    /// STARTTLS or nothing.
    Required,
    /// STARTTLS where it is offered: only on this machine.
    Offered,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Login {
    pub user: String,
    pub password: String,
}

const FORMS: &str = "use smtp://HOST, smtps://HOST, folder:DIR or log";

impl FromStr for MailUrl {
    type Err = String;

    /// The text may hold a password, so no refusal repeats it.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "log" {
            return Ok(Self(Kind::Log));
        }
        if let Some(folder) = text.strip_prefix("folder:") {
            return match folder.strip_prefix("//").unwrap_or(folder) {
                "" => Err("folder: wants the path of a folder, like folder:data/mail".to_owned()),
                folder => Ok(Self(Kind::Folder(PathBuf::from(folder)))),
            };
        }
        let url = url::Url::parse(text).map_err(|why| {
            format!(
                "not a place for mails ({why}): {FORMS}; in user and password write %40 for @, %2F for / and %23 for #"
            )
        })?;
        match url.scheme() {
            "smtp" | "smtps" => Ok(Self(Kind::Smtp(address(&url)?))),
            other => Err(format!("{other}: is not a way to send mail: {FORMS}")),
        }
    }
}

fn address(url: &url::Url) -> Result<Address, String> {
    let scheme = url.scheme();
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(format!(
            "{scheme}:// must end after host and port; in user and password write %2F for /, %3F for ? and %23 for #"
        ));
    }
    let named = url.host_str().filter(|host| !host.is_empty());
    let named = named.ok_or_else(|| format!("{scheme}:// must name a host, like {scheme}://mail.example.com"))?;
    let host = Host::parse(named).map_err(|why| format!("the host of {scheme}:// is no host: {why}"))?;
    let security = match (scheme, on_this_machine(&host)) {
        ("smtps", _) => Security::Implicit,
        (_, true) => Security::Offered,
        (_, false) => Security::Required,
    };
    let port = url.port().unwrap_or(if security == Security::Implicit { 465 } else { 587 });
    if port == 0 {
        return Err("the port must be at least 1".to_owned());
    }
    Ok(Address { host, port, security, login: login(url)? })
}

fn login(url: &url::Url) -> Result<Option<Login>, String> {
    match (url.username(), url.password().unwrap_or_default()) {
        ("", "") => Ok(None),
        ("", _) => Err("there is a password without a user: write USER:PASSWORD@HOST".to_owned()),
        (_, "") => Err("there is a user without a password: write USER:PASSWORD@HOST".to_owned()),
        (user, password) => {
            Ok(Some(Login { user: decoded("the user", user)?, password: decoded("the password", password)? }))
        }
    }
}

fn decoded(what: &str, text: &str) -> Result<String, String> {
    match percent_decode_str(text).decode_utf8() {
        Ok(text) if text.chars().any(char::is_control) => Err(format!("{what} holds a control character")),
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(format!("{what} is not UTF-8 once its %XX are read")),
    }
}

fn on_this_machine(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl Address {
    fn scheme(&self) -> &'static str {
        if self.security == Security::Implicit { "smtps" } else { "smtp" }
    }
}

/// Without the login.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme(), self.host, self.port)
    }
}

impl MailUrl {
    /// Nobody gets a mail.
    pub fn only_logs(&self) -> bool {
        self.0 == Kind::Log
    }

    /// Without the login: for who needs to know where, not as whom.
    pub fn place(&self) -> String {
        match &self.0 {
            Kind::Smtp(address) => address.to_string(),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Smtp(address) => match &address.login {
                Some(login) => {
                    let user = percent_encoding::utf8_percent_encode(&login.user, percent_encoding::NON_ALPHANUMERIC);
                    write!(f, "{}://{user}:***@{}:{}", address.scheme(), address.host, address.port)
                }
                None => write!(f, "{address}"),
            },
            Kind::Folder(folder) => write!(f, "folder:{}", folder.display()),
            Kind::Log => f.write_str("log"),
        }
    }
}

impl fmt::Debug for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shown(text: &str, shown: &str) {
        let url: MailUrl = text.parse().unwrap();
        assert_eq!(url.to_string(), shown);
        assert_eq!(format!("{url:?}"), shown);
    }

    #[track_caller]
    fn refused(text: &str, part: &str) {
        let why = text.parse::<MailUrl>().unwrap_err();
        assert!(why.contains(part), "{text:?}: {why}");
        assert_eq!(why.lines().count(), 1, "{why}");
        assert!(!why.contains("hunter2"), "{why}");
    }

    #[test]
    fn ports_are_those_of_submission() {
        shown("smtp://mail.example.com", "smtp://mail.example.com:587");
        shown("smtps://mail.example.com/", "smtps://mail.example.com:465");
        shown("smtp://MAIL.example.com:25", "smtp://mail.example.com:25");
        shown("smtp://[::1]:2525", "smtp://[::1]:2525");
        shown("folder:data/mail", "folder:data/mail");
        shown("folder:///var/mail", "folder:/var/mail");
        shown("log", "log");
    }

    #[test]
    fn a_password_is_read_and_never_shown() {
        shown("smtp://ada:hunter2@mail.example.com", "smtp://ada:***@mail.example.com:587");
        shown("smtps://ada%40x:p%3A%2Fhunter2@m.example:1", "smtps://ada%40x:***@m.example:1");
        let url: MailUrl = "smtps://ada%40example.com:p%3A%2F%C3%A4%25@m.example".parse().unwrap();
        let Kind::Smtp(Address { login: Some(login), .. }) = &url.0 else { panic!("a login") };
        assert_eq!((login.user.as_str(), login.password.as_str()), ("ada@example.com", "p:/ä%"));
        assert_eq!(url.place(), "smtps://m.example:465");
    }

    #[test]
    fn what_is_wrong_is_named_without_the_password() {
        refused("", "use smtp://HOST");
        refused("mail.example.com", "use smtp://HOST");
        refused("Log", "use smtp://HOST");
        refused("http://u:hunter2@h", "http: is not a way to send mail");
        refused("folder:", "wants the path of a folder");
        refused("smtp://", "must name a host");
        refused("smtp:mail.example.com", "must end after host and port");
        refused("smtp://u:hunter2@", "use smtp://HOST");
        refused("smtp://u:hunter2@h/inbox", "must end after host and port");
        refused("smtp://u:hunter2@h?tls=none", "must end after host and port");
        refused("smtp://u:hun/hunter2@h", "%2F for /");
        refused("smtp://h:0", "at least 1");
        refused("smtp://h:99999", "use smtp://HOST");
        refused("smtp://h o", "use smtp://HOST");
        refused("smtp://h%0d%0aDATA", "is no host");
        refused("smtp://u@h", "a user without a password");
        refused("smtp://:hunter2@h", "a password without a user");
        refused("smtp://u%0d%0a:hunter2@h", "control character");
        refused("smtp://u:%ff@h", "not UTF-8");
    }

    #[test]
    fn plain_text_is_for_this_machine_only() {
        let security = |text: &str| match text.parse::<MailUrl>().unwrap().0 {
            Kind::Smtp(address) => address.security,
            _ => panic!("{text}"),
        };
        for here in ["localhost", "mail.localhost", "127.0.0.1", "127.1.2.3", "[::1]"] {
            assert_eq!(security(&format!("smtp://{here}")), Security::Offered, "{here}");
            assert_eq!(security(&format!("smtps://{here}")), Security::Implicit, "{here}");
        }
        for there in ["mail.example.com", "localhost.example.com", "10.0.0.1", "0.0.0.0", "[::]", "notlocalhost"] {
            assert_eq!(security(&format!("smtp://{there}")), Security::Required, "{there}");
        }
    }
}
