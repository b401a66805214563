-- What the gateways counted, and why they let calls not through.

-- Calls of one application at one version in one minute; old minutes are rolled up into hours, old hours into days.
-- The application of an open version is ''. No foreign keys: what was called stays counted when its caller is gone.
create table usage (
    application_id text collate "C" not null,
    version_id text collate "C" not null,
    span text not null check (span in ('minute', 'hour', 'day')),
    -- The beginning of the span.
    at bigint not null,
    requests bigint not null,
    -- Each request is in one of these five; refused ones never reached the API.
    succeeded bigint not null default 0,
    redirected bigint not null default 0,
    client_errors bigint not null default 0,
    server_errors bigint not null default 0,
    refused bigint not null default 0,
    -- How long those took that were let through: a bucket a column, so that several gateways can add to one row.
    l00 bigint not null default 0,
    l01 bigint not null default 0,
    l02 bigint not null default 0,
    l03 bigint not null default 0,
    l04 bigint not null default 0,
    l05 bigint not null default 0,
    l06 bigint not null default 0,
    l07 bigint not null default 0,
    l08 bigint not null default 0,
    l09 bigint not null default 0,
    l10 bigint not null default 0,
    l11 bigint not null default 0,
    l12 bigint not null default 0,
    l13 bigint not null default 0,
    l14 bigint not null default 0,
    l15 bigint not null default 0,
    l16 bigint not null default 0,
    l17 bigint not null default 0,
    l18 bigint not null default 0,
    l19 bigint not null default 0,
    l20 bigint not null default 0,
    l21 bigint not null default 0,
    l22 bigint not null default 0,
    l23 bigint not null default 0,
    check (requests = succeeded + redirected + client_errors + server_errors + refused),
    primary key (application_id, at, version_id, span)
);

create index usage_in_order on usage (span, at);

-- The last batch that each gateway wrote: one whose answer was lost on the way is not added twice. Whoever rolls up
-- holds a row of its own here, so that only one does.
create table usage_batches (
    node text primary key,
    batch bigint not null,
    at bigint not null
);

-- Calls that were not let through, for a week: "Why was I refused?"
create table refusals (
    request_id text collate "C" primary key,
    at bigint not null,
    code text not null,
    application_id text collate "C",
    version_id text collate "C",
    credential_id text collate "C",
    detail text
);

create index refusals_in_order on refusals (at);
create index refusals_by_application on refusals (application_id, at);
