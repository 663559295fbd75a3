import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { fields } from '../http.ts';
import { ACCOUNTS, APP, MACHINE_USER } from './logins.ts';
import { allRights, isEnough, type Level, levelNamed, type Right, type Rights, rightNamed } from './rights.ts';

const TOKEN_MS = 3_600_000;
const LONGEST_JWT_S = 660;

/** Who makes a call, and what they may do. */
export interface Caller {
  readonly kind: 'app' | 'installation' | 'user';
  readonly login: string;
  /** Of the App behind an installation token. */
  readonly appId: number | null;
  can(right: Right, level: Level): boolean;
}

export interface Access {
  readonly app: { readonly id: number; readonly slug: string; readonly privateKey: string };
  readonly rights: { readonly app: Rights; readonly token: Rights; readonly people: Rights };
  /** The personal token of an account. */
  tokenOf(login: string): string;
  /** The caller behind an `Authorization` header; a word of refusal for a wrong one, undefined for none. */
  identify(authorization: string): Caller | 'bad' | undefined;
  mint(permissions: Readonly<Record<string, unknown>>): Minted;
  /** Makes every installation token that is out there worthless. */
  expireTokens(): void;
}

export interface Minted {
  readonly token: string;
  readonly expiresAt: number;
  readonly rights: Rights;
}

export function createAccess(machine: () => number): Access {
  const keys = createKeys();
  const rights = { app: allRights('write'), token: allRights('write'), people: allRights('write') };
  const minted = new Map<string, Minted>();
  const tokens = new Map(ACCOUNTS.map(({ login }) => [`ghp_sandbox_${login.replaceAll('-', '_')}`, login]));
  const tokenOf = (login: string): string => `ghp_sandbox_${login.replaceAll('-', '_')}`;

  function identify(authorization: string): Caller | 'bad' | undefined {
    const token = tokenIn(authorization);
    if (token === undefined) return undefined;
    if (token.split('.').length === 3) return isAppJwt(token, keys.of().publicKey) ? theApp(rights.app) : 'bad';
    const login = tokens.get(token);
    if (login !== undefined) return user(login, login === MACHINE_USER ? rights.token : rights.people);
    const grant = minted.get(token);
    return grant && grant.expiresAt > machine() ? installation(grant.rights, rights.app) : 'bad';
  }

  function mint(permissions: Readonly<Record<string, unknown>>): Minted {
    const token = `ghs_sandbox_${minted.size + 1}_${'x'.repeat(24)}`;
    const grant = { token, expiresAt: machine() + TOKEN_MS, rights: narrowed(rights.app, permissions) };
    minted.set(token, grant);
    return grant;
  }
  const app = {
    id: APP.id,
    slug: APP.slug,
    get privateKey() {
      return keys.of().privateKey;
    },
  };
  return { app, rights, tokenOf, identify, mint, expireTokens: () => minted.clear() };
}

/** `token X`, `Bearer X`, or the password of `Basic`, as git sends it. */
function tokenIn(authorization: string): string | undefined {
  const [scheme = '', rest = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') return rest || undefined;
  return Buffer.from(rest, 'base64').toString('utf8').split(':').slice(1).join(':') || undefined;
}

function theApp(rights: Rights): Caller {
  return { kind: 'app', login: APP.login, appId: APP.id, can: (right, level) => isEnough(rights[right], level) };
}

function installation(granted: Rights, now: Rights): Caller {
  const can = (right: Right, level: Level): boolean => isEnough(granted[right], level) && isEnough(now[right], level);
  return { kind: 'installation', login: APP.login, appId: APP.id, can };
}

function user(login: string, rights: Rights): Caller {
  return { kind: 'user', login, appId: null, can: (right, level) => isEnough(rights[right], level) };
}

/** With nothing asked for, all that the App has. */
function narrowed(has: Rights, asked: Readonly<Record<string, unknown>>): Rights {
  if (Object.keys(asked).length === 0) return { ...has };
  const rights: Rights = { ...allRights('none'), members: 'none', vulnerability_alerts: 'none' };
  rights.security_events = 'none';
  rights.secret_scanning_alerts = 'none';
  for (const [name, level] of Object.entries(asked)) {
    const right = rightNamed(name);
    if (right) rights[right] = levelNamed(level) ?? 'none';
  }
  return rights;
}

interface Keys {
  /** A PEM text. */
  readonly privateKey: string;
  readonly publicKey: KeyObject;
}

/** Made when somebody asks for them: it takes a tenth of a second. */
function createKeys(): { of(): Keys } {
  let keys: Keys | undefined;
  return {
    of() {
      keys ??= newKeys();
      return keys;
    },
  };
}

function newKeys(): Keys {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** Real time, not the sandbox's: it is made by a library that knows no other. */
function isAppJwt(token: string, publicKey: KeyObject): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${header}.${claims}`);
  if (!verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'))) return false;
  const { iss, iat, exp } = fields(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')));
  const now = Date.now() / 1000;
  if (String(iss) !== String(APP.id) || typeof iat !== 'number' || typeof exp !== 'number') return false;
  return iat <= now + 60 && exp > now && exp - iat <= LONGEST_JWT_S;
}
