import Quorate
import QuorateTesting
import Testing

@Suite struct HostileArchiveTests {
  private static let name = "quorate-audit.json"

  private static func header(_ path: String, _ size: UInt64) throws -> [UInt8] {
    try #require(ArchiveHeader(path: path, size: size)).bytes
  }

  /// A header with bytes put over it and the sum made to fit, as another program would write it.
  private static func header(_ path: String, with bytes: [(at: Int, [UInt8])]) throws -> [UInt8] {
    var header = try header("a", 0)
    header[0] = 0
    for (position, byte) in path.utf8.enumerated() { header[position] = byte }
    for (offset, part) in bytes { header.replaceSubrange(offset..<offset + part.count, with: part) }
    header.replaceSubrange(148..<156, with: Array("        ".utf8))
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    header.replaceSubrange(
      148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum + "\0 ").utf8))
    return header
  }

  private static let end = [UInt8](repeating: 0, count: 1024)

  @Test(arguments: [
    "../x", "a/../b", "/etc/passwd", "a//b", "./a", "a/.", "", "a b", "C:\\x", "a\u{1}b", "é", ".git/config",
    "a/",
  ])
  func `attack 74: a name that leads elsewhere is no name`(path: String) throws {
    #expect(ArchiveHeader(path: path, size: 0) == nil)
    let bytes = try Self.header(path, with: []) + Self.end
    #expect(throws: ArchiveRefusal.self) { try Archive(BytesInMemory(bytes)) }
  }

  @Test(arguments: [
    ("a hard link", 156, "1"), ("a symbolic link", 156, "2"), ("a device", 156, "3"), ("a FIFO", 156, "6"),
    ("a folder", 156, "5"), ("a sparse file", 156, "S"), ("a pax header", 156, "x"),
    ("a long name", 156, "L"),
    ("a link target", 157, "x"), ("an owner", 265, "root"), ("a time", 136, "1"), ("a mode", 100, "0000777"),
    ("GNU's magic", 257, "ustar  "), ("a prefix", 345, "etc"), ("a size of spaces", 124, "          0"),
  ])
  func `attack 75: whatever is not a plain file as Quorate writes it is refused`(
    id: String, offset: Int, text: String
  ) throws {
    let bytes = try Self.header(Self.name, with: [(at: offset, Array(text.utf8))]) + Self.end
    #expect(throws: ArchiveRefusal.header(offset: 0), "\(id)") { try Archive(BytesInMemory(bytes)) }
  }

  @Test func `a name twice, or out of order, is refused`() throws {
    for paths in [["a", "a"], ["b", "a"], ["a/b", "a"], ["a", "b", "b"]] {
      let bytes = try paths.flatMap { try Self.header($0, 0) } + Self.end
      #expect(throws: ArchiveRefusal.order(path: paths[paths.count - 1])) {
        try Archive(BytesInMemory(bytes))
      }
    }
  }

  @Test func `attack 73: a file that claims to be larger than the archive is refused before it is read`()
    throws
  {
    let bytes = try Self.header("a", 8 << 30 - 1) + Self.end
    #expect(throws: ArchiveRefusal.truncated(path: "a")) { try Archive(BytesInMemory(bytes)) }
    #expect(ArchiveHeader(path: "a", size: 1 << 33) == nil)
  }

  @Test func `an archive cut off anywhere is refused`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let bytes = try BundleSample.bytes(of: dao)
    for count in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: ArchiveRefusal.self) { try Archive(BytesInMemory(Array(bytes.prefix(count)))) }
    }
    for extra in [[0], [UInt8](repeating: 0, count: 512), [1]] {
      #expect(throws: ArchiveRefusal.self) { try Archive(BytesInMemory(bytes + extra)) }
    }
  }

  @Test func `bytes in the padding are refused`() throws {
    let bytes = try Self.header("a", 3) + [1, 2, 3] + [UInt8](repeating: 0, count: 509) + Self.end
    #expect(try Archive(BytesInMemory(bytes)).paths == ["a"])
    for position in [515, 600, 1023, 1024, 1535, 2047] {
      #expect(throws: ArchiveRefusal.self) { try Archive(BytesInMemory(bytes.flipping(position, 4))) }
    }
  }
}
