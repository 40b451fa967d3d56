import CanonicalEncoding
import QuorateTesting
import Secp256k1Signing
import Signing

@testable import TransparencyLog

/// Trees, proofs, signed notes and checkpoints.
let logVectors: [String: VectorRunner] = [
  "log/rfc6962-inclusion.json": runInclusion,
  "log/rfc6962-consistency.json": runConsistency,
  "log/rfc6962-reference-tree.json": runReferenceTree,
  "log/signed-notes.json": runSignedNotes,
  "log/checkpoint-parse.json": runCheckpoints,
  "log/cosignatures.json": runCosignatures,
  "log/tile-paths.json": runTilePaths,
  "log/tile-shapes.json": runTileShapes,
  "log/tile-hashes.json": runTileHashes,
  "log/tessera-testlog-tiles.json": runTesseraLog,
  "log/sample-log-15.json": runSampleLog,
]

/// The curves that note vectors are checked with.
let noteCurves: any NoteCurves = BothCurves()

/// Whether `noteCurves` can check BIP-340.
let noteCurvesHaveSchnorr = true

/// Ed25519 by swift-crypto, BIP-340 by libsecp256k1.
private struct BothCurves: NoteCurves {
  func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    Ed25519.isValid(publicKey: publicKey, message: message, signature: signature)
  }

  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    Secp256k1Verifier().isValidSchnorr(publicKey: publicKey, message: message, signature: signature)
  }
}

// MARK: Reading vectors

/// The members of one vector about logs.
struct LogVector {
  let value: JSONValue

  /// The vectors of a file.
  static func all(of content: JSONValue) -> [LogVector] { LogVector(value: content).list("vectors") }

  /// The elements of a list; none where there is no list.
  func list(_ key: String) -> [LogVector] {
    (value.object?[key]?.array ?? []).map { LogVector(value: $0) }
  }

  /// A number of any 64-bit size.
  func number(_ key: String) -> UInt64 { value.object?[key]?.unsigned ?? 0 }

  /// A text, empty where there is none.
  func text(_ key: String) -> String { value.object?[key]?.string ?? "" }

  /// Whether a member is there and true.
  func has(_ key: String) -> Bool { value.object?[key]?.bool ?? false }

  /// Bytes in base64; none where there are none.
  func base64(_ key: String) -> [UInt8] { Base64.decode(text(key)) ?? [] }

  /// A hash in base64 or hexadecimal digits, or `nil` where it has not 32 bytes.
  func hash(_ key: String) -> Digest? { Self.hash(text(key)) }

  /// The hashes of a list, or `nil` where one of them has not 32 bytes; no list is the empty one.
  func hashes(_ key: String) -> [Digest]? {
    let elements = list(key)
    let hashes = elements.compactMap { Self.hash($0.value.string ?? "") }
    return hashes.count == elements.count ? hashes : nil
  }

  private static func hash(_ text: String) -> Digest? {
    (text.utf8.count == 64 ? Hex.decode(text) : Base64.decode(text)).flatMap { Digest($0) }
  }

  /// Whether the vector must be refused.
  var isRefused: Bool { has("wantErr") }
}

/// Whether something is done without a refusal.
func succeeds(_ body: () throws -> Void) -> Bool {
  do {
    try body()
    return true
  } catch {
    return false
  }
}

// MARK: Proofs

private func runInclusion(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let holds = includes(vector, index: vector.number("leafIdx"), size: vector.number("treeSize"))
    report.check(vector.text("file"), holds != vector.isRefused)
  }
}

private func includes(_ vector: LogVector, index: UInt64, size: UInt64) -> Bool {
  guard let leafHash = vector.hash("leafHash"), let root = vector.hash("root"),
    let path = vector.hashes("proof")
  else { return false }
  return succeeds {
    try InclusionProof.verify(leafHash: leafHash, index: index, size: size, path: path, root: root)
  }
}

private func runConsistency(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let isPlaceholder = vector.has("nonstandard_hash_len")
    if isPlaceholder, !vector.isRefused {
      report.skip("accepted upstream with placeholder roots that have not 32 bytes")
    } else {
      report.check(vector.text("file"), isConsistent(vector) != vector.isRefused)
    }
  }
}

private func isConsistent(_ vector: LogVector) -> Bool {
  guard let oldRoot = vector.hash("root1"), let newRoot = vector.hash("root2"),
    let path = vector.hashes("proof")
  else { return false }
  return succeeds {
    try ConsistencyProof.verify(
      oldSize: vector.number("size1"), oldRoot: oldRoot, newSize: vector.number("size2"), newRoot: newRoot,
      path: path)
  }
}

private func runReferenceTree(_ content: JSONValue, _ report: inout VectorReport) {
  for tree in LogVector.all(of: content) {
    let leaves = tree.list("leaves_hex").compactMap { Hex.decode($0.value.string ?? "-") }
    let hashes = leaves.map(TreeHash.leaf)
    report.check("leaf hashes", tree.hashes("leaf_hashes") == hashes)
    let roots = (0...hashes.count).map { MerkleRoot.of(hashes.prefix($0)) }
    report.check("roots", tree.hashes("roots_by_size") == roots)
    let nodes = nodes(over: hashes)
    for proof in tree.list("inclusion") {
      let (index, size) = (proof.number("index"), proof.number("size"))
      let path = try? InclusionProof.path(of: index, size: size) { nodes[$0] ?? .zero }
      let isSame = path != nil && path == proof.hashes("proof")
      report.check("inclusion \(index) in \(size)", isSame && includes(proof, index: index, size: size))
    }
    for proof in tree.list("consistency") {
      let (old, new) = (proof.number("size1"), proof.number("size2"))
      let path = try? ConsistencyProof.path(from: old, to: new) { nodes[$0] ?? .zero }
      let isSame = path != nil && path == proof.hashes("proof")
      report.check("consistency \(old) with \(new)", isSame && isConsistent(proof))
    }
  }
}

/// The perfect subtrees over some leaf hashes.
func nodes(over hashes: [Digest]) -> [NodeID: Digest] {
  var nodes: [NodeID: Digest] = [:]
  var range = CompactRange()
  for (index, hash) in hashes.enumerated() {
    nodes[NodeID(level: 0, index: UInt64(index))] = hash
    range.append(hash) { nodes[$0] = $1 }
  }
  return nodes
}

// MARK: Notes

private func runSignedNotes(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let bytes = vector.base64("note_b64")
    let holds = succeeds {
      let keys = try vector.list("vkeys").map { try VerifierKey($0.value.string ?? "") }
      let note = try SignedNote(parsing: bytes)
      let verified = try note.verified(by: keys, with: noteCurves)
      guard note.bytes == bytes, note.text.utf8.elementsEqual(vector.text("text").utf8) else {
        throw NoteRefusal.malformed("read as something else")
      }
      let expected = vector.list("verified").map { $0.value.string ?? "" }
      // In the order of the keys here, and of the lines there.
      guard expected.isEmpty || Set(verified.map(\.description)) == Set(expected) else {
        throw NoteRefusal.unsigned
      }
    }
    report.check(vector.text("desc"), holds != vector.isRefused)
  }
}

private func runCheckpoints(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let text = vector.text("text")
    let checkpoint = try? Checkpoint(parsing: text)
    let isWrittenAlike = checkpoint.map { $0.text.utf8.elementsEqual(text.utf8) } ?? true
    report.check(vector.text("desc"), (checkpoint == nil) == vector.isRefused && isWrittenAlike)
  }
}

private func runCosignatures(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let holds = succeeds {
      let key = try VerifierKey(vector.text("vkey"))
      let note = try SignedNote(parsing: Array(vector.text("note").utf8))
      let checkpoint = try Checkpoint(parsing: note.text)
      let time = vector.number("timestamp")
      let cosignatures = try note.cosignatures(of: [key], with: noteCurves)
      guard cosignatures.map(\.time) == [time] else { throw NoteRefusal.malformed("another time") }
      let isSame =
        key.algorithm == .mlDSACosignature
        ? checkpoint.subtreeMessage(cosigner: key.name, time: time).map(Hex.encode)
          == vector.text("signed_message_hex")
        : SignedNote.cosignatureMessage(of: note.text, time: time)
          .elementsEqual(vector.text("signed_message").utf8)
      guard isSame else { throw NoteRefusal.malformed("another message") }
    }
    report.check(vector.text("desc"), holds != vector.isRefused)
  }
}
