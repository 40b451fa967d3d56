internal import CanonicalEncoding

extension RingElement {
  /// Unsigned numbers of ten bits, least significant first (FIPS 204 algorithm 18), times 2^13: the high part of
  /// a public key.
  init(highBits bytes: ArraySlice<UInt8>) {
    coefficients = Self.numbers(of: 10, in: bytes).map { $0 << 13 }
  }

  /// Numbers of eighteen bits that are subtracted from 2^17 (FIPS 204 algorithm 19): a part of a response.
  init(response bytes: ArraySlice<UInt8>) {
    let centre: UInt32 = 1 << 17
    coefficients = Self.numbers(of: 18, in: bytes).map { number in
      number <= centre ? centre - number : Self.modulus + centre - number
    }
  }

  private static func numbers(of width: UInt32, in bytes: ArraySlice<UInt8>) -> [UInt32] {
    var numbers: [UInt32] = []
    var (held, bits): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      held |= UInt32(byte) << bits
      bits += 8
      if bits >= width {
        numbers.append(held & (1 << width - 1))
        held >>= width
        bits -= width
      }
    }
    return numbers
  }

  /// One entry of the matrix A, as a transform: residues found by rejection (FIPS 204 algorithm 30).
  init(matrixSeed seed: ArraySlice<UInt8>, row: UInt8, column: UInt8) {
    var stream = Shake(.bits128, Array(seed) + [column, row])
    coefficients = []
    coefficients.reserveCapacity(256)
    while coefficients.count < 256 {
      let bytes = stream.next(3)
      let number = UInt32(bytes[0]) | UInt32(bytes[1]) << 8 | UInt32(bytes[2] & 0x7f) << 16
      if number < Self.modulus { coefficients.append(number) }
    }
  }

  /// The challenge of a seed: 39 residues of 1 or −1, all others zero (FIPS 204 algorithm 29).
  init(challengeSeed seed: ArraySlice<UInt8>) {
    var stream = Shake(.bits256, Array(seed))
    var signs = stream.next(8).bigEndian(UInt64.self, at: 0)?.byteSwapped ?? 0
    coefficients = [UInt32](repeating: 0, count: 256)
    for index in 217..<256 {
      var place = Int(stream.next())
      while place > index { place = Int(stream.next()) }
      coefficients[index] = coefficients[place]
      coefficients[place] = signs & 1 == 0 ? 1 : Self.modulus - 1
      signs >>= 1
    }
  }
}
