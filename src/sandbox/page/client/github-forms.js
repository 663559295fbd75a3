/** What a person fills in before they do something to the repository. */
import { make } from './draw.js';

function field(label, control, hint) {
  control.id = `github-${control.name}`;
  const note = hint ? [make('small', {}, hint)] : [];
  return make('div', { class: 'input' }, make('label', { class: 'label', for: control.id }, label), control, ...note);
}

const line = (name, label, { value = '', hint, ...more } = {}) =>
  field(label, make('input', { class: 'field', name, value, required: true, autocomplete: 'off', ...more }), hint);

const branch = (name, label, more) => line(name, label, { list: 'branches', ...more });

const text = (name, label, { value = '', rows = 3, hint } = {}) =>
  field(label, make('textarea', { class: 'field', name, rows }, value), hint);

const choice = (name, label, options) =>
  field(
    label,
    make('select', { class: 'field', name }, ...options.map(([value, shown]) => make('option', { value }, shown))),
  );

/** `given` is sent along as it is. */
function form({ act, title, does, given = {} }, ...fields) {
  return make(
    'form',
    { 'data-act': act, 'data-given': JSON.stringify(given) },
    make(
      'header',
      {},
      make('h2', { id: 'github-dialog-title' }, title),
      make('button', { type: 'button', class: 'close', 'data-close-github': true, 'aria-label': 'Close' }, '×'),
    ),
    make('div', { class: 'modal-body' }, ...fields),
    make('p', { class: 'error', 'data-form-error': true, role: 'alert', hidden: true }),
    make(
      'footer',
      {},
      make('button', { type: 'button', class: 'button', 'data-close-github': true }, 'Cancel'),
      make('button', { type: 'submit', class: 'button primary' }, does),
    ),
  );
}

export const FORMS = {
  push: ({ branch: name = '' }) =>
    form(
      { act: 'push', title: 'Push a commit', does: 'Push' },
      branch('branch', 'Branch', { value: name, hint: 'A new name makes a new branch.' }),
      branch('from', 'A new branch starts at', { value: 'develop' }),
      line('message', 'Message', { placeholder: 'feat: export assets as CSV' }),
      line('path', 'File', { value: 'frontend/src/assets.txt' }),
      text('content', 'What the file says then', { rows: 4 }),
    ),

  open: ({ head = '' }) =>
    form(
      { act: 'open', title: 'Open a pull request', does: 'Open' },
      line('title', 'Title'),
      branch('head', 'From', { value: head }),
      branch('base', 'Into', { value: 'develop' }),
      text('body', 'Description'),
      choice('draft', 'Ready?', [
        ['no', 'Ready for review'],
        ['yes', 'A draft'],
      ]),
    ),

  tag: () =>
    form(
      { act: 'tag', title: 'Set a tag', does: 'Set' },
      line('name', 'Tag', { placeholder: 'v1.5.0' }),
      branch('at', 'At', { value: 'main', hint: 'A branch, a tag or a commit.' }),
      text('message', 'Message', { hint: 'Without one it is a lightweight tag.' }),
    ),

  label: ({ number }) =>
    form(
      { act: 'label', title: `Label #${number}`, does: 'Add', given: { number } },
      line('label', 'Label', { placeholder: 'documentation' }),
    ),

  retarget: ({ number, base }) =>
    form(
      { act: 'retarget', title: `Change the base of #${number}`, does: 'Change', given: { number } },
      branch('base', 'Into', { value: base }),
    ),

  check: ({ number, name }) =>
    form(
      { act: 'check', title: `A check of #${number}`, does: 'Report', given: { number } },
      line('name', 'Check', { value: name }),
      choice('conclusion', 'Result', [
        ['success', 'It passed'],
        ['failure', 'It failed'],
        ['cancelled', 'It was cancelled'],
        ['timed_out', 'It took too long'],
      ]),
    ),
};
