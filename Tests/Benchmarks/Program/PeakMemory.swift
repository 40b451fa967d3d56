internal import Foundation

/// The most memory this process has held since it last asked.
enum PeakMemory {
  /// Forgets the peak so far, where the system allows that.
  /// - Returns: What is held now, in megabytes.
  static func begin() -> Double {
    // Linux sets the peak back to the present size (proc(5), clear_refs).
    try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    return megabytes("VmRSS")
  }

  /// How far the peak lies above what was held at the beginning, in megabytes.
  static func growth(since before: Double) -> Double { max(0, megabytes("VmHWM") - before) }

  private static func megabytes(_ field: String) -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
    return (line.flatMap { Double($0.filter(\.isNumber)) } ?? 0) * 1.024 / 1000
  }
}
