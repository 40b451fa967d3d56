internal import CanonicalEncoding
internal import Ledger
internal import Quorate
internal import TransparencyLog

extension LogStoreCheck {
  // MARK: The tree

  static func growsTheTree(_ store: some LogStore) throws {
    var reference = CompactRange()
    var nodes: [NodeID: Digest] = [:]
    var next = 0
    for count in [1, 1, 2, 3, 1, 5, 8, 13, 1, 30, 2] {
      try append(next..<next + count, to: store)
      for number in next..<next + count {
        let hash = TreeHash.leaf(leaf(number))
        nodes[NodeID(level: 0, index: UInt64(number))] = hash
        reference.append(hash) { nodes[$0] = $1 }
      }
      next += count
      let head = try store.head().orThrow("there is no head")
      try require(head.range == reference, "the head of \(next) entries is not that of the reference")
      try require(head.received == received(next - 1), "the head was not received with its last entry")
      let root = try MerkleRoot.of(size: head.size) { try store.node($0) }
      try require(root == reference.root, "the nodes of \(next) entries do not give the root")
    }
    for (id, hash) in nodes { try require(try store.node(id) == hash, "node \(id) is another") }
    for id in [NodeID(level: 0, index: UInt64(next)), NodeID(level: 6, index: 1), NodeID(level: 7, index: 0)]
    {
      try require((try? store.node(id)) == nil, "node \(id) is there before its leaves")
    }
  }

  static func readsNodesInRuns(_ store: some LogStore) throws {
    let size = 21
    try append(0..<size, to: store)
    for level in 0..<7 {
      let count = size >> level
      let all = try (0..<count).map { try store.node(NodeID(level: level, index: UInt64($0))) }
      for start in 0...count {
        for limit in [0, 1, 3, count, count + 5] {
          let run = try store.nodes(level: level, from: UInt64(start), limit: limit)
          let expected = Array(all.dropFirst(start).prefix(limit))
          try require(run == expected, "the run of \(limit) from \(level)/\(start) has \(run.count) hashes")
        }
      }
    }
  }

  static func readsEntriesInPages(_ store: some LogStore) throws {
    try append(0..<23, to: store)
    let all = (0..<23).map { number in
      StoredEntry(
        index: UInt64(number), bytes: leaf(number), hash: TreeHash.leaf(leaf(number)),
        identity: statement(number))
    }
    for start in 0...24 {
      for limit in [0, 1, 5, 22, 23, 24, Int.max] {
        let page = try store.entries(from: UInt64(start), limit: limit)
        try require(
          page == Array(all.dropFirst(start).prefix(limit)), "the page of \(limit) from \(start) is another")
      }
    }
    try require(try store.entries(from: .max, limit: 1).isEmpty, "there is an entry at the end of numbers")
  }

  static func findsStatements(_ store: some LogStore) throws {
    try append(0..<9, to: store)
    for number in 0..<9 {
      try require(
        try store.index(of: statement(number)) == UInt64(number), "statement \(number) is not found")
    }
    try require(try store.index(of: statement(9)) == nil, "a statement is found that is not there")
  }

  static func hasOneEntryOfAStatement(_ store: some LogStore) throws {
    try append(0..<3, to: store)
    let before = try LogExport(store)
    let result = Result { try append(2..<4, to: store) }
    guard case .failure = result else { throw SampleFault("a statement was appended twice") }
    try require(try LogExport(store) == before, "the second entry of a statement left something")
  }

  // MARK: Records

  private static let names: [[UInt8]] = [
    [], [0], [0, 0], [0, 255], [1], [9, 0x80], [0x7f], [0x80], [0x80, 0], [0xff], [0xff, 0xff],
    Array("a".utf8),
    Array("ab".utf8), Array("b".utf8), Array("é".utf8), [UInt8](repeating: 1, count: 300),
  ]

  static func scansRecordsInOrder(_ store: some LogStore) throws {
    var random = RepeatableNumbers(seed: 17)
    var reference: [RecordKey: [UInt8]] = [:]
    for round in 0..<3 {
      var changes: [Change] = []
      for partition in names.shuffled(using: &random) {
        for row in names.shuffled(using: &random) where !random.once(in: 3) {
          changes.append(change(row, [UInt8(round), random.once(in: 2) ? 0 : 255], in: partition))
        }
      }
      changes.append(Change(RecordKey(.number, ByteString([]), ByteString([UInt8(round)])), []))
      for change in changes { reference[change.key] = change.value }
      try store.transact { transaction in
        try transaction.append(
          leaf(round), statement: statement(round), received: received(round), changes: changes)
      }
    }
    try store.read { try compare($0, reference) }
    try store.transact { try compare($0, reference) }
  }

  private static func compare(_ records: some Records, _ reference: [RecordKey: [UInt8]]) throws {
    for space in [RecordSpace.ballot, .number, .act] {
      let expected = reference.filter { $0.key.space == space }.sorted { $0.key < $1.key }
      let found = try records.records(space)
      try require(
        found.map(\.key) == expected.map(\.key), "the rows of \(space) are not in the order of their bytes")
      try require(found.map(\.value) == expected.map(\.value), "the values of \(space) are others")
      try compareRanges(of: space, records, expected.map(\.key))
    }
    for partition in names.map({ ByteString($0) }) {
      let expected = reference.filter { $0.key.space == .ballot && $0.key.partition == partition }
        .sorted { $0.key < $1.key }
      let found = try records.rows(.ballot, partition)
      try require(found.map(\.row) == expected.map(\.key.row), "partition \(partition.hex) is not in order")
      try require(found.map(\.value) == expected.map(\.value), "the values of \(partition.hex) are others")
    }
    for (key, value) in reference { try require(try records.value(key) == value, "a value is not found") }
    let absent = RecordKey(.act, ByteString([0]), ByteString([0]))
    try require(try records.value(absent) == nil, "a value is found that is not there")
  }

  /// Ranges from and below some keys that are there, and some that are not.
  private static func compareRanges(
    of space: RecordSpace, _ records: some Records, _ keys: [RecordKey]
  ) throws {
    let some = stride(from: 0, to: keys.count, by: 9).map { keys[$0] }
    let absent = [
      RecordKey(space, ByteString([0, 1]), ByteString([])), RecordKey(space, ByteString([]), ByteString([2])),
    ]
    let bounds = [nil] + some.map { Optional($0) } + absent.map { Optional($0) }
    for from in bounds {
      for below in bounds {
        let range = RecordRange(from: from, below: below)
        var found: [RecordKey] = []
        try records.forEach(space, in: range) { key, _ in found.append(key) }
        try require(found == keys.filter(range.contains), "a range of \(space) has other rows")
      }
    }
  }

  static func showsATransactionItsOwnChanges(_ store: some LogStore) throws {
    try append(0..<3, to: store)
    try store.transact { transaction in
      var reference = try store.head().orThrow("there is no head").range
      for number in 3..<8 {
        let added = [change([1], [UInt8(number)]), change([UInt8(number)], [])]
        try transaction.append(
          leaf(number), statement: statement(number), received: received(number), changes: added)
        reference.append(TreeHash.leaf(leaf(number)))
        try require(
          transaction.head == LogHead(range: reference, received: received(number)), "its head is behind")
        try require(try transaction.value(added[0].key) == added[0].value, "a value is behind")
        let rows = try transaction.rows(.ballot, ByteString([])).map(\.row.bytes)
        try require(rows == (0...number).map { [UInt8($0)] }, "the rows are behind")
        try require(try transaction.records(.ballot).count == number + 1, "the records are behind")
      }
    }
  }

  // MARK: Beside the log

  static func neverReplacesACheckpoint(_ store: some LogStore) throws {
    try append(0..<9, to: store)
    let steps: [(size: UInt64, note: String, newest: UInt64, kept: String)] = [
      (3, "first", 3, "first"), (3, "second", 3, "first"), (2, "smaller", 3, "first"), (5, "five", 5, "five"),
      (5, "five again", 5, "five"), (9, "nïne\n", 9, "nïne\n"),
    ]
    for step in steps {
      let newest = try store.store(StoredCheckpoint(size: step.size, note: step.note))
      let expected = StoredCheckpoint(size: step.newest, note: step.kept)
      try require(newest == expected, "\(step.note) was answered with \(newest)")
      try require(try store.checkpoint() == expected, "\(step.note) is not what stands")
    }
    let sizes = try store.checkpoints(from: 0, limit: .max).map(\.size)
    try require(sizes == [3, 5, 9], "the checkpoints are \(sizes)")
    try require(
      try store.checkpoints(from: 4, limit: 1).map(\.note) == ["five"], "a page of checkpoints is another")
    try require(try store.checkpoints(from: 10, limit: 5).isEmpty, "there is a checkpoint beyond the last")
    try require(try store.head()?.size == 9, "checkpoints moved the log")
  }

  static func keepsReasons(_ store: some LogStore) throws {
    try append(0..<1, to: store)
    let before = try LogExport(store)
    try store.transact { transaction in
      try transaction.keep(reason: "because\nof it — \u{1F642}", hash: statement(1))
      try transaction.keep(reason: "other", hash: statement(2))
      try transaction.keep(reason: "replaced?", hash: statement(1))
    }
    try require(try store.reason(statement(1)) == "because\nof it — \u{1F642}", "the first text is not kept")
    try require(try store.reason(statement(2)) == "other", "the second text is not kept")
    try require(try store.reason(statement(3)) == nil, "a reason is found that is not there")
    let hashes = [statement(1), statement(2)].sorted()
    try require(try store.reasons(after: nil, limit: 9).map(\.hash) == hashes, "not every reason is listed")
    let page = try store.reasons(after: nil, limit: 1)
    try require(page.map(\.hash) == [hashes[0]], "a page of reasons is another")
    let rest = try store.reasons(after: hashes[0], limit: 9)
    try require(rest.map(\.hash) == [hashes[1]], "the reasons after the first are others")
    try require(try rest.first?.text == store.reason(hashes[1]), "a reason is listed with another text")
    try require(try store.reasons(after: hashes[1], limit: 9).isEmpty, "there is a reason after the last")
    try require(try LogExport(store) == before, "a reason is part of the log")
  }

  static func keepsPromises(_ store: some LogStore) throws {
    let before = try LogExport(store)
    func promise(_ number: Int, _ reason: String = "", due: UInt64 = 7) -> PromisedStatement {
      PromisedStatement(
        id: statement(number), leaf: leaf(number), reason: reason, due: Timepoint(milliseconds: due))
    }
    func promised() throws -> [PromisedStatement] { try store.transact { try $0.promised() } }
    try require(try promised().isEmpty, "something is promised from the beginning")
    for number in [2, 0, 1] { try store.keep(promise(number, "because\nof \(number) \u{1F642}")) }
    // A later promise of the same statement moves nothing but the instant, and that only on.
    for due in [9, 3] as [UInt64] { try store.keep(promise(2, "other", due: due)) }
    let all = [2, 0, 1].map { promise($0, "because\nof \($0) \u{1F642}", due: $0 == 2 ? 9 : 7) }
    try require(try promised() == all, "promises are others, or in another order")
    try append(0..<1, to: store)
    try require(try promised() == [all[0], all[2]], "what is an entry is promised still")
    try store.forget(promised: statement(2))
    try store.forget(promised: statement(5))
    try store.keep(promise(3))
    try require(try promised() == [all[2], promise(3)], "what is forgotten is promised still")
    try store.forget(promised: statement(1))
    try store.forget(promised: statement(3))
    try require(try LogExport(store).digest != before.digest, "the entry is not there")
  }

  static func countsRefusals(_ store: some LogStore) throws {
    try append(0..<1, to: store)
    let before = try LogExport(store)
    try store.countRefusals(["sig.form", "ballot.stale", "sig.form"], at: received(1))
    try store.countRefusals(["act.wrongState", "sig.form"], at: received(1))
    let counted = try store.refusals().map { "\($0.code) \($0.count)" }
    try require(counted == ["act.wrongState 1", "ballot.stale 1", "sig.form 3"], "counted \(counted)")
    try require(try LogExport(store) == before, "a refusal is part of the log")
  }
}
