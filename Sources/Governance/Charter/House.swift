package import CanonicalEncoding
package import Voting

/// A body of voters: where its electorate comes from and how holdings become power.
package struct House: Sendable {
  package let name: String
  /// The series of electorates it reads; an empty text where its seats are on record.
  package let series: String
  /// Who has a seat by what the log says; `nil` where electorates are registered.
  package let seats: HouseSeats?
  /// How a row of them becomes power.
  package let power: any PowerSource
  /// Which of them it reads, and at what instant.
  package let reading: PowerReading
  /// The role that vouches that no two accounts of the electorate are of one person, where somebody does.
  ///
  /// Methods by which splitting an account gains power are not allowed without it.
  package let vouchedBy: String?

  package init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    try self.init(reading: try JSONFields(value, of: "the house \(name)"), named: name)
  }

  /// Reads the form of frozen rules, where a house holds its name because the order of houses counts.
  package init(frozen value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a house")
    let name = try fields.string("name")
    try self.init(reading: fields, named: name)
  }

  private init(reading fields: JSONFields, named name: String) throws(JSONRefusal) {
    var fields = fields
    self.name = name
    seats = try fields.optional("seats").map { value throws(JSONRefusal) in
      try HouseSeats(parsing: value, of: name)
    }
    series = seats == nil ? try fields.string("electorate") : ""
    power = try PowerSources.parse(try fields.value("power"))
    guard seats != nil || Holding.isAssetName(series) else {
      throw fields.unexpected("electorate", "a lower-case name")
    }
    guard let reading = PowerReading(parsing: try fields.value("read")) else {
      throw fields.unexpected("read", PowerReading.words)
    }
    self.reading = reading
    if seats != nil {
      // Seats are heads with roles, and known of the moment of a submission.
      guard power.assets.isEmpty else { throw fields.unexpected("power", "heads, or of roles") }
      guard reading == .snapshotAtSubmission else {
        throw fields.unexpected("read", "snapshot-at-submission, where seats are on record")
      }
    }
    vouchedBy = fields.contains("vouched_by") ? try fields.string("vouched_by") : nil
    try fields.finish()
  }

  private init(_ house: House, power: any PowerSource) {
    name = house.name
    series = house.series
    seats = house.seats
    self.power = power
    reading = house.reading
    vouchedBy = house.vouchedBy
  }

  /// The same house over rows that another source makes power of.
  package func measured(by source: any PowerSource) -> House { House(self, power: source) }

  /// The form of frozen rules.
  package var frozen: JSONValue {
    var members: [JSONObject.Member] = [
      seats.map { .init(key: "seats", value: $0.json) } ?? .init(key: "electorate", value: .string(series)),
      .init(key: "name", value: .string(name)), .init(key: "power", value: power.json),
      .init(key: "read", value: reading.json),
    ]
    if let vouchedBy { members.append(.init(key: "vouched_by", value: .string(vouchedBy))) }
    return .object(JSONObject(members))
  }
}
