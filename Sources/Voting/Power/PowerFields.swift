internal import CanonicalEncoding

/// Parameters that several sources have.
extension JSONFields {
  /// A source inside this one.
  mutating func source(_ key: String, depth: Int) throws(JSONRefusal) -> any PowerSource {
    try PowerSources.parse(try value(key), depth: depth + 1)
  }

  /// From two to sixteen sources inside this one.
  mutating func sources(_ key: String, depth: Int) throws(JSONRefusal) -> [any PowerSource] {
    let values = try array(key)
    guard 2...16 ~= values.count else { throw unexpected(key, "a list of two to sixteen power sources") }
    var sources: [any PowerSource] = []
    for value in values { sources.append(try PowerSources.parse(value, depth: depth + 1)) }
    return sources
  }

  /// The name of an asset.
  mutating func asset(_ key: String = "asset") throws(JSONRefusal) -> String {
    let asset = try string(key)
    guard Holding.isAssetName(asset) else { throw unexpected(key, "a lower-case name") }
    return asset
  }

  /// A length of time in whole seconds, such as `5d` or `36h`.
  mutating func seconds(_ key: String) throws(JSONRefusal) -> UInt64 {
    guard let span = Span(try string(key)), span.milliseconds % 1000 == 0 else {
      throw unexpected(key, "a length of time in whole seconds, such as 5d, 36h or 0s")
    }
    return span.milliseconds / 1000
  }

  /// A length of time in whole seconds that is not zero.
  mutating func positiveSeconds(_ key: String) throws(JSONRefusal) -> UInt64 {
    let seconds = try seconds(key)
    guard seconds > 0 else { throw unexpected(key, "a length of time of a second or more") }
    return seconds
  }

  /// A ratio, as text or as a whole number.
  mutating func ratio(_ key: String) throws(JSONRefusal) -> Ratio {
    let value = try value(key)
    guard let ratio = Ratio(value.string ?? value.unsigned.map(String.init) ?? "") else {
      throw unexpected(key, "a ratio such as 3, 13/30 or 0.433350")
    }
    return ratio
  }

  /// How a result is rounded; down where the charter does not say.
  mutating func rounding(otherwise: Rounding = .down) throws(JSONRefusal) -> Rounding {
    guard contains("rounding") else { return otherwise }
    let name = try string("rounding")
    guard let rounding = Rounding.allCases.first(where: { $0.name == name }) else {
      throw unexpected("rounding", "one of " + Rounding.allCases.map(\.name).joined(separator: ", "))
    }
    return rounding
  }
}

extension Rounding {
  /// The name a charter uses.
  var name: String {
    switch self {
    case .down: "floor"
    case .up: "ceiling"
    case .halfEven: "half-even"
    case .halfUp: "half-up"
    }
  }
}

extension JSONValue {
  /// A number of seconds as a length of time: `7d`.
  static func span(seconds: UInt64) -> JSONValue {
    .string(Span(milliseconds: seconds.multipliedReportingOverflow(by: 1000).partialValue).description)
  }
}
