//! The document around every page, and the route table. Nothing else.

use crate::domain::theme::Theme;
use crate::ui::browser;
use crate::ui::layout::{SiteFooter, SiteHeader};
use crate::ui::pages::{catalog::CatalogPage, my_apps::MyAppsPage, not_found::NotFoundPage, product::ProductPage};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::{Lazy, SsrMode, path};

/// What the server knows about the document it is about to send.
#[derive(Clone, Default)]
pub struct Document {
    pub theme: Option<Theme>,
    /// Addresses of the client's files; none where the program was built without one.
    pub js: Option<String>,
    pub wasm: Option<String>,
    pub css: Option<String>,
}

/// Rendered on the server only.
pub fn shell() -> impl IntoView {
    let Document { theme, js, wasm, css } = use_context().unwrap_or_default();
    let start = js.as_ref().zip(wasm.as_ref()).map(|(js, wasm)| {
        format!("import init,{{hydrate}} from {js:?};init({{module_or_path:{wasm:?}}}).then(()=>hydrate())")
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.map(Theme::as_str)>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                {css.map(|href| view! { <link rel="stylesheet" href=href/> })}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {js.map(|href| view! { <link rel="modulepreload" href=href/> })}
                {wasm.map(|href| view! { <link rel="preload" href=href r#as="fetch" r#type="application/wasm" crossorigin=""/> })}
                {start.map(|start| view! { <script type="module" nonce=leptos::nonce::use_nonce()>{start}</script> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Effect::new(|_| browser::mark_hydrated());
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Portcullis".to_owned() } else { format!("{title} · Portcullis") }/>
        <Router>
            <FollowFocus/>
            <a class="skip" href="#content">"Skip to content"</a>
            <SiteHeader/>
            <main id="content" class="wrap" tabindex="-1">
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=CatalogPage ssr=SsrMode::Async/>
                    <Route path=path!("/apis/:slug") view={Lazy::<ProductPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/apps") view={Lazy::<MyAppsPage>::new()} ssr=SsrMode::Async/>
                </Routes>
            </main>
            <SiteFooter/>
        </Router>
    }
}

/// A change of page moves the focus to its beginning, as a new document would. The first page is left alone.
#[component]
fn FollowFocus() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            browser::focus_content();
        }
        now
    });
}
