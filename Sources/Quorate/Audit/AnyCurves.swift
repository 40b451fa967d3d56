internal import TransparencyLog

/// Curves of any kind, where one kind is asked for.
struct AnyCurves: NoteCurves {
  private let base: any NoteCurves

  init(_ base: any NoteCurves) { self.base = base }

  func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    base.isValidEd25519(publicKey: publicKey, message: message, signature: signature)
  }

  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    base.isValidSchnorr(publicKey: publicKey, message: message, signature: signature)
  }
}
