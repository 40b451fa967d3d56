package import CanonicalEncoding

/// Every file of a model, and the two digests that together name it.
///
/// `omsRoot` is what signing tools and registries of the field compute, but it binds neither names nor the files
/// its walk skips. `dirHash` binds the name and content of every file. A proposal pins both.
package struct ModelTree: Hashable, Sendable {
  /// The most files.
  package static let fileLimit = 100_000

  /// Names that the OpenSSF Model Signing walk skips, at the root of the tree only. `.git` is a fifth, and no tree
  /// has one.
  package static let skippedAtRoot = [".gitattributes", ".github", ".gitignore"]

  /// The files in the order of their paths' bytes; at least one.
  package let files: [ModelFile]
  /// Files and folders that this model's root leaves out besides, such as a signature kept inside; in order.
  package let ignored: [ModelPath]

  /// A tree of files in any order.
  /// - Parameter ignored: Paths left out of the root, never of the directory hash; each must cover some file.
  /// - Complexity: O(n log n) in the files, times the number of ignored paths.
  package init(_ files: [ModelFile], ignoring ignored: [ModelPath] = []) throws(ModelRefusal) {
    guard files.count <= Self.fileLimit else { throw .tooManyFiles(limit: Self.fileLimit) }
    self.files = files.sorted { $0.path < $1.path }
    self.ignored = Array(Set(ignored)).sorted()
    try Self.check(self.files)
    for path in self.ignored where !self.files.contains(where: { path.covers($0.path) }) {
      throw .ignoresNothing(path.shown)
    }
    guard self.files.contains(where: { !isSkipped($0.path) }) else { throw .empty }
  }

  /// Refuses a path that stands twice, and one that is a file and a folder.
  private static func check(_ files: [ModelFile]) throws(ModelRefusal) {
    let paths = files.map(\.path).sorted(by: ModelPath.precedesByNames)
    for (path, next) in zip(paths, paths.dropFirst()) {
      // In the order of names a folder's files follow directly where the folder itself would stand.
      if path == next { throw .duplicatePath(path.shown) }
      if path.covers(next) { throw .fileAsFolder(path.shown) }
    }
    for file in files where file.size > ModelFile.sizeLimit { throw .tooLarge(file.path.shown) }
  }

  /// The total of all sizes; saturates.
  package var size: UInt64 {
    files.reduce(0) { total, file in
      let (sum, overflow) = total.addingReportingOverflow(file.size)
      return overflow ? .max : sum
    }
  }

  /// Whether the OpenSSF Model Signing walk leaves a path out.
  package func isSkipped(_ path: ModelPath) -> Bool {
    let first = path.names.first ?? []
    return Self.skippedAtRoot.contains { first.elementsEqual($0.utf8) }
      || ignored.contains { $0.covers(path) }
  }

  /// Files the root does not bind.
  package var skipped: [ModelFile] { files.filter { isSkipped($0.path) } }

  /// Files the root binds, in its order: path by path, name by name.
  package var signed: [ModelFile] {
    files.filter { !isSkipped($0.path) }.sorted { ModelPath.precedesByNames($0.path, $1.path) }
  }

  /// OpenSSF Model Signing v1.0, method `files`: SHA-256 over the raw SHA-256 of each file in the order of names.
  package var omsRoot: Digest {
    var hash = SHA256Stream()
    for file in signed { hash.update(file.sha256.bytes) }
    return hash.digest
  }

  /// in-toto `dirHash` (spec/v1/digest_set.md) over every file: SHA-256 over the lines of `sha256sum`, in the
  /// order of the whole paths' bytes.
  package var dirHash: Digest {
    var hash = SHA256Stream()
    for file in files {
      var line = Array(Hex.encode(file.sha256.bytes).utf8)
      line.append(contentsOf: [0x20, 0x20])
      line.append(contentsOf: file.path.bytes.bytes)
      line.append(0x0a)
      hash.update(line)
    }
    return hash.digest
  }

  /// The file at a path, or `nil`.
  /// - Complexity: O(log n).
  package func file(at path: ModelPath) -> ModelFile? {
    var (low, high) = (0, files.count)
    while low < high {
      let middle = (low + high) / 2
      if files[middle].path < path { low = middle + 1 } else { high = middle }
    }
    return low < files.count && files[low].path == path ? files[low] : nil
  }
}
