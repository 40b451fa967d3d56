package import CanonicalEncoding

/// How a holding becomes power. A charter names one for each house.
///
/// A source is a pure function of a row and an instant; those that wrap another source compose:
/// `{source: fresh, start: 183d, over: 30d, of: {source: locked-bonus, …}}`.
package protocol PowerSource: Sendable {
  /// The name a charter uses.
  static var name: String { get }
  /// Reads the parameters that stand beside `source`.
  /// - Parameter depth: How many sources are around this one.
  init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal)
  /// The source with its parameters, as in a charter, in the one form that is hashed.
  var json: JSONValue { get }
  /// The assets it looks at.
  var assets: Set<String> { get }
  /// The asset in whose smallest units the power is counted; `nil` where it is of no asset, as heads are.
  var unit: String? { get }
  /// Whether it needs to know the validators of the electorate before it can be asked.
  var needsValidators: Bool { get }
  /// The same source with the validators of an electorate.
  func knowing(_ validators: ValidatorTable) -> Self
  /// The power of one row at an instant.
  /// - Throws: `CountRefusal.overflow` where a power, or a product on the way to it, leaves its range.
  func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power
}

extension PowerSource {
  package var needsValidators: Bool { false }
  package func knowing(_ validators: ValidatorTable) -> Self { self }
}

/// Power sources by the names charters use.
package enum PowerSources {
  /// All of them.
  package static let all: [any PowerSource.Type] = [
    AllocationPower.self, BalancePower.self, CappedPower.self, ConvictionPower.self, DelegatedStakePower.self,
    ExcludedPower.self, FreshPower.self, GrowthPower.self, HeadsPower.self, LockedBonusPower.self,
    LockedConvexPower.self, LockedDecayPower.self, LockedPower.self, MaxPower.self, MinPower.self,
    RolePower.self, ScaledPower.self, SquareRootPower.self, SumPower.self,
  ]

  /// How many sources may stand inside each other.
  package static let deepest = 8

  /// Reads a source with its parameters.
  package static func parse(_ value: JSONValue) throws(JSONRefusal) -> any PowerSource {
    try parse(value, depth: 0)
  }

  /// Reads a source inside others.
  static func parse(_ value: JSONValue, depth: Int) throws(JSONRefusal) -> any PowerSource {
    var fields = try JSONFields(value, of: "a power source")
    let name = try fields.string("source")
    guard let type = all.first(where: { $0.name == name }) else {
      throw fields.unexpected("source", "one of " + all.map { $0.name }.joined(separator: ", "))
    }
    guard depth < deepest else {
      throw fields.unexpected("source", "at most \(deepest) sources inside each other")
    }
    let source = try type.init(reading: &fields, depth: depth)
    try fields.finish()
    return source
  }
}
