// Charts as SVG: bars over time, and spend against a limit.

import {h, Component} from './preact.js';
import {Measured} from './ui.js';
import {axisAmount, axisTime, amount, fullTime} from './format.js';

const MARGIN = {top: 12, right: 12, bottom: 24, left: 56};

/** Round values from 0 to at least `max`, about `wanted` of them. */
export function ticks(max, wanted = 4) {
  if (!(max > 0)) {
    return [0, 1];
  }
  const rough = max / wanted;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * size >= rough) * size;
  const all = [];
  for (let i = 0; (i - 1) * step < max; i++) {
    all.push(i * step);
  }
  return all;
}

function plot(width, height, from, to, max) {
  const marks = ticks(max);
  const top = marks[marks.length - 1];
  const inner = {width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom};
  return {
    marks,
    inner,
    x: (millis) => MARGIN.left + ((millis - from) / (to - from)) * inner.width,
    y: (value) => MARGIN.top + inner.height * (1 - Math.min(Math.max(value / top, 0), 1)),
    instant: (x) => from + ((x - MARGIN.left) / inner.width) * (to - from),
  };
}

const Axes = ({plot: {marks, x, y}, width, height, from, to, unit}) =>
  h(
    'g',
    {class: 'axes'},
    marks.map((mark) => [
      h('line', {x1: MARGIN.left, x2: width - MARGIN.right, y1: y(mark), y2: y(mark)}),
      h('text', {x: MARGIN.left - 8, y: y(mark) + 4, 'text-anchor': 'end'}, axisAmount(mark, marks[1], unit)),
    ]),
    times(from, to, width).map((millis) =>
      h('text', {x: x(millis), y: height - 6, 'text-anchor': 'middle'}, axisTime(millis, to - from)),
    ),
  );

/** A handful of instants between the ends, whole minutes, hours or days apart. */
function times(from, to, width) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 20_160, 43_200];
  const fitting = Math.max(2, Math.floor(width / 110));
  const minutes = steps.find((step) => (to - from) / (step * 60_000) <= fitting) ?? 86_400;
  const step = minutes * 60_000;
  const zone = new Date(to).getTimezoneOffset() * 60_000;
  const all = [];
  const edge = ((to - from) * 20) / width;
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to - edge; at += step) {
    all.push(at);
  }
  return all;
}

/** A chart that can be explored with the pointer or the arrow keys. */
class Explorable extends Component {
  constructor(props) {
    super(props);
    this.state = {at: null};
    this.point = (event) => this.setState({at: this.nearest(event)});
    this.leave = () => this.setState({at: null});
    this.key = (event) => this.onKey(event);
  }

  nearest(event) {
    const box = event.currentTarget.getBoundingClientRect();
    return this.clamped(this.indexAt(event.clientX - box.left));
  }

  indexAt(x) {
    const {from, to, width, height, points} = this.props;
    const {instant} = plot(width, height, from, to, 1);
    const at = instant(x);
    const after = points.findIndex((point) => point.end >= at);
    return after < 0 ? points.length - 1 : after;
  }

  clamped(index) {
    return Math.min(Math.max(index, 0), this.props.points.length - 1);
  }

  onKey(event) {
    const move = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (move) {
      event.preventDefault();
      this.setState(({at}) => ({at: this.clamped((at ?? this.props.points.length) + move)}));
    }
  }

  render({points, width, height, label, tip, children}, {at}) {
    const point = at === null ? undefined : points[at];
    return h(
      'div',
      {class: 'chart'},
      h(
        'svg',
        {
          width,
          height,
          viewBox: `0 0 ${width} ${height}`,
          role: 'img',
          tabindex: 0,
          'aria-label': label,
          onPointerMove: this.point,
          onPointerLeave: this.leave,
          onBlur: this.leave,
          onKeyDown: this.key,
        },
        children(point),
      ),
      h('div', {class: `tip ${point ? '' : 'hidden'}`, 'aria-live': 'polite'}, point ? tip(point) : ''),
    );
  }
}

/**
 * What was spent in each step of time.
 *
 * points: [{start, end (milliseconds), value, parts?}]
 */
export const Bars = ({points, unit, label, height = 180, tip}) =>
  h(Measured, {class: 'plot', height}, (width) => {
    const from = points[0].start;
    const to = points[points.length - 1].end;
    const scale = plot(width, height, from, to, Math.max(...points.map((point) => point.value)));
    return h(Explorable, {points, from, to, width, height, label, tip}, (chosen) => [
      h(Axes, {plot: scale, width, height, from, to, unit}),
      points.map((point) => bar(point, scale, point === chosen)),
    ]);
  });

function bar(point, {x, y}, chosen) {
  const left = x(point.start);
  const width = Math.max(1, x(point.end) - left - 1.5);
  const top = y(point.value);
  return h('rect', {class: `bar ${chosen ? 'chosen' : ''}`, x: left + 0.75, width, y: top, height: y(0) - top});
}

/** What counts against a limit as time goes on, with warn levels, and where it is heading. */
export const LimitChart = ({points, limit, warnAt, unit, label, forecast, height = 220}) =>
  h(Measured, {class: 'plot', height}, (width) => {
    const from = points[0].start;
    const last = points[points.length - 1];
    const to = forecast ? Math.max(last.end, forecast.end) : last.end;
    const highest = Math.max(limit, ...points.map((point) => point.value));
    const scale = plot(width, height, from, to, highest * 1.05);
    const tip = (point) => `${fullTime(point.end)}: ${amount(point.value, unit)}`;
    return h(Explorable, {points, from, to, width, height, label, tip}, (chosen) => [
      h(Axes, {plot: scale, width, height, from, to, unit}),
      h('path', {class: 'area', d: area(points, scale)}),
      h('path', {class: 'line', d: line(points, scale)}),
      forecast && heading(last, forecast, scale),
      warnAt.map((level) => level < 1 && threshold(`warn at ${Math.round(level * 100)}%`, level * limit, 'warn', scale, width)),
      threshold(`limit ${amount(limit, unit)}`, limit, 'limit', scale, width),
      chosen && h('circle', {class: 'dot', cx: scale.x(chosen.end), cy: scale.y(chosen.value), r: 4}),
    ]);
  });

const line = (points, {x, y}) =>
  points.map((point, i) => `${i === 0 ? 'M' : 'L'}${x(point.end).toFixed(1)},${y(point.value).toFixed(1)}`).join('');

const area = (points, {x, y}) =>
  `${line(points, {x, y})}L${x(points[points.length - 1].end).toFixed(1)},${y(0)}L${x(points[0].end).toFixed(1)},${y(0)}Z`;

function heading(last, forecast, {x, y}) {
  return h('line', {
    class: 'heading',
    x1: x(last.end),
    y1: y(last.value),
    x2: x(forecast.end),
    y2: y(forecast.value),
  });
}

const threshold = (text, value, tone, {y}, width) =>
  h(
    'g',
    {class: `threshold ${tone}`},
    h('line', {x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value)}),
    h('text', {x: MARGIN.left + 6, y: y(value) - 5}, text),
  );

/** A line without axes, for a row of a table. */
export function Sparkline({values, label}) {
  const max = Math.max(...values, Number.MIN_VALUE);
  const points = values.map((value, i) => `${((100 * i) / Math.max(values.length - 1, 1)).toFixed(1)},${(19 - (18 * value) / max).toFixed(1)}`);
  return h(
    'svg',
    {class: 'sparkline', viewBox: '0 0 100 20', preserveAspectRatio: 'none', role: 'img', 'aria-label': label},
    h('polyline', {points: points.join(' ')}),
  );
}
