import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { dumpSchema } from './dumpSchema.ts'
import { queryable } from './Database.ts'
import { migrate } from './migrate.ts'
import { testDatabase } from './testing/testDatabase.ts'

describe('migrations', () => {
  test('run on an empty database, and change nothing the second time', async () => {
    await using empty = await testDatabase({ migrated: false })
    const applied = await migrate(empty.url)
    expect(applied[0]).toBe('0001_roles')
    expect(await migrate(empty.url)).toEqual([])
  })

  test('of two servers that start at once one migrates and the other waits', async () => {
    await using empty = await testDatabase({ migrated: false })
    const applied = await Promise.all([migrate(empty.url), migrate(empty.url)])
    expect(applied.filter((each) => each.length > 0)).toHaveLength(1)
  })

  test('a lock left by a server that was killed while it migrated does not hinder the next', async () => {
    await using database = await testDatabase()
    await database.superuser('update knex_migrations_lock set is_locked = 1')
    expect(await migrate(database.url)).toEqual([])
  })

  test('the newest one runs on a filled database and keeps what is in it', async () => {
    await using database = await testDatabase()
    await database.superuser(`insert into users (id, name, role, created_at, updated_at)
      values ('019a0000-0000-7000-8000-000000000001', 'Kept', 'admin', now(), now())`)
    await database.superuser('drop table idempotency_keys')
    await database.superuser(`delete from knex_migrations where name = '0009_idempotency_keys'`)
    expect(await migrate(database.url)).toEqual(['0009_idempotency_keys'])
    expect(await database.superuser('select name from users')).toEqual([{ name: 'Kept' }])
  })

  test('a schema that is newer than this program is refused by name', async () => {
    await using database = await testDatabase()
    await database.superuser(
      `insert into knex_migrations (name, batch, migration_time) values ('9999_future', 9, now())`,
    )
    await expect(migrate(database.url)).rejects.toThrow('made by a newer Signalbox (it has 9999_future)')
  })

  test('a PostgreSQL that is too old is refused with both versions', async () => {
    await using database = await testDatabase()
    await expect(migrate(database.url, 99)).rejects.toThrow(
      /PostgreSQL \d+\.\d+ is too old: Signalbox needs PostgreSQL 99/,
    )
  })

  test('a database that is not ours, can only be read, or keeps no UTF8 is refused in one sentence', async () => {
    await using foreign = await testDatabase({ migrated: false })
    await foreign.superuser('create table users (id int)')
    await expect(migrate(foreign.url)).rejects.toThrow(
      'The database holds tables that are not of Signalbox: give it an empty one. PostgreSQL says: relation "users" already exists',
    )
    await using readOnly = await testDatabase({ migrated: false })
    const name = new URL(readOnly.url).pathname.slice(1)
    await readOnly.superuser(`alter database ${name} set default_transaction_read_only = on`)
    await expect(migrate(readOnly.url)).rejects.toThrow(
      /^The database can only be read: .* in a read-only transaction$/,
    )
    await foreign.superuser(
      `create database ${name}_latin owner signalbox encoding 'LATIN1' template template0 locale 'C'`,
    )
    try {
      await expect(migrate(`${readOnly.url}_latin`)).rejects.toThrow('The database is kept in LATIN1')
    } finally {
      await foreign.superuser(`drop database ${name}_latin with (force)`)
    }
  })

  test('schema.sql is what the migrations make; npm run schema writes it', async () => {
    await using database = await testDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const dumped = await dumpSchema(queryable(client))
    await client.end()
    expect(await readFile(path.join(import.meta.dirname, '../../migrations/schema.sql'), 'utf8')).toBe(dumped)
  })
})

describe('row level security', () => {
  test('every table has it, forced, and no role of ours is superuser, owner or may bypass it', async () => {
    await using database = await testDatabase()
    const bare = await database.superuser(
      `select relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'public' and relkind = 'r'
       and relname not like 'knex_%' and not (relrowsecurity and relforcerowsecurity)`,
    )
    expect(bare).toEqual([])
    const roles = await database.superuser<{ rolname: string }>(
      `select rolname from pg_roles where rolname like 'signalbox%' and (rolsuper or rolbypassrls)`,
    )
    expect(roles).toEqual([])
    const owners = await database.superuser(
      `select distinct tableowner from pg_tables where schemaname = 'public' and tableowner like 'signalbox\\_%'`,
    )
    expect(owners).toEqual([])
  })

  test('without a role of ours the application’s own account sees nothing', async () => {
    await using database = await testDatabase()
    await database.superuser(`insert into users (id, name, role, created_at, updated_at)
      values ('019a0000-0000-7000-8000-000000000001', 'Hidden', 'admin', now(), now())`)
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query('select * from users')
    await client.end()
    expect(rows).toEqual([])
  })

  test('readers can write nothing, and technicians read no address', async () => {
    await using database = await testDatabase()
    for (const role of ['signalbox_staff', 'signalbox_technician']) {
      const client = new pg.Client({ connectionString: database.url, options: `-c role=${role}` })
      await client.connect()
      await expect(client.query(`update users set name = 'x'`), role).rejects.toThrow('permission denied')
      await expect(client.query('select password_hash from credentials'), role).rejects.toThrow('permission denied')
      await client.end()
    }
  })
})
