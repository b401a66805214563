//! What admins decide about the portal as a whole. Kept a row a field, read whole.

use super::audit::{Actor, record};
use super::{Admin, Error, Portal};
use crate::domain::settings::Settings;
use crate::storage::Tx;
use serde_json::{Map, Value, json};

impl Portal {
    pub async fn settings(&self) -> Result<Settings, Error> {
        Ok(from_rows(self.store.settings().await?))
    }

    /// Inside a transaction: asking for a second connection there could wait for oneself.
    pub(super) async fn settings_in(tx: &mut Tx) -> Result<Settings, Error> {
        Ok(from_rows(tx.settings().await?))
    }

    /// Only what differs is written, and the audit is told what it was before. What is wanted as it was `shown` is
    /// left alone: another admin may have changed it since.
    pub async fn change_settings(
        &self,
        admin: &Admin,
        wanted: &Settings,
        shown: Option<&Settings>,
    ) -> Result<(), Error> {
        let (now, me) = (self.clock.now(), &admin.account().id);
        let mut tx = self.change_by(admin.signed_in()).await?;
        let (before, after) = (fields(&from_rows(tx.settings().await?)), fields(wanted));
        let shown = shown.map(fields).unwrap_or_default();
        // The default strategy is chosen among those that are there, on their own page.
        for (key, value) in after.iter().filter(|(key, _)| *key != "default_strategy") {
            if before.get(key) != Some(value) && shown.get(key) != Some(value) {
                tx.set(key, &value.to_string()).await?;
                let detail = json!({ "from": before.get(key), "to": value });
                record(&mut tx, now, Actor::Account(me), "settings_changed", key, detail).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

fn fields(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        // A struct of named fields is an object.
        _ => Map::new(),
    }
}

/// A row that makes no sense, or that a newer program wrote, leaves the default in its place and says so.
fn from_rows(rows: Vec<(String, String)>) -> Settings {
    let mut known = fields(&Settings::default());
    for (key, value) in rows {
        let trial = serde_json::from_str(&value).map(|value| {
            let mut trial = known.clone();
            trial.insert(key.clone(), value);
            trial
        });
        match trial {
            Ok(trial) if serde_json::from_value::<Settings>(Value::Object(trial.clone())).is_ok() => known = trial,
            _ => tracing::warn!(key, "a setting in the database makes no sense: its default is used"),
        }
    }
    serde_json::from_value(Value::Object(known)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_makes_no_sense_spoils_only_itself() {
        let row = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let settings = from_rows(vec![
            row("portal_name", "\"Harbour\""),
            row("auto_approve", "\"perhaps\""),
            row("sign_up_open", "nonsense"),
            row("sender", "\"mail@harbour.example\""),
            row("from_the_future", "1"),
        ]);
        assert_eq!(settings.portal_name, "Harbour");
        assert!(!settings.auto_approve && settings.sign_up_open);
        assert_eq!(settings.sender.map(|sender| sender.to_string()).as_deref(), Some("mail@harbour.example"));
    }
}
