package io.distsys.worker;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTimeouts;
import io.distsys.rpc.ClassProxies;
import io.distsys.rpc.Invocation;
import io.distsys.rpc.ObservedCall;
import io.distsys.rpc.RecordedInvocation;
import io.distsys.rpc.RemoteProxies;
import io.distsys.rpc.Router;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

/** Makes the proxies of workers. */
final class WorkerProxies implements Router {

	private final SlotCalls calls;

	private final SlotSides sides;

	private final Codec codec;

	private final RemoteProxies proxies;

	private final ClassProxies ofClasses;

	/** Of the types that are asked for, which the code of the application names. */
	private final Map<Class<?>, WorkerContract<?>> contracts = new ConcurrentHashMap<>();

	private final WorkerTarget.SlotCount slots;

	private final CallsInPlace inPlace;

	private final MessageObserver observer;

	private final LostCasts lost;

	private final Executor executor;

	WorkerProxies(SlotCalls calls, SlotSides sides, Codec codec, EventLoop loop, Executor executor,
			WorkerTarget.SlotCount slots, CallsInPlace inPlace, MessageObserver observer, LostCasts lost,
			ClassProxies ofClasses) {
		this.calls = calls;
		this.sides = sides;
		this.codec = codec;
		this.proxies = new RemoteProxies(calls, codec, loop, executor, () -> false, observer);
		this.ofClasses = ofClasses;
		this.slots = slots;
		this.inPlace = inPlace;
		this.observer = observer;
		this.lost = lost;
		this.executor = executor;
	}

	/**
	 * The slot's outbox does the routing; what comes back from it is final. The node is
	 * only what messages to people will name.
	 */
	@Override
	public CompletionStage<Answer> route(ResourceKey key, @Nullable Route failed, long deadlineNanos) {
		if (failed != null) {
			return CompletableFuture.completedFuture(new Nobody(Optional.empty()));
		}
		NodeId likely = this.sides.find(key).map(Ownership::node).orElseGet(this.calls::self);
		return CompletableFuture.completedFuture(new Route(likely, key));
	}

	Optional<NodeId> whereIs(String type, String key) {
		return this.sides.find(SlotTenant.key(type, SlotHash.slot(requireKey(key), this.slots.of(type))))
			.map(Ownership::node);
	}

	static String requireKey(String key) {
		if (key.isEmpty()) {
			throw new IllegalArgumentException("The key of a worker must not be empty");
		}
		return key;
	}

	/**
	 * What workers are called by.
	 * @param type an interface, or a worker class that implements none
	 * @throws IllegalArgumentException if there can be no reference of the type
	 */
	@SuppressWarnings("unchecked")
	<T> WorkerContract<T> contract(Class<T> type) {
		WorkerContract<?> known = this.contracts.get(type);
		return (WorkerContract<T>) ((known != null) ? known
				: this.contracts.computeIfAbsent(type, (asked) -> WorkerContract.of(asked, this.ofClasses)));
	}

	/**
	 * Take down a call and encode it, for members of a group to run it.
	 * @param <E> what comes of it
	 * @param sending sends it; what comes of that is what it has come to
	 */
	<T, E> CompletionStage<E> castToGroup(WorkerContract<T> contract, String group, Consumer<? super T> caller,
			Function<byte[], CompletionStage<E>> sending) {
		Invocation invocation = RecordedInvocation.of(contract.calls(), caller);
		Operation operation = new Operation(Kind.WORKER_CAST, contract.type().getName(), invocation.method().getName(),
				group);
		return cast(operation, (observed) -> sending.apply(observed.of(invocation).encode(this.codec).toBytes()),
				(end, failure) -> failure);
	}

	/** The observer is the user's, and is told of the end on the executor. */
	private <E> CompletionStage<E> cast(Operation operation, Function<ObservedCall, CompletionStage<E>> sending,
			BiFunction<? super @Nullable E, @Nullable Throwable, @Nullable Throwable> failures) {
		ObservedCall observed = ObservedCall.begin(this.observer, operation);
		try {
			CompletionStage<E> sent = sending.apply(observed);
			if (this.observer != MessageObserver.none()) {
				sent.whenCompleteAsync((end, failure) -> observed.end(failures.apply(end, failure)), this.executor);
			}
			return sent;
		}
		catch (RuntimeException ex) {
			observed.end(ex);
			throw ex;
		}
	}

	<T> T create(WorkerContract<T> contract, String type, String key, Duration timeout) {
		WorkerTarget target = new WorkerTarget(type, requireKey(key), this.slots, this.inPlace);
		InvocationHandler calling = this.proxies.handler(contract.calls(), target, this, timeout);
		return contract.calls()
			.proxy(contract.casts() ? new CastingHandler(calling, target, type, key, timeout) : calling);
	}

	/** Casts where a method says so, and otherwise does what a calling one does. */
	private final class CastingHandler implements InvocationHandler {

		private final InvocationHandler calling;

		private final WorkerTarget target;

		private final String type;

		private final String key;

		private final Duration timeout;

		private CastingHandler(InvocationHandler calling, WorkerTarget target, String type, String key,
				Duration timeout) {
			this.calling = calling;
			this.target = target;
			this.type = type;
			this.key = key;
			this.timeout = timeout;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			if (method.isAnnotationPresent(Cast.class) && !method.isBridge()) {
				Invocation invocation = Invocation.of(method, arguments);
				cast(this.target.operation(invocation), (observed) -> send(observed.of(invocation)),
						(reply, failure) -> (failure != null) ? failure : failure(method, reply))
					.thenAccept((reply) -> tellIfLost(invocation, reply));
				return null;
			}
			return this.calling.invoke(proxy, method, arguments);
		}

		private void tellIfLost(Invocation invocation, Reply reply) {
			CallException why = failure(invocation.method(), reply);
			if (why != null) {
				WorkerProxies.this.lost.lost(this.type, this.key, invocation.methodKey(), why);
			}
		}

		/** Why nobody has taken the cast, or nobody knows; {@literal null} if one has. */
		private @Nullable CallException failure(Method method, @Nullable Reply reply) {
			if (reply == null || reply instanceof Reply.Answered) {
				return null;
			}
			NotDone notDone = NotDone.of(reply);
			return new CallException(
					method.getName() + " was cast to " + this.target.description() + ": " + notDone.detail(),
					notDone.outcome());
		}

		private CompletionStage<Reply> send(Invocation invocation) {
			byte[] body = this.target.payload(invocation, invocation.encode(WorkerProxies.this.codec));
			return WorkerProxies.this.calls.call(WorkerProxies.this.calls.self(), Lane.BULK, this.target.address(),
					body, CallTimeouts.of(invocation.method(), this.timeout));
		}

	}

}
