# SPDX-License-Identifier: Apache-2.0
"""Updates single rows of Markdown tables, as benchmarks measure them."""


def cells(row):
    return [cell.strip() for cell in row.strip("|\n").split("|")]


def put_row(path, table, head, row, key_cells):
    """Prints the row; with a `path`, also puts it into the table below the line
    "<!-- table: TABLE -->" of that file, in place of the row with the same first `key_cells`."""
    print("| " + " | ".join(head) + " |\n" + row, flush=True)
    if path is None:
        return
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    marker = f"<!-- table: {table} -->"
    if marker not in lines:
        lines += ["", marker]
    first = lines.index(marker) + 1
    end = first
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    rows = {tuple(cells(line)[:key_cells]): line for line in lines[first + 2 : end]}
    rows[tuple(cells(row)[:key_cells])] = row
    lines[first:end] = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *rows.values()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
