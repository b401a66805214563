-- What admins decide about the portal, links in mails, and mails on their way.

create table settings (
    key text primary key,
    -- JSON.
    value text not null
);

-- A link that somebody was mailed. Used once, then gone.
create table tokens (
    -- SHA-256 of what the link holds.
    hash bytea primary key check (length(hash) = 32),
    purpose text not null check (purpose in ('confirm', 'reset', 'setup')),
    -- None for the link that makes the first admin.
    account_id text references accounts (id) on delete cascade,
    expires_at bigint not null,
    check ((purpose = 'setup') = (account_id is null))
);

create index tokens_by_account on tokens (account_id);

-- Written in the transaction of what a mail tells. Holds no link and no secret: those are made at delivery.
create table outbox (
    id text primary key,
    kind text not null,
    -- Empty for what is only looked at again later, like the digest for admins.
    address text not null,
    -- JSON: what the letter needs and nothing else knows later.
    detail text not null,
    state text not null check (state in ('waiting', 'sent', 'failed')),
    tries bigint not null default 0,
    created_at bigint not null,
    due_at bigint not null,
    last_error text
);

create index outbox_in_order on outbox (created_at, id);
create index outbox_by_state on outbox (state, created_at, id);
create index outbox_due on outbox (due_at) where state = 'waiting';
-- However many people wait, one digest is on its way.
create unique index outbox_one_digest on outbox (kind) where kind = 'digest' and state = 'waiting';

-- Name and address in lower case, for searching.
alter table accounts add column sought text not null default '';
update accounts set sought = lower(name) || ' ' || email_key;

-- For forgetting what is no longer lately.
create index attempts_by_time on attempts (at);
