//! What was called: an application's page of it for its owner, everything for admins; and the rolling up of what is old.

use super::{Admin, Error, Portal, SignedIn};
use crate::content::usage as written;
use crate::domain::text_page::TextPage;
use crate::domain::time::Timestamp;
use crate::domain::usage::{Api, Brief, Range, Report};
use crate::storage::{NamedVersion, RollUp};
use std::collections::HashMap;

const DAY: i64 = 86_400_000;
const MINUTES_KEPT: i64 = 2 * DAY;
const HOURS_KEPT: i64 = 90 * DAY;
/// Two years.
const DAYS_KEPT: i64 = 731 * DAY;
/// How long a gateway may have been silent until it is forgotten.
const NODES_KEPT: i64 = 7 * DAY;
const REFUSALS_KEPT: i64 = 7 * DAY;
/// Of one application, and of none.
const MOST_REFUSALS: i64 = 10_000;

impl Portal {
    /// The application's Analytics page. `api` is `slug/version`; one that is not there means all.
    pub async fn analytics(&self, me: &SignedIn, id: &str, api: &str, range: &str) -> Result<TextPage, Error> {
        let application = self.application(me, id).await?;
        let report = self.report(Some(id), api, Range::parse(range)).await?;
        Ok(written::application(&application, &report))
    }

    /// The same as numbers, a line each.
    pub async fn analytics_csv(&self, me: &SignedIn, id: &str, api: &str, range: &str) -> Result<String, Error> {
        // Whose it is not, to them it is not there.
        self.application(me, id).await?;
        Ok(written::csv(&self.report(Some(id), api, Range::parse(range)).await?))
    }

    /// Of everybody's calls, by API; below it, the reason of a refusal, if one is asked for.
    pub async fn all_analytics(
        &self,
        admin: &Admin,
        api: &str,
        range: &str,
        request: Option<&str>,
    ) -> Result<TextPage, Error> {
        let report = self.report(None, api, Range::parse(range)).await?;
        let kept = [("range", report.range.as_str()), ("api", api)];
        let why = self.why_any_refused(admin, written::ADMIN_PATH, &kept, request).await?;
        Ok(written::everything(&report, &why))
    }

    pub async fn all_analytics_csv(&self, _: &Admin, api: &str, range: &str) -> Result<String, Error> {
        Ok(written::csv(&self.report(None, api, Range::parse(range)).await?))
    }

    /// By application: the last 24 hours. One without calls is not in it.
    pub async fn usage_of(&self, me: &SignedIn) -> Result<HashMap<String, Brief>, Error> {
        let window = Range::Day.window(self.clock.now());
        Ok(self.store.usage_briefs(&me.account().id, window.from).await?)
    }

    async fn report(&self, application: Option<&str>, api: &str, range: Range) -> Result<Report, Error> {
        let window = range.window(self.clock.now());
        let mut slices = self.store.usage(application, &window).await?;
        let callers = match application {
            None => self.store.callers(&window).await?,
            Some(_) => HashMap::new(),
        };
        let named = self.store.used_versions(application, &window).await?;
        let mut apis: Vec<_> = named.into_iter().map(|version| self::api(version, &callers)).collect();
        let mut gone: Vec<_> = slices.iter().map(|slice| &slice.version_id).collect();
        gone.sort_unstable();
        gone.dedup();
        gone.retain(|id| apis.iter().all(|api| api.version_id != **id));
        apis.extend(
            gone.into_iter()
                .map(|id| Api {
                    version_id: id.clone(),
                    address: None,
                    name: "An API that was deleted".to_owned(),
                    callers: callers.get(id).copied().unwrap_or_default(),
                })
                .collect::<Vec<_>>(),
        );
        let chosen = apis.iter().position(|one| !api.is_empty() && one.key() == api);
        if let Some(chosen) = chosen {
            slices.retain(|slice| slice.version_id == apis[chosen].version_id);
        }
        let ever = !slices.is_empty() || self.store.ever_used(application).await?;
        Ok(Report { range, window, apis, chosen, slices, ever })
    }

    /// Minutes into hours, hours into days, and what is past keeping away. Some at a time: true as long as there is
    /// more. Twice the same does no harm, and several processes may do it at once.
    pub async fn tend_usage(&self) -> Result<bool, Error> {
        let now = self.clock.now();
        let before = |kept: i64| Timestamp(now.0 - kept);
        let minutes = self.store.roll_up(RollUp::MinutesToHours, before(MINUTES_KEPT), now).await?;
        let hours = self.store.roll_up(RollUp::HoursToDays, before(HOURS_KEPT), now).await?;
        if minutes + hours > 0 {
            return Ok(true);
        }
        self.store.drop_old_usage(before(DAYS_KEPT), before(NODES_KEPT)).await?;
        let old = self.store.drop_old_refusals(before(REFUSALS_KEPT)).await?;
        let many = self.store.drop_many_refusals(MOST_REFUSALS).await?;
        Ok(old + many > 0)
    }
}

fn api(version: NamedVersion, callers: &HashMap<String, u64>) -> Api {
    let NamedVersion { version_id, slug, product, version } = version;
    Api {
        callers: callers.get(&version_id).copied().unwrap_or_default(),
        version_id,
        name: [&product, " ", &version].concat(),
        address: Some((slug, version)),
    }
}
