//! The talk with a mail server, step by step: each has a time limit, and each failure says in which step it was.

use super::line::one_line;
use super::mail_url::{Address, Security};
use super::{CantOpen, Patience, Undelivered};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, address::Envelope};
use std::error::Error as _;
use std::time::Duration;
use tokio::time::timeout;

/// How much of a server's answer is kept.
const LONGEST: usize = 300;

/// "You have to log in first" and its kin: the operator can repair that, so the mail is not to blame.
const ABOUT_THE_LOGIN: [u16; 4] = [530, 534, 535, 538];

#[derive(Clone)]
pub(super) struct Server {
    address: Address,
    tls: TlsParameters,
    patience: Patience,
}

/// What a 5xx means: at first that we are not welcome, which an operator can change; later that this mail isn't.
#[derive(Clone, Copy, PartialEq)]
enum Blame {
    Us,
    Mail,
}

impl Server {
    pub fn new(address: &Address, patience: Patience) -> Result<Self, CantOpen> {
        // On this machine plain text would do, so there a certificate has nothing to prove.
        let any_certificate = address.security == Security::Offered;
        let tls = TlsParameters::builder(host(address))
            .dangerous_accept_invalid_certs(any_certificate)
            .dangerous_accept_invalid_hostnames(any_certificate)
            .build()
            .map_err(|why| CantOpen::Tls(one_line(&why.to_string(), LONGEST)))?;
        Ok(Self { address: address.clone(), tls, patience })
    }

    pub async fn deliver(&self, message: &Message, bytes: &[u8], called: String) -> Result<(), Undelivered> {
        let whole = self.patience.whole;
        let talk = async {
            let mut connection = self.connect(&ClientId::Domain(called)).await?;
            let answer = self.hand_over(&mut connection, message.envelope(), bytes).await;
            Ok((connection, answer))
        };
        let (mut connection, answer) = timeout(whole, talk).await.map_err(|_| self.stalled("the whole", whole))??;
        // The server has answered. Whether it says goodbye changes nothing.
        let _ = timeout(self.patience.goodbye, connection.quit()).await;
        answer
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<(), Undelivered> {
        if let Some(login) = &self.address.login {
            let credentials = Credentials::new(login.user.clone(), login.password.clone());
            self.step("login", Blame::Us, connection.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        let mail = Mail::new(envelope.from().cloned(), Vec::new());
        self.step("sender", Blame::Mail, connection.command(mail)).await?;
        for recipient in envelope.to() {
            let to = Rcpt::new(recipient.clone(), Vec::new());
            self.step("recipient", Blame::Mail, connection.command(to)).await?;
        }
        self.step("mail", Blame::Mail, connection.command(Data)).await?;
        self.step("mail", Blame::Mail, connection.message(bytes)).await?;
        Ok(())
    }

    async fn connect(&self, hello: &ClientId) -> Result<AsyncSmtpConnection, Undelivered> {
        let Patience { connect, answer, .. } = self.patience;
        let implicit = (self.address.security == Security::Implicit).then(|| self.tls.clone());
        let place = (host(&self.address), self.address.port);
        let opened = AsyncSmtpConnection::connect_tokio1(place, Some(connect), hello, implicit, None);
        let mut connection = self.within("connection", connect + answer, Blame::Us, opened).await?;
        if connection.can_starttls() {
            self.step("STARTTLS", Blame::Us, connection.starttls(self.tls.clone(), hello)).await?;
        } else if self.address.security == Security::Required {
            let why = "offers no STARTTLS, and nothing is sent in plain text to another machine";
            return Err(Undelivered::NotYet(format!("{} {why}", self.address)));
        }
        Ok(connection)
    }

    async fn step<T>(
        &self,
        step: &str,
        blame: Blame,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Undelivered> {
        self.within(step, self.patience.answer, blame, answer).await
    }

    async fn within<T>(
        &self,
        step: &str,
        limit: Duration,
        blame: Blame,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Undelivered> {
        match timeout(limit, answer).await {
            Ok(answer) => answer.map_err(|why| self.undelivered(step, blame, &why)),
            Err(_) => Err(self.stalled(step, limit)),
        }
    }

    fn stalled(&self, step: &str, limit: Duration) -> Undelivered {
        Undelivered::NotYet(format!("{}: {step}: no answer within {limit:?}", self.address))
    }

    fn undelivered(&self, step: &str, blame: Blame, why: &Error) -> Undelivered {
        let reason = one_line(&cause(why).to_string(), LONGEST);
        let server = &self.address;
        let Some(code) = why.status().map(u16::from) else {
            return Undelivered::NotYet(format!("{server}: {step}: {reason}"));
        };
        let said = format!("{server}: {step}: the server said {code} {reason}");
        if blame == Blame::Mail && why.is_permanent() && !ABOUT_THE_LOGIN.contains(&code) {
            Undelivered::Refused(said)
        } else {
            Undelivered::NotYet(said)
        }
    }
}

/// What lies beneath the library's own words for it.
fn cause(why: &Error) -> &(dyn std::error::Error + 'static) {
    match why.source() {
        Some(deeper) => deeper.downcast_ref::<Error>().map_or(deeper, cause),
        None => why,
    }
}

/// As a resolver and a certificate know it: an IPv6 address has no brackets.
fn host(address: &Address) -> String {
    match &address.host {
        url::Host::Domain(name) => name.clone(),
        url::Host::Ipv4(address) => address.to_string(),
        url::Host::Ipv6(address) => address.to_string(),
    }
}
