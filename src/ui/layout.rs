//! What stands above and below every page.

use crate::domain::theme::Theme;
use crate::rpc::appearance::ChooseTheme;
use crate::ui::browser;
use crate::ui::parts::icon::{Icon, Mark};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_location;

#[component]
pub fn SiteHeader() -> impl IntoView {
    let path = use_location().pathname;
    let here = move |mine: fn(&str) -> bool| path.with(|path| mine(path).then_some("true"));
    view! {
        <header class="site-header">
            <div class="wrap">
                <a class="brand" href="/"><Mark/><span>"Portcullis"</span></a>
                <nav class="site-nav" aria-label="Main">
                    <ul>
                        <li><a href="/" aria-current=move || here(|path| path == "/" || path.starts_with("/apis/"))>"Catalog"</a></li>
                        <li><a href="/apps" aria-current=move || here(|path| path.starts_with("/apps"))>"My Apps"</a></li>
                    </ul>
                </nav>
                <div class="site-tools"><ThemeSwitch/></div>
            </div>
        </header>
    }
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

#[component]
pub fn SiteFooter() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <div class="wrap">
                <p>"Portcullis developer portal"</p>
                <ul>
                    <li><a href="/">"Catalog"</a></li>
                    <li><a href="/apps">"My Apps"</a></li>
                </ul>
            </div>
        </footer>
    }
}
