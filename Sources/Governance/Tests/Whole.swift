package import CanonicalEncoding
package import Voting

/// What a part of the votes is measured against.
///
/// Every system states it, and most disagreements about a result are about this word: OpenZeppelin's quorum is a
/// share of the whole supply, Cosmos' threshold one of all that was cast less the abstentions, Realms' one of a
/// fraction of the supply that is raised to what was cast.
package enum Whole: Hashable, Sendable {
  /// All power of the electorate, voting or not.
  case electorate
  /// The power of all ballots that count, each voter's once.
  case cast
  /// The power of these options.
  case options([String])
  /// All power of the electorate but that given to these options (Aragon's early execution counts everybody who
  /// has not abstained).
  case electorateLess([String])
  /// All power cast but that given to these options (Cosmos leaves abstentions out of its threshold).
  case castLess([String])
  /// A share of the electorate, rounded down, but never less than what was cast (Realms' maximum vote weight).
  case electorateShare(Share)
  /// So much power, but never less than what was cast (Realms' maximum vote weight where it is absolute).
  case amount(Power)

  /// The options it names, to be checked against the ballot.
  package var options: [String] {
    switch self {
    case .options(let names), .electorateLess(let names), .castLess(let names): names
    case .electorate, .cast, .electorateShare, .amount: []
    }
  }

  /// Its power in a count.
  package func power(in facts: TestFacts) -> Power {
    switch self {
    case .electorate: facts.tally.electorate
    case .cast: facts.tally.cast
    case .options(let names): facts.power(of: names)
    case .electorateLess(let names): facts.tally.electorate.excess(over: facts.power(of: names))
    case .castLess(let names): facts.tally.cast.excess(over: facts.power(of: names))
    case .electorateShare(let share):
      max(share.floor(of: facts.tally.electorate), facts.tally.cast)
    case .amount(let power): max(power, facts.tally.cast)
    }
  }

  /// What it is, in words.
  package var words: String {
    switch self {
    case .electorate: "the electorate"
    case .cast: "all ballots"
    case .options(let names): names.joined(separator: " + ")
    case .electorateLess(let names): "the electorate without \(names.joined(separator: ", "))"
    case .castLess(let names): "all ballots without \(names.joined(separator: ", "))"
    case .electorateShare(let share): "\(share.words) of the electorate, or what was cast if more"
    case .amount(let power): "\(power), or what was cast if more"
    }
  }
}

extension Whole {
  /// Reads `electorate`, `cast`, a list of options, `{electorate_less: […]}`, `{cast_less: […]}`,
  /// `{electorate_share: 1/2}` or `{amount: "100"}`.
  package init(parsing value: JSONValue, in subject: String) throws(JSONRefusal) {
    switch value {
    case .string("electorate"): self = .electorate
    case .string("cast"): self = .cast
    case .array:
      self = .options(try Self.names(value, "of", subject))
    case .object(let object) where object.members.count == 1:
      let member = object.members[0]
      switch member.key {
      case "electorate_less": self = .electorateLess(try Self.names(member.value, member.key, subject))
      case "cast_less": self = .castLess(try Self.names(member.value, member.key, subject))
      case "electorate_share":
        guard let share = member.value.string.flatMap({ Share($0) }) else {
          throw .unexpected(field: member.key, in: subject, needs: "a share such as 1/2")
        }
        self = .electorateShare(share)
      case "amount":
        guard let units = member.value.string.flatMap({ UInt128(decimal: $0) }), units > 0 else {
          throw .unexpected(field: member.key, in: subject, needs: "a whole number above 0, as text")
        }
        self = .amount(Power(units))
      default: throw .unknown(field: member.key, in: subject)
      }
    default:
      throw .unexpected(field: "of", in: subject, needs: "electorate, cast, a list of options or a table")
    }
  }

  private static func names(_ value: JSONValue, _ key: String, _ subject: String) throws(JSONRefusal)
    -> [String]
  {
    let names = (value.array ?? []).compactMap(\.string)
    guard !names.isEmpty, names.count == value.array?.count, Set(names).count == names.count else {
      throw .unexpected(field: key, in: subject, needs: "a list of distinct options")
    }
    return names
  }

  /// As in a charter.
  package var json: JSONValue {
    func list(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
    return switch self {
    case .electorate: .string("electorate")
    case .cast: .string("cast")
    case .options(let names): list(names)
    case .electorateLess(let names): .members(["electorate_less": list(names)])
    case .castLess(let names): .members(["cast_less": list(names)])
    case .electorateShare(let share): .members(["electorate_share": .string(share.description)])
    case .amount(let power): .members(["amount": .string(power.description)])
    }
  }
}
