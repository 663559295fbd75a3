/** Trouble of every kind, at the press of a button. */
import { make } from './draw.js';
import { act } from './world.js';

const TROUBLE = [
  ['Slack is down', { of: 'slack', on: '*', do: 'error', times: 1_000_000 }],
  ['Slack says 429', { of: 'slack', on: 'chat.*', do: 'rate-limit', times: 5, seconds: 5 }],
  ['Lose the next answer of Slack', { of: 'slack', on: 'chat.*', do: 'lose-answer' }],
  ['Deliver the next click twice', { of: 'slack', on: 'envelope', do: 'duplicate' }],
  ['GitHub is down', { of: 'github', on: '*', do: 'error', status: 503, times: 1_000_000 }],
  ['Lose the answer to the next change on GitHub', { of: 'github', on: 'write', do: 'lose-answer' }],
  ['GitHub says that it is too much', { of: 'github', on: '*', do: 'rate-limit', times: 5, seconds: 20 }],
  ['Webhooks of GitHub are lost', { of: 'github', on: 'webhook', do: 'drop', times: 1_000_000 }],
  ['Lose the answer to the next deploy', { of: 'platform', on: 'deploy', do: 'lose-answer' }],
  ['Begin the next deploy 10 s late', { of: 'platform', on: 'deploy', do: 'late', ms: 10_000 }],
];

/** What the button was called that made this trouble; how often is said only where it will come to an end. */
function nameOf({ of, on, do: what, times }) {
  const known = TROUBLE.find(([, fault]) => fault.of === of && fault.on === on && fault.do === what);
  const label = known?.[0] ?? `${on}: ${what}`;
  return times > 1 && times < 1_000 ? `${label} (${times} times)` : label;
}

export function troublePanel(faults) {
  const button = (label, more) => make('button', { type: 'button', class: 'button small', ...more }, label);
  const buttons = TROUBLE.map(([label, fault]) => button(label, { 'data-fault': JSON.stringify(fault) }));
  const standing = faults.map((fault) => make('li', {}, nameOf(fault)));
  const clear = button('All is well again', { 'data-clear-faults': true, class: 'button small primary' });
  const now = faults.length > 0 ? [make('ul', { class: 'quiet' }, ...standing), clear] : [];
  return [make('div', { class: 'card' }, make('p', { class: 'row' }, ...buttons), ...now)];
}

export async function clearTrouble() {
  for (const of of ['slack', 'github', 'platform']) await act('faults', { of, clear: true });
}
