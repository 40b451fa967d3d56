package import CanonicalEncoding

/// What there is in a cluster, as `kubectl get … -o json` prints it. Nothing in it is trusted.
package struct ClusterDump: Sendable {
  /// One object.
  package struct Item: Sendable {
    package let workload: Workload
    fileprivate let uid: String?
    /// The object that controls it.
    fileprivate let owner: String?
    /// Whether it has ended, or is about to.
    fileprivate let isOver: Bool

    fileprivate init(_ object: JSONValue) {
      workload = Workload(object)
      uid = object["metadata"]?["uid"]?.string
      let owners = object["metadata"]?["ownerReferences"]?.array ?? []
      owner = (owners.first { $0["controller"]?.bool == true } ?? owners.first)?["uid"]?.string
      let phase = object["status"]?["phase"]?.string
      isOver = phase == "Succeeded" || phase == "Failed"
    }

    /// Whether it says that a model runs.
    package var runsModel: Bool {
      !isOver && !workload.isStopped && !(workload.references.isEmpty && workload.claim == .none)
    }
  }

  /// An object that runs a model, what the gate says of it, and what would stop it.
  package struct Row: Sendable {
    package let workload: Workload
    package let decision: GateDecision
    /// The object that makes it, if that is another one; itself otherwise.
    package let maker: Workload
  }

  /// In the order of the file.
  package let items: [Item]

  /// The largest file.
  package static let sizeLimit = 256 << 20
  /// How far owners of owners are followed: Pod, ReplicaSet, Deployment, InferenceService, and some to spare.
  private static let ownerLimit = 16

  /// Reads a list of objects, or one.
  package init(parsing bytes: [UInt8]) throws(JSONRefusal) {
    let value = try JSONParser.parse(bytes, limit: Self.sizeLimit)
    guard let kind = value["kind"]?.string else {
      throw .missing(field: "kind", in: "an object of a cluster")
    }
    guard kind == "List" || kind.hasSuffix("List") else {
      items = [Item(value)]
      return
    }
    guard let objects = value["items"]?.array else {
      throw .missing(field: "items", in: "a list of a cluster's objects")
    }
    items = objects.map { Item($0) }
  }

  /// Every object that runs a model, with the answer of a gate.
  ///
  /// Pods and what makes them are all asked about: a pod may run what its maker no longer says.
  /// - Parameter namespaces: Those to look at; empty for all.
  /// - Complexity: O(n) in the objects, and one decision for each model.
  package func judged(at desk: GateDesk, in namespaces: [String] = []) -> [Row] {
    let byUID = Dictionary(items.compactMap { item in item.uid.map { ($0, item) } }) { first, _ in first }
    return items.compactMap { item in
      let isWanted = namespaces.isEmpty || namespaces.contains { $0.isSpelt(like: item.workload.namespace) }
      guard isWanted, item.runsModel else { return nil }
      return Row(
        workload: item.workload, decision: desk.judge(item.workload), maker: maker(of: item, byUID).workload)
    }
  }

  private func maker(of item: Item, _ byUID: [String: Item]) -> Item {
    var maker = item
    for _ in 0..<Self.ownerLimit {
      guard let owner = maker.owner.flatMap({ byUID[$0] }) else { return maker }
      maker = owner
    }
    return maker
  }
}
