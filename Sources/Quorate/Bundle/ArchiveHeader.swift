/// The header of one file in an archive: POSIX ustar, in the one form that Quorate writes.
///
/// Every byte follows from the path and the size, so that an archive of some files is the same whoever makes it, and
/// a byte that differs is refused.
package struct ArchiveHeader: Hashable {
  /// The width of headers; files fill whole blocks.
  package static let block = 512
  /// A path fits the first field.
  static let pathLimit = 100
  /// What eleven octal digits can say.
  static let sizeLimit: UInt64 = 1 << 33

  package let path: String
  package let size: UInt64

  /// A header, or `nil` for a path or a size that it cannot hold.
  package init?(path: String, size: UInt64) {
    guard Self.isPath(path), size < Self.sizeLimit else { return nil }
    self.path = path
    self.size = size
  }

  /// Relative, of plain characters, without empty and dotted parts: nothing it could name lies elsewhere.
  static func isPath(_ path: String) -> Bool {
    let bytes = Array(path.utf8)
    guard 1...pathLimit ~= bytes.count else { return false }
    let isPlain = bytes.allSatisfy {
      0x61...0x7a ~= $0 || 0x41...0x5a ~= $0 || 0x30...0x39 ~= $0 || [0x2d, 0x2e, 0x2f, 0x5f].contains($0)
    }
    return isPlain
      && bytes.split(separator: 0x2f, omittingEmptySubsequences: false).allSatisfy {
        !$0.isEmpty && $0.first != 0x2e
      }
  }

  /// The 512 bytes.
  package var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.block)
    func put(_ text: String, at offset: Int) {
      for (position, byte) in text.utf8.enumerated() { bytes[offset + position] = byte }
    }
    put(path, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(Self.octal(size, digits: 11), at: 124)
    put("00000000000", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    let sum = bytes.reduce(UInt64(0)) { $0 + UInt64($1) }
    put(Self.octal(sum, digits: 6) + "\0 ", at: 148)
    return bytes
  }

  /// Reads a header: exactly the bytes that `bytes` writes.
  package init?(parsing bytes: [UInt8]) {
    guard bytes.count == Self.block, let end = bytes.firstIndex(of: 0), end <= Self.pathLimit else {
      return nil
    }
    var size: UInt64 = 0
    for byte in bytes[124..<135] {
      guard 0x30...0x37 ~= byte else { return nil }
      size = size << 3 | UInt64(byte - 0x30)
    }
    self.init(path: String(decoding: bytes[..<end], as: UTF8.self), size: size)
    guard self.bytes == bytes else { return nil }
  }

  /// How many bytes fill the last block.
  package var padding: Int { Int((UInt64(Self.block) - size % UInt64(Self.block)) % UInt64(Self.block)) }

  private static func octal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
