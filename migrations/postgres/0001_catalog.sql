-- Instants are milliseconds since 1970, days are YYYY-MM-DD, lists are JSON text.

create table strategies (
    id text primary key,
    name text not null unique,
    display_name text not null,
    description text not null,
    kind text not null check (kind in ('key_auth', 'openid_connect'))
);

create table products (
    id text primary key,
    slug text collate "C" not null unique,
    name text not null,
    -- The name folded to one case: both databases then agree on the order.
    sort_name text collate "C" not null,
    summary text not null,
    description text not null,
    labels text not null,
    created_at bigint not null
);

create index products_in_order on products (sort_name, slug);

create table versions (
    id text primary key,
    product_id text not null references products (id) on delete cascade,
    name text not null,
    -- Higher is newer within its product.
    position bigint not null,
    state text not null check (state in ('draft', 'published', 'deprecated', 'retired')),
    sunset text check (sunset is null or (length(sunset) = 10 and state in ('deprecated', 'retired'))),
    visibility text not null check (visibility in ('public', 'private')),
    -- No strategy: the version is served openly. A strategy in use can't be deleted.
    strategy_id text references strategies (id) on delete restrict,
    created_at bigint not null,
    unique (product_id, name),
    unique (product_id, position),
    -- What a registration will point at, so that it can't join two strategies.
    unique (id, strategy_id)
);

create index versions_by_strategy on versions (strategy_id);

-- A number that rises with every change of what it names, in the same transaction: who remembers an answer
-- asks it whether the answer still holds. Triggers keep it, so that no code can forget.
create table revisions (
    topic text primary key,
    number bigint not null
);

insert into revisions (topic, number) values ('catalog', 0);

create function catalog_changed() returns trigger language plpgsql as $$
begin
    update revisions set number = number + 1 where topic = 'catalog';
    return null;
end
$$;

create trigger strategies_changed after insert or update or delete on strategies
    for each statement execute function catalog_changed();
create trigger products_changed after insert or update or delete on products
    for each statement execute function catalog_changed();
create trigger versions_changed after insert or update or delete on versions
    for each statement execute function catalog_changed();
