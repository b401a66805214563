//! What a page is made from, sent with it. The framework would write it into a script, escaped twice and letter
//! by letter, which was a fifth of rendering the catalog; as JSON in an element of its own it is written as it is.
//! HTML is not in it: it stands in the page already, and a page that is taken over keeps it there. So a view that
//! is built a second time from the same data has none; whoever comes back to such a view asks again (`came_back`).
//!
//! What all pages do with their data is compiled once: behind `page_data` and `place` no type of a page is known any more.
//! With types, the client had the framework's waiting for each of thirty pages anew.

use crate::domain::html::without_html;
use crate::rpc::RpcError;
use crate::ui::browser;
use crate::ui::parts::notice::problem;
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};
use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

/// Leaves the data in the page, and tells the client under which key.
pub struct InPage;

/// What a page asked its server for: `await` it.
pub struct PageData<T> {
    kept: Resource<Kept, InPage>,
    of: PhantomData<fn() -> T>,
}

type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Read before anything is sent: the page around it needs its status.
pub fn page_data<Asked, Answer, Reading>(
    asked: impl Fn() -> Asked + Send + Sync + 'static,
    read: impl Fn(Asked) -> Reading + Send + Sync + 'static,
) -> PageData<Answer>
where
    Asked: Clone + PartialEq + Send + Sync + 'static,
    Answer: Serialize + Send + Sync + 'static,
    Reading: Future<Output = Result<Answer, RpcError>> + Send + 'static,
{
    let read = Arc::new(move |asked| -> Later<Kept> {
        let reading = read(asked);
        Box::pin(async move { Kept::Here(reading.await.map(|answer| Arc::new(answer) as Arc<dyn Answered>)) })
    });
    let question = move || Question(Arc::new(Asking { asked: asked(), read: read.clone() }));
    PageData { kept: kept(Arc::new(question)), of: PhantomData }
}

fn kept(question: Arc<dyn Fn() -> Question + Send + Sync>) -> Resource<Kept, InPage> {
    Resource::new_with_options(move || question(), |question: Question| question.0.read(), true)
}

/// A place that is filled as soon as `later` says with what, and again when what it read changes.
pub fn place(later: impl Fn() -> Later<AnyView> + Send + Sync + 'static) -> AnyView {
    place_of(Arc::new(later))
}

fn place_of(later: Arc<dyn Fn() -> Later<AnyView> + Send + Sync>) -> AnyView {
    (move || Suspend::new(later())).into_any()
}

/// The place of what was asked for; what went wrong stands there instead.
pub fn filled<T>(data: PageData<T>, view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> AnyView
where
    T: Clone + DeserializeOwned + Send + Sync + 'static,
{
    place(move || {
        let view = view.clone();
        Box::pin(async move { data.await.map_or_else(|error| problem(&error), view) })
    })
}

/// Around places. Strict: everything is read in the first walk, so the page need not be built twice to find more.
pub fn until_there(places: AnyView) -> AnyView {
    view! { <Suspense strict=true>{places}</Suspense> }.into_any()
}

/// The same, and what is shown stays until the next is there.
pub fn until_next(places: AnyView) -> AnyView {
    view! { <Transition strict=true>{places}</Transition> }.into_any()
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

impl<T> Clone for PageData<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PageData<T> {}

impl<T: Clone + DeserializeOwned + Send + Sync + 'static> IntoFuture for PageData<T> {
    type Output = Result<T, RpcError>;
    type IntoFuture = Later<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.kept.await.typed() })
    }
}

/// What was asked, and how it is answered.
#[derive(Clone)]
struct Question(Arc<dyn Asks>);

trait Asks: Send + Sync {
    fn asked(&self) -> &dyn Any;
    fn same(&self, asked: &dyn Any) -> bool;
    fn read(&self) -> Later<Kept>;
}

struct Asking<Asked, Read> {
    asked: Asked,
    read: Arc<Read>,
}

impl<Asked, Read> Asks for Asking<Asked, Read>
where
    Asked: Clone + PartialEq + Send + Sync + 'static,
    Read: Fn(Asked) -> Later<Kept> + Send + Sync,
{
    fn asked(&self) -> &dyn Any {
        &self.asked
    }

    fn same(&self, asked: &dyn Any) -> bool {
        asked.downcast_ref() == Some(&self.asked)
    }

    fn read(&self) -> Later<Kept> {
        (self.read)(self.asked.clone())
    }
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(other.0.asked())
    }
}

/// An answer, or under which key the document brought it.
#[derive(Clone)]
enum Kept {
    Here(Result<Arc<dyn Answered>, RpcError>),
    InPage(String),
}

trait Answered: Send + Sync {
    fn answer(&self) -> &dyn Any;
    fn leave(&self) -> serde_json::Result<String>;
}

impl<T: Serialize + Send + Sync + 'static> Answered for T {
    fn answer(&self) -> &dyn Any {
        self
    }

    fn leave(&self) -> serde_json::Result<String> {
        without_html(|| browser::leave_data(&Ok::<&T, RpcError>(self)))
    }
}

impl Kept {
    fn typed<T: Clone + DeserializeOwned + 'static>(self) -> Result<T, RpcError> {
        let unread = || RpcError::Internal { request_id: String::new() };
        match self {
            // Not the pointer to it, which could answer for itself as well.
            Self::Here(answer) => (*answer?).answer().downcast_ref().cloned().ok_or_else(unread),
            // From bytes, as server functions read their answers: every type is then read by one code and not by two.
            Self::InPage(key) => serde_json::from_slice(browser::find_data(&key).as_bytes()).map_err(|_| unread())?,
        }
    }
}

impl Encoder<Kept> for InPage {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(kept: &Kept) -> Result<String, Self::Error> {
        match kept {
            Kept::Here(Ok(answer)) => (**answer).leave(),
            Kept::Here(Err(error)) => browser::leave_data(&Err::<(), _>(error)),
            Kept::InPage(key) => Ok(key.clone()),
        }
    }
}

impl Decoder<Kept> for InPage {
    type Error = Missing;
    type Encoded = str;

    fn decode(key: &str) -> Result<Kept, Missing> {
        // Without it the client asks the server.
        if browser::find_data(key).is_empty() { Err(Missing) } else { Ok(Kept::InPage(key.to_owned())) }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the document brought no such data")]
pub struct Missing;
