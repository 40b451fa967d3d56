internal import CanonicalEncoding
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Signing

/// Ballots for other programs to verify.
enum Export {
  /// Writes up to so many ballots, one JSON object a line: `typedData`, `signature` and `voter`.
  static func write(_ workspace: SampleWorkspace, count: Int, to path: String) throws {
    let domain = Statement.domain(of: workspace.dao)
    var text: [UInt8] = []
    for entry in try workspace.store().entries(from: 3, limit: count) {
      let parsed = try UnverifiedEntry(parsing: entry.bytes)
      guard case .statement(let statement, _) = parsed.content,
        case .signer(let signature) = parsed.signatures,
        case .ballot(let ballot) = statement
      else { continue }
      let line = JSONValue.members([
        "signature": .string("0x" + Hex.encode(signature.canonicalBytes)),
        "typedData": try statement.message(in: domain).json(revealing: [:]),
        "voter": .string(ballot.header.signer.display),
      ])
      text += line.canonicalBytes + [0x0a]
    }
    guard FileManager.default.createFile(atPath: path, contents: Data(text)) else {
      throw StorageError("failed", "cannot write \(path)")
    }
  }
}
