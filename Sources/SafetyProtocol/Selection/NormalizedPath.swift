internal import CanonicalEncoding

extension EvidenceDocument {
  /// The one path of names and indices that leads to a place (RFC 9535 §2.7): `$['results'][0]`.
  ///
  /// What people are shown of where a value was found.
  /// - Complexity: O(document) at worst: what lies before the place is passed over.
  package func normalizedPath(to place: Place, from root: Place = root) -> String {
    var text = "$"
    var position = root
    while position != place, let child = child(of: position, holding: place) {
      switch kind(position) {
      case .object: text += "[\(Self.quoted(content(nodes[child.place - 1])))]"
      default: text += "[\(child.index)]"
      }
      position = child.place
    }
    return text
  }

  private func child(of parent: Place, holding place: Place) -> (place: Place, index: Int)? {
    var index = 0
    var found: (place: Place, index: Int)?
    eachChild(parent) { child in
      if child <= place, place < end(child) { found = (child, index) }
      index += 1
    }
    return found
  }

  /// A name in single quotes with the escapes of RFC 9535 §2.7: the short ones, else four lower-case digits.
  static func quoted(_ name: some Sequence<UInt8>) -> String {
    var text: [UInt8] = [0x27]
    for byte in name {
      switch byte {
      case 0x27, 0x5c: text += [0x5c, byte]
      case 0x08: text += Array("\\b".utf8)
      case 0x09: text += Array("\\t".utf8)
      case 0x0a: text += Array("\\n".utf8)
      case 0x0c: text += Array("\\f".utf8)
      case 0x0d: text += Array("\\r".utf8)
      case 0x00..<0x20: text += Array("\\u00\(Hex.encode([byte]))".utf8)
      default: text.append(byte)
      }
    }
    return String(decoding: text + [0x27], as: UTF8.self)
  }
}
