extension String {
  /// The lines of a text, ended by a line feed or by a carriage return and a line feed.
  ///
  /// By Unicode scalars: to Swift's `Character` the two together are one, which a search for a line feed misses.
  package var textLines: [String] {
    unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.last == "\r" ? line.dropLast() : line)
    }
  }
}
