package io.distsys.worker;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.Invocation;
import io.distsys.rpc.RecordedInvocation;
import io.distsys.rpc.RemoteProxies;
import io.distsys.rpc.Router;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

/** Makes the proxies of workers. */
final class WorkerProxies implements Router {

	private final SlotCalls calls;

	private final OwnershipView view;

	private final Codec codec;

	private final RemoteProxies proxies;

	private final WorkerTarget.SlotCount slots;

	private final CallsInPlace inPlace;

	WorkerProxies(SlotCalls calls, OwnershipView view, Codec codec, EventLoop loop, Executor executor,
			WorkerTarget.SlotCount slots, CallsInPlace inPlace) {
		this.calls = calls;
		this.view = view;
		this.codec = codec;
		this.proxies = new RemoteProxies(calls, codec, loop, executor, () -> false);
		this.slots = slots;
		this.inPlace = inPlace;
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
		NodeId likely = this.view.find(key).map(Ownership::node).orElseGet(this.calls::self);
		return CompletableFuture.completedFuture(new Route(likely, key));
	}

	Optional<NodeId> whereIs(String type, String key) {
		return this.view
			.find(new ResourceKey(SlotTenant.KIND, WorkerNode.slotNameOf(type),
					SlotHash.slot(requireKey(key), this.slots.of(type))))
			.map(Ownership::node);
	}

	static String requireKey(String key) {
		if (key.isEmpty()) {
			throw new IllegalArgumentException("The key of a worker must not be empty");
		}
		return key;
	}

	/** Take down a call and encode it, for whoever will run it. */
	<T> byte[] record(Class<T> contract, Consumer<? super T> caller) {
		return RecordedInvocation.of(contract, caller).encode(this.codec).toBytes();
	}

	<T> T create(Class<T> contract, String type, String key, Duration timeout) {
		WorkerTarget target = new WorkerTarget(type, requireKey(key), this.slots, this.inPlace);
		T calling = this.proxies.create(contract, target, this, timeout);
		if (Arrays.stream(contract.getMethods()).noneMatch((method) -> method.isAnnotationPresent(Cast.class))) {
			return calling;
		}
		return contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), new Class<?>[] { contract },
				new CastingHandler(calling, target, timeout)));
	}

	/** Casts where a method says so, and calls otherwise. */
	private final class CastingHandler implements InvocationHandler {

		private final Object calling;

		private final WorkerTarget target;

		private final Duration timeout;

		private CastingHandler(Object calling, WorkerTarget target, Duration timeout) {
			this.calling = calling;
			this.target = target;
			this.timeout = timeout;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			if (method.isAnnotationPresent(Cast.class)) {
				Invocation invocation = Invocation.of(method, arguments);
				byte[] body = this.target.payload(invocation, invocation.encode(WorkerProxies.this.codec));
				WorkerProxies.this.calls.call(WorkerProxies.this.calls.self(), Lane.BULK, this.target.address(), body,
						this.timeout);
				return null;
			}
			if (method.getName().equals("equals") && method.getDeclaringClass() == Object.class) {
				return arguments != null && arguments[0] == proxy;
			}
			try {
				return method.invoke(this.calling, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}

	}

}
