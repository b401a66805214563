//! `/apps`: a developer's applications.

use crate::ui::browser;
use crate::ui::parts::icon::Gate;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct MyAppsPage;

#[lazy_route]
impl LazyRoute for MyAppsPage {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let MyAppsPage = this;
        browser::title("My Apps");
        view! {
            <header class="page-head">
                <div class="page-title"><h1>"My Apps"</h1></div>
            </header>
            <div class="empty">
                <Gate open=true/>
                <h2>"Register your first application"</h2>
                <p>"An application is the program of yours that calls APIs. It holds the keys, and the list of APIs they open."</p>
                <p class="actions"><a class="button primary" href="/">"Browse the catalog"</a></p>
                <ol class="steps">
                    <li><strong>"Find an API"</strong>"Look through the catalog for what your program needs."</li>
                    <li><strong>"Request access"</strong>"Some APIs open at once, others after approval."</li>
                    <li><strong>"Generate a credential"</strong>"One key opens every API of the application."</li>
                </ol>
            </div>
        }
        .into_any()
    }
}
