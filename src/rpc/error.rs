//! What can go wrong between a page and the server, in the words of the wire. No internals: the cause is
//! in the log under the request id.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(from = "Wire", into = "Wire")]
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
    Refused(Refused),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: String,
    pub status: u16,
    /// For the person who asked.
    pub message: String,
    /// What belongs beside a field.
    pub fields: Vec<(String, String)>,
    /// Where two strategies don't fit: the application's and the version's.
    pub strategies: Vec<String>,
}

/// As it is sent. An enum that is told apart by a field inside would bring the reading of anything at all into the client.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<(String, String)>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    strategies: Vec<String>,
}

impl From<RpcError> for Wire {
    fn from(error: RpcError) -> Self {
        let bare = |code: &str| Self { code: code.to_owned(), ..Self::default() };
        match error {
            RpcError::NotFound => bare("not_found"),
            RpcError::SignedOut => bare("signed_out"),
            RpcError::BadRequest => bare("bad_request"),
            RpcError::Offline => bare("offline"),
            RpcError::Internal { request_id } => Self { request_id: Some(request_id), ..bare("internal") },
            RpcError::Refused(Refused { code, status, message, fields, strategies }) => {
                let (status, message, fields) = (Some(status), Some(message), Some(fields));
                Self { code, status, message, fields, strategies, request_id: None }
            }
        }
    }
}

impl From<Wire> for RpcError {
    fn from(wire: Wire) -> Self {
        let Wire { code, request_id, status, message, fields, strategies } = wire;
        match (code.as_str(), status) {
            (_, Some(status)) => Self::Refused(Refused {
                code,
                status,
                message: message.unwrap_or_default(),
                fields: fields.unwrap_or_default(),
                strategies,
            }),
            ("not_found", None) => Self::NotFound,
            ("signed_out", None) => Self::SignedOut,
            ("bad_request", None) => Self::BadRequest,
            ("offline", None) => Self::Offline,
            _ => Self::Internal { request_id: request_id.unwrap_or_default() },
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_wire_and_back() {
        let refused = Refused {
            code: "strategy_mismatch".to_owned(),
            status: 409,
            message: "No.".to_owned(),
            fields: vec![("name".to_owned(), "Taken.".to_owned())],
            strategies: vec!["a".to_owned(), "b".to_owned()],
        };
        let cases = [
            (RpcError::NotFound, "{\"code\":\"not_found\"}"),
            (RpcError::SignedOut, "{\"code\":\"signed_out\"}"),
            (RpcError::BadRequest, "{\"code\":\"bad_request\"}"),
            (RpcError::Offline, "{\"code\":\"offline\"}"),
            (RpcError::Internal { request_id: "7".to_owned() }, "{\"code\":\"internal\",\"request_id\":\"7\"}"),
            (
                RpcError::Refused(refused),
                "{\"code\":\"strategy_mismatch\",\"status\":409,\"message\":\"No.\",\
                 \"fields\":[[\"name\",\"Taken.\"]],\"strategies\":[\"a\",\"b\"]}",
            ),
        ];
        for (error, json) in cases {
            assert_eq!(serde_json::to_string(&error).expect("JSON"), json);
            assert_eq!(serde_json::from_str::<RpcError>(json).expect("an error"), error);
        }
    }
}
