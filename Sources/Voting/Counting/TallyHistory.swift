package import CanonicalEncoding

/// The tally after each ballot, in the order the log received them.
///
/// Rules that depend on the order of crossings (wait for quiet, late quorum, confirmation, tipping) read it; every
/// other rule reads the last tally alone. Each entry has the electorate of its moment: where members join and leave
/// while a vote runs (Sputnik), the same ballots can be enough at one instant and too few at the next. Stored as one row of
/// numbers an entry and not as one object an entry: a million ballots over three options take about 110 MB. Running sums
/// have no contests and no decimals; an entry that has them keeps them apart.
package struct TallyHistory: Hashable, Sendable {
  /// The tally from one instant on.
  package struct Entry: Hashable, Sendable {
    /// When the ballot was received.
    package let at: Timepoint
    /// The ballot's entry in the log.
    package let index: UInt64
    /// The sums with this ballot and all before it.
    package let tally: Tally

    package init(at: Timepoint, index: UInt64 = 0, tally: Tally) {
      self.at = at
      self.index = index
      self.tally = tally
    }
  }

  /// What an entry has beside its options.
  private struct Row: Hashable, Sendable {
    let at: Timepoint
    let index: UInt64
    let ballots: Int
    let cast: Power
    let electorate: Power
  }

  /// What few tallies have beside their sums.
  private struct Rest: Hashable, Sendable {
    let contest: Contest?
    let decimals: Tally.Decimals?
  }

  /// How many options each tally has.
  package let options: Int
  /// The tally before the first entry: no ballots, or those that count from the opening on.
  package let opening: Tally
  private var rows: [Row] = []
  private var powers: [Power] = []
  private var voters: [Int] = []
  /// Power before conviction multiplied it; empty where no entry has any.
  private var capital: [Power] = []
  /// By entry; those that are left out have nothing of it.
  private var rest: [Int: Rest] = [:]

  /// A history without entries that begins with a tally.
  package init(opening: Tally) {
    options = opening.options.count
    self.opening = opening
  }

  /// A history without entries or ballots.
  package init(options: Int, electorate: Power) {
    let none = [Tally.Option](repeating: .init(power: .zero, voters: 0), count: max(0, options))
    self.init(opening: Tally(options: none, cast: .zero, ballots: 0, electorate: electorate))
  }

  /// A history of the given entries, oldest first.
  package init(entries: [Entry]) {
    self.init(
      options: entries.first?.tally.options.count ?? 0, electorate: entries.first?.tally.electorate ?? .zero)
    for entry in entries { append(entry) }
  }

  /// Adds the next entry. Options that the history does not have are left out, those that lack are zero.
  package mutating func append(_ entry: Entry) {
    let tally = entry.tally
    if let capital = tally.capital {
      // The entries before had none to speak of.
      self.capital += [Power](repeating: .zero, count: rows.count * options - self.capital.count)
      for position in 0..<options {
        self.capital.append(position < capital.count ? capital[position] : .zero)
      }
    }
    if tally.contest != nil || tally.decimals != nil {
      rest[rows.count] = Rest(contest: tally.contest, decimals: tally.decimals?.over(options))
    }
    rows.append(
      Row(
        at: entry.at, index: entry.index, ballots: tally.ballots, cast: tally.cast,
        electorate: tally.electorate))
    for position in 0..<options {
      let option = position < tally.options.count ? tally.options[position] : nil
      powers.append(option?.power ?? .zero)
      voters.append(option?.voters ?? 0)
    }
  }

  /// All entries, oldest first.
  package var entries: Entries { Entries(history: self) }

  /// The entries of a history as a collection; each is put together when it is read.
  package struct Entries: RandomAccessCollection, Sendable {
    let history: TallyHistory

    package var startIndex: Int { 0 }
    package var endIndex: Int { history.rows.count }

    /// The entry at a position.
    /// - Complexity: O(options).
    package subscript(position: Int) -> Entry {
      let row = history.rows[position]
      let places = position * history.options..<(position + 1) * history.options
      let options = places.map { Tally.Option(power: history.powers[$0], voters: history.voters[$0]) }
      let capital = history.capital.isEmpty ? nil : places.map { history.capital[$0] }
      let rest = history.rest[position]
      return Entry(
        at: row.at, index: row.index,
        tally: Tally(
          options: options, cast: row.cast, ballots: row.ballots, electorate: row.electorate,
          contest: rest?.contest, capital: capital, decimals: rest?.decimals))
    }
  }
}

extension Tally.Decimals {
  /// The same over so many options: those there are not are left out, those that lack are zero.
  fileprivate func over(_ count: Int) -> Tally.Decimals {
    let sums = (0..<count).map { $0 < options.count ? options[$0] : .zero }
    return Tally.Decimals(options: sums, cast: cast)
  }
}
