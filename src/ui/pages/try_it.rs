//! Trying an operation from its page. What stands in everybody's first load is this file; the rest fetches itself when
//! somebody presses the button.

mod answer;
mod body;
mod console;
mod parameters;
mod secret;

use crate::domain::place::Address;
use crate::ui::browser;
use leptos::__reexports::send_wrapper::SendWrapper;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::any::Any;

/// Opens where the pressed button stands, and goes with its page.
pub fn offer(address: Memo<Option<Address>>) {
    // Whoever drops it takes it out of the page, and ends what is under way. On the server it stays empty: there another
    // thread may drop it, which nothing that belongs to one thread would bear.
    let opened = StoredValue::new(None::<SendWrapper<Box<dyn Any>>>);
    browser::on_try(move |place| {
        let version = address.with_untracked(|address| address.as_ref().and_then(Address::reference));
        let Some((slug, version)) = version.filter(|_| opened.with_value(Option::is_none)) else { return };
        spawn_local(async move {
            let button = place.clone();
            let close = move || {
                opened.set_value(None);
                browser::try_closed(&button);
            };
            match console::open(place.clone(), slug, version, Box::new(close)).await {
                Ok(console) if browser::is_shown(&place) => {
                    opened.set_value(Some(SendWrapper::new(console)));
                    browser::try_opened(&place);
                }
                Ok(_) => {}
                Err(_) => browser::try_failed(&place),
            }
        });
    });
    Effect::new(move |_| {
        address.track();
        opened.set_value(None);
    });
}
