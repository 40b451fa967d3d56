internal import CanonicalEncoding

/// ML-DSA-44 (FIPS 204), verification only: the second kind of signature by which witnesses cosign.
///
/// All inputs are public, so nothing here needs constant time. There is no signing on purpose.
package enum MLDSA44 {
  /// How many bytes a public key has.
  package static let publicKeySize = 1312
  /// How many bytes a signature has.
  package static let signatureSize = 2420

  /// Rows and columns of the matrix A.
  private static let dimension = 4
  /// How far a response may be from zero, exclusive: γ₁ − β.
  private static let responseBound: UInt32 = 1 << 17 - 78
  /// Twice γ₂ = (q − 1) / 88: the step between high parts.
  private static let step: UInt32 = 190_464

  /// Whether a signature of a message verifies under an empty context (FIPS 204 algorithm 3); bytes of a wrong
  /// length never do.
  package static func isValid(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    guard publicKey.count == publicKeySize, signature.count == signatureSize else { return false }
    let challenge = signature[..<32]
    let responses = elements(of: 576, in: signature[32..<2336]) { RingElement(response: $0) }
    guard responses.allSatisfy({ $0.norm < responseBound }), let hints = hints(in: signature[2336...]) else {
      return false
    }
    var tag = Shake(.bits256, publicKey)
    var digest = Shake(.bits256, tag.next(64) + [0, 0] + message)
    let commitments = commitments(
      publicKey: publicKey, challenge: RingElement(challengeSeed: challenge).transformed,
      responses: responses.map(\.transformed))
    var input = digest.next(64)
    for (commitment, hints) in zip(commitments, hints) {
      input += packed(zip(commitment.coefficients, hints).map { corrected($0, $1) })
    }
    var expected = Shake(.bits256, input)
    return expected.next(32) == Array(challenge)
  }

  /// A·z − c·t₁·2^13, from which the signer's commitment follows with the hints.
  private static func commitments(
    publicKey: [UInt8], challenge: RingElement, responses: [RingElement]
  ) -> [RingElement] {
    let high = elements(of: 320, in: publicKey[32...]) { RingElement(highBits: $0).transformed }
    return high.enumerated().map { row, high in
      var sum = RingElement.zero
      for (column, response) in responses.enumerated() {
        let entry = RingElement(
          matrixSeed: publicKey[..<32], row: UInt8(truncatingIfNeeded: row),
          column: UInt8(truncatingIfNeeded: column))
        sum = sum + entry * response
      }
      return (sum - challenge * high).untransformed
    }
  }

  private static func elements(
    of size: Int, in bytes: ArraySlice<UInt8>, _ read: (ArraySlice<UInt8>) -> RingElement
  ) -> [RingElement] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { read(bytes[$0..<$0 + size]) }
  }

  /// Which residues of each commitment are to be corrected; `nil` where the bytes are not the only ones that say
  /// so (FIPS 204 algorithm 21).
  private static func hints(in bytes: ArraySlice<UInt8>) -> [[Bool]]? {
    let bytes = Array(bytes)
    let limit = bytes.count - dimension
    var hints: [[Bool]] = []
    var index = 0
    for number in 0..<dimension {
      let end = Int(bytes[limit + number])
      guard index <= end, end <= limit else { return nil }
      var row = [Bool](repeating: false, count: 256)
      let first = index
      while index < end {
        if index > first, bytes[index - 1] >= bytes[index] { return nil }
        row[Int(bytes[index])] = true
        index += 1
      }
      hints.append(row)
    }
    return bytes[index..<limit].allSatisfy { $0 == 0 } ? hints : nil
  }

  /// The high part of a residue, moved by one where the hint says so (FIPS 204 algorithms 36 and 40).
  private static func corrected(_ residue: UInt32, _ hint: Bool) -> UInt8 {
    let count: UInt32 = 44
    let low = residue % step
    let isAbove = low > step / 2
    // q − 1 belongs to the high part 0, with a low part of −1 or less.
    let high = residue / step + (isAbove ? 1 : 0)
    let isPositive = low > 0 && !isAbove && high < count
    let corrected = hint ? (isPositive ? high + 1 : high + count - 1) : high
    return UInt8(truncatingIfNeeded: corrected % count)
  }

  /// Numbers of six bits, least significant first.
  private static func packed(_ numbers: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var (held, bits): (UInt32, UInt32) = (0, 0)
    for number in numbers {
      held |= UInt32(number) << bits
      bits += 6
      while bits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: held))
        held >>= 8
        bits -= 8
      }
    }
    return bytes
  }
}
