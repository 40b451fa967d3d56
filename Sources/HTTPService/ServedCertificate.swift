internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The certificate that a service shows to whoever connects next.
///
/// Certificates live for weeks or days, and a service for longer; a new one takes the place of the old one without a
/// connection being lost.
final class ServedCertificate: Sendable {
  private struct Pair {
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource
  }

  private let pair: Mutex<Pair>

  init(_ tls: ServiceTLS) throws(ServiceRefusal) { pair = Mutex(try Self.pair(tls)) }

  /// Shows another certificate from now on.
  /// - Throws: `ServiceRefusal.tls` where it does not read or fit its key; the old one is shown on then.
  func replace(_ tls: ServiceTLS) throws(ServiceRefusal) {
    let next = try Self.pair(tls)
    pair.withLock { $0 = next }
  }

  /// What a server is configured with. It asks for the certificate anew at every connection.
  var configuration: TLSConfiguration {
    var configuration = Self.configuration(pair.withLock { $0 })
    configuration.sslContextCallback = { [self] _, promise in
      let now = pair.withLock { $0 }
      var change = NIOSSLContextConfigurationOverride()
      (change.certificateChain, change.privateKey) = (now.chain, now.key)
      promise.succeed(change)
    }
    return configuration
  }

  private static func configuration(_ pair: Pair) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: pair.chain, privateKey: pair.key)
    configuration.minimumTLSVersion = .tlsv12
    return configuration
  }

  private static func pair(_ tls: ServiceTLS) throws(ServiceRefusal) -> Pair {
    do {
      let chain = try NIOSSLCertificate.fromPEMBytes(tls.certificateChain)
      let key = try NIOSSLPrivateKey(bytes: tls.privateKey, format: .pem)
      let pair = Pair(chain: chain.map { .certificate($0) }, key: .privateKey(key))
      // Finds out now, and not at the first connection, whether the two fit.
      _ = try NIOSSLContext(configuration: configuration(pair))
      return pair
    } catch {
      throw .tls("\(error)")
    }
  }
}
