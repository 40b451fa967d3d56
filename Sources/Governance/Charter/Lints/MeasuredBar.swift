internal import Voting

/// What a test asks for, in a form in which tests can be compared.
struct MeasuredBar {
  /// How much is enough.
  enum Least {
    case share(Bar, of: Whole)
    case power(Power)
  }

  let name: String
  let house: String
  /// The options that count; `nil` for every ballot, whatever it says.
  let part: Set<String>?
  let least: Least

  /// `nil` for a test that asks for no least part.
  init?(_ test: any DecisionTest) {
    name = test.name
    house = test.house
    switch test {
    case let test as ShareTest:
      guard let names = Self.names(test.part) else { return nil }
      (part, least) = (names, .share(test.bar, of: test.whole))
    case let test as FloorTest:
      guard let names = Self.names(test.part) else { return nil }
      (part, least) = (names, .power(test.floor))
    case let test as TurnoutTest:
      part = nil
      least =
        switch test.least {
        case .power(let power): .power(power)
        case .share(let bar): .share(bar, of: .electorate)
        }
    default: return nil
    }
  }

  /// The options that count, `.some(nil)` for every ballot; `nil` for what no options make up.
  private static func names(_ part: Whole) -> Set<String>?? {
    switch part {
    case .options(let names): .some(Set(names))
    case .cast: .some(nil)
    case .electorate, .electorateLess, .castLess, .electorateShare, .amount: nil
    }
  }

  /// Whether it is measured against something that does not depend on how the votes are divided: a quorum.
  var isQuorum: Bool {
    switch least {
    case .power, .share(_, of: .electorate), .share(_, of: .electorateShare), .share(_, of: .amount): true
    case .share: false
    }
  }

  /// Whether everything that counts for this counts for the other too.
  func isPart(of other: MeasuredBar) -> Bool {
    guard house == other.house else { return false }
    guard let whole = other.part else { return true }
    return part?.isSubset(of: whole) ?? false
  }

  /// Whether nothing counts for both.
  func isApart(from other: MeasuredBar) -> Bool {
    guard house == other.house, let part, let second = other.part else { return false }
    return part.isDisjoint(with: second)
  }

  /// Whether it asks for less than another; `nil` where that cannot be told.
  ///
  /// - Parameter electorate: The power of the electorate, where it is known.
  func isBelow(_ other: MeasuredBar, electorate: Power?) -> Bool? {
    switch (least, other.least) {
    case (.power(let power), .power(let second)): return power < second
    case (.share(let bar, let whole), .share(let second, let other)) where whole == other:
      guard let share = bar.share, let least = second.share else { return nil }
      return share.isBelow(least) || share == least && second.isStrict && !bar.isStrict
    default:
      guard let electorate, let required = required(of: electorate),
        let second = other.required(of: electorate)
      else { return nil }
      return required < second
    }
  }

  /// The least power that passes, where it is measured against the electorate or nothing.
  func required(of electorate: Power) -> Power? {
    switch least {
    case .power(let power): power
    case .share(let bar, of: .electorate): bar.required(of: electorate)
    case .share: nil
    }
  }

  /// Whether two bars on parts that are apart exclude each other: their shares add up to more than one.
  func excludes(_ other: MeasuredBar) -> Bool? {
    guard case .share(let bar, let whole) = least, case .share(let second, let other) = other.least,
      whole == other, let share = bar.share, let least = second.share
    else { return nil }
    let rest = share.complement
    return rest.isBelow(least) || rest == least && (bar.isStrict || second.isStrict)
  }
}

extension Share {
  /// Whether it is less than another, exactly.
  func isBelow(_ other: Share) -> Bool {
    UInt256(product: UInt128(numerator), UInt128(other.denominator))
      < UInt256(product: UInt128(other.numerator), UInt128(denominator))
  }

  /// What is missing to one.
  var complement: Share { Share(denominator - numerator, of: denominator) ?? self }
}
