//! The lists of applications, registrations and keys, where there are very many of each, on both databases.

use super::asking::Asking;
use super::gateway::ours::{self, SignedIn};
use super::in_scratch;
use super::portal::{Portal, program};
use super::times::Spread;
use crate::command::{on_path, read};
use crate::debian;
use crate::postgres::Cluster;
use crate::project::Project;
use crate::step::step;
use anyhow::Result;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const APPLICATIONS: u32 = 50_000;
const KEYS: u32 = 500_000;
/// As many as one developer may have.
const OF_ONE: u32 = 500;
/// Where the upstream would be: nobody calls.
const NOWHERE: u16 = 9;

/// What is asked, by an admin who has the most applications that a developer may have.
const QUESTIONS: [(&str, &str); 17] = [
    ("My Apps", "apps/page/list"),
    ("My Apps, searched", "apps/page/list?q=4711"),
    ("My Apps, found nowhere", "apps/page/list?q=nothing"),
    ("applications", "admin/applications"),
    ("applications, by name", "admin/applications?q=4711"),
    ("applications, by person", "admin/applications?q=person77@"),
    ("applications, found nowhere", "admin/applications?q=nothing"),
    ("registrations, pending", "admin/registrations?state=pending"),
    ("registrations, all", "admin/registrations?state=all"),
    ("registrations, searched", "admin/registrations?state=all&q=4711"),
    ("registrations, found nowhere", "admin/registrations?state=pending&q=nothing"),
    ("keys, all", "admin/keys?filter=all"),
    ("keys, active", "admin/keys?filter=active"),
    ("keys, unused for 90 days", "admin/keys?filter=unused"),
    ("keys, never expire", "admin/keys?filter=endless"),
    ("keys, revoked", "admin/keys?filter=revoked"),
    ("keys, searched", "admin/keys?filter=active&q=4711"),
];

pub fn run(project: &Project, rounds: u32, binary: Option<PathBuf>) -> Result<()> {
    let binary = program(project, binary)?;
    let sqlite = debian::need("sqlite3", &["sqlite3"], || on_path("sqlite3"))?;
    let cluster = Cluster::start()?;
    in_scratch(project, "lists", |scratch| {
        let file = scratch.join("portcullis.db");
        let one = Portal::on_file(&binary, &file);
        let two = Portal::on(&binary, cluster.url.clone());
        let on_sqlite = side("SQLite", &one, scratch, rounds, |sql| {
            read(Command::new(&sqlite).arg(&file).arg(sql.replace("HASH", "randomblob(32)"))).map(drop)
        })?;
        let on_postgres = side("PostgreSQL", &two, scratch, rounds, |sql| {
            // Half a million rows are one transaction here, and each would change one counter's row again.
            cluster.run(
                &[
                    "set session_replication_role = replica; ",
                    &sql.replace("HASH", "sha256(cast('key ' || i as bytea))"),
                ]
                .concat(),
            )?;
            cluster.analyze()
        })?;
        Ok(report(rounds, &on_sqlite, &on_postgres))
    })
}

fn side(
    name: &str,
    portal: &Portal<'_>,
    scratch: &Path,
    rounds: u32,
    fill: impl Fn(&str) -> Result<()>,
) -> Result<Vec<Spread>> {
    ours::furnish(portal, scratch, NOWHERE)?;
    step(&format!("{name}: {APPLICATIONS} applications, {KEYS} keys"), || fill(&filling()))?;
    let running = portal.serve()?;
    let admin = SignedIn::at(running.port)?;
    let mut asking = Asking::signed_in(running.port, &admin.cookie)?;
    let mut ask = |path: &str| anyhow::Ok(asking.get(&format!("/rpc/{path}"), "identity")?.milliseconds);
    for (_, path) in QUESTIONS {
        ask(path)?;
    }
    step(&format!("{name}: {rounds} rounds"), || {
        let mut times = vec![Vec::new(); QUESTIONS.len()];
        for _ in 0..rounds {
            for (times, (_, path)) in times.iter_mut().zip(QUESTIONS) {
                times.push(ask(path)?);
            }
        }
        Ok(times.iter().map(|times| Spread::of(times)).collect())
    })
}

/// One text for both databases but for the hashes, which a gateway relies on to be spread. The first developer is the admin.
fn filling() -> String {
    let numbers = |count: u32| {
        format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select")
    };
    let day = "cast(86400000 as bigint)";
    let now = "(select created_at from accounts where role = 'admin')";
    let of_account = format!(
        "case when i <= {OF_ONE} then (select id from accounts where role = 'admin') else 'person' || (i % 1000) end"
    );
    [
        format!(
            "insert into accounts (id, email, email_key, name, role, state, created_at, sought) {} 'person' || (i - 1), \
             'person' || (i - 1) || '@example.com', 'person' || (i - 1) || '@example.com', 'Person ' || (i - 1), \
             'developer', 'approved', {now} - i, 'person ' || (i - 1) || ' person' || (i - 1) || '@example.com' from n",
            numbers(1000)
        ),
        format!(
            "insert into applications (id, account_id, name, sought, description, strategy_id, reference_id, created_at, \
             changed_at) {} 'application' || i, {of_account}, 'Desk ' || i, 'desk ' || i || ' reference' || i, 'Made.', \
             (select id from strategies where name = 'key-auth'), 'reference' || i, {now} - i * 1000, {now} from n",
            numbers(APPLICATIONS)
        ),
        format!(
            "insert into registrations (id, application_id, version_id, strategy_id, state, requested_at) {} \
             'registration' || i, 'application' || i, (select id from versions where name = 'checked'), \
             (select id from strategies where name = 'key-auth'), case when i % 50 = 0 then 'pending' else 'approved' end, \
             {now} - i * 1000 from n",
            numbers(APPLICATIONS)
        ),
        format!(
            "insert into credentials (id, application_id, name, hash, start, tail, created_at, expires_at, revoked_at, \
             used_at) {} 'credential' || i, 'application' || (i % {APPLICATIONS} + 1), 'Key ' || i, \
             HASH, 'pk_abcd', 'wxyz', \
             {now} - i * cast(60000 as bigint), case when i % 3 = 0 then null else {now} + (i % 400 + 1) * {day} end, \
             case when i % 20 = 0 then {now} else null end, case when i % 2 = 0 then {now} else null end from n",
            numbers(KEYS)
        ),
    ]
    .join("; ")
}

fn report(rounds: u32, on_sqlite: &[Spread], on_postgres: &[Spread]) -> String {
    let mut text = format!(
        "`cargo xtask bench lists`: {APPLICATIONS} applications, a registration each, and {KEYS} keys; {rounds} rounds, every question in \
         turn on\none connection, as an admin with {OF_ONE} applications; milliseconds until the whole answer is there.\n\n\
         | | SQLite p50 | p99 | longest | PostgreSQL p50 | p99 | longest |\n|---|---:|---:|---:|---:|---:|---:|\n"
    );
    for ((name, _), (one, two)) in QUESTIONS.iter().zip(on_sqlite.iter().zip(on_postgres)) {
        // Writing to a String can't fail.
        let _ = writeln!(text, "| {name} | {} | {} |", one.cells(), two.cells());
    }
    text
}
