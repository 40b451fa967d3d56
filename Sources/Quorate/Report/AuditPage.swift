package import CanonicalEncoding
package import Governance
internal import Ledger
package import Voting

/// An audit as one HTML page that needs nothing beside itself: for reading, printing and keeping.
package struct AuditPage {
  /// One proposal as it was recounted.
  package struct Subject {
    package let standing: Standing
    /// Standing ballots of each house in the order in which they were received, with the power each carries.
    package let ballots: [String: [(received: Timepoint, option: Int, power: Power)]]
    /// How the amounts of each house are written.
    package let units: [String: AssetUnit]
    /// How few could have decided, where that can be told.
    package let coalitions: Coalitions?
    /// What it does, one sentence without its subject an action; none for a text.
    package let actions: [String]
    /// Why what it decided does not count any more; none where it does, or never did.
    package let stops: [String]

    package init(
      _ standing: Standing, actions: [String], stops: [String],
      ballots: [String: [(received: Timepoint, option: Int, power: Power)]],
      units: [String: AssetUnit], coalitions: Coalitions?
    ) {
      self.coalitions = coalitions
      self.actions = actions
      self.stops = stops
      self.standing = standing
      self.ballots = ballots
      self.units = units
    }
  }

  /// The power of the members of an electorate, the poorest first.
  package struct Holders {
    package let name: String
    package let label: String
    package let cumulated: [Power]
    package let concentration: Concentration
    package let unit: AssetUnit

    /// - Parameter powers: What each member can cast, in any order; what two could cast is one's alone.
    /// - Throws: `CountRefusal.overflow`.
    package init(
      _ name: String, label: String, powers: [Power], unit: AssetUnit
    ) throws(CountRefusal) {
      self.name = name
      self.label = label
      self.unit = unit
      concentration = try Concentration(powers)
      var sum = Power.zero
      var cumulated: [Power] = []
      for power in powers.sorted() {
        sum = try sum.adding(power)
        cumulated.append(sum)
      }
      self.cumulated = cumulated
    }
  }

  private let report: AuditReport
  private let name: String
  private let subjects: [Subject]
  private let holders: [Holders]
  /// How models and councils stand; `nil` where no state was reached.
  private let force: ForceSection?

  package init(
    _ report: AuditReport, name: String, subjects: [Subject], holders: [Holders], force: ForceSection?
  ) {
    self.force = force
    self.report = report
    self.name = name
    self.subjects = subjects
    self.holders = holders
  }

  /// The page.
  package var html: String {
    let page: Markup = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      \(Markup.generator)
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Audit of \(name)</title>
      <style>\(AuditPageStyle.sheet)</style>
      </head>
      <body>
      <header>
      <h1>Audit of \(name)</h1>
      <p class="verdict \(report.verdict.rawValue)">\(verdict)</p>
      <dl>
      <dt>Log</dt><dd><code>\(report.origin)</code></dd>
      <dt>Entries</dt><dd>\(report.size)</dd>
      <dt>Root</dt><dd><code>\(report.root.description)</code></dd>
      <dt>Identity</dt><dd><code>\(report.dao?.description ?? "unknown")</code></dd>
      </dl>
      </header>
      <main>
      \(checks)
      \(force?.markup ?? "")
      \(Markup(subjects.map { ProposalSection($0).markup }))
      \(Markup(holders.map(section(of:))))
      \(trust)
      </main>
      </body>
      </html>
      """
    return page.source + "\n"
  }

  /// Whether a file that begins with these bytes is such a page.
  package static func isPage(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(Markup.generator.source)
  }

  private var verdict: String {
    switch report.verdict {
    case .holds, .absent: "Verified"
    case .incomplete: "Incomplete: something is missing"
    case .fails: "Failed"
    }
  }

  private var checks: Markup {
    let rows = report.steps.map { step -> Markup in
      let mark: Markup =
        switch step.verdict {
        case .holds: "✓"
        case .fails: "✗"
        case .incomplete: "?"
        case .absent: "–"
        }
      return """
        <tr class="\(step.verdict.rawValue)"><td>\(mark)</td><td>\(step.step.rawValue)</td><td>\(step.name)</td>\
        <td>\(step.detail)</td></tr>
        """
    }
    return """
      <section><h2>What was checked</h2>
      <table class="checks"><thead><tr><th></th><th>No.</th><th>Step</th><th>Finding</th></tr></thead>
      <tbody>\(Markup(rows))</tbody></table></section>
      """
  }

  private func section(of holders: Holders) -> Markup {
    let (total, unit) = (holders.concentration.total, holders.unit)
    let count = holders.cumulated.count
    let members = "\(count) \(count == 1 ? "member" : "members")"
    // Where each counts for one, how many they are is all the power there is.
    let power =
      unit == .members && total == Power(UInt128(count)) ? members : "\(members) with \(unit.text(total))"
    return """
      <section><h2>How power is held: \(holders.name)</h2>
      <p>\(power); \(holders.label).\(Self.explained(holders.label))</p>
      \(Charts.lorenz(holders.cumulated, named: "Lorenz curve of \(holders.name)"))
      <dl>
      <dt>Largest</dt><dd>\(holders.concentration.largest.percent(of: total))</dd>
      <dt>Ten largest</dt><dd>\(holders.concentration.topTen.percent(of: total))</dd>
      <dt>More than half</dt><dd>held by \(majority(of: holders))</dd>
      <dt>Gini</dt><dd>\(holders.concentration.giniText)</dd>
      </dl></section>
      """
  }

  /// What a label of an electorate means, where it is a word that only we use.
  static func explained(_ label: String) -> Markup {
    label.hasPrefix(ElectorateRecord.singleAdmin) ? " \(ElectorateRecord.singleAdminWords)" : ""
  }

  private func majority(of holders: Holders) -> String {
    let count = holders.concentration.majority
    return count == 1 ? "1 member" : "\(count) members together"
  }

  private var trust: Markup {
    let lines = report.trust.map { line -> Markup in "<li>\(line)</li>" }
    return """
      <section class="trust"><h2>What you must still trust</h2>
      <p>An audit recomputes what follows from the signed entries. It cannot tell you these:</p>
      <ul>\(Markup(lines))</ul></section>
      """
  }
}

extension Markup {
  /// By what a page of ours is known.
  fileprivate static let generator: Markup = #"<meta name="generator" content="quorate">"#
}
