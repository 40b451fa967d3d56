extension Files {
  /// Reads a file as something else than bytes; a refusal names the file.
  static func parse<Value>(
    _ path: String, limit: Int, _ body: ([UInt8]) throws -> Value
  ) throws -> Value {
    let bytes = try read(path, limit: limit)
    do { return try body(bytes) } catch {
      let failure = Failure(error)
      throw Failure(
        failure.status, failure.code, "\(Format.safe(path)): \(failure.message)", hint: failure.hint)
    }
  }
}
