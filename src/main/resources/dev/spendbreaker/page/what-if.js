// What the policy in the form would have decided over the last day, beside what was decided.

import {h, Component} from './preact.js';
import {events, whatIfPath} from './api.js';
import {count, fullTime, things, usd, visible} from './format.js';
import {Badge, Empty, Failure, Notice, ScopeName, Section, Time, scopeHref} from './ui.js';

/** Asked by a button, and anew once the policy has changed. */
export class WhatIf extends Component {
  constructor(props) {
    super(props);
    this.state = {of: null, progress: null, preview: null, error: null};
  }

  /** What is being looked at is of no use once the policy has changed; what was seen may be. */
  componentDidUpdate() {
    if (this.state.progress && this.state.of !== this.props.document) {
      this.stop();
    }
  }

  componentWillUnmount() {
    this.asking?.abort();
  }

  stop() {
    this.asking.abort();
    this.setState({of: null, progress: null, preview: null, error: null});
  }

  async ask() {
    const {id, document} = this.props;
    this.asking?.abort();
    const {signal} = (this.asking = new AbortController());
    this.setState({of: document, progress: {}, preview: null, error: null});
    const unlessLeft = (state) => signal.aborted || this.setState({progress: null, ...state});
    try {
      await events(whatIfPath(id), document, signal, ({type, data}) => {
        const told = JSON.parse(data);
        unlessLeft(type === 'problem' ? {error: failure(told)} : {[type]: told});
      });
      this.ended(signal);
    } catch (error) {
      unlessLeft({error});
    }
  }

  /** A server that stops ends what it tells, too. */
  ended(signal) {
    if (!signal.aborted && !this.state.preview && !this.state.error) {
      this.setState({progress: null, error: failure({detail: 'the answer broke off', hint: 'try again'})});
    }
  }

  render({document, ready}, {of, progress, preview, error}) {
    const isOfAnother = preview && of !== document;
    return h(
      Section,
      {id: 'what-if', title: 'Over the last day', class: 'what-if'},
      h('p', {class: 'hint'}, 'What this policy would have decided, had it been in force for a day, as it stands in the form.'),
      isOfAnother && h(Notice, null, 'The policy has changed since.'),
      progress ? h(Progress, progress) : error ? h(Outcome, {error}) : preview && h(Result, preview),
      h(
        'div',
        {class: 'buttons'},
        progress
          ? h('button', {type: 'button', onClick: () => this.stop()}, 'Stop')
          : h('button', {type: 'button', disabled: !ready, onClick: () => this.ask()}, preview || error ? 'Look again' : 'Look'),
      ),
    );
  }
}

const failure = ({detail, hint, code}) => Object.assign(new Error(detail), {hint, code});

const Progress = ({read, toRead, at}) =>
  h(
    'div',
    {role: 'status'},
    h('progress', {'aria-label': 'Records read', max: toRead || 1, value: read}),
    h('p', {class: 'muted'}, read === undefined ? 'Waiting for its turn …' : `Read ${count(read)} of ${things(toRead, 'record')}, up to ${fullTime(at)}`),
  );

const Outcome = ({error}) =>
  error.code === 'nothing_arrived' ? h(Empty, {title: 'Nothing arrived in the last day.'}) : h(Failure, {error});

const Result = (preview) => [
  !preview.complete && h(Cut, preview),
  preview.missingBefore && h(Notice, null, `What arrived before ${fullTime(preview.missingBefore)} is gone from the topic, and counts for nothing here.`),
  preview.notes.map((note) => h(Notice, null, note)),
  h(Summary, preview),
  preview.scopes.length > 0 && h('ul', {class: 'differences', tabindex: 0, 'aria-label': 'Scopes'}, preview.scopes.map((scope) => h(Difference, {...scope, key: scope.key, name: scope.key, compared: preview.compared}))),
  preview.moreScopes > 0 && h('p', {class: 'muted'}, `And ${things(preview.moreScopes, 'scope')} more.`),
];

/** A preview reads only so much. */
const Cut = ({from, to, messages}) =>
  h(
    Notice,
    null,
    from === to
      ? `Its window begins long ago: ${things(messages, 'message')} lead only up to ${fullTime(to)}, so nothing can be said of the last day. `
      : `It was too much to read within the limits: this ends at ${fullTime(to)}, after ${things(messages, 'message')}. `,
    h('code', null, './spendbreaker replay'),
    ' reads all.',
  );

function Summary({from, to, complete, spent, refused, scopes, moreScopes, allowedScopes}) {
  if (!complete && from === to) {
    return null;
  }
  const touched = scopes.length + moreScopes;
  return h(
    'p',
    {role: 'status'},
    touched === 0 ? 'Nobody would have been warned or stopped. ' : `${things(touched, 'scope')} ${touched === 1 ? 'is' : 'are'} concerned. `,
    refused.calls > 0 && `${things(refused.calls, 'call')} for ${usd(refused.usd)} would not have been made, of ${usd(spent.usd)} that was spent. `,
    allowedScopes > 0 && `${things(allowedScopes, 'scope')} would only have been allowed.`,
  );
}

const Difference = ({scope, name, whatIf, actual, compared}) =>
  h(
    'li',
    null,
    h('a', {href: scopeHref(name)}, h(ScopeName, {scope})),
    h('dl', null, h(Decided, {label: 'Would have been', decision: whatIf}), compared && h(Decided, {label: 'Really was', decision: actual})),
    whatIf?.reason && h('p', {class: 'muted'}, visible(whatIf.reason, 300)),
  );

const Decided = ({label, decision}) => [
  h('dt', null, label),
  h('dd', null, h(Badge, {action: decision?.action ?? 'allow', shadow: decision?.shadow}), decision && [' ', h(Time, decision)]),
];
