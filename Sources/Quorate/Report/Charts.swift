package import Voting

/// Pictures as SVG, from numbers alone: the same numbers give the same bytes.
///
/// Marks and patterns tell the parts apart, never colour alone; each picture has a name, and its table stands beside
/// it in the page.
package enum Charts {
  /// One bar for each option, as wide as its share of a whole.
  package static func bars(_ parts: [(name: String, power: Power)], of whole: Power, named title: String)
    -> Markup
  {
    let height = parts.count * 28
    let rows = parts.enumerated().map { number, part -> Markup in
      let width = min(400, part.power.share(of: whole, in: 400))
      return """
        <rect class="track" x="150" y="\(number * 28 + 4)" width="400" height="18"/>
        <rect class="part p\(number % 4)" x="150" y="\(number * 28 + 4)" width="\(width)" height="18"/>
        <text x="142" y="\(number * 28 + 18)" text-anchor="end">\(short(part.name))</text>
        <text x="558" y="\(number * 28 + 18)">\(part.power.percent(of: whole))</text>
        """
    }
    return """
      <svg role="img" viewBox="0 0 640 \(max(28, height))"><title>\(title)</title>
      \(Markup(rows))
      </svg>
      """
  }

  /// A part against its bar.
  package static func meter(
    _ part: Power, of whole: Power, bar: Power, passed: Bool, named title: String
  ) -> Markup {
    let (filled, mark) = (min(400, part.share(of: whole, in: 400)), min(400, bar.share(of: whole, in: 400)))
    return """
      <svg role="img" viewBox="0 0 640 30"><title>\(title)</title>
      <rect class="track" x="150" y="6" width="400" height="18"/>
      <rect class="part \(passed ? "yes" : "no")" x="150" y="6" width="\(filled)" height="18"/>
      <line class="bar" x1="\(150 + mark)" x2="\(150 + mark)" y1="1" y2="29"/>
      <text x="142" y="20" text-anchor="end">\(passed ? "✓" : "✗")</text>
      <text x="558" y="20">\(part.percent(of: whole))</text>
      </svg>
      """
  }

  /// How the power behind each option grew while ballots came in.
  ///
  /// - Parameters:
  ///   - lines: For each option, instants from 0 to 1,000 with the power reached then, in order.
  ///   - whole: What the full height is.
  package static func steps(
    _ lines: [(name: String, points: [(at: UInt64, power: Power)])], whole: Power, named title: String
  ) -> Markup {
    let drawn = lines.enumerated().map { number, line -> Markup in
      var path = "M40 180"
      var height: UInt128 = 0
      for point in line.points {
        let x = 40 + point.at * 580 / 1000
        let next = min(170, point.power.share(of: whole, in: 170))
        path += " H\(x) V\(180 - next)"
        height = next
      }
      path += " H620"
      return """
        <path class="step s\(number % 4)" d="\(Markup.text(path))"/>
        <text class="end" x="624" y="\(184 - height)">\(short(line.name, limit: 12))</text>
        """
    }
    return """
      <svg role="img" viewBox="0 0 720 200"><title>\(title)</title>
      <path class="axis" d="M40 10 V180 H620"/>
      \(Markup(drawn))
      <text x="40" y="196">opening</text><text x="620" y="196" text-anchor="end">close</text>
      </svg>
      """
  }

  /// How unequally power is held: the share of all power that the poorer so many members have together.
  ///
  /// - Parameter cumulated: From the poorest on, how much the members up to each have together.
  package static func lorenz(_ cumulated: [Power], named title: String) -> Markup {
    let whole = cumulated.last ?? .zero
    let step = max(1, cumulated.count / 200)
    var path = "M40 210"
    for number in stride(from: step - 1, to: cumulated.count, by: step) {
      let x = 40 + (number + 1) * 200 / max(1, cumulated.count)
      path += " L\(x) \(210 - cumulated[number].share(of: whole, in: 200))"
    }
    return """
      <svg class="square" role="img" viewBox="0 0 260 240"><title>\(title)</title>
      <path class="axis" d="M40 10 V210 H240"/><path class="equal" d="M40 210 L240 10"/>
      <path class="step s0" d="\(Markup.text(path + " L240 10"))"/>
      <text x="140" y="230" text-anchor="middle">members, the poorest first</text>
      </svg>
      """
  }

  private static func short(_ name: String, limit: Int = 18) -> String {
    name.count > limit ? name.prefix(limit - 1) + "…" : name
  }
}
