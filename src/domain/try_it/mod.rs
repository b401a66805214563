//! Trying an operation from its page: what can be filled in, the request that comes of it, and what its answer means.
//! The request goes from the browser to the gateway; the portal sees neither it nor the key.

mod answer;
mod curl;
mod request;
mod spelling;

pub use answer::{Answer, Refusal, advice, is_json, is_text, pretty, size, took};
pub use curl::{curl, shell};
pub use request::{Filled, Given, Part, Payload, Request, fits_header, misfits, request};
pub use spelling::encoded;

use super::version::VersionState;
use serde::{Deserialize, Serialize};

/// An operation as the form shows it. It is written when the file arrives, and stands in the stored page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Upper case.
    pub method: String,
    /// With the places of its parameters: `/pets/{id}`.
    pub path: String,
    pub parameters: Vec<Parameter>,
    /// What can be sent, the one to begin with first.
    pub bodies: Vec<Body>,
    pub body_required: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    pub place: Place,
    pub required: bool,
    pub form: Form,
    pub style: Style,
    pub explode: bool,
    /// Signs that mean something in an address go into it as they are.
    pub reserved: bool,
    /// All that it may be; empty: anything.
    pub options: Vec<String>,
    /// What is filled in to begin with.
    pub value: String,
    /// An example where nothing is filled in.
    pub hint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Path,
    Query,
    /// All that stands behind the question mark.
    Querystring,
    Header,
    Cookie,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    Text,
    Number,
    /// One value a line.
    List,
    /// `name=value` a line.
    Object,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    Space,
    Pipe,
    Deep,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub media_type: String,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// With an example to begin with.
    Text(String),
    Fields(Vec<Field>),
    File,
}

/// Of a form, in parts or encoded as an address is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub value: String,
    pub file: bool,
    pub required: bool,
}

/// How calls to a version come in, told to who wants to make one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayIn {
    /// The gateway's address with the version's path.
    pub base: String,
    /// None: it is open to everybody.
    pub lock: Option<Lock>,
    pub signed_in: bool,
    /// The visitor's applications that are let in.
    pub callers: Vec<Caller>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lock {
    Key { header: String },
    Token,
}

impl Lock {
    /// The header that opens it, and what stands in a sample where the secret goes.
    pub fn header(&self) -> (&str, &'static str) {
        match self {
            Self::Key { header } => (header, "YOUR_API_KEY"),
            Self::Token => ("Authorization", "YOUR_ACCESS_TOKEN"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    pub id: String,
    pub name: String,
}

/// Why calls to a version can't come in, where they can't.
pub fn closed(state: VersionState, path: Option<&str>) -> Option<&'static str> {
    match (state, path) {
        (VersionState::Draft, _) => Some("It can be tried here once it is published."),
        (VersionState::Retired, _) => Some("This version is retired: the gateway lets no calls to it through."),
        (_, None) => {
            Some("It can’t be tried here: this version is documented, but not served by the portal’s gateway.")
        }
        (_, Some(_)) => None,
    }
}

/// Why a sent request brought no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Cancelled,
    /// To another address, which browsers keep to themselves.
    Redirected,
    Offline,
    /// A page that came over TLS may not call without.
    Insecure,
    /// The gateway is there, and yet the browser was not allowed to see its answer.
    Withheld,
    Unreachable,
}

impl Trouble {
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Cancelled => "Cancelled. Whether the API has acted on it, nobody here knows.",
            Self::Redirected => {
                "The API answered with a redirect. A browser does not tell a page where to: the cURL line does, with \
                 --include."
            }
            Self::Offline => "You seem to be offline. Check your connection, then send it again.",
            Self::Insecure => {
                "Your browser blocked the call: this page came over https, and the gateway’s address begins with \
                 http. Whoever runs the portal can set gateway_url to an https address. Until then use the cURL line."
            }
            Self::Withheld => {
                "The gateway is there, but your browser was not allowed to read its answer (CORS). A proxy in front \
                 of the gateway may have answered, or the portal is open under another address than its public one. \
                 The cURL line works all the same."
            }
            Self::Unreachable => {
                "The gateway did not answer. It may be down, or your network keeps you from it: try the cURL line, \
                 and tell whoever runs the portal if that fails too."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_served_can_be_tried() {
        assert_eq!(closed(VersionState::Published, Some("/a")), None);
        assert_eq!(closed(VersionState::Deprecated, Some("/a")), None);
        for (state, path) in
            [(VersionState::Published, None), (VersionState::Draft, Some("/a")), (VersionState::Retired, Some("/a"))]
        {
            assert!(closed(state, path).is_some(), "{state:?}");
        }
    }
}
