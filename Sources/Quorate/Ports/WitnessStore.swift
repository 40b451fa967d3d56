package import TransparencyLog

/// Where a witness keeps what it has cosigned.
///
/// Contract, checked for every adapter:
/// - `update` sees what the last one left, runs alone, and what it returns is durable before it returns.
/// - After any failure of `update` nothing may be answered; what is kept is the old state or the new.
package protocol WitnessStore: Sendable {
  /// What was cosigned last for a log, with the note as it was answered for; `nil` for nothing.
  func latest(of origin: String) throws -> WitnessRecord?

  /// All logs that something was cosigned for, in order of their names.
  func all() throws -> [WitnessRecord]

  /// Judges what was cosigned last, alone, and keeps what follows from it.
  func update<Value>(
    of origin: String, _ body: (WitnessRecord?) throws -> (record: WitnessRecord, value: Value)
  ) throws -> Value

  /// Keeps a request that shows a log forking. At most so many are kept under a name, the first ones.
  func keepEvidence(_ request: [UInt8], of origin: String, at seconds: UInt64) throws

  /// The requests that were kept, in order.
  func evidence(of origin: String) throws -> [[UInt8]]
}

/// What a witness has cosigned last for a log.
package struct WitnessRecord: Hashable, Sendable {
  package let origin: String
  package let state: CosignedState
  /// The note with the log's lines and the witness's own.
  package let note: [UInt8]

  package init(origin: String, state: CosignedState, note: [UInt8]) {
    self.origin = origin
    self.state = state
    self.note = note
  }

  /// The name under which requests of a log are kept whose proof does not hold: no log's name has a line break.
  ///
  /// They show nothing by themselves: whoever hands in a checkpoint can make up the proof. Beside another checkpoint they may
  /// show a fork.
  package static func unproven(_ origin: String) -> String { "\(origin)\nunproven" }

  /// How many requests are kept as evidence for a log.
  package static let evidenceLimit = 64
}
