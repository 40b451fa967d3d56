package import CanonicalEncoding
package import Signing

/// A commented charter to begin with. Expanded once, at `init`; a charter never refers to a preset.
package struct Preset: Sendable {
  package let name: String
  /// One line for a list.
  package let summary: String
  /// Its text, with names in double braces where `expanded` fills something in.
  package let template: String

  init(name: String, summary: String, template: [UInt8]) {
    self.name = name
    self.summary = summary
    self.template = String(decoding: template, as: UTF8.self)
  }

  /// The preset that a charter is expanded from where none is named: ours, for bodies that decide which models run.
  package static let standard = "ai-safety"

  /// The preset of a name, or `nil`.
  package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// Whether it is meant for DAOs whose time must not be the operator's word alone.
  package var demandsWitnesses: Bool { template.contains(Self.witnessed) }

  /// Lines of a template between these two stand in the charter only where witnesses are named.
  private static let witnessed = "{{witnessed}}\n"
  private static let end = "{{end}}\n"

  /// Adds the witnesses' block to a charter of a preset that has none of its own: all of its kinds go by their time.
  ///
  /// - Parameters:
  ///   - charter: The expanded preset.
  ///   - policy: SHA-256 of their policy.
  ///   - kinds: All kinds of proposal it allows.
  package static func witnessed(_ charter: [UInt8], policy: Digest, kinds: [String]) -> [UInt8] {
    let block = """

      # Whose word on time counts. Proposals of these kinds open, close and take effect by what witnesses have seen.
      witnesses:
        policy: "\(policy)"
        max_gap: 6h              # a longer silence of the witnesses extends a vote by its length
        grace: 10m               # how late after the close they may have looked
        challenge: 1d            # how long later evidence for ballots in time is taken
        required_for:
      \(kinds.filter { !$0.contains("/") }.sorted().map { "    - \($0)" }.joined(separator: "\n"))
      """
    let lines = String(decoding: charter, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let parts = lines.flatMap { line in
      line.hasPrefix("electorates_by:") ? [String(line)] + [block] : [String(line)]
    }
    return Array(parts.joined(separator: "\n").utf8)
  }

  /// The charter's YAML for a DAO.
  ///
  /// - Parameters:
  ///   - name: The DAO's name.
  ///   - founders: They register electorates and form the council.
  ///   - symbol: What the token is called.
  ///   - decimals: How many digits of its smallest unit stand behind the point.
  ///   - policy: SHA-256 of the policy of its witnesses; `nil` leaves out what a preset that demands them says of them.
  package func expanded(
    name: String, founders: [AccountKey], symbol: String = "tokens", decimals: Int = 0,
    policy: Digest? = nil
  ) -> [UInt8] {
    func quoted(_ text: String) -> String {
      String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self)
    }
    let values = [
      "name": quoted(name), "symbol": quoted(symbol), "decimals": String(decimals),
      "founders": "[" + founders.map { quoted($0.display) }.joined(separator: ", ") + "]",
      "first_founder": founders.first.map { quoted($0.display) } ?? "",
      "council_needs": String(founders.count / 2 + 1), "policy": policy.map { quoted($0.description) } ?? "",
    ]
    // In one pass: what is filled in is not looked at again.
    let parts = text(isWitnessed: policy != nil).split(separator: "{{", omittingEmptySubsequences: false)
    var text = String(parts.first ?? "")
    for part in parts.dropFirst() {
      let halves = part.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
      text += (values[String(halves[0])] ?? "") + (halves.count == 2 ? halves[1] : "")
    }
    return Array(text.utf8)
  }

  /// The charter of a body that is nobody's: whoever wants to read or count by a preset needs no founder.
  package var example: [UInt8] { example(decimals: 0) }

  /// The same for a token with so many digits behind the point, where the preset leaves that open.
  package func example(decimals: Int) -> [UInt8] {
    let nobody = AccountKey(canonical: "evm:" + String(repeating: "0", count: 39) + "1")
    return expanded(name: "An example", founders: nobody.map { [$0] } ?? [], decimals: decimals)
  }

  /// The template, with the lines about witnesses or without them.
  private func text(isWitnessed: Bool) -> String {
    let parts = template.split(
      separator: Self.witnessed, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return parts.joined() }
    let rest = parts[1].split(separator: Self.end, maxSplits: 1, omittingEmptySubsequences: false)
    return String(parts[0]) + (isWitnessed ? String(rest[0]) : "") + rest.dropFirst().joined()
  }
}
