/// RIPEMD-160 (Dobbertin, Bosselaers and Preneel, 1996): the outer hash of Bitcoin and Cosmos addresses and
/// of BIP-32 fingerprints. swift-crypto does not have it.
public enum RIPEMD160 {
  /// The twenty bytes of the hash of some bytes.
  /// - Complexity: O(n).
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    let message = PaddedBlocks(bytes, lengthIsBigEndian: false)
    var chain: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
    for block in 0..<message.count {
      let words = message.words(ofBlock: block).map(\.byteSwapped)
      let left = line(words, from: chain, order: leftOrder, turns: leftTurns, constants: leftConstants)
      let right = line(
        words, from: chain, order: rightOrder, turns: rightTurns, constants: rightConstants, isReversed: true)
      var next: [UInt32] = []
      for index in 0..<5 {
        let sum = chain[(index + 1) % 5] &+ left[(index + 2) % 5]
        next.append(sum &+ right[(index + 3) % 5])
      }
      chain = next
    }
    var digest: [UInt8] = []
    digest.reserveCapacity(20)
    for word in chain { digest.append(bigEndian: word.byteSwapped) }
    return digest
  }

  /// One of the two parallel lines of eighty steps; the right one takes the five functions in reverse.
  private static func line(
    _ words: [UInt32], from chain: [UInt32], order: [UInt8], turns: [UInt8], constants: [UInt32],
    isReversed: Bool = false
  ) -> [UInt32] {
    var (a, b, c, d, e) = (chain[0], chain[1], chain[2], chain[3], chain[4])
    for step in 0..<80 {
      let round = step / 16
      let mixed = mix(isReversed ? 4 - round : round, b, c, d)
      let sum = a &+ mixed &+ words[Int(order[step])] &+ constants[round]
      let next = sum.rotatedLeft(UInt32(turns[step])) &+ e
      (a, b, c, d, e) = (e, next, b, c.rotatedLeft(10), d)
    }
    return [a, b, c, d, e]
  }

  /// The five functions of three words.
  private static func mix(_ round: Int, _ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 {
    switch round {
    case 0: x ^ y ^ z
    case 1: (x & y) | (~x & z)
    case 2: (x | ~y) ^ z
    case 3: (x & z) | (y & ~z)
    default: x ^ (y | ~z)
    }
  }

  private static let leftConstants: [UInt32] = [0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e]
  private static let rightConstants: [UInt32] = [0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0]

  /// Which word of the block each step of the left line takes.
  private static let leftOrder: [UInt8] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
    3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
    1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
    4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
  ]

  /// Which word of the block each step of the right line takes.
  private static let rightOrder: [UInt8] = [
    5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
    6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
    15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
    8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
    12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
  ]

  /// How far each step of the left line turns its sum.
  private static let leftTurns: [UInt8] = [
    11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
    7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
    11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
    11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
    9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
  ]

  /// How far each step of the right line turns its sum.
  private static let rightTurns: [UInt8] = [
    8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
    9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
    9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
    15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
    8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
  ]
}
