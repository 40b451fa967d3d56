import CanonicalEncoding
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

@testable import DeploymentGate
import Ledger

@Suite struct EnvelopeTests {
  private static func verify(
    _ envelope: AttestationEnvelope, _ keys: [AttestationKey], _ threshold: Int
  ) throws -> VerifiedPayload {
    try envelope.verified(by: keys, threshold: threshold, with: AttestationSamples.curves)
  }

  private static func bytes(_ envelope: AttestationEnvelope) -> [UInt8] { envelope.json.canonicalBytes }

  @Test func `an envelope of all three algorithms verifies by each key, and reads as it was written`() throws
  {
    let signers: [any AttestationSigner] = [
      try AttestationSamples.p256(1), try AttestationSamples.account(1),
    ]
    let envelope = try AttestationSamples.envelope(signers)
    for signer in signers {
      let payload = try Self.verify(envelope, [try signer.key], 1)
      #expect(payload.signers == [try signer.key])
      #expect(payload.bytes == AttestationSamples.statement.canonicalBytes)
      #expect(try InTotoStatement(payload) == AttestationSamples.statement)
    }
    #expect(try AttestationEnvelope(parsing: Self.bytes(envelope)) == envelope)
  }

  @Test func `attack: thresholds count keys, not signatures, over every subset of three signers`() throws {
    let signers = try (1...3).map { try AttestationSamples.p256($0) }
    let keys = try signers.map { try $0.key }
    let all = try AttestationSamples.envelope(signers).signatures
    for subset in 1..<8 {
      let chosen = all.indices.filter { subset >> $0 & 1 == 1 }.map { all[$0] }
      // Every signature twice, so that counting signatures would be enough for a higher threshold.
      let envelope = try AttestationEnvelope(
        payloadType: InTotoStatement.payloadType, payload: AttestationSamples.statement.canonicalBytes,
        signatures: chosen + chosen)
      for threshold in 1...3 {
        let code = AttestationSamples.code { _ = try Self.verify(envelope, keys, threshold) }
        #expect(code == (chosen.count >= threshold ? nil : "attest.signatures"), "\(subset) \(threshold)")
      }
    }
  }

  @Test func `attack: a key given twice or a threshold out of reach is refused before anything is checked`()
    throws
  {
    let (one, two) = (try AttestationSamples.p256(1), try AttestationSamples.p256(2))
    let envelope = try AttestationSamples.envelope([one])
    #expect(
      AttestationSamples.code { _ = try Self.verify(envelope, [one.key, one.key], 2) } == "attest.repeatedKey"
    )
    for threshold in [-1, 0, 3, .max, .min] {
      let code = AttestationSamples.code { _ = try Self.verify(envelope, [one.key, two.key], threshold) }
      #expect(code == "attest.threshold", "\(threshold)")
    }
    #expect(AttestationSamples.code { _ = try Self.verify(envelope, [], 1) } == "attest.threshold")
    #expect(AttestationSamples.code { _ = try Self.verify(envelope, [], 0) } == "attest.threshold")
  }

  @Test func `attack: the key's name in the envelope decides nothing`() throws {
    let (signer, other) = (try AttestationSamples.p256(1), try AttestationSamples.p256(2))
    let signature = try AttestationSamples.envelope([signer]).signatures[0].bytes
    func envelope(_ id: String) throws -> AttestationEnvelope {
      try AttestationEnvelope(
        payloadType: InTotoStatement.payloadType, payload: AttestationSamples.statement.canonicalBytes,
        signatures: [.init(keyID: id, bytes: signature)])
    }
    for id in ["", "x", try other.key.id, try signer.key.id] {
      #expect(
        AttestationSamples.code { _ = try Self.verify(try envelope(id), [signer.key], 1) } == nil, "\(id)")
      #expect(
        AttestationSamples.code { _ = try Self.verify(try envelope(id), [other.key], 1) }
          == "attest.signatures")
    }
  }

  @Test func `attack: another type, another content or another signature does not verify`() throws {
    let signer = try AttestationSamples.p256(1)
    let (key, signature) = (try signer.key, try AttestationSamples.envelope([signer]).signatures[0])
    let payload = AttestationSamples.statement.canonicalBytes
    func code(_ type: String, _ payload: [UInt8], _ bytes: [UInt8]) throws -> String? {
      let envelope = try AttestationEnvelope(
        payloadType: type, payload: payload, signatures: [.init(keyID: key.id, bytes: bytes)])
      return AttestationSamples.code { _ = try Self.verify(envelope, [key], 1) }
    }
    let type = InTotoStatement.payloadType
    #expect(try code(type, payload, signature.bytes) == nil)
    for other in ["", "application/json", type + " ", type.uppercased()] {
      #expect(try code(other, payload, signature.bytes) == "attest.signatures", "\(other)")
    }
    for index in payload.indices {
      var altered = payload
      altered[index] ^= 1
      #expect(try code(type, altered, signature.bytes) == "attest.signatures", "byte \(index)")
    }
    #expect(try code(type, Array(payload.dropLast()), signature.bytes) == "attest.signatures")
    #expect(try code(type, payload + [0x20], signature.bytes) == "attest.signatures")
    for index in signature.bytes.indices {
      for bit in 0..<8 {
        var altered = signature.bytes
        altered[index] ^= 1 << bit
        #expect(try code(type, payload, altered) == "attest.signatures", "byte \(index), bit \(bit)")
      }
    }
    for bytes in [
      [], signature.bytes + [0], Array(signature.bytes.dropLast()), [UInt8](repeating: 0, count: 64),
    ] {
      #expect(try code(type, payload, bytes) == "attest.signatures")
    }
  }

  @Test func `a signature of a member's key is the same with high s, as other signers leave it`() throws {
    let signer = try AttestationSamples.account(1)
    let (key, message) = (try signer.key, Array("message".utf8))
    let low = try SampleKeys.key(1).sign(.sha256(message))
    // n − s, computed byte by byte.
    var (s, borrow) = (RecoverableSignature.groupOrder.bytes, 0)
    for index in s.indices.reversed() {
      let difference = Int(s[index]) - Int(low.s.bytes[index]) - borrow
      s[index] = UInt8(truncatingIfNeeded: difference)
      borrow = difference < 0 ? 1 : 0
    }
    let r = low.derBytes[..<(4 + Int(low.derBytes[3]))].dropFirst(2)
    let body = Array(r) + [0x02, 33, 0] + s
    #expect(key.verifies(low.derBytes, of: message, with: AttestationSamples.curves))
    #expect(key.verifies([0x30, UInt8(body.count)] + body, of: message, with: AttestationSamples.curves))
    #expect(!key.verifies(low.derBytes, of: message + [0], with: AttestationSamples.curves))
    #expect(!key.verifies(low.compactBytes, of: message, with: AttestationSamples.curves))
  }

  @Test func `DER integers are as short as they may be`() throws {
    for (r, s) in [
      ([1], [0x7f]), ([0x80], [0xff]), ([0x01, 0x00], [0x7f] + [UInt8](repeating: 0xff, count: 30)),
    ] as [([UInt8], [UInt8])] {
      func digest(_ bytes: [UInt8]) throws -> Digest {
        try Digest([UInt8](repeating: 0, count: 32 - bytes.count) + bytes).orThrow()
      }
      let signature = try RecoverableSignature(r: digest(r), s: digest(s), recovery: 0)
      let compact = AttestationSamples.curves.compactSignature(ofDER: signature.derBytes)
      #expect(compact == signature.compactBytes, "\(r)")
    }
  }

  /// An edit of the text of a good envelope, and the code it is refused with.
  static let edits: [(from: String, to: String, code: String)] = [
    (#""payload":""#, #""payload":" "#, "attest.base64"),
    (#""payload":""#, #""payload":"=","#, "json.syntax"),
    (#""sig":"M"#, #""sig":"M\n"#, "attest.base64"), (#""sig":"#, #""sig":1,"x":"#, "field.unexpected"),
    (#""sig":"#, #""x":"#, "field.missing"), (#""sig":"#, #""cert":"","sig":"#, "field.unknown"),
    (#""payloadType":"#, #""payloadType":"a","payloadType":"#, "json.duplicateKey"),
    (#""payloadType":"#, #""extra":0,"payloadType":"#, "field.unknown"),
    (#""signatures":["#, #""signatures":[],"x":["#, "field.unexpected"),
    (#""signatures":["#, #""signatures":[7,"#, "field.unexpected"),
    (#"{"payload""#, #"[{"payload""#, "json.syntax"),
    (#""keyid":""#, #""keyid":null,"x":""#, "field.unexpected"),
  ]

  @Test(arguments: edits.indices) func `an envelope that is written otherwise is refused`(index: Int) throws {
    let edit = Self.edits[index]
    var text = String(
      decoding: Self.bytes(try AttestationSamples.envelope([AttestationSamples.p256(1)])), as: UTF8.self)
    let range = try #require(text.firstRange(of: edit.from))
    text.replaceSubrange(range, with: edit.to)
    #expect(
      AttestationSamples.code { _ = try AttestationEnvelope(parsing: Array(text.utf8)) } == edit.code,
      "\(text.prefix(80))")
  }

  @Test func `both alphabets of base64 are read, a mixture or another padding is not`() throws {
    let payload = Array("{\"x\":\"???>>>ÿÿÿ\"}".utf8)
    let envelope = try AttestationEnvelope(
      payloadType: "t", payload: payload, signatures: [.init(keyID: "", bytes: [0xfb, 0xff, 0xfe])])
    let text = String(decoding: Self.bytes(envelope), as: UTF8.self)
    #expect(text.contains("+//+"))
    func read(_ text: String) throws -> AttestationEnvelope {
      try AttestationEnvelope(parsing: Array(text.utf8))
    }
    #expect(try read(text.replacing("+//+", with: "-__-")) == envelope)
    #expect(AttestationSamples.code { _ = try read(text.replacing("+//+", with: "-//-")) } == "attest.base64")
    let padded = text.replacing("+//+", with: "+w==")
    #expect(try read(padded).signatures[0].bytes == [0xfb])
    for other in ["+w=", "+w", "+x==", "+w===", "====", "+w==+w=="] {
      #expect(
        AttestationSamples.code { _ = try read(text.replacing("+//+", with: other)) } == "attest.base64",
        "\(other)")
    }
    #expect(try read(text.replacing("\"keyid\":\"\",", with: "")) == envelope, "a key need not be named")
  }

  @Test func `more signatures or keys than are looked at are refused`() throws {
    let signature = AttestationEnvelope.Signature(keyID: "", bytes: [1])
    #expect(
      AttestationSamples.code {
        _ = try AttestationEnvelope(
          payloadType: "t", payload: [], signatures: Array(repeating: signature, count: 33))
      } == "attest.tooMany")
    let keys = try (0..<33).map { try AttestationSamples.p256($0).key }
    let envelope = try AttestationSamples.envelope([AttestationSamples.p256(1)])
    #expect(AttestationSamples.code { _ = try Self.verify(envelope, keys, 1) } == "attest.tooMany")
  }

  @Test func `no truncation and no changed byte of an envelope traps`() throws {
    let whole = Self.bytes(try AttestationSamples.envelope([AttestationSamples.p256(1)]))
    for count in stride(from: 0, to: whole.count, by: 7) {
      #expect(AttestationSamples.code { _ = try AttestationEnvelope(parsing: Array(whole[..<count])) } != nil)
    }
    let key = try AttestationSamples.p256(1).key
    var numbers = RepeatableNumbers(seed: 86)
    for _ in 0..<500 {
      var bytes = whole
      bytes[numbers.below(bytes.count)] = UInt8(numbers.below(256))
      guard let envelope = try? AttestationEnvelope(parsing: bytes) else { continue }
      // What still reads is either refused or the very same content.
      if let payload = try? Self.verify(envelope, [key], 1) {
        #expect(payload.bytes == AttestationSamples.statement.canonicalBytes)
      }
    }
  }
}
