import Testing

@testable import CanonicalEncoding

/// Known answers of SHAKE from `hashlib`: bytes 484 to 500 of the output for counting bytes, on both sides of the
/// ends of blocks (136 and 168 bytes), so that input and output take several blocks.
struct ShakeTests {
  struct Answer: Sendable, CustomTestStringConvertible {
    let length: Int
    let shake128: String
    let shake256: String

    var testDescription: String { "\(length) bytes" }
  }

  static let answers: [Answer] = [
    Answer(
      length: 135, shake128: "fd03693871dba8a3b4fe3d5a26dfac7d", shake256: "14f9912c152481e2b509a7330bff4a7d"),
    Answer(
      length: 136, shake128: "31f4e282f7f1f163c8c78e96e27bcb1b", shake256: "2a688c45b35d8cbb323b1322924299ac"),
    Answer(
      length: 137, shake128: "9cb0fcbcaca37191f2d5cabf62254502", shake256: "792c3ba53d68ec96e247c8f897158da2"),
    Answer(
      length: 167, shake128: "4fc28fd732f662f785fb72adf0c94afc", shake256: "c196ba29918a9807e82098b658515b77"),
    Answer(
      length: 168, shake128: "63f8bd4e1d98666899f4f6f48186335f", shake256: "ecc127114ea102c921f93986d71ad4a9"),
    Answer(
      length: 169, shake128: "8c280fbadf0380a3f6a0e9e4a7ee1587", shake256: "312148368f568034a89abe2452260b96"),
    Answer(
      length: 400, shake128: "8fad6016495e972dfc6c103cf6b41f37", shake256: "b19eccbe00be4a4bc0d0c2bbc6bc3097"),
  ]

  @Test(arguments: answers) func `counting bytes have the output that hashlib gives`(answer: Answer) {
    let input = (0..<answer.length).map { UInt8($0 % 251) }
    var (weak, strong) = (Shake(.bits128, input), Shake(.bits256, input))
    #expect(Hex.encode(Array(weak.next(500).suffix(16))) == answer.shake128)
    #expect(Hex.encode(Array(strong.next(500).suffix(16))) == answer.shake256)
  }

  @Test func `nothing has the output of FIPS 202`() {
    var (weak, strong) = (Shake(.bits128, []), Shake(.bits256, []))
    #expect(Hex.encode(weak.next(16)) == "7f9c2ba4e88f827d616045507605853e")
    #expect(Hex.encode(strong.next(16)) == "46b9dd2b0ba88d13233b3feb743eeb24")
  }
}
