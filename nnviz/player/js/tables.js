// The tables that a view shows: columns as the server sends them, rows as Vega takes them.

/** @import { Columns, Row, Tile } from './types.js' */

/** @typedef {{ rows: Row[], moved: Set<string> }} Held rows that Vega has, and the columns that changed since */

export class Tables {
  constructor() {
    /** @type {Record<string, Columns>} */
    this.columns = {};
    /** @type {Record<string, Held>} */
    this.held = {};
    /** Tables that Vega does not have as they are. @type {Set<string>} */
    this.dirty = new Set();
  }

  clear() {
    this.columns = {};
    this.renew();
  }

  /** Whoever shows them begins anew and has none of them. */
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
    const held = this.held[name];
    if (held) for (const column of Object.keys(columns)) held.moved.add(column);
  }

  /**
   * Vega gets a table that grew whole as well: told of the new rows alone it takes several times as long.
   * @param {string} name
   * @param {Columns} columns
   */
  append(name, columns) {
    const table = this.columns[name] ?? {};
    this.columns[name] = table;
    for (const [column, values] of Object.entries(columns)) table[column] = (table[column] ?? []).concat(values);
    this.dirty.add(name);
  }

  /**
   * All rows of a table, made anew.
   * @param {string} name
   * @param {Tile[]} [images]
   * @returns {Row[]}
   */
  rows(name, images) {
    const table = this.columns[name];
    const columns = Object.keys(table);
    const count = columns.length ? Math.max(...columns.map((column) => table[column].length)) : 0;
    const rows = Array.from({ length: count }, (_, i) => {
      /** @type {Row} */
      const row = {};
      for (const column of columns) row[column] = table[column][i];
      if (images) row.image = images[Math.min(i, images.length - 1)];
      return row;
    });
    this.held[name] = { rows, moved: new Set() };
    return rows;
  }

  /**
   * Rows that only take new values stay the rows they were: Vega then keeps their marks, too, instead of making all anew.
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
}
