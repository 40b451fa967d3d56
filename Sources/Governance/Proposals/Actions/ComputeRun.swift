public import CanonicalEncoding
public import Signing

/// Lets somebody train with a budget of computation, with gates on the way.
public struct ComputeRun: Hashable, Sendable {
  /// A point at which the run waits until rules pass.
  public struct Checkpoint: Hashable, Sendable {
    /// After so many floating-point operations.
    public let after: UInt128
    /// The rules that must pass.
    public let requires: [String]
  }

  /// The name of the run.
  public let name: String
  /// Who runs it.
  public let holder: AccountKey
  /// The most floating-point operations.
  public let budget: UInt128
  /// Gates on the way, in order.
  public let checkpoints: [Checkpoint]
  /// When it ends.
  public let expires: Timepoint
}

extension ComputeRun: ActionBody {
  package static let kind = "compute.run"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    budget = try fields.positiveAmount("budget")
    var checkpoints: [Checkpoint] = []
    for value in fields.contains("checkpoints") ? try fields.array("checkpoints") : [] {
      var checkpoint = try JSONFields(value, of: "a checkpoint of a run")
      let after = try checkpoint.positiveAmount("after")
      let requires = try checkpoint.clauseNames("requires")
      guard !requires.isEmpty else { throw checkpoint.unexpected("requires", "at least one rule") }
      try checkpoint.finish()
      checkpoints.append(Checkpoint(after: after, requires: requires))
    }
    self.checkpoints = checkpoints
    expires = try fields.instant("expires")
    holder = try fields.account("holder")
    name = try fields.plainName("name")
    let isRising = zip(checkpoints, checkpoints.dropFirst()).allSatisfy { $0.after < $1.after }
    let isWithin = checkpoints.last.map { $0.after < budget } ?? !fields.contains("checkpoints")
    guard isRising, isWithin, checkpoints.count <= 32 else {
      throw fields.unexpected("checkpoints", "from 1 to 32 points below the budget, in order, or left out")
    }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "budget": String(budget), "expires": expires.description, "holder": holder.text, "name": name,
    ])
    members.add(
      "checkpoints",
      list: checkpoints.map { checkpoint in
        .members([
          "after": .string(String(checkpoint.after)),
          "requires": .array(checkpoint.requires.map { .string($0) }),
        ])
      })
    return members
  }

  package var words: String {
    var text = "let \(holder.display) run \(name) with \(budget) FLOP until \(expires)"
    for checkpoint in checkpoints {
      text += ", after \(checkpoint.after) only if \(checkpoint.requires.joined(separator: " and ")) pass"
    }
    return text
  }
}
