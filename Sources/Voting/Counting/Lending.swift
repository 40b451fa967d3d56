package import Signing

/// What members lent, as frozen for one proposal, for the modes in which standing ballots alone decide.
package enum Lending: Sendable {
  /// Nobody lent anything.
  case none
  /// Whole powers, along chains of at most so many steps.
  case whole([AccountKey: AccountKey], depthLimit: Int)
  /// Parts of powers, one step.
  case parts([AccountKey: [DelegatedPart]], BasisPointDelegation)
}
