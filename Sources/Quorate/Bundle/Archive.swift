internal import CanonicalEncoding

/// An audit bundle as a file of files, of which nothing but the places has been read.
///
/// The strict reading refuses whatever a hostile archive could do: names that lead elsewhere, names that come twice,
/// links, devices, sparse files, compression, bytes behind the end. Memory grows with the number of files, not with
/// their sizes.
package struct Archive<Source: ByteSource>: LogFiles {
  /// Where a file lies.
  struct Place: Hashable, Sendable {
    let offset: UInt64
    let size: UInt64
  }

  private let source: Source
  private let places: [String: Place]
  /// The paths in order.
  package let paths: [String]
  /// What stands before every path that is asked for.
  private let prefix: String

  /// As many files as a log of ten million entries and ten thousand proposals has.
  package static var fileLimit: Int { 1 << 17 }

  /// Reads the headers.
  /// - Complexity: O(files).
  package init(_ source: Source) throws {
    self.source = source
    prefix = ""
    var places: [String: Place] = [:]
    var paths: [String] = []
    var offset: UInt64 = 0
    while true {
      let block = try Self.block(at: offset, of: source)
      if block.allSatisfy({ $0 == 0 }) { break }
      guard let header = ArchiveHeader(parsing: block) else { throw ArchiveRefusal.header(offset: offset) }
      if let last = paths.last, !last.utf8.lexicographicallyPrecedes(header.path.utf8) {
        throw ArchiveRefusal.order(path: header.path)
      }
      let place = Place(offset: offset + UInt64(ArchiveHeader.block), size: header.size)
      let end = place.offset + header.size + UInt64(header.padding)
      guard end <= source.count else { throw ArchiveRefusal.truncated(path: header.path) }
      guard try Self.isPadded(header, upTo: end, of: source) else {
        throw ArchiveRefusal.header(offset: place.offset + header.size)
      }
      guard paths.count < Self.fileLimit else { throw ArchiveRefusal.tooManyFiles }
      paths.append(header.path)
      places[header.path] = place
      offset = end
    }
    let end = try Self.block(at: offset + UInt64(ArchiveHeader.block), of: source)
    guard end.allSatisfy({ $0 == 0 }), source.count == offset + 2 * UInt64(ArchiveHeader.block) else {
      throw ArchiveRefusal.header(offset: offset + UInt64(ArchiveHeader.block))
    }
    self.places = places
    self.paths = paths
  }

  private init(_ archive: Archive, below prefix: String) {
    source = archive.source
    places = archive.places
    paths = archive.paths
    self.prefix = prefix
  }

  /// The files below a folder, by the rest of their paths.
  package func folder(_ name: String) -> Archive { Archive(self, below: "\(prefix)\(name)/") }

  /// The size of a file, or `nil`.
  package func size(of path: String) -> UInt64? { places[prefix + path]?.size }

  package func read(_ path: String, limit: Int) throws -> [UInt8]? {
    guard let place = places[prefix + path] else { return nil }
    guard let count = Int(exactly: place.size), count <= limit else {
      throw StorageError("tooLarge", "\(prefix + path) is larger than \(limit) bytes")
    }
    return try source.read(at: place.offset, count: count)
  }

  package func stream(_ path: String, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    guard let place = places[prefix + path] else { return false }
    try source.stream(at: place.offset, count: place.size, body)
    return true
  }

  private static func block(at offset: UInt64, of source: Source) throws -> [UInt8] {
    let width = UInt64(ArchiveHeader.block)
    guard offset <= source.count, source.count - offset >= width else {
      throw ArchiveRefusal.truncated(path: "")
    }
    return try source.read(at: offset, count: ArchiveHeader.block)
  }

  private static func isPadded(
    _ header: ArchiveHeader, upTo end: UInt64, of source: Source
  ) throws -> Bool {
    if header.padding == 0 { return true }
    return try source.read(at: end - UInt64(header.padding), count: header.padding).allSatisfy { $0 == 0 }
  }
}

/// Why bytes are not an archive that Quorate wrote.
package enum ArchiveRefusal: CodedRefusal, Hashable {
  /// The bytes at an offset are not those that belong there.
  case header(offset: UInt64)
  /// The archive ends within a file, or before its end mark.
  case truncated(path: String)
  /// A path that does not come after the one before it, or comes twice.
  case order(path: String)
  /// More files than a bundle may have.
  case tooManyFiles

  /// The stable name.
  package var code: String {
    switch self {
    case .header: "bundle.malformed"
    case .truncated: "bundle.truncated"
    case .order: "bundle.order"
    case .tooManyFiles: "bundle.tooLarge"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .header(let offset):
      "the bytes from \(offset) on are not those of a bundle (a plain ustar file with sorted, regular files)"
    case .truncated(let path):
      path.isEmpty ? "the bundle ends too early" : "the bundle ends within \(path)"
    case .order(let path): "\(path) stands twice or in the wrong place"
    case .tooManyFiles: "the bundle has more files than any log"
    }
  }
}
