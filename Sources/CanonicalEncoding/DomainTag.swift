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
    var hash = SHA256Stream()
    var head = Array(name.utf8)
    head.append(0x0a)
    for part in parts {
      head.append(bigEndian: UInt64(part.count))
      hash.update(head)
      hash.update(part)
      head.removeAll(keepingCapacity: true)
    }
    hash.update(head)
    return hash.digest
  }

  /// The same for two parts, a name and bytes that are long and not copied: most of what an audit hashes.
  package func digest(_ name: String, _ bytes: ArraySlice<UInt8>) -> Digest {
    var head: [UInt8] = []
    head.reserveCapacity(self.name.utf8.count + name.utf8.count + 17)
    head.append(contentsOf: self.name.utf8)
    head.append(0x0a)
    head.append(bigEndian: UInt64(name.utf8.count))
    head.append(contentsOf: name.utf8)
    head.append(bigEndian: UInt64(bytes.count))
    var hash = SHA256Stream()
    hash.update(head)
    hash.update(bytes)
    return hash.digest
  }
}
