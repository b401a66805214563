//! A page instead of a page: what is said when there is nothing to show.

use crate::rpc::RpcError;
use crate::ui::browser;
use crate::ui::parts::icon::Gate;
use leptos::prelude::*;

#[component]
fn Notice(status: u16, title: &'static str, children: Children) -> impl IntoView {
    browser::document_status(status);
    browser::title(title);
    view! {
        <div class="notice">
            <Gate/>
            <p class="status">{status}</p>
            <h1>{title}</h1>
            {children()}
        </div>
    }
}

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Notice status=404 title="No way through here">
            <p>"There is no page at this address. It may have moved, or it was never there."</p>
            <p class="actions"><a class="button primary" href="/">"Back to the catalog"</a></p>
        </Notice>
    }
}

/// What a page shows where its content could not be had.
pub fn problem(error: &RpcError) -> AnyView {
    match error {
        RpcError::NotFound => view! { <NotFound/> }.into_any(),
        RpcError::Offline => view! {
            <Notice status=503 title="You seem to be offline">
                <p>"The portal could not be reached. Check your connection, then load the page again."</p>
            </Notice>
        }
        .into_any(),
        RpcError::SignedOut => view! {
            <Notice status=401 title="You are signed out">
                <p>"Your session has ended. Sign in again to go on where you were."</p>
                <p class="actions"><a class="button primary" rel="external" href="/sign-in">"Sign in"</a></p>
            </Notice>
        }
        .into_any(),
        RpcError::Refused(refused) => {
            let message = refused.message.clone();
            view! {
                <Notice status=refused.status title="That is not possible">
                    <p>{message}</p>
                    <p class="actions"><a class="button primary" href="/">"Back to the catalog"</a></p>
                </Notice>
            }
            .into_any()
        }
        RpcError::BadRequest => view! {
            <Notice status=400 title="That address makes no sense">
                <p>"Part of it could not be understood."</p>
                <p class="actions"><a class="button primary" href="/">"Back to the catalog"</a></p>
            </Notice>
        }
        .into_any(),
        RpcError::Internal { request_id } => {
            let id = request_id.clone();
            view! {
                <Notice status=500 title="Something broke on our side">
                    <p>"Please try again in a moment. If it happens again, send this id to the people who run the portal: with it they find out why."</p>
                    <p class="request-id"><span>"Request ID"</span>" "<code class="mono-id">{id}</code></p>
                    <p class="actions"><a class="button primary" href="/">"Back to the catalog"</a></p>
                </Notice>
            }
            .into_any()
        }
    }
}
