import { type Knex } from 'knex'

/**
 * Three roles that can neither sign in nor own anything; the server picks one for each transaction.
 * - signalbox_staff reads everything that is not deleted;
 * - signalbox_technician reads what the policies let one technician see;
 * - signalbox_service writes, signs people in and relays; commands decide who may do what.
 * Superusers, owners and owners' views bypass row level security, so none of the three is one.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 *
 * Roles belong to the whole PostgreSQL server, so a second Signalbox database finds them made.
 */
export async function up(knex: Knex): Promise<void> {
  for (const role of ['signalbox_staff', 'signalbox_technician', 'signalbox_service']) {
    await knex.raw(`
      do $$ begin
        if not exists (select 1 from pg_roles where rolname = '${role}') then
          create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
        end if;
      exception when duplicate_object or unique_violation then null; -- another database's migration was quicker
      end $$`)
    // From PostgreSQL 16 on whoever creates a role may administer it but not become it, so becoming it is what is tried;
    // and a role can be granted without its rights, so that the owner sees nothing until it becomes one of the three.
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
  }
  // Who is asking: set for one transaction by SET LOCAL; empty for everyone but technicians.
  await knex.raw(`
    create function current_technician() returns uuid
      language sql stable parallel safe
      return nullif(current_setting('signalbox.technician_id', true), '')::uuid`)
}
