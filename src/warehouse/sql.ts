/** A name as SQL quotes it, whatever characters it holds. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL quotes it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A file to be read, and no other one: DuckDB takes `export[1]/users.csv` for a pattern, which `export1/users.csv` fits. In
 * a pattern it takes a backslash for a slash, so that a path with one has to stay as it is.
 */
export function sqlFile(path: string): string {
  return sqlText(path.includes('\\') ? path : path.replace(/[*?[]/g, '[$&]'));
}
