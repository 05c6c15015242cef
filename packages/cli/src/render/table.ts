import { type Style, unstyled } from './style.ts';

/** Writes rows in columns below their heads. Cells may be coloured. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const headRow = heads.map((head) => style.dim(head.toUpperCase()));
  return `${columns([headRow, ...rows]).join('\n')}\n`;
}

/** Writes rows in columns that are as wide as they have to be, a line for each row. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function width(cell: string): number {
  return unstyled(cell).length;
}
