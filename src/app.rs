//! What stands on every page, and the route table. Nothing else.

use crate::ui::browser;
use crate::ui::layout::{SiteFooter, SiteHeader};
use crate::ui::lazy::{
    AccountPage, AdminAnalyticsPage, AdminApplicationPage, AdminApplicationsPage, AdminAuditPage, AdminDevelopersPage,
    AdminDocumentPage, AdminKeysPage, AdminMailPage, AdminNewProductPage, AdminPersonPage, AdminProductPage,
    AdminProductsPage, AdminRegistrationsPage, AdminSettingsPage, AdminStrategiesPage, AdminStrategyPage,
    AdminVersionPage, AnalyticsPage, ApplicationPage, CatalogPage, ChoosePasswordPage, ForgotPasswordPage, GalleryPage,
    MyAppsPage, NewAppPage, ProductPage, SetupPage, SignInPage, SignUpPage,
};
use crate::ui::pages::not_found::NotFoundPage;
use crate::ui::parts::toast::{ToastRegion, provide_toasts};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::{Lazy, SsrMode, path};

#[component]
pub fn App() -> impl IntoView {
    browser::settle_address();
    provide_toasts();
    provide_context(browser::house());
    provide_context(browser::visitor());
    view! {
        <Router>
            <FollowFocus/>
            // External: the browser itself moves the focus, which the router would not.
            <a class="skip" href="#content" rel="external">"Skip to content"</a>
            <SiteHeader/>
            <main id="content" class="wrap" tabindex="-1">
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view={Lazy::<CatalogPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/apis/:slug/*place") view={Lazy::<ProductPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/apps") view={Lazy::<MyAppsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/apps/new") view={Lazy::<NewAppPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/apps/:id") view={Lazy::<ApplicationPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/apps/:id/analytics") view={Lazy::<AnalyticsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view={Lazy::<SignInPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/sign-up") view={Lazy::<SignUpPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/verify") view={Lazy::<ChoosePasswordPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/reset-password") view={Lazy::<ChoosePasswordPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/forgot-password") view={Lazy::<ForgotPasswordPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view={Lazy::<SetupPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/account") view={Lazy::<AccountPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/developers") view={Lazy::<AdminDevelopersPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/developers/:id") view={Lazy::<AdminPersonPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/applications") view={Lazy::<AdminApplicationsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/applications/:id") view={Lazy::<AdminApplicationPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/registrations") view={Lazy::<AdminRegistrationsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/keys") view={Lazy::<AdminKeysPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/products") view={Lazy::<AdminProductsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/products/new") view={Lazy::<AdminNewProductPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/products/:slug") view={Lazy::<AdminProductPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/products/:slug/versions/new") view={Lazy::<AdminVersionPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/products/:slug/versions/:version") view={Lazy::<AdminVersionPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/products/:slug/docs/new") view={Lazy::<AdminDocumentPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/products/:slug/docs/:document") view={Lazy::<AdminDocumentPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/strategies") view={Lazy::<AdminStrategiesPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/strategies/new") view={Lazy::<AdminStrategyPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/strategies/:name") view={Lazy::<AdminStrategyPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/analytics") view={Lazy::<AdminAnalyticsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/settings") view={Lazy::<AdminSettingsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/mail") view={Lazy::<AdminMailPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/admin/audit") view={Lazy::<AdminAuditPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/gallery") view={Lazy::<GalleryPage>::new()} ssr=SsrMode::Async/>
                </Routes>
            </main>
            <SiteFooter/>
            <ToastRegion/>
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
