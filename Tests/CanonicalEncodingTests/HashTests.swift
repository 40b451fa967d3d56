import CanonicalEncoding
import Testing

/// Known answers of the hashes that swift-crypto lacks.
///
/// The answers for counting bytes come from other programs: Keccak from a direct Python transcription of FIPS
/// 202 that gives the same as `hashlib.sha3_256` when it pads with `0x06`, RIPEMD-160 from OpenSSL, SHA-224
/// from `hashlib`. The lengths stand on both sides of the ends of blocks (64 and 136 bytes) and of the room
/// for a length in the last block (56 bytes).
struct HashTests {
  /// The bytes 0, 1, … 250, 0, … of some length, and their hashes in hexadecimal digits.
  struct Answer: Sendable, CustomTestStringConvertible {
    let length: Int
    let keccak256: String
    let ripemd160: String
    let sha224: String

    var testDescription: String { "\(length) bytes" }
    var input: [UInt8] { (0..<length).map { UInt8($0 % 251) } }
  }

  static let answers: [Answer] = [
    Answer(
      length: 0,
      keccak256: "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
      ripemd160: "9c1185a5c5e9fc54612808977ee8f548b2258d31",
      sha224: "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
    Answer(
      length: 55,
      keccak256: "797f92d5e159d80a886c0a7802a255b475a1e8e473e8cf4345144824a2aee79c",
      ripemd160: "3c86963b3ff646a65ae42996e9664c747cc7e5e6",
      sha224: "8991dfba74284e04dc7581c7c3e4068ff6cb7a63733361429834bb56"),
    Answer(
      length: 56,
      keccak256: "0d0bf4902a749dee22eae5f1b6e2b867ba696ce9be7632eba14315ac09bd1856",
      ripemd160: "ebdd79cfd4fd9949ef8089673d2620427f487cfb",
      sha224: "2b2cd637c16ad7290bb067ad7d8fd04e204fa43a84366afc7130f4ef"),
    Answer(
      length: 63,
      keccak256: "eed42da65350e8490c201e15dd3bdb8aeaab8618692db71db386a19b6578c59d",
      ripemd160: "6d31d3d634b4a7aa15914c239576eb1956f2d9a4",
      sha224: "049e8dd7eab3378ce9f823bfb569e5b270235d4b7f9623606971998f"),
    Answer(
      length: 64,
      keccak256: "002030bde3d4cf89919649775cd71875c4d0ab1708a380e03fefc3a28aa24831",
      ripemd160: "2581f5e9f957b44b0fa24d31996de47409dd1e0f",
      sha224: "c37b88a3522dbf7ac30d1c68ea397ac11d4773571aed01ddab73531e"),
    Answer(
      length: 65,
      keccak256: "64578d7b8ae53c452c57b27375f3827854a7ead6448dc566d77a6673701f50d3",
      ripemd160: "109949b95341eeea7365e8ac4d0d3883d98f709a",
      sha224: "114b5fd665736a96585c5d5837d35250aed73c725252cbf7f8b121f6"),
    Answer(
      length: 135,
      keccak256: "cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62",
      ripemd160: "ab1fcd5b0f8bdfd7d7f57a71bf33f341349b7d74",
      sha224: "9092bcf0a6228589cf855199126ad1bcfae9b00315701a00e22653be"),
    Answer(
      length: 136,
      keccak256: "7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e",
      ripemd160: "5970a6c0b0e1f4cc14dd22f49f9e8c52e0fa6817",
      sha224: "d96312ea93c16c339fcb0219a8262fa049652a9712dd0765261d8300"),
    Answer(
      length: 137,
      keccak256: "ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db",
      ripemd160: "8d935bcb852111d2abb5e9dcdd51124a07575688",
      sha224: "d1e7629a4ae06242544172d7c8bf55b3ce89211a3eff842e87ec5717"),
    Answer(
      length: 272,
      keccak256: "8e2476e65823b24d96ebe239f2c1534cdf763e689e2410c3b1cb0c74e6177bfc",
      ripemd160: "912daafd6eafbbe4b6829e5e05cbe3cfc4588852",
      sha224: "be8047e2b0b18bf026c796e74adc2cd5952a0fa4f8cbb902400c7e4c"),
  ]

  @Test(arguments: answers) func `counting bytes have the hashes that other programs give`(answer: Answer) {
    #expect(Hex.encode(Keccak256.digest(answer.input).bytes) == answer.keccak256)
    #expect(Hex.encode(RIPEMD160.digest(answer.input)) == answer.ripemd160)
    #expect(Hex.encode(SHA224.digest(answer.input)) == answer.sha224)
  }

  @Test func `Keccak-256 pads as Ethereum does, not as SHA-3`() {
    #expect(
      Keccak256.digest([]).description
        == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")
    #expect(
      Keccak256.digest(Array("abc".utf8)).description
        == "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")
  }

  @Test(arguments: [
    ("", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
    ("a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
    ("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
    ("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
    ("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
  ]) func `RIPEMD-160 gives the answers of its authors`(text: String, digits: String) {
    #expect(Hex.encode(RIPEMD160.digest(Array(text.utf8))) == digits)
  }

  @Test(arguments: [
    ("", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
    ("abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525"
    ),
  ]) func `SHA-224 gives the answers of FIPS 180`(text: String, digits: String) {
    #expect(Hex.encode(SHA224.digest(Array(text.utf8))) == digits)
  }

  @Test func `a million letters go through every hash`() {
    let input = [UInt8](repeating: 0x61, count: 1_000_000)
    #expect(Hex.encode(SHA224.digest(input)) == "20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67")
    #expect(Hex.encode(RIPEMD160.digest(input)) == "52783243c1697bdbe16d37f97f68f08325dc1528")
    #expect(
      Hex.encode(Keccak256.digest(input).bytes)
        == "fadae6b49f129bbb812be8407b7b2894f34aecf6dbd1f9b0f0c7e9853098fc96")
  }
}
