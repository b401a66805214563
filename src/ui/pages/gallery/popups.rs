//! What comes on top of a page.

use super::fields::applications;
use crate::ui::parts::button::Submit;
use crate::ui::parts::code::Code;
use crate::ui::parts::confirm::{Ask, ConfirmForm, Step};
use crate::ui::parts::dialog::{Confirm, Dialog, Modal};
use crate::ui::parts::field::Field;
use crate::ui::parts::toast::use_toasts;
use leptos::prelude::*;

pub fn dialogs() -> AnyView {
    let (register, approve, revoke, made) = (Modal::new(), Modal::new(), Modal::new(), Modal::new());
    let toasts = use_toasts();
    let opener = |modal: Modal, label: &'static str| {
        view! { <button class="button" type="button" on:click=move |_| modal.show()>{label}</button> }
    };
    view! {
        <p class="actions">
            {opener(register, "Register")}
            {opener(approve, "Approve")}
            {opener(revoke, "Revoke")}
            {opener(made, "Your new key")}
            <Ask id="reject".to_owned() label="Reject"/>
        </p>
        <ConfirmForm step=rejection() action="/gallery"/>
        <Dialog
            modal=register
            id="register-title"
            title="Register for Payments v3"
            lede="The application you choose may call this version once access is approved."
        >
            <form on:submit=move |submit| {
                submit.prevent_default();
                register.close();
                toasts.say("Access requested. We mail you when it is decided.");
            }>
                <div class="dialog-body">{applications("popup", "popup-name", false)}</div>
                <div class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| register.close()>"Cancel"</button>
                    <Submit label="Request Access"/>
                </div>
            </form>
        </Dialog>
        <Confirm
            modal=approve
            id="approve-title"
            title="Approve 2 registrations?"
            verb="Approve"
            on_confirm=move |_| {
                approve.close();
                toasts.say("2 registrations approved");
            }
        >
            <p>"Ada Okafor for Invoices v2; Jonas Lindqvist for Parcel Tracking v2. Both are told by mail."</p>
        </Confirm>
        <Confirm
            modal=revoke
            id="revoke-title"
            title="Revoke Production?"
            verb="Revoke"
            danger=true
            on_confirm=move |_| {
                revoke.close();
                toasts.warn("Production was not revoked: the portal could not be reached.");
            }
        >
            <p>"Checkout made "<strong>"1,204 calls"</strong>" with it in the last day. They will be refused within a second."</p>
            <Field name="reason" label="Reason" optional=true>
                <textarea rows="2"></textarea>
            </Field>
        </Confirm>
        <Dialog modal=made id="made-title" title="Your new key" lede="Copy it now to where your program reads it." firm=true>
            <div class="dialog-body">
                <Code caption=".env" label="Line for an env file" text="PORTCULLIS_KEY=pk_9aVb3Xk2TqLm7RfWz0HcYd4Ns1Je6U"/>
            </div>
            <div class="dialog-foot">
                <button class="button primary" type="button" on:click=move |_| made.close()>"Done"</button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The one that needs no script.
fn rejection() -> Step {
    Step {
        id: "reject".to_owned(),
        title: "Reject Ada Okafor?".to_owned(),
        effect: "Ada Okafor can’t sign in, and is told by mail.".to_owned(),
        verb: "Reject",
        value: "reject",
        danger: true,
        told: Some("Ada Okafor is told.".to_owned()),
    }
}

pub fn toasts() -> AnyView {
    let toasts = use_toasts();
    view! {
        <p class="actions">
            <button class="button" type="button" on:click=move |_| toasts.say("Saved")>"Say that it is saved"</button>
            <button
                class="button"
                type="button"
                on:click=move |_| toasts.warn("Not saved: somebody else changed it first. Load the page again.")
            >
                "Say that it failed"
            </button>
        </p>
    }
    .into_any()
}
