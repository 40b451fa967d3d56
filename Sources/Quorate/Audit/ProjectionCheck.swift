internal import CanonicalEncoding
internal import Ledger
internal import Signing

/// Compares the stored records with the replayed ones, byte for byte.
///
/// Rows are looked up as they stream by: each stored one must be a replayed one, and there are as many. A large
/// space is compared in parts, as many at once as there are jobs.
struct ProjectionCheck<Store: LogStore>: Sendable {
  let store: Store
  let replayed: MemoryRecords
  let jobs: Int

  /// Records below which parts are not worth the trouble.
  private static var smallest: Int { 4096 }
  /// Rows that are looked up together.
  private static var run: Int { 128 }
  /// Parts for each job: more than one, since a job may first have something else to end.
  private static var partsOfJob: Int { 4 }

  /// What one part has.
  private struct Part: Sendable {
    let number: Int
    var stored = 0
    var fault: String?
  }

  /// The first difference in any space, or how many records are the same.
  func finding() async throws -> (holds: Bool, detail: String) {
    var compared = 0
    for space in RecordSpace.allCases {
      if let fault = try await fault(in: space) { return (false, fault) }
      compared += replayed.count(space)
    }
    return (true, "\(compared) records are those that the entries lead to")
  }

  /// The first difference in a space, or `nil`.
  private func fault(in space: RecordSpace) async throws -> String? {
    let count = replayed.count(space)
    let cuts = count < Self.smallest || jobs < 2 ? [] : replayed.cuts(space, parts: jobs * Self.partsOfJob)
    let ranges = zip([nil] + cuts, cuts + [nil]).map { RecordRange(from: $0, below: $1) }
    var parts: [Part] = []
    if ranges.count == 1 {
      parts = [try part(0, of: space, ranges[0])]
    } else {
      try await withThrowingTaskGroup(of: Part.self) { group in
        for (number, range) in ranges.enumerated() { group.addTask { try part(number, of: space, range) } }
        for try await part in group { parts.append(part) }
      }
      parts.sort { $0.number < $1.number }
    }
    if let fault = parts.lazy.compactMap(\.fault).first { return fault }
    let stored = parts.reduce(0) { $0 + $1.stored }
    return stored == count
      ? nil : "\(Self.table(space)) has \(stored) rows, the entries lead to \(count)"
  }

  private func part(_ number: Int, of space: RecordSpace, _ range: RecordRange) throws -> Part {
    var part = Part(number: number)
    var run: [(key: RecordKey, value: [UInt8])] = []
    try store.read { records in
      try records.forEach(space, in: range) { key, value in
        part.stored += 1
        run.append((key, value))
        guard run.count == Self.run else { return }
        part.fault = part.fault ?? fault(in: run, of: space)
        run.removeAll(keepingCapacity: true)
      }
    }
    part.fault = part.fault ?? fault(in: run, of: space)
    return part
  }

  /// The first difference in some rows, or `nil`.
  private func fault(in run: [(key: RecordKey, value: [UInt8])], of space: RecordSpace) -> String? {
    for (record, isHeld) in zip(run, replayed.holds(run)) {
      switch isHeld {
      case true?: continue
      case false?:
        return "\(Self.table(space))\(Self.name(of: record.key)): stored otherwise than the entries lead to"
      case nil: return "\(Self.table(space)) has another row than the entries lead to"
      }
    }
    return nil
  }

  private static func table(_ space: RecordSpace) -> String { "the table \"\(space.rawValue)\"" }

  /// The row as a person would name it: the voter for a ballot, else the bytes.
  private static func name(of key: RecordKey) -> String {
    let bytes = key.partition + key.row
    if bytes.isEmpty { return "" }
    let account = AccountKey(record: key.row) ?? AccountKey(record: key.partition)
    return ", row " + (account?.display ?? "0x" + bytes.hex.prefix(64))
  }
}
