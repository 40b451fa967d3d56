import CanonicalEncoding
import Signing

extension TypedMessageTests {
  /// A message of up to sixteen members of arbitrary types and values.
  static func randomMessage(_ number: Int, _ random: inout SeededGenerator) -> TypedMessage {
    var members: [(name: String, type: String)] = []
    var values: [TypedValue] = []
    for index in 0..<Int.random(in: 0...16, using: &random) {
      let (type, value) = randomValue(&random)
      members.append(("m\(index)", type))
      values.append(value)
    }
    let domain = TypedDomain(name: randomText(&random), version: "\(number)", salt: Sample.digest(number))
    let type = TypedStructType(name: "S\(number)", members: members)
    return TypedMessage(type: type, domain: domain, values: values)
  }

  private static func randomValue(_ random: inout SeededGenerator) -> (String, TypedValue) {
    let count = Int.random(in: 0...9, using: &random)
    switch Int.random(in: 0...6, using: &random) {
    case 0: return ("string", .text(randomText(&random)))
    case 1: return ("bytes", .bytes(random.bytes(count * 40)))
    case 2: return ("bytes32", .word(Digest(random.bytes(32)) ?? .zero))
    case 3:
      let bits = Int.random(in: 1...32, using: &random) * 8
      return ("uint\(bits)", .integer(random.next() >> UInt64(max(0, 64 - bits))))
    case 4: return ("address", .address(randomAccount(&random)))
    case 5: return ("address[]", .addresses((0..<count).map { _ in randomAccount(&random) }))
    default: return ("string[]", .texts((0..<count).map { _ in randomText(&random) }))
    }
  }

  /// An account of random bytes, or of zeros but for the last.
  private static func randomAccount(_ random: inout SeededGenerator) -> AccountKey {
    let bytes = Bool.random(using: &random) ? random.bytes(20) : [UInt8](repeating: 0, count: 19) + [1]
    return AccountKey(family: .evm, bytes: ByteString(bytes)) ?? randomAccount(&random)
  }

  private static func randomText(_ random: inout SeededGenerator) -> String {
    let pieces = ["a", "Café", "Cafe\u{301}", "\"", "\\", "\n", "\u{1}", "😁", "0x12", " ", "ß"]
    let count = Int.random(in: 0...60, using: &random)
    return (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }
}
