package import CanonicalEncoding
package import Governance

/// What a proposal approved: a model in an environment, until an instant.
package struct ApprovalRecord: StateRecord {
  package let origin: Origin
  package let deployment: ModelDeployment
  /// The model it was made from, where it was approved as a derivation.
  package let parent: ModelDigests?
  /// The first instant of the approval.
  package let begins: Timepoint
  /// The instant at which it ends.
  package let ends: Timepoint
  /// The position of the stage that is open; 0 where there are no stages.
  package private(set) var stage: Int
  /// Since when that stage is open.
  package private(set) var stageSince: Timepoint

  package static let space = RecordSpace.approval

  package init(_ deployment: ModelDeployment, parent: ModelDigests?, origin: Origin, atMost limit: Span) {
    self.origin = origin
    self.deployment = deployment
    self.parent = parent
    begins = max(deployment.notBefore ?? origin.at, origin.at)
    ends = deployment.end(executed: origin.at, atMost: limit)
    stage = 0
    stageSince = begins
  }

  /// The stage that is open, if it has stages.
  package var openStage: RolloutStage? {
    deployment.stages.indices.contains(stage) ? deployment.stages[stage] : nil
  }

  /// The same with a later stage open.
  func opening(stage: Int, at instant: Timepoint) -> ApprovalRecord {
    var record = self
    record.stage = stage
    record.stageSince = instant
    return record
  }

  /// All approvals of a model in an environment stand together, by the numbers of their proposals.
  static func partition(_ model: ModelDigests, _ environment: String) -> ByteString {
    ByteString(model.bytes + Array(environment.utf8))
  }

  var change: Change {
    change(
      Self.partition(deployment.model, deployment.environment), ByteString(number: origin.number))
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = [
      .init(key: "deployment", value: .object(JSONObject(deployment.members)))
    ]
    members.add("begins", number: begins.milliseconds)
    members.add("ends", number: ends.milliseconds)
    members.add("origin", origin)
    if let parent { members.append(.init(key: "parent", value: parent.json)) }
    members.add("stage", number: UInt64(stage))
    members.add("stage_since", number: stageSince.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    begins = try fields.timepoint("begins")
    var inner = try JSONFields(try fields.value("deployment"), of: "a deployment")
    deployment = try ModelDeployment(reading: &inner)
    try inner.finish()
    ends = try fields.timepoint("ends")
    origin = try fields.origin()
    parent = fields.contains("parent") ? try ModelDigests(parsing: fields.value("parent")) : nil
    stage = Int(clamping: try fields.integer("stage"))
    stageSince = try fields.timepoint("stage_since")
  }
}
