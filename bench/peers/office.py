#!/usr/bin/env python3
"""bench/peers/office.py FOLDER - what LibreOffice sees in marked workbooks beside the senders' own.

FOLDER/sent and FOLDER/marked hold the same workbooks as .fods (bench/peers/office.sh). Every sheet must have the same
name, visibility, merged cells, values, formulas and formats; allowed are cells with our colour (or without it, where an earlier
marking is taken back) or a comment, and one column behind the last, 错误原因. Prints a line per workbook that differs; ends with a count and 1 if any did.
"""
import os
import sys
import xml.etree.ElementTree as ET

NS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
TITLE = "错误原因"
OURS = {"#ffc7cd", "#fff3cd"}


def q(name):
    prefix, local = name.split(":")
    return "{%s}%s" % (NS[prefix], local)


def properties(root):
    """Style name -> its own properties; numbers of formats by their content, not by their names."""
    formats, styles = {}, {}
    for node in root.iter():
        name = node.get(q("style:name"))
        if name and node.tag.startswith("{urn:oasis:names:tc:opendocument:xmlns:datastyle"):
            body = [(k.tag, sorted(k.attrib.items()), k.text) for k in node.iter() if k is not node]
            formats[name] = repr(body)
    for node in root.iter(q("style:style")):
        found = {}
        for child in node:
            for key, value in child.attrib.items():
                found[(child.tag, key)] = value
        data = node.get(q("style:data-style-name"))
        found["format"] = formats.get(data, data)
        styles[node.get(q("style:name"))] = found
    return styles


def text_of(cell):
    return "\n".join("".join(p.itertext()) for p in cell.findall(q("text:p")))


def read_table(table, styles):
    cells, row_number, columns = {}, 0, []
    for column in table.iter(q("table:table-column")):
        n = int(column.get(q("table:number-columns-repeated"), 1))
        columns += [column.get(q("table:default-cell-style-name"))] * min(n, 2000)
    for row in table.iter(q("table:table-row")):
        repeated = int(row.get(q("table:number-rows-repeated"), 1))
        column_number = 0
        for cell in row:
            if cell.tag not in (q("table:table-cell"), q("table:covered-table-cell")):
                continue
            n = int(cell.get(q("table:number-columns-repeated"), 1))
            keep = {k: v for k, v in cell.attrib.items()
                    if "repeated" not in k and k != q("table:style-name")}
            note = cell.find(q("office:annotation"))
            content = (sorted(keep.items()), text_of(cell))
            style = cell.get(q("table:style-name")) or (
                columns[column_number] if column_number < len(columns) else None)
            if keep or content[1] or note is not None:
                for r in range(min(repeated, 3000)):
                    for c in range(min(n, 2000)):
                        cells[(row_number + r, column_number + c)] = (
                            content, styles.get(style, {}), note is not None)
            column_number += n
        row_number += repeated
    return cells


def read(path):
    root = ET.parse(path).getroot()
    styles = properties(root)
    sheets = []
    for table in root.iter(q("table:table")):
        style = styles.get(table.get(q("table:style-name")), {})
        hidden = [v for k, v in style.items() if k != "format" and k[1] == q("table:display")]
        sheets.append((table.get(q("table:name")), hidden, read_table(table, styles)))
    return sheets


def colour(style):
    return {v for k, v in style.items() if k != "format" and k[1] == q("fo:background-color")}


def without_colour(style):
    # rotation-align is what LibreOffice says of any format that sets its own fill.
    aside = {q("fo:background-color"), q("style:rotation-align")}
    return {k: v for k, v in style.items() if k == "format" or k[1] not in aside}


def compare(sent, marked):
    """What differs and must not, or None; how many cells are marked."""
    n = 0
    if [s[:2] for s in sent] != [s[:2] for s in marked]:
        return "sheets: %s and %s" % ([s[:2] for s in sent], [s[:2] for s in marked]), 0
    for (name, _, before), (_, _, after) in zip(sent, marked):
        ours = {c for (r, c), v in after.items() if v[0][1] == TITLE}
        if any(c in ours and (r, c) in before and before[r, c][0][1] != TITLE
               for (r, c), v in after.items() if v[0][1] == TITLE):
            return "%s: the added column is over another" % name, n
        for at in sorted(set(before) | set(after)):
            if at[1] in ours:
                continue
            old, new = before.get(at), after.get(at)
            if old is None and new is not None and new[2] and not new[0][1]:
                n += 1  # an empty cell got a comment
                continue
            if old is None or new is None or old[0] != new[0]:
                return "%s %s: %s and %s" % (name, at, old and old[0], new and new[0]), n
            if old[1] == new[1]:
                continue
            changed = colour(old[1]) ^ colour(new[1]) - {"transparent"}
            if without_colour(old[1]) != without_colour(new[1]) or not changed & OURS:
                return "%s %s: format %s and %s" % (name, at, old[1], new[1]), n
            n += 1
    return None, n


def main(folder):
    bad = total = cells = 0
    for name in sorted(os.listdir(os.path.join(folder, "marked"))):
        if not name.endswith(".fods"):
            continue
        total += 1
        what, n = compare(read(os.path.join(folder, "sent", name)), read(os.path.join(folder, "marked", name)))
        cells += n
        if what is not None:
            bad += 1
            print("  %s: %s" % (name, what))
    print("office: %d marked workbooks opened in LibreOffice beside the senders', %d cells marked, %d differ otherwise"
          % (total, cells, bad))
    return 1 if bad or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
