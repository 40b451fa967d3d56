import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

@testable import DeploymentGate
import Ledger

@Suite struct DecisionProofTests {
  private static func prove(
    _ proof: [UInt8], _ sample: ApprovalSamples.Decided, dao: Digest? = nil, proposal: Digest? = nil,
    notBefore: Timepoint? = nil, anchor: DecisionProof.Anchor? = nil
  ) throws -> DecisionProof {
    let approval = ApprovalSamples.approval(
      proof: proof, dao: dao ?? sample.dao.id, proposal: proposal ?? sample.executed,
      notBefore: notBefore ?? sample.received, expires: sample.received + .days(90))
    let verifier = Secp256k1Verifier()
    return try DecisionProof(
      of: approval, against: anchor ?? sample.anchor, with: verifier, curves: LogCurves(verifier))
  }

  @Test func `an approval is borne out by the execution in the log it brings along`() async throws {
    let sample = try await ApprovalSamples.decided()
    let proof = try Self.prove(sample.receipts.executed, sample)
    #expect(proof.received == sample.received && proof.witnessed == nil)
    #expect(proof.checkpoint.isOf(origin: sample.dao.genesis.origin))
  }

  @Test func `attack: another entry, proposal, DAO, log or instant bears nothing out`() async throws {
    let sample = try await ApprovalSamples.decided()
    let stranger = try await SampleDAO(on: MemoryLogStore(), random: 9)
    func code(_ body: () throws -> DecisionProof) -> String? { AttestationSamples.code { _ = try body() } }
    let good = sample.receipts.executed
    #expect(code { try Self.prove(sample.receipts.queued, sample) } == "attest.proof", "queued, not executed")
    #expect(
      code { try Self.prove(sample.receipts.other, sample) } == "attest.proof", "another proposal's execution"
    )
    #expect(code { try Self.prove(good, sample, proposal: sample.other) } == "attest.proof")
    #expect(code { try Self.prove(good, sample, dao: stranger.id) } == "attest.otherDAO")
    #expect(
      code { try Self.prove(good, sample, notBefore: sample.received - Span(milliseconds: 1)) }
        == "attest.proof")
    #expect(code { try Self.prove([], sample) } == "attest.proof")
    let keys = try stranger.logKeys
    let twin = DecisionProof.Anchor(dao: sample.dao.id, logKeys: keys, policy: nil)
    #expect(code { try Self.prove(good, sample, anchor: twin) } == "attest.proof", "another log's keys")
    let other = DecisionProof.Anchor(dao: stranger.id, logKeys: keys, policy: nil)
    #expect(code { try Self.prove(good, sample, dao: stranger.id, anchor: other) } == "attest.proof")
    let unkeyed = DecisionProof.Anchor(dao: sample.dao.id, logKeys: LogKeyChain(pinned: []), policy: nil)
    #expect(code { try Self.prove(good, sample, anchor: unkeyed) } == "attest.proof", "no keys at all")
  }

  @Test func `attack: where witnesses are asked for, a checkpoint without them bears nothing out`()
    async throws
  {
    let sample = try await ApprovalSamples.decided()
    let seed = Digest.sha256(Array("a witness".utf8)).bytes
    let key = try VerifierKey(
      name: "w.example/1", algorithm: .cosignature, publicKey: try Ed25519.publicKey(of: seed))
    let policy = try WitnessPolicy(parsing: Array("witness w \(key)\nquorum w\n".utf8))
    let anchor = DecisionProof.Anchor(dao: sample.dao.id, logKeys: try sample.dao.logKeys, policy: policy)
    #expect(
      AttestationSamples.code { _ = try Self.prove(sample.receipts.executed, sample, anchor: anchor) }
        == "attest.proof")
    let proof = try LogProof(parsing: sample.receipts.executed)
    let time: UInt64 = sample.received.milliseconds / 1000
    var line: [UInt8] = []
    line.append(bigEndian: time)
    let message = SignedNote.cosignatureMessage(of: proof.note.text, time: time)
    line += try Ed25519.sign(seed: seed, message: message)
    let signature = try NoteSignature(name: key.name, keyID: key.keyID, bytes: line)
    let cosigned = try LogProof(
      index: proof.index, path: proof.path, note: proof.note.appending(signature), extra: proof.extra)
    #expect(try Self.prove(cosigned.bytes, sample, anchor: anchor).witnessed?.time != nil)
  }

  @Test func `attack: a proof changed in any byte bears nothing out`() async throws {
    let sample = try await ApprovalSamples.decided()
    let good = sample.receipts.executed
    for index in stride(from: 0, to: good.count, by: 3) {
      var altered = good
      altered[index] ^= 1
      #expect(
        AttestationSamples.code { _ = try Self.prove(altered, sample) } == "attest.proof", "byte \(index)")
    }
  }
}
