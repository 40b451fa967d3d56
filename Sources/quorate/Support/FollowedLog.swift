internal import CanonicalEncoding
internal import Quorate
internal import TransparencyLog

/// A log that is looked at again and again: files that have not changed are not audited again.
struct FollowedLog {
  let pinned: Digest?
  let policy: WitnessPolicy?
  /// What was found last, and in which files.
  private var last: (files: Digest, found: Audits.Findings)?

  init(pinned: Digest?, policy: WitnessPolicy?) {
    self.pinned = pinned
    self.policy = policy
  }

  /// What an audit finds, and the size that was accepted before.
  mutating func look(at path: String) async throws -> (found: Audits.Findings, before: UInt64) {
    let files = try Audits.digest(of: path)
    if let last, last.files == files { return (last.found, last.found.report.size) }
    let (found, before) = try await Audits.follow(
      path, pinned: pinned, jobs: Audits.cores(nil), policy: policy, files: files)
    last = found.report.verdict == .holds ? files.map { ($0, found) } : nil
    return (found, before)
  }
}
