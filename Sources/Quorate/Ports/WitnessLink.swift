package import TransparencyLog

/// Reaches witnesses.
package protocol WitnessLink: Sendable {
  /// Sends a request to a witness's submission prefix.
  /// - Throws: A refusal with words where nothing came back.
  func add(_ request: [UInt8], at address: String) async throws -> CosigningExchange.Reply

  /// What a witness cosigned last for a log, from its monitoring prefix; `nil` where it has nothing.
  func latest(of origin: String, at address: String) async throws -> [UInt8]?
}
