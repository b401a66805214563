//! `portal.yaml`: the settings that it names; the others stay as they are.

use super::fields::Fields;
use super::page::Page;
use super::tree::Node;
use crate::domain::settings::Settings;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The key in the file, and the one under which it is kept.
pub const KEYS: [(&str, &str); 12] = [
    ("name", "portal_name"),
    ("tagline", "tagline"),
    ("sign_up_open", "sign_up_open"),
    ("auto_approve", "auto_approve"),
    ("allowed_domains", "allowed_domains"),
    ("approved_domains", "approved_domains"),
    ("sender", "sender"),
    ("default_strategy", "default_strategy"),
    ("auto_approve_registrations", "auto_approve_registrations"),
    ("applications_per_developer", "applications_per_developer"),
    ("credentials_per_application", "credentials_per_application"),
    ("key_prefix", "key_prefix"),
];

/// Those that may be set to nothing.
const OPTIONAL: [&str; 2] = ["sender", "default_strategy"];

pub fn read(page: &Page, node: &Node) -> Map<String, Value> {
    let Some(fields) = Fields::of(page, node, "") else { return Map::new() };
    let named: Vec<_> = KEYS.into_iter().filter(|(key, _)| fields.written(key).is_some()).collect();
    fields.expect(&[], &KEYS.map(|(key, _)| key));
    let keys: Vec<_> = named.iter().map(|(key, _)| *key).filter(|key| !OPTIONAL.contains(key)).collect();
    fields.need(&keys);
    // They are read as their form is, so that both know the same rules. A name has to be in it.
    let mut form = BTreeMap::from([("portal_name", Settings::default().portal_name)]);
    form.extend(named.iter().map(|(key, kept)| (*kept, form_text(&fields, key))));
    let read = Settings::read(|kept| form.get(kept).cloned().unwrap_or_default());
    match read.map(serde_json::to_value) {
        Ok(Ok(Value::Object(mut all))) => {
            all.retain(|kept, _| named.iter().any(|(_, name)| name == kept));
            all
        }
        Ok(_) => Map::new(),
        Err(wrong) => {
            for (kept, what) in wrong {
                let key = KEYS.iter().find(|(_, name)| *name == kept).map_or(kept, |(key, _)| *key);
                fields.wrong(key, what);
            }
            Map::new()
        }
    }
}

fn form_text(fields: &Fields<'_>, key: &str) -> String {
    match key {
        "sign_up_open" | "auto_approve" | "auto_approve_registrations" => {
            if fields.flag(key, false) {
                "on".to_owned()
            } else {
                String::new()
            }
        }
        "allowed_domains" | "approved_domains" => fields.texts(key).join(" "),
        _ => fields.string(key),
    }
}
