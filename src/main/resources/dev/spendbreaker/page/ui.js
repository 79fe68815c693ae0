// Parts that the views share.

import {h, Component} from './preact.js';
import {ApiError, delay} from './api.js';
import {amount, fullTime, percent, relative, time, visible} from './format.js';

const LONGEST_PAUSE = 30_000;

/** A name from outside, kept apart from the direction of the text around it. */
export const Name = ({text, longest}) =>
  h('bdi', {class: 'name', title: text.length > 80 ? visible(text, 400) : undefined}, visible(text, longest));

/** A scope: its values, each with its dimension where it is not the agent. */
export const ScopeName = ({scope, without = {}}) =>
  h(
    'span',
    {class: 'scope-name'},
    Object.entries(scope)
      .filter(([dimension]) => !(dimension in without))
      .map(([dimension, value]) => [
        dimension !== 'agent' && h('span', {class: 'dimension'}, dimension, ' '),
        h(Name, {text: value}),
        ' ',
      ]),
  );

export const scopeHref = (key) => `#/scope/${key}`;
export const traceHref = (id) => `#/traces/${id}`;
export const policyHref = (id) => `#/policies/${encodeURIComponent(id)}`;

const ACTIONS = {allow: 'Allowed', warn: 'Warned', block: 'Blocked', kill: 'Killed'};

/** What is decided, in words and colour. */
export const Badge = ({action, shadow}) =>
  h('span', {class: `badge ${action}`}, ACTIONS[action] ?? action, shadow && ' (shadow)');

/** How much of a limit is used; the warn levels are marks on it. */
export function Meter({spent, limit, unit, utilization, warnAt = [], action = 'allow'}) {
  const part = Math.min(Math.max(utilization ?? 0, 0), 1);
  const label = `${percent(utilization)} of ${amount(limit, unit)} used`;
  return h(
    'span',
    {class: `meter ${action}`, role: 'img', 'aria-label': label, title: `${amount(spent, unit)} of ${amount(limit, unit)}`},
    h(
      'svg',
      {viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
      h('rect', {class: 'track', width: 100, height: 6}),
      h('rect', {class: 'fill', width: 100 * part, height: 6}),
      warnAt.map((level) => h('rect', {class: 'mark', x: 100 * level - 0.15, width: 0.3, height: 6})),
    ),
  );
}

export const Time = ({at}) => h('time', {datetime: at, title: fullTime(at)}, time(at));

export const Ago = ({at}) => h('time', {datetime: at, title: fullTime(at)}, relative(at));

/** A section with a heading; `aside` stands beside it. */
export const Section = ({title, aside, children, id, class: more = ''}) =>
  h(
    'section',
    {class: `card ${more}`, 'aria-labelledby': id},
    h('header', null, h('h2', {id}, title), aside && h('div', {class: 'aside'}, aside)),
    children,
  );

/** One figure with its name. */
export const Figure = ({label, value, note, tone = ''}) =>
  h('div', {class: `figure ${tone}`}, h('dt', null, label), h('dd', null, value, note && h('small', null, note)));

/** What stands where there is nothing to show. */
export const Empty = ({title, children}) =>
  h('div', {class: 'empty'}, h('p', {class: 'empty-title'}, title), children && h('p', null, children));

/** Grey bars while something is being read. */
export const Waiting = ({lines = 3, what = 'Loading'}) =>
  h(
    'div',
    {class: 'waiting', role: 'status'},
    h('span', {class: 'sr-only'}, `${what} …`),
    Array.from({length: lines}, () => h('span', {class: 'bone', 'aria-hidden': 'true'})),
  );

/** A failure: what is wrong, what to do, and a way to try again. */
export const Failure = ({error, retry}) =>
  h(
    'div',
    {class: 'failure', role: 'alert'},
    h('p', {class: 'failure-title'}, sentence(error.message)),
    error.hint && h('p', null, sentence(error.hint), '.'),
    error.reasons?.length > 0 && h('ul', null, error.reasons.map((reason) => h('li', null, reason))),
    retry && h('button', {type: 'button', onClick: retry}, 'Try again'),
  );

const sentence = (text) => visible(text.charAt(0).toUpperCase() + text.slice(1), 600);

/** One of several, each with a name. */
export const Choice = ({label, options, value, onChange}) =>
  h(
    'label',
    null,
    label,
    h('select', {value, onChange: (event) => onChange(event.target.value)}, options.map(([option, name]) => h('option', {value: option}, name))),
  );

/** Figures that are not whole, or not of now. */
export const Notice = ({children}) => h('p', {class: 'notice', role: 'status'}, children);

/** Of a list merged over instances: what could not be asked. */
export const Missing = ({partitions}) =>
  partitions?.length > 0 &&
  h(Notice, null, `Not everything could be asked: partitions ${partitions.join(', ')} are missing here just now.`);

/**
 * Reads something again and again while it is shown, and hands it to its child: a function of the
 * data, the error of the last try, and how to read at once. A change of `name` starts anew.
 */
export class Loader extends Component {
  constructor(props) {
    super(props);
    this.state = {data: undefined, error: null};
    this.reload = () => this.wake();
    this.wake = () => {};
  }

  componentDidMount() {
    this.begin();
  }

  componentDidUpdate(before) {
    if (before.name !== this.props.name) {
      this.controller.abort();
      this.setState({data: undefined, error: null});
      this.begin();
    }
  }

  componentWillUnmount() {
    this.controller.abort();
  }

  async begin() {
    const controller = new AbortController();
    this.controller = controller;
    while (!controller.signal.aborted) {
      const started = performance.now();
      await this.readOnce(controller.signal);
      await this.pause(performance.now() - started, controller.signal);
    }
  }

  async readOnce(signal) {
    try {
      const data = await this.props.load(signal, this.state.data);
      if (!signal.aborted) {
        this.setState({data, error: null});
      }
    } catch (error) {
      if (!signal.aborted) {
        this.setState({error: error instanceof ApiError ? error : faulty(error)});
      }
    }
  }

  /** Waits ten times as long as reading took, half a minute at most: a large installation is not asked too much. */
  async pause(tookMillis, signal) {
    const {every = 5_000} = this.props;
    const woken = new Promise((resolve) => {
      this.wake = resolve;
    });
    await Promise.race([delay(Math.max(every, Math.min(10 * tookMillis, LONGEST_PAUSE)), signal), woken]);
    while (document.hidden && !signal.aborted) {
      await Promise.race([delay(1_000, signal), woken]);
    }
  }

  render({children, lines, what}, {data, error}) {
    if (data === undefined) {
      return error ? h(Failure, {error, retry: this.reload}) : h(Waiting, {lines, what});
    }
    return [error && h(Stale, {error}), children(data, this.reload)];
  }
}

const Stale = ({error}) =>
  h(Notice, null, `These figures are not of now: ${error.message}. They go on by themselves.`);

function faulty(error) {
  console.error(error);
  return new ApiError(0, {code: 'page_error', detail: 'this page failed to show what came', hint: 'reload it; a bug report is welcome'});
}

/** Measures its own width, and draws its child with it. */
export class Measured extends Component {
  constructor(props) {
    super(props);
    this.state = {width: 0};
  }

  componentDidMount() {
    this.observer = new ResizeObserver(([entry]) => this.setState({width: Math.floor(entry.contentRect.width)}));
    this.observer.observe(this.base);
  }

  componentWillUnmount() {
    this.observer.disconnect();
  }

  render({children, class: className, height}, {width}) {
    return h('div', {class: className, style: {minHeight: `${height}px`}}, width > 0 && children(width));
  }
}
