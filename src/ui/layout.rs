//! What stands above and below every page.

use crate::domain::account::Visitor;
use crate::domain::settings::House;
use crate::domain::theme::Theme;
use crate::domain::way_back::WayBack;
use crate::rpc::appearance::ChooseTheme;
use crate::ui::browser;
use crate::ui::parts::icon::{Icon, Mark};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_location;

fn house() -> House {
    use_context().unwrap_or_default()
}

#[component]
pub fn SiteHeader() -> impl IntoView {
    let path = use_location().pathname;
    let work = use_context::<Option<Visitor>>().flatten().and_then(|visitor| match visitor {
        Visitor { admin: true, .. } => Some(("/admin/developers", "Admin")),
        Visitor { approver: true, .. } => Some(("/admin/registrations", "Registrations")),
        _ => None,
    });
    let here = move |mine: fn(&str) -> bool| path.with(|path| mine(path).then_some("true"));
    view! {
        <header class="site-header">
            <div class="wrap">
                <a class="brand" href="/"><Mark/><span>{house().name}</span></a>
                <nav class="site-nav" aria-label="Main">
                    <ul>
                        <li><a href="/" aria-current=move || here(|path| path == "/" || path.starts_with("/apis/"))>"Catalog"</a></li>
                        <li><a href="/apps" rel=way_to_apps() aria-current=move || here(|path| path.starts_with("/apps"))>"My Apps"</a></li>
                        {work.map(|(href, word)| view! { <li><a href=href aria-current=move || here(|path| path.starts_with("/admin"))>{word}</a></li> })}
                    </ul>
                </nav>
                <div class="site-tools"><ThemeSwitch/><Person/></div>
            </div>
        </header>
    }
}

/// Whoever is not signed in is sent to sign in by the server, which only a new document asks.
fn way_to_apps() -> Option<&'static str> {
    use_context::<Option<Visitor>>().flatten().is_none().then_some("external")
}

/// Two buttons, of which the style shows the one that changes something: the server need not know what the
/// visitor's system prefers.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let choice = |theme: Theme, icon: Icon, label: &'static str| {
        view! {
            <button
                class="button quiet square"
                class:to-light=theme == Theme::Light
                class:to-dark=theme == Theme::Dark
                name="theme"
                value=theme.as_str()
                aria-label=label
                on:click=move |click| {
                    click.prevent_default();
                    browser::wear(theme);
                }
            >
                {icon.view()}
            </button>
        }
    };
    view! {
        <form class="theme-switch" method="post" action=ChooseTheme::PATH>
            {choice(Theme::Light, Icon::Sun, "Switch to light colours")}
            {choice(Theme::Dark, Icon::Moon, "Switch to dark colours")}
        </form>
    }
}

const ON_THE_WAY_IN: [&str; 4] = ["/verify", "/reset-password", "/forgot-password", "/setup"];

/// The way in, or who is in and the way out. External: each begins a fresh document.
#[component]
fn Person() -> impl IntoView {
    let path = use_location();
    // The server is never told it; effects run in browsers only.
    let (hash, know_hash) = signal(String::new());
    Effect::new(move |_| {
        path.hash.track();
        know_hash.set(browser::hash());
    });
    let way_in = move || {
        // Who has just come from a mailed link is not sent back to it.
        if path.pathname.with(|path| ON_THE_WAY_IN.contains(&path.as_str())) {
            return "/sign-in".to_owned();
        }
        let here = path.pathname.get()
            + &path.search.with(|search| if search.is_empty() { String::new() } else { ["?", search].concat() });
        format!("/sign-in?return={}", WayBack::parse(&(here + &hash.get())).in_query())
    };
    match use_context::<Option<Visitor>>().flatten() {
        None => view! { <a class="button quiet" rel="external" href=way_in>"Sign in"</a> }.into_any(),
        Some(visitor) => view! {
            <a class="button quiet account" href="/account"><span>{visitor.name.to_string()}</span></a>
            <form method="post" action="/sign-out"><button class="button quiet">"Sign out"</button></form>
        }
        .into_any(),
    }
}

#[component]
pub fn SiteFooter() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <div class="wrap">
                <p>{house().name}" developer portal"</p>
                <ul>
                    <li><a href="/">"Catalog"</a></li>
                    <li><a href="/apps" rel=way_to_apps()>"My Apps"</a></li>
                </ul>
            </div>
        </footer>
    }
}
