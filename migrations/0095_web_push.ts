import { type Knex } from 'knex'

/**
 * Devices that are told by Web Push, one for each session that asked for it, and what became of each message to each of
 * them. role: as it was when the device asked; with another one it has to ask again.
 * server_key: the public half of the key that the browser will take messages from.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table push_subscriptions (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      session_id uuid not null unique references sessions on delete cascade,
      role text not null,
      endpoint text not null unique,
      p256dh text not null,
      auth text not null,
      server_key text not null,
      created_at timestamptz not null
    )`)
  await knex.raw('create index push_subscriptions_user_id on push_subscriptions (user_id, created_at)')
  await knex.raw(`
    create table pushes (
      notification_id uuid not null references notifications on delete cascade,
      subscription_id uuid not null references push_subscriptions on delete cascade,
      tries integer not null,
      due_at timestamptz not null,
      sent_at timestamptz,
      problem text,
      primary key (notification_id, subscription_id)
    )`)
  await knex.raw('create index pushes_subscription_id on pushes (subscription_id, sent_at desc)')
  await knex.raw(`
    create index notifications_push on notifications (created_at)
      where 'push' = any(channels) and read_at is null and cleared_at is null and handled_at is null`)
  for (const table of ['push_subscriptions', 'pushes']) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy service on ${table} to signalbox_service using (true) with check (true);
      grant select, insert, update, delete on ${table} to signalbox_service;`)
  }
  await knex.raw(`
    create policy own on push_subscriptions for select to signalbox_staff, signalbox_technician
      using (user_id = current_reader());
    grant select (id, user_id, session_id, endpoint, created_at) on push_subscriptions to signalbox_staff, signalbox_technician`)
}
