import CanonicalEncoding
import Secp256k1Signing
import Signing
import Testing

@Suite struct SignatureAttackTests {
  let verifier = Secp256k1Verifier()

  @Test func `attack 1: the twin with high s is refused`() throws {
    for number in 0..<1000 {
      let signature = try Sample.key(number % 7).sign(Sample.digest(number))
      let twin = Sample.difference(RecoverableSignature.groupOrder, signature.s)
      let bytes = signature.r.bytes + twin.bytes + [28 - signature.recovery]
      #expect(throws: SignatureRefusal.highS) { try RecoverableSignature(parsing: bytes) }
    }
  }

  @Test func `attack 1: the largest low s is accepted and the next is not`() throws {
    let r = Sample.digest(1)
    let largest = RecoverableSignature.largestLowS
    _ = try RecoverableSignature(r: r, s: largest, recovery: 0)
    let next = Sample.difference(RecoverableSignature.groupOrder, largest)
    #expect(throws: SignatureRefusal.highS) { try RecoverableSignature(r: r, s: next, recovery: 0) }
  }

  @Test(arguments: UInt8.min...UInt8.max)
  func `attack 2: only the last bytes 0, 1, 27 and 28 are read`(_ last: UInt8) throws {
    let signature = try Sample.key(1).sign(Sample.digest(1))
    let bytes = signature.compactBytes + [last]
    guard [0, 1, 27, 28].contains(last) else {
      let refusal = SignatureRefusal.badRecoveryId(last)
      #expect(throws: refusal) { try RecoverableSignature(parsing: bytes) }
      #expect(throws: refusal) { try RecoverableSignature(canonicalBytes: bytes) }
      return
    }
    let read = try RecoverableSignature(parsing: bytes)
    #expect(read.recovery == last % 27)
    #expect(read.canonicalBytes == signature.compactBytes + [27 + last % 27])
    if last < 27 {
      #expect(throws: SignatureRefusal.form) { try RecoverableSignature(canonicalBytes: bytes) }
    } else {
      #expect(try RecoverableSignature(canonicalBytes: bytes) == read)
    }
  }

  @Test(arguments: 0...130) func `attack 2: other lengths than 64 and 65 are refused`(_ count: Int) throws {
    let pattern = try Sample.key(2).sign(Sample.digest(2)).canonicalBytes
    let bytes = (0..<count).map { pattern[$0 % 65] }
    if 64...65 ~= count {
      _ = try RecoverableSignature(parsing: bytes)
    } else {
      #expect(throws: SignatureRefusal.length(count)) { try RecoverableSignature(parsing: bytes) }
    }
  }

  @Test func `attack 2: all forms of one signature are one value`() throws {
    for number in 0..<100 {
      let key = try Sample.key(number)
      let signature = try key.sign(Sample.digest(number))
      var compact = signature.compactBytes
      compact[32] |= signature.recovery << 7
      let forms = [compact, signature.compactBytes + [signature.recovery], signature.canonicalBytes]
      #expect(try Set(forms.map { try RecoverableSignature(parsing: $0) }) == [signature])
      #expect(throws: SignatureRefusal.form) { try RecoverableSignature(canonicalBytes: compact) }
      try verifier.requireSignature(of: Sample.digest(number), signature, by: key.account)
    }
  }

  static let scalars: [(id: String, value: Digest)] = [
    ("an honest one", Sample.scalar("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0")),
    ("0", .zero),
    ("n", RecoverableSignature.groupOrder),
    ("n + 1", Sample.scalar("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142")),
    ("p", Sample.scalar("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f")),
    ("2^256 − 1", Sample.scalar(String(repeating: "f", count: 64))),
  ]

  @Test(arguments: scalars, scalars)
  func `attack 3: degenerate scalars are refused`(
    _ r: (id: String, value: Digest), _ s: (id: String, value: Digest)
  ) throws {
    for last: UInt8 in [0, 1, 27, 28] {
      let bytes = r.value.bytes + s.value.bytes + [last]
      if r.id == "an honest one" && s.id == "an honest one" {
        _ = try RecoverableSignature(parsing: bytes)
      } else {
        #expect(throws: SignatureRefusal.outOfRange) { try RecoverableSignature(parsing: bytes) }
      }
    }
  }

  @Test(arguments: [2, 3, 29, 30] as [UInt8])
  func `attack 4: overflowing recovery ids are refused before the library sees them`(_ last: UInt8) throws {
    let bytes = try Sample.key(3).sign(Sample.digest(3)).compactBytes + [last]
    #expect(throws: SignatureRefusal.badRecoveryId(last)) { try RecoverableSignature(parsing: bytes) }
  }

  @Test func `attack 4: a signature that recovers the point at infinity has no signer`() throws {
    // With the generator as nonce point, s · G − e · G vanishes where the digest e is s itself.
    let generator = Sample.scalar("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    let s = Sample.scalar("2a")
    let signature = try RecoverableSignature(r: generator, s: s, recovery: 0)
    let account = try Sample.key(4).account
    #expect(verifier.recoverAccount(of: s, signature) == nil)
    #expect(throws: SignatureRefusal.unrecoverable) {
      try verifier.requireSignature(of: s, signature, by: account)
    }
  }

  @Test func `attack 4: an r that is no x coordinate has no signer`() throws {
    let digest = Sample.digest(5)
    var unrecoverable = 0
    for number in 1...64 {
      let signature = try RecoverableSignature(
        r: Sample.scalar(String(number, radix: 16)), s: Sample.scalar("1"), recovery: 0)
      if verifier.recoverAccount(of: digest, signature) == nil { unrecoverable += 1 }
    }
    #expect(unrecoverable > 0 && unrecoverable < 64)
  }

  @Test func `another key's signature names both accounts`() throws {
    let (mine, other) = (try Sample.key(6), try Sample.key(7))
    let signature = try other.sign(Sample.digest(6))
    let refusal = SignatureRefusal.wrongSigner(expected: mine.account, recovered: other.account)
    #expect(throws: refusal) {
      try verifier.requireSignature(of: Sample.digest(6), signature, by: mine.account)
    }
    #expect(refusal.code == "sig.wrongSigner" && refusal.message.contains(other.account.display))
  }
}
