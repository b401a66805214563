-- What admins publish: versions with all that is decided about them, OpenAPI files as they were read, documents, and
-- the words by which all of it is found.

alter table strategies add column key_names text not null default '["x-api-key"]';
alter table strategies add column lifetime_days bigint check (lifetime_days between 1 and 3650);
alter table strategies add column issuer text;
alter table strategies add column audience text not null default '';
alter table strategies add column credential_claim text;
alter table strategies add column scopes text not null default '[]';
-- It came with the program, and stays.
alter table strategies add column built_in bigint not null default 0 check (built_in in (0, 1));
alter table strategies add column sort_name text collate "C" not null default '';

update strategies set built_in = 1 where name = 'key-auth';
update strategies set issuer = 'https://id.example/', credential_claim = 'client_id' where kind = 'openid_connect';
insert into strategies (id, name, display_name, description, kind, built_in)
select 'built-in', 'key-auth', 'API key', 'Send the key of your application in a request header.', 'key_auth', 1
where not exists (select 1 from strategies where name = 'key-auth');
update strategies set sort_name = lower(display_name);

create index strategies_in_order on strategies (sort_name, name);

alter table products add column attributes text not null default '{}';
alter table products add column changed_at bigint not null default 0;
update products set changed_at = created_at;

create table product_images (
    product_id text primary key references products (id) on delete cascade,
    kind text not null check (kind in ('png', 'jpg', 'webp')),
    bytes bytea not null check (octet_length(bytes) between 1 and 512000)
);

alter table versions add column registration bigint not null default 1 check (registration in (0, 1));
alter table versions add column auto_approve bigint not null default 0
    check (auto_approve = 0 or (auto_approve = 1 and strategy_id is not null));
alter table versions add column upstream text;
alter table versions add column path text check ((upstream is null) = (path is null));
alter table versions add column strip_path bigint not null default 1 check (strip_path in (0, 1));
alter table versions add column limit_requests bigint check (limit_requests between 1 and 1000000000);
alter table versions add column limit_per text check (
    (limit_per is null) = (limit_requests is null)
    and (limit_per is null or limit_per in ('second', 'minute', 'hour', 'day', 'month')));

-- Two versions can't be called under one path.
create unique index versions_by_path on versions (path);

-- A version's OpenAPI file, read once when it came. What pages show of it stands before the bytes, so that reading it
-- does not read them.
create table specs (
    version_id text primary key references versions (id) on delete cascade,
    file text not null,
    digest text not null check (length(digest) = 64),
    -- Of the program that read it: what an older one wrote is written anew.
    edition bigint not null,
    title text not null,
    dialect text not null,
    base text not null,
    operations bigint not null,
    deprecated bigint not null,
    problems text not null,
    overview text not null,
    -- The list of its operations.
    list text not null
);

create table spec_files (
    version_id text not null references specs (version_id) on delete cascade,
    form text not null check (form in ('source', 'json', 'yaml')),
    bytes bytea not null,
    primary key (version_id, form)
);

-- A page for each operation and each named schema, served as it stands here.
create table reference_pages (
    version_id text not null references specs (version_id) on delete cascade,
    key text not null,
    -- Operations are numbered in the order of their list; schemas have none.
    position bigint,
    title text not null,
    html text not null,
    primary key (version_id, key)
);

create unique index reference_pages_in_order on reference_pages (version_id, position);

create table documents (
    product_id text not null references products (id) on delete cascade,
    slug text collate "C" not null,
    title text not null,
    parent text check (parent <> slug),
    position bigint not null,
    published bigint not null check (published in (0, 1)),
    body text not null,
    primary key (product_id, slug)
);

-- What can be found by words. An entry of no version belongs to the product whatever version one reads.
create table search_entries (
    id bigint generated always as identity primary key,
    product_id text not null references products (id) on delete cascade,
    version_id text references versions (id) on delete cascade,
    kind text not null check (kind in ('product', 'document', 'operation')),
    -- The key of an operation, the slug of a document.
    key text not null,
    method text not null,
    title text not null,
    note text not null
);

create index search_entries_by_product on search_entries (product_id, kind);
create index search_entries_by_version on search_entries (version_id);

-- The words of the entry itself have the weight A; those of its product have none, so that "payments refund" finds
-- the refund.
create table search_words (
    id bigint primary key references search_entries (id) on delete cascade,
    words tsvector not null
);

create index search_words_by_word on search_words using gin (words);

create trigger specs_changed after insert or update or delete on specs
    for each statement execute function catalog_changed();
create trigger documents_changed after insert or update or delete on documents
    for each statement execute function catalog_changed();
create trigger product_images_changed after insert or update or delete on product_images
    for each statement execute function catalog_changed();
