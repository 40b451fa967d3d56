public import CanonicalEncoding
public import Signing

/// Why a count could not be made.
public enum CountRefusal: CodedRefusal, Hashable {
  /// A sum of powers reached 2^128.
  case overflow
  /// A ballot's choice does not fit the method or the options.
  case choiceDoesNotFit(String)
  /// A ballot's words are not spelt as the method spells them.
  case choiceMalformed(String, needs: String)
  /// A ballot spends more power than its voter has left.
  case exceedsPower(asked: Power, left: Power)
  /// A voter has spent all power in earlier ballots.
  case powerSpent
  /// The electorate's rows are not in strictly rising order of accounts.
  case electorateNotSorted(row: Int)
  /// Delegators hold more shares of a validator than it has.
  case sharesExceedValidator(AccountKey)

  /// The stable name.
  public var code: String {
    switch self {
    case .overflow: "weight.overflow"
    case .choiceDoesNotFit, .choiceMalformed: "ballot.choiceUnknown"
    case .exceedsPower: "ballot.exceedsPower"
    case .powerSpent: "ballot.powerSpent"
    case .electorateNotSorted: "electorate.notSorted"
    case .sharesExceedValidator: "electorate.sharesExceedValidator"
    }
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .overflow: "a sum of voting power reached 2^128"
    case .choiceDoesNotFit(let words):
      "\"\(DisplayText.escaped(words, limit: 80))\" is not one of the options"
    case .choiceMalformed(let words, let needs):
      "\"\(DisplayText.escaped(words, limit: 80))\" is not a choice by this method, which needs \(needs)"
    case .exceedsPower(let asked, let left): "the ballot spends \(asked), and the voter has \(left)"
    case .powerSpent: "the voter has spent all power in earlier ballots"
    case .electorateNotSorted(let row): "row \(row) of the electorate does not come after the one before it"
    case .sharesExceedValidator(let account):
      "members hold more shares of the validator \(account) than it has"
    }
  }
}
