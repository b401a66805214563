//! The form that opens below an operation, the same request for a shell, and what came back.

use super::answer::answer;
use super::body::body;
use super::parameters::parameters;
use super::secret::secret;
use crate::domain::try_it::{Answer, Call, Filled, Lock, Trouble, WayIn, curl, fits_header, misfits, request};
use crate::rpc::RpcError;
use crate::rpc::try_it::find_way_in;
use crate::ui::browser::{self, Bytes, Cancel};
use crate::ui::parts::icon::Icon;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use leptos::web_sys::HtmlElement;
use std::any::Any;

/// Where it stands with the request.
#[derive(Clone)]
pub enum Stage {
    Idle,
    Sending,
    Answered(Answer, Bytes),
    Failed(Trouble),
}

/// What all parts of the form share.
#[derive(Clone, Copy)]
pub struct Console {
    pub call: StoredValue<Call>,
    pub way: RwSignal<Option<Result<WayIn, RpcError>>>,
    pub filled: RwSignal<Filled>,
    /// The visitor's application, by its id.
    pub caller: RwSignal<String>,
    /// Whether it was sent once: from then on it says what is missing.
    pub tried: RwSignal<bool>,
    pub key_shown: RwSignal<bool>,
    pub stage: RwSignal<Stage, LocalStorage>,
    /// Slug and version.
    pub of: StoredValue<(String, String)>,
}

impl Console {
    pub fn lock(self) -> Option<Lock> {
        self.way.with(|way| way.as_ref().and_then(|way| way.as_ref().ok()).and_then(|way| way.lock.clone()))
    }

    /// By the parameter's number.
    pub fn misfit(self, at: usize) -> Option<&'static str> {
        if !self.tried.get() {
            return None;
        }
        let lock = self.lock();
        let all = self.call.with_value(|call| self.filled.with(|filled| misfits(call, filled, lock.as_ref())));
        all.into_iter().find(|(other, _)| *other == at).map(|(_, what)| what)
    }

    pub fn secret_misfit(self) -> Option<&'static str> {
        let fits = self.filled.with(|filled| fits_header(&filled.secret));
        (!fits).then_some("A key has no such signs. Paste it again.")
    }

    /// For a shell. The key is in it only where it is shown.
    fn line(self) -> Option<String> {
        let base = self.way.with(|way| way.as_ref().and_then(|way| way.as_ref().ok()).map(|way| way.base.clone()))?;
        let (mut filled, lock) = (self.filled.get(), self.lock());
        if let Some(lock) = lock.as_ref().filter(|_| !self.key_shown.get() || filled.secret.is_empty()) {
            filled.secret = lock.header().1.to_owned();
        }
        let request = self.call.with_value(|call| request(&base, call, &filled, lock.as_ref(), false));
        Some(curl(&request))
    }

    fn send(self, cancel: StoredValue<Option<Cancel>, LocalStorage>) {
        self.tried.set(true);
        let Some(Ok(way)) = self.way.get_untracked() else { return };
        if matches!(*self.stage.read_untracked(), Stage::Sending) {
            return;
        }
        let filled = self.filled.get_untracked();
        let wrong = self.call.with_value(|call| misfits(call, &filled, way.lock.as_ref()).first().map(|(at, _)| *at));
        if let Some(at) = wrong {
            return browser::focus(&["try-", &at.to_string()].concat());
        }
        if untrack(|| self.secret_misfit()).is_some() {
            return browser::focus("try-secret");
        }
        let Some(sending) = Cancel::new() else { return };
        cancel.set_value(Some(sending.clone()));
        self.stage.set(Stage::Sending);
        let request = self.call.with_value(|call| request(&way.base, call, &filled, way.lock.as_ref(), true));
        spawn_local(async move {
            let stage = match browser::send(request, sending).await {
                Ok((answer, bytes)) => Stage::Answered(answer, bytes),
                Err(trouble) => Stage::Failed(trouble),
            };
            // By now the page may be another one.
            self.stage.try_set(stage);
        });
    }
}

#[lazy(fallible)]
pub fn open(
    place: HtmlElement,
    slug: String,
    version: String,
    close: Box<dyn Fn()>,
) -> Result<Box<dyn Any>, SplitLoaderError> {
    let call = browser::call_of(&place).unwrap_or_default();
    Ok(Box::new(mount_to(place, move || console(call, slug, version, close))))
}

fn console(call: Call, slug: String, version: String, close: Box<dyn Fn()>) -> AnyView {
    let filled = Filled::of(&call);
    let console = Console {
        filled: RwSignal::new(filled),
        call: StoredValue::new(call),
        way: RwSignal::new(None),
        caller: RwSignal::new(String::new()),
        tried: RwSignal::new(false),
        key_shown: RwSignal::new(false),
        stage: RwSignal::new_local(Stage::Idle),
        of: StoredValue::new((slug, version)),
    };
    let cancel = StoredValue::new_local(None::<Cancel>);
    on_cleanup(move || {
        cancel.try_with_value(|cancel| cancel.as_ref().map(Cancel::cancel));
    });
    ask(console);
    let submit = move |submit: SubmitEvent| {
        submit.prevent_default();
        console.send(cancel);
    };
    let key = move |key: KeyboardEvent| {
        if key.key() == "Enter" && (key.ctrl_key() || key.meta_key()) {
            console.send(cancel);
        }
    };
    let sending = move || matches!(*console.stage.read(), Stage::Sending);
    let stop = move |_| {
        cancel.with_value(|cancel| cancel.as_ref().map(Cancel::cancel));
        browser::focus("try-send");
    };
    view! {
        <section class="console" aria-labelledby="try-it">
            <div class="console-head">
                <h2 id="try-it" tabindex="-1">"Try it"</h2>
                <button class="button quiet square small" type="button" aria-label="Close Try it" on:click=move |_| close()>
                    {Icon::Close.view()}
                </button>
            </div>
            <form class="console-form" id="try-it-form" autocomplete="off" on:submit=submit on:keydown=key>
                {secret(console)}
                {parameters(console)}
                {body(console)}
                <div class="form-foot">
                    <button
                        class="button primary"
                        id="try-send"
                        aria-busy=move || sending().then_some("true")
                        aria-keyshortcuts="Control+Enter"
                        disabled=move || !console.way.with(|way| matches!(way, Some(Ok(_))))
                    >
                        <span>"Send"</span>
                    </button>
                    {move || sending().then(|| view! { <button class="button" type="button" on:click=stop>"Cancel"</button> })}
                </div>
            </form>
            <div class="console-side">
                {shell(console)}
                {answer(console)}
            </div>
        </section>
    }
    .into_any()
}

/// How calls come in: once, when the form opens.
fn ask(console: Console) {
    let (slug, version) = console.of.get_value();
    spawn_local(async move {
        let way = find_way_in(slug, version).await;
        if let Ok(way) = &way {
            if let Some(caller) = way.callers.first() {
                console.caller.try_set(caller.id.clone());
            }
            if let Some(lock) = &way.lock {
                let kept = browser::kept_secret(lock.header().0);
                console.filled.try_update(|filled| filled.secret = kept);
            }
        }
        console.way.try_set(Some(way));
    });
}

/// It stays as it is while its line changes, or the keyboard would lose its place.
fn shell(console: Console) -> impl IntoView {
    let line = Memo::new(move |_| console.line());
    let ready = Memo::new(move |_| line.with(Option::is_some));
    let has_key = Memo::new(move |_| console.filled.with(|filled| !filled.secret.is_empty()));
    let shown = console.key_shown;
    let toggle = move || {
        view! {
            <button class="button quiet small" type="button" on:click=move |_| shown.update(|shown| *shown = !*shown)>
                {move || if shown.get() { "Hide key" } else { "Show key" }}
            </button>
        }
    };
    let figure = move || {
        view! {
            <figure class="code">
                <figcaption>
                    <span>"cURL"</span>
                    <span class="code-tools">
                        {move || has_key.get().then(toggle)}
                        <button class="button quiet small copy" type="button" data-copy>"Copy"</button>
                    </span>
                </figcaption>
                <pre tabindex="0" role="group" aria-label="cURL"><code>{move || line.get()}</code></pre>
            </figure>
        }
    };
    move || ready.get().then(figure)
}
