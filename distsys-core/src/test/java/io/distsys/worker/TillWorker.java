package io.distsys.worker;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.ClassProxies;
import org.jspecify.annotations.Nullable;

/** A worker that is called by its class, and what a generator would make of that. */
@Distributed(value = "till", slots = 1)
class TillWorker implements HandOver<Integer> {

	private final WorkerContext context;

	private int sum;

	TillWorker(WorkerContext context) {
		this.context = context;
	}

	@OnStart
	public void begin() {
		this.sum += 0;
	}

	public int add(int amount) {
		this.sum += amount;
		return this.sum;
	}

	/** Adds what is added by one more message of its own. */
	public CompletionStage<Integer> addLater(int amount) {
		CompletableFuture<Integer> added = new CompletableFuture<>();
		this.context.execute(() -> added.complete(add(amount)));
		return added;
	}

	@Cast
	public void note(int amount) {
		add(amount);
	}

	public String node() {
		return this.context.self().toString();
	}

	public void refuse(String why) throws TillException {
		throw new TillException(why);
	}

	@CallTimeout(50)
	public void hang() throws InterruptedException {
		Thread.currentThread().join();
	}

	/** Only for who is in the package, and so not for callers. */
	int peek() {
		return this.sum;
	}

	@Override
	public Integer snapshot() {
		return this.sum;
	}

	@Override
	public void restore(Integer state) {
		this.sum = state;
	}

	/** Of the worker, never of a reference. */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TillWorker;
	}

	@Override
	public int hashCode() {
		return 1;
	}

	@Override
	public String toString() {
		return "till with " + this.sum;
	}

	/** The same as another version of the type has it. */
	interface Till {

		int add(int amount);

		CompletionStage<Integer> addLater(int amount);

		@Cast
		void note(int amount);

		String node();

	}

	static class TillException extends Exception {

		private static final long serialVersionUID = 1L;

		TillException(String message) {
			super(message);
		}

	}

	/** Makes references of this class, and of no other. */
	static final class Proxies implements ClassProxies {

		final List<Class<?>> asked = new CopyOnWriteArrayList<>();

		@Override
		@SuppressWarnings("unchecked")
		public <T> Function<InvocationHandler, T> of(Class<T> type) {
			this.asked.add(type);
			if (type != TillWorker.class) {
				throw new IllegalArgumentException("There are no proxies of " + type.getName());
			}
			return (handler) -> (T) new Reference(handler);
		}

	}

	/** As it might be generated. */
	private static final class Reference extends TillWorker {

		private final InvocationHandler handler;

		@SuppressWarnings("NullAway")
		private Reference(InvocationHandler handler) {
			super(null);
			this.handler = handler;
		}

		@SuppressWarnings("unchecked")
		private <R, X extends Throwable> R handle(String name, Class<?> parameter, Object... arguments) throws X {
			try {
				Method method = (parameter == void.class) ? TillWorker.class.getDeclaredMethod(name)
						: TillWorker.class.getDeclaredMethod(name, parameter);
				return (R) this.handler.invoke(this, method, arguments);
			}
			catch (Throwable ex) {
				throw (X) ex;
			}
		}

		@Override
		public int add(int amount) {
			return this.<Integer, RuntimeException>handle("add", int.class, amount);
		}

		@Override
		public CompletionStage<Integer> addLater(int amount) {
			return this.<CompletionStage<Integer>, RuntimeException>handle("addLater", int.class, amount);
		}

		@Override
		public void note(int amount) {
			this.<Object, RuntimeException>handle("note", int.class, amount);
		}

		@Override
		public String node() {
			return this.<String, RuntimeException>handle("node", void.class);
		}

		@Override
		public void refuse(String why) throws TillException {
			this.<Object, TillException>handle("refuse", String.class, why);
		}

		@Override
		public void hang() {
			this.<Object, RuntimeException>handle("hang", void.class);
		}

		@Override
		int peek() {
			return this.<Integer, RuntimeException>handle("peek", void.class);
		}

		@Override
		public Integer snapshot() {
			return this.<Integer, RuntimeException>handle("snapshot", void.class);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this.<Boolean, RuntimeException>handle("equals", Object.class, other);
		}

		@Override
		public int hashCode() {
			return this.<Integer, RuntimeException>handle("hashCode", void.class);
		}

		@Override
		public String toString() {
			return this.<String, RuntimeException>handle("toString", void.class);
		}

	}

}
