/// SHAKE128 and SHAKE256 (FIPS 202 §6.2): the sponge of SHA-3 with an output of any length.
///
/// Needed to verify ML-DSA signatures, which swift-crypto does at two other strengths only.
package struct Shake: Sendable {
  /// How hard the output is to invert, in bits.
  package enum Strength: Int, Sendable {
    case bits128 = 128
    case bits256 = 256

    /// How many of the 200 bytes of state take part in input and output.
    fileprivate var rate: Int { 200 - rawValue / 4 }
  }

  private let rate: Int
  private var state = KeccakState()
  /// The part of the state that is given out, and how much of it has been.
  private var block: [UInt8] = []
  private var taken = 0

  /// The output for some input.
  /// - Complexity: O(n), one permutation for every block begun.
  package init(_ strength: Strength, _ input: [UInt8]) {
    rate = strength.rate
    var padded = input
    padded.append(0x1f)
    padded.append(contentsOf: repeatElement(0, count: (rate - padded.count % rate) % rate))
    padded[padded.count - 1] ^= 0x80
    for start in stride(from: 0, to: padded.count, by: rate) {
      var lanes = state.lanes
      for lane in 0..<rate / 8 {
        lanes[lane] ^= padded.bigEndian(UInt64.self, at: start + lane * 8)?.byteSwapped ?? 0
      }
      state.lanes = lanes
      state.permute()
    }
    block = state.bytes(rate)
  }

  /// The next byte of the output.
  package mutating func next() -> UInt8 {
    if taken == rate {
      state.permute()
      block = state.bytes(rate)
      taken = 0
    }
    taken += 1
    return block[taken - 1]
  }

  /// The next bytes of the output.
  package mutating func next(_ count: Int) -> [UInt8] { (0..<count).map { _ in next() } }
}

extension KeccakState {
  /// The lanes in the order of FIPS 202 §3.1.2.
  fileprivate var lanes: [UInt64] {
    get { [row0, row1, row2, row3, row4].flatMap { [$0.a, $0.e, $0.i, $0.o, $0.u] } }
    set {
      func row(_ y: Int) -> KeccakRow {
        let lanes = newValue[(y * 5)..<(y * 5 + 5)].map { $0 }
        return KeccakRow(a: lanes[0], e: lanes[1], i: lanes[2], o: lanes[3], u: lanes[4])
      }
      (row0, row1, row2, row3, row4) = (row(0), row(1), row(2), row(3), row(4))
    }
  }

  /// The first bytes of the state.
  fileprivate func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(200)
    for lane in lanes { bytes.append(bigEndian: lane.byteSwapped) }
    return Array(bytes.prefix(count))
  }
}
