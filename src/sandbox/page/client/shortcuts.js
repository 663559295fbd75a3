/** Slack's menus: what an app offers everywhere, and at a message. */
import { $, make } from './draw.js';
import { tellFailure } from './forms.js';
import { act } from './world.js';

let offered = [];

export function drawShortcuts(shortcuts) {
  offered = shortcuts;
}

/** The menu of this type, below the button that asked for it. */
function open(button, type, chosen) {
  close();
  const items = offered
    .filter((shortcut) => shortcut.type === type)
    .map(({ name, description }) =>
      make(
        'button',
        { type: 'button', role: 'menuitem', 'data-shortcut': name },
        make('b', {}, name),
        make('small', {}, description),
      ),
    );
  const menu = make('div', { class: 'shortcuts', role: 'menu', 'aria-label': 'Shortcuts' }, ...items);
  menu.addEventListener('click', async (event) => {
    const item = event.target.closest('[data-shortcut]');
    if (!item) return;
    close();
    tellFailure(await act('shortcut', { name: item.dataset.shortcut, ...chosen }));
  });
  button.setAttribute('aria-expanded', 'true');
  button.after(menu);
  $('button', menu)?.focus();
}

function close() {
  $('.shortcuts')?.remove();
  $('[aria-expanded="true"][data-menu]')?.setAttribute('aria-expanded', 'false');
}

export function listenToShortcuts() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-menu]');
    if (!button) {
      if (!event.target.closest('.shortcuts')) close();
      return;
    }
    if (button.getAttribute('aria-expanded') === 'true') return close();
    const { channel, ts } = button.closest('.message')?.dataset ?? {};
    open(button, button.dataset.menu, ts === undefined ? {} : { message: { channel, ts } });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
}
