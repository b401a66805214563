//! As whom one calls: which application, and its key.

use super::console::Console;
use crate::domain::try_it::{Lock, WayIn};
use crate::ui::browser;
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

pub fn secret(console: Console) -> impl IntoView {
    move || match console.way.get() {
        None => view! { <p class="muted" role="status">"Asking how calls come in…"</p> }.into_any(),
        Some(Err(error)) => {
            let said = error.to_string();
            view! {
                <p class="error" role="alert">{Icon::Warning.view()} {said} " Close this, and open it again."</p>
            }
            .into_any()
        }
        Some(Ok(WayIn { lock: None, .. })) => {
            view! { <p class="muted">"This version is open to everybody: no key is needed."</p> }.into_any()
        }
        Some(Ok(WayIn { lock: Some(lock), signed_in, callers, .. })) => {
            let choice = match (signed_in, callers.is_empty()) {
                (true, false) => view! {
                    <div class="field">
                        <label for="try-caller">"Application"</label>
                        <select
                            class="input"
                            id="try-caller"
                            on:change=move |change| console.caller.set(event_target_value(&change))
                        >
                            {callers
                                .into_iter()
                                .map(|caller| view! { <option value=caller.id>{caller.name}</option> })
                                .collect_view()}
                        </select>
                        {(lock != Lock::Token).then(|| new_key(console))}
                    </div>
                }
                .into_any(),
                (known, _) => nobody(console, known),
            };
            view! { <div class="fields">{choice} {field(console, &lock)}</div> }.into_any()
        }
    }
}

fn new_key(console: Console) -> AnyView {
    let address = move || ["/apps/", &console.caller.get(), "#authentication"].concat();
    view! { <p class="hint">"A key is shown only once. No longer at hand? " <a href=address>"Generate a credential"</a></p> }
        .into_any()
}

/// Without an application that is let in, a key may still be at hand.
fn nobody(console: Console, signed_in: bool) -> AnyView {
    let (slug, version) = console.of.get_value();
    let version = ["/apis/", &slug, "/", &version].concat();
    if signed_in {
        let register = [&version, "?register"].concat();
        view! {
            <p class="hint">
                "None of your applications may call this version yet. " <a href=register>"Register one"</a>
                ", or paste a key that may."
            </p>
        }
        .into_any()
    } else {
        let sign_in = ["/sign-in?return=", &version].concat();
        view! {
            <p class="hint">
                <a href=sign_in rel="external">"Sign in"</a> " to get a key of your own, or paste one that you have."
            </p>
        }
        .into_any()
    }
}

fn field(console: Console, lock: &Lock) -> AnyView {
    let header = StoredValue::new(lock.header().0.to_owned());
    let label = if *lock == Lock::Token { "Access token" } else { "API key" };
    let shown = console.key_shown;
    let typed = move |secret: String| {
        let secret = secret.trim().to_owned();
        header.with_value(|header| browser::keep_secret(header, &secret));
        console.filled.update(|filled| filled.secret = secret);
    };
    let misfit = move || console.secret_misfit();
    view! {
        <div class="field">
            <label for="try-secret">{label} " " <code>{header.get_value()}</code></label>
            <div class="secret">
                <input
                    class="input mono"
                    id="try-secret"
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=console.filled.with_untracked(|filled| filled.secret.clone())
                    on:input=move |input| typed(event_target_value(&input))
                    aria-describedby="try-secret-hint try-secret-error"
                    aria-invalid=move || misfit().is_some().then_some("true")
                />
                <button
                    class="button"
                    type="button"
                    aria-label=move || if shown.get() { "Hide key" } else { "Show key" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { "Hide" } else { "Show" }}
                </button>
            </div>
            <p class="error" id="try-secret-error">{misfit}</p>
            <p class="hint" id="try-secret-hint">
                "Stays in the memory of this tab until you load the page anew. It goes to the gateway, never to the portal."
            </p>
        </div>
    }
    .into_any()
}
