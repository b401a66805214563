//! Portcullis, a self-hosted API developer portal. Read the modules in the order below.
#![recursion_limit = "512"]

/// What stands on every page, and the route table.
pub mod app;
/// The rules of the portal: plain values and decisions, no I/O. Runs in the browser and on the server.
pub mod domain;
/// Small pieces of pages, written as text.
pub mod markup;
/// What a page may ask of the server. Every function in it is a public endpoint.
pub mod rpc;
/// What people see: pages and the parts they are made of.
pub mod ui;

/// The commands an operator types.
#[cfg(feature = "ssr")]
pub mod cli;
/// Flags, environment and file, read once into one struct.
#[cfg(feature = "ssr")]
pub mod config;
/// What people wrote, Markdown and OpenAPI files, read and made into HTML that can do no harm.
#[cfg(feature = "ssr")]
pub mod content;
/// The door through which applications call APIs.
#[cfg(feature = "ssr")]
pub mod gateway;
/// Passwords, session ids, mailed links: how somebody proves who they are.
#[cfg(feature = "ssr")]
pub mod identity;
/// Mails: what they say, and the ways they leave by.
#[cfg(feature = "ssr")]
pub mod mail;
/// Use cases: the portal's verbs, each one transaction.
#[cfg(feature = "ssr")]
pub mod portal;
/// Listeners, routes and everything that guards them.
#[cfg(feature = "ssr")]
pub mod server;
/// The only SQL of the program: one text for SQLite and PostgreSQL.
#[cfg(feature = "ssr")]
pub mod storage;

/// Called by the page's one inline script as soon as the client is compiled.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    use leptos::{mount::hydrate_from_async, prelude::document};
    wasm_bindgen_futures::spawn_local(async {
        if let Some(body) = document().body() {
            hydrate_from_async(body, app::App).await.forget();
            // Only now: a page's own chunk is there too, and everything in it answers.
            ui::browser::mark_hydrated();
        }
    });
}
