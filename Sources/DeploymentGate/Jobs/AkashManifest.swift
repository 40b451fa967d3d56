package import CanonicalEncoding
internal import Governance

/// Deployments of the Akash Network: its Stack Definition Language, versions 2.0 and 2.1
/// (akash-network/docs, "Stack Definition Language").
///
/// The file says how many instances of which profile run where, and the highest price of each in coins a block. It
/// does not say for how long: whoever asks does.
package enum AkashManifest {
  /// The name of the network in grants.
  package static let network = "akash"

  /// How long a block is taken to last at least. The network says about 6 s; the price is paid by the block, so that a
  /// shorter time asks for more money than will be paid, and never for less.
  package static let block = Span(milliseconds: 5000)

  /// What the deployments ask for.
  /// - Complexity: O(size of the file).
  package static func ask(of value: JSONValue, for time: Span) throws(JobRefusal) -> JobAsk {
    let file = try JobFields(value, at: "")
    try file.expect(["version", "services", "profiles", "deployment", "endpoints"])
    let version = try file.text("version")
    guard version == "2.0" || version == "2.1" else { throw .format("version \(version) of an SDL") }
    let profiles = try file.table("profiles")
    try profiles.expect(["compute", "placement"])
    let (compute, placement) = (try profiles.table("compute"), try profiles.table("placement"))
    let services = try file.table("services")
    var lines: [JobAsk.Line] = []
    for service in try file.table("deployment").members {
      guard services[service.key] != nil else { throw .missing("services.\(service.key)") }
      let places = try JobFields(service.value, at: "deployment.\(service.key)")
      for place in places.members {
        let deployment = try places.table(place.key)
        try deployment.expect(["profile", "count"])
        let profile = try deployment.text("profile")
        lines.append(
          try line(
            "\(service.key) at \(place.key)", count: try deployment.whole("count"), at: deployment,
            gpus: try gpus(of: try compute.table(profile)),
            price: try price(of: profile, in: try placement.table(place.key)), for: time))
        guard lines.count <= JobAsk.lineLimit else { throw .overflow("deployment") }
      }
    }
    return try JobAsk(network: network, lines: lines)
  }

  private static func line(
    _ name: String, count: UInt128, at deployment: JobFields, gpus: UInt128, price: JobAsk.Cost,
    for time: Span
  ) throws(JobRefusal) -> JobAsk.Line {
    guard count > 0 else { throw .number(deployment.name("count")) }
    let milliseconds = UInt128(time.milliseconds)
    let block = UInt128(block.milliseconds)
    let blocks = milliseconds / block + (milliseconds % block == 0 ? 0 : 1)
    let cost = try price.amount.times(count, name).times(blocks, name)
    return JobAsk.Line(
      name: name, gpus: try gpus.times(count, name), time: time,
      costs: [JobAsk.Cost(unit: price.unit, amount: cost)],
      words: "\(count) × (\(gpus) GPU, \(price.amount) \(price.unit) a block) for \(time), \(blocks) blocks")
  }

  /// The GPUs of one instance. Every other resource must have a limit too, since none of them is free.
  private static func gpus(of profile: JobFields) throws(JobRefusal) -> UInt128 {
    try profile.expect(["resources"])
    let resources = try profile.table("resources")
    try resources.expect(["cpu", "memory", "storage", "gpu", "id"])
    let cpu = try resources.table("cpu")
    guard let units = cpu["units"] else { throw .missing(cpu.name("units")) }
    guard isShare(units) else { throw .number(cpu.name("units")) }
    try checkSize(of: try resources.table("memory"))
    try checkStorage(of: resources)
    guard resources["gpu"] != nil else { return 0 }
    return try resources.table("gpu").whole("units")
  }

  private static func checkStorage(of resources: JobFields) throws(JobRefusal) {
    guard let storage = resources["storage"] else { throw .missing(resources.name("storage")) }
    guard let volumes = storage.array else { return try checkSize(of: try resources.table("storage")) }
    guard !volumes.isEmpty else { throw .missing(resources.name("storage")) }
    for (number, volume) in volumes.enumerated() {
      try checkSize(of: try JobFields(volume, at: "\(resources.name("storage"))[\(number)]"))
    }
  }

  private static func checkSize(of table: JobFields) throws(JobRefusal) {
    guard let value = table["size"] else { throw .missing(table.name("size")) }
    let text: String = if case .number(let digits) = value { digits } else { value.string ?? "" }
    let digits = text.utf8.prefix { 0x30...0x39 ~= $0 }
    guard !digits.isEmpty, digits.count <= 19 else { throw .number(table.name("size")) }
    guard sizes.contains(String(text.dropFirst(digits.count))) else { throw .unit(table.name("size")) }
  }

  /// Bytes, thousands and powers of 1024 of them.
  private static let sizes: Set = [
    "", "k", "Ki", "M", "Mi", "G", "Gi", "T", "Ti", "P", "Pi", "E", "Ei",
  ]

  /// `2`, `0.5` or `500m`: shares of a processor, above nothing.
  private static func isShare(_ value: JSONValue) -> Bool {
    let text: String = if case .number(let digits) = value { digits } else { value.string ?? "" }
    let isMilli = text.hasSuffix("m")
    let parts = (isMilli ? String(text.dropLast()) : text).split(
      separator: ".", omittingEmptySubsequences: false)
    guard 1...(isMilli ? 1 : 2) ~= parts.count, text.utf8.count <= 12,
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })
    else { return false }
    return text.utf8.contains { 0x31...0x39 ~= $0 }
  }

  /// The highest price of a profile in a place, a block and an instance.
  private static func price(
    of profile: String, in placement: JobFields
  ) throws(JobRefusal) -> JobAsk.Cost {
    try placement.expect(["attributes", "signedBy", "pricing"])
    let price = try placement.table("pricing").table(profile)
    try price.expect(["denom", "amount"])
    let unit = try price.text("denom")
    guard PlainName.isSound(unit) else { throw .unit(price.name("denom")) }
    let amount = try price.whole("amount")
    guard amount > 0 else { throw .number(price.name("amount")) }
    return JobAsk.Cost(unit: unit, amount: amount)
  }
}
