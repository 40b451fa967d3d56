/// What a signature of a DSSE envelope is over (DSSE protocol v1.0.2).
///
/// Type and body are both preceded by their lengths, so that no other type and body give the same bytes, and no
/// canonical form of the body is needed.
package enum PreAuthenticationEncoding {
  /// `DSSEv1`, the length of the type in bytes, the type, the length of the body and the body, with single spaces
  /// between them and lengths in decimal.
  /// - Complexity: O(n) in the body.
  package static func bytes(type: String, body: [UInt8]) -> [UInt8] {
    var bytes = Array("DSSEv1 \(type.utf8.count) \(type) \(body.count) ".utf8)
    bytes.append(contentsOf: body)
    return bytes
  }

  /// The body in such bytes of a type; `nil` where they are no others' than this encoding's.
  package static func body(of bytes: [UInt8], type: String) -> ArraySlice<UInt8>? {
    let start = Array("DSSEv1 \(type.utf8.count) \(type) ".utf8)
    guard bytes.starts(with: start), let space = bytes[start.count...].firstIndex(of: 0x20) else {
      return nil
    }
    let body = bytes[(space + 1)...]
    return bytes[start.count..<space].elementsEqual("\(body.count)".utf8) ? body : nil
  }
}
