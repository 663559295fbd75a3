/** The repository: draws its shelves, and does what a person does with them. */
import { $, $$, drawList, drawOnce, make, toast } from './draw.js';
import { FORMS } from './github-forms.js';
import { act, look } from './world.js';

export function drawRepositories({ repository, openPulls }) {
  const isHere = look.view === 'github';
  drawOnce($('[data-repositories]'), JSON.stringify([repository, openPulls, isHere]), () => [
    make(
      'li',
      {},
      make(
        'button',
        { type: 'button', 'data-look-at': 'github', 'aria-current': isHere ? 'page' : null },
        make('span', { class: 'sign', 'aria-hidden': 'true' }, '⎇'),
        `${repository} on GitHub`,
        make('span', { class: 'count', title: 'open pull requests' }, String(openPulls)),
      ),
    ),
  ]);
}

/** Null while somebody looks at a channel. */
export function drawGithub(github) {
  $('[data-channel]').hidden = github !== null;
  $('[data-github]').hidden = github === null;
  if (github === null) return;
  $('[data-repository]').textContent = github.repository;
  $('[data-acting-as]').textContent = `you are ${github.login}`;
  for (const shelf of $$('[data-shelf]')) drawList(shelf, github.shelves[shelf.dataset.shelf], false);
  drawOnce($('[data-branch-names]'), github.branches.join(), () =>
    github.branches.map((value) => make('option', { value })),
  );
}

async function run(button, name, body) {
  if (button.hasAttribute('aria-busy')) return undefined;
  button.setAttribute('aria-busy', 'true');
  const { problem, done } = await act(`github/${name}`, body);
  button.removeAttribute('aria-busy');
  if (!problem) toast(done);
  return problem;
}

async function runAtOnce(button) {
  const problem = await run(button, button.dataset.githubDo, JSON.parse(button.dataset.with));
  if (problem) toast(problem, 'problem');
}

function openForm({ githubForm: name, with: given = '{}' }) {
  const form = FORMS[name](JSON.parse(given));
  const dialog = $('[data-github-dialog]');
  dialog.replaceChildren(form);
  dialog.showModal();
  $('.field:not([type="hidden"])', form)?.focus();
}

async function submit(form) {
  const values = Object.fromEntries(new FormData(form));
  const given = JSON.parse(form.dataset.given);
  const problem = await run($('[type="submit"]', form), form.dataset.act, { ...given, ...values });
  const error = $('[data-form-error]', form);
  error.hidden = problem === undefined;
  error.textContent = problem ?? '';
  if (!problem) $('[data-github-dialog]').close();
}

export function listenToGithub() {
  document.addEventListener('click', (event) => {
    const atOnce = event.target.closest('[data-github-do]');
    const asks = event.target.closest('[data-github-form]');
    if (atOnce) runAtOnce(atOnce);
    if (asks) openForm(asks.dataset);
    if (event.target.closest('[data-close-github]')) $('[data-github-dialog]').close();
    for (const menu of $$('.overflow[open]')) if (!menu.contains(event.target) || atOnce || asks) menu.open = false;
  });
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('form[data-act]')) return;
    event.preventDefault();
    submit(event.target);
  });
}
