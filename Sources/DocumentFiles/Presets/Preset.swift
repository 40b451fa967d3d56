internal import CanonicalEncoding
package import Signing

/// A commented charter to begin with. Expanded once, at `init`; a charter never refers to a preset.
package struct Preset: Sendable {
  package let name: String
  /// One line for a list.
  package let summary: String
  private let template: [UInt8]

  init(name: String, summary: String, template: [UInt8]) {
    self.name = name
    self.summary = summary
    self.template = template
  }

  /// The preset of a name, or `nil`.
  package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// The charter's YAML for a DAO.
  ///
  /// - Parameters:
  ///   - name: The DAO's name.
  ///   - founders: They register electorates and form the council.
  ///   - symbol: What the token is called.
  ///   - decimals: How many digits of its smallest unit stand behind the point.
  package func expanded(name: String, founders: [AccountKey], symbol: String = "tokens", decimals: Int = 0)
    -> [UInt8]
  {
    func quoted(_ text: String) -> String {
      String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self)
    }
    let values = [
      "name": quoted(name), "symbol": quoted(symbol), "decimals": String(decimals),
      "founders": "[" + founders.map { quoted($0.display) }.joined(separator: ", ") + "]",
      "first_founder": founders.first.map { quoted($0.display) } ?? "",
      "council_needs": String(founders.count / 2 + 1),
    ]
    // In one pass: what is filled in is not looked at again.
    let parts = String(decoding: template, as: UTF8.self).split(
      separator: "{{", omittingEmptySubsequences: false)
    var text = String(parts.first ?? "")
    for part in parts.dropFirst() {
      let halves = part.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
      text += (values[String(halves[0])] ?? "") + (halves.count == 2 ? halves[1] : "")
    }
    return Array(text.utf8)
  }
}
