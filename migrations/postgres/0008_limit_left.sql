-- When everything taken of the limit will be paid back, in milliseconds: what of it is left can be told from that. None:
-- nothing was taken since gateways write it down.
alter table limit_spending add column free_at bigint;
