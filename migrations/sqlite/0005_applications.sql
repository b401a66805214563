-- What developers register: applications, their registrations for versions, their credentials; and a numbered list of
-- the changes by which gateways keep in step.

create table applications (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    name text not null check (length(name) between 1 and 255),
    -- Name and reference ID folded to one case: what people look for.
    sought text not null,
    description text not null,
    strategy_id text not null references strategies (id) on delete restrict,
    reference_id text not null unique check (length(reference_id) between 1 and 255),
    created_at integer not null,
    changed_at integer not null,
    -- What a registration points at, so that it can't join two strategies.
    unique (id, strategy_id)
) strict;

create index applications_by_account on applications (account_id, created_at, id);
create index applications_in_order on applications (created_at, id);
create index applications_by_strategy on applications (strategy_id);

create trigger applications_keep_their_strategy before update of strategy_id on applications
when new.strategy_id <> old.strategy_id begin
    select raise(abort, 'an application keeps its strategy');
end;

create table registrations (
    id text primary key,
    application_id text not null,
    version_id text not null,
    -- The one strategy of both: there is no row in which they differ.
    strategy_id text not null,
    state text not null check (state in ('pending', 'approved', 'rejected', 'revoked')),
    -- What the admin who decided last wrote to the developer, and what the developer answered when asking again.
    reason text check (reason is null or length(reason) between 1 and 1000),
    answer text check (answer is null or length(answer) between 1 and 1000),
    requested_at integer not null,
    decided_at integer,
    unique (application_id, version_id),
    foreign key (application_id, strategy_id) references applications (id, strategy_id) on delete cascade,
    foreign key (version_id, strategy_id) references versions (id, strategy_id) on delete restrict
) strict;

create index registrations_by_version on registrations (version_id, state);
create index registrations_in_order on registrations (requested_at, id);
create index registrations_by_state on registrations (state, requested_at, id);

-- Who decides about registrations for a version, beside the admins, and is told of them instead of the admins.
create table version_approvers (
    version_id text not null references versions (id) on delete cascade,
    account_id text not null references accounts (id) on delete cascade,
    primary key (version_id, account_id)
) strict;

create index version_approvers_by_account on version_approvers (account_id);

create table credentials (
    id text primary key,
    application_id text not null references applications (id) on delete cascade,
    name text not null check (length(name) between 1 and 255),
    -- SHA-256 of the key, which is shown once and never kept.
    hash blob not null unique check (length(hash) = 32),
    -- What is still visible of it: too little to guess the rest, enough to tell two apart.
    start text not null check (length(start) between 1 and 8),
    tail text not null check (length(tail) <= 4),
    imported integer not null default 0 check (imported in (0, 1)),
    created_at integer not null,
    expires_at integer,
    revoked_at integer,
    used_at integer,
    -- The one that takes its place. Made once: who rotates twice rotates the successor.
    successor_id text unique references credentials (id) on delete set null,
    -- The nearest of 30, 7 and 1 days before its end that was told by mail; 0: its end was.
    warned integer not null default 99
) strict;

create index credentials_by_application on credentials (application_id, created_at, id);
create index credentials_in_order on credentials (created_at, id);
create index credentials_ending on credentials (expires_at) where expires_at is not null and revoked_at is null;

-- Every change of what a gateway has to know, in the order in which it became true. A number is taken under a lock that
-- lasts until the end of the transaction: who has read up to one number has missed none below it.
create table change_head (
    id integer primary key check (id = 1),
    seq integer not null
) strict;

insert into change_head (id, seq) values (1, 0);

create table change_log (
    seq integer primary key,
    topic text not null check (topic in ('account', 'application', 'registration', 'credential', 'version', 'strategy')),
    subject text not null
) strict;

create trigger accounts_insert_logged after insert on accounts begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'account', new.id from change_head where id = 1;
end;
create trigger accounts_update_logged after update of state on accounts begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'account', new.id from change_head where id = 1;
end;
create trigger accounts_delete_logged after delete on accounts begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'account', old.id from change_head where id = 1;
end;
create trigger applications_insert_logged after insert on applications begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'application', new.id from change_head where id = 1;
end;
create trigger applications_update_logged after update of reference_id, account_id on applications begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'application', new.id from change_head where id = 1;
end;
create trigger applications_delete_logged after delete on applications begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'application', old.id from change_head where id = 1;
end;
create trigger registrations_insert_logged after insert on registrations begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'registration', new.id from change_head where id = 1;
end;
create trigger registrations_update_logged after update of state on registrations begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'registration', new.id from change_head where id = 1;
end;
create trigger registrations_delete_logged after delete on registrations begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'registration', old.id from change_head where id = 1;
end;
create trigger credentials_insert_logged after insert on credentials begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'credential', new.id from change_head where id = 1;
end;
create trigger credentials_update_logged after update of expires_at, revoked_at on credentials begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'credential', new.id from change_head where id = 1;
end;
create trigger credentials_delete_logged after delete on credentials begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'credential', old.id from change_head where id = 1;
end;
create trigger versions_insert_logged after insert on versions begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'version', new.id from change_head where id = 1;
end;
create trigger versions_update_logged after update of state, strategy_id, upstream, path, strip_path, limit_requests, limit_per, name, product_id on versions begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'version', new.id from change_head where id = 1;
end;
create trigger versions_delete_logged after delete on versions begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'version', old.id from change_head where id = 1;
end;
create trigger strategies_insert_logged after insert on strategies begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'strategy', new.id from change_head where id = 1;
end;
create trigger strategies_update_logged after update of kind, key_names, issuer, audience, credential_claim, scopes on strategies begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'strategy', new.id from change_head where id = 1;
end;
create trigger strategies_delete_logged after delete on strategies begin
    update change_head set seq = seq + 1 where id = 1;
    insert into change_log (seq, topic, subject) select seq, 'strategy', old.id from change_head where id = 1;
end;
