-- People: how they sign in, what they are told, and what was done by whom.

create table accounts (
    id text primary key,
    -- As the person wrote it, and folded so that two spellings are one address.
    email text not null,
    email_key text not null unique,
    name text not null,
    role text not null check (role in ('developer', 'admin')),
    state text not null check (state in ('unverified', 'pending', 'approved', 'rejected', 'revoked')),
    -- What the admin who decided last wrote to the person.
    reason text check (reason is null or length(reason) between 1 and 1000),
    -- argon2id in PHC form, never anything a person could read.
    password text check (password is null or password like '$argon2id$%'),
    created_at integer not null,
    decided_at integer,
    signed_in_at integer
) strict;

create index accounts_in_order on accounts (created_at, id);
create index accounts_by_state on accounts (state, created_at, id);

create table sessions (
    -- SHA-256 of the id that the cookie holds.
    hash blob primary key check (length(hash) = 32),
    account_id text not null references accounts (id) on delete cascade,
    -- What the session page shows, so that a person knows which one to end.
    handle text not null unique,
    agent text not null,
    created_at integer not null,
    seen_at integer not null
) strict;

create index sessions_by_account on sessions (account_id);

-- What was tried lately, for budgets that hold across processes and restarts.
create table attempts (
    -- Of what: an action and a hash of the address or client.
    bucket text not null,
    at integer not null
) strict;

create index attempts_in_order on attempts (bucket, at);

create table audit (
    seq integer primary key,
    at integer not null,
    -- Who: an account's id, `operator` on the command line, `visitor`, or `portcullis` itself.
    actor text not null,
    event text not null,
    subject text not null,
    detail text not null,
    -- Hex of SHA-256 over the row and the hash before it.
    hash text not null check (length(hash) = 64)
) strict;

create index audit_by_event on audit (event, seq);
create index audit_by_subject on audit (subject, seq);

-- The end of the chain. Taking the next number locks it, so rows can't branch; losing the last rows shows.
create table audit_head (
    id integer primary key check (id = 1),
    seq integer not null,
    hash text not null
) strict;

insert into audit_head (id, seq, hash) values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
