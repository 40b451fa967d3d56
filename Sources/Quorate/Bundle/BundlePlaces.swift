internal import CanonicalEncoding
internal import TransparencyLog

/// Which files a bundle may have: those of the log and its claims, each in its place, and documents by their hashes.
///
/// A document that no entry names may be among them: its bytes are those of its name, and an audit says how many there are.
struct BundlePlaces {
  private let manifest: BundleManifest
  private let tiles: Set<String>
  private let claims: Set<String>

  /// - Complexity: O(tiles of a log of the size in the manifest, as far as the manifest names files).
  init(_ manifest: BundleManifest) {
    self.manifest = manifest
    claims = Set(manifest.proposals.map(OutcomeClaim.path))
    // A log of the stated size has at least a file for every 256 entries; a manifest that lies is not followed.
    let isPlausible = manifest.size / 256 <= UInt64(manifest.files.count)
    tiles = isPlausible ? Set(TilePlan.growth(from: 0, to: manifest.size).map { "log/\($0)" }) : []
  }

  /// The most bytes a file may have, so that one that is larger is not even hashed.
  func limit(of path: String) -> UInt64 {
    let limit =
      if path.hasPrefix("blob/") { largestDocument } else if path.hasPrefix("log/tile/entries/") {
        TilePath.entriesLimit
      } else if path.hasPrefix("log/tile/") {
        TilePath.fullWidth * 32
      } else if path.hasPrefix("tally/") { OutcomeClaim.sizeLimit } else if path == "policy.txt" {
        WitnessPolicy.sizeLimit
      } else { SignedNote.sizeLimit }
    return UInt64(limit)
  }

  /// What is wrong with a file of some hash, as a sentence goes on; `nil` where it belongs into the bundle.
  func fault(of path: String, _ hash: Digest) -> String? {
    if path.hasPrefix("blob/") {
      return path == BlobPath.of(hash) ? nil : "does not have the hash in its name"
    }
    if path == "policy.txt" {
      return manifest.policy == hash ? nil : "is not the policy the manifest names"
    }
    if path.hasPrefix("log/old/"), path.hasSuffix(".note") {
      let size = UInt128(decimal: String(path.dropFirst(8).dropLast(5)))
      return size.map { $0 > 0 && $0 < UInt128(manifest.size) } == true ? nil : "is no earlier checkpoint"
    }
    let isKnown = path == "log/checkpoint" || tiles.contains(path) || claims.contains(path)
    return isKnown ? nil : "does not belong into a bundle of this log"
  }
}
