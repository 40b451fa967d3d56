/// The values that a test lets pass: a set of numbers, a set of texts and a set of truth values.
///
/// What is said of two of these is said of every evidence there can be, which is what makes a comparison of
/// rules a proof.
struct Acceptance: Hashable {
  /// Texts or truth values that pass.
  enum Chosen: Hashable {
    /// None does; texts in general are no answer.
    case none
    case only(Set<RuleValue>)
    case allBut(Set<RuleValue>)
  }

  /// Numbers that pass.
  enum Numbers: Hashable {
    case none
    case only(Set<ExactDecimal>)
    case allBut(Set<ExactDecimal>)
    /// Below, or at most where the end belongs to it.
    case upTo(ExactDecimal, isIncluded: Bool)
    /// Above, or at least.
    case from(ExactDecimal, isIncluded: Bool)
  }

  let numbers: Numbers
  let texts: Chosen
  let truths: Chosen

  /// Whether a number passes.
  func contains(_ number: ExactDecimal) -> Bool { numbers.contains(number) }

  /// Whether every value that passes here passes there.
  func isSubset(of other: Acceptance) -> Bool {
    numbers.isSubset(of: other.numbers) && texts.isSubset(of: other.texts)
      && truths.isSubset(of: other.truths)
  }

  /// Whether no value passes both.
  func excludes(_ other: Acceptance) -> Bool {
    numbers.excludes(other.numbers) && texts.excludes(other.texts) && truths.excludes(other.truths)
  }
}

extension Acceptance.Numbers {
  func contains(_ number: ExactDecimal) -> Bool {
    switch self {
    case .none: false
    case .only(let numbers): numbers.contains(number)
    case .allBut(let numbers): !numbers.contains(number)
    case .upTo(let end, let isIncluded): number < end || (isIncluded && number == end)
    case .from(let end, let isIncluded): number > end || (isIncluded && number == end)
    }
  }

  func isSubset(of other: Acceptance.Numbers) -> Bool {
    switch (self, other) {
    case (.none, _): true
    case (.only(let numbers), _): numbers.allSatisfy { other.contains($0) }
    case (_, .allBut(let missing)): missing.allSatisfy { !contains($0) }
    case (.upTo(let end, let isIncluded), .upTo(let limit, let isAllowed)):
      end < limit || (end == limit && (isAllowed || !isIncluded))
    case (.from(let end, let isIncluded), .from(let limit, let isAllowed)):
      end > limit || (end == limit && (isAllowed || !isIncluded))
    // An unbounded set is no part of a finite one, nor of one that is bounded on that side.
    case (.allBut, _), (.upTo, _), (.from, _): false
    }
  }

  func excludes(_ other: Acceptance.Numbers) -> Bool {
    switch (self, other) {
    case (.none, _), (_, .none): true
    case (.only(let numbers), _): numbers.allSatisfy { !other.contains($0) }
    case (_, .only(let numbers)): numbers.allSatisfy { !contains($0) }
    case (.upTo(let high, let isHigh), .from(let low, let isLow)),
      (.from(let low, let isLow), .upTo(let high, let isHigh)):
      high < low || (high == low && !(isHigh && isLow))
    default: false
    }
  }
}

extension Acceptance.Chosen {
  func isSubset(of other: Acceptance.Chosen) -> Bool {
    switch (self, other) {
    case (.none, _): true
    case (.only(let values), .only(let others)): values.isSubset(of: others)
    case (.only(let values), .allBut(let missing)): values.isDisjoint(with: missing)
    case (.allBut(let missing), .allBut(let others)): others.isSubset(of: missing)
    case (.only(let values), .none): values.isEmpty
    case (.allBut, _): false
    }
  }

  func excludes(_ other: Acceptance.Chosen) -> Bool {
    switch (self, other) {
    case (.none, _), (_, .none): true
    case (.only(let values), .only(let others)): values.isDisjoint(with: others)
    case (.only(let values), .allBut(let missing)), (.allBut(let missing), .only(let values)):
      values.isSubset(of: missing)
    case (.allBut, .allBut): false
    }
  }
}

extension SafetyRule {
  /// The values that pass.
  var acceptance: Acceptance { test.acceptance }
}

extension RuleTest {
  /// The values that pass; not meant for tests of presence, which ask for no value.
  var acceptance: Acceptance {
    switch self {
    case .less(let limit): .init(numbers: .upTo(limit, isIncluded: false), texts: .none, truths: .none)
    case .atMost(let limit): .init(numbers: .upTo(limit, isIncluded: true), texts: .none, truths: .none)
    case .greater(let limit): .init(numbers: .from(limit, isIncluded: false), texts: .none, truths: .none)
    case .atLeast(let limit): .init(numbers: .from(limit, isIncluded: true), texts: .none, truths: .none)
    case .equal, .isOne: Self.acceptance(of: values, isNegated: false)
    case .notEqual: Self.acceptance(of: values, isNegated: true)
    case .absentOrNull, .present: .init(numbers: .none, texts: .none, truths: .none)
    }
  }

  private static func acceptance(of values: [RuleValue], isNegated: Bool) -> Acceptance {
    let numbers = Set(values.compactMap(\.decimal))
    let texts = Set(values.filter { if case .text = $0 { true } else { false } })
    let truths = Set(values).subtracting(texts)
    func chosen(_ values: Set<RuleValue>) -> Acceptance.Chosen {
      // Where no value of a kind is named, that kind is no answer: neither a pass nor a failure.
      if values.isEmpty { return .none }
      return isNegated ? .allBut(values) : .only(values)
    }
    return Acceptance(
      numbers: numbers.isEmpty ? .none : isNegated ? .allBut(numbers) : .only(numbers), texts: chosen(texts),
      truths: chosen(truths))
  }
}

extension RuleTest {
  /// The values that fail: those that are of the kind compared with and do not pass. All others are
  /// undecided.
  var rejection: Acceptance {
    switch self {
    case .less(let limit): .init(numbers: .from(limit, isIncluded: true), texts: .none, truths: .none)
    case .atMost(let limit): .init(numbers: .from(limit, isIncluded: false), texts: .none, truths: .none)
    case .greater(let limit): .init(numbers: .upTo(limit, isIncluded: true), texts: .none, truths: .none)
    case .atLeast(let limit): .init(numbers: .upTo(limit, isIncluded: false), texts: .none, truths: .none)
    case .equal, .isOne: Self.acceptance(of: values, isNegated: true)
    case .notEqual: Self.acceptance(of: values, isNegated: false)
    case .absentOrNull, .present: .init(numbers: .none, texts: .none, truths: .none)
    }
  }
}
