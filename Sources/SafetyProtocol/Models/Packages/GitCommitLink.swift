import CanonicalEncoding

/// Whether the commit of a hub's repository holds exactly the files of a model.
///
/// Given the commit's own bytes (`git cat-file commit HEAD`) and a checkout in which pointers stand for large files
/// (`GIT_LFS_SKIP_SMUDGE=1 git clone`), everything follows: the files give git's tree, the commit names the tree,
/// the commit's bytes give the commit, and the pointers give the SHA-256 of the large files. What is left to trust
/// is git's SHA-1.
package struct GitCommitLink: Sendable {
  /// The commit: forty digits.
  package let commit: String
  /// Whether its files are the model's.
  package let link: PackageLink

  /// Recomputes the link.
  /// - Parameters:
  ///   - object: The bytes of the commit.
  ///   - checkout: The files of the checkout.
  ///   - blobs: What git calls each of them.
  ///   - model: The files that were voted on.
  /// - Complexity: O(n log n) in the files.
  package init(object: [UInt8], checkout: ModelTree, blobs: [ModelPath: GitBlob], model: ModelTree) {
    commit = GitObjectHash.id(of: .commit, object).hex
    link = Self.link(object, checkout, blobs, model)
  }

  private static func link(
    _ object: [UInt8], _ checkout: ModelTree, _ blobs: [ModelPath: GitBlob], _ model: ModelTree
  ) -> PackageLink {
    guard blobs.count == checkout.files.count else {
      return .unproven("git's names of some files are missing")
    }
    let line = ByteString(utf8: "tree \(GitBlob.treeID(of: blobs).hex)\n")
    guard object.starts(with: line.bytes) else {
      return .unproven("the files of the checkout are not the tree of the commit")
    }
    let files = checkout.files.map { file in
      let pointer = blobs[file.path]?.pointer
      return ModelFile(
        path: file.path, size: pointer?.size ?? file.size, sha256: pointer?.sha256 ?? file.sha256)
    }
    guard let listed = try? ModelTree(files) else { return .unproven("its files are not one tree") }
    return .comparing(listed, with: model, as: "file of the commit")
  }
}
