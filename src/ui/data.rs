//! What a page is made from, sent with it. The framework would write it into a script, escaped twice and letter
//! by letter, which was a fifth of rendering the catalog; as JSON in an element of its own it is written as it is.

use crate::rpc::RpcError;
use crate::ui::browser;
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};

/// Leaves the data in the page, and tells the client under which key.
pub struct InPage;

pub type PageData<T> = Resource<Result<T, RpcError>, InPage>;

/// Read before anything is sent: the page around it needs its status.
pub fn page_data<Asked, Answer, Reading>(
    asked: impl Fn() -> Asked + Send + Sync + 'static,
    read: impl Fn(Asked) -> Reading + Send + Sync + 'static,
) -> PageData<Answer>
where
    Asked: Clone + PartialEq + Send + Sync + 'static,
    Answer: Serialize + DeserializeOwned + Send + Sync + 'static,
    Reading: Future<Output = Result<Answer, RpcError>> + Send + 'static,
{
    Resource::new_with_options(asked, read, true)
}

impl<T: Serialize> Encoder<T> for InPage {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        Ok(browser::leave_data(serde_json::to_string(value)?))
    }
}

impl<T: DeserializeOwned> Decoder<T> for InPage {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(key: &str) -> Result<T, Self::Error> {
        serde_json::from_str(&browser::find_data(key))
    }
}
