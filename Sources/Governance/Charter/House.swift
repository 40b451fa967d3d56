package import CanonicalEncoding
package import Voting

/// A body of voters: where its electorate comes from and how holdings become power.
package struct House: Sendable {
  package let name: String
  /// The series of electorates it reads; the newest registered when a proposal is submitted is frozen with it.
  package let series: String
  package let power: any PowerSource

  package init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the house \(name)")
    self.name = name
    series = try fields.string("electorate")
    power = try PowerSources.parse(try fields.value("power"))
    guard Holding.isAssetName(series) else { throw fields.unexpected("electorate", "a lower-case name") }
    guard try fields.string("read") == "snapshot-at-submission" else {
      throw fields.unexpected("read", "snapshot-at-submission")
    }
    try fields.finish()
  }

  package var json: JSONValue {
    .members([
      "electorate": .string(series), "power": power.json, "read": .string("snapshot-at-submission"),
    ])
  }
}
