import CanonicalEncoding
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

@Suite struct BundleTamperTests {
  /// What a byte of an archive belongs to.
  private enum Owner: Hashable {
    /// Bytes of the form, which the archive refuses by the offset at which they begin.
    case form(at: Int)
    /// A file.
    case file(String)
  }

  /// The owner of every byte, in runs.
  private static func owners(of bytes: [UInt8]) throws -> [(range: Range<Int>, owner: Owner)] {
    var runs: [(range: Range<Int>, owner: Owner)] = []
    var position = 0
    while let header = ArchiveHeader(parsing: Array(bytes[position..<position + ArchiveHeader.block])) {
      let content = position + ArchiveHeader.block
      let end = content + Int(header.size)
      runs.append((position..<content, .form(at: position)))
      runs.append((content..<end, .file(header.path)))
      runs.append((end..<end + header.padding, .form(at: end)))
      position = end + header.padding
    }
    for block in 0..<2 {
      let start = position + block * ArchiveHeader.block
      runs.append((start..<start + ArchiveHeader.block, .form(at: start)))
    }
    return runs.filter { !$0.range.isEmpty }
  }

  /// Whether a report says where the altered bit is.
  private static func names(_ owner: Owner, _ report: AuditReport, paths: [String]) -> Bool {
    switch owner {
    case .form(let offset): return report.faults["archive"]?.contains("the bytes from \(offset) on") == true
    case .file(BundleManifest.path):
      // An altered manifest speaks of a file that is not there, or has another hash; or it does not read.
      guard let fault = report.faults["files"] else { return false }
      return fault.contains("manifest") || paths.contains { fault.hasPrefix($0 + " ") }
        || fault.hasSuffix(" is missing")
    case .file(let path): return report.faults["files"]?.hasPrefix(path + " ") == true
    }
  }

  @Test func `every single bit of a bundle turned over is found, and the file is named`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    try await dao.vote("For", on: proposal, by: 1)
    _ = try await dao.propose("Adopt another roadmap")
    let now = dao.clock.now()
    let bytes = try BundleSample.bytes(
      of: dao, cosigned: try SampleWitnesses.cosigned(try await dao.signed(), at: [now, now, now]),
      policy: try SampleWitnesses.policy())
    let runs = try Self.owners(of: bytes)
    #expect(bytes.count >= 20_000 && runs.last?.range.upperBound == bytes.count)
    let paths = try Archive(BytesInMemory(bytes)).paths
    #expect(paths.contains("policy.txt"))
    var (unnamed, unfound) = ([Int](), [Int]())
    for (range, owner) in runs {
      for bit in range.lowerBound * 8..<range.upperBound * 8 {
        let altered = bytes.flipping(bit / 8, UInt8(bit % 8))
        let report = try BundleSample.inspect(altered)
        if report.holds {
          // Only the manifest's own words about the checkpoint are left, which the next step compares.
          let whole = try await BundleSample.audit(altered)
          if whole.holds || owner != .file(BundleManifest.path) { unfound.append(bit) }
        } else if !Self.names(owner, report, paths: paths) {
          unnamed.append(bit)
        }
      }
    }
    #expect(unfound.isEmpty, "first: bit \(unfound.first ?? 0)")
    #expect(unnamed.isEmpty, "first: bit \(unnamed.first ?? 0)")
  }

  /// A file to alter, what to do to it, and the step that must find it although the manifest was made to fit.
  private static let forgeries:
    [(id: String, step: String, edit: @Sendable (inout [String: [UInt8]]) throws -> Void)] = [
      (
        "an entry dropped", "tree",
        { files in
          let path = try entriesPath(files)
          let leaves = try leaves(files)
          files[path] = try Tile.bytes(entries: leaves.dropLast() + [leaves[1]])
        }
      ),
      (
        "two entries swapped", "tree",
        { files in
          var leaves = try leaves(files)
          leaves.swapAt(2, 3)
          files[try entriesPath(files)] = try Tile.bytes(entries: leaves)
        }
      ),
      (
        "an entry repeated", "tree",
        { files in
          var leaves = try leaves(files)
          leaves[4] = leaves[3]
          files[try entriesPath(files)] = try Tile.bytes(entries: leaves)
        }
      ),
      (
        "an entry and its hash altered", "tree",
        { files in
          var leaves = try leaves(files)
          leaves[5] = leaves[5].flipping(leaves[5].count / 2, 0)
          files[try entriesPath(files)] = try Tile.bytes(entries: leaves)
          files[try hashesPath(files)] = Tile.bytes(hashes: leaves.map { TreeHash.leaf($0) })
        }
      ),
      ("a hash altered", "tree", { files in try flip(&files, try hashesPath(files)) }),
      (
        "a signature of the checkpoint altered", "checkpoint",
        { files in try flipEnd(&files, "log/checkpoint") }
      ),
      (
        "the checkpoint signed by one key only", "checkpoint",
        { files in
          let note = try SignedNote(parsing: files["log/checkpoint"] ?? [])
          files["log/checkpoint"] = try SignedNote(text: note.text, signatures: [note.signatures[0]]).bytes
        }
      ),
      ("an earlier checkpoint altered", "history", { files in try flipEnd(&files, "log/old/3.note") }),
      (
        "an earlier checkpoint of another root", "history",
        { files in files["log/old/3.note"] = files["log/checkpoint"] }
      ),
      (
        "a claim altered", "claims",
        { files in try replace(&files, "tally/P-0001.json", "\"power\":\"1000\"", "\"power\":\"1001\"") }
      ),
      (
        "a claim's instant moved", "claims",
        { files in try replace(&files, "tally/P-0001.json", "\"at\":1796", "\"at\":1096") }
      ),
      (
        "a claim of another proposal", "claims",
        { files in files["tally/P-0001.json"] = files["tally/P-0002.json"] }
      ),
    ]

  private static func entriesPath(_ files: [String: [UInt8]]) throws -> String {
    try #require(files.keys.first { $0.hasPrefix("log/tile/entries/") })
  }

  private static func hashesPath(_ files: [String: [UInt8]]) throws -> String {
    try #require(files.keys.first { $0.hasPrefix("log/tile/0/") })
  }

  private static func leaves(_ files: [String: [UInt8]]) throws -> [[UInt8]] {
    let path = try entriesPath(files)
    let width = try #require(Int(path.split(separator: "/").last ?? ""))
    return try Tile.entries(try #require(files[path]), width: width)
  }

  private static func flip(_ files: inout [String: [UInt8]], _ path: String) throws {
    let bytes = try #require(files[path])
    files[path] = bytes.flipping(bytes.count / 2, 0)
  }

  /// Alters a digit of the last signature, which stays canonical base64.
  private static func flipEnd(_ files: inout [String: [UInt8]], _ path: String) throws {
    var bytes = try #require(files[path])
    bytes[bytes.count - 20] = bytes[bytes.count - 20] == 0x41 ? 0x42 : 0x41
    files[path] = bytes
  }

  private static func replace(
    _ files: inout [String: [UInt8]], _ path: String, _ old: String, _ new: String
  ) throws {
    let text = String(decoding: try #require(files[path]), as: UTF8.self)
    let altered = text.replacing(old, with: new, maxReplacements: 1)
    try #require(altered != text, "\(path) has no \(old): \(text)")
    files[path] = Array(altered.utf8)
  }

  @Test(arguments: forgeries.map(\.id))
  func `a forgery under a manifest that fits it is found by the step it concerns`(id: String) async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    var files = try BundleSample.files(try BundleSample.bytes(of: dao))
    let forgery = try #require(Self.forgeries.first { $0.id == id })
    try forgery.edit(&files)
    let report = try await BundleSample.audit(try BundleSample.packed(files), pinned: dao.id)
    #expect(report.faults[forgery.step] != nil, "\(report.faults)")
    #expect(report.faults["files"] == nil && report.verdict == .fails)
  }

  @Test func `attack 26: a document altered under a manifest that fits it is found`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let files = try BundleSample.files(try BundleSample.bytes(of: dao))
    for path in files.keys where path.hasPrefix("blob/") {
      var altered = files
      try Self.flip(&altered, path)
      let report = try await BundleSample.audit(try BundleSample.packed(altered), pinned: dao.id)
      #expect(report.verdict == .fails, "\(path)")
    }
  }
}
