/// The name that stands at the front of everything Quorate hashes.
///
/// Two kinds of object never share a preimage: a ballot's bytes cannot be passed off as a proposal's, because the
/// tag differs, and two fields cannot be shifted into each other, because each part is preceded by its length.
public struct DomainTag: Hashable, Sendable {
  /// `quorate/<object>/v<version>`.
  public let name: String

  /// The tag of an object.
  package init(_ name: String) { self.name = name }

  /// SHA-256 over the tag, a line feed, and each part preceded by its length as eight big-endian bytes.
  ///
  /// The encoding is injective: equal digests mean equal tags and equal lists of parts.
  /// - Complexity: O(total length).
  public func digest(_ parts: [UInt8]...) -> Digest {
    var preimage = Array(name.utf8)
    preimage.reserveCapacity(name.utf8.count + 1 + parts.reduce(0) { $0 + $1.count + 8 })
    preimage.append(0x0a)
    for part in parts {
      preimage.append(bigEndian: UInt64(part.count))
      preimage.append(contentsOf: part)
    }
    return .sha256(preimage)
  }
}
