import { type Knex } from 'knex'

/**
 * Who did what, when and from where. signalbox_service may only append. signalbox_auditor, which the server becomes for a
 * manager's query and for the sweep, may read, and delete; the trigger lets it delete only what is older than a day.
 * Nobody may update or truncate, owners included.
 */
export async function up(knex: Knex): Promise<void> {
  const role = 'signalbox_auditor'
  // As in 0001: roles belong to the whole server, and whoever creates one may not be able to become it.
  await knex.raw(`
    do $$ begin
      if not exists (select 1 from pg_roles where rolname = '${role}') then
        create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`)
  await knex.raw(`
    do $$ begin
      set local role ${role};
      reset role;
    exception when insufficient_privilege then
      if current_setting('server_version_num')::int >= 160000 then
        execute 'grant ${role} to current_user with inherit false, set true';
      else
        grant ${role} to current_user;
      end if;
    end $$`)
  await knex.raw(`grant usage on schema public to ${role}`)
  // No foreign keys: what somebody did stays known when they are deleted.
  await knex.raw(`
    create table audit (
      id uuid primary key,
      at timestamptz not null,
      action text not null,
      outcome text not null check (outcome in ('done', 'refused')),
      by_id uuid,
      by_name text not null,
      address text,
      subject_type text,
      subject_id uuid,
      details jsonb,
      before jsonb,
      after jsonb
    )`)
  await knex.raw('create index audit_at on audit (at, id)')
  await knex.raw('create index audit_by_id on audit (by_id, at, id)')
  await knex.raw('create index audit_subject_id on audit (subject_id, at, id)')
  await knex.raw('create index audit_action on audit (action, at, id)')
  await knex.raw(`
    create function keep_audit() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_user = '${role}' and old.at < now() - interval '1 day' then
        return old;
      end if;
      raise exception 'the audit is append-only';
    end $$`)
  await knex.raw(`
    create trigger keep_audit before update or delete on audit for each row execute function keep_audit();
    create trigger keep_audit_whole before truncate on audit for each statement execute function keep_audit();

    alter table audit enable row level security;
    alter table audit force row level security;
    create policy service on audit for insert to signalbox_service with check (true);
    create policy auditor_reads on audit for select to ${role} using (true);
    create policy auditor_forgets on audit for delete to ${role} using (true);
    grant insert on audit to signalbox_service;
    grant select, delete on audit to ${role};`)
}
