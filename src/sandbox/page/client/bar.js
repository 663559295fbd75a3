/** The clock above, and the panel with everything that runs behind the scenes. */
import { $, $$, drawOnce, make, toast } from './draw.js';
import { act } from './world.js';

let clock;

export function drawClock(state) {
  clock = { ...state, at: Date.now() };
  tick();
}

function tick() {
  if (!clock) return;
  const now = new Date(clock.now + Date.now() - clock.at);
  const shown = (timeZone, more) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      ...more,
    }).format(now);
  $('[data-clock="ny"]').textContent = shown(clock.zone, { weekday: 'short', day: 'numeric', month: 'short' });
  $('[data-clock="utc"]').textContent = `New York · ${shown('UTC', { second: undefined })} UTC`;
}

async function jump(to) {
  const buttons = $$('.jumps button');
  for (const button of buttons) button.disabled = true;
  document.body.classList.add('jumping');
  const { stopped, problem } = await act('clock', { to });
  delete $('[data-jump-form] input').dataset.touched;
  for (const button of buttons) button.disabled = false;
  document.body.classList.remove('jumping');
  if (stopped ?? problem) toast(stopped ?? problem, 'problem');
}

const button = (label, attributes) => make('button', { type: 'button', class: 'button small', ...attributes }, label);

export function drawWorld({ apps, bot, faults, clock: { field } }) {
  drawOnce($('[data-apps]'), JSON.stringify(apps), () => apps.map(app));
  drawOnce($('[data-bot]'), JSON.stringify(bot), () => botPanel(bot));
  drawOnce($('[data-faults]'), JSON.stringify(faults), () => faultPanel(faults));
  $('[data-bot-dot]').className = `dot ${bot.state}`;
  const to = $('[data-jump-form] input');
  if (!to.dataset.touched) to.value = field;
}

const MOODS = { well: 'healthy', broken: 'broken', slow: 'slow', stopped: 'stopped' };

function app({ name, url, live, mood, deploy }) {
  const state = make('span', { class: `state ${mood}` }, MOODS[mood]);
  const head = make(
    'p',
    { class: 'app-head' },
    make('b', {}, name),
    ' ',
    make('a', { href: url, target: '_blank' }, live ? `v${live}` : 'nothing runs'),
    state,
  );
  const building =
    deploy && deploy.state !== 'live' ? [make('p', { class: 'quiet' }, `v${deploy.version}: ${deploy.note}`)] : [];
  return make(
    'div',
    { class: 'card' },
    head,
    ...building,
    preview(name, url, mood),
    make(
      'p',
      { class: 'row' },
      button('Break it', { 'data-mood': 'broken', 'data-app': name }),
      button('Slow it', { 'data-mood': 'slow', 'data-app': name }),
      button('Heal it', { 'data-mood': 'well', 'data-app': name }),
    ),
  );
}

/** What its users see. What does not answer is told here, without asking it. */
function preview(name, url, mood) {
  if (mood === 'broken') return make('p', { class: 'down' }, '500 · something went wrong inside KARS');
  if (mood === 'stopped') return make('p', { class: 'down' }, '503 · the application is stopped');
  return make('iframe', { src: url, title: `KARS ${name}`, loading: 'lazy', tabindex: '-1', sandbox: '' });
}

function botPanel({ state, pid, starts, connections }) {
  const head = make(
    'p',
    { class: 'app-head' },
    make('b', {}, 'Shipmate'),
    ' ',
    make('span', { class: `state ${state}` }, state),
  );
  const lives = starts > 1 ? `, started ${starts} times` : '';
  const facts = make(
    'p',
    { class: 'quiet' },
    `process ${pid ?? 'none'}, ${connections} ${connections === 1 ? 'connection' : 'connections'} to Slack${lives}`,
  );
  const kill = button('kill -9 the bot', {
    'data-bot-do': 'kill',
    class: 'button small danger',
    disabled: state === 'stopped',
  });
  return [
    make(
      'div',
      { class: 'card' },
      head,
      facts,
      make('p', { class: 'row' }, kill, button('Its last words', { 'data-log': true })),
      make('pre', { class: 'log', hidden: true }),
    ),
  ];
}

const TROUBLE = [
  ['Slack is down', { of: 'slack', on: '*', do: 'error', times: 1_000_000 }],
  ['Slack says 429', { of: 'slack', on: 'chat.*', do: 'rate-limit', times: 5, seconds: 5 }],
  ['Lose the next answer of Slack', { of: 'slack', on: 'chat.*', do: 'lose-answer' }],
  ['Deliver the next click twice', { of: 'slack', on: 'envelope', do: 'duplicate' }],
  ['Lose the answer to the next deploy', { of: 'platform', on: 'deploy', do: 'lose-answer' }],
  ['Begin the next deploy 10 s late', { of: 'platform', on: 'deploy', do: 'late', ms: 10_000 }],
];

/** What the button was called that made this trouble; how often is said only where it will come to an end. */
function nameOf({ of, on, do: what, times }) {
  const known = TROUBLE.find(([, fault]) => fault.of === of && fault.on === on && fault.do === what);
  const label = known?.[0] ?? `${on}: ${what}`;
  return times > 1 && times < 1_000 ? `${label} (${times} times)` : label;
}

function faultPanel(faults) {
  const buttons = TROUBLE.map(([label, fault]) => button(label, { 'data-fault': JSON.stringify(fault) }));
  const standing = faults.map((fault) => make('li', {}, nameOf(fault)));
  const clear = button('All is well again', { 'data-clear-faults': true, class: 'button small primary' });
  const now = faults.length > 0 ? [make('ul', { class: 'quiet' }, ...standing), clear] : [];
  return [make('div', { class: 'card' }, make('p', { class: 'row' }, ...buttons), ...now)];
}

const CLICKS = {
  '[data-jump]': ({ jump: to }) => jump(to),
  '[data-mood]': ({ app: name, mood }) => act('app', { name, mood }),
  '[data-bot-do]': ({ botDo }) => act('bot', { do: botDo }),
  '[data-fault]': ({ fault }) => act('faults', JSON.parse(fault)),
  '[data-clear-faults]': async () => {
    await act('faults', { of: 'slack', clear: true });
    await act('faults', { of: 'platform', clear: true });
  },
  '[data-log]': async () => {
    const { lines } = await (await fetch('/sandbox/log')).json();
    const log = $('.log');
    log.hidden = !log.hidden;
    log.textContent = lines.join('\n') || 'Not a word yet.';
    log.scrollTop = log.scrollHeight;
  },
  '[data-toggle]': ({ toggle }) => document.body.classList.toggle(`show-${toggle}`),
};

export function listenToBar() {
  document.addEventListener('click', (event) => {
    for (const [selector, run] of Object.entries(CLICKS)) {
      const target = event.target.closest(selector);
      if (target) run(target.dataset);
    }
  });
  $('[data-jump-form]').addEventListener('submit', (event) => {
    event.preventDefault();
    jump(new FormData(event.target).get('to'));
  });
  $('[data-jump-form]').addEventListener('input', (event) => {
    event.target.dataset.touched = 'yes';
  });
  setInterval(tick, 500);
}
