import { randomUUID } from 'node:crypto';
import { z } from 'zod';

export interface Asset {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const Login = z.object({ email: z.email(), password: z.string().min(1) });
const Naming = z.object({ name: z.string().min(1).max(200), owner: z.string().max(200).optional() });

const USERS = [
  { id: 1, name: 'Avery Quist', email: 'avery@kars.example', role: 'admin' },
  { id: 2, name: 'Noor Haddad', email: 'noor@kars.example', role: 'user' },
];

const refused = (status: number, error: string): Reply => ({ status, body: { error } });

/** Enough of an asset management to be tested: people log in, and make, list, change and delete what the company owns. */
export class AssetApp {
  readonly #password: string;
  readonly #tokens: Set<string>;
  readonly #assets = new Map<number, Asset>([
    [1, { id: 1, name: 'ThinkPad X1', owner: 'Avery Quist' }],
    [2, { id: 2, name: 'Dell U2723QE', owner: 'Noor Haddad' }],
  ]);
  #next = 3;

  /** The token lets a caller in without a login, as the team's own tools do; it is also everybody's password. */
  constructor(token: string) {
    this.#password = token;
    this.#tokens = new Set([token]);
  }

  answer(method: string, path: string, { token, body }: { readonly token: string; readonly body: unknown }): Reply {
    if (method === 'POST' && path === '/api/auth/login') return this.#logIn(body);
    if (!this.#tokens.has(token)) return refused(401, 'log in first');
    if (method === 'GET' && path === '/api/assets') return { status: 200, body: [...this.#assets.values()] };
    if (method === 'POST' && path === '/api/assets') return this.#create(body);
    if (method === 'GET' && path === '/api/users') return { status: 200, body: USERS };
    const id = /^\/api\/assets\/(\d+)$/.exec(path)?.[1];
    return id === undefined ? refused(404, `there is no \`${path}\``) : this.#one(method, Number(id), body);
  }

  #logIn(body: unknown): Reply {
    const login = Login.safeParse(body);
    if (!login.success) return refused(400, 'an e-mail address and a password are needed');
    if (login.data.password !== this.#password) return refused(401, 'the password is wrong');
    const token = randomUUID();
    this.#tokens.add(token);
    return { status: 200, body: { token } };
  }

  #create(body: unknown): Reply {
    const asset = Naming.safeParse(body);
    if (!asset.success) return refused(400, 'an asset needs a name');
    const made = { id: this.#next, name: asset.data.name, owner: asset.data.owner ?? 'nobody' };
    this.#assets.set(made.id, made);
    this.#next += 1;
    return { status: 201, body: made };
  }

  #one(method: string, id: number, body: unknown): Reply {
    const old = this.#assets.get(id);
    if (!old) return refused(404, `there is no asset \`${id}\``);
    if (method === 'GET') return { status: 200, body: old };
    if (method === 'DELETE') {
      this.#assets.delete(id);
      return { status: 200, body: { deleted: id } };
    }
    const asset = Naming.safeParse(body);
    if (method !== 'PUT' || !asset.success) return refused(400, 'an asset needs a name');
    const changed = { ...old, name: asset.data.name, owner: asset.data.owner ?? old.owner };
    this.#assets.set(id, changed);
    return { status: 200, body: changed };
  }
}
