/** The page: asks for the state whenever something happened, and draws it. */
import { drawClock, drawWorld, listenToBar } from './bar.js';
import { $, drawList, drawOnce, make } from './draw.js';
import { drawModal, listenToForms, tellFailure } from './forms.js';
import { drawGithub, drawRepositories, listenToGithub } from './github.js';
import { drawShortcuts, listenToShortcuts } from './shortcuts.js';
import { act, fetchState, listen, look, lookAt, markSeen, seen } from './world.js';

const typed = [];
let place = '';
let isDrawing = false;
let isStale = false;

/** One drawing at a time; what happens meanwhile is drawn right after. */
async function draw() {
  isStale = true;
  if (isDrawing) return;
  isDrawing = true;
  while (isStale) {
    isStale = false;
    const asked = JSON.stringify(look);
    const state = await fetchState().catch(() => undefined);
    if (state && asked === JSON.stringify(look)) show(state);
    else if (state) isStale = true;
  }
  isDrawing = false;
}

function show(state) {
  const here = state.channels.find(({ id }) => id === state.channel);
  const wanted = `${look.user} ${look.channel} ${look.view}`;
  const moved = place !== wanted;
  place = wanted;
  if (look.view === '') markSeen(here.id, here.latest);
  const name = here.direct ? here.name : `# ${here.name}`;
  $('[data-channel-name]').textContent = name;
  $('[data-channel-topic]').textContent = here.topic;
  $('[data-composer] input').placeholder = `Message ${name}, or /release help`;
  drawOnce($('[data-channels]'), JSON.stringify([state.channels, look]), () => state.channels.map(channelItem));
  drawOnce($('[data-people]'), JSON.stringify([state.people, state.me]), () => state.people.map(personItem));
  drawRepositories(state.code);
  drawGithub(state.github);
  drawList($('[data-messages]'), state.messages, moved);
  drawThread(state.thread);
  drawModal(state.modal);
  drawShortcuts(state.shortcuts);
  drawClock(state.clock);
  drawWorld(state);
}

function channelItem({ id, name, direct, latest }) {
  const isHere = id === look.channel && look.view === '';
  const unread = !isHere && Number(latest) > Number(seen(id));
  return make(
    'li',
    {},
    make(
      'button',
      { type: 'button', 'data-go': id, 'aria-current': isHere ? 'page' : null, class: unread ? 'unread' : '' },
      make('span', { class: 'sign' }, direct ? '@' : '#'),
      name,
    ),
  );
}

function personItem({ id, realName, title, initials, hue, timezone }) {
  const zone = timezone === 'America/New_York' ? '' : ` · ${timezone.split('/')[1]}`;
  return make(
    'li',
    {},
    make(
      'button',
      { type: 'button', 'data-be': id, 'aria-pressed': String(id === look.user) },
      make('span', { class: 'avatar small', style: `--hue: ${hue}`, 'aria-hidden': 'true' }, initials),
      make('span', {}, make('b', {}, realName), make('small', {}, `${title}${zone}`)),
    ),
  );
}

function drawThread(thread) {
  const panel = $('[data-thread-panel]');
  const opened = panel.hidden && thread !== null;
  panel.hidden = thread === null;
  document.body.classList.toggle('show-thread', thread !== null);
  if (thread) drawList($('[data-thread-messages]'), thread, opened || panel.root !== look.thread);
  panel.root = look.thread;
}

async function say(form, thread) {
  const input = form.elements.text;
  const text = input.value.trim();
  if (text === '') return;
  typed.push(text);
  input.value = '';
  tellFailure(await act('say', { channel: look.channel, thread, text }));
}

/** Arrow up brings back what was typed before. */
function recall(event) {
  if (event.key !== 'ArrowUp' || event.target.value !== '') return;
  event.preventDefault();
  event.target.value = typed.at(-1) ?? '';
}

function go(change) {
  lookAt(change);
  document.body.classList.remove('show-sidebar');
  draw();
}

document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-go], [data-look-at], [data-be], [data-thread], [data-close-thread]');
  if (!target) return;
  if (target.dataset.go) go({ channel: target.dataset.go, view: '', thread: '' });
  else if (target.dataset.lookAt) go({ view: target.dataset.lookAt, thread: '' });
  else if (target.dataset.be) be(target.dataset.be);
  else go({ thread: target.dataset.thread ?? '' });
});

/** Direct messages belong to one person: somebody else lands in the release channel. */
function be(user) {
  go({ user, thread: look.thread, channel: look.channel.startsWith('D') ? 'C0RELEASES' : look.channel });
}

$('[data-composer]').addEventListener('submit', (event) => {
  event.preventDefault();
  say(event.target, '');
});
$('[data-thread-composer]').addEventListener('submit', (event) => {
  event.preventDefault();
  say(event.target, look.thread);
});
$('[data-composer] input').addEventListener('keydown', recall);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && look.thread !== '' && !$('dialog[open]')) go({ thread: '' });
});

listenToForms();
listenToGithub();
listenToBar();
listenToShortcuts();
listen(draw);
