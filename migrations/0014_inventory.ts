import { type Knex } from 'knex'

/** A technician sees what they hold and what is at a site they see. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table inventory (
      id uuid primary key,
      version integer not null default 1 check (version > 0),
      kind text not null check (kind in ('part', 'equipment')),
      name text not null,
      sku text,
      serial_number text,
      quantity integer not null check (quantity >= 0),
      minimum integer check (minimum >= 0),
      unit text,
      place text not null generated always as (
        case when site_id is not null then 'site' when technician_id is not null then 'technician' else 'warehouse' end
      ) stored,
      warehouse text,
      site_id uuid references sites,
      technician_id uuid references technicians,
      notes text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      search tsvector not null generated always as
        (search_words(name || ' ' || coalesce(sku, '') || ' ' || coalesce(serial_number, ''))) stored,
      check (num_nonnulls(warehouse, site_id, technician_id) = 1)
    )`)
  for (const column of ['created_at', 'updated_at', 'name']) {
    await knex.raw(`create index inventory_${column} on inventory (${column}, id)`)
  }
  await knex.raw('create index inventory_site_id on inventory (site_id)')
  await knex.raw('create index inventory_technician_id on inventory (technician_id)')
  await knex.raw('create index inventory_sku on inventory (sku)')
  await knex.raw('create index inventory_search on inventory using gin (search)')
  await knex.raw(`
    alter table inventory enable row level security;
    alter table inventory force row level security;
    create policy service on inventory to signalbox_service using (true) with check (true);
    create policy staff on inventory for select to signalbox_staff using (true);
    create policy technician on inventory for select to signalbox_technician using (
      technician_id = current_technician()
      or (site_id is not null and exists (select 1 from sites where sites.id = inventory.site_id))
    );
    grant select, insert, update, delete on inventory to signalbox_service;
    grant select on inventory to signalbox_staff, signalbox_technician;`)
}
