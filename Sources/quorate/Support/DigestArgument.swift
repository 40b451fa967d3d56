internal import CanonicalEncoding

/// Digests as words of a command line.
enum DigestArgument {
  /// `0x` and 64 digits of either case.
  /// - Parameter option: What is read, for the message.
  static func digest(_ text: String, for option: String) throws -> Digest {
    guard let digest = Digest(text.lowercased()) else {
      throw Failure(
        .usage, "digest.form", "\(option) takes `0x` and 64 hexadecimal digits, not \(Format.safe(text))")
    }
    return digest
  }
}
