extension [UInt8] {
  /// Whether a range holds well-formed UTF-8 (Unicode, table 3-7): no overlong form, no half of a surrogate
  /// pair, nothing above U+10FFFF. Empty text is well-formed.
  ///
  /// Text that is ASCII for the most part is looked at eight bytes at a time.
  package func isUTF8(in range: Range<Int>) -> Bool {
    guard range.lowerBound >= 0, range.upperBound <= count else { return false }
    var offset = range.lowerBound
    while offset < range.upperBound {
      if offset + 8 <= range.upperBound, let word = bigEndian(UInt64.self, at: offset),
        word & 0x8080_8080_8080_8080 == 0
      {
        offset += 8
      } else if self[offset] < 0x80 {
        offset += 1
      } else {
        let length = lengthOfScalar(at: offset, before: range.upperBound)
        guard length > 0 else { return false }
        offset += length
      }
    }
    return true
  }

  /// How many bytes the scalar above U+007F at an offset has, or zero where there is none.
  private func lengthOfScalar(at offset: Int, before end: Int) -> Int {
    func follows(_ position: Int, _ allowed: ClosedRange<UInt8> = 0x80...0xbf) -> Bool {
      offset + position < end && allowed ~= self[offset + position]
    }
    switch self[offset] {
    case 0xc2...0xdf: return follows(1) ? 2 : 0
    case 0xe0: return follows(1, 0xa0...0xbf) && follows(2) ? 3 : 0
    case 0xed: return follows(1, 0x80...0x9f) && follows(2) ? 3 : 0
    case 0xe1...0xef: return follows(1) && follows(2) ? 3 : 0
    case 0xf0: return follows(1, 0x90...0xbf) && follows(2) && follows(3) ? 4 : 0
    case 0xf1...0xf3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xf4: return follows(1, 0x80...0x8f) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }
}
