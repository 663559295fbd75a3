/** The clock above, and the panel with everything that runs behind the scenes. */
import { $, $$, drawOnce, make, toast } from './draw.js';
import { clearTrouble, troublePanel } from './trouble.js';
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
  drawOnce($('[data-faults]'), JSON.stringify(faults), () => troublePanel(faults));
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

const CLICKS = {
  '[data-jump]': ({ jump: to }) => jump(to),
  '[data-mood]': ({ app: name, mood }) => act('app', { name, mood }),
  '[data-bot-do]': ({ botDo }) => act('bot', { do: botDo }),
  '[data-fault]': ({ fault }) => act('faults', JSON.parse(fault)),
  '[data-clear-faults]': clearTrouble,
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
