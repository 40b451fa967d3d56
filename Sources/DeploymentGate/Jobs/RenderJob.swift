package import CanonicalEncoding

/// Jobs of the Render compute network: the body of `POST /v1/jobs` (docs.compute.x.io, "Create Job").
///
/// Only a job of the kind `BATCH` has an end, and only it is read. The file names no price, so that what it asks for is
/// GPU time.
package enum RenderJob {
  /// The name of the network in grants.
  package static let network = "render"

  /// The members of a job. What is not among them could make it cost more.
  private static let members: Set = [
    "cpu_count", "description", "gpu_count", "gpu_name", "gpu_registry_uuid", "max_node_count",
    "max_retry_count", "max_timeout_assign_ms", "max_timeout_run_ms", "max_timeout_start_ms", "min_ram_gb",
    "min_storage_gb", "min_vram_gb", "parameters", "task", "title",
  ]

  /// What the job asks for: every try on every node for as long as it may run.
  package static func ask(of value: JSONValue) throws(JobRefusal) -> JobAsk {
    let job = try JobFields(value, at: "")
    try job.expect(members)
    let task = try job.text("task")
    guard task == "BATCH" else { throw .unbounded("its task is \(task), and only BATCH ends by itself") }
    let title = try job.text("title")
    let milliseconds = try job.whole("max_timeout_run_ms")
    guard milliseconds > 0 else { throw .number("max_timeout_run_ms") }
    let gpus = try job.whole("gpu_count")
    // What the network takes where a job does not say it.
    let nodes = try job.whole("max_node_count", or: 1)
    guard nodes > 0 else { throw .number("max_node_count") }
    let tries = try job.whole("max_retry_count", or: 0).adding(1, title)
    for limit in ["cpu_count", "min_ram_gb", "min_storage_gb", "min_vram_gb"] where job[limit] != nil {
      _ = try job.whole(limit)
    }
    let time = Span(milliseconds: UInt64(clamping: milliseconds))
    let all = try gpus.times(nodes, title).times(tries, title)
    return try JobAsk(
      network: network,
      lines: [
        JobAsk.Line(
          name: title, gpus: all, time: time, costs: [],
          words: "\(gpus) GPU × \(nodes) × \(time)" + (tries > 1 ? ", up to \(tries) times" : ""))
      ])
  }
}
