internal import CanonicalEncoding
internal import Voting

/// Power read for each ballot when it is cast, over what can be handed on.
///
/// Whoever has voted keeps what it had then. If that moves to another member who votes later, it is counted with both
/// ballots, and what was cast can be more than there is. A lock stays with its owner, so that it can be read like that.
enum SeenPowerLint {
  /// What can be handed on between two ballots.
  private static let movable: Set = ["balance", "delegated-stake"]

  static func findings(in charter: Charter) -> [CharterFinding] {
    charter.houses.values.sorted { $0.name < $1.name }.filter { house in
      house.reading == .asSeen && reads(house.power.json)
    }.map { house in
      CharterFinding(
        .seenTwice, .warning, at: "houses.\(house.name).read",
        "tokens that move between two ballots are counted with both; read them at one instant, or count locks"
      )
    }
  }

  /// Whether a source, or one that it is made of, is of what can be handed on.
  private static func reads(_ value: JSONValue) -> Bool {
    if let list = value.array { return list.contains(where: reads) }
    guard let object = value.object else { return false }
    return object.members.contains { member in
      member.key == "source" && member.value.string.map(movable.contains) ?? false || reads(member.value)
    }
  }
}
