//! What can go wrong between a page and the server, in the words of the wire. No internals: the cause is
//! in the log under the request id.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RpcError {
    #[error("There is nothing here.")]
    NotFound,
    #[error("Sign in to go on.")]
    SignedOut,
    #[error("The request could not be understood.")]
    BadRequest,
    #[error("Something went wrong on our side.")]
    Internal { request_id: String },
    #[error("The server can't be reached.")]
    Offline,
    /// A rule said no. Its own code stands in the place of this one's.
    #[error("{}", .0.message)]
    #[serde(untagged)]
    Refused(Refused),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub code: String,
    pub status: u16,
    /// For the person who asked.
    pub message: String,
    /// What belongs beside a field.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
    /// Where two strategies don't fit: the application's and the version's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategies: Vec<String>,
}

impl RpcError {
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::BadRequest => 400,
            Self::SignedOut => 401,
            Self::Internal { .. } => 500,
            // Never sent: only a browser finds out.
            Self::Offline => 503,
            Self::Refused(refused) => refused.status,
        }
    }
}

impl FromServerFnError for RpcError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::BadRequest,
            // What an address in front of the server answered is no message of ours.
            _ => Self::Internal { request_id: String::new() },
        }
    }

    fn status_code(&self) -> http::StatusCode {
        http::StatusCode::from_u16(self.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}
