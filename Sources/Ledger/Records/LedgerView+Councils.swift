package import CanonicalEncoding
package import Governance

/// A role whose members are not those that the charter in force writes down.
package struct SittingCouncil: Hashable, Sendable {
  /// The name of the role.
  package let name: String
  package let role: Role
  /// When the term of those who were elected ends; `nil` where no term runs, and members were recalled.
  package let term: Timepoint?
}

extension LedgerView {
  /// Who sits by election, or is left after a recall, in the order of the names of roles.
  package func sittingCouncils(at now: Timepoint) throws -> [SittingCouncil] {
    try elected(at: now).sorted { $0.key < $1.key }.map { name, role in
      let term = try seats(name, at: now)?.term
      return SittingCouncil(name: name, role: role, term: term.flatMap { now < $0 ? $0 : nil })
    }
  }
}
