-- What can be found stands in groups: a product's own words, its documents, the operations of a version. The number of
-- an entry's words tells its group, so that a word that is everywhere is counted without reading what it stands in.

create table search_groups (
    -- Never used again, so that a number that was read a moment ago names nothing else.
    id integer primary key autoincrement,
    product_id text not null references products (id) on delete cascade,
    version_id text references versions (id) on delete cascade,
    kind text not null check (kind in ('product', 'document', 'operation')),
    check ((kind = 'operation') = (version_id is not null))
) strict;

create unique index search_groups_of_product on search_groups (product_id, kind, coalesce(version_id, ''));
create unique index search_groups_by_version on search_groups (version_id);

insert into search_groups (product_id, version_id, kind)
select distinct product_id, version_id, kind from search_entries where kind = 'operation' and version_id is not null;

create table kept_entries (
    group_id integer not null references search_groups (id) on delete cascade,
    -- The first ones are shown first. Twenty bits of the number of its words.
    place integer not null check (place between 0 and 1048575),
    -- The key of an operation, the slug of a document.
    key text not null,
    method text not null,
    title text not null,
    note text not null,
    primary key (group_id, place)
) strict, without rowid;

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
-- refund, and no second column has to be asked.
create virtual table search_words using fts5(
    words, content = '', contentless_delete = 1, detail = 'none', prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 0 tokenchars ''~'''
);

create trigger search_entries_delete after delete on search_entries begin
    delete from search_words where rowid = old.group_id * 1048576 + old.place;
end;

-- Listings name groups.
create trigger search_groups_insert after insert on search_groups begin
    update revisions set number = number + 1 where topic = 'catalog';
end;
create trigger search_groups_delete after delete on search_groups begin
    update revisions set number = number + 1 where topic = 'catalog';
end;
