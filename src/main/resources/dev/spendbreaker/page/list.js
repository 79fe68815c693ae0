// A table of any length: only the rows in sight are drawn.

import {h, Component} from './preact.js';

const BEYOND = 8;

/**
 * columns: [{name, class, cell: (row) => content}]; rows are `rowHeight` pixels each. `onEnd` is
 * called when the end comes into sight.
 */
export class VirtualTable extends Component {
  constructor(props) {
    super(props);
    this.state = {top: 0, height: 600};
    this.scrolled = (event) => this.look(event.currentTarget);
  }

  componentDidMount() {
    this.observer = new ResizeObserver(() => this.look(this.base));
    this.observer.observe(this.base);
  }

  componentWillUnmount() {
    this.observer.disconnect();
  }

  look({scrollTop, clientHeight}) {
    this.setState({top: scrollTop, height: clientHeight});
    const {rows, rowHeight, onEnd} = this.props;
    if (onEnd && scrollTop + 2 * clientHeight > rows.length * rowHeight) {
      onEnd();
    }
  }

  render({columns, rows, rowKey, rowHeight, label, fit}, {top, height}) {
    const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
    const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + BEYOND);
    return h(
      'div',
      {
        class: `virtual ${fit ? 'fit' : ''}`,
        role: 'table',
        tabindex: 0,
        'aria-label': label,
        'aria-rowcount': rows.length + 1,
        onScroll: this.scrolled,
      },
      h(
        'div',
        {class: 'virtual-top', role: 'rowgroup'},
        h(
          'div',
          {class: 'virtual-head', role: 'row', 'aria-rowindex': 1},
          columns.map((column) => h('span', {role: 'columnheader', class: column.class}, column.name)),
        ),
      ),
      h(
        'div',
        {class: 'virtual-space', role: 'rowgroup', style: {height: `${rows.length * rowHeight}px`}},
        rows.slice(first, last).map((row, i) => line(row, first + i, {columns, rowKey, rowHeight})),
      ),
    );
  }
}

function line(row, index, {columns, rowKey, rowHeight}) {
  return h(
    'div',
    {
      key: rowKey(row),
      class: 'virtual-row',
      role: 'row',
      'aria-rowindex': index + 2,
      style: {top: `${index * rowHeight}px`, height: `${rowHeight}px`},
    },
    columns.map((column) => h('span', {role: 'cell', class: column.class}, column.cell(row))),
  );
}
