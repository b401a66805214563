//! A request from the page to the gateway. The portal is not in between: it sees neither request, key nor answer.

use super::{document, first, focus_quietly};
use crate::domain::try_it::{Answer, Call, Payload, Request, Trouble, fits_header};
use gloo_net::http::{Headers, Request as Sent, RequestBuilder};
use leptos::prelude::{on_cleanup, set_timeout};
use leptos::web_sys::{
    self, FormData, RequestCache, RequestCredentials, RequestMode, RequestRedirect, ResponseType,
    js_sys::JSON,
    wasm_bindgen::{JsCast, JsValue},
};
use leptos::{ev, leptos_dom::helpers::window_event_listener};
use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, HtmlElement};

thread_local! {
    /// By header. It is there as long as the document is, and nowhere else.
    static SECRETS: RefCell<HashMap<String, String>> = RefCell::default();
}

pub fn keep_secret(header: &str, secret: &str) {
    SECRETS.with_borrow_mut(|secrets| secrets.insert(header.to_owned(), secret.to_owned()));
}

pub fn kept_secret(header: &str) -> String {
    SECRETS.with_borrow(|secrets| secrets.get(header).cloned().unwrap_or_default())
}

/// For as long as whoever asks for it lives: `open` gets the place of the operation whose button was pressed.
pub fn on_try(open: impl Fn(HtmlElement) + 'static) {
    let listener = window_event_listener(ev::click, move |click| {
        let target = click.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let button = target.and_then(|target| target.closest("[data-try]").ok().flatten());
        let place = button.and_then(|button| {
            let _ = button.set_attribute("aria-busy", "true");
            button.closest(".try-it").ok().flatten()
        });
        if let Some(place) = place.and_then(|place| place.dyn_into().ok()) {
            open(place);
        }
    });
    on_cleanup(move || listener.remove());
}

fn button(place: &HtmlElement) -> Option<HtmlElement> {
    let button = place.query_selector("[data-try]").ok()??;
    let _ = button.remove_attribute("aria-busy");
    button.dyn_into().ok()
}

/// The form takes the place of its button.
pub fn try_opened(place: &HtmlElement) {
    button(place);
    let _ = place.set_attribute("data-open", "");
    focus("try-it");
}

pub fn try_closed(place: &HtmlElement) {
    let _ = place.remove_attribute("data-open");
    focus_quietly(button(place).map(JsCast::unchecked_into));
}

pub fn try_failed(place: &HtmlElement) {
    button(place);
    if let Ok(Some(said)) = place.query_selector("p") {
        let _ = said.set_attribute("role", "alert");
        said.set_text_content(Some("It could not be loaded. Check your connection, then press the button again."));
    }
}

pub fn is_shown(place: &HtmlElement) -> bool {
    place.is_connected()
}

pub fn call_of(place: &HtmlElement) -> Option<Call> {
    serde_json::from_slice(place.get_attribute("data-call")?.as_bytes()).ok()
}

pub fn focus(id: &str) {
    focus_quietly(document().and_then(|document| document.get_element_by_id(id)));
    if let Some(found) = document().and_then(|document| document.get_element_by_id(id)) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        found.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// What the browser itself says against it.
pub fn json_problem(text: &str) -> Option<String> {
    let problem = JSON::parse(text).err()?;
    problem.dyn_ref::<web_sys::js_sys::Error>().map(|error| String::from(error.message()))
}

#[derive(Clone)]
pub struct Cancel(AbortController);

impl Cancel {
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    pub fn cancel(&self) {
        self.0.abort();
    }
}

/// What came, as the browser keeps it: however large it is, only what is shown comes to us.
#[derive(Clone)]
pub struct Bytes(Blob);

impl Bytes {
    pub async fn text(&self, most: f64) -> String {
        let part = self.0.slice_with_f64_and_f64(0.0, most).unwrap_or_else(|_| self.0.clone());
        let text = JsFuture::from(part.text()).await.ok().and_then(|text| text.as_string());
        text.unwrap_or_default()
    }

    pub fn save(&self, name: &str) {
        let _ = self.save_as(name);
    }

    fn save_as(&self, name: &str) -> Option<()> {
        let address = web_sys::Url::create_object_url_with_blob(&self.0).ok()?;
        let document = document()?;
        let link: web_sys::HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
        link.set_href(&address);
        link.set_download(name);
        // The router leaves such links alone.
        link.set_rel("external");
        document.body()?.append_child(&link).ok()?;
        link.click();
        link.remove();
        // By then the browser has begun to read it.
        let free = move || {
            let _ = web_sys::Url::revoke_object_url(&address);
        };
        let _ = set_timeout(free, Duration::from_secs(60));
        Some(())
    }
}

pub async fn send(request: Request, cancel: Cancel) -> Result<(Answer, Bytes), Trouble> {
    let began = now();
    let result = answer(&request, &cancel).await;
    let (head, blob) = match result {
        Ok(found) => found,
        Err(Some(trouble)) => return Err(trouble),
        Err(None) if cancel.0.signal().aborted() => return Err(Trouble::Cancelled),
        Err(None) => return Err(why(&request.url).await),
    };
    let answer = Answer { milliseconds: now() - began, bytes: blob.size(), ..head };
    Ok((answer, Bytes(blob)))
}

/// None: the browser says nothing about why.
async fn answer(request: &Request, cancel: &Cancel) -> Result<(Answer, Blob), Option<Trouble>> {
    let answer = built(request, cancel).ok_or(None)?.send().await.map_err(|_| None)?;
    if answer.type_() == ResponseType::Opaqueredirect {
        return Err(Some(Trouble::Redirected));
    }
    let head = Answer { status: answer.status(), headers: answer.headers().entries().collect(), ..Answer::default() };
    let answer: web_sys::Response = answer.into();
    let blob = JsFuture::from(answer.blob().map_err(|_| None)?).await.map_err(|_| None)?;
    Ok((head, blob.dyn_into().map_err(|_| None)?))
}

fn built(request: &Request, cancel: &Cancel) -> Option<Sent> {
    let headers = Headers::new();
    // The browser throws at what can't be one.
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    for (name, value) in request.headers.iter().filter(|(name, value)| is_name(name) && fits_header(value)) {
        headers.append(name, value.trim());
    }
    let builder = RequestBuilder::new(&request.url)
        .method(http::Method::from_bytes(request.method.as_bytes()).ok()?)
        .headers(headers)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Manual)
        .abort_signal(Some(&cancel.0.signal()));
    let built = match &request.payload {
        Payload::Nothing => builder.build(),
        Payload::Text(text) => builder.body(JsValue::from_str(text)),
        Payload::File(_) => builder.body(chosen("#try-file").map_or(JsValue::NULL, JsValue::from)),
        Payload::Parts(parts) => {
            let form = FormData::new().ok()?;
            for part in parts {
                let file =
                    chosen(&["#try-it-form [name=\"", &escaped(&part.name), "\"]"].concat()).filter(|_| part.file);
                let _ = match file {
                    Some(file) => form.append_with_blob(&part.name, &file),
                    None => form.append_with_str(&part.name, &part.value),
                };
            }
            builder.body(form)
        }
    };
    built.ok()
}

/// Inside quotes of a selector.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "\\\"")
}

fn chosen(selector: &str) -> Option<web_sys::File> {
    first::<web_sys::HtmlInputElement>(selector)?.files()?.get(0)
}

/// A browser tells a page nothing of why a request failed. Whether the gateway is there at all can be asked without
/// its permission: nothing is learnt of the answer but that there is one. No API hears of it, since none is at its root.
async fn why(address: &str) -> Trouble {
    let (Some(window), Ok(address)) = (web_sys::window(), web_sys::Url::new(address)) else {
        return Trouble::Unreachable;
    };
    if !window.navigator().on_line() {
        return Trouble::Offline;
    }
    let secure = window.location().protocol().is_ok_and(|scheme| scheme == "https:");
    if secure && address.protocol() == "http:" {
        return Trouble::Insecure;
    }
    let knock = RequestBuilder::new(&address.origin())
        .method(http::Method::HEAD)
        .mode(RequestMode::NoCors)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore);
    if knock.send().await.is_ok() { Trouble::Withheld } else { Trouble::Unreachable }
}

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
