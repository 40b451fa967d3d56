/// The escapes of RFC 8259 §7 in texts that have been read already.
enum JSONEscapes {
  /// The bytes that escaped text stands for.
  ///
  /// The reader has refused malformed escapes; one that got here anyway is passed over.
  static func resolved(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var offset = text.startIndex
    while offset < text.endIndex {
      let byte = text[offset]
      guard byte == 0x5c else {
        output.append(byte)
        offset += 1
        continue
      }
      guard let (scalar, length) = scalar(in: text, at: offset) else { break }
      output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      offset += length
    }
    return output
  }

  /// The scalar an escape stands for, and the length of the escape; `nil` where it is none.
  ///
  /// Two escapes that are the halves of a surrogate pair are read as one; a half alone is none.
  static func scalar(
    in text: ArraySlice<UInt8>, at offset: Int
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    guard offset + 1 < text.endIndex, text[offset] == 0x5c else { return nil }
    switch text[offset + 1] {
    case 0x22: return ("\"", 2)
    case 0x5c: return ("\\", 2)
    case 0x2f: return ("/", 2)
    case 0x62: return ("\u{8}", 2)
    case 0x66: return ("\u{c}", 2)
    case 0x6e: return ("\n", 2)
    case 0x72: return ("\r", 2)
    case 0x74: return ("\t", 2)
    case 0x75:
      guard let high = unit(in: text, at: offset + 2) else { return nil }
      guard 0xd800...0xdbff ~= high else { return Unicode.Scalar(high).map { ($0, 6) } }
      guard offset + 7 < text.endIndex, text[offset + 6] == 0x5c, text[offset + 7] == 0x75,
        let low = unit(in: text, at: offset + 8), 0xdc00...0xdfff ~= low
      else { return nil }
      return Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00)).map { ($0, 12) }
    default: return nil
    }
  }

  /// Four hexadecimal digits of either case.
  private static func unit(in text: ArraySlice<UInt8>, at offset: Int) -> UInt32? {
    guard offset + 4 <= text.endIndex else { return nil }
    var unit: UInt32 = 0
    for digit in text[offset..<offset + 4] {
      switch digit {
      case 0x30...0x39: unit = unit << 4 | UInt32(digit - 0x30)
      case 0x41...0x46: unit = unit << 4 | UInt32(digit - 0x37)
      case 0x61...0x66: unit = unit << 4 | UInt32(digit - 0x57)
      default: return nil
      }
    }
    return unit
  }
}
