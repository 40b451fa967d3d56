import CanonicalEncoding
import QuorateTesting

/// Random documents, and random other spellings of their bytes.
enum JSONMutations {
  private static let texts = [
    "", "a", "For", "Café", "\"", "\\", "/", "\n\t\r\u{8}\u{c}", "\u{0}\u{1f}\u{b}", "\u{7f}", "€", "𝄞", "名前",
    "0x00", "1e3", "\u{2028}", "null", "Straße und Weg",
  ]

  /// An arbitrary value of some depth; its numbers are whole and below 2^53.
  static func document(depth: Int, _ random: inout RepeatableNumbers) -> JSONValue {
    switch random.below(depth > 0 ? 7 : 4) {
    case 0: return [JSONValue.null, .bool(true), .bool(false)][random.below(3)]
    case 1: return .integer(random.below(1 << random.below(54)))
    case 2: return .integer(-1 - random.below(1 << random.below(53)))
    case 3: return .string(texts[random.below(texts.count)])
    case 4: return .array((0..<random.below(5)).map { _ in document(depth: depth - 1, &random) })
    default:
      let keys = Set((0..<random.below(6)).map { _ in texts[random.below(texts.count)] })
      return .object(
        JSONObject(keys.sorted().map { .init(key: $0, value: document(depth: depth - 1, &random)) }))
    }
  }

  private static let insertions: [[UInt8]] = [
    " ", "\n", "\t", "\r", ",", "\u{feff}", "0", "-", "+", ".0", "e0", "E1", "\"", "{}", "[", "]", "}", "\\",
    "/",
    "\\/", "\\u0041", "\\n", "\u{0}", "null", "//", "\u{301}",
  ].map { Array($0.utf8) }

  /// The bytes with one arbitrary change; sometimes there is none.
  static func mutate(_ bytes: [UInt8], _ random: inout RepeatableNumbers) -> [UInt8] {
    var bytes = bytes
    let place = random.below(bytes.count)
    switch random.below(8) {
    case 0: bytes.insert(contentsOf: insertions[random.below(insertions.count)], at: place)
    case 1: bytes.append(contentsOf: insertions[random.below(insertions.count)])
    case 2: bytes.insert(contentsOf: insertions[random.below(insertions.count)], at: 0)
    case 3: bytes.remove(at: place)
    case 4: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 5: bytes[place] ^= 1 << UInt8(random.below(8))
    case 6: bytes.swapAt(place, random.below(bytes.count))
    default: bytes.replaceSubrange(place...place, with: escaped(bytes[place]))
    }
    return bytes
  }

  /// A byte as an escape of JSON.
  private static func escaped(_ byte: UInt8) -> [UInt8] { Array("\\u00\(Hex.encode([byte]))".utf8) }

  /// The same value in another spelling, with white space and escapes strewn in and members in another order.
  static func respelt(_ value: JSONValue, _ random: inout RepeatableNumbers) -> String {
    func space() -> String { ["", "", " ", "\n", "\t\r"][random.below(5)] }
    switch value {
    case .array(let elements):
      let texts = elements.map { space() + respelt($0, &random) + space() }
      return "[" + (texts.isEmpty ? space() : texts.joined(separator: ",")) + "]"
    case .object(let object):
      let texts = object.members.shuffled(using: &random).map { member in
        space() + respelt(.string(member.key), &random) + space() + ":" + space()
          + respelt(member.value, &random)
      }
      return "{" + texts.joined(separator: ",") + space() + "}"
    case .string(let text): return "\"" + text.utf16.map { spelling(of: $0, &random) }.joined() + "\""
    default: return String(decoding: value.canonicalBytes, as: UTF8.self)
    }
  }

  private static func spelling(of unit: UInt16, _ random: inout RepeatableNumbers) -> String {
    let digits = Hex.encode([UInt8(unit >> 8), UInt8(unit & 255)])
    let isPlain = unit >= 0x20 && unit < 0x7f && unit != 0x22 && unit != 0x5c
    if isPlain, random.below(2) == 0 { return String(UnicodeScalar(UInt8(unit))) }
    return "\\u" + (random.below(2) == 0 ? digits : digits.uppercased())
  }
}
