package import CanonicalEncoding
package import DeploymentGate

/// A job as the network takes it, by its content, with what it asks for.
package struct JobFile: Hashable, Sendable {
  /// SHA-256 of the file: what draws are made for.
  package let reference: Digest
  package let ask: JobAsk

  /// Reads JSON, strictly, where the file begins as an object, and the plain part of YAML elsewhere.
  /// - Parameter time: For how long the job runs, where the file does not say it.
  package init(_ bytes: [UInt8], for time: Span?) throws {
    let isJSON = bytes.first { !Array(" \t\r\n".utf8).contains($0) } == 0x7b
    let value: JSONValue
    if isJSON {
      value = try JSONParser.parse(bytes, limit: YAMLDocument.sizeLimit)
    } else {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw JobRefusal.format("it is not valid UTF-8")
      }
      value = try YAMLDocument.parse(text)
    }
    reference = .sha256(bytes)
    ask = try JobForm.ask(of: value, for: time)
  }
}
