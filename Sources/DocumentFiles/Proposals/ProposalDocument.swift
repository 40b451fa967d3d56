internal import CanonicalEncoding
package import Governance

/// A proposal as it is drafted: Markdown with YAML front matter.
package struct ProposalDocument: Sendable {
  /// Something to put right, with the line where it stands.
  package struct Finding: Hashable, Sendable {
    package enum Severity: String, Sendable { case error, warning }
    package let line: Int
    package let severity: Severity
    /// `Q101`: stable, listed in the documentation.
    package let code: String
    package let message: String
  }

  /// What the file says, where it says something that can be submitted.
  package private(set) var content: ProposalContent?
  /// What is wrong with it, in the order of lines.
  package private(set) var findings: [Finding] = []

  /// Headings every proposal has.
  package static let sections = ["Summary", "Motivation", "Specification", "Risks and rollback"]

  /// Reads a file; faults become findings.
  package init(parsing bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      add(1, .error, "Q001", "the file is not UTF-8")
      return
    }
    let lines = text.textLines
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      add(1, .error, "Q002", "the file must begin with front matter between two lines of ---")
      return
    }
    let body = lines[(end + 1)...].joined(separator: "\n").trimmingNewlines
    do throws(YAMLRefusal) {
      read(try YAMLDocument.parse(lines[1..<end].joined(separator: "\n")), body: body, lines: lines)
    } catch {
      if case .form(let line, let fault) = error {
        add(line + 1, .error, "Q003", fault)
      } else {
        add(2, .error, "Q003", error.message)
      }
    }
    checkSections(lines, after: end)
    findings.sort { ($0.line, $0.code) < ($1.line, $1.code) }
  }

  /// Whether nothing keeps it from being submitted.
  package var isSubmittable: Bool { content != nil && !findings.contains { $0.severity == .error } }

  private mutating func add(_ line: Int, _ severity: Finding.Severity, _ code: String, _ message: String) {
    findings.append(Finding(line: line, severity: severity, code: code, message: message))
  }

  private mutating func read(_ front: JSONValue, body: String, lines: [String]) {
    func line(of key: String) -> Int { (lines.firstIndex { $0.hasPrefix(key + ":") } ?? 0) + 1 }
    var actions: [ProposalAction] = []
    do throws(JSONRefusal) {
      var fields = try JSONFields(front, of: "the front matter")
      let title = try fields.string("title")
      let kind = try fields.string("kind")
      let authors = fields.contains("authors") ? try fields.strings("authors") : []
      let discussion = fields.contains("discussion") ? try fields.string("discussion") : ""
      let after = fields.contains("after") ? try fields.digest("after") : nil
      for action in fields.contains("actions") ? try fields.array("actions") : [] {
        actions.append(try ProposalAction(parsing: ActionDraft.canonical(action)))
      }
      try fields.finish()
      do throws(ProposalFault) {
        content = try ProposalContent(
          title: title, kind: kind, text: body, actions: actions, authors: authors, discussion: discussion,
          after: after)
      } catch {
        add(line(of: Self.key(of: error)), .error, Self.finding(for: error), error.message)
      }
    } catch {
      add(line(of: Self.key(of: error)), .error, Self.finding(for: error), error.message)
    }
  }

  private static func key(of fault: ProposalFault) -> String {
    switch fault {
    case .title: "title"
    case .kindMismatch: "kind"
    default: "actions"
    }
  }

  private static func finding(for fault: ProposalFault) -> String {
    switch fault {
    case .title(.tooLong): "Q203"
    case .title, .text: "Q501"
    case .mixedActions: "Q306"
    case .kindMismatch: "Q301"
    case .malformed: "Q305"
    }
  }

  private static func key(of refusal: JSONRefusal) -> String {
    switch refusal {
    case .unknown(let field, _), .missing(let field, _), .unexpected(let field, _, _):
      ["title", "kind", "authors", "discussion", "after"].contains(field) ? field : "actions"
    default: "actions"
    }
  }

  private static func finding(for refusal: JSONRefusal) -> String {
    switch refusal {
    case .unknown: "Q310"
    case .missing: "Q004"
    default: "Q305"
    }
  }

  private mutating func checkSections(_ lines: [String], after end: Int) {
    for section in Self.sections {
      let position = lines.indices.first { $0 > end && lines[$0] == "## " + section }
      guard let position else {
        add(lines.count, .warning, "Q101", "no section \"## \(section)\"")
        continue
      }
      let content = lines[(position + 1)...].prefix { !$0.hasPrefix("## ") }
      if content.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
        add(position + 1, .warning, "Q102", "the section \"\(section)\" is empty")
      }
    }
  }
}

extension String {
  fileprivate var trimmingNewlines: String {
    var lines = textLines
    while lines.first?.isEmpty == true { lines.removeFirst() }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }
}
