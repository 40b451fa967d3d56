/// Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with the padding of the original submission.
///
/// SHA3-256 differs in one byte only: it pads with `0x06`, this hash with `0x01`. swift-crypto has the former
/// and not the latter, hence this file.
public enum Keccak256 {
  /// How many bytes a block absorbs: 200 of state less 64 of capacity.
  private static let rate = 136

  /// The hash of some bytes.
  /// - Complexity: O(n), one permutation for every 136 bytes begun; nothing is allocated.
  public static func digest(_ bytes: [UInt8]) -> Digest {
    unsafe bytes.withUnsafeBytes { unsafe digest(raw: $0) }
  }

  /// The hash of the UTF-8 bytes of a text.
  package static func digest(_ text: String) -> Digest {
    var text = text
    return text.withUTF8 { unsafe digest(raw: UnsafeRawBufferPointer($0)) }
  }

  /// The hash of the bytes of a buffer.
  package static func digest(raw bytes: UnsafeRawBufferPointer) -> Digest {
    var state = KeccakState()
    var offset = 0
    while offset <= bytes.count {
      unsafe state.absorb(bytes, at: offset)
      offset += rate
      if offset > bytes.count { state.row3.e ^= 1 << 63 }
      state.permute()
    }
    return state.digest
  }

  /// The hash of two bytes and two digests: what EIP-712 signs.
  package static func digest(prefix: UInt16, _ first: Digest, _ second: Digest) -> Digest {
    var input = KeccakStream()
    // The digests stand two bytes off the lanes: each lane takes the end of one word and the start of the next.
    var carried = UInt64(prefix) << 48
    func update(_ word: UInt64) {
      input.update(carried | word >> 16)
      carried = word << 48
    }
    for digest in [first, second] {
      update(digest.words.0)
      update(digest.words.1)
      update(digest.words.2)
      update(digest.words.3)
    }
    return input.digest(endingWith: carried, count: 2)
  }
}

/// Keccak-256 over input that comes in words of eight bytes, most significant byte first.
///
/// Structs of EIP-712 are hashed as words of thirty-two bytes; they need no buffer in between.
package struct KeccakStream {
  private var state = KeccakState()
  private var block = InlineArray<17, UInt64>(repeating: 0)
  private var filled = 0
  private var isBeginning = true

  /// An empty input.
  package init() {}

  /// Adds eight bytes.
  package mutating func update(_ word: UInt64) {
    guard isFull(with: word) else { return }
    state.absorb(block)
    state.permute()
    (filled, isBeginning) = (0, false)
  }

  /// Adds thirty-two bytes.
  package mutating func update(_ word: Digest) {
    update(word.words.0)
    update(word.words.1)
    update(word.words.2)
    update(word.words.3)
  }

  /// Adds thirty-two bytes of an input that may begin like another one.
  package mutating func update(_ word: Digest, like beginning: inout KeccakBeginning) {
    guard filled > 12 else {
      (block[filled], block[filled + 1]) = (word.words.0.byteSwapped, word.words.1.byteSwapped)
      (block[filled + 2], block[filled + 3]) = (word.words.2.byteSwapped, word.words.3.byteSwapped)
      filled += 4
      return
    }
    update(word.words.0, like: &beginning)
    update(word.words.1, like: &beginning)
    update(word.words.2, like: &beginning)
    update(word.words.3, like: &beginning)
  }

  private mutating func update(_ word: UInt64, like beginning: inout KeccakBeginning) {
    guard isBeginning, filled == 16 else { return update(word) }
    _ = isFull(with: word)
    if !beginning.holds(block) { beginning = KeccakBeginning(block) }
    state = beginning.state
    (filled, isBeginning) = (0, false)
  }

  private mutating func isFull(with word: UInt64) -> Bool {
    block[filled] = word.byteSwapped
    filled += 1
    return filled == 17
  }

  /// The hash of all input so far; the stream may go on.
  package var digest: Digest { digest(endingWith: 0, count: 0) }

  /// The hash of all input so far and of the first bytes of a word, fewer than eight.
  fileprivate func digest(endingWith word: UInt64, count: UInt64) -> Digest {
    var (state, block) = (state, block)
    block[filled] = word.byteSwapped | 1 << (8 * count)
    for index in filled + 1..<17 { block[index] = 0 }
    block[16] ^= 1 << 63
    state.absorb(block)
    state.permute()
    return state.digest
  }
}

/// A first block and the state after it: inputs that begin alike need one permutation less.
package struct KeccakBeginning: Sendable {
  private let block: InlineArray<17, UInt64>
  fileprivate let state: KeccakState

  /// The beginning of some input; the next one replaces it.
  package init() { self.init(InlineArray(repeating: 0)) }

  fileprivate init(_ block: InlineArray<17, UInt64>) {
    var state = KeccakState()
    state.absorb(block)
    state.permute()
    (self.block, self.state) = (block, state)
  }

  fileprivate func holds(_ other: InlineArray<17, UInt64>) -> Bool {
    var difference: UInt64 = 0
    for index in 0..<17 { difference |= block[index] ^ other[index] }
    return difference == 0
  }
}

/// Five lanes that share their `y` coordinate, named by the vowels of their `x` coordinate.
struct KeccakRow {
  var a: UInt64 = 0
  var e: UInt64 = 0
  var i: UInt64 = 0
  var o: UInt64 = 0
  var u: UInt64 = 0

  /// Adds another row, lane by lane.
  @inline(__always) static func ^ (left: KeccakRow, right: KeccakRow) -> KeccakRow {
    KeccakRow(
      a: left.a ^ right.a, e: left.e ^ right.e, i: left.i ^ right.i, o: left.o ^ right.o, u: left.u ^ right.u)
  }

  /// The step χ of FIPS 202 §3.2.4, the only one that is not linear.
  @inline(__always) var mixed: KeccakRow {
    KeccakRow(a: a ^ (~e & i), e: e ^ (~i & o), i: i ^ (~o & u), o: o ^ (~u & a), u: u ^ (~a & e))
  }

  /// From the parities of the columns to what the step θ of FIPS 202 §3.2.1 adds to every lane of them.
  @inline(__always) var effect: KeccakRow {
    KeccakRow(
      a: u ^ e.rotated(1), e: a ^ i.rotated(1), i: e ^ o.rotated(1), o: i ^ u.rotated(1), u: o ^ a.rotated(1))
  }
}

/// The 1600 bits of state. All of it is inlined into `permute`, where the lanes are plain local words.
struct KeccakState {
  var row0 = KeccakRow()
  var row1 = KeccakRow()
  var row2 = KeccakRow()
  var row3 = KeccakRow()
  var row4 = KeccakRow()

  /// Adds the seventeen lanes that start at an offset, with the first byte of padding where the bytes end.
  @inline(__always) mutating func absorb(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    row0.a ^= unsafe Self.lane(of: bytes, at: offset)
    row0.e ^= unsafe Self.lane(of: bytes, at: offset + 8)
    row0.i ^= unsafe Self.lane(of: bytes, at: offset + 16)
    row0.o ^= unsafe Self.lane(of: bytes, at: offset + 24)
    row0.u ^= unsafe Self.lane(of: bytes, at: offset + 32)
    row1.a ^= unsafe Self.lane(of: bytes, at: offset + 40)
    row1.e ^= unsafe Self.lane(of: bytes, at: offset + 48)
    row1.i ^= unsafe Self.lane(of: bytes, at: offset + 56)
    row1.o ^= unsafe Self.lane(of: bytes, at: offset + 64)
    row1.u ^= unsafe Self.lane(of: bytes, at: offset + 72)
    row2.a ^= unsafe Self.lane(of: bytes, at: offset + 80)
    row2.e ^= unsafe Self.lane(of: bytes, at: offset + 88)
    row2.i ^= unsafe Self.lane(of: bytes, at: offset + 96)
    row2.o ^= unsafe Self.lane(of: bytes, at: offset + 104)
    row2.u ^= unsafe Self.lane(of: bytes, at: offset + 112)
    row3.a ^= unsafe Self.lane(of: bytes, at: offset + 120)
    row3.e ^= unsafe Self.lane(of: bytes, at: offset + 128)
  }

  /// Eight little-endian bytes; past the end, the padding byte `0x01` and zeros.
  private static func lane(of bytes: UnsafeRawBufferPointer, at position: Int) -> UInt64 {
    if position <= bytes.count - 8 {
      return unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
    guard position <= bytes.count else { return 0 }
    var (lane, shift): (UInt64, UInt64) = (0, 0)
    for index in position..<bytes.count {
      lane |= UInt64(unsafe bytes[index]) << shift
      shift += 8
    }
    return lane | 1 << shift
  }

  /// Adds seventeen lanes.
  @inline(__always) mutating func absorb(_ block: InlineArray<17, UInt64>) {
    row0 = row0 ^ KeccakRow(a: block[0], e: block[1], i: block[2], o: block[3], u: block[4])
    row1 = row1 ^ KeccakRow(a: block[5], e: block[6], i: block[7], o: block[8], u: block[9])
    row2 = row2 ^ KeccakRow(a: block[10], e: block[11], i: block[12], o: block[13], u: block[14])
    row3.a ^= block[15]
    row3.e ^= block[16]
  }

  /// The first thirty-two bytes.
  var digest: Digest {
    Digest(words: (row0.a.byteSwapped, row0.e.byteSwapped, row0.i.byteSwapped, row0.o.byteSwapped))
  }

  /// Keccak-f[1600]: twenty-four rounds (FIPS 202 §3.3).
  mutating func permute() {
    for constant in Self.constants {
      round()
      row0.a ^= constant
    }
  }

  /// θ, ρ, π and χ at once: the rotations are the offsets of FIPS 202 table 2.
  @inline(__always) private mutating func round() {
    let effect = (row0 ^ row1 ^ row2 ^ row3 ^ row4).effect
    let (b, c, d) = (row0 ^ effect, row1 ^ effect, row2 ^ effect)
    let (f, g) = (row3 ^ effect, row4 ^ effect)
    row0 =
      KeccakRow(a: b.a, e: c.e.rotated(44), i: d.i.rotated(43), o: f.o.rotated(21), u: g.u.rotated(14)).mixed
    row1 =
      KeccakRow(
        a: b.o.rotated(28), e: c.u.rotated(20), i: d.a.rotated(3), o: f.e.rotated(45), u: g.i.rotated(61)
      ).mixed
    row2 =
      KeccakRow(
        a: b.e.rotated(1), e: c.i.rotated(6), i: d.o.rotated(25), o: f.u.rotated(8), u: g.a.rotated(18)
      ).mixed
    row3 =
      KeccakRow(
        a: b.u.rotated(27), e: c.a.rotated(36), i: d.e.rotated(10), o: f.i.rotated(15), u: g.o.rotated(56)
      ).mixed
    row4 =
      KeccakRow(
        a: b.i.rotated(62), e: c.o.rotated(55), i: d.u.rotated(39), o: f.a.rotated(41), u: g.e.rotated(2)
      ).mixed
  }

  /// What the step ι adds in each round (FIPS 202 §3.2.5).
  private static let constants: [UInt64] = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
    0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
  ]
}

extension UInt64 {
  /// The word turned left by 1 to 63 bits.
  @inline(__always) fileprivate func rotated(_ count: UInt64) -> UInt64 {
    self &<< count | self &>> (64 &- count)
  }
}
