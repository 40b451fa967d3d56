/// Why attested evidence does not count.
package enum BindingFault: Hashable, Sendable {
  /// It is about another model.
  case otherModel
  /// Nobody accredited the evaluator.
  case notAccredited
  /// The accreditation was not in force when the evidence was recorded, or was revoked for that time.
  case accreditationNotInForce
  /// The accreditation is for other formats.
  case outOfScope
  /// The evaluator belongs to, or must not judge, whoever made the model.
  case conflictOfInterest
  /// The run was not ordered in the log before it began.
  case notCommissioned
  /// Ends before it begins, or after it was recorded.
  case contradictoryTimes
  /// Older than the protocol allows.
  case tooOld
  /// Another task, scorer or data set than the protocol pins, by its name there.
  case otherConfiguration(String)
  /// No requirement, or more than one, that it could be meant for.
  case noRequirement
  /// The file is not at hand, so that nothing can be read from it.
  case fileMissing
  /// The run is not whole; what is missing.
  case incomplete(String)

  /// The stable name.
  package var code: String {
    switch self {
    case .otherModel: "evidence.otherModel"
    case .notAccredited: "evidence.notAccredited"
    case .accreditationNotInForce: "evidence.accreditationNotInForce"
    case .outOfScope: "evidence.outOfScope"
    case .conflictOfInterest: "evidence.conflictOfInterest"
    case .notCommissioned: "evidence.notCommissioned"
    case .contradictoryTimes: "evidence.contradictoryTimes"
    case .tooOld: "evidence.tooOld"
    case .otherConfiguration: "evidence.otherConfiguration"
    case .noRequirement: "evidence.noRequirement"
    case .fileMissing: "evidence.fileMissing"
    case .incomplete: "evidence.incomplete"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .otherModel: "it is about another model"
    case .notAccredited: "the evaluator is not accredited"
    case .accreditationNotInForce: "the evaluator's accreditation was not in force when it was recorded"
    case .outOfScope: "the evaluator is accredited for other formats"
    case .conflictOfInterest: "the evaluator must not judge whoever made the model"
    case .notCommissioned: "the run was not commissioned before it began"
    case .contradictoryTimes: "its times contradict each other"
    case .tooOld: "it is older than the protocol allows"
    case .otherConfiguration(let name): "another \(name) was used than the protocol pins"
    case .noRequirement: "the protocol asks for no such evidence"
    case .fileMissing: "the file itself is not at hand"
    case .incomplete(let what): "the run is not whole: \(what)"
    }
  }
}
