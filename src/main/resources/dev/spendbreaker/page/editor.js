// One policy: looked at, created, changed or deleted. The server says whether it is valid as it is written.

import {h, Component} from './preact.js';
import {delay, json, policyPath, put, query, text} from './api.js';
import {UNITS, seconds, span, visible} from './format.js';
import {Badge, Empty, Failure, Loader, Missing, Notice, ScopeName, Section, Waiting, scopeHref} from './ui.js';
import {Pattern} from './policies.js';
import {Use} from './overview.js';
import {WhatIf} from './what-if.js';
import {UNIT_NAMES, blank, documentOf, fieldOf, form, parse} from './policy-form.js';

const PAUSE_BEFORE_CHECK = 250;
const SHOWN_SCOPES = 50;

export class PolicyEditor extends Component {
  constructor({id, parameters}) {
    super();
    this.state = {
      fields: id === undefined ? blank(wished(parameters)) : null,
      revision: undefined,
      check: {state: 'none'},
      saved: null,
      failure: null,
      readOnly: false,
      saving: false,
      deleting: false,
    };
    this.leaving = new AbortController();
  }

  componentDidMount() {
    this.props.id === undefined ? this.check() : this.read();
  }

  componentWillUnmount() {
    this.leaving.abort();
    this.checking?.abort();
  }

  async read() {
    try {
      const policy = parse(await text(policyPath(this.props.id), {signal: this.leaving.signal}));
      this.setState({fields: form(policy), revision: policy.revision, failure: null}, () => this.check());
    } catch (failure) {
      this.unlessLeft({failure});
    }
  }

  unlessLeft(state) {
    if (!this.leaving.signal.aborted) {
      this.setState(state);
    }
  }

  change(change) {
    this.setState(({fields}) => ({fields: {...fields, ...change}, saved: null, check: {state: 'checking'}}), () => this.check());
  }

  /** Asks the server, a moment after the last key. */
  async check() {
    this.checking?.abort();
    const {signal} = (this.checking = new AbortController());
    await delay(PAUSE_BEFORE_CHECK, signal);
    const {fields} = this.state;
    if (signal.aborted || fields.id === '') {
      return;
    }
    try {
      await put(`${policyPath(fields.id)}?dryRun=true`, documentOf(fields), {}, signal);
      this.checked(signal, {state: 'valid'});
    } catch (error) {
      this.checked(signal, error.status === 422 ? {state: 'invalid', error} : {state: 'unknown', error}, error.status === 403);
    }
  }

  checked(signal, check, readOnly = false) {
    if (!signal.aborted) {
      this.setState({check, readOnly});
    }
  }

  async save(event) {
    event.preventDefault();
    const {fields, revision} = this.state;
    this.setState({saving: true, failure: null});
    try {
      await this.requireFree(fields.id);
      const match = revision === undefined ? {} : {'if-match': `"${revision}"`};
      const policy = await put(policyPath(fields.id), documentOf(fields), match);
      this.unlessLeft({saving: false, saved: 'The policy is in force.', revision: policy.revision});
      if (this.props.id === undefined) {
        location.hash = `#/policies/${encodeURIComponent(fields.id)}`;
      }
    } catch (failure) {
      this.unlessLeft({saving: false, failure});
    }
  }

  /** A new policy takes no other's place. */
  async requireFree(id) {
    if (this.props.id !== undefined) {
      return;
    }
    const {policies} = await json('v1/policies');
    if (policies.some((policy) => policy.id === id)) {
      throw Object.assign(new Error(`there is a policy '${id}' already`), {hint: 'choose another id, or change that one'});
    }
  }

  async remove() {
    try {
      await json(policyPath(this.props.id), {method: 'DELETE', headers: {'if-match': `"${this.state.revision}"`}});
      location.hash = '#/policies';
    } catch (failure) {
      this.unlessLeft({deleting: false, failure});
    }
  }

  render({id}, {fields, failure, check, readOnly, deleting}) {
    if (!fields) {
      return failure ? h(Failure, {error: failure}) : h(Waiting, {lines: 8});
    }
    return h(
      'div',
      {class: 'page'},
      h('header', {class: 'page-head'}, h('h1', null, id === undefined ? 'New policy' : h('bdi', null, visible(id)))),
      readOnly && h(Notice, null, 'Your token may read, not write: you can look at this policy, not change it.'),
      h('div', {class: 'columns editor'}, this.form(), h('div', {class: 'column'}, h(Affected, {fields}), h(WhatIf, {id: fields.id, document: documentOf(fields), ready: check.state === 'valid' || (readOnly && id !== undefined)}))),
      deleting && h(ConfirmDelete, {id, onYes: () => this.remove(), onNo: () => this.setState({deleting: false})}),
    );
  }

  form() {
    const {fields, check, saving, saved, failure, readOnly, revision} = this.state;
    const set = (change) => this.change(change);
    const wrong = check.state === 'invalid' ? {field: fieldOf(check.error.path), error: check.error} : {};
    const isNew = this.props.id === undefined;
    return h(
      'form',
      {class: 'card policy-form', onSubmit: (event) => this.save(event), noValidate: true},
      h(
        'fieldset',
        {disabled: readOnly},
        isNew && h(Text, {name: 'id', label: 'Id', value: fields.id, set, wrong, hint: 'Names the policy in decisions, such as research-hourly.', autofocus: true}),
        h(ScopeFields, {fields, set, wrong}),
        h(LimitFields, {fields, set, wrong}),
        h(WindowFields, {fields, set, wrong}),
        h(BreachFields, {fields, set, wrong}),
        h(Grants, {fields, set, wrong}),
        h(More, {fields, set, wrong}),
      ),
      h(CheckResult, {check, fields}),
      failure && h(Failure, {error: failure}),
      saved && h('p', {class: 'saved', role: 'status'}, saved),
      !readOnly &&
        h(
          'div',
          {class: 'buttons'},
          !isNew && h('button', {type: 'button', class: 'danger', onClick: () => this.setState({deleting: true})}, 'Delete …'),
          h('span', {class: 'grow muted'}, revision === undefined ? '' : `revision ${revision}`),
          h('a', {class: 'button', href: '#/policies'}, 'Back'),
          h('button', {type: 'submit', class: 'primary', disabled: saving || check.state !== 'valid'}, saving ? 'Saving …' : 'Save'),
        ),
    );
  }
}

/** What a link to a new policy asks for. */
function wished(parameters) {
  const dimensions = parameters.get('dimension');
  const scope = parameters.get('scope') ? JSON.parse(parameters.get('scope')) : dimensions && Object.fromEntries(dimensions.split(',').map((name) => [name, '*']));
  return {...(scope && {scope}), ...(parameters.get('mode') && {mode: parameters.get('mode')})};
}

/** A label, its control, and what is wrong with it. */
function Field({name, label, hint, wrong, children}) {
  const bad = wrong.field === name;
  const notes = `${name}-notes`;
  return h(
    'div',
    {class: `field ${bad ? 'wrong' : ''}`},
    h('label', {for: `field-${name}`}, label),
    children({id: `field-${name}`, 'aria-invalid': bad ? 'true' : undefined, 'aria-describedby': bad || hint ? notes : undefined}),
    (bad || hint) && h('p', {id: notes, class: bad ? 'field-error' : 'hint', role: bad ? 'alert' : undefined}, bad ? visible(wrong.error.message.replace(`${wrong.error.path} `, ''), 300) : hint),
  );
}

const Text = ({name, label, value, set, wrong, hint, ...more}) =>
  h(Field, {name, label, hint, wrong}, (control) =>
    h('input', {...control, ...more, type: 'text', value, spellcheck: false, autocomplete: 'off', onInput: (event) => set({[name]: event.target.value})}),
  );

const Select = ({name, label, value, options, set, wrong, hint}) =>
  h(Field, {name, label, hint, wrong}, (control) =>
    h('select', {...control, value, onChange: (event) => set({[name]: event.target.value})}, options.map(([option, text]) => h('option', {value: option}, text))),
  );

const Check = ({name, label, value, set, hint}) =>
  h(
    'div',
    {class: 'field check'},
    h('label', null, h('input', {type: 'checkbox', checked: value, onChange: (event) => set({[name]: event.target.checked})}), ' ', label),
    hint && h('p', {class: 'hint'}, hint),
  );

const DIMENSIONS = ['agent', 'task', 'model', 'team', 'tenant', 'user'];

function ScopeFields({fields: {scope}, set, wrong}) {
  const bad = wrong.field === 'scope';
  const replace = (i, change) => set({scope: scope.map((entry, at) => (at === i ? {...entry, ...change} : entry))});
  return h(
    'fieldset',
    {class: `group ${bad ? 'wrong' : ''}`},
    h('legend', null, 'Whom it governs'),
    scope.map((entry, i) =>
      h(
        'div',
        {key: i, class: 'row'},
        h('input', {type: 'text', list: 'dimensions', value: entry.dimension, 'aria-label': 'Dimension', spellcheck: false, onInput: (event) => replace(i, {dimension: event.target.value})}),
        h('input', {type: 'text', class: 'grow', value: entry.value, 'aria-label': `Value of ${entry.dimension}`, 'aria-invalid': bad ? 'true' : undefined, spellcheck: false, onInput: (event) => replace(i, {value: event.target.value})}),
        h('button', {type: 'button', class: 'quiet', disabled: scope.length === 1, 'aria-label': `Remove ${entry.dimension}`, onClick: () => set({scope: scope.filter((_, at) => at !== i)})}, 'Remove'),
      ),
    ),
    h('datalist', {id: 'dimensions'}, DIMENSIONS.map((name) => h('option', {value: name}))),
    bad ? h('p', {class: 'field-error', role: 'alert'}, visible(wrong.error.message, 300)) : h('p', {class: 'hint'}, '* is each value by itself: every agent its own limit.'),
    h('button', {type: 'button', class: 'quiet', onClick: () => set({scope: [...scope, {dimension: next(scope), value: '*'}]})}, 'Add a dimension'),
  );
}

const next = (scope) => DIMENSIONS.find((name) => scope.every((entry) => entry.dimension !== name)) ?? '';

const LimitFields = ({fields, set, wrong}) =>
  h(
    'div',
    {class: 'pair'},
    h(Text, {name: 'amount', label: 'Limit', value: fields.amount, set, wrong, inputmode: 'decimal', hint: '0 is a standing stop.'}),
    h(Select, {name: 'unit', label: 'Unit', value: fields.unit, set, wrong, options: UNIT_NAMES.map((unit) => [unit, UNITS[unit]])}),
  );

const ROLLING = ['PT5M', 'PT1H', 'PT24H', 'P7D', 'P30D'];
const KINDS = [
  ['rolling', 'a rolling window'],
  ['calendar', 'a calendar window'],
  ['lifetime', 'all time'],
];
const CALENDARS = ['hour', 'day', 'week', 'month', 'year'].map((unit) => [unit, unit]);

const WindowFields = ({fields, set, wrong}) =>
  h(
    'div',
    {class: 'pair'},
    h(Select, {name: 'windowKind', label: 'Counted over', value: fields.windowKind, options: KINDS, set, wrong}),
    fields.windowKind === 'rolling' && h(Rolling, {fields, set, wrong}),
    fields.windowKind === 'calendar' && [
      h(Select, {name: 'calendar', label: 'Each', value: fields.calendar, options: CALENDARS, set: (change) => set({...change, startsOn: ''}), wrong}),
      h(Text, {name: 'zone', label: 'Time zone', value: fields.zone, set, wrong: windowWrong(wrong, 'zone')}),
      ['week', 'month'].includes(fields.calendar) &&
        h(Text, {name: 'startsOn', label: 'Starts on', value: fields.startsOn, set, wrong: windowWrong(wrong, 'startsOn'), hint: fields.calendar === 'week' ? 'a day, such as monday' : 'a day of the month, 1 to 31'}),
    ],
  );

/** What is wrong with one part of the window. */
const windowWrong = (wrong, name) => (wrong.field === 'window' && wrong.error.path.endsWith(name) ? {...wrong, field: name} : {});

const Rolling = ({fields, set, wrong}) =>
  h(Field, {name: 'rolling', label: 'Of the last', wrong: windowWrong(wrong, 'rolling'), hint: Number.isNaN(seconds(fields.rolling)) ? 'such as PT1H or P7D' : span(seconds(fields.rolling))}, (control) => [
    h('input', {...control, type: 'text', list: 'rolling', value: fields.rolling, spellcheck: false, onInput: (event) => set({rolling: event.target.value})}),
    h('datalist', {id: 'rolling'}, ROLLING.map((value) => h('option', {value}, span(seconds(value))))),
  ]);

const BREACH = [
  ['block', 'block: refuse further calls'],
  ['kill', 'kill: end what runs'],
  ['warn', 'warn: say so, stop nothing'],
];
const MODES = [
  ['enforce', 'enforce'],
  ['shadow', 'shadow: only report what it would do'],
];

const BreachFields = ({fields, set, wrong}) => [
  h(
    'div',
    {class: 'pair'},
    h(Select, {name: 'onBreach', label: 'At the limit', value: fields.onBreach, options: BREACH, set, wrong}),
    h(Text, {name: 'warnAt', label: 'Warn at, in percent', value: fields.warnAt, set, wrong, hint: 'several with commas: 50, 90'}),
  ),
  h(Select, {name: 'mode', label: 'Mode', value: fields.mode, options: MODES, set, wrong}),
];

function Grants({fields: {grants, unit}, set, wrong}) {
  const replace = (i, change) => set({grants: grants.map((grant, at) => (at === i ? {...grant, ...change} : grant))});
  const input = (i, name, label, more = {}) =>
    h('input', {type: 'text', value: grants[i][name] ?? '', 'aria-label': `${label} of grant ${i + 1}`, placeholder: label, spellcheck: false, onInput: (event) => replace(i, {[name]: event.target.value}), ...more});
  return h(
    'details',
    {class: 'group', open: grants.length > 0 || wrong.field === 'grants'},
    h('summary', null, `Grants${grants.length > 0 ? ` (${grants.length})` : ''}`),
    h('p', {class: 'hint'}, `Temporary additions to the limit, in ${UNITS[unit]}.`),
    grants.map((grant, i) =>
      h(
        'div',
        {key: i, class: 'row'},
        input(i, 'id', 'Id'),
        input(i, 'amount', 'Amount', {inputmode: 'decimal'}),
        input(i, 'expiresAt', 'Until, such as 2026-12-01T00:00:00Z', {class: 'grow'}),
        input(i, 'reason', 'Reason', {class: 'grow'}),
        h('button', {type: 'button', class: 'quiet', 'aria-label': `Remove grant ${i + 1}`, onClick: () => set({grants: grants.filter((_, at) => at !== i)})}, 'Remove'),
      ),
    ),
    wrong.field === 'grants' && h('p', {class: 'field-error', role: 'alert'}, visible(wrong.error.message, 300)),
    h('button', {type: 'button', class: 'quiet', onClick: () => set({grants: [...grants, {id: `g${grants.length + 1}`, amount: '', reason: ''}]})}, 'Add a grant'),
  );
}

const UNPRICED = [
  ['warn', 'warn'],
  ['allow', 'let it pass'],
  ['block', 'block'],
];
const PRECEDENCE = [
  ['normal', 'adds to less specific policies'],
  ['override', 'replaces less specific policies'],
];
const SELDOM = ['latch', 'precedence', 'onUnpriced', 'countFrom', 'expiresAt', 'description', 'owner'];

const More = ({fields, set, wrong}) =>
  h(
    'details',
    {class: 'group', open: SELDOM.includes(wrong.field)},
    h('summary', null, 'More'),
    h(Text, {name: 'description', label: 'Description', value: fields.description, set, wrong}),
    h(Text, {name: 'owner', label: 'Owner', value: fields.owner, set, wrong}),
    h(
      'div',
      {class: 'pair'},
      h(Select, {name: 'onUnpriced', label: 'Calls without a price', value: fields.onUnpriced, options: UNPRICED, set, wrong}),
      h(Select, {name: 'precedence', label: 'Precedence', value: fields.precedence, options: PRECEDENCE, set, wrong}),
      h(Text, {name: 'countFrom', label: 'Count from', value: fields.countFrom, set, wrong, hint: 'an instant, such as 2026-11-23T00:00:00Z'}),
      h(Text, {name: 'expiresAt', label: 'Expires at', value: fields.expiresAt, set, wrong, hint: 'an instant; empty for never'}),
    ),
    h(Check, {name: 'latch', label: 'Hold a breach until this policy changes', value: fields.latch, set}),
  );

const MESSAGES = {checking: 'Checking …', valid: 'Valid.', none: 'Give it an id.'};

/** What the server says of the policy as it stands; what no field can show is said here. */
function CheckResult({check, fields}) {
  if (check.state === 'unknown') {
    return check.error.status === 403 ? null : h(Failure, {error: check.error});
  }
  if (check.state === 'invalid') {
    return h('p', {class: 'check-result wrong', role: 'status'}, 'Not valid: ', visible(check.error.message, 300));
  }
  return h('p', {class: `check-result ${check.state}`, role: 'status'}, MESSAGES[fields.id === '' ? 'none' : check.state]);
}

/** The scopes that the pattern in the form matches. */
function Affected({fields: {scope}}) {
  const pattern = Object.fromEntries(scope.map(({dimension, value}) => [dimension, value]));
  const name = JSON.stringify(pattern);
  return h(
    Section,
    {id: 'affected', title: 'Who is affected', aside: h(Pattern, {scope: pattern})},
    h(Loader, {name, every: 5_000, load: (signal) => matching(pattern, signal)}, ({scopes, cursor, missingPartitions}) => [
      h(Missing, {partitions: missingPartitions}),
      scopes.length === 0
        ? h(Empty, {title: 'No scope matches yet.'}, 'It holds for those that come. Ledgers of teams, users and the like begin with the first policy that names them.')
        : h('ul', {class: 'affected'}, scopes.slice(0, SHOWN_SCOPES).map((entry) => h(AffectedScope, {key: entry.key, scope: entry}))),
      (cursor || scopes.length > SHOWN_SCOPES) && h('p', {class: 'muted'}, `Those that spent most; there may be more.`),
    ]),
  );
}

const AffectedScope = ({scope}) =>
  h(
    'li',
    null,
    h('a', {href: scopeHref(scope.key)}, h(ScopeName, scope)),
    h(Badge, {action: scope.action}),
    h(Use, {scope}),
  );

/** Of the agent, or the thousand that spent most, those that have the values which the pattern names. */
async function matching(pattern, signal) {
  const exact = Object.entries(pattern).filter(([, value]) => value !== '*');
  const {agent} = Object.fromEntries(exact);
  const dimension = Object.keys(pattern).join(',');
  const page = await json(`v1/scopes?${query({dimension, agent, sort: 'spent', limit: 1_000})}`, {signal});
  return {...page, scopes: page.scopes.filter(({scope}) => exact.every(([name, value]) => scope[name] === value))};
}

/** Asks before a policy is deleted. */
class ConfirmDelete extends Component {
  componentDidMount() {
    this.base.showModal();
  }

  render({id, onYes, onNo}) {
    return h(
      'dialog',
      {class: 'prompt', 'aria-labelledby': 'delete-title', onClose: onNo},
      h('h2', {id: 'delete-title'}, 'Delete ', h('bdi', null, visible(id)), '?'),
      h('p', null, 'What it stopped may go on at once. What was spent stays counted, and a new policy sees it.'),
      h(
        'div',
        {class: 'buttons'},
        h('button', {type: 'button', autofocus: true, onClick: () => this.base.close()}, 'Keep it'),
        h('button', {type: 'button', class: 'danger', onClick: onYes}, 'Delete'),
      ),
    );
  }
}
