import { hotfixRequest } from '../modals.ts';
import { plainText } from '../plain-text.ts';
import { defineShortcut } from './_shortcut.ts';

export default defineShortcut({
  name: 'hotfix',
  summary: 'Starts a fix that does not wait for the next release; from a message, with its words.',
  places: ['global', 'message'],
  open({ text = '', channel, releases }) {
    const summary = plainText(text).trim();
    return hotfixRequest({ channel, ...(summary !== '' && { summary }) }, releases);
  },
});
