internal import CanonicalEncoding
internal import Voting

/// A track as a charter's YAML states it, before roles and houses are looked up.
struct TrackDraft {
  let name: String
  let houses: [String]
  let method: String
  let options: [String]
  let isReplaceable: Bool
  let admission: Power
  let delay: Span
  let period: Span
  let timelock: Span
  let grace: Span
  let tests: [any DecisionTest]
  let veto: String?

  init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the track \(name)")
    self.name = name
    houses = try fields.strings("houses")
    var ballot = try JSONFields(try fields.value("ballot"), of: "the ballot of \(name)")
    method = try ballot.string("method")
    options = try ballot.strings("options")
    guard let isReplaceable = try ballot.value("replaceable").bool else {
      throw ballot.unexpected("replaceable", "true or false")
    }
    self.isReplaceable = isReplaceable
    try ballot.finish()
    admission = Power(try fields.amount("propose_with"))
    delay = try fields.span("delay")
    period = try fields.span("period")
    timelock = try fields.span("timelock")
    grace = try fields.span("grace")
    var tests: [any DecisionTest] = []
    for test in try fields.array("tests") { tests.append(try DecisionTests.parse(test)) }
    self.tests = tests
    veto = fields.optional("veto_by") == nil ? nil : try fields.string("veto_by")
    try fields.finish()
  }

  /// The fault of the values taken together, or `nil`.
  var fault: String? {
    if houses.isEmpty { return "no house votes on it" }
    if Set(houses).count != houses.count { return "a house stands twice" }
    if CountingMethods.named(method) == nil { return "the method \"\(method)\" is not known" }
    if !(2...100 ~= options.count) { return "a ballot needs from 2 to 100 options" }
    for option in options {
      if let fault = DisplayText.fault(of: option, limit: 80) {
        return "the option \"\(DisplayText.escaped(option, limit: 40))\" \(fault.words)"
      }
    }
    let folded = Set(options.map { $0.lowercased() })
    if folded.count != options.count { return "two options differ only in case" }
    if period == .zero { return "the voting period is zero" }
    if tests.isEmpty { return "it has no test, so everything would pass" }
    if Set(tests.map(\.name)).count != tests.count { return "two tests have one name" }
    for test in tests {
      if let unknown = test.options.first(where: { !options.contains($0) }) {
        return "test \(test.name) names the option \"\(unknown)\", which is not on the ballot"
      }
      if !houses.contains(test.house) {
        return "test \(test.name) names the house \"\(test.house)\", which does not vote"
      }
    }
    return nil
  }
}

extension JSONFields {
  /// A length of time such as `5d` or `36h`.
  fileprivate mutating func span(_ key: String) throws(JSONRefusal) -> Span {
    guard let span = Span(try string(key)) else {
      throw unexpected(key, "a length of time such as 5d, 36h or 0s")
    }
    return span
  }
}
