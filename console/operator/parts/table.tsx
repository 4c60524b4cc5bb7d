import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { go, here } from "../base/router";
import type { Meta } from "../base/types";
import { announce } from "./announce";

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
  const shown = useRef(meta.page);
  useEffect(() => {
    if (shown.current !== meta.page) announce(`Page ${meta.page + 1} of ${label}`);
    shown.current = meta.page;
  }, [meta.page, label]);
  if (before === null && after === null) return null;
  return (
    <nav class="row pager" aria-label={`Pages of ${label}`}>
      <Turn name="Previous page" to={before === null ? undefined : `${path}?${before}`} />
      <span class="soft small">Page {meta.page + 1}</span>
      <Turn name="Next page" to={after === null ? undefined : `${path}?${after}`} />
    </nav>
  );
}

/** A way to another page of a list. Where there is none it stays what it is, and keeps the focus it may have. */
function Turn({ name, to }: { name: string; to: string | undefined }) {
  return (
    <a
      class="button"
      role="link"
      tabIndex={0}
      {...(to === undefined ? {} : { href: to })}
      aria-disabled={to === undefined ? "true" : undefined}
      onClick={(event) => {
        if (to === undefined || !here(event)) return;
        event.preventDefault();
        go(to);
      }}
    >
      {name}
    </a>
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
