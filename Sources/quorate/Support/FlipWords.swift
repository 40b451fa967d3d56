internal import CanonicalEncoding
internal import Governance
internal import Voting

/// What would turn something around, in words and for programs.
struct FlipWords {
  /// What is turned around.
  enum Turns {
    /// A proposal, or a test that it has to pass.
    case outcome
    /// The condition of a rule that decides before the close, against the proposal perhaps.
    case early
  }

  /// How amounts of a house are written.
  let unit: (String) -> AssetUnit
  var turns = Turns.outcome

  /// A sentence without its point: `would pass if 5 AURA more voted For (80 AURA have not voted)`.
  ///
  /// - Parameter passes: Whether it passes, or holds, as it is.
  func text(_ flip: Flip, passes: Bool) -> String {
    let turn =
      switch turns {
      case .outcome: passes ? "would fail" : "would pass"
      case .early: passes ? "would no longer hold" : "would hold"
      }
    switch flip {
    case .votes(let change): return "\(turn) if \(condition(change))"
    case .together(let changes):
      let all = changes.map { "\(condition($0)) in \(Format.safe($0.house))" }
      return "\(turn) if \(all.joined(separator: ", and "))"
    case .notByVotes: return "no votes turn it around"
    case .nothing: return "no votes of this electorate would turn it around"
    case .nothingAlone: return "no votes of one house alone would turn it around"
    case .notComputed(let words): return "what would turn it around is not computed for \(words)"
    }
  }

  /// `5 AURA more voted For or Abstain (3 AURA not cast)`; whole ballots are in quotes.
  private func condition(_ change: VoteChange) -> String {
    func exact(_ power: Power) -> String { Format.amount(power, unit(change.house), isExact: true) }
    func either(_ names: [String]) -> String {
      (change.areBallots ? names.map(Self.quoted) : names.map(Format.safe)).joined(separator: " or ")
    }
    let left =
      change.uncast == .zero ? "everybody has voted" : "\(exact(change.uncast)) not cast"
    switch change.kind {
    case .cast:
      let aim = change.to.isEmpty ? "" : " \(either(change.to))"
      if change.isOneBallot { return "one ballot more, with \(exact(change.power)), said\(aim) (\(left))" }
      return "\(exact(change.power)) more voted\(aim) (\(left))"
    case .changed where change.areBallots && change.from.count > 1:
      let parts = change.from.map { "\(exact($0.power)) instead of \(either($0.options))" }
      return "\(exact(change.power)) voted \(either(change.to)): \(list(parts)) (\(left))"
    case .changed:
      let parts = change.from.map { source in
        change.from.count == 1 ? either(source.options) : "\(exact(source.power)) \(either(source.options))"
      }
      return
        "\(exact(change.power)) voted \(either(change.to)) instead of \(parts.joined(separator: ", "))"
        + " (\(left))"
    case .castAndChanged:
      let parts = change.from.map { "\(exact($0.power)) instead of \(either($0.options))" }
      return "\(exact(change.newly)) more voted \(either(change.to)), and \(parts.joined(separator: ", "))"
        + " (\(left))"
    case .withdrawn:
      let parts = change.from.map { source in
        change.from.count == 1 ? either(source.options) : "\(exact(source.power)) \(either(source.options))"
      }
      let what = parts.isEmpty ? "" : " \(list(parts))"
      return "\(exact(change.power)) had not voted\(what)"
    }
  }

  /// `a, b and c`.
  private func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A whole ballot, in quotes that none of its own are taken for; of a very long one what it gives nothing is left out, and
  /// what is too long then is cut.
  static func quoted(_ ballot: String) -> String {
    var safe = Format.safe(ballot).replacing("“", with: "\\“").replacing("”", with: "\\”")
    let parts = safe.split(separator: ", ")
    let given = parts.filter { !$0.hasSuffix(": 0") }
    if safe.count > longest, given.count < parts.count {
      safe = (given + ["0 for all others"]).joined(separator: ", ")
    }
    return "“\(safe.count > longest ? safe.prefix(longest - 1) + "…" : safe)”"
  }

  /// How many signs of a ballot are shown; JSON has all of them.
  private static let longest = 72

  /// The same for programs, in smallest units.
  static func json(_ flip: Flip) -> JSONValue {
    switch flip {
    case .votes(let change): json(change)
    case .together(let changes):
      .members(["changes": .array(changes.map { json($0) }), "kind": .string("together")])
    case .notByVotes: .members(["kind": .string("not-by-votes")])
    case .nothing: .members(["kind": .string("nothing")])
    case .nothingAlone: .members(["kind": .string("nothing-alone")])
    case .notComputed(let words): .members(["for": .string(words), "kind": .string("not-computed")])
    }
  }

  private static func json(_ change: VoteChange) -> JSONValue {
    .members([
      "ballots": .bool(change.areBallots),
      "from": .array(
        change.from.map {
          .members(["options": names($0.options), "power": .string($0.power.description)])
        }),
      "house": .string(change.house), "kind": .string(change.kind.rawValue),
      "notCast": .string(change.uncast.description), "oneBallot": .bool(change.isOneBallot),
      "power": .string(change.power.description),
      "to": names(change.to),
    ])
  }

  private static func names(_ options: [String]) -> JSONValue { .array(options.map { .string($0) }) }
}
