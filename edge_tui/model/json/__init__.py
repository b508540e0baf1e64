"""Reading and writing JSON: values, positions and pointers. The one package that knows the syntax.

Which reader to use:

- `document.parse` is strict: text that a person wrote or that will be sent. `NaN`, comments and deep nesting are
  a `ParseError` with line and column. `at`, `put`, `join`, `split` and `strings` work on the parsed value by JSON
  pointer, `pretty` and `compact` write it.
- `received.receive` is lenient: a response body. Nothing is dropped: duplicate names, numbers without an exact
  representation and deep nesting are kept and reported as anomalies.
- `stream.read_stream` is for a body with several documents, after `receive` has rejected it.
- `positions.Positions` is for a text whose formatting has to survive: from pointer to characters, and back.
- `nesting` limits the depth before any of them recurses. `layout.pretty_lines` is `pretty` one line at a time,
  for values of any size and depth.

Other readers, and why they are separate: `lint/cursor.py` reads incomplete text up to the cursor,
`formats/scripts/` reads JavaScript, `outline/huge_body.py` splits megabytes without parsing the items,
`store/small_files.py` reads files that only edge-tui writes, `emulator/validation.py` is as strict as the gateway.
`json.loads` is called directly only for small texts: records of edge-tui's own, tokens, and opaque values.
"""
