package io.distsys.rpc;

import java.lang.reflect.InvocationHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTarget.LocalCalls;
import io.distsys.time.EventLoop;

/**
 * Makes proxies whose methods are calls to the owner of a resource.
 * <p>
 * <b>Threads:</b> a method that returns a {@link CompletionStage} or a
 * {@link java.util.concurrent.CompletableFuture} never blocks; its stage completes on the
 * executor for user code. Any other method blocks the caller until the answer or the
 * timeout, and fails with {@link IllegalStateException} on a thread that must not be
 * blocked. The methods of {@link Object} and default methods run on the proxy itself.
 * <p>
 * <b>Routing:</b> a call that the callee refused because it does not own the resource or
 * is leaving, and one that certainly did not reach it, is sent again within its timeout,
 * to whoever owns the resource by then; it runs at most once. While no majority can be
 * reached nobody else can come to own it: then it is refused at once, with
 * {@link io.distsys.messaging.Refusal#NO_QUORUM}.
 * <p>
 * <b>Failure:</b> what the callee threw is thrown here (see {@link RemoteFailures}). With
 * no answer of the callee's, a {@link io.distsys.messaging.CallException} says in its
 * {@code outcome()} whether the call may have run: never after a refusal; perhaps if the
 * callee was lost or the time was up once it had been sent.
 *
 * @since 0.1
 */
public final class RemoteProxies {

	private final Messenger messenger;

	private final Codec codec;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final BooleanSupplier mustNotBlock;

	private final MessageObserver observer;

	/**
	 * Create it for calls that nobody observes.
	 * @param messenger sends the calls
	 * @param codec encodes arguments and results
	 * @param loop the core's event loop; its clock measures timeouts
	 * @param userExecutor completes asynchronous calls
	 * @param mustNotBlock whether the calling thread is one that must not be blocked; the
	 * loop's own never may
	 */
	public RemoteProxies(Messenger messenger, Codec codec, EventLoop loop, Executor userExecutor,
			BooleanSupplier mustNotBlock) {
		this(messenger, codec, loop, userExecutor, mustNotBlock, MessageObserver.none());
	}

	/**
	 * Create it.
	 * @param messenger sends the calls
	 * @param codec encodes arguments and results
	 * @param loop the core's event loop; its clock measures timeouts
	 * @param userExecutor completes asynchronous calls
	 * @param mustNotBlock whether the calling thread is one that must not be blocked; the
	 * loop's own never may
	 * @param observer sees the calls
	 */
	public RemoteProxies(Messenger messenger, Codec codec, EventLoop loop, Executor userExecutor,
			BooleanSupplier mustNotBlock, MessageObserver observer) {
		this.messenger = messenger;
		this.codec = codec;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.observer = MessageObserver.guarded(observer);
		this.mustNotBlock = loop.mustNotBlock(mustNotBlock);
	}

	/**
	 * Make a proxy.
	 * @param <T> the interface
	 * @param type the interface
	 * @param target what is called
	 * @param router finds the owner
	 * @param timeout how long a call may take, routing included, unless
	 * {@link CallTimeout} says otherwise
	 * @return the proxy
	 * @throws IllegalArgumentException if the type is not an interface, or a timeout is
	 * not positive
	 */
	public <T> T create(Class<T> type, CallTarget target, Router router, Duration timeout) {
		CallContract<T> contract = contract(type, target.description());
		return contract.proxy(handler(contract, target, router, timeout));
	}

	/**
	 * Make what handles the methods of a proxy, for whoever makes the proxy.
	 * @param contract the type of the proxy; its methods that are no calls of it fail
	 * with {@link UnsupportedOperationException}
	 * @param target what is called
	 * @param router finds the owner
	 * @param timeout how long a call may take, routing included, unless
	 * {@link CallTimeout} says otherwise
	 * @return the handler, of one proxy
	 * @throws IllegalArgumentException if a timeout is not positive
	 */
	public InvocationHandler handler(CallContract<?> contract, CallTarget target, Router router, Duration timeout) {
		ProxyCalls calls = new RemoteCalls(this.messenger, this.codec, this.loop.clock(), this.userExecutor,
				this.mustNotBlock, target, router);
		return new ProxyHandler(contract, this.observer.seesLocalCalls() ? observed(inPlace(calls, target), target)
				: inPlace(observed(calls, target), target), target.description(), timeout);
	}

	private ProxyCalls inPlace(ProxyCalls calls, CallTarget target) {
		LocalCalls here = target.local();
		return (here != null) ? new CallsInPlace(here, this.mustNotBlock, this.messenger, calls) : calls;
	}

	private ProxyCalls observed(ProxyCalls calls, CallTarget target) {
		return (this.observer == MessageObserver.none()) ? calls : new ObservedProxyCalls(calls, target, this.observer);
	}

	private static <T> CallContract<T> contract(Class<T> type, String description) {
		return CallContract.of(type, "A proxy of the " + description);
	}

	/**
	 * Send a payload to the owner of a resource, for callers that have no interface.
	 * @param key the resource
	 * @param router finds the owner
	 * @param address the address at the owner
	 * @param payload the bytes
	 * @param timeout how long it may take, routing included
	 * @return completes with the last reply: {@link Reply.Answered},
	 * {@link Reply.Failed}, or what kept the call from an answer until the time was up or
	 * it made no sense to wait ({@link io.distsys.messaging.Refusal#NO_QUORUM}; a payload
	 * that is too large is refused at once as
	 * {@link io.distsys.messaging.Refusal#TOO_LARGE}, with the size and the limit); never
	 * exceptionally. Not on a thread for user code: dependents must not block.
	 */
	public CompletionStage<Reply> send(ResourceKey key, Router router, String address, byte[] payload,
			Duration timeout) {
		RoutedCall call = new RoutedCall(this.messenger, this.loop.clock(), router, key, address, false, timeout,
				() -> payload);
		return call.proceed(null).thenApply(RemoteProxies::reply);
	}

	private static Reply reply(RoutedCall.End end) {
		if (end instanceof RoutedCall.Attempt attempt) {
			return attempt.reply();
		}
		if (end instanceof RoutedCall.NotTaken notTaken) {
			return notTaken.reply();
		}
		if (end instanceof RoutedCall.Unsendable unsendable) {
			return new Reply.Refused(Refusal.TOO_LARGE, unsendable.reason().getBytes(StandardCharsets.UTF_8));
		}
		throw new IllegalStateException("A call of bytes does not end here: " + end);
	}

}
