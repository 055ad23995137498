import { type Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table assignments (
      id uuid primary key,
      ticket_id uuid not null references tickets on delete cascade,
      technician_id uuid not null references technicians,
      state text not null check (state in ('assigned', 'dispatched', 'accepted', 'en_route', 'on_site', 'working',
        'paused', 'done', 'declined', 'released', 'cancelled')),
      version integer not null default 1 check (version > 0),
      reason text,
      disposition text,
      assigned_at timestamptz not null,
      dispatched_at timestamptz,
      accepted_at timestamptz,
      en_route_at timestamptz,
      on_site_at timestamptz,
      working_at timestamptz,
      paused_at timestamptz,
      done_at timestamptz,
      declined_at timestamptz,
      released_at timestamptz,
      cancelled_at timestamptz,
      active boolean not null generated always as
        (state not in ('done', 'declined', 'released', 'cancelled')) stored
    )`)
  await knex.raw('create index assignments_ticket_id on assignments (ticket_id, assigned_at)')
  await knex.raw('create unique index assignments_one_active on assignments (technician_id, ticket_id) where active')
  await knex.raw(`
    alter table assignments enable row level security;
    alter table assignments force row level security;
    create policy service on assignments to signalbox_service using (true) with check (true);
    create policy staff on assignments for select to signalbox_staff using (true);
    create policy technician on assignments for select to signalbox_technician using (
      exists (select 1 from tickets where tickets.id = assignments.ticket_id)
    );
    grant select, insert, update, delete on assignments to signalbox_service;
    grant select on assignments to signalbox_staff, signalbox_technician;`)
}
