package io.distsys.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

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
				answer(new Reply.Refused(Refusal.NO_SUCH_ADDRESS,
						Wire.utf8("no such method may be called: " + invocation.methodKey())));
				return;
			}
			arguments = invocation.decodeArguments(this.hosting.codec());
		}
		catch (RuntimeException | Error ex) {
			answer(failed(ex));
			return;
		}
		if (!this.cell.mayRun()) {
			this.tenure.type().counters().refused.increment();
			answer(new Reply.Refused(this.hosting.closedRefusal(), new byte[0]));
			return;
		}
		invoke(method.get(), arguments);
	}

	private void invoke(Method method, @Nullable Object[] arguments) {
		@Nullable Object result = null;
		Throwable thrown = null;
		this.cell.enterUserCode();
		try {
			result = method.invoke(this.target, arguments);
		}
		catch (InvocationTargetException ex) {
			thrown = ex.getTargetException();
		}
		catch (IllegalAccessException | RuntimeException ex) {
			this.cell.leaveUserCode();
			answer(failed(ex));
			return;
		}
		Throwable unfit = keep(method, thrown);
		this.cell.leaveUserCode();
		if (unfit != null) {
			this.cell.crashed(unfit);
			end(failed(unfit));
		}
		else if (thrown != null) {
			end(failed(thrown));
		}
		else if (result instanceof CompletionStage<?> stage) {
			follow(method, stage);
		}
		else {
			end(answered(method, result));
		}
	}

	/**
	 * Have the state kept that the call has left.
	 * @return why the instance has to be given up instead, or {@literal null}
	 */
	private @Nullable Throwable keep(Method method, @Nullable Throwable thrown) {
		if (thrown != null && !this.tenure.type().workerClass().keeps(method, thrown)) {
			return thrown;
		}
		try {
			this.cell.life().save(this.target);
			return null;
		}
		catch (Throwable ex) {
			return ex;
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

	/** Answer once all that the worker has told or used is safe. */
	private void end(Reply reply) {
		CompletableFuture<Void> saved = this.cell.life().saved();
		if (saved.isDone() && !saved.isCompletedExceptionally()) {
			confirmed(reply);
			return;
		}
		this.cell.unconfirmed().incrementAndGet();
		saved.whenComplete((ignored, failure) -> {
			this.cell.unconfirmed().decrementAndGet();
			if (failure == null) {
				confirmed(reply);
			}
			else {
				lost(failure);
			}
		});
	}

	private void confirmed(Reply reply) {
		if (this.tenure.keeper() != null && !this.tenure.fence().isHeld()) {
			lost(new StateNotSavedException("The slot of " + this.cell + " was lost while the call ran"));
		}
		else {
			answer(reply);
		}
	}

	/** Not on the thread of the messenger: exceptions are encoded by the codec. */
	private void lost(Throwable failure) {
		try {
			this.hosting.executor().execute(() -> {
				if (this.cell.mayRun()) {
					this.cell.report(this.target, failure);
				}
				answer(failed(failure));
			});
		}
		catch (RejectedExecutionException ex) {
			this.call.leave(this.tenure);
		}
	}

	private void answer(Reply reply) {
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
