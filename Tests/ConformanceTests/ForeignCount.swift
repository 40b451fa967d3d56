import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// Sums that a row states, as a house's tally.
enum ForeignCount {
  /// A tally of the options of some rules, by name; what the row does not state is zero.
  ///
  /// - Parameter electorate: The power of everybody; what was cast where the row does not say.
  static func tally(
    _ powers: [String: UInt128], of rules: TrackRules, electorate: UInt128? = nil
  ) throws -> Tally {
    for name in powers.keys where !rules.options.contains(name) && powers[name] != 0 {
      throw RowFault(description: "\(name) is not an option of the track")
    }
    return try Tally(
      sums: rules.options.map { Power(powers[$0] ?? 0) }, electorate: electorate.map { Power($0) })
  }

  /// The same sums in every house of some rules.
  static func facts(
    _ powers: [String: UInt128], of rules: TrackRules, electorate: UInt128? = nil
  ) throws -> CountFacts {
    let tally = try tally(powers, of: rules, electorate: electorate)
    return CountFacts(tallies: Dictionary(uniqueKeysWithValues: rules.houses.map { ($0.name, tally) }))
  }
}

extension TrackRules {
  /// When a proposal is voted on that waits for nobody before.
  func schedule(submitted: Timepoint) -> Schedule {
    var milestones = Milestones()
    (milestones.funded, milestones.approved, milestones.started) = (submitted, submitted, submitted)
    return decide(self, submitted: submitted, milestones: milestones, facts: .none, at: submitted).schedule
  }
}

/// An instant of a foreign clock that counts seconds.
func seconds(_ number: UInt64) -> Timepoint { Timepoint(milliseconds: 0) + span(seconds: number) }

/// A length that a foreign clock counts in seconds, at most some hundred thousand years.
func span(seconds: UInt64) -> Span { Span(milliseconds: min(seconds, 1 << 43) * 1000) }

/// An instant of a foreign clock: blocks or whatever the row counts in, one to a millisecond.
func instant(_ number: UInt64) -> Timepoint { Timepoint(milliseconds: number) }

/// A length on a foreign clock, as a charter writes it.
func length(_ number: UInt64) -> JSONValue { .string(Span(milliseconds: number).description) }
