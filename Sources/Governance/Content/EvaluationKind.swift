package import CanonicalEncoding
package import Voting

/// A kind of evaluation round that a charter names: how evaluators agree on scores without copying each other.
///
/// ```yaml
/// evaluations:
///   safety:
///     subjects: [harmlessness, accuracy]   # what is scored; or the most subjects that whoever opens a round may name
///     highest: 65535                       # scores are whole numbers from 0 to this
///     commit: 3d                           # from the opening on
///     reveal: 1d                           # from then on
///     majority: 1/2                        # how much of the revealed stake must support a score
///     needs: 1/3                           # how much of all stake must have been revealed; left out: any
///     stake: {role: evaluators}            # one each; {house: holders}: power; both: the power of the role's members
///     opened_by: evaluators                # the role that opens rounds
/// ```
package struct EvaluationKind: Hashable, Sendable {
  /// What is scored.
  package enum Subjects: Hashable, Sendable {
    /// These, in this order.
    case named([String])
    /// What the opening of a round names, up to so many.
    case upTo(UInt64)
  }

  /// Whose scores count, and how much.
  package struct Stake: Hashable, Sendable {
    /// The role whose members score; `nil` for everybody in the house.
    package let role: String?
    /// The house whose power is the stake; `nil` where every member of the role has one.
    package let house: String?
  }

  package let name: String
  package let subjects: Subjects
  /// The highest score; the lowest is 0.
  package let highest: UInt64
  /// How long commitments are taken.
  package let commit: Span
  /// How long, from then on, they can be opened.
  package let reveal: Span
  /// The share of the revealed stake that must stand behind a score.
  package let majority: Share
  /// The share of all stake that must have been revealed for a round to find anything; `nil` for any.
  package let needs: Share?
  package let stake: Stake
  /// The role that opens rounds.
  package let openedBy: String

  /// The most subjects of a round.
  package static let mostSubjects: UInt64 = 256
  /// The longest that commitments or reveals are taken.
  package static let longest = Span(milliseconds: 366 * 86_400_000)

  package init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the evaluation \(name)")
    self.name = name
    commit = try fields.span("commit")
    highest = try fields.integer("highest")
    guard let majority = try fields.share("majority"), majority.numerator > 0 else {
      throw fields.unexpected("majority", "a share above 0")
    }
    self.majority = majority
    needs = try fields.share("needs")
    openedBy = try fields.string("opened_by")
    reveal = try fields.span("reveal")
    stake = try Stake(parsing: try fields.value("stake"))
    subjects = try Subjects(&fields)
    try fields.finish()
    guard highest > 0 else { throw fields.unexpected("highest", "above 0") }
    guard needs?.numerator != 0 else { throw fields.unexpected("needs", "a share above 0, or left out") }
    guard commit > .zero, commit <= Self.longest, reveal > .zero, reveal <= Self.longest else {
      throw fields.unexpected("commit", "a length of time above 0s and at most \(Self.longest), as reveal")
    }
  }

  /// The form that is frozen with a round.
  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "commit", value: .string(commit.description)),
      .init(key: "highest", value: .integer(highest)),
      .init(key: "majority", value: .string(majority.description)),
      .init(key: "opened_by", value: .string(openedBy)),
      .init(key: "reveal", value: .string(reveal.description)),
      .init(key: "stake", value: stake.json), .init(key: "subjects", value: subjects.json),
    ]
    if let needs { members.append(.init(key: "needs", value: .string(needs.description))) }
    return .object(JSONObject(members))
  }

  /// The rules of a round about some subjects; `nil` where no such round can be opened.
  package func rules(on subjects: [String]) -> EvaluationRules? {
    switch self.subjects {
    case .named(let names):
      guard names.count == subjects.count, zip(names, subjects).allSatisfy({ $0.isSpelt(like: $1) }) else {
        return nil
      }
    case .upTo(let limit):
      guard subjects.count <= Int(clamping: limit), Self.areSound(subjects) else { return nil }
    }
    return EvaluationRules(
      subjects: subjects, highest: highest, commit: commit, reveal: reveal, majority: majority, needs: needs)
  }

  /// Whether names of subjects can be shown, and tell them apart.
  fileprivate static func areSound(_ subjects: [String]) -> Bool {
    1...Int(mostSubjects) ~= subjects.count
      && Set(subjects.map { ByteString(utf8: $0) }).count == subjects.count
      && subjects.allSatisfy { DisplayText.fault(of: $0, limit: 80) == nil }
  }

  private static let tag = DomainTag("quorate/evaluation-rules/v1")

  /// What the opening of a round signs: everything that decides what it will find.
  /// - Parameter house: The house whose power is the stake, if it is a house's.
  package func hash(over house: House?) -> Digest {
    Self.tag.digest(
      JSONValue.members([
        "house": house?.frozen ?? .null, "name": .string(name), "rules": json,
      ]).canonicalBytes)
  }
}

extension EvaluationKind.Subjects {
  fileprivate init(_ fields: inout JSONFields) throws(JSONRefusal) {
    let value = try fields.value("subjects")
    if let limit = value.unsigned {
      guard 1...EvaluationKind.mostSubjects ~= limit else {
        throw fields.unexpected("subjects", "from 1 to \(EvaluationKind.mostSubjects), or a list of names")
      }
      self = .upTo(limit)
    } else {
      let names = value.array?.compactMap(\.string) ?? []
      guard names.count == value.array?.count, EvaluationKind.areSound(names) else {
        throw fields.unexpected(
          "subjects", "from 1 to \(EvaluationKind.mostSubjects) distinct readable names, or the most of them")
      }
      self = .named(names)
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .named(let names): .array(names.map { .string($0) })
    case .upTo(let limit): .integer(limit)
    }
  }
}

extension EvaluationKind.Stake {
  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the stake of an evaluation")
    house = fields.contains("house") ? try fields.string("house") : nil
    role = fields.contains("role") ? try fields.string("role") : nil
    try fields.finish()
    guard house != nil || role != nil else {
      throw fields.unexpected("role", "there, or a house, or both")
    }
  }

  fileprivate var json: JSONValue {
    var members: [JSONObject.Member] = []
    members.add("house", house)
    members.add("role", role)
    return .object(JSONObject(members))
  }

  /// In words: `one each of evaluators`, `power in holders`.
  package var words: String {
    switch (role, house) {
    case (let role?, let house?): "power in \(house), of members of \(role)"
    case (let role?, nil): "one each of \(role)"
    case (nil, let house?): "power in \(house)"
    case (nil, nil): "nobody's"
    }
  }
}
