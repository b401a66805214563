//! What a page is made from, sent with it. The framework would write it into a script, escaped twice and letter
//! by letter, which was a fifth of rendering the catalog; as JSON in an element of its own it is written as it is.
//! HTML is not in it: it stands in the page already, and a page that is taken over keeps it there. So a view that
//! is built a second time from the same data has none; whoever comes back to such a view asks again (`came_back`).

use crate::domain::html::without_html;
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

/// Becomes true, and stays so, when `here` begins anew: what the document brought for it is gone by then.
pub fn came_back(here: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    // Whether one is there, and whether one has come.
    let track = Memo::new(move |before: Option<&(bool, bool)>| {
        let now = here();
        (now, before.is_some_and(|(was, came)| *came || (now && !was)))
    });
    Signal::derive(move || track.get().1)
}

impl<T: Serialize> Encoder<T> for InPage {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        Ok(browser::leave_data(without_html(|| serde_json::to_string(value))?))
    }
}

impl<T: DeserializeOwned> Decoder<T> for InPage {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(key: &str) -> Result<T, Self::Error> {
        // From bytes, as server functions read their answers: every type is then read by one code and not by two.
        serde_json::from_slice(browser::find_data(key).as_bytes())
    }
}
