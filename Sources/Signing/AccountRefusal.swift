public import CanonicalEncoding

/// Why a text was not read as an account.
public enum AccountRefusal: CodedRefusal, Hashable {
  /// Mixed-case letters that are not the checksum of the digits; `corrected` is the text that would be.
  case checksum(text: String, corrected: String)
  /// A text of no known form.
  case form(text: String)
  /// The address of twenty zero bytes, which no key has.
  case zero

  /// The stable name.
  public var code: String {
    switch self {
    case .checksum: "account.checksum"
    case .form: "account.form"
    case .zero: "account.zero"
    }
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .checksum(let text, let corrected):
      "the case of \(Self.shown(text)) is not its checksum; if every digit is right, it is \(corrected)"
    case .form(let text):
      "\(Self.shown(text)) is not an account: write 0x and 40 digits, eip155:CHAIN:0x…, or evm: and 40 digits"
    case .zero: "the zero address belongs to nobody and is never an account"
    }
  }

  private static func shown(_ text: String) -> String { "\"\(DisplayText.escaped(text, limit: 80))\"" }
}
