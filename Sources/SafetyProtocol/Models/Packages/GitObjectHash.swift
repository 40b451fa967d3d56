package import CanonicalEncoding

/// What git calls an object: SHA-1 over its kind, its length in decimal, a zero and its bytes.
package struct GitObjectHash: Sendable {
  /// The kinds of object a commit is made of.
  package enum Kind: String, Sendable { case blob, tree, commit }

  private var hash = SHA1Stream()

  /// An object of so many bytes, none of which has come yet.
  package init(_ kind: Kind, size: UInt64) { hash.update(Array("\(kind.rawValue) \(size)\u{0}".utf8)[...]) }

  /// Adds bytes of the object.
  package mutating func update(_ bytes: ArraySlice<UInt8>) { hash.update(bytes) }

  /// The name: twenty bytes.
  package var id: ByteString { ByteString(hash.bytes) }

  /// The name of an object whose bytes are at hand.
  package static func id(of kind: Kind, _ bytes: [UInt8]) -> ByteString {
    var hash = GitObjectHash(kind, size: UInt64(bytes.count))
    hash.update(bytes[...])
    return hash.id
  }
}

/// A file as git keeps it.
package struct GitBlob: Hashable, Sendable {
  /// What git calls its content.
  package let id: ByteString
  /// Whether it may be run, which a tree records.
  package let isExecutable: Bool
  /// The large file that its content stands for, if it does.
  package let pointer: LargeFilePointer?

  package init(id: ByteString, isExecutable: Bool, pointer: LargeFilePointer?) {
    self.id = id
    self.isExecutable = isExecutable
    self.pointer = pointer
  }

  /// What git calls the tree of these files.
  /// - Complexity: O(n log n) in the files.
  package static func treeID(of blobs: [ModelPath: GitBlob]) -> ByteString {
    let rows = blobs.map { (names: $0.key.names.map { ByteString($0) }, blob: $0.value) }
    return treeID(of: rows, depth: 0)
  }

  /// One folder of a tree; a path has so few names that this cannot go deep.
  private static func treeID(of rows: [(names: [ByteString], blob: GitBlob)], depth: Int) -> ByteString {
    var entries: [(name: ByteString, line: ByteString)] = []
    for (name, group) in Dictionary(grouping: rows, by: { $0.names[depth] }) {
      if let file = group.first, file.names.count == depth + 1 {
        let mode = file.blob.isExecutable ? "100755 " : "100644 "
        entries.append((name, ByteString(utf8: mode) + name + ByteString([0]) + file.blob.id))
      } else {
        let id = treeID(of: group, depth: depth + 1)
        // Git sorts folders as if their names ended in a slash.
        entries.append(
          (name + ByteString(utf8: "/"), ByteString(utf8: "40000 ") + name + ByteString([0]) + id))
      }
    }
    let bytes = entries.sorted { $0.name < $1.name }.flatMap(\.line.bytes)
    return GitObjectHash.id(of: .tree, bytes)
  }
}
