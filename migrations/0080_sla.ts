import { type Knex } from 'knex'

/**
 * Due times are kept on the ticket and not worked out from the policy: what was promised stays promised when the policy
 * changes, they sort and filter by an index, and every console has them without knowing the policy. `held_at`: the
 * clocks stand still since then.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tickets
      add column response_due_at timestamptz,
      add column resolution_due_at timestamptz,
      add column held_at timestamptz;
    update tickets set held_at = updated_at where status = 'on_hold';
    create index tickets_response_due_at on tickets (response_due_at, id);
    create index tickets_resolution_due_at on tickets (resolution_due_at, id);
    create table sla_targets (
      priority text primary key check (priority in ('P1', 'P2', 'P3', 'P4')),
      response_minutes integer check (response_minutes > 0),
      resolution_minutes integer check (resolution_minutes > 0)
    );
    insert into sla_targets values ('P1', 60, 240), ('P2', 240, 1440), ('P3', 1440, 4320), ('P4', 4320, 10080);
    alter table sla_targets enable row level security;
    alter table sla_targets force row level security;
    create policy service on sla_targets to signalbox_service using (true) with check (true);
    create policy staff on sla_targets for select to signalbox_staff using (true);
    grant select, insert, update, delete on sla_targets to signalbox_service;
    grant select on sla_targets to signalbox_staff;`)
}
