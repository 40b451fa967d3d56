internal import NIOCore
internal import NIOHTTPTypes

/// Ends a connection whose other side is too slow: with its head, with its body, or with taking the answer over.
///
/// An idle timeout alone is not enough, since one byte a second keeps a connection from being idle.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ServiceLimits
  private var deadline: Scheduled<Void>?

  init(_ limits: ServiceLimits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) { wait(limits.idle, context) }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: wait(limits.body, context)
    case .body: break
    case .end: wait(limits.answer, context)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else {
      context.write(data, promise: promise)
      return
    }
    let promise = promise ?? context.eventLoop.makePromise()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    promise.futureResult.whenSuccess {
      let (handler, context) = bound.value
      handler.wait(handler.limits.idle, context)
    }
    context.write(data, promise: promise)
  }

  private func wait(_ duration: Duration, _ context: ChannelHandlerContext) {
    deadline?.cancel()
    let channel = NIOLoopBound(context.channel, eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: TimeAmount(duration)) {
      channel.value.close(promise: nil)
    }
  }
}
