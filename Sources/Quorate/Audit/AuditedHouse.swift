internal import CanonicalEncoding
internal import Governance
package import Voting

/// The sums of one house by which an audit found a proposal decided, or stands open.
package struct AuditedHouse: Hashable, Sendable {
  /// What one option has got.
  package struct Option: Hashable, Sendable {
    package let name: String
    package let power: Power
    /// Ballots that name it.
    package let voters: Int
  }

  package let name: String
  /// All the power there is.
  package let electorate: Power
  /// The power of all ballots that count.
  package let cast: Power
  package let ballots: Int
  /// In the order of the ballot.
  package let options: [Option]

  init(_ name: String, _ tally: Tally, options: [String]) {
    self.name = name
    electorate = tally.electorate
    cast = tally.cast
    ballots = tally.ballots
    self.options = zip(options, tally.options).map {
      Option(name: $0, power: $1.power, voters: $1.voters)
    }
  }

  /// The sums of all houses of the stage a proposal is in, as they were judged, by their names.
  static func all(_ tallies: [String: Tally], options: [String], judgedBy decision: Decision)
    -> [AuditedHouse]
  {
    tallies.sorted { $0.key < $1.key }.map { name, tally in
      AuditedHouse(name, decision.later(of: tally, in: name)?.judged ?? tally, options: options)
    }
  }

  var json: JSONValue {
    .members([
      "ballots": .integer(ballots), "cast": .string(cast.description),
      "electorate": .string(electorate.description), "house": .string(name),
      "options": .array(
        options.map {
          .members([
            "name": .string($0.name), "power": .string($0.power.description), "voters": .integer($0.voters),
          ])
        }),
    ])
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the sums of a house")
    ballots = Int(clamping: try fields.integer("ballots"))
    cast = Power(try fields.amount("cast"))
    electorate = Power(try fields.amount("electorate"))
    name = try fields.string("house")
    var options: [Option] = []
    for element in try fields.array("options") {
      var option = try JSONFields(element, of: "the sums of an option")
      options.append(
        Option(
          name: try option.string("name"), power: Power(try option.amount("power")),
          voters: Int(clamping: try option.integer("voters"))))
      try option.finish()
    }
    self.options = options
    try fields.finish()
  }
}
