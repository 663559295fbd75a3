/** Small tools for putting things into the page. Nothing here knows what they mean. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with attributes and children; texts are texts, never markup. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Makes the list show these drawn messages, touching only those that differ: what one types or reads stays in place. */
export function drawList(list, drawn, forget) {
  if (forget) list.replaceChildren();
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const wanted = drawn.map(({ key, html }) => {
    const old = known.get(key);
    if (old?.drawnFrom === html) return old;
    const fresh = fromMarkup(html);
    fresh.dataset.key = key;
    fresh.drawnFrom = html;
    if (old) {
      fresh.classList.add('changed');
      old.replaceWith(fresh);
    }
    return fresh;
  });
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
  });
  if (forget || wasAtEnd) list.scrollTop = list.scrollHeight;
}

/** The server's own markup, in which everything was escaped. */
export function fromMarkup(markup) {
  const template = document.createElement('template');
  template.innerHTML = markup.trim();
  return template.content.firstElementChild;
}

/** Replaces the children only when something differs, so that the focus stays where it is. */
export function drawOnce(node, key, children) {
  if (node.drawnFrom === key) return;
  node.drawnFrom = key;
  node.replaceChildren(...children());
}

export function toast(text, kind = 'news') {
  const note = make('p', { class: `toast ${kind}` }, text);
  $('[data-toasts]').append(note);
  setTimeout(() => note.remove(), kind === 'problem' ? 9000 : 4000);
}
