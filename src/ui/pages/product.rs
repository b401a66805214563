//! Everything below `/apis/:slug`: an overview of one version, its documents, its reference. One route and one
//! frame for all of them, so that from one to the next only what differs is fetched and drawn:
//!
//!     /apis/:slug                                   the version that speaks for the product
//!     /apis/:slug/:version
//!     /apis/:slug/:version/docs/:document
//!     /apis/:slug/:version/reference/:operation

mod address;
mod banners;
mod document;
mod frame;
mod glance;
mod leaf;
mod overview;
mod reference;
mod versions;

use crate::domain::html::SafeHtml;
use crate::domain::product::{Leaf, Product};
use crate::rpc::RpcError;
use crate::rpc::catalog::{find_document, find_operation, find_product, list_operations};
use crate::ui::data::{PageData, came_back, page_data};
use crate::ui::parts::notice::problem;
use address::{Address, Place};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

/// What a page below the product shows, with the place it was asked for: the address may already be a step further.
type Shown = (Place, Option<Leaf>);

pub struct ProductPage {
    product: PageData<Product>,
    operations: PageData<Option<SafeHtml>>,
    shown: PageData<Shown>,
}

#[lazy_route]
impl LazyRoute for ProductPage {
    fn data() -> Self {
        let params = use_params_map();
        let address = Memo::new(move |_| {
            params.with(|params| {
                Address::parse(params.get_str("slug").unwrap_or_default(), params.get_str("place").unwrap_or_default())
            })
        });
        let reads = move |wanted: fn(&Place) -> bool| {
            move || address.with(|address| address.as_ref().is_some_and(|address| wanted(&address.place)))
        };
        let overview_again = came_back(reads(|place| *place == Place::Overview));
        let product = page_data(
            move || {
                let of = address
                    .with(|address| address.as_ref().map(|address| (address.slug.clone(), address.version.clone())));
                (of, overview_again.get())
            },
            |(of, _)| async move {
                let (slug, version) = of.ok_or(RpcError::NotFound)?;
                find_product(slug, version).await
            },
        );
        let in_reference = reads(|place| matches!(place, Place::Operation(_)));
        let reference_again = came_back(in_reference);
        let operations = page_data(
            move || {
                let version = if in_reference() {
                    address.with(|address| address.as_ref().and_then(Address::version))
                } else {
                    None
                };
                (version, reference_again.get())
            },
            move |(version, _)| {
                // Its list is marked once. From then on the browser moves the mark, and the list stays as it is.
                let current = address.with_untracked(|address| address.as_ref().and_then(Address::operation));
                async move {
                    let Some((slug, version)) = version else { return Ok(None) };
                    let mut html = list_operations(slug, version, String::new()).await?;
                    current.inspect(|key| reference::mark(&mut html, key));
                    Ok(Some(html))
                }
            },
        );
        let shown = page_data(
            move || address.get(),
            |address| async move {
                let Some(address) = address else { return Ok((Place::Overview, None)) };
                let (slug, version) = (address.slug, address.version.unwrap_or_default());
                let leaf = match &address.place {
                    Place::Overview => None,
                    Place::Document(slug_of_it) => Some(find_document(slug, version, slug_of_it.clone()).await?),
                    Place::Operation(key) => Some(find_operation(slug, version, key.clone()).await?),
                };
                Ok((address.place, leaf))
            },
        );
        Self { product, operations, shown }
    }

    fn view(this: Self) -> AnyView {
        let ProductPage { product, operations, shown } = this;
        view! {
            // What is shown stays until the next is there.
            <Transition strict=true>
                {move || Suspend::new(async move {
                    let (product, operations, shown) = (product.await, operations.await, shown.await);
                    match product {
                        Ok(product) => frame::framed(&product, operations, shown),
                        Err(error) => problem(&error),
                    }
                })}
            </Transition>
        }
        .into_any()
    }
}
