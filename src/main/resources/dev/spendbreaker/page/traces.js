// What the spans of a capture are charged, and by which rule.

import {h, Component} from './preact.js';
import {json} from './api.js';
import {count, exactUsd, visible} from './format.js';
import {Empty, Failure, Name, Notice, Section, Waiting} from './ui.js';
import {VirtualTable} from './list.js';

const ROW = 40;
const DEEPEST_SHOWN = 12;

export class Traces extends Component {
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
    return h(
      'div',
      {class: 'page'},
      h('h1', null, 'Traces'),
      h('p', {class: 'lead'}, 'Paste OTLP trace data, or choose a capture, to see which of its spans are charged, to whom, how much, and by which rule. Nothing is recorded.'),
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
        h('label', {for: 'capture'}, 'OTLP as JSON: a message, or several, one a line'),
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
    );
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
  const parts = [`${count(spans)} spans`, `${count(calls)} calls charged`];
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
      h('li', {key: `${agent} ${task}`}, h(Name, {text: agent}), h('span', {class: 'muted'}, ' task '), h(Name, {text: task, longest: 40}), ` ${exactUsd(cost)}`, h('span', {class: 'muted'}, ` for ${count(calls)} calls`)),
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

const SpanName = ({name, depth, kind, complaints = [], model}) =>
  h(
    'span',
    {class: `span-name depth-${Math.min(depth, DEEPEST_SHOWN)}`},
    h('span', {class: `kind ${kind}`}, words(kind)),
    ' ',
    h(Name, {text: name || '(without a name)', longest: 60}),
    model && h('small', {class: 'muted'}, ' ', h(Name, {text: model, longest: 40})),
    complaints.length > 0 && h('span', {class: 'complaint', title: visible(complaints.join('; '), 400)}, ` ${count(complaints.length)} unusable`),
  );

const Cost = ({charged, cost}) =>
  cost && h('span', {class: charged ? '' : 'muted struck', title: visible(cost.because, 300)}, cost.usd === undefined ? 'no price' : exactUsd(cost.usd));
