internal import CanonicalEncoding

/// What an update does to something that runs.
struct WorkloadChange {
  private let old: JSONValue
  private let new: JSONValue
  private let before: Workload
  private let after: Workload

  init(from old: JSONValue, to new: JSONValue) {
    self.old = old
    self.new = new
    before = Workload(old)
    after = Workload(new)
  }

  /// Why the update starts nothing, or `nil` where it may.
  ///
  /// A pause must be able to remove: less of the same, nothing at all, or the last steps of a deletion are let
  /// through whatever was approved.
  var harmless: String? {
    if shrinks { return "less of the same is asked for" }
    if after.isStopped, keepsModels { return "nothing is to run any more" }
    guard isSameSpecification else { return nil }
    if old["metadata"]?["deletionTimestamp"]?.string != nil { return "it is being taken away" }
    return hasSameAnnotations ? "nothing changes about what runs" : nil
  }

  /// Whether nothing changes but that less is asked for: also no annotation, by which other controllers stop and start what
  /// they run.
  private var shrinks: Bool {
    after.apiVersion == before.apiVersion && hasSameAnnotations && WorkloadScale.shrinks(from: old, to: new)
  }

  /// Whether the models, the claim and the images stay what they are, and no more of them is asked for.
  var keepsModels: Bool {
    let isMore = (after.trafficPermille ?? 0) > (before.trafficPermille ?? 0)
    let (more, less) = (WorkloadScale.replicas(of: new), WorkloadScale.replicas(of: old))
    return new["kind"]?.string == old["kind"]?.string && after.claim == before.claim && !isMore
      && (more ?? 0) <= (less ?? 0) && hasSameModels
      && Self.images(new["spec"]) == Self.images(old["spec"])
  }

  private var hasSameModels: Bool {
    let (first, second) = (before.references, after.references)
    return first.count == second.count
      && zip(first, second).allSatisfy { $0.text.isSpelt(like: $1.text) && $0.place.isSpelt(like: $1.place) }
  }

  private var isSameSpecification: Bool {
    guard let first = old["spec"], let second = new["spec"] else { return false }
    return first.isSpelt(like: second)
  }

  /// Of the cluster's own kinds only our annotation says anything about what runs; other controllers read theirs.
  private var hasSameAnnotations: Bool {
    let own = ["v1", "apps/v1", "batch/v1"]
    guard own.contains(after.apiVersion), after.apiVersion == before.apiVersion else {
      let (first, second) = (old["metadata"]?["annotations"], new["metadata"]?["annotations"])
      return (first ?? .null).isSpelt(like: second ?? .null)
    }
    return before.claim == after.claim
  }

  /// Every `image` of a specification that is a text, in order.
  private static func images(_ value: JSONValue?) -> [[UInt8]] {
    switch value {
    case .array(let elements): return elements.flatMap { images($0) }
    case .object(let object):
      return object.members.flatMap { member -> [[UInt8]] in
        if member.key == "image", let text = member.value.string { return [Array(text.utf8)] }
        return images(member.value)
      }
    default: return []
    }
  }
}
