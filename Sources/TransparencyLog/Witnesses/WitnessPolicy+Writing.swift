internal import CanonicalEncoding

extension WitnessPolicy {
  /// The plainest policy: so many of some witnesses.
  ///
  /// - Parameters:
  ///   - witnesses: Names, keys and addresses; at least one.
  ///   - needs: How many must cosign, 1 to as many as there are.
  /// - Throws: `PolicyRefusal`, as reading does: what is written is read back.
  package static func of(_ witnesses: [Witness], needs: Int) throws(PolicyRefusal) -> WitnessPolicy {
    var bytes: [UInt8] = []
    func add(_ words: [ByteString]) {
      bytes += words.map(\.bytes).joined(separator: [0x20])
      bytes.append(0x0a)
    }
    for witness in witnesses {
      let words = [ByteString(utf8: "witness"), witness.name, ByteString(utf8: witness.key.description)]
      add(words + (witness.address.map { [ByteString(utf8: $0)] } ?? []))
    }
    let quorum = ByteString(utf8: groupName)
    add([ByteString(utf8: "group"), quorum, ByteString(utf8: String(needs))] + witnesses.map(\.name))
    add([ByteString(utf8: "quorum"), quorum])
    return try WitnessPolicy(parsing: bytes)
  }

  private static let groupName = "witnesses"

  /// How many of all its witnesses a policy needs, where it says no more than that; `nil` for any other, and for
  /// one with comments, which a program must not write anew.
  package var plainThreshold: Int? {
    guard logs.isEmpty, groups.count == 1, let group = groups.first, quorum == .group(0),
      let same = try? Self.of(witnesses, needs: group.needs), same.bytes == bytes
    else { return nil }
    return group.needs
  }

  /// The fewest of `count` witnesses of which two sets always share one: more than half.
  package static func majority(of count: Int) -> Int { count / 2 + 1 }
}
