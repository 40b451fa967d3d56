package import CanonicalEncoding

/// Each ballot names the options its voter agrees with, and gives all of its power to every one of them.
///
/// Totals of options therefore add up to more than the power cast, and nothing may be measured against their
/// sum: participation counts a voter once. Snapshot calls it `approval` and counts an empty list as a ballot;
/// here the charter says whether it is one.
package struct Approval: AdditiveMethod {
  package static let name = "approval"
  package var effect: BallotEffect { .several }
  private static let plus = Array(" + ".utf8)

  /// Whether a ballot may name no option at all: it takes part and agrees with nothing.
  package let allowsNone: Bool
  /// The most options a ballot may name, or `nil`.
  package let limit: Int?

  package init(allowsNone: Bool = false, limit: Int? = nil) {
    self.allowsNone = allowsNone
    self.limit = limit
  }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    limit = try fields.count("at_most", 1...100)
    allowsNone = try fields.flag("empty") ?? false
  }

  package var json: JSONValue {
    var members = [JSONObject.Member(key: "method", value: .string(Self.name))]
    members.append(.init(key: "empty", value: .bool(allowsNone)))
    if let limit { members.append(.init(key: "at_most", value: .integer(limit))) }
    return .object(JSONObject(members))
  }

  package func fault(of options: [String]) -> String? {
    ChoiceWords.fault(of: options, signs: ["+"], reserved: allowsNone ? [ChoiceWords.nothing] : [])
  }

  /// Reads `A + C`: options in the order of the list, or `none of these`.
  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    if allowsNone, words.utf8.elementsEqual(ChoiceWords.nothing.utf8) { return Choice(positions: []) }
    guard let positions = ChoiceWords.labels(words, by: Self.plus, among: options),
      isWellFormed(positions, among: options.count)
    else {
      let most = limit.map { ", at most \($0)" } ?? ""
      throw .choiceMalformed(words, needs: "options in the order of the list, such as A + C\(most)")
    }
    return Choice(positions: positions)
  }

  private func isWellFormed(_ positions: [Int], among count: Int) -> Bool {
    ChoiceWords.isRising(positions, below: count) && positions.count <= limit ?? count
      && (allowsNone || !positions.isEmpty)
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    choice.positions.isEmpty
      ? ChoiceWords.nothing
      : choice.positions.map { ChoiceWords.label($0, options) }.joined(separator: " + ")
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout OptionSums) throws(CountRefusal) {
    guard isWellFormed(choice.positions, among: sums.options.count) else {
      throw .choiceDoesNotFit("\(choice.positions)")
    }
    for position in choice.positions { try sums.add(power, at: position) }
  }
}
