package io.distsys.rpc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.distsys.messaging.Codec;
import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.FenceClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The callee's side of a call: finds the method, decodes the arguments, runs the method
 * and encodes what came of it. Call it on a thread for user code.
 *
 * @since 0.1
 */
public final class InvocationRunner {

	private final Codec codec;

	private final RemoteFailures failures;

	private final @Nullable Observing observing;

	/**
	 * Create it.
	 * @param codec the codec
	 */
	public InvocationRunner(Codec codec) {
		this(codec, new RemoteFailures(codec), null);
	}

	private InvocationRunner(Codec codec, RemoteFailures failures, @Nullable Observing observing) {
		this.codec = codec;
		this.failures = failures;
		this.observing = observing;
	}

	/**
	 * One for a callee whose calls are observed.
	 * @param observer sees them
	 * @param kind what kind of calls they are
	 * @param callee who is called
	 * @return a runner of the same kind
	 */
	public InvocationRunner observed(MessageObserver observer, Kind kind, String callee) {
		return (observer == MessageObserver.none()) ? this
				: new InvocationRunner(this.codec, this.failures, new Observing(observer, kind, callee));
	}

	/**
	 * Run a call on the calling thread.
	 * @param table the methods that may be called
	 * @param target has them
	 * @param invocation the call
	 * @param guard runs right before the method; if it throws
	 * {@link io.distsys.ownership.FenceClosedException} the call is refused as
	 * {@link io.distsys.messaging.Refusal#NOT_OWNER}
	 * @return completes with the reply, at once unless the method returned a stage; never
	 * exceptionally
	 */
	public CompletionStage<Reply> run(MethodTable table, Object target, EncodedInvocation invocation, Runnable guard) {
		Optional<Method> method = table.find(invocation.methodKey());
		if (method.isEmpty()) {
			return CompletableFuture.completedFuture(new Reply.Refused(Refusal.NO_SUCH_ADDRESS,
					("no such method may be called: " + invocation.methodKey()).getBytes(StandardCharsets.UTF_8)));
		}
		@Nullable Object[] arguments;
		try {
			arguments = invocation.decodeArguments(this.codec);
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.completedFuture(failed(ex));
		}
		try {
			guard.run();
		}
		catch (FenceClosedException ex) {
			return CompletableFuture.completedFuture(new Reply.Refused(Refusal.NOT_OWNER,
					String.valueOf(ex.getMessage()).getBytes(StandardCharsets.UTF_8)));
		}
		return invoke(method.get(), target, arguments, invocation);
	}

	private CompletionStage<Reply> invoke(Method method, Object target, @Nullable Object[] arguments,
			EncodedInvocation invocation) {
		try {
			Object result = (this.observing == null) ? method.invoke(target, arguments)
					: this.observing.received(method, invocation).invoke(method, target, arguments);
			if (result instanceof CompletionStage<?> stage && isAsynchronous(method)) {
				return stage
					.handle((value, failure) -> (failure != null) ? failed(unwrap(failure)) : answered(method, value));
			}
			return CompletableFuture.completedFuture(answered(method, result));
		}
		catch (InvocationTargetException ex) {
			return CompletableFuture.completedFuture(failed(ex.getTargetException()));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return CompletableFuture.completedFuture(failed(ex));
		}
	}

	private Reply answered(Method method, @Nullable Object result) {
		try {
			return new Reply.Answered(this.codec.encode(result));
		}
		catch (NotEncodableException ex) {
			String type = (result != null) ? result.getClass().getName() : "null";
			return failed(new NotEncodableException("The call ran, but the result of " + MethodTable.key(method)
					+ " cannot be encoded, its type is " + type + ": " + ex.getMessage(), null));
		}
		catch (RuntimeException | Error ex) {
			return failed(ex);
		}
	}

	/**
	 * Answer a call. If the messenger cannot send the reply, because it is too large, the
	 * caller is told so instead.
	 * @param replier takes the reply
	 * @param invocation the call
	 * @param reply what {@link #run} completed with
	 */
	public void answer(Replier replier, EncodedInvocation invocation, Reply reply) {
		try {
			replier.reply(reply);
		}
		catch (IllegalArgumentException ex) {
			replier.reply(failed(new NotEncodableException(
					"The call ran, but what came of " + invocation.methodKey() + " cannot be sent: " + ex.getMessage(),
					null)));
		}
	}

	private Reply failed(Throwable failure) {
		return new Reply.Failed(this.failures.encode(failure));
	}

	static boolean isAsynchronous(Method method) {
		return method.getReturnType() == CompletionStage.class || method.getReturnType() == CompletableFuture.class;
	}

	static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	/** Who sees the calls of a callee, and as what. */
	private record Observing(MessageObserver observer, Kind kind, String callee) {

		ReceivedCall received(Method method, EncodedInvocation invocation) {
			return new ReceivedCall(this.observer, new Operation(this.kind, this.callee, method.getName()),
					invocation.context());
		}

	}

}
