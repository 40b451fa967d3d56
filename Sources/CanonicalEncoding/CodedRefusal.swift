/// A "no" with a stable name.
///
/// Every refusal that can leave the process carries a code (`ballot.stale`, `json.notCanonical`) that never
/// changes its meaning, so that scripts, logs and other programs can match on it, and a sentence that says
/// which value broke which rule.
public protocol CodedRefusal: Error, Sendable, CustomStringConvertible {
  /// The stable name, `subject.fault`.
  var code: String { get }
  /// One sentence for a person.
  var message: String { get }
}

extension CodedRefusal {
  /// The code and the sentence.
  public var description: String { "\(code): \(message)" }
}
