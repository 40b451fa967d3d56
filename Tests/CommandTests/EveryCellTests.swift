import Foundation
import Testing

/// Edits of the file in which a workspace keeps its log.
@Suite(.serialized) struct EveryCellTests {
  /// Edits each column of each row in turn, undoes it, and prints the cells after which the audit still held.
  ///
  /// Counts of refusals at intake are no part of the record, as docs/spec/workspace.md says; nothing else is left out.
  private static let editing = """
    import os, sqlite3, subprocess
    path, edits, silent = "dao/.quorate/log.sqlite", 0, []
    def edited(value):
        if isinstance(value, bytes): return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
        if isinstance(value, str): return ("y" if value[:1] == "x" else "x") + value[1:]
        return value + 1000003
    base = sqlite3.connect(path)
    base.execute("INSERT INTO refusal VALUES ('ballot.stale', 3, 1764590400000)")
    base.commit()
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    cells = []
    for table in tables:
        columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        for row in base.execute(f"SELECT * FROM {table}").fetchall():
            for place, column in enumerate(columns): cells.append((table, columns, row, place))
    base.close()
    original = open(path, "rb").read()
    for table, columns, row, place in cells:
        for value in [edited(row[place])] + ([-row[place] - 1] if isinstance(row[place], int) else []):
            base = sqlite3.connect(path)
            base.execute("PRAGMA ignore_check_constraints = ON")
            where = " AND ".join(f"{name} IS ?" for name in columns)
            count = base.execute(f"UPDATE {table} SET {columns[place]} = ? WHERE {where}", (value, *row)).rowcount
            base.commit(); base.execute("PRAGMA wal_checkpoint(TRUNCATE)"); base.close()
            assert count == 1, (table, columns[place], row)
            edits += 1
            status = subprocess.run(["quorate", "-C", "dao", "audit", "verify", "--older", "-q"], capture_output=True).returncode
            if status == 0 or not 0 < status < 128: silent.append(f"{table}.{columns[place]} {status}")
            for ending in ["-wal", "-shm"]:
                if os.path.exists(path + ending): os.remove(path + ending)
            open(path, "wb").write(original)
    print(edits, "edits;", ", ".join(sorted(set(silent))))
    """

  @Test func `attack 63: every column of every row of a workspace is part of its audit`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt a roadmap")
    try script.expect(
      0, "quorate vote P-0001 For --reason 'It is time.' -y --key alice", in: "dao")
    try Data(Self.editing.utf8).write(to: script.folder.appending(path: "edit.py"))
    let outcome = try script.shell(
      "python3 -c 'import sqlite3' 2> /dev/null || exit 77; quorate -C dao audit verify -q && python3 edit.py"
    )
    if outcome.status == 77 {
      print("skipped: no python3 with sqlite3")
      return
    }
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    print(outcome.output)
    let silent = outcome.output.split(separator: ";").last?.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(silent == "refusal.code 0, refusal.count 0, refusal.last 0", "\(outcome.output)")
  }
}
