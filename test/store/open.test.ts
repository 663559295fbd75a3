import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { leaveOrder } from '../../src/store/inbox.ts';
import { MIGRATIONS, type Migrations } from '../../src/store/migrate.ts';
import { backup, type OpenDatabase, openBeside, openOwned } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';
import { addRelease, OWNER } from '../support/database.ts';

let folder: string;
let file: string;
let opened: OpenDatabase[];
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-open-'));
  file = join(folder, 'state', 'test.sqlite');
  opened = [];
});

afterEach(async () => {
  for (const database of opened) await database.close();
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function own(options: Partial<typeof OWNER> = {}): Promise<OpenDatabase> {
  const database = await openOwned(file, { ...OWNER, ...options });
  opened.push(database);
  return database;
}

async function beside(migrations?: Migrations): Promise<OpenDatabase> {
  const database = await openBeside(file, migrations);
  opened.push(database);
  return database;
}

async function closeAll(): Promise<void> {
  for (const database of opened.splice(0)) await database.close();
}

/** Another process that owns the file. Returns its number. */
async function ownElsewhere(): Promise<number> {
  const script = new URL('../support/own-database.ts', import.meta.url).pathname;
  child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout || child.pid === undefined) throw new Error('the other process did not start');
  await once(child.stdout, 'data');
  return child.pid;
}

async function killed(): Promise<void> {
  const ended = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await ended;
}

const withSecond = (up: (db: Kysely<unknown>) => Promise<void>): Migrations => ({
  ...MIGRATIONS,
  '9999-second': { up },
});
const addTable = (name: string) => async (db: Kysely<unknown>) => {
  await db.schema.createTable(name).addColumn('id', 'integer').execute();
};
const tablesOf = async ({ db }: OpenDatabase): Promise<readonly string[]> =>
  (await db.introspection.getTables()).map(({ name }) => name);

describe('the owner of a database', () => {
  it('makes it, with its folder', async () => {
    await own();
    expect(existsSync(file)).toBe(true);
  });

  it('is one process: another one is refused, and hears who it is', async () => {
    const pid = await ownElsewhere();
    await expect(own()).rejects.toThrow(`belongs to another Shipmate (process ${pid}): stop that one first`);
  });

  it('is followed by the next one as soon as it is killed', async () => {
    await ownElsewhere();
    await killed();
    await expect(own()).resolves.toBeDefined();
  });

  it('is waited for, and its name is told once', async () => {
    const pid = await ownElsewhere();
    const holders: string[] = [];
    const next = own({
      waitMs: 60_000,
      onWait: (holder) => {
        holders.push(holder);
        void killed();
      },
    });
    await expect(next).resolves.toBeDefined();
    expect(holders).toEqual([`process ${pid}`]);
  });

  it('lets go of it when it closes', async () => {
    await own();
    await closeAll();
    await expect(own()).resolves.toBeDefined();
  });

  it('where nothing can be written says so, and does not speak of another Shipmate', async () => {
    mkdirSync(`${file}.lock`, { recursive: true });
    await expect(own()).rejects.toThrow(/can't be written .*: let Shipmate write into that folder/);
  });

  it('writes each commit through to the disk', async () => {
    const { db } = await own();
    expect((await sql`PRAGMA journal_mode`.execute(db)).rows).toEqual([{ journal_mode: 'wal' }]);
    expect((await sql`PRAGMA synchronous`.execute(db)).rows).toEqual([{ synchronous: 2 }]);
  });
});

describe('the schema', () => {
  it('of a newer Shipmate is refused, by the owner and beside it, and the lock is given back', async () => {
    await own({ migrations: withSecond(addTable('more')) });
    await closeAll();
    await expect(own()).rejects.toThrow('was written by a newer Shipmate (9999-second)');
    await expect(beside()).rejects.toThrow('was written by a newer Shipmate (9999-second)');
    await expect(own({ migrations: withSecond(addTable('more')) })).resolves.toBeDefined();
  });

  it('is brought up to date after a backup of what was there', async () => {
    await addRelease(createStore((await own()).db), 'lab-1');
    await closeAll();
    expect(readdirSync(join(folder, 'state')).filter((name) => name.includes('.before-'))).toEqual([]);
    const migrated = await own({ migrations: withSecond(addTable('more')), machine: () => 77 });
    expect(await tablesOf(migrated)).toContain('more');
    expect(await createStore(migrated.db).openIds()).toEqual(['lab-1']);
    await closeAll();

    const kept = await openOwned(`${file}.before-77`, OWNER);
    opened.push(kept);
    expect(await tablesOf(kept)).not.toContain('more');
    expect(await createStore(kept.db).openIds()).toEqual(['lab-1']);
  });

  it('stays as it was when a migration fails in the middle, and the next try succeeds', async () => {
    await own();
    await closeAll();
    const half = withSecond(async (db) => {
      await addTable('more')(db);
      throw new Error('the power went out');
    });
    await expect(own({ migrations: half })).rejects.toThrow('could not be brought up to date (9999-second)');
    const before = await own();
    expect(await tablesOf(before)).not.toContain('more');
    await closeAll();
    expect(await tablesOf(await own({ machine: () => 2_000, migrations: withSecond(addTable('more')) }))).toContain(
      'more',
    );
  });

  it('is never changed beside the owner', async () => {
    await own();
    const more = withSecond(addTable('more'));
    await expect(beside(more)).rejects.toMatchObject({ code: 'older_schema' });
    expect(await tablesOf(await beside())).not.toContain('more');
  });
});

describe('beside the owner', () => {
  it('there has to be a database', async () => {
    await expect(beside()).rejects.toThrow('there is no database at');
    expect(existsSync(file)).toBe(false);
  });

  it('what is no database is refused', async () => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(file, 'this is a letter to my aunt, and it is long enough to be taken for a header'.repeat(20));
    await expect(beside()).rejects.toThrow('file is not a database');
  });

  it('another program reads, leaves orders and makes a backup', async () => {
    const owner = await own();
    await addRelease(createStore(owner.db), 'lab-1');
    const other = await beside();
    expect(await createStore(other.db).openIds()).toEqual(['lab-1']);
    await leaveOrder(other.db, { order: 'resume', release: 'lab-1' }, { by: 'a@b', via: 'cli', key: 'k' }, 1);
    expect(await createStore(owner.db).inbox()).toHaveLength(1);
    await backup(other.db, join(folder, 'copy.sqlite'));
    await expect(backup(other.db, join(folder, 'copy.sqlite'))).rejects.toThrow('already exists');
    const copy = await openBeside(join(folder, 'copy.sqlite'));
    opened.push(copy);
    expect(await createStore(copy.db).openIds()).toEqual(['lab-1']);
  });
});
