// What the spans of a trace are charged, and by which rule: of one that has come, or of a capture.

import {h, Component} from './preact.js';
import {json, tracePath} from './api.js';
import {count, exactUsd, things, visible} from './format.js';
import {Empty, Failure, Loader, Name, Notice, ScopeName, Section, Waiting, traceHref} from './ui.js';
import {VirtualTable} from './list.js';

const ROW = 40;
const DEEPEST_SHOWN = 12;
const RECENT = 8;

export const Traces = ({id, live}) =>
  h(
    'div',
    {class: 'page'},
    h('h1', null, 'Traces'),
    h('p', {class: 'lead'}, 'Which spans of a trace are charged, to whom, how much, and by which rule.'),
    h(Choice, {id, live}),
    id === undefined ? h(Capture) : h(Known, {id}),
  );

/** A trace that has come, by its id, or out of those that decisions were about. */
const Choice = ({id = '', live}) =>
  h(
    'form',
    {class: 'card capture', onSubmit: show},
    h('label', {for: 'trace'}, 'A trace that has come'),
    h(
      'div',
      {class: 'buttons'},
      h('input', {id: 'trace', name: 'trace', type: 'text', class: 'grow', defaultValue: id, placeholder: 'its id: 32 hexadecimal digits', pattern: ' *[0-9a-fA-F]{32} *', required: true, spellcheck: false, autocomplete: 'off'}),
      h('button', {type: 'submit', class: 'primary'}, 'Show'),
    ),
    h(Recent, {live, id}),
  );

function show(event) {
  event.preventDefault();
  location.hash = traceHref(new FormData(event.currentTarget).get('trace').trim().toLowerCase());
}

function Recent({live, id}) {
  const recent = new Map((live.decisions ?? []).filter(({trigger}) => trigger).map((decision) => [decision.trigger.traceId, decision]));
  return (
    recent.size > 0 &&
    h(
      'p',
      {class: 'muted'},
      'Lately decided about: ',
      [...recent.values()].slice(0, RECENT).map(({scope, trigger: {traceId}}, i) => [
        i > 0 && ', ',
        h('a', {href: traceHref(traceId), 'aria-current': traceId === id ? 'true' : undefined, title: traceId}, h(ScopeName, {scope}), h('code', null, traceId.slice(0, 8))),
      ]),
    )
  );
}

const Known = ({id}) =>
  h(Loader, {name: id, every: 5_000, lines: 6, what: 'Reading the trace', load: (signal) => json(tracePath(id), {signal})}, ({traces}) => [
    traces.map((trace) => h(Trace, {key: trace.traceId, trace})),
    h('p', {class: 'muted'}, 'What it was charged stays as it is when prices change. Names of spans are not kept. ', h('a', {href: '#/traces'}, 'Explain a capture'), '.'),
  ]);

class Capture extends Component {
  constructor() {
    super();
    this.state = {file: null, text: '', working: false, error: null, explanation: null};
  }

  async explain(body) {
    this.setState({working: true, error: null, explanation: null});
    try {
      const explanation = await json('v1/explain', {method: 'POST', body, headers: {'content-type': 'application/octet-stream'}});
      this.setState({working: false, explanation});
    } catch (error) {
      this.setState({working: false, error});
    }
  }

  submit(event) {
    event.preventDefault();
    const {file, text} = this.state;
    this.explain(file ?? new Blob([text]));
  }

  choose(file) {
    if (file) {
      this.setState({file, text: ''});
    }
  }

  render(_, {file, text, working, error, explanation}) {
    return [
      h(
        'form',
        {
          class: 'card capture',
          onSubmit: (event) => this.submit(event),
          onDragOver: (event) => event.preventDefault(),
          onDrop: (event) => {
            event.preventDefault();
            this.choose(event.dataTransfer.files[0]);
          },
        },
        h('label', {for: 'capture'}, 'Or a capture: OTLP as JSON, a message, or several, one a line. Nothing is recorded.'),
        h('textarea', {
          id: 'capture',
          rows: 8,
          spellcheck: false,
          value: text,
          placeholder: '{"resourceSpans": [ … ]}',
          onInput: (event) => this.setState({text: event.target.value, file: null}),
        }),
        h(
          'div',
          {class: 'buttons'},
          h('label', {class: 'button'}, 'Choose a file …', h('input', {type: 'file', class: 'sr-only', onChange: (event) => this.choose(event.target.files[0])})),
          h('span', {class: 'muted grow'}, file ? visible(file.name) : 'JSON or protobuf, gzip is fine; or drop it here'),
          h('button', {type: 'submit', class: 'primary', disabled: working || (!file && text.trim() === '')}, working ? 'Explaining …' : 'Explain'),
        ),
      ),
      working && h(Waiting, {lines: 6, what: 'Explaining'}),
      error && h(Failure, {error}),
      explanation && h(Explanation, {explanation}),
    ];
  }
}

const Explanation = ({explanation: {traces, unusable = [], priceBook}}) => [
  traces.length === 0 && h(Empty, {title: 'There are no spans in it.'}),
  unusable.length > 0 && h(Notice, null, `${count(unusable.length)} spans cannot be used; the first: ${visible(unusable[0], 300)}`),
  traces.map((trace) => h(Trace, {key: trace.traceId, trace})),
  h('p', {class: 'muted'}, `Prices: ${priceBook}, and those that are set.`),
];

const Trace = ({trace: {traceId, spans, totals, counts}}) =>
  h(
    Section,
    {id: `trace-${traceId}`, title: ['Trace ', h('code', null, traceId)], aside: summary(counts)},
    h(Totals, {totals}),
    h(VirtualTable, {
      columns: COLUMNS,
      rows: spans,
      rowKey: (span) => span.spanId,
      rowHeight: ROW,
      label: `Spans of trace ${traceId}`,
      fit: true,
    }),
  );

function summary({spans, calls, unmeteredCalls, unpricedCalls, duplicates}) {
  const parts = [things(spans, 'span'), `${things(calls, 'call')} charged`];
  const more = {unmetered: unmeteredCalls, unpriced: unpricedCalls, repeated: duplicates};
  Object.entries(more).forEach(([name, number]) => number > 0 && parts.push(`${count(number)} ${name}`));
  return parts.join(', ');
}

const Totals = ({totals}) =>
  totals.length > 0 &&
  h(
    'ul',
    {class: 'payers'},
    totals.map(({agent, task, usd: cost, calls}) =>
      h('li', {key: `${agent} ${task}`}, h(Name, {text: agent}), h('span', {class: 'muted'}, ' task '), h(Name, {text: task, longest: 40}), ` ${exactUsd(cost)}`, h('span', {class: 'muted'}, ` for ${things(calls, 'call')}`)),
    ),
  );

const COLUMNS = [
  {name: 'Span', class: 'grow', cell: (span) => h(SpanName, span)},
  {name: 'What becomes of it', class: 'verdict', cell: ({verdict}) => h('span', {class: `rule ${verdict.rule}`, title: visible(verdict.because, 300)}, words(verdict.rule))},
  {name: 'To whom', class: 'whom wide-only', cell: ({agent}) => h('span', {title: visible(agent.because, 300)}, h(Name, {text: agent.name, longest: 40}), h('small', {class: 'muted'}, ` ${words(agent.rule)}`))},
  {name: 'Tokens in, out', class: 'number wide-only', cell: ({tokens}) => (tokens ? `${count(tokens.input)}, ${count(tokens.output)}` : '')},
  {name: 'Cost', class: 'number', cell: ({verdict, cost}) => h(Cost, {charged: verdict.rule === 'charged', cost})},
];

const words = (rule) => rule.replaceAll('_', ' ');

const SpanName = ({spanId, name, depth, kind, complaints = [], model}) =>
  h(
    'span',
    {class: `span-name depth-${Math.min(depth, DEEPEST_SHOWN)}`},
    h('span', {class: `kind ${kind}`}, words(kind)),
    ' ',
    h(Name, {text: name ?? `span ${spanId}`, longest: 60}),
    model && h('small', {class: 'muted'}, ' ', h(Name, {text: model, longest: 40})),
    complaints.length > 0 && h('span', {class: 'complaint', title: visible(complaints.join('; '), 400)}, ` ${count(complaints.length)} unusable`),
  );

const Cost = ({charged, cost}) =>
  cost && (charged || cost.usd !== undefined) && h('span', {class: charged ? '' : 'muted struck', title: visible(cost.because, 300)}, cost.usd === undefined ? 'no price' : exactUsd(cost.usd));
