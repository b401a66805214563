-- What can be found stands in groups: a product's own words, its documents, the operations of a version. Words stand
-- beside the number of their group, so that a word that is everywhere is counted without reading what it stands in.

create table search_groups (
    id bigint generated always as identity primary key,
    product_id text not null references products (id) on delete cascade,
    version_id text references versions (id) on delete cascade,
    kind text not null check (kind in ('product', 'document', 'operation')),
    check ((kind = 'operation') = (version_id is not null))
);

create unique index search_groups_of_product on search_groups (product_id, kind, coalesce(version_id, ''));
create unique index search_groups_by_version on search_groups (version_id);

insert into search_groups (product_id, version_id, kind)
select distinct product_id, version_id, kind from search_entries where kind = 'operation' and version_id is not null;

create table kept_entries (
    group_id bigint not null references search_groups (id) on delete cascade,
    -- The first ones are shown first.
    place bigint not null check (place between 0 and 1048575),
    -- The key of an operation, the slug of a document.
    key text not null,
    method text not null,
    title text not null,
    note text not null,
    primary key (group_id, place)
);

-- Operations are known from their files, which are not read again for this. All words are written anew, product by
-- product, when the portal starts.
insert into kept_entries (group_id, place, key, method, title, note)
select g.id, row_number() over (partition by g.id order by e.id) - 1, e.key, e.method, e.title, e.note
from search_entries e join search_groups g on g.version_id = e.version_id and g.product_id = e.product_id
where e.kind = 'operation';

drop table search_words;
drop table search_entries;
alter table kept_entries rename to search_entries;

-- A word of the entry itself stands as it is, a word of its product behind `~`, so that "payments refund" finds the
-- refund. A weight would say the same, but then every row that was found is read again to see it.
create table search_words (
    group_id bigint not null,
    place bigint not null,
    words tsvector not null,
    primary key (group_id, place),
    foreign key (group_id, place) references search_entries (group_id, place) on delete cascade
);

create index search_words_by_word on search_words using gin (words);

-- Listings name groups.
create trigger search_groups_changed after insert or delete on search_groups
    for each statement execute function catalog_changed();

-- Once in a transaction is enough. A row that is updated ten thousand times in one leaves as many old ones, and each
-- update goes through all of them.
create or replace function catalog_changed() returns trigger language plpgsql as $$
begin
    update revisions set number = number + 1 where topic = 'catalog' and xmin <> pg_current_xact_id()::xid;
    return null;
end
$$;
