internal import Crypto

/// A SHA-256 that was computed elsewhere, in the form in which swift-crypto takes one: to check a signature over a
/// message that is not at hand.
package struct KnownDigest: Crypto.Digest {
  package static var byteCount: Int { 32 }
  private let bytes: [UInt8]

  package init(_ digest: Digest) { bytes = digest.bytes }

  package var description: String { Hex.encode(bytes) }

  package func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try unsafe bytes.withUnsafeBytes { try unsafe body($0) }
  }
}
