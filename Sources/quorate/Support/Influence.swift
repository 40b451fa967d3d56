internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Voting

/// How unevenly power over a proposal is spread, how few could have decided it, and who could have stopped it.
///
/// A threshold means nothing without it: two thirds of one holder are one person's word.
struct Influence {
  /// What is known of the members of one house.
  private struct Bench {
    let house: String
    let members: Int
    let concentration: Concentration
  }

  private let rules: TrackRules
  private let benches: [Bench]
  private let coalitions: Coalitions?
  /// Who could stop it still.
  private let stoppers: [Stopper]
  private let unit: (String) -> AssetUnit

  /// How many members are looked through without being asked.
  private static let quickly: UInt64 = 20_000

  /// Looks through all members of a proposal's houses.
  ///
  /// - Parameter isAsked: Whether to do so where they are very many.
  /// - Returns: `nil` where they are, and nobody asked.
  /// - Complexity: O(members · log members).
  init?(_ standing: Standing, _ session: Session, isAsked: Bool) throws {
    let (record, rules) = (standing.proposal, standing.rules)
    let members = standing.electorates.reduce(UInt64(0)) { $0 &+ UInt64($1.record.rows) }
    guard isAsked || members <= Self.quickly else { return nil }
    let closing = standing.decision.closing
    let reaches = try session.chamber.read { view in
      var reaches: [String: Reach] = [:]
      for house in rules.houses {
        reaches[house.name] = try view.reach(of: house, on: record, closing: closing)
      }
      return reaches
    }
    self.rules = rules
    stoppers = standing.proposal.rules.waysToStop(from: standing.decision)
    unit = session.unit(ofHouse:)
    benches = try rules.houses.map { house in
      let shares = reaches[house.name]?.shares ?? []
      return Bench(house: house.name, members: shares.count, concentration: try Concentration(shares))
    }
    coalitions = Coalitions(rules, reaches: reaches)
  }

  /// Looks through all members of a list; `nil` where not all of them are on it, or they are too many.
  init?(_ recount: Recount, unit: @escaping (String) -> AssetUnit) throws {
    rules = recount.rules
    guard rules.houses.allSatisfy({ recount.reaches[$0.name] != nil }) else { return nil }
    stoppers = []
    self.unit = unit
    benches = try rules.houses.map { house in
      let shares = recount.reaches[house.name]?.shares ?? []
      return Bench(house: house.name, members: shares.count, concentration: try Concentration(shares))
    }
    coalitions = Coalitions(rules, reaches: recount.reaches)
  }

  // MARK: For people

  /// Lines to stand below the tests.
  var text: String {
    var lines = benches.map { bench in
      prefix(bench) + ConcentrationWords.text(bench.concentration, members: bench.members)
    }
    if let words = Coalitions.untold(rules) {
      lines.append("how few could pass or block it is not computed for \(words)")
    } else if let coalitions {
      lines += benches.map { bench in
        prefix(bench) + CoalitionWords(unit: unit(bench.house)).text(coalitions, in: bench.house)
      }
    }
    lines += CoalitionWords.stoppers(stoppers)
    return lines.map { "\n  · \($0)" }.joined()
  }

  private func prefix(_ bench: Bench) -> String { benches.count > 1 ? "\(bench.house): " : "" }

  // MARK: For programs

  /// Powers in smallest units.
  var json: JSONValue {
    .members([
      "houses": .object(JSONObject(benches.map { .init(key: $0.house, value: json($0)) })),
      "notComputedFor": Coalitions.untold(rules).map { .string($0) } ?? .null,
      "stoppers": .array(
        stoppers.map { way in
          .members([
            "able": .integer(way.able), "act": .string(way.deed.rawValue), "needs": .integer(way.needs),
          ])
        }),
    ])
  }

  /// The member of an answer; `null` where nobody looked.
  static func member(_ influence: Influence?) -> JSONObject.Member {
    JSONObject.Member(key: "influence", value: influence?.json ?? .null)
  }

  private func json(_ bench: Bench) -> JSONValue {
    let spread = bench.concentration
    return .members([
      "largest": .string(spread.largest.description), "majority": .integer(spread.majority),
      "members": .integer(bench.members), "toBlock": json(coalitions?.toBlock(in: bench.house)),
      "toPass": json(coalitions?.toPass(in: bench.house)), "topTen": .string(spread.topTen.description),
      "total": .string(spread.total.description),
    ])
  }

  private func json(_ coalition: Coalition?) -> JSONValue {
    guard let coalition else { return .null }
    return .members([
      "members": .integer(coalition.members), "option": coalition.option.map { .string($0) } ?? .null,
      "power": .string(coalition.power.description),
    ])
  }
}

/// How unevenly power is spread, in words.
enum ConcentrationWords {
  /// `the largest of 4 members has 25.00 %; 3 together have more than half`.
  static func text(_ spread: Concentration, members: Int) -> String {
    guard spread.total > .zero else { return "nobody has power" }
    guard members > 1 else { return "one member has all power" }
    let largest = Format.percent(spread.largest, of: spread.total)
    let most = "the largest of \(Format.grouped(members)) members has \(largest)"
    return spread.majority == 1
      ? most + ", more than half" : most + "; \(Format.grouped(spread.majority)) together have more than half"
  }
}
