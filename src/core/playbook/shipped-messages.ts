/**
 * The wording that is used where a playbook brings none of its own, by message. Slack mrkdwn with placeholders; what is
 * filled in is escaped by whoever fills it.
 */
export const SHIPPED_MESSAGES: Readonly<Record<string, string>> = {
  'release-planned': ':calendar: *<title> v<version>* opens soon. Deploy: <deploy-at>.',
  'release-opened': ':ship: *<title> v<version>* is open (`<release>`). Deploy: <deploy-at>.\n<summary>',
  'hotfix-started': ':fire_engine: *Hotfix v<version>* of <app> is under way (`<release>`).\n<summary>',
  'freeze-started':
    ':lock: *Code freeze for v<version>*: no merges to `<branch>` until this release is done. Urgent? Talk to <approvers> first.',
  'freeze-lifted': ':unlock: The code freeze for v<version> is over: `<branch>` is open again.',
  'exception-asked':
    ':raised_hand: <who> asks to let a change through the freeze of v<version>: <note>\nReason: <reason>\nTo be decided by <approvers>.',
  'exception-given': ':unlock: <who> let a change through the freeze of v<version>: <note>',
  'phase-started': ':arrow_forward: *<phase>* of v<version> has begun.',
  'needs-you': ':wave: <people>: *<step>* of v<version> needs you.',
  late: ':hourglass: *<step>* of v<version> is late: <note>',
  'check-failed': ':x: *<step>* of v<version> did not pass: <note>',
  'sign-off-given': ':white_check_mark: <who> signed off *<step>* of v<version>.',
  'sign-off-rejected': ':no_entry: <who> rejected *<step>* of v<version>: <reason>',
  'deploy-planned':
    ':calendar: *v<version>* of <app> goes live: planned <deploy-at>.\n<summary>\nWay back: <rollback-plan>',
  'maintenance-notice':
    ':construction: *<app>* gets v<version> at <deploy-at>, and may be slow or away for a moment (about <eta>).\n<impact>',
  'deploy-started': ':rocket: *<step>*: v<version> is on its way.',
  'deploy-finished': ':white_check_mark: *<step>*: v<version> is live. <note>',
  'step-failed': ':x: *<step>* of v<version> has stopped: <reason>',
  'problem-reported': ':rotating_light: <who> reports a problem with v<version>: <reason>',
  'rollback-asked': ':warning: v<version> may have to go back: <reason>\nTo be decided by <people>.',
  'rollback-decided': ':rewind: <who> decided to roll v<version> back to v<previous>.\nReason: <reason>',
  'rollback-started':
    ':rotating_light: *ROLLBACK of v<version>* to v<previous> is under way.\nReason: <reason>\nFor users: <impact>\nExpected to take <eta>.',
  'rollback-complete':
    ':leftwards_arrow_with_hook: *Rolled back*: <app> runs v<previous> again.\nReason: <reason>\nFor users: <impact>\nAway for <downtime>.',
  'release-cancelled': ':octagonal_sign: *<title> v<version>* (`<release>`) was cancelled by <who>: <reason>',
  'release-complete':
    ':tada: *RELEASE COMPLETE: <title> v<version>*\nDeployed: <deployed-at>\nDuration: <duration>\nDowntime: <downtime>\n<summary>',
  'follow-up-due': ':memo: Due after v<version>: <note>',
};
