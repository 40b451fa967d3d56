import CanonicalEncoding
import DeploymentGate
import DocumentFiles
import QuorateTesting
import Testing

/// Job files: what they ask for is never less than they can cost, and what cannot be counted is refused.
@Suite struct JobAskTests {
  /// An SDL of two services in two places.
  static let akash = """
    ---
    version: "2.0"
    services:
      train:
        image: registry.example/train@sha256:abc
        expose: [{port: 80, as: 80, to: [{global: true}]}]
      log:
        image: registry.example/log:1.2
    profiles:
      compute:
        gpu:
          resources:
            cpu: {units: 8}
            memory: {size: 64Gi}
            storage: [{size: 512Gi, attributes: {persistent: true, class: beta3}}, {size: 1Gi}]
            gpu: {units: 4, attributes: {vendor: {nvidia: [{model: h100}]}}}
        small:
          resources:
            cpu: {units: 0.5}
            memory: {size: 512Mi}
            storage: {size: 1Gi}
      placement:
        west:
          attributes: {region: us-west}
          signedBy: {anyOf: [akash1x]}
          pricing:
            gpu: {denom: uakt, amount: 100000}
            small: {denom: uakt, amount: 10}
        east:
          pricing:
            gpu: {denom: uusdc, amount: 7}
    deployment:
      train:
        west: {profile: gpu, count: 2}
        east: {profile: gpu, count: 1}
      log:
        west: {profile: small, count: 3}
    """

  /// The documented body of a job that has an end.
  static let render = #"""
    {"task":"BATCH","title":"Process a dataset","cpu_count":4,"gpu_count":3,"min_ram_gb":32,"max_node_count":2,
    "max_retry_count":1,"max_timeout_run_ms":7200000,
    "parameters":{"type":"docker","parameters":{"image":"r.example/processor","tag":"v1.0"}}}
    """#

  private static func asks(_ text: String, for time: Span? = nil) throws -> [String: UInt128] {
    let ask = try JobForm.ask(of: try YAMLDocument.parse(text), for: time)
    return Dictionary(uniqueKeysWithValues: ask.asks.map { ($0.unit ?? "", $0.amount) })
  }

  private static func rendered(_ text: String, for time: Span? = nil) throws -> [String: UInt128] {
    let ask = try JobForm.ask(of: try JSONParser.parse(Array(text.utf8)), for: time)
    return Dictionary(uniqueKeysWithValues: ask.asks.map { ($0.unit ?? "", $0.amount) })
  }

  private static func code(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "read"
    } catch { return (error as? any CodedRefusal)?.code ?? "\(error)" }
  }

  // MARK: Counting

  @Test func `GPUs, prices and counts are multiplied, and hours are rounded up once`() throws {
    let day = try Self.asks(Self.akash, for: .days(1))
    // 24 h of 12 GPUs; 17,280 blocks of 5 s at 2 × 100,000 + 3 × 10, and at 7.
    #expect(day == ["gpu-hours": 288, "uakt": 3_456_518_400, "uusdc": 120_960])
    // Twelve GPUs for a millisecond are one hour, and one block.
    let moment = try Self.asks(Self.akash, for: Span(milliseconds: 1))
    #expect(moment == ["gpu-hours": 1, "uakt": 200_030, "uusdc": 7])
    #expect(try Self.asks(Self.akash, for: .minutes(5) + Span(milliseconds: 1))["gpu-hours"] == 2)
    #expect(try Self.rendered(Self.render) == ["gpu-hours": 3 * 2 * 2 * 2])
    let plain = Self.render.replacing(#""max_node_count":2,"#, with: "")
      .replacing(#""max_retry_count":1,"#, with: "")
    #expect(try Self.rendered(plain) == ["gpu-hours": 6])
  }

  @Test func `the lines of a job add up to the whole`() throws {
    let job = try JobForm.ask(of: try YAMLDocument.parse(Self.akash), for: .days(1))
    #expect(
      job.network == "akash" && job.lines.map(\.name) == ["log at west", "train at east", "train at west"])
    #expect(job.lines.map(\.gpus) == [0, 4, 8])
    let coins = job.lines.flatMap(\.costs).filter { $0.unit == "uakt" }.map(\.amount).reduce(0, +)
    #expect(job.asks.contains { $0.unit == "uakt" && $0.amount == coins })
  }

  @Test func `a job of processors alone asks for money and no GPU time`() throws {
    let text = Self.akash.replacing(
      "        gpu: {units: 4, attributes: {vendor: {nvidia: [{model: h100}]}}}\n", with: "")
    #expect(try Set(Self.asks(text, for: .days(1)).keys) == ["uakt", "uusdc"])
  }

  // MARK: Refusing

  static let edits: [(id: String, from: String, to: String, code: String)] = [
    ("negative GPUs", "{units: 4,", "{units: -4,", "job.number"),
    ("fractional GPUs", "{units: 4,", "{units: 0.5,", "job.number"),
    ("GPUs with an exponent", "{units: 4,", "{units: 1e3,", "job.number"),
    ("GPUs without a number", "{units: 4, attributes", "{attributes", "job.missing"),
    ("a processor of nothing", "{units: 0.5}", "{units: 0.0}", "job.number"),
    ("a negative processor", "{units: 0.5}", "{units: -1}", "job.number"),
    ("no limit of processors", "cpu: {units: 0.5}", "cpu: {}", "job.missing"),
    ("no processors", "        cpu: {units: 8}\n", "", "job.missing"),
    ("no memory", "        memory: {size: 512Mi}\n", "", "job.missing"),
    ("memory in an unknown unit", "512Mi", "512MB", "job.unit"),
    ("memory without a number", "512Mi", "Mi", "job.number"),
    ("fractional memory", "512Mi", "0.5Gi", "job.unit"),
    ("no storage", "        storage: {size: 1Gi}\n", "", "job.missing"),
    ("storage of no volume", "storage: {size: 1Gi}", "storage: []", "job.missing"),
    ("a volume without a size", "{size: 1Gi}]", "{class: ram}]", "job.missing"),
    (
      "a resource nobody knows", "memory: {size: 512Mi}", "memory: {size: 512Mi}\n        tpu: {units: 8}",
      "job.unknown"
    ),
    ("no count", "{profile: small, count: 3}", "{profile: small}", "job.missing"),
    ("a count of nothing", "count: 3", "count: 0", "job.number"),
    ("a negative count", "count: 3", "count: -3", "job.number"),
    ("a fractional count", "count: 3", "count: 1.5", "job.number"),
    ("a member beside the count", "count: 3}", "count: 3, replicas: 9}", "job.unknown"),
    ("no price", "        small: {denom: uakt, amount: 10}\n", "", "job.missing"),
    ("a price of nothing", "amount: 10}", "amount: 0}", "job.number"),
    ("a fractional price", "amount: 10}", "amount: 0.1}", "job.number"),
    ("a negative price", "amount: 10}", "amount: -10}", "job.number"),
    ("a price that is no price", "amount: 10}", "amount: [10]}", "job.number"),
    ("no coin", "{denom: uakt, amount: 10}", "{amount: 10}", "job.missing"),
    (
      "a coin that no grant can name", "{denom: uakt, amount: 10}", "{denom: ibc/12345678, amount: 10}",
      "job.unit"
    ),
    ("a profile that is not there", "profile: small", "profile: large", "job.missing"),
    ("a place that is not there", "log:\n    west", "log:\n    north", "job.missing"),
    ("a service that is not there", "  log:\n    west", "  other:\n    west", "job.missing"),
    ("another version", #"version: "2.0""#, #"version: "3.0""#, "job.format"),
    ("a member nobody knows", "deployment:\n", "include: more.yaml\ndeployment:\n", "job.unknown"),
    ("more than can be counted", "amount: 100000", "amount: 18446744073709551616", "job.number"),
  ]

  @Test(arguments: edits) func `attack: an SDL that leaves something open is refused, and never guessed`(
    _ row: (id: String, from: String, to: String, code: String)
  ) throws {
    // Written with four more columns than the rows of the table.
    let text = Self.akash.replacing(row.from, with: row.to)
    #expect(text != Self.akash, "the sample does not say \(row.from)")
    #expect(Self.code { try Self.asks(text, for: .days(1)) } == row.code)
  }

  static let renderEdits: [(id: String, from: String, to: String, code: String)] = [
    ("runs until it is stopped", "BATCH", "PERSISTENT", "job.unbounded"),
    ("no task", #""task":"BATCH","#, "", "job.format"),
    ("no end", #""max_timeout_run_ms":7200000,"#, "", "job.missing"),
    ("an end of nothing", "7200000", "null", "job.number"),
    ("ends at once", "7200000", "0", "job.number"),
    ("a fractional end", "7200000", "1.5", "job.number"),
    ("an end with an exponent", "7200000", "7e6", "job.number"),
    ("no GPUs said", #""gpu_count":3,"#, "", "job.missing"),
    ("negative GPUs", #""gpu_count":3"#, #""gpu_count":-3"#, "job.number"),
    ("fractional GPUs", #""gpu_count":3"#, #""gpu_count":0.5"#, "job.number"),
    ("negative memory", #""min_ram_gb":32"#, #""min_ram_gb":-32"#, "job.number"),
    ("no nodes", #""max_node_count":2"#, #""max_node_count":0"#, "job.number"),
    ("a member nobody knows", #""cpu_count":4"#, #""cpu_count":4,"max_cost":1"#, "job.unknown"),
  ]

  @Test(arguments: renderEdits) func `attack: a Render job that leaves something open is refused`(
    _ row: (id: String, from: String, to: String, code: String)
  ) throws {
    let text = Self.render.replacing(row.from, with: row.to)
    #expect(text != Self.render, "the sample does not say \(row.from)")
    #expect(Self.code { try Self.rendered(text) } == row.code)
  }

  @Test func `sums and products that do not fit are refused`() throws {
    let most = "18446744073709551615"
    let text = Self.render.replacing(#""gpu_count":3"#, with: #""gpu_count":\#(most)"#)
      .replacing(#""max_node_count":2"#, with: #""max_node_count":\#(most)"#)
    #expect(Self.code { try Self.rendered(text) } == "job.overflow")
    let sdl = Self.akash.replacing("amount: 100000", with: "amount: \(most)")
      .replacing("count: 2", with: "count: \(most)")
    #expect(Self.code { try Self.asks(sdl, for: .days(1)) } == "job.overflow")
  }

  @Test func `for how long is said once, by the file or by whoever asks`() throws {
    #expect(Self.code { try Self.asks(Self.akash) } == "job.duration")
    #expect(Self.code { try Self.rendered(Self.render, for: .days(1)) } == "job.duration")
    #expect(Self.code { try Self.asks("a: 1") } == "job.format")
    #expect(Self.code { try Self.asks("[1]") } == "job.format")
    #expect(Self.code { try Self.asks("task: BATCH\ndeployment: {}") } == "job.format")
  }

  @Test func `a longer time, another instance or a higher price never asks for less`() throws {
    var numbers = RepeatableNumbers(seed: 5)
    for _ in 0..<200 {
      let (count, gpus, price) = (numbers.below(50) + 1, numbers.below(9), numbers.below(1000) + 1)
      let time = Span(milliseconds: numbers.next() % 1_000_000_000 + 1)
      func asks(_ more: (Int, Int, Int, UInt64) = (0, 0, 0, 0)) throws -> [String: UInt128] {
        let text = Self.akash.replacing("count: 2", with: "count: \(count + more.0)")
          .replacing("units: 4,", with: "units: \(gpus + more.1),")
          .replacing("amount: 100000", with: "amount: \(price + more.2)")
        return try Self.asks(text, for: time + Span(milliseconds: more.3))
      }
      let base = try asks()
      // The slow way: instance by instance and block by block.
      let blocks = (UInt128(time.milliseconds) + 4999) / 5000
      let instances = Array(repeating: UInt128(price) * blocks, count: count)
      let small = UInt128(30) * blocks
      #expect(base["uakt"] == instances.reduce(small, +))
      let milliseconds = UInt128(time.milliseconds) * UInt128(gpus) * UInt128(count + 1)
      #expect(base["gpu-hours"] ?? 0 == (milliseconds + 3_599_999) / 3_600_000)
      for more in [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 5000)] as [(Int, Int, Int, UInt64)] {
        let larger = try asks(more)
        for (unit, amount) in base { #expect(larger[unit] ?? 0 >= amount) }
      }
    }
  }
}
