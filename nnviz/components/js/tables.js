// The tables that a view shows: columns as the server sends them, rows as Vega takes them.

/** @import { Columns, Follow, Row, Tile } from './types.js' */

/** @typedef {{ rows: Row[], moved: Set<string> }} Held rows that Vega has, and the columns that changed since */

export class Tables {
  constructor() {
    /** @type {Record<string, Columns>} */
    this.columns = {};
    /** @type {Record<string, Held>} */
    this.held = {};
    /** Tables that Vega does not have as they are. @type {Set<string>} */
    this.dirty = new Set();
    /** The number of changes made to the tables. */
    this.count = 0;
    /** When a column was put last, by that count. @type {Record<string, Record<string, number>>} */
    this.times = {};
  }

  clear() {
    this.columns = {};
    this.times = {};
    this.count += 1;
    this.renew();
  }

  /** The view starts again and has none of the tables. */
  renew() {
    this.held = {};
    this.dirty = new Set(Object.keys(this.columns));
  }

  /**
   * @param {string} name
   * @param {Columns} columns that take the place of those that were there
   */
  put(name, columns) {
    this.columns[name] = { ...this.columns[name], ...columns };
    this.dirty.add(name);
    this.count += 1;
    const times = this.times[name] ?? {};
    this.times[name] = times;
    for (const column of Object.keys(columns)) {
      times[column] = this.count;
      this.held[name]?.moved.add(column);
    }
  }

  /**
   * Notes that a table's pictures changed, although its columns did not.
   * @param {string} name
   */
  touch(name) {
    this.dirty.add(name);
    this.count += 1;
  }

  /**
   * A table that grew is also given to Vega as a whole: adding only the new rows takes several times as long.
   * @param {string} name
   * @param {Columns} columns
   */
  append(name, columns) {
    const table = this.columns[name] ?? {};
    this.columns[name] = table;
    this.count += 1;
    for (const [column, values] of Object.entries(columns)) table[column] = (table[column] ?? []).concat(values);
    this.dirty.add(name);
  }

  /**
   * Makes all rows of a table again.
   * @param {string} name
   * @param {Tile[]} [images]
   * @returns {Row[]}
   */
  made(name, images) {
    const table = this.columns[name];
    const columns = Object.keys(table);
    const count = columns.length ? Math.max(...columns.map((column) => table[column].length)) : 0;
    return Array.from({ length: count }, (_, i) => {
      /** @type {Row} */
      const row = {};
      for (const column of columns) row[column] = table[column][i];
      if (images) row.image = images[Math.min(i, images.length - 1)];
      return row;
    });
  }

  /**
   * Makes the rows again; from here on the view has them.
   * @param {string} name
   * @param {Tile[]} [images]
   */
  rows(name, images) {
    const rows = this.made(name, images);
    this.held[name] = { rows, moved: new Set() };
    return rows;
  }

  /**
   * Notes that the view has all these rows, which were made at a count of changes.
   * @param {Record<string, Row[]>} rows
   * @param {number} count
   */
  hold(rows, count) {
    this.renew();
    if (count !== this.count) return; // some are older than the columns
    for (const [name, made] of Object.entries(rows)) this.held[name] = { rows: made, moved: new Set() };
    this.dirty.clear();
  }

  /**
   * Rows that only get new values remain the same objects, so that Vega keeps their marks instead of making new ones.
   * @param {string} name
   * @returns {string[] | null} the columns that took them, or null if the rows have to be made anew
   */
  update(name) {
    const held = this.held[name];
    const table = this.columns[name];
    const { length } = Object.values(table)[0] ?? [];
    if (!held?.rows.length || held.rows.length !== length || !held.moved.size) return null;
    const moved = [...held.moved];
    for (const column of moved) {
      const values = table[column];
      for (let i = 0; i < length; i += 1) held.rows[i][column] = values[i];
    }
    held.moved.clear();
    return moved;
  }

  /**
   * What a row that is pointed at lacks of what it follows: columns that were put later than its own.
   * @param {Follow} follow
   * @param {Record<string, unknown>} datum
   * @returns {{ row: Row, values: [string, unknown][] } | null}
   */
  lacks({ table, from, key, columns }, datum) {
    const at = datum[key] === undefined ? -1 : (this.columns[from]?.[key] ?? []).indexOf(datum[key]);
    const row = this.held[table]?.rows.find((other) => other[key] === datum[key]);
    if (at < 0 || !row) return null;
    /** @type {[string, unknown][]} */
    const values = columns
      .filter((column) => (this.times[from]?.[column] ?? 0) > (this.times[table]?.[column] ?? 0))
      .map((column) => [column, this.columns[from][column][at]]);
    const fresh = values.filter(([column, value]) => row[column] !== value);
    return fresh.length ? { row, values: fresh } : null;
  }
}
