import type { Releases } from '../../core/ports.ts';
import type { ModalRequest } from '../reply.ts';

/** Where Slack offers it: everywhere, or in the menu of a message. */
export type ShortcutPlace = 'global' | 'message';

/** Something that is begun from Slack's own menus. Its `callback_id` in the manifest is `<name>:<place>`. */
export interface Shortcut {
  /** The name of its file. */
  readonly name: string;
  readonly summary: string;
  readonly places: readonly ShortcutPlace[];
  /** Authorises nobody: it only opens a form, and the engine decides about what is submitted. */
  open(call: ShortcutCall): ModalRequest;
}

export interface ShortcutCall {
  /** Of the message that it was chosen at, as Slack delivers it. */
  readonly text: string | undefined;
  readonly channel: string | undefined;
  readonly releases: Releases;
}

export function defineShortcut(shortcut: Shortcut): Shortcut {
  return shortcut;
}
