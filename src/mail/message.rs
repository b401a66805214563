//! A mail in the form that travels.

use super::Undelivered;
use super::line::one_line;
use crate::domain::account::Email;
use crate::domain::mail::{Mail, Sender};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

/// Where the longest subject or name ends.
const LONGEST: usize = 250;

/// The same id gives the same `Message-ID`, so whoever gets a mail twice can tell.
/// `Date` is the moment it is handed over: no decision depends on it, so it comes from the machine's clock.
pub(super) fn compose(from: &Sender, mail: &Mail, id: &str) -> Result<Message, Undelivered> {
    // It becomes a header and the name of a file.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !(1..=64).contains(&id.len()) || !id.bytes().all(plain) {
        return Err(Undelivered::Refused("the mail's id is not 1 to 64 letters, digits, - or _".to_owned()));
    }
    Message::builder()
        .from(mailbox(Some(&from.name), &from.address)?)
        .to(mailbox(mail.to_name.as_ref().map(|name| name.as_str()), &mail.to)?)
        .subject(header(&mail.subject))
        .message_id(Some(format!("<{id}@{}>", from.address.domain())))
        // So that nobody's "I am on holiday" answers it.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|why| {
            Undelivered::Refused(format!("the mail can't be written: {}", one_line(&why.to_string(), LONGEST)))
        })
}

/// A reader would decode what looks encoded, and then see other words than we were given.
fn header(text: &str) -> String {
    one_line(text, LONGEST).replace("=?", "= ?")
}

fn mailbox(name: Option<&str>, email: &Email) -> Result<Mailbox, Undelivered> {
    let address: Address = email
        .as_str()
        .parse()
        .map_err(|_| Undelivered::Refused(format!("{email} is not an address that mail can be sent to")))?;
    let name = name.map(header).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address))
}
