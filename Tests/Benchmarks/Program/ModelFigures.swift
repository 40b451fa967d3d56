internal import DocumentFiles
internal import Foundation

/// How fast a model of a gigabyte is digested, beside `sha256sum` over the same files.
struct ModelFigures {
  let cache: String
  let rounds: Int

  private static let sizes = [320, 320, 200, 100, 50, 10].map { $0 << 20 }

  /// Measures one core and all cores, alternating with `sha256sum` so that both meet the same machine.
  func measure(into report: inout Report) async throws {
    let folder = try sample()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
    var (ratios, parallel, rates): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<rounds {
      guard let outside = await Child("/usr/bin/sha256sum", files), outside.status == 0 else {
        return print("model: skipped, no sha256sum")
      }
      let one = try await Measuring.elapsed { _ = try await ModelFolder(folder).contents(jobs: 1) }
      let all = try await Measuring.elapsed { _ = try await ModelFolder(folder).contents() }
      ratios.append(one / outside.elapsed)
      parallel.append(all / outside.elapsed)
      rates.append(Double(Self.sizes.reduce(0, +)) / 1e9 / all)
    }
    report.add(Figure("model.digest.1core", ratios, "of sha256sum"), bar: .atMost(1.2))
    report.add(Figure("model.digest", parallel, "of sha256sum"), bar: .atMost(1.0))
    report.add(Figure("model.digest.rate", rates, "GB/s"))
  }

  /// A gigabyte in a few large files and many small ones, kept between runs.
  private func sample() throws -> String {
    let folder = cache + "/model-1gb"
    guard !FileManager.default.fileExists(atPath: folder) else { return folder }
    let partial = folder + ".partial"
    try? FileManager.default.removeItem(atPath: partial)
    try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
    var block = [UInt8](repeating: 0, count: 1 << 20)
    for index in block.indices { block[index] = UInt8(truncatingIfNeeded: index &* 2_654_435_761 >> 13) }
    for (number, size) in Self.sizes.enumerated() {
      let path = "\(partial)/model-\(number).safetensors"
      try Data().write(to: URL(filePath: path))
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      for part in 0..<size >> 20 {
        block[0] = UInt8(truncatingIfNeeded: part)
        try file.write(contentsOf: block)
      }
      try file.close()
    }
    for number in 0..<500 { try Data("\(number)".utf8).write(to: URL(filePath: "\(partial)/file-\(number)")) }
    try FileManager.default.moveItem(atPath: partial, toPath: folder)
    return folder
  }
}
