-- What was taken of a limit belongs to the application and the version, and not to a registration: it is still owed when
-- one is withdrawn and asked for again.
create table spending_of_pairs (
    application_id text collate "C" not null references applications (id) on delete cascade,
    version_id text not null references versions (id) on delete cascade,
    total bigint not null,
    -- When everything taken will be paid back, in milliseconds.
    free_at bigint,
    primary key (application_id, version_id)
);

insert into spending_of_pairs (application_id, version_id, total, free_at)
select r.application_id, r.version_id, s.total, s.free_at
from limit_spending s join registrations r on r.id = s.registration_id;

drop table limit_spending;
alter table spending_of_pairs rename to limit_spending;
create index limit_spending_by_version on limit_spending (version_id);
