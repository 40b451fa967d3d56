import CanonicalEncoding
import QuorateTesting
import Testing

@testable import TransparencyLog

/// A log of so many leaves `0`, `1`, …, as it was at every size.
struct GrowingLog {
  let origin: String
  let signer: TestSigner
  private var nodes: [NodeID: Digest] = [:]
  private(set) var roots: [Digest] = [TreeHash.empty]

  /// - Parameter forkedAt: From this leaf on the leaves are others.
  init(_ size: UInt64, origin: String = "log.example/a", forkedAt: UInt64 = .max) throws {
    self.origin = origin
    signer = try TestSigner(origin, 9)
    var range = CompactRange()
    for index in 0..<size {
      let leaf = TreeHash.leaf(Array("\(index)\(index < forkedAt ? "" : "'")".utf8))
      nodes[NodeID(level: 0, index: index)] = leaf
      range.append(leaf) { nodes[$0] = $1 }
      roots.append(range.root)
    }
  }

  func node(_ id: NodeID) throws -> Digest { try #require(nodes[id]) }

  func note(_ size: Int, by signers: [any NoteSigner]? = nil) throws -> SignedNote {
    let checkpoint = try Checkpoint(origin: origin, size: UInt64(size), root: roots[size])
    return try SignedNote(signing: checkpoint.text, with: signers ?? [signer])
  }

  func proof(from old: Int, to new: Int) throws -> [Digest] {
    old == 0 || old >= new ? [] : try ConsistencyProof.path(from: UInt64(old), to: UInt64(new), node: node)
  }

  func request(from old: Int, to new: Int) throws -> CosigningRequest {
    try CosigningRequest(oldSize: UInt64(old), proof: try proof(from: old, to: new), note: try note(new))
  }

  func state(_ size: Int, time: UInt64 = 100) -> CosignedState {
    CosignedState(size: UInt64(size), root: roots[size], time: time)
  }
}

struct CosigningRequestTests {
  @Test func `a request is read back as the same bytes`() throws {
    let request = try GrowingLog(9).request(from: 3, to: 9)
    let read = try CosigningRequest(parsing: request.bytes)
    #expect(read.bytes == request.bytes)
    #expect(read.oldSize == 3)
    #expect(read.proof == request.proof)
    #expect(read.checkpoint == request.checkpoint)
  }

  static let faults: [String] = [
    "", "old 3\n", "old 3\n\n", "old 03\n\nNOTE", "old -3\n\nNOTE", "old 3 \n\nNOTE", "Old 3\n\nNOTE",
    "old 9223372036854775808\n\nNOTE", "old 3\r\n\r\nNOTE", "old 3\nAAAA\n\nNOTE", "old 3\n\n\nNOTE",
    "\nNOTE",
    "old 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n\nNOTE", "old 3\n\nNOTE\n", "old 3\nNOTE", "NOTE",
    "old 3\n" + String(repeating: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", count: 64) + "\nNOTE",
  ]

  @Test(arguments: faults) func `a request that does not read is refused with 400`(text: String) throws {
    let note = String(decoding: try GrowingLog(9).note(9).bytes, as: UTF8.self)
    let refusal = #expect(throws: CosigningRefusal.self) {
      try CosigningRequest(parsing: Array(text.replacing("NOTE", with: note).utf8))
    }
    #expect(refusal?.status == 400)
  }

  @Test func `a request beyond the limit is refused before it is read`() {
    #expect(throws: CosigningRefusal.self) {
      try CosigningRequest(parsing: [UInt8](repeating: 0x0a, count: CosigningRequest.sizeLimit + 1))
    }
  }
}

struct CosigningRulesTests {
  private let log: GrowingLog
  private let fork: GrowingLog
  private let rules: CosigningRules

  init() throws {
    log = try GrowingLog(12)
    fork = try GrowingLog(12, forkedAt: 2)
    rules = CosigningRules(keys: [log.signer.key])
  }

  private func judge(_ request: CosigningRequest, latest: CosignedState?, now: UInt64 = 200) throws
    -> CosignedState
  {
    try rules.judge(request, latest: latest, now: now, with: TestCurves())
  }

  private func status(_ request: CosigningRequest, latest: CosignedState?, now: UInt64 = 200) -> Int {
    do {
      _ = try judge(request, latest: latest, now: now)
      return 200
    } catch let refusal as CosigningRefusal {
      return refusal.status
    } catch {
      return 0
    }
  }

  @Test func `attack 72: of all proofs between all sizes only the honest one is cosigned`() throws {
    for old in 0...12 {
      for new in 0...12 {
        let latest = old == 0 ? nil : log.state(old)
        let request = try log.request(from: old, to: new)
        #expect(status(request, latest: latest) == (old > new ? 400 : 200), "\(old) to \(new)")
        guard old <= new else { continue }
        // The same proof with a hash more, one less, and each bit of a hash turned.
        var forged = [request.proof + [.zero]]
        if !request.proof.isEmpty { forged.append(request.proof.dropLast()) }
        for index in request.proof.indices {
          var bytes = request.proof[index].bytes
          bytes[31] ^= 1
          var proof = request.proof
          proof[index] = try #require(Digest(bytes))
          forged.append(proof)
        }
        for proof in forged {
          let request = try CosigningRequest(oldSize: UInt64(old), proof: proof, note: request.note)
          #expect(status(request, latest: latest) == 422, "\(old) to \(new)")
        }
      }
    }
  }

  @Test func `attack 62: a fork is not cosigned, at whatever sizes it is shown`() throws {
    for old in 1...12 {
      for new in old...12 where new > 2 {
        let request = try fork.request(from: old, to: new)
        // A tree that ends before the fork may go either way, once.
        #expect(status(request, latest: log.state(old)) == (old <= 2 ? 200 : 422), "\(old) to \(new)")
      }
    }
    #expect(rules.isFork(try fork.request(from: 4, to: 6), beside: log.state(6)))
    #expect(!rules.isFork(try log.request(from: 4, to: 6), beside: log.state(6)))
  }

  @Test func `a size other than the one cosigned last is answered with that size`() throws {
    for old in 0...12 {
      for latest in 0...12 where latest != old {
        let state = latest == 0 ? nil : log.state(latest)
        #expect(throws: CosigningRefusal.otherSize(cosigned: UInt64(latest))) {
          try judge(try log.request(from: old, to: 12), latest: state)
        }
      }
    }
  }

  @Test func `the checks come in the order of the specification`() throws {
    let stranger = try GrowingLog(12, origin: "log.example/b")
    #expect(status(try stranger.request(from: 9, to: 3), latest: log.state(5)) == 404)
    let wrong = try TestSigner("log.example/a", 8)
    let unsigned = try CosigningRequest(oldSize: 9, proof: [], note: try log.note(3, by: [wrong]))
    #expect(status(unsigned, latest: log.state(5)) == 403)
    #expect(status(try log.request(from: 9, to: 3), latest: log.state(5)) == 400)
    #expect(status(try fork.request(from: 4, to: 9), latest: log.state(5)) == 409)
    #expect(status(try fork.request(from: 5, to: 9), latest: log.state(5), now: 1) == 422)
    #expect(status(try log.request(from: 5, to: 9), latest: log.state(5), now: 1) == 503)
  }

  @Test func `lines of unknown keys do not matter, a false line of the log's key does`() throws {
    let witness = try TestSigner("witness.example", 4, algorithm: .cosignature)
    let note = try log.note(9, by: [log.signer, witness])
    #expect(status(try CosigningRequest(oldSize: 0, proof: [], note: note), latest: nil) == 200)
    let false_ = try NoteSignature(
      name: log.origin, keyID: log.signer.key.keyID, bytes: [UInt8](repeating: 1, count: 64))
    let spoilt = try CosigningRequest(oldSize: 0, proof: [], note: try note.appending(false_))
    #expect(status(spoilt, latest: nil) == 403)
  }

  @Test func `a tree without leaves has the empty root`() throws {
    let note = try SignedNote(
      signing: try Checkpoint(origin: log.origin, size: 0, root: .zero).text, with: [log.signer])
    #expect(status(try CosigningRequest(oldSize: 0, proof: [], note: note), latest: nil) == 422)
    #expect(status(try log.request(from: 0, to: 0), latest: nil) == 200)
  }

  @Test func `what is remembered is the new tree and the time`() throws {
    #expect(try judge(try log.request(from: 5, to: 9), latest: log.state(5)) == log.state(9, time: 200))
    // The same tree again is a word that it is still the newest.
    #expect(try judge(try log.request(from: 9, to: 9), latest: log.state(9)) == log.state(9, time: 200))
  }

  /// Every order of three requests between two trees that part at leaf 2.
  @Test func `no order of requests has two roots of one size cosigned`() throws {
    let requests = try (0...4).flatMap { old in
      try (old...4).flatMap { new in
        [try log.request(from: old, to: new), try fork.request(from: old, to: new)]
      }
    }
    for first in requests {
      for second in requests {
        for third in requests {
          var latest: CosignedState?
          var roots: [UInt64: Set<Digest>] = [:]
          for request in [first, second, third] {
            guard let state = try? judge(request, latest: latest) else { continue }
            latest = state
            roots[state.size, default: []].insert(state.root)
          }
          try Mismatch.unless(roots.values.allSatisfy { $0.count == 1 }, "\(first) \(second) \(third)")
        }
      }
    }
  }
}
