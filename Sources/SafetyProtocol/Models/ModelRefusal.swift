import CanonicalEncoding

/// Why files are not a model whose content can be named.
package enum ModelRefusal: CodedRefusal, Hashable {
  /// A path that leads out of the tree or cannot be shown; says what is wrong with it.
  case unsafePath(String, String)
  /// The administrative folder of a version control system, whose hooks and settings are no part of a model.
  case gitFolder(String)
  /// A link, whose target the digests could not bind.
  case symlink(String)
  /// A pipe, socket or device.
  case specialFile(String, kind: String)
  /// A path that stands twice.
  case duplicatePath(String)
  /// A path that is a file and also a folder of other files.
  case fileAsFolder(String)
  /// No file that the OpenSSF Model Signing root would cover.
  case empty
  /// More files than allowed.
  case tooManyFiles(limit: Int)
  /// A file of more bytes than allowed.
  case tooLarge(String)
  /// A path to be left out of the root that names no file of the tree.
  case ignoresNothing(String)
  /// Something was written, added or removed while the files were read.
  case changed(String)
  /// No such file or folder.
  case missing(String)
  /// A file or folder that the operating system does not let be read; says why.
  case unreadable(String, reason: String)

  /// The stable name.
  package var code: String {
    switch self {
    case .unsafePath: "manifest.unsafePath"
    case .gitFolder: "model.gitFolder"
    case .symlink: "model.symlink"
    case .specialFile: "model.specialFile"
    case .duplicatePath: "model.duplicatePath"
    case .fileAsFolder: "model.fileAsFolder"
    case .empty: "model.empty"
    case .tooManyFiles: "model.tooManyFiles"
    case .tooLarge: "model.tooLarge"
    case .ignoresNothing: "model.ignoresNothing"
    case .changed: "model.changed"
    case .missing: "model.missing"
    case .unreadable: "model.unreadable"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .unsafePath(let path, let fault): "the path \"\(path)\" \(fault)"
    case .gitFolder(let path):
      "\"\(path)\" belongs to a git repository; export the files without it, then digest those"
    case .symlink(let path):
      "\"\(path)\" is a link, and no digest binds where it leads; copy the files instead of linking them"
    case .specialFile(let path, let kind): "\"\(path)\" is a \(kind), not a regular file"
    case .duplicatePath(let path): "the path \"\(path)\" stands twice"
    case .fileAsFolder(let path): "\"\(path)\" is a file and a folder at once"
    case .empty: "there is no file whose content the OpenSSF Model Signing root would cover"
    case .tooManyFiles(let limit): "more than \(limit) files"
    case .tooLarge(let path): "\"\(path)\" has \(ModelFile.sizeLimit) bytes or more"
    case .ignoresNothing(let path): "\"\(path)\" is to be left out of the root, but is no file or folder here"
    case .changed(let path):
      "\"\(path)\" changed while the files were read, so no digest names them; try again"
    case .missing(let path): "there is no file or folder \"\(path)\""
    case .unreadable(let path, let reason): "\"\(path)\" cannot be read: \(reason)"
    }
  }
}
