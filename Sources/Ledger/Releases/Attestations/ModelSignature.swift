package import CanonicalEncoding
package import SafetyProtocol

/// What is signed about the files of a model (OpenSSF Model Signing v1.0): the list of them, and the root.
///
/// Tools of others verify the list against a folder. Members beside `resources` and `serialization` are passed over by
/// them, which is where an approval finds its place: whoever reads it needs no other file.
package struct ModelSignature: AttestationPredicate, Hashable {
  package static let type = "https://model_signing/signature/v1.0"

  /// A file by its path and SHA-256.
  package struct Resource: Hashable, Sendable {
    package let path: ModelPath
    package let sha256: Digest
  }

  /// The files in the order in which the root covers them.
  package let resources: [Resource]
  /// Paths that were left out, as written.
  package let ignored: [String]
  /// The approval, if there is one.
  package let approval: JSONValue?

  /// The list of a model's files, with an approval.
  package init(of model: ModelTree, approval: JSONValue?) {
    resources = model.signed.map { Resource(path: $0.path, sha256: $0.sha256) }
    ignored = [".git"] + ModelTree.skippedAtRoot + model.ignored.map(\.text)
    self.approval = approval
  }

  private init(resources: [Resource], ignored: [String], approval: JSONValue?) {
    self.resources = resources
    self.ignored = ignored
    self.approval = approval
  }

  /// The same list with another approval.
  package func approved(by approval: JSONValue) -> ModelSignature {
    ModelSignature(resources: resources, ignored: ignored, approval: approval)
  }

  /// The approval inside, read; `nil` where there is none.
  /// - Throws: `AttestationRefusal.malformed` for one that does not read whole, as for one on its own.
  package func readApproval() throws(AttestationRefusal) -> GovernanceApproval? {
    guard let approval else { return nil }
    do throws(JSONRefusal) { return try GovernanceApproval(parsing: approval) } catch {
      throw .malformed(error)
    }
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a model signature")
    let elements = try fields.array("resources")
    guard elements.count <= ModelTree.fileLimit else {
      throw fields.unexpected("resources", "a list of at most \(ModelTree.fileLimit)")
    }
    var resources: [Resource] = []
    for element in elements { resources.append(try Resource(parsing: element)) }
    self.resources = resources
    var serialization = try JSONFields(try fields.value("serialization"), of: "the serialization")
    guard serialization.optional("allow_symlinks")?.bool == false,
      try serialization.string("hash_type") == "sha256", try serialization.string("method") == "files"
    else {
      throw fields.unexpected("serialization", "files by SHA-256, without links")
    }
    ignored = serialization.contains("ignore_paths") ? try serialization.strings("ignore_paths") : []
    approval = fields.optional(GovernanceApproval.type)
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(
        key: "resources",
        value: .array(
          resources.map {
            .members([
              "algorithm": .string("sha256"), "digest": .string($0.sha256.bareHex),
              "name": .string($0.path.text),
            ])
          })),
      .init(
        key: "serialization",
        value: .members([
          "allow_symlinks": .bool(false), "hash_type": .string("sha256"),
          "ignore_paths": .array(ignored.map { .string($0) }), "method": .string("files"),
        ])),
    ]
    if let approval { members.append(.init(key: GovernanceApproval.type, value: approval)) }
    return .object(JSONObject(members))
  }

  /// The root over the listed files, in their order.
  package var root: Digest {
    var hash = SHA256Stream()
    for resource in resources { hash.update(resource.sha256.bytes) }
    return hash.digest
  }

  /// The statement that is signed; its one subject is the root.
  package func statement(name: String) -> InTotoStatement {
    statement(about: InTotoStatement.Subject(name: name, digests: ["sha256": root.bareHex]))
  }

  /// Refuses a statement whose root is not that of its list, and a list that is not that of a model's files.
  package func require(_ statement: InTotoStatement, toBeOf model: ModelTree) throws(AttestationRefusal) {
    guard statement.subjects.count == 1, statement.subjects[0].digests["sha256"] == root.bareHex else {
      throw .subject("its root is not that of the files it lists")
    }
    let signed = model.signed.map { Resource(path: $0.path, sha256: $0.sha256) }
    guard signed != resources else { return }
    let (here, listed) = (Set(signed), Set(resources))
    if let file = here.subtracting(listed).map(\.path).min() {
      throw .files("\(file.shown) was not signed as it is")
    }
    if let file = listed.subtracting(here).map(\.path).min() { throw .files("\(file.shown) is missing") }
    throw .files("they are listed in another order")
  }
}

extension ModelSignature.Resource {
  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a resource")
    guard try fields.string("algorithm") == "sha256" else { throw fields.unexpected("algorithm", "sha256") }
    guard let sha256 = Digest(bareHex: try fields.string("digest")) else {
      throw fields.unexpected("digest", "64 lower-case digits")
    }
    guard let path = try? ModelPath(try fields.string("name")) else {
      throw fields.unexpected("name", "a path that a file of a model may have")
    }
    try fields.finish()
    self.init(path: path, sha256: sha256)
  }
}
