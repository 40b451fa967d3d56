/// SHA-224 (FIPS 180-4 §6.3): the hash in the principals of the Internet Computer.
///
/// It is SHA-256 from other initial words, cut to seven words. swift-crypto does not have it.
public enum SHA224 {
  /// The twenty-eight bytes of the hash of some bytes.
  /// - Complexity: O(n).
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    let message = PaddedBlocks(bytes, lengthIsBigEndian: true)
    var chain: [UInt32] = [
      0xc105_9ed8, 0x367c_d507, 0x3070_dd17, 0xf70e_5939, 0xffc0_0b31, 0x6858_1511, 0x64f9_8fa7, 0xbefa_4fa4,
    ]
    for block in 0..<message.count { compress(message.words(ofBlock: block), into: &chain) }
    var digest: [UInt8] = []
    digest.reserveCapacity(28)
    for word in chain.prefix(7) { digest.append(bigEndian: word) }
    return digest
  }

  /// FIPS 180-4 §6.2.2.
  private static func compress(_ block: [UInt32], into chain: inout [UInt32]) {
    let words = schedule(block)
    var (a, b, c, d) = (chain[0], chain[1], chain[2], chain[3])
    var (e, f, g, h) = (chain[4], chain[5], chain[6], chain[7])
    for step in 0..<64 {
      let sumE = e.rotatedLeft(26) ^ e.rotatedLeft(21) ^ e.rotatedLeft(7)
      let first = h &+ sumE &+ ((e & f) ^ (~e & g)) &+ constants[step] &+ words[step]
      let sumA = a.rotatedLeft(30) ^ a.rotatedLeft(19) ^ a.rotatedLeft(10)
      let second = sumA &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { chain[index] &+= word }
  }

  /// The sixteen words of a block drawn out to sixty-four.
  private static func schedule(_ block: [UInt32]) -> [UInt32] {
    var words = block
    words.reserveCapacity(64)
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let small = early.rotatedLeft(25) ^ early.rotatedLeft(14) ^ early >> 3
      let large = late.rotatedLeft(15) ^ late.rotatedLeft(13) ^ late >> 10
      words.append(large &+ words[index - 7] &+ small &+ words[index - 16])
    }
    return words
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2).
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

/// A message in blocks of sixteen words, padded as the hashes of the MD4 family do: a one bit, zeros, and the
/// length in bits in the last eight bytes.
struct PaddedBlocks {
  private let bytes: [UInt8]

  /// Pads a message; `lengthIsBigEndian` tells SHA from MD4 and RIPEMD.
  init(_ message: [UInt8], lengthIsBigEndian: Bool) {
    var padded = message
    padded.append(0x80)
    padded.append(contentsOf: repeatElement(0, count: (120 - padded.count % 64) % 64))
    let length = UInt64(message.count) * 8
    padded.append(bigEndian: lengthIsBigEndian ? length : length.byteSwapped)
    bytes = padded
  }

  /// How many blocks.
  var count: Int { bytes.count / 64 }

  /// The sixteen big-endian words of a block.
  func words(ofBlock block: Int) -> [UInt32] {
    (0..<16).map { bytes.bigEndian(UInt32.self, at: block * 64 + $0 * 4) ?? 0 }
  }
}

extension UInt32 {
  /// The word turned left by 1 to 31 bits.
  func rotatedLeft(_ count: UInt32) -> UInt32 { self << count | self >> (32 - count) }
}
