internal import CanonicalEncoding

/// Takes lines from the front of some bytes.
struct LineReader {
  /// What has not been taken yet.
  private(set) var bytes: ArraySlice<UInt8>

  init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// The next line without its line feed, or `nil` where none ends or it is not UTF-8.
  mutating func next() -> String? {
    guard let end = bytes.firstIndex(of: 0x0a) else { return nil }
    defer { bytes = bytes[(end + 1)...] }
    return ByteString(bytes[..<end]).text
  }
}
