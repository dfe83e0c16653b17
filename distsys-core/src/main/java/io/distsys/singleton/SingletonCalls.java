package io.distsys.singleton;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.messaging.CallException;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.FencingToken;
import io.distsys.rpc.CallTarget;
import io.distsys.rpc.CallTarget.NotOwnerException;
import io.distsys.rpc.EncodedInvocation;
import io.distsys.rpc.Invocation;
import io.distsys.rpc.InvocationRunner;
import io.distsys.rpc.MethodTable;
import io.distsys.singleton.RunningCalls.Lasting;
import io.distsys.singleton.RunningCalls.Running;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of one singleton that arrive at this node, from elsewhere or from here. */
final class SingletonCalls implements MessageHandler, CallTarget.LocalCalls {

	private static final Logger logger = LoggerFactory.getLogger(SingletonCalls.class);

	private static final Reply NOT_OWNER = new Reply.Refused(Refusal.NOT_OWNER, new byte[0]);

	private final LocalSingleton singleton;

	private final Object target;

	private final MethodTable methods;

	private final InvocationRunner runner;

	private final MonotonicClock clock;

	private final Executor userExecutor;

	SingletonCalls(LocalSingleton singleton, SingletonDefinition definition, InvocationRunner runner,
			MonotonicClock clock, Executor userExecutor) {
		this.singleton = singleton;
		this.target = definition.target();
		this.methods = MethodTable.of(definition.interfaces());
		this.runner = runner;
		this.clock = clock;
		this.userExecutor = userExecutor;
	}

	@Override
	public void handle(Message message, Replier replier) {
		EncodedInvocation invocation = EncodedInvocation.fromBytes(message.payload());
		if (message.deadlineNanos() - this.clock.nanos() < 0) {
			logger.debug("Dropped a call that waited too long singleton={} method={}", this.singleton.name(),
					invocation.methodKey());
			return;
		}
		Lasting call = this.singleton.begin(invocation.methodKey());
		if (call == null) {
			replier.reply(NOT_OWNER);
			return;
		}
		try {
			this.runner.run(this.methods, this.target, invocation, call.fence()::check)
				.whenComplete((reply, failure) -> {
					call.end();
					this.runner.answer(replier, invocation, reply);
				});
		}
		catch (RuntimeException | Error ex) {
			call.end();
			throw ex;
		}
		finally {
			call.leaveThread();
		}
	}

	@Override
	public boolean isLikely() {
		return this.singleton.looksActive();
	}

	@Override
	public @Nullable Object call(Invocation invocation) throws Throwable {
		Running call = this.singleton.enter(nameOf(invocation));
		try {
			return invoke(orRefuse(call), invocation);
		}
		finally {
			if (call != null) {
				call.leave();
			}
		}
	}

	@Override
	public CompletionStage<@Nullable Object> callAsync(Invocation invocation) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		FencingToken outer = this.singleton.insideOf().orElse(null);
		this.userExecutor.execute(() -> runAsync(invocation, outer, result));
		return result;
	}

	private void runAsync(Invocation invocation, @Nullable FencingToken outer,
			CompletableFuture<@Nullable Object> result) {
		Lasting call;
		try {
			call = orRefuse((outer != null) ? this.singleton.join(outer, nameOf(invocation))
					: this.singleton.begin(nameOf(invocation)));
		}
		catch (NotOwnerException ex) {
			result.completeExceptionally(ex);
			return;
		}
		try {
			Object returned = invoke(call, invocation);
			if (!(returned instanceof CompletionStage<?> stage)) {
				throw new IllegalStateException(invocation.methodKey() + " returned no stage but " + returned);
			}
			stage.whenComplete((value, failure) -> {
				call.end();
				if (failure != null) {
					result.completeExceptionally(new InvocationTargetException(failure));
				}
				else {
					result.complete(value);
				}
			});
		}
		catch (Throwable ex) {
			call.end();
			result.completeExceptionally(ex);
		}
		finally {
			call.leaveThread();
		}
	}

	private static String nameOf(Invocation invocation) {
		return invocation.method().getName();
	}

	private <R extends Running> R orRefuse(@Nullable R call) throws NotOwnerException {
		if (call == null) {
			throw new NotOwnerException("Singleton '" + this.singleton.name() + "' is not active here");
		}
		return call;
	}

	private Method orRefuse(Optional<Method> callable, Method called) {
		return callable
			.orElseThrow(
					() -> new CallException.RefusedException(
							"Singleton '" + this.singleton.name() + "' does not let others call "
									+ MethodTable.key(called) + " of " + called.getDeclaringClass().getName(),
							Refusal.NO_SUCH_ADDRESS));
	}

	private static void check(Running call) throws NotOwnerException {
		try {
			call.fence().check();
		}
		catch (FenceClosedException ex) {
			throw new NotOwnerException(String.valueOf(ex.getMessage()));
		}
	}

	private @Nullable Object invoke(Running call, Invocation invocation) throws Throwable {
		Method method = orRefuse(this.methods.find(invocation), invocation.method());
		check(call);
		return invocation.invoke(method, this.target);
	}

}
