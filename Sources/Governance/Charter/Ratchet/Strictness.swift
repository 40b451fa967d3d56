internal import CanonicalEncoding
internal import Voting

extension DecisionTest {
  /// Whether every count that holds here holds there as well, so that the other test says nothing more.
  ///
  /// Only what is provable from the two alone: other options, another whole, another house or another kind of test prove
  /// nothing.
  func isAtLeastAsStrict(as other: any DecisionTest) -> Bool {
    guard house == other.house, onFailure == other.onFailure else { return false }
    switch (self, other) {
    case (let test as ShareTest, let other as ShareTest):
      return test.part == other.part && test.whole == other.whole && test.bar.isAtLeastAsStrict(as: other.bar)
    case (let test as FloorTest, let other as FloorTest):
      return test.part == other.part && test.floor >= other.floor
    case (let test as CeilingTest, let other as CeilingTest):
      return test.part == other.part && test.ceiling <= other.ceiling
    case (let test as TurnoutTest, let other as TurnoutTest):
      return test.least.isAtLeastAsStrict(as: other.least)
    default: return json.canonicalBytes == other.json.canonicalBytes
    }
  }
}

extension TurnoutTest.Least {
  fileprivate func isAtLeastAsStrict(as other: TurnoutTest.Least) -> Bool {
    switch (self, other) {
    case (.power(let power), .power(let other)): power >= other
    case (.share(let bar), .share(let other)): bar.isAtLeastAsStrict(as: other)
    case (.power, .share), (.share, .power): false
    }
  }
}

extension Bar {
  /// Whether whatever passes here against some whole passes the other against the same.
  func isAtLeastAsStrict(as other: Bar) -> Bool {
    guard isInDecimals == other.isInDecimals, floor >= other.floor, passesEmpty ? other.passesEmpty : true,
      isCapped ? other.isCapped : true, isRoundedDown ? other.isRoundedDown : true
    else { return false }
    switch (measure, other.measure) {
    case (.units(let units), .units(let other)): return units >= other
    case (.share(let share), .share(let least)):
      return least.isBelow(share) || share == least && (isStrict || !other.isStrict)
    case (.units, .share), (.share, .units): return false
    }
  }
}
