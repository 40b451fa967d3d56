internal import CanonicalEncoding
internal import DocumentFiles
internal import SafetyProtocol

/// An evaluation file that was read.
struct EvidenceFile {
  let path: String
  /// The SHA-256 of its bytes.
  let hash: Digest
  let document: EvidenceDocument
  /// The format its own marks show.
  let recognised: EvidenceFormat?

  /// Reads a file as of a format, or as what it looks like.
  init(_ path: String, as format: EvidenceFormat? = nil) throws {
    let limits = EvidenceDocument.Limits()
    let bytes = try Files.read(path, limit: limits.bytes)
    guard !bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) else {
      throw Failure(
        .badInput, "evidence.container", "\(Format.safe(path)) is a ZIP archive; logs are read as JSON",
        hint: "inspect log convert --to json --output-dir logs \(Format.safe(path))")
    }
    self.path = path
    hash = .sha256(bytes)
    do {
      document = try Self.read(bytes, path, format?.form)
    } catch {
      throw Failure(.badInput, error.code, "\(Format.safe(path)): \(error.message)")
    }
    recognised = EvidenceFormat.recognised(document)
  }

  /// A file whose form nobody names is tried as what its name says first.
  private static func read(
    _ bytes: [UInt8], _ path: String, _ form: EvidenceDocument.Form?
  ) throws(EvidenceRefusal) -> EvidenceDocument {
    if let form { return try EvidenceDocument(parsing: bytes, form: form) }
    let isLines = path.hasSuffix(".jsonl")
    do {
      return try EvidenceDocument(parsing: bytes, form: isLines ? .lines : .json)
    } catch {
      guard let document = try? EvidenceDocument(parsing: bytes, form: isLines ? .json : .lines) else {
        throw error
      }
      return document
    }
  }

  /// Reads the files a command line names and says what each is for: `bio=run.json`, or the only requirement
  /// of its format.
  static func assigned(_ words: [String], to terms: ProtocolTerms) throws -> [String: EvidenceFile] {
    var files: [String: EvidenceFile] = [:]
    func assign(_ file: EvidenceFile, to requirement: EvidenceRequirement) throws {
      if let other = files[requirement.id] {
        throw Failure(
          .usage, "usage",
          "\(Format.safe(file.path)) and \(Format.safe(other.path)) are both for \(requirement.id)")
      }
      files[requirement.id] = file
    }
    var unnamed: [String] = []
    for word in words {
      if let mark = word.firstIndex(of: "="), let requirement = terms.requirement(String(word[..<mark])) {
        let path = String(word[word.index(after: mark)...])
        try assign(try EvidenceFile(path, as: requirement.format), to: requirement)
      } else {
        unnamed.append(word)
      }
    }
    for path in unnamed {
      let file = try EvidenceFile(path)
      let possible = terms.evidence.filter { files[$0.id] == nil && file.mayServe($0) }
      guard possible.count == 1 else {
        let names = (possible.isEmpty ? terms.evidence : possible).map(\.id)
        throw Failure(
          .usage, "usage",
          "which evidence is \(Format.safe(path))? The protocol asks for \(names.joined(separator: ", "))",
          hint: "\(names.first ?? "name")=\(Format.safe(path))")
      }
      try assign(file, to: possible[0])
    }
    return files
  }

  /// Whether it is of the format, or of none that is known where any will do.
  private func mayServe(_ requirement: EvidenceRequirement) -> Bool {
    guard let recognised else { return !requirement.format.knowsCompleteness }
    return requirement.format == recognised
  }
}
