import CanonicalEncoding
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// Signs and cosigns with a key made from a number.
struct SampleNoteKey: NoteSigner, CosignatureSigner {
  let key: VerifierKey
  private let seed: [UInt8]

  init(_ name: String, _ number: UInt8, algorithm: VerifierKey.Algorithm = .ed25519) throws {
    seed = [UInt8](repeating: number, count: 32)
    key = try VerifierKey(name: name, algorithm: algorithm, publicKey: try Ed25519.publicKey(of: seed))
  }

  func sign(_ text: String) throws -> [UInt8] { try Ed25519.sign(seed: seed, message: Array(text.utf8)) }

  func line(for text: String, at time: UInt64) throws -> NoteSignature {
    var blob: [UInt8] = []
    blob.append(bigEndian: time)
    blob += try Ed25519.sign(seed: seed, message: SignedNote.cosignatureMessage(of: text, time: time))
    return try NoteSignature(name: key.name, keyID: key.keyID, bytes: blob)
  }
}

/// A log of leaves `0`, `1`, … whose requests can be made for all sizes.
struct SampleTree {
  private let signer: SampleNoteKey
  private var nodes: [NodeID: Digest] = [:]
  private var roots = [TreeHash.empty]

  init(_ size: UInt64, salt: String = "") throws {
    signer = try SampleNoteKey("log.example/a", 9)
    var range = CompactRange()
    for index in 0..<size {
      let leaf = TreeHash.leaf(Array("\(index)\(salt)".utf8))
      nodes[NodeID(level: 0, index: index)] = leaf
      range.append(leaf) { nodes[$0] = $1 }
      roots.append(range.root)
    }
  }

  var key: VerifierKey { signer.key }

  func request(from old: Int, to new: Int) throws -> [UInt8] {
    let checkpoint = try Checkpoint(origin: "log.example/a", size: UInt64(new), root: roots[new])
    let proof =
      old == 0 || old >= new
      ? [] : try ConsistencyProof.path(from: UInt64(old), to: UInt64(new)) { try #require(nodes[$0]) }
    return try CosigningRequest(
      oldSize: UInt64(old), proof: proof, note: try SignedNote(signing: checkpoint.text, with: [signer])
    ).bytes
  }
}

@Suite struct CheckpointWitnessTests {
  private let store = MemoryWitnessStore()
  private let signer: SampleNoteKey
  private let log: SampleTree
  private let curves = LogCurves(Secp256k1Verifier())

  init() throws {
    signer = try SampleNoteKey("witness.example", 3, algorithm: .cosignature)
    log = try SampleTree(40)
  }

  private func witness(at seconds: UInt64 = 100) -> CheckpointWitness<MemoryWitnessStore> {
    CheckpointWitness(
      store: store, logKeys: [log.key], signer: signer, curves: curves,
      clock: FixedClock(Timepoint(seconds: seconds)))
  }

  @Test func `what it answers verifies, and is what it serves afterwards`() throws {
    let request = try log.request(from: 0, to: 5)
    let answer = witness().add(request)
    #expect(answer.status == 200)
    let line = try NoteSignature(line: ByteString(Array(answer.body.dropLast())))
    let note = try CosigningRequest(parsing: request).note.appending(line)
    let lines = try note.cosignatures(of: [signer.key], with: curves)
    #expect(lines.map(\.time) == [100])
    let hash = Hex.encode(Digest.sha256(Array("log.example/a".utf8)).bytes)
    #expect(witness().latest(hash: hash).body == note.bytes)
    #expect(witness().latest(hash: hash.uppercased()).status == 404)
    #expect(witness().latest(hash: "").status == 404)
  }

  @Test func `a size is named with its own media type`() throws {
    _ = witness().add(try log.request(from: 0, to: 5))
    let answer = witness().add(try log.request(from: 3, to: 9))
    #expect(answer.status == 409)
    #expect(answer.contentType == "text/x.tlog.size")
    #expect(answer.body == Array("5\n".utf8))
  }

  @Test func `a disk that is full answers 500, and nothing was cosigned`() throws {
    store.fill(true)
    #expect(witness().add(try log.request(from: 0, to: 5)).status == 500)
    #expect(store.latest(of: "log.example/a") == nil)
    store.fill(false)
    #expect(witness().add(try log.request(from: 0, to: 7)).status == 200)
  }

  @Test func `a clock set back answers 503 until it has caught up`() throws {
    #expect(witness(at: 100).add(try log.request(from: 0, to: 5)).status == 200)
    #expect(witness(at: 99).add(try log.request(from: 5, to: 6)).status == 503)
    #expect(witness(at: 100).add(try log.request(from: 5, to: 6)).status == 200)
  }

  @Test func `attack 62: both sides of a fork are never cosigned, and the second is kept as evidence`() throws
  {
    let fork = try SampleTree(40, salt: "'")
    #expect(witness().add(try log.request(from: 0, to: 5)).status == 200)
    let other = try fork.request(from: 5, to: 5)
    #expect(witness().add(other).status == 422)
    // The same fork beside a wrong old size is answered with the size, and kept as well.
    let beside = try fork.request(from: 0, to: 5)
    #expect(witness().add(beside).status == 409)
    #expect(store.evidence(of: "log.example/a") == [other], "of each checkpoint once")
    #expect(try CosigningRequest(parsing: store.evidence(of: "log.example/a")[0]).checkpoint.size == 5)
  }

  /// Anybody can hand in what a log has published, with a proof that is made up.
  @Test func `attack: a proof that does not hold accuses no log, and leaves room for one that forks`() throws
  {
    let origin = "log.example/a"
    #expect(witness().add(try log.request(from: 0, to: 5)).status == 200)
    for size in 6...8 {
      var text = String(decoding: try log.request(from: 5, to: size), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let proof = try #require(lines.dropFirst().first)
      text = text.replacing(proof, with: Base64.encode(Digest.zero.bytes), maxReplacements: 1)
      for _ in 0..<2 { #expect(witness().add(Array(text.utf8)).status == 422) }
    }
    #expect(store.evidence(of: origin).isEmpty)
    #expect(store.evidence(of: WitnessRecord.unproven(origin)).count == 3)
    #expect(witness().add(try SampleTree(40, salt: "'").request(from: 5, to: 5)).status == 422)
    #expect(store.evidence(of: origin).count == 1)
  }

  @Test func `strangers and noise leave nothing behind`() throws {
    let stranger = CheckpointWitness(
      store: store, logKeys: [try SampleNoteKey("log.example/b", 9).key], signer: signer, curves: curves,
      clock: FixedClock(Timepoint(seconds: 1)))
    #expect(stranger.add(try log.request(from: 0, to: 5)).status == 404)
    #expect(witness().add([]).status == 400)
    #expect(witness().add([UInt8](repeating: 0xff, count: 100)).status == 400)
    #expect(store.all().isEmpty)
  }

  @Test func `of many requests at once no size gets two roots, and none is set back`() async throws {
    let fork = try SampleTree(40, salt: "'")
    let witness = witness()
    let (honest, forged) = (log, fork)
    let all = await withTaskGroup(of: Checkpoint?.self) { group in
      for number in 0..<400 {
        group.addTask {
          let tree = number.isMultiple(of: 2) ? honest : forged
          let (old, new) = (number % 20, number % 20 + 1 + number % 7)
          guard let body = try? tree.request(from: old, to: new), witness.add(body).status == 200 else {
            return nil
          }
          return try? CosigningRequest(parsing: body).checkpoint
        }
      }
      var cosigned: [Checkpoint] = []
      for await checkpoint in group { if let checkpoint { cosigned.append(checkpoint) } }
      return cosigned
    }
    #expect(!all.isEmpty)
    #expect(Dictionary(grouping: all, by: \.size).values.allSatisfy { Set($0.map(\.root)).count == 1 })
    #expect(store.latest(of: "log.example/a")?.state.size == all.map(\.size).max())
  }
}
