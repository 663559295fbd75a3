/** Clicking, choosing and submitting: in messages and in modals. */
import { $, $$, fromMarkup, make, toast } from './draw.js';
import { act } from './world.js';

const FAILURES = {
  dispatch_failed: 'Slack could not reach Shipmate, so nothing happened. Try again in a moment.',
  operation_timeout: 'Shipmate did not answer in time. It may have happened all the same: look before you try again.',
};

/** Says what a person would see of a click that did not work. */
export function tellFailure({ acked, failure, problem }) {
  if (problem) toast(problem, 'problem');
  else if (acked === false) toast(FAILURES[failure] ?? failure, 'problem');
}

/** What the fields of a message or a modal hold, by block and action. */
export function valuesIn(root) {
  const filled = $$('[data-does="nothing"], [data-does="change"]', root).map((field) => [
    `${field.dataset.block}/${field.dataset.action}`,
    heldBy(field),
  ]);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

function heldBy(field) {
  if (field.classList.contains('choices')) {
    const ticked = $$('input:checked', field).map((input) => input.value);
    const isRadio = $('input', field)?.type === 'radio';
    return isRadio ? (ticked[0] ?? '') : ticked;
  }
  if (field.multiple) return [...field.selectedOptions].map((option) => option.value).filter(Boolean);
  return field.value;
}

function refill(root, values) {
  for (const field of $$('[data-does="nothing"], [data-does="change"]', root)) {
    const value = values[`${field.dataset.block}/${field.dataset.action}`];
    if (value === undefined) continue;
    if (field.classList.contains('choices')) {
      for (const input of $$('input', field)) input.checked = [value].flat().includes(input.value);
    } else field.value = value;
  }
}

async function confirmed(node) {
  if (!node.dataset.confirm) return true;
  const { title, text, confirm, deny, style } = JSON.parse(node.dataset.confirm);
  const dialog = $('dialog[data-confirm]');
  dialog.replaceChildren(
    make(
      'form',
      { method: 'dialog' },
      make('h2', {}, title.text),
      make('p', {}, text.text),
      make(
        'footer',
        {},
        make('button', { class: 'button', value: 'no' }, deny.text),
        make('button', { class: `button ${style ?? 'primary'}`, value: 'yes' }, confirm.text),
      ),
    ),
  );
  dialog.returnValue = 'no';
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  return dialog.returnValue === 'yes';
}

async function send(node, value) {
  if (node.hasAttribute('aria-busy') || !(await confirmed(node))) return;
  const form = node.closest('form[data-view]');
  const message = node.closest('.message');
  const click = { element: node.dataset.action, ...(value !== undefined && { value }) };
  node.setAttribute('aria-busy', 'true');
  const result = form
    ? await act('click-in-modal', { ...click, view: form.dataset.view, values: valuesIn(form) })
    : await act('click', { ...click, ...message.dataset, values: valuesIn(message) });
  node.removeAttribute('aria-busy');
  tellFailure(result);
}

async function submit(form) {
  const button = $('button[type="submit"]', form);
  button?.setAttribute('aria-busy', 'true');
  const result = await act('submit', { view: form.dataset.view, values: valuesIn(form) });
  button?.removeAttribute('aria-busy');
  showErrors(form, result.errors ?? {});
  const general = $('[data-form-error]', form);
  general.hidden = result.acked !== false && !result.problem;
  general.textContent = result.problem ?? FAILURES[result.failure] ?? '';
}

function showErrors(form, errors) {
  for (const input of $$('[data-input]', form)) {
    const message = errors[input.dataset.input];
    const note = $('.error', input);
    note.hidden = message === undefined;
    note.textContent = message ?? '';
    $('.field, input', input)?.setAttribute('aria-invalid', String(message !== undefined));
  }
  $('[aria-invalid="true"]', form)?.focus();
}

/** Shows the modal that stands in front of the person, keeping what they have already filled in. */
export function drawModal(modal) {
  const dialog = $('dialog[data-modal]');
  if (!modal) {
    dialog.hash = undefined;
    if (dialog.open) dialog.close();
    return;
  }
  if (dialog.hash === modal.hash) return;
  const old = $('form', dialog);
  const kept = old?.dataset.view === modal.id ? valuesIn(old) : {};
  dialog.hash = modal.hash;
  dialog.replaceChildren(fromMarkup(modal.html));
  refill(dialog, kept);
  if (!dialog.open) dialog.showModal();
  $('.modal-body .field, .modal-body input', dialog)?.focus();
}

export function listenToForms() {
  document.addEventListener('click', (event) => {
    const target = event.target.closest('[data-does="click"]');
    if (target) send(target, target.dataset.value);
    if (event.target.closest('[data-close-view]')) closeModal();
  });
  document.addEventListener('change', (event) => {
    const field = event.target.closest('[data-does="change"]');
    if (field) send(field, heldBy(field));
  });
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('form[data-view]')) return;
    event.preventDefault();
    submit(event.target);
  });
  $('dialog[data-modal]').addEventListener('cancel', (event) => {
    event.preventDefault();
    closeModal();
  });
}

async function closeModal() {
  const form = $('dialog[data-modal] form');
  if (form) tellFailure(await act('close', { view: form.dataset.view }));
}
