import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// Ballots by lot of the methods of which sums do not say what one more ballot would do, and their count.
struct BallotSample: CustomStringConvertible {
  static let options = ["Llama", "Mistral", "None"]
  static let methods: [String] =
    ["lowest-listed", "most-first-preferences", "earlier-round", "all-tied-out"].flatMap { ties in
      [true, false].flatMap { partial in
        ["shared", "by-ties"].map {
          #"{"last_two":"\#($0)","method":"ranked-choice","partial":\#(partial),"ties":"\#(ties)"}"#
        }
      }
    } + [
      #"{"method":"copeland","partial":true}"#, #"{"method":"copeland","partial":false}"#, #""score""#,
      #"{"max":1,"method":"score"}"#, #""star""#, #"{"max":3,"method":"star","ties":"first-listed"}"#,
      #"{"method":"quadratic","weights":"shares"}"#, #""approval""#,
    ]

  let method: any CountingMethod
  var ballots: [(choice: Choice, power: UInt128)]
  let electorate: UInt128

  init(_ method: any CountingMethod, seed: UInt64) {
    var random = RepeatableNumbers(seed: seed)
    self.method = method
    let most = seed % 3 == 0 ? 40 : 4
    ballots = (0..<random.below(6)).map { _ in
      (Self.choice(method, &random), UInt128(random.below(most) + 1))
    }
    electorate = ballots.reduce(0) { $0 + $1.power } + UInt128(random.below(4) == 0 ? 0 : random.below(12))
  }

  private static func choice(_ method: any CountingMethod, _ random: inout RepeatableNumbers) -> Choice {
    let probes = method.probes(among: options)
    let probe = probes[random.below(probes.count)]
    switch method {
    case is RankedChoice, is Copeland: return probe
    case is Approval:
      let subset = 1 + random.below(7)
      return Choice(positions: (0..<3).filter { subset >> $0 & 1 == 1 })
    case is Quadratic:
      return random.below(3) == 0 ? Choice(positions: [0, 2], weights: [1, 2]) : probe
    default:
      let most = probe.weights.max() ?? 0
      return Choice(positions: [0, 1, 2], weights: (0..<3).map { _ in UInt128(random.below(Int(most) + 1)) })
    }
  }

  var description: String {
    ballots.map { "\($0.power) × \(method.words(of: $0.choice, among: Self.options))" }.joined(
      separator: "; ")
      + " of \(electorate)"
  }

  var cast: UInt128 { ballots.reduce(0) { $0 + $1.power } }

  // MARK: Counting

  func count() throws -> Count { try counted(method) }

  private func counted<Method: CountingMethod>(_ method: Method) throws -> Count {
    var sums = method.none(options: Self.options.count)
    for ballot in ballots { try method.add(ballot.choice, Power(ballot.power), to: &sums) }
    let result = try method.result(of: sums)
    let tally = Tally(
      options: result.options, cast: Power(cast), ballots: ballots.count, electorate: Power(electorate),
      contest: result.contest)
    let contributions = try ballots.enumerated().map { number, ballot in
      var contribution = Contribution(voter: try Sample.account(UInt8(number + 1)), choice: ballot.choice)
      contribution.own = Power(ballot.power)
      return contribution
    }
    return Count(tally: tally, contributions: contributions)
  }

  func holds(_ test: any DecisionTest) throws -> Bool {
    // Nobody has no ballot.
    var sample = self
    sample.ballots.removeAll { $0.power == 0 }
    return test.holds(TestFacts(try sample.count().tally, options: Self.options))
  }

  // MARK: Changing

  /// So much of the ballots that say one thing say another, or nothing.
  func moving(_ units: UInt128, from source: String, to target: String?) throws -> BallotSample {
    var (sample, left) = (self, units)
    for place in ballots.indices where method.words(of: ballots[place].choice, among: Self.options) == source
    {
      let part = min(left, ballots[place].power)
      left -= part
      sample.ballots[place].power -= part
    }
    guard left == 0 else { throw Mismatch("\(self): not \(units) say \(source)") }
    return try target.map { try sample.adding(units, $0) } ?? sample
  }

  func adding(_ units: UInt128, _ words: String) throws -> BallotSample {
    var sample = self
    sample.ballots.append((try method.choice(words, among: Self.options), units))
    return sample
  }

  /// What is told, done.
  func changed(_ change: VoteChange) throws -> BallotSample {
    if change.kind == .cast { return try adding(change.power.units, change.to.first ?? "") }
    return try change.from.reduce(self) { sample, source in
      try sample.moving(source.power.units, from: source.options.first ?? "", to: change.to.first)
    }
  }
}
