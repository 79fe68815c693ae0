// What runs: sub-topologies with their rates, lag and stores, and the instances.

import {h, Component} from './preact.js';
import {json} from './api.js';
import {count, short} from './format.js';
import {Empty, Figure, Loader, Notice, Section} from './ui.js';

const WHAT = {
  read: 'OTLP messages to the few facts of each span that matter',
  settle: 'each trace whole: what is charged, to whom, at what price',
  ledger: 'spend, windows, policies, decisions of every scope',
};

export class Topology extends Component {
  constructor() {
    super();
    this.load = (signal, before) => this.read(signal, before);
  }

  /** Rates are what changed between two looks. */
  async read(signal, before) {
    const now = await json('v1/topology', {signal});
    const seconds = before ? (Date.parse(now.asOf) - Date.parse(before.asOf)) / 1000 : 0;
    now.subtopologies.forEach((part, i) => {
      const records = part.records - (before?.subtopologies[i]?.records ?? part.records);
      part.rate = seconds > 0 && records >= 0 ? records / seconds : undefined;
    });
    return now;
  }

  render() {
    return h(
      'div',
      {class: 'page'},
      h('h1', null, 'Topology'),
      h(Loader, {load: this.load, every: 2_000, lines: 8}, (data) => [
        h(Standing, data),
        h('ol', {class: 'flow', 'aria-label': 'Sub-topologies in the order the data flows'}, data.subtopologies.map((part) => h(Part, {key: part.name, part}))),
        h(Stores, data),
        h(Instances, data),
      ]),
    );
  }
}

const Standing = ({state, notReady, subtopologies}) => [
  notReady.length > 0 && h(Notice, null, `Not ready: ${notReady.join('; ')}.`),
  h(
    'dl',
    {class: 'figures'},
    h(Figure, {label: 'State', value: state.toLowerCase(), tone: notReady.length > 0 ? 'warn' : ''}),
    h(Figure, {label: 'Records a second', value: count(total(subtopologies, 'rate')), note: 'in all sub-topologies'}),
    h(Figure, {label: 'Records waiting', value: short(total(subtopologies, 'lag')), note: 'to be read here'}),
    h(Figure, {label: 'Still to restore', value: short(total(subtopologies, 'restoring')), note: total(subtopologies, 'restoring') > 0 ? 'records of changelogs' : 'all stores are whole'}),
  ),
];

const total = (parts, name) => parts.reduce((sum, part) => sum + (part[name] ?? 0), 0);

const Part = ({part: {name, records, rate, lag, tasks, threads, restoring}}) =>
  h(
    'li',
    {class: 'card part'},
    h('h2', null, name),
    h('p', {class: 'muted'}, WHAT[name] ?? ''),
    h(
      'dl',
      {class: 'facts'},
      [
        ['Records a second', rate === undefined ? '…' : count(rate)],
        ['Read since the start', short(records)],
        ['Waiting', short(lag)],
        ['To restore', short(restoring)],
        ['Tasks here', `${count(tasks)} on ${count(threads)} threads`],
      ].map(([label, value]) => h('div', null, h('dt', null, label), h('dd', null, value))),
    ),
  );

const Stores = ({stores}) =>
  h(
    Section,
    {id: 'stores', title: 'Stores of this instance'},
    stores.length === 0
      ? h(Empty, {title: 'This instance keeps no store just now.'})
      : h(
          'div',
          {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of the stores'},
          h(
            'table',
            {class: 'table'},
            h('thead', null, h('tr', null, ['Store', 'Of', 'Partitions', 'Keys, about', 'On disk', 'In memory'].map((name, i) => h('th', {scope: 'col', class: i > 1 ? 'number' : ''}, name)))),
            h('tbody', null, stores.map((store) => h(Store, {key: store.name, store}))),
          ),
        ),
  );

const Store = ({store: {name, subtopology, partitions, keys, diskBytes, memoryBytes}}) =>
  h(
    'tr',
    null,
    h('th', {scope: 'row'}, name),
    h('td', null, subtopology),
    h('td', {class: 'number'}, count(partitions)),
    h('td', {class: 'number'}, short(keys)),
    h('td', {class: 'number'}, bytes(diskBytes)),
    h('td', {class: 'number'}, bytes(memoryBytes)),
  );

function bytes(number) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = number;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const Instances = ({instances}) =>
  h(
    Section,
    {id: 'instances', title: 'Instances'},
    instances.length === 0
      ? h(Empty, {title: 'This instance stands alone.'}, 'Further ones with the same application.id share its work.')
      : h(
          'div',
          {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of the instances'},
          h(
            'table',
            {class: 'table'},
            h('thead', null, h('tr', null, ['Instance', 'Reads policies', 'Settles partitions', 'Ledger partitions'].map((name) => h('th', {scope: 'col'}, name)))),
            h('tbody', null, instances.map((instance) => h(Instance, {key: instance.address, instance}))),
          ),
        ),
  );

const Instance = ({instance: {address, readsPolicies, settlePartitions, ledgerPartitions}}) =>
  h(
    'tr',
    null,
    h('th', {scope: 'row'}, address),
    h('td', null, readsPolicies ? 'yes' : 'no'),
    h('td', null, settlePartitions.join(', ') || 'none'),
    h('td', null, ledgerPartitions.join(', ') || 'none'),
  );
