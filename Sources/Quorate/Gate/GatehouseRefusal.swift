internal import CanonicalEncoding
package import DeploymentGate
internal import TransparencyLog

/// Why a gate does not follow a log.
package enum GatehouseRefusal: CodedRefusal, Hashable {
  /// It has no entry.
  case empty
  /// No checkpoint is signed.
  case unsigned
  /// It belongs to another DAO.
  case otherDAO
  /// The newest checkpoint is not one of this log.
  case checkpoint(size: UInt64)
  /// Too few of the witnesses that the gate trusts have seen it.
  case unwitnessed(String)
  /// It is smaller than the gate has seen it.
  case setBack(seen: UInt64)
  /// It has another root than was signed, or than the gate has seen.
  case forked(size: UInt64)
  /// It ends before its checkpoint does.
  case cutShort(at: UInt64)
  /// What an entry names is not at hand, so that nobody can say what it did.
  case documentMissing(entry: UInt64, String)

  package var code: String {
    switch self {
    case .empty: "gate.empty"
    case .unsigned: "gate.unsigned"
    case .otherDAO: "gate.otherDAO"
    case .checkpoint: "gate.checkpoint"
    case .unwitnessed: "gate.unwitnessed"
    case .setBack: "gate.setBack"
    case .forked: "gate.forked"
    case .cutShort: "gate.cutShort"
    case .documentMissing: "gate.documentMissing"
    }
  }

  /// The code of the answer that a gate gives for it.
  package var answer: GateCode {
    switch self {
    case .empty, .unsigned, .unwitnessed, .documentMissing, .cutShort: .missing
    case .otherDAO, .checkpoint: .invalid
    case .setBack, .forked: .rolledBack
    }
  }

  package var message: String {
    switch self {
    case .empty: "the log has no entry"
    case .unsigned: "no checkpoint of the log is signed"
    case .otherDAO: "the log belongs to another DAO than the gate is pinned to"
    case .checkpoint(let size): "the checkpoint of size \(size) is not one that this log's keys signed"
    case .unwitnessed(let why): "the newest checkpoint is not witnessed: \(why)"
    case .setBack(let seen): "the log is smaller than the \(seen) entries that this gate has seen"
    case .forked(let size): "the log of size \(size) has another root than was signed or seen"
    case .cutShort(let index): "entry \(index) is not there, although a checkpoint covers it"
    case .documentMissing(let index, let why): "entry \(index) cannot be judged: \(why)"
    }
  }
}

extension GateCode {
  /// The code of the answer where something failed on the way to one: never one that allows.
  ///
  /// What does not verify is told from what is not there, because only the first is evidence against somebody.
  package init(refusing error: any Error) {
    switch error {
    case let refusal as GatehouseRefusal: self = refusal.answer
    case let refusal as StorageError:
      let isDamaged = ["storage.altered", "storage.corrupt"].contains(refusal.code)
      self = isDamaged ? .invalid : .missing
    case is any CodedRefusal: self = .invalid
    default: self = .missing
    }
  }
}
