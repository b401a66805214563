-- The lists of keys that are few among many, in the order in which they are shown.
create index credentials_revoked on credentials (created_at, id) where revoked_at is not null;
create index credentials_endless on credentials (created_at, id) where revoked_at is null and expires_at is null;
-- In order of their ends, and of their ids where several end at once.
drop index credentials_ending;
create index credentials_ending on credentials (expires_at, id) where expires_at is not null and revoked_at is null;

-- As the ids that they name are: a column of another collation is compared in theirs, for which its own index is of no use.
alter table registrations alter column application_id type text collate "C";
alter table credentials alter column application_id type text collate "C";
alter table credentials alter column successor_id type text collate "C";
