-- How many calls were ever let through for a registration that has a limit, by all gateways together: each adds what it
-- let through, and learns from the sum what the others did.
create table limit_spending (
    registration_id text primary key references registrations (id) on delete cascade,
    total integer not null
) strict;
