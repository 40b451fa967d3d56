import CanonicalEncoding
import Testing

@testable import TransparencyLog

struct CheckpointTests {
  static let root = "f+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0="

  @Test(arguments: [0, 1, 15, 1 << 53, 1 << 63 - 1] as [UInt64])
  func `a checkpoint is three lines and is read back`(size: UInt64) throws {
    let checkpoint = try Checkpoint(origin: "dao.example/log", size: size, root: TreeHash.leaf([1]))
    let text = "dao.example/log\n\(size)\n\(Base64.encode(TreeHash.leaf([1]).bytes))\n"
    #expect(checkpoint.text == text)
    #expect(try Checkpoint(parsing: text) == checkpoint)
    #expect(checkpoint.isOf(origin: "dao.example/log"))
    #expect(!checkpoint.isOf(origin: "dao.example/log/"))
  }

  @Test func `lines that another log adds are kept`() throws {
    let text = "log\n3\n\(Self.root)\nnote: one\ntwo\n"
    let checkpoint = try Checkpoint(parsing: text)
    #expect(checkpoint.extensionLines == ["note: one", "two"])
    #expect(checkpoint.text == text)
    #expect(checkpoint != (try Checkpoint(parsing: "log\n3\n\(Self.root)\n")))
  }

  @Test func `attack 68: origins that only look alike are different`() throws {
    let composed = try Checkpoint(parsing: "caf\u{e9}\n3\n\(Self.root)\n")
    let decomposed = try Checkpoint(parsing: "cafe\u{301}\n3\n\(Self.root)\n")
    #expect(composed != decomposed)
    #expect(!composed.isOf(origin: decomposed.origin))
  }

  @Test(arguments: [
    ("nothing", ""),
    ("no line feed at the end", "log\n3\n\(root)"),
    ("two lines", "log\n3\n"),
    ("empty origin", "\n3\n\(root)\n"),
    ("carriage returns", "log\r\n3\r\n\(root)\r\n"),
    ("carriage return after the origin", "log\r\n3\n\(root)\n"),
    ("tab in the origin", "lo\tg\n3\n\(root)\n"),
    ("leading zero", "log\n03\n\(root)\n"),
    ("two zeros", "log\n00\n\(root)\n"),
    ("sign", "log\n+3\n\(root)\n"),
    ("minus", "log\n-0\n\(root)\n"),
    ("hexadecimal", "log\n0x3\n\(root)\n"),
    ("space", "log\n3 \n\(root)\n"),
    ("digits of another script", "log\n\u{663}\n\(root)\n"),
    ("no size", "log\n\n\(root)\n"),
    ("2^63", "log\n9223372036854775808\n\(root)\n"),
    ("2^64", "log\n18446744073709551616\n\(root)\n"),
    ("31 bytes", "log\n3\n\(Base64.encode([UInt8](repeating: 1, count: 31)))\n"),
    ("33 bytes", "log\n3\n\(Base64.encode([UInt8](repeating: 1, count: 33)))\n"),
    ("base64 with stray bits", "log\n3\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP1=\n"),
    ("base64 without padding", "log\n3\n\(root.dropLast())\n"),
    ("space after the root", "log\n3\n\(root) \n"),
    ("empty line at the end", "log\n3\n\(root)\n\n"),
    ("control character in a further line", "log\n3\n\(root)\na\rb\n"),
  ]) func `attack 68: what is not a checkpoint is refused`(id: String, text: String) {
    do throws(CheckpointRefusal) {
      _ = try Checkpoint(parsing: text)
      Issue.record("accepted: \(id)")
    } catch {
      #expect(error.code == "checkpoint.malformed")
    }
  }

  @Test func `an origin of two lines is not written`() {
    #expect(throws: CheckpointRefusal.self) { try Checkpoint(origin: "a\nb", size: 1, root: .zero) }
    #expect(throws: CheckpointRefusal.self) { try Checkpoint(origin: "", size: 1, root: .zero) }
    #expect(throws: CheckpointRefusal.self) { try Checkpoint(origin: "a", size: 1 << 63, root: .zero) }
  }
}

struct LogProofTests {
  static func proof(extra: [UInt8]? = nil) throws -> LogProof {
    let leaves = ReferenceTree.leaves(13)
    let nodes = PerfectNodes(leaves)
    let checkpoint = try Checkpoint(origin: "dao.example/log", size: 13, root: nodes.range.root)
    let note = try SignedNote(signing: checkpoint.text, with: [try TestSigner("dao.example/log")])
    let path = try InclusionProof.path(of: 6, size: 13, node: nodes.hash)
    return try LogProof(index: 6, path: path, note: note, extra: extra)
  }

  @Test(arguments: [nil, [], [1, 2, 3]] as [[UInt8]?])
  func `a proof file is read back as the same bytes and verifies`(extra: [UInt8]?) throws {
    let proof = try Self.proof(extra: extra)
    let read = try LogProof(parsing: proof.bytes)
    #expect(read.bytes == proof.bytes)
    #expect(read.extra == extra)
    #expect(read.checkpoint.size == 13)
    try read.verify(leafHash: TreeHash.leaf(Array("6".utf8)))
    #expect(throws: ProofRefusal.self) { try read.verify(leafHash: TreeHash.leaf(Array("7".utf8))) }
    #expect(try read.note.verified(by: [TestSigner("dao.example/log").key], with: TestCurves()).count == 1)
  }

  @Test(arguments: [
    ("another version", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\n", "logProof.malformed"),
    ("no index", "index 6\n", "", "logProof.malformed"),
    ("leading zero", "index 6\n", "index 06\n", "logProof.malformed"),
    ("index beyond the tree", "index 6\n", "index 13\n", "logProof.malformed"),
    ("index beyond 64 bits", "index 6\n", "index 18446744073709551616\n", "logProof.malformed"),
    ("two spaces", "index 6\n", "index  6\n", "logProof.malformed"),
    ("extra after the index", "index 6\n", "index 6\nextra AAAA\n", "logProof.malformed"),
    ("extra twice", "index 6\n", "extra AAAA\nextra AAAA\nindex 6\n", "logProof.malformed"),
    ("extra that is not base64", "index 6\n", "extra AAA\nindex 6\n", "logProof.malformed"),
    ("a hash that is not one", "index 6\n", "index 6\nAAAA\n", "logProof.malformed"),
    ("no checkpoint", "\n\ndao", "\n\n\ndao", "checkpoint.malformed"),
    ("no empty line", "\n\ndao", "\ndao", "logProof.malformed"),
    ("no signature", "\n\n\u{2014}", "\n\u{2014}", "note.malformed"),
  ]) func `what is not a proof file is refused`(
    id: String, part: String, replacement: String, code: String
  ) throws {
    let text = String(decoding: try Self.proof().bytes, as: UTF8.self)
    let range = try #require(text.firstRange(of: part))
    let changed = text[..<range.lowerBound] + replacement + text[range.upperBound...]
    do throws(LogProofRefusal) {
      _ = try LogProof(parsing: Array(changed.utf8))
      Issue.record("accepted: \(id)")
    } catch {
      #expect(error.code == code)
    }
  }
}

struct TilePathTests {
  @Test(arguments: [
    (TilePath(.hashes(level: 0), index: 0), "tile/0/000"),
    (TilePath(.hashes(level: 1), index: 1_234_067, width: 8), "tile/1/x001/x234/067.p/8"),
    (TilePath(.entries, index: 1000, width: 255), "tile/entries/x001/000.p/255"),
    (
      TilePath(.hashes(level: 63), index: .max), "tile/63/x018/x446/x744/x073/x709/x551/615"
    ),
  ]) func `a tile stands at the path of its number`(tile: TilePath, path: String) {
    #expect(tile.description == path)
  }

  @Test func `a log of seventy thousand leaves has three levels`() {
    let shapes = TileShape.levels(ofSize: 70_000)
    #expect(shapes.map(\.full) == [273, 1, 0])
    #expect(shapes.map(\.partial) == [112, 17, 1])
    #expect(TileShape.levels(ofSize: 0).isEmpty)
  }
}
