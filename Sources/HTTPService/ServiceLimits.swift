/// What a service puts up with.
package struct ServiceLimits: Sendable {
  /// Connections at once; further ones wait.
  package var connections = 512
  /// Bytes of all headers of a request.
  package var headerBytes = 16_384
  /// How long a connection may be without a complete head of a request.
  package var idle = Duration.seconds(30)
  /// How long the body of a request may take to arrive.
  package var body = Duration.seconds(30)
  /// How long an answer may take, until the last byte of it has been taken over.
  package var answer = Duration.seconds(60)

  package init() {}
}

/// A certificate chain and its key, as PEM.
package struct ServiceTLS: Hashable, Sendable {
  let certificateChain: [UInt8]
  let privateKey: [UInt8]

  package init(certificateChain: [UInt8], privateKey: [UInt8]) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
  }
}
