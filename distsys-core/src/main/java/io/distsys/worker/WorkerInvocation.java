package io.distsys.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.rpc.EncodedInvocation;
import org.jspecify.annotations.Nullable;

/** One call of one instance: from its bytes to the answer, and to what it means. */
final class WorkerInvocation {

	private final WorkerCell cell;

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final WorkerCall call;

	private final Object target;

	WorkerInvocation(WorkerCell cell, SlotTenure tenure, Hosting hosting, WorkerCall call, Object target) {
		this.cell = cell;
		this.tenure = tenure;
		this.hosting = hosting;
		this.call = call;
		this.target = target;
	}

	/** Run it; the tenure is left when all of it is over. */
	void run() {
		EncodedInvocation invocation;
		@Nullable Object[] arguments;
		Optional<Method> method;
		try {
			invocation = EncodedInvocation.fromBytes(this.call.message().invocation());
			method = this.tenure.type().methods().find(invocation.methodKey());
			if (method.isEmpty()) {
				end(new Reply.Refused(Refusal.NO_SUCH_ADDRESS,
						Wire.utf8("no such method may be called: " + invocation.methodKey())));
				return;
			}
			arguments = invocation.decodeArguments(this.hosting.codec());
		}
		catch (RuntimeException | Error ex) {
			end(failed(ex));
			return;
		}
		if (!this.cell.mayRun()) {
			this.tenure.type().counters().refused.increment();
			end(new Reply.Refused(this.hosting.closedRefusal(), new byte[0]));
			return;
		}
		invoke(method.get(), arguments);
	}

	private void invoke(Method method, @Nullable Object[] arguments) {
		@Nullable Object result;
		this.cell.enterUserCode();
		try {
			result = method.invoke(this.target, arguments);
		}
		catch (InvocationTargetException ex) {
			this.cell.leaveUserCode();
			threw(method, ex.getTargetException());
			return;
		}
		catch (IllegalAccessException | RuntimeException ex) {
			this.cell.leaveUserCode();
			end(failed(ex));
			return;
		}
		this.cell.leaveUserCode();
		if (result instanceof CompletionStage<?> stage) {
			follow(method, stage);
		}
		else {
			end(answered(method, result));
		}
	}

	private void follow(Method method, CompletionStage<?> stage) {
		stage.handleAsync((value, failure) -> {
			completed(method, value, failure);
			return true;
		}, this.hosting.executor()).whenComplete((ignored, failure) -> {
			if (failure != null) {
				this.cell.giveUp(this.call, failure);
			}
		});
	}

	private void threw(Method method, Throwable thrown) {
		if (!this.tenure.type().workerClass().keeps(method, thrown)) {
			this.cell.crashed(thrown);
		}
		end(failed(thrown));
	}

	private void completed(Method method, @Nullable Object value, @Nullable Throwable failure) {
		if (failure == null) {
			end(answered(method, value));
			return;
		}
		Throwable cause = failure.getCause();
		Throwable thrown = (failure instanceof CompletionException && cause != null) ? cause : failure;
		if (!this.tenure.type().workerClass().keeps(method, thrown)) {
			this.cell.report(this.target, thrown);
		}
		end(failed(thrown));
	}

	private Reply answered(Method method, @Nullable Object result) {
		try {
			return new Reply.Answered(this.hosting.codec().encode(result));
		}
		catch (NotEncodableException ex) {
			return failed(new NotEncodableException(
					"The call ran, but the result of " + method + " cannot be encoded: " + ex.getMessage(), null));
		}
		catch (RuntimeException | Error ex) {
			return failed(ex);
		}
	}

	private Reply failed(Throwable failure) {
		return new Reply.Failed(this.hosting.failures().encode(failure));
	}

	private void end(Reply reply) {
		try {
			this.call.answer(reply);
		}
		catch (IllegalArgumentException ex) {
			this.call.answer(failed(new NotEncodableException(
					"The call ran, but what came of it cannot be sent: " + ex.getMessage(), null)));
		}
		finally {
			this.call.leave(this.tenure);
		}
	}

}
