internal import Crypto

/// SHA-1 over input that comes in pieces (FIPS 180-4), by swift-crypto.
///
/// Two inputs with one SHA-1 can be made. It is here to recompute what git calls its objects, and names nothing of
/// Quorate's own.
package struct SHA1Stream: Sendable {
  private var hash = Insecure.SHA1()

  /// An empty input.
  package init() {}

  /// Adds the bytes of a slice to the input, without a copy.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  }

  /// The twenty bytes of the digest of all input so far.
  package var bytes: [UInt8] { Array(hash.finalize()) }
}
