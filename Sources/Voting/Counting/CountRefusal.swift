public import CanonicalEncoding

/// Why a count could not be made.
public enum CountRefusal: CodedRefusal, Hashable {
  /// A sum of powers reached 2^128.
  case overflow
  /// A ballot's choice does not fit the method or the options.
  case choiceDoesNotFit(String)
  /// The electorate's rows are not in strictly rising order of accounts.
  case electorateNotSorted(row: Int)

  /// The stable name.
  public var code: String {
    switch self {
    case .overflow: "weight.overflow"
    case .choiceDoesNotFit: "ballot.choiceUnknown"
    case .electorateNotSorted: "electorate.notSorted"
    }
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .overflow: "a sum of voting power reached 2^128"
    case .choiceDoesNotFit(let words):
      "\"\(DisplayText.escaped(words, limit: 80))\" is not one of the options"
    case .electorateNotSorted(let row): "row \(row) of the electorate does not come after the one before it"
    }
  }
}
