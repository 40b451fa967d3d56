internal import CanonicalEncoding
internal import Governance

/// The courses of a proposal as they were before each ballot that no witnessed checkpoint covers yet: what it takes
/// to leave out the ballots that turn out to have come too late.
///
/// Slots are used again once witnesses have seen all of them, so that there are as many as one interval ever had
/// ballots. A stage begins with none: it opens when the one before is settled.
struct CourseTrail<Store: Records> {
  private let partition: ByteString
  private let records: Store
  /// The slots in use.
  private let slots: Range<UInt32>

  init(of proposal: Digest, in records: Store) throws {
    partition = ByteString(proposal.bytes)
    self.records = records
    guard let value = try records.value(RecordKey(.trail, partition, Self.bounds)) else {
      slots = 0..<0
      return
    }
    guard let first = value.bigEndian(UInt32.self, at: 0), let end = value.bigEndian(UInt32.self, at: 4),
      first <= end
    else { throw RecordFault.unreadable(.trail) }
    slots = first..<end
  }

  /// Notes a state before the ballot of an entry.
  /// - Parameter keys: The records that the ballot changes, where it may have to be taken back.
  func adding(
    _ state: CourseState, before index: UInt64, undoing keys: [RecordKey] = []
  ) throws -> [Change] {
    let (next, overflow) = slots.upperBound.addingReportingOverflow(1)
    guard !overflow else { return [] }
    let step = TrailStep(
      index: index, state: state, former: try keys.map { Change($0, try records.value($0) ?? []) })
    return [noting(step, in: slots.upperBound), using(slots.lowerBound..<next)]
  }

  /// Forgets everything.
  var emptied: [Change] { slots.isEmpty ? [] : [using(0..<0)] }

  /// The records as they were before the first ballot from an entry on, where ballots from there on may have to be taken
  /// back; an empty value stands for none.
  /// - Complexity: O(ballots since the last witnessed checkpoint).
  func takingBack(from index: UInt64) throws -> [Change] {
    var former: [RecordKey: [UInt8]] = [:]
    for slot in try firstSlot(from: index)..<slots.upperBound {
      // What a later ballot found was the work of an earlier one.
      for change in try step(in: slot).former where former[change.key] == nil {
        former[change.key] = change.value
      }
    }
    return former.sorted { $0.key < $1.key }.map { Change($0.key, $0.value) }
  }

  /// Forgets the states before ballots that witnesses have seen; begins anew where those are all.
  func clearing(before size: UInt64) throws -> [Change] {
    let first = try firstSlot(from: size)
    guard first < slots.upperBound else { return slots.isEmpty ? [] : [using(0..<0)] }
    return first == slots.lowerBound ? [] : [using(first..<slots.upperBound)]
  }

  /// Moves the deadlines of the states before ballots from a size on, as that of the newest state is moved.
  func extending(by gap: Span, from size: UInt64) throws -> [Change] {
    try (try firstSlot(from: size)..<slots.upperBound).map { slot in
      var step = try step(in: slot)
      step.state.extend(by: gap)
      return noting(step, in: slot)
    }
  }

  /// The state before the first ballot from an entry on; `nil` where there is none.
  /// - Complexity: O(ballots since the last witnessed checkpoint).
  func state(before index: UInt64) throws -> CourseState? {
    let slot = try firstSlot(from: index)
    return slot < slots.upperBound ? try step(in: slot).state : nil
  }

  private func firstSlot(from index: UInt64) throws -> UInt32 {
    for slot in slots where try self.index(in: slot) >= index { return slot }
    return slots.upperBound
  }

  private func value(in slot: UInt32) throws -> [UInt8] {
    guard let value = try records.value(key(slot)), value.count > 8 else {
      throw RecordFault.unreadable(.trail)
    }
    return value
  }

  private func index(in slot: UInt32) throws -> UInt64 {
    try value(in: slot).bigEndian(UInt64.self, at: 0) ?? 0
  }

  private func step(in slot: UInt32) throws -> TrailStep { try TrailStep(bytes: try value(in: slot)) }

  private func noting(_ step: TrailStep, in slot: UInt32) -> Change { Change(key(slot), step.bytes) }

  private static var bounds: ByteString { ByteString(utf8: "bounds") }

  private func key(_ slot: UInt32) -> RecordKey {
    var row: [UInt8] = []
    row.append(bigEndian: slot)
    return RecordKey(.trail, partition, ByteString(row))
  }

  private func using(_ slots: Range<UInt32>) -> Change {
    var value: [UInt8] = []
    value.append(bigEndian: slots.lowerBound)
    value.append(bigEndian: slots.upperBound)
    return Change(RecordKey(.trail, partition, Self.bounds), value)
  }
}
