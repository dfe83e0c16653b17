package io.distsys.rpc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.rpc.CallTarget.LocalCalls;
import io.distsys.rpc.CallTarget.NotOwnerException;
import io.distsys.rpc.RoutedCall.Attempt;
import io.distsys.rpc.RoutedCall.End;
import io.distsys.rpc.RoutedCall.Here;
import io.distsys.rpc.RoutedCall.NotTaken;
import io.distsys.rpc.RoutedCall.Unsendable;
import io.distsys.rpc.Router.Route;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/** The calls of one proxy, blocking or not, to wherever the owner is. */
final class RemoteCalls implements ProxyCalls {

	/** The routed call ends by itself at its deadline; this is how late that may be. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	private final Messenger messenger;

	private final Codec codec;

	private final RemoteFailures failures;

	private final MonotonicClock clock;

	private final Executor userExecutor;

	private final BooleanSupplier mustNotBlock;

	private final CallTarget target;

	private final @Nullable LocalCalls local;

	private final Router router;

	RemoteCalls(Messenger messenger, Codec codec, MonotonicClock clock, Executor userExecutor,
			BooleanSupplier mustNotBlock, CallTarget target, Router router) {
		this.messenger = messenger;
		this.codec = codec;
		this.failures = new RemoteFailures(codec, messenger::nameOf);
		this.clock = clock;
		this.userExecutor = userExecutor;
		this.mustNotBlock = mustNotBlock;
		this.target = target;
		this.local = target.local();
		this.router = router;
	}

	private RoutedCall route(Invocation invocation, Duration timeout) {
		return new RoutedCall(this.messenger, this.clock, this.router, this.target.resource(invocation),
				this.target.address(), this.local != null, CallDeadline.within(timeout, this.clock),
				() -> this.target.payload(invocation, invocation.encode(this.codec)));
	}

	@Override
	public @Nullable Object call(Invocation invocation, Duration timeout) throws Throwable {
		if (this.mustNotBlock.getAsBoolean()) {
			throw mustNotBlock(invocation);
		}
		return callOwner(invocation, timeout);
	}

	private IllegalStateException mustNotBlock(Invocation invocation) {
		return new IllegalStateException(
				name(invocation) + " blocks, and the thread '" + Thread.currentThread().getName()
						+ "' must not be blocked: call it on another thread, or let it return a CompletionStage");
	}

	private @Nullable Object callOwner(Invocation invocation, Duration timeout) throws Throwable {
		CallTarget.Ran ran = this.target.tryHere(invocation);
		if (ran instanceof CallTarget.Returned returned) {
			return returned.value();
		}
		if (ran instanceof CallTarget.Replied replied) {
			Route here = new Route(this.messenger.self(), this.target.resource(invocation));
			return result(new Attempt(here, replied.reply()), invocation, timeout, true);
		}
		RoutedCall call = route(invocation, timeout);
		End end = await(call, call.proceed(null), invocation, timeout);
		while (end instanceof Here here && this.local != null) {
			try {
				return CallsInPlace.call(this.local, invocation, this.messenger);
			}
			catch (NotOwnerException ex) {
				end = await(call, call.proceed(here.route()), invocation, timeout);
			}
		}
		return result(end, invocation, timeout, true);
	}

	private End await(RoutedCall call, CompletionStage<End> stage, Invocation invocation, Duration timeout) {
		try {
			return stage.toCompletableFuture().get(timeout.plus(SLACK).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			call.abandon();
			Thread.currentThread().interrupt();
			throw new CallException(name(invocation) + ": the caller was interrupted while it waited",
					Outcome.MAY_HAVE_RUN);
		}
		catch (TimeoutException ex) {
			throw new CallException.CallTimeoutException(
					name(invocation) + " had no answer within " + timeout + ", nor did the messenger report a timeout",
					Outcome.MAY_HAVE_RUN);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(name(invocation) + " failed on its way", ex.getCause());
		}
	}

	@Override
	public CompletableFuture<@Nullable Object> callAsync(Invocation invocation, Duration timeout) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		RoutedCall call = route(invocation, timeout);
		if (this.local != null && this.local.isLikely()) {
			proceedHere(this.local, call, null, invocation, timeout, result);
		}
		else {
			proceed(call, null, invocation, timeout, result);
		}
		return result;
	}

	private void proceed(RoutedCall call, @Nullable Route failed, Invocation invocation, Duration timeout,
			CompletableFuture<@Nullable Object> result) {
		CompletionStage<End> end;
		try {
			end = call.proceed(failed);
		}
		catch (RuntimeException ex) {
			result.completeExceptionally(ex);
			return;
		}
		end.thenAcceptAsync((reached) -> {
			if (reached instanceof Here here && this.local != null) {
				proceedHere(this.local, call, here.route(), invocation, timeout, result);
			}
			else {
				complete(reached, invocation, timeout, result);
			}
		}, this.userExecutor).exceptionally((failure) -> {
			result.completeExceptionally(InvocationRunner.unwrap(failure));
			return null;
		});
	}

	/** With the route that led here, {@literal null} if it was not looked up. */
	private void proceedHere(LocalCalls here, RoutedCall call, @Nullable Route reached, Invocation invocation,
			Duration timeout, CompletableFuture<@Nullable Object> result) {
		CompletionStage<@Nullable Object> ran;
		try {
			ran = here.callAsync(invocation);
		}
		catch (RuntimeException ex) {
			result.completeExceptionally(ex);
			return;
		}
		ran.whenComplete((value, failure) -> {
			if (failure == null) {
				result.complete(value);
				return;
			}
			Throwable cause = InvocationRunner.unwrap(failure);
			if (cause instanceof NotOwnerException) {
				proceed(call, reached, invocation, timeout, result);
			}
			else {
				result.completeExceptionally((cause instanceof InvocationTargetException thrown)
						? RemoteFailures.ofCallee(InvocationRunner.unwrap(thrown.getTargetException()), this.messenger)
						: cause);
			}
		});
	}

	private void complete(End end, Invocation invocation, Duration timeout,
			CompletableFuture<@Nullable Object> result) {
		try {
			result.complete(result(end, invocation, timeout, false));
		}
		catch (Throwable ex) {
			result.completeExceptionally(ex);
		}
	}

	private @Nullable Object result(End end, Invocation invocation, Duration timeout, boolean blocking)
			throws Throwable {
		if (end instanceof Attempt attempt) {
			NodeId node = attempt.route().node();
			if (attempt.reply() instanceof Reply.Answered answered) {
				return this.codec.decode(answered.payload());
			}
			if (attempt.reply() instanceof Reply.Failed failed) {
				Throwable failure = this.failures.decode(failed.payload(), node);
				throw blocking ? throwable(failure, invocation.method(), node) : failure;
			}
			throw noAnswer(invocation, timeout).of(attempt);
		}
		if (end instanceof Unsendable unsendable) {
			throw new CallException(name(invocation) + " cannot be sent: " + unsendable.reason(), Outcome.DID_NOT_RUN);
		}
		throw noAnswer(invocation, timeout).of((NotTaken) end);
	}

	/** The exception as the calling thread can throw it, with that thread's stack. */
	static Throwable throwable(Throwable failure, Method method, NodeId node) {
		boolean declared = Arrays.stream(method.getExceptionTypes()).anyMatch((type) -> type.isInstance(failure));
		Throwable thrown = declared ? failure : RemoteException.unchecked(failure, node);
		StackTraceElement[] stack = new Throwable().getStackTrace();
		thrown.setStackTrace(stack);
		return thrown;
	}

	private NoAnswer noAnswer(Invocation invocation, Duration timeout) {
		return new NoAnswer(name(invocation), timeout, this.messenger::nameOf);
	}

	private String name(Invocation invocation) {
		return invocation.methodKey() + " of the " + this.target.description();
	}

}
