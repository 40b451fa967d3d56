internal import CanonicalEncoding

/// One item of Ethereum's recursive length prefix: bytes, or a list of items.
///
/// Every value has exactly one encoding; any other is refused, so that equal hashes mean equal items.
/// Source: Ethereum yellow paper, appendix B.
package indirect enum RLPItem: Hashable, Sendable {
  /// Bytes.
  case bytes(ArraySlice<UInt8>)
  /// Items in order.
  case list([RLPItem])

  /// Nodes of a trie nest four deep at most, a block header two.
  private static let depthLimit = 8

  /// The one item that the bytes encode; nothing may follow it.
  /// - Throws: ``ChainRefusal/encoding(offset:)`` for any other bytes.
  package init(decoding bytes: [UInt8]) throws(ChainRefusal) {
    var reader = Reader(bytes: bytes)
    self = try reader.item(until: bytes.count, depth: 0)
    guard reader.offset == bytes.count else { throw .encoding(offset: reader.offset) }
  }

  /// The bytes, or `nil` for a list.
  package var bytes: ArraySlice<UInt8>? { if case .bytes(let bytes) = self { bytes } else { nil } }

  /// The items of a list, or `nil` for bytes.
  package var items: [RLPItem]? { if case .list(let items) = self { items } else { nil } }

  /// The whole number that the bytes are in big-endian order, without zeros in front; `nil` for anything else
  /// or 2^64 and more.
  package var integer: UInt64? {
    guard let bytes, bytes.count <= 8, bytes.first != 0 else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The encoding.
  package var encoded: [UInt8] {
    switch self {
    case .bytes(let bytes):
      if bytes.count == 1, let byte = bytes.first, byte < 0x80 { return [byte] }
      return Self.head(0x80, bytes.count) + bytes
    case .list(let items):
      let body = items.flatMap(\.encoded)
      return Self.head(0xc0, body.count) + body
    }
  }

  private static func head(_ base: UInt8, _ count: Int) -> [UInt8] {
    if count < 56 { return [base + UInt8(count)] }
    let length = QuantityText.minimal(UInt64(count))
    return [base + 55 + UInt8(length.count)] + length
  }

  /// Reads items one after the other.
  private struct Reader {
    let bytes: [UInt8]
    var offset = 0

    mutating func item(until end: Int, depth: Int) throws(ChainRefusal) -> RLPItem {
      guard offset < end, depth < RLPItem.depthLimit else { throw .encoding(offset: offset) }
      let (start, head) = (offset, bytes[offset])
      offset += 1
      switch head {
      case ..<0x80:
        return .bytes(bytes[start...start])
      case ..<0xc0:
        let count = try length(of: head - 0x80, until: end)
        let body = bytes[offset..<offset + count]
        if count == 1, let byte = body.first, byte < 0x80 { throw .encoding(offset: start) }
        offset += count
        return .bytes(body)
      default:
        let count = try length(of: head - 0xc0, until: end)
        return .list(try items(until: offset + count, depth: depth + 1))
      }
    }

    private mutating func items(until end: Int, depth: Int) throws(ChainRefusal) -> [RLPItem] {
      var items: [RLPItem] = []
      while offset < end { items.append(try item(until: end, depth: depth)) }
      return items
    }

    /// How many bytes follow, from what is left of the head; never more than there are.
    private mutating func length(of short: UInt8, until end: Int) throws(ChainRefusal) -> Int {
      let start = offset
      var count = Int(short)
      if short > 55 {
        let digits = Int(short) - 55
        guard digits <= end - offset, digits <= 4, bytes[offset] != 0 else { throw .encoding(offset: start) }
        count = bytes[offset..<offset + digits].reduce(0) { $0 << 8 | Int($1) }
        offset += digits
        guard count > 55 else { throw .encoding(offset: start) }
      }
      guard count <= end - offset else { throw .encoding(offset: start) }
      return count
    }
  }
}
