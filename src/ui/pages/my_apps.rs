//! `/apps`: a developer's applications.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

pub struct MyAppsPage;

#[lazy_route]
impl LazyRoute for MyAppsPage {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let MyAppsPage = this;
        view! {
            <Title text="My Apps"/>
            <header class="page-head">
                <div class="page-title">
                    <h1>"My Apps"</h1>
                    <p class="lede">"An application stands for your program. It is registered for APIs, and holds the credentials that call them."</p>
                </div>
            </header>
            <section class="empty">
                <h2>"No applications yet"</h2>
                <p>"Find an API in the catalog: registering for it is where your first application begins."</p>
                <p class="actions"><a class="button primary" href="/">"Browse the catalog"</a></p>
            </section>
        }
        .into_any()
    }
}
