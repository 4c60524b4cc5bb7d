import type { ComponentChildren } from "preact";
import { Link } from "../base/router";
import type { Meta } from "../base/types";

export type Row = { key: string; cells: readonly ComponentChildren[]; fresh?: boolean };

type TableProps = {
  /** What it lists, for those who do not see it. */
  label: string;
  columns: readonly string[];
  rows: readonly Row[];
  /** Columns of numbers, counted from none. */
  numbers?: readonly number[];
  /** Rows stay rows on narrow screens too, as in tables of figures. */
  figures?: boolean;
};

/**
 * Rows and columns; on a narrow screen each row is a card of names and values. The roles are said in so many words, since a
 * table that is not laid out as one is none to some browsers.
 */
export function Table({ label, columns, rows, numbers = [], figures = false }: TableProps) {
  const number = (i: number) => (numbers.includes(i) ? "number" : undefined);
  return (
    <div
      class={figures ? "table-room figures" : "table-room"}
      // What scrolls must be reached by keyboard.
      {...(figures ? { tabIndex: 0, role: "region", "aria-label": label } : {})}
    >
      <table role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column, i) => (
              <th key={column || i} role="columnheader" scope="col" class={number(i)}>
                {column || <span class="unseen">Actions</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={row.key} role="row" class={row.fresh ? "fresh" : undefined}>
              {row.cells.map((cell, i) => (
                <td key={columns[i] || i} role="cell" data-name={columns[i]} class={number(i)}>
                  <div class="cell">{cell}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a page of a list is asked for with: its own query, out of the URL that the API gives. */
export function turned(url: string | null, keep: URLSearchParams): string | null {
  if (!url) return null;
  const asked = new URL(url, location.origin).searchParams;
  const query = new URLSearchParams(keep);
  for (const name of ["Page", "PageToken", "PageSize"]) {
    const value = asked.get(name);
    if (value) query.set(name, value);
    else query.delete(name);
  }
  return query.toString();
}

type PagerProps = { meta: Meta; path: string; query: URLSearchParams; label: string };

/** The pages before and after. Where one is, stands in the address: it can be gone back to, and handed on. */
export function Pager({ meta, path, query, label }: PagerProps) {
  const before = turned(meta.previous_page_url, query);
  const after = turned(meta.next_page_url, query);
  if (!before && !after) return null;
  return (
    <nav class="row pager" aria-label={`Pages of ${label}`}>
      {before !== null ? (
        <Link class="button" to={`${path}?${before}`}>
          Previous page
        </Link>
      ) : (
        <span class="button" aria-disabled="true">
          Previous page
        </span>
      )}
      <span class="soft small">Page {meta.page + 1}</span>
      {after !== null ? (
        <Link class="button" to={`${path}?${after}`}>
          Next page
        </Link>
      ) : (
        <span class="button" aria-disabled="true">
          Next page
        </span>
      )}
    </nav>
  );
}

/** The part of an address's query that pages of a list go by. */
export function pageQuery(query: URLSearchParams, filters: readonly string[] = []): string {
  const kept = new URLSearchParams();
  for (const name of [...filters, "PageSize", "Page", "PageToken"]) {
    const value = query.get(name);
    if (value) kept.set(name, value);
  }
  const text = kept.toString();
  return text ? `?${text}` : "";
}
