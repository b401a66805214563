//! `strategies.yaml`: a list.

use super::fields::{self, Fields};
use super::page::Page;
use super::tree::Node;
use crate::domain::sheet::{Method, StrategySheet};
use crate::domain::slug::Slug;
use crate::domain::strategy::StrategyKind;
use std::collections::BTreeSet;

const OF_ALL: [&str; 3] = ["name", "display_name", "kind"];
const OF_KEYS: [&str; 2] = ["key_names", "lifetime_days"];
const OF_TOKENS: [&str; 4] = ["issuer", "audience", "credential_claim", "scopes"];

pub fn read(page: &Page, node: &Node) -> Vec<StrategySheet> {
    let mut names = BTreeSet::new();
    let mut sheets = Vec::new();
    for (path, fields) in fields::each(page, node, "") {
        let Some(sheet) = strategy(&fields) else { continue };
        for fault in sheet.check() {
            fields.wrong(&fault.field, fault.what);
        }
        if !names.insert(sheet.name.clone()) {
            page.wrong(&format!("{path}.name"), "Another strategy has this name already.");
        }
        sheets.push(sheet);
    }
    sheets
}

fn strategy(fields: &Fields<'_>) -> Option<StrategySheet> {
    let others: Vec<_> = ["description"].into_iter().chain(OF_KEYS).chain(OF_TOKENS).collect();
    fields.expect(&OF_ALL, &others);
    let name = fields.parsed("name", Slug::parse);
    let (display_name, description) = (fields.string("display_name"), fields.string("description"));
    let method = match fields.one_of("kind", "key_auth and openid_connect", StrategyKind::parse)? {
        StrategyKind::KeyAuth => {
            fields.refuse(&OF_TOKENS, "Only a strategy of the kind openid_connect has this key.");
            fields.need(&["key_names"]);
            Method::KeyAuth { key_names: fields.texts("key_names"), lifetime_days: fields.number("lifetime_days") }
        }
        StrategyKind::OpenidConnect => {
            fields.refuse(&OF_KEYS, "Only a strategy of the kind key_auth has this key.");
            // Without an audience, tokens that were made for others would be taken: that has to be said openly.
            fields.need(&["issuer", "audience", "credential_claim"]);
            Method::OpenidConnect {
                issuer: fields.string("issuer"),
                audience: fields.string("audience"),
                credential_claim: fields.string("credential_claim"),
                scopes: fields.texts("scopes"),
            }
        }
    };
    Some(StrategySheet { name: name?, display_name, description, method })
}
