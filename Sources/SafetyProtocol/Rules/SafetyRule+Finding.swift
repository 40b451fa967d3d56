internal import CanonicalEncoding

extension SafetyRule {
  /// What the rule says of a document.
  /// - Complexity: that of following its paths, at most the budget.
  package func finding(
    in document: EvidenceDocument, budget: PathBudget = PathBudget()
  ) -> RuleFinding {
    do throws(PathRefusal) {
      switch subject {
      case .value(let path):
        let places = try path.places(in: document, budget: budget)
        return isAboutPresence ? presence(of: places, in: document) : single(places, in: document)
      case .each(let path, let least):
        return each(try path.places(in: document, budget: budget), atLeast: least, in: document)
      case .ratio(let part, let whole):
        return ratio(
          try part.places(in: document, budget: budget), to: try whole.places(in: document, budget: budget),
          in: document)
      }
    } catch {
      return .undecided(error.message)
    }
  }

  private var isAboutPresence: Bool { test == .absentOrNull || test == .present }

  // MARK: Presence

  private func presence(of places: [EvidenceDocument.Place], in document: EvidenceDocument) -> RuleFinding {
    let nulls = places.count { document.kind($0) == .null }
    let holds = test == .present ? !places.isEmpty && nulls == 0 : nulls == places.count
    let observed =
      places.isEmpty ? "absent" : nulls == places.count ? "null" : Self.shown(places, in: document)
    return RuleFinding(holds ? .pass : .fail, observed: observed, places: Self.named(places, in: document))
  }

  // MARK: Values

  private func single(_ places: [EvidenceDocument.Place], in document: EvidenceDocument) -> RuleFinding {
    guard places.count == 1 else {
      return RuleFinding(
        .indeterminate, observed: "\(places.count) values", places: Self.named(places, in: document),
        reason: "the path reaches \(places.count) values, and one is due")
    }
    return compared(places[0], in: document)
  }

  private func each(
    _ places: [EvidenceDocument.Place], atLeast least: Int, in document: EvidenceDocument
  ) -> RuleFinding {
    guard places.count >= max(1, least) else {
      return RuleFinding(
        .indeterminate, observed: "\(places.count) values", places: Self.named(places, in: document),
        reason: "the path reaches \(places.count) values, and \(max(1, least)) are due at least")
    }
    var undecided: RuleFinding?
    for place in places {
      let finding = isAboutPresence ? presence(of: [place], in: document) : compared(place, in: document)
      if finding.outcome == .fail { return finding }
      if finding.outcome == .indeterminate { undecided = undecided ?? finding }
    }
    return undecided
      ?? RuleFinding(
        .pass, observed: Self.shown(places, in: document), places: Self.named(places, in: document))
  }

  private func compared(_ place: EvidenceDocument.Place, in document: EvidenceDocument) -> RuleFinding {
    let (outcome, reason) = outcome(of: place, in: document)
    return RuleFinding(
      outcome, observed: Self.shown([place], in: document), places: Self.named([place], in: document),
      reason: reason)
  }

  private func outcome(
    of place: EvidenceDocument.Place, in document: EvidenceDocument
  ) -> (Outcome, reason: String?) {
    switch document.kind(place) {
    case .number:
      guard let number = document.decimal(place) else {
        return (.indeterminate, "the exponent is out of all range")
      }
      return outcome(of: number)
    case .text: return outcome(of: ByteText(Array(document.utf8(place) ?? [])))
    case .boolean: return outcome(of: document.boolean(place) == true)
    case .notANumber: return (.indeterminate, "not a number")
    case .null: return (.indeterminate, "null is no value")
    case .array, .object, nil: return (.indeterminate, "a list or table is no value")
    }
  }

  private func outcome(of number: ExactDecimal) -> (Outcome, reason: String?) {
    func decided(_ holds: Bool) -> (Outcome, reason: String?) { (holds ? .pass : .fail, nil) }
    switch test {
    case .less(let limit): return decided(number < limit)
    case .atMost(let limit): return decided(number <= limit)
    case .greater(let limit): return decided(number > limit)
    case .atLeast(let limit): return decided(number >= limit)
    case .equal, .notEqual, .isOne:
      // Among several, those that read as no number cannot be the one.
      let limits = test.values.compactMap(\.decimal)
      guard !limits.isEmpty else { return (.indeterminate, "a number, and no number is required") }
      let isAmong = limits.contains(number)
      if case .notEqual = test { return decided(!isAmong) }
      return decided(isAmong)
    case .absentOrNull, .present: return (.indeterminate, nil)
    }
  }

  private func outcome(of text: ByteText) -> (Outcome, reason: String?) {
    guard test.limit == nil else { return (.indeterminate, "a text, and a number is required") }
    return outcome(among: .text(text)) { if case .text = $0 { true } else { false } }
  }

  private func outcome(of value: Bool) -> (Outcome, reason: String?) {
    guard test.limit == nil else { return (.indeterminate, "true or false, and a number is required") }
    return outcome(among: .boolean(value)) { if case .boolean = $0 { true } else { false } }
  }

  private func outcome(
    among value: RuleValue, isComparable: (RuleValue) -> Bool
  ) -> (Outcome, reason: String?) {
    guard test.values.contains(where: isComparable) else {
      return (.indeterminate, "it is of another kind than what is required")
    }
    let isAmong = test.values.contains(value)
    if case .notEqual = test { return (isAmong ? .fail : .pass, nil) }
    return (isAmong ? .pass : .fail, nil)
  }

  // MARK: Ratios

  private func ratio(
    _ parts: [EvidenceDocument.Place], to wholes: [EvidenceDocument.Place], in document: EvidenceDocument
  ) -> RuleFinding {
    let places = Self.named(parts + wholes, in: document)
    guard parts.count == 1, wholes.count == 1 else {
      return RuleFinding(
        .indeterminate, observed: "\(parts.count)/\(wholes.count) values", places: places,
        reason: "the paths reach \(parts.count) and \(wholes.count) values, and one each is due")
    }
    let observed = Self.shown(parts, in: document) + "/" + Self.shown(wholes, in: document)
    guard let part = document.decimal(parts[0]), let whole = document.decimal(wholes[0]), whole > .zero else {
      return RuleFinding(
        .indeterminate, observed: observed, places: places,
        reason: "a ratio needs two numbers, the second above zero")
    }
    guard let outcome = Self.outcome(test, of: part, to: whole) else {
      return RuleFinding(
        .indeterminate, observed: observed, places: places, reason: "the numbers have too many digits")
    }
    return RuleFinding(outcome, observed: observed, places: places)
  }

  /// Compares part ÷ whole by multiplying the limit with the whole, which is above zero.
  private static func outcome(_ test: RuleTest, of part: ExactDecimal, to whole: ExactDecimal) -> Outcome? {
    func compare(_ limit: ExactDecimal?, _ holds: (ExactDecimal, ExactDecimal) -> Bool) -> Outcome? {
      guard let bar = limit?.times(whole) else { return nil }
      return holds(part, bar) ? .pass : .fail
    }
    switch test {
    case .less(let limit): return compare(limit, <)
    case .atMost(let limit): return compare(limit, <=)
    case .greater(let limit): return compare(limit, >)
    case .atLeast(let limit): return compare(limit, >=)
    case .equal(let value): return compare(value.decimal, ==)
    case .notEqual(let value): return compare(value.decimal, !=)
    case .isOne, .absentOrNull, .present: return nil
    }
  }

  // MARK: Words

  private static func named(_ places: [EvidenceDocument.Place], in document: EvidenceDocument) -> [String] {
    places.prefix(10).map { document.normalizedPath(to: $0) }
  }

  /// A value, or how many there are.
  private static func shown(_ places: [EvidenceDocument.Place], in document: EvidenceDocument) -> String {
    guard places.count == 1 else { return "\(places.count) values" }
    let place = places[0]
    switch document.kind(place) {
    case .text: return DisplayText.escaped(document.text(place) ?? "", limit: 60)
    case .array: return "a list of \(document.count(place))"
    case .object: return "a table of \(document.count(place))"
    default:
      let text = String(decoding: document.compact(place, limit: 200), as: UTF8.self)
      return DisplayText.escaped(text, limit: 60)
    }
  }
}
