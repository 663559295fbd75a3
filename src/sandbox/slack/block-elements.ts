import { z } from 'zod';

/** Slack's limits for texts and interactive elements, as schemas. */

export const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });

const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });

export const anyText = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const Id = z.string().min(1).max(255);

const Confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const Option = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
  url: z.url().max(3000).optional(),
});

const shared = { action_id: Id.optional(), confirm: Confirm.optional(), focus_on_load: z.boolean().optional() };
const placeholder = plain(150).optional();

const select = {
  ...shared,
  placeholder,
  options: z.array(Option).min(1).max(100).optional(),
  option_groups: z
    .array(z.strictObject({ label: plain(75), options: z.array(Option).min(1).max(100) }))
    .min(1)
    .max(100)
    .optional(),
};

const Button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: Id.optional(),
  url: z.url().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: Confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const StaticSelect = z.strictObject({ ...select, type: z.literal('static_select'), initial_option: Option.optional() });

const MultiStaticSelect = z.strictObject({
  ...select,
  type: z.literal('multi_static_select'),
  initial_options: z.array(Option).optional(),
  max_selected_items: z.int().min(1).optional(),
});

const Overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: Id.optional(),
  options: z.array(Option).min(1).max(5),
  confirm: Confirm.optional(),
});

const RadioButtons = z.strictObject({
  ...shared,
  type: z.literal('radio_buttons'),
  options: z.array(Option).min(1).max(10),
  initial_option: Option.optional(),
});

const Checkboxes = z.strictObject({
  ...shared,
  type: z.literal('checkboxes'),
  options: z.array(Option).min(1).max(10),
  initial_options: z.array(Option).optional(),
});

const UsersSelect = z.strictObject({
  ...shared,
  type: z.literal('users_select'),
  placeholder,
  initial_user: z.string().optional(),
});

const DatePicker = z.strictObject({
  ...shared,
  type: z.literal('datepicker'),
  placeholder,
  initial_date: z.iso.date().optional(),
});

const dispatch = z.looseObject({ trigger_actions_on: z.array(z.string()) }).optional();

const PlainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: Id.optional(),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  dispatch_action_config: dispatch,
  focus_on_load: z.boolean().optional(),
  placeholder,
});

const typed = {
  action_id: Id.optional(),
  initial_value: z.string().optional(),
  dispatch_action_config: dispatch,
  focus_on_load: z.boolean().optional(),
  placeholder,
};
const UrlInput = z.strictObject({ ...typed, type: z.literal('url_text_input') });
const EmailInput = z.strictObject({ ...typed, type: z.literal('email_text_input') });
const NumberInput = z.strictObject({
  ...typed,
  type: z.literal('number_input'),
  is_decimal_allowed: z.boolean(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});

export const Image = z.strictObject({
  type: z.literal('image'),
  image_url: z.url().max(3000),
  alt_text: z.string().max(2000),
});

export const ActionElement = z.discriminatedUnion('type', [
  Button,
  StaticSelect,
  MultiStaticSelect,
  Overflow,
  RadioButtons,
  Checkboxes,
  UsersSelect,
  DatePicker,
]);

export const Accessory = z.discriminatedUnion('type', [...ActionElement.options, Image]);

export const InputElement = z.discriminatedUnion('type', [
  PlainTextInput,
  UrlInput,
  EmailInput,
  NumberInput,
  StaticSelect,
  MultiStaticSelect,
  RadioButtons,
  Checkboxes,
  UsersSelect,
  DatePicker,
]);
