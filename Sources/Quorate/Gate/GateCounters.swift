package import CanonicalEncoding
package import DeploymentGate
internal import Synchronization

/// How often a gate answered what, and how long it took, as text for Prometheus (exposition format 0.0.4).
package final class GateCounters: Sendable {
  private struct Counts {
    var answers: [Series: UInt64] = [:]
    var microseconds: [String: UInt64] = [:]
    var calls: [String: UInt64] = [:]
    var faults: UInt64 = 0
  }

  private struct Series: Hashable, Comparable {
    let face: String
    let code: String

    static func < (left: Series, right: Series) -> Bool { (left.face, left.code) < (right.face, right.code) }
  }

  private let counts = Mutex(Counts())

  package init() {}

  /// Counts the answer to one call. What was refused before it was decided is counted as `refused`.
  package func count(_ codes: [GateCode], of face: String, microseconds: UInt64) {
    counts.withLock { counts in
      counts.calls[face, default: 0] &+= 1
      counts.microseconds[face, default: 0] &+= microseconds
      for code in codes.isEmpty ? ["refused"] : codes.map(\.rawValue) {
        counts.answers[Series(face: face, code: code), default: 0] &+= 1
      }
    }
  }

  /// Counts an attempt to follow the log that failed.
  package func countFault() { counts.withLock { $0.faults &+= 1 } }

  /// The text, with what the gate knows at an instant.
  package func text(_ condition: GateCondition, at now: Timepoint) -> String {
    let counts = counts.withLock { $0 }
    var text = ""
    func family(_ name: String, _ type: String, _ help: String, _ lines: [(labels: String, value: String)]) {
      text += "# HELP quorate_gate_\(name) \(help)\n# TYPE quorate_gate_\(name) \(type)\n"
      for line in lines { text += "quorate_gate_\(name)\(line.labels) \(line.value)\n" }
    }
    family(
      "decisions_total", "counter", "Answers by face and code.",
      counts.answers.sorted { $0.key < $1.key }.map {
        (#"{face="\#($0.key.face)",code="\#($0.key.code)"}"#, String($0.value))
      })
    let faces = counts.calls.keys.sorted()
    text += "# HELP quorate_gate_seconds Time from the body of a call to its answer.\n"
    text += "# TYPE quorate_gate_seconds summary\n"
    for face in faces {
      let sum = Self.seconds(milliseconds: (counts.microseconds[face] ?? 0) / 1000)
      text += "quorate_gate_seconds_sum{face=\"\(face)\"} \(sum)\n"
      text += "quorate_gate_seconds_count{face=\"\(face)\"} \(counts.calls[face] ?? 0)\n"
    }
    family("ready", "gauge", "1 while it can decide.", [("", condition.isReady ? "1" : "0")])
    family("log_size", "gauge", "Entries that were verified.", [("", String(condition.size))])
    family(
      "follow_faults_total", "counter", "Attempts to follow the log that failed.",
      [("", String(counts.faults))])
    let instants = [("newest_entry", condition.newest), ("complete", condition.complete)]
    for (name, instant) in instants {
      guard let instant else { continue }
      family(
        "\(name)_timestamp_seconds", "gauge", "When that was.",
        [("", Self.seconds(milliseconds: instant.milliseconds))])
    }
    family("orders", "gauge", "Orders that were handed over and are kept.", [("", String(condition.orders))])
    family("pauses", "gauge", "Pauses in force.", [("", String(condition.pauses.count))])
    family(
      "pauses_unlogged", "gauge", "Pauses in force by file that the log does not have.",
      [("", String(condition.pauses.count(where: \.isUnlogged)))])
    return text
  }

  private static func seconds(milliseconds: UInt64) -> String {
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
  }
}
