/// What a gate answered, for programs. A code is never used for anything else.
package enum GateCode: String, CaseIterable, Sendable {
  /// Allowed.
  case allowed = "QG000"
  /// Allowed because it takes something away.
  case shrinking = "QG001"
  /// Allowed against the rules, by those whom the charter lets do that.
  case glassBroken = "QG002"
  /// Allowed because it names no model, and the gate's own file lets such things through.
  case modelless = "QG003"

  /// Nothing was approved for exactly these digests in this environment.
  case noApproval = "QG010"
  /// The approval has ended.
  case expired = "QG011"
  /// The approval was taken back.
  case revoked = "QG012"
  /// The approval has not begun.
  case early = "QG013"
  /// Something else runs beside the weights than was approved.
  case runtime = "QG014"
  /// The same contents under other names, or with other files beside them.
  case renamed = "QG015"
  /// Approved for fewer people than the environment serves.
  case audience = "QG016"
  /// Granted to somebody else.
  case holder = "QG017"
  /// The data does not trust the algorithm.
  case untrusted = "QG018"

  /// Paused.
  case paused = "QG020"
  /// A pause lapsed, and what was approved before it has to be approved again.
  case lapsed = "QG021"
  /// Decided while the keys of the log count as stolen, and not seen by witnesses.
  case doubted = "QG022"

  /// A rule fails, or an accredited evaluator says the model does.
  case ruleFails = "QG030"
  /// It cannot be shown that the rules pass.
  case indeterminate = "QG031"
  /// The safety protocol is no longer in force.
  case protocolOver = "QG032"

  /// A reference that does not name its content.
  case mutable = "QG040"
  /// Nothing proves that the reference is the model that was voted on.
  case unproven = "QG041"
  /// No model is named.
  case unnamed = "QG042"

  /// What the gate knows is too old.
  case stale = "QG050"
  /// What the gate was given does not verify.
  case invalid = "QG051"
  /// There is nothing the gate could know.
  case missing = "QG052"
  /// The gate's clock and the log contradict each other.
  case clock = "QG053"
  /// The log was set back, or is another than the gate has seen.
  case rolledBack = "QG054"

  /// More traffic than the open stage allows.
  case traffic = "QG060"
  /// A grant does not cover it.
  case grant = "QG061"
  /// The grant may leave it, and it was not drawn for this job.
  case undrawn = "QG062"

  /// An action that gates know nothing about.
  case action = "QG070"
  /// Another environment than the gate's own.
  case environment = "QG071"

  /// The kinds of answers, each with an exit status of its own.
  package enum Outcome: String, Sendable {
    case allow, deny
    /// What was given does not verify.
    case badEvidence
    /// It cannot be said now.
    case undecided
  }

  package var outcome: Outcome {
    switch self {
    case .allowed, .shrinking, .glassBroken, .modelless: .allow
    case .invalid, .rolledBack: .badEvidence
    case .stale, .missing, .clock: .undecided
    default: .deny
    }
  }
}
