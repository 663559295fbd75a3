import { exceptionRequest } from '../modals.ts';
import { pullIn } from '../pull-number.ts';
import { defineShortcut } from './_shortcut.ts';

export default defineShortcut({
  name: 'exception',
  summary: 'Asks for one pull request to be let through a freeze; in a message, for the one that it names.',
  places: ['global', 'message'],
  open: ({ text = '', channel, releases }) => exceptionRequest({ pull: pullIn(text), channel }, releases),
});
