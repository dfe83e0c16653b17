package io.distsys.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.rpc.ReceivedCall;
import org.jspecify.annotations.Nullable;

/** One call of one instance: from its bytes to the answer, and to what it means. */
final class WorkerInvocation {

	private final WorkerCell cell;

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final WorkerCall call;

	private final Object target;

	private final WorkerAnswer answer;

	WorkerInvocation(WorkerCell cell, SlotTenure tenure, Hosting hosting, WorkerCall call, Object target) {
		this.cell = cell;
		this.tenure = tenure;
		this.hosting = hosting;
		this.call = call;
		this.target = target;
		this.answer = new WorkerAnswer(cell, tenure, hosting, call, target);
	}

	/** Run it; the tenure is left when all of it is over. */
	void run() {
		CallBody body;
		@Nullable Object[] arguments;
		Optional<Method> method;
		try {
			body = this.call.body();
			method = body.method(this.tenure.type().methods());
			if (method.isEmpty()) {
				refuse(Refusal.NO_SUCH_ADDRESS, Wire.utf8("no such method may be called: " + body.methodKey()));
				return;
			}
			arguments = body.arguments(this.hosting.codec());
		}
		catch (RuntimeException | Error ex) {
			this.tenure.givenUp().undelivered(this.call, ex);
			this.answer.now(this.answer.failed(ex));
			return;
		}
		if (!this.tenure.mayRun()) {
			this.tenure.type().counters().refused.increment();
			refuse(this.hosting.closedRefusal(), new byte[0]);
			return;
		}
		invoke(body, method.get(), arguments);
	}

	private void refuse(Refusal refusal, byte[] detail) {
		notRun(new Reply.Refused(refusal, detail), this.call.refusedAs(refusal));
	}

	/** Of a cast that was accepted nobody hears but by its dead letter. */
	private void notRun(Reply reply, Throwable why) {
		if (this.call.isAcceptedCast()) {
			this.tenure.givenUp().undelivered(this.call, why);
		}
		this.answer.now(reply);
	}

	private void invoke(CallBody body, Method method, @Nullable Object[] arguments) {
		Result ended;
		try {
			ended = call(body, method, arguments);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			notRun(this.answer.failed(ex), ex);
			return;
		}
		end(body, method, ended);
	}

	/**
	 * Have the method run.
	 * @throws ReflectiveOperationException if it did not, as with a runtime exception
	 */
	private Result call(CallBody body, Method method, @Nullable Object[] arguments)
			throws ReflectiveOperationException {
		@Nullable Object value = null;
		Throwable thrown = null;
		long begun = this.hosting.now();
		this.cell.enterUserCode(this.call);
		try {
			try {
				value = observed(body, method, arguments);
			}
			catch (InvocationTargetException ex) {
				thrown = ex.getTargetException();
			}
			catch (Error ex) {
				// It may have run, or a part of it.
				thrown = ex;
			}
			this.tenure.type().pace(method).ran(this.hosting.now() - begun);
			return new Result(value, thrown, keep(method, thrown));
		}
		finally {
			this.cell.leaveUserCode();
		}
	}

	private void end(CallBody body, Method method, Result ended) {
		Throwable unfit = ended.unfit();
		Throwable thrown = ended.thrown();
		if (unfit != null) {
			this.tenure.givenUp().undelivered(this.call, unfit);
			this.cell.supervision().crashed(unfit);
			this.answer.end(this.answer.failed(unfit));
		}
		else if (thrown != null) {
			this.answer.end(this.answer.failed(thrown));
		}
		else if (ended.value() instanceof CompletionStage<?> stage && body.mayBeAnsweredLater()) {
			follow(body, method, stage);
		}
		else {
			this.answer.end(answered(body, method, ended.value()));
		}
	}

	private @Nullable Object observed(CallBody body, Method method, @Nullable Object[] arguments)
			throws ReflectiveOperationException {
		MessageObserver observer = this.hosting.observer();
		if (observer == MessageObserver.none()) {
			return method.invoke(this.target, arguments);
		}
		Operation operation = new Operation(this.call.message().isCast() ? Kind.WORKER_CAST : Kind.WORKER_CALL,
				this.call.message().type(), method.getName(), this.cell.key());
		return new ReceivedCall(observer, operation, body.context()).invoke(method, this.target, arguments);
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

	private void follow(CallBody body, Method method, CompletionStage<?> stage) {
		CompletableFuture<?> known = (stage instanceof CompletableFuture<?> own) ? own.toCompletableFuture() : null;
		if (known != null && known.isDone()) {
			complete(body, method, known);
			return;
		}
		this.cell.stages().add(this.call);
		stage.handleAsync((value, failure) -> {
			completed(body, method, value, failure);
			return true;
		}, this.hosting.executor()).whenComplete((ignored, failure) -> {
			this.cell.stages().remove(this.call);
			this.cell.reconsider();
			if (failure != null) {
				this.tenure.givenUp().giveUp(this.call, failure);
			}
		});
	}

	/** What is there already is told like what a method returns: no thread is woken. */
	private void complete(CallBody body, Method method, CompletableFuture<?> done) {
		@Nullable Object value;
		try {
			value = done.join();
		}
		catch (CompletionException | CancellationException ex) {
			completed(body, method, null, ex);
			return;
		}
		completed(body, method, value, null);
	}

	private void completed(CallBody body, Method method, @Nullable Object value, @Nullable Throwable failure) {
		if (failure == null) {
			this.answer.end(answered(body, method, value));
			return;
		}
		Throwable thrown = WorkerAnswer.unwrapped(failure);
		if (!this.tenure.type().workerClass().keeps(method, thrown)) {
			this.tenure.givenUp().undelivered(this.call, thrown);
			this.cell.report(this.target, thrown);
		}
		this.answer.end(this.answer.failed(thrown));
	}

	private Reply answered(CallBody body, Method method, @Nullable Object result) {
		try {
			return body.answered(result, this.hosting.codec());
		}
		catch (NotEncodableException ex) {
			return this.answer.failed(new NotEncodableException(
					"The call ran, but the result of " + method + " cannot be encoded: " + ex.getMessage(), null));
		}
		catch (RuntimeException | Error ex) {
			return this.answer.failed(ex);
		}
	}

	/**
	 * What has come of it.
	 *
	 * @param value what the method returned
	 * @param thrown or threw
	 * @param unfit why the instance has to be given up, or {@literal null}
	 */
	private record Result(@Nullable Object value, @Nullable Throwable thrown, @Nullable Throwable unfit) {

	}

}
