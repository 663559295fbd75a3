import type { Check } from '../checks/_check.ts';
import type { Provider } from '../providers/_provider.ts';
import type { StepKind } from '../steps/_step.ts';
import { loadDefinitions } from './load.ts';

/** Everything that is installed: one file is one step kind, check or provider. */
export interface InstalledKit {
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly providers: ReadonlyMap<string, Provider>;
}

export async function loadKit(): Promise<InstalledKit> {
  const src = new URL('../', import.meta.url);
  return {
    steps: await loadDefinitions<StepKind>(new URL('steps/', src)),
    checks: await loadDefinitions<Check>(new URL('checks/', src)),
    providers: await loadDefinitions<Provider>(new URL('providers/', src)),
  };
}
