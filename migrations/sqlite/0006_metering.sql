-- What the gateways counted, and why they let calls not through.

-- Calls of one application at one version in one minute; old minutes are rolled up into hours, old hours into days.
-- The application of an open version is ''. No foreign keys: what was called stays counted when its caller is gone.
create table usage (
    application_id text not null,
    version_id text not null,
    span text not null check (span in ('minute', 'hour', 'day')),
    -- The beginning of the span.
    at integer not null,
    requests integer not null,
    -- Each request is in one of these five; refused ones never reached the API.
    succeeded integer not null default 0,
    redirected integer not null default 0,
    client_errors integer not null default 0,
    server_errors integer not null default 0,
    refused integer not null default 0,
    -- How long those took that were let through: a bucket a column, so that several gateways can add to one row.
    l00 integer not null default 0,
    l01 integer not null default 0,
    l02 integer not null default 0,
    l03 integer not null default 0,
    l04 integer not null default 0,
    l05 integer not null default 0,
    l06 integer not null default 0,
    l07 integer not null default 0,
    l08 integer not null default 0,
    l09 integer not null default 0,
    l10 integer not null default 0,
    l11 integer not null default 0,
    l12 integer not null default 0,
    l13 integer not null default 0,
    l14 integer not null default 0,
    l15 integer not null default 0,
    l16 integer not null default 0,
    l17 integer not null default 0,
    l18 integer not null default 0,
    l19 integer not null default 0,
    l20 integer not null default 0,
    l21 integer not null default 0,
    l22 integer not null default 0,
    l23 integer not null default 0,
    check (requests = succeeded + redirected + client_errors + server_errors + refused),
    primary key (application_id, at, version_id, span)
) strict, without rowid;

create index usage_in_order on usage (span, at);

-- The last batch that each gateway wrote: one whose answer was lost on the way is not added twice. Whoever rolls up
-- holds a row of its own here, so that only one does.
create table usage_batches (
    node text primary key,
    batch integer not null,
    at integer not null
) strict;

-- Calls that were not let through, for a week: "Why was I refused?"
create table refusals (
    request_id text primary key,
    at integer not null,
    code text not null,
    application_id text,
    version_id text,
    credential_id text,
    detail text
) strict;

create index refusals_in_order on refusals (at);
create index refusals_by_application on refusals (application_id, at);
